"""The older reports of a place that have no page of their own: their heads and main figures."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.model.report import Jurisdiction
from gongkai.pages import roles
from gongkai.pages.roles import FIGURES
from gongkai.pages.site import ARCHIVE, Site


def pages(site: Site, entry: Jurisdiction) -> Iterator[tuple[str, bytes]]:
    """The page of one place in both languages, where it has such reports, the newest first."""
    older = [r for r in reversed(site.by_subject.get(entry.id, ())) if r.year < site.since]
    for view in site.views(f"{entry.id}/{ARCHIVE}") if older else ():
        yield view.render(
            "archive.html",
            entry=entry,
            above=site.lineage(entry.id),
            since=site.since,
            reports=[
                (
                    report,
                    report.id.rpartition("/")[2],
                    site.tally(report),
                    [
                        (heading, roles.value(report, role), roles.asked(site, report, role))
                        for role, heading in FIGURES
                        if report.parts
                    ],
                )
                for report in older
            ],
        )
