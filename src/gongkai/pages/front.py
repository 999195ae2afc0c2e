"""The pages that are not about one place: home, understand, prose, and 404."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from urllib.parse import urlsplit

from gongkai.model.findings import Tally
from gongkai.model.forms import newest_first, parts_of
from gongkai.model.languages import CONTENT_LANGUAGES, LANGUAGES, SITE_LANGUAGES, nearest
from gongkai.pages import contribute, home, moved, releases
from gongkai.pages.overview import Overview
from gongkai.pages.site import Site, View

_OTHERS = (contribute.NAME, releases.NAME)  # pages of prose that have a module of their own
UNDERSTAND = "understand"  # that beside which the ways to terms and rules stand
ABOUT = "about"  # that which the numbers follow: how much is held

# How many people compared a document (a count of the overview), and what is said of it.
READ = (("readers 2", "home-read-2"), ("readers 1", "home-read-1"), ("readers 0", "home-read-0"))


class Numbers(NamedTuple):
    """How much is held: reports, places, printed figures, figures of the text, sums; and how many
    reports were compared by how many people, as a message with its number.
    """

    reports: int
    places: int
    cells: int
    statements: int
    sums: Tally
    readers: Sequence[tuple[str, int]]


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """Every such page but 404."""
    site = view.site
    yield home.page(view, overview)
    yield moved.page(view.at("glossary/"), "terms/", view.words("terms-title"))
    for (written_in, name), text in site.prose.items():
        if written_in != nearest(view.lang, CONTENT_LANGUAGES) or name in _OTHERS:
            continue
        if name == UNDERSTAND:
            printed = parts_of(newest_first(view.contract.forms))
            parts = [(part, forms[0].label) for part, forms in printed.items()]
            yield view.at(f"{name}/").render("understand.html", text=text, parts=parts)
        else:
            numbers = _numbers(view, overview) if name == ABOUT else None
            yield view.at(f"{name}/").render("prose.html", name=name, text=text, numbers=numbers)


def _numbers(view: View, overview: Overview) -> Numbers | None:
    """How much is held, for the page about the site; None while there is nothing."""
    counts = overview.counts
    if not counts.get("reports"):
        return None
    return Numbers(
        reports=counts["reports"],
        places=len(view.site.held),
        cells=counts.get("cells", 0),
        statements=counts.get("statements", 0),
        sums=overview.tally,
        readers=[(message, counts[key]) for key, message in READ if key in counts],
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
