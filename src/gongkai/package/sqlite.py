"""CSV files → one SQLite file: strict tables with their keys, and views for the usual questions.

Decimals are kept as TEXT, exactly as printed; a view named TABLE_numbers casts them for arithmetic.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path

from gongkai.contract import Field, Schema
from gongkai.package import csvfile

_TYPES = {"integer": "INTEGER", "boolean": "INTEGER"}
# A new file needs no journal: a build that stops leaves nothing of it. Each row would compile its
# checks anew; they are looked at when all rows are there.
_SETTINGS = (
    *("page_size = 16384", "journal_mode = OFF", "synchronous = OFF", "cache_size = -65536"),
    "ignore_check_constraints = ON",
)
_ROWS = 50  # of a statement: each costs as much as some rows
_VIEWS = (
    """CREATE VIEW requests_parts AS
  SELECT report, item, applicant, count, implied FROM requests WHERE is_part""",
    """CREATE VIEW requests_totals AS
  SELECT report, item, count, implied FROM requests WHERE applicant = 'total'""",
    "CREATE VIEW panel_governments AS SELECT * FROM panel WHERE organ IS NULL",
)


def write(schemas: Sequence[Schema], folder: Path, out: Path) -> None:
    """The database of the CSV files in a folder. Raises IntegrityError when a row breaks a schema.

    Every row is written once, in order, so that the file has no holes and the same rows give the
    same bytes.
    """
    out.unlink(missing_ok=True)
    connection = sqlite3.connect(out, isolation_level=None)
    for setting in _SETTINGS:
        connection.execute(f"PRAGMA {setting}")
    connection.execute("BEGIN")
    for schema in schemas:
        connection.execute(_table(schema))
        _insert(connection, schema, csvfile.records(folder / f"{schema.name}.csv"))
    for schema in schemas:
        for key in schema.foreign_keys:
            if schema.primary_key[: len(key["fields"])] == tuple(key["fields"]):
                continue  # the rows themselves are in this order
            columns = ", ".join(map(_name, key["fields"]))
            index = f"{schema.name}_by_{'_'.join(key['fields'])}"
            connection.execute(f"CREATE INDEX {index} ON {_name(schema.name)} ({columns})")
    _verify(connection, schemas)
    for view in (*_VIEWS, *map(_numbers, schemas)):
        connection.execute(view)
    connection.execute("COMMIT")
    connection.close()


def _insert(connection: sqlite3.Connection, schema: Schema, rows: Iterable[Sequence[str]]) -> None:
    """Write the rows of a table, some in each statement."""
    row = ", ".join(_read(field, _needed(field, schema)) for field in schema.fields)
    rest = iter(rows)

    def statement(count: int) -> str:
        values = ", ".join([f"({row})"] * count)
        return f"INSERT INTO {_name(schema.name)} VALUES {values}"  # noqa: S608 - names are ours

    def full() -> Iterator[list[str]]:
        while len(some := list(islice(rest, _ROWS))) == _ROWS:
            yield list(chain.from_iterable(some))
        last.extend(some)

    last: list[Sequence[str]] = []
    connection.executemany(statement(_ROWS), full())
    connection.executemany(statement(1), last)


def _verify(connection: sqlite3.Connection, schemas: Sequence[Schema]) -> None:
    """Look at all rows once: whether they pass their checks, and what they refer to is there."""
    connection.execute("PRAGMA ignore_check_constraints = OFF")
    for schema in schemas:
        needed = [field for field in schema.fields if _needed(field, schema)]
        checks = [f"{_name(field.name)} <> ''" for field in needed]
        checks += [check for field in schema.fields for check in _checks(field)]
        failing = f"SELECT * FROM {_name(schema.name)} WHERE NOT ({' AND '.join(checks)})"  # noqa: S608
        found = connection.execute(failing).fetchone()
        if found:
            raise sqlite3.IntegrityError(f"{schema.name}: CHECK constraint failed in {found}")
    lost = connection.execute("PRAGMA foreign_key_check").fetchone()
    if lost:
        raise sqlite3.IntegrityError(f"a row of {lost[0]} has no row in {lost[2]}")


def _name(name: str) -> str:
    return f'"{name}"'


def _table(schema: Schema) -> str:
    lines = [_column(field, _needed(field, schema)) for field in schema.fields]
    lines.append(f"PRIMARY KEY ({', '.join(map(_name, schema.primary_key))})")
    for key in schema.foreign_keys:
        columns = ", ".join(map(_name, key["fields"]))
        target = key["reference"]
        there = ", ".join(map(_name, target["fields"]))
        lines.append(f"FOREIGN KEY ({columns}) REFERENCES {_name(target['resource'])} ({there})")
    body = ",\n  ".join(lines)
    return f"CREATE TABLE {_name(schema.name)} (\n  {body}\n) STRICT, WITHOUT ROWID"


def _column(field: Field, needed: bool) -> str:
    column = f"{_name(field.name)} {_TYPES.get(field.type, 'TEXT')}"
    if needed:
        column += " NOT NULL"
    return column + "".join(f" CHECK ({check})" for check in _checks(field))


def _needed(field: Field, schema: Schema) -> bool:
    return field.required or field.name in schema.primary_key


def _checks(field: Field) -> list[str]:
    """What a value must be, where there is one."""
    name, checks = _name(field.name), []
    if field.type == "boolean":
        checks.append(f"{name} IN (0, 1)")
    if field.minimum is not None:
        checks.append(f"{name} >= {field.minimum}")
    if field.codes:
        codes = ", ".join(f"'{code}'" for code in field.codes)
        checks.append(f"{name} IN ({codes})")
    return checks


def _read(field: Field, needed: bool) -> str:
    """A value of the CSV as an expression; a strict table makes text into whole numbers itself."""
    value = "?" if needed else "NULLIF(?, '')"
    return f"{value} = 'true'" if field.type == "boolean" else value


def _numbers(schema: Schema) -> str:
    """A view with the decimals of a table as REAL, where it has any."""
    if not any(field.type == "number" for field in schema.fields):
        return ""
    columns = ", ".join(
        f"CAST({_name(f.name)} AS REAL) AS {_name(f.name)}" if f.type == "number" else _name(f.name)
        for f in schema.fields
    )
    table = schema.name
    return f"CREATE VIEW {table}_numbers AS SELECT {columns} FROM {_name(table)}"  # noqa: S608
