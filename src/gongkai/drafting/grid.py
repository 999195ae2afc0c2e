"""What every reader of a source document gives: lines of text, and tables as grids of cells."""

from __future__ import annotations

import csv
import re
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, auto
from typing import NamedTuple

MOST = 200  # rows and columns that one cell may cover; the official tables have 15 columns
WIDEST = 400  # columns of a table
LARGEST = 20_000  # places of a table
LOST = "\ufffd"  # stands for a sign that cannot be read: no figure holds one

# What libraries raise for archives and XML that are not whole; SyntaxError is that of XML.
DAMAGE = (
    *(zipfile.BadZipFile, zlib.error, EOFError, struct.error, SyntaxError),
    *(KeyError, ValueError, NotImplementedError, RecursionError, csv.Error),
)

Origin = tuple[str | int, ...]  # where something stands: the id of a message, then its numbers


@dataclass(frozen=True, slots=True)
class GridCell:
    """The text of a cell as it stands, and where.

    `covered` is a place that a larger cell covers, whose text it repeats; `missing` is a place at
    which the document has no cell at all, which is not a blank one. `doubt` says that it shows
    something besides plain text (a picture, struck or raised signs, a field to fill in), so that
    nobody can say from the text alone what is printed.
    """

    text: str
    origin: Origin
    covered: bool = False
    missing: bool = False
    doubt: bool = False


Grid = Sequence[Sequence[GridCell]]


class PieceKind(Enum):
    """A line of text (one row of one cell), a table whose document itself says which row and column
    a cell stands in, or a text in which cells stand one under the other or with signs between.
    """

    LINE = auto()
    TABLE = auto()
    TEXT = auto()


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a document, in the order of the document."""

    kind: PieceKind
    grid: Grid


@dataclass(frozen=True, slots=True)
class Document:
    """A source document as read. `read_as` says how: the format, and the charset of a text.

    `meta` is what the document says of itself beside its text: names of <meta> → content.
    `address` is where a browser saved it from, as it wrote into the file. `page` says that a site
    shows such a document as a page; else it is a file.
    """

    pieces: Sequence[Piece]
    read_as: str
    meta: Mapping[str, str] = field(default_factory=dict)
    address: str | None = None
    page: bool = False


class Note(NamedTuple):
    """A remark on the reading: `what` is the id of a message."""

    what: str
    origin: Origin
    args: Mapping[str, object] = {}


class DocumentRefusedError(Exception):
    """A document that no draft can be made of. `why` is the id of a message, `args_` its facts."""

    def __init__(self, why: str, **args: object) -> None:
        super().__init__(why)
        self.why, self.args_ = why, args


def line(text: str, origin: Origin) -> Piece:
    """A line of text that stands in no table."""
    return Piece(PieceKind.LINE, [[GridCell(text, origin)]])


def tidy(text: str) -> str:
    """A text of a cell in which one space, or one line break, parts what spaces part."""
    return re.sub(r"\s+", lambda found: "\n" if "\n" in found[0] else " ", text).strip()


def in_table(table: int, row: int, column: int) -> Origin:
    """A place in a table; row and column from 0."""
    return "origin-table", table, row + 1, column + 1


class SpannedCell(NamedTuple):
    """A cell as HTML has it."""

    text: str
    down: int
    across: int
    doubt: bool = False


def fits(wide: int, places: int) -> None:
    """Raises DocumentRefusedError where a table is far larger than any of a report."""
    if wide > WIDEST or places > LARGEST:
        raise DocumentRefusedError("draft-vast", limit=LARGEST, wide=WIDEST)


def spread(rows: Sequence[Sequence[SpannedCell]], table: int) -> Grid:
    """Rows of cells with spans as a grid. Raises DocumentRefusedError for one far too large.

    `table` is its number in the document. Where spans overlap, the first one stays.
    """
    placed: dict[tuple[int, int], GridCell] = {}
    for y, row in enumerate(rows):
        x = 0
        for text, down, across, doubt in row:
            while (y, x) in placed:
                x += 1
            origin = in_table(table, y, x)
            wide = min(max(across, 1), MOST)
            fits(x + wide, len(placed))
            for dy in range(min(max(down, 1), MOST, len(rows) - y)):
                for dx in range(wide):
                    cell = GridCell(text, origin, covered=bool(dy or dx), doubt=doubt)
                    placed.setdefault((y + dy, x + dx), cell)
            x += wide
    width = max((x for _, x in placed), default=-1) + 1
    fits(width, width * len(rows))
    return filled_up(placed, len(rows), width, lambda y, x: in_table(table, y, x))


def filled_up(
    placed: Mapping[tuple[int, int], GridCell],
    high: int,
    wide: int,
    origin: Callable[[int, int], Origin],
) -> list[list[GridCell]]:
    """Cells by row and column as a grid: where there is none, one is missing."""
    return [
        [placed.get((y, x)) or GridCell("", origin(y, x), missing=True) for x in range(wide)]
        for y in range(high)
    ]


def text_lines(document: Document, *, tables: bool = True) -> Iterator[str]:
    """All text in order: lines as they are, each row in one; without `tables`."""
    for piece in document.pieces:
        if piece.kind is PieceKind.TABLE and not tables:
            continue
        for row in piece.grid:
            text = " ".join(cell.text for cell in row if cell.text and not cell.covered)
            if text:
                yield re.sub(r"\s+", " ", text)
