"""The pages that are not about one place: home, glossary, changes, prose, and 404."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from gongkai.model.languages import CONTENT_LANGUAGES, LANGUAGES, SITE_LANGUAGES, nearest
from gongkai.pages import pictures
from gongkai.pages.items import items
from gongkai.pages.outcomes import outcomes, undrawn
from gongkai.pages.overview import Overview
from gongkai.pages.site import Page, Site, render

MOST = 100  # reports that the page of changes lists
CHANGES = "changes"  # the page of prose that a list of reports follows

# How many people compared a document (a count of the overview), and what the home page says of it.
READ = (("readers 2", "home-read-2"), ("readers 1", "home-read-1"), ("readers 0", "home-read-0"))


def pages(site: Site, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """Every such page in both languages; 404 stands at the root only and speaks both."""
    found = items(site)
    for lang in SITE_LANGUAGES:
        yield home(site, overview, lang)
        at = Page("glossary/", lang)
        yield render(site, at, "glossary.html", entries=site.glossary, found=found)
        for (written_in, name), text in site.prose.items():
            if written_in == nearest(lang, CONTENT_LANGUAGES):
                yield prose(site, overview, name, text, lang)
    yield not_found(site)


def home(site: Site, overview: Overview, lang: str) -> tuple[str, bytes]:
    """What this is, how much is there, what the newest reports say, and where to begin."""
    words, counts = site.words[lang], overview.counts
    newest = [site.reports[name] for _, _, name in overview.newest_of_places]
    found = ((r, outcomes(r, site.implied[r.id], words)) for r in newest)
    return render(
        site,
        Page("", lang),
        "home.html",
        count=overview.tally,
        cells=counts.get("cells", 0),
        places=len(site.held),
        years=overview.years,
        all=counts.get("reports", 0),
        newest=[(r, pictures.strip(o, site, words), undrawn(r, o, words)) for r, o in found],
        statements=counts.get("statements", 0),
        readers=[(told, counts[key]) for key, told in READ if key in counts],
        kinds=pictures.kinds(site, words),
        provinces=[e for e in site.tree.values() if e.parent is None and e.id in site.shown],
    )


def prose(site: Site, overview: Overview, name: str, text: str, lang: str) -> tuple[str, bytes]:
    """A page of prose; the page of changes also lists the newest reports."""
    newest = overview.newest[:MOST] if name == CHANGES else []
    added = [site.reports[report] for _, _, report in newest]
    at = Page(f"{name}/", lang)
    return render(site, at, "prose.html", name=name, text=text, added=added)


def not_found(site: Site) -> tuple[str, bytes]:
    """404.html: shown at any address, so its links start at the path of the homepage."""
    homepage = site.contract.package["homepage"]
    base = (urlsplit(homepage).path.rstrip("/") if homepage else "") + "/"
    first, *others = SITE_LANGUAGES
    html = (
        site.envs[first]
        .get_template("404.html")
        .render(base=base, others=[(LANGUAGES[one], site.words[one]) for one in others])
    )
    return "404.html", html.encode()
