"""The pages that are not about one place: home, glossary, changes, prose, and 404."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from gongkai.model import LANGUAGES, Report
from gongkai.pages import pictures
from gongkai.pages.jurisdiction import total
from gongkai.pages.outcomes import outcomes
from gongkai.pages.site import Page, Site, render
from gongkai.pages.terms import items

NEWEST = 8  # reports that the home page shows
MOST = 100  # reports that the page of changes lists
CHANGES = "changes"  # the page of prose that a list of reports follows


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Every such page in both languages; 404 stands at the root only and speaks both."""
    found = items(site)
    for lang in LANGUAGES:
        yield home(site, lang)
        at = Page("glossary/", lang)
        yield render(site, at, "glossary.html", entries=site.glossary, found=found)
        for (written_in, name), text in site.prose.items():
            if written_in == lang:
                yield prose(site, name, text, lang)
    yield not_found(site)


def newest_first(site: Site) -> list[Report]:
    """Reports by the day on which somebody fetched them, the latest first; then the later year."""
    by_year = sorted(site.reports.values(), key=lambda report: (-report.year, report.id))
    return sorted(by_year, key=lambda report: report.source.retrieved, reverse=True)


def home(site: Site, lang: str) -> tuple[str, bytes]:
    """What this is, how much is there, what the newest reports say, and where to begin."""
    reports, words = list(site.reports.values()), site.words[lang]
    by_place: dict[str, Report] = {}
    for report in newest_first(site):
        by_place.setdefault(report.subject, report)
    newest = list(by_place.values())[:NEWEST]
    found = ((r, outcomes(r, site.implied[r.id], words)) for r in newest)
    return render(
        site,
        Page("", lang),
        "home.html",
        count=total(site, reports),
        cells=sum(1 for r in reports for cell in r.cells.values() if cell.value is not None),
        places=len(site.by_subject),
        years=sorted({r.year for r in reports}),
        all=len(reports),
        newest=[(r, pictures.strip(o, site, words)) for r, o in found],
        statements=sum(len(r.statements) for r in reports),
        second=sum(r.readers > 1 for r in reports),
        kinds=pictures.kinds(site, words),
        provinces=[entry for entry in site.shown() if entry.parent is None],
        tree=site.tree,
    )


def prose(site: Site, name: str, text: str, lang: str) -> tuple[str, bytes]:
    """A page of prose; the page of changes also lists the newest reports."""
    added = newest_first(site)[:MOST] if name == CHANGES else []
    at = Page(f"{name}/", lang)
    return render(site, at, "prose.html", name=name, text=text, added=added, tree=site.tree)


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
