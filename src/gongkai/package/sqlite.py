"""CSV files → one SQLite file: strict tables with their keys, and views for the usual questions.

Decimals are kept as TEXT, exactly as printed; a view named TABLE_numbers casts them for arithmetic.
Arrow reads the rows and its driver binds them, so that none of them becomes an object of Python;
the driver brings its own SQLite: the bytes do not depend on that of the machine.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from gongkai.contract import Field, Schema
from gongkai.package import codetables
from gongkai.package.blocks import blocks
from gongkai.package.codetables import CodeTable

if TYPE_CHECKING:
    from adbc_driver_manager import AdbcConnection, AdbcStatement

_TYPES = {"integer": "INTEGER", "boolean": "INTEGER"}
# A new file needs no journal: a build that stops leaves nothing of it. Each row would compile its
# checks anew; they are looked at when all rows are there.
_SETTINGS = (
    *("page_size = 16384", "journal_mode = OFF", "synchronous = OFF", "cache_size = -8192"),
    "ignore_check_constraints = ON",
)
_GOVERNMENTS = "CREATE VIEW panel_governments AS SELECT * FROM panel WHERE organ IS NULL"
_OF_PRINT = ("printed", "state", "is_part")  # of a cell, not of its figure


class BrokenError(Exception):
    """A row breaks its schema: a bug of ours, since the rows were made by it."""


def write(
    schemas: Sequence[Schema],
    folder: Path,
    out: Path,
    wholes: Mapping[str, Sequence[str]] = MappingProxyType({}),
    codes: Mapping[str, Mapping[str, CodeTable]] = MappingProxyType({}),
) -> None:
    """The database of the CSV files in a folder. Raises BrokenError when a row breaks a schema,
    OSError where the disk is at fault.

    `wholes` are the columns of forms that are totals, `codes` the tables of codes, by the table of
    cells. Every row is written once, in order, so that the file has no holes and the same rows give
    the same bytes.
    """
    # The driver's `dbapi` would load Arrow's data sets, and with them pandas where that is there.
    import adbc_driver_sqlite
    from adbc_driver_manager import AdbcConnection, AdbcStatement, Error

    out.unlink(missing_ok=True)
    with_codes = {
        schema.name: replace(
            schema,
            foreign_keys=(*schema.foreign_keys, *codetables.keys(codes.get(schema.name, {}))),
        )
        for schema in schemas
    }
    try:
        with (
            adbc_driver_sqlite.connect(str(out)) as database,
            AdbcConnection(database) as connection,
            AdbcStatement(connection) as statement,
        ):
            for setting in _SETTINGS:
                _run(statement, f"PRAGMA {setting}")
            _run(statement, "BEGIN")
            for schema in schemas:
                for code in codes.get(schema.name, {}).values():
                    _run(statement, _table(code.schema))
                    if code.rows:
                        _run(statement, _rows(code))
                _run(statement, _table(with_codes[schema.name]))
                _append(connection, schema, folder)
            for schema in schemas:
                for index in _indexes(schema):
                    _run(statement, index)
            _verify(statement, list(with_codes.values()))
            for schema in schemas:
                for view in _of_cells(schema, wholes.get(schema.name, ())):
                    _run(statement, view)
            for view in (_GOVERNMENTS, *filter(None, map(_numbers, schemas))):
                _run(statement, view)
            _run(statement, "COMMIT")
    except Error as error:  # the driver calls all of them internal
        what = str(error).split("\n")[0]
        raise (BrokenError if "constraint failed" in what else OSError)(what) from None


def _run(statement: AdbcStatement, sql: str) -> None:
    statement.set_sql_query(sql)
    statement.execute_update()


def _rows(table: CodeTable) -> str:
    """All rows of a table of codes: they are few."""
    rows = ", ".join(f"({', '.join(map(_text, row))})" for row in table.rows)
    return f"INSERT INTO {_name(table.schema.name)} VALUES {rows}"  # noqa: S608


def _text(value: str) -> str:
    return f"'{value.replace(chr(39), chr(39) * 2)}'"


def _append(connection: AdbcConnection, schema: Schema, folder: Path) -> None:
    """The rows of a CSV file into its table."""
    import adbc_driver_manager as adbc
    import pyarrow as pa

    kinds = {"integer": pa.int64(), "boolean": pa.bool_()}
    types = {field.name: kinds.get(field.type, pa.string()) for field in schema.fields}
    rows = blocks(folder / f"{schema.name}.csv", types)
    table = {adbc.INGEST_OPTION_TARGET_TABLE: schema.name}
    with adbc.AdbcStatement(connection) as statement:
        statement.set_options(**table, **{adbc.INGEST_OPTION_MODE: adbc.INGEST_OPTION_MODE_APPEND})
        statement.bind_stream(pa.RecordBatchReader.from_batches(pa.schema(types.items()), rows))
        statement.execute_update()


def _indexes(schema: Schema) -> Iterator[str]:
    """An index for each key to another table, but where the rows themselves are in its order, and
    not for codes: that of a long table would be half as large as the table.
    """
    for key in schema.foreign_keys:
        if schema.primary_key[: len(key["fields"])] != tuple(key["fields"]):
            columns = ", ".join(map(_name, key["fields"]))
            index = f"{schema.name}_by_{'_'.join(key['fields'])}"
            yield f"CREATE INDEX {index} ON {_name(schema.name)} ({columns})"


def _verify(statement: AdbcStatement, schemas: Sequence[Schema]) -> None:
    """Look at all rows once: whether they pass their checks, and what they refer to is there."""
    for schema in schemas:
        needed = [field for field in schema.fields if schema.requires(field)]
        checks = [f"{_name(field.name)} <> ''" for field in needed]
        checks += [check for field in schema.fields for check in _checks(field)]
        failing = f"SELECT * FROM {_name(schema.name)} WHERE NOT ({' AND '.join(checks)})"  # noqa: S608
        _none(statement, failing, f"{schema.name}: CHECK constraint failed")
        for key in schema.foreign_keys:
            _none(statement, _lost(schema, key), f"{schema.name}: FOREIGN KEY constraint failed")


def _lost(schema: Schema, key: Mapping[str, Any]) -> str:
    """The keys of a table, each once, that the table which they refer to does not have."""
    columns = ", ".join(map(_name, key["fields"]))
    there = key["reference"]
    same = " AND ".join(
        f"there.{_name(theirs)} = here.{_name(ours)}"
        for ours, theirs in zip(key["fields"], there["fields"], strict=True)
    )
    known = " AND ".join(f"{_name(field)} IS NOT NULL" for field in key["fields"])
    return (
        f"SELECT * FROM (SELECT DISTINCT {columns} FROM {_name(schema.name)} WHERE {known}) here"  # noqa: S608
        f" WHERE NOT EXISTS (SELECT 1 FROM {_name(there['resource'])} there WHERE {same})"
    )


def _none(statement: AdbcStatement, failing: str, what: str) -> None:
    import pyarrow as pa

    statement.set_sql_query(failing)
    rows, _ = statement.execute_query()
    with pa.RecordBatchReader.from_stream(rows) as found:
        for block in found:
            if block.num_rows:
                raise BrokenError(f"{what} in {tuple(block.slice(0, 1).to_pylist()[0].values())}")


def _name(name: str) -> str:
    return f'"{name}"'


def _table(schema: Schema) -> str:
    lines = [_column(field, schema.requires(field)) for field in schema.fields]
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


def _of_cells(schema: Schema, wholes: Sequence[str]) -> Iterator[str]:
    """Views of a table of cells: those that may be added up, and those in the columns of totals."""
    if schema.cells is None:
        return
    shown = [field.name for field in schema.fields if field.name not in _OF_PRINT]
    if any(field.name == "is_part" for field in schema.fields):
        yield _view(f"{schema.name}_parts", shown, schema, "is_part")
    if wholes:
        column, codes = schema.cells.column, ", ".join(f"'{code}'" for code in wholes)
        shown.remove(column)
        yield _view(f"{schema.name}_totals", shown, schema, f"{_name(column)} IN ({codes})")


def _view(name: str, columns: Sequence[str], schema: Schema, where: str) -> str:
    listed, table = ", ".join(map(_name, columns)), _name(schema.name)
    return f"CREATE VIEW {name} AS SELECT {listed} FROM {table} WHERE {where}"  # noqa: S608


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
