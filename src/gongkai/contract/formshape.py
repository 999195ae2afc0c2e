"""The shape of a file of forms: trees of rows and columns, and what must hold of them.

Codes are all different; sets and formulas name what there is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from gongkai.contract.shape import Each, Either, Fault, Items, Keys, Shape, Text, Whole, once
from gongkai.contract.shapes import BOTH, TEXT, WORD, languages, text_of, unknown
from gongkai.text.yamlread import List, Map, Node, Scalar

_LINE = Keys(
    {"code": Text(WORD), **languages(TEXT)},
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
        inner: dict[str, Shape] = {**languages(TEXT), side: Items(Either(choose))}
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
        names: dict[str, Shape] = {**languages(TEXT), "article": Text(number=True)}
        inner = {"blocks": Items(Keys({**_BLOCK, **languages(TEXT)}, {**_HEADS, **names}))}
    layouts = ("blocks",) if blocks else ("rows", "across")
    return Keys(
        {**languages(TEXT), "layout": Text(among=layouts), **inner},
        {
            "unit": TEXT,
            **({} if blocks else _HEADS),
            "sets": Each(Keys({**languages(TEXT), "codes": Items(Text(WORD))})),
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
        yield from unknown(entry.items["codes"], codes, "codes")
    if isinstance(parts := node.items.get("parts"), Map):
        for side in parts.items.values():
            yield from unknown(side, named, "parts")
    for kind in ("identities", "series"):
        listed = node.items.get(kind)
        for entry in listed.items if isinstance(listed, List) else ():
            assert isinstance(entry, Map)
            formula = entry.items["formula"]
            words = set(re.findall(WORD, text_of(formula))) - {"sum", "before"}
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
        return {text_of(code) for code in listed.items} if isinstance(listed, List) else set()
    return {word}


def _leaves(node: Any, side: str) -> Iterator[Scalar]:
    """The codes of rows or columns, and of the groups above them."""
    for item in node.items:
        name = item.items.get("code") or item.items.get("group")
        if name is not None:
            yield name
        if side in item.items:
            yield from _leaves(item.items[side], side)


FORM = Keys(
    {
        "id": Whole(1900),
        "years": Text(number=True),
        "title": BOTH,
        "source": BOTH,
        "parts": Each(Either(_part)),
    }
)
