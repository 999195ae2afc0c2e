"""The figures in the prose of a report: one entry each, and what each claims of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from gongkai.content.load.fields import FileReader, place_of
from gongkai.model.forms import PartForm
from gongkai.model.languages import translated
from gongkai.model.report import Location, Statement
from gongkai.text.yamlread import List, Node

KINDS = ("value", "percent", "points", "change")
# The keys of each relation; the first of them names it.
RELATIONS = {
    "equals": ("equals",),
    "sum": ("sum_of",),
    "growth": ("growth_of",),
    "change": ("change_of",),
    "share": ("part", "share_of"),
    "points": ("from", "to"),
}
_RELATION_OF = {key: relation for relation, keys in RELATIONS.items() for key in keys}
_KIND_OF = {"growth": "percent", "change": "change", "share": "percent", "points": "points"}
MAX_CHAIN = 6  # statements that rest on others: each may be said by what it rests on
MAX_SHOWN = 20  # statements of a circle that a message names
_MYRIADS = {1: "", 10_000: "万", 100_000_000: "亿"}


def read_statements(
    reader: FileReader,
    node: Node | None,
    items: Iterable[dict[str, Any]],
    parts: Mapping[str, PartForm],
    year: int,
) -> tuple[Statement, ...]:
    """The statements of one report; what does not fit together is noted as a problem.

    `node` is what the file says, and `items` the same as read.
    """
    found: dict[str, Statement] = {}
    written = node.items if isinstance(node, List) else ()
    for entry, item in zip(written, items, strict=True):
        statement = _statement(reader, item, Location(entry.line, entry.column), year)
        if statement is None:
            continue
        if statement.id in found:
            at = place_of(entry, "id")
            first = found[statement.id].at.line
            reader.problem(at, "duplicate-key", key=statement.id, first=first)
            continue
        found[statement.id] = statement
    for statement in found.values():
        _references(reader, statement, found, parts)
    _circles(reader, found)
    _sets(reader, found)
    return tuple(found.values())


def _statement(
    reader: FileReader, item: dict[str, Any], at: Location, year: int
) -> Statement | None:
    before = len(reader.problems)
    kinds = [kind for kind in KINDS if item[kind] is not None]
    if len(kinds) != 1:
        reader.problem(at, "statement-one-figure", key=item["id"], known=", ".join(KINDS))
        return None
    kind = kinds[0]
    named = (relation for key, relation in _RELATION_OF.items() if item[key] is not None)
    relations = list(dict.fromkeys(named))
    if len(relations) > 1:
        reader.problem(at, "statement-one-relation", key=item["id"], known=", ".join(relations))
    relation = relations[0] if relations else None
    for key in RELATIONS.get(relation or "", ()):
        if item[key] is None:
            reader.problem(at, "missing-key", key=key, choices=None)
    if relation and _KIND_OF.get(relation, kind) != kind:
        wanted = _KIND_OF[relation]
        reader.problem(at, "statement-kind", key=item["id"], relation=relation, wanted=wanted)
    if (item["zh"] is None) != (item["en"] is None) or (item["zh"] is None and relation is None):
        reader.problem(at, "statement-label", key=item["id"])
    if kind == "value" and relation is None and item["whose"] is None:
        choices = ", ".join(reader.contract.codes("statements.whose"))
        reader.problem(at, "missing-key", key="whose", choices=choices)
    number: Decimal = item[kind]
    if kind == "value" and number < 0:
        reader.problem(at, "statement-negative", key=item["id"])
    if kind == "percent" and relation == "share" and not 0 <= number <= 100:
        reader.problem(at, "statement-share", key=item["id"], found=f"{number}")
    for key, needs in (("exhaustive", "sum_of"), ("set", "share_of"), ("scale", "value")):
        if item[key] is not None and item[needs] is None:
            reader.problem(at, "statement-needs", key=key, needs=needs)
    if len(reader.problems) > before:
        return None
    scale = item["scale"] or 1
    targets = tuple(
        target
        for key in RELATIONS.get(relation or "", ())
        for target in (item[key] if isinstance(item[key], list) else [item[key]])
    )
    if relation is None and item["near"] is not None:
        relation, targets = "near", (item["near"],)
    return Statement(
        id=item["id"],
        place=item["at"],
        kind=kind,
        number=number,
        value=number * scale,
        printed=f"{number}{_MYRIADS[scale]}{'%' if kind == 'percent' else ''}",
        bound=item["bound"],
        unit=item["unit"],
        whose=item["whose"],
        year=item["year"] or year,
        label=translated(item) if item["zh"] else None,
        relation=relation,
        targets=targets,
        near=item["near"],
        exhaustive=bool(item["exhaustive"]),
        set=item["set"],
        at=at,
    )


def is_address(name: str, parts: Mapping[str, PartForm]) -> bool:
    """Whether a name is a cell or a group's figure of the forms that the report follows."""
    form = parts.get(name.partition(".")[0])
    return form is not None and (name in form.cells or name in form.sums)


def _references(
    reader: FileReader,
    statement: Statement,
    known: Mapping[str, Statement],
    parts: Mapping[str, PartForm],
) -> None:
    for target in dict.fromkeys((*statement.targets, *filter(None, (statement.near,)))):
        if target == statement.id:
            reader.problem(statement.at, "statement-itself", key=statement.id)
        elif target not in known and not is_address(target, parts):
            hint = reader.hint(target, _names(known, parts))
            reader.problem(
                statement.at, "statement-nothing", key=statement.id, found=target, hint=hint
            )


def _names(known: Mapping[str, Statement], parts: Mapping[str, PartForm]) -> Iterator[str]:
    for form in parts.values():
        yield from form.cells
    yield from known


def _circles(reader: FileReader, known: Mapping[str, Statement]) -> None:
    """A statement that rests on itself by way of others, or on too long a chain of them.

    Near is no claim and may go both ways.
    """
    depth: dict[str, int] = {}  # how many levels of others a statement rests on
    for start in known:
        # From one to the next without a call for each, since a chain may be long. `path` holds
        # those that lead to where we are, each with what it rests on and is yet to be seen.
        path: dict[str, Iterator[str]] = {}
        follow: str | None = start
        while path or follow:
            if follow in path:
                names = list(path)
                circle = [*names[names.index(follow) :], follow]
                if len(circle) > 2:
                    way = " → ".join([*circle[:MAX_SHOWN], *(["…"] if circle[MAX_SHOWN:] else [])])
                    reader.problem(known[follow].at, "statement-circle", path=way)
            elif follow is not None and follow not in depth and _rests(known.get(follow)):
                path[follow] = iter(known[follow].targets)
            name = next(reversed(path), None)
            follow = next(path[name], None) if name else None
            if name and follow is None:
                del path[name]
                depth[name] = 1 + max(depth.get(target, 0) for target in known[name].targets)
                if depth[name] == MAX_CHAIN + 1:
                    args = {"key": name, "limit": MAX_CHAIN}
                    reader.problem(known[name].at, "statement-chain", **args)


def _rests(statement: Statement | None) -> bool:
    return statement is not None and bool(statement.targets) and statement.relation != "near"


def _sets(reader: FileReader, known: Mapping[str, Statement]) -> None:
    """The shares of a set are shares of one whole, and at least two."""
    sets: dict[str, list[Statement]] = {}
    for statement in known.values():
        if statement.set:
            sets.setdefault(statement.set, []).append(statement)
    for name, members in sets.items():
        if len(members) == 1 or len({m.targets[1] for m in members}) > 1:
            reader.problem(members[0].at, "statement-set", key=name, n=len(members))
