"""The pages of the indicators: what each means and, among equals, how it is distributed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.forms import Indicator
from gongkai.pages import charts
from gongkai.pages.overview import Overview
from gongkai.pages.site import Site, View
from gongkai.words import Words, phrases

MOST = 80  # values that one page lists; all of them stand in the package
GROUPS = 4  # groups that have a picture, the newest
# Why groups have no picture, in the order of the sentence about them.
NO_PICTURE = ("no-picture-earlier", "no-picture-one", "no-picture-scope", "no-picture-organs")


class Peers(NamedTuple):
    """Reports that may be set beside each other: the same year, level and scope.

    `all` is how many governments of the level there are; `enough` says whether quartiles may be
    given: ten reports at least, and half of them all. `missing` are reports of the group that have
    no value.
    """

    year: int
    level: str
    scope: str
    values: tuple[Decimal, ...]
    all: int | None
    enough: bool
    missing: int = 0


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The list of indicators, and a page for each with its values."""
    entries = view.contract.indicators.values()
    yield view.at("indicators/").render("indicators.html", indicators=entries)
    for indicator in entries:
        yield _page(view.at(f"indicators/{indicator.id}/"), overview, indicator)


def _why_no_picture(group: Peers) -> str | None:
    """Why a group has no picture: the id of a message; None where there is something to be set
    side by side.
    """
    if group.level == "organ":
        return "no-picture-organs"
    if group.scope == "unknown":
        return "no-picture-scope"
    return "no-picture-one" if len(group.values) == 1 else None


def _picture(
    group: Peers, indicator: Indicator, words: Words
) -> tuple[Peers, charts.Distribution, str]:
    """A group with its picture and the sentence over it; quartiles only where there are enough."""
    values = group.values
    # A share has the whole as its end; growth has none, and goes below zero.
    share = bool(indicator.denominator) and indicator.times == 1 and max(values) <= 1
    least, most = None if indicator.denominator else Decimal(-1), Decimal(1) if share else None
    show = partial(shown, times=indicator.times)
    picture = charts.distribution(values, show=show, least=least, most=most)
    if not group.enough:
        picture = picture._replace(box=None, quartiles=None)
    return group, picture, phrases.spread(len(values), picture.quartiles, words, group.all)


def _page(view: View, overview: Overview, indicator: Indicator) -> tuple[str, bytes]:
    site, words = view.site, view.words
    values = overview.values.get(indicator.id, {})
    reasons: Counter[str] = Counter()
    comparable = []
    for group in peers(values, site, overview.counts):
        if why := _why_no_picture(group):
            reasons[why] += 1
        else:
            comparable.append(group)
    reasons["no-picture-earlier"] = len(comparable) - GROUPS
    counted = [words(name, n=reasons[name]) for name in NO_PICTURE if reasons[name] > 0]
    left_out = words("no-picture", what=words("list-separator").join(counted)) if counted else ""
    listed = (site.reports[name] for _, name in overview.recent.get(indicator.id, ())[:MOST])
    return view.render(
        "indicator.html",
        indicator=indicator,
        groups=[_picture(group, indicator, words) for group in comparable[:GROUPS]],
        worked={
            group: overview.counts.get(
                f"worked {indicator.id} {group.year} {group.level} {group.scope}", 0
            )
            for group in comparable[:GROUPS]
        },
        left_out=left_out,
        breaks=[  # across which it is not compared
            entry
            for entry in view.contract.breaks.values()
            if not entry.touched.isdisjoint((*indicator.numerator, *indicator.denominator))
        ],
        values=[
            (report, value, shown(value.value, indicator.times))
            for report in listed
            for value in site.indicators[report.id]
            if value.indicator == indicator.id
        ],
        all_values=sum(map(len, values.values())),
    )


def peers(
    values: Mapping[str, Sequence[str]], site: Site, counts: Mapping[str, int]
) -> list[Peers]:
    """The values by year, level and scope, newest year first; `counts` are those of an overview."""
    rules = site.peers
    found = []
    for group, members in values.items():
        year, level, scope = group.split(" ")
        whole = rules["levels"].get(level)
        enough = len(members) >= rules["least"] and whole is not None and 2 * len(members) >= whole
        known = tuple(map(Decimal, members))
        missing = counts.get(f"group {group}", len(known)) - len(known)
        found.append(Peers(int(year), level, scope, known, whole, enough, missing))
    return sorted(found, key=lambda group: (-group.year, group.level, group.scope))


def shown(value: Decimal, times: int) -> str:
    """A share as a percentage, anything else as it is; to one decimal."""
    if times == 1:
        return ("" if value >= 0 else say.MINUS) + charts.percent(abs(value))
    return f"{value:,.1f}".replace("-", say.MINUS)
