"""The pages that are not about one place: home, rules, findings, data, about, and 404."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from urllib.parse import urlsplit

from gongkai import words as say
from gongkai.model import LANGUAGES, Jurisdiction, Report
from gongkai.pages.jurisdiction import total
from gongkai.pages.report import mark
from gongkai.pages.site import SIGNS, Page, Site, render
from gongkai.verdict import Finding, Verdict
from gongkai.words import place


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Every such page in both languages; 404 stands at the root only and speaks both."""
    for lang in LANGUAGES:
        yield home(site, lang)
        yield from rules(site, lang)
        yield findings(site, lang)
        yield data(site, lang)
        yield from dictionary(site, lang)
        yield from indicators(site, lang)
        for (written_in, name), text in site.prose.items():
            if written_in == lang:
                yield render(site, Page(f"{name}/", lang), "prose.html", name=name, text=text)
    yield not_found(site)


def home(site: Site, lang: str) -> tuple[str, bytes]:
    """What this is, how much is there, and every place by province."""
    reports = list(site.reports.values())
    count = total(site, reports)
    tree: dict[str, list[tuple[Jurisdiction, list[Report], int]]] = {}
    for entry in site.shown():
        line = (entry, list(site.by_subject.get(entry.id, ())), entry.id.count("/"))
        tree.setdefault(entry.id.split("/", 1)[0], []).append(line)
    return render(
        site,
        Page("", lang),
        "home.html",
        count=count,
        cells=sum(1 for r in reports for cell in r.cells.values() if cell.value is not None),
        places=len(site.by_subject),
        years=sorted({r.year for r in reports}),
        tree=[(site.tree[province], entries) for province, entries in tree.items()],
    )


def rules(site: Site, lang: str) -> Iterator[tuple[str, bytes]]:
    """The list of rules, and a page for each."""
    contract, words = site.contract, site.words[lang]
    by_rule: dict[str, list[tuple[Report, Finding]]] = {rule: [] for rule in contract.rules}
    for report in site.reports.values():
        for finding in site.findings[report.id]:
            by_rule[finding.rule].append((report, finding))
    counts = {rule: _verdicts(found) for rule, found in by_rule.items()}
    yield render(
        site, Page("rules/", lang), "rules.html", rules=contract.rules.values(), counts=counts
    )
    for rule in contract.rules.values():
        yield render(
            site,
            Page(f"rules/{rule.id}/", lang),
            "rule.html",
            rule=rule,
            counts=counts[rule.id],
            others=[
                (report, finding, place(finding.place, report, words), _anchor(finding, site, lang))
                for report, finding in by_rule[rule.id]
                if finding.verdict is not Verdict.HOLDS
            ],
            tree=site.tree,
            signs=SIGNS,
        )


def _verdicts(found: list[tuple[Report, Finding]]) -> dict[str, int]:
    verdicts = [finding.verdict for _, finding in found]
    return {verdict.value: verdicts.count(verdict) for verdict in Verdict}


def _anchor(finding: Finding, site: Site, lang: str) -> str:
    if finding.identity is None:
        return finding.place if finding.place.count(".") == 2 else "source"
    return mark(finding, site, site.words[lang]).target


def findings(site: Site, lang: str) -> tuple[str, bytes]:
    """Two lists, never mixed: what documents print, and what we have to look at again."""
    words = site.words[lang]
    lists: dict[Verdict, list[tuple[object, ...]]] = {Verdict.AS_PRINTED: [], Verdict.BROKEN: []}
    for report in site.reports.values():
        for finding in site.findings[report.id]:
            rule = site.contract.rules[finding.rule]
            if finding.verdict in lists and rule.about == "document":
                where = place(finding.place, report, words)
                note = say.confirmed(finding, report, site.contract, words) or say.note(
                    finding, report, words
                )
                entry = (report, finding, rule, where, _anchor(finding, site, lang), note)
                lists[finding.verdict].append(entry)
    standing = [
        (report, site.tree[report.subject], site.tally(report)) for report in site.reports.values()
    ]
    return render(
        site,
        Page("findings/", lang),
        "findings.html",
        as_printed=lists[Verdict.AS_PRINTED],
        again=lists[Verdict.BROKEN],
        tree=site.tree,
        standing=standing,
    )


def data(site: Site, lang: str) -> tuple[str, bytes]:
    """The files, how to open them, how to cite them."""
    return render(
        site,
        Page("data/", lang),
        "data.html",
        downloads=[(d, site.contract.schemas[d.table]) for d in site.downloads],
    )


def dictionary(site: Site, lang: str) -> Iterator[tuple[str, bytes]]:
    """What every column means: a page for each table, and the list of them."""
    schemas = [(d, site.contract.schemas[d.table]) for d in site.downloads]
    at = Page("data/dictionary/", lang)
    yield render(site, at, "dictionary.html", schemas=[schema for _, schema in schemas])
    for file, schema in schemas:
        at = Page(f"data/dictionary/{schema.name}/", lang)
        yield render(site, at, "table.html", file=file, schema=schema)
    at = Page("data/codebook/", lang)
    yield render(site, at, "codebook.html", schemas=[schema for _, schema in schemas])
    yield render(site, Page("data/codebook/forms/", lang), "codebook.html", schemas=[])


def indicators(site: Site, lang: str) -> Iterator[tuple[str, bytes]]:
    """The list of indicators, and a page for each with its values."""
    entries = site.contract.indicators
    yield render(site, Page("indicators/", lang), "indicators.html", indicators=entries.values())
    for indicator in entries.values():
        values = [
            (report, value, _shown(value.value, indicator.times))
            for report in site.reports.values()
            for value in site.indicators[report.id]
            if value.indicator == indicator.id
        ]
        yield render(
            site,
            Page(f"indicators/{indicator.id}/", lang),
            "indicator.html",
            indicator=indicator,
            values=values,
            tree=site.tree,
        )


def _shown(value: Decimal, times: int) -> str:
    """A share as a percentage, anything else as it is; to one decimal."""
    if times == 1:
        return f"{value * 100:,.1f}%".replace("-", say.MINUS)
    return f"{value:,.1f}".replace("-", say.MINUS)


def not_found(site: Site) -> tuple[str, bytes]:
    """404.html: shown at any address, so its links start at the path of the homepage."""
    homepage = site.contract.package["homepage"]
    base = (urlsplit(homepage).path.rstrip("/") if homepage else "") + "/"
    html = (
        site.envs["zh"]
        .get_template("404.html")
        .render(base=base, other=site.words["en"], created=site.created)
    )
    return "404.html", html.encode()
