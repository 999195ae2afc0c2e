"""What interrupts a series: breaks.yaml → breaks, and which rows of two reports may be compared.

An entry names the rows and measures that it touches; everything else goes on across it. Where two
documents follow different forms, a row compares that has the same codes and unit in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def apart(entries: Iterable[Break], before: Report, report: Report, address: str) -> Apart | None:
    """Why the figure at an address is not compared with that of an earlier report of one scope."""
    year = {"year": before.year}
    name = address.partition(".")[0]
    then, now = before.parts.get(name), report.parts.get(name)
    if then is None or now is None:
        return Apart("no-part", year)
    for entry in lying(entries, before, report, address):
        titles = translated({code: entry.words[code]["title"] for code in CONTENT_LANGUAGES})
        return Apart("break-between", {**year, "title": titles}, entry)
    if then is not now and address not in _alike(then, now):
        return Apart("other-form", year)
    cells = before.cells.get(address), report.cells.get(address)
    if cells[0] and cells[1] and cells[0].unit != cells[1].unit:
        return Apart("other-unit", {})
    return None


def lying(
    entries: Iterable[Break], before: Report, report: Report, address: str
) -> Iterator[Break]:
    """The breaks that lie between two reports and touch an address, where both have its table."""
    name = address.partition(".")[0]
    then, now = before.parts.get(name), report.parts.get(name)
    if then is not None and now is not None:
        years, forms = (before.year, report.year), (then.since, now.since)
        for entry in entries:
            if address in entry.touched and entry.lies_between(years, forms):
                yield entry


def between(entries: Iterable[Break], before: Report, report: Report, address: str) -> Apart | None:
    """Why the figures of two annual reports of one place at an address are not compared."""
    return unlike(before, report) or apart(entries, before, report, address)


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
