"""Rows → the data package: one file a table in each format, and the descriptor that names them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from gongkai.contract import Contract
from gongkai.model import Report, Row
from gongkai.package import csvfile, descriptor

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
