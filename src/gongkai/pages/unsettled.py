"""Findings that do not hold, as the pages about everything count, list and filter them.

They are worded where their report is read, in every language, so that no page has to read it again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Verdict
from gongkai.model.report import Report
from gongkai.pages import tried
from gongkai.pages.site import Site

VERDICTS = (Verdict.AS_PRINTED, Verdict.BROKEN)


class Unsettled(NamedTuple):
    """A finding: its report, rule, verdict and place; by how much it differs, or empty.

    `link` leads there from the home page of a language; `said` is by language: where it stands, and
    what does not add up.
    """

    report: str
    rule: str
    verdict: str
    place: str
    difference: str
    link: str
    said: Mapping[str, Sequence[str]]

    @property
    def order(self) -> tuple[Decimal, str, str]:
        """The largest differences first."""
        return -abs(Decimal(self.difference or 0)), self.report, self.place

    @property
    def subject(self) -> str:
        """Whose report it is."""
        return self.report.rpartition("/")[0]

    @property
    def name(self) -> str:
        """The report below its place: a year, or the name of another document."""
        return self.report.rpartition("/")[2]


def unsettled(site: Site, report: Report) -> Iterator[Unsettled]:
    """What does not hold in the figures of a report."""
    for finding in site.findings[report.id]:
        if finding.verdict not in VERDICTS or site.contract.rules[finding.rule].about != "document":
            continue
        said, link = {}, ""
        for view in site.views():
            where = say.place(finding.place, report, view.words)
            said[view.lang] = [where, say.broken(finding, report, site.contract, view.words)]
            link = tried.link(view, report, finding)
        difference = "" if finding.difference is None else f"{finding.difference:f}"
        known = finding.rule, finding.verdict.value, finding.place
        yield Unsettled(report.id, *known, difference, link, said)
