"""Everything → HTML, through site/templates. Pages know the data and their own address, no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from gongkai.model.report import Jurisdiction, Report
from gongkai.pages import (
    archive,
    badges,
    checks,
    contribute,
    coverage,
    data,
    design,
    explore,
    feeds,
    figures,
    finder,
    front,
    fulltext,
    indicators,
    jurisdiction,
    late,
    missing,
    moved,
    paste,
    peers,
    releases,
    report,
    search,
    sitemap,
    terms,
)
from gongkai.pages.fulltext import Entry
from gongkai.pages.overview import Overview, gather
from gongkai.pages.site import Download, Site, View, official_order

__all__ = [
    "EMPTY",
    "OFFERED",
    "Download",
    "Entry",
    "Overview",
    "Site",
    "among_peers",
    "below_moved",
    "beside",
    "fulltext",
    "gather",
    "gone",
    "of_everything",
    "of_package",
    "of_places",
    "of_reports",
]

Files = Iterator[tuple[str, bytes]]
# What is empty in the page of a place with reports until all are read, and what is put there.
EMPTY = peers.EMPTY
# The files of the package whose sizes `of_package` wants to know, as patterns of their names.
OFFERED = (*data.OFFERED, data.YEARS)


def among_peers(site: Site, overview: Overview, places: Iterable[str]) -> Files:
    """For places with reports, what stands in place of `EMPTY`, with the paths of their pages."""
    return peers.sections(site, overview.peers, places)


class Family(Protocol):
    """A module of pages that are about no one place."""

    def pages(self, view: View, overview: Overview, /) -> Files:
        """All of them, in one language."""


def of_reports(site: Site, reports: Iterable[Report]) -> Files:
    """The pages of some reports in both languages, as (path, bytes)."""
    for one in reports:
        if one.year < site.since:
            continue
        yield from report.pages(site, one)
        if one.statements:
            yield from figures.pages(site, one)


def of_places(site: Site, places: Iterable[str]) -> Files:
    """The pages of some places in both languages, as (path, bytes)."""
    children_of: dict[str, list[Jurisdiction]] = {}
    for entry in site.tree.values():
        if entry.parent is not None:
            children_of.setdefault(entry.parent, []).append(entry)
    for below in children_of.values():
        below.sort(key=official_order)
    for place in places:
        entry, children = site.tree[place], children_of.get(place, ())
        if site.reported(place):
            yield from jurisdiction.pages(site, entry, children)
            yield from archive.pages(site, entry)
            yield from paste.held(site, place)
            if held := site.by_subject.get(place):
                yield fulltext.texts(place, held)
                yield from feeds.of_place(site, place, held)
        else:
            yield from missing.pages(site, entry, children)
        yield from moved.pages(site, entry)


# Which of them makes the files below a folder; the others are made by `front`.
_BY_FOLDER: dict[str, Family] = {
    "badge": badges,
    "changes": releases,
    "check": paste,
    "compare": explore,
    "explore": explore,
    "terms": terms,
    "indicators": indicators,
    "rules": checks,
    "findings": checks,
    "late": late,
    "coverage": coverage,
    "data": data,
    "places": finder,
    "search": search,
    "contribute": contribute,
    "design": design,
    feeds.FILE: feeds,
}


def of_everything(site: Site, overview: Overview) -> Files:
    """The pages that are about no one place, and what the finder needs; not those of the package,
    which wait for its files.
    """
    found: list[str] = []
    for view in site.views():
        found.append(view.at(data.PATH).page.file)
        for family in dict.fromkeys((*_BY_FOLDER.values(), front)):
            for file in family.pages(view, overview):
                if view.home and sitemap.names_itself(view, *file):
                    found.append(file[0])
                yield file
    yield from _of_no_language(site)
    yield from sitemap.files(site, overview, found)


def gone(site: Site) -> Files:
    """The pages at addresses that are no more."""
    return moved.gone(site)


def below_moved(site: Site) -> Iterator[tuple[str, str, bytes | None]]:
    """What may stand below addresses that lead on: where it is, where it was, the page there."""
    return moved.below(site)


def of_package(site: Site, overview: Overview) -> Files:
    """The page that offers the package in each language, of a site that knows the `sizes` of its
    files.
    """
    return (data.offer(view, overview) for view in site.views())


def beside(path: str, site: Site, overview: Overview) -> Files:
    """Those that are made together with one, a path."""
    homes = (v for v in site.views() if path.startswith(v.page.address()))
    home = max(homes, key=lambda view: len(view.page.address()))
    names = path.removeprefix(home.page.address()).split("/")
    if names[0] in ("static", "404.html"):
        return _of_no_language(site)
    if names == [*data.PATH.split("/")[:-1], home.page.file.rpartition("/")[2]]:
        return of_package(site, overview)
    found = [_BY_FOLDER[name] for name in names if name in _BY_FOLDER]
    return (found[-1] if found else front).pages(home, overview)


def _of_no_language(site: Site) -> Files:
    yield front.not_found(site)
    yield from finder.scripts(site)
    yield from search.scripts(site)
