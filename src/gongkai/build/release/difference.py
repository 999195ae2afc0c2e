"""Two states of the tables → the file of all changes, and what of them the repository keeps."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO

from gongkai.build.release.history import History
from gongkai.contract import Schema
from gongkai.model.release import ADDED, CHANGED, KINDS, REMOVED, ChangeCount, TableChange
from gongkai.package import changes
from gongkai.package.changes import PackageState

MOST = 500  # changes of a kind in one column that the repository keeps


@dataclass(slots=True)
class Found:
    """What a comparison found so far.

    `listed` are the changes that the repository keeps: those that do not follow from a report or a
    column that is added or removed. What a whole row says is left out of them. `gone` are the ids
    that are no more, by table.
    """

    kind: str = ""
    sha256: str | None = None
    counts: Counter[tuple[str, str, str]] = field(default_factory=Counter)
    listed: list[TableChange] = field(default_factory=list)
    gone: dict[str, list[str]] = field(default_factory=dict)

    @property
    def counted(self) -> list[ChangeCount]:
        """How many changes of rows and cells there are of each kind, table by table."""
        return [ChangeCount(*key, n) for key, n in self.counts.items() if n]


def compare(
    old: PackageState | None, new: PackageState, history: History, schema: Schema, out: BinaryIO
) -> Found:
    """Write changes.csv to `out`, and say what there is. Without an old state there is nothing."""
    found, digest = Found(), hashlib.sha256()
    explained = (
        history.explained(change, not _by_report(change, old, new))
        for change in changes.compare(old, new)
    )
    for data in changes.written(_kept(explained, found, new, old), schema):
        digest.update(data)
        out.write(data)
    if old is None:
        found.kind = KINDS[-1]  # every column, id and meaning is new
    else:
        found.sha256 = digest.hexdigest()
    return found


def _by_report(change: TableChange, *states: PackageState | None) -> bool:
    known = (state.resources.get(change.table) for state in states if state)
    return any(resource and changes.of_reports(resource) for resource in known)


def _kept(
    given: Iterable[TableChange], found: Found, state: PackageState, old: PackageState | None
) -> Iterator[TableChange]:
    """All of them; meanwhile `found` is filled."""
    fresh: set[tuple[str, str]] = set()  # columns that are added
    reports: set[str] = set()  # that are added or removed
    for change in given:
        yield change
        found.counts[change.table, change.column, change.change] += bool(change.key)
        found.kind = max(found.kind, changes.kind(change, state), key=("", *KINDS).index)
        by_report = _by_report(change, state, old)
        if not change.key:
            fresh |= {(change.table, change.column)} if change.change == ADDED else set()
        elif (change.table, "") in fresh:
            continue
        elif not change.column and change.change in (ADDED, REMOVED):
            if change.table == "reports":
                reports.add(change.subject)
            elif by_report and change.subject in reports:
                continue
            if change.change == REMOVED and change.table in state.resources:
                resource = state.resources[change.table]
                if change.table == "reports" or changes.is_named(resource):
                    found.gone.setdefault(change.table, []).append(change.key)
            change = change._replace(old="", new="")
        elif change.change == CHANGED and (change.table, change.column) in fresh:
            continue
        if found.counts[change.table, change.column, change.change] <= MOST:
            found.listed.append(change._replace(after=""))
