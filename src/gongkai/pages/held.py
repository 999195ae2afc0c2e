"""Which reports of a place, and of those below it, are held, missing and due, year by year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from gongkai.model.report import Jurisdiction
from gongkai.pages.due import DueDates, due
from gongkai.pages.site import Site

MOST = 16  # years that there is room for, the latest


class HeldYear(NamedTuple):
    """A year: all, part, none or due; of how many places, of how many that there are."""

    year: int
    state: str
    held: int
    places: int


class Held(NamedTuple):
    """The years, and for the place itself, the governments and the public bodies below it a row.

    A row is (the id of its heading, its cells); `missing` are years of the place itself whose
    report was due by law and is not held.
    """

    years: tuple[int, ...]
    rows: tuple[tuple[str, tuple[HeldYear, ...]], ...]
    missing: tuple[int, ...]
    due: DueDates | None


def held(site: Site, entry: Jurisdiction, children: Sequence[Jurisdiction]) -> Held | None:
    """What is held of a place; None where nothing is."""
    own = _years(site, [entry])
    lower = [child for child in children if child.level != "organ" and not child.until]
    bodies = [child for child in children if child.level == "organ" and not child.until]
    groups = [("held-own", [entry]), ("held-below", lower), ("held-bodies", bodies)]
    counted = [(name, places, _years(site, places)) for name, places in groups]
    every = sorted({year for _, _, years in counted for year in years})
    if not every:
        return None
    dates = due(site, entry)
    first = min(every[0], dates.first) if dates else every[0]
    last = max(every[-1], dates.year) if dates else every[-1]
    years = tuple(range(max(first, last - MOST + 1), last + 1))
    rows = [
        (name, tuple(_cell(year, found[year], len(places), dates) for year in years))
        for name, places, found in counted
        if found or name == "held-own"
    ]
    missing = range(dates.first, dates.last + 1) if dates else range(0)
    return Held(years, tuple(rows), tuple(y for y in missing if y not in own), dates)


def _years(site: Site, places: Iterable[Jurisdiction]) -> Counter[int]:
    """How many of some places have an annual report of each year."""
    return Counter(year for place in places for year in site.years(place.id))


def _cell(year: int, held: int, places: int, dates: DueDates | None) -> HeldYear:
    if held:
        return HeldYear(year, "all" if held >= places else "part", held, places)
    return HeldYear(year, "due" if dates and year >= dates.year else "none", 0, places)
