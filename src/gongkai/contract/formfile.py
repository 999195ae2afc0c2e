"""An official form as written in datapackage/forms → rows, columns, addresses and identities.

A form is data: its trees of headings are walked here once, so that reading, checking, laying out
and publishing only walk the result.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from gongkai.model.forms import Block, Form, FormRow, Heading, Identity, Line, Link, PartForm, walk
from gongkai.model.languages import Translated, translated


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

            def address(code: str, across: str = across, down: bool = down) -> str:
                return f"{part}.{code}.{across}" if down else f"{part}.{across}.{code}"

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

        def address(code: str, across: str = across) -> str:
            return f"{part}.{code}.{across}" if down else f"{part}.{across}.{code}"

        yield Identity(
            rule=entry["rule"],
            place=address(left[0]),
            left=tuple(map(address, left)),
            right=tuple(map(address, right)),
            axis="column" if down else "row",
        )
