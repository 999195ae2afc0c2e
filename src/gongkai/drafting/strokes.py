"""Texts in which a stroke ends each cell: where the strokes stand, and which are no cells.

What a larger cell covers is strokes at the end of its row, without anything between them. They
never stand for figures: a row from which blanks were left out is filled up in the same way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.drafting.figures import is_number, is_value

_LEAST = 20  # lines of nothing but strokes: then it is no accident
_FEW = 5  # lines between strokes that are no rows: links, say
_LED = re.compile(r"\|\s*([^|]*[^|\s]\s*\|?)")  # one cell with a stroke before it
_BETWEEN = re.compile(r"\|([^|]*)\|")  # one cell between strokes
_FILLED = re.compile(r"(?<=\|)\s+(\|{2,})$")
_CLOSED = re.compile(r" \|(\|+)$")  # the stroke of the last cell, then those that fill the row up

Line = tuple[int, str]  # its number and its text


def closed(lines: Sequence[Line]) -> list[Line]:
    """The lines as if each cell had its stroke behind it, in its own line.

    Some texts have the stroke below its cell, some have one more before each row or each cell.
    """
    told = [(number, line.strip()) for number, line in lines if line.strip()]
    between = sum(bool(_BETWEEN.fullmatch(line)) for _, line in told)
    if between >= _LEAST and 2 * between > sum("|" in line for _, line in told):
        return [
            (n, f"{one[1]} |" if (one := _BETWEEN.fullmatch(line)) else line) for n, line in told
        ]
    alone = [n for n, (_, line) in enumerate(told) if not line.strip("|")]
    if len(alone) < _LEAST:
        return list(lines)
    told = [(number, led[1] if (led := _LED.fullmatch(line)) else line) for number, line in told]
    below = [n for n in alone if n and "|" not in told[n - 1][1]]
    behind = sum(line.endswith("|") and bool(line.strip("|")) for _, line in told)
    if len(below) > behind:
        return _lifted(told)
    return _without_first(told) if told[alone[0]][1] == "|" and _opens(told, alone[0]) else told


def _lifted(told: Sequence[Line]) -> list[Line]:
    """Strokes below their cells are put behind them; the rest of such a line stays."""
    found: list[Line] = []
    for number, line in told:
        if not line.strip("|") and found and "|" not in found[-1][1]:
            found[-1] = (found[-1][0], f"{found[-1][1]} |")
            line = line[1:]
        if line:
            found.append((number, line))
    return found


def _without_first(told: Sequence[Line]) -> list[Line]:
    """The lines without the stroke before each row."""
    return [one for n, one in enumerate(told) if not (one[1] == "|" and _opens(told, n))]


def _opens(told: Sequence[Line], at: int) -> bool:
    """Whether a stroke stands before a row: behind what fills one up, or before a label."""
    before = told[at - 1][1] if at else ""
    after = told[at + 1][1] if at + 1 < len(told) else ""
    filled = len(before) > 1 and not before.strip("|")
    return filled or (after.endswith("|") and not is_value(after.strip("| ")))


def ended(lines: Sequence[str]) -> bool:
    """Whether strokes end the rows of a text, rather than only part their cells."""
    open_ = [line.rsplit("|", 1)[1] for line in lines if line.count("|") > 1]
    return not any(map(is_number, open_)) and sum(map(bool, map(str.strip, open_))) < _FEW


def cells(line: str, *, led: bool = False, ends: bool = True) -> list[tuple[str, bool]]:
    """The cells of a line, and whether each is only there to fill the row up.

    With `led` a stroke stands before the first cell too; with `ends` one behind the last.
    """
    bare = line.strip()
    if not bare.strip("|") and len(bare) > 1:
        return [("", True)] * len(bare)
    filled = (_CLOSED if led else _FILLED).search(bare)
    if filled:
        bare = bare[: filled.start(1)]
    bare = bare[1:] if led else bare
    found = (bare.rstrip().removesuffix("|") if ends else bare).split("|")
    return [*((cell, False) for cell in found), *([("", True)] * len(filled[1] if filled else ""))]
