"""What the last build of an output left behind: a speed-up that is never trusted.

A batch is known by its key: the bytes of its reports and of those around them, of the engine, the
contract, the templates and words, and the date. What it gave is kept beside the output as JSON
under a checksum; its pages and rows are those of the output itself, and taken from there when they
are as they were. A file is when its size, its inode and its times of change (of its bytes, and of
anything about it) are those seen when the build had ended, else when its bytes have their sha256.
Whatever is damaged, stale or of another version is not there.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import stat
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gongkai import SOURCE
from gongkai.build.batch import BatchResult
from gongkai.build.output import Signed, share
from gongkai.build.output import digest as digest_of
from gongkai.build.results import Entry, Results
from gongkai.text import ours

if TYPE_CHECKING:  # what is unchanged is found without loading the stages that make it
    from gongkai.package import Fragment
    from gongkai.pages import Overview

_INDEX = "index"
_WHOLE = "whole"
SHAPE = b"gongkai cache 4 "  # another number for another shape of records: it enters checksums
# Size in bytes, inode, time of change of the bytes and of anything, both in nanoseconds.
Stamp = tuple[int, int, int, int]
_COLUMNS = ("sizes", "inodes", "times", "changes")
_PACKAGES = (
    "adbc-driver-sqlite",
    "jinja2",
    "markdown-it-py",
    "markupsafe",
    "minify-go",
    "pyarrow",
    "pypinyin",
    "pyyaml",
    "xlsxwriter",
)


def digest(*parts: bytes | str) -> str:
    """One sha256 over several texts, which cannot run into each other."""
    found = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        found.update(b"%d:" % len(data))
        found.update(data)
    return found.hexdigest()


def engine(root: Path) -> str:
    """A digest of all that decides what is made of content: the engine, the contract, the look."""
    files = [path for path in sorted(SOURCE.rglob("*")) if path.suffix != ".pyc" and path.is_file()]
    for name in ("datapackage", "releases", "site/templates", "site/locale"):
        files += ours.files(root, root / name)
    contents = (part for path in files for part in (path.name, path.read_bytes()))
    return digest(platform.python_version(), *map(version, _PACKAGES), *contents)


class Last:
    """What is kept of the last build of the output `tree`, in a folder beside it."""

    def __init__(self, tree: Path, folder: Path | None = None) -> None:
        self.tree, self.folder = tree, folder or beside(tree)
        index = _read(self.folder / _INDEX) or {}
        self._starts: dict[str, dict[str, int]] = index.get("starts", {})
        self._jobs: dict[str, tuple[str, Signed]] = index.get("jobs", {})

    @cached_property
    def _whole(self) -> Any:
        """The record of everything, None where there is none."""
        return _read(self.folder / _WHOLE)

    @cached_property
    def _seen(self) -> Mapping[str, Stamp]:
        """Each file of the output as it was when the build had ended."""
        if self._whole is None:
            return {}
        columns = (self._whole[name] for name in _COLUMNS)
        return dict(zip(self._whole["paths"], zip(*columns, strict=True), strict=True))

    def has(self, key: str) -> bool:
        """Whether a batch with this key was kept; whether it still is, `result` says."""
        return key in self._starts

    def batch(self, key: str) -> BatchResult | None:
        """What the batch with this key gave, if all of it is still there."""
        starts = self._starts.get(key)
        record = _read(self.folder / key) if starts is not None else None
        if starts is None or record is None:
            return None
        kept = [(path, size, sha) for path, size, sha in record["files"]]
        if not all(map(self.intact, kept)):
            return None
        rows = {
            table: self._rows(table, starts[table], fragments)
            for table, fragments in record["rows"].items()
        }
        if any(fragments is None for fragments in rows.values()):
            return None
        whole = {table: fragments for table, fragments in rows.items() if fragments is not None}
        results, overview = _results(record["results"]), _overview(record["overview"])
        found = BatchResult(results, record["newest"], (), whole, overview, record["entries"])
        return found._replace(signed=kept, tree=self.tree, record=self.folder / key)

    def job(self, path: str, key: str) -> Signed | None:
        """The file that a job with this key made, if it is still there."""
        known, signed = self._jobs.get(path, ("", None))
        if known != key or signed is None:
            return None
        path, size, sha = signed
        return (path, size, sha) if self.intact((path, size, sha)) else None

    def same(self, whole: str) -> Results | None:
        """What was said of a whole that is still there as it was built, with nothing changed."""
        record = self._whole
        if record is None or record["key"] != whole:
            return None
        look, tree = os.stat, f"{self.tree}/"
        try:
            for path, *known in zip(record["paths"], *map(record.get, _COLUMNS), strict=True):
                found = look(tree + path, follow_symlinks=False)
                if known != [found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns]:
                    return None
        except OSError:
            return None
        return _results(record["results"])

    def intact(self, signed: Signed) -> bool:
        """Whether a file is as it was written: nothing about it has changed, else by its digest."""
        path, size, sha = signed  # a page may have been filled since
        place = f"{self.tree}/{path}"  # a Path each time costs more than looking
        try:
            found = os.lstat(place)
            if not stat.S_ISREG(found.st_mode) or found.st_size < size:
                return False
            if self._seen.get(path) == _stamp(found):
                return True
            with open(place, "rb") as file:
                return digest_of(file.read()) == sha
        except OSError:
            return False

    def _rows(
        self, table: str, start: int, fragments: Iterable[Sequence[Any]]
    ) -> list[Fragment] | None:
        """Rows as they stand in the last output's CSV file, if they are those that were written."""
        from gongkai.package import Fragment

        found = []
        try:
            with open(self.tree / "data" / f"{table}.csv", "rb") as file:
                file.seek(start)
                for province, rows, size, sha in fragments:
                    data = file.read(size)
                    if hashlib.sha256(data).hexdigest() != sha:
                        return None
                    found.append(Fragment(province, data, rows))
        except OSError:
            return None
        return found


