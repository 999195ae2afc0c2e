"""A page for each item of the official forms: what it means, its article, how it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.forms import Line, PartForm, newest_first, walk
from gongkai.model.languages import Translated
from gongkai.model.report import Report
from gongkai.pages.items import Item, items
from gongkai.pages.overview import Overview
from gongkai.pages.site import View

MOST = 60  # reports that one page lists; the whole list is in the package


class Use(NamedTuple):
    """What one report prints at an item: figures by column, and the place of the first."""

    report: Report
    figures: tuple[str, ...]
    anchor: str


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The list of items and a page for each."""
    found = items(view.site)
    parts: dict[str, list[Item]] = {}
    for item in found.values():
        parts.setdefault(item.part, []).append(item)
    labels: dict[str, Translated[str]] = {}  # of columns, each once
    forms, terms = newest_first(view.contract.forms), view.site.terms
    for part in (part for form in forms for part in form.parts.values()):
        for _, column in part.cells.values():
            labels.setdefault(column.code, column.label)
    yield view.at("terms/").render(
        "terms.html",
        parts=[(forms[0].parts[name].label, entries) for name, entries in parts.items()],
        terms=terms,
        columns=[(code, labels[code], entry) for code, entry in terms["columns"].items()],
    )
    for item in found.values():
        yield _page(view.at(item.address), overview, item, found)


def _page(
    view: View, overview: Overview, item: Item, found: Mapping[str, Item]
) -> tuple[str, bytes]:
    site, contract = view.site, view.contract
    listed = (site.reports[name] for name in overview.lists.get(f"used {item.code}", ())[:MOST])
    newest = contract.forms[item.forms[0]].parts[item.part]
    figure = f"{item.part}.{item.code}."
    return view.render(
        "term.html",
        item=item,
        found=found,
        entry=site.terms["items"][item.code],
        part=newest.label,
        forms=[contract.forms[form] for form in item.forms],
        held=overview.counts.get(f"held {item.code}", 0),
        elsewhere=overview.counts.get(f"elsewhere {item.code}", 0),
        used=[_use(view, report, item) for report in listed],
        all_used=overview.counts.get(f"used {item.code}", 0),
        headings=[column.label[view.lang] for column in _shown_columns(newest, item.code)],
        indicators=[
            entry
            for entry in contract.indicators.values()
            if any(f".{item.code}." in address for address in entry.numerator)
        ],
        breaks=[  # across which a figure of the item is not compared
            entry
            for entry in contract.breaks.values()
            if any(address.startswith(figure) for address in entry.touched)
        ],
    )


@cache
def _shown_columns(part: PartForm, code: str) -> Sequence[Line]:
    """The columns that a term's page shows: every measure and result, of applicants the total."""
    for block in part.blocks:
        if any(node.code == code for node in walk(block.row_tree)):
            if part.layout == "rows":
                return [column for column in block.columns if column.code == "total"]
            return block.columns
    return ()


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
