"""content/ → reports, the tree of jurisdictions and the site's prose: the only reader of content/.

What a file may say stands in datapackage/files.yaml and in the forms. Everything else is refused
with its line and column, and one bad file never hides the others.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gongkai import prose, yamlread
from gongkai.contract import RESERVED, SLUG, Contract
from gongkai.load.report import read_report
from gongkai.load.tree import read_tree
from gongkai.model import LANGUAGES, Jurisdiction, Report
from gongkai.verdict import Problem

MAX_NAME = 100  # bytes of a file name
MAX_LEVELS = 8
PAGES = ("about", "changes", "contribute", "method")  # the pages of prose that the site links
_IGNORED = {".gitkeep", ".DS_Store"}
_HERE = {"README.md", "jurisdictions", "reports", "pages", *_IGNORED}

Chosen = Callable[[Path], bool]


@dataclass(frozen=True, slots=True)
class Content:
    """What content/ says: by id the tree and the reports, the site's prose, and the problems."""

    tree: Mapping[str, Jurisdiction]
    reports: Mapping[str, Report]
    prose: Mapping[tuple[str, str], str]  # (language, page) → Markdown
    problems: tuple[Problem, ...]
    files: int  # how many report files were looked at


def load(root: Path, contract: Contract, only: Iterable[Path] = ()) -> Content:
    """Everything in `root`/content, or only the files at or below the paths in `only`.

    With `only` the trees of the provinces concerned are read as well, since a report needs its
    jurisdiction. Raises OSError where the machine, not the content, is at fault.
    """
    wanted = {Path(os.path.abspath(path)) for path in only}

    def chosen(path: Path) -> bool:
        return not wanted or path in wanted or not wanted.isdisjoint(path.parents)

    problems: list[Problem] = []
    unreadable: set[str] = set()  # provinces whose tree cannot be read: told once, at its place
    base = Path(os.path.abspath(root)) / "content"
    strays = (path for path in sorted(base.iterdir()) if path.name not in _HERE and chosen(path))
    problems += [Problem(_name(path, base), 1, 1, "stray-folder") for path in strays]
    files = [f for f in _files(base / "reports", base, chosen, problems) if chosen(f)]
    provinces = {f.relative_to(base / "reports").parts[0] for f in files}
    tree: dict[str, Jurisdiction] = {}
    for path in _files(base / "jurisdictions", base, chosen, problems):
        if chosen(path) or path.stem in provinces:
            data = _bytes(path)
            entries, found = read_tree(_name(path, base), data, contract)
            tree.update(entries)
            problems.extend(found)
            if not entries:
                unreadable.add(path.stem)
    reports: dict[str, Report] = {}
    for path in files:
        report, found = read_report(_name(path, base), _bytes(path), contract, tree)
        known = path.relative_to(base / "reports").parts[0] not in unreadable
        problems.extend(p for p in found if known or p.message != "no-jurisdiction")
        if report is not None:
            reports[report.id] = report
    return Content(
        tree={key: tree[key] for key in sorted(tree)},
        reports={key: reports[key] for key in sorted(reports)},
        prose=dict(_prose(base, chosen, problems)),
        problems=tuple(sorted(problems, key=lambda p: (p.path, p.line, p.column, p.message))),
        files=len(files),
    )


def as_written(root: Path, report: Report) -> bytes:
    """The file that a report was read from, with LF line ends as in git."""
    return _bytes(root / report.path).replace(b"\r\n", b"\n")


def _name(path: Path, base: Path) -> str:
    """The path as messages show it: from content/ on, nothing in it that moves a cursor."""
    name = path.relative_to(base.parent).as_posix()
    return name if name.isprintable() else ascii(name)[1:-1]


def _files(
    folder: Path,
    base: Path,
    chosen: Chosen,
    problems: list[Problem],
    level: int = 0,
    ending: str = ".yaml",
) -> Iterator[Path]:
    """The regular files of one ending below a folder by name; anything else chosen is a problem."""
    if folder.is_symlink() and chosen(folder):
        problems.append(Problem(_name(folder, base), 1, 1, "symlink"))
    if folder.is_symlink() or not folder.is_dir():
        return
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = Path(entry.path)
        if entry.name in _IGNORED:
            continue
        if entry.is_symlink():
            message = "symlink"
        elif len(os.fsencode(entry.name)) > MAX_NAME:
            message = "name-too-long"
        elif entry.is_dir():
            if SLUG.fullmatch(entry.name) and entry.name not in RESERVED and level < MAX_LEVELS:
                yield from _files(path, base, chosen, problems, level + 1, ending)
                continue
            message = "folder-name"
        elif not entry.is_file():
            message = "not-a-file"
        elif entry.name.endswith(ending) and entry.name.isascii() and entry.name.isprintable():
            yield path
            continue
        else:
            message = "stray-file"
        if chosen(path):
            problems.append(Problem(_name(path, base), 1, 1, message, {"limit": MAX_NAME}))


def _bytes(path: Path) -> bytes:
    """A regular file's bytes, at most one more than the limit; a link is never followed."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    descriptor = os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"{path} is no longer a regular file")
        return file.read(yamlread.MAX_BYTES + 1)


def _prose(
    base: Path, chosen: Chosen, problems: list[Problem]
) -> Iterator[tuple[tuple[str, str], str]]:
    """The Markdown pages of the site: the same in both languages, and only those that it links."""
    for lang in LANGUAGES:
        folder = base / "pages" / lang
        for path in _files(folder, base, chosen, problems, ending=".md"):
            if not chosen(path):
                continue
            name = _name(path, base)
            if path.parent != folder or path.stem not in PAGES:
                problems.append(Problem(name, 1, 1, "page-name", {"known": ", ".join(PAGES)}))
                continue
            text, found = yamlread.read_text(_bytes(path), name)
            problems.extend(found)
            for line, message, args in prose.faults(text or ""):
                problems.append(Problem(name, line + 1, 1, message, args))
            if text is not None:
                yield (lang, path.stem), text
        for page in PAGES:
            path = folder / f"{page}.md"
            if not path.exists() and chosen(path):
                problems.append(Problem(_name(path, base), 1, 1, "page-missing"))
