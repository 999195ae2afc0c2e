"""A PDF file → tables by their ruled lines, and the text around them."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Sequence

import pdfplumber
from pdfplumber.page import Page
from pdfplumber.table import Table

from gongkai.draft.grid import Cell, Document, Grid, Origin, Piece, RefusedError, line
from gongkai.draft.pasted import read as read_text

MOST = 60  # pages; a report has some ten
_NEAR = 3.0  # points: lines nearer than that are one


def read(data: bytes) -> Document:
    """Every page. Raises RefusedError for a scanned, locked or damaged file."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of fonts, page by page
    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            if len(file.pages) > MOST:
                raise RefusedError("draft-pages", n=len(file.pages), limit=MOST)
            if not any(page.chars for page in file.pages):
                raise RefusedError("draft-scanned", n=len(file.pages))
            pieces = [piece for page in file.pages for piece in _pieces(page)]
            if any(piece.table for piece in pieces):
                return Document(pieces, "PDF")
            text = "\n".join(page.extract_text() for page in file.pages)
    except RefusedError:
        raise
    except Exception as error:  # whatever the library makes of a file
        locked = "password" in repr(error).lower()
        raise RefusedError("draft-locked" if locked else "draft-damaged") from None
    return Document(read_text(text, "").pieces, "PDF without ruled tables")


def _pieces(page: Page) -> Iterator[Piece]:
    """Lines above each table, then the table, from the top of the page on."""
    settings = {"explicit_horizontal_lines": _ends(page)}
    tables = sorted(page.find_tables(settings), key=lambda table: table.bbox[1])
    boxes = [table.bbox for table in tables]

    def outside(item: dict[str, float]) -> bool:
        middle = (item["top"] + item["bottom"]) / 2
        return not any(top <= middle <= bottom for _, top, _, bottom in boxes)

    lines = page.filter(lambda item: item["object_type"] != "char" or outside(item))
    texts = [(one["top"], one["text"]) for one in lines.extract_text_lines()]
    here = "origin-page", page.page_number
    for number, table in enumerate(tables, 1):
        while texts and texts[0][0] < table.bbox[1]:
            yield line(texts.pop(0)[1], here)
        yield Piece(_grid(table, (page.page_number, number)), firm=True, table=True)
    for _, text in texts:
        yield line(text, here)


def _ends(page: Page) -> list[float]:
    """Where lines between columns begin and end: a page may end within a row, without its line."""
    down = [edge for edge in page.edges if edge["orientation"] == "v"]
    return [min(e["top"] for e in down), max(e["bottom"] for e in down)] if down else []


def _grid(table: Table, where: tuple[int, int]) -> Grid:
    """A table whose cells cover what their borders enclose; `where` are its page and number."""
    lefts = _edges([cell[0] for cell in table.cells])
    tops = _edges([cell[1] for cell in table.cells])
    placed: dict[tuple[int, int], Cell] = {}
    for row, texts in zip(table.rows, table.extract(), strict=True):
        for box, text in zip(row.cells, texts, strict=True):
            if box is None:
                continue
            left, top, right, bottom = box
            ys = [y for y, edge in enumerate(tops) if top - _NEAR < edge < bottom - _NEAR]
            xs = [x for x, edge in enumerate(lefts) if left - _NEAR < edge < right - _NEAR]
            for y in ys:
                for x in xs:
                    covered = (y, x) != (ys[0], xs[0])
                    cell = Cell(text or "", _origin(where, ys[0], xs[0]), covered)
                    placed.setdefault((y, x), cell)

    def at(y: int, x: int) -> Cell:
        return placed.get((y, x)) or Cell("", _origin(where, y, x), missing=True)

    return [[at(y, x) for x in range(len(lefts))] for y in range(len(tops))]


def _origin(where: tuple[int, int], row: int, column: int) -> Origin:
    return "origin-page-table", *where, row + 1, column + 1


def _edges(found: Sequence[float]) -> list[float]:
    """Where lines begin, those very near to each other once."""
    edges: list[float] = []
    for edge in sorted(found):
        if not edges or edge - edges[-1] > _NEAR:
            edges.append(edge)
    return edges
