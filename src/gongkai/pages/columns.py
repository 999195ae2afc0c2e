"""What reports are compared by: indicators, roles and figures of the forms, as columns.

A report is one line of text, its cells joined by commas (see `lines`): thousands of reports are
some megabytes, are added up batch by batch, and cut into slices at the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from gongkai import words as say
from gongkai.contract import Contract, panel_fields
from gongkai.contract.breaks import address_of, apart
from gongkai.model.findings import Verdict
from gongkai.model.forms import ROLES, ROW_ROLES, Indicator, Line, newest_first
from gongkai.model.languages import Translated
from gongkai.model.report import UNITS, Report
from gongkai.pages import roles
from gongkai.pages.site import Site
from gongkai.words import Words

BASE = ""  # the section of indicators and roles; the parts of the forms are the others
# A cell without a number: blank, of a figure that the tables of the report have not, of a row that
# it leaves out. A number that was worked out ends in WORKED, one with a unit of its own in that.
BLANK, UNASKED, ABSENT, WORKED = "", "x", "a", "~"
# What a line begins with: the report's subject, the last word of its id, the forms that it follows,
# when it was published, how many sums do not add up in the document itself, which columns do not
# add up, and which are not compared with the year before.
HEAD = ("subject", "name", "forms", "published", "odd", "doubted", "apart")


class ReportColumn(NamedTuple):
    """A measure of reports; `figures` are the roles or addresses that it needs.

    `kind` is share, ratio, growth, count, change or money. Of what is over something, a cell holds
    the figure above the stroke, and `whole` is the number of the column with the one below it.
    Columns that are nothing but wholes are `hidden`. `unit` is that of a figure in the form.
    """

    id: str
    section: str
    kind: str
    figures: tuple[str, ...]
    label: Translated[str] | None = None
    indicator: Indicator | None = None
    whole: int | None = None
    unit: str | None = None
    hidden: bool = False

    def title(self, words: Words) -> str:
        """What it is called."""
        if self.indicator:
            return self.indicator.words[words.lang]["title"]
        named = dict(roles.FIGURES).get(self.id)
        if named:
            return words(named)
        assert self.label
        return self.label[words.lang]


@dataclass(frozen=True, slots=True)
class Columns:
    """All columns, and the numbers of those that a table shows when nobody chose any."""

    all: tuple[ReportColumn, ...]
    shown: tuple[int, ...]

    def number(self, name: str) -> int:
        """The number of a column, by its id."""
        return next(number for number, column in enumerate(self.all) if column.id == name)


class Figure(NamedTuple):
    """What a report has in a column; `n` is the whole that a share or growth is over.

    `state` says why there is no value: BLANK, UNASKED or ABSENT; `unit` is one of its own.
    """

    value: Decimal | None
    n: Decimal | None = None
    worked: bool = False
    state: str = BLANK
    unit: str = ""

    @property
    def small(self) -> bool:
        """Whether it is over so little that it is not set beside others."""
        return self.n is not None and self.n < roles.FLOOR


@lru_cache(maxsize=2)  # it takes 15 ms, and every batch and comparison asks
def columns(contract: Contract) -> Columns:
    """The columns that the contract gives: indicators, their wholes, roles, figures of the panel.

    Those shown are how many requests came and were dealt with, and what became of these.
    """
    named = [role for role in ROLES if role not in ROW_ROLES and contract.addresses(role)]
    taken = {address: role for role in named for address in contract.addresses(role)}
    entries = tuple(contract.indicators.values())
    wholes = [_whole(entry, taken) for entry in entries]
    hidden = [whole for whole in dict.fromkeys(wholes) if whole not in named]
    number = {name: len(entries) + i for i, name in enumerate((*hidden, *named))}
    found = [
        ReportColumn(
            entry.id,
            BASE,
            "growth" if not entry.denominator else "share" if entry.times == 1 else "ratio",
            (*entry.numerator, *entry.denominator),
            indicator=entry,
            whole=number[whole],
        )
        for entry, whole in zip(entries, wholes, strict=True)
    ]
    found += [ReportColumn(f"of {name}", BASE, "count", (), hidden=True) for name in hidden]
    found += [_of_figure(contract, role, role, BASE) for role in named]
    found += [
        _of_figure(contract, field.name, address, address.partition(".")[0])
        for field, address in panel_fields(contract.forms)
        if address.count(".") == 2 and address not in taken
    ]
    shown = [number[role] for role in ("received", "handled") if role in number]
    shown += [i for i, entry in enumerate(entries) if entry.denominator == ("handled",)]
    return Columns(
        tuple(found),
        tuple(i for i in shown if found[i].kind != "ratio" and len(found[i].figures) <= 2),
    )


def _whole(entry: Indicator, taken: Mapping[str, str]) -> str:
    """What an indicator is over: a role, figures joined by spaces, or itself, a year before."""
    if len(entry.denominator) == 1:
        return taken.get(entry.denominator[0], entry.denominator[0])
    return " ".join(entry.denominator) or entry.id


def _of_figure(contract: Contract, name: str, figure: str, section: str) -> ReportColumn:
    """The column of a figure, by the words of the newest form that has it."""
    address = contract.addresses(figure)[0]
    part, code, last = address.split(".")
    forms = (form.parts.get(part) for form in newest_first(contract.forms))
    of = next(p for p in forms if p and (address in p.cells or address in p.sums))
    cells = [of.cells[cell] for cell in of.sums.get(address, (address,))]
    row, column = next((pair for pair in cells if pair[1].kind == "money"), cells[0])
    label = of.group_labels[code] if address in of.sums else row.label
    kind = "count" if column.kind == "count" else column.kind
    return ReportColumn(
        name,
        section,
        kind,
        (figure,),
        label=_label(label, None if last == of.whole else column),
        unit=column.unit or row.unit,
    )


def _label(row: Translated[str], column: Line | None) -> Translated[str]:
    return Translated(
        {
            lang: say.bare(row, lang) + (f" · {column.label[lang]}" if column else "")
            for lang in row.texts
        }
    )


# -- a report as a line ------------------------------------------------------------------------


def lines(site: Site, reports: Iterable[Report]) -> Iterator[tuple[str, str]]:
    """The annual reports with tables: of each its like group, and its line.

    A group is year, level and scope; an organ's level names that of its government.
    """
    every = columns(site.contract).all
    known: dict[tuple[int, ...], frozenset[str]] = {}  # addresses of the tables of some forms
    patterns: dict[object, str] = {}
    for report in reports:
        if report.kind != "annual-report" or not report.parts:
            continue
        parts = report.parts.values()
        forms = tuple(map(id, parts))
        if forms not in known:
            known[forms] = frozenset(a for part in parts for a in (*part.cells, *part.sums))
        doubted = {
            finding.place
            for finding in site.findings[report.id]
            if finding.identity and finding.verdict in (Verdict.AS_PRINTED, Verdict.BROKEN)
        }
        values = {value.indicator: value for value in site.indicators[report.id]}
        wholes = {
            column.whole: value.denominator
            for column in every
            if column.indicator and (value := values.get(column.id))
        }
        cells, odd = [], []
        for number, column in enumerate(every):
            if column.indicator:
                value = values.get(column.id)
                mark = WORKED if value and value.basis == "implied" else ""
                cells.append(f"{value.numerator:f}{mark}" if value else BLANK)
            elif column.hidden:
                cells.append(say.plain(wholes.get(number)))
            else:
                address = address_of(report, column.figures[0])
                if address in doubted:
                    odd.append(str(number))
                cells.append(_cell(site, report, address, known[forms]))
        yield (
            like_group(site, report),
            ",".join(
                [
                    report.subject,
                    report.id.rpartition("/")[2],
                    "+".join(map(str, sorted({part.form for part in parts}))),
                    report.source.published or "",
                    str(len(site.misprinted.get(report.id) or ())),
                    ".".join(odd),
                    _apart(site, report, every, patterns),
                    *cells,
                ]
            ),
        )


def like_group(site: Site, report: Report) -> str:
    """Year, level and scope of a report, between spaces."""
    level = site.tree[report.subject].level
    if report.organ:
        level = f"{level}-{site.tree[report.jurisdiction].level}"
    return f"{report.year} {level} {report.scope}"


def _cell(site: Site, report: Report, address: str | None, known: frozenset[str]) -> str:
    if address is None or address not in known:
        return UNASKED
    value = report.derived(address)
    if value is not None:
        cell = report.cells.get(address)
        return f"{value:f}{cell.unit or ''}" if cell else f"{value:f}"
    implied = site.implied[report.id]
    if implied and (value := report.derived(address, implied)) is not None:
        return f"{value:f}{WORKED}"
    return ABSENT if report.leaves_out(address) else BLANK


def _apart(
    site: Site, report: Report, every: Sequence[ReportColumn], patterns: dict[object, str]
) -> str:
    """Which columns are not compared with last year's report of the same scope, and why.

    `reason:number.number!reason:…`, a reason being the id of a break or of a message.
    """
    before = site.beside(report, -1)
    if before is None or before.scope != report.scope or not before.parts:
        return ""
    units = [
        (one.cells[figure].unit if figure in one.cells else None)
        for one in (before, report)
        for column in every
        if column.kind == "money"
        for figure in column.figures
    ]
    key = (report.year, *((p.name, p.form) for one in (before, report) for p in one.parts.values()))
    key = (*key, len(before.parts), *units)
    if key not in patterns:
        reasons: dict[str, list[str]] = {}
        entries = tuple(site.contract.breaks.values())
        for number, column in enumerate(every):
            for figure in () if column.hidden else column.figures:
                if found := apart(entries, before, report, figure):
                    reason = found.entry.id if found.entry else found.reason
                    if reason != "no-part":  # then there is nothing to be compared
                        reasons.setdefault(reason, []).append(str(number))
                    break
        patterns[key] = "!".join(f"{why}:{'.'.join(those)}" for why, those in reasons.items())
    return patterns[key]


# -- lines as reports ----------------------------------------------------------------------------


def figure(every: Sequence[ReportColumn], number: int, cells: Sequence[str]) -> Figure:
    """What a report has in a column, from the cells of its line (without the head)."""
    column = every[number]
    value, worked, unit = _number(cells[number])
    if value is None:
        return Figure(None, state=cells[number])
    if column.whole is None:
        return Figure(value, None, worked, unit=unit)
    whole, _, _ = _number(cells[column.whole])
    times = column.indicator.times if column.indicator else 1
    assert whole
    return Figure(value / whole * times, whole, worked)


def _number(cell: str) -> tuple[Decimal | None, bool, str]:
    """A number, whether it is worked out, and a unit of its own."""
    if cell in (BLANK, UNASKED, ABSENT):
        return None, False, ""
    plain = cell.rstrip(WORKED)
    digits = plain.rstrip("".join(UNITS))
    return Decimal(digits), plain != cell, plain[len(digits) :]
