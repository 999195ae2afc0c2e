"""The page of a report: what became of its requests, the tables, their proof, the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Deadline, Finding, Tally, Verdict, of_tables, tally
from gongkai.model.languages import SITE_LANGUAGES
from gongkai.model.report import Report
from gongkai.pages import answer, cells, doors, figures, late, neighbours, pictures, printed, tried
from gongkai.pages.cells import Figures
from gongkai.pages.outcomes import no_picture, outcome_part, outcomes
from gongkai.pages.printed import Part, marks, totals
from gongkai.pages.proofs import FindingAt, Sum, proofs, sums
from gongkai.pages.site import Site, View
from gongkai.words import phrases


class Claim(NamedTuple):
    """One sentence at the top of a report, in its ink, and where its grounds stand."""

    tone: str
    text: str
    target: str


class Due(NamedTuple):
    """When the law wanted a report; of a later one by how much, and whether somebody looked."""

    sentence: str
    later: str = ""
    looked: str = ""


class _Facts(NamedTuple):
    """What a report's page says in both languages, and is looked up once for them."""

    at: FindingAt
    figures: Figures
    sums: Sequence[Sum]
    counts: Mapping[str, Tally]  # by part
    implied: Mapping[str, Mapping[str, Decimal]]  # by part, what blanks are worked out to be
    tried: Sequence[neighbours.Tried]
    neighbours: neighbours.NeighbourFacts
    before: Report | None
    after: Report | None


def pages(site: Site, report: Report) -> Iterator[tuple[str, bytes]]:
    """One report's page in both languages: depends on the report, its findings, and its
    neighbours in time.
    """
    facts = _facts_of(site, report)
    for view in site.views(f"{report.id}/"):
        yield _page(view, report, facts)


def _facts_of(site: Site, report: Report) -> _Facts:
    at = {(f.rule, f.place): f for f in site.findings[report.id]}
    following = site.beside(report, 1)
    yearly = neighbours.tried(site, report)
    later = neighbours.tried(site, following) if following else ()
    figures = cells.figures(report, site.envs[SITE_LANGUAGES[0]])
    implied, forms = site.implied[report.id], report.parts.values()
    others = site.by_subject[report.subject]
    place = [other.id for other in others].index(report.id)
    return _Facts(
        at,
        figures,
        sums(report, at, figures),
        {form.name: of_tables(at[i.rule, i.place] for i in form.identities) for form in forms},
        {form.name: {a: implied[a] for a in form.addresses if a in implied} for form in forms},
        yearly,
        neighbours.facts(site, report, yearly, later),
        others[place - 1] if place else None,
        others[place + 1] if place + 1 < len(others) else None,
    )


def _page(view: View, report: Report, facts: _Facts) -> tuple[str, bytes]:
    site, words, subject = view.site, view.words, view.site.tree[report.subject]
    found, count = outcomes(view, report), sum(facts.counts.values(), Tally())
    part = outcome_part(report)
    return view.render(
        "report.html",
        report=report,
        subject=subject,
        above=site.lineage(report.subject),
        claims=list(_claims(view, report, facts.tried, count)),
        due=_due(view, report),
        tried=tried.of_document(view, report),
        picture=pictures.cascade(view, found),
        outcomes_at=f"#part-{part.name}" if part else "",
        no_picture=no_picture(view, report, found) if part else "",
        parts=list(_parts(view, report, facts)),
        tables=partial(printed.tables, words),
        again=list(_again(view, report)),
        beside=list(figures.beside(report, words)),
        neighbours=neighbours.neighbours(view, report, facts.neighbours, facts.tried),
        growth=figures.own_growth(view, report),
        answer=answer.title(words, report, found) if report.parts else "",
        proofs=proofs(view, report, facts.sums),
        before=facts.before,
        after=facts.after,
        count=count,
        doors=doors.of_report(view, report),
    )


