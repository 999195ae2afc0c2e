"""Printed rows → the parts of a report: each laid over the official form that it follows.

Rows are put in order by part and code (`RowIndex`), the form of each part is chosen by its rows and
heads, and the cells of each row are placed under their columns. What does not fit is unread.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

from gongkai.drafting.extracted import ExtractedPart, Reading
from gongkai.drafting.grid import Document, DocumentRefusedError, GridCell, Note
from gongkai.drafting.labels import ROW_WORDED, key, nearest, numbered
from gongkai.drafting.matching.headers import (
    SHOWN,
    Column,
    ColumnHeads,
    column_heads,
    columns,
    contradiction,
    head_key,
    in_form_order,
    misplaced,
    unit_of_heads,
)
from gongkai.drafting.matching.kinds import forms_printed
from gongkai.drafting.matching.rows import (
    Head,
    KnownLabels,
    PrintedRow,
    Tail,
    known_labels,
    rows,
)
from gongkai.drafting.qualifiers import bare, doubt, states, this_year, unit_alone
from gongkai.drafting.values import NULL, UNREAD, cell_yaml, is_number, is_value
from gongkai.model.forms import Block, Form, Line, PartForm
from gongkai.model.report import ABSENT

MERGED = "merged"

_SECTION = re.compile(r"\s*[一二三四五六七八九]\s*[、.．]")
_TRIED = 200  # rows of no known label that are looked at
_CROWDED = re.compile(r"[0-9]\s+[0-9]")  # two figures in one cell: one may be its neighbour's
_ENOUGH = 0.6  # of the rows of a part must be found for it to be read at all
_LOST = 0.9  # of the cells of all parts that are unread: then they cannot be recovered


def read(document: Document, forms: Sequence[Form], year: int | None) -> Reading:
    """The parts that a document prints; `forms` the newest first.

    `year` decides only between forms whose table is the same. Raises DocumentRefusedError where
    there are no tables, or where their figures cannot be recovered.
    """
    forms = forms_printed(document, forms)
    index = RowIndex(known_labels(forms))
    for row in rows(document, index.labels):
        index.add(row)
    index.close()
    possible = {name: _candidates(name, index, forms, year) for name in index.rows}
    if not possible:
        raise DocumentRefusedError("draft-no-tables")
    main = _likely(possible.values(), forms, year)
    readers = {
        name: _PartReader((main if main in own else own[0]).parts[name], index, forms, year)
        for name, own in possible.items()
    }
    trusted = _blanks_keep_places(chain.from_iterable(r.text_rows() for r in readers.values()))
    parts: dict[str, ExtractedPart] = {}
    notes: list[Note] = []
    for name in dict.fromkeys((*main.parts, *readers)):
        if name in readers:
            parts[name] = readers[name].part(trusted)
            for note in chain.from_iterable(parts[name].remarks.values()):
                notes += [note] if note not in notes else []
            notes += readers[name].of_other_form()
        elif len(index.heads.get(name, ())) > 2:  # its header is there, so it is not absent
            form = main.parts[name]
            unread = dict.fromkeys(form.addresses, Note("unread-part", (), {"part": form}))
            parts[name] = ExtractedPart(form, dict.fromkeys(form.addresses, UNREAD), unread, {})
        else:
            notes.append(Note("draft-no-part", (), {"part": main.parts[name]}))
    for _, row in index.unknown:
        label = row.label or " ".join(cell.text for cell in row.cells if cell.text)
        notes.append(Note("draft-extra-row", row.origin, {"label": label[:SHOWN]}))
    reading = Reading(parts, notes)
    _refuse_lost(reading)
    _refuse_pattern(reading)
    return reading


def _refuse_lost(reading: Reading) -> None:
    """Raises DocumentRefusedError where too much is unread."""
    unread = reading.unread
    if len(unread) > _LOST * len(reading.cells):
        note = next(iter(unread.values()))
        raise DocumentRefusedError("draft-lost", note=note, n=len(unread), all=len(reading.cells))


def _refuse_pattern(reading: Reading) -> None:
    """Raises DocumentRefusedError where every cell holds the same number, as in a pattern."""
    numbers = {text for text in reading.cells.values() if text not in (NULL, UNREAD, ABSENT)}
    if len(numbers) == 1 and (only := numbers.pop()) not in ("0", MERGED) and only[0].isdigit():
        raise DocumentRefusedError("draft-same", found=only)


# -- which row is which ----------------------------------------------------------------------------


@dataclass(slots=True)
class RowIndex:
    """Rows by part and code, the heads of columns that were met, and what no form has.

    A part that is printed across has one row, without a code. What lines say of the unit or the
    year of figures goes for the rows below them, up to the next such line or section; `trailing`
    are by part those that no row follows.
    """

    labels: KnownLabels
    rows: dict[str, dict[str, PrintedRow]] = field(default_factory=dict)
    heads: dict[str, set[str]] = field(default_factory=dict)
    unknown: list[tuple[str, PrintedRow]] = field(default_factory=list)  # part, row with figures
    trailing: dict[str, list[str]] = field(default_factory=dict)
    part: str = ""  # of the last row or head
    header: list[str] = field(default_factory=list)  # the last header of a text
    tails: dict[str, Tail] = field(default_factory=dict)  # of its lines, by their last heads
    header_open: bool = False  # whether that header is still going on
    across_begun: bool = False  # whether figures printed across may follow
    other_heading: str = ""  # a heading of rows that speaks of another figure, until the next one
    group: str = ""  # the heading that stands just above in a text
    section_part: str = ""  # the part whose figures stand above in the same section
    statements: list[str] = field(default_factory=list)  # of units and years, for the rows below
    pending: list[str] = field(default_factory=list)  # those that no row has followed yet
    mentioned: set[str] = field(default_factory=set)  # rows whose labels stand without figures

    def add(self, row: PrintedRow) -> None:
        """Put a row where it belongs."""
        named = self._address(row)
        if named and any(not cell.missing for cell in row.cells):
            self._insert(named, row)
            return
        for label in row.labels:
            for text in self._texts(label):
                self._note_text(text, row)
        blank = not row.has_text and not any(cell.covered for cell in row.cells)
        if row.in_text and self.header_open and blank:
            self.tails[key(row.label)] = Tail(len(row.cells), row.in_text.width)
        all_known = all(one in self.labels for one in map(key, row.labels))
        if all_known and self._across(row):
            self._insert(f"{self.part}.", row)
        elif row.labels and key(row.label) in self.labels.others - self.labels.corners:
            if any(is_number(cell.text) and not cell.covered for cell in row.cells):
                self.unknown.append((self.part, row))  # a heading of rows has no figures
                self.group = ""
        elif row.labels and key(row.label) not in self.labels and not is_value(row.label):
            under_heads = row.cells and row.heads and self.part in self.rows
            if row.has_text or under_heads:
                self.unknown.append((self.part, row))
                self.header_open = self.across_begun = False
        elif not row.labels and not row.in_text and self._unlabelled(row):
            self.unknown.append((self.part, row))  # it may be one that seems to be left out

    def close(self) -> None:
        """End a section: statements below its figures go for them."""
        if self.section_part:
            self.trailing.setdefault(self.section_part, []).extend(self.pending)
        self.section_part, self.statements, self.pending, self.across_begun = "", [], [], False

    def _unlabelled(self, row: PrintedRow) -> bool:
        """Whether a row under the heads of a part has figures of its own, but lost its label."""
        figures = any(is_number(cell.text) and not cell.covered for cell in row.cells)
        return figures and self.part not in self.labels.across and self._headed(row)

    def _address(self, row: PrintedRow) -> str | None:
        named = self.labels.rows.get(key(row.label))
        if named and not self.labels.row(row.label):
            # 总计 and 其他 are rows and columns: such a row stands below others of its part.
            return named if self.part == named.split(".")[0] in self.rows else None
        return named

    def _texts(self, label: str) -> Iterator[str]:
        """The heads of a line between which are only spaces: 信息内容 本年处理决定数量."""
        words = label.split()
        if len(words) < 2 or key(label) in self.labels:
            yield label
        elif all(key(word) in self.labels for word in words):
            yield from words
        elif key(words[0]) in self.labels.corners:
            yield from (words[0], " ".join(words[1:]))
        else:
            yield label

    def _note_text(self, label: str, row: PrintedRow) -> None:
        """Note a text that is no label of figures: a head, a heading, a unit, a year."""
        found = key(label)
        codes = self.labels.head(label)
        if _SECTION.match(label) and (found in self.labels.corners or found not in self.labels):
            self.close()
        if found in self.labels.rows:
            self.mentioned.add(self.labels.rows[found].partition(".")[2])
        if len(codes) == 1:
            self.part = codes[0].partition(".")[0]
        for code in codes:  # 总计 is a head of several parts: here of the one that is begun
            part, _, head = code.partition(".")
            if part == self.part:
                self.heads.setdefault(part, set()).add(head)
                self.across_begun = part in self.labels.across
        lone = len(row.labels) == 1 or found in self.labels.corners
        if (
            (lone or (unit_alone(label) and row.in_text))
            and found not in self.labels.rows
            and found not in self.labels.others - self.labels.corners
            and not codes
            and states(label)
        ):
            self.pending.append(label)
        if row.in_text:
            self._extend_header(label, found)

    def _extend_header(self, label: str, found: str) -> None:
        """A text of a text: it begins a header, goes on with it, or ends it."""
        row = self.labels.row(label)  # whose figures may stand in the row above: 3.其他
        starts = found in self.labels.corners or (self.labels.head(label) and not row)
        if starts and (not self.header_open or found in self.labels.corners):
            self.header, self.tails, self.header_open = [], {}, True
        if self.header_open:
            # （一）行政复议 in the prose just above 行政复议 is no head of a table.
            last = self.header[-1] if self.header else ""
            if numbered(last) and key(last) == found and not numbered(label):
                self.header.pop()
            self.header.append(label)
        heading = found in self.labels.others - self.labels.corners or self.labels.row(label)
        self.group = label if heading else ""
        self.across_begun = self.across_begun and (self.header_open or found in self.labels)
        self._note_heading(label)

    def _note_heading(self, label: str) -> None:
        """Remember a heading of rows that speaks of another figure than the form's."""
        if _SECTION.match(label):
            other = key(label) not in self.labels and doubt([label], "", None)
            self.other_heading = label if other else ""

    def _headed(self, row: PrintedRow) -> bool:
        """Whether a header of the part stands above a row."""
        codes = (self.labels.head(head.text) for head in row.heads)
        part = f"{self.part}."
        return any(own and all(code.startswith(part) for code in own) for own in codes)

    def _across(self, row: PrintedRow) -> bool:
        """Whether a row has the figures of a part that is printed across."""
        if self.part not in self.labels.across:
            return False
        begun = self.across_begun if row.in_text else self._headed(row)
        own = [cell for cell in row.cells if not cell.covered and not cell.missing]
        return begun and (row.has_text or len(own) == self.labels.across[self.part])

    def _insert(self, named: str, row: PrintedRow) -> None:
        self.part, _, code = named.partition(".")
        if row.in_text:
            row.in_text.header, row.in_text.tails = tuple(self.header), self.tails
            row.heads = self._heads()
            for label in row.labels:
                self._note_heading(label)
            row.labels = [*filter(None, (self.other_heading, self.group)), *row.labels]
            self.header_open, self.group = False, ""
        self.section_part = self.part
        self.statements, self.pending = self.pending or self.statements, []
        row.far = tuple(self.statements)
        held = self.rows.setdefault(self.part, {})
        if not code and code in held and not (row.has_text and held[code].has_text):
            held[code] = row if row.has_text else held[code]  # a blank line beside the figures
            return
        if code in held and self._headed(row) != self._headed(held[code]):
            # Words of the prose beside the row of the table.
            held[code], other = (row, held[code]) if self._headed(row) else (held[code], row)
            self.unknown.append((self.part, other))
            return
        if code in held and [c.text for c in held[code].cells] != [c.text for c in row.cells]:
            places = {"first": held[code].origin, "again": row.origin}
            if not code:
                part = self.labels.parts[self.part]
                raise DocumentRefusedError("draft-part-twice", part=part, **places)
            raise DocumentRefusedError("draft-row-twice", label=row.label, **places)
        held.setdefault(code, row)

    def _heads(self) -> list[Head]:
        """The heads of a text's header, without what stands above labels or above several heads."""
        found: list[Head] = []
        for text in self.header:
            name = key(text)
            if unit_alone(text):
                if found:
                    found[-1] = Head(found[-1].place, (*found[-1].texts, text))
            elif name in self.labels.columns or name not in self.labels:
                found.append(Head(len(found), (text,)))
        return found


