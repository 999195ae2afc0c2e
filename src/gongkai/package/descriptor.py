"""The descriptor of the package: Data Package v2, written as plain JSON.

frictionless reads it but never writes it: it would turn the descriptor back into version 1.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from gongkai.contract import Contract, Field, Schema
from gongkai.model.languages import Translated
from gongkai.package.csvfile import WrittenTable

PACKAGE_PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"


def render(contract: Contract, files: Sequence[WrittenTable], created: str) -> bytes:
    """datapackage.json for the tables and their CSV files; `created` is a day."""
    head = contract.package
    descriptor: dict[str, Any] = {
        "$schema": PACKAGE_PROFILE,
        "name": head["name"],
        **titled(head["title"], head["description"]),
        "version": head["version"],
        "created": f"{created}T00:00:00Z",
        "keywords": [*head["keywords"]["en"], *head["keywords"]["zh"]],
        "licenses": head["licenses"],
        "contributors": head["contributors"],
        "sources": head["sources"],
        "resources": [resource(contract.schemas[file.table], file) for file in files],
    }
    if head["homepage"]:
        descriptor["homepage"] = head["homepage"]
    return as_json(descriptor)


def as_json(value: Mapping[str, Any]) -> bytes:
    """A description as people read it too."""
    return f"{json.dumps(value, ensure_ascii=False, indent=1, allow_nan=False)}\n".encode()


def shard(contract: Contract, part: tuple[int, int]) -> bytes:
    """What a part of the package says of itself: it is none yet."""
    head = contract.package
    descriptor = {"name": head["name"], "title_zh": head["title"]["zh"], "shard": list(part)}
    return f"{json.dumps(descriptor, ensure_ascii=False)}\n".encode()


Texts = Translated[str] | Mapping[str, str]


def titled(title: Texts, description: Texts) -> dict[str, str]:
    """What a thing is called and what it is; English stands where other programs look."""
    return {
        "title": title["en"],
        "title_zh": title["zh"],
        "description": description["en"],
        "description_zh": description["zh"],
    }


def resource(schema: Schema, file: WrittenTable) -> dict[str, Any]:
    """A table and its CSV file."""
    return {
        "name": schema.name,
        "type": "table",
        "path": file.path,
        **titled(schema.title, schema.description),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size,
        "hash": f"sha256:{file.sha256}",
        "schema": {
            "fieldsMatch": "exact",
            "fields": [_field(field, schema.requires(field)) for field in schema.fields],
            **({"primaryKey": list(schema.primary_key)} if schema.primary_key else {}),
            **_references(schema),
            "missingValues": [""],
        },
    }


def _references(schema: Schema) -> dict[str, Any]:
    """Foreign keys; a table without any does not name them."""
    keys = [_reference(key, schema.name) for key in schema.foreign_keys]
    return {"foreignKeys": keys} if keys else {}


def _field(field: Field, required: bool) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if required:
        constraints["required"] = True
    if field.minimum is not None:
        constraints["minimum"] = field.minimum
    if field.pattern is not None:
        constraints["pattern"] = field.pattern
    entry: dict[str, Any] = {
        "name": field.name,
        "type": field.type,
        **titled(field.title, field.description),
    }
    if field.codes:
        constraints["enum"] = list(field.codes)  # frictionless does not look at categories
        entry["categories"] = [
            {"value": code, "label": words["en"], "label_zh": words["zh"]}
            for code, words in field.codes.items()
        ]
    if constraints:
        entry["constraints"] = constraints
    return entry


def _reference(key: Any, table: str) -> dict[str, Any]:
    """A foreign key; one to the table itself names no resource, as version 2 has it."""
    reference = dict(key["reference"])
    if reference["resource"] == table:
        del reference["resource"]
    return {"fields": key["fields"], "reference": reference}
