"""What the nodes of a YAML file do not hold: its comments, and where each node ends.

Both come from libyaml's tokens: what stands between two tokens is spaces, line ends and comments.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import yaml
from yaml.tokens import (
    FlowMappingEndToken,
    FlowMappingStartToken,
    FlowSequenceEndToken,
    FlowSequenceStartToken,
    ScalarToken,
)


class Comment(NamedTuple):
    """From its # to the end of its line; lines and columns count from 1.

    `alone` says that nothing but the dash of a list item stands before it.
    """

    line: int
    column: int
    text: str
    alone: bool


class Scan(NamedTuple):
    """The comments of a file in its order; `ends`: the last line of what begins at a place.

    Only scalars and lists or maps in brackets have an end of their own. That of a block scalar is
    the line of its sign: what stands below is its text.
    """

    comments: tuple[Comment, ...]
    ends: Mapping[tuple[int, int], int]


def scan(text: str) -> Scan:
    """The comments and ends of a text that libyaml can read. Raises yaml.YAMLError for another."""
    lines = _Lines(text)
    found: list[Comment] = []
    ends: dict[tuple[int, int], int] = {}
    opened: list[tuple[int, int]] = []
    at = 0
    for token in _tokens(text):
        start, end = token.start_mark, token.end_mark
        found += _between(text, lines, at, start.index)
        place, kind = (start.line + 1, start.column + 1), token.__class__
        if kind is ScalarToken:
            block = token.style in ("|", ">")
            ends[place] = place[0] if block else end.line + 1
            if block:  # the rest of the line with its sign may hold a comment, what follows not
                found += _between(text, lines, start.index + 1, _line_end(text, start.index))
        elif kind in (FlowSequenceStartToken, FlowMappingStartToken):
            opened.append(place)
        elif kind in (FlowSequenceEndToken, FlowMappingEndToken):
            ends[opened.pop()] = start.line + 1
        at = end.index
    found += _between(text, lines, at, len(text))
    return Scan(tuple(found), ends)


def _tokens(text: str) -> Iterator[Any]:
    """The tokens that stand in the text; libyaml adds others, without a length."""
    loader = yaml.CSafeLoader(text)
    while (token := loader.get_token()) is not None:
        if token.start_mark.index < token.end_mark.index:
            yield token


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


class _Lines:
    """Where each line of a text begins: a file may have many comments."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(found.end() for found in re.finditer("\n", text))]

    def place(self, at: int) -> tuple[int, int]:
        """The line of a sign, from 0, and its column in it."""
        line = bisect_right(self.starts, at) - 1
        return line, at - self.starts[line]


def _between(text: str, lines: _Lines, begin: int, end: int) -> Iterator[Comment]:
    """The comments in a stretch of text that holds no token."""
    while (at := text.find("#", begin, end)) >= 0:
        begin = _line_end(text, at)
        line, column = lines.place(at)
        alone = not text[at - column : at].strip(" -?:")
        yield Comment(line + 1, column + 1, text[at:begin].rstrip(), alone)
