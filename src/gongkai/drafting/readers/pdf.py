"""A PDF file → tables by their ruled lines, and the text around them.

Each page is drawn first: digits that nobody sees are U+FFFD in all that follows. Then the tables of
each page are found, and those that go on over pages are put together.
"""

from __future__ import annotations

import io
import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any, NamedTuple

import pdfplumber
import pypdfium2  # type: ignore[import-untyped]
from pdfplumber.page import Page
from pdfplumber.table import Table
from PIL.Image import Image

from gongkai.drafting.grid import (
    LOST,
    Document,
    DocumentRefusedError,
    Grid,
    GridCell,
    Origin,
    Piece,
    PieceKind,
    filled_up,
    fits,
    line,
    tidy,
)
from gongkai.drafting.readers.text import read as read_text
from gongkai.drafting.values import is_value

_PAGES = 60  # pages; a report has some ten
_EDGES = 80_000  # of a page
_NEAR = 3.0  # points: lines nearer than that are one
_SIDES = 6.0  # points by which the sides of a table may differ from page to page
_RIGHT = 0.4  # of a table, where its figures stand for sure
_RULED = 0.3  # of that width must be ruled for a row to end there
_CLOSED = 0.97  # of its width must be ruled for all cells to end there
_HANGS = 20.0  # points by which text may hang out of a cell that goes on
_SMALL = 0.92  # of the size of the other signs in its cell
_SCALE = 2.0  # pixels of a point
_PIXELS = 3000  # pixels of a side
_INK = 24  # of 255: by that much ink differs from paper
_TINY = 3.5  # points
_NARROW = 0.2  # of its height that a digit is wide at least
_EDGE = 0.15  # of a sign that is left out at each side: lines and neighbours reach into it
_HARDLY = 0.8  # of the digits of a page: if so many are not drawn, the font is not at hand

Box = tuple[float, float, float, float]  # left, top, right, bottom
Char = Mapping[str, Any]


