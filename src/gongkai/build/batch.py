"""One batch, in any process: read, judged and, when it is fine, all that is published of it.

What a batch gives depends on it, on the files that it names and on the settings.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gongkai.build.output import Folder, Signed
from gongkai.build.project import Settings, judged_reports, site_of
from gongkai.build.results import Results, results_of
from gongkai.build.timing import Timings
from gongkai.checks.judged import JudgedReports
from gongkai.content import load
from gongkai.content.load.batches import Batch
from gongkai.model.findings import of_tables
from gongkai.model.report import Report

if TYPE_CHECKING:  # what is unchanged is found without loading the stages that make it
    from gongkai import pages
    from gongkai.package import Fragment
    from gongkai.pages import Entry, Overview

Files = Iterator[tuple[str, bytes]]


class BatchResult(NamedTuple):
    """What a batch gives: what is to be said of it, and, where it is fine, what is published.

    `newest` is the newest date in the reports, YYYY-MM-DD. Its files are here as `files`; or the
    worker has written them, `number` of them and `size` bytes, `signed` where they are to be known
    again; or they stand, as `signed`, in an earlier output, `tree`, and its `record` in the cache.
    """

    results: Results
    newest: str
    files: Sequence[tuple[str, bytes]] = ()
    rows: Mapping[str, Sequence[Fragment]] = {}
    overview: Overview | None = None
    entries: Sequence[Entry] = ()
    number: int = 0
    size: int = 0
    signed: Sequence[Signed] = ()
    tree: Path | None = None
    record: Path | None = None
    spent: Timings = Timings()


def check_batch(settings: Settings, batch: Batch) -> Results:
    """What there is to say of one batch."""
    return results_of(judged_reports(settings, batch), settings.words, settings.also)


def summarize_batch(settings: Settings, batch: Batch) -> BatchResult:
    """One batch: read and judged, and what the pages about everything need of it."""
    from gongkai import pages

    judged, result = _judged(settings, batch)
    if not result.results.fine:
        return result
    with result.spent.of("overview"):
        reports = _own(judged)
        overview = pages.gather(site_of(settings, judged), reports)
        return result._replace(overview=overview, entries=pages.fulltext.entries(reports))


def make_batch(settings: Settings, batch: Batch) -> BatchResult:
    """One batch: read and judged, and, when it is fine or for a preview, everything that is made of
    it.
    """
    from gongkai import package, pages
    from gongkai.package import tables

    judged, result = _judged(settings, batch)
    if not (result.results.fine or settings.preview):
        return result
    spent, reports, site = result.spent, _own(judged), site_of(settings, judged)
    with spent.of("tables"):
        known = judged.findings, judged.implied, judged.indicators
        blocks = tables.of_reports(judged.contract, batch.tree, reports, *known, site.words)
        rows = package.fragments(judged.contract, blocks)
    bare = [place for place in batch.places if not site.reported(place)]
    with spent.of("pages of reports"):
        files = list(pages.of_reports(site, reports))
    with spent.of("pages of places"):
        files += pages.of_places(site, filter(site.reported, batch.places))
    with spent.of("pages of places without a report"):
        files += pages.of_places(site, bare)
    with spent.of("slices and badges"):
        files += _beside_pages(site, judged)
    with spent.of("overview"):
        result = result._replace(rows=rows, overview=pages.gather(site, reports))
    with spent.of("search index"):
        result = result._replace(entries=pages.fulltext.entries(reports))
    if not settings.fresh:
        return result._replace(files=files)
    with spent.of("write"):
        folder = Folder(settings.fresh)
        for path, data in files:
            folder.add(path, data)
        signed = [folder.sign(path, data) for path, data in files] if settings.sign else []
        return result._replace(number=folder.count, size=folder.size, signed=signed)


def _judged(settings: Settings, batch: Batch) -> tuple[JudgedReports, BatchResult]:
    from gongkai import package

    found, spent = judged_reports(settings, batch), Timings()
    with spent.of("read and judge"):
        results = results_of(found, settings.words)
        newest = max(map(package.newest, _own(found)), default=package.NO_DATE)
    return found, BatchResult(results, newest, spent=spent)


def _own(judged: JudgedReports) -> list[Report]:
    return [report for name in judged.batch.own if (report := judged.reports.get(name))]


def _beside_pages(site: pages.Site, judged: JudgedReports) -> Files:
    """Files beside the pages of a batch: slices and badges; reports as written."""
    from gongkai.package import slices
    from gongkai.pages import badges

    for place in judged.batch.places:
        reports = judged.by_subject.get(place)
        if not reports:
            continue
        yield from slices.render(f"{place}/", reports)
        paged = [report for report in reports if report.year >= site.since]
        groups: list[tuple[str, Sequence[Report]]] = [(r.id, [r]) for r in paged]
        for path, group in [*groups, (place, reports)]:
            count = of_tables(f for report in group for f in judged.findings[report.id])
            readers = tuple(sorted({report.readers for report in group}))
            for view in site.views(f"{path}/"):
                yield from badges.render(view, count, readers)
    if site.contract.package["repository"] is None:  # else the pages lead to the file there
        for report in _own(judged):
            if report.year >= site.since:
                yield f"{report.id}/report.yaml", load.as_written(judged.root, report.id)
