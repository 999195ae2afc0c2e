"""Reports and findings → the rows of each published table.

Rows come in blocks: a dict with exactly the columns of the schema, each with its values, one a row.
They come by report id in the order of code points, then by position in the form.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from gongkai.contract import Contract
from gongkai.model.findings import Finding
from gongkai.model.forms import IndicatorValue
from gongkai.model.report import Columns, Jurisdiction, Looked, Report, Row, SourceAnswer
from gongkai.package.tables import cells, documents, judged, panel, reference
from gongkai.words import Words

# In the order of the package; the tables of cells, which the contract names, stand between.
_FIRST = ("jurisdictions", "jurisdiction_versions", "reports")
_LAST = (
    "statements",
    "editions",
    "findings",
    "rules",
    "indicators",
    "breaks",
    "codes",
    "indicator_values",
    "coverage",
    "panel",
)
TABLES = (*_FIRST, *_LAST)
# With many rows a report, as the tables of cells have.
LONG = ("statements", "findings", "indicator_values", "coverage")


def names(contract: Contract) -> list[str]:
    """Every table in the order of the package."""
    return [*_FIRST, *contract.tables_of_cells, *_LAST]


def of_reports(
    contract: Contract,
    tree: Mapping[str, Jurisdiction],
    reports: Sequence[Report],
    findings: Mapping[str, Sequence[Finding]],
    implied: Mapping[str, Mapping[str, Decimal]],
    indicators: Mapping[str, Sequence[IndicatorValue]],
    answers: Iterable[SourceAnswer],
    languages: Mapping[str, Words],
) -> dict[str, list[Columns]]:
    """The tables that have rows of each report, in blocks, for some reports in the order of ids.

    `findings`, `implied` and `indicators` are by report id.
    """
    said = {(one.report, one.url): one for one in answers}
    return {
        "reports": by_column(
            documents.report(
                *(r, tree[r.subject], findings[r.id], contract),
                said.get((r.id, r.source.url or "")),
            )
            for r in reports
        ),
        **{
            name: [
                block
                for r in reports
                for block in cells.rows(r, contract.schemas[name], implied[r.id])
            ]
            for name in contract.tables_of_cells
        },
        "statements": by_column(row for r in reports for row in documents.statements(r, languages)),
        "editions": by_column(row for r in reports for row in documents.editions(r)),
        "findings": judged.findings(reports, findings, contract, languages),
        "indicator_values": [documents.indicator_values(r, indicators[r.id]) for r in reports],
        "panel": by_column(panel.rows(contract, tree, reports)),
    }


def of_project(
    contract: Contract,
    tree: Mapping[str, Jurisdiction],
    held: Mapping[str, Sequence[str]],
    looked: Iterable[Looked],
) -> dict[str, list[Columns]]:
    """The tables that do not speak of what stands in a report, in blocks.

    `held` are the ids of the reports of each place.
    """
    return {
        "jurisdictions": by_column(map(reference.jurisdiction, tree.values())),
        "jurisdiction_versions": by_column(
            # A word among years comes first: polars looks at the first hundred rows alone.
            sorted(
                (row for entry in tree.values() for row in reference.versions(entry)),
                key=lambda row: row["since"] != reference.UNKNOWN,
            )
        ),
        "rules": by_column(reference.rules(contract)),
        "indicators": by_column(reference.indicators(contract)),
        "breaks": by_column(reference.breaks(contract)),
        "codes": by_column(
            row for form in contract.forms.values() for row in reference.codes(form)
        ),
        "coverage": by_column(reference.coverage(held, looked)),
    }


def by_column(rows: Iterable[Row]) -> list[Columns]:
    """Rows as one block; none where there are no rows. Raises KeyError when their keys differ."""
    listed = list(rows)
    for row in listed:
        if row.keys() != listed[0].keys():
            raise KeyError(sorted(row.keys() ^ listed[0].keys()))
    return [{name: [row[name] for row in listed] for name in listed[0]}] if listed else []
