"""What the pages about everything need of all reports: counts, and which reports they list.

It is gathered batch by batch and added up, so that nobody has to hold every report. All of it is
plain lists, texts and numbers, which JSON keeps as they are; lists are no longer than a page shows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from gongkai import words as say
from gongkai.model.findings import Deadline, Tally, Verdict, of_tables
from gongkai.model.report import Report
from gongkai.pages import peers, points, tried
from gongkai.pages.columns import lines
from gongkai.pages.items import items, used
from gongkai.pages.news import events, newest, touched
from gongkai.pages.site import ARCHIVE, Site
from gongkai.pages.unsettled import unsettled
from gongkai.pages.uses import PLACES, use

LISTED = 101  # how many of a kind are kept: one more than any page lists

Dated = tuple[str, int, str]  # when a report was fetched, its year, its id


@dataclass(slots=True)
class Overview:
    """Counts by name; the first ids of each list; the newest reports; values of indicators.

    `values` are by indicator, then by year, level and scope; `recent` are the latest years' reports
    that have an indicator, as `indicators.Valued`; `late` are all reports printed with a date after
    the legal one, as `late.Late`; `best` is the most telling example of each kind of main point:
    its weight and report, while `counts` say how many there are (`point NAME`); `peers` are by
    group (year, level, scope) as `peers.summary` has them; `unsettled` are all findings that do not
    hold, as `unsettled.Unsettled`; `uses` are by item the first places that use it, each with the
    figures of its documents, as `uses.use`; `lines` are reports by their like group, as
    `columns.lines`; `news` are by province what happened last, as `news.Event`; `dated` are the
    paths of pages of reports and places, each with the last day on which something changed there.
    Names: see `gather`.
    """

    counts: dict[str, int] = field(default_factory=dict)
    lists: dict[str, list[Any]] = field(default_factory=dict)
    newest: list[Dated] = field(default_factory=list)
    values: dict[str, dict[str, list[str]]] = field(default_factory=dict)
    recent: dict[str, list[Any]] = field(default_factory=dict)
    late: list[Any] = field(default_factory=list)
    best: dict[str, list[Any]] = field(default_factory=dict)
    peers: dict[str, list[str]] = field(default_factory=dict)
    years: list[int] = field(default_factory=list)
    lines: dict[str, list[str]] = field(default_factory=dict)
    unsettled: list[Any] = field(default_factory=list)
    uses: dict[str, list[Any]] = field(default_factory=dict)
    news: dict[str, list[Any]] = field(default_factory=dict)
    dated: dict[str, str] = field(default_factory=dict)

    def count(self, name: str, n: int = 1) -> None:
        """Add to a count."""
        self.counts[name] = self.counts.get(name, 0) + n

    def list(self, name: str, entry: object) -> None:
        """Add to a list, as long as it has room."""
        listed = self.lists.setdefault(name, [])
        if len(listed) < LISTED:
            listed.append(entry)

    def example(self, name: str, weight: int, report: str) -> None:
        """Keep the example of a main point that weighs most, of equal ones the first."""
        if name not in self.best or weight > self.best[name][0]:
            self.best[name] = [weight, report]

    def add(self, other: Overview) -> None:
        """Add what comes after: reports by id, so that lists stay in that order."""
        for name, n in other.counts.items():
            self.count(name, n)
        for name, entries in other.lists.items():
            for entry in entries:
                self.list(name, entry)
        self.newest = _newest([*self.newest, *other.newest], LISTED)
        for indicator, groups in other.values.items():
            mine = self.values.setdefault(indicator, {})
            for group, values in groups.items():
                mine.setdefault(group, []).extend(values)
        for indicator, reports in other.recent.items():
            both = sorted([*self.recent.get(indicator, ()), *reports], key=_later)
            self.recent[indicator] = both[:LISTED]
        self.late += other.late
        for name, (weight, report) in other.best.items():
            self.example(name, weight, report)
        for group, entries in other.peers.items():
            self.peers.setdefault(group, []).extend(entries)
        for group, reports_of in other.lines.items():
            self.lines.setdefault(group, []).extend(reports_of)
        self.unsettled += other.unsettled
        for item, places in other.uses.items():
            self.uses[item] = [*self.uses.get(item, ()), *places][:PLACES]
        for province, found in other.news.items():
            self.news[province] = list(newest([*self.news.get(province, ()), *found]))
        for path, date in other.dated.items():
            self._date(path, date)
        self.years = sorted({*self.years, *other.years})

    def _date(self, path: str, date: str) -> None:
        self.dated[path] = max(date, self.dated.get(path, ""))

    def dates(self, site: Site, report: Report) -> None:
        """The last day of a report, for its pages and those of its place."""
        date = touched(report)
        own = f"{report.id}/" if report.year >= site.since else f"{report.subject}/{ARCHIVE}"
        for path in (own, f"{report.subject}/"):
            self._date(path, date)
        if report.statements and report.year >= site.since:
            self._date(f"{report.id}/figures/", date)

    @property
    def tally(self) -> Tally:
        """How the sums of all tables ended."""
        return Tally(*(self.counts.get(name, 0) for name in ("holds", "as_printed", "open")))


def gather(site: Site, reports: Sequence[Report]) -> Overview:
    """What there is to say of some reports, which come in the order of their ids."""
    found = Overview()
    terms = items(site).values()
    for report in reports:
        name, province = report.id, report.id.partition("/")[0]
        found.count("reports")
        found.count("cells", sum(cell.value is not None for cell in report.cells.values()))
        found.count("statements", len(report.statements))
        found.count(f"readers {report.readers}")
        if answer := site.answer(report):
            found.count("asked")
            if not answer.kind.fine:
                found.count("unseen")
                found.list("unseen", name)
        if report.readers < 2 and (url := report.source.url or report.source.archive_url):
            found.count(f"wanted {report.readers}")
            found.list(f"wanted {report.readers}", [name, url])
        if report.response:
            found.list("replies", name)
        found.newest.append((report.source.retrieved, report.year, name))
        found.years.append(report.year)
        if site.contract.package["homepage"]:  # else there are neither feeds nor a sitemap
            found.news.setdefault(province, []).extend(events(site, report))
            found.dates(site, report)
        for item in terms:
            counts_as, is_used = used(report, item)
            if counts_as:
                found.count(f"{counts_as} {item.name}")
            if is_used:
                found.count(f"used {item.name}")
                _use(found, report, item.name, use(site, report, item))
        level = site.tree[report.subject].level
        if report.kind == "annual-report" and report.parts:
            found.count(f"group {report.year} {level} {report.scope}")
        for value in site.indicators[name]:
            groups = found.values.setdefault(value.indicator, {})
            group = f"{report.year} {level} {report.scope}"
            groups.setdefault(group, []).append(f"{value.value:f}")
            if value.basis == "implied":
                found.count(f"worked {value.indicator} {group}")
            figures = (f"{n:f}" for n in (value.value, value.numerator, value.denominator))
            entry = (report.year, name, report.scope, value.basis, *figures)
            found.recent.setdefault(value.indicator, []).append(entry)
        if peer := peers.summary(site, report):
            found.peers.setdefault(peer[0], []).append(peer[1])
        _findings(found, site, report)
        for point, weight in points.examples(site, report):
            found.count(f"point {point}")
            found.example(point, weight, name)
    for group, line in lines(site, reports):
        found.lines.setdefault(group, []).append(line)
    found.newest = _newest(found.newest, LISTED)
    found.recent = {k: sorted(v, key=_later)[:LISTED] for k, v in found.recent.items()}
    found.years = sorted(set(found.years))
    found.news = {province: list(newest(every)) for province, every in found.news.items()}
    return found


def _findings(found: Overview, site: Site, report: Report) -> None:
    """Counts by rule and verdict; where they do not simply hold, the first of them by place."""
    findings = site.findings[report.id]
    count = of_tables(findings)
    found.count("holds", count.holds)
    found.count("as_printed", count.as_printed)
    found.count("open", count.not_assessable)
    documents = set()
    found.unsettled += map(list, unsettled(site, report))
    for finding in findings:
        name = f"{finding.rule} {finding.verdict.value}"
        found.count(name)
        deadline = finding.evidence
        if isinstance(deadline, Deadline) and deadline.days_after > 0:
            looked = finding.confirmed.date if finding.confirmed else ""
            dates = report.source.published, deadline.due.isoformat(), deadline.days_after, looked
            copied = report.source.seen_as == "copy"
            found.late.append([report.id, *dates, report.readers > 1, copied])
        if finding.confirmed and report.alone(finding.confirmed):
            found.count("alone")
            views = list(site.views())
            names = {v.lang: say.place(finding.place, report, v.words) for v in views}
            found.list("alone", [report.id, tried.link(views[0], report, finding), names])
        if finding.verdict is not Verdict.HOLDS:
            found.list(name, [report.id, finding.place])
            if finding.verdict is Verdict.NOT_ASSESSABLE:
                found.count(f"{finding.rule} because {finding.reason or ''}")
            if site.contract.rules[finding.rule].counted:
                documents.add(finding.verdict)
    for verdict in documents:
        found.count(f"documents {verdict.value}")


def _use(found: Overview, report: Report, item: str, figures: Sequence[str]) -> None:
    """Add a document to its place among those that use an item; a batch has whole places."""
    places = found.uses.setdefault(item, [])
    if not (places and places[-1][0] == report.subject):
        if len(places) == PLACES:
            return
        places.append([report.subject, {}])
    places[-1][1][report.id.rpartition("/")[2]] = figures


def _newest(reports: Iterable[Dated], most: int) -> list[Dated]:
    """By the day on which somebody fetched them, the latest first; then the later year, the id."""
    by_year = sorted(reports, key=lambda entry: (-entry[1], entry[2]))
    return sorted(by_year, key=lambda entry: entry[0], reverse=True)[:most]


def _later(entry: Sequence[Any]) -> tuple[int, str]:
    return -entry[0], entry[1]
