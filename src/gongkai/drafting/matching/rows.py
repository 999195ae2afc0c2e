"""Tables as grids → printed rows: the labels of each, its cells for figures, what stands above.

A table says by its own header which place belongs to which column. In a text a row is a label and
the figures that follow it, whether they stand beside it or below it.
"""

from __future__ import annotations

import re
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import NamedTuple

from gongkai.drafting.grid import Document, Grid, GridCell, Origin, PieceKind
from gongkai.drafting.labels import key, numbered, of_which, simple
from gongkai.drafting.qualifiers import unit_alone
from gongkai.drafting.values import is_number, is_value
from gongkai.model.forms import Block, Form, Heading, PartForm, parts_of, walk

_JOINED = 5  # lines that one label may be broken over
_DEEP = 9  # lines of a header that are looked at
_LONG = 60  # characters from which a text is prose
_YEAR = re.compile(r"\s*20[0-9]{2}\s*年度?\s*")  # a head that is nothing but a year


@dataclass(frozen=True, slots=True)
class KnownLabels:
    """Keys of labels → part.code: rows of any form, columns of any form; other printed words.

    A column may be one of several parts: 总计. `corners` stand above labels, not above figures.
    `parts` are those of the forms by name, the newest of each.
    """

    rows: Mapping[str, str]
    columns: Mapping[str, Sequence[str]]
    others: frozenset[str]
    corners: frozenset[str]
    across: Mapping[str, int]  # parts whose rows are printed side by side in one → its cells
    parts: Mapping[str, PartForm]

    def __contains__(self, found: str) -> bool:
        return found in self.rows or found in self.columns or found in self.others

    def head(self, text: str) -> Sequence[str]:
        """Which columns a head may be: one that is only a year is that of the report, 本年度."""
        return self.columns.get(key("本年度" if _YEAR.fullmatch(simple(text)) else text), ())

    def row(self, text: str) -> bool:
        """Whether a text is surely the label of a row: 其他 is also the head of a column."""
        found = key(text)
        return found in self.rows and (numbered(text) or found not in self.columns)


def known_labels(forms: Sequence[Form]) -> KnownLabels:
    """The labels of these forms, the newest first."""
    lines: dict[str, str] = {}
    columns: dict[str, dict[str, None]] = {}
    corners, headings = set(), set()
    across = {}
    for form in reversed(forms):
        for part in form.parts.values():
            sideways = part.layout == "across"
            if sideways:
                across[part.name] = len(part.addresses)
            corners.add(key(part.label["zh"]))
            for block in part.blocks:
                for line in (*block.columns, *(block.rows if sideways else ())):
                    columns.setdefault(key(line.label["zh"]), {})[f"{part.name}.{line.code}"] = None
                for line in () if sideways else block.rows:
                    label = line.label["zh"]
                    # 其中 may stand in a cell of its own, beside the rows that it begins.
                    for name in (key(label), key(of_which(label))):
                        lines[name] = f"{part.name}.{line.code}"
                corners |= {key(label["zh"]) for label in (block.label, block.corner) if label}
                headings |= set(map(key, _headings(block)))
    heads = {found: tuple(codes) for found, codes in columns.items()}
    parts = {name: found[0] for name, found in parts_of(forms).items()}
    others = frozenset(corners | headings)
    return KnownLabels(lines, heads, others, frozenset(corners), across, parts)


def _headings(block: Block) -> Iterator[str]:
    for node in (*walk(block.row_tree), *walk(block.column_tree)):
        if isinstance(node, Heading):
            yield node.label["zh"]


class Head(NamedTuple):
    """What stands above one column: its place, the headings over it, and its own head last."""

    place: int
    texts: tuple[str, ...]

    @property
    def text(self) -> str:
        """The head itself, not the line below it that says its unit."""
        return next((text for text in reversed(self.texts) if not unit_alone(text)), "")


class Tail(NamedTuple):
    """The blanks behind the last head of a line in a text, and how wide the line is."""

    behind: int
    width: int


@dataclass(slots=True)
class TextRow:
    """How a row stands in a text: how many places it has, those of its labels too, and whether it
    has a line of its own; the whole header above it, in order, and the blanks of its lines.
    """

    width: int = 0
    lined: bool = False
    header: Sequence[str] = ()
    tails: Mapping[str, Tail] = field(default_factory=dict)


