"""The page of a jurisdiction or organ: its reports over the years, and what lies below it."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gongkai.model import LANGUAGES, Jurisdiction, Report
from gongkai.pages.site import Page, Site, render
from gongkai.verdict import Tally
from gongkai.words import badge

# What the table of years shows: address and the id of its heading in site/locale.
FIGURES = (
    ("requests.received.total", "figure-received"),
    ("requests.handled.total", "figure-handled"),
    ("requests.granted.total", "figure-granted"),
    ("requests.refused.total", "figure-refused"),
    ("requests.unable.total", "figure-unable"),
    ("reviews.reconsideration.total", "figure-reconsideration"),
    ("reviews.litigation.total", "figure-litigation"),
)


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Every jurisdiction that has a report at it or below it, in both languages."""
    shown = site.shown()
    below_of: dict[str, int] = {}
    children_of: dict[str, list[Jurisdiction]] = {}
    for entry in shown:
        if entry.parent is not None:
            children_of.setdefault(entry.parent, []).append(entry)
    for report in site.reports.values():
        for above in site.above(report.subject):
            below_of[above.id] = below_of.get(above.id, 0) + 1
    for entry in shown:
        children = children_of.get(entry.id, [])
        reports = list(site.by_subject.get(entry.id, ()))
        below = below_of.get(entry.id, 0)
        count = total(site, reports)
        readers = min((r.readers for r in reports), default=1)
        for lang in LANGUAGES:
            yield render(
                site,
                Page(f"{entry.id}/", lang),
                "jurisdiction.html",
                entry=entry,
                above=site.above(entry.id),
                children=[(child, site.by_subject.get(child.id, ())) for child in children],
                years=[(r, site.tally(r), _figures(r)) for r in reversed(reports)],
                figures=FIGURES,
                below=below,
                badge=badge(count, readers, site.words[lang]),
                count=count,
            )


def total(site: Site, reports: list[Report]) -> Tally:
    """The checks of several reports together."""
    return sum((site.tally(report) for report in reports), Tally())


def _figures(report: Report) -> list[Decimal | None]:
    return [report.derived(address) for address, _ in FIGURES]
