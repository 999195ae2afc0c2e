"""The options of the command line that several commands share."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from gongkai.cli.faults import ROOT as ROOT_FOLDER
from gongkai.model.languages import SITE_LANGUAGES

if TYPE_CHECKING:
    from gongkai.words import Words


def fraction(
    context: click.Context, parameter: click.Parameter, value: str | None
) -> tuple[int, int] | None:
    """I/N as numbers."""
    if value is None:
        return None
    one, _, all_ = value.partition("/")
    if not (one.isascii() and one.isdigit() and all_.isascii() and all_.isdigit()):
        raise click.BadParameter("say which part of how many, for instance 2/5")
    if not 1 <= int(one) <= int(all_) <= 1000:
        raise click.BadParameter("parts are numbered from 1")
    return int(one), int(all_)


def inherited(context: click.Context, parameter: click.Parameter, value: object) -> object:
    """An option given before the command counts for the command too."""
    if value is None and context.parent is not None:
        return context.parent.params.get(parameter.name or "")
    return value


def named(paths: Sequence[Path], root: Path) -> tuple[Path, ...]:
    """The paths as given from here; where there is nothing, as messages write them: from `root`."""
    return tuple(path if path.exists() else root / path for path in paths)


def addresses(words: Words, **given: str | None) -> tuple[tuple[str, str], ...]:
    """The addresses that were given; an empty one is none. Raises UsageError."""
    from gongkai.contract.contractfiles import ADDRESSES

    for key, value in given.items():
        if value and not re.fullmatch(ADDRESSES[key].pattern or "", value):
            raise click.UsageError(words(ADDRESSES[key].refusal, key=f"--{key}", found=value))
    return tuple((key, value) for key, value in given.items() if value)


def _language(context: click.Context, parameter: click.Parameter, value: str | None) -> str:
    """The language asked for, else that of the locale, else English."""
    if chosen := inherited(context, parameter, value):
        return str(chosen)
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            spoken = value.lower().partition("_")[0]
            return spoken if spoken in SITE_LANGUAGES else "en"
    return "en"


def _root(context: click.Context, parameter: click.Parameter, value: Path | None) -> object:
    """The project folder asked for, else the one in which this program stands."""
    return inherited(context, parameter, value) or ROOT_FOLDER


LANG = click.option(
    "--lang",
    type=click.Choice(SITE_LANGUAGES),
    callback=_language,
    help="Language of the messages (default: the locale's).",
)
WORKERS = click.option(
    "--workers",
    type=click.IntRange(1, 256),
    callback=inherited,
    help="How many processes do the work (default: one for each core).",
)
EXECUTOR = click.option(
    "--executor",
    "address",
    metavar="dask://HOST:PORT",
    callback=inherited,
    help="Batches are made by the workers of a Dask cluster that see this folder.",
)
OUT = click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="Where the site goes (default: dist).",
)
SINCE = click.option(
    "--pages-since",
    "since",
    type=click.IntRange(2008, 2100),
    metavar="YEAR",
    help="Reports of earlier years get no page of their own, but one page a place, and the data.",
)
HOMEPAGE = click.option(
    "--homepage",
    metavar="URL",
    help="Where the site stands, for this build (default: that of datapackage.yaml).",
)
REPOSITORY = click.option(
    "--repository",
    metavar="URL",
    help="Where its files are, on GitHub: pages lead to its forms and files.",
)
CONTACT = click.option(
    "--contact", metavar="MAIL", help="The e-mail address to which readers may write."
)
TIMINGS = click.option("--timings", is_flag=True, help="Say where the time went.")
ROOT = click.option(
    "--root",
    type=click.Path(file_okay=False, path_type=Path),
    callback=_root,
    help="The project folder (default: this one).",
)
