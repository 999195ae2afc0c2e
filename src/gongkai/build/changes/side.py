"""One side of a comparison: the files of a folder or of a revision of git, and their bytes.

What is to be read of a side is laid out in a folder of its own, so that it is read as a build reads
it, whether or not it was ever checked out.
"""

from __future__ import annotations

import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from gongkai.build.changes import git
from gongkai.build.output import Folder
from gongkai.content import load
from gongkai.content.load.files import file_bytes

PROJECT = ("content", "datapackage", "site")
READ = ("content/", "datapackage/")  # what a check reads
# What is made, or fetched, and belongs to no version; nor does a folder whose name begins with a
# dot, but for one.
_MADE = {"dist", "node_modules", "__pycache__", ".git", ".venv"}
_HIDDEN = {".github"}
LINK = "link"  # instead of the digest of what is no regular file


@dataclass(frozen=True, slots=True)
class Side:
    """A version: as it was asked for, the number of its commit if it has one, its files.

    `files` holds a digest for each path, the same for the same bytes on any side.
    """

    name: str
    commit: str | None
    root: Path
    files: Mapping[str, str]
    blobs: Mapping[str, git.Blob] = field(default_factory=dict)
    instead: Mapping[str, Path] = field(default_factory=dict)  # files that stand elsewhere

    @property
    def like(self) -> str:
        """One of its digests, empty where it has none of git: another side's are made alike."""
        return next(iter(self.blobs.values())).id if self.blobs else ""

    def lay_out(self, paths: Iterable[str], folder: Path) -> None:
        """Write these files below a folder; one that is not here, or a link, is left out."""
        wanted = [path for path in paths if self.files.get(path, LINK) != LINK]
        folder.mkdir(parents=True, exist_ok=True)
        made = Folder(str(folder))
        for path, data in self._contents(wanted):
            made.add(path, data)

    def _contents(self, paths: Iterable[str]) -> Iterator[tuple[str, bytes]]:
        if self.commit is not None:
            yield from git.contents(self.root, {path: self.blobs[path] for path in paths})
            return
        for path in paths:
            yield path, file_bytes(self.instead.get(path, self.root / path))


def side(root: Path, given: str, like: str = "") -> Side:
    """A side as it is named: a folder with a project, else a revision. Raises RefusedError.

    `like` is a digest of the other side.
    """
    folder = Path(given)
    if folder.is_dir() and all((folder / name).is_dir() for name in PROJECT):
        return of_folder(folder, given, like)
    if folder.is_dir() and os.sep in given:
        raise git.RefusedError("diff-no-project", found=given)
    number = git.commit(root, given)
    blobs = {path: blob for path, blob in git.blobs(root, number).items() if _counts(path)}
    files = {path: LINK if blob.size is None else blob.id for path, blob in blobs.items()}
    return Side(given, number, root, files, blobs)


def of_folder(folder: Path, name: str, like: str = "") -> Side:
    """The files of a folder as they are now, with the digests of git: those of which `like` is."""
    kind = "sha256" if len(like) == len(hashlib.sha256().hexdigest()) else "sha1"
    files = {path: _digest(folder / path, kind) for path in _walk(folder, "")}
    return Side(name, None, folder, dict(sorted(files.items())))


def _walk(root: Path, folder: str) -> Iterator[str]:
    with os.scandir(root / folder) as entries:
        for entry in entries:
            path = f"{folder}{entry.name}"
            if entry.is_dir(follow_symlinks=False):
                if _counts(f"{path}/"):
                    yield from _walk(root, f"{path}/")
            elif _counts(path):
                yield path


def _counts(path: str) -> bool:
    """Whether what lies at a path belongs to a version."""
    *folders, name = path.split("/")
    made = any(folder[:1] == "." and folder not in _HIDDEN for folder in folders)
    return not made and _MADE.isdisjoint((*folders, name))


def _digest(path: Path, kind: str) -> str:
    """As git has it: of the size and the bytes."""
    if not stat.S_ISREG(path.lstat().st_mode):
        return LINK
    with open(path, "rb") as file:
        found = hashlib.new(kind, b"blob %d\0" % os.fstat(file.fileno()).st_size)
        while data := file.read(1 << 20):
            found.update(data)
    return found.hexdigest()


_REPORT = re.compile(rf"{load.FOLDER}((?:[a-z0-9-]+/)+[0-9]{{4}}(?:-[a-z0-9-]+)?)\.yaml")


def report_of(path: str) -> str | None:
    """The id of the report whose file has this path, None for any other file."""
    found = _REPORT.fullmatch(path)
    return found and found[1]


def file_of(report: str) -> str:
    """The path of the file of a report."""
    return f"{load.FOLDER}{report}.yaml"


def tree_of(province: str) -> str:
    """The path of the file that holds the places of a province."""
    return f"content/jurisdictions/{province}.yaml"


def looked_of(province: str) -> str:
    """The path of the file that says which reports of a province were looked for."""
    return f"content/coverage/{province}.yaml"


def transcriptions(root: Path, one: Path, other: Path) -> tuple[Side, Side]:
    """The project twice, with either file as that of one report. Raises RefusedError."""
    paths = [Path(os.path.abspath(file)) for file in (one, other)]
    base = Path(os.path.abspath(root))
    inside = (path.relative_to(base).as_posix() for path in paths if path.is_relative_to(base))
    place = next((name for name in inside if report_of(name)), None)
    if place is None:
        raise git.RefusedError("diff-one-of-ours")
    sides, files = [], {name: "" for top in READ for name in _walk(base, top)}
    alike = one.name == other.name
    for given, path in zip((one, other), paths, strict=True):
        name = str(given) if alike else given.name
        sides.append(Side(name, None, base, {**files, place: str(path)}, {}, {place: path}))
    return sides[0], sides[1]
