"""Reading the fields of a content file: a closed set of keys, each with a strict kind of value.

The types are those of datapackage/files.yaml. Every problem says what was found and what to write.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from decimal import Decimal
from itertools import islice
from typing import Any, assert_never
from urllib.parse import urlsplit

from gongkai.contract import RESERVED, SLUG, Contract
from gongkai.contract.contentfile import (
    CellsType,
    FieldsType,
    Format,
    IdsType,
    Key,
    KeyType,
    ListType,
    PartsType,
    ReferencesType,
    ScalarType,
    TranslatedType,
    TreeType,
)
from gongkai.model.findings import Problem
from gongkai.model.languages import CONTENT_LANGUAGES, translated
from gongkai.model.report import BLANK, Cell, Location
from gongkai.text import markdown as prose
from gongkai.text.hints import NUMBER, did_you_mean, spelling
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
    """Collects the problems of one file; with `drafts` a cell that says `unread` is none."""

    def __init__(self, path: str, contract: Contract, drafts: bool = False) -> None:
        self.path, self.contract, self.drafts = path, contract, drafts
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
        if isinstance(node, Scalar) and not node.style and self.fullwidth(node):
            return
        shown = node.text[:40] if isinstance(node, Scalar) else ""
        self.problem(node, f"expected-{wanted}", key=key, found=shown)

    def fullwidth(self, node: Scalar) -> bool:
        """Whether a full-width sign stands in a text; the first one is noted at its place."""
        if wide := _WIDE.search(node.text):
            place = Location(node.line, node.column + wide.start())
            self.problem(place, "fullwidth", found=wide[0], write=FULLWIDTH[wide[0]])
        return wide is not None

    def fields(self, node: Node, fields: FieldsType, key: str = "") -> dict[str, Any] | None:
        """The values of a mapping by key, with None for what is left out, or None when unusable."""
        if not isinstance(node, Map):
            self.expected(node, key or "…", "mapping")
            return None
        before, items, known = len(self.problems), node.items, fields.keys
        values: dict[str, Any] = dict.fromkeys(known)
        for name, item in items.items():
            if name in known:
                values[name] = self.value(item, known[name], name)
            else:
                self.unknown_key(node.keys[name], known)
        for name in fields.required:
            if name not in items:
                self.problem(node, "missing-key", key=name, choices=_choices(known[name].type))
        if len(self.problems) > before and any(not p.warning for p in self.problems[before:]):
            return None
        return values

    def unknown_key(self, key: Scalar, known: Collection[str]) -> None:
        """A key that may not stand there: a full-width sign in it is the likely reason."""
        if self.fullwidth(key):
            return
        name = key.text
        shown = name if name.isprintable() and name.isascii() else ascii(name)[1:-1]
        hint = self.hint(name, known)
        self.problem(key, "unknown-key", key=shown[:60], hint=hint, known=", ".join(known))

    def value(self, node: Node, key: Key, name: str) -> Any:
        """One value of the type that its key has; None where it is null or cannot be used."""
        if isinstance(node, Scalar):
            if node.null:
                if not key.nullable:
                    self.problem(node, "null-refused", key=name)
                return None
            if node.text.strip() in DOTS:
                choices = _choices(key.type) if isinstance(key.type, ScalarType) else None
                self.problem(node, "placeholder", key=name, choices=choices)
                return None
        match key.type:
            case ScalarType() as kind:
                if isinstance(node, Scalar):
                    return _READERS[kind.format](self, node, kind, name)
                self.expected(node, name, "text")
                return None
            case FieldsType() as kind:
                return self.fields(node, kind, name)
            case TranslatedType(text):
                texts = self.fields(node, _TRANSLATED[text.format], name)
                return None if texts is None else translated(texts)
            case ListType(item):
                if isinstance(node, List):
                    return [self.fields(one, item, name) for one in node.items]
                self.expected(node, name, "list")
                return None
            case ReferencesType():
                return self._list(node, _REFERENCE, name, 2)
            case IdsType():
                return self._list(node, _ID, name, 1)
            case TreeType(of):
                return self._tree(node, self.contract.files[of], name)
            case CellsType():
                return self._cells(node, name)
            case PartsType():
                return None  # read by cells.read_parts
            case _:
                assert_never(key.type)

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

    def _list(self, node: Node, of: Key, key: str, least: int) -> list[str] | None:
        if not isinstance(node, List) or len(node.items) < least:
            self.expected(node, key, "list")
            return None
        found = [self.value(item, of, key) for item in node.items]
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
                number = _number(self, item, _NUMBER, address)
                if number is not None:
                    found[address] = Cell(number, item.text)
            else:
                self.expected(item, address, "cell")
        return found


def _choices(kind: KeyType) -> str | None:
    """The codes that may stand in a value, or in the first of its keys that has codes."""
    match kind:
        case ScalarType(Format.CODE, codes=codes):
            return ", ".join(codes)
        case FieldsType(keys):
            return next((c for key in keys.values() if (c := _choices(key.type))), None)
        case _:
            return None


_NO_WORDS = translated(dict.fromkeys(CONTENT_LANGUAGES, ""))
_NUMBER = ScalarType(Format.NUMBER)
_REFERENCE = Key(ScalarType(Format.REFERENCE), _NO_WORDS)
_ID = Key(ScalarType(Format.ID), _NO_WORDS)
_TRANSLATED = {
    form: FieldsType(dict.fromkeys(CONTENT_LANGUAGES, Key(ScalarType(form), _NO_WORDS)))
    for form in (Format.TEXT, Format.PROSE)
}


# -- one text of a file → a value, or a problem that says what to write ---------------------------


Read = Callable[[FileReader, Scalar, ScalarType, str], Any]


def _spelled(
    pattern: str, refusal: str, value: Callable[[str], Any] = str, *, quotes: bool = True
) -> Read:
    """A reader of words that fit a pattern; without `quotes` they stand in none."""
    fits = re.compile(pattern).fullmatch

    def read(reader: FileReader, node: Scalar, kind: ScalarType, key: str) -> Any:
        if fits(node.text) and (quotes or not node.style):
            return value(node.text)
        found = ascii(node.text)[1:-1][:60]
        reader.problem(node, refusal, key=key, found=found, length=len(node.text))
        return None

    return read


def _text(reader: FileReader, node: Scalar, kind: ScalarType, key: str) -> str | None:
    text = node.text
    bare = text.strip()
    if not bare:
        reader.problem(node, "empty-text", key=key)
    elif len(text) > kind.limit:
        reader.problem(node, "too-long", limit=kind.limit, length=len(text))
    elif text != bare or "\n" in text:
        reader.problem(node, "untrimmed", key=key)
    elif text.startswith(_FORMULA):
        reader.problem(node, "formula", key=key, found=text[:1])
    else:
        _personal(reader, node)
        return text
    return None


def _prose(reader: FileReader, node: Scalar, kind: ScalarType, key: str) -> str | None:
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


def _code(reader: FileReader, node: Scalar, kind: ScalarType, key: str) -> str | None:
    if node.text in kind.codes:
        return node.text
    known = {"hint": reader.hint(node.text, kind.codes), "known": ", ".join(kind.codes)}
    reader.problem(node, "unknown-code", key=key, found=node.text[:60], **known)
    return None


def _date(reader: FileReader, node: Scalar, kind: ScalarType, key: str) -> str | None:
    found = _DATE.fullmatch(node.text)
    try:
        if not found:
            raise ValueError
        datetime.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        reader.problem(node, "date-refused", key=key, found=node.text[:40])
        return None
    return node.text


def _day(reader: FileReader, node: Scalar, kind: ScalarType, key: str) -> str | None:
    text = _date(reader, node, kind, key)
    if text is not None and len(text) != len("2024-03-09"):
        reader.problem(node, "date-refused", key=key, found=text)
        return None
    return text


def _url(reader: FileReader, node: Scalar, kind: ScalarType, key: str) -> str | None:
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


def _id(reader: FileReader, node: Scalar, kind: ScalarType, key: str) -> str | None:
    """The id of a place: slugs, none of them a name that the site uses itself."""
    slugs = node.text.split("/")
    if all(map(SLUG.fullmatch, slugs)) and RESERVED.isdisjoint(slugs):
        return node.text
    reader.problem(node, "id-refused", key=key, found=ascii(node.text)[1:-1][:60])
    return None


def _number(reader: FileReader, node: Scalar, kind: ScalarType, key: str) -> Decimal | None:
    if not node.style and NUMBER.fullmatch(node.text):
        return Decimal(node.text)
    reader.problem(
        node, "number-refused", key=key, found=node.text[:40], spelling=spelling(node.text)
    )
    return None


_WORD = "[a-z][a-z0-9_]*"
_READERS: Mapping[Format, Read] = {
    Format.TEXT: _text,
    Format.PROSE: _prose,
    Format.CODE: _code,
    Format.DATE: _date,
    Format.DAY: _day,
    Format.URL: _url,
    Format.NUMBER: _number,
    Format.ID: _id,
    Format.NAME: _spelled("[a-z][a-z0-9_]{0,59}", "name-refused"),
    Format.CODE6: _spelled("[0-9]{6}", "code-refused"),
    Format.YEAR: _spelled("(19|20)[0-9]{2}", "date-refused", int),
    Format.SHA256: _spelled("[0-9a-f]{64}", "sha256-refused"),
    Format.SCALE: _spelled("10000|100000000", "scale-refused", int),
    Format.BOOLEAN: _spelled("true|false", "boolean-refused", "true".__eq__, quotes=False),
    Format.ADDRESS: _spelled(
        r"[a-z_]+\.[a-z_0-9]+\.[a-z_0-9]+|statements\.[a-z0-9_]+|report", "address-refused"
    ),
    Format.REFERENCE: _spelled(rf"{_WORD}(\.{_WORD}\.{_WORD})?", "address-refused"),
}
