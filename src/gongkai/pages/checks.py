"""The pages of the rules and of what they found."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Finding, Rule, Verdict
from gongkai.model.report import Report
from gongkai.pages import tried
from gongkai.pages.overview import Overview
from gongkai.pages.rows import FilterRow, rows, said
from gongkai.pages.site import View
from gongkai.pages.unsettled import Unsettled
from gongkai.words import Words

MOST = 12  # examples that the page of a rule lists; all findings stand in the package
PLACES = 40  # places in the table of a rule
YEARS = 8  # years in a table, the newest
SHOWN, LEAST = 36, 3  # findings in a list of findings, and of each rule at least
# What a rule's page counts, the most telling first.
ORDER = (Verdict.HOLDS, Verdict.AS_PRINTED, Verdict.NOT_ASSESSABLE)
# Examples of a rule that speaks of figures are those of `Overview.unsettled`; a list of its own has
# the dates after the limit. Where a rule is about us, this is what it lists.
OF_US = (Verdict.BROKEN, *ORDER[1:])


class ListedFinding(NamedTuple):
    """A finding of a report in a list: where it stands, in words and as a link, and its note."""

    report: Report
    finding: Finding
    where: str
    link: str
    note: str
    sentence: str = ""  # what does not add up


class OfRule(NamedTuple):
    """The findings of a rule in a list: how many there are, and the largest differences of them."""

    rule: Rule
    n: int
    listed: Sequence[ListedFinding]


class FindingList(NamedTuple):
    """A list of findings: how many of each rule, and where they lie."""

    rules: Sequence[OfRule]
    provinces: Sequence[tuple[str, int]]  # their names, in the order of the tree
    years: Sequence[tuple[str, int]]  # the newest first
    levels: Sequence[tuple[str, int]]


class PlaceRow(NamedTuple):
    """What a rule found of a place: for each year of the table a link and a text, or nothing."""

    place: str
    cells: Sequence[tuple[str, str] | None]


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The list of rules, a page for each, and the findings."""
    rules = view.contract.rules
    counts = {rule.id: _verdicts(overview, rule) for rule in rules.values()}
    yield view.at("rules/").render("rules.html", rules=rules.values(), counts=counts)
    unsettled: dict[tuple[str, str], list[Unsettled]] = {}
    for entry in (Unsettled(*entry) for entry in overview.unsettled):
        unsettled.setdefault((entry.verdict, entry.rule), []).append(entry)
    for found in unsettled.values():
        found.sort(key=lambda entry: entry.order)
    for rule in rules.values():
        of_rule = unsettled.get((Verdict.AS_PRINTED.value, rule.id), [])
        yield _rule(view.at(f"rules/{rule.id}/"), overview, rule, counts[rule.id], of_rule)
    page = view.at("findings/")
    groups = {
        verdict: [
            unsettled[verdict.value, rule.id]
            for rule in rules.values()
            if rule.counted and (verdict.value, rule.id) in unsettled
        ]
        for verdict in (Verdict.AS_PRINTED, Verdict.BROKEN)
    }
    yield page.render(
        "findings.html",
        groups={verdict.value: _group(page, found) for verdict, found in groups.items()},
        count=overview.tally,
        replies=[view.site.reports[name] for name in overview.lists.get("replies", ())],
        said=json.dumps(said(view), ensure_ascii=False),
    )
    shown = {one.id: one.words[view.lang]["short"] for one in rules.values()}
    every = [entry for found in groups.values() for of_rule in found for entry in of_rule]
    yield rows(
        page,
        {rule: shown[rule] for rule in dict.fromkeys(entry.rule for entry in every)},
        (FilterRow(e.verdict, e.rule, e.report, e.link, *e.said[view.lang]) for e in every),
    )


def _verdicts(overview: Overview, rule: Rule) -> dict[str, int]:
    """How a rule ended. What may be our own slip enters no count; dates and our own work are all
    counted.
    """
    counted = ORDER if rule.about == "document" else Verdict
    return {v.value: overview.counts.get(f"{rule.id} {v.value}", 0) for v in counted}


