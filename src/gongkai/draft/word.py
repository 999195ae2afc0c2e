"""A DOCX file → its paragraphs and tables, in order; merged cells as Word merges them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence

import docx
from docx.oxml.ns import qn
from docx.oxml.table import CT_Tbl, CT_Tc
from docx.oxml.xmlchemy import BaseOxmlElement

from gongkai.draft.grid import Cell, Document, Grid, Origin, Piece, in_table, line

_TEXT, _TAB, _BREAK, _PARAGRAPH = qn("w:t"), qn("w:tab"), qn("w:br"), qn("w:p")
_TABLE, _MOVED, _DELETED = qn("w:tbl"), qn("w:moveFrom"), qn("w:del")


def read(data: bytes) -> Document:
    """Paragraphs and tables of the body. Insertions under review count, deletions do not."""
    body = docx.Document(io.BytesIO(data)).element.body
    return Document(list(_pieces(body)), "DOCX")


def _pieces(body: BaseOxmlElement) -> Iterator[Piece]:
    lines = tables = 0
    # What stands in content controls (w:sdt) is as good as what stands outside.
    for element in body.iter(_PARAGRAPH, _TABLE):
        if any(above.tag == _TABLE for above in element.iterancestors(_TABLE)):
            continue
        if element.tag == _TABLE:
            tables += 1
            yield Piece(_grid(element, tables), firm=True, table=True)
        elif text := _text(element).strip():
            lines += 1
            yield line(text, ("origin-paragraph", lines))


def _grid(table: CT_Tbl, number: int) -> Grid:
    grid: list[list[Cell]] = []
    for y, row in enumerate(table.tr_lst):
        line_: list[Cell] = []
        for _ in range(row.grid_before):
            line_.append(Cell("", in_table(number, y, len(line_)), missing=True))
        for cell in row.tc_lst:
            line_ += _spread(cell, grid, line_, in_table(number, y, len(line_)))
        grid.append(line_)
    width = max(map(len, grid), default=0)
    for y, line_ in enumerate(grid):
        for x in range(len(line_), width):
            line_.append(Cell("", in_table(number, y, x), missing=True))
    return grid


def _spread(
    cell: CT_Tc, above: Sequence[Sequence[Cell]], before: Sequence[Cell], origin: Origin
) -> Iterator[Cell]:
    x = len(before)
    goes_on = cell.vMerge == "continue" and above and x < len(above[-1])
    text = above[-1][x].text if goes_on else _text(cell).strip()
    for dx in range(cell.grid_span):
        yield Cell(text, origin, covered=bool(goes_on or dx))


def _text(element: BaseOxmlElement) -> str:
    parts: list[str] = []
    for node in element.iter(_TEXT, _TAB, _BREAK, _PARAGRAPH):
        if any(True for _ in node.iterancestors(_MOVED, _DELETED)):
            continue
        if node.tag == _TEXT:
            parts.append(node.text or "")
        elif node.tag == _PARAGRAPH:
            parts.append("\n" if parts else "")
        else:
            parts.append("\t" if node.tag == _TAB else "\n")
    return "".join(parts)
