"""Pasted text → one grid: a cell or a row a line, with tabs, bars (|) or Markdown.

Where bars end cells, what a larger cell covers is bars at the end of its row, without anything
between them. They never stand for figures: a row from which blanks were left out is filled up too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.drafting.grid import Document, DocumentRefusedError, GridCell, Piece, PieceKind
from gongkai.drafting.values import is_number, is_value

_CHARACTERS = 1_000_000  # of a text; a report has some ten thousand
_TABBED = 20  # cells with a tab before them: then it is no accident
_SHORT = 20  # characters of a word in a header; longer ones are prose
_BREAK = re.compile(r" *<br */?> *")
_HEADING = re.compile(r"^(?:#+ *|\*\*)(?=[^*]*[一-鿿][^*]*$)")  # marks before words
# A blank that somebody put there.
_HARD_BLANK = re.compile(r"[^\S\t\n]*[\xa0\u2000-\u200b\u3000\ufeff][^\S\t\n]*")
_SPACES = re.compile(r"[  　]+")
_BAR_LINES = 20  # lines of nothing but bars: then it is no accident
_OTHER_LINES = 5  # lines between bars that are no rows: links, say
_LED = re.compile(r"\|\s*([^|]*[^|\s]\s*\|?)")  # one cell with a bar before it
_BETWEEN = re.compile(r"\|([^|]*)\|")  # one cell between bars
_FILLED = re.compile(r"(?<=\|)\s+(\|{2,})$")
_CLOSED = re.compile(r" \|(\|+)$")  # the bar of the last cell, then those that fill the row up

NumberedLine = tuple[int, str]  # its number and its text


def read(text: str, charset: str) -> Document:
    """A line of the grid for each line of the text; a blank line has no cells.

    Raises DocumentRefusedError for more text than any report has.
    """
    if len(text) > _CHARACTERS:
        raise DocumentRefusedError("draft-long", size=len(text), limit=_CHARACTERS)
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("&nbsp;", "\xa0")
    plain = plain.translate(dict.fromkeys((0xFF5C, 0x2502), "|"))
    lines = list(enumerate(plain.split("\n"), 1))
    barred = [line for _, line in lines if line.count("|") > 2]
    markdown = 2 * sum(map(_is_markdown, barred)) > len(barred)
    if not markdown:
        lines = _bar_behind_each_cell(lines)
    # Where a tab begins each cell, a line with nothing parts rows; elsewhere it parts cells.
    parted = sum(line.startswith("\t") and line.count("\t") == 1 for _, line in lines) > _TABBED
    blank = not _blanks_part_lines([line for _, line in lines])
    ends = _bars_end_rows([line for _, line in lines if "|" in line])
    grid: list[list[GridCell]] = []
    for number, line in lines:
        origin = ("origin-line", number)
        if blank and _HARD_BLANK.fullmatch(line):
            cells = [GridCell("", origin)]
        else:
            cells = [GridCell(text, origin, fills) for text, fills in _cells(line, markdown, ends)]
        # Behind a figure nothing goes on that does not begin with a tab.
        if parted and line[:1] != "\t" and grid and grid[-1] and is_value(grid[-1][-1].text):
            grid.append([])
        if cells or parted:
            grid.append(cells)
    kind = "Markdown" if markdown else "text"
    return Document([Piece(PieceKind.TEXT, grid)], f"{kind}, {charset}")


def _blanks_part_lines(lines: Sequence[str]) -> bool:
    """Whether blanks that somebody put there stand between all lines, and are no blank cells."""
    filled = [bool(line.strip()) for line in lines if line.strip() or _HARD_BLANK.fullmatch(line)]
    single = sum(a and c and not b for a, b, c in zip(filled, filled[1:], filled[2:], strict=False))
    return 3 * single > sum(filled) and 2 * single > filled.count(False)


def _is_markdown(line: str) -> bool:
    """Whether a line is a row between bars, with something in it."""
    bare = line.strip()
    if bare.count("|") < 3 or not (bare.startswith("|") and bare.endswith("|")):
        return False
    return any(cell.strip() for cell in bare.split("|"))


def _cells(line: str, markdown: bool, ends: bool) -> list[tuple[str, bool]]:
    """The cells of a line, and whether each only fills its row up."""
    if not line.strip():
        # A line with nothing but a tab is a blank cell; one with nothing at all parts rows.
        tabs = line.count("\t")
        return [("", False)] * (tabs + (tabs > 1))
    if markdown and "--" in line and set(line) <= set("|-: "):
        return []
    if "|" in line:
        led = markdown and line.lstrip().startswith("|")
        return [(_clean(cell), fills) for cell, fills in _barred_cells(line, led=led, ends=ends)]
    if markdown:  # its tables are between bars, all else is text
        return [(_clean(line), False)]
    if "\t" in line:
        cells = line.split("\t")
        if not cells[0].strip() and len(cells) == 2:  # a tab before each cell
            cells = cells[1:]
        return [(_clean(cell), False) for cell in cells]
    return [(cell, False) for cell in _spaced(_clean(line))]


def _clean(cell: str) -> str:
    """A cell without its markup; a line break stays, since it may part two numbers."""
    bare = _HEADING.sub("", _BREAK.sub("\n", cell.strip()))
    return bare[2:-2].strip() if bare.startswith("**") and bare.endswith("**") else bare


def _spaced(line: str) -> list[str]:
    """A line whose figures stand behind its label, with spaces between them."""
    words = _SPACES.split(line)
    figures = 0
    while figures < len(words) and is_value(words[-1 - figures]) and words[-1 - figures]:
        figures += 1
    heads = len(words) > 2 and all(len(word) <= _SHORT for word in words)
    return words if (figures and len(words) > 1) or heads else [line]


# -- bars ------------------------------------------------------------------------------------------


def _bar_behind_each_cell(lines: Sequence[NumberedLine]) -> list[NumberedLine]:
    """The lines as if each cell had its bar behind it, in its own line.

    Some texts have the bar below its cell, some have one more before each row or each cell.
    """
    stripped = [(number, line.strip()) for number, line in lines if line.strip()]
    between = sum(bool(_BETWEEN.fullmatch(line)) for _, line in stripped)
    if between >= _BAR_LINES and 2 * between > sum("|" in line for _, line in stripped):
        return [
            (n, f"{one[1]} |" if (one := _BETWEEN.fullmatch(line)) else line)
            for n, line in stripped
        ]
    alone = [n for n, (_, line) in enumerate(stripped) if not line.strip("|")]
    if len(alone) < _BAR_LINES:
        return list(lines)
    stripped = [
        (number, led[1] if (led := _LED.fullmatch(line)) else line) for number, line in stripped
    ]
    below = [n for n in alone if n and "|" not in stripped[n - 1][1]]
    behind = sum(line.endswith("|") and bool(line.strip("|")) for _, line in stripped)
    if len(below) > behind:
        return _bars_lifted(stripped)
    if stripped[alone[0]][1] == "|" and _opens_row(stripped, alone[0]):
        return [
            one for n, one in enumerate(stripped) if not (one[1] == "|" and _opens_row(stripped, n))
        ]
    return stripped


def _bars_lifted(lines: Sequence[NumberedLine]) -> list[NumberedLine]:
    """Bars below their cells are put behind them; the rest of such a line stays."""
    found: list[NumberedLine] = []
    for number, line in lines:
        if not line.strip("|") and found and "|" not in found[-1][1]:
            found[-1] = (found[-1][0], f"{found[-1][1]} |")
            line = line[1:]
        if line:
            found.append((number, line))
    return found


def _opens_row(lines: Sequence[NumberedLine], at: int) -> bool:
    """Whether a bar stands before a row: behind what fills one up, or before a label."""
    before = lines[at - 1][1] if at else ""
    after = lines[at + 1][1] if at + 1 < len(lines) else ""
    filled = len(before) > 1 and not before.strip("|")
    return filled or (after.endswith("|") and not is_value(after.strip("| ")))


def _bars_end_rows(lines: Sequence[str]) -> bool:
    """Whether bars end the rows of a text, rather than only part their cells."""
    open_ = [line.rsplit("|", 1)[1] for line in lines if line.count("|") > 1]
    return not any(map(is_number, open_)) and sum(map(bool, map(str.strip, open_))) < _OTHER_LINES


def _barred_cells(line: str, *, led: bool = False, ends: bool = True) -> list[tuple[str, bool]]:
    """The cells of a line, and whether each is only there to fill the row up.

    With `led` a bar stands before the first cell too; with `ends` one behind the last.
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
