"""A page for each item of the official forms: what it means, its article, how it is used."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.forms import Break, Line, PartForm, newest_first, walk
from gongkai.model.languages import SITE_LANGUAGES, Translated
from gongkai.model.report import Report
from gongkai.pages.items import Item, items
from gongkai.pages.overview import Overview
from gongkai.pages.site import Page, Site, render

MOST = 60  # reports that one page lists; the whole list is in the package


class Use(NamedTuple):
    """What one report prints at an item: figures by column, and the place of the first."""

    report: Report
    figures: tuple[str, ...]
    anchor: str


def pages(site: Site, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The list of items and a page for each, in both languages."""
    found = items(site)
    for lang in SITE_LANGUAGES:
        parts: dict[str, list[Item]] = {}
        for item in found.values():
            parts.setdefault(item.part, []).append(item)
        newest = newest_first(site.contract.forms)[0]
        yield render(
            site,
            Page("terms/", lang),
            "terms.html",
            parts=[(newest.parts[name].label, entries) for name, entries in parts.items()],
            terms=site.terms,
            columns=_columns(site),
        )
        for item in found.values():
            yield _page(site, overview, item, found, lang)


def _columns(site: Site) -> list[tuple[str, Translated[str], Translated[Mapping[str, str]]]]:
    """The columns of the tables with their labels, each once."""
    labels: dict[str, Translated[str]] = {}
    for form in newest_first(site.contract.forms):
        for part in form.parts.values():
            for _, column in part.cells.values():
                labels.setdefault(column.code, column.label)
    return [(code, labels[code], entry) for code, entry in site.terms["columns"].items()]


def _page(
    site: Site, overview: Overview, item: Item, found: dict[str, Item], lang: str
) -> tuple[str, bytes]:
    words = site.words[lang]
    listed = (site.reports[name] for name in overview.lists.get(f"used {item.code}", ())[:MOST])
    newest = site.contract.forms[item.forms[0]].parts[item.part]
    headings = [column.label[lang] for column in _shown_columns(newest, item.code)]
    indicators = [
        entry
        for entry in site.contract.indicators.values()
        if any(f".{item.code}." in address for address in entry.numerator)
    ]
    return render(
        site,
        Page(item.address, lang),
        "term.html",
        item=item,
        found=found,
        entry=site.terms["items"][item.code],
        part=newest.label,
        forms=[site.contract.forms[form] for form in item.forms],
        held=overview.counts.get(f"held {item.code}", 0),
        elsewhere=overview.counts.get(f"elsewhere {item.code}", 0),
        used=[_use(report, item, site, words) for report in listed],
        all_used=overview.counts.get(f"used {item.code}", 0),
        headings=headings,
        indicators=indicators,
        breaks=_breaks(site, item),
    )


def _breaks(site: Site, item: Item) -> list[Break]:
    """The changes of law or form across which a figure of the item is not compared."""
    return [
        entry
        for entry in site.contract.breaks.values()
        if any(address.split(".")[:2] == [item.part, item.code] for address in entry.touched)
    ]


@cache
def _shown_columns(part: PartForm, code: str) -> Sequence[Line]:
    """The columns that a term's page shows: every measure and result, of applicants the total."""
    for block in part.blocks:
        if any(node.code == code for node in walk(block.row_tree)):
            if part.layout == "rows":
                return [column for column in block.columns if column.code == "total"]
            return block.columns
    return ()


def _use(report: Report, item: Item, site: Site, words: say.Words) -> Use:
    part = report.parts[item.part]
    addresses = [f"{part.name}.{item.code}.{c.code}" for c in _shown_columns(part, item.code)]
    figures = [(address, report.derived(address)) for address in addresses]
    told = (
        say.number(value) if value is not None else _implied(report, address, site, words)
        for address, value in figures
    )
    anchor = addresses[0] if addresses[0] in report.cells else f"{part.name}.{item.code}"
    return Use(report, tuple(told), anchor)


def _implied(report: Report, address: str, site: Site, words: say.Words) -> str:
    """What stands where a figure is blank: what the printed totals force, if anything."""
    value = report.derived(address, site.implied[report.id])
    if value is None:
        return say.number(None)
    return f"{say.number(value)} {words('implied-short')}"
