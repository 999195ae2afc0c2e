"""The shape of every file of the contract, and of the catalogs of words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gongkai.model import LANGUAGES
from gongkai.shape import Each, Either, Fault, Flag, Items, Keys, Shape, Text, Whole, once
from gongkai.yamlread import List, Map, Node, Scalar

SLUG = r"[a-z][a-z0-9]*(-[a-z0-9]+)*"
WORD = r"[a-z][a-z0-9_]*"
ADDRESS = rf"{WORD}\.{WORD}\.{WORD}"
TEXT = Text()


def _all(*keys: str, gaps: tuple[str, ...] = (), free: tuple[str, ...] = ()) -> Keys:
    shapes = {key: Text(gaps=key in gaps) for key in keys}
    return Keys(shapes, dict.fromkeys(free, TEXT))


def _languages(shape: Shape) -> dict[str, Shape]:
    return dict.fromkeys(LANGUAGES, shape)


BOTH = Keys(_languages(TEXT))

RULES = Each(
    Keys(
        {
            "severity": Text(among=("error", "warning", "info")),
            "applies_to": TEXT,
            "about": Text(among=("document", "date", "us")),
            "formula": TEXT,
            **_languages(
                _all("title", "sentence", "explanation", "short", "broken", gaps=("broken",))
            ),
            "source": BOTH,
        },
        {"constants": Each(Whole(1))},
    ),
    key=SLUG,
)


def _indicator(node: Node) -> Shape:
    """A share has a numerator and a denominator, a growth only what grows."""
    growth = isinstance(node, Map) and "growth_of" in node.items
    words = _languages(_all("title", "formula", "read", "not"))
    address = Text(ADDRESS, known="addresses")
    figures: dict[str, Shape] = {"numerator": Items(address), "denominator": Items(address)}
    return Keys({**({"growth_of": address} if growth else figures), **words}, {"times": Whole(1)})


INDICATORS = Each(Either(_indicator), key=SLUG)

PACKAGE = Keys(
    {
        "name": Text("gongkai"),  # by this an output of ours is known
        "version": Text(r"[0-9]+\.[0-9]+\.[0-9]+"),
        "title": BOTH,
        "description": BOTH,
        "blank": BOTH,
        "homepage": Text(r"https?://\S+", nullable=True),
        "repository": Text(r"https?://\S+", nullable=True),
        "keywords": Keys(_languages(Items(TEXT))),
        "contributors": Items(Keys({"title": TEXT, "roles": Items(TEXT)})),
        "sources": Items(Keys({"title": TEXT})),
        "licenses": Items(_all("name", "path", "title")),
    }
)

PEERS = Keys(
    {
        "least": Whole(1),
        "levels": Each(Whole(1)),
        "outside": Items(Text(SLUG), least=0),
    }
)

_TERM = Keys(_languages(_all("meaning", free=("careful", "reason"))))
TERMS = Keys({"items": Each(_TERM), "columns": Each(_TERM)})

GLOSSARY = Items(
    Keys(
        {
            "id": Text(SLUG),
            **_languages(TEXT),
            "pinyin": TEXT,
            "rendering": Text(among=("literature", "ours")),
            "zh_meaning": TEXT,
            "en_meaning": TEXT,
        },
        {"term": Text(known="terms")},
    ),
    once="id",
)


def _message(node: Node) -> Shape:
    sentence = Text(gaps=True, number=True, empty=True)
    return Keys({"one": sentence, "other": sentence}) if isinstance(node, Map) else sentence


CATALOG = Each(Either(_message), key=r"\S+")

# -- schemas -----------------------------------------------------------------------------------

_COLUMN = Keys(
    {
        "name": Text(WORD),
        "type": Text(among=("string", "integer", "number", "boolean", "date")),
        "title": BOTH,
        "description": BOTH,
    },
    {
        "codes": Each(BOTH, key=r"[a-z0-9][A-Za-z0-9_.-]*"),
        "codes_of": Text(known="coded"),
        "required": Flag(),
        "minimum": Whole(),
        "pattern": TEXT,
    },
)
_REFERENCE = Keys({"resource": Text(known="tables"), "fields": Items(Text(WORD))})


def _schema(node: Map) -> Iterator[Fault]:
    """Keys are columns of the table, and a pattern is an expression."""
    fields, keys, foreign = (node.items.get(k) for k in ("fields", "primaryKey", "foreignKeys"))
    columns = set()
    for field in fields.items if isinstance(fields, List) else ():
        assert isinstance(field, Map)
        columns.add(_text(field.items["name"]))
        if (pattern := field.items.get("pattern")) is not None:
            try:
                re.compile(_text(pattern))
            except re.error:
                yield pattern, "ours-pattern", {"key": "pattern", "found": _text(pattern)[:40]}
    entries = foreign.items if isinstance(foreign, List) else ()
    lists = [keys, *(entry.items["fields"] for entry in entries if isinstance(entry, Map))]
    for listed in lists:
        yield from _unknown(listed, columns, "fields")


SCHEMA = Keys(
    {
        "title": BOTH,
        "description": BOTH,
        "primaryKey": Items(Text(WORD)),
        "fields": Items(_COLUMN, once="name"),
    },
    {
        "foreignKeys": Items(Keys({"fields": Items(Text(WORD)), "reference": _REFERENCE})),
        "cells_of_forms": Flag(),
    },
    also=_schema,
)

# -- forms -------------------------------------------------------------------------------------

_LINE = Keys(
    {"code": Text(WORD), **_languages(TEXT)},
    {
        "panel": Text(WORD),
        "unit": TEXT,
        "type": Text(among=("count", "money", "change")),
        "article": Text(number=True),
    },
)


def _line(side: str) -> Shape:
    """A row or a column, or a heading over some."""

    def choose(node: Node) -> Shape:
        if not isinstance(node, Map) or "code" in node.items:
            return _LINE
        inner: dict[str, Shape] = {**_languages(TEXT), side: Items(Either(choose))}
        return Keys(inner, {"group": Text(WORD)})

    return Either(choose)


_BLOCK: dict[str, Shape] = {"columns": Items(_line("columns")), "rows": Items(_line("rows"))}
_HEADS: dict[str, Shape] = {"corner": BOTH, "heads": Items(TEXT)}
_SUM = r"(sum\(\w+\)|\w+)( *\+ *(sum\(\w+\)|\w+))*"
_FORMULA = rf"{_SUM} *= *{_SUM}"
_BEFORE = r"\w+ *= *(before\.)?\w+( *[+-] *(before\.)?\w+)*"


def _part(node: Node) -> Shape:
    """A part of one table, or of several blocks."""
    blocks = isinstance(node, Map) and "blocks" in node.items
    inner = _BLOCK
    if blocks:
        names: dict[str, Shape] = {**_languages(TEXT), "article": Text(number=True)}
        inner = {"blocks": Items(Keys({**_BLOCK, **_languages(TEXT)}, {**_HEADS, **names}))}
    layouts = ("blocks",) if blocks else ("rows", "across")
    return Keys(
        {**_languages(TEXT), "layout": Text(among=layouts), **inner},
        {
            "unit": TEXT,
            **({} if blocks else _HEADS),
            "sets": Each(Keys({**_languages(TEXT), "codes": Items(Text(WORD))})),
            "parts": Keys({"rows": Text(WORD), "columns": Text(WORD)}),
            "identities": Items(Keys({"rule": Text(known="rules"), "formula": Text(_FORMULA)})),
            "series": Items(Keys({"rule": Text(known="rules"), "formula": Text(_BEFORE)})),
        },
        also=_names_of_part,
    )


def _names_of_part(node: Map) -> Iterator[Fault]:
    """Codes are all different; sets, formulas and parts name what there is."""
    blocks = node.items.get("blocks")
    tables = [b for b in blocks.items if isinstance(b, Map)] if isinstance(blocks, List) else [node]
    rows = [list(_leaves(table.items["rows"], "rows")) for table in tables]
    columns = [list(_leaves(table.items["columns"], "columns")) for table in tables]
    yield from once((row for table in rows for row in table), "rows")
    for table in columns:
        yield from once(iter(table), "columns")
    for owner, lines in zip(tables, columns, strict=True):
        heads = owner.items.get("heads")
        if isinstance(heads, List) and len(heads.items) != len(lines):
            yield heads, "ours-length", {"found": len(heads.items), "wanted": len(lines)}
    sides = [
        {line.text for line in side[n]} for n in range(len(tables)) for side in (rows, columns)
    ]
    codes: set[str] = set().union(*sides)
    sets = node.items.get("sets")
    named = set(sets.items) if isinstance(sets, Map) else set()
    for entry in sets.items.values() if isinstance(sets, Map) else ():
        assert isinstance(entry, Map)
        yield from _unknown(entry.items["codes"], codes, "codes")
    if isinstance(parts := node.items.get("parts"), Map):
        for side in parts.items.values():
            yield from _unknown(side, named, "parts")
    for kind in ("identities", "series"):
        listed = node.items.get(kind)
        for entry in listed.items if isinstance(listed, List) else ():
            assert isinstance(entry, Map)
            formula = entry.items["formula"]
            words = set(re.findall(WORD, _text(formula))) - {"sum", "before"}
            meant = set().union(*(_meant(word, sets) for word in words))
            # An identity is of the first table; what follows from last year, of any.
            if not any(meant <= side for side in (sides[:2] if kind == "identities" else sides)):
                wrong = sorted(meant - codes) or sorted(words)
                args = {"key": "formula", "found": ", ".join(wrong)[:60], "hint": None}
                yield formula, "unknown-code", args | {"known": ", ".join(sorted(codes))[:200]}


def _meant(word: str, sets: Node | None) -> set[str]:
    """The codes that a word of a formula stands for: those of a set, or itself."""
    if isinstance(sets, Map) and isinstance(found := sets.items.get(word), Map):
        listed = found.items["codes"]
        return {_text(code) for code in listed.items} if isinstance(listed, List) else set()
    return {word}


def _leaves(node: Any, side: str) -> Iterator[Scalar]:
    """The codes of rows or columns, and of the groups above them."""
    for item in node.items:
        name = item.items.get("code") or item.items.get("group")
        if name is not None:
            yield name
        if side in item.items:
            yield from _leaves(item.items[side], side)


def _unknown(node: Node | None, known: set[str], key: str) -> Iterator[Fault]:
    for one in node.items if isinstance(node, List) else [node]:
        if isinstance(one, Scalar) and one.text not in known:
            args = {"key": key, "found": one.text[:60], "hint": None}
            yield one, "unknown-code", args | {"known": ", ".join(sorted(known))[:200]}


def _text(node: Node) -> str:
    return node.text if isinstance(node, Scalar) else ""


FORM = Keys(
    {
        "id": Whole(1900),
        "years": Text(number=True),
        "title": BOTH,
        "source": BOTH,
        "parts": Each(Either(_part)),
    }
)

# -- what a content file may say ---------------------------------------------------------------

_KINDS = ("text", "prose", "markdown", "both", "name", "code", "code6", "date", "day", "year",
          "url", "sha256", "number", "scale", "boolean", "address", "reference", "references",
          "map", "parts", "cells")  # fmt: skip
_NESTED = ("fields", "list")
_MORE: dict[str, dict[str, Shape]] = {  # what a kind needs besides its words
    "code": {"codes_of": Text(known="lists")},
    "map": {"of": Text(among=("jurisdiction", "organ"))},
    "parts": {"unread": BOTH},
}


def _key(*inner: str) -> Shape:
    """A key of a content file, with the keys that its entries have where it has entries."""

    def choose(node: Node) -> Shape:
        kind = _text(node.items.get("type", node)) if isinstance(node, Map) else ""
        more = {"fields": _keys_of(*inner)} if inner else _MORE.get(kind, {})
        kinds = _NESTED if inner else _KINDS
        flags = dict.fromkeys(("optional", "nullable", "one_line"), Flag())
        return Keys(
            {"type": Text(among=kinds), **_languages(TEXT), **more},
            {**flags, "max": Whole(1), "except": TEXT},
        )

    return Either(choose)


def _keys_of(*names: str | tuple[str, str]) -> Keys:
    """Exactly the keys that the engine reads; (key, names) is one with keys of its own."""
    return Keys(
        {
            name if isinstance(name, str) else name[0]: _key(
                *(() if isinstance(name, str) else name[1].split())
            )
            for name in names
        }
    )


_STATEMENT = (
    "id at value percent points change scale bound unit whose equals near sum_of exhaustive "
    "growth_of change_of part share_of set from to year zh en"
)
_NAMED = ("zh", "en", "since", "until")
FILES = Keys(
    {
        "report": _keys_of(
            *("title", "kind", ("scope", "tables evidence")),
            (
                "source",
                "publisher published index_number url archive_url seen_as via retrieved sha256",
            ),
            "parts",
            (
                "statements",
                _STATEMENT,
            ),
            ("as_printed", "rule place stated computed seen_as by date note"),
            ("editions", "superseded url sha256 cells note"),
            ("response", "from received zh en"),
            "summary",
            ("curation", "transcribed_by verified_by"),
        ),
        "jurisdiction": _keys_of(
            *_NAMED,
            "level",
            ("codes", "system code since until source"),
            ("names", "zh en since until source"),
            *("within", "organs"),
        ),
        "organ": _keys_of(*_NAMED),
    }
)
