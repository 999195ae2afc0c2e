"""Everything → HTML, through site/templates. Pages know the data and their own address, no more."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.pages import (
    checks,
    data,
    design,
    figures,
    finder,
    front,
    indicators,
    jurisdiction,
    report,
    terms,
)
from gongkai.pages.site import FOLDERS, Download, Site

__all__ = ["FOLDERS", "Download", "Site", "pages"]


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Every page of the site as (path, bytes), in an order that means nothing."""
    families = (report, figures, jurisdiction, terms, indicators, checks, data, front, finder)
    for family in (*families, design):
        yield from family.pages(site)
