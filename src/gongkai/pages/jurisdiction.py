"""The page of a jurisdiction or organ: its reports over the years, and what lies below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai import wording
from gongkai.forms import Break
from gongkai.model import LANGUAGES, Jurisdiction, Report
from gongkai.pages import charts, pictures
from gongkai.pages.outcomes import Outcomes, outcomes
from gongkai.pages.proofs import anchor
from gongkai.pages.site import Page, Site, render
from gongkai.verdict import Tally, Verdict
from gongkai.words import Words, badge, number

# What the table of years shows: address and the id of its heading in site/locale.
FIGURES = (
    ("requests.received.total", "figure-received"),
    ("requests.handled.total", "figure-handled"),
    ("requests.granted.total", "figure-granted"),
    ("requests.refused.total", "figure-refused"),
    ("requests.unable.total", "figure-unable"),
    ("reviews.reconsideration.total", "figure-reconsideration"),
    ("reviews.litigation.total", "figure-litigation"),
)
RECEIVED = FIGURES[0][0]
# Those that are also drawn over the years.
DRAWN = (FIGURES[0], FIGURES[2], FIGURES[4], FIGURES[5])
MOST = 40  # places below that one page lists
PANELS = 12  # places that are drawn side by side; more of them are no picture any more


class Figure(NamedTuple):
    """A figure of the table of years; `apart` is the proof of a printed total that is no sum."""

    value: Decimal | None
    apart: str


class Year(NamedTuple):
    """A line of the table of years: a document, or a year without one."""

    year: int
    report: Report | None
    sums: Tally
    figures: tuple[Figure, ...]


class Child(NamedTuple):
    """A jurisdiction or organ below: its reports, and what became of the newest one's requests."""

    entry: Jurisdiction
    reports: Sequence[Report]
    newest: Report | None
    received: Decimal | None
    strip: pictures.Strip | None
    granted: str
    below: int  # reports below it
    sums: Tally


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Every jurisdiction that has a report at it or below it, in both languages."""
    shown = {entry.id for entry in site.shown()}
    children_of: dict[str, list[Jurisdiction]] = {}
    for entry in site.tree.values():
        if entry.parent is not None:
            children_of.setdefault(entry.parent, []).append(entry)
    below_of = site.below()
    for identity in sorted(shown):
        for lang in LANGUAGES:
            yield page(site, identity, children_of, shown, below_of, lang)


def page(
    site: Site,
    identity: str,
    children_of: Mapping[str, Sequence[Jurisdiction]],
    shown: set[str],
    below_of: Mapping[str, int],
    lang: str,
) -> tuple[str, bytes]:
    """One jurisdiction's page: its own reports, the newest of those above it, those below it."""
    words, entry = site.words[lang], site.tree[identity]
    reports = list(site.by_subject.get(identity, ()))
    annual = _annual(site, identity)
    children = children_of.get(identity, ())
    # Governments first, then organs; both in the order of the tree.
    with_page = sorted((c for c in children if c.id in shown), key=lambda c: c.level == "organ")
    count = total(site, reports)
    readers = min((r.readers for r in reports), default=1)
    newest = annual[-1] if annual else None
    return render(
        site,
        Page(f"{identity}/", lang),
        "jurisdiction.html",
        entry=entry,
        above=site.above(identity),
        names=site.tree,
        covering=covering(site, entry, newest.year if newest else None),
        newest=newest,
        latest=reports[-1] if reports else None,
        picture=_picture(site, newest, words, lang),
        over_years=_over_years(site, annual, words),
        changed=list(_changed(site, annual, words)),
        interruptions=_interruptions(site, annual),
        kinds=pictures.kinds(site, words),
        several=pictures.several(
            [(child, _annual(site, child.id)) for child in children], RECEIVED, PANELS, site, words
        ),
        children=[_child(site, c, words, below_of.get(c.id, 0)) for c in with_page[:MOST]],
        all_children=len(with_page),
        without=list(_bare(children, children_of, shown)),
        years=list(_years(site, reports, annual)),
        documents=len(reports),
        figures=FIGURES,
        below=below_of.get(identity, 0),
        badge=badge(count, readers, words),
        count=count,
    )


def _bare(
    children: Sequence[Jurisdiction],
    children_of: Mapping[str, Sequence[Jurisdiction]],
    shown: set[str],
) -> Iterator[Jurisdiction]:
    """Those below without a page of their own, and all below them: they stand on this page."""
    for child in children:
        if child.id not in shown:
            yield child
            yield from _bare(children_of.get(child.id, ()), children_of, shown)


