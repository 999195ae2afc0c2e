"""The pages of the rules and of what they found."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Finding, Rule, Verdict
from gongkai.model.report import Report
from gongkai.pages import tried
from gongkai.pages.overview import Overview
from gongkai.pages.site import View

MOST = 50  # findings that one page lists; all of them stand in the package
DOCUMENTS = 30  # documents in each list of findings
# What a rule's page lists, the most telling first.
ORDER = (Verdict.HOLDS, Verdict.AS_PRINTED, Verdict.NOT_ASSESSABLE)
LISTED = {
    "document": ORDER[1:],
    "date": ORDER[2:],  # the dates after the limit have a list of their own
    "us": (Verdict.BROKEN, *ORDER[1:]),
}


class ListedFinding(NamedTuple):
    """A finding of a report in a list: where it stands, in words and as a link, and its note."""

    report: Report
    finding: Finding
    where: str
    link: str
    note: str
    sentence: str = ""  # what does not add up


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The list of rules, a page for each, and the findings."""
    rules = view.contract.rules.values()
    counts = {rule.id: _verdicts(overview, rule) for rule in rules}
    yield view.at("rules/").render("rules.html", rules=rules, counts=counts)
    for rule in rules:
        names = [f"{rule.id} {verdict.value}" for verdict in LISTED[rule.about]]
        listed = [entry for name in names for entry in overview.lists.get(name, ())]
        page = view.at(f"rules/{rule.id}/")
        yield page.render(
            "rule.html",
            rule=rule,
            counts=counts[rule.id],
            all_others=sum(overview.counts.get(name, 0) for name in names),
            again=rule.about == "document" and f"{rule.id} broken" in overview.counts,
            others=[_of_rule(page, rule, *entry) for entry in listed[:MOST]],
        )
    yield _findings(view.at("findings/"), overview)


def _verdicts(overview: Overview, rule: Rule) -> dict[str, int]:
    """How a rule ended. What may be our own slip enters no count; dates and our own work are all
    counted.
    """
    counted = ORDER if rule.about == "document" else Verdict
    return {v.value: overview.counts.get(f"{rule.id} {v.value}", 0) for v in counted}


def _of_rule(view: View, rule: Rule, name: str, place: str) -> ListedFinding:
    report = view.site.reports[name]
    finding = next(f for f in view.site.findings[name] if (f.rule, f.place) == (rule.id, place))
    where, link = say.place(place, report, view.words), tried.link(view, report, finding)
    note = say.remark(finding, report, view.contract, view.words)
    return ListedFinding(report, finding, where, link, note)


def _findings(view: View, overview: Overview) -> tuple[str, bytes]:
    """Two lists, never mixed: what documents print, and what we have to look at again."""
    reports, lists = view.site.reports, overview.lists

    def documents(verdict: Verdict) -> list[tuple[Report, list[ListedFinding]]]:
        names = lists.get(f"documents {verdict.value}", ())[: DOCUMENTS + 1]
        return [(reports[name], _of_report(view, reports[name], verdict)) for name in names]

    return view.render(
        "findings.html",
        as_printed=documents(Verdict.AS_PRINTED),
        again=documents(Verdict.BROKEN),
        most=DOCUMENTS,
        count=overview.tally,
        replies=[reports[name] for name in lists.get("replies", ())],
    )


def _of_report(view: View, report: Report, verdict: Verdict) -> list[ListedFinding]:
    contract, words, found = view.contract, view.words, []
    for finding in view.site.findings[report.id]:
        if finding.verdict is not verdict or not contract.rules[finding.rule].counted:
            continue
        where, link = say.place(finding.place, report, words), tried.link(view, report, finding)
        note = say.confirmed(finding, report, contract, words)
        if not note:
            note = say.ended(say.note(finding, report, words), words)
        elif not (report.source.url or report.source.archive_url):
            note += f"{words('space')}{words('source-unknown')}"
        sentence = say.broken(finding, report, contract, words)
        found.append(ListedFinding(report, finding, where, link, note, sentence))
    return found
