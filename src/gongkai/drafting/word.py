"""A DOCX file → its paragraphs and tables, in order; merged cells as Word merges them."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace

import docx
from docx.exceptions import PythonDocxError
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row, CT_Tbl, CT_Tc
from docx.oxml.xmlchemy import BaseOxmlElement

from gongkai.drafting import wordcell
from gongkai.drafting.grid import (
    DAMAGE,
    Document,
    DocumentRefusedError,
    Grid,
    GridCell,
    Origin,
    Piece,
    fits,
    in_table,
    line,
)
from gongkai.drafting.wordcell import within
from gongkai.drafting.wordstyles import WordStyles, no_height, on

# What the library makes of a file in which something is missing.
_WRONG = (PythonDocxError, AttributeError, TypeError, IndexError, AssertionError)
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")


def read(data: bytes) -> Document:
    """Paragraphs and tables of the body. Insertions under review count, deletions do not."""
    try:
        file = docx.Document(io.BytesIO(data))
    except (*DAMAGE, *_WRONG) as error:
        raise DocumentRefusedError("draft-damaged") from error
    return Document(list(_pieces(file.element.body, WordStyles(file.styles.element))), "DOCX")


def _pieces(body: BaseOxmlElement, styles: WordStyles) -> Iterator[Piece]:
    lines = tables = 0
    # What stands in content controls (w:sdt) is as good as what stands outside.
    for element in body.iter(_PARAGRAPH, _TABLE):
        if any(above.tag == _TABLE for above in element.iterancestors(_TABLE)):
            continue
        if element.tag == _TABLE:
            tables += 1
            yield Piece(_grid(element, tables, styles), firm=True, table=True)
        elif text := wordcell.read(element, styles, prose=True)[0]:
            lines += 1
            yield line(text, ("origin-paragraph", lines))


def _grid(table: CT_Tbl, number: int, styles: WordStyles) -> Grid:
    grid: list[list[GridCell]] = []
    for row in within(table, _ROW):
        assert isinstance(row, CT_Row)
        # A row that is hidden, or deleted under review, is not there.
        if on(row.find(qn("w:trPr")), "w:hidden", "w:del"):
            continue
        y = len(grid)
        line_: list[GridCell] = []
        low = no_height(row.find(qn("w:trPr")))
        fits(row.grid_before, 0)
        for _ in range(row.grid_before):
            line_.append(GridCell("", in_table(number, y, len(line_)), missing=True))
        for cell in within(row, _CELL):
            assert isinstance(cell, CT_Tc)
            fits(len(line_) + cell.grid_span, 0)
            cells = _spread(cell, grid, line_, in_table(number, y, len(line_)), styles)
            line_ += (replace(one, doubt=True) for one in cells) if low else cells
        grid.append(line_)
    width = max(map(len, grid), default=0)
    fits(width, width * len(grid))
    for y, line_ in enumerate(grid):
        for x in range(len(line_), width):
            line_.append(GridCell("", in_table(number, y, x), missing=True))
    return grid


def _spread(
    cell: CT_Tc,
    above: Sequence[Sequence[GridCell]],
    before: Sequence[GridCell],
    origin: Origin,
    styles: WordStyles,
) -> Iterator[GridCell]:
    x = len(before)
    goes_on = cell.vMerge == "continue" and bool(above) and x < len(above[-1])
    if goes_on:
        text, doubt = above[-1][x].text, above[-1][x].doubt
    else:
        text, doubt = wordcell.read(cell, styles)
    for dx in range(cell.grid_span):
        yield GridCell(text, origin, covered=bool(goes_on or dx), doubt=doubt)
