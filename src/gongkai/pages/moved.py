"""Addresses that lead elsewhere: those of earlier ids, and of places that another one followed."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.model.report import Jurisdiction
from gongkai.pages.site import Site, View


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


def page(view: View, to: str, title: str) -> tuple[str, bytes]:
    """The page at the address of a view that leads to another path, which has this title."""
    path, _, anchor = to.partition("#")
    link = view.page.link(path) + (f"#{anchor}" if anchor else "")
    canonical = f"{view.home}{view.at(path).page.address()}" if view.home else link
    text = view.env.get_template("moved.html").render(link=link, canonical=canonical, title=title)
    return view.page.file, text.encode()
