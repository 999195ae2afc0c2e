"""CSV rows → a workbook for people: a sheet that explains, then the tables.

Text is written as text: no cell is ever a formula or a link. Codes stay text, with their zeros, and
so does a date that may be a year or a month alone.
"""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING

from gongkai.contract import Schema

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_WIDTHS = (9, 40)
_LOOKED_AT = 200  # rows, for the widths


class DoesNotFitError(Exception):
    """A cell that a workbook cannot hold: a bug of ours, since the limits of content are lower."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be shown: how many rows it has, and these as they stand in its CSV file."""

    schema: Schema
    count: int
    rows: Iterable[Sequence[str]]


def write(
    sheets: Iterable[Sheet], explanation: Iterable[Sequence[str]], created: str, out: Path
) -> None:
    """The workbook; the same rows give the same bytes. `created` is its day.

    Raises DoesNotFitError.
    """
    import xlsxwriter

    # The rows wait in a folder, not in memory.
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        options = {
            "constant_memory": True,
            "tmpdir": folder,
            "strings_to_numbers": False,
            "strings_to_formulas": False,
            "strings_to_urls": False,
        }
        with xlsxwriter.Workbook(out, options) as book:
            book.set_properties(
                {"title": "Gongkai", "created": datetime.datetime.fromisoformat(created)}
            )
            head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
            wrap = book.add_format({"text_wrap": True, "valign": "top"})
            first = book.add_worksheet("README")
            first.set_column(0, 0, 24)
            first.set_column(1, 2, 70, wrap)
            for number, line in enumerate(explanation):
                for column, text in enumerate(line):
                    _put_text(first, number, column, text, wrap if number else head)
            day = book.add_format({"num_format": "yyyy-mm-dd"})
            for sheet in sheets:
                _fill(book.add_worksheet(sheet.schema.name[:31]), sheet, head, day)


def _fill(page: Worksheet, sheet: Sheet, head: Format, day: Format) -> None:
    """The header, whose cells say what stands in their columns, and the rows."""
    fields = sheet.schema.fields
    page.freeze_panes(1, len(sheet.schema.primary_key))
    rows = iter(sheet.rows)
    looked_at = list(islice(rows, _LOOKED_AT))
    low, high = _WIDTHS
    for column, field in enumerate(fields):
        widest = max((len(row[column]) for row in looked_at), default=0)
        page.set_column(column, column, min(high, max(low, len(field.name) + 1, widest + 1)))
        _put_text(page, 0, column, field.name, head)
        if field.description:
            page.write_comment(0, column, f"{field.description['zh']}\n{field.description['en']}")
    if sheet.count:
        page.autofilter(0, 0, sheet.count, len(fields) - 1)
    kinds = [field.type for field in fields]
    for number, row in enumerate(chain(looked_at, rows), 1):
        for column, (text, kind) in enumerate(zip(row, kinds, strict=True)):
            if text == "":
                continue
            if kind in ("integer", "number"):
                _checked(page, number, column, page.write_number(number, column, float(text)))
            elif kind == "boolean":
                _checked(page, number, column, page.write_boolean(number, column, text == "true"))
            elif kind == "date":
                date = datetime.date.fromisoformat(text)
                _checked(page, number, column, page.write_datetime(number, column, date, day))
            else:
                _put_text(page, number, column, text)


def _put_text(
    page: Worksheet, row: int, column: int, text: str, style: Format | None = None
) -> None:
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a string for markup of its own, but not one in two pieces.
        from xlsxwriter.format import Format

        status = page.write_rich_string(row, column, text[:1], style or Format(), text[1:])
    else:
        status = page.write_string(row, column, text, style)
    _checked(page, row, column, status)


def _checked(page: Worksheet, row: int, column: int, status: int) -> None:
    """Raises DoesNotFitError when XlsxWriter did not write a cell whole."""
    if status:
        raise DoesNotFitError(f"{page.name}, row {row + 1}, column {column + 1}")