def _candidates(name: str, index: RowIndex, forms: Sequence[Form], year: int | None) -> list[Form]:
    """The forms that a part may follow: those that have most of its rows and heads."""
    held = index.rows[name]
    unknown = sum(part == name for part, _ in index.unknown)
    having = [form for form in forms if name in form.parts]
    scores = [_score(form.parts[name], held, unknown, year) for form in having]
    return [form for form, score in zip(having, scores, strict=True) if score == max(scores)]


def _score(form: PartForm, held: Mapping[str, PrintedRow], unknown: int, year: int | None) -> int:
    """How well a form has the rows; `unknown` rows may be those of it that are lacking."""
    if form.layout == "across":
        return 0
    fitting = sum(
        _fit(row.cells, len(form.strips[code].columns)) is not None
        for code, row in held.items()
        if code in form.strips
    )
    lacking = max(0, len(form.strips.keys() - held.keys()) - unknown)
    whole = sum(_whole(block, held, year) for block in form.blocks)
    return fitting - 2 * (lacking + len(held.keys() - form.strips.keys())) + 4 * whole


def _whole(block: Block, held: Mapping[str, PrintedRow], year: int | None) -> bool:
    """Whether the rows of a block stand under all its heads, and under no other."""
    heads = {head_key(column.label["zh"], year) for column in block.columns}
    own = [held[line.code] for line in block.rows if line.code in held]
    return bool(own) and all(
        {head_key(head.text, year) for head in row.heads} == heads for row in own
    )


