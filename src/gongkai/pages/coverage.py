"""What is held, what is known to be published, what was not found; and what would help most."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from gongkai.checks.rules.dates import COUNTY_AND_ABOVE, asked, legal
from gongkai.model.report import Jurisdiction, Looked, Report, SourceAnswer
from gongkai.pages import doors, tilemap
from gongkai.pages.due import RULE, due
from gongkai.pages.finder import held as runs
from gongkai.pages.overview import Overview
from gongkai.pages.site import Site, View

PATH = "coverage/"
YEARS = 12  # columns of the matrix, the latest years
MOST = 150  # places that the page of a province lists; all of them stand in the package
ROOM = 120  # places and missing years, some 200 bytes each, of a page where each year has a door
WANTED = 20  # entries of a list of what would help


class Level(NamedTuple):
    """A row of the matrix: how many places of a level there are, of how many a year is held."""

    level: str
    places: int
    held: tuple[int, ...]


class Province(NamedTuple):
    """A province: of how many places how many reports are held, and are published or not found."""

    entry: Jurisdiction
    places: int
    reports: int
    published: int
    sought: int


class CoverageLine(NamedTuple):
    """A place of a province: years on end that are held, and what somebody looked for.

    `missing` are years whose date of the law has passed, of which nothing is known.
    """

    entry: Jurisdiction
    held: str
    published: Sequence[Looked]
    sought: Sequence[Looked]
    missing: Sequence[int]


class Term(NamedTuple):
    """A day by which reports on a year are due: whose, and whether by law or by the notice."""

    day: str
    year: int
    level: str
    law: bool


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The page of the country, and one for each province of which anything is known."""
    site, outside = view.site, view.site.peers["outside"]
    looked: dict[str, list[Looked]] = defaultdict(list)
    for one in site.looked:
        looked[one.jurisdiction].append(one)
    known = sorted(site.held.keys() | looked.keys())
    held = {place: site.years(place) for place in known}
    years = sorted({year for found in held.values() for year in found})[-YEARS:]
    provinces = [
        _province(site, entry, [p for p in known if p.partition("/")[0] == entry.id], held, looked)
        for entry in tilemap.provinces(site)
        if entry.id not in outside
    ]
    begun = ((_missing(site, site.tree[p], held[p], looked[p]), p) for p in known if held[p])
    gaps = sorted(begun, key=lambda gap: (-len(gap[0]), gap[1]))
    yield view.at(PATH).render(
        "coverage.html",
        years=years,
        levels=[
            _level(view, level, years, held) for level in site.contract.codes("jurisdictions.level")
        ],
        provinces=provinces,
        map=tilemap.tilemap(view, {one.entry.id: one.reports for one in provinces}),
        published=[
            (one, site.answers.get((f"{one.jurisdiction}/{one.year}", one.checked_where)))
            for one in site.looked
            if one.status == "published"
        ][:WANTED],
        gaps=[(_runs(gap), site.tree[place]) for gap, place in gaps[:WANTED] if gap],
        terms=_terms(site),
        asked=max((one.asked_on for one in site.answers.values()), default=""),
        counts={name: overview.counts.get(name, 0) for name in ("asked", "unseen")},
        unseen=_unseen(site, overview),
        add=partial(doors.add, view.at(PATH)),
    )
    for province in provinces:
        places = [p for p in known if p.partition("/")[0] == province.entry.id]
        if places:
            lines = [_line(site, site.tree[p], held[p], looked[p]) for p in places[:MOST]]
            yield view.at(f"{PATH}{province.entry.id}/").render(
                "covered.html",
                entry=province.entry,
                lines=lines,
                doors=_doors(view.contract.package, lines),
                runs=_runs,
                more=len(places) - MOST,
                add=partial(doors.add, view.at(f"{PATH}{province.entry.id}/")),
            )


def _doors(package: Mapping[str, Any], lines: Sequence[CoverageLine]) -> bool:
    """Whether each missing year has a door of its own: where there is one, and the page stays
    light. Elsewhere the page of each place has them.
    """
    entries = len(lines) + sum(len(line.missing) for line in lines)
    return bool(package["repository"] or package["contact"]) and entries <= ROOM


def _unseen(site: Site, overview: Overview) -> list[tuple[Report, SourceAnswer]]:
    """Documents that their address does not show, or no longer as they were read; at first those of
    which this is sure.
    """
    reports = (site.reports[name] for name in overview.lists.get("unseen", ()))
    found = [(report, answer) for report in reports if (answer := site.answer(report))]
    return sorted(found, key=lambda pair: (pair[1].kind.unsure, pair[0].id))[:WANTED]


def _missing(
    site: Site, entry: Jurisdiction, years: Sequence[int], looked: Sequence[Looked]
) -> list[int]:
    """The years whose date of the law has passed, of which nothing is known."""
    dates, known = due(site, entry), {*years, *(one.year for one in looked)}
    passed = range(dates.first, dates.last + 1) if dates else range(0)
    return [year for year in passed if year not in known]


def _level(view: View, level: str, years: Sequence[int], held: dict[str, list[int]]) -> Level:
    tree = view.site.tree
    outside = view.site.peers["outside"]
    places = sum(
        entry.level == level and not entry.until and entry.id.partition("/")[0] not in outside
        for entry in tree.values()
    )
    found = Counter(y for place, of in held.items() if tree[place].level == level for y in of)
    return Level(level, places, tuple(found[year] for year in years))


def _province(
    site: Site,
    entry: Jurisdiction,
    places: Sequence[str],
    held: dict[str, list[int]],
    looked: dict[str, list[Looked]],
) -> Province:
    status = Counter(one.status for place in places for one in looked[place])
    return Province(
        entry,
        sum(bool(site.held.get(place)) for place in places),
        sum(len(held[place]) for place in places),
        status["published"],
        status["not-found"],
    )


def _line(
    site: Site, entry: Jurisdiction, years: Sequence[int], looked: Sequence[Looked]
) -> CoverageLine:
    return CoverageLine(
        entry,
        _runs(years),
        [one for one in looked if one.status == "published"],
        [one for one in looked if one.status == "not-found"],
        _missing(site, entry, years, looked),
    )


def _runs(years: Sequence[int]) -> str:
    """Years, those on end as from–to."""
    return runs(map(str, years)).replace("-", "–").replace(",", ", ")


def _terms(site: Site) -> list[Term]:
    """The days that come next, of each level and of departments."""
    dates, day = site.contract.rules[RULE].constants, date.fromisoformat(site.created)
    found = set()
    for level in COUNTY_AND_ABOVE:
        for organ in (False, True):
            for year in (day.year - 1, day.year):
                law, notice = (of(dates, level, year, organ=organ) for of in (legal, asked))
                name = "organ" if organ else level
                if law and law > day:
                    found.add(Term(law.isoformat(), year, name, law=True))
                if notice and notice > day and notice != law:
                    found.add(Term(notice.isoformat(), year, name, law=False))
    return sorted(found)
