"""A few real rows of the panel, and a small question that every recipe of the data page answers.

The rows are those of one government over the years. The question is which share of the requests
that it dealt with it granted in full; what a document leaves blank has no share.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai.contract import Contract, panel_fields
from gongkai.model.report import Jurisdiction, Report
from gongkai.pages import roles
from gongkai.pages.columns import HEAD, columns
from gongkai.pages.overview import Overview
from gongkai.pages.site import Site, View

SHOWN = ("received", "carried_in", "granted", "refused", "handled", "carried_out")
PART, WHOLE = "granted", "handled"
FIRST = ("received", PART, WHOLE)
ROWS = 8  # the newest of them
_TRIED = 50  # places with most reports that are looked at


class PanelColumn(NamedTuple):
    """A column of the panel: its name, what it is called, its unit, its letter in a workbook.

    The `first` ones are shown where there is little room.
    """

    name: str
    title: str
    unit: str
    letter: str
    first: bool


class PanelRow(NamedTuple):
    """A row: its report, its figures in the order of the columns, None for a blank.

    Of a `doubted` one a printed total is not the sum of its parts: the site gives no share there.
    """

    report: Report
    figures: tuple[Decimal | None, ...]
    part: Decimal
    whole: Decimal
    doubted: bool

    @property
    def share(self) -> Decimal:
        """The answer for its year."""
        return self.part / self.whole

    @property
    def small(self) -> bool:
        """Whether it is over so little that it is not set beside others."""
        return self.whole < roles.FLOOR


class Specimen(NamedTuple):
    """Rows of one government in one scope; the two columns of the question, and one that is free
    in a workbook.
    """

    place: Jurisdiction
    scope: str
    columns: Sequence[PanelColumn]
    rows: Sequence[PanelRow]
    part: PanelColumn
    whole: PanelColumn
    free: str


def specimen(view: View, overview: Overview) -> Specimen | None:
    """The rows of the government with most years that answer the question; None if there is none.

    Of several with as many it is the first by its id.
    """
    contract, site = view.contract, view.site
    found = _place(site, overview)
    if found is None:
        return None
    place, scope = found
    shown = {role: _column(view, role) for role in SHOWN}
    at = {role: _address(contract, role) for role in SHOWN}
    shares = [
        entry.id
        for entry in contract.indicators.values()
        if (entry.numerator, entry.denominator) == ((PART,), (WHOLE,))
    ]
    rows = []
    for report in site.annual(place):
        figures = {role: report.derived(address) for role, address in at.items()}
        part, whole = figures[PART], figures[WHOLE]
        if report.scope == scope and part is not None and whole:
            given = {value.indicator for value in site.indicators[report.id]}
            doubted = not given.issuperset(shares)
            rows.append(PanelRow(report, tuple(figures.values()), part, whole, doubted))
    free = _letter(len(contract.schemas["panel"].fields))
    entry, newest = site.tree[place], rows[-ROWS:]
    return Specimen(entry, scope, list(shown.values()), newest, shown[PART], shown[WHOLE], free)


def _place(site: Site, overview: Overview) -> tuple[str, str] | None:
    """The place and the scope of the rows: counted in the lines that are there of all reports."""
    names = [column.id for column in columns(site.contract).all]
    if PART not in names or WHOLE not in names:
        return None
    held: dict[tuple[str, str], list[str]] = {}
    for group, lines in overview.lines.items():
        _, level, scope = group.split(" ")
        if "-" not in level:  # else they are public bodies
            for line in lines:
                held.setdefault((line.partition(",")[0], scope), []).append(line)
    most = sorted(held, key=lambda key: (-len(held[key]), key))[:_TRIED]
    count = {key: sum(_answers(held[key], names)) for key in most}
    best = max(most, key=lambda key: count[key], default=None)
    return best if best and count[best] else None


def _answers(lines: Sequence[str], names: Sequence[str]) -> Iterator[bool]:
    """Of each line, whether both figures are printed and there is something to be a share of."""
    part, whole = (len(HEAD) + names.index(role) for role in (PART, WHOLE))
    for line in lines:
        cells = line.split(",")
        yield cells[part].isdecimal() and cells[whole].isdecimal() and cells[whole] != "0"


def _address(contract: Contract, role: str) -> str:
    """The address of a role in the newest form that has it."""
    return contract.addresses(role)[0]


def _column(view: View, role: str) -> PanelColumn:
    """The column of the panel that shows a role, as its newest form has it."""
    contract, address = view.contract, _address(view.contract, role)
    name = next(field.name for field, where in panel_fields(contract.forms) if where == address)
    of = next(column for column in columns(contract).all if column.id == role)
    number = [field.name for field in contract.schemas["panel"].fields].index(name)
    title = view.words(roles.HEADINGS[role])
    return PanelColumn(name, title, of.unit or "", _letter(number), role in FIRST)


def _letter(number: int) -> str:
    """What a workbook calls a column, the first of which is 0."""
    letters = ""
    number += 1
    while number:
        number, digit = divmod(number - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
