"""The pages of the rules and of what they found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Finding, Rule, Verdict
from gongkai.model.languages import SITE_LANGUAGES
from gongkai.model.report import Report
from gongkai.pages import tried
from gongkai.pages.overview import Overview
from gongkai.pages.site import Page, Site, render
from gongkai.words import Words

MOST = 50  # findings that one page lists; all of them stand in the package
FINDINGS = "findings/"
DOCUMENTS = 30  # documents in each list of findings
# What a rule's page lists, the most telling first.
ORDER = (Verdict.HOLDS, Verdict.AS_PRINTED, Verdict.NOT_ASSESSABLE)
LISTED = {
    "document": ORDER[1:],
    "date": ORDER[2:],  # the dates after the limit have a list of their own
    "us": (Verdict.BROKEN, *ORDER[1:]),
}


class Entry(NamedTuple):
    """One finding as a list tells it: where, what does not add up, what somebody noted."""

    finding: Finding
    rule: Rule
    where: str
    sentence: str
    link: str
    note: str


def pages(site: Site, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The list of rules, a page for each, and the findings, in both languages."""
    for lang in SITE_LANGUAGES:
        yield from rules(site, overview, lang)
        yield findings(site, overview, lang)


def rules(site: Site, overview: Overview, lang: str) -> Iterator[tuple[str, bytes]]:
    """The list of rules, and a page for each."""
    contract, words = site.contract, site.words[lang]
    counts = {rule.id: _verdicts(overview, rule) for rule in contract.rules.values()}
    yield render(
        site, Page("rules/", lang), "rules.html", rules=contract.rules.values(), counts=counts
    )
    for rule in contract.rules.values():
        names = [f"{rule.id} {verdict.value}" for verdict in LISTED[rule.about]]
        listed = [entry for name in names for entry in overview.lists.get(name, ())]
        broken = f"{rule.id} {Verdict.BROKEN.value}" in overview.counts
        yield render(
            site,
            Page(f"rules/{rule.id}/", lang),
            "rule.html",
            rule=rule,
            counts=counts[rule.id],
            all_others=sum(overview.counts.get(name, 0) for name in names),
            again=rule.about == "document" and broken,
            others=[_other(site, rule, report, place, words) for report, place in listed[:MOST]],
        )


def _other(
    site: Site, rule: Rule, name: str, place: str, words: Words
) -> tuple[Report, Finding, str, str, str]:
    """A finding that a rule's page lists: where it stands, in words and as an address; its note."""
    report = site.reports[name]
    finding = next(f for f in site.findings[name] if (f.rule, f.place) == (rule.id, place))
    where = say.place(place, report, words)
    link = tried.link(site, Page(f"rules/{rule.id}/", words.lang), report, finding)
    return report, finding, where, link, say.remark(finding, report, site.contract, words)


def _verdicts(overview: Overview, rule: Rule) -> dict[str, int]:
    """How a rule ended. What may be our own slip enters no count; dates and our own work are told
    plainly.
    """
    counted = ORDER if rule.about == "document" else Verdict
    return {v.value: overview.counts.get(f"{rule.id} {v.value}", 0) for v in counted}


def findings(site: Site, overview: Overview, lang: str) -> tuple[str, bytes]:
    """Two lists, never mixed: what documents print, and what we have to look at again."""
    words = site.words[lang]
    lists = {
        verdict: [
            (report, _entries(report, verdict, site, words))
            for name in overview.lists.get(f"documents {verdict.value}", ())[: DOCUMENTS + 1]
            for report in (site.reports[name],)
        ]
        for verdict in (Verdict.AS_PRINTED, Verdict.BROKEN)
    }
    return render(
        site,
        Page(FINDINGS, lang),
        "findings.html",
        as_printed=lists[Verdict.AS_PRINTED],
        again=lists[Verdict.BROKEN],
        most=DOCUMENTS,
        count=overview.tally,
        replies=[site.reports[name] for name in overview.lists.get("replies", ())],
    )


def _entries(report: Report, verdict: Verdict, site: Site, words: Words) -> list[Entry]:
    rules = site.contract.rules
    return [
        _entry(finding, report, site, words)
        for finding in site.findings[report.id]
        if finding.verdict is verdict and rules[finding.rule].counted
    ]


def _entry(finding: Finding, report: Report, site: Site, words: Words) -> Entry:
    confirmed = say.confirmed(finding, report, site.contract, words)
    if confirmed and not (report.source.url or report.source.archive_url):
        confirmed += f"{words('space')}{words('source-unknown')}"
    return Entry(
        finding,
        site.contract.rules[finding.rule],
        say.place(finding.place, report, words),
        say.broken(finding, report, site.contract, words),
        tried.link(site, Page(FINDINGS, words.lang), report, finding),
        confirmed or say.ended(say.note(finding, report, words), words),
    )
