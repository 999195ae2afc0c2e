"""The pages of the data package: files, dictionary, codebook."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.pages.overview import Overview
from gongkai.pages.site import View


def pages(view: View, _overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The files, how to open and cite them, and what every column means."""
    downloads = [(file, view.contract.schemas[file.table]) for file in view.site.downloads]
    schemas = [schema for _, schema in downloads]
    yield view.at("data/").render("data.html", downloads=downloads)
    yield view.at("data/dictionary/").render("dictionary.html", schemas=schemas)
    for file, schema in downloads:
        table = view.at(f"data/dictionary/{schema.name}/")
        yield table.render("table.html", file=file, schema=schema)
    yield view.at("data/codebook/").render("codebook.html", schemas=schemas)
    yield view.at("data/codebook/forms/").render("codebook.html", schemas=[])
