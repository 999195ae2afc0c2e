"""Files of word processors and spreadsheets; PDF files are printed by a browser."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from itertools import chain

import docx
import openpyxl
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from openpyxl.worksheet.worksheet import Worksheet
from pages import Shape, cells, page
from printed import HEAD, TAIL, Printed, Table, flat, headings, same, tables


def _numeric(text: str) -> str | int | float:
    if text.isdigit():
        return int(text)
    try:
        return float(text) if "." in text else text
    except ValueError:
        return text


def workbook(
    one: Printed, *, merged: bool, numbers: bool, sheets: bool, form: str = "General"
) -> bytes:
    """All tables in one sheet or in three; cells merged or blank; figures as numbers or texts."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append([one.title])
    sheet.append([one.prose()])
    for number, table in enumerate(tables(one)):
        if sheets and number:
            sheet = book.create_sheet(f"表{number + 1}")
        sheet.append([headings(one)[number]])
        top = sheet.max_row + 1
        for y, row in enumerate(flat(table)):
            for x, text in enumerate(row):
                value = _numeric(text) if numbers and y > 1 else text
                # Money is shown with the digits that it has.
                cell = sheet.cell(top + y, x + 1, value if text else None)
                if isinstance(value, int) and numbers:
                    cell.number_format = form
        if merged:
            _merge(sheet, table, top)
    hidden = book.create_sheet("旧数据")
    hidden.sheet_state = "hidden"
    hidden.append(["（一）予以公开", 99, 99, 99, 99, 99, 99, 99])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _spans(table: Table) -> Iterator[tuple[int, int, str, int, int]]:
    """Each span of a table that covers more than its own place: row, column, text, down, across."""
    covered = set()
    for y, row in enumerate(table):
        x = 0
        for text, down, across in row:
            while (y, x) in covered:
                x += 1
            covered |= {(y + dy, x + dx) for dy in range(down) for dx in range(across)}
            if down > 1 or across > 1:
                yield y, x, text, down, across
            x += across


def _merge(sheet: Worksheet, table: Table, top: int) -> None:
    for y, x, _, down, across in _spans(table):
        sheet.merge_cells(
            start_row=top + y,
            start_column=x + 1,
            end_row=top + y + down - 1,
            end_column=x + across,
        )


def document(
    one: Printed, *, merged: bool = True, split: bool = False, reviewed: bool = False
) -> bytes:
    """A DOCX file with real tables; in review, figures were deleted and put in again."""
    made = docx.Document()
    made.add_heading(one.title, 0)
    for text in (HEAD, one.prose()):
        made.add_paragraph(text)
    for heading, table in zip(headings(one), tables(one), strict=True):
        made.add_paragraph(heading)
        grid = flat(table)
        halves = [(0, 14), (14, len(grid))] if split and len(grid) > 20 else [(0, len(grid))]
        for first, last in halves:
            rows = grid[first:last]
            made_table = made.add_table(len(rows), len(rows[0]))
            places = made_table._cells  # `cell` makes the list of them all anew
            for place, text in zip(places, chain.from_iterable(rows), strict=True):
                place.text = text
            if merged and not split:
                _merge_word(places, len(rows[0]), table)
            if reviewed:
                _review(made_table)
            made.add_paragraph("")
    made.add_paragraph(TAIL)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _merge_word(places: list[docx.table._Cell], width: int, table: Table) -> None:
    for y, x, text, down, across in _spans(table):
        last = places[(y + down - 1) * width + x + across - 1]
        places[y * width + x].merge(last).text = text


def _review(made_table: docx.table.Table) -> None:
    """Put every figure into an insertion, behind a deletion of another one."""
    for run in made_table._tbl.iter(qn("w:r")):
        text = run.find(qn("w:t"))
        if text is None or not (text.text or "").isdigit():
            continue
        insertion, deletion, gone = (OxmlElement(name) for name in ("w:ins", "w:del", "w:r"))
        for change in (insertion, deletion):
            change.set(qn("w:id"), "1")
            change.set(qn("w:author"), "-")
        old = OxmlElement("w:delText")
        old.text = "88"
        gone.append(old)
        deletion.append(gone)
        run.addprevious(deletion)
        run.addprevious(insertion)
        insertion.append(run)


SHAPES: Mapping[str, Shape] = {
    "XLSX, merged cells, numbers": partial(workbook, merged=True, numbers=True, sheets=False),
    "XLSX, merged cells, texts": partial(workbook, merged=True, numbers=False, sheets=False),
    "XLSX, blank cells, numbers": partial(workbook, merged=False, numbers=True, sheets=False),
    "XLSX, a sheet for each part": partial(workbook, merged=True, numbers=True, sheets=True),
    "XLSX, grouped by its format": partial(workbook, merged=True, numbers=True, sheets=False, form="#,##0"),
    "XLSX, whole by its format": partial(workbook, merged=True, numbers=True, sheets=False, form="0"),
    "DOCX, merged cells": document,
    "DOCX, blank cells": partial(document, merged=False),
    "DOCX, part 3 in two tables": partial(document, split=True),
    "DOCX under review": partial(document, reviewed=True),
}  # fmt: skip


def printable(one: Printed, style: str, label: Callable[[str], str] = same) -> str:
    """A page that a browser prints to a PDF file."""
    css = "body{font:12px 'Noto Sans CJK SC'}table{border-collapse:collapse;width:100%}" + style
    html = page(one, [cells(table) for table in tables(one, label)])
    return html.replace("<style>", f"<style>{css}")


LINES = "td{border:1px solid #000;padding:3px}"
PDF: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "PDF, ruled": (LINES, {"format": "A3"}),
    "PDF, tables over page breaks": (LINES, {"format": "A5", "landscape": True}),
    "PDF, narrow columns": (f"{LINES}body{{width:420px}}", {"format": "A4"}),
    "PDF, without lines": ("", {"format": "A3"}),
}
