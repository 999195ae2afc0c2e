"""What interrupts a series: breaks.yaml → breaks, and which rows of two reports may be compared.

An entry names the rows and measures that it touches; everything else goes on across it. Where two
documents follow different forms, a row compares that has the same codes and unit in both. A running
total compares with no other year: it may be counted anew.

A figure is named by its address, or by a role (`ROLES`): then each report has it at the address
that its own form gives it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from gongkai.contract.contractfiles import BOTH, SLUG, TEXT, languages, texts
from gongkai.contract.shape import Each, Fault, Items, Keys, String, once, scalars
from gongkai.model.forms import Break, Form, Line, PartForm
from gongkai.model.languages import CONTENT_LANGUAGES, translated
from gongkai.model.report import Report
from gongkai.text.hints import did_you_mean
from gongkai.text.yamlread import Map, Scalar


class Apart(NamedTuple):
    """Why a row of a report is not compared with that of an earlier one.

    `reason` is a message id with its `args`; `entry` the break that lies between them, if one does.
    """

    reason: str
    args: Mapping[str, object]
    entry: Break | None = None


def unlike(before: Report, report: Report) -> Apart | None:
    """Why two reports are not set beside each other at all: a document that does not say whom its
    figures cover is like no other.
    """
    if before.scope != report.scope or report.scope == "unknown":
        return Apart("other-scope", {"year": before.year})
    return None


def address_of(report: Report, figure: str) -> str | None:
    """Where a report has a figure: an address is its own, a role has that of the report's form."""
    return figure if "." in figure else report.figure(figure)


def asks(forms: Mapping[int, Form], report: Report, role: str) -> bool:
    """Whether the forms that a report follows have the figure of a role."""
    return _asks(forms, report, lambda part: role in part.roles)


def asks_outcomes(forms: Mapping[int, Form], report: Report) -> bool:
    """Whether the forms that a report follows say what became of the requests."""
    return _asks(forms, report, lambda part: part.outcomes is not None)


def _asks(forms: Mapping[int, Form], report: Report, has: Callable[[PartForm], bool]) -> bool:
    """Whether a report has a table of a kind, or a form that it follows has one that it leaves out.

    A table that the report prints by another form is not left out. A report without tables follows
    no form: nothing is known of what its form asks.
    """
    parts = report.parts.values()
    if not parts or any(map(has, parts)):
        return True
    printed = {part.table for part in parts}
    followed = (forms[form].parts.values() for form in {part.form for part in parts})
    return any(has(p) and p.table not in printed for of_form in followed for p in of_form)


def apart(entries: Iterable[Break], before: Report, report: Report, figure: str) -> Apart | None:
    """Why a figure is not compared with that of an earlier report of one scope."""
    year = {"year": before.year}
    pair = _pair(before, report, figure)
    if pair is None:
        return Apart("no-part", year)
    (then_at, then), (now_at, now) = pair
    if then_at in then.running or now_at in now.running:
        last, total = before.derived(then_at), report.derived(now_at)
        fell = last is not None and total is not None and total < last
        return Apart("counted-anew" if fell else "running-total", year)
    for entry in lying(entries, before, report, figure):
        titles = translated({code: entry.words[code]["title"] for code in CONTENT_LANGUAGES})
        return Apart("break-between", {**year, "title": titles}, entry)
    if then_at != now_at or (then is not now and now_at not in _alike(then, now)):
        return Apart("other-form", year)
    cells = before.cells.get(then_at), report.cells.get(now_at)
    if cells[0] and cells[1] and cells[0].unit != cells[1].unit:
        return Apart("other-unit", {})
    return None


def lying(entries: Iterable[Break], before: Report, report: Report, figure: str) -> Iterator[Break]:
    """The breaks that lie between two reports and touch a figure, where both have its table.

    Where it has another address in each of them, they are those that touch the one or the other.
    """
    if pair := _pair(before, report, figure):
        (then_at, then), (now_at, now) = pair
        years, forms = (before.year, report.year), (then.since, now.since)
        for entry in entries:
            touched = then_at in entry.touched or now_at in entry.touched
            if touched and entry.lies_between(years, forms):
                yield entry


def between(entries: Iterable[Break], before: Report, report: Report, figure: str) -> Apart | None:
    """Why a figure of two annual reports of one place is not compared."""
    return unlike(before, report) or apart(entries, before, report, figure)


Place = tuple[str, PartForm]  # where a report has a figure: its address, and the table


