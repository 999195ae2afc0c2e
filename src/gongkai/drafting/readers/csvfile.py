"""A CSV file → one table. Cells stand between commas, semicolons or tabs, some in quotes."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from gongkai.drafting.grid import Document, GridCell, Piece, PieceKind, fits, tidy
from gongkai.drafting.values import is_value

_HEAD = 20_000  # characters by which a file is known
_LEAST, _ROWS = 4, 5  # cells of a row, and so many such rows: fewer may be numbers like 1,234,567
_PART = 0.5  # of the rows that hold more than one cell


def is_csv(text: str) -> bool:
    """Whether a text is a CSV file rather than something pasted."""
    return _delimiter(text) is not None


def read(text: str, charset: str) -> Document:
    """The table of a CSV file; rows may differ in length, as where several tables follow."""
    rows = [row for row in _rows(text, _delimiter(text) or ",") if any(map(str.strip, row))]
    wide = max(map(len, rows), default=0)
    while wide and not any(len(row) >= wide and row[wide - 1].strip() for row in rows):
        wide -= 1  # columns with nothing in them
    fits(wide, wide * len(rows))
    grid = [
        [_cell(row[x] if x < len(row) else None, ("origin-row", y + 1, x + 1)) for x in range(wide)]
        for y, row in enumerate(rows)
    ]
    return Document([Piece(PieceKind.TABLE, grid)], f"CSV, {charset}")


def _cell(text: str | None, origin: tuple[str, int, int]) -> GridCell:
    return GridCell(tidy(text or ""), origin, missing=text is None)


def _delimiter(text: str) -> str | None:
    """The delimiter between two cells, if most rows have several and none has an open quote.

    Tabs part cells of what is copied from a page too; they make a CSV file where cells are quoted.
    """
    for delimiter in (",", ";", "\t"):
        if text.count(delimiter, 0, _HEAD) < _LEAST * _ROWS or (
            delimiter == "\t" and '"' not in text
        ):
            continue
        rows = [row for row in _rows(text[:_HEAD], delimiter) if len(row) > 1]
        wide = [row for row in rows if len(row) >= _LEAST]
        figures = sum(sum(map(is_value, row)) > 1 for row in wide)  # prose has commas too
        if figures >= _ROWS and len(wide) >= _PART * len(rows):
            return delimiter
    return None


def _rows(text: str, delimiter: str) -> Iterator[list[str]]:
    """Rows as the csv module reads them. Raises csv.Error, for one that is far too long."""
    yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
