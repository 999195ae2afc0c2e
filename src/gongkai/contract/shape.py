"""What may stand in a file of ours, as data: a shape is laid over the nodes of a file.

Every place that does not fit is a problem with line and column. `known` names a list of names that
other files give (`names` of `faults`): rules, tables, addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gongkai.model.findings import Problem
from gongkai.text.yamlread import List, Map, Node, Scalar

Names = Mapping[str, Collection[str]]
Fault = tuple[Node, str, dict[str, Any]]  # where, the id of a message, its arguments
Also = Callable[[Any], Iterator[Fault]]  # what a shape alone cannot say of a node that fits it
_FLAGS = ("true", "false")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
_KEY = r"[a-z][a-z0-9_]*"
_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Text:
    """A text. With `gaps`, words in braces are replaced, and braces may hold nothing else."""

    pattern: str | None = None
    known: str | None = None
    among: tuple[str, ...] = ()
    nullable: bool = False
    number: bool = False  # whether it may look like a whole number
    gaps: bool = False
    empty: bool = False


@dataclass(frozen=True, slots=True)
class Whole:
    """A whole number."""

    least: int = 0


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping with these keys, some of which may be left out.

    Other keys may stand in it only where `others` says what they hold.
    """

    needed: Mapping[str, Shape]
    free: Mapping[str, Shape] = field(default_factory=dict)
    also: Also | None = None
    others: Shape | None = None


@dataclass(frozen=True, slots=True)
class Each:
    """A mapping of any keys that fit a pattern, all alike."""

    value: Shape
    key: str = _KEY
    least: int = 1


@dataclass(frozen=True, slots=True)
class Items:
    """A list; `once` names a key by which no two of its mappings may be alike."""

    item: Shape
    least: int = 1
    once: str | None = None


@dataclass(frozen=True, slots=True)
class Either:
    """A text or a mapping; or a mapping that has a key, or has not: which shape, `choose` says."""

    choose: Callable[[Node], Shape]


Shape = Text | Whole | Flag | Keys | Each | Items | Either


def faults(node: Node, shape: Shape, path: str, names: Names) -> list[Problem]:
    """Everything in a file that does not fit its shape, in the order of the file."""
    found = (
        Problem(path, at.line, at.column, message, args)
        for at, message, args in _faults(node, shape, names, "…")
    )
    return sorted(found, key=lambda problem: (problem.line, problem.column))


def _faults(node: Node, shape: Shape, names: Names, key: str) -> Iterator[Fault]:
    match shape:
        case Either():
            yield from _faults(node, shape.choose(node), names, key)
        case Text() | Whole() | Flag():
            if isinstance(node, Scalar):
                yield from _scalar(node, shape, names, key)
            else:
                yield node, "expected-text", {"key": key}
        case Items():
            if isinstance(node, List):
                yield from _items(node, shape, names, key)
            else:
                yield node, "expected-list", {"key": key, "found": _shown(node)}
        case Keys() | Each():
            if not isinstance(node, Map):
                yield node, "expected-mapping", {"key": key, "found": _shown(node)}
            elif isinstance(shape, Keys):
                yield from _keys(node, shape, names, key)
            else:
                yield from _each(node, shape, names, key)


def _scalar(node: Scalar, shape: Text | Whole | Flag, names: Names, key: str) -> Iterator[Fault]:
    text, found = node.text, {"key": key, "found": _shown(node)}
    if isinstance(shape, Whole):
        if node.style or not _WHOLE.fullmatch(text) or int(text) < shape.least:
            yield node, "ours-whole", found | {"least": shape.least}
    elif isinstance(shape, Flag):
        if node.style or text not in _FLAGS:
            yield node, "ours-flag", found | {"known": " / ".join(_FLAGS)}
    elif node.null and shape.nullable:
        return
    elif not node.style and (
        text in ("null", "true", "false") or (text.lstrip("-").isdecimal() and not shape.number)
    ):
        yield node, "ours-text", found
    elif not text.strip() and not shape.empty:
        yield node, "ours-empty", {"key": key}
    elif shape.pattern and not re.fullmatch(shape.pattern, text):
        yield node, "ours-pattern", found
    elif (listed := names[shape.known] if shape.known else shape.among) and text not in listed:
        some = ", ".join(sorted(map(str, listed))[:12])
        yield node, "unknown-code", found | {"hint": None, "known": some}
    elif shape.gaps:
        bare = text.replace("{{", "").replace("}}", "")
        if not all(gap.isidentifier() for gap in _FIELD.findall(bare)) or re.search(
            "[{}]", _FIELD.sub("", bare)
        ):
            yield node, "ours-gap", found


def _keys(node: Map, shape: Keys, names: Names, key: str) -> Iterator[Fault]:
    shapes, sound = {**shape.needed, **shape.free}, True
    for name, at in node.keys.items():
        if name in shapes:
            continue
        if shape.others and re.fullmatch(_KEY, name):
            shapes[name] = shape.others
        else:
            args = {"key": ascii(name)[1:-1][:60], "hint": None, "known": ", ".join(shapes)}
            yield at, "unknown-key", args
    for name, inner in shapes.items():
        if name in node.items:
            for fault in _faults(node.items[name], inner, names, name):
                sound = False
                yield fault
        elif name in shape.needed:
            sound = False
            yield node, "missing-key", {"key": name, "choices": None}
    if sound and shape.also:
        yield from shape.also(node)


def _each(node: Map, shape: Each, names: Names, key: str) -> Iterator[Fault]:
    if len(node.items) < shape.least:
        yield node, "ours-least", {"key": key, "least": shape.least}
    for name, value in node.items.items():
        if not re.fullmatch(shape.key, name):
            yield node.keys[name], "ours-pattern", {"key": key, "found": ascii(name)[1:-1][:60]}
        yield from _faults(value, shape.value, names, name)


def _items(node: List, shape: Items, names: Names, key: str) -> Iterator[Fault]:
    if len(node.items) < shape.least:
        yield node, "ours-least", {"key": key, "least": shape.least}
    for item in node.items:
        yield from _faults(item, shape.item, names, key)
    if shape.once is not None:
        pairs = ((item, item.items.get(shape.once)) for item in node.items if isinstance(item, Map))
        yield from once((value for _, value in pairs if isinstance(value, Scalar)), key)


def once(scalars: Iterator[Scalar], key: str) -> Iterator[Fault]:
    """Texts of which no two may be alike."""
    seen: dict[str, int] = {}
    for one in scalars:
        if one.text in seen:
            args = {"key": f"{key}: {one.text[:60]}", "first": seen[one.text]}
            yield one, "duplicate-key", args
        seen.setdefault(one.text, one.line)


def _shown(node: Node) -> str:
    text = node.text if isinstance(node, Scalar) else ""
    return text[:40] if text.isprintable() else ascii(text)[1:-1][:40]
