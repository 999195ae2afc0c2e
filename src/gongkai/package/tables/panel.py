"""Annual reports → one wide row each: every figure that the panel shows, by its address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gongkai.contract import Contract, panel_fields
from gongkai.model.report import Jurisdiction, Report, Row
from gongkai.package.tables.documents import forms_of


class _Column(NamedTuple):
    """What a column shows: the figure at an address, or the unit that its cell carries."""

    name: str
    figure: str
    unit: bool


def rows(
    contract: Contract, tree: Mapping[str, Jurisdiction], reports: Sequence[Report]
) -> Iterator[Row]:
    """The annual reports of these, in their order."""
    columns = [_column(field.name, address) for field, address in panel_fields(contract.forms)]
    blank: Row = dict.fromkeys(column.name for column in columns)
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
        # Most columns belong to other forms.
        known = {a for part in report.parts.values() for a in (*part.cells, *part.sums)}
        for name, figure, unit in columns:
            if figure in known:
                row[name] = report.cells[figure].unit if unit else report.derived(figure)
        yield row


def _column(name: str, address: str) -> _Column:
    """The column for an address, whose fourth word is `unit` where that is meant."""
    part, row, column, *unit = address.split(".")
    return _Column(name, f"{part}.{row}.{column}", bool(unit))
