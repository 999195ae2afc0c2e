"""A place of which no report is held: whose report covers it, by when its own is due, what to do.

There are thousands of such pages: nearly all of one is rendered once for all that are alike, with
slots for what differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import partial
from typing import NamedTuple

from gongkai.model.findings import Tally
from gongkai.model.report import Jurisdiction, Report
from gongkai.pages import doors, moved, pictures, roles
from gongkai.pages.due import DueDates, due
from gongkai.pages.outcomes import outcomes
from gongkai.pages.site import Site, View

FIRST = 2008  # the first year on which governments had to report


class Covering(NamedTuple):
    """A report from above whose figures cover a place: what it says, and how its sums stand."""

    report: Report
    received: Decimal | None
    handled: Decimal | None
    tally: Tally
    strip: pictures.OutcomePicture | None


class Missing(NamedTuple):
    """What to say where no report is held.

    `kind` is government, organ, zone (the law names no date), outside (where the law does not
    apply) or gone; `year` the last year whose report should be there, if anything bears a date.
    """

    kind: str
    year: int | None
    due: DueDates | None
    covering: Report | None
    successor: Jurisdiction | None


def missing(site: Site, entry: Jurisdiction) -> Missing:
    """What to say of a place or organ of which no report is held."""
    dates = due(site, entry)
    year = dates.last if dates else int(site.created[:4]) - 1
    return Missing(
        _kind(site, entry),
        year if year >= FIRST else None,
        dates,
        covering(site, entry, None),
        site.tree[entry.successor] if entry.successor else None,
    )


def _kind(site: Site, entry: Jurisdiction) -> str:
    if entry.until:
        return "gone"
    if entry.id.partition("/")[0] in site.peers["outside"]:
        return "outside"
    if entry.level == "organ":
        return "organ"
    return "zone" if entry.level in ("township", "zone") else "government"


def covering(site: Site, entry: Jurisdiction, year: int | None) -> Report | None:
    """An annual report above whose figures cover this place without telling it apart.

    That of `year`, the newest of the place itself; where it has none, the newest above.
    """
    for above in reversed(site.lineage(entry.id)[:-1]):
        for report in reversed(site.annual(above.id)):
            if report.scope == "territory" and report.parts and year in (None, report.year):
                return report
    return None


def covered(view: View, report: Report) -> Covering:
    """What a report says that covers places below it."""
    return Covering(
        report,
        roles.value(report, "received"),
        roles.value(report, "handled"),
        view.site.tally(report),
        pictures.strip(view, outcomes(view, report)),
    )


def pages(
    site: Site, entry: Jurisdiction, children: Sequence[Jurisdiction]
) -> Iterator[tuple[str, bytes]]:
    """The page in both languages of a place without a report at it or below it.

    That of a place which another one followed leads there.
    """
    found, above = missing(site, entry), site.lineage(entry.id)[:-1]
    looked = [one for one in site.looked if one.jurisdiction == entry.id]
    for view in site.views(f"{entry.id}/"):
        if found.successor:
            after = found.successor
            yield moved.page(view, f"{after.id}/", after.name[view.lang])
            continue
        yield view.render(
            "missing.html",
            entry=entry,
            above=above,
            missing=found,
            covered=partial(covered, view, found.covering) if found.covering else None,
            children=children,
            looked=looked,
            feed=entry.id.partition("/")[0],
            add=partial(doors.add, view, entry.id),
        )
