"""The pages of the indicators: what each means and, among equals, how it is distributed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.forms import Indicator
from gongkai.model.report import Jurisdiction
from gongkai.pages import charts
from gongkai.pages.columns import HEAD, Figure, columns, figure
from gongkai.pages.overview import Overview
from gongkai.pages.site import Site, View
from gongkai.words import Words, phrases

MOST = 80  # values that one page lists; all of them stand in the package
SORTED = 40  # of these in the order of their value, those of the newest groups first
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


class Valued(NamedTuple):
    """A report with its value, and the figures that it is made of, as `Overview.recent` has it."""

    year: int
    report: str
    scope: str
    basis: str
    value: str
    numerator: str
    denominator: str

    @property
    def subject(self) -> str:
        """Whose report it is."""
        return self.report.rpartition("/")[0]


class Sorted(NamedTuple):
    """Reports of a group, the largest value first: place, address and figure of each.

    `more` are those for which there was no room, `small` those over little, which have no order.
    """

    rows: Sequence[tuple[Jurisdiction, str, Figure]]
    more: int
    small: int


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


def _sorted(view: View, overview: Overview, indicator: Indicator, group: str, room: int) -> Sorted:
    """The reports of a group by their values, as many as there is room for."""
    every = columns(view.contract)
    number, found = every.number(indicator.id), []
    for line in overview.lines.get(group, ()):
        place, name, *cells = line.split(",")
        of = figure(every.all, number, cells[len(HEAD) - 2 :])
        if of.value is not None:
            found.append((of, place, name))
    ranked = sorted((f for f in found if not f[0].small), key=lambda f: (-(f[0].value or 0), f[1]))
    rows = [
        (view.site.tree[place], view.link_to(f"{place}/{name}"), of)
        for of, place, name in ranked[: max(room, 0)]
    ]
    return Sorted(rows, len(ranked) - len(rows), len(found) - len(ranked))


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
    needed = [
        address
        for figure in (*indicator.numerator, *indicator.denominator)
        for address in view.contract.addresses(figure)
    ]
    left_out = words("no-picture", what=words("list-separator").join(counted)) if counted else ""
    ranked: dict[Peers, Sorted] = {}
    for group in comparable[:GROUPS]:
        room = SORTED - sum(len(one.rows) for one in ranked.values())
        key = f"{group.year} {group.level} {group.scope}"
        ranked[group] = _sorted(view, overview, indicator, key, room)
    room = MOST - sum(len(one.rows) for one in ranked.values())
    listed = [Valued(*entry) for entry in overview.recent.get(indicator.id, ())[:room]]
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
        ranked=ranked,
        show=partial(shown, times=indicator.times),
        left_out=left_out,
        breaks=[  # across which it is not compared
            entry for entry in view.contract.breaks.values() if not entry.touched.isdisjoint(needed)
        ],
        values=[
            (
                view.link_to(one.report),
                site.tree[one.subject],
                one,
                *map(Decimal, (one.value, one.numerator, one.denominator)),
            )
            for one in listed
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
