"""Pasted text → one loose grid: a cell or a row a line, with tabs, strokes or Markdown."""

from __future__ import annotations

import re
from collections.abc import Sequence

from gongkai.drafting import strokes
from gongkai.drafting.figures import is_value
from gongkai.drafting.grid import Document, DocumentRefusedError, GridCell, Piece

MOST = 1_000_000  # characters; a report has some ten thousand
_TABBED = 20  # cells with a tab before them: then it is no accident
_SHORT = 20  # characters of a word in a header; longer ones are prose
_BREAK = re.compile(r" *<br */?> *")
_HEADING = re.compile(r"^(?:#+ *|\*\*)(?=[^*]*[一-鿿][^*]*$)")  # marks before words
_HARD = re.compile(
    r"[^\S\t\n]*[\xa0\u2000-\u200b\u3000\ufeff][^\S\t\n]*"
)  # a blank that somebody put there
_SPACES = re.compile(r"[  　]+")


def read(text: str, charset: str) -> Document:
    """A line of the grid for each line of the text; a blank line has no cells.

    Raises RefusedError for more text than any report has.
    """
    if len(text) > MOST:
        raise DocumentRefusedError("draft-long", size=len(text), limit=MOST)
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("&nbsp;", "\xa0")
    plain = plain.translate(dict.fromkeys((0xFF5C, 0x2502), "|"))
    lines = list(enumerate(plain.split("\n"), 1))
    stroked = [line for _, line in lines if line.count("|") > 2]
    markdown = 2 * sum(map(_is_markdown, stroked)) > len(stroked)
    if not markdown:
        lines = strokes.closed(lines)
    # Where a tab begins each cell, a line with nothing parts rows; elsewhere it parts cells.
    parted = sum(line.startswith("\t") and line.count("\t") == 1 for _, line in lines) > _TABBED
    blank = not _part_lines([line for _, line in lines])
    ends = strokes.ended([line for _, line in lines if "|" in line])
    grid: list[list[GridCell]] = []
    for number, line in lines:
        origin = ("origin-line", number)
        if blank and _HARD.fullmatch(line):
            cells = [GridCell("", origin)]
        else:
            cells = [GridCell(text, origin, fills) for text, fills in _cells(line, markdown, ends)]
        # Behind a figure nothing goes on that does not begin with a tab.
        if parted and line[:1] != "\t" and grid and grid[-1] and is_value(grid[-1][-1].text):
            grid.append([])
        if cells or parted:
            grid.append(cells)
    kind = "Markdown" if markdown else "text"
    return Document([Piece(grid, firm=False, table=True)], f"{kind}, {charset}")


def _part_lines(lines: Sequence[str]) -> bool:
    """Whether blanks that somebody put there stand between all lines, and are no blank cells."""
    told = [bool(line.strip()) for line in lines if line.strip() or _HARD.fullmatch(line)]
    single = sum(a and c and not b for a, b, c in zip(told, told[1:], told[2:], strict=False))
    return 3 * single > sum(told) and 2 * single > told.count(False)


def _is_markdown(line: str) -> bool:
    """Whether a line is a row between strokes, with something in it."""
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
        return [(_clean(cell), fills) for cell, fills in strokes.cells(line, led=led, ends=ends)]
    if markdown:  # its tables are between strokes, all else is text
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
