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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import replace
from functools import partial
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gongkai.build import cache, duplicates, minified, workers
from gongkai.build.batch import BatchResult, check_batch, make_batch
from gongkai.build.context import Context
from gongkai.build.output import PREVIEW, SHARD
from gongkai.build.project import (
    Settings,
    check_templates,
    judged_reports,
    read_project,
    site_of,
    sizes,
    static_files,
)
from gongkai.build.results import Results, problem_entries
from gongkai.build.timing import Timings
from gongkai.checks.judged import JudgedReports
from gongkai.content import load
from gongkai.content.load import batches
from gongkai.content.load.batches import Batch
from gongkai.contract import Contract, contractfiles, read_contract
from gongkai.contract.releases import GONE_FILE
from gongkai.model.findings import Problem
from gongkai.text.ours import UnreadableError
from gongkai.words import Words

if TYPE_CHECKING:
    from gongkai import package, pages
    from gongkai.build.output import Output, Signed
    from gongkai.build.spool import Spool


class MissingError(Exception):
    """A batch that no shard holds as it would be now."""


def at_hand(root: Path, only: Iterable[Path] = ()) -> JudgedReports:
    """All reports (or those at or below `only`) in this process, each judged when asked for."""
    contract = read_contract(root)
    return JudgedReports(root, contract, batches.whole(load.read_survey(root, contract, only)))


def check(
    root: Path,
    words: Words,
    context: Context,
    only: Sequence[Path] = (),
    also: Sequence[Words] = (),
) -> Results:
    """Judge content (all of it, or what lies at or below `only`) by every rule.

    What is found is said in `words`, and in each language of `also` beside it.
    """
    settings = Settings(root, "", words, "", also=tuple(also))
    project = read_project(root)
    if not only:
        project.read_all()
    whole = batches.whole(load.read_survey(root, project.contract, only))
    results = Results(problem_entries(whole.problems, words, also))
    work, pieces = partial(check_batch, settings), batches.batches(whole)
    for _, found in workers.spread(context.batches, work, pieces, context.ahead):
        results.add(found)
        context.progress("reports", results.files, len(whole.own))
    duplicates.add_duplicates(settings, whole, results, beside=bool(only))
    return results


def build(
    root: Path, output: Output, words: Words, context: Context, epoch: int | None = None
) -> Results:
    """Check everything; when all is fine, write the site and the package to `output`.

    A preview is written of whatever can be shown: sums that do not add up stand on its pages, files
    that cannot be read are left out.

    `epoch` (seconds, as SOURCE_DATE_EPOCH) is the date of the package; without it the newest date
    in the data is.
    """
    from gongkai import package
    from gongkai.build import templates

    with context.timings.of("survey"):
        stamps, engine = load.stamps(root), cache.engine(root)
        if context.addresses:
            engine = cache.digest(engine, *chain.from_iterable(context.addresses))
        everything = _key(root, stamps, engine, words, f"{epoch} {context.since}")
        for last in context.last if not context.merge else ():
            if results := last.same(everything):
                output.leave()
                return results
        project = read_project(root, engine, context.addresses)
        project.read_all()
        survey, unread = load.read_survey(root, project.contract), list[Problem]()
        if context.preview:
            survey, unread = _readable(root, project.contract, survey)
        whole = batches.whole(survey)
    with context.timings.of("templates"):
        compiled = "" if context.remote else templates.prepare(output.target, engine)
        check_templates(root, engine, compiled, context.addresses)
    # Every page bears the date, which is known for sure only when every report has been read. To
    # read them all before would cost 12 % of the processor time of a build (2.2 of 17.7 s at 1,000
    # reports); to look for dates in bytes that are read for their digests anyway costs 0.05 s.
    newest = load.newest_date(survey.reports, stamps)
    created = package.day(epoch) or newest or package.NO_DATE
    while True:
        results = Results(problem_entries([*whole.problems, *unread], words))
        if context.kept:
            context.kept.clear()
        fresh = "" if context.remote else str(output.fresh)
        settings = Settings(
            root,
            engine,
            words,
            created,
            context.since,
            fresh,
            context.kept is not None,
            compiled,
            addresses=context.addresses,
            preview=context.preview,
        )
        order = _Order(settings, survey, whole, stamps)
        made = _make(order, output, context, results)
        duplicates.add_duplicates(settings, whole, results)
        going = results.fine or context.preview
        if not going or epoch is not None or context.shard or made.newest == created:
            break
        created = made.newest
        output.clear()
    if not context.remote:
        context.batches.shutdown()
    if results.fine and context.shard:
        shard = package.descriptor.shard(project.contract, context.shard)
        output.folder.add(SHARD, shard)
    elif going:
        _complete(order, made, output, context)
    if context.preview:
        output.folder.add(PREVIEW, words("preview-mark").encode())
    known = project.contract.package
    results.unset = [key for key in contractfiles.ADDRESSES if not known[key]]
    if results.fine and context.kept:
        output.then(partial(context.kept.save, everything, results))
    return results


