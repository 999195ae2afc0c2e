"""An official form: what may stand in its file, and the file → rows, columns, sums.

A form is data: its trees of headings are walked here once, so that reading, checking, laying out
and publishing only walk the result. A file that `shape` finds nothing wrong with can be compiled:
`compile_form` does not ask again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from gongkai.contract.contractfiles import BOTH, SLUG, TEXT, WORD, languages
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
    once,
    scalars,
    text_of,
    unknown_code,
)
from gongkai.model.forms import (
    ROLES,
    ROW_ROLES,
    Block,
    Form,
    FormRow,
    Heading,
    Identity,
    Line,
    Link,
    OutcomeSet,
    PartForm,
    walk,
)
from gongkai.model.languages import Translated, translated
from gongkai.text.yamlread import List, Map, Node, Scalar

# -- what may stand in the file ------------------------------------------------------------------

_KINDS = ("count", "money", "change")
_ONE_ARTICLE = r"[1-9][0-9]?(\([1-9]\))?"
_ARTICLE = String(rf"{_ONE_ARTICLE}(, {_ONE_ARTICLE})*", number=True)
_CODE: dict[str, Shape] = {"code": String(WORD), **languages(TEXT)}
_OF_LINE: dict[str, Shape] = {
    "panel": String(WORD),
    "unit": TEXT,
    "type": String(among=_KINDS),
    "article": _ARTICLE,
}


def _line_shape(side: str) -> Shape:
    """A row or a column, or a heading over some."""
    line = Keys(_CODE, {**_OF_LINE, "running": Flag()} if side == "columns" else _OF_LINE)

    def both(node: Map) -> Iterator[Fault]:
        yield node.keys[side], "form-node", {"code": text_of(node.items["code"]), "key": side}

    def choose(node: Node) -> Shape:
        if not isinstance(node, Map) or side not in node.items:
            return line
        inner: dict[str, Shape] = {**languages(TEXT), side: Items(Either(choose))}
        if "code" in node.items:
            return Keys({**inner, **line.needed}, line.free, also=both, tolerant=True)
        return Keys(inner, {"group": String(WORD)} if side == "rows" else {})

    return Either(choose)


_BLOCK: dict[str, Shape] = {
    "columns": Items(_line_shape("columns")),
    "rows": Items(_line_shape("rows")),
}
_HEADS: dict[str, Shape] = {"corner": BOTH, "heads": Items(TEXT)}
_SUM = r"(sum\(\w+\)|\w+)( *\+ *(sum\(\w+\)|\w+))*"
_FORMULA = rf"{_SUM} *= *{_SUM}"
_BEFORE = r"\w+ *= *(before\.)?\w+( *[+-] *(before\.)?\w+)*"
_ROLE = rf"{WORD}(\.{WORD})?"
# What a part cannot be called, since other places of a report are; nor a row of it.
_NO_PART = ("report", "sha256", "statements", "title")
_NO_ROW = ("form",)


def _formulas(kind: str, pattern: str) -> Items:
    """Formulas, each of a rule of this kind."""
    return Items(Keys({"rule": String(known=kind), "formula": String(pattern)}))


def _part_shape(node: Node) -> Shape:
    """A part of one table, or of several blocks."""
    blocks = isinstance(node, Map) and "blocks" in node.items
    inner = _BLOCK
    if blocks:
        names: dict[str, Shape] = {**languages(TEXT), "article": _ARTICLE}
        inner = {"blocks": Items(Keys({**_BLOCK, **languages(TEXT)}, {**_HEADS, **names}))}
    layouts = ("blocks",) if blocks else ("rows", "across")
    return Keys(
        {
            **languages(TEXT),
            "title": BOTH,
            "short": BOTH,
            "table": String(known="cells"),
            "layout": String(among=layouts),
            **inner,
        },
        {
            "unit": TEXT,
            **({} if blocks else _HEADS),
            "whole": String(WORD),
            "panel": Items(String(WORD)),
            "roles": Keys({}, dict.fromkeys(ROLES, String(_ROLE))),
            "outcomes": Keys({"set": String(WORD), "whole": String(_ROLE)}),
            "sets": Each(Keys({**languages(TEXT), "codes": Items(String(WORD))})),
            "parts": Keys({"rows": String(WORD), "columns": String(WORD)}),
            "identities": _formulas("identities", _FORMULA),
            "series": _formulas("series", _BEFORE),
        },
        also=_names,
        tolerant=True,
    )


@dataclass(slots=True)
class PartNames:
    """What a part names, as far as it can be read: a fault in one place hides no other one."""

    columns: list[list[Scalar]]  # of each block
    rows: list[list[Scalar]]
    groups: set[str]
    block_of: dict[str, int]  # row or group → its block
    sets: dict[str, Map]
    whole: str
    running: set[str]  # columns with the totals of all years

    def of_set(self, name: str) -> list[str]:
        """The codes that a word of a formula stands for: those of a set, or itself."""
        found = self.sets.get(name)
        return [one.text for one in scalars(found.items.get("codes"))] if found else [name]

    def columns_of(self, row: str) -> list[str]:
        """The columns of a row or group."""
        return [column.text for column in self.columns[self.block_of[row]]]

    @property
    def every_column(self) -> set[str]:
        return {column.text for block in self.columns for column in block}


def _named(node: Map) -> PartNames:
    whole = node.items.get("whole")
    found = PartNames([], [], set(), {}, {}, text_of(whole) if whole else "", set())
    for number, table in enumerate(entries(node.items.get("blocks")) or [node]):
        columns, rows = (list(_leaf_nodes(table.items.get(s), s)) for s in ("columns", "rows"))
        found.columns.append([code for code, _ in columns])
        found.running |= {code.text for code, line in columns if _said("running", line) == ["true"]}
        found.rows.append([code for code, _ in rows])
        for group in _group_nodes(table.items.get("rows")):
            found.groups.add(group.text)
            found.block_of.setdefault(group.text, number)
        for code, _ in rows:
            found.block_of.setdefault(code.text, number)
    sets = node.items.get("sets")
    if isinstance(sets, Map):
        found.sets = {name: one for name, one in sets.items.items() if isinstance(one, Map)}
    return found


def _leaf_nodes(node: Node | None, side: str) -> Iterator[tuple[Scalar, Map]]:
    """The codes of the rows or columns of a tree, each with its node."""
    for item in entries(node):
        code = item.items.get("code")
        if isinstance(code, Scalar):
            yield code, item
        yield from _leaf_nodes(item.items.get(side), side)


def _group_nodes(node: Node | None) -> Iterator[Scalar]:
    """The groups of a tree of rows."""
    for item in entries(node):
        if isinstance(group := item.items.get("group"), Scalar):
            yield group
        yield from _group_nodes(item.items.get("rows"))


def _names(node: Map) -> Iterator[Fault]:
    """Codes are all different; sets, formulas, roles and the rest name what there is."""
    named = _named(node)
    yield from _codes_differ(node, named)
    yield from _columns_exist(node, named)
    yield from _sets_exist(node, named)
    for name, at, address in _role_nodes(node):
        yield from _figure(at, address, f"roles.{name}", named, name in ROW_ROLES)
    for kind, check in (("identities", _identity), ("series", _follows)):
        places: list[Scalar] = []
        for entry in entries(node.items.get(kind)):
            formula = entry.items.get("formula")
            wanted = _FORMULA if check is _identity else _BEFORE
            if isinstance(formula, Scalar) and re.fullmatch(wanted, formula.text):
                yield from check(formula, named)
                first = re.split("[ =+]", formula.text)[0]
                place = f"{text_of(entry.items.get('rule', formula))} {first}"
                places.append(formula._replace(text=place))
        yield from once(places, kind)  # a finding is known by its rule and place


def _codes_differ(node: Map, named: PartNames) -> Iterator[Fault]:
    """Rows, groups and sets are called differently, the columns of a block too."""
    tables = entries(node.items.get("blocks")) or [node]
    every = [row for block in named.rows for row in block]
    groups = [group for table in tables for group in _group_nodes(table.items.get("rows"))]
    sets = node.items.get("sets")
    names = [sets.keys[name] for name in named.sets] if isinstance(sets, Map) else []
    lines = [*every, *groups]
    yield from once(sorted([*lines, *names], key=_place), "rows")
    for row in every:
        if row.text in _NO_ROW:
            yield row, "form-reserved", {"found": row.text}
    for table, columns in zip(tables, named.columns, strict=True):
        yield from once(columns, "columns")
        first = {line.text: line.line for line in reversed([*lines, *names])}
        for column in columns:
            if column.text in first:
                args = {"key": f"columns: {column.text[:60]}", "first": first[column.text]}
                yield column, "duplicate-key", args
        heads = table.items.get("heads")
        if isinstance(heads, List) and len(heads.items) != len(columns):
            yield heads, "ours-length", {"found": len(heads.items), "wanted": len(columns)}


def _place(node: Scalar) -> tuple[int, int]:
    return node.line, node.column


def _columns_exist(node: Map, named: PartNames) -> Iterator[Fault]:
    """`whole` and `panel` are columns, and `whole` is no running total."""
    for key in ("whole", "panel"):
        for one in scalars(node.items.get(key)):
            if one.text not in named.every_column:
                yield unknown_code(one, one.text, named.every_column, key)
            elif key == "whole":
                yield from _of_the_year(one, [one.text], key, named)


def _of_the_year(at: Node, columns: Iterable[str], key: str, named: PartNames) -> Iterator[Fault]:
    """What speaks of a year names no running total."""
    for column in columns:
        if column in named.running:
            yield at, "form-running", {"key": key, "column": column}


def _sets_exist(node: Map, named: PartNames) -> Iterator[Fault]:
    """A set is of rows or of columns; `parts` and `outcomes` name sets."""
    rows, columns = named.block_of.keys(), named.every_column
    for entry in named.sets.values():
        codes = scalars(entry.items.get("codes"))
        side = rows if codes and codes[0].text in rows else columns
        yield from once(codes, "codes")
        for code in codes:
            if code.text not in side:
                known = side if code.text in {*rows, *columns} else {*rows, *columns}
                yield unknown_code(code, code.text, known, "codes")
    parts, outcomes = node.items.get("parts"), node.items.get("outcomes")
    if isinstance(parts, Map):
        for side_name, lines in (("rows", rows), ("columns", columns)):
            yield from _of_set(parts.items.get(side_name), named, lines, f"parts.{side_name}")
        if isinstance(at := parts.items.get("columns"), Scalar):
            yield from _of_the_year(at, named.of_set(at.text), "parts.columns", named)
    if isinstance(outcomes, Map):
        yield from _of_set(outcomes.items.get("set"), named, rows, "outcomes.set")
        for key, at in outcomes.items.items():
            found = [text_of(at)] if key == "whole" else named.of_set(text_of(at))
            figures = (code for code in found if key == "whole" or code in rows)
            wrong = (f for code in figures for f in _figure(at, code, f"outcomes.{key}", named))
            yield from islice(wrong, 1)


def _of_set(
    node: Node | None, named: PartNames, lines: Collection[str], key: str
) -> Iterator[Fault]:
    """The name of a set of these lines."""
    if not isinstance(node, Scalar):
        return
    known = [name for name in named.sets if set(named.of_set(name)) <= set(lines)]
    if node.text not in known:
        yield unknown_code(node, node.text, known, key)


def _role_nodes(node: Map) -> Iterator[tuple[str, Scalar, str]]:
    """The roles of a part that the code knows: name, where it is said, what is said."""
    roles = node.items.get("roles")
    for name, value in roles.items.items() if isinstance(roles, Map) else ():
        if name in ROLES and isinstance(value, Scalar) and re.fullmatch(_ROLE, value.text):
            yield name, value, value.text


def _figure(
    at: Node, address: str, key: str, named: PartNames, whole_row: bool = False
) -> Iterator[Fault]:
    """A row or group in the whole column of the part, or row.column; or a whole row."""
    row, _, column = address.partition(".")
    known = named.block_of.keys() - (named.groups if whole_row else set())
    args = {"key": key, "row": row}
    if row not in known:
        yield unknown_code(at, row, known, key)
    elif whole_row and column:
        yield at, "form-whole-row", args
    elif not whole_row and not (column := column or named.whole):
        yield at, "form-no-whole", args
    elif not whole_row and column not in named.columns_of(row):
        known_columns = ", ".join(named.columns_of(row))
        yield at, "form-column", {**args, "column": column, "known": known_columns}
    elif not whole_row and "." in address:
        yield from _of_the_year(at, [column], key, named)


def _identity(formula: Scalar, named: PartNames) -> Iterator[Fault]:
    """It names sets, rows, groups or columns."""
    words = list(dict.fromkeys(re.findall(WORD, formula.text)))
    meant = [code for word in words if word != "sum" for code in named.of_set(word)]
    known = {*named.block_of, *named.every_column, *named.sets}
    yield from _formula(formula, meant, named, named.block_of.keys(), known)


def _follows(formula: Scalar, named: PartNames) -> Iterator[Fault]:
    """What follows from last year names rows or columns, no groups and no sets."""
    meant = list(dict.fromkeys(re.findall(WORD, formula.text.replace("before.", ""))))
    rows = {row.text for block in named.rows for row in block}
    yield from _formula(formula, meant, named, rows, rows | named.every_column)
    yield from _of_the_year(formula, meant, "formula", named)


def _formula(
    formula: Scalar,
    meant: Sequence[str],
    named: PartNames,
    rows: Collection[str],
    known: Collection[str],
) -> Iterator[Fault]:
    """A formula is about rows of blocks that have the same columns, or about columns of one."""
    columns = named.every_column
    if wrong := [code for code in meant if code not in rows and code not in columns]:
        yield unknown_code(formula, ", ".join(wrong), known, "formula")
    elif set(meant) <= set(rows):
        if len({tuple(named.columns_of(row)) for row in meant}) > 1:
            yield formula, "form-blocks", {"rows": ", ".join(meant)}
    elif set(meant) <= columns:
        if not any(set(meant) <= {column.text for column in block} for block in named.columns):
            yield formula, "form-columns", {"columns": ", ".join(meant)}
    else:
        across = ", ".join(code for code in meant if code in columns)
        down = ", ".join(code for code in meant if code not in columns)
        yield formula, "form-mixed", {"columns": across, "rows": down}


def shape(name: str, nodes: Mapping[str, Node], kinds: Mapping[str, Sequence[str]]) -> Keys:
    """What may stand in the form of this name, a file without its ending, among these.

    `kinds` says of each table of cells what they may be.
    """

    def also(node: Map) -> Iterator[Fault]:
        yield from _identified(node, name)
        yield from _used_twice(node, name, nodes)
        yield from _parts_apart(node)
        yield from _fits_tables(node, kinds)
        yield from _fits_panel(node, name, nodes, kinds)

    return Keys(
        {
            "id": Whole(1900),
            "used": Keys(
                {
                    "since": Whole(1900),
                    "until": Whole(1900, nullable=True),
                    "where": String(SLUG, nullable=True),
                }
            ),
            "title": BOTH,
            "source": BOTH,
            "parts": Each(Either(_part_shape)),
        },
        also=also,
        tolerant=True,
    )


def _used(node: Node) -> tuple[Scalar, str, str] | None:
    """Where the years of a form stand, the first one and its province; None if it is not so."""
    used = node.items.get("used") if isinstance(node, Map) else None
    since = used.items.get("since") if isinstance(used, Map) else None
    where = used.items.get("where") if isinstance(used, Map) else None
    if not isinstance(since, Scalar) or not isinstance(where, Scalar):
        return None
    return since, since.text, "" if where.null else where.text


def _identified(node: Map, name: str) -> Iterator[Fault]:
    """The id is the name of the file, and the first year; the code of a province before it."""
    form, used = node.items.get("id"), _used(node)
    if isinstance(form, Scalar) and form.text != name:
        yield form, "form-file", {"found": form.text, "name": name}
    if isinstance(form, Scalar) and used and form.text.isdecimal() and used[1].isdecimal():
        code, year = divmod(int(form.text), 10_000)
        if f"{year:04}" != used[1] or bool(used[2]) != (10 <= code <= 99):
            message = "form-id-province" if used[2] else "form-id"
            yield form, message, {"found": form.text, "since": used[1], "where": used[2]}
    years = node.items.get("used")
    until = years.items.get("until") if isinstance(years, Map) else None
    if used and isinstance(until, Scalar) and until.text.isdecimal() and until.text < used[1]:
        yield until, "form-until", {"found": until.text, "since": used[1]}


def _used_twice(node: Map, name: str, nodes: Mapping[str, Node]) -> Iterator[Fault]:
    """No two forms begin in one year at one place: the later file says so."""
    if (used := _used(node)) is None:
        return
    for other, found in nodes.items():
        if other == name:
            return
        if (theirs := _used(found)) and theirs[1:] == used[1:]:
            args = {"since": used[1], "first": other, "where": used[2] or "null"}
            yield used[0], "form-twice", args


def _parts_apart(node: Map) -> Iterator[Fault]:
    """Parts are told apart by name, role and, in one table, by their rows."""
    parts = node.items.get("parts")
    if not isinstance(parts, Map):
        return
    roles: list[Scalar] = []
    tables: dict[str, list[Scalar]] = {}
    for name, part in parts.items.items():
        if name in _NO_PART:
            yield parts.keys[name], "form-reserved", {"found": name}
        if not isinstance(part, Map):
            continue
        if isinstance(given := part.items.get("roles"), Map):
            roles += given.keys.values()
        codes = {code.text: code for block in _named(part).rows for code in block}
        table = text_of(part.items.get("table", parts.keys[name]))
        tables.setdefault(table, []).extend(codes.values())
    yield from once(roles, "roles")
    for table, rows in tables.items():
        yield from once(rows, f"table {table}")


def _fits_tables(node: Map, kinds: Mapping[str, Sequence[str]]) -> Iterator[Fault]:
    """A table without decimals or units holds no money, one without signs no change."""
    for part in entries(node.items.get("parts")):
        table = text_of(part.items["table"]) if "table" in part.items else ""
        blocks = entries(part.items.get("blocks")) or [part] if table in kinds else []
        for _, line in (
            leaf
            for block in blocks
            for side in ("columns", "rows")
            for leaf in _leaf_nodes(block.items.get(side), side)
        ):
            kind = line.items.get("type")
            if isinstance(kind, Scalar) and kind.text in {*_KINDS} - {*kinds[table]}:
                known = ", ".join(kinds[table])
                yield kind, "form-kind", {"found": kind.text, "table": table, "known": known}


# -- the columns of the panel

STATA = 32  # characters of a name that Stata reads


def panel_name(part: str, row: str, column: str | None) -> str:
    """The column of the panel for a row, or group, and a column; None is the whole column."""
    return "_".join(filter(None, (part, row, column)))


def _fits_panel(
    node: Map, name: str, nodes: Mapping[str, Node], kinds: Mapping[str, Sequence[str]]
) -> Iterator[Fault]:
    """Names of columns are short enough, and each is that of one figure in the forms up to here."""
    seen = {f"{table}_form": f"reports.{table}_form" for table in kinds}
    wrong: set[Scalar] = set()  # a line is wrong once, and not in each of its columns
    for other in nodes:
        if other == name:
            break
        for named, address, _ in _in_panel(nodes[other]):
            seen.setdefault(named, address)
    for named, address, at in _in_panel(node):
        first = seen.setdefault(named, address)
        if at in wrong or (first == address and len(named) <= STATA):
            continue
        wrong.add(at)
        if first != address:
            yield at, "form-panel-twice", {"found": named, "address": address, "first": first}
        else:
            yield at, "form-panel-long", {"found": named, "length": len(named), "most": STATA}


def _in_panel(form: Node) -> Iterator[tuple[str, str, Scalar]]:
    """What the panel shows of a form: the name of the column, the address, whose word it is."""
    parts = form.items.get("parts") if isinstance(form, Map) else None
    for name, part in parts.items.items() if isinstance(parts, Map) else ():
        if not isinstance(part, Map):
            continue
        whole, panel = (part.items.get(key) for key in ("whole", "panel"))
        shown = {column.text for column in scalars(panel)}
        for block in entries(part.items.get("blocks")) or [part]:
            columns = list(_leaf_nodes(block.items.get("columns"), "columns"))
            rows = list(_leaf_nodes(block.items.get("rows"), "rows"))
            rows += [(group, Map({}, {}, 0, 0)) for group in _group_nodes(block.items.get("rows"))]
            for row, line in rows:
                word = _panel_word(row, line)
                for column, head in columns:
                    if panel is None or column.text in shown:
                        whole_one = whole is not None and column.text == text_of(whole)
                        last = None if whole_one else _panel_word(column, head).text
                        address = f"{name}.{row.text}.{column.text}"
                        yield panel_name(name, word.text, last), address, word
                        if "money" in _said("type", line, head) and not _said(
                            "unit", line, head, part
                        ):
                            yield panel_name(name, word.text, "unit"), f"{address}.unit", word


def _panel_word(code: Scalar, line: Map) -> Scalar:
    """The word of a row or column in the panel."""
    word = line.items.get("panel")
    return word if isinstance(word, Scalar) else code


def _said(key: str, *nodes: Map) -> list[str]:
    """What these say under a key."""
    return [text_of(node.items[key]) for node in nodes if key in node.items]


# -- the form ------------------------------------------------------------------------------------


def compile_form(raw: Mapping[str, Any]) -> Form:
    """One form, of a file that fits its shape."""
    used = raw["used"]
    return Form(
        id=raw["id"],
        since=used["since"],
        until=used["until"],
        where=used["where"],
        at=used.at,
        title=translated(raw["title"]),
        source=translated(raw["source"]),
        parts={
            name: _part(name, raw["id"], used["since"], part) for name, part in raw["parts"].items()
        },
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
                    running=node.get("running", False),
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
        label=translated(raw) if "layout" not in raw else None,
        article=str(raw["article"]) if "article" in raw else None,
        corner=translated(raw["corner"]) if "corner" in raw else None,
        column_tree=columns,
        row_tree=rows,
        columns=_leaves(columns),
        rows=_leaves(rows),
        heads=tuple(raw.get("heads", ())),
    )


def _part(name: str, form: int, since: int, raw: Mapping[str, Any]) -> PartForm:
    blocks = tuple(_block(block, raw.get("unit")) for block in raw.get("blocks", [raw]))
    strips = {row.code: _strip(name, row, b.columns) for b in blocks for row in b.rows}
    cells = {
        address: (row, column)
        for block in blocks
        for row in block.rows
        for address, column in _addressed(strips[row.code])
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
        for identity in _expand(name, entry, blocks, groups, sets)
    )
    whole = raw.get("whole")
    named = raw.get("roles", {})
    roles = {
        role: _address(name, row, whole) for role, row in named.items() if role not in ROW_ROLES
    }
    sums = {
        f"{name}.{group}.{column.code}": tuple(f"{name}.{row}.{column.code}" for row in rows)
        for group, rows in groups.items()
        for column in strips[rows[0]].columns
    }
    running = frozenset(
        address for address in (*cells, *sums) if cells[sums.get(address, (address,))[0]][1].running
    )
    return PartForm(
        name=name,
        form=form,
        since=since,
        label=translated(raw),
        title=translated(raw["title"]),
        short=translated(raw["short"]),
        table=raw["table"],
        whole=whole,
        panel=frozenset(raw.get("panel") or (c.code for b in blocks for c in b.columns)),
        roles=roles,
        row_roles={role: strips[row] for role, row in named.items() if role in ROW_ROLES},
        outcomes=_outcomes(name, raw, whole) if "outcomes" in raw else None,
        layout=raw["layout"],
        blocks=blocks,
        groups=groups,
        group_labels={h.group: h.label for h in headings if h.group},
        sets=sets,
        identities=identities,
        series=tuple(
            link
            for entry in raw.get("series", [])
            for link in _links(name, entry, blocks)
            if link.place not in running
        ),
        addresses=tuple(cells),
        cells=cells,
        strips=strips,
        sums=sums,
        judged={
            rule: tuple(identity for identity in identities if identity.rule == rule)
            for rule in sorted({identity.rule for identity in identities})
        },
        parts=additive,
        running=running,
    )


def _strip(part: str, row: Line, columns: tuple[Line, ...]) -> FormRow:
    """The cells of a row; what it says of its unit and type goes before what the columns say."""
    name = f"{part}.{row.code}"
    if row.unit or row.kind != "count":
        kind = row.kind if row.kind != "count" else None
        columns = tuple(
            replace(column, unit=row.unit or column.unit, kind=kind or column.kind)
            for column in columns
        )
    return FormRow(
        name=name,
        columns=columns,
        kinds=tuple(column.kind for column in columns),
        addresses=tuple(f"{name}.{column.code}" for column in columns),
    )


def _addressed(row: FormRow) -> Iterator[tuple[str, Line]]:
    return zip(row.addresses, row.columns, strict=True)


def _address(part: str, row: str, whole: str | None) -> str:
    """The address of a row or group in the whole column, or of row.column."""
    return f"{part}.{row}" if "." in row else f"{part}.{row}.{whole}"


def _outcomes(part: str, raw: Mapping[str, Any], whole: str | None) -> OutcomeSet:
    codes = tuple(raw["sets"][raw["outcomes"]["set"]]["codes"])
    addresses = tuple(_address(part, code, whole) for code in codes)
    return OutcomeSet(codes, addresses, _address(part, raw["outcomes"]["whole"], whole))


def _across(part: str, across: str, down: bool) -> Callable[[str], str]:
    """The addresses of rows in one column (`down`), or of columns in one row."""
    return lambda code: f"{part}.{code}.{across}" if down else f"{part}.{across}.{code}"


def _lines_across(blocks: Sequence[Block], codes: Sequence[str]) -> tuple[bool, list[str]]:
    """Whether a formula names rows, and the lines for each of which it is meant: the columns of
    their blocks, which are alike; or the rows of every block that has all its columns.
    """
    for block in blocks:
        if codes[0] in {row.code for row in block.rows}:
            return True, [column.code for column in block.columns]
    having = (b for b in blocks if {*codes} <= {column.code for column in b.columns})
    return False, [row.code for block in having for row in block.rows]


_TERM = re.compile(r"([+-]?)\s*(before\.)?(\w+)")


def _links(part: str, entry: Mapping[str, str], blocks: Sequence[Block]) -> Iterator[Link]:
    """One link per column where the formula names rows, one per row where it names columns."""
    left, right = entry["formula"].split("=")
    place = left.strip()
    terms = [(s, bool(b), name) for s, b, name in _TERM.findall(right)]
    down, lines = _lines_across(blocks, [place, *(name for _, _, name in terms)])
    for across in lines:
        address = _across(part, across, down)
        yield Link(
            rule=entry["rule"],
            place=address(place),
            right=tuple((-1 if s == "-" else 1, b, address(name)) for s, b, name in terms),
        )


def _expand(
    part: str,
    entry: Mapping[str, str],
    blocks: Sequence[Block],
    groups: Mapping[str, tuple[str, ...]],
    sets: Mapping[str, tuple[str, ...]],
) -> Iterator[Identity]:
    """One identity per column where the formula names rows, one per row where it names columns."""
    sides = []
    for side in entry["formula"].split("="):
        names = (re.sub(r"sum\((\w+)\)", r"\1", term.strip()) for term in side.split("+"))
        sides.append([code for n in names for code in sets.get(n, groups.get(n, (n,)))])
    left, right = sides
    down, lines = _lines_across(blocks, [*left, *right])
    for across in lines:
        address = _across(part, across, down)
        yield Identity(
            rule=entry["rule"],
            place=address(left[0]),
            left=tuple(map(address, left)),
            right=tuple(map(address, right)),
            axis="column" if down else "row",
        )
