"""Where in a printed row the cells of its form stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gongkai.draft.grid import Cell
from gongkai.draft.rows import Row
from gongkai.forms import PartForm


def fit(cells: Sequence[Cell], count: int, side: str = "") -> Sequence[Cell] | None:
    """So many cells of a row whose columns are not known; None where it is not sure which.

    What is covered or blank before the first or behind the last may belong to larger cells. Where
    both would do, `side` says at which the other rows of the document have such blanks.
    """
    own = [cell for cell in cells if not cell.covered and not cell.missing]
    if len(own) <= count:
        return own if len(own) == count else None
    rest = len(own) - count
    before = not any(cell.text for cell in own[:rest])
    behind = not any(cell.text for cell in own[count:])
    if before and behind:
        blank = not any(cell.text for cell in own)
        before, behind = side == "before", side == "behind" or (blank and side != "before")
    if before:
        return own[rest:]
    return own[:count] if behind else None


def side(form: PartForm, held: Mapping[str, Row]) -> str:
    """Where the rows of a loose table have blanks of larger cells: before their figures, behind
    them, or nowhere for sure.
    """
    sides = set()
    for code, row in held.items():
        if row.firm or code not in form.strips:
            continue
        count = len(form.strips[code].columns)
        texts = [cell.text for cell in row.cells]
        rest = len(texts) - count
        if rest > 0 and any(texts[:rest]) != any(texts[count:]):
            sides.add("behind" if any(texts[:rest]) else "before")
    return sides.pop() if len(sides) == 1 else ""


def placed(
    row: Row, columns: Sequence[str], heads: Mapping[str, str], near: str
) -> Sequence[Cell] | None:
    """The cells of a row in the order of the columns of its form; None where it is not sure.

    `heads` are the columns whose heads are misprinted: code → the text that stands there.
    """
    at = dict(zip(row.places, row.cells, strict=False))
    where = {code: places[0] for code, places in row.heads.items()}
    where |= {
        code: place for code, text in heads.items() for place, cell in row.odd if cell.text == text
    }
    if not row.firm or not where.keys() & set(columns):
        return fit(row.cells, len(columns), near)
    places = [where.get(column, -1) for column in columns]
    return [at[place] for place in places] if set(places) <= at.keys() else None
