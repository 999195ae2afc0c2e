"""The words of the official forms as frozen types: rows, columns, what must add up, what follows.

Each is made once, by `contract.formfile`, and known by its identity: layouts are remembered by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from gongkai.model.languages import Translated


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A row or a column of a form: a leaf of its tree of headings.

    `trail` holds the labels of the headings above it, outermost first; `group` is the code of the
    nearest heading that has a derived figure; `kind` says what a cell may hold: count, money (a
    decimal) or change (a signed count).
    """

    code: str
    label: Translated[str]
    trail: tuple[Translated[str], ...] = ()
    group: str | None = None
    unit: str | None = None
    kind: str = "count"
    article: str | None = None
    panel: str | None = None


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
    their addresses and those of the groups that add them up. With `form` it is that form which
    makes the difference: it lies where a table changes to it, whenever a document takes it up.
    """

    id: str
    date: str
    year: int
    form: int | None
    items: tuple[str, ...]
    touched: frozenset[str]
    words: Translated[Mapping[str, str]]  # language → title, short, explanation
    source: Translated[str]

    def lies_between(self, years: tuple[int, int], forms: tuple[int, int]) -> bool:
        """Whether it lies between two reports, given their years and the forms of a table."""
        crossed = years[0] < self.year <= years[1]
        if self.form is None:
            return crossed
        then, now = (form >= self.form for form in forms)
        return then != now or (crossed and now)


@dataclass(frozen=True, slots=True, eq=False)
class PartForm:
    """One table of an official form (of the year `form`). `addresses`: its cells as printed."""

    name: str
    form: int
    label: Translated[str]
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

    @property
    def rows(self) -> tuple[Line, ...]:
        """All rows, of all blocks, in printed order."""
        return tuple(row for block in self.blocks for row in block.rows)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A figure over a figure, each a sum of addresses, multiplied by `times`.

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
    years: str
    title: Translated[str]
    source: Translated[str]
    parts: Mapping[str, PartForm]


def newest_first(forms: Mapping[int, Form]) -> list[Form]:
    """The forms in the order in which a label, a column or an item is taken from them."""
    return sorted(forms.values(), key=lambda form: -form.id)


def walk(tree: Sequence[Heading | Line]) -> Iterator[Heading | Line]:
    """Every node of a tree of headings, in printed order, parents first."""
    for node in tree:
        yield node
        if isinstance(node, Heading):
            yield from walk(node.children)
