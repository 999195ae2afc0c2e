"""The pages of the data package: files, dictionary, codebook."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.model.languages import SITE_LANGUAGES
from gongkai.pages.overview import Overview
from gongkai.pages.site import Page, Site, render


def pages(site: Site, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The files, how to open and cite them, and what every column means, in both languages."""
    schemas = [(d, site.contract.schemas[d.table]) for d in site.downloads]
    for lang in SITE_LANGUAGES:
        yield render(site, Page("data/", lang), "data.html", downloads=schemas)
        at = Page("data/dictionary/", lang)
        yield render(site, at, "dictionary.html", schemas=[schema for _, schema in schemas])
        for file, schema in schemas:
            at = Page(f"data/dictionary/{schema.name}/", lang)
            yield render(site, at, "table.html", file=file, schema=schema)
        at = Page("data/codebook/", lang)
        yield render(site, at, "codebook.html", schemas=[schema for _, schema in schemas])
        yield render(site, Page("data/codebook/forms/", lang), "codebook.html", schemas=[])
