"""The command line: arguments in, words out.

Exit codes: 0 fine, 1 problems in the data, 2 wrong usage, 3 the machine (disk, permissions, another
build), 4 a bug of ours.
"""

from __future__ import annotations

import signal
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli import drafts as drafting
from gongkai.cli import options, setup, stop
from gongkai.cli import reports as commands
from gongkai.cli.building import build
from gongkai.cli.changes import catalogs, comment, compare, diff, refusals
from gongkai.cli.faults import DATA, FINE, command
from gongkai.cli.release import release
from gongkai.cli.sources import sources
from gongkai.cli.validate import validate
from gongkai.model.languages import SITE_LANGUAGES

if TYPE_CHECKING:
    pass


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@options.OUT
@click.option(
    "--cache/--no-cache",
    "cached",
    default=True,
    help="Whether what the last build left behind may be used again (default: yes).",
)
@click.option(
    "--shard",
    callback=options.fraction,
    metavar="I/N",
    help="Make one part of N of all batches, for `merge`.",
)
@click.option(
    "--preview",
    is_flag=True,
    help="Show what can be shown although something is not fine; its pages say so.",
)
@options.SINCE
@options.HOMEPAGE
@options.REPOSITORY
@options.CONTACT
@options.TIMINGS
@options.EXECUTOR
@options.WORKERS
@options.LANG
@options.ROOT
@click.pass_context
def main(
    click_context: click.Context,
    out: Path | None,
    cached: bool,
    shard: tuple[int, int] | None,
    preview: bool,
    since: int | None,
    homepage: str | None,
    repository: str | None,
    contact: str | None,
    timings: bool,
    address: str | None,
    workers: int | None,
    lang: str,
    root: Path,
) -> None:
    """Build the data package and the website from content/, or (see Commands) do one part of it.

    Exit codes: 0 fine, 1 problems in the data, 2 wrong usage, 3 the machine, 4 a bug of ours.
    """
    if click_context.invoked_subcommand is not None:
        if out is not None or shard is not None or preview:
            raise click.UsageError("--out, --shard and --preview go with a build alone")
        return
    if shard is not None and out is None:
        raise click.UsageError("--shard needs a folder of its own: say --out FOLDER")
    if shard is not None and preview:
        raise click.UsageError("a part of a build is no preview: say --shard or --preview")
    out = out or root / "dist"
    with command(root, lang) as words:
        from gongkai.build import cache
        from gongkai.build.executors import executors

        given = options.addresses(words, homepage=homepage, repository=repository, contact=contact)
        with executors(workers, address) as context:
            context = replace(context, since=since or 0, addresses=given)
            if shard:
                kept = cache.Next(out, cache.within(out))
                context = replace(context, shard=shard, kept=kept)
            elif preview:
                context = replace(context, preview=True)
            elif cached:
                context = replace(context, last=[cache.Last(out)], kept=cache.Next(out))
            sys.exit(build(root, out, words, context, timings))


