"""The page of a jurisdiction or organ: its reports over the years, and what lies below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from operator import itemgetter
from typing import NamedTuple

from gongkai.model.findings import Tally
from gongkai.model.forms import Break
from gongkai.model.report import Jurisdiction, Report
from gongkai.pages import below, pictures, tried
from gongkai.pages.below import RECEIVED
from gongkai.pages.outcomes import no_picture, outcomes
from gongkai.pages.site import Site, View
from gongkai.words import Words, number, phrases

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
LAST = "~"  # after every id: below the line of its year
# Those that also have a picture over the years.
PANELS = (FIGURES[0], FIGURES[2], FIGURES[4], FIGURES[5])


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
    site: Site, entry: Jurisdiction, children_of: Mapping[str, Sequence[Jurisdiction]]
) -> Iterator[tuple[str, bytes]]:
    """One jurisdiction's page in both languages: its own reports, the newest of those above it,
    those below it.
    """
    for view in site.views(f"{entry.id}/"):
        yield _page(view, entry, children_of)


def _page(
    view: View, entry: Jurisdiction, children_of: Mapping[str, Sequence[Jurisdiction]]
) -> tuple[str, bytes]:
    site, words = view.site, view.words
    reports, annual = list(site.by_subject.get(entry.id, ())), site.annual(entry.id)
    newest = annual[-1] if annual else None
    paged = newest if newest and newest.year >= site.since else None
    found = outcomes(view, paged) if paged else None
    places = children_of.get(entry.id, ())
    children = below.with_page(view, places)
    cuts = {address: pictures.cuts(view, annual, address) for address, _ in FIGURES}
    return view.render(
        "jurisdiction.html",
        entry=entry,
        above=site.lineage(entry.id)[:-1],
        reports=reports,
        annual=annual,
        newest=newest,
        paged=paged,
        picture=pictures.cascade(view, found, view.link(paged)) if paged else None,
        no_picture=no_picture(paged, found, words) if paged and "requests" in paged.parts else "",
        count=sum(map(site.tally, reports), Tally()),
        covering=_covering(site, entry, newest.year if newest else None),
        changes=list(_changes(view, annual)),
        panels=[
            (words(heading), pictures.over_years(view, annual, address, words(heading)))
            for address, heading in PANELS
        ],
        interruptions=_interruptions(view, cuts),
        figures=[heading for _, heading in FIGURES],
        years=_years(view, reports, annual, cuts),
        held=site.below.get(entry.id, 0),
        outside=entry.id in site.peers["outside"],
        children=children,
        kinds=pictures.kinds(view) if children and children.pictured else (),
        without=below.without_page(site, places, children_of),
    )


def _covering(site: Site, entry: Jurisdiction, year: int | None) -> Report | None:
    """An annual report above whose figures cover this place without telling it apart.

    That of `year`, the newest of the place itself; where it has none, the newest above.
    """
    for above in reversed(site.lineage(entry.id)[:-1]):
        for report in reversed(site.annual(above.id)):
            if report.scope == "territory" and report.parts and year in (None, report.year):
                return report
    return None


Cuts = Mapping[str, Sequence[pictures.Cut]]  # by the address of a figure


def _years(
    view: View, reports: Sequence[Report], annual: Sequence[Report], cuts: Cuts
) -> list[tuple[str, object]]:
    """The lines of the table of years, newest first, each with its kind: a report, a gap, what is
    not compared.

    A year between the first and the last annual report may have none.
    """
    lines: list[tuple[tuple[int, str], str, object]] = [
        ((-r.year, r.id), "report", _year(view, r)) for r in reports
    ]
    if annual:
        held = {report.year for report in annual}
        gaps = set(range(annual[0].year, annual[-1].year)) - held
        lines += [((-year, ""), "gap", year) for year in gaps]
        for cut, headings in _not_compared(cuts, view.words):
            lines.append(((-cut.after, LAST), "apart", (cut, headings)))
    return [(kind, line) for _, kind, line in sorted(lines, key=itemgetter(0))]


def _year(view: View, report: Report) -> Year:
    """A line of the table of years."""
    figures = []
    for address, _ in FIGURES if report.parts else ():
        found = pictures.doubted(view.site, report, address)
        proof = tried.link(view, report, found) if found else ""
        alone = bool(found and found.confirmed and report.alone(found.confirmed))
        figures.append((report.derived(address), proof, alone))
    return Year(report, view.site.tally(report), figures, own=report.year >= view.site.since)


def _changes(view: View, annual: Sequence[Report]) -> Iterator[tuple[int, int, str]]:
    """What changed between neighbouring years; where they are not compared, why."""
    words, held = view.words, {report.year: report for report in annual}
    for report in reversed(annual):
        before = held.get(report.year - 1)
        if before is None:
            continue
        now, last = report.derived(RECEIVED), before.derived(RECEIVED)
        if now is None or last is None:
            sentence = words("changed-blank", year=report.year if now is None else before.year)
        elif apart := pictures.cuts(view, [before, report], RECEIVED):
            figures = {"now": number(now), "last": number(last)}
            sentence = words("changed-apart", **figures, why=apart[0].why)
        else:
            change = phrases.change(now, last, words)
            sentence = words("changed-received", n=number(now), change=change)
        yield before.year, report.year, sentence


def _not_compared(cuts: Cuts, words: Words) -> Iterator[tuple[pictures.Cut, str]]:
    """Where figures of the table of years are not compared with the line below: their headings."""
    by_cut: dict[tuple[int, int, str], tuple[pictures.Cut, list[str]]] = {}
    for address, heading in FIGURES:
        for cut in cuts[address]:
            key = cut.before, cut.after, cut.why
            by_cut.setdefault(key, (cut, []))[1].append(words(heading))
    for cut, headings in by_cut.values():
        every = len(headings) == len(FIGURES)
        yield cut, words("all-figures") if every else words("list-separator").join(headings)


def _interruptions(view: View, cuts: Cuts) -> list[tuple[Break, list[str]]]:
    """Changes of law or form that lie between the reports, and the figures that they interrupt."""
    touched: dict[str, list[str]] = {}
    for address, heading in FIGURES:
        for entry in dict.fromkeys(entry for cut in cuts[address] for entry in cut.entries):
            touched.setdefault(entry.id, []).append(view.words(heading))
    entries = view.contract.breaks.values()
    return [(entry, touched[entry.id]) for entry in entries if entry.id in touched]
