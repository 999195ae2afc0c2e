"""What was read of one document: all that comes back from a reader of documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from gongkai.drafting.grid import Note
from gongkai.model.forms import PartForm

BYTES = 20 * 2**20  # that a document may have; a report has some hundred kilobytes


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a document says of itself, None where nothing; `subject` is whom the title names."""

    title: str | None
    subject: str | None
    year: int | None
    publisher: str | None
    published: str | None
    index_number: str | None


@dataclass(frozen=True, slots=True)
class ExtractedPart:
    """A part as read: its form, each cell as YAML, and why and where a cell could not be read.

    `remarks` are on rows, by code, that were read in another way than they are printed. A row of
    which every cell is `absent` is one that the document leaves out.
    """

    form: PartForm
    cells: Mapping[str, str]
    unread: Mapping[str, Note]
    remarks: Mapping[str, Sequence[Note]]


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of the tables of a document, and what there is to say of it."""

    parts: Mapping[str, ExtractedPart]
    notes: Sequence[Note]

    @property
    def cells(self) -> dict[str, str]:
        """Every cell by address."""
        return {a: text for part in self.parts.values() for a, text in part.cells.items()}

    @property
    def figures(self) -> dict[str, str]:
        """The addresses of the figures that play a role in the forms of the parts."""
        return {r: a for part in self.parts.values() for r, a in part.form.roles.items()}

    @property
    def unread(self) -> dict[str, Note]:
        """Every cell that could not be read, by address."""
        return {a: note for part in self.parts.values() for a, note in part.unread.items()}


class Suggestion(NamedTuple):
    """One figure: where, the keys of an entry in their order, and the address that it may equal."""

    at: str
    keys: Mapping[str, str]
    equals: str | None


class Extracted(NamedTuple):
    """What a document holds. `page` says that it is a page of a site rather than a file."""

    read_as: str
    page: bool
    address: str | None
    metadata: Metadata
    reading: Reading
    suggestions: Sequence[Suggestion]
