"""Everything → HTML, through site/templates. Pages know the data and their own address, no more."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.pages import figures, front, jurisdiction, report
from gongkai.pages.site import FOLDERS, Download, Site

__all__ = ["FOLDERS", "Download", "Site", "pages"]


def pages(site: Site) -> Iterator[tuple[str, bytes]]:
    """Every page of the site as (path, bytes), in an order that means nothing."""
    yield from report.pages(site)
    yield from figures.pages(site)
    yield from jurisdiction.pages(site)
    yield from front.pages(site)
