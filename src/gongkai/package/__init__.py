"""Rows → the data package: one file a table in each format, and the descriptor that names them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gongkai.contract import Contract
from gongkai.model import Report, Row
from gongkai.package import csvfile, descriptor, parquet, sqlite, workbook

FOLDER = "data/"


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the package as its readers see it: path below data/, rows, size and digest."""

    table: str
    path: str
    rows: int
    data: bytes


def package(
    contract: Contract, tables: Mapping[str, Callable[[], Iterable[Row]]], created: str
) -> tuple[list[Written], bytes]:
    """Every table as CSV, and the descriptor. Raises KeyError when a row misses its schema."""
    written = []
    for name, rows in tables.items():
        data, count = csvfile.render(contract.schemas[name], rows())
        written.append(Written(name, f"{name}.csv", count, data))
    return written, descriptor.render(contract, [(w.table, w.data) for w in written], created)


def other_formats(
    contract: Contract, tables: Mapping[str, Callable[[], Iterable[Row]]], created: str
) -> Iterator[tuple[str, bytes]]:
    """The same rows as one SQLite file, as Parquet, and as a workbook, by path below data/."""
    schemas = [contract.schemas[name] for name in tables]
    yield "gongkai.sqlite", sqlite.render(schemas, {name: rows() for name, rows in tables.items()})
    for schema in schemas:
        yield f"parquet/{schema.name}.parquet", parquet.render(schema, tables[schema.name]())
    # For people: the panel first, then the small tables, then the long ones.
    order = sorted(schemas, key=lambda s: (s.name != "panel", s.name in _LONG))
    sheets = {name: rows() for name, rows in tables.items()}
    yield "gongkai.xlsx", workbook.render(order, sheets, explanation(contract), created)


_LONG = ("disclosure", "requests", "reviews", "statements", "findings")


def province(
    contract: Contract,
    tables: Mapping[str, Callable[[], Iterable[Row]]],
    province: str,
    created: str,
) -> bytes:
    """The workbook of one province: the rows of its jurisdictions and reports, and the codes."""
    keys = {"jurisdictions": "id", "jurisdiction_versions": "id", "reports": "id"}
    names = ["panel", *keys, *_LONG, "indicator_values", "codes"]

    def mine(name: str) -> Iterator[Row]:
        column = None if name == "codes" else keys.get(name, "report")
        for row in tables[name]():
            path = f"{row[column]}/" if column else ""
            if column is None or path.startswith(f"{province}/"):
                yield row

    schemas = [contract.schemas[name] for name in names]
    sheets = {name: mine(name) for name in names}
    return workbook.render(schemas, sheets, explanation(contract), created)


def explanation(contract: Contract) -> Sequence[Sequence[str]]:
    """The first lines of a workbook: what it is, what a blank means, how to cite it."""
    head = contract.package
    return [
        ("Gongkai", head["title"]["zh"], head["title"]["en"]),
        ("", head["description"]["zh"], head["description"]["en"]),
        ("", f"版本 {head['version']}", f"Version {head['version']}"),
        ("", head["blank"]["zh"], head["blank"]["en"]),
        *(("", licence["title"], licence["path"]) for licence in head["licenses"]),
    ]


def created(reports: Iterable[Report], epoch: int | None) -> str:
    """The date of the package (YYYY-MM-DD): the epoch's day in UTC, else the newest in the data."""
    if epoch is not None:
        import datetime

        return datetime.datetime.fromtimestamp(epoch, datetime.UTC).date().isoformat()
    dates = (date for r in reports for date in _dates(r))
    return max(dates, default="1970-01-01")


def _dates(report: Report) -> Iterator[str]:
    yield report.source.retrieved
    yield from (entry.date for entry in report.as_printed)
