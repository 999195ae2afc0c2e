"""How to take part: what needs no tools first; and the reports that want another reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from gongkai.model.languages import CONTENT_LANGUAGES, LANGUAGES, nearest
from gongkai.model.report import Jurisdiction
from gongkai.pages import doors
from gongkai.pages.contexts import CONTEXTS
from gongkai.pages.doors import PATH
from gongkai.pages.overview import Overview
from gongkai.pages.site import View

NAME = "contribute"  # the page of prose that follows what needs no tools
CHECK = f"{PATH}check/"
READERS = f"{PATH}readers/"
MOST = 30  # reports of a kind that the queue lists; all of them stand in the package


class Wanted(NamedTuple):
    """Reports that so many people compared with their documents: how many, of how many the address
    of the document is known, and the first of those.
    """

    readers: int
    reports: int
    known: int
    listed: Sequence[WantedReport]


class WantedReport(NamedTuple):
    """A report, where its document is, and where somebody says that it was compared."""

    subject: Jurisdiction
    name: str  # the year, or the name of another document
    link: str
    url: str
    door: str


class Alone(NamedTuple):
    """Confirmations of one report at which one person alone has looked."""

    subject: Jurisdiction
    name: str
    places: Sequence[tuple[str, str]]  # the printed labels, the link


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """Both pages."""
    content = nearest(view.lang, CONTENT_LANGUAGES)
    here = view.at(PATH)
    counts = _counts(overview)
    if text := view.site.prose.get((content, NAME)):
        yield here.render(
            "contribute.html",
            text=text,
            forms=list(doors.listed(here)),
            mail=view.contract.package["contact"],
            check=CHECK if "check.html" in CONTEXTS else "",  # once there is such a page
            counts=counts,
        )
    queue = view.at(READERS)
    yield queue.render(
        "readers.html",
        counts=counts,
        wanted=[_wanted(queue, overview, readers) for readers in (0, 1)],
        alone=list(_alone(queue, overview.lists.get("alone", [])[:MOST])),
        alone_left=overview.counts.get("alone", 0) - MOST,
        alone_all=overview.counts.get("alone", 0),
    )


def _counts(overview: Overview) -> Mapping[int, int]:
    """How many reports were compared by how many people."""
    return {n: overview.counts.get(f"readers {n}", 0) for n in (0, 1, 2)}


def _wanted(view: View, overview: Overview, readers: int) -> Wanted:
    listed = []
    for report, url in overview.lists.get(f"wanted {readers}", [])[:MOST]:
        subject, _, name = report.rpartition("/")
        door = doors.door(view, "second-reader", report=report)
        entry = view.site.tree[subject]
        listed.append(WantedReport(entry, name, view.link_to(report), url, door))
    counts = overview.counts
    return Wanted(
        readers,
        counts.get(f"readers {readers}", 0),
        counts.get(f"wanted {readers}", 0),
        listed,
    )


def _alone(view: View, listed: Sequence[Any]) -> Iterator[Alone]:
    at = LANGUAGES[view.lang].folder
    for report, entries in groupby(listed, key=itemgetter(0)):
        subject, _, name = report.rpartition("/")
        places = [(names[view.lang], view.page.asset(f"{at}{link}")) for _, link, names in entries]
        yield Alone(view.site.tree[subject], name, places)
