"""Pasted text → one loose grid: a cell or a row a line, with tabs, strokes or Markdown."""

from __future__ import annotations

import re

from gongkai.draft import strokes
from gongkai.draft.figures import is_value
from gongkai.draft.grid import Cell, Document, Piece, RefusedError

MOST = 1_000_000  # characters; a report has some ten thousand
_TABBED = 20  # cells with a tab before them: then it is no accident
_SHORT = 20  # characters of a word in a header; longer ones are prose
_BREAK = re.compile(r" *<br */?> *")
_HARD = re.compile(r"[^\S\t\n]*[\xa0\u3000\u200b\ufeff][^\S\t\n]*")  # a blank that somebody put there
_SPACES = re.compile(r"[  　]+")


def read(text: str, charset: str) -> Document:
    """A line of the grid for each line of the text; a blank line has no cells.

    Raises RefusedError for more text than any report has.
    """
    if len(text) > MOST:
        raise RefusedError("draft-long", size=len(text), limit=MOST)
    plain = text.replace("\r\n", "\n").replace("\r", "\n").replace("&nbsp;", "\xa0")
    lines = list(enumerate(plain.split("\n"), 1))
    markdown = any(_is_markdown(line) for _, line in lines)
    if not markdown:
        lines = strokes.closed(lines)
    # Where a tab begins each cell, a line with nothing parts rows; elsewhere it parts cells.
    parted = sum(line.startswith("\t") and line.count("\t") == 1 for _, line in lines) > _TABBED
    hard = sum(bool(_HARD.fullmatch(line)) for _, line in lines)
    blank = 2 * hard < sum(bool(line.strip()) for _, line in lines)  # else they part lines
    grid: list[list[Cell]] = []
    for number, line in lines:
        origin = ("origin-line", number)
        if blank and _HARD.fullmatch(line):
            cells = [Cell("", origin)]
        else:
            cells = [Cell(text, origin, fills) for text, fills in _cells(line, markdown)]
        # Behind a figure nothing goes on that does not begin with a tab.
        if parted and line[:1] != "\t" and grid and grid[-1] and is_value(grid[-1][-1].text):
            grid.append([])
        if cells or parted:
            grid.append(cells)
    kind = "Markdown" if markdown else "text"
    return Document([Piece(grid, firm=False, table=True)], f"{kind}, {charset}")


def _is_markdown(line: str) -> bool:
    """Whether a line is a row between strokes, with something in it."""
    bare = line.strip()
    if bare.count("|") < 3 or not (bare.startswith("|") and bare.endswith("|")):
        return False
    return any(cell.strip() for cell in bare.split("|"))


def _cells(line: str, markdown: bool) -> list[tuple[str, bool]]:
    """The cells of a line, and whether each only fills its row up."""
    if not line.strip():
        # A line with nothing but a tab is a blank cell; one with nothing at all parts rows.
        return [("", False)] * line.count("\t")
    if markdown and "--" in line and set(line) <= set("|-: "):
        return []
    if "|" in line:
        led = markdown and line.lstrip().startswith("|")
        return [(_clean(cell), fills) for cell, fills in strokes.cells(line, led=led)]
    if "\t" in line:
        cells = line.split("\t")
        if not cells[0].strip() and len(cells) == 2:  # a tab before each cell
            cells = cells[1:]
        return [(_clean(cell), False) for cell in cells]
    return [(cell, False) for cell in _spaced(line.strip())]


def _clean(cell: str) -> str:
    """A cell without its markup; a line break stays, since it may part two numbers."""
    bare = _BREAK.sub("\n", cell.strip())
    return bare[2:-2].strip() if bare.startswith("**") and bare.endswith("**") else bare


def _spaced(line: str) -> list[str]:
    """A line whose figures stand behind its label, with spaces between them."""
    words = _SPACES.split(line)
    figures = 0
    while figures < len(words) and is_value(words[-1 - figures]) and words[-1 - figures]:
        figures += 1
    heads = len(words) > 2 and all(len(word) <= _SHORT for word in words)
    return words if (figures and len(words) > 1) or heads else [line]
