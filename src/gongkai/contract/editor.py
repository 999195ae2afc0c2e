"""datapackage/report.schema.json: what a report file may say, for editors (JSON Schema draft-07).

Generated from datapackage/files.yaml and the forms, so that an editor's completion and hovers never
differ from what `check` accepts. It is coarser than `check`: spellings are left to the reader, and
a cell that says `unread` is only marked. What is printed in the document (parts, rows, columns) has
a title in both languages, which an editor shows at the place itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, assert_never

from gongkai.contract import Contract
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
from gongkai.model.forms import Line, PartForm, newest_first, parts_of
from gongkai.model.languages import CONTENT_LANGUAGES, Translated
from gongkai.model.report import ABSENT, MARKS, STATES, UNITS, UNREAD

PATH = "datapackage/report.schema.json"
_KINDS = ("count", "change", "money", "money_with_unit")
_TEXT = {"type": "string", "minLength": 1}
_MARKS = {"enum": [None, *MARKS, *STATES]}


def report_schema(contract: Contract) -> bytes:
    """The schema as it stands in the repository."""
    report = contract.files["report"]
    parts = report.keys["parts"].type
    assert isinstance(parts, PartsType)
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "一份报告 · A report",
        "definitions": {
            **{kind: _cell(kind, parts.unread) for kind in _KINDS},
            **dict(_lists_of_cells(contract)),
        },
        **_fields(report, contract),
    }
    return f"{json.dumps(schema, ensure_ascii=False, indent=1)}\n".encode()


def _object(properties: Mapping[str, Any], required: Iterable[str]) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(required),
        "properties": properties,
    }


def _fields(fields: FieldsType, contract: Contract) -> dict[str, Any]:
    properties = {
        name: {"title": name, **_value(key, contract)} for name, key in fields.keys.items()
    }
    return _object(properties, fields.required)


def _value(key: Key, contract: Contract) -> dict[str, Any]:
    schema = _of_type(key.type, contract)
    if key.nullable:
        schema = {"anyOf": [schema, {"type": "null"}]}
    return {"description": f"{key.description['zh']} · {key.description['en']}", **schema}


def _of_type(kind: KeyType, contract: Contract) -> dict[str, Any]:
    match kind:
        case ScalarType():
            return _scalar(kind)
        case TranslatedType():
            return _object(dict.fromkeys(CONTENT_LANGUAGES, _TEXT), CONTENT_LANGUAGES)
        case FieldsType():
            return _fields(kind, contract)
        case ListType(item):
            return {"type": "array", "items": _fields(item, contract)}
        case ReferencesType():
            return {"type": "array", "minItems": 2, "items": _TEXT}
        case IdsType():
            return {"type": "array", "minItems": 1, "items": _TEXT}
        case PartsType():
            return _parts(contract)
        case CellsType() | TreeType():
            return {"type": "object"}
        case _:
            assert_never(kind)


def _scalar(kind: ScalarType) -> dict[str, Any]:
    match kind.format:
        case Format.CODE:
            return {"enum": list(kind.codes)}
        case Format.NUMBER | Format.SCALE | Format.YEAR:
            return {"type": "number"}
        case Format.BOOLEAN:
            return {"type": "boolean"}
        case Format.DATE:  # an editor reads 2024 as a number
            return {"type": ["string", "integer"]}
        case Format.URL:
            return {"type": "string", "pattern": "^https?://"}
        case Format.SHA256:
            return {"type": "string", "pattern": "^[0-9a-f]{64}$"}
        case _:
            return dict(_TEXT)


def _parts(contract: Contract) -> dict[str, Any]:
    parts = parts_of(newest_first(contract.forms))
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {"oneOf": [_part(part) for part in found]} for name, found in parts.items()
        },
    }


def _part(form: PartForm) -> dict[str, Any]:
    rows: dict[str, Any] = {"form": {"title": _both(form.label), "const": form.form}}
    for block in form.blocks:
        for row in block.rows:
            columns = form.strips[row.code].columns
            names = ", ".join(column.label["zh"] for column in columns)
            rows[row.code] = {
                "title": _both(row.label),
                "description": f"[{names}]",
                "anyOf": [
                    {"$ref": f"#/definitions/{_list_of(form, row.code)}"},
                    {"const": ABSENT},
                ],
            }
    return {"title": _both(form.label), **_object(rows, rows)}


def _both(label: Translated[str]) -> str:
    return " · ".join(label[code] for code in CONTENT_LANGUAGES)


def _cell(kind: str, unread: Translated[str]) -> dict[str, Any]:
    """A number, a mark, or a cell that has yet to be read: editors accept that, and mark it."""
    number: dict[str, Any] = {"type": "integer" if kind in ("count", "change") else "number"}
    if kind != "change":
        number["minimum"] = 0
    note = f"{unread['zh']} · {unread['en']}"
    kinds = [number, _MARKS, {"const": UNREAD, "deprecationMessage": note}]
    if kind == "money_with_unit":
        unit = {"value": number, "unit": {"enum": list(UNITS)}}
        kinds.append({"type": "object", "required": list(unit), "properties": unit})
    return {"anyOf": kinds}


def _kind(column: Line) -> str:
    return "money_with_unit" if column.kind == "money" and column.unit is None else column.kind


def _list_of(form: PartForm, row: str) -> str:
    """What the list of cells of a row is called: by the first row that has the same columns."""
    columns = form.strips[row].columns
    first = next(code for code, strip in form.strips.items() if strip.columns == columns)
    return f"{form.form}.{form.name}.{first}"


def _lists_of_cells(contract: Contract) -> Iterator[tuple[str, Any]]:
    """The lists of cells that rows have, each once."""
    for found in parts_of(newest_first(contract.forms)).values():
        for form in found:
            for code, strip in form.strips.items():
                name, columns = _list_of(form, code), strip.columns
                if name.endswith(f".{code}"):
                    yield (
                        name,
                        {
                            "type": "array",
                            "items": [
                                {
                                    "title": _both(column.label),
                                    "$ref": f"#/definitions/{_kind(column)}",
                                }
                                for column in columns
                            ],
                            "minItems": len(columns),
                            "maxItems": len(columns),
                        },
                    )
