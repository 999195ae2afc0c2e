"""The commits since the last release → which of them brought a change, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from gongkai.build.changes.git import Commit
from gongkai.build.changes.side import file_of, looked_of, report_of, tree_of
from gongkai.content import load
from gongkai.model.release import ADDED, TableChange
from gongkai.text import yamlread

_CONTRACT, _ENGINE = "datapackage/", "src/"
_LOOKED = "coverage"  # the table of what was looked for, by place and year
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

    def explained(self, change: TableChange, places: bool) -> TableChange:
        """A change with its reason and commit; `places`: it is of a table of places.

        The nearest thing that was touched names it: what lies further off had no part in it.
        """
        found = next(
            (self._by[name] for name in _sources(change, places) if name in self._by), None
        )
        if found is None:
            return change
        first = change.change == ADDED and not change.column
        commit = found.first if first else found.newest
        return change._replace(reason=_reason(commit), commit=commit.id)


def _wider(path: str) -> Iterator[str]:
    """What else a file stands for: the reports of a place, of those below another; a folder."""
    if report := report_of(path):
        place = report.rpartition("/")[0]
        yield f"at {place}"
        yield f"below {place.rpartition('/')[0]}"
    for folder in (_CONTRACT, _ENGINE):
        if path.startswith(folder):
            yield folder


def _sources(change: TableChange, places: bool) -> Iterator[str]:
    """What a change may come from, the nearest first: its own file; those that its report is judged
    beside, of the year before and below it; all else.
    """
    if not change.key:
        yield f"{_CONTRACT}schemas/{change.table}.yaml"
    elif places:
        name = change.subject
        province = name.partition("/")[0]
        if change.table == _LOOKED:
            yield from (file_of("/".join(change.names)), looked_of(province), f"at {name}")
        yield from (tree_of(province), f"at {name}")
    else:
        name = change.subject
        place, _, year = name.rpartition("/")
        yield from (file_of(name), load.answers_path(place))
        if year.isdecimal():
            yield file_of(f"{place}/{int(year) - 1}")
        yield from (f"below {place}", f"at {place}", tree_of(name.partition("/")[0]))
    yield from (_CONTRACT, _ENGINE)


def _reason(commit: Commit) -> str:
    """The subject of a commit as a cell that nothing takes for anything else."""
    text = yamlread.FORBIDDEN.sub("", " ".join(commit.subject.split()))[:_LONGEST]
    return f" {text}" if text.startswith(_FORMULA) else text
