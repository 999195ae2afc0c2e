"""The pages that are not about one place: home, glossary, changes, prose, and 404."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from gongkai.model.languages import CONTENT_LANGUAGES, LANGUAGES, SITE_LANGUAGES, nearest
from gongkai.pages import pictures
from gongkai.pages.items import items
from gongkai.pages.outcomes import no_picture, outcomes
from gongkai.pages.overview import Overview
from gongkai.pages.site import Site, View

MOST = 100  # reports that the page of changes lists
CHANGES = "changes"  # the page of prose that a list of reports follows

# How many people compared a document (a count of the overview), and what the home page says of it.
READ = (("readers 2", "home-read-2"), ("readers 1", "home-read-1"), ("readers 0", "home-read-0"))


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """Every such page but 404; the page of changes also lists the newest reports."""
    site = view.site
    yield _home(view, overview)
    yield view.at("understand/").render("understand.html")
    glossary, found = view.at("glossary/"), items(site).values()
    by_code = {item.code: item for item in reversed(list(found))}  # the first of each code
    yield glossary.render("glossary.html", entries=site.glossary, found=by_code)
    for (written_in, name), text in site.prose.items():
        if written_in == nearest(view.lang, CONTENT_LANGUAGES):
            newest = overview.newest[:MOST] if name == CHANGES else []
            added = [site.reports[report] for _, _, report in newest]
            yield view.at(f"{name}/").render("prose.html", name=name, text=text, added=added)


def _home(view: View, overview: Overview) -> tuple[str, bytes]:
    """What this is, how much is there, what the newest reports say, and where to begin."""
    site, counts = view.site, overview.counts
    newest = [site.reports[name] for _, _, name in overview.newest_of_places]
    found = ((report, outcomes(view, report)) for report in newest)
    drawn = [(r, pictures.strip(view, o), no_picture(view, r, o)) for r, o in found]
    return view.render(
        "home.html",
        count=overview.tally,
        cells=counts.get("cells", 0),
        places=len(site.held),
        years=overview.years,
        all=counts.get("reports", 0),
        newest=drawn,
        statements=counts.get("statements", 0),
        readers=[(message, counts[key]) for key, message in READ if key in counts],
        legends=pictures.legends(view, [picture for _, picture, _ in drawn if picture]),
        provinces=[e for e in site.tree.values() if e.parent is None and e.id in site.shown],
    )


def not_found(site: Site) -> tuple[str, bytes]:
    """404.html: at the root only, in all languages; shown at any address, so its links start at
    the path of the homepage.
    """
    homepage = site.contract.package["homepage"]
    base = (urlsplit(homepage).path.rstrip("/") if homepage else "") + "/"
    first, *others = SITE_LANGUAGES
    template = site.envs[first].get_template("404.html")
    languages = [(LANGUAGES[one], site.words[one]) for one in others]
    return "404.html", template.render(base=base, others=languages).encode()
