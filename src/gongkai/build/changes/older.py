"""What a check finds that is not of a change: it stood there before, and stops nobody now."""

from __future__ import annotations

import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from gongkai.build import order
from gongkai.build.changes.side import READ, Side
from gongkai.build.context import Context
from gongkai.build.results import Entry, Results
from gongkai.text.ours import UnreadableError
from gongkai.words import Words


def without_older(results: Results, base: Side, words: Words, context: Context) -> Results:
    """The results without what a check of `base` says too, which is counted.

    The same is what the same file is told in the same words, wherever it stands there. Where the
    forms or rules of `base` cannot be read by this engine, everything is new.
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
    known = Counter(map(_said, before.entries))
    kept, older = list[Entry](), Counter[bool]()
    for entry in results.sorted():
        said = _said(entry)
        if known[said]:
            known[said] -= 1
            older[entry.warning] += 1
        else:
            kept.append(entry)
    return replace(results, entries=kept, older=(older[False], older[True]))


def _said(entry: Entry) -> tuple[object, ...]:
    """What an entry says of a file, in the first language, without the place in it."""
    return entry.path, entry.warning, tuple(entry.lines)
