"""The order of everything: check() and build(). Read this first.

    content/ ── survey ──▶ batches ──▶ in each worker, for one batch:
                                       load ──▶ reports ──┬── rules ──▶ findings ── badges ─┐
    datapackage/ ── contract ─────────────────────────────┤                                 ├─ pages
                                                          └── tables ──▶ rows ── slices ────┘
    here: pages, rows ──▶ write;  rows ──▶ package;  what was counted ──▶ pages about everything

What a batch (some whole places with all their reports) gives depends on it and on the files that it
names alone: batches are made in any process, and written in order. No clock, no network.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gongkai.build import cache, workers
from gongkai.build import duplicates as copies
from gongkai.build import results as console
from gongkai.build.batch import Harvest, harvest, judge
from gongkai.build.context import Run
from gongkai.build.output import SHARD
from gongkai.build.project import Brief, read_project, shelf, site_of, static_files
from gongkai.build.timing import Timings
from gongkai.checks.judged import Shelf
from gongkai.content import load
from gongkai.content.load import batches
from gongkai.content.load.batches import Batch
from gongkai.contract import read_contract
from gongkai.words import Words

if TYPE_CHECKING:
    from gongkai import package, pages
    from gongkai.build.output import Output, Signed


class MissingError(Exception):
    """A batch that no shard holds as it would be now."""


def at_hand(root: Path, only: Iterable[Path] = ()) -> Shelf:
    """All reports (or those at or below `only`) in this process, each judged when asked for."""
    contract = read_contract(root)
    return Shelf(root, contract, batches.whole(load.survey(root, contract, only)))


def check(root: Path, said: Words, run: Run, only: Sequence[Path] = ()) -> console.Told:
    """Judge content (all of it, or what lies at or below `only`) by every rule."""
    brief = Brief(root, "", said, "")
    project = read_project(root)
    if not only:
        project.told, project.words  # noqa: B018 - a fault in these files is told here too
    whole = batches.whole(load.survey(root, project.contract, only))
    told = console.Told(console.problems(whole.problems, said))
    work, pieces = partial(judge, brief), batches.batches(whole)
    for _, found in workers.spread(run.batches, work, pieces, run.ahead):
        told.add(found)
        run.progress("reports", told.files, len(whole.own))
    copies.tell(brief, whole, told, beside=bool(only))
    return told


def build(
    root: Path, output: Output, said: Words, run: Run, epoch: int | None = None
) -> console.Told:
    """Check everything; when all is fine, write the site and the package to `output`.

    `epoch` (seconds, as SOURCE_DATE_EPOCH) is the date of the package; without it the newest date
    in the data is.
    """
    from gongkai import package

    with run.timings.of("survey"):
        stamps, engine = load.stamps(root), cache.engine(root)
        everything = _key(root, stamps, engine, said, f"{epoch} {run.since}")
        for last in run.last if not run.merge else ():
            if told := last.same(everything):
                output.leave()
                return told
        survey = load.survey(root, read_project(root, engine).contract)
        whole = batches.whole(survey)
    # Every page bears the date, which is known for sure only when every report has been read.
    dates = (stamps[load.stamp_of(report)].date for report in survey.reports)
    created = package.day(epoch) or max(dates, default="") or package.NO_DATE
    while True:
        told = console.Told(console.problems(whole.problems, said))
        if run.kept:
            run.kept.clear()
        fresh = "" if run.remote else str(output.fresh)
        brief = Brief(root, engine, said, created, run.since, fresh, run.kept is not None)
        order = _Order(brief, survey, whole, stamps)
        made = _make(order, output, run, told)
        copies.tell(brief, whole, told)
        if not told.fine or epoch is not None or run.shard or made.newest == created:
            break
        created = made.newest
        output.clear()
    if not run.remote:
        run.batches.shutdown()
    if told.fine and run.shard:
        contract = read_project(root, engine).contract
        output.folder.add(SHARD, package.descriptor.shard(contract, run.shard))
    elif told.fine:
        _complete(order, made, output, run)
    if told.fine and run.kept:
        output.then(partial(run.kept.save, everything, told))
    return told


class _Order(NamedTuple):
    """What is to be made, of which content."""

    brief: Brief
    survey: load.Survey
    whole: Batch
    stamps: Mapping[str, load.Stamp]


class _Made(NamedTuple):
    """What all batches gave together: the tables, the counts, the newest date in the reports."""

    written: Sequence[package.Written]
    overview: pages.Overview
    newest: str


def _make(order: _Order, output: Output, run: Run, told: console.Told) -> _Made:
    """Batches → pages, badges, slices; rows → the CSV files; counts → the overview.

    Nothing more is written once what is `told` is not fine.
    """
    from gongkai import package, pages
    from gongkai.package import tables

    contract = read_project(order.brief.root, order.brief.engine).contract
    overview, newest = pages.Overview(), package.NO_DATE
    fragments = package.fragments(contract, tables.of_project(contract, order.whole.tree))
    keys: dict[tuple[str, ...], str] = {}

    def known(batch: Batch) -> Callable[[], Harvest | None] | None:
        if run.kept is None and not run.last:
            return None
        keys[batch.places] = key = _key_of(batch, order)
        there = run.merge or any(last.has(key) for last in run.last)
        return partial(_kept, batch, key, run) if there else None

    with contextlib.ExitStack() as opened:
        files = {}
        for name in tables.TABLES:
            out = opened.enter_context(output.open(f"{package.FOLDER}{name}.csv"))
            files[name] = package.TableFile(contract.schemas[name], out)
        pieces = batches.batches(order.whole)
        if run.shard:
            pieces = islice(pieces, run.shard[0] - 1, None, run.shard[1])
        work = partial(harvest, order.brief)
        for batch, crop in workers.spread(run.batches, work, pieces, run.ahead, known):
            told.add(crop.told)
            newest = max(newest, crop.newest)
            run.timings.add(crop.spent)
            run.progress("reports", told.files, len(order.whole.own))
            if not told.fine:
                continue
            with run.timings.of("write"):
                signed = _place(crop, output, run)
                starts = {table: files[table].size for table in crop.rows}
                _append(files, crop.rows)
                if run.kept:
                    run.kept.batch(keys[batch.places], crop, signed, starts)
                overview.add(crop.overview or pages.Overview())
        if told.fine:
            _append(files, fragments)
    return _Made([file.written for file in files.values()], overview, newest)


def _kept(batch: Batch, key: str, run: Run) -> Harvest | None:
    found = next(filter(None, (last.harvest(key) for last in run.last)), None)
    if found is None and run.merge:
        raise MissingError(batch.name)
    return found


def _place(crop: Harvest, output: Output, run: Run) -> Sequence[Signed]:
    """See that the files of a batch are in the output; what they are known by, for a cache."""
    if crop.tree is not None:
        output.keep(crop.signed, crop.tree)
    output.take(crop.number, crop.size)
    for path, data in crop.files:
        output.folder.add(path, data)
    if crop.files and run.kept:
        return [output.folder.sign(path, data) for path, data in crop.files]
    return crop.signed


def _complete(order: _Order, made: _Made, output: Output, run: Run) -> None:
    """What follows from all batches: the other formats, and the pages about everything."""
    from gongkai import package, pages

    brief, written = order.brief, made.written
    contract = read_project(brief.root, brief.engine).contract
    finish = partial(_finish, brief, written, output.fresh)
    running: dict[str, tuple[str, Future[Timings | workers.Fault]]] = {}
    for job in package.jobs(written):
        key = cache.digest(brief.engine, brief.created, repr(job), *package.needs(job, written))
        for last in run.last:
            if signed := last.job(job.path, key):
                output.keep([signed], last.tree)
                if run.kept:
                    run.kept.job(job.path, key, signed)
                break
        else:
            output.place(job.path)
            running[job.path] = key, workers.submit(run.jobs, finish, job)
    names = ("datapackage.json", *(w.path for w in written))
    others = [f"{package.FOLDER}{name}" for name in names]
    output.folder.add(others[0], package.descriptor.render(contract, written, brief.created))
    with run.timings.of("write"):
        output.settle()
    with run.timings.of("pages about everything"):
        downloads = [pages.Download(w.table, w.path, w.rows, w.size) for w in written]
        site = site_of(brief, shelf(brief, order.whole), downloads, order.survey.prose)
        for path, data in chain(pages.of_everything(site, made.overview), static_files(brief.root)):
            output.folder.add(path, data)
            others.append(path)
    for number, (path, (key, future)) in enumerate(running.items(), 1):
        spent: Timings = workers.result(future, list(running))
        run.timings.add(spent)
        run.progress("formats", number, len(running))
        if run.kept:
            run.kept.job(path, key, output.folder.sign(path))
    if run.kept:
        for path in others:
            run.kept.other(output.folder.sign(path))


def _key(root: Path, stamps: Mapping[str, load.Stamp], engine: str, said: Words, asked: str) -> str:
    """A digest of everything that a build depends on, and of what it says in which language."""
    content = (part for path, stamp in stamps.items() for part in (path, stamp.sha256))
    static = (part for file in static_files(root) for part in file)
    return cache.digest(engine, said.lang, said.labels, asked, *static, *content)


def _key_of(batch: Batch, order: _Order) -> str:
    """A digest of everything that a batch depends on."""
    _, engine, said, created, since, *_ = order.brief
    read = (report for reports in batch.reports.values() for report in reports)
    shas = (order.stamps[load.stamp_of(report)].sha256 for report in read)
    return cache.digest(engine, created, str(since), said.lang, said.labels, batch.text, *shas)


def _append(
    files: Mapping[str, package.TableFile], rows: Mapping[str, Sequence[package.Fragment]]
) -> None:
    for table, fragments in rows.items():
        for fragment in fragments:
            files[table].append(fragment)


def _finish(
    brief: Brief, written: Sequence[package.Written], output: Path, job: package.Job
) -> Timings:
    """One file of the package in a format that follows from the CSV files."""
    from gongkai import package

    contract = read_project(brief.root, brief.engine).contract
    spent, folder = Timings(), output / package.FOLDER
    with spent.of(job.format):
        package.finish(job, contract, written, brief.created, folder, output / job.path)
    return spent
