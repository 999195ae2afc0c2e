"""The commits since the last release → which of them brought a change, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gongkai.build.changes.git import Commit
from gongkai.build.changes.side import file_of, looked_of, report_of, tree_of
from gongkai.content import load
from gongkai.model.release import ADDED, TableChange
from gongkai.text import yamlread

_CONTRACT, _ENGINE = "datapackage/", "src/"
# What a spreadsheet takes for a formula where it begins a cell.
_FORMULA = tuple("=+-@")
_JUDGED = ("findings", "indicator_values")  # tables of what is judged
_LONGEST = 200  # characters of a reason


_Names = Sequence[str]


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

        What is judged of a report may follow from another one beside it: then both are named.
        """
        own, around, rest = _sources(change, places)
        found = [one for one in (self._first(own), self._first(around)) if one]
        if len(found) == 2 and change.table not in _JUDGED:
            del found[1]
        found = found or [one for one in [self._first(rest)] if one]
        first = change.change == ADDED and not change.column
        commits = dict.fromkeys(one.first if first else one.newest for one in found)
        reason = "; ".join(map(_reason, commits))
        return change._replace(reason=reason, commit=" ".join(one.id for one in commits))

    def _first(self, names: Sequence[str]) -> _Touched | None:
        return next((self._by[name] for name in names if name in self._by), None)


def _wider(path: str) -> Iterator[str]:
    """What else a file stands for: the reports of a place, of those below another; a folder."""
    if report := report_of(path):
        place = report.rpartition("/")[0]
        yield f"at {place}"
        yield f"below {place.rpartition('/')[0]}"
    for folder in (_CONTRACT, _ENGINE):
        if path.startswith(folder):
            yield folder


def _sources(
    change: TableChange, places: bool
) -> tuple[Sequence[str], Sequence[str], Sequence[str]]:
    """What a change may come from: its own file; those that its report is judged beside, of the
    year before and below it; all else. The likeliest come first.
    """
    rest = _CONTRACT, _ENGINE
    if not change.key:
        return (f"{_CONTRACT}schemas/{change.table}.yaml",), (), rest
    name = change.subject
    place = name.rpartition("/")[0]
    province = name.partition("/")[0]
    if places:
        return (tree_of(province), looked_of(province)), (f"at {name}",), rest
    around: tuple[str, ...] = (f"below {place}", f"at {place}")
    if (year := name.rpartition("/")[2]).isdecimal():
        around = file_of(f"{place}/{int(year) - 1}"), *around
    return (file_of(name), load.answers_path(place)), around, (tree_of(province), *rest)


def _reason(commit: Commit) -> str:
    """The subject of a commit as a cell that nothing takes for anything else."""
    text = yamlread.FORBIDDEN.sub("", " ".join(commit.subject.split()))[:_LONGEST]
    return f" {text}" if text.startswith(_FORMULA) else text
