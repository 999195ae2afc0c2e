"""Reading the fields of a content file: a closed set of keys, each with a strict kind of value.

The kinds are those of datapackage/files.yaml. Every problem says what was found and what to write.
"""

from __future__ import annotations

import datetime
import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urlsplit

from gongkai import prose
from gongkai.contract import RESERVED, SLUG, Contract
from gongkai.model import BLANK, LANGUAGES, Cell, Place
from gongkai.verdict import Problem
from gongkai.yamlread import FULLWIDTH, List, Map, Node, Scalar

MAX_TEXT = 300
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,6})?")
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}([\s,_][0-9]{3})+(\.[0-9]+)?")
_SCIENTIFIC = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?[eE]\+?[0-9]{1,2}")
_PHONE = re.compile(r"(?<![\d/-])(?:0\d{2,3}-\d{7,8}|1[3-9]\d{9})(?!\d)", re.ASCII)
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_WIDE = re.compile("[" + "".join(FULLWIDTH) + "]")
# A spreadsheet would take a text that begins so for a formula.
_FORMULA = tuple("=+-@＝＋－＠")  # noqa: RUF001

Shape = Mapping[str, Any]


def did_you_mean(found: str, known: Iterable[str]) -> str | None:
    """The known name that is most like the one found, if any is."""
    return next(iter(difflib.get_close_matches(found, list(known), n=1, cutoff=0.6)), None)


