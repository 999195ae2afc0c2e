"""Tables as grids → printed rows: the labels of each, its cells for figures, what stands above.

A firm grid says by its own header which place belongs to which column. In a loose one a row is a
label and the figures that follow it, whether they stand beside it or below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby

from gongkai.draft.figures import is_value
from gongkai.draft.grid import Cell, Document, Grid, Origin
from gongkai.draft.labels import key, numbered

_JOINED = 5  # lines that one label may be broken over
_LONG = 60  # characters from which a text is prose


@dataclass(frozen=True, slots=True)
class Known:
    """Keys of labels → part.code: rows of any form, columns of any form; other printed words.

    A column may be one of several parts: 总计.
    """

    rows: Mapping[str, str]
    columns: Mapping[str, Sequence[str]]
    others: frozenset[str]
    across: frozenset[str]  # parts whose rows are printed side by side in one

    def __contains__(self, found: str) -> bool:
        return found in self.rows or found in self.columns or found in self.others


@dataclass(slots=True)
class Row:
    """A printed row. `places` says of each cell in which column of its grid it stands.

    `heads` are the places of the columns by their codes, several where a code comes again, as far
    as a header above says so; `odd` are places and texts of that header that no form has.
    """

    labels: list[str]
    cells: list[Cell]
    origin: Origin
    firm: bool
    places: list[int] = field(default_factory=list)
    heads: Mapping[str, Sequence[int]] = field(default_factory=dict)
    odd: Sequence[tuple[int, Cell]] = ()
    width: int = 0  # in a loose grid: how many places the row takes, those of its labels too

    @property
    def label(self) -> str:
        """The innermost label, beside which the figures stand."""
        return self.labels[-1] if self.labels else ""


def rows(document: Document, known: Known) -> Iterator[Row]:
    """Every row of figures of a document, and every line of its header, in order."""
    heads: dict[str, list[int]] = {}
    for piece in document.pieces:
        if not piece.table:
            continue
        if piece.firm:
            yield from _firm(piece.grid, known, heads)
        elif _by_lines(piece.grid, known):
            yield from _lines(piece.grid, known)
        else:
            yield from _stream(piece.grid, known)


# -- firm grids --------------------------------------------------------------------------------


def _firm(grid: Grid, known: Known, heads: dict[str, list[int]]) -> Iterator[Row]:
    """Rows of a table; `heads` are those of the table before, which this one may go on."""
    header = False
    odd: dict[int, Cell] = {}
    width = max(map(len, grid), default=0)
    if heads and max(place for places in heads.values() for place in places) >= width:
        heads.clear()
    for cells in grid:
        found = _heads(cells, known)
        if found:
            if not header:
                heads.clear()
                odd = {}
            heads.update(found)
            odd |= _odd(cells, known, heads)
            header = True
            yield Row(
                [c.text for c in cells if c.text and not c.covered], [], cells[0].origin, True
            )
            continue
        first = _first(cells, known, heads)
        labels = list(dict.fromkeys(cell.text for cell in cells[:first] if key(cell.text)))
        if first < len(cells):
            header = False
            places, above = list(range(first, len(cells))), {c: tuple(p) for c, p in heads.items()}
            figures, strange = list(cells[first:]), tuple(odd.items())
            yield Row(labels, figures, cells[first].origin, True, places, above, strange)
        else:
            yield Row(labels, [], cells[0].origin if cells else (), True)


def _heads(cells: Sequence[Cell], known: Known) -> dict[str, list[int]]:
    """The columns that a line of a header names: code → places. Nothing for a row of figures."""
    found: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        codes = known.columns.get(key(cell.text), ()) if cell.text else ()
        if not (cell.covered and place and cells[place - 1].text == cell.text):
            for code in codes:
                found.setdefault(code, []).append(place)
    if not found or any(cell.text and is_value(cell.text) for cell in cells):
        return {}
    first = min(min(places) for places in found.values())
    inner = [cell.text for cell in cells[:first] if key(cell.text)]
    return {} if inner and key(inner[-1]) in known.rows and len(found) == 1 else found


def _odd(
    cells: Sequence[Cell], known: Known, heads: Mapping[str, Sequence[int]]
) -> dict[int, Cell]:
    """What stands between the columns of a header and is no label."""
    places = [place for found in heads.values() for place in found]
    return {
        place: cell
        for place, cell in enumerate(cells)
        if min(places) < place and key(cell.text) not in known and key(cell.text)
    }


def _first(cells: Sequence[Cell], known: Known, heads: Mapping[str, Sequence[int]]) -> int:
    """Where the figures of a row begin."""
    last = max((n for n, c in enumerate(cells) if key(c.text) and not is_value(c.text)), default=-1)
    if heads:
        place = min(min(places) for places in heads.values())
        named = any(key(cell.text) in known.rows for cell in cells[:place])
        # Without a known label a text further right may be one: the header may not be this row's.
        if last < place or named:
            return place
    return last + 1


# -- loose grids -------------------------------------------------------------------------------


def _by_lines(grid: Grid, known: Known) -> bool:
    """Whether figures stand in the lines of their labels."""
    for cells in grid:
        texts = [cell.text for cell in cells if cell.text]
        named = [n for n, text in enumerate(texts) if key(text) in known.rows]
        if named and any(is_value(text) for text in texts[named[-1] + 1 :]):
            return True
    return False


def _lines(grid: Grid, known: Known) -> Iterator[Row]:
    """A row a line: what stands before the last text are its labels."""
    for cells in grid:
        if not cells:
            continue
        last = _last_label(cells, known)
        labels = _whole([cell.text for cell in cells[: last + 1] if cell.text], known)
        if len(labels) == 1 and len(labels[0]) > _LONG and key(labels[0]) not in known:
            continue
        yield Row(labels, list(cells[last + 1 :]), cells[0].origin, False, width=len(cells))


def _last_label(cells: Sequence[Cell], known: Known) -> int:
    """Where the labels of a line end: at a row's label, else at the last text."""
    found = [key(cell.text) for cell in cells]
    named = [
        n
        for n, cell in enumerate(cells)
        if found[n] in known.rows and (numbered(cell.text) or found[n] not in known.columns)
    ]
    if named:
        return named[-1]
    return max((n for n, c in enumerate(cells) if c.text and not is_value(c.text)), default=-1)


