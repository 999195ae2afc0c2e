"""The command `validate`: what frictionless finds in the finished package."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gongkai.cli import options
from gongkai.cli.faults import DATA, FINE, command


@click.command()
@click.option(
    "--out", type=click.Path(path_type=Path), help="The folder of the site (default: dist)."
)
@options.LANG
@options.ROOT
def validate(out: Path | None, lang: str, root: Path) -> None:
    """Validate the data package that a build has made, with frictionless.

    Types, codes, keys and references of every table, and that each file is the one described.
    """
    with command(root, lang) as words:
        from gongkai import package
        from gongkai.build import results
        from gongkai.build.output import PREVIEW
        from gongkai.package import validation

        out = out or root / "dist"
        folder = out / package.FOLDER
        if not (folder / validation.DESCRIPTOR).is_file():
            raise click.UsageError(words("package-none", folder=folder))
        if (out / PREVIEW).is_file():
            click.echo(words("preview-refused", out=out), err=True)
            sys.exit(DATA)
        problems = list(validation.problems(folder, package.FOLDER))
        for line in results.problem_lines(problems, words):
            click.echo(line)
        bad = len({problem.path for problem in problems})
        click.echo(words("package-checked", n=len(problems), bad=bad))
        sys.exit(DATA if problems else FINE)
