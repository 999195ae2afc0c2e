"""The command `sources`: where every document stands, and with --check what is there now."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli import options
from gongkai.cli.faults import DATA, FINE, command

if TYPE_CHECKING:
    from gongkai.checks.judged import JudgedReports
    from gongkai.model.report import Report, SourceAnswer


def _day(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """A day; that there is such a one is asked by who reads it."""
    import datetime

    if value is None:
        return None
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
            raise ValueError
        return datetime.date.fromisoformat(value).isoformat()
    except ValueError:
        raise click.BadParameter("say a day, for instance 2026-11-29") from None


def _contact(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:
    """An address under which who keeps a server finds us: it goes into each request."""
    if value is not None and not re.fullmatch(r"[\x21-\x7e]{3,200}", value):
        raise click.BadParameter("say an address, for instance https://example.org/")
    return value


@click.command()
@click.option("--check", "ask", is_flag=True, help="Ask every address, and write the answers down.")
@click.option(
    "--on", "day", metavar="DAY", callback=_day, help="With --check: today, as YYYY-MM-DD."
)
@click.option(
    "--contact",
    metavar="ADDRESS",
    callback=_contact,
    help="With --check: where a server's keeper finds you (default: the project's address).",
)
@click.option("--only", metavar="ID", help="Only reports of this place or below it.")
@click.option(
    "--answers",
    "archive",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="With --format issue: answers of a ZIP that a run of the check left behind.",
)
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "csv", "json", "issue"]),
    default="text",
    help="How the list is printed; issue: what does not answer, for GitHub.",
)
@options.LANG
@options.ROOT
def sources(
    ask: bool,
    day: str | None,
    contact: str | None,
    only: str | None,
    archive: Path | None,
    style: str,
    lang: str,
    root: Path,
) -> None:
    """List where every document stands: address, archived copy, date, hash.

    With --check each address is asked, politely and one at a time for each host, and the answers
    are written to content/sources/. No other command opens the network.
    """
    if archive and (style != "issue" or ask):
        raise click.UsageError("--answers goes with --format issue, and not with --check")
    if ask != bool(day):
        raise click.UsageError("--check and --on DAY go together: a build looks at no clock")
    with command(root, lang) as words:
        from gongkai.build import order
        from gongkai.build import results as console
        from gongkai.build.sources import listing
        from gongkai.words import read_catalogs

        judged = order.at_hand(root)
        problems = [found for found in judged.batch.problems if not found.warning]
        answers: Sequence[SourceAnswer] = judged.batch.answers
        if archive:
            answers, more = listing.read_archive(archive, judged.contract, judged.tree)
            problems += more
        if problems:
            _refuse(console.problem_lines(problems, words))
        reports = [one for one in judged.reports.values() if _within(one.subject, only)]
        if ask:
            answers = _ask(root, judged, reports, day or "", contact, only)
        known = {(one.report, one.url): one for one in answers}
        looked = [one for one in judged.batch.looked if _within(one.jurisdiction, only)]
        rows = list(listing.rows(reports, looked, known))
        contract = judged.contract
        if style == "issue":
            languages = list(read_catalogs(root).values())
            click.echo(json.dumps(listing.as_issue(answers, contract, languages)))
        elif style == "text":
            for line in listing.as_text(rows, known, contract, words):
                click.echo(line)
        else:
            shown = listing.as_json if style == "json" else listing.as_csv
            click.echo(shown(rows))
        sys.exit(FINE)


def _refuse(lines: Iterable[str]) -> None:
    for line in lines:
        click.echo(line, err=True)
    sys.exit(DATA)


def _within(place: str, only: str | None) -> bool:
    return only is None or place == only or place.startswith(f"{only}/")


def _ask(
    root: Path,
    judged: JudgedReports,
    reports: Sequence[Report],
    day: str,
    contact: str | None,
    only: str | None,
) -> Sequence[SourceAnswer]:
    """Ask every address and write down what it answers; what is not asked stays as it was."""
    from gongkai.build import output as write
    from gongkai.build.sources import asking, listing
    from gongkai.build.sources.client import Client
    from gongkai.build.sources.manners import Manners
    from gongkai.content import load

    def place(answer: SourceAnswer) -> str:
        return answer.report.rpartition("/")[0]

    package = judged.contract.package
    contact = contact or package["homepage"] or package["repository"]
    if not contact:
        raise click.UsageError("say --contact ADDRESS: servers must be able to find out who asks")
    agent = f"gongkai-sources/{package['version']} (+{contact})"
    looked = [one for one in judged.batch.looked if _within(one.jurisdiction, only)]
    wanted = list(listing.originals(reports, looked))
    before = {(one.report, one.url): one for one in judged.batch.answers}
    asked = {(one.report, one.url) for one in wanted}
    found = asking.ask_all(wanted, before, day, Client(agent), Manners(agent), _progress)
    kept = [
        one for key, one in before.items() if key not in asked and not _within(place(one), only)
    ]
    answers = sorted([*found, *kept], key=lambda one: (one.report, one.url))
    by_place: dict[str, list[SourceAnswer]] = {place(one): [] for one in before.values()}
    for one in answers:
        by_place.setdefault(place(one), []).append(one)
    for name, some in by_place.items():
        write.put(root / load.answers_path(name), load.as_text(some).encode())
    return answers


def _progress(done: int, of: int) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r{done}/{of}", nl=done == of, err=True)