class Next:
    """What is to be kept of the build that is under way; nothing counts before `save`."""

    def __init__(self, tree: Path, folder: Path | None = None) -> None:
        self._tree, self._folder = tree, folder or beside(tree)
        self._fresh = tree.parent / f".{tree.name}.cache.new"

    def clear(self) -> None:
        """Begin, or begin again, with nothing kept; only while no other build is at work."""
        shutil.rmtree(self._fresh, ignore_errors=True)
        self._fresh.mkdir()
        self._starts: dict[str, dict[str, int]] = {}
        self._jobs: dict[str, tuple[str, Signed]] = {}
        self._signed: list[Signed] = []

    def batch(
        self, key: str, result: BatchResult, files: Sequence[Signed], starts: Mapping[str, int]
    ) -> None:
        """A batch, its files, and where in each table its rows begin."""
        self._signed += files
        self._starts[key] = dict(starts)
        if result.record is not None:
            share(result.record, self._fresh / key)
            return
        rows = {
            table: [
                (f.province, f.rows, len(f.data), hashlib.sha256(f.data).hexdigest()) for f in found
            ]
            for table, found in result.rows.items()
        }
        record = {
            "results": _plain_results(result.results),
            "newest": result.newest,
            "overview": _plain(result.overview) if result.overview else {},
            "entries": result.entries,
            "rows": rows,
            "files": files,
        }
        _write(self._fresh / key, record)

    def job(self, path: str, key: str, signed: Signed) -> None:
        """A file that follows from the tables."""
        self._jobs[path] = key, signed
        self._signed.append(signed)

    def other(self, signed: Signed) -> None:
        """A file that is made anew each time."""
        self._signed.append(signed)

    def discard(self) -> None:
        """Leave nothing of a build that came to nothing."""
        shutil.rmtree(self._fresh, ignore_errors=True)

    def save(self, whole: str, results: Results) -> None:
        """Put it in the place of what was kept before.

        `whole` is the key of everything, `results` what was said of it.
        """
        _write(self._fresh / _INDEX, {"starts": self._starts, "jobs": self._jobs})
        # Only now: a file gets another time when it is linked, and when the last output goes.
        paths = [path for path, *_ in self._signed]
        stamps = [_stamp_of(f"{self._tree}/{path}") for path in paths]
        record: dict[str, object] = {
            "key": whole,
            "results": _plain_results(results),
            "paths": paths,
        }
        for number, name in enumerate(_COLUMNS):  # columns are read faster than rows
            record[name] = [stamp[number] for stamp in stamps]
        _write(self._fresh / _WHOLE, record)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._fresh.rename(self._folder)


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_size, found.st_ino, found.st_mtime_ns, found.st_ctime_ns


def _stamp_of(place: str) -> Stamp:
    try:
        return _stamp(os.lstat(place))
    except OSError:  # taken away meanwhile: nothing is ever like this
        return -1, -1, -1, -1


def within(tree: Path) -> Path:
    """The folder that is kept within an output: a shard takes it along."""
    return tree / "records"


def beside(tree: Path) -> Path:
    """The folder that is kept beside an output."""
    return tree.parent / f".{tree.name}.cache"


def _plain(value: Results | Overview) -> dict[str, Any]:
    return {one.name: getattr(value, one.name) for one in fields(value)}


def _plain_results(results: Results) -> dict[str, Any]:
    return {**_plain(results), "cells": sorted(results.cells)}


def _results(record: Mapping[str, Any]) -> Results:
    entries = [Entry(*entry) for entry in record["entries"]]
    identities, cells = Counter(record["identities"]), set(record["cells"])
    traces = [(name, figures, sha, title) for name, figures, sha, title in record["traces"]]
    return Results(
        entries,
        record["files"],
        identities,
        cells,
        record["by_cell"],
        traces,
        Counter(record["readers"]),
        record["unset"],
    )


def _overview(record: Mapping[str, Any]) -> Overview:
    from gongkai.pages import Overview

    return Overview(**record)


def _write(path: Path, record: object) -> None:
    data = json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()
    path.write_bytes(checksum(data) + b"\n" + data)


def _read(path: Path) -> Any:
    """A record as it was written, or None. It cannot be of another shape: the checksum says so."""
    try:
        sha, _, data = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return json.loads(data) if checksum(data) == sha else None


def checksum(data: bytes) -> bytes:
    """What stands before a record."""
    return hashlib.sha256(SHAPE + data).hexdigest().encode()
