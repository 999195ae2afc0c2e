"""A page for each item of the forms: what it means, its article, how it is used."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gongkai.model.forms import newest_first, parts_of
from gongkai.model.languages import Translated
from gongkai.model.report import Jurisdiction
from gongkai.pages.items import Item, Items, items
from gongkai.pages.overview import Overview
from gongkai.pages.site import Site, View
from gongkai.pages.uses import FORCED, PLACES, shown_columns

YEARS = 8  # years in the table, the newest; all of them are in the package

# Where a figure stands, and the figures there, each with whether it is worked out.
Cell = tuple[str, Sequence[tuple[str, bool]]]


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
    listed = overview.uses.get(item.name, [])
    years, used = _used(view, listed[: PLACES - 1])
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
        years=years,
        used=used,
        more=len(listed) >= PLACES,
        all_used=overview.counts.get(f"used {item.name}", 0),
        headings=[column.label[view.lang] for column in shown_columns(newest, item.code)],
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


def _used(
    view: View, places: Iterable[tuple[str, Mapping[str, Sequence[str]]]]
) -> tuple[list[str], list[tuple[Jurisdiction, list[Cell | None]]]]:
    """The newest years of some places, and a row for each place."""
    places = list(places)
    years = sorted({year for _, held in places for year in held}, reverse=True)[:YEARS][::-1]

    def cell(place: str, held: Mapping[str, Sequence[str]], year: str) -> Cell | None:
        if year not in held:
            return None
        anchor, *figures = held[year]
        worked = [(one.removeprefix(FORCED), one.startswith(FORCED)) for one in figures]
        return view.link_to(f"{place}/{year}", anchor), [
            (one or "–", is_so) for one, is_so in worked
        ]

    return years, [
        (view.site.tree[place], [cell(place, held, year) for year in years])
        for place, held in places
    ]