def covering(site: Site, entry: Jurisdiction, year: int | None) -> Report | None:
    """An annual report above whose figures cover this place without telling it apart.

    That of `year`, the newest of the place itself; where it has none, the newest above.
    """
    for above in reversed(site.above(entry.id)):
        for report in reversed(site.by_subject.get(above.id, ())):
            covers = report.kind == "annual-report" and report.scope == "territory" and report.parts
            if covers and year in (None, report.year):
                return report
    return None


def total(site: Site, reports: Sequence[Report]) -> Tally:
    """The checks of several reports together."""
    return sum((site.tally(report) for report in reports), Tally())


def _years(site: Site, reports: list[Report], annual: list[Report]) -> Iterator[Year]:
    """Newest first; a year between the first and the last annual report may have none."""
    lines = [Year(r.year, r, site.tally(r), _figures(site, r)) for r in reports]
    if annual:
        held = {report.year for report in annual}
        missing = set(range(annual[0].year, annual[-1].year)) - held
        lines += [Year(year, None, Tally(), ()) for year in missing]
    yield from sorted(lines, key=lambda line: (-line.year, line.report.id if line.report else ""))


def _figures(site: Site, report: Report) -> tuple[Figure, ...]:
    """Nothing for a document without tables."""
    apart = {
        f.place: anchor(f.identity)
        for f in site.findings[report.id]
        if f.identity and f.verdict is Verdict.AS_PRINTED
    }
    figures = []
    for address, _ in FIGURES if report.parts else ():
        part, item, column = address.split(".")
        form = report.parts.get(part)
        rows = form.groups.get(item, (item,)) if form else ()
        proofs = [
            apart[f"{part}.{row}.{column}"] for row in rows if f"{part}.{row}.{column}" in apart
        ]
        figures.append(Figure(report.derived(address), proofs[0] if proofs else ""))
    return tuple(figures)


def _child(site: Site, entry: Jurisdiction, words: Words, below: int) -> Child:
    reports, annual = site.by_subject.get(entry.id, ()), _annual(site, entry.id)
    newest = annual[-1] if annual else None
    found = _outcomes(newest, site, words)
    granted = found.parts[0].value / found.handled if found and found.handled else None
    return Child(
        entry,
        reports,
        newest,
        newest.derived(RECEIVED) if newest else None,
        pictures.strip(found, site, words),
        "" if granted is None else charts.percent(granted),
        below,
        total(site, reports),
    )


def _annual(site: Site, identity: str) -> list[Report]:
    return [r for r in site.by_subject.get(identity, ()) if r.kind == "annual-report"]


def _outcomes(report: Report | None, site: Site, words: Words) -> Outcomes | None:
    return outcomes(report, site.implied[report.id], words) if report else None


def _picture(site: Site, newest: Report | None, words: Words, lang: str) -> pictures.Cascade | None:
    """What became of the requests of the newest report; its rows lead into that report's tables."""
    if newest is None:
        return None
    at = Page(f"{newest.subject}/", lang).link(f"{newest.id}/")
    return pictures.cascade(_outcomes(newest, site, words), site, words, at)


def _over_years(site: Site, annual: list[Report], words: Words) -> list[pictures.Years]:
    """The figures of the table of years, each as a picture, where two reports or more have it."""
    drawn = (
        pictures.over_years(annual, address, words(heading), site, words)
        for address, heading in DRAWN
    )
    return [years for years in drawn if years is not None]


def _changed(site: Site, annual: list[Report], words: Words) -> Iterator[tuple[int, int, str]]:
    """What changed between neighbouring years that may be compared: (before, after, sentence)."""
    held = {report.year: report for report in annual}
    for report in reversed(annual):
        before = held.get(report.year - 1)
        growth = [v for v in site.indicators[report.id] if v.indicator == "growth-received"]
        if before and growth:
            now, last = report.derived(RECEIVED), before.derived(RECEIVED)
            assert now is not None
            assert last is not None
            said = wording.change(now, last, words)
            yield before.year, report.year, words("changed-received", n=number(now), change=said)


def _interruptions(site: Site, annual: list[Report]) -> list[Break]:
    """Changes of law or form between the first and the last report: figures stop there."""
    if not annual:
        return []
    first, last = annual[0].year, annual[-1].year
    parts = {address.split(".", 1)[0] for address, _ in DRAWN}
    return [
        entry
        for entry in site.contract.breaks.values()
        if first < entry.year <= last and parts.intersection(entry.parts)
    ]
