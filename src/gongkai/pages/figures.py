"""The figures in the prose of a report: where each stands, what it claims, whether that holds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Finding, Verdict
from gongkai.model.languages import SITE_LANGUAGES
from gongkai.model.report import Report, Statement
from gongkai.pages.site import Page, Site, render
from gongkai.words import Words


class Claimed(NamedTuple):
    """A figure: its id, its place, what it counts, as printed, what it claims, what came of it."""

    id: str
    place: str
    label: str
    printed: str
    relation: str
    verdict: Verdict | None
    note: str


def pages(site: Site, report: Report) -> Iterator[tuple[str, bytes]]:
    """The page of one report in both languages: depends on the report and its findings alone."""
    found = {f.place: f for f in site.findings[report.id] if f.place.startswith("statements.")}
    subject = site.tree[report.subject]
    for lang in SITE_LANGUAGES:
        words = site.words[lang]
        yield render(
            site,
            Page(f"{report.id}/figures/", lang),
            "figures.html",
            report=report,
            subject=subject,
            above=[*site.above(report.subject), subject],
            claims=[
                _claimed(one, report, found.get(f"statements.{one.id}"), site, words)
                for one in report.statements
            ],
        )


def _claimed(
    statement: Statement, report: Report, finding: Finding | None, site: Site, words: Words
) -> Claimed:
    note = say.remark(finding, report, site.contract, words) if finding else ""
    if finding and finding.difference:
        unit = statement.unit_of_last_place / 10  # one place more than is printed
        again = say.recomputed(finding, statement, words, unit)
        note = f"{words('recomputed', n=again)} {note}".strip()
    return Claimed(
        statement.id,
        say.at(statement.place, words),
        say.statement(statement, report, words),
        f"{say.printed(statement)}{statement.unit or ''}",
        relation(statement, report, site, words),
        finding.verdict if finding else None,
        note,
    )


def relation(statement: Statement, report: Report, site: Site, words: Words) -> str:
    """What a figure claims, in words: equals …, the sum of …; empty where it claims nothing."""
    if statement.relation is None:
        return ""
    names = [say.figure(target, report, words) for target in statement.targets]
    return words(
        f"claims-{statement.relation}",
        names=words("and-separator").join(names),
        first=names[0],
        last=names[-1],
    )


def beside(report: Report, words: Words) -> Iterator[tuple[str, str, str]]:
    """Pairs of figures that may not count the same thing, and the message that tells of them."""
    for statement in report.statements:
        if statement.near:
            near = report.named.get(statement.near)
            other = near.value if near else report.derived(statement.near)
            message = "beside-alike" if other == statement.value else "beside"
            named = _figure(statement, report, words)
            yield named, _named(statement.near, report, words), message


def _named(name: str, report: Report, words: Words) -> str:
    other = report.named.get(name)
    if other:
        return _figure(other, report, words)
    return f"{say.place(name, report, words)} {say.number(report.derived(name))}"


def _figure(statement: Statement, report: Report, words: Words) -> str:
    label = say.statement(statement, report, words)
    return f"{label} {say.spoken(statement, words)} ({say.at(statement.place, words)})"