def _likely(chosen: Iterable[Sequence[Form]], forms: Sequence[Form], year: int | None) -> Form:
    """The form of the tables that can have but one; else that of the year."""
    sure = [one[0] for one in chosen if len(one) == 1]
    if sure:
        return max(forms, key=lambda form: (sure.count(form), form.since))
    return next((form for form in forms if year and form.since <= year), forms[0])


# -- where the cells stand -------------------------------------------------------------------------

# How many blanks of a row stand behind its figures; None where that is not sure.
Behind = float | None
_ALL = math.inf


def _fit(cells: Sequence[GridCell], count: int, behind: Behind = None) -> Sequence[GridCell] | None:
    """So many cells of a row whose columns are not known; None where it is not sure which.

    What is covered or blank before the first or behind the last may belong to larger cells. Where
    several places would do, `behind` says how it is in the other rows of the document.
    """
    own = [cell for cell in cells if not cell.covered and not cell.missing]
    ways = _ways(own, count)
    if len(ways) > 1 and any(cell.text for cell in own):
        before = None if behind is None else 0 if behind == _ALL else len(own) - count - behind
        ways = [way for way in ways if way == before]
    return own[ways[0] : ways[0] + count] if ways else None


def _ways(cells: Sequence[GridCell], count: int) -> list[int]:
    """Where so many cells may begin, for only blanks to be left."""
    return [
        before
        for before in range(len(cells) - count + 1)
        if not any(cell.text for cell in (*cells[:before], *cells[before + count :]))
    ]


