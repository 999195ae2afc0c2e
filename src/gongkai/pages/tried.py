"""Where on the site a finding stands, and what was tried beside the sums, folded in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Finding, Verdict
from gongkai.model.report import Report
from gongkai.pages.proofs import anchor
from gongkai.pages.site import Page, Site
from gongkai.pages.templating import SIGNS
from gongkai.words import Words

DOCUMENT = "document"  # the line of a report's page on the document as a whole
# How a verdict is said of a date and of our own work, which are told plainly: dated-holds, …
PLAIN = {"date": "dated", "us": "ours"}
_STATEMENTS = "statements."


def link(site: Site, page: Page, report: Report, finding: Finding) -> str:
    """The address of a finding from a page: a sum leads to its proof, all else where it lies."""
    if report.year < site.since:
        return site.link(page, report)
    if finding.identity is not None:
        return site.link(page, report, anchor(finding.identity))
    if finding.place.startswith(_STATEMENTS):
        figures = page.link(f"{report.id}/figures/")
        return f"{figures}#{finding.place.removeprefix(_STATEMENTS)}"
    return site.link(page, report, _id(finding.place, report))


def _id(place: str, report: Report) -> str:
    """The id of a place on its report's page: a cell, the heading of a group, or the document."""
    if place in report.cells:
        return place
    part, _, rest = place.partition(".")
    return f"{part}.{rest.partition('.')[0]}" if rest else DOCUMENT


class Ending(NamedTuple):
    """How a rule ended: where, why, the verdict in words with its sign, at how many places."""

    rule: str
    where: str
    note: str
    verdict: str
    n: int


class Folded(NamedTuple):
    """Findings under one line that counts them."""

    counted: str
    lines: Sequence[Ending]


def of_document(site: Site, report: Report, words: Words) -> Folded | None:
    """What was tried of the document as a whole; whatever came of it, links lead there."""
    found = [f for f in site.findings[report.id] if f.place == "report"]
    return fold(site, report, "tried-document", found, words)


def of_part(site: Site, report: Report, part: str, words: Words) -> Folded | None:
    """What was tried of the cells of a part beside its sums and its neighbours in time.

    What may be our own slip stands in a section of its own.
    """
    rules = site.contract.rules
    found = [
        finding
        for finding in site.findings[report.id]
        if finding.identity is None
        and finding.place.startswith(f"{part}.")
        and finding.verdict is not Verdict.BROKEN
        and rules[finding.rule].applies_to != "series"
    ]
    return fold(site, report, "tried-part", found, words)


def fold(
    site: Site, report: Report, summary: str, found: Sequence[Finding], words: Words
) -> Folded | None:
    """Findings under one line that counts them; None where there are none."""
    if not found:
        return None
    lines = list(_lines(site, report, found, words))
    counts: Counter[str] = Counter()
    for line in lines:
        counts[line.verdict] += line.n
    told = words("comma").join(f"{verdict} {say.number(n)}" for verdict, n in counts.items())
    return Folded(words(summary, n=say.number(len(found)), counts=told), lines)


def _lines(site: Site, report: Report, found: Iterable[Finding], words: Words) -> Iterator[Ending]:
    """A line for each rule, verdict and reason, with all the places that end so."""
    alike: dict[tuple[str, Verdict, str], list[str]] = {}
    for finding in found:
        where = "" if finding.place == "report" else say.place(finding.place, report, words)
        if finding.confirmed is not None:
            note = say.confirmed(finding, report, site.contract, words)
        elif finding.missing:
            note = ""  # the place itself has no number: its state says so
        else:
            note = say.note(finding, report, words)
        alike.setdefault((finding.rule, finding.verdict, note), []).append(where)
    for (name, verdict, note), places in alike.items():
        rule = site.contract.rules[name]
        if rule.about in PLAIN:
            ended = words(f"{PLAIN[rule.about]}-{verdict.value}")
        else:
            label = site.contract.label("findings.verdict", verdict.value, words.lang)
            ended = f"{SIGNS[verdict]} {label}"
        where = words("and-separator").join(filter(None, places))
        yield Ending(rule.words[words.lang]["title"], where, note, ended, len(places))
