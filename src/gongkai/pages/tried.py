"""Where on the site a finding stands, and what was tried beside the sums, folded in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from markupsafe import Markup

from gongkai import words as say
from gongkai.model.findings import Finding, Verdict
from gongkai.model.report import Report
from gongkai.pages import stencil
from gongkai.pages.proofs import anchor
from gongkai.pages.site import SIGNS, Page, Site
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


def of_document(site: Site, report: Report, words: Words) -> Markup:
    """What was tried of the document as a whole; whatever came of it, links lead there."""
    found = [f for f in site.findings[report.id] if f.place == "report"]
    return fold(site, report, "tried-document", found, words, DOCUMENT)


def of_part(site: Site, report: Report, part: str, words: Words) -> Markup:
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
    site: Site,
    report: Report,
    summary: str,
    found: Sequence[Finding],
    words: Words,
    own_id: str = "",
) -> Markup:
    """Findings under one line that counts them; nothing where there are none."""
    if not found:
        return stencil.NOTHING
    lines = list(_lines(site, report, found, words))
    counts = Counter(said for *_, said, n in lines for _ in range(n))
    told = words("comma").join(f"{said} {say.number(n)}" for said, n in counts.items())
    counted = words(summary, n=say.number(len(found)), counts=told)
    return stencil.made(site.envs[words.lang], "proofs", "folded", counted, lines, own_id)


Line = tuple[str, str, str, str, int]  # rule, places, note, verdict in words, how many


def _lines(site: Site, report: Report, found: Iterable[Finding], words: Words) -> Iterator[Line]:
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
            said, sign = words(f"{PLAIN[rule.about]}-{verdict.value}"), ""
        else:
            said = site.contract.label("findings.verdict", verdict.value, words.lang)
            sign = f"{SIGNS[verdict]} "
        where = words("and-separator").join(filter(None, places))
        yield rule.words[words.lang]["title"], where, note, sign + said, len(places)