def _only_row(cells: Sequence[GridCell], count: int) -> Sequence[GridCell] | None:
    """So many cells of the one row of a part; blanks around them go, if that leaves just these."""
    own = [cell for cell in cells if not cell.covered and not cell.missing]
    filled = [n for n, cell in enumerate(own) if cell.text]
    ways = [own]
    if filled:
        ways += [own[filled[0] :], own[: filled[-1] + 1]]
    return next((way for way in ways if len(way) == count), None)


def _behind_in_part(form: PartForm, held: Mapping[str, PrintedRow]) -> Behind:
    """How many blanks of larger cells the rows of a text have behind their figures: all, where a
    sign fills rows up; else as many as every row has whose places are sure.
    """
    ways = []  # blanks before and behind
    for code, row in held.items():
        if row.in_text is None or code not in form.strips:
            continue
        if row.cells and row.cells[-1].covered:
            return _ALL
        count = len(form.strips[code].columns)
        rest = len(row.cells) - count
        found = _ways(row.cells, count)
        # Without a line of its own a row may have blanks of the next one behind it.
        if row.in_text.lined and rest > 0 and len(found) == 1:
            ways.append((found[0], rest - found[0]))
    behind = {after for _, after in ways}
    sure = len(behind) == 1 and any(before for before, _ in ways)
    return behind.pop() if sure else None


