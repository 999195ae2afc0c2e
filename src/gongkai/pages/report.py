"""The page of a report: what became of its requests, the tables, their proof, the source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gongkai import words as say
from gongkai.model import LANGUAGES, Report
from gongkai.pages import figures, pictures
from gongkai.pages.outcomes import outcomes
from gongkai.pages.printed import part
from gongkai.pages.proofs import proofs
from gongkai.pages.site import SIGNS, Page, Site, neighbours, render
from gongkai.verdict import Finding, Verdict, of_tables, tally
from gongkai.words import Words


class Claim(NamedTuple):
    """One thing that is said at the top of a report, in its ink, and where its grounds stand."""

    tone: str
    text: str
    target: str


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Every report's page in both languages."""
    for report in site.reports.values():
        for lang in LANGUAGES:
            yield page(site, report, lang)


def page(site: Site, report: Report, lang: str) -> tuple[str, bytes]:
    """One report's page: depends on the report, its findings, and its neighbours in time."""
    words, findings = site.words[lang], site.findings[report.id]
    at = {(finding.rule, finding.place): finding for finding in findings}
    before, after = neighbours(site.by_subject[report.subject], report)
    annual = report.kind == "annual-report"
    following = site.reports.get(f"{report.subject}/{report.year + 1}") if annual else None
    count = of_tables(findings)
    found = outcomes(report, site.implied[report.id], words)
    return render(
        site,
        Page(f"{report.id}/", lang),
        "report.html",
        report=report,
        subject=site.tree[report.subject],
        above=[*site.above(report.subject), site.tree[report.subject]],
        picture=pictures.cascade(found, site, words),
        parts=[part(report, form, at, site, words) for form in report.parts.values()],
        proofs=list(proofs(report, site, words)),
        badge=say.badge(count, report.readers, words),
        claims=list(_claims(report, findings, site, words)),
        due=_due(report, findings, words),
        before=before,
        after=after,
        signs=SIGNS,
        statements=report.statements,
        beside=list(figures.beside(report, words)),
        again=list(_again(site, report, words)),
        series=list(_series(site, report, report, words)),
        next_series=list(_series(site, following, report, words)) if following else [],
    )


def _claims(
    report: Report, findings: Sequence[Finding], site: Site, words: Words
) -> Iterator[Claim]:
    """What was looked at: the sums, the prose, the year before, and by how many people."""
    rules = site.contract.rules
    count = of_tables(findings)
    if count.all:
        told = f"{words('badge-label')}{words('colon')}{say.tallied(count, words)}"
        yield Claim(count.tone, told, "proof")
    if report.statements:
        yield Claim("grey", words("claim-prose", n=len(report.statements)), "prose")
    series = [f for f in findings if rules[f.rule].applies_to == "series"]
    count, year = tally(series), report.year - 1
    if count.assessed:
        yield Claim(count.tone, words("claim-series", year=year, n=count.assessed), "series")
    elif series:
        absent = all(f.reason == "no-last-year" for f in series)
        name = "claim-no-series" if absent else "claim-other-series"
        yield Claim("grey", words(name, year=year), "series")
    yield Claim("grey", words("claim-readers", n=report.readers), "source")


def _due(report: Report, findings: Sequence[Finding], words: Words) -> str:
    """The date by which the law wanted it, where that could be judged and was met."""
    met = [f for f in findings if f.rule == "on-time" and f.verdict is Verdict.HOLDS]
    return say.note(met[0], report, words) if met else ""


def _again(site: Site, report: Report, words: Words) -> Iterator[tuple[str, str]]:
    """What does not add up and may be our own slip, with a note."""
    for finding in site.findings[report.id]:
        about = site.contract.rules[finding.rule].about
        series = site.contract.rules[finding.rule].applies_to == "series"
        if finding.verdict is Verdict.BROKEN and about == "document" and not series:
            where = say.place(finding.place, report, words)
            sentence = say.broken(finding, report, site.contract, words)
            yield f"{where}{words('colon')}{sentence}", say.note(finding, report, words)


def _series(
    site: Site, owner: Report, shown_on: Report, words: Words
) -> Iterator[tuple[str, str, str]]:
    """What the rules over years say of a report: (rule in words, sentence, verdict).

    The later year owns a finding and the earlier shows it, but only where it could be judged.
    Rules that cannot be judged for one and the same reason are told together.
    """
    unjudged: dict[str, list[str]] = {}
    for rule in site.contract.rules.values():
        found = [f for f in site.findings[owner.id] if f.rule == rule.id]
        if rule.applies_to != "series" or not found:
            continue
        short = rule.words[words.lang]["short"]
        judged = [f for f in found if f.verdict is not Verdict.NOT_ASSESSABLE]
        for finding in judged:
            where = say.place(finding.place, owner, words)
            figures = f"{say.number(finding.stated)} · {say.number(finding.computed)}"
            yield short, f"{where}{words('colon')}{figures}", finding.verdict.value
        if not judged and owner is shown_on:
            title = rule.words[words.lang]["title"]
            unjudged.setdefault(say.note(found[0], owner, words), []).append(title)
    for note, titles in unjudged.items():
        rules = words("and-separator").join(titles)
        yield "", words("series-open", note=note, rules=rules), Verdict.NOT_ASSESSABLE.value
