"""Blocks of rows → the data package: tables as CSV, then every other format from the CSV files."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from gongkai.contract import Contract
from gongkai.model.report import Columns, Report
from gongkai.package import (
    api,
    archive,
    codemeta,
    codetables,
    croissant,
    csvfile,
    datasette,
    descriptor,
    parquet,
    rocrate,
    slices,
    sqlite,
    workbook,
    zenodo,
)
from gongkai.package.csvfile import Fragment, TableFile, WrittenTable
from gongkai.package.tables import LONG
from gongkai.package.workbook import Sheet

__all__ = ["Fragment", "TableFile", "WrittenTable", "api", "descriptor", "slices", "zenodo"]

FOLDER = "data/"


def fragments(
    contract: Contract, tables: Mapping[str, Sequence[Columns]]
) -> dict[str, list[Fragment]]:
    """Some rows of each table as CSV. Raises KeyError when a block misses its schema."""
    return {
        name: csvfile.fragments(contract.schemas[name], blocks) for name, blocks in tables.items()
    }


def descriptions(
    contract: Contract, files: Sequence[WrittenTable], created: str, years: Sequence[int]
) -> Iterator[tuple[str, bytes]]:
    """What says of the tables what they are, for different readers; `years` are of the reports."""
    yield "datapackage.json", descriptor.render(contract, files, created)
    yield croissant.PATH, croissant.render(contract, files, created, years)
    yield codemeta.PATH, codemeta.render(contract, created)
    yield datasette.PATH, datasette.render(contract)


# -- what is made of the finished files --------------------------------------------------------

# A workbook has long tables while they have no more than so many rows together: XlsxWriter takes
# some 5 µs a cell, and nobody scrolls through more.
LONG_ROWS = 50_000
_OF_PLACES = ("jurisdictions", "jurisdiction_versions")  # all of the country, in no workbook
_OF_A_PROVINCE = ("panel", *_OF_PLACES, "reports", "codes")


def _long(contract: Contract) -> list[str]:
    """The tables with many rows a report."""
    return [*contract.tables_of_cells, *LONG]


@dataclass(frozen=True, slots=True)
class Job:
    """A file to be made of the finished CSV files, in any process.

    `path` is below the output folder. `table` is what a Parquet file holds, `province` whose rows a
    workbook holds where it does not hold all.
    """

    path: str
    format: str  # sqlite, parquet or workbook
    table: str | None = None
    province: str | None = None

    @property
    def name(self) -> str:
        """As a message names it."""
        return self.path


def jobs(written: Sequence[WrittenTable]) -> list[Job]:
    """Every file that follows from the finished tables, those that take longest first.

    Parquet files come before the workbooks of provinces, so that the process that made the SQLite
    file makes most of them: another one would load Arrow first.
    """
    provinces = {province for one in written for province in one.spans}
    longest = sorted(written, key=lambda one: -one.rows)
    return [
        Job(f"{FOLDER}gongkai.sqlite", "sqlite"),
        Job(f"{FOLDER}gongkai.xlsx", "workbook"),
        *(Job(f"{FOLDER}parquet/{w.table}.parquet", "parquet", w.table) for w in longest),
        *(Job(f"{p}/{p}.xlsx", "workbook", province=p) for p in sorted(provinces)),
    ]


def needs(job: Job, written: Sequence[WrittenTable]) -> Iterator[str]:
    """Digests of all that a job reads."""
    for one in written:
        if job.table in (None, one.table):
            of_province = one.spans and job.province is not None
            span = one.spans.get(job.province or "") if of_province else None
            yield f"{one.table} {span.sha256 if span else '' if of_province else one.sha256}"


def finish(
    job: Job,
    contract: Contract,
    written: Sequence[WrittenTable],
    created: str,
    folder: Path,
    out: Path,
) -> None:
    """Make one file from the CSV files in `folder`; the same files make the same bytes.

    Raises sqlite.BrokenError when rows break their schema, DoesNotFitError when a workbook
    cannot hold a text.
    """
    if job.format == "sqlite":
        schemas = [contract.schemas[one.table] for one in written]
        sqlite.write(schemas, folder, out, _wholes(contract), codetables.all_of(contract))
    elif job.table is not None:
        parquet.write(contract.schemas[job.table], folder / f"{job.table}.csv", out)
    else:
        sheets = _sheets(contract, written, folder, job.province)
        long = [sheet for sheet in sheets if sheet.schema.name in _long(contract)]
        left_out = [s for s in sheets if job.province is None and s.schema.name in _OF_PLACES]
        left_out += long if sum(sheet.count for sheet in long) > LONG_ROWS else []
        shown = [sheet for sheet in sheets if sheet not in left_out]
        workbook.write(shown, explanation(contract, shown, left_out), created, out)


def bundle(contract: Contract, created: str, years: Sequence[int], folder: Path) -> list[str]:
    """What is made last, of all finished files in `folder`: what they are, and all of them in one.

    The names of the files. A release calls it again once it has changed a file.
    """
    names = [name for name in archive.files(folder) if name != rocrate.PATH]
    (folder / rocrate.PATH).write_bytes(rocrate.render(contract, folder, names, created, years))
    archive.write(folder)
    return [rocrate.PATH, archive.ARCHIVE, archive.SUMS]


def _wholes(contract: Contract) -> dict[str, list[str]]:
    """The columns that are totals, by the table that holds their parts."""
    found: dict[str, list[str]] = {}
    for form in contract.forms.values():
        for part in form.parts.values():
            if part.whole is not None and part.whole not in found.setdefault(part.table, []):
                found[part.table].append(part.whole)
    return found


def _sheets(
    contract: Contract, written: Sequence[WrittenTable], folder: Path, province: str | None
) -> list[Sheet]:
    """For people: the panel first, then the small tables, then the long ones."""
    tables, long = {one.table: one for one in written}, _long(contract)
    names = sorted(tables, key=lambda name: (name != "panel", name in long))
    if province is not None:
        names = [name for name in (*_OF_A_PROVINCE, *long) if name in tables]
    return [_sheet(contract, tables[name], folder, province) for name in names]


def _sheet(contract: Contract, table: WrittenTable, folder: Path, province: str | None) -> Sheet:
    schema, path = contract.schemas[table.table], folder / table.path
    if province is None or table.table == "codes":
        return Sheet(schema, table.rows, csvfile.records(path))
    if csvfile.of_reports(schema):
        span = table.spans.get(province, csvfile.ProvinceRows(0, 0, 0, ""))
        return Sheet(schema, span.rows, csvfile.records_of(path, span))
    mine = [row for row in csvfile.records(path) if csvfile.province(row[0]) == province]
    return Sheet(schema, len(mine), mine)


def explanation(
    contract: Contract, shown: Sequence[Sheet], left_out: Sequence[Sheet]
) -> Iterator[Sequence[str]]:
    """The first sheet of a workbook: what it is, what a blank means, how to cite it; its tables.

    Long tables that are left out are named by their files.
    """
    head = contract.package
    yield "Gongkai", head["title"]["zh"], head["title"]["en"]
    yield "", head["description"]["zh"], head["description"]["en"]
    yield "", f"版本 {head['version']}", f"Version {head['version']}"
    yield "", head["blank"]["zh"], head["blank"]["en"]
    yield from (("", licence["title"], licence["path"]) for licence in head["licenses"])
    yield ()
    yield from (_described(sheet.schema.name, sheet) for sheet in shown)
    if left_out:
        yield ()
        yield "", head["left_out"]["zh"], head["left_out"]["en"]
        yield from (_described(f"{FOLDER}{sheet.schema.name}.csv", sheet) for sheet in left_out)


def _described(name: str, sheet: Sheet) -> Sequence[str]:
    return name, sheet.schema.description["zh"], sheet.schema.description["en"]


# -- the date of the package -------------------------------------------------------------------


NO_DATE = "1970-01-01"


def day(epoch: int | None) -> str | None:
    """The day (YYYY-MM-DD, in UTC) of a number of seconds since 1970."""
    if epoch is None:
        return None
    return datetime.datetime.fromtimestamp(epoch, datetime.UTC).date().isoformat()


def newest(report: Report) -> str:
    """The last day on which somebody worked on a report."""
    return max(report.source.retrieved, *(entry.date for entry in report.as_printed), "")
