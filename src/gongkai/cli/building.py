"""One build, as every command that needs a finished site does it: what it says, its exit code."""

from __future__ import annotations

import contextlib
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli.faults import DATA, FINE, MACHINE

if TYPE_CHECKING:
    from gongkai.build.context import Context
    from gongkai.words import Words


def build(
    root: Path,
    out: Path,
    words: Words,
    context: Context,
    timings: bool = False,
    brief: bool = False,
) -> int:
    """Build, say what there is to say, and give the exit code. Raises UsageError.

    `brief`: remarks on files are left out where the site is built.
    """
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
            fine = results.fine or context.preview
            for line in as_text(results, words) if not (brief and fine) else ():
                click.echo(line, err=not fine)
            if not fine:
                click.echo(words("not-built", out=out), err=True)
                return DATA
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
    if results.unset:
        click.echo(words("addresses-unset", keys=words("list-separator").join(results.unset)))
    if "homepage" in results.unset:
        click.echo(words("without-homepage"))
    if timings:
        for stage, spent in sorted(context.timings.items(), key=lambda item: -item[1]):
            click.echo(f"{spent:8.2f} s  {stage}")
    return FINE


def _epoch() -> int | None:
    """SOURCE_DATE_EPOCH, where it is set: seconds since 1970, up to the year 9999."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or int(given[:13]) > 253_402_300_799:
        raise click.UsageError(f"SOURCE_DATE_EPOCH is not a number of seconds: {given[:40]!r}")
    return int(given)
