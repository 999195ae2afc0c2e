"""By when reports are due, by law and by the notice, measured from the newest date in the data."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from gongkai.checks.rules.dates import asked, legal
from gongkai.model.report import Jurisdiction
from gongkai.pages.site import Site

RULE = "on-time"


class DueDates(NamedTuple):
    """The last report whose date of the law has passed, and the next one; days are YYYY-MM-DD.

    `first` is the first year with such a date, `last` the last one whose date has passed. `notice`
    is by when the notice asks for the next report, where that is earlier and still to come.
    """

    first: int
    last: int
    passed: str
    year: int
    notice: str | None
    limit: str


def due(site: Site, entry: Jurisdiction) -> DueDates | None:
    """The dates of a place or organ; None where the law names none, or nothing bears a date."""
    dates, day = site.contract.rules[RULE].constants, date.fromisoformat(site.created)
    government = entry if entry.level != "organ" or not entry.parent else site.tree[entry.parent]
    organ = government is not entry
    last = day.year - 1
    if (limit := legal(dates, government.level, last, organ=organ)) is None:
        return None
    if limit > day:
        last -= 1
    before = legal(dates, government.level, last, organ=organ)
    after = legal(dates, government.level, last + 1, organ=organ)
    if before is None or after is None or entry.until:
        return None
    notice = asked(dates, government.level, last + 1, organ=organ)
    early = notice is not None and day < notice < after
    return DueDates(
        max(dates["since"], _since(entry)),
        last,
        before.isoformat(),
        last + 1,
        notice.isoformat() if notice and early else None,
        after.isoformat(),
    )


def _since(entry: Jurisdiction) -> int:
    """The year from which there is a place, as far as it is known; else 0."""
    found = entry.since or min((code.since for code in entry.codes), default="")
    return int(found[:4] or 0)
