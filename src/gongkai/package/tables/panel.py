"""Annual reports → one wide row each: every figure that the panel shows, by its address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gongkai.contract import Contract, panel_fields
from gongkai.model.forms import PartForm
from gongkai.model.report import Jurisdiction, Report, Row, Value
from gongkai.package.tables.documents import forms_of


def rows(
    contract: Contract, tree: Mapping[str, Jurisdiction], reports: Sequence[Report]
) -> Iterator[Row]:
    """The annual reports of these, in their order."""
    columns = tuple((field.name, address) for field, address in panel_fields(contract.forms))
    blank: Row = dict.fromkeys(name for name, _ in columns)
    for report in reports:
        if report.kind != "annual-report":
            continue
        government = tree[report.jurisdiction]
        row: Row = {
            "report": report.id,
            "jurisdiction": report.jurisdiction,
            "organ": report.organ,
            "year": report.year,
            "level": government.level,
            "parent": government.parent,
            "scope": report.scope,
            **forms_of(report, contract),
            **blank,
        }
        for name, address in _shown(columns, tuple(report.parts.values())):
            cell = report.cells.get(address)
            row[name] = cell.value if cell else _other(report, address)
        yield row


def _other(report: Report, address: str) -> Value:
    """What is no cell: the unit that a cell carries, or a group."""
    if (figure := _figure(address)) != address:
        return report.cells[figure].unit
    return report.derived(address)


def _figure(address: str) -> str:
    """The address of the cell, where this is that of its unit: its fourth word."""
    return ".".join(address.split(".")[:3])


def _shown(
    columns: tuple[tuple[str, str], ...], parts: tuple[PartForm, ...]
) -> list[tuple[str, str]]:
    """The columns that a report with these parts can fill; most belong to other forms."""
    known = {address for part in parts for address in (*part.cells, *part.sums)}
    return [(name, address) for name, address in columns if _figure(address) in known]
