"""What every command shares: exit codes, the project folder, and how faults are reported.

Exit codes: 0 fine, 1 problems in the data, 2 wrong usage, 3 the machine (disk, permissions, another
build), 4 a bug of ours.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from gongkai import SOURCE
from gongkai.cli import stop

if TYPE_CHECKING:
    from gongkai.text.ours import UnreadableError
    from gongkai.words import Words

ROOT = SOURCE.parents[1]
FINE, DATA, USAGE, MACHINE, BUG = range(5)
GONE = 141  # what a shell says of a program whose reader went away


@contextlib.contextmanager
def command(root: Path, lang: str) -> Iterator[Words]:
    """What every command does in: a project, and its messages in a language.

    The labels of forms are Chinese, as in the documents that a contributor compares. Faults are
    reported. Raises UsageError where the folder is not a project.
    """
    with faults_reported(lang):
        from gongkai.words import read_words

        project(root, lang)
        yield replace(read_words(root, lang), labels="zh")


@contextlib.contextmanager
def faults_reported(lang: str) -> Iterator[None]:
    """Faults of the machine and bugs of ours in plain words, with their own exit codes.

    A command that is asked to stop says so, and ends as shells expect: 130, or 143.
    """
    try:
        with stop.stoppable(), _faults(lang):
            yield
    except stop.StoppedError as stopped:
        from gongkai.words import read_words

        with contextlib.suppress(OSError):  # the terminal may be gone too
            click.echo(read_words(ROOT, lang)("stopped", name=stopped.number.name), err=True)
        sys.exit(stopped.code)


@contextlib.contextmanager
def _faults(lang: str) -> Iterator[None]:
    from gongkai.build import cluster, workers
    from gongkai.text.ours import UnreadableError
    from gongkai.words import read_words

    def leave(code: int, message: str, **args: object) -> NoReturn:
        click.echo(read_words(ROOT, lang)(message, **args), err=True)
        sys.exit(code)

    try:
        yield
    except UnreadableError as error:
        for line in unreadable(error, lang):
            click.echo(line, err=True)
        sys.exit(DATA)
    except BrokenPipeError:
        # The reader of our output has gone (`build.py check | head`): nothing more to say.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(GONE)
    except OSError as error:
        what = " ".join(str(part) for part in (error.filename, error.strerror or error) if part)
        leave(MACHINE, "machine-fault", what=what)
    except MemoryError:
        leave(MACHINE, "machine-fault", what="no memory left")
    except (click.exceptions.Exit, click.ClickException):
        raise
    except workers.LostError as lost:
        leave(MACHINE, "worker-lost", names="; ".join(lost.names), why=lost.why)
    except cluster.NoClusterError as none:
        leave(MACHINE, none.why, what=none.what)
    except workers.WorkerError as error:
        click.echo(error.fault.trace, err=True)
        if error.fault.machine:
            leave(MACHINE, "machine-fault", what=error.fault.what)
        leave(BUG, "bug", what=error.fault.what)
    except Exception as error:
        import traceback

        traceback.print_exc()
        leave(BUG, "bug", what=f"{type(error).__name__}: {error}")


def unreadable(error: UnreadableError, lang: str) -> Iterator[str]:
    """A line for each fault of files of ours, also when these hold the words to say it."""
    from gongkai.text import ours
    from gongkai.words import problem, read_words

    for found in error.problems:
        try:
            sentence = problem(found, read_words(ROOT, lang))
        except ours.UnreadableError:
            sentence = f"this file of ours cannot be read here ({found.message})"
        yield f"{found.path}:{found.line}:{found.column}: {sentence}"


def project(root: Path, lang: str) -> None:
    """Raises UsageError where a folder is not the project's, UnreadableError where it has links."""
    from gongkai.text import ours
    from gongkai.words import read_words

    if not all((root / name).is_dir() for name in ("content", "datapackage", "site")):
        raise click.UsageError(read_words(ROOT, lang)("not-a-project", root=root))
    for name in ("datapackage", "site"):
        ours.files(root, root / name)
    if (root / "content").is_symlink():  # what lies in it is looked at when it is read
        ours.files(root, root / "content")