def _readable(
    root: Path, contract: Contract, survey: load.Survey
) -> tuple[load.Survey, list[Problem]]:
    """A survey without the reports that cannot be read, with all prose, and what is wrong there."""
    judged = JudgedReports(root, contract, batches.whole(survey))
    kept = tuple(name for name in survey.reports if name in judged.reports)
    problems = [
        problem
        for name in survey.reports
        if name not in judged.reports
        for problem in load.read(root, name, contract, survey.tree, survey.unreadable)[1]
    ]
    return replace(survey, reports=kept, prose={**load.NO_PROSE, **survey.prose}), problems


class _Order(NamedTuple):
    """What is to be made, of which content."""

    settings: Settings
    survey: load.Survey
    whole: Batch
    stamps: Mapping[str, load.Stamp]


class _Made(NamedTuple):
    """What all batches gave together: the tables, the counts, the newest date in the reports, and
    the entries of the search index.
    """

    written: Sequence[package.WrittenTable]
    overview: pages.Overview
    newest: str
    spool: Spool


def _make(order: _Order, output: Output, context: Context, results: Results) -> _Made:
    """Batches → pages, badges, slices; rows → the CSV files; counts → the overview.

    Nothing more is written once the `results` are not fine.
    """
    from gongkai import package, pages
    from gongkai.build.spool import Spool
    from gongkai.package import tables

    contract = order.settings.project.contract
    overview, newest = pages.Overview(), package.NO_DATE
    fragments = package.fragments(
        contract,
        tables.of_project(contract, order.whole.tree, order.whole.reports, order.survey.looked),
    )
    spool = Spool(output.fresh.parent / "entries", len(order.whole.own))
    keys: dict[tuple[str, ...], str] = {}

    def known(batch: Batch) -> Callable[[], BatchResult | None] | None:
        if context.kept is None and not context.last:
            return None
        keys[batch.places] = key = _key_of(batch, order)
        there = context.merge or any(last.has(key) for last in context.last)
        return partial(_kept, batch, key, context) if there else None

    with contextlib.ExitStack() as opened:
        files = {}
        for name in tables.names(contract):
            out = opened.enter_context(output.open(f"{package.FOLDER}{name}.csv"))
            files[name] = package.TableFile(contract.schemas[name], out)
        pieces = batches.batches(order.whole)
        if context.shard:
            pieces = islice(pieces, context.shard[0] - 1, None, context.shard[1])
        work = partial(make_batch, order.settings)
        for batch, result in workers.spread(context.batches, work, pieces, context.ahead, known):
            results.add(result.results)
            newest = max(newest, result.newest)
            context.timings.add(result.spent)
            context.progress("reports", results.files, len(order.whole.own))
            if not (results.fine or context.preview):
                continue
            with context.timings.of("write"):
                signed = _place(result, output, context)
                starts = {table: files[table].size for table in result.rows}
                _append(files, result.rows)
                if context.kept:
                    context.kept.batch(keys[batch.places], result, signed, starts)
                overview.add(result.overview or pages.Overview())
                spool.add(result.entries, len(batch.own))
        if results.fine or context.preview:
            _append(files, fragments)
    return _Made([file.written for file in files.values()], overview, newest, spool)


