"""A PDF file → tables by their ruled lines, and the text around them."""

from __future__ import annotations

import io
import logging
from collections import Counter
from collections.abc import Iterator, Sequence

import pdfplumber
from pdfplumber.page import Page

from gongkai.drafting.grid import Document, DocumentRefusedError, Origin, Piece, line
from gongkai.drafting.pasted import read as read_text
from gongkai.drafting.pdfgrid import Drawn, Ruled, drawn, grid, running, spoil
from gongkai.drafting.pdfseen import Sheets

MOST = 60  # pages; a report has some ten
_EDGES = 80_000  # of a page


def read(data: bytes) -> Document:
    """Every page. Raises RefusedError for a scanned, locked or damaged file."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of fonts, page by page
    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            if len(file.pages) > MOST:
                raise DocumentRefusedError("draft-pages", n=len(file.pages), limit=MOST)
            if not any(page.chars for page in file.pages):
                raise DocumentRefusedError("draft-scanned", n=len(file.pages))
            sheets = Sheets(data)
            for page in file.pages:
                sheets.spoil(page)
            sheets.close()
            pieces = list(_pieces([part for page in file.pages for part in _parts(page)]))
            if any(piece.table for piece in pieces):
                return Document(pieces, "PDF")
            for page in file.pages:
                spoil(page)
            # Chinese has no spaces: where one stands, there is room between two cells.
            text = "\n".join(page.extract_text() for page in file.pages).replace(" ", "\t")
    except (DocumentRefusedError, MemoryError):
        raise
    except Exception as error:  # whatever the library makes of a file
        if "MemoryError" in repr(error):
            raise MemoryError from None
        locked = "password" in repr(error).lower()
        raise DocumentRefusedError("draft-locked" if locked else "draft-damaged") from None
    return Document(read_text(text, "").pieces, "PDF without ruled tables")


Part = tuple[str, Origin, bool] | Drawn  # of a line: whether it hangs out of a table


def _parts(page: Page) -> Iterator[Part]:
    """Lines above each table, then the table, from the top of the page on."""
    settings = {"explicit_horizontal_lines": _ends(page)}
    # A line of dots is thousands of edges: such a page is read as text.
    found = page.find_tables(settings) if len(page.edges) < _EDGES else []
    tables = [table for table in found if len({cell[0] for cell in table.cells}) > 1]
    tables.sort(key=lambda table: table.bbox[1])
    boxes = [table.bbox for table in tables]

    def outside(item: dict[str, float]) -> bool:
        middle = (item["top"] + item["bottom"]) / 2
        return not any(top <= middle <= bottom for _, top, _, bottom in boxes)

    lines = page.filter(lambda item: item["object_type"] != "char" or outside(item))
    texts = [(one["top"], one["text"], one["x0"], one["x1"]) for one in lines.extract_text_lines()]
    here = "origin-page", page.page_number
    ruled = Ruled(page)
    last: Drawn | None = None
    for number, table in enumerate(tables, 1):
        while texts and texts[0][0] < table.bbox[1]:
            yield texts.pop(0)[1], here, False
        last = drawn(page, table, number, ruled)
        yield last
    for top, text, left, right in texts:
        yield text, here, last is not None and last.holds(top, left, right)


def _pieces(parts: Sequence[Part]) -> Iterator[Piece]:
    """Tables that go on over pages are one, if only what runs on every page stands between."""
    seen = Counter(running(part[0]) for part in parts if isinstance(part, tuple))
    pieces: list[Piece | Drawn] = []
    table: Drawn | None = None
    for part in parts:
        if isinstance(part, tuple):
            text, origin, hangs = part
            pieces.append(line(text, origin))
            told = running(text)
            if told and seen[told] < 2 and not hangs:
                table = None
        elif table is not None and table.goes_on(part):
            table.more.append(part)
        else:
            table = part
            pieces.append(part)
    for piece in pieces:
        if isinstance(piece, Drawn):
            yield Piece(grid(piece), firm=True, table=True)
        else:
            yield piece


def _ends(page: Page) -> list[float]:
    """Where lines between columns begin and end: a page may end within a row, without its line."""
    down = [edge for edge in page.edges if edge["orientation"] == "v"]
    return [min(e["top"] for e in down), max(e["bottom"] for e in down)] if down else []
