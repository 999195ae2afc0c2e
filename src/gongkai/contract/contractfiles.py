"""The shapes of rules, indicators, schemas, terms and the like, and of the catalogs of words.

Forms, breaks and files.yaml have theirs beside what is made of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from gongkai.contract.shape import (
    Each,
    Either,
    Fault,
    Flag,
    Items,
    Keys,
    Shape,
    String,
    Whole,
    entries,
    scalars,
    text_of,
    unknown,
    unknown_code,
)
from gongkai.model.languages import CONTENT_LANGUAGES
from gongkai.model.release import TableChange
from gongkai.text.yamlread import Map, Node

SLUG = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
WORD = r"[a-z][a-z0-9_]*"
FIGURE = rf"{WORD}(\.{WORD}\.{WORD})?"  # an address, or a role
VERSION = r"(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)\.(0|[1-9][0-9]*)"
TEXT = String()
_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)  # of each month, in any year


def texts(*keys: str, gaps: tuple[str, ...] = (), free: tuple[str, ...] = ()) -> Keys:
    """A mapping of texts; `gaps` are those with words in braces, `free` may be left out."""
    shapes = {key: String(gaps=key in gaps) for key in keys}
    return Keys(shapes, dict.fromkeys(free, TEXT))


def languages(shape: Shape) -> dict[str, Shape]:
    """A key for each language of the content."""
    return dict.fromkeys(CONTENT_LANGUAGES, shape)


BOTH = Keys(languages(TEXT))


def _limits(node: Map) -> Iterator[Fault]:
    """The constants of a rule on dates are years, or a month and a day: 331."""
    constants = node.items.get("constants")
    if text_of(node.items["about"]) == "date" and isinstance(constants, Map):
        for name, value in constants.items.items():
            month, day = divmod(int(text_of(value)), 100)
            year = 1900 <= month * 100 + day <= 2100
            date = 1 <= month <= 12 and 1 <= day <= _DAYS[month - 1]
            if not (year if name.endswith("since") else date):
                yield value, "ours-pattern", {"key": name, "found": text_of(value)}


ABOUT = ("document", "date", "us")  # what a rule speaks of
RULES = Each(
    Keys(
        {
            "severity": String(among=("error", "warning", "info")),
            "applies_to": TEXT,
            "about": String(among=ABOUT),
            "formula": TEXT,
            **languages(
                texts("title", "sentence", "explanation", "short", "broken", gaps=("broken",))
            ),
            "source": BOTH,
        },
        # The list of a form under which its formulas stand, if it is judged by those.
        {"constants": Each(Whole(1)), "in_forms": String(among=("identities", "series"))},
        also=_limits,
    ),
    key=SLUG,
)


def _indicator(node: Node) -> Shape:
    """A share has a numerator and a denominator, a growth only what grows."""
    growth = isinstance(node, Map) and "growth_of" in node.items
    words = languages(texts("title", "formula", "read", "not"))
    figure = String(FIGURE, known="figures")
    figures: dict[str, Shape] = {"numerator": Items(figure), "denominator": Items(figure)}
    return Keys({**({"growth_of": figure} if growth else figures), **words}, {"times": Whole(1)})


INDICATORS = Each(Either(_indicator), key=SLUG)

# A path is put behind it, and it goes into files as it is: without query, in ASCII.
_URL = String(
    r"https?://[^\s\"'<>?#\x7f-\U0010ffff]+", nullable=True, refusal="web-address-refused"
)
_MAIL = String(r"[^\s@\"'<>/:?&]+@[^\s@\"'<>/:?&]+", nullable=True, refusal="mail-address-refused")
# Where the site stands, where its files are, and to whom one may write; each may be unknown.
ADDRESSES = {"homepage": _URL, "repository": _URL, "contact": _MAIL}
PACKAGE = Keys(
    {
        "name": String("gongkai"),  # by this an output of ours is known
        "version": String(VERSION),
        "title": BOTH,
        "description": BOTH,
        "blank": BOTH,
        "left_out": BOTH,
        "program": texts("title", "description"),
        **ADDRESSES,
        "keywords": Keys(languages(Items(TEXT))),
        "contributors": Items(Keys({"title": TEXT, "roles": Items(TEXT)})),
        "sources": Items(Keys({"title": TEXT})),
        "licenses": Items(texts("name", "path", "title")),
    },
    {"doi": String(r"10\.[0-9]{4,9}/[^\s\"'<>{}\\]+", nullable=True)},
)

_FILE = r"[a-z]+(/([a-z]+|\{[a-z]+\}))*\.json"
API = Keys(
    {
        **dict.fromkeys(("title", "description", "index", "changes", "openapi"), BOTH),
        "parameters": Each(BOTH),
        "added": Each(BOTH),
        "resources": Each(
            Keys(
                {"path": String(_FILE), "table": String(known="tables"), **languages(TEXT)},
                {
                    "verdicts": Items(String(known="verdicts")),
                    "about": Items(String(among=ABOUT)),
                },
            )
        ),
    }
)

PEERS = Keys(
    {
        "least": Whole(1),
        "levels": Each(Whole(1)),
        "outside": Items(String(SLUG), least=0),
    }
)

MAP = Each(Keys({"column": Whole(), "row": Whole(), **languages(TEXT)}), key=SLUG)

_TERM = Keys(languages(texts("meaning", free=("careful", "reason"))))
TERMS = Keys({"items": Each(_TERM), "columns": Each(_TERM)})

GLOSSARY = Items(
    Keys(
        {
            "id": String(SLUG),
            **languages(TEXT),
            "pinyin": TEXT,
            "rendering": String(among=("literature", "ours")),
            **{f"{code}_meaning": TEXT for code in CONTENT_LANGUAGES},
        },
        {"term": String(known="terms"), "of": String(among=("site",))},
    ),
    once="id",
)


def _message(node: Node) -> Shape:
    sentence = String(gaps=True, number=True, empty=True)
    return Keys({"one": sentence, "other": sentence}) if isinstance(node, Map) else sentence


CATALOG = Each(Either(_message), key=r"\S+")

# -- schemas -----------------------------------------------------------------------------------

_COLUMN = Keys(
    {
        "name": String(WORD),
        "type": String(among=("string", "integer", "number", "boolean", "date")),
        "title": BOTH,
        "description": BOTH,
    },
    {
        "codes": Each(BOTH, key=r"[a-z0-9][A-Za-z0-9_.-]*"),
        "codes_of": String(known="coded"),
        "required": Flag(),
        "minimum": Whole(),
        "maximum": Whole(),
        "pattern": TEXT,
    },
)
# What a table of cells says of each of them, besides which it is; its figure is value or count.
CELL_COLUMNS = {
    "value": ("number", "integer"),
    "count": ("integer",),
    "printed": ("string",),
    "unit": ("string",),
    "state": ("string",),
    "implied": ("number", "integer"),
    "is_part": ("boolean",),
}
FIGURES = ("value", "count")
_REFERENCE = Keys({"resource": String(known="tables"), "fields": Items(String(WORD))})


def _schema(node: Map) -> Iterator[Fault]:
    """Keys are columns of the table, and a pattern is an expression."""
    columns = set()
    for field in entries(node.items["fields"]):
        columns.add(text_of(field.items["name"]))
        if (pattern := field.items.get("pattern")) is not None:
            try:
                re.compile(text_of(pattern))
            except re.error:
                yield pattern, "ours-pattern", {"key": "pattern", "found": text_of(pattern)[:40]}
    foreign = (entry.items["fields"] for entry in entries(node.items.get("foreignKeys")))
    single = (node.items.get("forms_after"), node.items.get("label"))
    for listed in (node.items["primaryKey"], *foreign, *single):
        yield from unknown(listed, columns, "fields")
    if isinstance(cells := node.items.get("cells"), Map):
        axes = [cells.items["row"], cells.items["column"]]
        wrong = [fault for axis in axes for fault in unknown(axis, columns, "cells")]
        yield from wrong or _cells(node, axes)


def _cells(node: Map, axes: Sequence[Node]) -> Iterator[Fault]:
    """A table of cells: report, row and column are its key and come first, then what it says."""
    fields, key = entries(node.items["fields"]), ["report", *map(text_of, axes)]
    names = [text_of(field.items["name"]) for field in fields]
    wanted = {"wanted": ", ".join(key)}
    if [one.text for one in scalars(node.items["primaryKey"])] != key:
        yield node.items["primaryKey"], "ours-cells", {"key": "primaryKey", **wanted}
    if names[: len(key)] != key:
        yield node.items["fields"], "ours-cells", {"key": "fields", **wanted}
        return
    kinds = {name: text_of(field.items["type"]) for name, field in zip(names, fields, strict=True)}
    figures = [name for name in FIGURES if name in kinds]
    if len(figures) != 1:
        yield node.items["fields"], "ours-figure", {"known": " / ".join(FIGURES)}
    for name, field in list(zip(names, fields, strict=True))[len(key) :]:
        if name not in CELL_COLUMNS:
            yield unknown_code(field.items["name"], name, CELL_COLUMNS, "name")
        elif kinds[name] not in CELL_COLUMNS[name]:
            yield unknown_code(field.items["type"], kinds[name], CELL_COLUMNS[name], "type")
        elif name == "implied" and figures and kinds[name] != kinds[figures[0]]:
            yield unknown_code(field.items["type"], kinds[name], [kinds[figures[0]]], "type")


SCHEMA = Keys(
    {
        "title": BOTH,
        "description": BOTH,
        "primaryKey": Items(String(WORD)),
        "fields": Items(_COLUMN, once="name"),
    },
    {
        "foreignKeys": Items(Keys({"fields": Items(String(WORD)), "reference": _REFERENCE})),
        "cells": Keys(
            {
                "row": String(WORD),
                "column": String(WORD),
                "form": Keys({"title": BOTH, "description": BOTH}),
            }
        ),
        "forms_after": String(WORD),
        "label": String(WORD),
        "cells_of_forms": Flag(),
    },
    also=_schema,
)


def _changes(node: Map) -> Iterator[Fault]:
    """The columns of a file of changes are those of the type."""
    columns = [text_of(field.items["name"]) for field in entries(node.items["fields"])]
    if columns != list(TableChange._fields):
        yield node.items["fields"], "ours-changes", {"wanted": ", ".join(TableChange._fields)}


_OF_CHANGES = ("title", "description", "fields")
CHANGES = Keys({key: SCHEMA.needed[key] for key in _OF_CHANGES}, also=_changes)
