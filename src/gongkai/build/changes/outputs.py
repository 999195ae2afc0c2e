"""Two finished sites → which of their files differ: what a change of the engine comes to."""

from __future__ import annotations

import filecmp
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from gongkai.build.changes import texts
from gongkai.build.output import MARK
from gongkai.words import Words

_SHOWN = 40  # paths of one kind


@dataclass(frozen=True, slots=True)
class FilesThatDiffer:
    """Paths from the folder of a site on, in order; `same` counts the others."""

    added: list[str]
    removed: list[str]
    changed: list[str]
    same: int


def is_output(folder: str) -> bool:
    """Whether a finished site stands in a folder."""
    return (Path(folder) / MARK).is_file()


def compare_outputs(base: Path, head: Path) -> FilesThatDiffer:
    """Which files of two sites differ, by their bytes."""
    old, new = (set(_files(folder)) for folder in (base, head))
    both = sorted(old & new)
    changed = [p for p in both if not filecmp.cmp(base / p, head / p, shallow=False)]
    return FilesThatDiffer(sorted(new - old), sorted(old - new), changed, len(both) - len(changed))


def _files(folder: Path) -> Iterator[str]:
    for above, _, names in os.walk(folder):
        for name in names:
            yield (Path(above) / name).relative_to(folder).as_posix()


def lines(found: FilesThatDiffer, words: Words, *, markdown: bool = False) -> Iterator[str]:
    """How many files differ, and the first of each kind, pages before what stands beside them."""
    quote, mark = (texts.code, "- ") if markdown else (texts.plain, "  ")
    kinds = {"added": found.added, "removed": found.removed, "changed": found.changed}
    yield words("outputs-same", n=found.same)
    for kind, paths in kinds.items():
        if not paths:
            continue
        yield from ("", words(f"outputs-{kind}", n=len(paths)), "")[not markdown : 2 + markdown]
        ordered = sorted(paths, key=lambda path: (not path.endswith("index.html"), path))
        yield from (f"{mark}{quote(path)}" for path in ordered[:_SHOWN])
        if len(paths) > _SHOWN:
            yield f"{mark}{words('diff-more', n=len(paths) - _SHOWN)}"
