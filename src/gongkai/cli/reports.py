"""The commands for those who write report files: `format` and `new`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gongkai.cli import options
from gongkai.cli.faults import DATA, FINE, command


@click.command("format")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path), metavar="[PATH]...")
@click.option("--check", "only_say", is_flag=True, help="Rewrite nothing; say which files differ.")
@click.option(
    "--format",
    "style",
    type=click.Choice(["text", "github"]),
    default="text",
    help="github, with --check: marks on the lines of a pull request, which block nothing.",
)
@options.LANG
@options.ROOT
def format_(paths: tuple[Path, ...], only_say: bool, style: str, lang: str, root: Path) -> None:
    """Bring the report files named, or all of them, into the one canonical form.

    Keys and rows in their order, rows aligned, quotes only where they are needed. No figure, no
    word and no comment changes. A file that cannot be read stays as it is (exit code 1).
    """
    if style == "github" and not only_say:
        raise click.UsageError("--format github goes with --check")
    with command(root, lang) as words:
        from gongkai.build import annotations, formatting
        from gongkai.build import output as write
        from gongkai.build import results as console
        from gongkai.content import load
        from gongkai.contract import read_contract
        from gongkai.model.findings import Problem

        reports = root / load.FOLDER
        paths = options.named(paths, root)
        for path in paths:
            if not path.exists() or not path.resolve().is_relative_to(reports.resolve()):
                raise click.UsageError(words("no-report-path", path=path))
        problems: list[Problem] = []
        files = changed = 0
        for found in formatting.format_files(root, read_contract(root), paths or [reports]):
            files += 1
            changed += found.new is not None
            if found.new is None or only_say:
                problems += found.problems
            else:
                write.put(root / found.path, found.new.encode())
                click.echo(words("rewrote", path=found.path))
        if style == "github":
            for line in annotations.suggestions(problems, words):
                click.echo(line)
        for line in console.problem_lines(problems, words):
            click.echo(line)
        click.echo(words("formatted-check" if only_say else "formatted", n=files, changed=changed))
        sys.exit(DATA if problems else FINE)


@click.command()
@click.argument("report_id")
@click.option("--form", type=int, help="The official form of its tables (default: by the year).")
@click.option("--force", is_flag=True, help="Begin anew where the file exists already.")
@options.LANG
@options.ROOT
def new(report_id: str, form: int | None, force: bool, lang: str, root: Path) -> None:
    """Begin the file of a report: REPORT_ID is the id of the place or organ and the year.

    For instance shandong/linyi/2023, or shandong/linyi/2014-report-card for what is no annual
    report. Every key and row stands in it with what to write; `check` refuses it until then.
    """
    with command(root, lang) as words:
        from gongkai.build import output as write
        from gongkai.build import results as console
        from gongkai.content import load, skeleton
        from gongkai.contract import read_contract

        contract = read_contract(root)
        path = f"{load.FOLDER}{load.report_id(report_id)}.yaml"
        subject, year, problems = load.subject_of(root, path, contract)
        if subject is None or problems:
            for line in console.problem_lines(problems, words):
                click.echo(line, err=True)
            sys.exit(DATA)
        forms = {key: one for key, one in contract.forms.items() if one.used_by(subject.id)}
        if form is not None and form not in forms:
            known = ", ".join(map(str, forms))
            raise click.UsageError(words("new-form", form=form, known=known))
        if not load.FIRST_YEAR <= year <= load.LAST_YEAR:
            first, last = load.FIRST_YEAR, load.LAST_YEAR
            raise click.UsageError(words("new-year", year=year, first=first, last=last))
        if (root / path).exists() and not force:
            raise click.UsageError(words("new-exists", path=path))
        chosen = forms[form] if form else skeleton.form_of(year, subject.id, contract)
        text = skeleton.skeleton(path, year, chosen, contract)
        write.put(root / path, text.encode())
        click.echo(words("new-wrote", path=path))