@dataclass(slots=True)
class PrintedRow:
    """A printed row, or a line of text. `places` says in which columns of the grid its cells stand.

    `heads` is the header above it, from left to right; `carried` says that it is that of the table
    before. In a text the order of the heads is that in which they are met.
    """

    labels: list[str]
    cells: list[GridCell]
    origin: Origin
    in_text: TextRow | None = None
    places: Sequence[int] = ()
    heads: Sequence[Head] = ()
    carried: bool = False
    far: Sequence[str] = ()  # what lines above say of the unit or the year of all figures

    @property
    def label(self) -> str:
        """The innermost label, beside which the figures stand."""
        return self.labels[-1] if self.labels else ""

    @property
    def has_text(self) -> bool:
        """Whether anything stands in its cells."""
        return any(cell.text for cell in self.cells)


def rows(document: Document, known: KnownLabels) -> Iterator[PrintedRow]:
    """Every row of figures of a document, every line of its headers and its text, in order."""
    heads: Sequence[Head] = ()
    width = 0
    for piece in document.pieces:
        if piece.kind is PieceKind.LINE:
            cell = piece.grid[0][0]
            yield PrintedRow([cell.text], [], cell.origin)
        elif piece.kind is PieceKind.TABLE:
            wide = max(map(len, piece.grid), default=0)
            heads = yield from _of_table(piece.grid, known, heads if wide == width else ())
            width = wide
        elif _by_lines(piece.grid, known):
            yield from _lines(piece.grid, known)
        else:
            yield from _stream(piece.grid, known)


# -- tables ----------------------------------------------------------------------------------------


def _of_table(
    grid: Grid, known: KnownLabels, heads: Sequence[Head]
) -> Generator[PrintedRow, None, Sequence[Head]]:
    """Rows of a table; `heads` are those of the table before, if this one may go on with it."""
    header: list[Sequence[GridCell]] = []
    begun = False  # whether a line of the header stands just above
    for cells in grid:
        if _is_header(cells, known, heads, begun):
            header = [*header[-_DEEP:], cells] if begun else [cells]
            heads, begun = _heads(header, known), True
            texts = [cell.text for cell in cells if cell.text and not cell.covered]
            yield PrintedRow(texts, [], cells[0].origin)
            continue
        first = _first(cells, known, heads)
        # What comes down from rows above is the heading of a group, wherever it stands.
        own = [cell.text for cell in cells[:first] if not cell.covered]
        down = [cell.text for cell in cells[:first] if cell.text not in own]
        labels = _units_first(text for text in dict.fromkeys((*down, *own)) if key(text))
        row = PrintedRow(labels, list(cells[first:]), cells[0].origin if cells else ())
        if row.cells:
            begun = begun and not labels and not row.has_text
            row.origin, row.places = row.cells[0].origin, range(first, len(cells))
            # Figures from the first place on stand under all of their header.
            row.heads = _heads(header, known, whole=True) if header and not first else heads
            row.carried = not header
        yield row
    return heads


def _units_first(labels: Iterable[str]) -> list[str]:
    """Labels of a row, before which stands what a column of units says: 条 behind a label."""
    return sorted(labels, key=lambda text: not unit_alone(text))


def _is_header(
    cells: Sequence[GridCell], known: KnownLabels, heads: Sequence[Head], begun: bool
) -> bool:
    """Whether a line belongs to a header: it has no figures, and texts where figures would be."""
    texts = [(n, cell) for n, cell in enumerate(cells) if cell.text and key(cell.text)]
    own = [cell.text for _, cell in texts if not cell.covered]
    if not own or any(is_number(cell.text) for cell in cells):
        return False
    first = heads[0].place if heads else len(cells)
    if any(
        key(c.text) in known.rows if heads else known.row(c.text) for n, c in texts if n < first
    ):
        return False
    if heads:
        return texts[-1][0] >= first
    return any(key(text) in known for text in own) or (begun and len(own) > 1)


def _heads(
    header: Sequence[Sequence[GridCell]], known: KnownLabels, *, whole: bool = False
) -> Sequence[Head]:
    """The columns that the lines of a header name, without what stands above the labels, if any."""
    found: list[Head] = []
    begin = 0
    for place in range(len(header[-1])):
        lines = [line for line in header if line[place].text]
        own = [line for line in lines if not unit_alone(line[place].text)]
        if not own:
            continue
        last = own[-1]
        head = Head(place, tuple(dict.fromkeys(line[place].text for line in lines)))
        if key(head.text) in known.corners:
            begin = place + 1
        elif not (last[place].covered and place and last[place - 1].text == last[place].text):
            found.append(head)
    named = [head.place for head in found if key(head.text) in known or known.head(head.text)]
    begin = 0 if whole else begin or min(named, default=0)
    return [head for head in found if head.place >= begin]