def read(data: bytes) -> Document:
    """Every page. Raises DocumentRefusedError for a scanned, locked or damaged file."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of fonts, page by page
    try:
        with pdfplumber.open(io.BytesIO(data)) as file:
            if len(file.pages) > _PAGES:
                raise DocumentRefusedError("draft-pages", n=len(file.pages), limit=_PAGES)
            if not any(page.chars for page in file.pages):
                raise DocumentRefusedError("draft-scanned", n=len(file.pages))
            mask_unseen(data, file.pages)
            pieces = list(_pieces([part for page in file.pages for part in _parts(page)]))
            if any(piece.kind is PieceKind.TABLE for piece in pieces):
                return Document(pieces, "PDF")
            for page in file.pages:
                _mask_odd(page)
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


def _parts(page: Page) -> Iterator[TextLine | RuledTable]:
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
    rules = HorizontalRules(page)
    last: RuledTable | None = None
    for number, table in enumerate(tables, 1):
        while texts and texts[0][0] < table.bbox[1]:
            yield TextLine(texts.pop(0)[1], here)
        last = _ruled_table(page, table, number, rules)
        yield last
    for top, text, left, right in texts:
        hangs = last is not None and last.holds(top, left, right)
        yield TextLine(text, here, hangs)


def _pieces(parts: Sequence[TextLine | RuledTable]) -> Iterator[Piece]:
    """Tables that go on over pages are one, if only what runs on every page stands between."""
    counts = Counter(_repeated_text(part.text) for part in parts if isinstance(part, TextLine))
    pieces: list[Piece | RuledTable] = []
    table: RuledTable | None = None
    for part in parts:
        if isinstance(part, TextLine):
            pieces.append(line(part.text, part.origin))
            repeated = _repeated_text(part.text)
            if repeated and counts[repeated] < 2 and not part.hangs:
                table = None
        elif table is not None and table.goes_on(part):
            table.more.append(part)
        else:
            table = part
            pieces.append(part)
    for piece in pieces:
        if isinstance(piece, RuledTable):
            yield Piece(PieceKind.TABLE, _grid(piece))
        else:
            yield piece


def _ends(page: Page) -> list[float]:
    """Where lines between columns begin and end: a page may end within a row, without its line."""
    down = [edge for edge in page.edges if edge["orientation"] == "v"]
    return [min(e["top"] for e in down), max(e["bottom"] for e in down)] if down else []


# -- tables and grids ------------------------------------------------------------------------------


class TextLine(NamedTuple):
    """A line of text outside of tables; `hangs` says that it hangs out of the table above it."""

    text: str
    origin: Origin
    hangs: bool = False


class RuledCell(NamedTuple):
    """A cell as it stands on a page."""

    box: Box
    text: str
    doubt: bool


@dataclass(slots=True)
class RuledTable:
    """A table as it stands on one page; `ends` and `begins` say whether lines close its rows."""

    page: int
    number: int
    bbox: Box
    cells: list[RuledCell]
    begins: bool
    ends: bool
    open: bool = False  # whether some cell at least goes on below
    more: list[RuledTable] = field(default_factory=list)  # what goes on with it on the pages behind

    @property
    def last(self) -> RuledTable:
        return self.more[-1] if self.more else self

    def holds(self, top: float, left: float, right: float) -> bool:
        """Whether a line of text below hangs out of a cell that goes on."""
        inside = self.bbox[0] <= left and right <= self.bbox[2]
        return self.open and inside and top - self.bbox[3] < _HANGS

    def goes_on(self, other: RuledTable) -> bool:
        """Whether the first table of the next page has the sides of this one."""
        last = self.last
        apart = abs(last.bbox[0] - other.bbox[0]), abs(last.bbox[2] - other.bbox[2])
        return other.page == last.page + 1 and max(apart) < _SIDES


class HorizontalRules:
    """The horizontal lines of a page: height, left end, right end of each."""

    def __init__(self, page: Page) -> None:
        self.lines: list[tuple[float, float, float]] = [
            (edge["top"], edge["x0"], edge["x1"])
            for edge in page.edges
            if edge["orientation"] == "h"
        ]

    def part(self, height: float, left: float, right: float) -> float:
        """How much of the way from left to right is ruled at this height."""
        length, at = 0.0, left
        for start, end in sorted((x, y) for h, x, y in self.lines if abs(h - height) < _NEAR):
            length += max(0.0, min(end, right) - max(start, at))
            at = max(at, min(end, right))
        return length / (right - left) if right > left else 0.0

    def inside(self, table: Table) -> list[Box]:
        """Lines in a table that part no rows: they may strike what stands there."""
        heights = {round(edge) for cell in table.cells for edge in (cell[1], cell[3])}
        near = {height + more for height in heights for more in (-1, 0, 1)}
        left, top, right, bottom = table.bbox
        return [
            (start, height, end, height)
            for height, start, end in self.lines
            if top < height < bottom and left <= end and start <= right
            if round(height) not in near
        ]


def _ruled_table(page: Page, table: Table, number: int, rules: HorizontalRules) -> RuledTable:
    """A table with the texts of its cells."""
    left, top, right, bottom = table.bbox
    chars = [char for char in page.chars if top <= _middle(char)[1] <= bottom]
    struck = rules.inside(table)
    drawings = _small_drawings(page, table)
    cells = []
    for row, texts in zip(table.rows, table.extract(), strict=True):
        for box, text in zip(row.cells, texts, strict=True):
            if box is not None:
                inside = [char for char in chars if _within(_middle(char), box)]
                doubt = _odd(inside, struck) or any(_holds(box, one) for one in drawings)
                cells.append(RuledCell(box, tidy(text or ""), doubt))
    figures = right - _RIGHT * (right - left)
    return RuledTable(
        page.page_number,
        number,
        table.bbox,
        cells,
        begins=rules.part(top, figures, right) > _RULED,
        ends=rules.part(bottom, figures, right) > _RULED,
        open=rules.part(bottom, left, right) < _CLOSED,
    )


def _middle(char: Char) -> tuple[float, float]:
    return (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2


def _within(place: tuple[float, float], box: Box) -> bool:
    return box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3]


def _small_drawings(page: Page, table: Table) -> list[Mapping[str, float]]:
    """Pictures and filled places that may stand in a cell, not lines and what lies behind it."""
    wide = max(cell[2] - cell[0] for cell in table.cells)
    high = max(cell[3] - cell[1] for cell in table.cells)
    return [
        one
        for one in [*page.images, *page.curves, *page.rects]
        if 2 < one["x1"] - one["x0"] < wide and 2 < one["bottom"] - one["top"] < high
    ]


def _holds(box: Box, one: Mapping[str, float]) -> bool:
    left, top, right, bottom = box
    across = left + 1 < one["x0"] and one["x1"] < right - 1
    return across and top + 1 < one["top"] and one["bottom"] < bottom - 1


def _odd(chars: Sequence[Char], struck: Sequence[Box]) -> bool:
    """Whether signs of a cell are raised, of two colours, white, or struck through."""
    signs = [char for char in chars if str(char["text"]).strip()]
    if not signs:
        return False
    sizes = [char["size"] for char in signs]
    if min(sizes) < _SMALL * max(sizes):
        return True
    if len({str(char.get("non_stroking_color")) for char in signs}) > 1:
        return True
    return any(_white(char) or _crossed(char, struck) for char in signs)


def _white(char: Char) -> bool:
    color = char.get("non_stroking_color")
    parts = color if isinstance(color, tuple | list) else (color,)
    if len(parts) == 4:
        return all(isinstance(part, int | float) and part <= 0.03 for part in parts)
    return all(isinstance(part, int | float) and part >= 0.97 for part in parts)


def _crossed(char: Char, struck: Sequence[Box]) -> bool:
    middle, quarter = _middle(char)[0], 0.25 * (char["bottom"] - char["top"])
    top, bottom = char["top"] + quarter, char["bottom"] - quarter
    return any(one[0] <= middle <= one[2] and top < one[1] < bottom for one in struck)


def _mask_odd(page: Page) -> None:
    """Put U+FFFD for each sign of a text without tables that is struck, white, or smaller than
    what it stands beside: no figure holds one.
    """
    rules = HorizontalRules(page).lines
    lines = [(x, height, end, height) for height, x, end in rules if end - x > _NEAR]
    before: dict[str, Any] | None = None
    odd = []
    for char in page.chars:
        if before is not None and 0 <= char["x0"] - before["x1"] + 1 < _NEAR:
            level = char["top"] < before["bottom"] and before["top"] < char["bottom"]
            sizes = sorted((char["size"], before["size"]))
            if level and sizes[0] < _SMALL * sizes[1]:
                odd.append(char)
        if char["text"].strip() and (_white(char) or _crossed(char, lines)):
            odd.append(char)
        before = char
    for char in odd:
        char["text"] = LOST


# -- grids -----------------------------------------------------------------------------------------


def _grid(table: RuledTable) -> Grid:
    """A table over all its pages: its columns are those of all of them, a cut row is one."""
    tables = [table, *table.more]
    lefts = _edges([cell.box[0] for one in tables for cell in one.cells])
    whole: list[list[GridCell]] = []
    before: RuledTable | None = None
    for one in tables:
        rows = _rows(one, lefts)
        fits(len(lefts), len(lefts) * (len(whole) + len(rows)))
        if before is not None and whole and rows:
            if not before.ends and not one.begins:
                whole[-1] = _joined(whole[-1], rows.pop(0))
            elif before.ends and one.begins:
                # Lines on both sides may close halves; one line between two rows closes a row.
                whole[-1], rows[0] = _unsure(whole[-1]), _unsure(rows[0])
        whole += rows
        before = one
    return whole


def _rows(table: RuledTable, lefts: Sequence[float]) -> list[list[GridCell]]:
    tops = _edges([cell.box[1] for cell in table.cells])
    placed: dict[tuple[int, int], GridCell] = {}
    for (left, top, right, bottom), text, doubt in table.cells:
        ys = [y for y, edge in enumerate(tops) if top - _NEAR < edge < bottom - _NEAR]
        xs = [x for x, edge in enumerate(lefts) if left - _NEAR < edge < right - _NEAR]
        for y in ys:
            for x in xs:
                covered = (y, x) != (ys[0], xs[0])
                cell = GridCell(text, _origin(table, ys[0], xs[0]), covered, doubt=doubt)
                placed.setdefault((y, x), cell)
    return filled_up(placed, len(tops), len(lefts), partial(_origin, table))


def _joined(first: Sequence[GridCell], second: Sequence[GridCell]) -> list[GridCell]:
    """A row of which a page shows the upper half and the next one the lower."""
    cells = []
    for upper, lower in zip(first, second, strict=True):
        text = tidy(f"{upper.text}\n{lower.text}")
        missing, covered = upper.missing and lower.missing, upper.covered or lower.covered
        cells.append(
            GridCell(text, upper.origin, covered, missing, doubt=upper.doubt or lower.doubt)
        )
    return cells


def _unsure(cells: Sequence[GridCell]) -> list[GridCell]:
    """A row beside a page break: without figures it may be half of one, so it is no blank one."""
    own = [cell for cell in cells if cell.text and not cell.covered]
    if not own or any(is_value(cell.text) for cell in own):
        return list(cells)
    return [
        cell
        if cell.text or cell.covered
        else GridCell("", cell.origin, missing=cell.missing, doubt=True)
        for cell in cells
    ]


def _origin(table: RuledTable, row: int, column: int) -> Origin:
    return "origin-page-table", table.page, table.number, row + 1, column + 1


def _edges(found: Iterable[float]) -> list[float]:
    """Where lines begin, those very near to each other once."""
    kept: list[float] = []
    for edge in sorted(found):
        if not kept or edge - kept[-1] > _NEAR:
            kept.append(edge)
    return kept


def _repeated_text(text: str) -> str:
    """A line as it comes again on other pages: without the number of the page."""
    return re.sub(r"[\d\s—–\-/第页共]+", "", text)


# -- digits that nobody sees -----------------------------------------------------------------------


def mask_unseen(data: bytes, pages: Iterable[Page]) -> None:
    """Put U+FFFD for each digit of these pages that is not to be seen as the one that it is.

    It does not matter why: white, without ink, outside of the page or of a clip, behind something.
    Raises DocumentRefusedError for a file that cannot be drawn.
    """
    try:
        file = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise DocumentRefusedError("draft-damaged") from None
    with closing(file):
        for page in pages:
            digits = [char for char in page.chars if str(char["text"]).strip().isdigit()]
            if digits:
                for char in _unseen(page, digits, _image(file[page.page_number - 1])):
                    char["text"] = LOST


def _unseen(page: Page, digits: Sequence[dict[str, Any]], image: Image) -> Iterator[dict[str, Any]]:
    yield from (char for char in digits if _distorted(char) or not _on_page(page, char))
    yield from _overlapping(digits)
    box = _visible_box(page)
    blank = [char for char in digits if not _has_ink(image, box, char)]
    if len(blank) < _HARDLY * len(digits):
        yield from blank


def _image(page: pypdfium2.PdfPage) -> Image:
    try:
        scale = min(_SCALE, _PIXELS / max(*page.get_size(), 1.0))
        image: Image = page.render(scale=scale, grayscale=True).to_pil()
        return image
    except (pypdfium2.PdfiumError, ValueError):
        raise DocumentRefusedError("draft-damaged") from None
    finally:
        page.close()


def _visible_box(page: Page) -> Box:
    """What of a page is shown: left, top, right, bottom."""
    inner, media = page.cropbox, page.mediabox
    left, top = max(inner[0], media[0]), max(inner[1], media[1])
    return left, top, min(inner[2], media[2]), min(inner[3], media[3])


def _on_page(page: Page, char: Char) -> bool:
    left, top, right, bottom = _visible_box(page)
    across = left - 1 <= char["x0"] and char["x1"] <= right + 1
    return bool(across and top - 1 <= (char["top"] + char["bottom"]) / 2 <= bottom + 1)


def _distorted(char: Char) -> bool:
    """Whether a digit is mirrored, turned, tiny, or pressed together."""
    a, b, c, d = char["matrix"][:4]
    if a <= 0 or d <= 0 or max(abs(b), abs(c)) > 0.3 * min(a, d):
        return True
    high = char["bottom"] - char["top"]
    return bool(high < _TINY or char["x1"] - char["x0"] < _NARROW * high)


def _overlapping(digits: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Digits that stand on top of each other: one of them is not seen, or it is printed twice."""
    found = []
    ordered = sorted(digits, key=lambda char: float(char["x0"]))
    for number, one in enumerate(ordered):
        middle, high = (one["x0"] + one["x1"]) / 2, one["bottom"] - one["top"]
        for other in islice(ordered, number + 1, None):
            if other["x0"] >= middle:
                break
            if abs(one["top"] - other["top"]) < high / 2:
                found += [one, other]
    return found


def _has_ink(image: Image, box: Box, char: Char) -> bool:
    """Whether something is drawn in the middle of a sign."""
    left, top, right, bottom = box
    if right <= left or bottom <= top:
        return False
    x, y = image.width / (right - left), image.height / (bottom - top)
    wide, high = _EDGE * (char["x1"] - char["x0"]), 1.5 * _EDGE * (char["bottom"] - char["top"])
    place = (
        max(0, round((char["x0"] + wide - left) * x)),
        max(0, round((char["top"] + high - top) * y)),
        min(image.width, round((char["x1"] - wide - left) * x) + 1),
        min(image.height, round((char["bottom"] - high - top) * y) + 1),
    )
    if place[0] >= place[2] or place[1] >= place[3]:
        return False
    pixels = image.crop(place).tobytes()
    dark, light = min(pixels), max(pixels)
    return bool(light - dark >= _INK)
