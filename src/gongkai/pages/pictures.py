"""Reports → pictures with their headlines: what became of requests, and how figures went on."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai import wording
from gongkai import words as say
from gongkai.forms import Break, newest_first
from gongkai.model import Jurisdiction, Report
from gongkai.pages import charts
from gongkai.pages.outcomes import Outcome, Outcomes, outcome_nodes
from gongkai.pages.site import Site
from gongkai.words import Words


class Cascade(NamedTuple):
    """What became of the requests, as rows to be drawn, and the sentence over them."""

    rows: tuple[charts.Row, ...]
    title: str
    note: str  # what is not printed of it, or does not agree


class Strip(NamedTuple):
    """The same in one line: (ink, x, width) in hundredths of the whole; `told` says it in words."""

    bars: tuple[tuple[int, float, float], ...]
    told: str
    title: str
    note: str = ""


class Years(NamedTuple):
    """A figure over the years, and the sentence over it."""

    series: charts.Series
    title: str
    what: str


def headline(found: Outcomes, site: Site, words: Words) -> str:
    """How many were granted, and why most of the others were not."""
    reasons: list[tuple[str, Decimal]] = []
    for part in found.parts:
        for code, value in [(r.code, r.value) for r in part.reasons] or [(part.code, part.value)]:
            entry = site.terms["items"].get(code, {}).get(words.lang, {})
            if value and "reason" in entry:
                reasons.append((entry["reason"], value))
    by_code = {part.code: part.value for part in found.parts}
    said = wording.outcomes(
        found.handled,
        by_code["granted"],
        by_code["partly_granted"],
        sorted(reasons, key=lambda pair: -pair[1]),
        words,
    )
    return said if found.basis == "printed" else words("outcomes-worked", said=said)


def note(found: Outcomes, words: Words) -> str:
    """Whether the figures are implied, and whether the printed total is another than their sum."""
    if found.basis == "implied":
        return words("outcomes-implied")
    if found.printed is not None and found.printed != found.handled:
        printed = say.number(found.printed)
        return words("outcomes-differ", sum=say.number(found.handled), printed=printed)
    return ""


def cascade(found: Outcomes | None, site: Site, words: Words, at: str = "") -> Cascade | None:
    """The picture of one report; `at` is the address of its page, empty on that page itself."""
    if found is None:
        return None
    parts = [
        charts.Part(
            part.label,
            part.value,
            ink,
            f"{at}#{part.anchor}",
            _reasons(part, words),
            part.worked,
        )
        for ink, part in enumerate(found.parts)
    ]
    rows = charts.cascade(parts, found.handled)
    return Cascade(rows, headline(found, site, words), note(found, words))


def _reasons(part: Outcome, words: Words) -> list[tuple[str, Decimal, bool]]:
    """The two largest reasons, and the others together, so that they add up to the part."""
    named = [(reason.label, reason.value, reason.worked) for reason in part.reasons]
    if len(named) <= 3:
        return named
    rest = sum((value for _, value, _ in named[2:]), Decimal(0))
    worked = any(worked for _, _, worked in named[2:])
    return [*named[:2], (words("reasons-rest", n=len(named) - 2), rest, worked)]


def strip(found: Outcomes | None, site: Site, words: Words) -> Strip | None:
    """The picture of one report among others; every strip has the same length."""
    if found is None or not found.handled:
        return None
    parts = [charts.Part(part.label, part.value, ink) for ink, part in enumerate(found.parts)]
    rows = charts.cascade(parts, found.handled)
    told = words("comma").join(f"{row.label} {say.number(row.value)}" for row in rows if row.value)
    if found.basis != "printed":
        told += f" {words('implied-short')}"
    bars = tuple((row.ink, row.x, row.width) for row in rows if row.width)
    return Strip(bars, told, headline(found, site, words), note(found, words))


def kinds(site: Site, words: Words) -> list[str]:
    """The labels of the kinds of outcome in the order of their inks, from the newest form."""
    newest = newest_first(site.contract.forms)[0]
    return [say.bare(node.label, words.lang) for node in outcome_nodes(newest.parts["requests"])]


def over_years(
    reports: Sequence[Report], address: str, what: str, site: Site, words: Words
) -> Years | None:
    """A figure of annual reports of one place over the years; None where fewer than two have it."""
    points = _points(reports, address)
    if len(charts.values_of(points)) < 2:
        return None
    drawn = charts.series(points, breaks(address, site, words))
    return Years(drawn, wording.series(_run(points, address, site), what, words), what)


class Several(NamedTuple):
    """The same figure of places of one level and scope, side by side; `same`: on one scale."""

    panels: tuple[tuple[str, charts.Series], ...]
    level: str
    scope: str
    same: bool


def several(
    places: Sequence[tuple[Jurisdiction, Sequence[Report]]],
    address: str,
    most: int,
    site: Site,
    words: Words,
) -> Several | None:
    """The largest group of places whose newest reports have one level and scope; no organs.

    One scale only while the highest figure is not many times the others' highest.
    """
    groups: dict[tuple[str, str], list[tuple[str, list[charts.Point]]]] = {}
    for place, reports in places:
        points = _points(reports, address)
        known = charts.values_of(points)
        if len(known) > 1 and place.level != "organ" and reports[-1].scope != "unknown":
            key = (place.level, reports[-1].scope)
            groups.setdefault(key, []).append((place.name[words.lang], points))
    if not groups:
        return None
    (level, scope), panels = max(groups.items(), key=lambda group: len(group[1]))
    tops = sorted(max(charts.values_of(points)) for _, points in panels)
    if len(panels) < 2:
        return None
    same = tops[-1] <= 20 * max(tops[len(tops) // 2], Decimal(1))
    names = [(year, "") for year, _ in breaks(address, site, words)]
    drawn = charts.multiples(panels[:most], same=same, breaks=names)
    return Several(drawn, level, scope, same)


def breaks(address: str, site: Site, words: Words) -> list[tuple[int, str]]:
    """The changes of law or form that interrupt a figure: (first year after it, short name)."""
    return [(e.year, e.words[words.lang]["short"]) for e in _interrupting(address, site)]


def _interrupting(address: str, site: Site) -> list[Break]:
    part = address.split(".", 1)[0]
    return [entry for entry in site.contract.breaks.values() if part in entry.parts]


def _points(reports: Sequence[Report], address: str) -> list[charts.Point]:
    return [charts.Point(r.year, r.derived(address), scope=_alike(r, address)) for r in reports]


def _alike(report: Report, address: str) -> str:
    """What must be equal for two years to be compared: the scope, and the form of the part.

    A scope that a document does not say is like no other.
    """
    part = report.parts.get(address.split(".", 1)[0])
    scope = f"unknown {report.year}" if report.scope == "unknown" else report.scope
    return f"{scope} {part.form if part else ''}"


def _run(points: Sequence[charts.Point], address: str, site: Site) -> list[tuple[int, Decimal]]:
    """The last years on end that may be compared: no break between, no blank."""
    interrupted = {entry.year for entry in _interrupting(address, site)}
    run: list[tuple[int, Decimal]] = []
    alike = ""
    for point in points:
        crossed = any(run and run[-1][0] < year <= point.year for year in interrupted)
        if point.value is None or point.scope != alike or crossed:
            run = []
        if point.value is not None:
            run.append((point.year, point.value))
            alike = point.scope
    return run