def _kept(batch: Batch, key: str, context: Context) -> BatchResult | None:
    found = next(filter(None, (last.batch(key) for last in context.last)), None)
    if found is None and context.merge:
        raise MissingError(batch.name)
    return found


def _place(result: BatchResult, output: Output, context: Context) -> Sequence[Signed]:
    """See that the files of a batch are in the output; what they are known by, for a cache."""
    if result.tree is not None:
        output.keep(result.signed, result.tree)
    output.take(result.number, result.size)
    for path, data in result.files:
        output.folder.add(path, data)
    if result.files and context.kept:
        return [output.folder.sign(path, data) for path, data in result.files]
    return result.signed


def _complete(order: _Order, made: _Made, output: Output, context: Context) -> None:
    """What follows from all batches: the other formats, and the pages about everything."""
    from gongkai import package, pages

    settings, written = order.settings, made.written
    contract = settings.project.contract
    finish = partial(_finish, settings, written, output.fresh)
    running: dict[str, tuple[str, Future[Timings | workers.Fault]]] = {}
    for job in package.jobs(written):
        key = cache.digest(
            settings.engine, settings.created, repr(job), *package.needs(job, written)
        )
        for last in context.last:
            if signed := last.job(job.path, key):
                output.keep([signed], last.tree)
                if context.kept:
                    context.kept.job(job.path, key, signed)
                break
        else:
            output.place(job.path)
            running[job.path] = key, workers.submit(context.jobs, finish, job)
    others = [f"{package.FOLDER}{one.path}" for one in written]
    years = made.overview.years
    for path, data in package.descriptions(contract, written, settings.created, years):
        output.folder.add(f"{package.FOLDER}{path}", data)
        others.append(f"{package.FOLDER}{path}")
    with context.timings.of("write"):
        output.settle()
    with context.timings.of("pages about everything"):
        downloads = [pages.Download(w.table, w.path, w.rows, w.size, w.sha256) for w in written]
        site = site_of(
            settings, judged_reports(settings, order.whole), downloads, order.survey.prose
        )
        for path, section in pages.among_peers(site, made.overview, site.held):
            output.fill(path, section, len(pages.EMPTY))
        for path, data in pages.of_everything(site, made.overview):
            output.folder.add(path, data)
            others.append(path)
    with context.timings.of("scripts and styles"):
        others += _publish_static(settings, output, context)
    with context.timings.of("API"):
        page_of = next(site.views()).path_of
        folder = output.fresh / package.FOLDER
        kept = settings.project.releases.kept
        api = package.api.files(contract, written, folder, settings.created, page_of, kept)
        for path, data in api:
            output.folder.add(path, data)
            others.append(path)
    with context.timings.of("years"):
        for path, data in package.slices.of_years(contract, output.fresh / package.FOLDER):
            output.folder.add(f"{package.FOLDER}{path}", data)
            others.append(f"{package.FOLDER}{path}")
    with context.timings.of("search index"):
        for path, data in made.spool.scripts():
            output.folder.add(path, data)
            others.append(path)
    for number, (path, (key, future)) in enumerate(running.items(), 1):
        spent: Timings = workers.result(future, list(running))
        context.timings.add(spent)
        context.progress("formats", number, len(running))
        if context.kept:
            context.kept.job(path, key, output.folder.sign(path))
    with context.timings.of("ZIP"):
        folder = output.fresh / package.FOLDER
        for path in package.bundle(contract, settings.created, years, folder):
            output.place(f"{package.FOLDER}{path}")
            others.append(f"{package.FOLDER}{path}")
    site = replace(site, sizes=sizes(folder))
    for path, data in pages.of_package(site, made.overview):
        output.folder.add(path, data)
        others.append(path)
    for path, data in _gone(site, output.fresh):
        output.folder.add(path, data)
        others.append(path)
    if context.kept:
        for path in others:
            context.kept.other(output.folder.sign(path))


