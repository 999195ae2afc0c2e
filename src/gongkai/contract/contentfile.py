"""What a content file may say, as types: datapackage/files.yaml, read once and then only walked.

The reader, the editor's schema, a new file, a draft and the canonical form walk the same types.
The `match` of the reader and that of the schema end in `assert_never`: mypy says where a new type
is not yet known.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from gongkai.contract.contractfiles import BOTH, TEXT, languages
from gongkai.contract.shape import Either, Flag, Keys, Shape, String, Whole, text_of
from gongkai.model.findings import Problem
from gongkai.model.languages import Translated, translated
from gongkai.text.ours import Known, UnreadableError
from gongkai.text.yamlread import Map, Node

LIMIT = 300  # characters of a text, unless its key says another number


class Format(StrEnum):
    """How a text is written: Markdown (prose), a text of one line, one of some codes, one word."""

    TEXT = "text"
    PROSE = "prose"
    CODE = "code"
    NAME = "name"
    CODE6 = "code6"
    DATE = "date"
    DAY = "day"
    YEAR = "year"
    URL = "url"
    SHA256 = "sha256"
    NUMBER = "number"
    SCALE = "scale"
    BOOLEAN = "boolean"
    ADDRESS = "address"
    REFERENCE = "reference"
    ID = "id"


@dataclass(frozen=True, slots=True)
class ScalarType:
    """A text of one format; of a text so many characters at most, of a code one of these."""

    format: Format
    limit: int = LIMIT
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TranslatedType:
    """A text in every language of the content."""

    text: ScalarType


@dataclass(frozen=True, slots=True)
class FieldsType:
    """A mapping of these keys; `required` are those that may not be left out."""

    keys: Mapping[str, Key]
    required: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        required = tuple(name for name, key in self.keys.items() if not key.optional)
        object.__setattr__(self, "required", required)


@dataclass(frozen=True, slots=True)
class ListType:
    """A list of mappings."""

    item: FieldsType


@dataclass(frozen=True, slots=True)
class ReferencesType:
    """A list of at least two references."""


@dataclass(frozen=True, slots=True)
class IdsType:
    """A list of ids of places."""


@dataclass(frozen=True, slots=True)
class TreeType:
    """A mapping of ids to another kind of entry: jurisdiction or organ."""

    of: str


@dataclass(frozen=True, slots=True)
class CellsType:
    """Cells by address."""


@dataclass(frozen=True, slots=True)
class PartsType:
    """The parts of a form; `unread` says what to do about a cell that nobody has read."""

    unread: Translated[str]


KeyType = (
    ScalarType
    | TranslatedType
    | FieldsType
    | ListType
    | ReferencesType
    | IdsType
    | TreeType
    | CellsType
    | PartsType
)


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a content file, and what it is in both languages.

    `optional`: it may be left out; `nullable`: its value may be null; `one_line`: it is written on
    one line in brackets, each entry of a list on its own.
    """

    type: KeyType
    description: Translated[str]
    optional: bool = False
    nullable: bool = False
    one_line: bool = False


Lists = Mapping[str, Mapping[str, Translated[str]]]  # table.column → its codes


def content_files(raw: Mapping[str, Any], lists: Lists) -> Mapping[str, FieldsType]:
    """The keys of a report, a jurisdiction and an organ, from the plain values of a file (FILES).

    Raises UnreadableError.
    """
    return {name: _fields(keys, lists) for name, keys in raw.items()}


def _fields(raw: Mapping[str, Any], lists: Lists) -> FieldsType:
    return FieldsType({
        name: Key(
            _type(entry, lists),
            translated(entry),
            **{flag: entry.get(flag, False) for flag in _FLAGS},
        )
        for name, entry in raw.items()
    })  # fmt: skip


def _type(entry: Known, lists: Lists) -> KeyType:
    match entry["type"]:
        case "both":
            return TranslatedType(ScalarType(Format.TEXT))
        case "markdown":
            return TranslatedType(ScalarType(Format.PROSE))
        case "fields":
            return _fields(entry["fields"], lists)
        case "list":
            return ListType(_fields(entry["fields"], lists))
        case "references":
            return ReferencesType()
        case "ids":
            return IdsType()
        case "map":
            return TreeType(entry["of"])
        case "cells":
            return CellsType()
        case "parts":
            return PartsType(translated(entry["unread"]))
        case Format.CODE:
            return ScalarType(Format.CODE, codes=_codes(entry, lists[entry["codes_of"]]))
        case name:
            return ScalarType(Format(name), entry.get("max", LIMIT))


