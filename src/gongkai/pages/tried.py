"""Where on the site a finding stands, and what was tried beside the sums, folded in its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Finding, Verdict
from gongkai.model.report import Report
from gongkai.pages.proofs import anchors
from gongkai.pages.site import View
from gongkai.pages.templating import SIGNS

DOCUMENT = "document"  # the line of a report's page on the document as a whole
# How a verdict on a date and on our own work begins in the catalogs: dated-holds, …
PLAIN = {"date": "dated", "us": "ours"}
_STATEMENTS = "statements."


def link(view: View, report: Report, finding: Finding) -> str:
    """The address of a finding from a page: a sum leads to its proof, all else where it lies."""
    if report.year < view.site.since:
        return view.link(report)
    if finding.identity is not None:
        proofs = anchors(tuple(report.parts.values()))
        return view.link(report, proofs[finding.rule, finding.place])
    if finding.place.startswith(_STATEMENTS):
        figures = view.page.link(f"{report.id}/figures/")
        return f"{figures}#{finding.place.removeprefix(_STATEMENTS)}"
    return view.link(report, _id(finding.place, report))


def _id(place: str, report: Report) -> str:
    """The id of a place on its report's page: a cell, the heading of a group, or the document."""
    if place in report.cells:
        return place
    part, _, rest = place.partition(".")
    return f"{part}.{rest.partition('.')[0]}" if rest else DOCUMENT


class Ending(NamedTuple):
    """How a rule ended: where, why, the verdict in words with its sign."""

    rule: str
    where: str
    note: str
    verdict: str


class Folded(NamedTuple):
    """Findings under one line that counts them."""

    counted: str
    lines: Sequence[Ending]


def of_document(view: View, report: Report) -> Folded | None:
    """What was tried of the document as a whole; whatever came of it, links lead there."""
    found = [f for f in view.site.findings[report.id] if f.place == "report"]
    return _fold(view, report, "tried-document", found)


def of_part(view: View, report: Report, part: str) -> Folded | None:
    """What was tried of the cells of a part beside its sums and its neighbours in time.

    What may be our own slip stands in a section of its own.
    """
    rules = view.contract.rules
    found = [
        finding
        for finding in view.site.findings[report.id]
        if finding.identity is None
        and finding.place.startswith(f"{part}.")
        and finding.verdict is not Verdict.BROKEN
        and rules[finding.rule].applies_to != "series"
    ]
    return _fold(view, report, "tried-part", found)


def _fold(view: View, report: Report, summary: str, found: Sequence[Finding]) -> Folded | None:
    """Findings under one line that counts them, a line for each rule, verdict and reason, with all
    the places that end so; None where there are none.
    """
    if not found:
        return None
    words, contract = view.words, view.contract
    alike: dict[tuple[str, Verdict, str], list[str]] = {}
    for finding in found:
        where = "" if finding.place == "report" else say.place(finding.place, report, words)
        if finding.confirmed is not None:
            note = say.confirmed(finding, report, contract, words)
        elif finding.missing:
            note = ""  # the place itself has no number: its state says so
        else:
            note = say.note(finding, report, words)
        alike.setdefault((finding.rule, finding.verdict, note), []).append(where)
    lines, counts = [], Counter[str]()
    for (name, verdict, note), places in alike.items():
        rule = contract.rules[name]
        if rule.about in PLAIN:
            ended = words(f"{PLAIN[rule.about]}-{verdict.value}")
        else:
            label = contract.label("findings.verdict", verdict.value, words.lang)
            ended = f"{SIGNS[verdict]} {label}"
        where = words("and-separator").join(filter(None, places))
        lines.append(Ending(rule.words[words.lang]["title"], where, note, ended))
        counts[ended] += len(places)
    text = words("comma").join(f"{ended} {say.number(n)}" for ended, n in counts.items())
    return Folded(words(summary, n=say.number(len(found)), counts=text), lines)