def _parts(view: View, report: Report, facts: _Facts) -> Iterator[Part]:
    env, words, worked = view.env, view.words, view.site.implied[report.id]
    slots = {**facts.figures.markup, **marks(report, facts.at, env)}
    if facts.figures.absent:
        blank = (a for form in report.parts.values() for a in totals(form))
        slots |= cells.absent(facts.figures, {a: worked[a] for a in blank if a in worked}, env)
    for name, form in report.parts.items():
        implied = facts.implied[name]
        units = printed.units(form)
        yield Part(
            form,
            [words(f"unit-{u}") if f"unit-{u}" in words.catalog else u for u in units],
            facts.counts[name],
            len(implied),
            # For the line that speaks of one cell: a list in the order of the cells on the page.
            list(map(worked.get, form.cells)) if implied else (),
            # The codes of the rows that it does not print.
            tuple(c for c, strip in form.strips.items() if report.leaves_out(strip.addresses[0]))
            if facts.figures.absent
            else (),
            slots,
            tried.of_part(view, report, name),
        )


def _claims(
    view: View, report: Report, yearly: Sequence[neighbours.Tried], count: Tally
) -> Iterator[Claim]:
    """What was looked at: the sums, the prose, the year before, and by how many people.

    `count` is how the sums of all parts stand.
    """
    words = view.words

    def again(some: Iterable[Finding]) -> int:
        """How many are to be looked at again."""
        return sum(finding.verdict is Verdict.BROKEN for finding in some)

    if count.all:
        text = f"{words('badge-label')}{words('colon')}{phrases.tallied(count, words)}"
        yield Claim(count.tone, text, "proof")
    if n := len(report.statements):
        found = view.site.findings[report.id]
        broken = again(f for f in found if f.place.startswith("statements."))
        text = words("claim-prose-open" if broken else "claim-prose", n=n, open=broken)
        yield Claim("grey", text, "prose")
    findings = [f for one in yearly for f in (*(f for f, _ in one.judged), *one.unjudged)]
    year, of_years = report.year - 1, tally(findings)
    if broken := again(findings):
        n = of_years.assessed + broken
        yield Claim("grey", words("claim-series-open", year=year, n=n, open=broken), "series")
    elif of_years.assessed:
        text = words("claim-series", year=year, n=of_years.assessed)
        yield Claim(of_years.tone, text, "series")
    elif findings:
        absent = all(f.reason == "no-last-year" for f in findings)
        name = "claim-no-series" if absent else "claim-other-series"
        yield Claim("grey", words(name, year=year), "series")
    readers = report.readers
    looked = words("claim-readers", n=readers) if readers else words("nobody-has-looked")
    yield Claim("grey", looked, "source")


def _due(view: View, report: Report) -> Due | None:
    """The date by which the law wanted it, where that could be judged; by how much it is later."""
    words, rules = view.words, view.contract.rules
    found = next((f for f in view.site.findings[report.id] if rules[f.rule].about == "date"), None)
    if found is None or found.verdict is Verdict.NOT_ASSESSABLE:
        return None
    sentence = say.note(found._replace(confirmed=None), report, words)
    deadline = found.evidence
    if not isinstance(deadline, Deadline) or deadline.days_after <= 0:
        return Due(sentence)
    looked = found.confirmed.date if found.confirmed else ""
    return Due(
        sentence,
        late.days(report.source.published or "", deadline.days_after, words),
        late.looked(looked, words, second=report.readers > 1),
    )


def _again(view: View, report: Report) -> Iterator[tuple[str, str]]:
    """What does not add up and may be our own slip, with a note."""
    words, contract = view.words, view.contract
    for finding in view.site.findings[report.id]:
        rule = contract.rules[finding.rule]
        if finding.verdict is not Verdict.BROKEN or rule.about != "document":
            continue
        if rule.applies_to != "series":
            where = say.place(finding.place, report, words)
            sentence = say.broken(finding, report, contract, words)
            yield f"{where}{words('colon')}{sentence}", say.note(finding, report, words)
