"""Rows → a workbook for people: a sheet that explains, then the tables, as long as they fit.

Text is written as text: no cell is ever a formula or a link. Codes stay text, with their zeros.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from gongkai.contract import Schema
from gongkai.model import Row, Value

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

MAX_ROWS = 1_048_576
MAX_TEXT = 32_767
_WIDTHS = (9, 40)


class DoesNotFitError(Exception):
    """A cell that a workbook cannot hold: a bug of ours, since the limits of content are lower."""


def render(
    schemas: Sequence[Schema],
    tables: Mapping[str, Iterable[Row]],
    explanation: Sequence[Sequence[str]],
    created: str,
) -> bytes:
    """The workbook as bytes; the same rows give the same bytes. `created` is its day.

    A table longer than a sheet holds is left out, and the first sheet says so.
    """
    import xlsxwriter

    out = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_numbers": False,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(out, options)
    day = datetime.datetime.fromisoformat(created)
    book.set_properties({"title": "Gongkai", "created": day})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    first = book.add_worksheet("README")
    first.set_column(0, 0, 24)
    first.set_column(1, 2, 70, wrap)
    for number, line in enumerate(explanation):
        for column, text in enumerate(line):
            _text(first, number, column, text, head if number == 0 else None)
    line_number = len(explanation) + 1
    for schema in schemas:
        rows = list(tables[schema.name])
        left_out = len(rows) + 1 > MAX_ROWS
        note = " (CSV)" if left_out else ""
        _text(first, line_number, 0, schema.name + note, None)
        _text(first, line_number, 1, schema.description["zh"], None)
        _text(first, line_number, 2, schema.description["en"], None)
        line_number += 1
        if not left_out:
            _sheet(book.add_worksheet(schema.name[:31]), schema, rows, head)
    book.close()
    return out.getvalue()


def _sheet(sheet: Worksheet, schema: Schema, rows: Sequence[Row], head: Any) -> None:
    sheet.freeze_panes(1, len(schema.primary_key))
    for column, field in enumerate(schema.fields):
        widest = max((len(str(row[field.name] or "")) for row in rows[:200]), default=0)
        low, high = _WIDTHS
        sheet.set_column(column, column, min(high, max(low, len(field.name) + 1, widest + 1)))
        _text(sheet, 0, column, field.name, head)
        if field.description:
            sheet.write_comment(0, column, f"{field.description['zh']}\n{field.description['en']}")
    for number, row in enumerate(rows, 1):
        for column, field in enumerate(schema.fields):
            _cell(sheet, number, column, row[field.name])
    if rows:
        sheet.autofilter(0, 0, len(rows), len(schema.fields) - 1)


def _cell(sheet: Worksheet, row: int, column: int, value: Value) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        code = sheet.write_boolean(row, column, value)
    elif isinstance(value, int | Decimal):
        code = sheet.write_number(row, column, value)
    else:
        _text(sheet, row, column, value, None)
        return
    if code:
        raise DoesNotFitError(f"{sheet.name} {row} {column}: {code}")


def _text(sheet: Worksheet, row: int, column: int, value: str, style: Any) -> None:
    if sheet.write_string(row, column, value, style):
        raise DoesNotFitError(f"{sheet.name} {row} {column}: {len(value)} characters")
