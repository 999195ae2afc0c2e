"""Which row of which part a printed row is, and which form its table follows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.drafting.figures import is_number, is_value
from gongkai.drafting.grid import DocumentRefusedError
from gongkai.drafting.labels import key, numbered
from gongkai.drafting.placed import fit
from gongkai.drafting.rows import Head, Known, PrintedRow, Tail
from gongkai.drafting.telling import doubt, states, unit_alone
from gongkai.model.forms import Block, Form, Heading, walk

_SECTION = re.compile(r"\s*[一二三四五六七八九]\s*[、.．]")


def known(forms: Sequence[Form]) -> Known:
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
                    lines[key(line.label["zh"])] = f"{part.name}.{line.code}"
                corners |= {key(label["zh"]) for label in (block.label, block.corner) if label}
                headings |= set(map(key, _headings(block)))
    heads = {found: tuple(codes) for found, codes in columns.items()}
    return Known(lines, heads, frozenset(corners | headings), frozenset(corners), across)


def _headings(block: Block) -> Iterator[str]:
    for node in (*walk(block.row_tree), *walk(block.column_tree)):
        if isinstance(node, Heading):
            yield node.label["zh"]


@dataclass(slots=True)
class Found:
    """Rows by part and code, the heads of columns that were seen, and what no form has.

    A part that is printed across has one row, without a code. What lines say of the unit or the
    year of figures goes for the rows below them, up to the next such line or section; `below` are
    by part those that no row follows.
    """

    known: Known
    rows: dict[str, dict[str, PrintedRow]] = field(default_factory=dict)
    heads: dict[str, set[str]] = field(default_factory=dict)
    strange: list[tuple[str, PrintedRow]] = field(default_factory=list)  # part, row with figures
    below: dict[str, list[str]] = field(default_factory=dict)
    part: str = ""  # of the last row or head
    zone: list[str] = field(default_factory=list)  # the last header of a loose grid
    tails: dict[str, Tail] = field(default_factory=dict)  # of its lines, by their last heads
    open: bool = False  # whether that header is still going on
    begun: bool = False  # whether figures printed across may follow
    over: str = ""  # a heading of rows that speaks of another figure, until the next one
    group: str = ""  # the heading that stands just above in a loose grid
    near: str = ""  # the part whose figures stand above in the same section
    said: list[str] = field(default_factory=list)  # what goes for the rows that follow
    fresh: list[str] = field(default_factory=list)  # of this what no row has followed yet
    met: set[str] = field(default_factory=set)  # rows whose labels stand there without figures

    def take(self, row: PrintedRow) -> None:
        """Put a row where it belongs."""
        named = self._named(row)
        if named and any(not cell.missing for cell in row.cells):
            self._add(named, row)
            return
        for label in row.labels:
            for text in self._parted(label):
                self._text(text, row)
        if self.open and not row.told and not any(cell.covered for cell in row.cells):
            self.tails[key(row.label)] = Tail(len(row.cells), row.width)
        known_ = all(one in self.known for one in map(key, row.labels))
        if known_ and self._across(row):
            self._add(f"{self.part}.", row)
        elif row.labels and key(row.label) in self.known.others - self.known.corners:
            if any(is_number(cell.text) and not cell.covered for cell in row.cells):
                self.strange.append((self.part, row))  # a heading of rows has no figures
                self.group = ""
        elif row.labels and key(row.label) not in self.known and not is_value(row.label):
            blank = row.cells and row.heads and self.part in self.rows
            if row.told or blank:
                self.strange.append((self.part, row))
                self.open = self.begun = False

    def close(self) -> None:
        """End a section: what was said below its figures goes for them."""
        if self.near:
            self.below.setdefault(self.near, []).extend(self.fresh)
        self.near, self.said, self.fresh, self.begun = "", [], [], False

    def _named(self, row: PrintedRow) -> str | None:
        named = self.known.rows.get(key(row.label))
        if named and not self.known.row(row.label):
            # 总计 and 其他 are rows and columns: such a row stands below others of its part.
            return named if self.part == named.split(".")[0] in self.rows else None
        return named

    def _parted(self, label: str) -> Iterator[str]:
        """The heads of a line between which are only spaces: 信息内容 本年处理决定数量."""
        words = label.split()
        if len(words) < 2 or key(label) in self.known:
            yield label
        elif all(key(word) in self.known for word in words):
            yield from words
        elif key(words[0]) in self.known.corners:
            yield from (words[0], " ".join(words[1:]))
        else:
            yield label

    def _text(self, label: str, row: PrintedRow) -> None:
        """Note what a text says that is no label of figures: a head, a heading, a unit, a year."""
        found = key(label)
        codes = self.known.columns.get(found, ())
        if _SECTION.match(label) and (found in self.known.corners or found not in self.known):
            self.close()
        if found in self.known.rows:
            self.met.add(self.known.rows[found].partition(".")[2])
        if len(codes) == 1:
            self.part = codes[0].partition(".")[0]
        for code in codes:  # 总计 is a head of several parts: here of the one that is begun
            part, _, head = code.partition(".")
            if part == self.part:
                self.heads.setdefault(part, set()).add(head)
                self.begun = part in self.known.across
        lone = len(row.labels) == 1 or found in self.known.corners
        if (
            (lone or (unit_alone(label) and not row.firm))
            and found not in self.known.rows
            and not codes
            and states(label)
        ):
            self.fresh.append(label)
        if not row.firm:
            self._loose(label, found)

    def _loose(self, label: str, found: str) -> None:
        """A text of a loose grid: it begins a header, goes on with it, or ends it."""
        starts = found in self.known.corners or found in self.known.columns
        if starts and (not self.open or found in self.known.corners):
            self.zone, self.tails, self.open = [], {}, True
        if self.open:
            # （一）行政复议 in the prose just above 行政复议 is no head of a table.
            last = self.zone[-1] if self.zone else ""
            if numbered(last) and key(last) == found and not numbered(label):
                self.zone.pop()
            self.zone.append(label)
        heading = found in self.known.others - self.known.corners or self.known.row(label)
        self.group = label if heading else ""
        self.begun = self.begun and (self.open or found in self.known)
        self._heading(label)

    def _heading(self, label: str) -> None:
        """Remember a heading of rows that speaks of another figure than the form's."""
        if _SECTION.match(label):
            other = key(label) not in self.known and doubt([label], "", None)
            self.over = label if other else ""

    def _headed(self, row: PrintedRow) -> bool:
        """Whether a header of the part stands above a row."""
        codes = (self.known.columns.get(key(head.text), ()) for head in row.heads)
        part = f"{self.part}."
        return any(own and all(code.startswith(part) for code in own) for own in codes)

    def _across(self, row: PrintedRow) -> bool:
        """Whether a row has the figures of a part that is printed across."""
        if self.part not in self.known.across:
            return False
        begun = self._headed(row) if row.firm else self.begun
        own = [cell for cell in row.cells if not cell.covered and not cell.missing]
        return begun and (row.told or len(own) == self.known.across[self.part])

    def _add(self, named: str, row: PrintedRow) -> None:
        self.part, _, code = named.partition(".")
        if not row.firm:
            row.above, row.heads, row.tails = tuple(self.zone), self._heads(), self.tails
            for label in row.labels:
                self._heading(label)
            row.labels = [*filter(None, (self.over, self.group)), *row.labels]
            self.open, self.group = False, ""
        self.near, self.said, self.fresh = self.part, self.fresh or self.said, []
        row.far = tuple(self.said)
        held = self.rows.setdefault(self.part, {})
        if not code and code in held and not (row.told and held[code].told):
            held[code] = row if row.told else held[code]  # a blank line beside the figures
            return
        if code in held and self._headed(row) != self._headed(held[code]):
            # Words of the prose beside the row of the table.
            held[code], other = (row, held[code]) if self._headed(row) else (held[code], row)
            self.strange.append((self.part, other))
            return
        if code in held and [c.text for c in held[code].cells] != [c.text for c in row.cells]:
            places = {"first": held[code].origin, "again": row.origin}
            if not code:
                raise DocumentRefusedError("draft-part-twice", part=self.part, **places)
            raise DocumentRefusedError("draft-row-twice", label=row.label, **places)
        held.setdefault(code, row)

    def _heads(self) -> list[Head]:
        """The heads of a loose header, without what stands above labels or above several heads."""
        found: list[Head] = []
        for text in self.zone:
            name = key(text)
            if unit_alone(text):
                if found:
                    found[-1] = Head(found[-1].place, (*found[-1].texts, text))
            elif name in self.known.columns or name not in self.known:
                found.append(Head(len(found), (text,)))
        return found


