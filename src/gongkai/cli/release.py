"""The command `release`: what changed since the last release, the record of it, and its ZIP."""

from __future__ import annotations

import contextlib
import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, NoReturn

import click

from gongkai.cli import options
from gongkai.cli.building import build
from gongkai.cli.changes import refusals
from gongkai.cli.faults import DATA, FINE, MACHINE, USAGE, command

if TYPE_CHECKING:
    from gongkai.build.release import record
    from gongkai.build.release.difference import Found
    from gongkai.contract import Contract
    from gongkai.model.release import Moves, Release
    from gongkai.package.changes import PackageState
    from gongkai.words import Words

_LOCK, _BESIDE = ".dist.release.lock", ".dist.release.new"
_MOST = 10  # addresses that are named
# What git cannot do, as it is said where nothing can stand in for a revision.
_GIT = {"diff-no-git": "release-no-git", "diff-no-repository": "release-no-repository"}


@click.command()
@click.option(
    "--last",
    type=click.Path(path_type=Path),
    metavar="ZIP",
    help="The ZIP of the release before, as it was published.",
)
@click.option(
    "--pack",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Put what is published of the release that the repository records into FOLDER.",
)
@click.option("--dry-run", is_flag=True, help="Say what it would be, and write nothing.")
@options.OUT
@options.HOMEPAGE
@options.REPOSITORY
@options.CONTACT
@options.WORKERS
@options.LANG
@options.ROOT
def release(
    last: Path | None,
    pack: Path | None,
    dry_run: bool,
    out: Path | None,
    homepage: str | None,
    repository: str | None,
    contact: str | None,
    workers: int | None,
    lang: str,
    root: Path,
) -> None:
    """Make a release of the data: its version follows from what changed since the last one.

    Writes the record (releases/VERSION/), the version, and a section of the changelog; commit them,
    and a tag of that commit is published. With --pack, of that commit: ZIP, checksums, SBOM.
    """
    if pack and dry_run:
        raise click.UsageError("--dry-run and --pack do not go together")
    out = out or root / "dist"
    with command(root, lang) as words, refusals(words, _GIT), _alone(root, words):
        from gongkai import package
        from gongkai.build import cache, project
        from gongkai.build.changes import git
        from gongkai.build.executors import executors
        from gongkai.build.release import packing, record

        head = git.commit(root, "HEAD")
        if git.shallow(root):
            _refuse(words("release-shallow"))
        if unclean := git.unclean(root):
            _refuse(words("release-unclean", n=len(unclean), paths=_some(unclean, words)))
        given = options.addresses(words, homepage=homepage, repository=repository, contact=contact)
        known = project.read_project(root, cache.engine(root), given)
        kept, task = known.releases, _Task(root, out, words, known.contract)
        base = kept.last if not pack else kept.kept[1] if len(kept.kept) > 1 else None
        if pack and kept.last is None:
            _refuse(words("release-none"), USAGE)
        if pack and not packing.is_free(pack):
            _refuse(words("release-not-ours", folder=pack), USAGE)
        _see_base(root, words, base, last, head)
        with executors(workers, None) as context:
            # What is packed is the release; what else is built goes on after the last one.
            exact = (("version", kept.last.version),) if pack and kept.last else ()
            context = replace(
                context, addresses=(*given, *exact), last=[cache.Last(out)], kept=cache.Next(out)
            )
            if code := build(root, out, words, context, brief=True):
                sys.exit(code)
        with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
            changes = Path(folder) / "changes.csv"
            state, created = _state(out)
            if pack and (made := kept.last):
                found, _ = _compared(task, state, base, last, made.commit, changes)
                _see_same(words, state, made, found)
                _pack(task, made, changes, pack)
                sys.exit(FINE)
            found, addresses = _compared(task, state, base, last, head, changes)
            day = package.day(git.seconds(root, head)) or ""
            made = _made(task, found, state, base, record.Made(head, day, created))
            if gone := record.disappeared(found, addresses, out):
                for line in gone[:_MOST]:
                    click.echo(line, err=True)
                _refuse(words("release-gone", n=len(gone)))
            _record(task, made, kept.moves(record.earlier_places(state)), dry_run)


class _Task(NamedTuple):
    """The project, its finished site, the language of messages, the contract."""

    root: Path
    out: Path
    words: Words
    contract: Contract


@contextlib.contextmanager
def _alone(root: Path, words: Words) -> Iterator[None]:
    """No other release is made here meanwhile."""
    from gongkai.build import output

    try:
        with output.lock(root / _LOCK):
            yield
    except output.OutputRefusedError as refused:
        held = refused.holder
        who = words("held-by", **held._asdict()) if held else words("held-by-somebody")
        _refuse(words("another-release", who=who), MACHINE)


