"""Parts of reports → a row for each of their cells."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gongkai.model.forms import PartForm
from gongkai.model.report import Columns, Report


def _places(report: Report, form: PartForm, item: str, column: str) -> Columns:
    """The columns that say which cell a row is."""
    return {
        "report": [report.id] * len(form.cells),
        item: [line.code for line, _ in form.cells.values()],
        column: [line.code for _, line in form.cells.values()],
    }


def disclosure(report: Report) -> Columns:
    """The cells of part 2, which the report has."""
    form = report.parts["disclosure"]
    cells = [report.cells[address] for address in form.addresses]
    units = (column.unit for _, column in form.cells.values())
    return {
        **_places(report, form, "item", "measure"),
        "value": [cell.value for cell in cells],
        "printed": [cell.printed for cell in cells],
        "unit": [cell.unit or unit for cell, unit in zip(cells, units, strict=True)],
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
    form = report.parts[part]
    cells = [report.cells[address] for address in form.addresses]
    return {
        **_places(report, form, item, column),
        "count": [cell.value for cell in cells],
        "state": [cell.state for cell in cells],
        "implied": [implied.get(address) for address in form.addresses],
        "is_part": [address in form.parts for address in form.addresses],
    }
