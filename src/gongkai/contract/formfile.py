"""An official form: what may stand in its file, and the file → rows, columns, sums.

A form is data: its trees of headings are walked here once, so that reading, checking, laying out
and publishing only walk the result.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from gongkai.contract.contractfiles import BOTH, TEXT, WORD, languages
from gongkai.contract.shape import (
    Each,
    Either,
    Fault,
    Items,
    Keys,
    Shape,
    String,
    Whole,
    entries,
    once,
    scalars,
    text_of,
    unknown,
    unknown_code,
)
from gongkai.model.forms import Block, Form, FormRow, Heading, Identity, Line, Link, PartForm, walk
from gongkai.model.languages import Translated, translated
from gongkai.text.yamlread import List, Map, Node, Scalar

# -- what may stand in the file ------------------------------------------------------------------

_LINE = Keys(
    {"code": String(WORD), **languages(TEXT)},
    {
        "panel": String(WORD),
        "unit": TEXT,
        "type": String(among=("count", "money", "change")),
        "article": String(number=True),
    },
)


def _line_shape(side: str) -> Shape:
    """A row or a column, or a heading over some."""

    def choose(node: Node) -> Shape:
        if not isinstance(node, Map) or "code" in node.items:
            return _LINE
        inner: dict[str, Shape] = {**languages(TEXT), side: Items(Either(choose))}
        return Keys(inner, {"group": String(WORD)})

    return Either(choose)


_BLOCK: dict[str, Shape] = {
    "columns": Items(_line_shape("columns")),
    "rows": Items(_line_shape("rows")),
}
_HEADS: dict[str, Shape] = {"corner": BOTH, "heads": Items(TEXT)}
_SUM = r"(sum\(\w+\)|\w+)( *\+ *(sum\(\w+\)|\w+))*"
_FORMULA = rf"{_SUM} *= *{_SUM}"
_BEFORE = r"\w+ *= *(before\.)?\w+( *[+-] *(before\.)?\w+)*"


def _part_shape(node: Node) -> Shape:
    """A part of one table, or of several blocks."""
    blocks = isinstance(node, Map) and "blocks" in node.items
    inner = _BLOCK
    if blocks:
        names: dict[str, Shape] = {**languages(TEXT), "article": String(number=True)}
        inner = {"blocks": Items(Keys({**_BLOCK, **languages(TEXT)}, {**_HEADS, **names}))}
    layouts = ("blocks",) if blocks else ("rows", "across")
    return Keys(
        {**languages(TEXT), "layout": String(among=layouts), **inner},
        {
            "unit": TEXT,
            **({} if blocks else _HEADS),
            "sets": Each(Keys({**languages(TEXT), "codes": Items(String(WORD))})),
            "parts": Keys({"rows": String(WORD), "columns": String(WORD)}),
            "identities": Items(Keys({"rule": String(known="rules"), "formula": String(_FORMULA)})),
            "series": Items(Keys({"rule": String(known="rules"), "formula": String(_BEFORE)})),
        },
        also=_names,
    )


def _names(node: Map) -> Iterator[Fault]:
    """Codes are all different; sets, formulas and parts name what there is."""
    tables = entries(node.items.get("blocks")) or [node]
    rows = [list(_codes(table.items["rows"], "rows")) for table in tables]
    columns = [list(_codes(table.items["columns"], "columns")) for table in tables]
    yield from once((row for table in rows for row in table), "rows")
    for table, lines in zip(tables, columns, strict=True):
        yield from once(lines, "columns")
        heads = table.items.get("heads")
        if isinstance(heads, List) and len(heads.items) != len(lines):
            yield heads, "ours-length", {"found": len(heads.items), "wanted": len(lines)}
    pairs = zip(rows, columns, strict=True)
    sides = [{line.text for line in side} for pair in pairs for side in pair]
    codes: set[str] = set().union(*sides)
    sets = node.items.get("sets")
    for entry in entries(sets):
        yield from unknown(entry.items["codes"], codes, "codes")
    if isinstance(parts := node.items.get("parts"), Map):
        for side in parts.items.values():
            yield from unknown(side, sets.items if isinstance(sets, Map) else (), "parts")
    for kind in ("identities", "series"):
        for entry in entries(node.items.get(kind)):
            formula = entry.items["formula"]
            words = set(re.findall(WORD, text_of(formula))) - {"sum", "before"}
            meant = set().union(*(_meant(word, sets) for word in words))
            # An identity is of the first table; what follows from last year, of any.
            if not any(meant <= side for side in (sides[:2] if kind == "identities" else sides)):
                wrong = sorted(meant - codes) or sorted(words)
                yield unknown_code(formula, ", ".join(wrong), codes, "formula")


def _meant(word: str, sets: Node | None) -> set[str]:
    """The codes that a word of a formula stands for: those of a set, or itself."""
    found = sets.items.get(word) if isinstance(sets, Map) else None
    return (
        {text_of(code) for code in scalars(found.items["codes"])}
        if isinstance(found, Map)
        else {word}
    )


def _codes(node: Any, side: str) -> Iterator[Scalar]:
    """The codes of rows or columns, and of the groups above them."""
    for item in node.items:
        name = item.items.get("code") or item.items.get("group")
        if name is not None:
            yield name
        if side in item.items:
            yield from _codes(item.items[side], side)


FORM = Keys(
    {
        "id": Whole(1900),
        "years": String(number=True),
        "title": BOTH,
        "source": BOTH,
        "parts": Each(Either(_part_shape)),
    }
)


# -- the form ------------------------------------------------------------------------------------


def compile_form(raw: Mapping[str, Any]) -> Form:
    """One form. Raises KeyError where the file lacks what a form needs."""
    return Form(
        id=raw["id"],
        years=str(raw["years"]),
        title=translated(raw["title"]),
        source=translated(raw["source"]),
        parts={name: _part(name, raw["id"], part) for name, part in raw["parts"].items()},
    )


def _tree(raw: Sequence[Any], side: str, unit: str | None) -> tuple[Heading | Line, ...]:
    """A tree of headings as written in a form; `side` is rows or columns."""

    def grow(
        nodes: Sequence[Any], trail: tuple[Translated[str], ...], group: str | None
    ) -> Iterator[Heading | Line]:
        for node in nodes:
            if "code" in node:
                yield Line(
                    code=node["code"],
                    label=translated(node),
                    trail=trail,
                    group=group,
                    unit=node.get("unit", unit),
                    kind=node.get("type", "count"),
                    article=str(node["article"]) if "article" in node else None,
                    panel=node.get("panel"),
                )
            else:
                label, inner = translated(node), node.get("group", group)
                below = tuple(grow(node[side], (*trail, label), inner))
                yield Heading(label, below, node.get("group"))

    return tuple(grow(raw, (), None))


def _leaves(tree: Sequence[Heading | Line]) -> tuple[Line, ...]:
    return tuple(node for node in walk(tree) if isinstance(node, Line))


def _block(raw: Mapping[str, Any], unit: str | None) -> Block:
    columns, rows = _tree(raw["columns"], "columns", unit), _tree(raw["rows"], "rows", None)
    return Block(
        label=translated(raw)
        if "zh" in raw and "blocks" not in raw and "layout" not in raw
        else None,
        article=str(raw["article"]) if "article" in raw else None,
        corner=translated(raw["corner"]) if "corner" in raw else None,
        column_tree=columns,
        row_tree=rows,
        columns=_leaves(columns),
        rows=_leaves(rows),
        heads=tuple(raw.get("heads", ())),
    )


def _part(name: str, form: int, raw: Mapping[str, Any]) -> PartForm:
    blocks = tuple(_block(block, raw.get("unit")) for block in raw.get("blocks", [raw]))
    strips = {row.code: _strip(name, row, b.columns) for b in blocks for row in b.rows}
    cells = {
        address: (row, column)
        for block in blocks
        for row in block.rows
        for address, column in zip(strips[row.code].addresses, block.columns, strict=True)
    }
    headings = [
        node
        for block in blocks
        for node in walk(block.row_tree)
        if isinstance(node, Heading) and node.group
    ]
    groups = {h.group: tuple(x.code for x in _leaves(h.children)) for h in headings if h.group}
    sets = {
        key: tuple(code for name_ in value["codes"] for code in groups.get(name_, (name_,)))
        for key, value in raw.get("sets", {}).items()
    }
    additive: frozenset[str] = frozenset()
    if "parts" in raw:
        rows, columns = (sets[raw["parts"][side]] for side in ("rows", "columns"))
        additive = frozenset(f"{name}.{row}.{column}" for row in rows for column in columns)
    identities = tuple(
        identity
        for entry in raw.get("identities", [])
        for identity in _expand(name, entry, blocks[0], groups, sets)
    )
    return PartForm(
        name=name,
        form=form,
        label=translated(raw),
        layout=raw["layout"],
        blocks=blocks,
        groups=groups,
        group_labels={h.group: h.label for h in headings if h.group},
        sets=sets,
        identities=identities,
        series=tuple(
            link for entry in raw.get("series", []) for link in _links(name, entry, blocks)
        ),
        addresses=tuple(cells),
        cells=cells,
        strips=strips,
        sums={
            f"{name}.{group}.{column.code}": tuple(f"{name}.{row}.{column.code}" for row in rows)
            for group, rows in groups.items()
            for column in strips[rows[0]].columns
        },
        judged={
            rule: tuple(identity for identity in identities if identity.rule == rule)
            for rule in sorted({identity.rule for identity in identities})
        },
        parts=additive,
    )


def _strip(part: str, row: Line, columns: tuple[Line, ...]) -> FormRow:
    name = f"{part}.{row.code}"
    return FormRow(
        name=name,
        columns=columns,
        kinds=tuple(column.kind for column in columns),
        addresses=tuple(f"{name}.{column.code}" for column in columns),
    )


def _across(part: str, across: str, down: bool) -> Callable[[str], str]:
    """The addresses of rows in one column (`down`), or of columns in one row."""
    return lambda code: f"{part}.{code}.{across}" if down else f"{part}.{across}.{code}"


_TERM = re.compile(r"([+-]?)\s*(before\.)?(\w+)")


def _links(part: str, entry: Mapping[str, str], blocks: Sequence[Block]) -> Iterator[Link]:
    """One link per row or column in each block that has what the formula names."""
    left, right = entry["formula"].split("=")
    place = left.strip()
    terms = [(s, bool(b), name) for s, b, name in _TERM.findall(right)]
    for block in blocks:
        rows, columns = ([line.code for line in lines] for lines in (block.rows, block.columns))
        down = place in rows
        if not {place, *(name for _, _, name in terms)} <= set(rows if down else columns):
            continue
        for across in columns if down else rows:
            address = _across(part, across, down)
            yield Link(
                rule=entry["rule"],
                place=address(place),
                right=tuple((-1 if s == "-" else 1, b, address(name)) for s, b, name in terms),
            )


def _expand(
    part: str,
    entry: Mapping[str, str],
    block: Block,
    groups: Mapping[str, tuple[str, ...]],
    sets: Mapping[str, tuple[str, ...]],
) -> Iterator[Identity]:
    """One identity per column where the formula names rows, one per row where it names columns."""
    sides = []
    for side in entry["formula"].split("="):
        names = (re.sub(r"sum\((\w+)\)", r"\1", term.strip()) for term in side.split("+"))
        sides.append([code for n in names for code in sets.get(n, groups.get(n, (n,)))])
    left, right = sides
    rows, columns = ([line.code for line in lines] for lines in (block.rows, block.columns))
    down = left[0] in rows
    for across in columns if down else rows:
        address = _across(part, across, down)
        yield Identity(
            rule=entry["rule"],
            place=address(left[0]),
            left=tuple(map(address, left)),
            right=tuple(map(address, right)),
            axis="column" if down else "row",
        )
