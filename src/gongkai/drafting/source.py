"""A source document → its pieces: what kind of file it is, by its bytes, and who reads it.

A kind of document is a line in KINDS, and a module of `readers` with a function `read`.
"""

from __future__ import annotations

import importlib
import io
import re
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from gongkai.drafting.extracted import BYTES
from gongkai.drafting.grid import DAMAGE, LOST, Document, DocumentRefusedError, GridCell, Piece
from gongkai.drafting.readers.charset import decoded
from gongkai.drafting.readers.csvfile import is_csv

_UNPACKED = 200 * 2**20  # bytes of all that an archive holds
_ZIP = b"PK\x03\x04"
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_MARKUP = re.compile(r"<(?:html|body|table|td|div|p|!doctype)\b", re.I)
_PAGE = re.compile(r"<(?:html|body|table|!doctype)\b", re.I)  # however late it begins
# Embeddings, overrides and isolates; the mark, and the letters, that run to the left.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\u200f\u061c\u0590-\u08ff]")
_RTF = b"{\\rtf"


class File:
    """The bytes of a document, and what several kinds ask of them."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def begins(self, *signs: bytes) -> bool:
        """Whether the first bytes are one of these."""
        return self.data.startswith(signs)

    @cached_property
    def names(self) -> frozenset[str]:
        """What an archive holds; nothing, where it is none. Raises DocumentRefusedError."""
        return _names(self.data) if self.begins(_ZIP) else frozenset()

    @cached_property
    def text(self) -> tuple[str, str]:
        """The text and the name of its charset. Raises DocumentRefusedError."""
        return decoded(self.data)

    @property
    def is_archived_page(self) -> bool:
        """Whether a browser saved a page in one file (MHTML)."""
        return b"MIME-Version:" in self.data[:2000] and b"multipart/related" in self.data[:4000]

    @property
    def is_page(self) -> bool:
        """Whether it is HTML."""
        return bool(_MARKUP.search(self.text[0][:20000]) or _PAGE.search(self.text[0]))


class Kind(NamedTuple):
    """A kind of document: how its bytes are known, and who reads them.

    `reader` is a module of `readers`, whose `read` takes the bytes, or where `text` is set the
    text and the name of its charset. `name` is what people call the kind; the help of the command
    lists it. Without a reader `refused` says why: the id of a message.
    `page` says that a site shows such a document as a page; else it is a file.
    """

    known: Callable[[File], bool]
    reader: str = ""
    name: str = ""
    refused: str = ""
    text: bool = False
    page: bool = False


# The first kind that a document is counts.
KINDS: Sequence[Kind] = (
    Kind(lambda file: file.begins(b"%PDF"), "pdf", "PDF"),
    Kind(lambda file: "word/document.xml" in file.names, "word", "DOCX"),
    Kind(lambda file: "xl/workbook.xml" in file.names, "workbook", "XLSX"),
    Kind(lambda file: "OFD.xml" in file.names, refused="draft-ofd"),
    Kind(lambda file: file.begins(_ZIP), refused="draft-other-archive"),
    Kind(lambda file: file.begins(_OLE2) and _LOCKED in file.data, refused="draft-locked"),
    Kind(lambda file: file.begins(_OLE2), refused="draft-old-format"),
    Kind(lambda file: file.data.lstrip()[:5] == _RTF, refused="draft-old-format"),
    Kind(lambda file: file.begins(*_PICTURES), refused="draft-picture"),
    Kind(lambda file: file.is_archived_page, "mhtml", "MHTML", page=True),
    Kind(lambda file: file.is_page, "html", "HTML", text=True, page=True),
    Kind(lambda file: is_csv(file.text[0]), "csvfile", "CSV", text=True),
    Kind(lambda file: bool(file.text), "text", "pasted text", text=True, page=True),
)


def read(data: bytes) -> Document:
    """The document in these bytes. Raises DocumentRefusedError for what cannot be read."""
    if not data.strip():
        raise DocumentRefusedError("draft-empty")
    if len(data) > BYTES:
        raise DocumentRefusedError("draft-large", size=round(len(data) / 1e6), limit=BYTES // 10**6)
    file = File(data)
    kind = next(kind for kind in KINDS if kind.known(file))
    if kind.refused:
        raise DocumentRefusedError(kind.refused)
    module = importlib.import_module(f"gongkai.drafting.readers.{kind.reader}")
    try:
        document: Document = module.read(*file.text) if kind.text else module.read(data)
    except DAMAGE as error:
        raise DocumentRefusedError("draft-damaged") from error
    return replace(document, page=kind.page, pieces=[_masked(p) for p in document.pieces])


def _masked(piece: Piece) -> Piece:
    """A piece in which signs that turn the order of others round have made figures unreadable."""

    def masked(cell: GridCell) -> GridCell:
        turned = _TURNS.search(cell.text) and re.search(r"\d", cell.text)
        return replace(cell, text=_TURNS.sub(LOST, cell.text)) if turned else cell

    if not any(_TURNS.search(cell.text) for row in piece.grid for cell in row):
        return piece
    return replace(piece, grid=[[masked(cell) for cell in row] for row in piece.grid])


def _names(data: bytes) -> frozenset[str]:
    """What an archive holds. Raises DocumentRefusedError: it is damaged, locked or a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    except (*DAMAGE, OSError):
        raise DocumentRefusedError("draft-damaged") from None
    size = sum(entry.file_size for entry in entries)
    if size > _UNPACKED:
        raise DocumentRefusedError("draft-bomb", size=round(size / 1e6), limit=_UNPACKED // 10**6)
    if any(entry.flag_bits & 1 for entry in entries):
        raise DocumentRefusedError("draft-locked")
    return frozenset(entry.filename for entry in entries)
