"""The pages of the indicators: what each means and, among equals, how it is distributed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.forms import Break, Indicator
from gongkai.model.languages import SITE_LANGUAGES
from gongkai.pages import charts
from gongkai.pages.overview import Overview
from gongkai.pages.site import Page, Site, render
from gongkai.words import Words, wording

MOST = 80  # values that one page lists; all of them stand in the package
GROUPS = 4  # groups that it draws, the newest
# Why groups are not drawn, in the order in which it is told.
UNDRAWN = ("undrawn-earlier", "undrawn-one", "undrawn-unsaid", "undrawn-organs")


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


def pages(site: Site, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The list of indicators, and a page for each with its values, in both languages."""
    entries = site.contract.indicators
    for lang in SITE_LANGUAGES:
        at = Page("indicators/", lang)
        yield render(site, at, "indicators.html", indicators=entries.values())
        for indicator in entries.values():
            yield _page(site, overview, indicator, lang)


def _why_not(group: Peers) -> str | None:
    """Why a group is not drawn: the id of a message; None where there is something to be set side
    by side.
    """
    if group.level == "organ":
        return "undrawn-organs"
    if group.scope == "unknown":
        return "undrawn-unsaid"
    return "undrawn-one" if len(group.values) == 1 else None


def _undrawn(groups: Sequence[Peers], words: Words) -> str:
    """How many groups are not drawn, and why."""
    left = Counter(name for group in groups if (name := _why_not(group)))
    left["undrawn-earlier"] = sum(_why_not(group) is None for group in groups) - GROUPS
    told = [words(name, n=left[name]) for name in UNDRAWN if left[name] > 0]
    return words("undrawn", what=words("list-separator").join(told)) if told else ""


def _drawn(group: Peers, indicator: Indicator, words: Words) -> tuple[Peers, object, str]:
    """A group with its picture and the sentence over it; quartiles only where there are enough."""
    values = group.values

    def show(value: Decimal) -> str:
        return shown(value, indicator.times)

    # A share has the whole as its end; growth has none, and goes below zero.
    share = bool(indicator.denominator) and indicator.times == 1 and max(values) <= 1
    least, most = None if indicator.denominator else Decimal(-1), Decimal(1) if share else None
    drawn = charts.distribution(values, show=show, least=least, most=most)
    if not group.enough:
        drawn = drawn._replace(box=None)
    cuts = charts.quartiles(values) if group.enough else None
    told = (show(cuts[0]), show(cuts[1]), show(cuts[2])) if cuts else None
    return group, drawn, wording.spread(len(values), told, words, group.all)


def _page(site: Site, overview: Overview, indicator: Indicator, lang: str) -> tuple[str, bytes]:
    words = site.words[lang]
    values = overview.values.get(indicator.id, {})
    every = peers(values, site, overview.counts)
    drawable = [group for group in every if _why_not(group) is None]
    groups = [_drawn(group, indicator, words) for group in drawable[:GROUPS]]
    listed = (site.reports[name] for _, name in overview.recent.get(indicator.id, ())[:MOST])
    return render(
        site,
        Page(f"indicators/{indicator.id}/", lang),
        "indicator.html",
        indicator=indicator,
        groups=groups,
        worked={
            group: overview.counts.get(
                f"worked {indicator.id} {group.year} {group.level} {group.scope}", 0
            )
            for group, *_ in groups
        },
        undrawn=_undrawn(every, words),
        breaks=interrupting(site, (*indicator.numerator, *indicator.denominator)),
        values=[
            (report, value, shown(value.value, indicator.times))
            for report in listed
            for value in site.indicators[report.id]
            if value.indicator == indicator.id
        ],
        all_values=sum(map(len, values.values())),
    )


def interrupting(site: Site, addresses: Iterable[str]) -> list[Break]:
    """The changes of law or form that touch any of these addresses."""
    every = frozenset(addresses)
    return [e for e in site.contract.breaks.values() if not every.isdisjoint(e.touched)]


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
        told = charts.percent(abs(value))
        return f"{say.MINUS}{told}" if value < 0 else told
    return f"{value:,.1f}".replace("-", say.MINUS)
