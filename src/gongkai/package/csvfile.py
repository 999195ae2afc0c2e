"""Columns → CSV: UTF-8 without a mark, LF, nothing for null, numbers exactly as they were printed.

A table is made in fragments, one batch of reports after the other, and every other format is made
from the finished file.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain, islice
from pathlib import Path
from typing import BinaryIO, NamedTuple

from gongkai.contract import Schema
from gongkai.model.findings import Problem
from gongkai.model.report import Columns, Value
from gongkai.text.ours import UnreadableError


class Fragment(NamedTuple):
    """Some rows of a table, of one province where the table is one of reports."""

    province: str | None
    data: bytes
    rows: int


class ProvinceRows(NamedTuple):
    """The rows of a province: at which byte they begin, how many bytes and rows, their sha256."""

    start: int
    size: int
    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class WrittenTable:
    """A file of the package as its readers see it: path below data/, rows, size and digest."""

    table: str
    path: str
    rows: int
    size: int
    sha256: str
    spans: Mapping[str, ProvinceRows]  # province → its rows, in a table of reports


class _Province:
    """The rows of a province as they are written."""

    def __init__(self, start: int) -> None:
        self.start, self.size, self.rows, self.digest = start, 0, 0, hashlib.sha256()

    def append(self, fragment: Fragment) -> None:
        self.size += len(fragment.data)
        self.rows += fragment.rows
        self.digest.update(fragment.data)


class TableFile:
    """The CSV file of one table, `size` bytes so far: its header, then fragments in order."""

    def __init__(self, schema: Schema, out: BinaryIO) -> None:
        self._table, self._out = schema.name, out
        self._rows = self.size = 0
        self._digest = hashlib.sha256()
        self._provinces: dict[str, _Province] = {}
        self._write(as_csv([[field.name for field in schema.fields]]))

    def append(self, fragment: Fragment) -> None:
        """Write the rows of a fragment after those that are there."""
        if fragment.province is not None:
            new = _Province(self.size)
            self._provinces.setdefault(fragment.province, new).append(fragment)
        self._rows += fragment.rows
        self._write(fragment.data)

    def _write(self, data: bytes) -> None:
        self._out.write(data)
        self._digest.update(data)
        self.size += len(data)

    @property
    def written(self) -> WrittenTable:
        """What has been written so far."""
        name = f"{self._table}.csv"
        digest = self._digest.hexdigest()
        spans = {
            name: ProvinceRows(one.start, one.size, one.rows, one.digest.hexdigest())
            for name, one in self._provinces.items()
        }
        return WrittenTable(self._table, name, self._rows, self.size, digest, spans)


def fragments(schema: Schema, blocks: Iterable[Columns]) -> list[Fragment]:
    """The rows of some blocks as CSV, cut where a province ends if the table is one of reports.

    Raises UnreadableError when a block lacks a column of the schema or has one more.
    """
    blocks = list(blocks)
    names = [field.name for field in schema.fields]
    for block in blocks:
        if len(block) != len(names) or not block.keys() >= set(names):
            args = {"key": "fields", "found": ", ".join(sorted(block.keys() ^ set(names)))[:80]}
            path = f"datapackage/schemas/{schema.name}.yaml"
            raise UnreadableError([Problem(path, 1, 1, "ours-columns", args)])
    columns = [
        _SPELLINGS.get(field.type, list)(chain.from_iterable(block[field.name] for block in blocks))
        for field in schema.fields
    ]
    rows = list(zip(*columns, strict=True))
    if not rows:
        return []
    if not of_reports(schema):
        return [Fragment(None, as_csv(rows), len(rows))]
    rest = iter(rows)
    return [
        Fragment(name, as_csv(islice(rest, count)), count)
        for name, count in _by_province(columns[0]).items()
    ]


def of_reports(schema: Schema) -> bool:
    """Whether the rows of a table come by report, whose id is its first column."""
    referred = {key["reference"]["resource"] for key in schema.foreign_keys}
    return schema.name == "reports" or schema.cells is not None or "reports" in referred


def province(path: str) -> str:
    """The province of the id of a place or a report."""
    return path.partition("/")[0]


def _by_province(reports: Sequence[str]) -> dict[str, int]:
    """How many rows each province has: they come by report, and reports by province."""
    found: dict[str, int] = {}
    for report, rows in Counter(reports).items():
        name = province(report)
        found[name] = found.get(name, 0) + rows
    return found


def records(path: Path) -> Iterator[list[str]]:
    """The rows of a finished file as text, without its header."""
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        yield from reader


def records_of(path: Path, span: ProvinceRows) -> Iterator[list[str]]:
    """The rows of one province as text."""
    with path.open("rb") as file:
        file.seek(span.start)
        text = file.read(span.size).decode()
    yield from csv.reader(io.StringIO(text, newline=""))


def as_csv(rows: Iterable[Iterable[Value]]) -> bytes:
    """Rows as CSV; numbers and booleans are spelled already."""
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


# -- how values are spelled --------------------------------------------------------------------


def numbers(values: Iterable[Value]) -> list[str]:
    """A column of numbers, never with an exponent."""
    texts = ["" if value is None else str(value) for value in values]
    if "E" in "".join(texts):
        return [text and format(Decimal(text), "f") for text in texts]
    return texts


def _decimals(values: Iterable[Value]) -> list[str]:
    """A column that may hold decimals, each with a point: polars, which looks at the first hundred
    rows alone, must not take it for one of whole numbers.
    """
    return [text and (text if "." in text else f"{text}.0") for text in numbers(values)]


def _booleans(values: Iterable[bool | None]) -> list[str]:
    return [_BOOLEANS[value] for value in values]


_BOOLEANS = {None: "", True: "true", False: "false"}
_SPELLINGS: Mapping[str, Callable[..., list[str]]] = {
    "integer": numbers,
    "number": _decimals,
    "boolean": _booleans,
}
