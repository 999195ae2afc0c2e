"""The pages of the rules and of what they found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gongkai import words as say
from gongkai.model import LANGUAGES, Report
from gongkai.pages.proofs import mark
from gongkai.pages.site import SIGNS, Page, Site, render
from gongkai.verdict import Finding, Rule, Verdict, of_tables
from gongkai.words import Words

MOST = 60  # findings that one page lists; all of them stand in the package
# What a rule's page lists, the most telling first.
ORDER = (Verdict.HOLDS, Verdict.AS_PRINTED, Verdict.NOT_ASSESSABLE)


class Entry(NamedTuple):
    """One finding as a list tells it: where, what does not add up, what somebody noted."""

    finding: Finding
    rule: Rule
    where: str
    sentence: str
    anchor: str
    note: str


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """The list of rules, a page for each, and the findings, in both languages."""
    for lang in LANGUAGES:
        yield from rules(site, lang)
        yield findings(site, lang)


def rules(site: Site, lang: str) -> Iterator[tuple[str, bytes]]:
    """The list of rules, and a page for each."""
    contract, words = site.contract, site.words[lang]
    by_rule: dict[str, list[tuple[Report, Finding]]] = {rule: [] for rule in contract.rules}
    for report in site.reports.values():
        for finding in site.findings[report.id]:
            by_rule[finding.rule].append((report, finding))
    counts = {rule: _verdicts(found, contract.rules[rule].about) for rule, found in by_rule.items()}
    yield render(
        site, Page("rules/", lang), "rules.html", rules=contract.rules.values(), counts=counts
    )
    for rule in contract.rules.values():
        listed = {
            verdict: [pair for pair in by_rule[rule.id] if pair[1].verdict is verdict]
            for verdict in (*ORDER[1:], Verdict.BROKEN)
        }
        others = listed[Verdict.AS_PRINTED] + listed[Verdict.NOT_ASSESSABLE]
        if rule.about == "us":
            others = listed[Verdict.BROKEN] + others
        yield render(
            site,
            Page(f"rules/{rule.id}/", lang),
            "rule.html",
            rule=rule,
            counts=counts[rule.id],
            all_others=len(others),
            again=rule.about == "document" and bool(listed[Verdict.BROKEN]),
            others=[
                (
                    report,
                    finding,
                    say.place(finding.place, report, words),
                    _anchor(finding, site, words),
                    say.note(finding, report, words),
                )
                for report, finding in others[:MOST]
            ],
            tree=site.tree,
            signs=SIGNS,
        )


def _verdicts(found: list[tuple[Report, Finding]], about: str) -> dict[str, int]:
    """How a rule ended. What may be our own slip enters no count; our own work is told plainly."""
    verdicts = [finding.verdict for _, finding in found]
    counted = Verdict if about == "us" else ORDER
    return {verdict.value: verdicts.count(verdict) for verdict in counted}


def _anchor(finding: Finding, site: Site, words: Words) -> str:
    """Where a finding stands on its report's page."""
    if finding.identity is not None:
        return mark(finding, site, words).target
    if site.contract.rules[finding.rule].applies_to == "series":
        return "series"
    if finding.verdict is Verdict.BROKEN and site.contract.rules[finding.rule].about == "document":
        return "again"
    return "prose" if finding.place.startswith("statements.") else "source"


def findings(site: Site, lang: str) -> tuple[str, bytes]:
    """Two lists, never mixed: what documents print, and what we have to look at again."""
    words = site.words[lang]
    lists: dict[Verdict, list[tuple[Report, list[Entry]]]] = {
        Verdict.AS_PRINTED: [],
        Verdict.BROKEN: [],
    }
    for report in site.reports.values():
        for verdict, documents in lists.items():
            entries = [
                _entry(finding, report, site, words)
                for finding in site.findings[report.id]
                if finding.verdict is verdict
                and site.contract.rules[finding.rule].about == "document"
            ]
            if entries:
                documents.append((report, entries))
    count = of_tables(f for found in site.findings.values() for f in found)
    return render(
        site,
        Page("findings/", lang),
        "findings.html",
        as_printed=lists[Verdict.AS_PRINTED],
        again=lists[Verdict.BROKEN],
        most=MOST,
        tree=site.tree,
        count=count,
        replies=[report for report in site.reports.values() if report.response],
    )


def _entry(finding: Finding, report: Report, site: Site, words: Words) -> Entry:
    confirmed = say.confirmed(finding, report, site.contract, words)
    if confirmed and not (report.source.url or report.source.archive_url):
        confirmed += f"{words('space')}{words('source-unknown')}"
    return Entry(
        finding,
        site.contract.rules[finding.rule],
        say.place(finding.place, report, words),
        say.broken(finding, report, site.contract, words),
        _anchor(finding, site, words),
        confirmed or say.ended(say.note(finding, report, words), words),
    )
