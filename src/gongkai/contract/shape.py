"""What may stand in a file of ours, as data: a shape is laid over the nodes of a file.

Every place that does not fit is a problem with line and column. `known` names a list of names that
other files give (`names` of `faults`): rules, tables, addresses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from gongkai.model.findings import Problem
from gongkai.text.hints import did_you_mean
from gongkai.text.yamlread import List, Map, Node, Scalar

Names = Mapping[str, Collection[str]]
Fault = tuple[Node, str, dict[str, Any]]  # where, the id of a message, its arguments
Also = Callable[[Any], Iterator[Fault]]  # what a shape alone cannot say of a node that fits it
_FLAGS = ("true", "false")
_WHOLE = re.compile(r"0|[1-9][0-9]{0,8}")
_KEY = r"[a-z][a-z0-9_]*"
_FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class String:
    """A text. With `gaps`, words in braces are replaced, and braces may hold nothing else.

    `refusal` is the message for one that does not fit the pattern.
    """

    pattern: str | None = None
    refusal: str = "ours-pattern"
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
    nullable: bool = False


@dataclass(frozen=True, slots=True)
class Flag:
    """True or false."""


@dataclass(frozen=True, slots=True)
class Keys:
    """A mapping with these keys, some of which may be left out.

    Other keys may stand in it only where `others` says what they hold. `also` is asked of a node
    that fits; if it is `tolerant`, of any.
    """

    needed: Mapping[str, Shape]
    free: Mapping[str, Shape] = field(default_factory=dict)
    also: Also | None = None
    others: Shape | None = None
    tolerant: bool = False


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


Shape = String | Whole | Flag | Keys | Each | Items | Either


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
        case String() | Whole() | Flag():
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


def _scalar(node: Scalar, shape: String | Whole | Flag, names: Names, key: str) -> Iterator[Fault]:
    text, found = node.text, {"key": key, "found": _shown(node)}
    if isinstance(shape, Whole | String) and shape.nullable and node.null:
        return
    if isinstance(shape, Whole):
        if node.style or not _WHOLE.fullmatch(text) or int(text) < shape.least:
            yield node, "ours-whole", found | {"least": shape.least}
    elif isinstance(shape, Flag):
        if node.style or text not in _FLAGS:
            yield node, "ours-flag", found | {"known": " / ".join(_FLAGS)}
    elif not node.style and (
        text in ("null", "true", "false") or (text.lstrip("-").isdecimal() and not shape.number)
    ):
        yield node, "ours-text", found
    elif not text.strip() and not shape.empty:
        yield node, "ours-empty", {"key": key}
    elif shape.pattern and not re.fullmatch(shape.pattern, text):
        yield node, shape.refusal, found
    elif (listed := names[shape.known] if shape.known else shape.among) and text not in listed:
        yield unknown_code(node, text, listed, key)
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
            args = {"key": ascii(name)[1:-1][:60], "hint": did_you_mean(name[:60], shapes)}
            yield at, "unknown-key", args | {"known": ", ".join(shapes)}
    for name, inner in shapes.items():
        if name in node.items:
            for fault in _faults(node.items[name], inner, names, name):
                sound = False
                yield fault
        elif name in shape.needed:
            sound = False
            yield node, "missing-key", {"key": name, "choices": None}
    if shape.also and (sound or shape.tolerant):
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
        values = (item.items.get(shape.once) for item in entries(node))
        yield from once((value for value in values if isinstance(value, Scalar)), key)


# -- for what a shape alone cannot say ------------------------------------------------------------


def entries(node: Node | None) -> list[Map]:
    """The mappings in a list or a mapping; none in anything else."""
    if node is None or isinstance(node, Scalar):
        return []
    inner = node.items.values() if isinstance(node, Map) else node.items
    return [item for item in inner if isinstance(item, Map)]


def scalars(node: Node | None) -> list[Scalar]:
    """The texts in a list, or the one that stands in its place."""
    listed = node.items if isinstance(node, List) else (node,)
    return [item for item in listed if isinstance(item, Scalar)]


def text_of(node: Node) -> str:
    """A text, empty where there is none."""
    return node.text if isinstance(node, Scalar) else ""


def unknown(node: Node | None, known: Collection[str], key: str) -> Iterator[Fault]:
    """Names in a list that are not known."""
    for one in scalars(node):
        if one.text not in known:
            yield unknown_code(one, one.text, known, key)


def unknown_code(node: Node, found: str, known: Collection[str], key: str) -> Fault:
    """A name that is not known, with the known one that is most like it."""
    some = sorted(map(str, known))
    args = {"key": key, "found": found[:60], "hint": did_you_mean(found[:60], some)}
    return node, "unknown-code", args | {"known": ", ".join(some[:12])}


def once(texts: Iterable[Scalar], key: str) -> Iterator[Fault]:
    """Texts of which no two may be alike."""
    seen: dict[str, int] = {}
    for one in texts:
        if one.text in seen:
            args = {"key": f"{key}: {one.text[:60]}", "first": seen[one.text]}
            yield one, "duplicate-key", args
        seen.setdefault(one.text, one.line)


def _shown(node: Node) -> str:
    text = text_of(node)
    return text[:40] if text.isprintable() else ascii(text)[1:-1][:40]