def candidates(
    name: str, held: Mapping[str, PrintedRow], found: Found, forms: Sequence[Form]
) -> list[Form]:
    """The forms that a part may follow: those that have most of its rows and heads."""
    unknown = sum(part == name for part, _ in found.strange)

    def fits(form: Form) -> int:
        part = form.parts[name]
        codes = set(part.strips)
        counts = sum(
            fit(row.cells, len(part.strips[code].columns)) is not None
            for code, row in held.items()
            if code in codes
        )
        if part.layout == "across":
            return 0
        # Rows whose labels are not known may be those that are lacking.
        lacking = max(0, len(codes - held.keys()) - unknown)
        whole = sum(_whole(block, held) for block in part.blocks)
        return counts - 2 * (lacking + len(held.keys() - codes)) + 4 * whole

    best = max(map(fits, forms))
    return [form for form in forms if fits(form) == best]


def _whole(block: Block, held: Mapping[str, PrintedRow]) -> bool:
    """Whether the rows of a block stand under all its heads, and under no other."""
    heads = {key(column.label["zh"]) for column in block.columns}
    own = [held[line.code] for line in block.rows if line.code in held]
    return bool(own) and all({key(head.text) for head in row.heads} == heads for row in own)


def likely(chosen: Iterable[Sequence[Form]], forms: Sequence[Form], year: int | None) -> Form:
    """The form of the tables that can have but one; else that of the year."""
    sure = [one[0] for one in chosen if len(one) == 1]
    if sure:
        return max(forms, key=lambda form: (sure.count(form), form.id))
    return next((form for form in forms if year and form.id <= year), forms[0])
