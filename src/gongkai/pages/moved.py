"""Addresses that lead elsewhere: those of earlier ids, and of places that another one followed."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.model.report import Jurisdiction
from gongkai.pages.site import ARCHIVE, Site, View

# What lies below the page of a place or a report: files that stay what they are, and pages.
_SAME = "badge.svg", "badge.json", "data.csv", "data.json"
_BELOW = "figures/", ARCHIVE


def pages(site: Site, entry: Jurisdiction) -> Iterator[tuple[str, bytes]]:
    """In both languages a page at each address that a place and its reports once had."""
    for old in entry.formerly:
        for view in site.views(f"{old}/"):
            yield page(view, f"{entry.id}/", entry.name[view.lang])
        for report in site.held.get(entry.id, ()):
            for view in site.views(f"{old}/{report.rpartition('/')[2]}/"):
                yield page(view, view.path_of(report), entry.name[view.lang])


def gone(site: Site) -> Iterator[tuple[str, bytes]]:
    """In both languages a page at each address that is no more: it leads on, or says why."""
    for one in site.releases.gone:
        for view in site.views(one.path):
            if one.to is not None:
                yield page(view, one.to, one.to)
            else:
                yield view.render("gone.html", why=one.why)


def places(site: Site) -> dict[str, str]:
    """The earlier ids of places, with their ids now."""
    return {old: entry.id for entry in site.tree.values() for old in entry.formerly}


def below(site: Site) -> Iterator[tuple[str, str, bytes | None]]:
    """What may stand at an address below one that leads on: the path of a file as it is now, the
    path where it was, and the page that is there instead; None where it is the same file.
    """
    for old, new in _leads(site):
        for view in site.views():
            for name in _SAME:
                now, was = (f"{view.at(one).page.address()}{name}" for one in (new, old))
                yield now, was, None
            for name in _BELOW:
                now = view.at(f"{new}{name}").page.file
                yield now, *page(view.at(f"{old}{name}"), f"{new}{name}", new)


def _leads(site: Site) -> Iterator[tuple[str, str]]:
    """Paths that lead on, with those to which they do."""
    for old, place in places(site).items():
        yield f"{old}/", f"{place}/"
        for report in site.held.get(place, ()):
            yield f"{old}/{report.rpartition('/')[2]}/", f"{report}/"
    for one in site.releases.gone:
        if one.to:
            yield one.path, one.to


def page(view: View, to: str, title: str) -> tuple[str, bytes]:
    """The page at the address of a view that leads to another path, which has this title."""
    path, _, anchor = to.partition("#")
    link = view.page.link(path) + (f"#{anchor}" if anchor else "")
    canonical = f"{view.home}{view.at(path).page.address()}" if view.home else link
    text = view.env.get_template("moved.html").render(link=link, canonical=canonical, title=title)
    return view.page.file, text.encode()
