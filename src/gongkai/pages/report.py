"""The page of a report: what became of its requests, the tables, their proof, the source."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Deadline, Finding, Tally, Verdict, tally
from gongkai.model.forms import PartForm
from gongkai.model.languages import SITE_LANGUAGES
from gongkai.model.report import Report
from gongkai.pages import cells, figures, late, pictures, printed, series, tried
from gongkai.pages.cells import Figures
from gongkai.pages.outcomes import outcomes, undrawn
from gongkai.pages.printed import Part, marks, totals
from gongkai.pages.proofs import FindingAt, Sum, proofs, sums
from gongkai.pages.site import Page, Site, neighbours, render
from gongkai.words import Words, wording


class Claim(NamedTuple):
    """One thing that is said at the top of a report, in its ink, and where its grounds stand."""

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
    total: Tally  # of all parts
    implied: Mapping[str, Mapping[str, Decimal]]  # by part, what blanks are worked out to be
    yearly: Sequence[Finding]
    tried: Sequence[series.Tried]
    following: Report | None
    tried_next: Sequence[series.Tried]
    before: Report | None
    after: Report | None


def pages(site: Site, report: Report) -> Iterator[tuple[str, bytes]]:
    """One report's page in both languages: depends on the report, its findings, and its
    neighbours in time.
    """
    facts = _facts_of(site, report)
    for lang in SITE_LANGUAGES:
        yield _page(site, report, facts, site.words[lang])


def _facts_of(site: Site, report: Report) -> _Facts:
    findings, rules = site.findings[report.id], site.contract.rules
    at = {(f.rule, f.place): f for f in findings}
    annual = report.kind == "annual-report"
    following = site.reports.get(f"{report.subject}/{report.year + 1}") if annual else None
    figures = cells.figures(report, site.envs[SITE_LANGUAGES[0]])
    implied, parts = site.implied[report.id], report.parts.values()
    counts = {form.name: tally(at[i.rule, i.place] for i in form.identities) for form in parts}
    return _Facts(
        at,
        figures,
        sums(report, at, figures),
        counts,
        sum(counts.values(), Tally()),
        {form.name: {a: implied[a] for a in form.addresses if a in implied} for form in parts}
        if implied
        else {},
        [f for f in findings if f.identity is None and rules[f.rule].applies_to == "series"],
        series.tried(site, report),
        following,
        series.tried(site, following) if following else (),
        *neighbours(site.by_subject[report.subject], report),
    )


def _page(site: Site, report: Report, facts: _Facts, words: Words) -> tuple[str, bytes]:
    here, subject = Page(f"{report.id}/", words.lang), site.tree[report.subject]
    found = outcomes(report, site.implied[report.id], words)
    following = facts.following
    return render(
        site,
        here,
        "report.html",
        report=report,
        subject=subject,
        above=[*site.above(report.subject), subject],
        claims=list(_claims(report, site.findings[report.id], facts, words)),
        due=_due(report, site, words),
        tried=tried.of_document(site, report, words),
        picture=pictures.cascade(found, site, words),
        undrawn=undrawn(report, found, words) if "requests" in report.parts else "",
        parts=list(_parts(report, facts, site, words)),
        tables=partial(printed.tables, words),
        again=list(_again(site, report, words)),
        beside=list(figures.beside(report, words)),
        series=series.lines(facts.tried, site, report, report, words),
        next_series=series.lines(facts.tried_next, site, following, report, words)
        if following
        else None,
        proofs=proofs(report, facts.sums, site, words),
        before=facts.before,
        after=facts.after,
        count=facts.total,
    )


def _parts(report: Report, facts: _Facts, site: Site, words: Words) -> Iterator[Part]:
    env, worked = site.envs[words.lang], site.implied[report.id]
    slots = {**facts.figures.markup, **marks(report, facts.at, env)}
    if facts.figures.absent:
        blank = [a for form in report.parts.values() for a in totals(form) if a in worked]
        slots |= cells.absent(facts.figures, {a: worked[a] for a in blank}, env)
    for name, form in report.parts.items():
        yield Part(
            form,
            facts.counts[name],
            len(facts.implied.get(name, ())),
            # For the line that speaks of one cell: a list in the order of the cells on the page.
            list(map(worked.get, form.cells)) if facts.implied.get(name) else (),
            _left_out(report, form) if facts.figures.absent else (),
            slots,
            tried.of_part(site, report, name, words),
        )


def _left_out(report: Report, form: PartForm) -> tuple[str, ...]:
    """The codes of the rows that the report does not print."""
    strips = form.strips.items()
    return tuple(code for code, strip in strips if report.leaves_out(strip.addresses[0]))


def _open(findings: Iterable[Finding]) -> int:
    """How many are to be looked at again."""
    return sum(finding.verdict is Verdict.BROKEN for finding in findings)


def _claims(
    report: Report, findings: Sequence[Finding], facts: _Facts, words: Words
) -> Iterator[Claim]:
    """What was looked at: the sums, the prose, the year before, and by how many people."""
    if facts.total.all:
        told = f"{words('badge-label')}{words('colon')}{wording.tallied(facts.total, words)}"
        yield Claim(facts.total.tone, told, "proof")
    if n := len(report.statements):
        open_ones = _open(f for f in findings if f.place.startswith("statements."))
        told = words("claim-prose-open", n=n, open=open_ones) if open_ones else ""
        yield Claim("grey", told or words("claim-prose", n=n), "prose")
    yearly, year = facts.yearly, report.year - 1
    count = tally(yearly)
    if open_ones := _open(yearly):
        told = words("claim-series-open", year=year, n=count.assessed + open_ones, open=open_ones)
        yield Claim("grey", told, "series")
    elif count.assessed:
        yield Claim(count.tone, words("claim-series", year=year, n=count.assessed), "series")
    elif yearly:
        absent = all(f.reason == "no-last-year" for f in yearly)
        name = "claim-no-series" if absent else "claim-other-series"
        yield Claim("grey", words(name, year=year), "series")
    readers = report.readers
    looked = words("claim-readers", n=readers) if readers else words("nobody-has-looked")
    yield Claim("grey", looked, "source")


def _due(report: Report, site: Site, words: Words) -> Due | None:
    """The date by which the law wanted it, where that could be judged; by how much it is later."""
    rules = site.contract.rules
    found = next((f for f in site.findings[report.id] if rules[f.rule].about == "date"), None)
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


def _again(site: Site, report: Report, words: Words) -> Iterator[tuple[str, str]]:
    """What does not add up and may be our own slip, with a note."""
    for finding in site.findings[report.id]:
        if finding.verdict is not Verdict.BROKEN:
            continue
        rule = site.contract.rules[finding.rule]
        if rule.about == "document" and rule.applies_to != "series":
            where = say.place(finding.place, report, words)
            sentence = say.broken(finding, report, site.contract, words)
            yield f"{where}{words('colon')}{sentence}", say.note(finding, report, words)
