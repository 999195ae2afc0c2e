"""Atom feeds of the site, of each province and of each place with reports; only with a homepage.

An entry is known by the address of its report's page and what happened: neither ever changes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from gongkai.model.report import Report
from gongkai.pages.news import Event, events, newest
from gongkai.pages.overview import Overview
from gongkai.pages.site import Site, View

FILE = "feed.xml"


class FeedEntry(NamedTuple):
    """An entry: what it is known by, its title, day, page and text."""

    id: str
    title: str
    updated: str
    link: str
    text: str


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The feeds of the site and of all provinces in one language."""
    if not view.home:
        return
    yield _feed(view.at(""), "", newest(chain.from_iterable(overview.news.values())))
    for entry in view.site.tree.values():
        if entry.parent is None:
            found = newest(overview.news.get(entry.id, ()))
            yield _feed(view.at(f"{entry.id}/"), entry.name[view.lang], found)


def of_place(site: Site, place: str, reports: Iterable[Report]) -> Iterator[tuple[str, bytes]]:
    """The feeds of a place below a province, in all languages."""
    if not site.contract.package["homepage"] or "/" not in place:
        return
    found = newest(event for report in reports for event in events(site, report))
    for view in site.views(f"{place}/"):
        yield _feed(view, site.tree[place].name[view.lang], found)


def _feed(view: View, name: str, found: Sequence[Event]) -> tuple[str, bytes]:
    """The feed beside the page of a view, which is about this place or about all."""
    words, address = view.words, view.page.address()
    site = words("site-name")
    entries = [_entry(view, event) for event in found]
    text = view.env.get_template(FILE).render(
        home=view.home,
        address=address,
        file=f"{address}{FILE}",
        title=f"{name}{words('title-separator')}{site}" if name else site,
        updated=found[0].date if found else view.site.created,
        entries=entries,
    )
    return f"{address}{FILE}", f"{text}\n".encode()


def _entry(view: View, event: Event) -> FeedEntry:
    subject, _, name = event.report.rpartition("/")
    kind = view.contract.label("reports.kind", event.kind, view.lang)
    place = view.site.tree[subject].name[view.lang]
    what = event.what.partition("-")[0]
    path, _, line = view.path_of(event.report).partition("#")
    link = f"{view.home}{view.at(path).page.address()}" + (f"#{line}" if line else "")
    own = f"{view.home}{view.at(f'{event.report}/').page.address()}"
    title = view.words(f"news-{what}", name=place, year=name[:4], kind=kind)
    return FeedEntry(f"{own}#{event.what}", title, event.date, link, event.said[view.lang])
