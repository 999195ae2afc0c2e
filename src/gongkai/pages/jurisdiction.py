"""The page of a jurisdiction or organ: its reports over the years, and what lies below it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from operator import itemgetter
from typing import NamedTuple

from gongkai.model.findings import Tally
from gongkai.model.forms import Break
from gongkai.model.report import Jurisdiction, Report
from gongkai.pages import doors, pictures, roles, tried
from gongkai.pages.answer import answer
from gongkai.pages.below import reported
from gongkai.pages.counts import Counts, Cuts, Shown, counts, not_compared
from gongkai.pages.held import Held, held
from gongkai.pages.missing import Missing, covering, missing
from gongkai.pages.outcomes import no_picture, outcome_part, outcomes
from gongkai.pages.roles import FIGURES
from gongkai.pages.shares import Shares, shares
from gongkai.pages.site import Site, View

LAST = "~"  # after every id: below the line of its year


class YearFigure(NamedTuple):
    """A figure of a year, with the place of its proof where it is no sum, and whether one person
    alone has looked at that. `asked` says whether the form of the year has it at all.
    """

    value: Decimal | None
    proof: str
    alone: bool
    asked: bool


class Year(NamedTuple):
    """A document in the table of years, and how its sums stand.

    `figures` are those that the table shows; a document without tables has none. `own` says whether
    it has pages of its own.
    """

    report: Report
    tally: Tally
    figures: Sequence[YearFigure]
    own: bool


class _PlaceFacts(NamedTuple):
    """What the page says in both languages, and is looked up once for them."""

    annual: Sequence[Report]
    figures: Shown
    partings: Mapping[str, Sequence[pictures.Parting]]  # by role
    covering: Report | None
    held: Held | None
    missing: Missing | None


def pages(
    site: Site, entry: Jurisdiction, children: Sequence[Jurisdiction]
) -> Iterator[tuple[str, bytes]]:
    """One jurisdiction's page in both languages: its own reports, the newest of those above it,
    those below it.
    """
    reports, annual = site.by_subject.get(entry.id, ()), site.annual(entry.id)
    figures = _figures(site, reports)
    facts = _PlaceFacts(
        annual,
        figures,
        {role: pictures.partings(site, annual, role) for role, _ in figures},
        covering(site, entry, annual[-1].year if annual else None),
        held(site, entry, children),
        None if reports else missing(site, entry),
    )
    for view in site.views(f"{entry.id}/"):
        yield _page(view, entry, children, facts)


def _page(
    view: View, entry: Jurisdiction, places: Sequence[Jurisdiction], facts: _PlaceFacts
) -> tuple[str, bytes]:
    site, annual, figures = view.site, facts.annual, facts.figures
    reports = list(site.by_subject.get(entry.id, ()))
    newest = annual[-1] if annual else None
    paged = newest if newest and newest.year >= site.since else None
    found = outcomes(view, newest) if newest else None
    cuts = {role: pictures.cuts(view.words, found) for role, found in facts.partings.items()}
    years = _years(view, reports, annual, figures, cuts)
    part = outcome_part(paged) if paged else None
    by_outcome, by_count = shares(view, annual), counts(view, annual, cuts)
    every = pictures.breaks(cut for of_role in cuts.values() for cut in of_role)
    return view.render(
        "jurisdiction.html",
        entry=entry,
        above=site.lineage(entry.id)[:-1],
        reports=reports,
        newest=newest,
        paged=paged,
        answer=answer(view, newest, found) if newest else None,
        picture=pictures.cascade(view, found, view.link(paged)) if paged else None,
        outcomes_at=f"#part-{part.name}" if part else "",
        no_picture=no_picture(view, paged, found) if paged and part else "",
        count=sum(map(site.tally, reports), Tally()),
        covering=facts.covering,
        shares=by_outcome,
        counts=by_count,
        breaks=_explained(by_outcome, by_count, every),
        held=facts.held,
        figures=[heading for _, heading in figures],
        years=years,
        unasked=any(
            not figure.asked
            for _, line in years
            if isinstance(line, Year)
            for figure in line.figures
        ),
        below=site.below.get(entry.id, 0),
        successor=site.tree[entry.successor] if entry.successor else None,
        looked=[one for one in site.looked if one.jurisdiction == entry.id],
        missing=facts.missing,
        children=reported(view, places),
        without=[place for place in places if not site.reported(place.id)],
        add=partial(doors.add, view, entry.id),
        name_door=doors.door(view, "name-changed", place=entry.id),
    )


def _explained(
    by_outcome: Shares | None, by_count: Counts | None, every: Sequence[Break]
) -> list[list[Break]]:
    """The breaks that are explained below the shares, the counts and the table: each once, where a
    reader first meets it.
    """
    named = [found.breaks if found else () for found in (by_outcome, by_count)]
    met: set[str] = set()
    explained = []
    for found in (*named, every):
        explained.append([entry for entry in found if entry.id not in met])
        met |= {entry.id for entry in found}
    return explained


def _figures(site: Site, reports: Sequence[Report]) -> Shown:
    """What the table of years shows: what the form of any report with tables has."""
    with_tables = [report for report in reports if report.parts]
    found = [
        figure
        for figure in FIGURES
        if any(roles.asked(site, report, figure[0]) for report in with_tables)
    ]
    return found or FIGURES


def _years(
    view: View, reports: Sequence[Report], annual: Sequence[Report], figures: Shown, cuts: Cuts
) -> list[tuple[str, object]]:
    """The lines of the table of years, newest first, each with its kind: a report, a gap, what is
    not compared.

    A year between the first and the last annual report may have none.
    """
    lines: list[tuple[tuple[int, str], str, object]] = [
        ((-r.year, r.id), "report", _year(view, r, figures)) for r in reports
    ]
    if annual:
        held = {report.year for report in annual}
        gaps = set(range(annual[0].year, annual[-1].year)) - held
        lines += [((-year, ""), "gap", year) for year in gaps]
        for cut, headings in not_compared(view.words, figures, cuts):
            lines.append(((-cut.after, LAST), "apart", (cut, headings)))
    return [(kind, line) for _, kind, line in sorted(lines, key=itemgetter(0))]


def _year(view: View, report: Report, shown: Shown) -> Year:
    """A line of the table of years."""
    figures = []
    for role, _ in shown if report.parts else ():
        found = pictures.doubted(view.site, report, role)
        proof = tried.link(view, report, found) if found else ""
        alone = bool(found and found.confirmed and report.alone(found.confirmed))
        asked = roles.asked(view.site, report, role)
        figures.append(YearFigure(roles.value(report, role), proof, alone, asked))
    return Year(report, view.site.tally(report), figures, own=report.year >= view.site.since)
