"""The page on which a reader compares reports, and what its script reads.

The data lie in slices of one like group (level and scope): of a year, and of a province in all its
years. A slice is a classic script, so that the page works from disk: it has what every view needs
(indicators, roles), and beside it lies one more for each part of the forms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from gongkai.model.forms import newest_first, parts_of
from gongkai.model.languages import CONTENT_LANGUAGES, LANGUAGES, SITE_LANGUAGES
from gongkai.pages import comparison, roles
from gongkai.pages.columns import BASE, HEAD, UNASKED, ReportColumn, columns
from gongkai.pages.items import items
from gongkai.pages.overview import Overview
from gongkai.pages.scripts import constant, script
from gongkai.pages.site import Site, View, in_order

PATH = "explore/"
MOST = 6  # places that are set side by side
YEARS = 6  # comparisons of a province that are listed, the newest; each leads to all others
# What the script says, beside all messages that begin with the name of the page.
WORDS = ("colon", "comma", "list-separator", "state-absent", "unasked-mark")


class LikeGroup(NamedTuple):
    """Reports of one level and scope: their lines by year, and their places in order."""

    level: str
    scope: str
    years: Mapping[int, Sequence[str]]
    places: Sequence[str]

    @property
    def id(self) -> str:
        """As addresses name it."""
        return f"{self.level}.{self.scope}"


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The page with its script of columns, the comparisons that need no script; the slices, once
    for all languages.
    """
    site = view.site
    found = groups(site, overview)
    compared = comparison.years(overview)
    page = view.at(PATH)
    yield page.render(
        "explore.html",
        reports=sum(len(lines) for group in found for lines in group.years.values()),
        compared=[(site.tree[name], years[:YEARS]) for name, years in compared.items()],
    )
    yield f"{page.page.address()}columns.js", constant("gongkaiColumns", _catalog(view, found))
    yield from comparison.pages(view, overview)
    if view.lang == SITE_LANGUAGES[0]:
        for group in found:
            yield from _slices(site, group)


def groups(site: Site, overview: Overview) -> list[LikeGroup]:
    """All like groups, those with most reports first."""
    place = {name: i for i, name in enumerate(in_order(site.tree))}
    years: dict[tuple[str, str], dict[int, Sequence[str]]] = {}
    for key, lines in overview.lines.items():
        year, level, scope = key.split(" ")
        years.setdefault((level, scope), {})[int(year)] = lines
    found = []
    for (level, scope), of_year in years.items():
        held = {line.partition(",")[0] for lines in of_year.values() for line in lines}
        ordered = sorted(held, key=place.__getitem__)
        found.append(LikeGroup(level, scope, dict(sorted(of_year.items())), ordered))
    return sorted(found, key=lambda g: (-sum(map(len, g.years.values())), g.level, g.scope))


def _catalog(view: View, found: Sequence[LikeGroup]) -> dict[str, Any]:
    """What the script of the page has to know besides the slices, in one language."""
    site, words, contract = view.site, view.words, view.contract
    every = columns(contract)
    levels = {group.level: comparison.level_name(view, group.level) for group in found}
    named = items(site)

    def href(column: ReportColumn) -> str:
        if column.indicator:
            return f"indicators/{column.id}/"
        part, code, _ = contract.addresses(column.figures[0])[0].split(".")
        return named[part, code].address

    forms = [entry for entry in contract.breaks.values() if entry.form is not None]
    touched = [
        number
        for number, column in enumerate(every.all)
        if any(
            not entry.touched.isdisjoint(contract.addresses(figure))
            for entry in forms
            for figure in column.figures
        )
    ]
    sections = parts_of(newest_first(contract.forms))
    return {
        "folder": LANGUAGES[view.lang].folder,
        "since": site.since,
        "floor": roles.FLOOR,
        "most": MOST,
        "words": {
            name.removeprefix("explore-"): text
            for name, text in words.catalog.items()
            if name in WORDS or name.startswith("explore-")
        },
        "groups": [
            {
                "id": group.id,
                "level": levels[group.level],
                "scope": contract.label("reports.scope", group.scope, view.lang),
                "alike": group.scope != "unknown",
                "organs": group.level.startswith("organ"),
                "years": {str(year): len(lines) for year, lines in group.years.items()},
                "provinces": list(dict.fromkeys(name.split("/")[0] for name in group.places)),
            }
            for group in found
        ],
        "provinces": {
            name: site.tree[name].name[view.lang] for name in in_order(site.tree) if "/" not in name
        },
        "sections": {
            BASE: words("explore-indicators"),
            **{name: parts[0].title[view.lang] for name, parts in sections.items()},
        },
        "columns": [
            [
                column.id,
                "" if column.hidden else column.title(words),
                column.kind,
                column.section,
                column.whole,
                column.indicator.times if column.indicator else 1,
                column.unit if column.kind == "money" else None,
                "" if column.hidden else href(column),
                column.indicator.words[view.lang]["not"] if column.indicator else "",
            ]
            for column in every.all
        ],
        "shown": every.shown,
        "ofForms": touched,
        "breaks": {
            name: entry.words[view.lang]["title"] for name, entry in contract.breaks.items()
        },
    }