def _gone(site: pages.Site, fresh: Path) -> Iterator[tuple[str, bytes]]:
    """Pages at addresses that are gone, and what lay below those that lead on. Raises
    UnreadableError for an entry whose address the site has, or that leads to one that it has not.
    """
    from gongkai import pages

    for one in site.releases.gone:
        if one.to is not None and not (fresh / one.to / "index.html").is_file():
            args = {"to": one.to}
            raise UnreadableError([Problem(GONE_FILE, one.line, 1, "gone-nowhere", args)])
    for path, data in pages.gone(site):
        if (fresh / path).exists():
            args = {"path": path}
            raise UnreadableError([Problem(GONE_FILE, 1, 1, "gone-in-use", args)])
        yield path, data
    for now, was, page in pages.below_moved(site):
        if (fresh / now).is_file() and not (fresh / was).exists():
            yield was, (fresh / now).read_bytes() if page is None else page


def _publish_static(settings: Settings, output: Output, context: Context) -> list[str]:
    """Scripts and sheets, made small where the last output has them not, with what was written; the
    other files of the look as they stand. Gives the paths of those that are written each time.
    """
    plain, wanted = dict(static_files(settings.root)), dict[str, bytes]()
    made: dict[str, tuple[str, Signed | None]] = {}
    for path in filter(minified.kind, list(plain)):
        plain[minified.source(path)] = data = plain.pop(path)
        key = cache.digest(settings.engine, data)
        known = ((last.job(path, key), last.tree) for last in context.last)
        signed, tree = next((one for one in known if one[0]), (None, output.fresh))
        if signed:
            output.keep([signed], tree)
        else:
            wanted[path] = data
        made[path] = key, signed
    for path, data in chain(plain.items(), minified.minified(wanted).items()):
        output.folder.add(path, data)
    output.settle()
    if context.kept:
        for path, (key, signed) in made.items():
            context.kept.job(path, key, signed or output.folder.sign(path))
    return list(plain)


def _key(
    root: Path, stamps: Mapping[str, load.Stamp], engine: str, words: Words, asked: str
) -> str:
    """A digest of everything that a build depends on, and of what it says in which language."""
    content = (part for path, stamp in stamps.items() for part in (path, stamp.sha256))
    static = (part for file in static_files(root) for part in file)
    return cache.digest(engine, words.lang, words.labels, asked, *static, *content)


def _key_of(batch: Batch, order: _Order) -> str:
    """A digest of everything that a batch depends on."""
    _, engine, words, created, since, *_ = order.settings
    read = (report for reports in batch.reports.values() for report in reports)
    shas = (order.stamps[load.stamp_of(report)].sha256 for report in read)
    return cache.digest(engine, created, str(since), words.lang, words.labels, batch.text, *shas)


def _append(
    files: Mapping[str, package.TableFile], rows: Mapping[str, Sequence[package.Fragment]]
) -> None:
    for table, fragments in rows.items():
        for fragment in fragments:
            files[table].append(fragment)


def _finish(
    settings: Settings, written: Sequence[package.WrittenTable], output: Path, job: package.Job
) -> Timings:
    """One file of the package in a format that follows from the CSV files."""
    from gongkai import package

    contract = settings.project.contract
    spent, folder = Timings(), output / package.FOLDER
    with spent.of(job.format):
        package.finish(job, contract, written, settings.created, folder, output / job.path)
    return spent
