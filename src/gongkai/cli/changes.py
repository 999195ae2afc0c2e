"""The commands that set two versions side by side: `diff`, and `compare` for two transcriptions."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TextIO

import click

from gongkai.cli import options
from gongkai.cli.faults import DATA, FINE, command

if TYPE_CHECKING:
    from gongkai.build.changes.difference import Difference
    from gongkai.build.changes.outputs import FilesThatDiffer
    from gongkai.words import Words

_STYLE = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "markdown", "json"]),
    default="text",
    help="How it is printed; json has everything, in both languages.",
)


@click.command()
@click.argument("base")
@click.argument("head", required=False)
@_STYLE
@options.LANG
@options.ROOT
def diff(base: str, head: str | None, style: str, lang: str, root: Path) -> None:
    """Say what differs between BASE and HEAD, by cell as the form names it.

    Each is a revision of git (a commit, a branch, a tag) or a folder of the project; without HEAD
    the files as they are now. What is no cell is named too, and what it does to sums, findings,
    indicators and badges. Of two finished sites (dist) it says which files differ. Exit code 0
    whatever differs.
    """
    with command(root, lang) as words, refusals(words):
        from gongkai.build.changes import outputs
        from gongkai.build.changes.comparison import compare as compared
        from gongkai.build.changes.side import of_folder, side

        if head and outputs.is_output(base) and outputs.is_output(head):
            _show_outputs(outputs.compare_outputs(Path(base), Path(head)), style, words)
            return
        old = side(root, base)
        new = side(root, head, old.like) if head else of_folder(root, words("diff-now"), old.like)
        _show(compared(old, new, catalogs(root, words)), style, words)


@click.command()
@click.argument("first", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("second", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@_STYLE
@options.LANG
@options.ROOT
def compare(first: Path, second: Path, style: str, lang: str, root: Path) -> None:
    """Say where two transcriptions of one document differ, cell by cell.

    FIRST and SECOND are report files; at least one of them stands in content/reports, and says
    whose report both are. Drafts may be compared: a cell that is `unread` differs from no figure,
    it is said on which side nobody has read it. Exit code 1 where they differ.
    """
    with command(root, lang) as words, refusals(words):
        from gongkai.build.changes.comparison import compare as compared
        from gongkai.build.changes.side import transcriptions

        sides = transcriptions(root, first, second)
        found = compared(*sides, catalogs(root, words), drafts=True)
        _show(found, style, words)
        sys.exit(DATA if found.reports else FINE)


def catalogs(root: Path, words: Words) -> Mapping[str, Words]:
    """The catalogs of both languages, each with the labels of its own; one has been read."""
    from gongkai.model.languages import CONTENT_LANGUAGES
    from gongkai.words import read_words

    return {
        code: replace(words, labels=code) if code == words.lang else read_words(root, code)
        for code in CONTENT_LANGUAGES
    }


def _show(change: Difference, style: str, words: Words) -> None:
    from gongkai.build.changes import texts
    from gongkai.build.changes.difference import as_json

    if style == "json":
        click.echo(as_json(change))
    elif style == "markdown":
        click.echo(texts.as_markdown(change, words), nl=False)
    else:
        for line in texts.as_text(change, words):
            click.echo(line)


def _show_outputs(found: FilesThatDiffer, style: str, words: Words) -> None:
    from gongkai.build.changes import outputs

    if style == "json":
        click.echo(json.dumps(asdict(found)))
    else:
        for line in outputs.lines(found, words, markdown=style == "markdown"):
            click.echo(line)


@contextlib.contextmanager
def refusals(words: Words, instead: Mapping[str, str] = MappingProxyType({})) -> Iterator[None]:
    """What cannot be compared is wrong usage, said in a sentence; or in another one `instead`."""
    from gongkai.build.changes.git import RefusedError
    from gongkai.words import visible

    try:
        yield
    except RefusedError as refused:
        args = {name: visible(value) for name, value in refused.args_.items()}
        raise click.UsageError(
            words(instead.get(refused.message, refused.message), **args)
        ) from None


@click.command()
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--files", type=click.File(encoding="utf-8"), required=True, help="Its files.")
@click.option("--labels", type=click.File(encoding="utf-8"), required=True, help="Its labels.")
@click.option("--jobs", type=click.File(encoding="utf-8"), required=True, help="Its good jobs.")
@click.option("--run", required=True, help="The address of the run that left ARCHIVE behind.")
@click.option("--conclusion", required=True, help="How it ended: success, or another word.")
@options.LANG
@options.ROOT
def comment(
    archive: Path,
    files: TextIO,
    labels: TextIO,
    jobs: TextIO,
    run: str,
    conclusion: str,
    lang: str,
    root: Path,
) -> None:
    """Write the comment on a pull request, and its labels, for the workflow `comment`.

    ARCHIVE is what the workflow `check` left behind: data of a stranger. Files and labels of the
    pull request, and the jobs of the run that ended well, are those that GitHub names, a JSON text
    a line. Prints three outputs of a step: payload, labels, remove.
    """
    with command(root, lang) as words:
        from gongkai.build.changes import comment as said

        change, paths = said.read(archive), _listed(files)
        wanted = said.labels(change, paths)
        known = catalogs(root, words)
        ordered = {words.lang: known[words.lang], **known}
        ended = said.Run(run, conclusion == "success", _listed(jobs))
        text = said.body(change, paths, ended, ordered)
        for name, value in (("payload", {"body": text}), ("labels", {"labels": wanted})):
            click.echo(f"{name}={json.dumps(value, ensure_ascii=False)}")
        click.echo(f"remove={' '.join(said.stale(wanted, _listed(labels)))}")


def _listed(lines: TextIO) -> list[str]:
    return [str(json.loads(line)) for line in lines if line.strip()]
