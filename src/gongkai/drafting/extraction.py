"""Everything that is read of one document, in one call: what the child process does."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.drafting import prose, source
from gongkai.drafting.extracted import Extracted
from gongkai.drafting.grid import text_lines
from gongkai.drafting.matching import parts
from gongkai.drafting.metadata import read_metadata
from gongkai.model.forms import Form


def extract(data: bytes, forms: Sequence[Form], year: int | None) -> Extracted:
    """Read a document; `forms` are the newest first, `year` is for one whose title says none.

    The years in heads are judged by what the document says of itself, whatever it is filed as.

    Raises DocumentRefusedError, and whatever libraries make of a file that is not what it says.
    """
    document = source.read(data)
    metadata = read_metadata(document)
    reading = parts.read(document, forms, year if metadata.year is None else metadata.year)
    suggestions = prose.suggestions(list(text_lines(document, tables=False)), reading)
    return Extracted(
        document.read_as, document.page, document.address, metadata, reading, list(suggestions)
    )
