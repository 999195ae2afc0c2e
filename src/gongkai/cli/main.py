"""The command line: arguments in, words out.

Exit codes: 0 fine, 1 problems in the data, 2 wrong usage, 3 the machine (disk, permissions, another
build), 4 a bug of ours.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli import drafts as drafting
from gongkai.cli import options, stop
from gongkai.cli import reports as commands
from gongkai.cli.faults import DATA, FINE, MACHINE, command
from gongkai.cli.validate import validate

if TYPE_CHECKING:
    from gongkai.build.context import Context
    from gongkai.words import Words


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
@options.SINCE
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
    since: int | None,
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
        if out is not None or shard is not None:
            raise click.UsageError("--out and --shard go with a build, not with a command")
        return
    if shard is not None and out is None:
        raise click.UsageError("--shard needs a folder of its own: say --out FOLDER")
    out = out or root / "dist"
    with command(root, lang) as words:
        from gongkai.build import cache
        from gongkai.build.executors import executors

        with executors(workers, address) as context:
            context = replace(context, since=since or 0)
            if shard:
                kept = cache.Next(out, cache.within(out))
                context = replace(context, shard=shard, kept=kept)
            elif cached:
                context = replace(context, last=[cache.Last(out)], kept=cache.Next(out))
            sys.exit(_build(root, out, words, context, timings))


@main.command()
@click.argument("shards", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@options.OUT
@options.SINCE
@options.TIMINGS
@options.WORKERS
@options.LANG
@options.ROOT
def merge(
    shards: tuple[Path, ...],
    out: Path | None,
    since: int | None,
    timings: bool,
    workers: int | None,
    lang: str,
    root: Path,
) -> None:
    """Put the SHARDS of one commit, made with --shard, together to the whole."""
    with command(root, lang) as words:
        from gongkai.build import cache
        from gongkai.build.executors import executors

        with executors(workers, None) as context:
            last = [cache.Last(shard, cache.within(shard)) for shard in shards]
            context = replace(context, last=last, merge=True, since=since or 0)
            sys.exit(_build(root, out or root / "dist", words, context, timings))


def _epoch() -> int | None:
    """SOURCE_DATE_EPOCH, where it is set: seconds since 1970, up to the year 9999."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or int(given[:13]) > 253_402_300_799:
        raise click.UsageError(f"SOURCE_DATE_EPOCH is not a number of seconds: {given[:40]!r}")
    return int(given)


def _build(root: Path, out: Path, words: Words, context: Context, timings: bool) -> int:
    from gongkai.build import order
    from gongkai.build import output as write
    from gongkai.build.results import as_text

    began = time.monotonic()
    epoch = _epoch()
    try:
        with write.output(out, root) as output, contextlib.ExitStack() as after:
            if context.kept:
                after.callback(context.kept.discard)  # while nobody else may be at work there
            results = order.build(root, output, words, context, epoch)
            fine = results.fine
            for line in as_text(results, words):
                click.echo(line, err=not fine)
            if not fine:
                click.echo(words("not-built", out=out), err=True)
                return DATA
            for left_out in output.left_out:
                click.echo(words(left_out))
            output.publish()
    except write.OutputRefusedError as refused:
        if refused.why == "another-build":
            held = refused.holder
            who = words("held-by", **held._asdict()) if held else words("held-by-somebody")
            click.echo(words(refused.why, out=out, who=who), err=True)
        else:
            click.echo(words("output-refused", out=out, why=words(refused.why)), err=True)
        return MACHINE
    except order.MissingError as missing:
        click.echo(words("shard-missing", what=missing), err=True)
        return MACHINE
    size = f"{output.size / 1e6:.1f}"
    seconds = f"{time.monotonic() - began:.1f}"
    message = "unchanged" if output.unchanged else "wrote"
    click.echo(words(message, files=output.count, size=size, out=out, seconds=seconds))
    if timings:
        for stage, spent in sorted(context.timings.items(), key=lambda item: -item[1]):
            click.echo(f"{spent:8.2f} s  {stage}")
    return FINE


@main.command()
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "github"]),
    default="text",
    help="How problems are printed; github also marks the lines of a pull request.",
)
@options.WORKERS
@options.LANG
@options.ROOT
def check(paths: tuple[Path, ...], style: str, workers: int | None, lang: str, root: Path) -> None:
    """Check the files and folders named, or everything in content/."""
    with command(root, lang) as words:
        from gongkai.build import order
        from gongkai.build.results import as_github, as_text

        content = (root / "content").resolve()
        paths = options.named(paths, root)
        for path in paths:
            if not path.resolve().is_relative_to(content) or not _readable(path, content):
                raise click.UsageError(words("no-such-path", path=path))
        from gongkai.build.executors import executors

        few = bool(paths) and all(path.is_file() for path in paths)
        with executors(1 if few else workers, None) as context:
            results = order.check(root, words, context, paths)
        for line in (as_github if style == "github" else as_text)(results, words):
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
    """Write datapackage/report.schema.json anew, after a change of rules, forms or files.yaml."""
    with command(root, lang):
        from gongkai.contract import editor, read_contract

        (root / editor.PATH).write_bytes(editor.report_schema(read_contract(root)))


for other in (commands.format_, commands.new, drafting.draft, drafting.verify, validate):
    main.add_command(other)
