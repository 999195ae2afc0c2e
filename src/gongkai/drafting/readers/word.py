"""A DOCX file → its paragraphs and tables, in order; merged cells as Word merges them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import docx
from docx.exceptions import PythonDocxError
from docx.oxml.ns import qn
from docx.oxml.table import CT_Row, CT_Tbl, CT_Tc
from docx.oxml.xmlchemy import BaseOxmlElement

from gongkai.drafting.grid import (
    DAMAGE,
    LOST,
    Document,
    DocumentRefusedError,
    Grid,
    GridCell,
    Origin,
    Piece,
    PieceKind,
    fits,
    in_table,
    line,
    tidy,
)
from gongkai.drafting.readers.visibility import uneven
from gongkai.drafting.readers.wordstyles import RunStyle, WordStyles, no_height, sets

# What the library makes of a file in which something is missing.
_WRONG = (PythonDocxError, AttributeError, TypeError, IndexError, AssertionError)
_PARAGRAPH, _TABLE, _ROW, _CELL = qn("w:p"), qn("w:tbl"), qn("w:tr"), qn("w:tc")
_RUN, _TEXT = qn("w:r"), qn("w:t")
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_LEFT_OUT = (qn("w:moveFrom"), qn("w:del"), _FALLBACK)
# What shows something that is no text, or not the text that stands in it.
_PICTURES = {
    _MATH,
    *map(qn, ("w:sym", "w:drawing", "w:object", "w:pict", "w:ffData", "w:ruby", "w:altChunk")),
    *map(qn, ("w:footnoteReference", "w:endnoteReference", "w:pgNum", "w:control")),
    *map(qn, ("w:cellDel", "w:cellIns", "w:commentReference", "w:numPr")),
}
_DIGIT = re.compile(r"\d")
_FIELDS = {qn("w:instrText"), qn("w:fldSimple")}
_AROUND = set(map(qn, ("w:sdt", "w:sdtContent", "w:customXml", "w:smartTag", "w:ins", "w:moveTo")))


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
            yield Piece(PieceKind.TABLE, _grid(element, tables, styles))
        elif text := cell_text(element, styles, prose=True)[0]:
            lines += 1
            yield line(text, ("origin-paragraph", lines))


def _grid(table: CT_Tbl, number: int, styles: WordStyles) -> Grid:
    grid: list[list[GridCell]] = []
    for row in _within(table, _ROW):
        assert isinstance(row, CT_Row)
        # A row that is hidden, or deleted under review, is not there.
        if sets(row.find(qn("w:trPr")), "w:hidden", "w:del"):
            continue
        y = len(grid)
        low = no_height(row.find(qn("w:trPr")))
        fits(row.grid_before, 0)
        row_cells = list(_missing(number, y, range(row.grid_before)))
        for cell in _within(row, _CELL):
            assert isinstance(cell, CT_Tc)
            fits(len(row_cells) + cell.grid_span, 0)
            cells = _spread(cell, grid, row_cells, in_table(number, y, len(row_cells)), styles)
            row_cells += (replace(one, doubt=True) for one in cells) if low else cells
        grid.append(row_cells)
    width = max(map(len, grid), default=0)
    fits(width, width * len(grid))
    for y, row_cells in enumerate(grid):
        row_cells += _missing(number, y, range(len(row_cells), width))
    return grid


def _missing(table: int, row: int, columns: Iterable[int]) -> Iterator[GridCell]:
    return (GridCell("", in_table(table, row, x), missing=True) for x in columns)


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
        text, doubt = cell_text(cell, styles)
    for dx in range(cell.grid_span):
        yield GridCell(text, origin, covered=bool(goes_on or dx), doubt=doubt)


# -- the text of a cell or paragraph ---------------------------------------------------------------


def cell_text(
    element: BaseOxmlElement, styles: WordStyles, *, prose: bool = False
) -> tuple[str, bool]:
    """The text as it is once a review is accepted, and whether it is in doubt.

    In `prose` U+FFFD stands for digits that are raised, or hardly seen: no figure holds one.
    """
    parts: list[str] = []
    doubt = field = False
    values = 0
    digits: list[RunStyle] = []  # the styles of runs with digits
    for node in element.iter():
        if node.tag == _PARAGRAPH:
            parts.append("\n" if parts else "")
            doubt = doubt or styles.numbered(node.find(qn("w:pPr")))
        elif node.tag == _TEXT or node.tag == _MATH or node.tag in _SIGNS:
            text = _SIGNS.get(node.tag, node.text or "")
            run = node.getparent()
            if _gone(node, element) or run.tag not in (_RUN, qn("m:r")):
                continue
            style = styles.run_style(run)
            doubt = doubt or node.tag == _MATH
            doubt = doubt or ((style.odd or style.unseen) and bool(text.strip()))
            shown = _DIGIT.sub(LOST, text) if prose and style.odd else text
            parts.append("" if style.unseen else shown)
            if _DIGIT.search(text):
                digits.append(style)
        elif node.tag in _PICTURES:
            doubt = doubt or not _gone(node, element)
        elif node.tag in _FIELDS:
            field = True
        values += node.tag == _CELL and node is not element
    text = tidy("".join(parts))
    doubt = doubt or uneven([style.size for style in digits], [style.color for style in digits])
    return text, doubt or values > 1 or (field and not text)


def _gone(node: BaseOxmlElement, element: BaseOxmlElement) -> bool:
    """Whether something was deleted under review, or stands only for old programs."""
    for above in node.iterancestors():
        if above.tag in _LEFT_OUT:
            return True
        if above is element:
            break
    return False


def _within(element: BaseOxmlElement, tag: str) -> Iterator[BaseOxmlElement]:
    """Rows of a table, or cells of a row: also those in content controls."""
    left = list(reversed(element))
    while left:
        node = left.pop()
        if node.tag == tag:
            yield node
        elif node.tag in _AROUND:
            left += reversed(node)
