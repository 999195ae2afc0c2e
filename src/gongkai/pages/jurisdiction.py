"""The page of a jurisdiction or organ: its reports over the years, and what lies below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from gongkai.model.findings import Tally
from gongkai.model.forms import Break
from gongkai.model.languages import SITE_LANGUAGES
from gongkai.model.report import Jurisdiction, Report
from gongkai.pages import below, pictures, tried
from gongkai.pages.below import RECEIVED
from gongkai.pages.outcomes import outcomes, undrawn
from gongkai.pages.site import Page, Site, render
from gongkai.words import Words, number, wording

# What the table of years shows: address and the id of its heading in site/locale.
FIGURES = (
    (RECEIVED, "figure-received"),
    ("requests.handled.total", "figure-handled"),
    ("requests.granted.total", "figure-granted"),
    ("requests.refused.total", "figure-refused"),
    ("requests.unable.total", "figure-unable"),
    ("reviews.reconsideration.total", "figure-reconsideration"),
    ("reviews.litigation.total", "figure-litigation"),
)
HEADINGS = tuple(heading for _, heading in FIGURES)
LAST = "~"  # after every id: below the line of its year
# Those that are also drawn over the years.
DRAWN = (FIGURES[0], FIGURES[2], FIGURES[4], FIGURES[5])


class Year(NamedTuple):
    """A document in the table of years, and how its sums stand.

    `figures` are those of FIGURES with the place of the proof of one that is no sum, and whether
    one person alone has looked at it; a document without tables has none. `own` says whether it has
    pages of its own.
    """

    report: Report
    tally: Tally
    figures: Sequence[tuple[Decimal | None, str, bool]]
    own: bool


def pages(
    site: Site, identity: str, children_of: Mapping[str, Sequence[Jurisdiction]]
) -> Iterator[tuple[str, bytes]]:
    """One jurisdiction's page in both languages: its own reports, the newest of those above it,
    those below it.
    """
    for lang in SITE_LANGUAGES:
        yield _page(site, site.tree[identity], children_of, site.words[lang])


def _page(
    site: Site,
    entry: Jurisdiction,
    children_of: Mapping[str, Sequence[Jurisdiction]],
    words: Words,
) -> tuple[str, bytes]:
    here = Page(f"{entry.id}/", words.lang)
    reports, annual = list(site.by_subject.get(entry.id, ())), site.annual(entry.id)
    newest = annual[-1] if annual else None
    paged = newest if newest and newest.year >= site.since else None
    found = outcomes(paged, site.implied[paged.id], words) if paged else None
    places = children_of.get(entry.id, ())
    children = below.with_page(site, places, words)
    cuts = {address: pictures.cuts(annual, address, site, words) for address, _ in FIGURES}
    return render(
        site,
        here,
        "jurisdiction.html",
        entry=entry,
        above=site.above(entry.id),
        reports=reports,
        annual=annual,
        newest=newest,
        paged=paged,
        picture=pictures.cascade(found, site, words, here.link(f"{paged.id}/")) if paged else None,
        undrawn=undrawn(paged, found, words) if paged and "requests" in paged.parts else "",
        count=total(site, reports),
        covering=covering(site, entry, newest.year if newest else None),
        changed=list(_changed(site, annual, words)),
        panels=[
            (words(heading), pictures.over_years(annual, address, words(heading), site, words))
            for address, heading in DRAWN
        ],
        interruptions=_interruptions(site, cuts, words),
        figures=HEADINGS,
        years=_years(site, reports, annual, cuts, here, words),
        held=site.below.get(entry.id, 0),
        outside=entry.id in site.peers["outside"],
        children=children,
        kinds=pictures.kinds(site, words) if children and children.drawn else (),
        without=below.without_page(site, places, children_of),
    )


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


Cuts = Mapping[str, Sequence[pictures.Cut]]  # by the address of a figure


def _years(
    site: Site,
    reports: Sequence[Report],
    annual: Sequence[Report],
    cuts: Cuts,
    here: Page,
    words: Words,
) -> list[tuple[str, object]]:
    """The lines of the table of years, newest first, each with its kind: a report, a gap, what is
    not compared.

    A year between the first and the last annual report may have none.
    """
    lines: list[tuple[tuple[int, str], str, object]] = [
        ((-r.year, r.id), "report", _year(site, r, here)) for r in reports
    ]
    if annual:
        held = {report.year for report in annual}
        gaps = set(range(annual[0].year, annual[-1].year)) - held
        lines += [((-year, ""), "gap", year) for year in gaps]
        for cut, headings in _uncompared(cuts, words):
            lines.append(((-cut.after, LAST), "apart", (cut, headings)))
    return [(kind, line) for _, kind, line in sorted(lines, key=itemgetter(0))]


def _year(site: Site, report: Report, here: Page) -> Year:
    """A line of the table of years."""
    figures = []
    for address, _ in FIGURES if report.parts else ():
        found = pictures.doubted(site, report, address)
        proof = tried.link(site, here, report, found) if found else ""
        alone = bool(found and found.confirmed and report.alone(found.confirmed))
        figures.append((report.derived(address), proof, alone))
    return Year(report, site.tally(report), figures, own=report.year >= site.since)


def _changed(site: Site, annual: list[Report], words: Words) -> Iterator[tuple[int, int, str]]:
    """What changed between neighbouring years; where they are not compared, why."""
    held = {report.year: report for report in annual}
    for report in reversed(annual):
        if before := held.get(report.year - 1):
            yield before.year, report.year, _change(site, before, report, words)


def _change(site: Site, before: Report, report: Report, words: Words) -> str:
    now, last = report.derived(RECEIVED), before.derived(RECEIVED)
    if now is None or last is None:
        year = report.year if now is None else before.year
        return words("changed-blank", year=year)
    figures = {"now": number(now), "last": number(last)}
    if apart := pictures.cuts([before, report], RECEIVED, site, words):
        return words("changed-apart", **figures, why=apart[0].why)
    return words("changed-received", n=number(now), change=wording.change(now, last, words))


def _uncompared(cuts: Cuts, words: Words) -> Iterator[tuple[pictures.Cut, str]]:
    """Where figures of the table of years are not compared with the line below: their headings."""
    by_cut: dict[tuple[int, int, str], tuple[pictures.Cut, list[str]]] = {}
    for address, heading in FIGURES:
        for cut in cuts[address]:
            key = cut.before, cut.after, cut.why
            by_cut.setdefault(key, (cut, []))[1].append(words(heading))
    for cut, headings in by_cut.values():
        told = words("list-separator").join(headings)
        if len(headings) == len(FIGURES):
            told = words("all-figures")
        yield cut, told


def _interruptions(site: Site, cuts: Cuts, words: Words) -> list[tuple[Break, list[str]]]:
    """Changes of law or form that lie between the reports, and the figures that they interrupt."""
    touched: dict[str, list[str]] = {}
    for address, heading in FIGURES:
        for entry in dict.fromkeys(entry for cut in cuts[address] for entry in cut.entries):
            touched.setdefault(entry.id, []).append(words(heading))
    entries = site.contract.breaks.values()
    return [(entry, touched[entry.id]) for entry in entries if entry.id in touched]
