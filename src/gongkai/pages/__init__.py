"""Everything → HTML, through site/templates. Pages know the data and their own address, no more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from gongkai.model.languages import LANGUAGES
from gongkai.model.report import Jurisdiction, Report
from gongkai.pages import (
    archive,
    checks,
    data,
    design,
    figures,
    finder,
    front,
    indicators,
    jurisdiction,
    late,
    report,
    terms,
)
from gongkai.pages.overview import Overview, gather
from gongkai.pages.site import Download, Site

__all__ = [
    "Download",
    "Overview",
    "Site",
    "beside",
    "gather",
    "of_everything",
    "of_places",
]

Files = Iterator[tuple[str, bytes]]


class Family(Protocol):
    """A module of pages that are about no one place."""

    def pages(self, site: Site, overview: Overview) -> Files:
        """All of them, in both languages."""


def of_places(site: Site, places: Iterable[str], reports: Iterable[Report]) -> Files:
    """The pages of some places and of some reports in both languages, as (path, bytes)."""
    children_of: dict[str, list[Jurisdiction]] = {}
    for entry in site.tree.values():
        if entry.parent is not None:
            children_of.setdefault(entry.parent, []).append(entry)
    for one in reports:
        if one.year < site.since:
            continue
        yield from report.pages(site, one)
        if one.statements:
            yield from figures.pages(site, one)
    for place in places:
        yield from jurisdiction.pages(site, place, children_of)
        yield from archive.pages(site, site.tree[place])


_OF_EVERYTHING: tuple[Family, ...] = (terms, indicators, checks, late, front, data, finder, design)
# Which of them makes the files below a folder; the others are made by `front`.
_BY_FOLDER: dict[str, Family] = {
    "terms": terms,
    "indicators": indicators,
    "rules": checks,
    "findings": checks,
    "late": late,
    "data": data,
    "places": finder,
    "static": finder,
    "design": design,
}


def of_everything(site: Site, overview: Overview) -> Files:
    """The pages that are about no one place, and what the finder needs."""
    for family in _OF_EVERYTHING:
        yield from family.pages(site, overview)


def beside(path: str, site: Site, overview: Overview) -> Files:
    """Those that are made together with one, a path."""
    first, *rest = path.split("/")
    if any(language.folder == f"{first}/" for language in LANGUAGES.values()):
        first = rest[0]
    return _BY_FOLDER.get(first, front).pages(site, overview)
