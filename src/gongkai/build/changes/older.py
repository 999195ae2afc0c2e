"""What a check finds that is not of a change: it stood there before, and stops nobody now."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from gongkai.build import order
from gongkai.build.changes.difference import Difference
from gongkai.build.changes.side import READ, Side, file_of
from gongkai.build.context import Context
from gongkai.build.results import Entry, Results
from gongkai.content import load
from gongkai.text.ours import UnreadableError
from gongkai.words import Words


def without_older(
    results: Results, base: Side, change: Difference, words: Words, context: Context
) -> Results:
    """The results without what a check of `base` says too, which is counted.

    The same is what the same file is told in the same words, wherever it stands there; one that was
    moved is the same. Where the forms or rules of `base` cannot be read by this engine, everything
    is new.
    """
    if not results.entries:
        return results
    with tempfile.TemporaryDirectory(prefix="gongkai-") as name:
        folder = Path(name)
        base.lay_out([path for path in base.files if path.startswith(READ)], folder)
        try:
            before = order.check(folder, words, context, [folder / READ[0]])
        except UnreadableError:
            return results
    moved = {file_of(report.was): report.path for report in change.reports if report.was}
    known = Counter(_said(entry, moved) for entry in before.entries)
    kept, older = list[Entry](), Counter[bool]()
    for entry in results.sorted():
        said = _said(entry, {})
        if known[said]:
            known[said] -= 1
            older[entry.warning] += 1
        else:
            kept.append(entry)
    return replace(results, entries=kept, older=(older[False], older[True]))


def _said(entry: Entry, moved: Mapping[str, str]) -> tuple[object, ...]:
    """What an entry says of a file, in the first language, without the place in it. Files that were
    moved have their new paths.
    """
    lines = (_REPORT.sub(lambda path: moved.get(path[0], path[0]), line) for line in entry.lines)
    return moved.get(entry.path, entry.path), entry.warning, tuple(lines)


_REPORT = re.compile(rf"{load.FOLDER}[a-z0-9/-]+\.yaml")
