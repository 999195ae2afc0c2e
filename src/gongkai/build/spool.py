"""Entries of the search index on their way from batches to slices, in files beside the output.

They grow with the reports, so nobody holds them all: each file holds the entries of some slices.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from gongkai.pages import Entry, fulltext

_FILES = 64


class Spool:
    """The entries of `count` reports, added batch by batch."""

    def __init__(self, folder: Path, count: int) -> None:
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        self._folder, self._slices, self._first = folder, fulltext.slices(count), 0
        self._files = min(_FILES, self._slices)

    def add(self, entries: Iterable[Entry], reports: int) -> None:
        """Add the entries of the next so many reports."""
        lines: dict[int, list[str]] = {}
        for one in fulltext.placed(entries, self._first, self._slices):
            lines.setdefault(one[0] % self._files, []).append("\t".join(map(str, one)) + "\n")
        for file, texts in lines.items():
            with open(self._folder / str(file), "a", encoding="utf-8") as out:
                out.writelines(texts)
        self._first += reports

    def scripts(self) -> Iterator[tuple[str, bytes]]:
        """The slices, as (path, bytes)."""
        for file in range(self._files):
            numbers = range(file, self._slices, self._files)
            yield from fulltext.scripts(self._entries(self._folder / str(file)), numbers)

    def _entries(self, path: Path) -> Sequence[fulltext.Placed]:
        if not path.exists():
            return ()
        with open(path, encoding="utf-8") as lines:
            parts = (line.rstrip("\n").split("\t") for line in lines)
            return [(int(n), key, int(first), one, other) for n, key, first, one, other in parts]
