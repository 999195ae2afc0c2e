"""datapackage/report.schema.json: what a report file may say, for editors (JSON Schema draft-07).

Generated from datapackage/files.yaml and the forms, so that an editor's completion and hovers never
differ from what `check` accepts. It is coarser than `check`: spellings are left to the reader, and
a cell that says `unread` is only marked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gongkai.contract import Contract
from gongkai.model.forms import Both, Line, PartForm
from gongkai.model.report import ABSENT, LANGUAGES, MARKS, STATES, UNITS, UNREAD

PATH = "datapackage/report.schema.json"
_KINDS = ("count", "change", "money", "money_with_unit")
_TEXT = {"type": "string", "minLength": 1}
_MARKS = {"enum": [None, *MARKS, *STATES]}


def report_schema(contract: Contract) -> bytes:
    """The schema as it stands in the repository."""
    shape = contract.shapes["report"]
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "content/reports/…/YEAR.yaml",
        "definitions": {kind: _cell(kind, shape["parts"]["unread"]) for kind in _KINDS},
        **_fields(shape, contract),
    }
    return f"{json.dumps(schema, ensure_ascii=False, indent=1)}\n".encode()


def _fields(shape: Mapping[str, Any], contract: Contract) -> dict[str, Any]:
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [key for key, entry in shape.items() if not entry.get("optional")],
        "properties": {key: _value(entry, contract) for key, entry in shape.items()},
    }


def _value(entry: Mapping[str, Any], contract: Contract) -> dict[str, Any]:
    kind = entry["type"]
    schema: dict[str, Any]
    if kind == "fields":
        schema = _fields(entry["fields"], contract)
    elif kind == "list":
        schema = {"type": "array", "items": _fields(entry["fields"], contract)}
    elif kind in ("both", "markdown"):
        properties = dict.fromkeys(LANGUAGES, _TEXT)
        schema = {"type": "object", "additionalProperties": False, "required": list(LANGUAGES)}
        schema["properties"] = properties
    elif kind == "code":
        schema = {"enum": list(contract.codes(entry["codes_of"]))}
    elif kind == "parts":
        schema = _parts(contract)
    elif kind in ("number", "scale", "year"):
        schema = {"type": "number"}
    elif kind == "boolean":
        schema = {"type": "boolean"}
    elif kind == "references":
        schema = {"type": "array", "minItems": 2, "items": _TEXT}
    elif kind == "cells":
        schema = {"type": "object"}
    elif kind == "date":  # an editor reads 2024 as a number
        schema = {"type": ["string", "integer"]}
    elif kind == "url":
        schema = {"type": "string", "pattern": "^https?://"}
    elif kind == "sha256":
        schema = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
    else:
        schema = dict(_TEXT)
    if entry.get("nullable"):
        schema = {"anyOf": [schema, {"type": "null"}]}
    return {"description": f"{entry['zh']} · {entry['en']}", **schema}


def _parts(contract: Contract) -> dict[str, Any]:
    newest_first = sorted(contract.forms.values(), key=lambda form: -form.id)
    names = newest_first[0].parts
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": {
            name: {"oneOf": [_part(form.parts[name]) for form in newest_first]} for name in names
        },
    }


def _part(form: PartForm) -> dict[str, Any]:
    rows: dict[str, Any] = {"form": {"const": form.form}}
    for block in form.blocks:
        for row in block.rows:
            columns = ", ".join(column.label["zh"] for column in block.columns)
            cells = {
                "type": "array",
                "items": _items(block.columns),
                "minItems": len(block.columns),
                "maxItems": len(block.columns),
            }
            label = f"{row.label['zh']} · {row.label['en']} [{columns}]"
            rows[row.code] = {"description": label, "anyOf": [cells, {"const": ABSENT}]}
    return {
        "type": "object",
        "additionalProperties": False,
        "required": list(rows),
        "properties": rows,
    }


def _cell(kind: str, unread: Both) -> dict[str, Any]:
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


def _items(columns: Sequence[Line]) -> Any:
    references = [{"$ref": f"#/definitions/{_kind(column)}"} for column in columns]
    alike = all(reference == references[0] for reference in references)
    return references[0] if alike else references
