"""A finished CSV file → blocks of its columns, as Arrow reads them: bounded in memory, and fast."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow as pa

_BYTES = 1 << 18  # read at a time; no row may be longer


def blocks(source: Path, kinds: Mapping[str, pa.DataType]) -> Iterator[pa.RecordBatch]:
    """The columns in these types. What is empty is null."""
    from pyarrow import csv

    return iter(
        csv.open_csv(
            source,
            read_options=csv.ReadOptions(use_threads=False, block_size=_BYTES),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                column_types=kinds,
                null_values=[""],
                strings_can_be_null=True,
                true_values=["true"],
                false_values=["false"],
            ),
        )
    )
