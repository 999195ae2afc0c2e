"""What Datasette shows of the SQLite file: metadata.yaml, with titles, descriptions, licence.

It has one language: what it shows stands there in Chinese, then in English. The unit of a figure
stands in its row, or in the description of its column.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml

from gongkai.contract import Contract, Schema
from gongkai.model.languages import DATA_LANGUAGES, Translated
from gongkai.package import codetables

PATH = "metadata.yaml"


def render(contract: Contract) -> bytes:
    """metadata.yaml: `datasette gongkai.sqlite --metadata metadata.yaml`."""
    head = contract.package
    database: dict[str, Any] = {
        "title": _both(head["title"]),
        "description": f"{_both(head['description'])} {_both(head['blank'])}",
        "license": "; ".join(licence["title"] for licence in head["licenses"]),
        "license_url": head["licenses"][0]["path"],
        "source": head["sources"][0]["title"],
    }
    if head["homepage"]:
        database["about"], database["about_url"] = (
            head["contributors"][0]["title"],
            head["homepage"],
        )
    codes = codetables.all_of(contract).values()
    shown = [*contract.schemas.values(), *(one.schema for found in codes for one in found.values())]
    tables = {schema.name: _table(schema) for schema in shown}
    said = {**database, "databases": {head["name"]: {"tables": tables}}}
    text = yaml.dump(said, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False, width=100)
    return text.encode()


def _table(schema: Schema) -> dict[str, Any]:
    said: dict[str, Any] = {
        "title": _both(schema.title),
        "description": _both(schema.description),
        "columns": {
            field.name: f"{_both(field.title)}: {_both(field.description)}"
            for field in schema.fields
        },
    }
    if schema.label:
        said["label_column"] = schema.label
    return said


def _both(text: Translated[str] | Mapping[str, str]) -> str:
    return " ".join(text[lang] for lang in DATA_LANGUAGES)
