"""What search engines and other programs read first; only with a homepage.

sitemap.xml has every page that is known by its own address, with the day of the data behind it;
beside it stand robots.txt and, in each language, llms.txt.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from html import unescape

from gongkai.model.languages import CONTENT_LANGUAGES, SITE_LANGUAGES, nearest
from gongkai.pages import citation
from gongkai.pages.overview import Overview
from gongkai.pages.site import Site, View

MOST, HEAVIEST = 50_000, 50_000_000  # addresses and bytes of one file, by sitemaps.org
_FIXED = 200  # bytes around the addresses of a file
_EACH = 80  # bytes around one address
_CANONICAL = re.compile(rb'<link rel=canonical href="?([^">\s]+)')
_HIDDEN = b"content=noindex"

Dated = tuple[str, str]  # the address of a page below the homepage, the day of its data or nothing


def names_itself(view: View, path: str, data: bytes) -> bool:
    """Whether a file is a page to be found: known by its own address, and not hidden."""
    if not path.endswith("index.html") or _HIDDEN in data:
        return False
    found = _CANONICAL.search(data)
    own = f"{view.home}{path.removesuffix('index.html')}"
    return found is not None and unescape(found[1].decode()) == own


def files(site: Site, overview: Overview, others: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """All of them; `others` are the paths of the pages that are about no one place."""
    views = {view.lang: view for view in site.views()}
    first = views[SITE_LANGUAGES[0]]
    if not first.home:
        return
    pieces = list(cut(sorted(_addresses(site, overview, others)), len(first.home)))
    names = ["sitemap.xml"]
    if len(pieces) > 1:
        names = [f"sitemap-{number}.xml" for number in range(1, len(pieces) + 1)]
        dates = [max(date for _, date in piece) for piece in pieces]
        yield _file(first, "sitemap.xml", "sitemaps.xml", list(zip(names, dates, strict=True)))
    for name, piece in zip(names, pieces, strict=True):
        yield _file(first, name, "sitemap.xml", piece)
    yield _file(first, "robots.txt", "robots.txt", ())
    for view in views.values():
        yield _file(view, f"{view.page.address()}llms.txt", "llms.txt", ())


def _file(view: View, path: str, template: str, addresses: Sequence[Dated]) -> tuple[str, bytes]:
    found = view.env.get_template(template)
    text = found.render(
        home=view.home,
        addresses=addresses,
        spoken=nearest(view.lang, CONTENT_LANGUAGES),
        cited=citation.usual(view),
    )
    plain = unescape(text) if template.endswith(".txt") else text  # no markup: nothing is escaped
    return path, f"{plain.rstrip()}\n".encode()


def _addresses(site: Site, overview: Overview, others: Iterable[str]) -> Iterator[Dated]:
    days: dict[str, str] = {}
    for path, date in overview.dated.items():
        days[path] = max(date, days.get(path, ""))
        above = path.rstrip("/")
        while "/" in above:  # the page of a place says something of what lies below it
            above = above.rpartition("/")[0]
            if above in site.tree:
                days[f"{above}/"] = max(date, days.get(f"{above}/", ""))
    for name, entry in site.tree.items():
        if site.reported(name) or not entry.successor:  # else its page leads to another one
            days.setdefault(f"{name}/", "")
    for view in site.views():
        for path, date in days.items():
            yield view.at(path).page.address(), date
    for path in others:
        yield path.removesuffix("index.html"), site.created


def cut(
    addresses: Iterable[Dated], home: int, most: int = MOST, heaviest: int = HEAVIEST
) -> Iterator[list[Dated]]:
    """The addresses of each file; before each stand so many bytes of the homepage."""
    piece: list[Dated] = []
    size = _FIXED
    for one in addresses:
        weight = _EACH + home + len(one[0].encode())
        if piece and (len(piece) == most or size + weight > heaviest):
            yield piece
            piece, size = [], _FIXED
        piece.append(one)
        size += weight
    yield piece