# -- slices ------------------------------------------------------------------------------------


def _slices(site: Site, group: LikeGroup) -> Iterator[tuple[str, bytes]]:
    """The names of a group, and its reports by year and by province."""
    above = {parent for name in group.places for parent in _above(name)}
    led = {name: [*site.tree[name].formerly] for name in group.places}  # ids that lead to it now
    for name, entry in site.tree.items():
        if entry.successor in led and name not in led:
            led[entry.successor].append(name)
    yield (
        f"{PATH}{group.id}.js",
        script(
            "gongkaiReports",
            group.id,
            {
                "places": [[*_named(site, name), *led[name]] for name in group.places],
                "above": [_named(site, name) for name in sorted(above - set(group.places))],
            },
        ),
    )
    number = {name: i for i, name in enumerate(group.places)}
    every = columns(site.contract).all
    provinces: dict[str, list[str]] = {}
    for year, lines in group.years.items():
        yield from _slice(f"{group.id}/{year}", lines, every, number)
        for line in lines:
            provinces.setdefault(line.partition(",")[0].partition("/")[0], []).append(line)
    for province, lines in provinces.items():
        yield from _slice(f"{group.id}/{province}", lines, every, number)


def _named(site: Site, name: str) -> list[str]:
    return [name, *(site.tree[name].name[lang] for lang in CONTENT_LANGUAGES)]


def _above(name: str) -> Iterator[str]:
    while "/" in name:
        name = name.rpartition("/")[0]
        yield name


def _slice(
    name: str, lines: Iterable[str], every: Sequence[ReportColumn], number: Mapping[str, int]
) -> Iterator[tuple[str, bytes]]:
    """Some reports, in the order of their places, by column: a file for each section."""
    rows = sorted((line.split(",") for line in lines), key=lambda row: (number[row[0]], row[1]))
    cells = list(zip(*rows, strict=True))
    head: dict[str, Sequence[str]] = dict(zip(HEAD, cells, strict=False))
    head["subject"] = tuple(str(number[subject]) for subject in head["subject"])
    patterns = list(dict.fromkeys(head["apart"]))
    head["apart"] = tuple(str(patterns.index(pattern)) for pattern in head["apart"])
    sections: dict[str, list[str]] = {}
    for column, values in zip(every, cells[len(HEAD) :], strict=True):
        sections.setdefault(column.section, []).append(_joined(values))
    base = sections.pop(BASE)
    others = {key: values for key, values in sections.items() if set(values) != {UNASKED}}
    yield (
        f"{PATH}{name}.js",
        script(
            "gongkaiReports",
            name,
            {
                "n": len(rows),
                **{key: _joined(column) for key, column in head.items()},
                "patterns": list(map(_pattern, patterns)),
                "sections": list(others),
                "columns": base,
            },
        ),
    )
    for key, texts in others.items():
        file = f"{name}.{key}"
        yield f"{PATH}{file}.js", script("gongkaiReports", file, {"columns": texts})


def _pattern(text: str) -> dict[str, str]:
    """Why columns are not compared with the year before, by their numbers."""
    reasons = (one.split(":") for one in text.split("!") if one)
    return {number: why for why, numbers in reasons for number in numbers.split(".")}


def _joined(values: Sequence[str]) -> str:
    """A column as one text; where all cells are alike, the one."""
    return values[0] if len(set(values)) == 1 else ",".join(values)
