"""Rows → CSV: UTF-8 without a mark, LF, nothing for null, numbers exactly as they were printed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from gongkai.contract import Schema
from gongkai.model import Row, Value


def render(schema: Schema, rows: Iterable[Row]) -> tuple[bytes, int]:
    """The file of one table and how many rows it has.

    Raises KeyError when a row lacks a column of the schema or has one more.
    """
    names = [field.name for field in schema.fields]

    def values() -> Iterable[list[str]]:
        for row in rows:
            if len(row) != len(names):
                raise KeyError(f"{schema.name}: {sorted(set(row) ^ set(names))}")
            yield [spell(row[name]) for name in names]

    return lines(names, values())


def lines(names: Sequence[str], rows: Iterable[Sequence[str]]) -> tuple[bytes, int]:
    """A header and rows of text as CSV, and the number of rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last count is the answer
        writer.writerow(row)
    return out.getvalue().encode(), count


def spell(value: Value) -> str:
    """A value as CSV holds it; null is nothing."""
    if value is None:
        return ""
    if value is True or value is False:
        return "true" if value else "false"
    return format(value, "f") if isinstance(value, Decimal) else str(value)
