"""A report beside those of the years before and after: the figures, and what rules say of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Finding, Verdict
from gongkai.model.report import Report
from gongkai.pages import pictures, roles
from gongkai.pages.site import Site, View

NAMED = 4  # places that a line names


class Tried(NamedTuple):
    """A rule over years and what it found in a report; each with the figures of both years.

    `unjudged` are those that could not be judged.
    """

    rule: str
    judged: list[tuple[Finding, str]]
    unjudged: list[Finding]


class Mark(NamedTuple):
    """What is said of a row: the later of two years, a verdict (none where the two are not
    compared), a sentence.
    """

    year: int
    verdict: Verdict | None
    text: str


class NeighbourFigure(NamedTuple):
    """A figure of a year; whether the form of the year has it; whether it is this report's."""

    value: Decimal | None
    asked: bool
    own: bool


class NeighbourRow(NamedTuple):
    """A figure of neighbouring years: where its cell or the head of its group stands on the page
    (or nothing), its marks.
    """

    label: str
    anchor: str
    figures: Sequence[NeighbourFigure]
    marks: Sequence[Mark]


class Holding(NamedTuple):
    """A rule in words, a place, and the figures of both years, which agree; of a rule that only
    sets a bound, how many figures keep it in place of these.
    """

    rule: str
    where: str
    figures: str = ""


class Agreeing(NamedTuple):
    """What else holds beside another year: how many figures, and a line for each."""

    year: int
    all: int
    lines: Sequence[Holding]


Said = tuple[str, Finding, str]  # a rule, what it found, the figures of both years
Judged = dict[int, dict[str, list[Said]]]  # year → place → what is said of it


class RowFacts(NamedTuple):
    """A row of the table in no language: the message that is its label, or nothing where the form
    of `owner` names its address. `partings` are where its figures do not go on, `judged` what rules
    say of it, each with the later of the two reports.
    """

    heading: str
    owner: Report
    address: str
    anchor: str
    figures: Sequence[NeighbourFigure]
    partings: Sequence[pictures.Parting]
    judged: Sequence[tuple[Report, Said]]


class NeighbourFacts(NamedTuple):
    """The table in no language. `agreeing` are for each later report the figures that agree and
    stand in no row: their places, and what is said of them; of rules that only set a bound, how
    many figures keep it.
    """

    reports: Sequence[Report]
    rows: Sequence[RowFacts]
    agreeing: Sequence[tuple[Report, Sequence[tuple[str, Said]], Mapping[str, int]]]


class Neighbours(NamedTuple):
    """The table of neighbouring years. `folded` are by year what else holds beside that year;
    `notes` say what could not be judged, and why.
    """

    reports: Sequence[Report]
    rows: Sequence[NeighbourRow]
    folded: Sequence[Agreeing]
    notes: Sequence[str]


def tried(site: Site, owner: Report) -> list[Tried]:
    """The rules over years that a report was tried by, in any language."""
    rules = site.contract.rules
    by_rule: dict[str, Tried] = {}
    for finding in site.findings[owner.id]:
        if finding.identity is None and rules[finding.rule].applies_to == "series":
            found = by_rule.setdefault(finding.rule, Tried(finding.rule, [], []))
            if finding.verdict is Verdict.NOT_ASSESSABLE:
                found.unjudged.append(finding)
            else:
                figures = " · ".join(map(say.number, finding.figures))
                found.judged.append((finding, figures))
    return list(by_rule.values())


def facts(
    site: Site, report: Report, found: Sequence[Tried], later: Sequence[Tried]
) -> NeighbourFacts:
    """A report beside its neighbours; `found` is what rules over years say of it, `later` what they
    say of the next one.

    The later of two years owns a finding, and the earlier shows it where it could be judged.
    Reports of another scope stand in no column: they count something else.
    """
    reports = _held(site, report)
    owners = [(report, found)] + ([(reports[-1], later)] if reports[-1] is not report else [])
    judged: Judged = {}
    for owner, of_owner in owners:
        at = judged.setdefault(owner.year, {})
        for rule, finding, figures in ((t.rule, *one) for t in of_owner for one in t.judged):
            at.setdefault(finding.place, []).append((rule, finding, figures))
    rows = list(_rows(site, report, reports, judged)) if report.parts and reports[1:] else []
    marked = {
        (owner.year, finding.place, rule)
        for row in rows
        for owner, (rule, finding, _) in row.judged
        if finding.sums
    }
    agreeing = []
    for owner, _ in owners:
        sums: list[tuple[str, Said]] = []
        bounds: Counter[str] = Counter()
        for place, of_place in judged[owner.year].items():
            for rule, finding, figures in of_place:
                if finding.verdict is not Verdict.HOLDS:
                    continue
                if not finding.sums:
                    bounds[rule] += 1
                elif (owner.year, place, rule) not in marked:
                    sums.append((place, (rule, finding, figures)))
        agreeing.append((owner, sums, bounds))
    return NeighbourFacts(reports, rows, agreeing)


