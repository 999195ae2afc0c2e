"""The figures in the prose of a report: where each stands, what it claims, whether that holds."""

from __future__ import annotations

from collections.abc import Iterator

from markupsafe import Markup

from gongkai import words as say
from gongkai.model.findings import Finding
from gongkai.model.languages import SITE_LANGUAGES
from gongkai.model.report import Report, Statement
from gongkai.pages import stencil
from gongkai.pages.site import SIGNS, Page, Site, crumbs, fill
from gongkai.words import Words


def pages(site: Site, report: Report) -> Iterator[tuple[str, bytes]]:
    """The page of one report in both languages: depends on the report and its findings alone."""
    found = {f.place: f for f in site.findings[report.id] if f.place.startswith("statements.")}
    for lang in SITE_LANGUAGES:
        words, here = site.words[lang], Page(f"{report.id}/figures/", lang)
        subject = site.tree[report.subject]
        lines = [
            _line(one, report, found.get(f"statements.{one.id}"), site, words)
            for one in report.statements
        ]
        texts = {
            "name": f"{subject.name[lang]} {report.year}",
            "crumbs": crumbs(site, here, [*site.above(report.subject), subject]),
            "report": here.link(f"{report.id}/"),
            "lines": stencil.joined(lines),
        }
        yield fill(site, here, "figures.html", texts)


def _line(
    statement: Statement, report: Report, finding: Finding | None, site: Site, words: Words
) -> Markup:
    """One figure; `relation` says in words what it claims of others."""
    verdict = finding.verdict if finding else None
    note = say.remark(finding, report, site.contract, words) if finding else ""
    if finding and finding.difference:
        unit = statement.unit_of_last_place / 10  # one place more than is printed
        again = say.recomputed(finding, statement, words, unit)
        note = f"{words('recomputed', n=again)} {note}".strip()
    texts = {
        "id": statement.id,
        "place": say.at(statement.place, words),
        "label": say.statement(statement, report, words),
        "printed": f"{say.printed(statement)}{statement.unit or ''}",
        "relation": relation(statement, report, site, words),
        "note": note,
    }
    fixed = (verdict.value, SIGNS[verdict]) if verdict else ("", "")
    return stencil.rendered(site.envs[words.lang], "report", "claimed", texts, *fixed)


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
            told = _told(statement, report, words)
            yield told, _named(statement.near, report, words), message


def _named(name: str, report: Report, words: Words) -> str:
    other = report.named.get(name)
    if other:
        return _told(other, report, words)
    return f"{say.place(name, report, words)} {say.number(report.derived(name))}"


def _told(statement: Statement, report: Report, words: Words) -> str:
    label = say.statement(statement, report, words)
    return f"{label} {say.spoken(statement, words)} ({say.at(statement.place, words)})"
