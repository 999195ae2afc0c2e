"""Ruled tables of the pages of a PDF file → grids: a table goes on over pages, and so may a row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from pdfplumber.page import Page
from pdfplumber.table import Table

from gongkai.drafting.figures import is_value
from gongkai.drafting.grid import Grid, GridCell, Origin, fits, tidy

NEAR = 3.0  # points: lines nearer than that are one
_SIDES = 6.0  # points by which the sides of a table may differ from page to page
_RIGHT = 0.4  # of a table, where its figures stand for sure
_RULED = 0.3  # of that width must be ruled for a row to end there
_CLOSED = 0.97  # of its width must be ruled for all cells to end there
_HANGS = 20.0  # points by which text may hang out of a cell that goes on
_SMALL = 0.92  # of the size of the other signs in its cell

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(slots=True)
class Drawn:
    """A table as it stands on one page; `ends` and `begins` say whether lines close its rows."""

    page: int
    number: int
    bbox: Box
    cells: list[tuple[Box, str, bool]]
    begins: bool
    ends: bool
    open: bool = False  # whether some cell at least goes on below
    more: list[Drawn] = field(default_factory=list)  # what goes on with it on the pages behind

    @property
    def last(self) -> Drawn:
        return self.more[-1] if self.more else self

    def holds(self, top: float, left: float, right: float) -> bool:
        """Whether a line of text below hangs out of a cell that goes on."""
        inside = self.bbox[0] <= left and right <= self.bbox[2]
        return self.open and inside and top - self.bbox[3] < _HANGS

    def goes_on(self, other: Drawn) -> bool:
        """Whether the first table of the next page has the sides of this one."""
        last = self.last
        apart = abs(last.bbox[0] - other.bbox[0]), abs(last.bbox[2] - other.bbox[2])
        return other.page == last.page + 1 and max(apart) < _SIDES


class Ruled:
    """The horizontal lines of a page."""

    def __init__(self, page: Page) -> None:
        self.lines: list[tuple[float, float, float]] = [
            (edge["top"], edge["x0"], edge["x1"])
            for edge in page.edges
            if edge["orientation"] == "h"
        ]

    def part(self, height: float, left: float, right: float) -> float:
        """How much of the way from left to right is ruled at this height."""
        length, at = 0.0, left
        for start, end in sorted((x, y) for h, x, y in self.lines if abs(h - height) < NEAR):
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


def drawn(page: Page, table: Table, number: int, ruled: Ruled) -> Drawn:
    """A table with the texts of its cells."""
    left, top, right, bottom = table.bbox
    chars = [char for char in page.chars if top <= _middle(char)[1] <= bottom]
    struck = ruled.inside(table)
    drawings = _drawings(page, table)
    cells = []
    for row, texts in zip(table.rows, table.extract(), strict=True):
        for box, text in zip(row.cells, texts, strict=True):
            if box is not None:
                inside = [char for char in chars if _within(_middle(char), box)]
                doubt = _odd(inside, struck) or any(_holds(box, one) for one in drawings)
                cells.append((box, tidy(text or ""), doubt))
    figures = right - _RIGHT * (right - left)
    return Drawn(
        page.page_number,
        number,
        table.bbox,
        cells,
        begins=ruled.part(top, figures, right) > _RULED,
        ends=ruled.part(bottom, figures, right) > _RULED,
        open=ruled.part(bottom, left, right) < _CLOSED,
    )


def _middle(char: Mapping[str, float]) -> tuple[float, float]:
    return (char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2


def _within(place: tuple[float, float], box: Box) -> bool:
    return box[0] <= place[0] <= box[2] and box[1] <= place[1] <= box[3]


def _drawings(page: Page, table: Table) -> list[Mapping[str, float]]:
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


def _odd(chars: Sequence[Mapping[str, object]], struck: Sequence[Box]) -> bool:
    """Whether signs of a cell are raised, of two colours, white, or struck through."""
    seen = [char for char in chars if str(char["text"]).strip()]
    if not seen:
        return False
    sizes = [float(str(char["size"])) for char in seen]
    if min(sizes) < _SMALL * max(sizes):
        return True
    if len({str(char.get("non_stroking_color")) for char in seen}) > 1:
        return True
    return any(_white(char) or _crossed(char, struck) for char in seen)


def _white(char: Mapping[str, object]) -> bool:
    color = char.get("non_stroking_color")
    parts = color if isinstance(color, tuple | list) else (color,)
    if len(parts) == 4:
        return all(isinstance(part, int | float) and part <= 0.03 for part in parts)
    return all(isinstance(part, int | float) and part >= 0.97 for part in parts)


def _crossed(char: Mapping[str, object], struck: Sequence[Box]) -> bool:
    left, right, top, bottom = (float(str(char[name])) for name in ("x0", "x1", "top", "bottom"))
    high, middle = bottom - top, (left + right) / 2
    return any(
        one[0] <= middle <= one[2] and top + 0.25 * high < one[1] < bottom - 0.25 * high
        for one in struck
    )


def spoil(page: Page) -> None:
    """Put U+FFFD for each sign of a text without tables that is struck, white, or smaller than
    what it stands beside: no figure holds one.
    """
    ruled = Ruled(page).lines
    lines = [(x, height, end, height) for height, x, end in ruled if end - x > NEAR]
    before: dict[str, Any] | None = None
    odd = []
    for char in page.chars:
        if before is not None and 0 <= char["x0"] - before["x1"] + 1 < NEAR:
            level = char["top"] < before["bottom"] and before["top"] < char["bottom"]
            sizes = sorted((char["size"], before["size"]))
            if level and sizes[0] < _SMALL * sizes[1]:
                odd.append(char)
        if char["text"].strip() and (_white(char) or _crossed(char, lines)):
            odd.append(char)
        before = char
    for char in odd:
        char["text"] = "\ufffd"


# -- grids -----------------------------------------------------------------------------------------


def grid(table: Drawn) -> Grid:
    """A table over all its pages: its columns are those of all of them, a cut row is one."""
    tables = [table, *table.more]
    lefts = edges([box[0] for one in tables for box, _, _ in one.cells])
    whole: list[list[GridCell]] = []
    before: Drawn | None = None
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


def _rows(table: Drawn, lefts: Sequence[float]) -> list[list[GridCell]]:
    tops = edges([box[1] for box, _, _ in table.cells])
    placed: dict[tuple[int, int], GridCell] = {}
    for (left, top, right, bottom), text, doubt in table.cells:
        ys = [y for y, edge in enumerate(tops) if top - NEAR < edge < bottom - NEAR]
        xs = [x for x, edge in enumerate(lefts) if left - NEAR < edge < right - NEAR]
        for y in ys:
            for x in xs:
                covered = (y, x) != (ys[0], xs[0])
                cell = GridCell(text, _origin(table, ys[0], xs[0]), covered, doubt=doubt)
                placed.setdefault((y, x), cell)

    def at(y: int, x: int) -> GridCell:
        return placed.get((y, x)) or GridCell("", _origin(table, y, x), missing=True)

    return [[at(y, x) for x in range(len(lefts))] for y in range(len(tops))]


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


def _origin(table: Drawn, row: int, column: int) -> Origin:
    return "origin-page-table", table.page, table.number, row + 1, column + 1


def edges(found: Iterable[float]) -> list[float]:
    """Where lines begin, those very near to each other once."""
    kept: list[float] = []
    for edge in sorted(found):
        if not kept or edge - kept[-1] > NEAR:
            kept.append(edge)
    return kept


def running(text: str) -> str:
    """A line as it comes again on other pages: without the number of the page."""
    return re.sub(r"[\d\s—–\-/第页共]+", "", text)