def _codes(entry: Known, known: Mapping[str, Translated[str]]) -> tuple[str, ...]:
    left_out = entry.get("except")
    if left_out is not None and left_out not in known:
        args = {"key": "except", "found": left_out, "hint": None, "known": ", ".join(known)}
        raise UnreadableError([Problem(*entry.at, "unknown-code", args)])
    return tuple(code for code in known if code != left_out)


# -- the file itself -----------------------------------------------------------------------------

_FLAGS = ("optional", "nullable", "one_line")
_NESTED = ("fields", "list")
_PLAIN = (*Format, "both", "markdown", "references", "ids", "map", "cells")
# What a type needs, and what it may have, besides its words and flags.
_NEEDED: dict[str, dict[str, Shape]] = {
    "code": {"codes_of": String(known="lists")},
    "map": {"of": String(among=("jurisdiction", "organ"))},
    "parts": {"unread": BOTH},
}
_FREE: dict[str, dict[str, Shape]] = {"text": {"max": Whole(1)}, "code": {"except": TEXT}}


def _key(types: tuple[str, ...], inner: Keys) -> Either:
    """A key of one of these types; `inner` is what it has of its own where it has keys."""

    def choose(node: Node) -> Shape:
        kind = text_of(node.items.get("type", node)) if isinstance(node, Map) else ""
        more: Mapping[str, Shape] = {}
        if kind in types:
            more = {"fields": inner} if kind in _NESTED else _NEEDED.get(kind, {})
        return Keys(
            {"type": String(among=types), **languages(TEXT), **more},
            {**dict.fromkeys(_FLAGS, Flag()), **_FREE.get(kind, {})},
        )

    return Either(choose)


def _keys(types: Mapping[str, str]) -> Keys:
    """The keys that the engine reads, beside which others may stand.

    Each with the type that it counts on, where this is one with keys of its own, and these keys.
    """
    needed: dict[str, Shape] = {}
    for name, wanted in types.items():
        kind, *inner = wanted.split() or [""]
        needed[name] = _key((kind,) if kind else _PLAIN, _keys(dict.fromkeys(inner, "")))
    return Keys(needed, others=_OTHER)


# Any other key, at any depth. The tables of a report stand at one place alone.
_OTHER: Either = Either(
    lambda node: _key((*_PLAIN, *_NESTED), Keys({}, others=_OTHER)).choose(node)
)
_NAMED = dict.fromkeys(("zh", "en", "since", "until", "successor", "formerly"), "")
_ANSWER = (
    *("report", "url", "asked_on", "answer", "since", "said", "sha256"),
    *("leads_to", "etag", "modified"),
)
FILES = Keys(
    {
        "report": _keys(
            {
                "title": "",
                "kind": "",
                "scope": "fields tables evidence",
                "source": (
                    "fields publisher published index_number url archive_url seen_as via retrieved"
                    " sha256"
                ),
                "parts": "parts",
                "statements": (
                    "list id at value percent points change scale bound unit whose equals near"
                    " sum_of exhaustive growth_of change_of part share_of set from to year zh en"
                ),
                "as_printed": "list rule place stated computed seen_as by date note",
                "editions": "list superseded url sha256 cells note",
                "response": "fields from received zh en",
                "summary": "",
                "curation": "fields transcribed_by verified_by",
            }
        ),
        "jurisdiction": _keys(
            {
                **_NAMED,
                "level": "",
                "codes": "list system code since until source",
                "names": "list zh en since until source",
                "within": "",
                "organs": "",
            }
        ),
        "organ": _keys(_NAMED),
        "coverage": _keys(
            dict.fromkeys(("jurisdiction", "year", "status", "checked_on", "checked_where"), "")
        ),
        "answer": _keys(dict.fromkeys(_ANSWER, "")),
    }
)