def _held(site: Site, report: Report) -> list[Report]:
    """A report, and the annual ones of the years beside it that count the same."""
    before, after = (
        one if one and one.parts and one.scope == report.scope else None
        for one in (site.beside(report, -1), site.beside(report, 1))
    )
    return [one for one in (before, report, after) if one is not None]


def _rows(
    site: Site, report: Report, reports: Sequence[Report], judged: Judged
) -> Iterator[RowFacts]:
    """The rows that every table has, then the cells of which a rule says something else."""
    seen = set()
    for role, heading in roles.HEADINGS.items():
        figures = _figures(site, report, reports, role)
        if any(figure.asked for figure in figures):
            address = report.figure(role) or ""
            seen.add(address)
            anchor, parted = roles.anchor(report, address), pictures.partings(site, reports, role)
            said = _said(reports, judged, address)
            yield RowFacts(heading, report, address, anchor, figures, parted, said)
    for owner in reports:
        for place, of_place in judged.get(owner.year, {}).items():
            fails = any(finding.verdict is not Verdict.HOLDS for _, finding, _ in of_place)
            if fails and place not in seen:
                seen.add(place)
                anchor, figures = (
                    roles.anchor(report, place),
                    _figures(site, report, reports, place),
                )
                said = _said(reports, judged, place)
                yield RowFacts("", owner, place, anchor, figures, (), said)


def _figures(
    site: Site, report: Report, reports: Sequence[Report], figure: str
) -> list[NeighbourFigure]:
    return [
        NeighbourFigure(roles.value(one, figure), roles.asked(site, one, figure), one is report)
        for one in reports
    ]


def _said(reports: Sequence[Report], judged: Judged, place: str) -> list[tuple[Report, Said]]:
    """What rules say of a place, with the later of the two reports."""
    return [(one, said) for one in reports for said in judged.get(one.year, {}).get(place, ())]


def neighbours(
    view: View, report: Report, known: NeighbourFacts, found: Sequence[Tried]
) -> Neighbours | None:
    """The table in words; `found` is what rules over years say of the report. None where there is
    nothing to show.
    """
    words = view.words
    rows = [_in_words(view, report, row) for row in known.rows]
    folded = []
    for owner, sums, bounds in known.agreeing:
        lines = [
            Holding(_short(view, rule), say.place(place, owner, words), figures)
            for place, (rule, _, figures) in sums
        ]
        lines += [Holding(_short(view, r), words("figures", n=n)) for r, n in bounds.items()]
        if lines:
            year = owner.year - 1 if owner is report else owner.year
            folded.append(Agreeing(year, len(sums) + sum(bounds.values()), lines))
    notes = list(_unjudged(view, report, found))
    return Neighbours(known.reports, rows, folded, notes) if rows or folded or notes else None


def _in_words(view: View, report: Report, row: RowFacts) -> NeighbourRow:
    words = view.words
    marks = [
        Mark(cut.after, None, words("row-apart", why=cut.why))
        for cut in pictures.cuts(words, row.partings)
    ]
    for owner, said in row.judged:
        marks += _mark(view, owner, report, *said)
    label = words(row.heading) if row.heading else say.place(row.address, row.owner, words)
    return NeighbourRow(label, row.anchor, row.figures, marks)


def _mark(
    view: View, owner: Report, shown_on: Report, rule: str, finding: Finding, figures: str
) -> Iterator[Mark]:
    """What a rule says of a cell. That a figure did not jump is no agreement, and not said."""
    words, contract = view.words, view.contract
    if finding.verdict is Verdict.HOLDS:
        if finding.sums:
            yield Mark(owner.year, finding.verdict, _short(view, rule))
        return
    # A sentence speaks of this year and the last: only the later report can print it.
    if owner is shown_on:
        text = say.broken(finding, owner, contract, words)
    else:
        text = f"{_short(view, rule)}{words('colon')}{figures}"
    if finding.confirmed:
        text += f"{words('colon')}{say.confirmed(finding, owner, contract, words)}"
    yield Mark(owner.year, finding.verdict, text)


def _short(view: View, rule: str) -> str:
    return str(view.contract.rules[rule].words[view.lang]["short"])


def _unjudged(view: View, report: Report, found: Sequence[Tried]) -> Iterator[str]:
    """What cannot be judged for one and the same reason is one sentence: the rules, and where a
    rule says something else of other places, which places.
    """
    words, contract = view.words, view.contract
    by_reason: dict[str, list[str]] = {}
    for name, judged, open_ones in found:
        by_note: dict[str, list[Finding]] = {}
        for finding in open_ones:
            blank = words("tried-blank") if finding.missing else ""
            by_note.setdefault(blank or say.note(finding, report, words), []).append(finding)
        for note, places in by_note.items():
            what = contract.rules[name].words[view.lang]["title"]
            if judged or len(by_note) > 1 or places[0].missing:
                named = [say.place(finding.place, report, words) for finding in places[:NAMED]]
                more = words("and-more", n=len(places) - NAMED) if len(places) > NAMED else ""
                listed = words("list-separator").join(named) + more
                what = words("rule-at", rule=what, places=listed)
            by_reason.setdefault(note, []).append(what)
    for note, titles in by_reason.items():
        yield words("series-open", note=note, rules=words("and-separator").join(titles))
