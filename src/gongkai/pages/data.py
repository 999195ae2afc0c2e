"""The pages of the data package: files, dictionary, codebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongkai.contract import Field, Schema
from gongkai.pages import linked
from gongkai.pages.overview import Overview
from gongkai.pages.site import View


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The files, how to open and cite them, and what every column means."""
    downloads = [(file, view.contract.schemas[file.table]) for file in view.site.downloads]
    schemas = [schema for _, schema in downloads]
    known = linked.package(view, overview.years)
    yield view.at("data/").render("data.html", downloads=downloads, linked=known)
    yield view.at("data/dictionary/").render("dictionary.html", schemas=schemas)
    for file, schema in downloads:
        table = view.at(f"data/dictionary/{schema.name}/")
        yield table.render("table.html", file=file, schema=schema)
    yield view.at("data/codebook/").render("codebook.html", schemas=schemas, same=_same(schemas))
    yield view.at("data/codebook/forms/").render("codebook.html", schemas=[], same={})


def _same(schemas: Sequence[Schema]) -> dict[tuple[str, str], str]:
    """Columns, by table and name, that take the codes of one listed before, and which that is."""
    first: dict[tuple[str, ...], str] = {}
    found = {}
    for schema in schemas:
        for field in schema.fields:
            listed = first.setdefault(_codes(field), f"{schema.name}.{field.name}")
            if field.codes and listed != f"{schema.name}.{field.name}":
                found[schema.name, field.name] = listed
    return found


def _codes(field: Field) -> tuple[str, ...]:
    """The codes of a column with their words."""
    pairs = ((code, *words.texts.values()) for code, words in field.codes.items())
    return tuple(text for pair in pairs for text in pair)
