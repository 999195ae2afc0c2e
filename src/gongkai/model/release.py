"""A release: a state of the data with a version, and what changed in it since the one before.

What differs between two states of the tables is a list of changes, one for a table, a column, a row
or a cell. Applied to the earlier files they give the later ones, byte for byte.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import NamedTuple

# Where the page of an id stands, by the table of it: in this folder.
PAGES = {"reports": "", "jurisdictions": "", "rules": "rules/", "indicators": "indicators/"}
KINDS = ("patch", "minor", "major")  # of a release, the least first
# A figure of the prose, and how it is printed, which comes last.
PROSE = (("statements", "value"), ("statements", "printed"))
ADDED, REMOVED, CHANGED = ACTIONS = ("added", "removed", "changed")


class TableChange(NamedTuple):
    """One change. Without a column it is of the row with this key, else of one of its cells;
    without a key of the column or the whole table.

    `key` is the primary key of the row, `old` and `new` are a value as the table spells it; of a
    row, the whole row: each as a line of CSV. `after` is for what is added or moved: the key or
    the column that stands before it in the later file. `reason` is the subject of a commit,
    `commit` its number.
    """

    table: str
    key: str
    column: str
    change: str  # one of ACTIONS
    old: str = ""
    new: str = ""
    reason: str = ""
    commit: str = ""
    after: str = ""

    @property
    def names(self) -> list[str]:
        """The values of the key."""
        if '"' not in self.key:
            return self.key.split(",")
        return next(csv.reader(io.StringIO(self.key, newline="")))

    @property
    def subject(self) -> str:
        """The first of them: the report, or the place, of which a row is."""
        return self.names[0]


class Moves(NamedTuple):
    """What leads on: earlier ids of places, and addresses that are gone, to what they are now."""

    places: Mapping[str, str] = MappingProxyType({})
    addresses: Mapping[str, str] = MappingProxyType({})

    def target(self, table: str, name: str) -> str:
        """The id to which an id of a table leads; empty where it leads nowhere."""
        folder = PAGES.get(table)
        if folder is None:
            return ""
        if to := self.addresses.get(f"{folder}{name}/"):
            return to.removeprefix(folder).removesuffix("/")
        if table == "jurisdictions":
            return self.places.get(name, "")
        place, _, file = name.rpartition("/")
        return f"{self.places[place]}/{file}" if place in self.places else ""


class ChangeCount(NamedTuple):
    """How many changes of a kind there are in a column of a table; without a column, of rows."""

    table: str
    column: str
    change: str
    n: int


class TableDigest(NamedTuple):
    """A table of a release: its rows, the sha256 of its CSV file."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True, eq=False)
class Release:
    """What the repository keeps of a release, known by its identity.

    `date` is the day of the commit that it was made of, `data` the newest date in the data; both
    YYYY-MM-DD. `since` is the release before it, None for the first. `whole` is the sha256 of the
    file of all changes, which is in its ZIP; `changes` are those that do not simply follow from a
    report or a column that is added or removed, and of those alike not more than a few hundred.
    """

    version: str
    kind: str  # one of KINDS
    date: str
    data: str
    since: str | None
    commit: str
    tables: Mapping[str, TableDigest]
    counts: Sequence[ChangeCount]
    whole: str | None
    changes: Sequence[TableChange]

    def figures(self, is_figure: Callable[[str, str], bool]) -> Iterator[TableChange]:
        """The listed changes of figures that were there before; `is_figure` a table's column."""
        return (one for one in self.changes if one.key and is_figure(one.table, one.column))


def in_prose(changes: Iterable[TableChange]) -> dict[str, TableChange]:
    """The changes of figures of the prose that were there before, by their keys: as printed where
    that is other than before.
    """
    found = {one.key: one for one in changes if (one.table, one.column) in PROSE}
    return {key: one for key, one in found.items() if one.change == CHANGED}


def order(version: str) -> tuple[int, ...]:
    """A version as numbers, to be compared."""
    return tuple(map(int, version.split(".")))


def after(version: str, kind: str) -> str:
    """The version that follows one by a release of this kind."""
    numbers = list(order(version))
    place = len(KINDS) - 1 - KINDS.index(kind)
    return ".".join(map(str, [*numbers[:place], numbers[place] + 1, *[0] * (2 - place)]))
