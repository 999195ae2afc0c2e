"""CSV rows → a workbook for people: a sheet that explains, then the tables, as long as they fit.

XlsxWriter makes everything but the rows below the headers, which `sheetrows` spells: millions of
cells, each of which it would keep as an object. Text is written as text: no cell is ever a formula
or a link. Codes stay text, with their zeros.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai.contract import Schema
from gongkai.package import sheetrows
from gongkai.package.blocks import Source, blocks
from gongkai.package.sheetrows import DoesNotFitError

if TYPE_CHECKING:
    import pyarrow as pa
    from xlsxwriter.worksheet import Worksheet

__all__ = ["DoesNotFitError"]

MAX_ROWS = 1_048_576
_WIDTHS = (9, 40)
_LOOKED_AT = 200  # rows, for the widths
_LEVEL = 3  # of compression: as quick as 1
_DIMENSION = re.compile(rb'<dimension ref="[^"]*"/>')


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table to be shown: how many rows it has, and the CSV that holds them."""

    schema: Schema
    rows: int
    source: Source

    @property
    def fits(self) -> bool:
        """Whether a sheet holds so many rows below its header."""
        return self.rows < MAX_ROWS


def write(
    sheets: Sequence[Sheet], explanation: Sequence[Sequence[str]], created: str, out: Path
) -> None:
    """The workbook; the same rows give the same bytes. `created` is its day.

    A table longer than a sheet holds is left out, and the first sheet says so.
    """
    shown = [_measured(sheet) for sheet in sheets if sheet.fits]
    empty = _empty(sheets, [widths for _, widths, _ in shown], explanation, created)
    rows = {f"xl/worksheets/sheet{n}.xml": page for n, page in enumerate(shown, 2)}
    with (
        zipfile.ZipFile(io.BytesIO(empty)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL) as book,
    ):
        for name in source.namelist():
            with book.open(name, "w") as part:
                if name in rows:
                    sheet, _, blocks = rows[name]
                    part.writelines(_filled(source.read(name), sheet, blocks))
                else:
                    part.write(source.read(name))


def _measured(sheet: Sheet) -> tuple[Sheet, list[int], Iterator[pa.RecordBatch]]:
    """A sheet, how wide its columns are (as its first rows need it, within limits), its rows."""
    from pyarrow import compute

    found = blocks(sheet.source, sheetrows.kinds(sheet.schema), blank=True)
    first = next(found, None)
    low, high = _WIDTHS
    widths = []
    for number, field in enumerate(sheet.schema.fields):
        texts = first.column(number).slice(0, _LOOKED_AT).dictionary_decode() if first else []
        widest = compute.max(compute.utf8_length(texts)).as_py() if first else 0
        widths.append(min(high, max(low, len(field.name) + 1, widest + 1)))
    return sheet, widths, chain([first] if first else [], found)


def _filled(
    xml: bytes, sheet: Sheet, blocks: Iterable[pa.RecordBatch]
) -> Iterator[bytes | memoryview]:
    """A sheet with its rows below the header."""
    from xlsxwriter.utility import xl_range

    before, end, after = xml.partition(b"</sheetData>")
    whole = xl_range(0, 0, sheet.rows, len(sheet.schema.fields) - 1)
    yield _DIMENSION.sub(f'<dimension ref="{whole}"/>'.encode(), before)
    yield from sheetrows.rows(sheet.schema, blocks)
    yield end + after


# -- what XlsxWriter makes ---------------------------------------------------------------------


def _empty(
    sheets: Sequence[Sheet],
    widths: Iterable[Sequence[int]],
    explanation: Sequence[Sequence[str]],
    created: str,
) -> bytes:
    """The workbook without the rows of its tables."""
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
    lines = [*explanation, (), *map(_described, sheets)]
    for number, line in enumerate(lines):
        for column, text in enumerate(line):
            _text(first, number, column, text, head if number == 0 else None)
    shown = (sheet for sheet in sheets if sheet.fits)
    for sheet, columns in zip(shown, widths, strict=True):
        _header(book.add_worksheet(sheet.schema.name[:31]), sheet, columns, head)
    book.close()
    return out.getvalue()


def _described(sheet: Sheet) -> tuple[str, ...]:
    schema, note = sheet.schema, "" if sheet.fits else " (CSV)"
    return schema.name + note, schema.description["zh"], schema.description["en"]


def _header(page: Worksheet, sheet: Sheet, widths: Sequence[int], head: Any) -> None:
    schema = sheet.schema
    page.freeze_panes(1, len(schema.primary_key))
    for column, (field, width) in enumerate(zip(schema.fields, widths, strict=True)):
        page.set_column(column, column, width)
        _text(page, 0, column, field.name, head)
        if field.description:
            page.write_comment(0, column, f"{field.description['zh']}\n{field.description['en']}")
    if sheet.rows:
        page.autofilter(0, 0, sheet.rows, len(schema.fields) - 1)


def _text(page: Worksheet, row: int, column: int, value: str, style: Any) -> None:
    if page.write_string(row, column, value, style):
        raise DoesNotFitError(f"{page.name} {row} {column}: {len(value)} characters")
