"""A page for each item of the forms: what it means, its article, how it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.forms import Line, PartForm, newest_first, parts_of
from gongkai.model.languages import Translated
from gongkai.model.report import Report
from gongkai.pages.items import Item, Items, items
from gongkai.pages.overview import Overview
from gongkai.pages.site import Site, View

MOST = 60  # reports that one page lists; the whole list is in the package


class Use(NamedTuple):
    """What one report prints at an item: figures by column, and the place of the first."""

    report: Report
    figures: tuple[str, ...]
    anchor: str


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The list of items and a page for each."""
    found = items(view.site)
    terms = view.site.terms
    parts: dict[str, list[tuple[Item, Entry]]] = {}
    for item in found.values():
        parts.setdefault(item.part, []).append((item, _entry(view.site, item)))
    glossary = view.site.glossary
    by_term = {word["term"]: word for word in glossary if "term" in word}  # the first item has it
    labels: dict[str, Translated[str]] = {}  # of columns, each once
    printed = parts_of(newest_first(view.contract.forms))
    for part in (part for of_name in printed.values() for part in of_name):
        for _, column in part.cells.values():
            labels.setdefault(column.code, column.label)
    yield view.at("terms/").render(
        "terms.html",
        parts=[
            (name, printed[name][0].label, [(*of, by_term.pop(of[0].code, None)) for of in entries])
            for name, entries in parts.items()
        ],
        columns=[(code, labels[code], entry) for code, entry in terms["columns"].items()],
        words_of={
            of: [w for w in glossary if "term" not in w and w.get("of") == of]
            for of in (None, "site")
        },
    )
    for item in found.values():
        yield _page(view.at(item.address), overview, item, found)


# What is written of an item, if anything is.
Entry = Translated[Mapping[str, str]] | None


def _entry(site: Site, item: Item) -> Entry:
    entries = site.terms["items"]
    return entries.get(item.name, entries.get(item.code))


def _page(view: View, overview: Overview, item: Item, found: Items) -> tuple[str, bytes]:
    site, contract = view.site, view.contract
    listed = (site.reports[name] for name in overview.lists.get(f"used {item.name}", ())[:MOST])
    newest = contract.forms[item.forms[0]].parts[item.part]
    figure = f"{item.part}.{item.code}."
    return view.render(
        "term.html",
        item=item,
        group=found[item.part, item.group] if item.group else None,
        rows=[found[item.part, row] for row in item.rows],
        entry=_entry(site, item),
        part=newest.label,
        table=newest.table,
        forms=[contract.forms[form] for form in item.forms],
        held=overview.counts.get(f"held {item.name}", 0),
        elsewhere=overview.counts.get(f"elsewhere {item.name}", 0),
        used=[_use(view, report, item) for report in listed],
        all_used=overview.counts.get(f"used {item.name}", 0),
        headings=[column.label[view.lang] for column in _shown_columns(newest, item.code)],
        indicators=[
            entry
            for entry in contract.indicators.values()
            if any(
                address.startswith(figure)
                for named in entry.numerator
                for address in contract.addresses(named)
            )
        ],
        breaks=[  # across which a figure of the item is not compared
            entry
            for entry in contract.breaks.values()
            if any(address.startswith(figure) for address in entry.touched)
        ],
    )


@cache
def _shown_columns(part: PartForm, code: str) -> Sequence[Line]:
    """The columns that a term's page shows: every measure and result, of a long row the total."""
    columns = part.strips[part.groups.get(code, (code,))[0]].columns
    if part.layout == "rows" and part.whole:
        return [column for column in columns if column.code == part.whole]
    return columns


def _use(view: View, report: Report, item: Item) -> Use:
    part, implied = report.parts[item.part], view.site.implied[report.id]

    def text(address: str) -> str:
        """The figure; where it is blank, what the printed totals force, if anything."""
        if (value := report.derived(address)) is not None:
            return say.number(value)
        forced = report.derived(address, implied)
        note = "" if forced is None else f" {view.words('implied-short')}"
        return f"{say.number(forced)}{note}"

    addresses = [f"{part.name}.{item.code}.{c.code}" for c in _shown_columns(part, item.code)]
    anchor = addresses[0] if addresses[0] in report.cells else f"{part.name}.{item.code}"
    return Use(report, tuple(map(text, addresses)), anchor)
