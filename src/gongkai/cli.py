"""The command line: arguments in, words out.

Exit codes: 0 fine, 1 problems in the data, 2 wrong usage, 3 the machine (disk, permissions, another
build), 4 a bug of ours.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import click

ROOT = Path(__file__).resolve().parents[2]
FINE, DATA, USAGE, MACHINE, BUG = range(5)
GONE = 141  # what a shell says of a program whose reader went away


def _language(chosen: str | None) -> str:
    """The language asked for, else that of the locale, else English."""
    if chosen:
        return chosen
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


@contextlib.contextmanager
def _told(lang: str) -> Iterator[None]:
    """Faults of the machine and bugs of ours in plain words, with their own exit codes."""
    from gongkai.contract import UnreadableError
    from gongkai.words import problem, read_words

    try:
        yield
    except UnreadableError as error:
        words = read_words(ROOT, lang)
        for found in error.problems:
            click.echo(
                f"{found.path}:{found.line}:{found.column}: {problem(found, words)}", err=True
            )
        sys.exit(DATA)
    except BrokenPipeError:
        # The reader of our output has gone (`build.py check | head`): nothing more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(GONE)
    except OSError as error:
        what = " ".join(str(part) for part in (error.filename, error.strerror or error) if part)
        click.echo(read_words(ROOT, lang)("machine-fault", what=what), err=True)
        sys.exit(MACHINE)
    except (click.exceptions.Exit, click.ClickException):
        raise
    except Exception as error:
        import traceback

        traceback.print_exc()
        what = f"{type(error).__name__}: {error}"
        click.echo(read_words(ROOT, lang)("bug", what=what), err=True)
        sys.exit(BUG)


def _inherited(context: click.Context, parameter: click.Parameter, value: object) -> object:
    """An option given before the command counts for the command too."""
    if value is None and context.parent is not None:
        return context.parent.params.get(parameter.name or "")
    return value


_LANG = click.option(
    "--lang",
    type=click.Choice(["zh", "en"]),
    callback=_inherited,
    help="Language of the messages (default: the locale's).",
)
_ROOT = click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    callback=_inherited,
    help="The project folder (default: this one).",
)


@click.group(invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--out", type=click.Path(path_type=Path), help="Where the site goes (default: dist).")
@_LANG
@_ROOT
@click.pass_context
def main(context: click.Context, out: Path | None, lang: str | None, root: Path | None) -> None:
    """Build the data package and the website from content/, or (see Commands) do one part of it.

    Exit codes: 0 fine, 1 problems in the data, 2 wrong usage, 3 the machine, 4 a bug of ours.
    """
    if context.invoked_subcommand is not None and out is not None:
        raise click.UsageError("--out goes with a build, not with a command")
    if context.invoked_subcommand is None:
        lang, root = _language(lang), root or ROOT
        with _told(lang):
            sys.exit(_build(root, out or root / "dist", lang))


def _epoch() -> int | None:
    """SOURCE_DATE_EPOCH, where it is set: seconds since 1970, up to the year 9999."""
    given = os.environ.get("SOURCE_DATE_EPOCH")
    if not given:
        return None
    if not given.isascii() or not given.isdigit() or int(given[:13]) > 253_402_300_799:
        raise click.UsageError(f"SOURCE_DATE_EPOCH is not a number of seconds: {given[:40]!r}")
    return int(given)


def _project(root: Path, lang: str) -> None:
    from gongkai.words import read_words

    if not all((root / name).is_dir() for name in ("content", "datapackage", "site")):
        raise click.UsageError(read_words(ROOT, lang)("not-a-project", root=root))


def _build(root: Path, out: Path, lang: str) -> int:
    from gongkai import console, publish, write
    from gongkai.words import read_words

    _project(root, lang)
    began = time.monotonic()
    words = replace(read_words(root, lang), labels="zh")
    epoch = _epoch()
    try:
        with write.output(out, root) as output:
            checked, files = publish.build(root, epoch)
            for line in console.text(checked, words):
                click.echo(line, err=not checked.fine)
            if not checked.fine:
                click.echo(words("not-built", out=out), err=True)
                return DATA
            for path, data in files:
                output.add(path, data)
            output.publish()
    except write.RefusedError as refused:
        why = words(refused.why) if refused.why.startswith("why") else ""
        message = "output-refused" if why else refused.why
        click.echo(words(message, out=out, why=why), err=True)
        return MACHINE
    size = f"{output.size / 1e6:.1f}"
    seconds = f"{time.monotonic() - began:.1f}"
    click.echo(words("wrote", files=output.count, size=size, out=out, seconds=seconds))
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
@_LANG
@_ROOT
def check(paths: tuple[Path, ...], style: str, lang: str | None, root: Path | None) -> None:
    """Check the files and folders named, or everything in content/."""
    lang, root = _language(lang), root or ROOT
    with _told(lang):
        from gongkai import console, publish
        from gongkai.words import read_words

        _project(root, lang)
        words = replace(read_words(root, lang), labels="zh")
        content = (root / "content").resolve()
        for path in paths:
            if not path.resolve().is_relative_to(content) or not _readable(path, content):
                raise click.UsageError(words("no-such-path", path=path))
        checked = publish.check(root, paths)
        for line in (console.github if style == "github" else console.text)(checked, words):
            click.echo(line)
        sys.exit(FINE if checked.fine else DATA)


def _readable(path: Path, content: Path) -> bool:
    """Whether there is something to check: a folder, a .yaml file, or a page of the site."""
    page = path.suffix == ".md" and path.resolve().is_relative_to(content / "pages")
    return path.is_dir() or (path.exists() and (path.suffix == ".yaml" or page))


@main.command()
@_LANG
@_ROOT
def schema(lang: str | None, root: Path | None) -> None:
    """Write datapackage/report.schema.json anew, after a change of the forms."""
    root = root or ROOT
    with _told(_language(lang)):
        from gongkai import editor
        from gongkai.contract import read_contract

        (root / editor.PATH).write_bytes(editor.report_schema(read_contract(root)))
