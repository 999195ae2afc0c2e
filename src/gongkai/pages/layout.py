"""Forms laid out as printed: which heading spans how many rows and columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from gongkai.model.forms import Block, Heading, Line
from gongkai.model.languages import Translated

_GLOSS = re.compile(r"(?<=\S)(\s*[（(].*[）)])$")


class HeadingCell(NamedTuple):
    """A heading cell. `label` is the printed text, `gloss` its bracketed explanation."""

    label: str
    gloss: str
    across: int
    down: int
    kind: str  # leaf, group (has a derived figure) or heading
    code: str | None


def _span(node: Heading | Line, lang: str, across: int, down: int) -> HeadingCell:
    text = node.label[lang]
    found = _GLOSS.search(text) if isinstance(node, Line) else None
    label, gloss = (text[: found.start()], found[1].strip()) if found else (text, "")
    kind = "leaf" if isinstance(node, Line) else "group" if node.group else "heading"
    return HeadingCell(label, gloss, across, down, kind, node.code)


def depth_of(tree: Sequence[Heading | Line]) -> int:
    """How many rows the head of a table takes, or how many columns the headings of its rows."""
    return 1 + max((depth_of(n.children) for n in tree if isinstance(n, Heading)), default=0)


def _leaves(node: Heading | Line) -> int:
    return sum(map(_leaves, node.children)) if isinstance(node, Heading) else 1


@cache
def header(tree: tuple[Heading | Line, ...], lang: str) -> tuple[tuple[HeadingCell, ...], ...]:
    """The rows of a table's head, outermost headings first."""
    depth = depth_of(tree)
    rows: list[list[HeadingCell]] = [[] for _ in range(depth)]

    def place(nodes: Sequence[Heading | Line], level: int) -> None:
        for node in nodes:
            leaf = isinstance(node, Line)
            rows[level].append(_span(node, lang, _leaves(node), depth - level if leaf else 1))
            if isinstance(node, Heading):
                place(node.children, level + 1)

    place(tree, 0)
    return tuple(map(tuple, rows))


@cache
def stubs(tree: tuple[Heading | Line, ...], lang: str) -> tuple[tuple[HeadingCell, ...], ...]:
    """For each row, the heading cells that begin in it; the last of them is the row's own."""

    def place(nodes: Sequence[Heading | Line], room: int) -> list[tuple[HeadingCell, ...]]:
        rows: list[tuple[HeadingCell, ...]] = []
        for node in nodes:
            if isinstance(node, Line):
                rows.append((_span(node, lang, room, 1),))
            else:
                inner = place(node.children, room - 1)
                first = _span(node, lang, 1, len(inner))
                rows.extend([(first, *inner[0]), *inner[1:]])
        return rows

    return tuple(place(tree, depth_of(tree)))


@cache
def crossed(
    block: Block, absent: tuple[str, ...] = (), note: str = ""
) -> tuple[Heading | Line, ...]:
    """The head of a table whose rows are printed side by side: each row over all the columns.

    `note` stands behind the labels of the rows that are `absent`.
    """

    def over(nodes: Sequence[Heading | Line]) -> tuple[Heading | Line, ...]:
        return tuple(
            Heading(
                Translated({lang: f"{text}{note}" for lang, text in node.label.texts.items()})
                if node.code in absent
                else node.label,
                over(node.children) if isinstance(node, Heading) else block.columns,
                node.group if isinstance(node, Heading) else None,
            )
            for node in nodes
        )

    return over(block.row_tree)