class FileReader:
    """Collects the problems of one file, and where each of its values stands."""

    def __init__(self, path: str, contract: Contract) -> None:
        self.path, self.contract = path, contract
        self.problems: list[Problem] = []
        self.places: dict[str, Place] = {}

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
        self, node: Node, shape: Mapping[str, Shape], key: str = "", at: str = ""
    ) -> dict[str, Any] | None:
        """The values of a mapping by key, with None for what is left out, or None when unusable.

        `at` is the path of the mapping in the file, for `places`.
        """
        if not isinstance(node, Map):
            self.expected(node, key or "…", "mapping")
            return None
        before = len(self.problems)
        for name, key_node in node.keys.items():
            self.places[f"{at}{name}"] = Place(key_node.line, key_node.column)
            if name not in shape:
                self._unknown(key_node, name, shape)
        values: dict[str, Any] = {}
        for name, wanted in shape.items():
            if name in node.items:
                values[name] = self.value(node.items[name], wanted, name, f"{at}{name}")
            elif wanted.get("optional"):
                values[name] = None
            else:
                codes = self._choices(wanted)
                self.problem(node, "missing-key", key=name, choices=codes)
        broken = any(not p.warning for p in self.problems[before:])
        return None if broken else values

    def _unknown(self, key: Scalar, name: str, shape: Mapping[str, Shape]) -> None:
        if wide := _WIDE.search(name):
            write = FULLWIDTH[wide[0]]
            where = Place(key.line, key.column + wide.start())
            self.problem(where, "fullwidth", found=wide[0], write=write)
            return
        shown = name if name.isprintable() and name.isascii() else ascii(name)[1:-1]
        hint = did_you_mean(name, shape)
        self.problem(key, "unknown-key", key=shown[:60], hint=hint, known=", ".join(shape))

    def _choices(self, shape: Shape) -> str | None:
        if shape["type"] == "fields":
            inner = shape["fields"].values()
            return next((c for c in map(self._choices, inner) if c), None)
        if shape["type"] != "code":
            return None
        return ", ".join(self.contract.codes(shape["codes_of"]))

    def value(self, node: Node, shape: Shape, key: str, at: str) -> Any:
        """One value of the kind that its shape names; None where it is null or cannot be used."""
        kind = shape["type"]
        if isinstance(node, Scalar) and node.null:
            if not shape.get("nullable"):
                self.problem(node, "null-refused", key=key)
            return None
        if kind == "fields":
            return self.fields(node, shape["fields"], key, f"{at}.")
        if kind == "list":
            return self._list(node, shape, key, at)
        if kind == "map":
            return self._map(node, shape, key, at)
        if kind == "parts":
            return None  # read by cells.read_parts
        if kind in ("both", "markdown"):
            return self._both(node, shape, key, at)
        if kind == "references":
            return self._references(node, key)
        if kind == "cells":
            return self._cells(node, key)
        if not isinstance(node, Scalar):
            self.expected(node, key, "text")
            return None
        read: Callable[[Scalar, Shape, str], Any] = getattr(self, f"_{kind}")
        return read(node, shape, key)

    # -- containers

    def _list(self, node: Node, shape: Shape, key: str, at: str) -> list[Any] | None:
        if not isinstance(node, List):
            self.expected(node, key, "list")
            return None
        items = []
        for index, item in enumerate(node.items):
            self.places[f"{at}.{index}"] = Place(item.line, item.column)
            items.append(self.fields(item, shape["fields"], key, f"{at}.{index}."))
        return items

    def _map(self, node: Node, shape: Shape, key: str, at: str) -> dict[str, Any] | None:
        if not isinstance(node, Map):
            self.expected(node, key, "mapping")
            return None
        values = {}
        for slug, child in node.items.items():
            if not SLUG.fullmatch(slug) or slug in RESERVED:
                self.problem(node.keys[slug], "slug", found=ascii(slug)[1:-1][:60])
            self.places[f"{at}.{slug}"] = Place(node.keys[slug].line, node.keys[slug].column)
            inner = self.contract.shapes[shape["of"]]
            values[slug] = self.fields(child, inner, slug, f"{at}.{slug}.")
        return values

    def _references(self, node: Node, key: str) -> list[str] | None:
        if not isinstance(node, List) or len(node.items) < 2:
            self.expected(node, key, "list")
            return None
        found = [self.value(item, {"type": "reference"}, key, key) for item in node.items]
        return None if None in found else found

    def _cells(self, node: Node, key: str) -> dict[str, Cell] | None:
        """Cells by address: numbers as printed, null for a blank."""
        if not isinstance(node, Map):
            self.expected(node, key, "mapping")
            return None
        found = {}
        for address, item in node.items.items():
            if isinstance(item, Scalar) and item.null:
                found[address] = BLANK
            elif isinstance(item, Scalar):
                number = self._number(item, {}, address)
                if number is not None:
                    found[address] = Cell(number, item.text)
            else:
                self.expected(item, address, "cell")
        return found

    def _both(self, node: Node, shape: Shape, key: str, at: str) -> dict[str, Any] | None:
        kind = "prose" if shape["type"] == "markdown" else "text"
        inner = {lang: {"type": kind} for lang in LANGUAGES}
        return self.fields(node, inner, key, f"{at}.")

    # -- scalars

    def _text(self, node: Scalar, shape: Shape, key: str) -> str | None:
        text, limit = node.text, shape.get("max", MAX_TEXT)
        if not text.strip():
            self.problem(node, "empty-text", key=key)
        elif len(text) > limit:
            self.problem(node, "too-long", limit=limit, length=len(text))
        elif text != text.strip() or "\n" in text.rstrip("\n"):
            self.problem(node, "untrimmed", key=key)
        elif text in ("…", "..."):
            self.problem(node, "placeholder", key=key)
        elif text.startswith(_FORMULA):
            self.problem(node, "formula", key=key, found=text[:1])
        else:
            self._personal(node)
            return text
        return None

    def _prose(self, node: Scalar, shape: Shape, key: str) -> str | None:
        if not node.text.strip():
            self.problem(node, "empty-text", key=key)
            return None
        first = node.line + (node.style in ("|", ">"))
        sound = True
        for line, message, args in prose.faults(node.text):
            column = 1 if node.style in ("|", ">") else node.column
            self.problem(Place(first + line, column), message, **args)
            sound = False
        self._personal(node)
        return node.text if sound else None

    def _personal(self, node: Scalar) -> None:
        for pattern, message in ((_PHONE, "phone-number"), (_EMAIL, "e-mail")):
            if found := pattern.search(node.text):
                self.warn(node, message, found=found[0])

    def _code(self, node: Scalar, shape: Shape, key: str) -> str | None:
        known = [
            code for code in self.contract.codes(shape["codes_of"]) if code != shape.get("except")
        ]
        if node.text in known:
            return node.text
        hint = did_you_mean(node.text, known)
        self.problem(
            node, "unknown-code", key=key, found=node.text[:60], hint=hint, known=", ".join(known)
        )
        return None

    def _date(self, node: Scalar, shape: Shape, key: str) -> str | None:
        found = _DATE.fullmatch(node.text)
        try:
            if not found:
                raise ValueError
            datetime.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
        except ValueError:
            self.problem(node, "date-refused", key=key, found=node.text[:40])
            return None
        return node.text

    def _day(self, node: Scalar, shape: Shape, key: str) -> str | None:
        text = self._date(node, shape, key)
        if text is not None and len(text) != len("2024-03-09"):
            self.problem(node, "date-refused", key=key, found=text)
            return None
        return text

    def _url(self, node: Scalar, shape: Shape, key: str) -> str | None:
        text = node.text
        try:
            parts = urlsplit(text)
            sound = (
                parts.scheme in ("http", "https")
                and bool(parts.hostname)
                and "@" not in parts.netloc
                and text.isascii()
                and text.isprintable()
                and not re.search(r"[\s\"<>\\^`{|}]", text)
                and len(text) <= 2000
            )
        except ValueError:
            sound = False
        if not sound:
            self.problem(node, "url-refused", key=key, found=ascii(text)[1:-1][:80])
            return None
        return text

    def _sha256(self, node: Scalar, shape: Shape, key: str) -> str | None:
        if re.fullmatch(r"[0-9a-f]{64}", node.text):
            return node.text
        self.problem(node, "sha256-refused", key=key, length=len(node.text))
        return None

    def _code6(self, node: Scalar, shape: Shape, key: str) -> str | None:
        if re.fullmatch(r"[0-9]{6}", node.text):
            return node.text
        self.problem(node, "code-refused", key=key, found=node.text[:20])
        return None

    def _name(self, node: Scalar, shape: Shape, key: str) -> str | None:
        if re.fullmatch(r"[a-z][a-z0-9_]{0,59}", node.text):
            return node.text
        self.problem(node, "name-refused", key=key, found=ascii(node.text)[1:-1][:60])
        return None

    def _reference(self, node: Scalar, shape: Shape, key: str) -> str | None:
        if re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)?", node.text):
            return node.text
        self.problem(node, "address-refused", key=key, found=ascii(node.text)[1:-1][:60])
        return None

    def _boolean(self, node: Scalar, shape: Shape, key: str) -> bool | None:
        if not node.style and node.text in ("true", "false"):
            return node.text == "true"
        self.problem(node, "boolean-refused", key=key, found=node.text[:20])
        return None

    def _scale(self, node: Scalar, shape: Shape, key: str) -> int | None:
        if node.text in ("10000", "100000000"):
            return int(node.text)
        self.problem(node, "scale-refused", found=node.text[:20])
        return None

    def _year(self, node: Scalar, shape: Shape, key: str) -> int | None:
        if re.fullmatch(r"(19|20)[0-9]{2}", node.text):
            return int(node.text)
        self.problem(node, "date-refused", key=key, found=node.text[:20])
        return None

    def _address(self, node: Scalar, shape: Shape, key: str) -> str | None:
        if re.fullmatch(
            r"[a-z_]+\.[a-z_0-9]+\.[a-z_0-9]+|statements\.[a-z0-9_]+|report", node.text
        ):
            return node.text
        self.problem(node, "address-refused", key=key, found=ascii(node.text)[1:-1][:60])
        return None

    def _number(self, node: Scalar, shape: Shape, key: str) -> Decimal | None:
        if not node.style and NUMBER.fullmatch(node.text):
            return Decimal(node.text)
        self.problem(
            node, "number-refused", key=key, found=node.text[:40], spelling=spelling(node.text)
        )
        return None


def spelling(text: str) -> str | None:
    """How a number that was written in another way should be written, when that is certain."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _SCIENTIFIC.fullmatch(plain):
        plain = f"{Decimal(plain):f}"
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"[\s,_]", "", plain)
    plain = re.sub(r"^\+?0*(?=[0-9])", "", plain)
    return plain if NUMBER.fullmatch(plain) and plain != text else None
