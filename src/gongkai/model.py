"""The words of the project as frozen types: what was printed, what must hold, what was found.

No input or output happens here and no rule is decided here. The words are those of the official
forms and of their readers; `content/README.md` shows each of them in a report file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

Both = Mapping[str, str]  # {"zh": …, "en": …}


class State(StrEnum):
    """What is printed in a cell. Only a number has a value."""

    NUMBER = "number"
    BLANK = "blank"
    SLASH = "slash"
    DASH = "dash"
    NONE = "none"  # the word 无
    MERGED = "merged"  # the value stands in the first cell of the span
    ILLEGIBLE = "illegible"


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell. `value` is exact; a blank or a mark has none, and is never zero.

    Unit: the column's unit in its form, unless the cell carries its own.
    """

    value: Decimal | None
    printed: str | None
    state: State = State.NUMBER
    unit: str | None = None


BLANK = Cell(None, None, State.BLANK)


def total(cells: Sequence[Cell]) -> Decimal | None:
    """The sum, or None when any cell holds no number: a blank is never a zero."""
    values = [cell.value for cell in cells if cell.value is not None]
    return sum(values, Decimal(0)) if len(values) == len(cells) else None


# -- the contract (made once, so that its parts are known by identity) ---------------------------


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A row or a column of a form: a leaf of its tree of headings.

    `trail` holds the labels of the headings above it, outermost first; `group` is the code of the
    nearest heading that has a derived figure; `kind` says what a cell may hold: count, money (a
    decimal) or change (a signed count).
    """

    code: str
    label: Both
    trail: tuple[Both, ...] = ()
    group: str | None = None
    unit: str | None = None
    kind: str = "count"
    article: str | None = None
    panel: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Heading:
    """A printed heading over several rows or columns; with `group`, also a derived figure."""

    label: Both
    children: tuple[Heading | Line, ...]
    group: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A rectangle of cells under its own header: the disclosure part has one for each clause."""

    label: Both | None
    article: str | None
    corner: Both | None
    column_tree: tuple[Heading | Line, ...]
    row_tree: tuple[Heading | Line, ...]
    columns: tuple[Line, ...]
    rows: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Two sums of cells that must be equal. `place` is the address of the first cell of the formula.

    `left` and `right` are addresses; `axis` says whether the cells stand in one column or one row.
    """

    rule: str
    place: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    axis: str

    @property
    def addresses(self) -> tuple[str, ...]:
        """Every cell of the identity, in the order of the formula."""
        return self.left + self.right


@dataclass(frozen=True, slots=True, eq=False)
class PartForm:
    """One table of an official form (`form` is its year). `addresses` lists its cells as printed."""

    name: str
    form: int
    label: Both
    layout: str  # blocks, rows, or across (the rows are printed side by side)
    blocks: tuple[Block, ...]
    groups: Mapping[str, tuple[str, ...]]  # group → codes of its rows
    group_labels: Mapping[str, Both]
    sets: Mapping[str, tuple[str, ...]]
    identities: tuple[Identity, ...]
    addresses: tuple[str, ...]
    cells: Mapping[str, tuple[Line, Line]]  # address → its row and column
    parts: frozenset[str]  # addresses that may be added up without counting anything twice

    @property
    def rows(self) -> tuple[Line, ...]:
        """All rows, of all blocks, in printed order."""
        return tuple(row for block in self.blocks for row in block.rows)


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """An official form: the parts that a report prints. Source: the notice that prescribes it."""

    id: int
    years: str
    title: Both
    source: Both
    parts: Mapping[str, PartForm]


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold, why, says who.

    `words[lang]` holds title, sentence, explanation, short, and broken: what is said of a place
    where it does not hold. `about` is document, or us for a rule on our own work.
    """

    id: str
    severity: str
    applies_to: str
    about: str
    formula: str
    words: Mapping[str, Mapping[str, str]]
    source: Both


# -- the content -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Code:
    """An administrative code in a span of years (years of the lists in which it was seen)."""

    system: str
    code: str
    since: str
    until: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A government's territory, or an organ that reports for itself. The id is its path."""

    id: str
    name: Both
    level: str  # as in jurisdictions.level; organ for a department
    parent: str | None
    codes: tuple[Code, ...] = ()
    since: str | None = None
    until: str | None = None

    @property
    def code(self) -> Code | None:
        """The code in use, if any."""
        return next((code for code in self.codes if code.until is None), None)

    def code_in(self, year: int) -> Code | None:
        """The code that a list shows for that year; a list is taken to speak of later years too."""
        dated = [c for c in self.codes if c.until is None or c.until[:4] >= str(year)]
        return min(dated, key=lambda c: c.since, default=None)