def _behind_in_header(row: PrintedRow, form: PartForm, last: Line) -> Behind:
    """The same as its own header shows it, by the blanks behind the `last` head; see `Tail`.

    Above a table of rows stand several lines, which only a text with a row a line keeps apart.
    """
    blanks = row.in_text.tails.get(key(last.label["zh"])) if row.in_text else None
    if not row.in_text or not blanks:
        return None
    same_width = blanks.width == row.in_text.width
    if form.layout == "rows" and not (row.in_text.lined and same_width):
        return None
    return blanks.behind if same_width or blanks.behind else None


def _usual_width(held: Mapping[str, PrintedRow]) -> int:
    """How many places most rows of a text have."""
    widths = Counter(row.in_text.width for row in held.values() if row.in_text)
    return widths.most_common(1)[0][0] if widths else 0


def _placed(
    row: PrintedRow, count: int, heads: ColumnHeads, behind: Behind, width: int
) -> Mapping[int, GridCell] | None:
    """The cells of a row by the number of their column; None where it is not sure of any.

    Where blanks stand for larger cells, all rows of a text are `width` places wide.
    """
    if row.in_text and behind is not None and row.in_text.width != width:
        return None
    if row.in_text or not heads.headed:
        cells = _fit(row.cells, count, behind)
        return dict(enumerate(cells)) if cells else None
    at = _by_head_order(row) or dict(zip(row.places, row.cells, strict=False))
    places = {number: [head.place for head in own] for number, own in heads.heads.items()}
    if not all(place in at for own in places.values() for place in own):
        return None
    found = {number: _agreed([at[place] for place in own]) for number, own in places.items()}
    beyond = {head.place for head in row.heads}
    # Beside a cell for several columns a blank may stand in place of one of them.
    wide = any(place in beyond and _reaches(at.get(place - 1), cell) for place, cell in at.items())
    shifted = any(
        (cell.text or wide) and not cell.covered and not cell.missing
        for place, cell in at.items()
        if place not in beyond
    )
    covered = any(cell and cell.covered and not is_value(cell.text) for cell in found.values())
    missing = any(cell.missing for place, cell in at.items() if place <= max(beyond))
    if shifted or covered or missing:
        return None
    return {number: cell for number, cell in found.items() if cell is not None}


def _reaches(left: GridCell | None, cell: GridCell) -> bool:
    """Whether a place is covered by the cell that stands left of it."""
    return cell.covered and left is not None and left.origin == cell.origin


def _blanks_keep_places(rows: Iterable[Sequence[GridCell]]) -> bool:
    """Whether a text shows that blanks keep their places: one stands before a figure."""
    return any(
        not cell.text and not cell.covered and any(o.text for o in cells[n + 1 :])
        for cells in rows
        for n, cell in enumerate(cells)
    )


def _padded(cells: Sequence[GridCell]) -> bool:
    """Whether blanks behind the last figure of a row may be no cells, but fill it up."""
    filled = [n for n, cell in enumerate(cells) if cell.text]
    return bool(filled) and filled[-1] < len(cells) - 1


def _by_head_order(row: PrintedRow) -> dict[int, GridCell] | None:
    """The cells of a row by the places of the heads, where there are as many of both.

    So a row is read in spite of a label that covers one column more, or of lines between columns
    that run a little aside on another page.
    """
    heads = sorted({head.place for head in row.heads})
    own = [cell for cell in row.cells if not cell.covered and not cell.missing]
    return dict(zip(heads, own, strict=True)) if len(heads) == len(own) else None


def _agreed(cells: Sequence[GridCell]) -> GridCell | None:
    """The cell of a column; where its head stands twice, only if both have the same text."""
    return cells[0] if cells and len({cell.text for cell in cells}) == 1 else None


# -- the cells of a part ---------------------------------------------------------------------------


