"""Reading the fields of a content file: a closed set of keys, each with a strict kind of value.

The kinds are those of datapackage/files.yaml. Every problem says what was found and what to write.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from typing import Any

from gongkai.content.load.hints import did_you_mean
from gongkai.content.load.scalars import DOTS, READERS
from gongkai.contract import RESERVED, SLUG, Contract
from gongkai.model.findings import Problem
from gongkai.model.report import BLANK, LANGUAGES, Cell, Place
from gongkai.text.yamlread import FULLWIDTH, List, Map, Node, Scalar

MAX_HINTS = 10  # in a file
MAX_NAME = 100  # characters; nothing that we know is called so
MAX_KNOWN = 1000  # names that one is compared with
_WIDE = re.compile("[" + "".join(FULLWIDTH) + "]")

Shape = Mapping[str, Any]
_BOTH: Mapping[str, Mapping[str, Shape]] = {
    "both": {lang: {"type": "text"} for lang in LANGUAGES},
    "markdown": {lang: {"type": "prose"} for lang in LANGUAGES},
}


def place_of(root: Node | None, path: str) -> Place:
    """Where the key or the list item at a path stands: `source.url`, `statements.3`."""
    place, node = Place(1, 1), root
    for step in path.split("."):
        at: Node
        if isinstance(node, Map):
            at, node = node.keys[step], node.items[step]
        else:
            assert isinstance(node, List)
            at = node = node.items[int(step)]
        place = Place(at.line, at.column)
    return place


class FileReader:
    """Collects the problems of one file."""

    def __init__(self, path: str, contract: Contract) -> None:
        self.path, self.contract = path, contract
        self.problems: list[Problem] = []
        self._hints = MAX_HINTS

    def hint(self, found: str, known: Iterable[str]) -> str | None:
        """What somebody probably meant; for the first few of a file, since looking takes long."""
        self._hints -= 1
        if self._hints < 0 or len(found) > MAX_NAME:
            return None
        return did_you_mean(found, islice(known, MAX_KNOWN))

    def problem(self, at: Node | Place | None, message: str, /, **args: object) -> None:
        """Note a problem at a node, a place, or (None) the head of the file."""
        line, column = (at.line, at.column) if at else (1, 1)
        self.problems.append(Problem(self.path, line, column, message, args))

    def warn(self, at: Node | Place, message: str, /, **args: object) -> None:
        """Note something that stops nothing."""
        self.problems.append(
            Problem(self.path, at.line, at.column, message, args, "readable", warning=True)
        )

    def expected(self, node: Node, key: str, wanted: str) -> None:
        """A value of the wrong shape: the full-width sign in it is the likely reason."""
        if isinstance(node, Scalar) and not node.style and (wide := _WIDE.search(node.text)):
            column = node.column + wide.start()
            write = FULLWIDTH[wide[0]]
            self.problem(Place(node.line, column), "fullwidth", found=wide[0], write=write)
            return
        shown = node.text[:40] if isinstance(node, Scalar) else ""
        self.problem(node, f"expected-{wanted}", key=key, found=shown)

    def fields(
        self, node: Node, shape: Mapping[str, Shape], key: str = ""
    ) -> dict[str, Any] | None:
        """The values of a mapping by key, with None for what is left out, or None when unusable."""
        if not isinstance(node, Map):
            self.expected(node, key or "…", "mapping")
            return None
        before, items = len(self.problems), node.items
        if not items.keys() <= shape.keys():
            for name, key_node in node.keys.items():
                if name not in shape:
                    self._unknown(key_node, name, shape)
        values: dict[str, Any] = {}
        for name, wanted in shape.items():
            if name in items:
                values[name] = self.value(items[name], wanted, name)
            elif wanted.get("optional"):
                values[name] = None
            else:
                codes = self._choices(wanted)
                self.problem(node, "missing-key", key=name, choices=codes)
        if len(self.problems) > before and any(not p.warning for p in self.problems[before:]):
            return None
        return values

    def _unknown(self, key: Scalar, name: str, shape: Mapping[str, Shape]) -> None:
        if wide := _WIDE.search(name):
            write = FULLWIDTH[wide[0]]
            where = Place(key.line, key.column + wide.start())
            self.problem(where, "fullwidth", found=wide[0], write=write)
            return
        shown = name if name.isprintable() and name.isascii() else ascii(name)[1:-1]
        hint = self.hint(name, shape)
        self.problem(key, "unknown-key", key=shown[:60], hint=hint, known=", ".join(shape))

    def _choices(self, shape: Shape) -> str | None:
        if shape["type"] == "fields":
            inner = shape["fields"].values()
            return next((c for c in map(self._choices, inner) if c), None)
        if shape["type"] != "code":
            return None
        return ", ".join(self.contract.codes(shape["codes_of"]))

    def value(self, node: Node, shape: Shape, key: str) -> Any:
        """One value of the kind that its shape names; None where it is null or cannot be used."""
        if isinstance(node, Scalar) and node.text == "null" and not node.style:
            if not shape.get("nullable"):
                self.problem(node, "null-refused", key=key)
            return None
        if isinstance(node, Scalar) and node.text.strip() in DOTS:
            choices = self._choices(shape) if shape["type"] == "code" else None
            self.problem(node, "placeholder", key=key, choices=choices)
            return None
        kind = shape["type"]
        if kind in READERS:
            if isinstance(node, Scalar):
                return READERS[kind](self, node, shape, key)
            self.expected(node, key, "text")
            return None
        return _CONTAINERS[kind](self, node, shape, key)

    # -- containers

    def _fields(self, node: Node, shape: Shape, key: str) -> dict[str, Any] | None:
        return self.fields(node, shape["fields"], key)

    def _parts(self, node: Node, shape: Shape, key: str) -> None:
        """Read by cells.read_parts."""

    def _list(self, node: Node, shape: Shape, key: str) -> list[Any] | None:
        if not isinstance(node, List):
            self.expected(node, key, "list")
            return None
        return [self.fields(item, shape["fields"], key) for item in node.items]

    def _map(self, node: Node, shape: Shape, key: str) -> dict[str, Any] | None:
        if not isinstance(node, Map):
            self.expected(node, key, "mapping")
            return None
        values = {}
        for slug, child in node.items.items():
            if not SLUG.fullmatch(slug) or slug in RESERVED:
                self.problem(node.keys[slug], "slug", found=ascii(slug)[1:-1][:60])
            values[slug] = self.fields(child, self.contract.shapes[shape["of"]], slug)
        return values

    def _references(self, node: Node, shape: Shape, key: str) -> list[str] | None:
        if not isinstance(node, List) or len(node.items) < 2:
            self.expected(node, key, "list")
            return None
        found = [self.value(item, {"type": "reference"}, key) for item in node.items]
        return None if None in found else found

    def _cells(self, node: Node, shape: Shape, key: str) -> dict[str, Cell] | None:
        """Cells by address: numbers as printed, null for a blank."""
        if not isinstance(node, Map):
            self.expected(node, key, "mapping")
            return None
        found = {}
        for address, item in node.items.items():
            if isinstance(item, Scalar) and item.null:
                found[address] = BLANK
            elif isinstance(item, Scalar):
                number = READERS["number"](self, item, {}, address)
                if number is not None:
                    found[address] = Cell(number, item.text)
            else:
                self.expected(item, address, "cell")
        return found

    def _both(self, node: Node, shape: Shape, key: str) -> dict[str, Any] | None:
        return self.fields(node, _BOTH[shape["type"]], key)


# Each kind of files.yaml that is more than one text.
_CONTAINERS: Mapping[str, Callable[[FileReader, Node, Shape, str], Any]] = {
    "fields": FileReader._fields,
    "list": FileReader._list,
    "map": FileReader._map,
    "parts": FileReader._parts,
    "both": FileReader._both,
    "markdown": FileReader._both,
    "references": FileReader._references,
    "cells": FileReader._cells,
}
