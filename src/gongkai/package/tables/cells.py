"""Parts of reports → a row for each of their cells, in the table that holds them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from gongkai.contract import Schema
from gongkai.model.forms import PartForm
from gongkai.model.report import Cell, Columns, Report, Value


def rows(report: Report, schema: Schema, implied: Mapping[str, Decimal]) -> Iterator[Columns]:
    """A block for each part of a report whose cells a table holds; `implied` is by address."""
    assert schema.cells is not None
    axes = schema.cells
    for part in report.parts.values():
        if part.table != schema.name:
            continue
        cells = [report.cells[address] for address in part.addresses]
        yield {
            "report": [report.id] * len(cells),
            axes.row: [row.code for row, _ in part.cells.values()],
            axes.column: [column.code for _, column in part.cells.values()],
            **{
                field.name: _column(field.name, cells, part, implied)
                for field in schema.fields
                if field.name not in schema.primary_key
            },
        }


def _column(
    name: str, cells: Sequence[Cell], part: PartForm, implied: Mapping[str, Decimal]
) -> Sequence[Value]:
    """What one of the columns that a table of cells may have (`CELL_COLUMNS`) says of each cell.

    The unit of a cell is its own, else that of its column in the form, or of its row where that has
    one.
    """
    match name:
        case "value" | "count":
            return [cell.value for cell in cells]
        case "printed":
            return [cell.printed for cell in cells]
        case "unit":
            lines = (column for _, column in part.cells.values())
            return [cell.unit or line.unit for cell, line in zip(cells, lines, strict=True)]
        case "state":
            return [cell.state for cell in cells]
        case "implied":
            return [implied.get(address) for address in part.addresses]
        case "is_part":
            return [address in part.parts for address in part.addresses]
    raise KeyError(name)
