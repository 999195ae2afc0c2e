"""Reading the fields of a content file: a closed set of keys, each with a strict kind of value.

The types are those of datapackage/files.yaml. Every problem says what was found and what to write.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from itertools import islice
from typing import Any, assert_never
from urllib.parse import urlsplit

from gongkai.content.load.hints import NUMBER, did_you_mean, spelling
from gongkai.contract import RESERVED, SLUG, Contract
from gongkai.contract.contentfile import (
    CellsType,
    CodeType,
    FieldsType,
    Format,
    Key,
    KeyType,
    ListType,
    PartsType,
    ProseType,
    ReferencesType,
    TextType,
    TranslatedType,
    TreeType,
    WordType,
)
from gongkai.model.findings import Problem
from gongkai.model.languages import CONTENT_LANGUAGES, translated
from gongkai.model.report import BLANK, Cell, Location
from gongkai.text import markdown as prose
from gongkai.text.yamlread import FULLWIDTH, List, Map, Node, Scalar

MAX_HINTS = 10  # in a file
MAX_NAME = 100  # characters; nothing that we know is called so
MAX_KNOWN = 1000  # names that one is compared with
_WIDE = re.compile("[" + "".join(FULLWIDTH) + "]")
DOTS = ("…", "...")  # what `check` and `new` write where somebody has to write something
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
# What may not stand before a number is asked after its first digit: so most texts are skipped fast.
_PHONE = re.compile(r"(?:0(?<![\d/-]0)\d{2,3}-\d{7,8}|1(?<![\d/-]1)[3-9]\d{9})(?!\d)", re.ASCII)
# It begins where its run of signs does: from within the run it would be read again and again.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_NOT_IN_URL = re.compile(r"[\s\"<>\\^`{|}]")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_TARGET = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)?")
_ADDRESS = re.compile(r"[a-z_]+\.[a-z_0-9]+\.[a-z_0-9]+|statements\.[a-z0-9_]+|report")
# A spreadsheet would take a text that begins so for a formula.
_FORMULA = tuple("=+-@＝＋－＠")  # noqa: RUF001


def place_of(root: Node | None, path: str) -> Location:
    """Where the key or the list item at a path stands: `source.url`, `statements.3`."""
    place, node = Location(1, 1), root
    for step in path.split("."):
        at: Node
        if isinstance(node, Map):
            at, node = node.keys[step], node.items[step]
        else:
            assert isinstance(node, List)
            at = node = node.items[int(step)]
        place = Location(at.line, at.column)
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

    def problem(self, at: Node | Location | None, message: str, /, **args: object) -> None:
        """Note a problem at a node, a place, or (None) the head of the file."""
        line, column = (at.line, at.column) if at else (1, 1)
        self.problems.append(Problem(self.path, line, column, message, args))

    def warn(self, at: Node | Location, message: str, /, **args: object) -> None:
        """Note something that stops nothing."""
        self.problems.append(
            Problem(self.path, at.line, at.column, message, args, "readable", warning=True)
        )

    def expected(self, node: Node, key: str, wanted: str) -> None:
        """A value of the wrong shape: the full-width sign in it is the likely reason."""
        if isinstance(node, Scalar) and not node.style and (wide := _WIDE.search(node.text)):
            column = node.column + wide.start()
            write = FULLWIDTH[wide[0]]
            self.problem(Location(node.line, column), "fullwidth", found=wide[0], write=write)
            return
        shown = node.text[:40] if isinstance(node, Scalar) else ""
        self.problem(node, f"expected-{wanted}", key=key, found=shown)

    def fields(self, node: Node, fields: FieldsType, key: str = "") -> dict[str, Any] | None:
        """The values of a mapping by key, with None for what is left out, or None when unusable."""
        if not isinstance(node, Map):
            self.expected(node, key or "…", "mapping")
            return None
        before, items, known = len(self.problems), node.items, fields.keys
        if not items.keys() <= known.keys():
            for name, key_node in node.keys.items():
                if name not in known:
                    self._unknown(key_node, name, known)
        values: dict[str, Any] = {}
        for name, wanted in known.items():
            if name in items:
                values[name] = self.value(items[name], wanted, name)
            elif wanted.optional:
                values[name] = None
            else:
                codes = _choices(wanted.type)
                self.problem(node, "missing-key", key=name, choices=codes)
        if len(self.problems) > before and any(not p.warning for p in self.problems[before:]):
            return None
        return values

    def _unknown(self, key: Scalar, name: str, known: Mapping[str, Key]) -> None:
        if wide := _WIDE.search(name):
            write = FULLWIDTH[wide[0]]
            where = Location(key.line, key.column + wide.start())
            self.problem(where, "fullwidth", found=wide[0], write=write)
            return
        shown = name if name.isprintable() and name.isascii() else ascii(name)[1:-1]
        hint = self.hint(name, known)
        self.problem(key, "unknown-key", key=shown[:60], hint=hint, known=", ".join(known))

    def value(self, node: Node, key: Key, name: str) -> Any:
        """One value of the type that its key has; None where it is null or cannot be used."""
        if isinstance(node, Scalar) and node.text == "null" and not node.style:
            if not key.nullable:
                self.problem(node, "null-refused", key=name)
            return None
        if isinstance(node, Scalar) and node.text.strip() in DOTS:
            choices = _choices(key.type) if isinstance(key.type, CodeType) else None
            self.problem(node, "placeholder", key=name, choices=choices)
            return None
        return self._typed(node, key.type, name)

    def _typed(self, node: Node, kind: KeyType, key: str) -> Any:
        match kind:
            case WordType() | TextType() | CodeType() | ProseType():
                if isinstance(node, Scalar):
                    return _scalar(self, node, kind, key)
                self.expected(node, key, "text")
                return None
            case FieldsType():
                return self.fields(node, kind, key)
            case TranslatedType(text):
                texts = self.fields(node, _TRANSLATED[type(text)], key)
                return None if texts is None else translated(texts)
            case ListType(item):
                if isinstance(node, List):
                    return [self.fields(one, item, key) for one in node.items]
                self.expected(node, key, "list")
                return None
            case ReferencesType():
                return self._references(node, key)
            case TreeType(of):
                return self._tree(node, self.contract.files[of], key)
            case CellsType():
                return self._cells(node, key)
            case PartsType():
                return None  # read by cells.read_parts
            case _:
                assert_never(kind)

    def _tree(self, node: Node, entry: FieldsType, key: str) -> dict[str, Any] | None:
        if not isinstance(node, Map):
            self.expected(node, key, "mapping")
            return None
        values = {}
        for slug, child in node.items.items():
            if not SLUG.fullmatch(slug) or slug in RESERVED:
                self.problem(node.keys[slug], "slug", found=ascii(slug)[1:-1][:60])
            values[slug] = self.fields(child, entry, slug)
        return values

    def _references(self, node: Node, key: str) -> list[str] | None:
        if not isinstance(node, List) or len(node.items) < 2:
            self.expected(node, key, "list")
            return None
        found = [self.value(item, _REFERENCE, key) for item in node.items]
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
                number = _number(self, item, address)
                if number is not None:
                    found[address] = Cell(number, item.text)
            else:
                self.expected(item, address, "cell")
        return found


def _choices(kind: KeyType) -> str | None:
    """The codes that may stand in a value, or in the first of its keys that has codes."""
    match kind:
        case CodeType(codes):
            return ", ".join(codes)
        case FieldsType(keys):
            return next((c for key in keys.values() if (c := _choices(key.type))), None)
        case _:
            return None


_NO_WORDS = translated(dict.fromkeys(CONTENT_LANGUAGES, ""))
_REFERENCE = Key(WordType(Format.REFERENCE), _NO_WORDS)
_TRANSLATED = {
    type(text): FieldsType(dict.fromkeys(CONTENT_LANGUAGES, Key(text, _NO_WORDS)))
    for text in (TextType(), ProseType())
}


# -- one text of a file → a value, or a problem that says what to write ---------------------------


def _scalar(
    reader: FileReader,
    node: Scalar,
    kind: TextType | ProseType | CodeType | WordType,
    key: str,
) -> Any:
    match kind:
        case WordType():
            return _word(reader, node, kind.format, key)
        case TextType():
            return _text(reader, node, kind.limit, key)
        case CodeType():
            return _code(reader, node, kind.codes, key)
        case ProseType():
            return _prose(reader, node, key)
        case _:
            assert_never(kind)


def _word(reader: FileReader, node: Scalar, form: Format, key: str) -> Any:
    match form:
        case Format.NUMBER:
            return _number(reader, node, key)
        case Format.NAME:
            return _matching(reader, node, key, _NAME, "name-refused")
        case Format.REFERENCE:
            return _matching(reader, node, key, _TARGET, "address-refused")
        case Format.ADDRESS:
            return _matching(reader, node, key, _ADDRESS, "address-refused")
        case Format.CODE6:
            return _code6(reader, node, key)
        case Format.DATE:
            return _date(reader, node, key)
        case Format.DAY:
            return _day(reader, node, key)
        case Format.YEAR:
            return _year(reader, node, key)
        case Format.URL:
            return _url(reader, node, key)
        case Format.SHA256:
            return _sha256(reader, node, key)
        case Format.SCALE:
            return _scale(reader, node, key)
        case Format.BOOLEAN:
            return _boolean(reader, node, key)
        case _:
            assert_never(form)


def _matching(
    reader: FileReader, node: Scalar, key: str, pattern: re.Pattern[str], message: str
) -> str | None:
    if pattern.fullmatch(node.text):
        return node.text
    reader.problem(node, message, key=key, found=ascii(node.text)[1:-1][:60])
    return None


def _text(reader: FileReader, node: Scalar, limit: int, key: str) -> str | None:
    text = node.text
    bare = text.strip()
    if not bare:
        reader.problem(node, "empty-text", key=key)
    elif len(text) > limit:
        reader.problem(node, "too-long", limit=limit, length=len(text))
    elif text != bare or "\n" in text:
        reader.problem(node, "untrimmed", key=key)
    elif text.startswith(_FORMULA):
        reader.problem(node, "formula", key=key, found=text[:1])
    else:
        _personal(reader, node)
        return text
    return None


def _prose(reader: FileReader, node: Scalar, key: str) -> str | None:
    if not node.text.strip():
        reader.problem(node, "empty-text", key=key)
        return None
    first = node.line + (node.style in ("|", ">"))
    sound = True
    for line, message, args in prose.faults(node.text):
        column = 1 if node.style in ("|", ">") else node.column
        reader.problem(Location(first + line, column), message, **args)
        sound = False
    _personal(reader, node)
    return node.text if sound else None


def _personal(reader: FileReader, node: Scalar) -> None:
    if found := _PHONE.search(node.text):
        reader.warn(node, "phone-number", found=found[0])
    if "@" in node.text and (found := _EMAIL.search(node.text)):
        reader.warn(node, "e-mail", found=found[0])


def _code(reader: FileReader, node: Scalar, codes: tuple[str, ...], key: str) -> str | None:
    if node.text in codes:
        return node.text
    hint = reader.hint(node.text, codes)
    reader.problem(
        node, "unknown-code", key=key, found=node.text[:60], hint=hint, known=", ".join(codes)
    )
    return None


def _date(reader: FileReader, node: Scalar, key: str) -> str | None:
    found = _DATE.fullmatch(node.text)
    try:
        if not found:
            raise ValueError
        datetime.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        reader.problem(node, "date-refused", key=key, found=node.text[:40])
        return None
    return node.text


def _day(reader: FileReader, node: Scalar, key: str) -> str | None:
    text = _date(reader, node, key)
    if text is not None and len(text) != len("2024-03-09"):
        reader.problem(node, "date-refused", key=key, found=text)
        return None
    return text


def _url(reader: FileReader, node: Scalar, key: str) -> str | None:
    text = node.text
    try:
        parts = urlsplit(text)
        sound = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and "@" not in parts.netloc
            and text.isascii()
            and text.isprintable()
            and not _NOT_IN_URL.search(text)
            and len(text) <= 2000
        )
    except ValueError:
        sound = False
    if not sound:
        reader.problem(node, "url-refused", key=key, found=ascii(text)[1:-1][:80])
        return None
    return text


def _sha256(reader: FileReader, node: Scalar, key: str) -> str | None:
    if _SHA256.fullmatch(node.text):
        return node.text
    reader.problem(node, "sha256-refused", key=key, length=len(node.text))
    return None


def _code6(reader: FileReader, node: Scalar, key: str) -> str | None:
    if re.fullmatch(r"[0-9]{6}", node.text):
        return node.text
    reader.problem(node, "code-refused", key=key, found=node.text[:20])
    return None


def _boolean(reader: FileReader, node: Scalar, key: str) -> bool | None:
    if not node.style and node.text in ("true", "false"):
        return node.text == "true"
    reader.problem(node, "boolean-refused", key=key, found=node.text[:20])
    return None


def _scale(reader: FileReader, node: Scalar, key: str) -> int | None:
    if node.text in ("10000", "100000000"):
        return int(node.text)
    reader.problem(node, "scale-refused", found=node.text[:20])
    return None


def _year(reader: FileReader, node: Scalar, key: str) -> int | None:
    if re.fullmatch(r"(19|20)[0-9]{2}", node.text):
        return int(node.text)
    reader.problem(node, "date-refused", key=key, found=node.text[:20])
    return None


def _number(reader: FileReader, node: Scalar, key: str) -> Decimal | None:
    if not node.style and NUMBER.fullmatch(node.text):
        return Decimal(node.text)
    reader.problem(
        node, "number-refused", key=key, found=node.text[:40], spelling=spelling(node.text)
    )
    return None
