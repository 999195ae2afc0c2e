"""Everything that is taken from one document, in one call: what a child process is asked for."""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.drafting import about as abouts
from gongkai.drafting import match, prose, source
from gongkai.drafting.extracted import Extracted
from gongkai.model.forms import Form


def extract(data: bytes, forms: Sequence[Form], year: int | None) -> Extracted:
    """Read a document; `forms` are the newest first, `year` is for one whose title says none.

    The years in heads are judged by what the document says of itself, whatever it is filed as.

    Raises RefusedError, and whatever libraries make of a file that is not what it says.
    """
    document = source.read(data)
    about = abouts.about(document)
    reading = match.read(document, forms, year if about.year is None else about.year)
    told = list(abouts.lines(document, tables=False))
    suggested = list(prose.suggestions(told, reading.cells))
    return Extracted(document.read_as, document.page, document.address, about, reading, suggested)
