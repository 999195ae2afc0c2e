"""The words of the official forms as frozen types: rows, columns, what must add up, what follows.

Each is made once, by `contract.formfile`, and known by its identity: layouts are remembered by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from gongkai.model.languages import Translated

# What code knows of a form: each role is a figure that pages, rules and sentences ask for, and a
# part says which of its rows (or groups) plays it. A form need not have every role. An address of a
# role is that of its row in the whole column of the part, unless the form names another column.
ROLES: Mapping[str, str] = {
    "received": "requests received in the year",
    "carried_in": "requests carried over from the year before",
    "handled": "requests dealt with in the year: the whole of all outcomes",
    "carried_out": "requests carried over into the next year",
    "granted": "requests granted in full",
    "partly_granted": "requests granted in part",
    "refused": "requests refused",
    "unable": "requests that the organ was unable to answer with information",
    "not_processed": "requests that are none for information, and were not processed",
    "otherwise_handled": "requests that came to an end in another way",
    "reconsiderations": "applications for administrative reconsideration",
    "lawsuits": "lawsuits of every kind",
    "lawsuits_direct": "lawsuits without reconsideration before them",
    "lawsuits_after_reconsideration": "lawsuits against the result of a reconsideration",
    "rules_made": "rules of governments (规章): a whole row, whatever its columns count",
}
# Those that are a whole row and no single figure.
ROW_ROLES = frozenset({"rules_made"})


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A row or a column of a form: a leaf of its tree of headings.

    `trail` holds the labels of the headings above it, outermost first; `group` is the code of the
    nearest heading that has a derived figure; `kind` says what a cell may hold: count, money (a
    decimal) or change (a signed count). A `running` column is the total of all years up to now.
    """

    code: str
    label: Translated[str]
    trail: tuple[Translated[str], ...] = ()
    group: str | None = None
    unit: str | None = None
    kind: str = "count"
    article: str | None = None
    panel: str | None = None
    running: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Heading:
    """A printed heading over several rows or columns; with `group`, also a derived figure."""

    label: Translated[str]
    children: tuple[Heading | Line, ...]
    group: str | None = None

    @property
    def code(self) -> str | None:
        """What a row is called by, a heading is by its group."""
        return self.group


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A rectangle of cells under its own header: the disclosure part has one for each clause.

    `heads` are the short words for its columns that stand above its rows in a content file.
    """

    label: Translated[str] | None
    article: str | None
    corner: Translated[str] | None
    column_tree: tuple[Heading | Line, ...]
    row_tree: tuple[Heading | Line, ...]
    columns: tuple[Line, ...]
    rows: tuple[Line, ...]
    heads: tuple[str, ...] = ()


class FormRow(NamedTuple):
    """The cells of one row of a form: their columns, what each may hold, and where it is."""

    name: str  # part.row
    columns: tuple[Line, ...]
    kinds: tuple[str, ...]
    addresses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """Two sums of cells that must be equal. `place` is the first cell of the formula.

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
class Link:
    """A cell that follows from last year: `right` are (sign, whether last year's, address)."""

    rule: str
    place: str
    right: tuple[tuple[int, bool, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Break:
    """A change of law or form that interrupts series: reports from `year` on are not continued.

    `items` are the rows and measures that it touches, as the contract names them; `touched` are
    their addresses and those of the groups that add them up. With `form` it is that form, used
    since the year `since`, which makes the difference: it lies where a table changes to it,
    whenever a document takes it up.
    """

    id: str
    date: str
    year: int
    form: int | None
    since: int | None
    items: tuple[str, ...]
    touched: frozenset[str]
    words: Translated[Mapping[str, str]]  # language → title, short, explanation
    source: Translated[str]

    def lies_between(self, years: tuple[int, int], forms: tuple[int, int]) -> bool:
        """Whether it lies between two reports, given their years and the first years of the forms
        of a table.
        """
        crossed = years[0] < self.year <= years[1]
        if self.since is None:
            return crossed
        then, now = (form >= self.since for form in forms)
        return then != now or (crossed and now)


class OutcomeSet(NamedTuple):
    """Which figures say what became of the requests: `codes` of rows or groups in order, their
    `addresses`, and the address of their `whole`.
    """

    codes: tuple[str, ...]
    addresses: tuple[str, ...]
    whole: str


@dataclass(frozen=True, slots=True, eq=False)
class PartForm:
    """One table of an official form, whose id is `form`. `addresses`: its cells as printed.

    It is called three things: `label` is its printed heading, `title` its name beside other parts
    (Part 3: requests), `short` what a sentence calls it (part 3). `table` is the published table
    that holds its cells; `whole` the code of the column that is the total, in which a row alone is
    meant.
    """

    name: str
    form: int
    since: int  # the first year of its form
    label: Translated[str]
    title: Translated[str]
    short: Translated[str]
    table: str
    whole: str | None
    panel: frozenset[str]  # the columns that the panel shows
    roles: Mapping[str, str]  # role → address: a cell or a group's figure
    row_roles: Mapping[str, FormRow]  # role → a whole row
    outcomes: OutcomeSet | None
    layout: str  # blocks, rows, or across (the rows are printed side by side)
    blocks: tuple[Block, ...]
    groups: Mapping[str, tuple[str, ...]]  # group → codes of its rows
    group_labels: Mapping[str, Translated[str]]
    sets: Mapping[str, tuple[str, ...]]
    identities: tuple[Identity, ...]
    series: tuple[Link, ...]
    addresses: tuple[str, ...]
    cells: Mapping[str, tuple[Line, Line]]  # address → its row and column
    strips: Mapping[str, FormRow]  # by the code of the row
    sums: Mapping[str, tuple[str, ...]]  # address of a group's figure → the cells that it adds up
    judged: Mapping[str, tuple[Identity, ...]]  # rule → its identities
    parts: frozenset[str]  # addresses that may be added up without counting anything twice
    running: frozenset[str]  # addresses of running totals, which no year compares with another

    @property
    def rows(self) -> tuple[Line, ...]:
        """All rows, of all blocks, in printed order."""
        return tuple(row for block in self.blocks for row in block.rows)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure over a figure, each a sum of addresses or roles, multiplied by `times`.

    Without a denominator it is the growth of the numerator against last year.
    """

    id: str
    numerator: tuple[str, ...]
    denominator: tuple[str, ...]
    times: int
    words: Translated[Mapping[str, str]]  # language → title, formula, read, not


@dataclass(frozen=True, slots=True)
class IndicatorValue:
    """One indicator of one report; `basis` is printed, or implied when any figure used is."""

    indicator: str
    value: Decimal
    numerator: Decimal
    denominator: Decimal
    basis: str


@dataclass(frozen=True, slots=True, eq=False)
class Form:
    """An official form: the parts that a report prints. Source: the notice that prescribes it."""

    id: int
    since: int  # the first year of reports
    until: int | None  # the last one
    where: str | None  # the id of the province whose form it is
    at: tuple[str, int, int]  # where its file says so: path, line and column
    title: Translated[str]
    source: Translated[str]
    parts: Mapping[str, PartForm]

    def used_by(self, subject: str) -> bool:
        """Whether a place or organ may use it: a province's form is of that province alone."""
        return self.where in (None, subject.partition("/")[0])

    def used_in(self, year: int) -> bool:
        """Whether it was prescribed for the reports of a year."""
        return self.since <= year and (self.until is None or year <= self.until)


def newest_first(forms: Mapping[int, Form]) -> list[Form]:
    """The forms in the order in which a label, a column or an item is taken from them."""
    return sorted(forms.values(), key=lambda form: (-form.since, form.where or "", form.id))


def parts_of(forms: Iterable[Form]) -> dict[str, list[PartForm]]:
    """Every part by its name as these forms have it, in their order."""
    found: dict[str, list[PartForm]] = {}
    for form in forms:
        for name, part in form.parts.items():
            found.setdefault(name, []).append(part)
    return found


def walk(tree: Sequence[Heading | Line]) -> Iterator[Heading | Line]:
    """Every node of a tree of headings, in printed order, parents first."""
    for node in tree:
        yield node
        if isinstance(node, Heading):
            yield from walk(node.children)
