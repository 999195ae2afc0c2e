"""The codes in the rows and columns of a table of cells, as small tables of the SQLite file.

`codes` has a code once for each form, which no key of one column can refer to. Here each stands
once, with the label of the newest form, so that a program which follows keys shows labels.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gongkai.contract import Contract, Field, Schema
from gongkai.model.forms import Line, newest_first
from gongkai.model.languages import DATA_LANGUAGES, Translated


@dataclass(frozen=True, slots=True)
class CodeTable:
    """A table of codes: its schema, and its rows, which are texts."""

    schema: Schema
    rows: Sequence[tuple[str, ...]]


def all_of(contract: Contract) -> dict[str, dict[str, CodeTable]]:
    """By the table of cells, then by its column with these codes."""
    found: dict[str, dict[str, CodeTable]] = {}
    for name, axes in contract.tables_of_cells.items():
        rows, columns = dict[str, Line](), dict[str, Line]()
        for form in newest_first(contract.forms):
            for part in form.parts.values():
                if part.table == name:
                    for row, column in part.cells.values():
                        rows.setdefault(row.code, row)
                        columns.setdefault(column.code, column)
        found[name] = {
            axis: _table(contract, name, axis, lines)
            for axis, lines in ((axes.row, rows), (axes.column, columns))
        }
    return found


def _table(contract: Contract, of: str, axis: str, lines: Mapping[str, Line]) -> CodeTable:
    labels = {field.name: field for field in contract.schemas["codes"].fields}
    code = next(field for field in contract.schemas[of].fields if field.name == axis)
    fields = (
        Field("code", "string", code.title, code.description, {}),
        *(labels[f"label_{lang}"] for lang in DATA_LANGUAGES),
    )
    parent = contract.schemas[of].title.texts
    title = Translated({lang: f"{text} / {code.title[lang]}" for lang, text in parent.items()})
    schema = Schema(f"{of}_{axis}", title, code.description, ("code",), (), fields, label=_LABEL)
    return CodeTable(
        schema,
        [(name, *(line.label[lang] for lang in DATA_LANGUAGES)) for name, line in lines.items()],
    )


_LABEL = f"label_{DATA_LANGUAGES[0]}"


def keys(tables: Mapping[str, CodeTable]) -> Iterator[Mapping[str, Any]]:
    """What a table of cells refers to: one key for each of its columns with codes."""
    for column, table in tables.items():
        reference = {"resource": table.schema.name, "fields": ["code"]}
        yield {"fields": [column], "reference": reference}
