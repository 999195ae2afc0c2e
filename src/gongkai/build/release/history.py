"""The commits since the last release → which of them brought a change, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gongkai.build.changes.git import Commit
from gongkai.build.changes.side import file_of, looked_of, report_of, tree_of
from gongkai.content import load
from gongkai.model.release import ADDED, Change
from gongkai.package.changes import subject
from gongkai.text import yamlread

_CONTRACT, _ENGINE = "datapackage/", "src/"
# What a spreadsheet takes for a formula where it begins a cell.
_FORMULA = tuple("=+-@")
_LONGEST = 200  # characters of a reason


class _Touched(NamedTuple):
    """The newest commit that touched something, and the first."""

    newest: Commit
    first: Commit


class History:
    """Commits by what they touched: files, the reports of a place, those one level below it."""

    def __init__(self, commits: Iterable[Commit]) -> None:
        self._by: dict[str, _Touched] = {}
        for commit in commits:  # newest first
            for path in commit.paths:
                for name in {path, *_wider(path)}:
                    known = self._by.get(name)
                    self._by[name] = _Touched(known.newest if known else commit, commit)

    def explained(self, change: Change, places: bool) -> Change:
        """A change with its reason and commit; `places`: it is of a table of places."""
        for name in _sources(change, places):
            if touched := self._by.get(name):
                first = change.change == ADDED and not change.column
                commit = touched.first if first else touched.newest
                return change._replace(reason=_reason(commit), commit=commit.id)
        return change


def _wider(path: str) -> Iterator[str]:
    """What else a file stands for: the reports of a place, of those below another; a folder."""
    if report := report_of(path):
        place = report.rpartition("/")[0]
        yield f"at {place}"
        yield f"below {place.rpartition('/')[0]}"
    for folder in (_CONTRACT, _ENGINE):
        if path.startswith(folder):
            yield folder


def _sources(change: Change, places: bool) -> Sequence[str]:
    """What a change may come from, the likeliest first."""
    schema = f"{_CONTRACT}schemas/{change.table}.yaml"
    if not change.key:
        return schema, _CONTRACT, _ENGINE
    name = subject(change)
    place = name.rpartition("/")[0]
    province = name.partition("/")[0]
    if places:
        return tree_of(province), looked_of(province), f"at {name}", _CONTRACT, _ENGINE
    around = f"at {place}", f"at {place.rpartition('/')[0]}", f"below {place}"
    answers = load.answers_path(place) if place else ""
    return file_of(name), answers, *around, tree_of(province), _CONTRACT, _ENGINE


def _reason(commit: Commit) -> str:
    """The subject of a commit as a cell that nothing takes for anything else."""
    text = yamlread.FORBIDDEN.sub("", " ".join(commit.subject.split()))[:_LONGEST]
    return f" {text}" if text.startswith(_FORMULA) else text
