"""What lies below a place: its children with their newest figures, and those without a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from functools import lru_cache

from markupsafe import Markup

from gongkai.model.report import Jurisdiction, Report
from gongkai.pages import charts, drawn, pictures, stencil
from gongkai.pages.outcomes import granted, outcomes, undrawn
from gongkai.pages.site import Page, Site
from gongkai.pages.templating import Env
from gongkai.words import Words, number

RECEIVED = "requests.received.total"
MOST = 40  # places below that one page lists
STRIPS = 30  # up to so many each has its picture; more of them would make the page too heavy
PANELS = 12  # places that are drawn side by side; more of them are no picture any more


def with_page(
    site: Site, here: Page, children: Sequence[Jurisdiction], words: Words
) -> dict[str, str]:
    """The places below with a page: governments first, then organs, in the order of the tree."""
    with_page = sorted(
        (c for c in children if c.id in site.shown), key=lambda c: c.level == "organ"
    )
    if not with_page:
        return {}
    env, listed = site.envs[words.lang], with_page[:MOST]
    strips, told = len(listed) <= STRIPS, len(with_page) <= 8
    rows = [_child(site, child, here, words, strips=strips, told=told) for child in listed]
    more = words("below-some", n=len(listed)) if len(with_page) > len(listed) else ""
    if not strips:
        more = words("below-undrawn", n=STRIPS) + (words("space") + more if more else "")
    drawn_ones = any(drawn for _, drawn, _ in rows)
    return {
        "children": stencil.joined([row for row, _, _ in rows]),
        "worked": "yes" if any(worked for _, _, worked in rows) else "",
        "inks": _inks(env, tuple(pictures.kinds(site, words))) if drawn_ones else "",
        "more": more,
        "strips": "yes" if strips else "",
        "several": _several(site, children, words),
    }


@lru_cache(maxsize=64)
def _inks(env: Env, kinds: tuple[str, ...]) -> Markup:
    return stencil.made(env, "charts", "inks", kinds)


def _several(site: Site, children: Sequence[Jurisdiction], words: Words) -> Markup:
    places = [(child, site.annual(child.id)) for child in children]
    found = pictures.several(places, RECEIVED, PANELS, site, words)
    if found is None:
        return stencil.NOTHING
    label = site.contract.label
    level = label("jurisdictions.level", found.level, words.lang)
    scope = label("reports.scope", found.scope, words.lang)
    title = words("several-title", level=level, scope=scope)
    return drawn.multiples(
        site.envs[words.lang], found.panels, "m", title, same=found.same, note=found.note
    )


def _child(
    site: Site, entry: Jurisdiction, here: Page, words: Words, *, strips: bool, told: bool
) -> tuple[Markup, bool, bool]:
    """A place below: its reports, what became of the newest one's requests.

    Also whether that is drawn, and whether it had to be worked out.
    """
    env = site.envs[words.lang]
    reports, annual = site.by_subject.get(entry.id, ()), site.annual(entry.id)
    newest = annual[-1] if annual else None
    found = outcomes(newest, site.implied[newest.id], words) if newest else None
    share, worked = granted(newest, found) if newest else (None, False)
    bars = pictures.strip(found, site, words) if strips else None
    shown = newest or (reports[-1] if reports else None)
    below = site.below.get(entry.id, 0)
    texts = {
        "link": here.link(f"{entry.id}/"),
        "name": entry.name[words.lang],
        "zh": entry.name["zh"],
        "report": site.link(here, shown) if shown else "",
        "year": str(shown.year) if shown else "",
        "reports": words("reports-here", n=len(reports)) if len(reports) > 1 else "",
        "below": words("places-below", n=below) if below else "",
        "received": number(newest.derived(RECEIVED)) if newest else "",
        "granted": "" if share is None else charts.percent(share),
        "worked": "yes" if share is not None and worked else "",
        "strip": drawn.strip(env, bars, told=told) if bars else "",
        "undrawn": undrawn(newest, found, words) if newest and not bars else "",
    }
    row = stencil.rendered(env, "places", "child", texts, strips)
    return row, bars is not None, found is not None and found.basis != "printed"


def without_page(
    site: Site,
    newest: Report | None,
    children: Sequence[Jurisdiction],
    children_of: Mapping[str, Sequence[Jurisdiction]],
    words: Words,
) -> dict[str, str]:
    """The places below that have no page of their own: those with others below them, the rest."""
    covered = newest is not None and newest.scope == "territory" and newest.parts
    alone, groups = [], []
    for child in children:
        if child.id in site.shown:
            continue
        within = list(_bare(children_of.get(child.id, ()), children_of, site.shown))
        if within:
            inner = stencil.joined([_line(site, entry, words) for entry in within])
            groups.append(_line(site, child, words, inner))
        else:
            alone.append(_line(site, child, words))
    return {
        "without": stencil.joined(alone),
        "without_groups": stencil.joined(groups),
        "without_year": str(newest.year) if newest and covered else "",
    }


def _line(site: Site, entry: Jurisdiction, words: Words, within: Markup | None = None) -> Markup:
    """A place without a page of its own, with those below it."""
    texts = {
        "id": entry.id,
        "name": entry.name[words.lang],
        "zh": entry.name["zh"],
        "until": words("place-until", year=entry.until[:4]) if entry.until else "",
        "within": within or "",
    }
    return stencil.rendered(site.envs[words.lang], "places", "bare", texts)


def _bare(
    children: Sequence[Jurisdiction],
    children_of: Mapping[str, Sequence[Jurisdiction]],
    shown: Set[str],
) -> Iterator[Jurisdiction]:
    """Those below without a page of their own, and all below them: they stand on this page."""
    for child in children:
        if child.id not in shown:
            yield child
            yield from _bare(children_of.get(child.id, ()), children_of, shown)
