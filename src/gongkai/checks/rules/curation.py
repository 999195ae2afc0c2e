"""Rules that speak of us and not of the publisher: can a reader follow what we did?"""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.checks.rules.around import Around
from gongkai.model.findings import Finding, Verdict
from gongkai.model.report import Report


def source_given(report: Report, rule: str, around: Around) -> Iterator[Finding]:
    """Whether an address leads to what was read (retrieval date and sha256 are always there).

    A copy whose origin nobody knows cannot be given an address: that is not assessable, and said.
    """
    source = report.source
    if source.url or source.archive_url:
        yield Finding(report.id, rule, "report", Verdict.HOLDS)
    elif source.seen_as == "copy":
        yield Finding(report.id, rule, "report", Verdict.NOT_ASSESSABLE, reason="address-not-known")
    else:
        yield Finding(report.id, rule, "report", Verdict.BROKEN)


def second_reader(report: Report, rule: str, around: Around) -> Iterator[Finding]:
    """Whether somebody other than the transcriber compared the figures with the document."""
    if not report.cells and not report.statements:
        verdict = Verdict.NOT_ASSESSABLE
        yield Finding(report.id, rule, "report", verdict, reason="no-figures")
    else:
        verdict = Verdict.HOLDS if report.readers > 1 else Verdict.BROKEN
        reason = None if report.readers else "nobody-looked"
        yield Finding(report.id, rule, "report", verdict, reason=reason)