@main.command()
@click.argument("shards", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@options.OUT
@options.SINCE
@options.HOMEPAGE
@options.REPOSITORY
@options.CONTACT
@options.TIMINGS
@options.WORKERS
@options.LANG
@options.ROOT
def merge(
    shards: tuple[Path, ...],
    out: Path | None,
    since: int | None,
    homepage: str | None,
    repository: str | None,
    contact: str | None,
    timings: bool,
    workers: int | None,
    lang: str,
    root: Path,
) -> None:
    """Put the SHARDS of one commit, made with --shard, together to the whole."""
    with command(root, lang) as words:
        from gongkai.build import cache
        from gongkai.build.executors import executors

        given = options.addresses(words, homepage=homepage, repository=repository, contact=contact)
        with executors(workers, None) as context:
            last = [cache.Last(shard, cache.within(shard)) for shard in shards]
            context = replace(context, last=last, merge=True, since=since or 0, addresses=given)
            sys.exit(build(root, out or root / "dist", words, context, timings))


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--base",
    metavar="BASE",
    help="Only what a change since BASE (see diff) brings; what stood there before is counted.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "github", "sarif"]),
    default="text",
    help="How problems are printed; github marks the lines of a pull request. All but text are in"
    " every language.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Every message; else the twenty most important of a file, and how many more there are.",
)
@options.WORKERS
@options.LANG
@options.ROOT
def check(
    paths: tuple[Path, ...],
    base: str | None,
    style: str,
    everything: bool,
    workers: int | None,
    lang: str,
    root: Path,
) -> None:
    """Check the files and folders named, or everything in content/."""
    with command(root, lang) as words, refusals(words):
        from gongkai.build import annotations, order
        from gongkai.build.changes import older, side
        from gongkai.build.changes.comparison import compare as compared
        from gongkai.build.project import read_project
        from gongkai.build.results import MOST, as_text
        from gongkai.words import read_words

        if base is not None and paths:
            raise click.UsageError("--base goes with a check of everything")
        before = None if base is None else side.side(root, base)
        content = (root / "content").resolve()
        paths = options.named(paths, root)
        for path in paths:
            if not path.resolve().is_relative_to(content) or not _readable(path, content):
                raise click.UsageError(words("no-such-path", path=path))
        from gongkai.build.executors import executors

        few = bool(paths) and all(path.is_file() for path in paths)
        with executors(1 if few else workers, None) as context:
            others = [one for one in SITE_LANGUAGES if one != lang and style != "text"]
            also = [replace(read_words(root, one), labels=words.labels) for one in others]
            results = order.check(root, words, context, paths, also)
            change = None
            if before is not None:
                now = side.of_folder(root, words("diff-now"), before.like)
                change = compared(before, now, catalogs(root, words))
                results = older.without_older(results, before, change, words, context)
        most = None if everything else MOST
        match style:
            case "text":
                lines = as_text(results, words, most)
            case "github":
                lines = annotations.as_github(results, words, also, most, change)
            case "json":
                found = annotations.as_json(results, [words, *also], most)
                lines = iter([annotations.dumped(found)])
            case _:
                contract = read_project(root).contract
                found = annotations.as_sarif(results, [words, *also], contract, most)
                lines = iter([annotations.dumped(found)])
        for line in lines:
            click.echo(line)
        sys.exit(FINE if results.fine else DATA)


def _readable(path: Path, content: Path) -> bool:
    """Whether there is something to check: a folder, a .yaml file, or a page of the site."""
    page = path.suffix == ".md" and path.resolve().is_relative_to(content / "pages")
    return path.is_dir() or (path.exists() and (path.suffix == ".yaml" or page))


@main.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@options.WORKERS
@options.LANG
@options.ROOT
def serve(port: int, workers: int | None, lang: str, root: Path) -> None:
    """Show the site on this machine while it is being worked on; pages reload after a change.

    A page is made when it is looked at. The files of the data package are those of the last build.
    """
    from gongkai.build.executors import executors

    with command(root, lang) as words, executors(workers) as context:
        from gongkai.build.preview import Preview
        from gongkai.cli.server import Server

        server = Server(Preview(root, words, context, root / "dist"), port, click.echo)
        click.echo(words("serving", address=f"http://127.0.0.1:{server.server_port}/"))
        server.begin()
        try:
            server.serve_forever()
        except stop.StoppedError as stopped:
            if stopped.number is not signal.SIGINT:  # Ctrl-C is how it ends
                raise


@main.command()
@options.LANG
@options.ROOT
def schema(lang: str, root: Path) -> None:
    """Write datapackage/report.schema.json and .zenodo.json anew: they follow from the contract."""
    with command(root, lang):
        from gongkai.contract import editor, read_contract
        from gongkai.package import zenodo

        contract = read_contract(root)
        (root / editor.PATH).write_bytes(editor.report_schema(contract))
        (root / zenodo.PATH).write_bytes(zenodo.render(contract))


@main.command("setup", context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("given", nargs=-1, type=click.UNPROCESSED)
def setup_(given: tuple[str, ...]) -> None:
    """Make .venv, install what the build needs, and build: the first command in a fresh clone."""
    sys.exit(setup.setup(given))


for other in (
    *(commands.format_, commands.new, drafting.draft, drafting.verify),
    *(diff, compare, comment, sources, validate, release),
):
    main.add_command(other)
