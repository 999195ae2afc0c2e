"""Where in a printed row the cells of its form stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from gongkai.drafting.figures import is_value
from gongkai.drafting.grid import GridCell
from gongkai.drafting.heads import Under
from gongkai.drafting.labels import key
from gongkai.drafting.rows import PrintedRow
from gongkai.model.forms import PartForm

# How many blanks are before the figures of a row that has so many places more than figures.
Before = Callable[[int], int]


def fit(
    cells: Sequence[GridCell], count: int, near: Before | None = None
) -> Sequence[GridCell] | None:
    """So many cells of a row whose columns are not known; None where it is not sure which.

    What is covered or blank before the first or behind the last may belong to larger cells. Where
    several places would do, `near` says how it is in the other rows of the document.
    """
    own = [cell for cell in cells if not cell.covered and not cell.missing]
    ways = _ways(own, count)
    if len(ways) > 1 and any(cell.text for cell in own):
        at = near(len(own) - count) if near else -1
        ways = [at] if at in ways else []
    return own[ways[0] : ways[0] + count] if ways else None


def _ways(cells: Sequence[GridCell], count: int) -> list[int]:
    """Where so many cells may begin, for only blanks to be left."""
    return [
        before
        for before in range(len(cells) - count + 1)
        if not any(cell.text for cell in (*cells[:before], *cells[before + count :]))
    ]


def alone(cells: Sequence[GridCell], count: int) -> Sequence[GridCell] | None:
    """So many cells of the one row of a part; blanks around them go, if that leaves just these."""
    own = [cell for cell in cells if not cell.covered and not cell.missing]
    told = [n for n, cell in enumerate(own) if cell.text]
    ways = [own]
    if told:
        ways += [own[told[0] :], own[: told[-1] + 1]]
    return next((way for way in ways if len(way) == count), None)


def side(form: PartForm, held: Mapping[str, PrintedRow]) -> Before | None:
    """Where the rows of a loose table have blanks of larger cells: behind their figures where a
    sign says so, or always so many behind them that the others are before; None where not sure.
    """
    ways = []  # blanks before and behind
    for code, row in held.items():
        if row.firm or code not in form.strips:
            continue
        if signed(row):
            return _none
        rest = len(row.cells) - len(form.strips[code].columns)
        found = _ways(row.cells, len(row.cells) - rest)
        if row.lined and rest > 0 and len(found) == 1:  # else blanks may be those of the next row
            ways.append((found[0], rest - found[0]))
    behind = {after for _, after in ways}
    sure = len(behind) == 1 and any(before for before, _ in ways)
    return partial(_but, behind.pop()) if sure else None


def over(row: PrintedRow, last: str, rows: bool) -> Before | None:
    """The same as its own header shows it, by the blanks behind the `last` head; see `Row.tails`.

    Above a table of `rows` stand several lines, which only a text with a row a line keeps apart.
    """
    blanks = row.tails.get(key(last))
    if blanks is None or (rows and not (row.lined and blanks.width == row.width)):
        return None
    return partial(_but, blanks.behind) if blanks.width == row.width or blanks.behind else None


def _none(_: int) -> int:
    return 0


def _but(behind: int, rest: int) -> int:
    return rest - behind


def usual(held: Mapping[str, PrintedRow]) -> int:
    """How many places most rows of a loose table take."""
    widths = Counter(row.width for row in held.values() if not row.firm)
    return widths.most_common(1)[0][0] if widths else 0


def placed(
    row: PrintedRow, count: int, under: Under, near: Before | None, width: int
) -> dict[int, GridCell] | None:
    """The cells of a row by the number of their column; None where it is not sure of any.

    Where blanks stand for larger cells, all rows of a loose table are `width` places wide.
    """
    if not row.firm and near and row.width != width:
        return None
    if not row.firm or not under.headed:
        cells = fit(row.cells, count, near)
        return dict(enumerate(cells)) if cells else None
    at = _in_order(row) or dict(zip(row.places, row.cells, strict=False))
    places = {number: [head.place for head in heads] for number, heads in under.heads.items()}
    if not all(place in at for own in places.values() for place in own):
        return None
    found = {number: _one([at[place] for place in own]) for number, own in places.items()}
    beyond = {head.place for head in row.heads}
    shifted = any(
        cell.text and not cell.covered for place, cell in at.items() if place not in beyond
    )
    covered = any(cell and cell.covered and not is_value(cell.text) for cell in found.values())
    missing = any(cell.missing for place, cell in at.items() if place <= max(beyond))
    if shifted or covered or missing:
        return None
    return {number: cell for number, cell in found.items() if cell is not None}


def in_place(rows: Iterable[Sequence[GridCell]]) -> bool:
    """Whether a text shows that blanks keep their places: one stands before a figure."""
    return any(
        not cell.text and not cell.covered and any(o.text for o in cells[n + 1 :])
        for cells in rows
        for n, cell in enumerate(cells)
    )


def signed(row: PrintedRow) -> bool:
    """Whether a sign fills a row up."""
    return bool(row.cells) and row.cells[-1].covered


def padded(cells: Sequence[GridCell]) -> bool:
    """Whether blanks behind the last figure of a row may be no cells, but fill it up."""
    told = [n for n, cell in enumerate(cells) if cell.text]
    return bool(told) and told[-1] < len(cells) - 1


def _in_order(row: PrintedRow) -> dict[int, GridCell] | None:
    """The cells of a row by the places of the heads, where there are as many of both.

    So a row is read in spite of a label that covers one column more, or of lines between columns
    that run a little aside on another page.
    """
    heads = sorted({head.place for head in row.heads})
    own = [cell for cell in row.cells if not cell.covered and not cell.missing]
    return dict(zip(heads, own, strict=True)) if len(heads) == len(own) else None


def _one(cells: Sequence[GridCell]) -> GridCell | None:
    """The cell of a column; where its head stands twice, only if both have the same text."""
    return cells[0] if cells and len({cell.text for cell in cells}) == 1 else None
