"""Pasted text → one loose grid: a cell or a row a line, with tabs, strokes or Markdown."""

from __future__ import annotations

import re

from gongkai.draft.figures import is_value
from gongkai.draft.grid import Cell, Document, Piece

_RULE = re.compile(r"\s*\|?\s*:?-{2,}:?\s*(\|\s*:?-{2,}:?\s*)*\|?\s*")
_MARKDOWN = re.compile(r"\s*\|.*[^\s|].*\|\s*[^\s|].*\|\s*")
_SHORT = 20  # characters of a word in a header; longer ones are prose
_SPACES = re.compile(r"[  　]+")


def read(text: str, charset: str) -> Document:
    """A line of the grid for each line of the text; a blank line has no cells."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    markdown = any(map(_MARKDOWN.fullmatch, lines))
    grid = [
        [Cell(text, ("origin-line", number)) for text in _cells(line, markdown)]
        for number, line in enumerate(lines, 1)
        if line.strip(" \r") or not _goes_on(lines, number)
    ]
    kind = "Markdown" if markdown else "text"
    return Document([Piece(grid, firm=False, table=True)], f"{kind}, {charset}")


def _goes_on(lines: list[str], after: int) -> bool:
    """Whether the line behind a blank one goes on with a cell: others begin with a tab here."""
    following = lines[after] if after < len(lines) else ""
    return not following.startswith("\t")


def _cells(line: str, markdown: bool) -> list[str]:
    if not line.strip():
        # A line with nothing but a tab is a blank cell; one with nothing at all parts rows.
        return [""] * line.count("\t")
    if markdown:
        if _RULE.fullmatch(line):
            return []
        bare = line.strip()
        if bare.startswith("|"):
            return [_clean(cell) for cell in bare[1:].removesuffix("|").split("|")]
    if "|" in line:
        cells = line.split("|")
        # Each stroke ends a cell, so that behind the last there is none.
        return [_clean(cell) for cell in (cells[:-1] if not cells[-1].strip() else cells)]
    if "\t" in line.strip("\n"):
        cells = line.split("\t")
        if not cells[0].strip() and len(cells) == 2:  # a tab before each cell
            cells = cells[1:]
        return [_clean(cell) for cell in cells]
    return _spaced(line.strip())


def _clean(cell: str) -> str:
    return re.sub(r"\s*<br\s*/?>\s*|\*\*", "", cell).strip()


def _spaced(line: str) -> list[str]:
    """A line whose figures stand behind its label, with spaces between them."""
    words = _SPACES.split(line)
    figures = 0
    while figures < len(words) and is_value(words[-1 - figures]) and words[-1 - figures]:
        figures += 1
    heads = len(words) > 2 and all(len(word) <= _SHORT for word in words)
    return words if (figures and len(words) > 1) or heads else [line]
