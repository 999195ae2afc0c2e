"""Rows → Parquet: the same rows as the CSV; numbers are decimal128(20, 6), equal as numbers."""

from __future__ import annotations

import io
from collections.abc import Iterable
from decimal import Decimal

from gongkai.contract import Field, Schema
from gongkai.model import Row


def render(schema: Schema, rows: Iterable[Row]) -> bytes:
    """The file of one table, snappy-compressed, so that a browser's reader needs nothing more."""
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {
        "integer": pa.int64(),
        "number": pa.decimal128(20, 6),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    listed = list(rows)
    arrays = [
        pa.array([_value(row, field) for row in listed], kinds.get(field.type, pa.string()))
        for field in schema.fields
    ]
    fields = [
        pa.field(field.name, array.type, nullable=not _required(field, schema))
        for field, array in zip(schema.fields, arrays, strict=True)
    ]
    out = io.BytesIO()
    parquet.write_table(
        pa.Table.from_arrays(arrays, schema=pa.schema(fields)),
        out,
        compression="snappy",
        row_group_size=100_000,
    )
    return out.getvalue()


def _required(field: Field, schema: Schema) -> bool:
    return field.required or field.name in schema.primary_key


def _value(row: Row, field: Field) -> object:
    value = row[field.name]
    if value is None:
        return None
    if field.type == "integer":
        return int(value)
    if field.type == "number":
        return Decimal(str(value))
    if field.type == "date":
        import datetime

        return datetime.date.fromisoformat(str(value))
    return value
