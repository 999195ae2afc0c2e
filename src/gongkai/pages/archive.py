"""The older reports of a place that have no page of their own: their heads and main figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongkai.model.languages import SITE_LANGUAGES
from gongkai.model.report import Jurisdiction, Report
from gongkai.pages.jurisdiction import FIGURES
from gongkai.pages.site import ARCHIVE, Page, Site, render


def pages(site: Site, entry: Jurisdiction) -> Iterator[tuple[str, bytes]]:
    """The page of one place in both languages, where it has such reports."""
    older = [r for r in site.by_subject.get(entry.id, ()) if r.year < site.since]
    for lang in SITE_LANGUAGES if older else ():
        yield _page(site, entry, older, lang)


def _page(site: Site, entry: Jurisdiction, older: Sequence[Report], lang: str) -> tuple[str, bytes]:
    """The newest first."""
    at = Page(f"{entry.id}/{ARCHIVE}", lang)
    return render(
        site,
        at,
        "archive.html",
        entry=entry,
        above=[*site.above(entry.id), entry],
        since=site.since,
        figures=FIGURES,
        reports=[
            (
                report,
                report.id.rpartition("/")[2],
                site.tally(report),
                [report.derived(address) for address, _ in FIGURES] if report.parts else [],
            )
            for report in reversed(older)
        ],
    )
