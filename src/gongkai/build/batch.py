"""One batch, in any process: read, judged and, when it is fine, all that is published of it.

What a batch gives depends on it, on the files that it names and on what every batch is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gongkai.build import formatting as rewrite
from gongkai.build import results as console
from gongkai.build.output import Folder, Signed
from gongkai.build.project import Brief, shelf, site_of
from gongkai.build.results import Told
from gongkai.build.timing import Timings
from gongkai.checks.judged import Shelf
from gongkai.content import load
from gongkai.content.load.batches import Batch
from gongkai.model.findings import of_tables
from gongkai.model.report import Report

if TYPE_CHECKING:  # what is unchanged is told without loading the stages that make it
    from gongkai import pages
    from gongkai.package import Fragment
    from gongkai.pages import Overview

Files = Iterator[tuple[str, bytes]]


class Harvest(NamedTuple):
    """What a batch gives: what is to be said of it, and, where it is fine, what is published.

    `newest` is the newest date in the reports, YYYY-MM-DD. Its files are here as `files`; or the
    worker has written them, `number` of them and `size` bytes, `signed` where they are to be known
    again; or they stand, as `signed`, in an earlier output, `tree`, and its `record` in the cache.
    """

    told: Told
    newest: str
    files: Sequence[tuple[str, bytes]] = ()
    rows: Mapping[str, Sequence[Fragment]] = {}
    overview: Overview | None = None
    number: int = 0
    size: int = 0
    signed: Sequence[Signed] = ()
    tree: Path | None = None
    record: Path | None = None
    spent: Timings = Timings()


def judge(brief: Brief, batch: Batch) -> console.Told:
    """What there is to say of one batch, and of how its files are written."""
    return console.told(shelf(brief, batch), brief.said, rewrite.unlike(brief, batch))


def glance(brief: Brief, batch: Batch) -> Harvest:
    """One batch: read and judged, and what the pages about everything need of it."""
    from gongkai import pages

    shelf, crop = _judged(brief, batch)
    if not crop.told.fine:
        return crop
    with crop.spent.of("overview"):
        return crop._replace(overview=pages.gather(site_of(brief, shelf), _own(shelf)))


def harvest(brief: Brief, batch: Batch) -> Harvest:
    """One batch: read and judged, and, when it is fine, everything that is published of it."""
    from gongkai import package, pages
    from gongkai.package import tables

    shelf, crop = _judged(brief, batch)
    if not crop.told.fine:
        return crop
    spent, reports, site = crop.spent, _own(shelf), site_of(brief, shelf)
    with spent.of("tables"):
        known = shelf.findings, shelf.implied, shelf.indicators
        blocks = tables.of_reports(shelf.contract, batch.tree, reports, *known, site.words)
        rows = package.fragments(shelf.contract, blocks)
    with spent.of("pages"):
        files = list(pages.of_places(site, batch.places, reports))
    with spent.of("slices and badges"):
        files += _beside_pages(site, shelf)
    with spent.of("overview"):
        crop = crop._replace(rows=rows, overview=pages.gather(site, reports))
    if not brief.fresh:
        return crop._replace(files=files)
    with spent.of("write"):
        folder = Folder(brief.fresh)
        for path, data in files:
            folder.add(path, data)
        signed = [folder.sign(path, data) for path, data in files] if brief.sign else []
        return crop._replace(number=folder.count, size=folder.size, signed=signed)


def _judged(brief: Brief, batch: Batch) -> tuple[Shelf, Harvest]:
    from gongkai import package

    found, spent = shelf(brief, batch), Timings()
    with spent.of("read and judge"):
        told = console.told(found, brief.said)
        newest = max(map(package.newest, _own(found)), default=package.NO_DATE)
    return found, Harvest(told, newest, spent=spent)


def _own(shelf: Shelf) -> list[Report]:
    return [report for name in shelf.batch.own if (report := shelf.reports.get(name))]


def _beside_pages(site: pages.Site, shelf: Shelf) -> Files:
    """Files beside the pages of a batch: slices and badges; reports as written."""
    from gongkai import pages
    from gongkai.package import slices
    from gongkai.pages import badges

    for place in shelf.batch.places:
        reports = shelf.by_subject.get(place)
        if not reports:
            continue
        yield from slices.render(f"{place}/", reports)
        paged = [report for report in reports if report.year >= site.since]
        groups: list[tuple[str, Sequence[Report]]] = [(r.id, [r]) for r in paged]
        for path, group in [*groups, (place, reports)]:
            count = of_tables(f for report in group for f in shelf.findings[report.id])
            readers = tuple(sorted({report.readers for report in group}))
            for lang, folder in pages.FOLDERS.items():
                at = f"{folder}{path}/"
                yield from badges.render(at, count, readers, site.envs[lang], site.words[lang])
    if site.contract.package["repository"] is None:  # else the pages lead to the file there
        for report in _own(shelf):
            if report.year >= site.since:
                yield f"{report.id}/report.yaml", load.as_written(shelf.root, report.id)
