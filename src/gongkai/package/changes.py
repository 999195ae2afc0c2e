"""Two states of the package → what differs between their tables, and how grave that is.

Rows are known by their primary key. They come by report and otherwise in an order of their own, so
whatever is added says behind which row it stands: the changes, applied to the earlier files, give
the later ones byte for byte (docs/releasing.md says how).
"""

from __future__ import annotations

import csv
import io
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, BinaryIO, NamedTuple

from gongkai.contract import Schema
from gongkai.model.release import ADDED, CHANGED, KINDS, REMOVED, TableChange
from gongkai.package.csvfile import as_csv

# What the codes of a table mean, beside the words for it: another value is another meaning.
_MEANING = {
    "rules": ("applies_to", "formula"),
    "indicators": ("numerator", "denominator", "times"),
    "codes": ("unit",),
}
_PATCH, _MINOR, _MAJOR = KINDS


@dataclass(frozen=True, slots=True)
class PackageState:
    """The tables of a finished package: their descriptions by name, what opens a file by path."""

    resources: Mapping[str, Mapping[str, Any]]
    open: Callable[[str], BinaryIO]

    @classmethod
    def of(cls, descriptor: Mapping[str, Any], opened: Callable[[str], BinaryIO]) -> PackageState:
        """The state that a descriptor (datapackage.json) describes."""
        return cls({one["name"]: one for one in descriptor["resources"]}, opened)

    def rows(self, table: str) -> Iterator[list[str]]:
        """The rows of a table as text, without its header."""
        with self.open(self.resources[table]["path"]) as file:
            reader = csv.reader(io.TextIOWrapper(file, encoding="utf-8", newline=""))
            next(reader)
            yield from reader


class _Columns(NamedTuple):
    """The columns of a table: their meaning by name, in order; those of its key."""

    meaning: Mapping[str, str]
    key: Sequence[str]

    @property
    def places(self) -> Sequence[int]:
        """Where the columns of the key stand."""
        names = list(self.meaning)
        return [names.index(name) for name in self.key]


def compare(old: PackageState | None, new: PackageState) -> Iterator[TableChange]:
    """Everything that differs, table by table in the later order; nothing where there is no old."""
    if old is None:
        return
    for table, was in old.resources.items():
        if table not in new.resources or _key(was) != _key(new.resources[table]):
            yield TableChange(table, "", "", REMOVED)
    for table, now in new.resources.items():
        earlier = old.resources.get(table)
        if earlier is not None and _key(earlier) != _key(now):
            earlier = None
        if earlier is None:
            yield TableChange(table, "", "", ADDED)
        elif (earlier["hash"], _columns(earlier)) == (now["hash"], _columns(now)):
            continue
        columns = _Columns({}, _key(now)) if earlier is None else _columns(earlier)
        yield from _headers(table, columns, _columns(now))
        before = iter(()) if earlier is None else old.rows(table)
        yield from _rows(table, columns, _columns(now), before, new.rows(table), of_reports(now))


def of_reports(resource: Mapping[str, Any]) -> bool:
    """Whether the rows of a table come by report, or are reports."""
    keys = resource["schema"].get("foreignKeys", ())
    referred = {key["reference"].get("resource") for key in keys}
    return resource["name"] == "reports" or "reports" in referred


def _key(resource: Mapping[str, Any]) -> Sequence[str]:
    keys: Sequence[str] = resource["schema"]["primaryKey"]
    return keys


def _columns(resource: Mapping[str, Any]) -> _Columns:
    meaning = {}
    for field in resource["schema"]["fields"]:
        codes = field.get("constraints", {}).get("enum", ())
        meaning[field["name"]] = " ".join([field["type"], *codes])
    return _Columns(meaning, _key(resource))


def _headers(table: str, old: _Columns, new: _Columns) -> Iterator[TableChange]:
    """What differs in the columns of a table."""
    moved = _moved(list(old.meaning), list(new.meaning))
    for name in old.meaning:
        if name not in new.meaning:
            yield TableChange(table, "", name, REMOVED)
    before = ""
    for name, meaning in new.meaning.items():
        if name not in old.meaning:
            yield TableChange(table, "", name, ADDED, after=before)
        else:
            if name in moved:
                yield TableChange(table, "", name, CHANGED, after=before)
            if old.meaning[name] != meaning:
                yield TableChange(table, "", name, CHANGED, old.meaning[name], meaning)
        before = name


def _rows(
    table: str,
    old: _Columns,
    new: _Columns,
    was: Iterator[list[str]],
    now: Iterator[list[str]],
    by_report: bool,
) -> Iterator[TableChange]:
    """What differs in the rows of a table, a report at a time where they come so."""
    same = list(old.meaning) == list(new.meaning)
    names = list(old.meaning)
    # A column, where it stood (None: nowhere), where it stands.
    cells = [
        (name, names.index(name) if name in names else None, place)
        for place, name in enumerate(new.meaning)
    ]
    end = ""
    for one, other in _paired(_groups(was, by_report), _groups(now, by_report)):
        if not (same and one == other):
            rows = {line_of(row[place] for place in old.places): row for row in one}
            yield from _group(table, rows, _by_key(other, new.places), cells, end)
        if other:
            end = line_of(other[-1][place] for place in new.places)