def _first(cells: Sequence[GridCell], known: KnownLabels, heads: Sequence[Head]) -> int:
    """Where the figures of a row begin."""
    last = max((n for n, c in enumerate(cells) if key(c.text) and not is_value(c.text)), default=-1)
    if heads:
        place = heads[0].place
        if last < 0 and any(cell.text for cell in cells[:place]):
            return 0  # nothing but figures, also where the header has no head that is known
        named = any(key(cell.text) in known.rows for cell in cells[:place])
        # Without a known label a text further right may be one: the header may not be this row's.
        # So may a known one: what stands above the labels may be narrower than they are.
        if last < place or (named and not known.row(cells[last].text)):
            return _begins(cells, place)
    return last + 1


def _begins(cells: Sequence[GridCell], place: int) -> int:
    """Where the cell for figures begins that stands under the first head: it may reach from left.

    Else it would seem to be covered by a figure of another column.
    """
    while 0 < place < len(cells) and cells[place].covered and is_value(cells[place].text):
        if cells[place - 1].origin != cells[place].origin:
            break
        place -= 1
    return place


# -- texts -----------------------------------------------------------------------------------------


def _by_lines(grid: Grid, known: KnownLabels) -> bool:
    """Whether figures stand in the lines of their labels, more often than below them."""
    beside = alone = 0
    for cells in grid:
        own = [cell.text for cell in cells if not cell.covered]
        named = [n for n, text in enumerate(own) if key(text) in known.rows]
        if named:
            values = [text for text in own[named[-1] + 1 :] if is_value(text)]
            beside += len(values) > 1 or any(values)
            alone += not values and not any(own[: named[-1]])
    return beside > alone


def _lines(grid: Grid, known: KnownLabels) -> Iterator[PrintedRow]:
    """A row a line: what stands before the last text are its labels."""
    for cells in grid:
        if not cells:
            continue
        last = _last_label(cells, known)
        labels = _whole([cell.text for cell in cells[: last + 1] if cell.text], known)
        unit = next((n for n in range(last + 1, len(cells)) if cells[n].text), 0)
        if unit and unit_alone(cells[unit].text):
            last, labels = unit, [cells[unit].text, *labels]
        if len(labels) == 1 and len(labels[0]) > _LONG and key(labels[0]) not in known:
            continue
        own = TextRow(width=len(cells), lined=True)
        yield PrintedRow(labels, list(cells[last + 1 :]), cells[0].origin, own)


def _last_label(cells: Sequence[GridCell], known: KnownLabels) -> int:
    """Where the labels of a line end: at a row's label, else at the last text."""
    named = [n for n, cell in enumerate(cells) if known.row(cell.text)]
    if named:
        return named[-1]
    return max((n for n, c in enumerate(cells) if c.text and not is_value(c.text)), default=-1)


def _whole(words: list[str], known: KnownLabels) -> list[str]:
    """Labels, of which the last may have been cut at its spaces."""
    for count in range(1, min(_JOINED, len(words)) + 1):
        last = "".join(words[-count:])
        if key(last) in known.rows:
            return [*words[:-count], last]
    return words


def _stream(grid: Grid, known: KnownLabels) -> Iterator[PrintedRow]:
    """Cells one after the other: a label, broken over lines or not, and what follows it."""
    if not all(grid):  # a line without cells ends a row
        yield from _lines(list(_bounded(grid, known)), known)
        return
    cells = [cell for line in grid for cell in line]
    current: PrintedRow | None = None
    at = before = 0  # labels without figures that stand before a row belong to its places
    while at < len(cells):
        cell = cells[at]
        if not cell.text or is_value(cell.text):
            current = current or PrintedRow([], [], cell.origin)
            current.cells.append(cell)
            at += 1
            continue
        if current and not current.cells and known.row(current.label) and unit_alone(cell.text):
            current.labels.insert(0, cell.text)
            at += 1
            continue
        if current is not None:
            current.in_text = TextRow(before + 1 + len(current.cells))
            head = key(current.label) in known.columns and not numbered(current.label)
            before = 0 if current.cells or head else before + 1
            yield current
        text, count = _joined(cells, at, known)
        current = PrintedRow([text], [], cell.origin)
        if len(text) > _LONG and key(text) not in known:
            current = None
        at += count
    if current is not None:
        current.in_text = TextRow(before + 1 + len(current.cells))
        yield current


def _bounded(grid: Grid, known: KnownLabels) -> Iterator[list[GridCell]]:
    """The rows between lines without cells, their broken labels joined."""
    groups: list[list[GridCell]] = []
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


def _goes_on(text: str, following: str, known: KnownLabels) -> bool:
    """Whether a label is broken by a line without cells."""
    broken = not is_value(text) and key(text) not in known
    return broken and key(text + following) in known


def _joined(cells: Sequence[GridCell], at: int, known: KnownLabels) -> tuple[str, int]:
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