def _rule(
    view: View,
    overview: Overview,
    rule: Rule,
    counts: Mapping[str, int],
    found: Sequence[Unsettled],
) -> tuple[str, bytes]:
    """What a rule says, how it ended, why it could not be judged, and where it does not hold."""
    if rule.about == "us":
        names = [f"{rule.id} {verdict.value}" for verdict in OF_US]
        listed = [entry for name in names for entry in overview.lists.get(name, ())]
        others = [_of_rule(view, rule, *entry) for entry in listed[:MOST]]
        all_others = sum(overview.counts.get(name, 0) for name in names)
    else:
        others = [_listed(view, entry) for entry in found[:MOST]]
        all_others = len(found)
    years = sorted({entry.name for entry in found}, reverse=True)[:YEARS][::-1]
    begin = f"{rule.id} because "
    return view.render(
        "rule.html",
        rule=rule,
        counts=counts,
        reasons=[
            (_reason(name.removeprefix(begin), view.words), n)
            for name, n in sorted(overview.counts.items(), key=lambda pair: (-pair[1], pair[0]))
            if name.startswith(begin)
        ],
        years=years,
        places=_by_place(view, found, years)[:PLACES],
        all_places=len({entry.subject for entry in found}),
        all_others=all_others,
        again=rule.about == "document" and f"{rule.id} broken" in overview.counts,
        others=others,
    )


def _reason(message: str, words: Words) -> str:
    """Why a rule cannot be judged, of no report in particular."""
    if not message:
        return words("reason-none")
    known = {"year": words("reason-year"), "cells": words("reason-cells"), "title": ""}
    names = re.findall(r"\{(\w+)\}", str(words.catalog[message]))
    return words(message, **{name: known.get(name, "…") for name in names}).rstrip(" :：")


def _by_place(view: View, found: Iterable[Unsettled], years: Sequence[str]) -> list[PlaceRow]:
    """A row for each place, in the order of the tree; the largest difference of each year."""
    by: dict[str, dict[str, list[Unsettled]]] = {}
    for entry in found:
        by.setdefault(entry.subject, {}).setdefault(entry.name, []).append(entry)

    def cell(entries: Sequence[Unsettled]) -> tuple[str, str] | None:
        if not entries:
            return None
        text, n = _differs(entries[0]), len(entries)
        if n > 1:
            text = view.words("rule-cell", difference=text, n=n)
        return _from(view, entries[0].link), text

    order = {name: number for number, name in enumerate(view.site.tree)}
    return [
        PlaceRow(place, [cell(by[place].get(year, ())) for year in years])
        for place in sorted(by, key=order.__getitem__)
    ]


def _differs(entry: Unsettled) -> str:
    """By how much, to the hundredth."""
    if not entry.difference:
        return "≠"
    exact = Decimal(entry.difference)
    return say.signed(exact if exact == exact.to_integral() else round(exact, 2))


def _from(view: View, link: str) -> str:
    """A link from the home page of a language, as it is from here."""
    return "../" * view.page.path.count("/") + link


def _of_rule(view: View, rule: Rule, name: str, place: str) -> ListedFinding:
    report, finding = _found(view, rule.id, name, place)
    where, link = say.place(place, report, view.words), tried.link(view, report, finding)
    note = say.remark(finding, report, view.contract, view.words)
    return ListedFinding(report, finding, where, link, note)


def _found(view: View, rule: str, name: str, place: str) -> tuple[Report, Finding]:
    findings = view.site.findings[name]
    return view.site.reports[name], next(f for f in findings if (f.rule, f.place) == (rule, place))


def _group(view: View, found: Sequence[Sequence[Unsettled]]) -> FindingList:
    """The rules with the most findings first, of each the largest differences."""
    tree, contract = view.site.tree, view.contract
    most = max(LEAST, SHOWN // max(1, len(found)))
    every = [entry for of_rule in found for entry in of_rule]
    provinces = Counter(entry.report.partition("/")[0] for entry in every)
    levels = Counter(tree[entry.subject].level for entry in every)
    return FindingList(
        [
            OfRule(
                contract.rules[of_rule[0].rule],
                len(of_rule),
                [_listed(view, entry) for entry in of_rule[:most]],
            )
            for of_rule in sorted(found, key=len, reverse=True)
        ],
        [(tree[name].name[view.lang], provinces[name]) for name in tree if name in provinces],
        sorted(Counter(entry.name for entry in every).items(), reverse=True),
        [
            (contract.label("jurisdictions.level", level, view.lang), n)
            for level, n in levels.most_common()
        ],
    )


def _listed(view: View, entry: Unsettled) -> ListedFinding:
    """A finding with who confirmed it, or what there is to note."""
    contract, words = view.contract, view.words
    report, finding = _found(view, entry.rule, entry.report, entry.place)
    note = say.confirmed(finding, report, contract, words)
    if not note:
        note = say.ended(say.note(finding, report, words), words)
    elif not (report.source.url or report.source.archive_url):
        note += f"{words('space')}{words('source-unknown')}"
    where, sentence = entry.said[view.lang]
    return ListedFinding(report, finding, where, _from(view, entry.link), note, sentence)
