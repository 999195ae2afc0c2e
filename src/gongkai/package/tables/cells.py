"""Parts of reports → a row for each of their cells."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from gongkai.model.forms import PartForm
from gongkai.model.report import Columns, Report


class Grid(NamedTuple):
    """What the rows of a part are whatever a report prints in them: one entry a cell."""

    addresses: tuple[str, ...]
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    units: tuple[str | None, ...]
    is_part: tuple[bool, ...]


def _grid(form: PartForm) -> Grid:
    return Grid(
        addresses=form.addresses,
        rows=tuple(row.code for row, _ in form.cells.values()),
        columns=tuple(column.code for _, column in form.cells.values()),
        units=tuple(column.unit for _, column in form.cells.values()),
        is_part=tuple(address in form.parts for address in form.addresses),
    )


def disclosure(report: Report) -> Columns:
    """The cells of part 2, which the report has."""
    grid = _grid(report.parts["disclosure"])
    cells = [report.cells[address] for address in grid.addresses]
    return {
        "report": [report.id] * len(cells),
        "item": grid.rows,
        "measure": grid.columns,
        "value": [cell.value for cell in cells],
        "printed": [cell.printed for cell in cells],
        "unit": [cell.unit or unit for cell, unit in zip(cells, grid.units, strict=True)],
        "state": [cell.state for cell in cells],
    }


def requests(report: Report, implied: Mapping[str, Decimal]) -> Columns:
    """The cells of part 3, which the report has, and what its totals force."""
    return _counts(report, "requests", "item", "applicant", implied)


def reviews(report: Report, implied: Mapping[str, Decimal]) -> Columns:
    """The cells of part 4, which the report has, and what its totals force."""
    return _counts(report, "reviews", "channel", "result", implied)


def _counts(
    report: Report, part: str, item: str, column: str, implied: Mapping[str, Decimal]
) -> Columns:
    grid = _grid(report.parts[part])
    cells = [report.cells[address] for address in grid.addresses]
    return {
        "report": [report.id] * len(cells),
        item: grid.rows,
        column: grid.columns,
        "count": [cell.value for cell in cells],
        "state": [cell.state for cell in cells],
        "implied": [implied.get(address) for address in grid.addresses],
        "is_part": grid.is_part,
    }
