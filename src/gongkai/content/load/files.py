"""One file of content/: its bytes, its id, its stamp, and the report in it."""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from gongkai.content.load.report import FOLDER, read_report
from gongkai.contract import Contract
from gongkai.model.findings import Problem
from gongkai.model.report import Jurisdiction, Report
from gongkai.text import yamlread


def read(
    root: Path,
    report: str,
    contract: Contract,
    tree: Mapping[str, Jurisdiction],
    unreadable: Collection[str] = (),
    drafts: bool = False,
) -> tuple[Report | None, list[Problem]]:
    """The report with this id, or None, and what is wrong with its file; see `read_report`."""
    path = f"{FOLDER}{report}.yaml"
    found, problems = read_report(path, file_bytes(root / path), contract, tree, drafts)
    if report.split("/", 1)[0] in unreadable:
        problems = [problem for problem in problems if problem.message != "no-jurisdiction"]
    return found, problems


_DATE = re.compile(rb"(?:retrieved|date): *[\"']?([0-9]{4}-[0-9]{2}-[0-9]{2})\b")


class Stamp(NamedTuple):
    """A file of content/ before it is read: its sha256, and the newest date it seems to bear."""

    sha256: str
    date: str


def stamps(root: Path) -> dict[str, Stamp]:
    """Every regular file below `root`/content by its path from there on, in the order of paths."""
    base = f"{os.path.abspath(root)}/content"
    found = {}
    for path in _regular(base):
        data = file_bytes(path)
        date = max(_DATE.findall(data), default=b"")
        sha = hashlib.sha256(data).hexdigest()
        found[path[len(base) + 1 :].replace(os.sep, "/")] = Stamp(sha, date.decode())
    return dict(sorted(found.items()))


def _regular(folder: str) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _regular(entry.path)
            elif entry.is_file(follow_symlinks=False):
                yield entry.path


def reports_of(root: Path, place: str) -> list[str]:
    """The ids of the reports that stand in the folder of one place or organ; none below it."""
    folder = root / FOLDER / place
    if folder.is_symlink() or not folder.is_dir():
        return []
    with os.scandir(folder) as entries:
        files = [e.name for e in entries if e.is_file(follow_symlinks=False)]
    return sorted(f"{place}/{name[:-5]}" for name in files if name.endswith(".yaml"))


def report_at(root: Path, path: Path) -> str | None:
    """The id of the report whose file stands at a path, None for any other file."""
    reports = root / FOLDER
    if path.suffix != ".yaml" or not path.is_relative_to(reports):
        return None
    return path.relative_to(reports).with_suffix("").as_posix()


def report_id(text: str) -> str:
    """The id of a report, from its id or from the path of its file."""
    return (text.partition(FOLDER)[2] or text).removesuffix(".yaml").strip("/")


def newest_date(reports: Iterable[str], stamps: Mapping[str, Stamp]) -> str:
    """The newest date that some reports seem to bear, empty where none does."""
    return max((stamps[stamp_of(report)].date for report in reports), default="")


def stamp_of(report: str) -> str:
    """The key of a report's stamp."""
    return f"reports/{report}.yaml"


def stored(root: Path, report: str) -> bytes:
    """The file of the report with this id, byte by byte."""
    return file_bytes(root / f"{FOLDER}{report}.yaml")


def as_written(root: Path, report: str) -> bytes:
    """The file of the report with this id, with LF line ends as in git."""
    return stored(root, report).replace(b"\r\n", b"\n")


def file_bytes(path: Path | str) -> bytes:
    """A regular file's bytes, at most one more than the limit; a link is never followed."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise OSError(f"{path} is no longer a regular file")
        return os.read(descriptor, min(status.st_size, yamlread.MAX_BYTES) + 1)
    finally:
        os.close(descriptor)