def _whole(words: list[str], known: Known) -> list[str]:
    """Labels, of which the last may have been cut at its spaces."""
    for count in range(1, min(_JOINED, len(words)) + 1):
        last = "".join(words[-count:])
        if key(last) in known.rows:
            return [*words[:-count], last]
    return words


def _stream(grid: Grid, known: Known) -> Iterator[Row]:
    """Cells one after the other: a label, broken over lines or not, and what follows it."""
    if not all(grid):  # a line without cells ends a row
        yield from _lines(list(_bounded(grid, known)), known)
        return
    cells = [cell for line in grid for cell in line]
    current: Row | None = None
    at = before = 0  # labels without figures that stand before a row belong to its places
    while at < len(cells):
        cell = cells[at]
        if not cell.text or is_value(cell.text):
            current = current or Row([], [], cell.origin, False)
            current.cells.append(cell)
            at += 1
            continue
        if current is not None:
            current.width = before + 1 + len(current.cells)
            head = key(current.label) in known.columns and not numbered(current.label)
            before = 0 if current.cells or head else before + 1
            yield current
        text, count = _joined(cells, at, known)
        current = Row([text], [], cell.origin, False)
        if len(text) > _LONG and key(text) not in known:
            current = None
        at += count
    if current is not None:
        current.width = before + 1 + len(current.cells)
        yield current


def _bounded(grid: Grid, known: Known) -> Iterator[list[Cell]]:
    """The rows between lines without cells, their broken labels joined."""
    groups: list[list[Cell]] = []
    for empty, lines_ in groupby(grid, key=lambda line: not line):
        cells = [] if empty else [cell for line in lines_ for cell in line]
        if groups and cells and _goes_on(groups[-1][-1].text, cells[0].text, known):
            groups[-1] += cells
        elif cells:
            groups.append(cells)
    for cells in groups:
        row, at = [], 0
        while at < len(cells):
            text, count = cells[at].text, 1
            if text and not is_value(text):
                text, count = _joined(cells, at, known)
            row.append(replace(cells[at], text=text))
            at += count
        if row:
            yield row


def _goes_on(text: str, following: str, known: Known) -> bool:
    """Whether a label is broken by a line without cells."""
    broken = not is_value(text) and key(text) not in known
    return broken and key(text + following) in known


def _joined(cells: Sequence[Cell], at: int, known: Known) -> tuple[str, int]:
    """The longest known label that begins here, over how many cells; else the one cell."""
    text, best = "", ("", 1)
    for count, cell in enumerate(cells[at : at + _JOINED], 1):
        if not cell.text or is_value(cell.text):
            break
        number, text = not key(text), text + cell.text  # a number alone is no label yet
        best = best if best[0] else (text, 1)
        if key(text) in known and (number or key(cell.text) not in known):
            best = text, count
    return best