def _by_key(rows: Iterable[list[str]], places: Sequence[int]) -> dict[str, list[str]]:
    return {line_of(row[place] for place in places): row for row in rows}


def _group(
    table: str,
    old: Mapping[str, list[str]],
    new: Mapping[str, list[str]],
    cells: Sequence[tuple[str, int | None, int]],
    before: str,
) -> Iterator[TableChange]:
    for key, row in old.items():
        if key not in new:
            yield TableChange(table, key, "", REMOVED, line_of(row))
    moved = _moved(list(old), list(new))
    for key, row in new.items():
        earlier = old.get(key)
        if earlier is None:
            yield TableChange(table, key, "", ADDED, "", line_of(row), after=before)
        else:
            if key in moved:
                yield TableChange(table, key, "", CHANGED, after=before)
            for name, place, now in cells:
                value = "" if place is None else earlier[place]
                if value != row[now]:
                    yield TableChange(table, key, name, CHANGED, value, row[now])
        before = key


def _moved(old: Sequence[str], new: Sequence[str]) -> set[str]:
    """Of the names in both, the fewest that must move so that the others keep their order."""
    places = {name: place for place, name in enumerate(old)}
    both = [name for name in new if name in places]
    order = [places[name] for name in both]
    if order == sorted(order):
        return set()
    ends: list[int] = []  # the least end of a rising run of each length; and who stood before whom
    last: list[int] = []
    previous: dict[int, int | None] = {}
    for place in order:
        length = bisect_left(ends, place)
        ends[length : length + 1] = [place]
        previous[place] = ends[length - 1] if length else None
        last[length : length + 1] = [place]
    stay, at = set(), last[-1] if last else None
    while at is not None:
        stay.add(at)
        at = previous[at]
    return {name for name in both if places[name] not in stay}


_Group = tuple[str, list[list[str]]]


def _groups(rows: Iterator[list[str]], by_report: bool) -> Iterator[_Group]:
    if not by_report:
        yield "", list(rows)
        return
    last = ""
    for name, group in groupby(rows, key=lambda row: row[0]):
        assert name > last, f"{name} stands behind {last}"
        last = name
        yield name, list(group)


def _paired(
    old: Iterator[_Group], new: Iterator[_Group]
) -> Iterator[tuple[list[list[str]], list[list[str]]]]:
    """The groups of both sides, which ascend by name: those of one name beside each other."""
    one, other = next(old, None), next(new, None)
    while one or other:
        if other is None or (one is not None and one[0] < other[0]):
            assert one
            yield one[1], []
            one = next(old, None)
        elif one is None or other[0] < one[0]:
            yield [], other[1]
            other = next(new, None)
        else:
            yield one[1], other[1]
            one, other = next(old, None), next(new, None)


_PLAIN = re.compile(r"[^\s,\"]+")


def line_of(values: Iterable[str]) -> str:
    """Some values as a line of CSV, without its end."""
    listed = list(values)
    if len(listed) == 1 and _PLAIN.fullmatch(listed[0]):
        return listed[0]
    return as_csv([listed]).decode()[:-1]


# -- how grave it is -------------------------------------------------------------------------------


def kind(change: TableChange, state: PackageState) -> str:
    """What a change makes of a release: one of KINDS. `state` is the later one.

    Major: a column, an id or a meaning is another. Minor: a report, a place, a rule, a code or a
    column is added. Patch: all else.
    """
    if not change.key:
        return _kind_of_columns(change)
    resource = state.resources[change.table]
    if change.column:
        meant = change.column in _MEANING.get(change.table, ())
        return _MAJOR if meant and not _same_figures(change.old, change.new) else _PATCH
    if not change.old and not change.new:  # it stands elsewhere
        return _PATCH
    by_itself = not of_reports(resource) or change.table == "reports"
    if change.change == ADDED:
        return _MINOR if by_itself else _PATCH
    return _MAJOR if by_itself and is_named(resource) else _PATCH


def is_named(resource: Mapping[str, Any]) -> bool:
    """Whether rows of a table are what others name: ids, and codes of the forms."""
    return _key(resource) == ["id"] or resource["name"] == "codes"


def _kind_of_columns(change: TableChange) -> str:
    if change.change == REMOVED:
        return _MAJOR
    if change.change == ADDED:
        return _MINOR
    old, new = change.old.split(" "), change.new.split(" ")
    if change.old == change.new:
        return _PATCH  # it stands elsewhere
    more = old[0] == new[0] and len(old) > 1 and set(old) <= set(new)
    return _MINOR if more else _MAJOR


def _same_figures(old: str, new: str) -> bool:
    """Whether figures are the same, and only said for another form too: a.b.c → a.b.c|d.e.f."""
    one, other = old.split(" "), new.split(" ")
    pairs = zip(one, other, strict=False)
    return len(one) == len(other) and all(set(a.split("|")) <= set(b.split("|")) for a, b in pairs)


# -- the file --------------------------------------------------------------------------------------


def written(changes: Iterable[TableChange], schema: Schema) -> Iterator[bytes]:
    """changes.csv: its header, then a line for each change."""
    yield as_csv([[field.name for field in schema.fields]])
    for change in changes:
        yield as_csv([change])
