"""The comment on a pull request, from what the run of its checks left behind.

That run executed files of a contributor, so what it left is data of a stranger: one file of an
archive, of bounded size and of exactly one shape. All that it says is quoted as text.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from gongkai.build import artifact
from gongkai.build.changes import texts
from gongkai.build.changes.difference import Difference, kind_of_all
from gongkai.words import Words

MARK = "<!-- gongkai: what a change does -->"  # a comment of ours begins with it, to be found again
FILE = "difference.json"  # the only file of the archive that is read
LABELS = ("data", "engine", "both", "second-reader-wanted")  # those that are ours to set
TESTS = "Tests"  # the job of check.yml that runs them
# What decides which checks of a change are run, and how: a change of it decides on itself.
CHECKS = (".github/", "Makefile", "pyproject.toml", "package.json", "tests/conftest.py")
_SHOWN = 5  # of these files
_MOST = 8_000_000  # bytes of the file: 500 reports with every cell changed have fewer
_MOST_FILES = 10  # of the archive; the check leaves one behind
_ROOM = 20_000  # bytes of a language; GitHub takes 65,536 characters, a variable 128 KiB


def read(archive: Path) -> Difference | None:
    """The change that an archive describes, None where it is not what it should be."""
    from pydantic import TypeAdapter, ValidationError

    try:
        data = dict(artifact.files(archive, _MOST_FILES, _MOST + 1)).get(FILE, b"")
        return TypeAdapter(Difference).validate_json(data) if len(data) <= _MOST else None
    except (artifact.DamagedError, ValidationError):
        return None


class Run(NamedTuple):
    """The run that left it behind, as GitHub tells of it: its address, whether it was fine, and the
    names of its jobs that ended well.
    """

    address: str
    fine: bool
    jobs: Sequence[str] = ()


def body(
    change: Difference | None, files: Sequence[str], run: Run, languages: Mapping[str, Words]
) -> str:
    """The comment as Markdown, in the first language and folded up in the others.

    `files` are the paths that GitHub says the pull request changes: what kind it is follows from
    them and not from the archive.
    """
    parts = [MARK]
    for number, words in enumerate(languages.values()):
        text = "\n".join(_lines(change, files, run, words))
        if number:
            name = words("this-language")
            text = f"<details><summary>{name}</summary>\n\n{text}\n</details>"
        parts.append(text)
    return "\n\n".join(parts) + "\n"


def _lines(
    change: Difference | None, files: Sequence[str], run: Run, words: Words
) -> Iterator[str]:
    kind = kind_of_all(files)
    ended = f"{words('comment-fine' if run.fine else 'comment-not-fine')}{words('space')}"
    title = words("comment-title")
    if change is None:
        yield f"#### {title}\n- {words(f'diff-kind-{kind}')}\n- {words('comment-unreadable')}"
    else:
        yield texts.as_markdown(replace(change, kind=kind), words, _ROOM, title)
    if kind != "data":
        ended += f"{words('comment-own-engine')}{words('space')}"
    yield f"\n{ended}[{words('comment-run')}]({run.address})"
    if kind not in ("data", "none") and TESTS not in run.jobs:
        yield f"\n**{words('comment-no-tests')}**"
    if checks := [path for path in files if path.startswith(CHECKS)]:
        named = words("list-separator").join(map(texts.code, checks[:_SHOWN]))
        more = words("and-more", n=len(checks) - _SHOWN) if len(checks) > _SHOWN else ""
        yield f"\n**{words('comment-own-checks', files=named + more)}**"


def labels(change: Difference | None, files: Sequence[str]) -> list[str]:
    """The labels that a pull request should have of ours."""
    kind = kind_of_all(files)
    found = [] if kind == "none" else [str(kind)]
    if change is not None and any(
        report.after is not None and (report.after.readers < _READERS or report.read_before)
        for report in change.reports
        if report.status != "affected"
    ):
        found.append(LABELS[-1])
    return found


_READERS = 2  # people who compared a report with its document: enough


def stale(wanted: Collection[str], there: Collection[str]) -> list[str]:
    """The labels of ours that it has and should not have."""
    return [label for label in LABELS if label in there and label not in wanted]