class Place(NamedTuple):
    """Where a value stands in a content file: line and column from 1, columns in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Source:
    """How a document reached us; dates as printed (year, month or day), addresses never invented."""

    publisher: str | None
    published: str | None
    index_number: str | None
    url: str | None
    archive_url: str | None
    seen_as: str
    via: Both | None
    retrieved: str
    sha256: str


@dataclass(frozen=True, slots=True)
class AsPrinted:
    """Somebody looked again: the document prints a sum that does not add up.

    It confirms a finding only while rule, place, stated and computed all equal it.
    """

    rule: str
    place: str
    stated: Decimal
    computed: Decimal
    seen_as: str
    by: str
    date: str
    note: Both | None
    at: Place


@dataclass(frozen=True, slots=True)
class Report:
    """One published document: its printed cells by address, and where each stands in its file.

    Addresses are `part.item.column`. A group name may stand for an item: a derived figure.
    """

    id: str
    path: str  # of the content file, relative to the project, with forward slashes
    jurisdiction: str  # of the government, also where an organ reports
    organ: str | None
    year: int
    kind: str
    title: str
    scope: str
    scope_evidence: Both | None
    source: Source
    parts: Mapping[str, PartForm]
    cells: Mapping[str, Cell]
    as_printed: tuple[AsPrinted, ...]
    summary: Both
    transcribed_by: str
    verified_by: str | None
    places: Mapping[str, Place] = field(repr=False)

    @property
    def subject(self) -> str:
        """The id of whoever reports: the organ, or else the jurisdiction."""
        return self.organ or self.jurisdiction

    @property
    def readers(self) -> int:
        """How many people compared the file with the document."""
        return 2 if self.verified_by and self.verified_by != self.transcribed_by else 1

    def derived(self, address: str) -> Decimal | None:
        """The figure at an address, a group's being the sum of its rows; None when any is blank."""
        if address in self.cells:
            return self.cells[address].value
        part, item, column = address.split(".")
        form = self.parts.get(part)
        if form is None or item not in form.groups:
            return None
        rows = [self.cells.get(f"{part}.{row}.{column}", BLANK) for row in form.groups[item]]
        return total(rows)


# -- what was found ----------------------------------------------------------------------------


class Verdict(StrEnum):
    """What a rule says of one place. Broken may be our own slip; as_printed was looked at again."""

    HOLDS = "holds"
    BROKEN = "broken"
    AS_PRINTED = "as_printed"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True)
class Cause:
    """A simple explanation of broken identities: the one cell that would mend them, and how.

    `needed` is the value that makes every identity through the cell hold. `rules` are those that
    it explains. `kind` is a code of findings.likely_cause. Where no single cell explains a finding
    `address` is None.
    """

    kind: str
    address: str | None = None
    value: Decimal | None = None
    needed: Decimal | None = None
    other: str | None = None  # the address of the cell that the difference equals


@dataclass(frozen=True, slots=True)
class Finding:
    """One rule, one place, one verdict; `difference` is stated minus computed, in the cells' unit."""

    report: str
    rule: str
    place: str
    verdict: Verdict
    stated: Decimal | None = None
    computed: Decimal | None = None
    identity: Identity | None = None
    missing: tuple[str, ...] = ()  # addresses without a number
    reason: str | None = None  # a message id, where the verdict needs a word of explanation
    cause: Cause | None = None
    confirmed: AsPrinted | None = None

    @property
    def difference(self) -> Decimal | None:
        """Stated minus computed, where both are known."""
        if self.stated is None or self.computed is None:
            return None
        return self.stated - self.computed


@dataclass(frozen=True, slots=True)
class Tally:
    """How many checks of a document's figures ended how. Broken ones are nobody's yet: not counted."""

    holds: int = 0
    as_printed: int = 0
    not_assessable: int = 0

    @property
    def assessed(self) -> int:
        """Checks that could be judged."""
        return self.holds + self.as_printed

    @property
    def all(self) -> int:
        """Every check that applies."""
        return self.assessed + self.not_assessable


def tally(findings: Iterable[Finding], rules: Mapping[str, Rule]) -> Tally:
    """The checks of figures among the findings; rules that speak of us are left out."""
    verdicts = [f.verdict for f in findings if rules[f.rule].about == "document"]
    return Tally(
        holds=verdicts.count(Verdict.HOLDS),
        as_printed=verdicts.count(Verdict.AS_PRINTED),
        not_assessable=verdicts.count(Verdict.NOT_ASSESSABLE),
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a content file that keeps it from being read, or a confirmation gone stale.

    `message` is the id of a sentence in site/locale and `args` what it speaks of; `rule` stands at
    the end of the line. A warning is shown and stops nothing.
    """

    path: str
    line: int
    column: int
    message: str
    args: Mapping[str, object] = field(default_factory=dict)
    rule: str = "readable"
    warning: bool = False


def walk(tree: Sequence[Heading | Line]) -> Iterator[Heading | Line]:
    """Every node of a tree of headings, in printed order, parents first."""
    for node in tree:
        yield node
        if isinstance(node, Heading):
            yield from walk(node.children)
