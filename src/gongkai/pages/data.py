"""The pages of the data package: what it offers, how to load and cite it, dictionary, codebook."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongkai.contract import Field, Schema
from gongkai.pages import citation, linked, roles
from gongkai.pages.overview import Overview
from gongkai.pages.site import View
from gongkai.pages.specimen import specimen

PATH = "data/"
PANEL = "panel"
# What the page offers first: everything, the table for programs, the one for people.
OFFERED = ("gongkai.zip", f"{PANEL}.csv", "gongkai.xlsx")
YEARS = "years/*.csv"  # the panel, a year in each
# Where recipes read while the site has no address: where `build.py serve` shows it.
SERVED = "http://127.0.0.1:8000/"
# The folder into which the ZIP file unpacks.
UNPACKED = "gongkai/"


def pages(view: View, _overview: Overview) -> Iterator[tuple[str, bytes]]:
    """What every column means, and citations for programs; `offer` makes the page of the files."""
    for name, text in citation.files(view).items():
        yield f"{view.at(PATH).page.address()}{name}", text.encode()
    schemas = [view.contract.schemas[file.table] for file in view.site.downloads]
    yield view.at(f"{PATH}dictionary/").render("dictionary.html", schemas=schemas)
    for file, schema in zip(view.site.downloads, schemas, strict=True):
        table = view.at(f"{PATH}dictionary/{schema.name}/")
        yield table.render("table.html", file=file, schema=schema)
    codebook = view.at(f"{PATH}codebook/")
    yield codebook.render("codebook.html", schemas=schemas, same=_same(schemas))
    yield view.at(f"{PATH}codebook/forms/").render("codebook.html", schemas=[], same={})


def offer(view: View, overview: Overview) -> tuple[str, bytes]:
    """The files with their sizes, rows of the panel, how to open it, how to cite all of it."""
    view = view.at(PATH)
    downloads = [(file, view.contract.schemas[file.table]) for file in view.site.downloads]
    return view.render(
        "data.html",
        downloads=downloads,
        offered=[name for name in OFFERED if name in view.site.sizes],
        sizes=view.site.sizes,
        yearly=[name for name in view.site.sizes if name not in OFFERED],
        panel=next((pair for pair in downloads if pair[1].name == PANEL), None),
        specimen=specimen(view, overview),
        floor=roles.FLOOR,
        served=f"{view.home or SERVED}{PATH}",
        unpacked=UNPACKED,
        reports=overview.counts.get("reports", 0),
        years=overview.years,
        cited=citation.formats(view),
        released=bool(view.site.releases.kept),
        linked=linked.package(view, overview.years),
    )


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
