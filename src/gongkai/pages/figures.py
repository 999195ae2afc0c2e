"""The figures in the prose of a report: where each stands, what it claims, whether that holds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Finding, Verdict
from gongkai.model.report import Report, Statement
from gongkai.pages.roles import HEADINGS
from gongkai.pages.site import Site, View
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
    for view in site.views(f"{report.id}/figures/"):
        yield view.render(
            "figures.html",
            report=report,
            subject=site.tree[report.subject],
            above=site.lineage(report.subject),
            claims=[
                _claimed(view, report, one, found.get(f"statements.{one.id}"))
                for one in report.statements
            ],
        )


def _claimed(view: View, report: Report, statement: Statement, finding: Finding | None) -> Claimed:
    words = view.words
    note = say.remark(finding, report, view.contract, words) if finding else ""
    if finding and finding.difference:
        unit = statement.unit_of_last_place / 10  # one place more than is printed
        again = say.recomputed(finding, statement, words, unit)
        note = f"{words('recomputed', n=again)} {note}".strip()
    return Claimed(
        statement.id,
        say.at(statement.place, words),
        say.statement(statement, report, words),
        f"{say.printed(statement)}{statement.unit or ''}",
        _relation(statement, report, words),
        finding.verdict if finding else None,
        note,
    )


def _relation(statement: Statement, report: Report, words: Words) -> str:
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


GROWTHS = 4  # figures of its own growth that a summary names


def own_growth(view: View, report: Report) -> str:
    """What a report says itself of how its main figures grew, and whether that could be compared
    with the report of the year before; empty where it says nothing of it.
    """
    words, named, compared = view.words, [], set()
    found = {f.place: f for f in view.site.findings[report.id]}
    for statement in report.statements:
        finding = found.get(f"statements.{statement.id}")
        if finding is None or f"own-{statement.relation}-up" not in words.catalog:
            continue
        if what := _main_figure(report, statement.targets[0], words):
            plain = replace(
                statement, value=abs(statement.value), printed=statement.printed.lstrip("-−+")
            )
            name = f"own-{statement.relation}-{'down' if statement.number < 0 else 'up'}"
            args = {"what": say.in_sentence(what, words), "n": say.spoken(plain, words)}
            named.append(words(name, **args))
            compared.add(_beside_last_year(finding))
    if not named:
        return ""
    more = words("and-more", n=len(named) - GROWTHS) if len(named) > GROWTHS else ""
    listed = words("list-separator").join(named[:GROWTHS]) + more
    sentence = words("own-growth", list=listed)
    if len(compared) == 1:
        sentence += f"{words('space')}{words(compared.pop(), year=report.year - 1)}"
    return sentence


def _beside_last_year(finding: Finding) -> str:
    """What to say of a rate of growth beside the figure of last year: it is that of the figure,
    it is another, or there is none to work it out from.
    """
    if finding.sums is None or finding.sums.computed is None:
        return "own-growth-alone"
    return "own-growth-holds" if finding.verdict is Verdict.HOLDS else "own-growth-differs"


def _main_figure(report: Report, target: str, words: Words) -> str:
    """What a claim of growth is about, where that is a figure with a role, or a sum with one."""
    roles_at = {a: role for part in report.parts.values() for role, a in part.roles.items()}
    statement = report.named.get(target)
    addresses = statement.targets if statement else (target,)
    role = next((roles_at[a] for a in addresses if a in roles_at), None)
    if role is None:
        return ""
    if statement and (statement.relation != "equals" or role not in HEADINGS):
        return say.statement(statement, report, words)
    return words(HEADINGS[role]) if role in HEADINGS else say.place(target, report, words)


def beside(report: Report, words: Words) -> Iterator[tuple[str, str, str]]:
    """Pairs of figures that may not count the same thing, and the message that says so."""

    def named(statement: Statement) -> str:
        label = say.statement(statement, report, words)
        return f"{label} {say.spoken(statement, words)} ({say.at(statement.place, words)})"

    for statement in report.statements:
        if not statement.near:
            continue
        value: Decimal | None
        if near := report.named.get(statement.near):
            other, value = named(near), near.value
        else:
            value = report.derived(statement.near)
            other = f"{say.place(statement.near, report, words)} {say.number(value)}"
        yield named(statement), other, "beside-alike" if value == statement.value else "beside"
