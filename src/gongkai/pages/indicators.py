"""The pages of the indicators: what each means and, among equals, how it is distributed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai import wording
from gongkai import words as say
from gongkai.forms import Indicator
from gongkai.model import LANGUAGES
from gongkai.pages import charts
from gongkai.pages.overview import Overview
from gongkai.pages.site import Page, Site, render
from gongkai.words import Words

MOST = 80  # values that one page lists; all of them stand in the package
GROUPS = 4  # groups that it draws, the newest


class Peers(NamedTuple):
    """Reports that may be set beside each other: the same year, level and scope.

    `all` is how many governments of the level there are; `enough` says whether quartiles may be
    given: ten reports at least, and half of them all.
    """

    year: int
    level: str
    scope: str
    values: tuple[Decimal, ...]
    all: int | None
    enough: bool


def pages(site: Site, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The list of indicators, and a page for each with its values, in both languages."""
    entries = site.contract.indicators
    for lang in LANGUAGES:
        at = Page("indicators/", lang)
        yield render(site, at, "indicators.html", indicators=entries.values())
        for indicator in entries.values():
            yield _page(site, overview, indicator, lang)


def _drawable(group: Peers) -> bool:
    """Whether there is something to be set side by side; the axis begins at zero."""
    peers = group.level != "organ" and group.scope != "unknown"
    return peers and len(group.values) > 1 and min(group.values) >= 0


def _drawn(group: Peers, indicator: Indicator, words: Words) -> tuple[Peers, object, str]:
    """A group with its picture and the sentence over it; quartiles only where there are enough."""
    values = group.values

    def show(value: Decimal) -> str:
        return shown(value, indicator.times)

    share = indicator.times == 1 and max(values) <= 1
    drawn = charts.distribution(values, show=show, most=Decimal(1) if share else None)
    if not group.enough:
        drawn = drawn._replace(box=None)
    cuts = charts.quartiles(values) if group.enough else None
    told = (show(cuts[0]), show(cuts[1]), show(cuts[2])) if cuts else None
    return group, drawn, wording.spread(len(values), told, words, group.all)


def _page(site: Site, overview: Overview, indicator: Indicator, lang: str) -> tuple[str, bytes]:
    words = site.words[lang]
    values = overview.values.get(indicator.id, {})
    drawable = [group for group in peers(values, site) if _drawable(group)]
    groups = [_drawn(group, indicator, words) for group in drawable[:GROUPS]]
    listed = (site.reports[name] for _, name in overview.recent.get(indicator.id, ())[:MOST])
    return render(
        site,
        Page(f"indicators/{indicator.id}/", lang),
        "indicator.html",
        indicator=indicator,
        groups=groups,
        more=len(drawable) - len(groups),
        values=[
            (report, value, shown(value.value, indicator.times))
            for report in listed
            for value in site.indicators[report.id]
            if value.indicator == indicator.id
        ],
        all_values=sum(map(len, values.values())),
        tree=site.tree,
    )


def peers(values: Mapping[str, Sequence[str]], site: Site) -> list[Peers]:
    """The values by year, level and scope, newest year first."""
    rules = site.peers
    found = []
    for group, members in values.items():
        year, level, scope = group.split(" ")
        whole = rules["levels"].get(level)
        enough = len(members) >= rules["least"] and whole is not None and 2 * len(members) >= whole
        known = tuple(map(Decimal, members))
        found.append(Peers(int(year), level, scope, known, whole, enough))
    return sorted(found, key=lambda group: (-group.year, group.level, group.scope))


def shown(value: Decimal, times: int) -> str:
    """A share as a percentage, anything else as it is; to one decimal."""
    if times == 1:
        told = charts.percent(abs(value))
        return f"{say.MINUS}{told}" if value < 0 else told
    return f"{value:,.1f}".replace("-", say.MINUS)
