"""The printed date of publication, beside the date of the law and that of the notice."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date

from gongkai.checks.rules.around import Around
from gongkai.model.findings import Deadline, Finding, Verdict
from gongkai.model.report import Report

Constants = Mapping[str, int]
COUNTY_AND_ABOVE = ("province", "prefecture", "county")


def on_time(report: Report, rule: str, around: Around) -> Iterator[Finding]:
    """Whether the printed date of publication lies within the legal one (article 49).

    The finding says beside it whether the date of the notice was kept, which decides nothing, and
    whether the date stands in a copy.
    """
    if report.kind != "annual-report":
        return
    dates = around.contract.rules[rule].constants
    level, organ = around.government.level, report.organ is not None
    limit = legal(dates, level, report.year, organ=organ)
    source, printed = report.source, _span(report.source.published)
    reason = None
    if report.year < dates["since"]:
        reason = "before-law"
    elif limit is None:
        reason = "no-deadline"
    elif source.seen_as == "copy" and not source.url:
        reason = "read-copy"
    elif printed is None or _beside(printed, limit) is None:
        reason = "date-coarse"
    if reason or printed is None or limit is None:
        yield Finding(report.id, rule, "report", Verdict.NOT_ASSESSABLE, reason=reason)
        return
    also = [] if source.seen_as != "copy" else [("by-copy", "")]
    if wanted := asked(dates, level, report.year, organ=organ):
        also.insert(0, (_kept(printed, wanted), wanted.isoformat()))
    args: Mapping[str, object] = {"date": limit.isoformat(), "also": tuple(also)}
    verdict = Verdict.HOLDS if _beside(printed, limit) else Verdict.BROKEN
    yield Finding(report.id, rule, "report", verdict, Deadline(printed[0], limit),
                  reason="deadline", args=args)  # fmt: skip


def legal(dates: Constants, level: str, year: int, *, organ: bool) -> date | None:
    """By when the law has the report on a year of a government, or of one of its organs; None where
    it names no date. `dates` are the constants of the rule, `level` is that of the government.
    """
    if level not in COUNTY_AND_ABOVE or year < dates["since"]:
        return None
    return _day(year + 1, dates["organ" if organ else "government"])


def asked(dates: Constants, level: str, year: int, *, organ: bool) -> date | None:
    """By when the notice of 2021 asks for it."""
    if level not in COUNTY_AND_ABOVE or organ or year < dates["notice_since"]:
        return None
    return _day(year + 1, dates[f"notice_{level}"])


def _kept(printed: tuple[date, date], asked: date) -> str:
    return {True: "notice-kept", False: "notice-after", None: "notice-open"}[
        _beside(printed, asked)
    ]


def _beside(printed: tuple[date, date], limit: date) -> bool | None:
    """Whether a printed date is by the limit; None where it is a month or a year around it."""
    first, last = printed
    if first < last and first <= limit <= last:
        return None
    return last <= limit


def _day(year: int, day: int) -> date:
    """A day of the contract, 331 for 31 March."""
    return date(year, *divmod(day, 100))


def _span(printed: str | None) -> tuple[date, date] | None:
    """The first and the last day that a printed date may mean: a year or a month has several."""
    if printed is None:
        return None
    year, month, day = (*map(int, printed.split("-")), 0, 0)[:3]
    last = month or 12
    days = monthrange(year, last)[1]
    return date(year, month or 1, day or 1), date(year, last, day or days)
