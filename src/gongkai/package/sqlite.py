"""Rows → one SQLite file: strict tables with their keys, and views for the usual questions.

Decimals are kept as TEXT, exactly as printed; a view named TABLE_numbers casts them for arithmetic.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from gongkai.contract import Field, Schema
from gongkai.model import Row, Value
from gongkai.package.csvfile import spell

_TYPES = {"integer": "INTEGER", "boolean": "INTEGER"}
_VIEWS = """
CREATE VIEW requests_parts AS
  SELECT report, item, applicant, count, implied FROM requests WHERE is_part;
CREATE VIEW requests_totals AS
  SELECT report, item, count, implied FROM requests WHERE applicant = 'total';
CREATE VIEW panel_governments AS SELECT * FROM panel WHERE organ IS NULL;
"""


def render(schemas: Sequence[Schema], tables: Mapping[str, Iterable[Row]]) -> bytes:
    """The database of all tables. Raises sqlite3.IntegrityError when a row breaks its schema."""
    connection = sqlite3.connect(":memory:")
    connection.execute("PRAGMA page_size = 4096")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for schema in schemas:
        connection.execute(_table(schema))
    connection.execute("BEGIN")
    connection.execute("PRAGMA defer_foreign_keys = ON")
    for schema in schemas:
        names = [field.name for field in schema.fields]
        marks = ", ".join("?" * len(names))
        fields = schema.fields
        connection.executemany(
            f"INSERT INTO {_name(schema.name)} VALUES ({marks})",  # noqa: S608 - names are ours
            (tuple(_store(row[f.name], f) for f in fields) for row in tables[schema.name]),
        )
    connection.execute("COMMIT")
    for schema in schemas:
        for key in schema.foreign_keys:
            columns = ", ".join(map(_name, key["fields"]))
            index = f"{schema.name}_by_{'_'.join(key['fields'])}"
            connection.execute(f"CREATE INDEX {index} ON {_name(schema.name)} ({columns})")
    connection.executescript(_VIEWS + "".join(map(_numbers, schemas)))
    connection.execute("VACUUM")
    data = bytes(connection.serialize())
    connection.close()
    return data


def _name(name: str) -> str:
    return f'"{name}"'


def _table(schema: Schema) -> str:
    lines = [_column(field, field.name in schema.primary_key) for field in schema.fields]
    lines.append(f"PRIMARY KEY ({', '.join(map(_name, schema.primary_key))})")
    for key in schema.foreign_keys:
        columns = ", ".join(map(_name, key["fields"]))
        target = key["reference"]
        there = ", ".join(map(_name, target["fields"]))
        lines.append(f"FOREIGN KEY ({columns}) REFERENCES {_name(target['resource'])} ({there})")
    body = ",\n  ".join(lines)
    return f"CREATE TABLE {_name(schema.name)} (\n  {body}\n) STRICT, WITHOUT ROWID"


def _column(field: Field, key: bool) -> str:
    column = f"{_name(field.name)} {_TYPES.get(field.type, 'TEXT')}"
    if field.required or key:
        column += " NOT NULL"
    if field.type == "boolean":
        column += f" CHECK ({_name(field.name)} IN (0, 1))"
    if field.minimum is not None:
        column += f" CHECK ({_name(field.name)} >= {field.minimum})"
    if field.codes:
        codes = ", ".join(f"'{code}'" for code in field.codes)
        column += f" CHECK ({_name(field.name)} IN ({codes}))"
    return column


def _store(value: Value, field: Field) -> str | int | None:
    if value is None:
        return None
    if field.type in _TYPES:
        return int(value)
    return spell(value) if isinstance(value, Decimal | int) else value


def _numbers(schema: Schema) -> str:
    """A view with the decimals of a table as REAL, where it has any."""
    if not any(field.type == "number" for field in schema.fields):
        return ""
    columns = ", ".join(
        f"CAST({_name(f.name)} AS REAL) AS {_name(f.name)}" if f.type == "number" else _name(f.name)
        for f in schema.fields
    )
    table = schema.name
    return f"CREATE VIEW {table}_numbers AS SELECT {columns} FROM {_name(table)};\n"  # noqa: S608
