"""CSV rows → the rows of a sheet, as the XML between its header and the end of its data.

Cells stand without their addresses, one after the other, which the format allows: in a column with
nothing there is an empty one. A text is written where it stands (type `str`), not in a table of
shared strings, so that rows can be written as they come.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from gongkai.contract import Schema

if TYPE_CHECKING:
    import pyarrow as pa

MAX_TEXT = 32_767  # units of UTF-16 in a cell
_ESCAPED = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"))
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_CONTROL = re.compile("[\\x00-\\x08\\x0b-\\x1f\\ufffe\\uffff]")


class DoesNotFitError(Exception):
    """A cell that a workbook cannot hold: a bug of ours, since the limits of content are lower."""


def kinds(schema: Schema) -> Mapping[str, pa.DataType]:
    """How the columns are to be read: each value once, and where it stands."""
    import pyarrow as pa

    once = pa.dictionary(pa.int32(), pa.string())
    return {field.name: once for field in schema.fields}


def rows(schema: Schema, blocks: Iterable[pa.RecordBatch]) -> Iterator[memoryview]:
    """The rows from the second row of the sheet on. Raises DoesNotFitError."""
    import pyarrow as pa
    from pyarrow import compute

    cells = [_CELLS.get(field.type, _text) for field in schema.fields]
    number = 2
    for block in blocks:
        following = number + block.num_rows
        numbers = pa.array(range(number, following)).cast(pa.string())
        columns = map(_spelled, block.columns, cells)
        made = compute.binary_join_element_wise('<row r="', numbers, '">', *columns, "</row>", "")
        # The texts of an array stand one after the other, which is how they are wanted.
        yield memoryview(made.buffers()[2])
        number = following


def _spelled(column: pa.DictionaryArray, cell: Callable[[str], str]) -> pa.Array:
    """A column of cells; a value that comes again is not spelled again."""
    import pyarrow as pa

    values = column.dictionary.to_pylist()
    made = pa.array([cell(value) if value else "<c/>" for value in values], pa.string())
    return made.take(column.indices)


def _text(value: str) -> str:
    if len(value.encode("utf-16-le")) > 2 * MAX_TEXT:
        raise DoesNotFitError(f"{value[:40]}…: {len(value)} characters")
    text = _LOOKS_ESCAPED.sub("_x005F_", value)
    for char, name in _ESCAPED:
        text = text.replace(char, name)
    text = _CONTROL.sub(lambda found: f"_x{ord(found[0]):04X}_", text)
    if text != text.strip():
        return f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    return f'<c t="str"><v>{text}</v></c>'


def _number(value: str) -> str:
    return f"<c><v>{value}</v></c>"


def _boolean(value: str) -> str:
    return f'<c t="b"><v>{int(value == "true")}</v></c>'


_CELLS: Mapping[str, Callable[[str], str]] = {
    "integer": _number,
    "number": _number,
    "boolean": _boolean,
}