def _refuse(message: str, code: int = DATA) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)


def _some(names: list[str], words: Words) -> str:
    from gongkai.words import visible

    text = words("list-separator").join(str(visible(name)) for name in names[:_MOST])
    return text + (words("release-more", n=len(names) - _MOST) if len(names) > _MOST else "")


def _see_base(root: Path, words: Words, base: Release | None, last: Path | None, head: str) -> None:
    """The release before is known by its record, its ZIP and the history."""
    from gongkai.build.changes import git

    if base is None:
        if last is not None:
            _refuse(words("release-no-last"), USAGE)
        return
    if last is None or not last.is_file():
        _refuse(words("release-say-last", version=base.version), USAGE)
    if not git.follows(root, head, base.commit):
        _refuse(words("release-history", version=base.version, commit=base.commit))


def _state(out: Path) -> tuple[PackageState, str]:
    """The tables of the finished site, and the newest date in the data."""
    from gongkai import package
    from gongkai.build.release.earlier import DESCRIPTOR
    from gongkai.package.changes import PackageState

    folder = out / package.FOLDER
    descriptor = json.loads((folder / DESCRIPTOR).read_bytes())
    return PackageState.of(descriptor, lambda name: (folder / name).open("rb")), descriptor[
        "created"
    ][:10]


def _compared(
    task: _Task,
    state: PackageState,
    base: Release | None,
    last: Path | None,
    head: str,
    changes: Path,
) -> tuple[Found, list[str]]:
    """Write the file of changes; what there is, and the addresses of the site before."""
    from gongkai.build.changes import git
    from gongkai.build.release import difference, earlier
    from gongkai.build.release.history import History

    schema = task.contract.changes
    with changes.open("wb") as out:
        if base is None or last is None:
            return difference.compare(None, state, History(()), schema, out), []
        history = History(git.commits(task.root, base.commit, head))
        try:
            with earlier.opened(last, base) as (old, addresses):
                return difference.compare(old, state, history, schema, out), addresses
        except earlier.DamagedZipError as damaged:
            args = {"zip": last, "version": base.version, "what": damaged.what}
            _refuse(task.words("release-damaged", **args))


def _see_same(words: Words, state: PackageState, made: Release, found: Found) -> None:
    """The site is that of the release, and so are the changes."""
    from gongkai.build.release import record

    if others := list(record.in_step(state, made)):
        _refuse(words("release-other", version=made.version, files=_some(others, words)))
    if found.sha256 != made.whole:
        _refuse(words("release-other", version=made.version, files="changes.csv"))


def _pack(task: _Task, made: Release, changes: Path, to: Path) -> None:
    from gongkai.build.release import packing, record

    try:
        there = changes if made.since else None
        files = packing.pack(task.root, task.out, made, task.contract, there, to)
    except record.NoLineError as missing:
        shutil.rmtree(to, ignore_errors=True)
        _refuse(task.words("release-no-line", path=missing.path, line=missing.line))
    except BaseException:
        shutil.rmtree(to, ignore_errors=True)
        raise
    for file in files:
        click.echo(task.words("release-file", path=to / file.name, size=f"{file.size / 1e6:.3f}"))


def _made(
    task: _Task, found: Found, state: PackageState, base: Release | None, of: record.Made
) -> Release:
    """The release that it would be, which there is not yet."""
    from gongkai.build.changes import git
    from gongkai.build.release import record
    from gongkai.contract.releases import FOLDER

    if base and not found.kind:
        _refuse(task.words("release-nothing", version=base.version))
    made = record.release(found, state, task.contract, base, of)
    known = (task.root / FOLDER / made.version).exists()
    if known or git.tagged(task.root, f"v{made.version}"):
        _refuse(task.words("release-exists", version=made.version))
    return made


def _record(task: _Task, made: Release, moves: Moves, dry_run: bool) -> None:
    """Say what the release is, and write its record."""
    from gongkai.build import output
    from gongkai.build.release import record
    from gongkai.words import read_catalogs
    from gongkai.words.releases import summary

    words = task.words
    for line in (
        words("release-is", version=made.version),
        *summary(made, task.contract, words, moves),
    ):
        click.echo(line)
    if dry_run:
        click.echo(words("release-dry"))
        return
    try:
        files = record.files(task.root, made, task.contract, read_catalogs(task.root), moves)
    except record.NoLineError as missing:
        _refuse(words("release-no-line", path=missing.path, line=missing.line))
    output.put_all(task.root, files, task.root / _BESIDE)
    for path in files:
        click.echo(words("release-wrote", path=path))
    click.echo(words("release-next", version=made.version))