class _PartReader:
    """One part, being read by its form: its cells, and why some of them are not read."""

    def __init__(
        self, form: PartForm, index: RowIndex, forms: Sequence[Form], year: int | None
    ) -> None:
        self.form, self.index, self.forms, self.year = form, index, forms, year
        self.held = dict(index.rows[form.name])
        self.trailing = index.trailing.get(form.name, [])
        lines = (line for block in form.blocks for line in block.rows)
        sideways = (key(line.label["zh"]) for line in lines if form.layout == "across")
        self.headings = index.labels.others - index.labels.corners | frozenset(sideways)
        self.cells: dict[str, str] = {}
        self.unread: dict[str, Note] = {}
        self.remarks: dict[str, list[Note]] = {}

    def text_rows(self) -> Iterator[Sequence[GridCell]]:
        """The cells of the rows that a text prints."""
        usual = _behind_in_part(self.form, self.held)
        for code, row in self.held.items():
            strip = self.form.strips.get(code)
            if strip and row.in_text:
                own = _behind_in_header(row, self.form, strip.columns[-1])
                behind = usual if own is None else own
                yield _fit(row.cells, len(strip.columns), behind) or ()

    def part(self, trusted: bool) -> ExtractedPart:
        """The part; `trusted` says that blanks keep their places in this text.

        Raises DocumentRefusedError where most of its rows are not there.
        """
        form = self.form
        if form.layout == "across":
            self._read_across(form.blocks[0], trusted)
        else:
            self._add_misprinted()
            self._read_rows(trusted)
            self._add_lacking()
        cells = {address: self.cells.get(address, UNREAD) for address in form.addresses}
        return ExtractedPart(form, cells, self.unread, self.remarks)

    def of_other_form(self) -> Iterator[Note]:
        """The rows with figures that another form has, but not this one."""
        for code, row in self.held.items():
            if code and code not in self.form.strips and row.has_text:
                args = {"label": row.label[:SHOWN], "form": self.form.form}
                yield Note("draft-other-form", row.origin, args)

    def _read_rows(self, trusted: bool) -> None:
        form = self.form
        here = [code for code in form.strips if code in self.held]
        if len(here) < _ENOUGH * len(form.strips):
            rows_ = {"found": len(here), "all": len(form.strips)}
            raise DocumentRefusedError("draft-part-broken", part=form, **rows_)
        usual, usual_width = _behind_in_part(form, self.held), _usual_width(self.held)
        group: tuple[Sequence[object], Note] | None = None  # under a heading that is not theirs
        for block in form.blocks:
            for line in block.rows:
                row = self.held.get(line.code)
                if row is None:
                    continue
                addresses = form.strips[line.code].addresses
                note = group[1] if group and group[0] == line.trail and row.in_text else None
                if note := note or misplaced(row, form, line):
                    self.unread |= dict.fromkeys(addresses, note)
                    group = line.trail, note
                    continue
                wanted = columns(form, block, line)
                heads = column_heads(row, form, block, wanted, self.forms, self.year)
                own = _behind_in_header(row, form, block.columns[-1])
                behind = usual if own is None else own
                width = usual_width if own is None or not row.in_text else row.in_text.width
                cells = _placed(row, len(wanted), heads, behind, width)
                if not row.in_text and not in_form_order(block.column_tree, row.heads):
                    cells = None
                self._read_row(row, wanted, heads, cells, trusted)
                note = self.unread.get(addresses[-1])
                group = (line.trail, note) if note and note.what == "unread-group" else None

    def _read_across(self, block: Block, trusted: bool) -> None:
        """A part whose rows stand side by side in one."""
        row = self.held[""]
        wanted = columns(self.form, block, block.rows[0])
        heads = column_heads(row, self.form, block, wanted, self.forms, self.year)
        if heads.headed and not row.in_text:
            cells = _placed(row, len(wanted), heads, None, 0)
        else:
            only = _only_row(row.cells, len(wanted))
            cells = dict(enumerate(only)) if only else None
        trusted = trusted or (cells is not None and _blanks_keep_places([list(cells.values())]))
        self._read_row(row, wanted, heads, cells, trusted)

    def _add_misprinted(self) -> None:
        """Rows whose label is clipped, glossed or misprinted: each is put where it alone belongs.

        Where two could belong to one row of the form, neither does.
        """
        keys = {key(line.label["zh"]): line.code for line in self.form.rows}
        labels = {line.code: line.label["zh"] for line in self.form.rows}
        free = [code for code in self.form.strips if code not in self.held]
        like: dict[str, list[tuple[str, PrintedRow]]] = {}
        for part, row in self.index.unknown[:_TRIED]:
            code = nearest(bare(this_year(row.label, self.year)), keys, free, ROW_WORDED)
            if code is not None:
                like.setdefault(code, []).append((part, row))
        for code, pairs in like.items():
            if len(pairs) == 1:
                row = self.held[code] = pairs[0][1]
                args = {"found": row.label[:SHOWN], "label": labels[code]}
                self.remarks[code] = [Note("draft-read-as", row.origin, args)]
                self.index.unknown.remove(pairs[0])

    def _add_lacking(self) -> None:
        """Rows that were not found. Where all else is there, the document leaves them out."""
        form = self.form
        unknown = any(part == form.name for part, _ in self.index.unknown)
        whole = not self.unread and not unknown
        for line in form.rows:
            if line.code in self.held:
                continue
            addresses, label = form.strips[line.code].addresses, {"label": line.label["zh"]}
            if whole and line.code not in self.index.mentioned:
                self.cells |= dict.fromkeys(addresses, ABSENT)
                self.remarks.setdefault(line.code, []).append(Note("draft-absent", (), label))
            else:
                self.unread |= dict.fromkeys(addresses, Note("unread-row", (), label))

    def _read_row(
        self,
        row: PrintedRow,
        wanted: Sequence[Column],
        heads: ColumnHeads,
        cells: Mapping[int, GridCell] | None,
        trusted: bool,
    ) -> None:
        """Read the cells of a row, by the number of their column, or say why that is not sure."""
        addresses = [f"{self.form.name}.{c.row.code}.{c.line.code}" for c in wanted]
        if cells is None:
            texts = [cell.text for cell in row.cells if cell.text and not cell.covered]
            args = {"n": len(texts), "all": len(addresses)}
            what = "unread-count" if row.in_text else "unread-shifted"
            self.unread |= dict.fromkeys(addresses, Note(what, row.origin, args))
            return
        if row.in_text and not trusted and _padded(list(cells.values())):
            self.unread |= dict.fromkeys(addresses, Note("unread-padded", row.origin))
            return
        far = [*row.far, *self.trailing]
        crowded = {n for n, cell in cells.items() if _CROWDED.search(cell.text)}
        notes = [
            heads.wrong.get(n)
            or contradiction(c, heads.heads.get(n, ()), row, far, self.headings, self.year)
            for n, c in enumerate(wanted)
        ]
        # Headings that contradict those below them leave nothing sure of rows side by side.
        mixed = next((note for note in notes if note and note.what == "unread-group"), None)
        if mixed and self.form.layout == "across":
            notes = [mixed] * len(notes)
        for n, (address, column, note) in enumerate(zip(addresses, wanted, notes, strict=True)):
            cell = cells.get(n)
            if note or cell is None:
                self.unread[address] = note or Note("unread-shifted", row.origin)
                continue
            beside = not cell.text and not crowded.isdisjoint((n - 1, n + 1))
            unit = unit_of_heads(column, heads.heads.get(n, ()), row, far)
            self._read_cell(address, cell, beside, unit)
            if n in heads.read_as:
                self.remarks.setdefault(column.row.code, []).append(heads.read_as[n])

    def _read_cell(self, address: str, cell: GridCell, beside: bool, head_unit: str | None) -> None:
        """Read one cell; `beside` says that its figure may stand in the cell next to it."""
        text = cell_yaml(cell.text, *self.form.cells[address], head_unit)
        if cell.covered:
            self.cells[address] = MERGED
        elif beside:
            self.unread[address] = Note("unread-beside", cell.origin)
        elif cell.doubt:
            self.unread[address] = Note("unread-doubt", cell.origin, {"found": cell.text[:SHOWN]})
        elif text is None:
            self.unread[address] = Note("unread-text", cell.origin, {"found": cell.text[:SHOWN]})
        else:
            self.cells[address] = text
