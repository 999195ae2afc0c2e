"""The commands that bring a document into content/ and compare a report with its source."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli import options
from gongkai.cli.faults import DATA, FINE, command

if TYPE_CHECKING:
    from gongkai.drafting.drafts import Draft
    from gongkai.words import Words

_ID = re.compile(r"[a-z][a-z0-9-]*(?:/[a-z][a-z0-9-]*)*/(?:20[0-9]{2})")
_URL = re.compile(r"https?://[^\s\"'<>{}]+")
_SHOWN = 12  # notes of one kind that are printed of one document


def _help(click_context: click.Context, _option: click.Parameter, asked: bool) -> None:
    """Print the help with the kinds of documents, which only it needs to import."""
    if not asked:
        return
    from gongkai.drafting.source import KINDS

    names = ", ".join(kind.name for kind in KINDS if kind.name)
    click_context.command.epilog = f"Kinds of documents: {names}."
    click.echo(click_context.get_help())
    click_context.exit()


@click.command()
@click.argument("sources", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--as",
    "report",
    metavar="REPORT_ID",
    help="Whose report it is and of which year, where the title does not say: shandong/linyi/2023.",
)
@click.option("--url", help="The address from which the document was saved.")
@click.option(
    "--seen-as",
    type=click.Choice(["official-page", "official-file", "archived-official", "copy"]),
    help="What you read (default: a copy, or with an address the official page or file).",
)
@click.option("--via", help="For a copy: where it came from.")
@click.option(
    "--retrieved", metavar="DAY", help="The day on which it was saved (default: that of the file)."
)
@click.option(
    "--by",
    help="The name you chose for yourself; it says that you compared every cell with the document.",
)
@click.option("--force", is_flag=True, help="Write over a report file that is there.")
@click.option(
    *("-h", "--help"),
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_help,
    help="Show this message and exit.",
)
@options.LANG
@options.ROOT
def draft(
    sources: tuple[Path, ...],
    report: str | None,
    url: str | None,
    seen_as: str | None,
    via: str | None,
    retrieved: str | None,
    by: str | None,
    force: bool,
    lang: str,
    root: Path,
) -> None:
    """Turn saved documents into draft report files.

    A folder stands for all files in it. What cannot be read is marked `unread`; where nothing can
    be read nothing is written. Without network; the same document gives the same draft.
    """
    with command(root, lang) as words:
        from gongkai.build.output import put
        from gongkai.content import load
        from gongkai.drafting import drafts

        files = list(drafts.sources(sources))
        if not files:
            raise click.UsageError(words("draft-no-files"))
        if any(not path.is_file() for path in files):
            raise click.UsageError(words("draft-not-a-file"))
        if report is not None:
            report = load.report_id(report)
            if not _ID.fullmatch(report):
                raise click.UsageError(words("draft-as", found=report))
            if len(files) != 1:
                raise click.UsageError(words("draft-as-one"))
        if retrieved is not None and not _is_day(retrieved):
            raise click.UsageError(words("draft-day", found=retrieved))
        if url is not None and not _URL.fullmatch(url):
            raise click.UsageError(words("draft-url", found=url))
        if not all(text is None or (text.strip() and text.isprintable()) for text in (via, by)):
            raise click.UsageError(words("draft-text"))
        draft_options = drafts.DraftOptions(report, url, seen_as, via, retrieved, by, force)
        drafter = drafts.Drafter(root, words)
        done = []
        for path in files:
            done.append(found := drafter.draft(path, draft_options))
            if found.text:
                put(root / found.name, found.text.encode())
        if len(done) == 1:
            _one(done[0], words)
        else:
            _table(done, words)
        sys.exit(DATA if any(one.refused or one.left for one in done) or not done else FINE)


def _is_day(text: str) -> bool:
    import datetime

    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _one(found: Draft, words: Words) -> None:
    """All there is to say of one document."""
    click.echo(f"{found.source}: {found.read_as or '?'}")
    if found.refused:
        click.echo(found.refused)
        return
    click.echo(words("draft-read", n=found.read, all=found.cells))
    click.echo(_identities(found, words))
    for lines in (found.unread, found.broken, found.notes):
        for line in lines[:_SHOWN]:
            click.echo(f"  {line}")
        if len(lines) > _SHOWN:
            click.echo(f"  {words('draft-more', n=len(lines) - _SHOWN)}")
    if found.suggested:
        click.echo(words("draft-suggested", n=found.suggested))
    click.echo(words("draft-wrote", path=found.name))
    click.echo(words("draft-next", path=found.name))
    if not found.signed:
        click.echo(words("draft-unsigned"))


def _identities(found: Draft, words: Words) -> str:
    count = found.identities
    keys = {name: count[name] for name in ("holds", "broken", "not_assessable", "as_printed")}
    if not count:
        return words("draft-no-sums")
    return words("draft-identities", all=count.total(), **keys)


def _table(done: Sequence[Draft], words: Words) -> None:
    """A line for each document, what is done first, what was refused last."""
    ordered = sorted(done, key=lambda one: (bool(one.refused), one.left, str(one.source)))
    click.echo(words("draft-table"))
    for one in ordered:
        if one.refused:
            click.echo(f"     –         –         –  {one.source}: {one.refused}")
            continue
        cells, count = f"{one.read}/{one.cells}", one.identities
        sums = f"{count['holds']}/{count.total()}"
        click.echo(f"{one.left:6}  {cells:>8}  {sums:>8}  {one.source} → {one.report}")
    refused = sum(bool(one.refused) for one in done)
    ready = sum(not one.refused and not one.left for one in done)
    click.echo(words("draft-sum", n=len(done), ready=ready, refused=refused))


@click.command()
@click.argument("report", metavar="REPORT")
@click.argument("source", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@options.LANG
@options.ROOT
def verify(report: str, source: Path, lang: str, root: Path) -> None:
    """Compare REPORT (its id or its file) with its SOURCE document, cell by cell.

    The sha256 must be the one recorded; the document is read again as `draft` reads it.
    """
    with command(root, lang) as words:
        from gongkai.drafting import drafts

        try:
            found = drafts.verify(root, report, source, words)
        except KeyError:
            raise click.UsageError(words("verify-no-report", found=report)) from None
        click.echo(words("verify-sha256" if found.same_file else "verify-other-sha256"))
        if found.refused:
            click.echo(found.refused)
        else:
            click.echo(words("verify-cells", n=found.equal, all=found.cells))
        for line in found.differing:
            click.echo(f"  {line}")
        sys.exit(FINE if found.fine else DATA)
