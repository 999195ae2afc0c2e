"""A CSV file → Parquet: the same rows; numbers are decimal128(20, 6), equal as numbers."""

from __future__ import annotations

from pathlib import Path

from gongkai.contract import Schema
from gongkai.package.blocks import blocks

_ROWS = 100_000  # of a row group


def write(schema: Schema, source: Path, out: Path) -> None:
    """The file of one table, snappy-compressed, so that a browser's reader needs nothing more."""
    import pyarrow as pa
    from pyarrow import parquet

    kinds = {
        "integer": pa.int64(),
        "number": pa.decimal128(20, 6),
        "boolean": pa.bool_(),
        "date": pa.date32(),
    }
    columns = pa.schema(
        pa.field(f.name, kinds.get(f.type, pa.string()), nullable=not schema.requires(f))
        for f in schema.fields
    )
    types = {field.name: field.type for field in columns}
    with parquet.ParquetWriter(out, columns, compression="snappy") as file:
        waiting = pa.Table.from_batches([], columns)
        for block in blocks(source, types):
            waiting = pa.concat_tables(
                [waiting, pa.Table.from_arrays(block.columns, schema=columns)]
            )
            while waiting.num_rows >= _ROWS:
                file.write_table(waiting.slice(0, _ROWS), row_group_size=_ROWS)
                waiting = waiting.slice(_ROWS)
        if waiting.num_rows:
            file.write_table(waiting, row_group_size=_ROWS)