def _pair(before: Report, report: Report, figure: str) -> tuple[Place, Place] | None:
    """Where two reports have a figure; None unless both have the table."""
    then, now = _place(before, figure), _place(report, figure)
    return None if then is None or now is None else (then, now)


def _place(report: Report, figure: str) -> Place | None:
    address = address_of(report, figure)
    part = report.parts.get(address.partition(".")[0]) if address else None
    return (address, part) if address and part else None


# By the forms, which are one object each in a process: it takes 0.1 ms, and every cell asks.
@lru_cache(maxsize=256)
def _alike(then: PartForm, now: PartForm) -> frozenset[str]:
    """The addresses that mean the same in two forms: the same codes, kind and unit; a group, the
    same rows.
    """
    cells = {
        address
        for address in then.cells.keys() & now.cells.keys()
        if _meaning(*then.cells[address]) == _meaning(*now.cells[address])
    }
    groups = {
        address
        for address in then.sums.keys() & now.sums.keys()
        if set(then.sums[address]) == set(now.sums[address]) <= cells
    }
    return frozenset(cells | groups)


def _meaning(row: Line, column: Line) -> tuple[str | None, ...]:
    return row.code, column.code, column.kind, column.unit or row.unit


# -- reading -----------------------------------------------------------------------------------

_YEAR = r"[12][0-9]{3}"
_DATE = rf"{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"


def shape(forms: Mapping[int, Form]) -> Each:
    """What may stand in breaks.yaml: its items are those of these forms."""

    def items(node: Map) -> Iterator[Fault]:
        yield from once(scalars(node.items["items"]), "items")
        for item in scalars(node.items["items"]):
            yield from _unknown(item, forms)

    return Each(
        Keys(
            {
                "date": String(_DATE, number=True, refusal="date-refused"),
                "year": String(_YEAR, number=True, refusal="date-refused"),
                "items": Items(TEXT),
                "source": BOTH,
                **languages(texts("title", "short", "explanation")),
            },
            {"form": String(number=True, among=tuple(map(str, forms)))},
            also=items,
        ),
        key=SLUG,
        least=0,
    )


def _unknown(item: Scalar, forms: Mapping[int, Form]) -> Iterator[Fault]:
    """Why an item is not `part.item` or `part.item.column` of any form."""
    names = item.text.split(".")
    if not 2 <= len(names) <= 3:
        yield item, "break-shape", {"found": item.text}
        return
    parts = _parts(names[0], forms)
    known = (
        {name for form in forms.values() for name in form.parts},
        {row for part in parts for row in (*part.strips, *part.groups)},
        set(_cells(parts, names[1]).values()),
    )
    for name, listed in zip(names, known, strict=False):
        if name not in listed:
            args = {"hint": did_you_mean(name[:60], listed), "known": ", ".join(sorted(listed))}
            yield item, "break-unknown", {"found": item.text, "name": name, **args}
            return


def _parts(name: str, forms: Mapping[int, Form]) -> list[PartForm]:
    return [form.parts[name] for form in forms.values() if name in form.parts]


def _cells(parts: Sequence[PartForm], item: str) -> dict[str, str]:
    """The cells of a row in any form, with the codes of their columns; a group's are its rows'."""
    strips = (
        part.strips[row]
        for part in parts
        for row in part.groups.get(item, (item,))
        if row in part.strips
    )
    return {
        address: column.code
        for strip in strips
        for address, column in zip(strip.addresses, strip.columns, strict=True)
    }


def compile_break(name: str, raw: Mapping[str, Any], forms: Mapping[int, Form]) -> Break:
    """An entry of the file that fits its shape."""
    touched = set()
    for item in raw["items"]:
        part, row, *column = item.split(".")
        cells = _cells(_parts(part, forms), row)
        touched |= {address for address, code in cells.items() if column in ([], [code])}
    form = forms[int(raw["form"])] if "form" in raw else None
    return Break(
        id=name,
        date=raw["date"],
        year=int(raw["year"]),
        form=form.id if form else None,
        since=form.since if form else None,
        items=tuple(raw["items"]),
        touched=_with_groups(frozenset(touched), forms),
        words=translated(raw),
        source=translated(raw["source"]),
    )


def _with_groups(touched: frozenset[str], forms: Mapping[int, Form]) -> frozenset[str]:
    """With the figures of groups that add up a touched cell."""
    sums = (part.sums for form in forms.values() for part in form.parts.values())
    groups = (a for found in sums for a, cells in found.items() if not touched.isdisjoint(cells))
    return touched | frozenset(groups)
