"""Every table opens in the tools of its users, with no warning and with what they expect to give.

Excel and WPS are represented by openpyxl and LibreOffice (test_formats.py), Stata by pandas.
"""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import polars as pl
import pytest

from conftest import PATIENCE
from gongkai.contract import Contract
from test_package import TABLES, rows

POLARS = {
    "string": pl.String, "integer": pl.Int64, "number": pl.Decimal(20, 6),
    "boolean": pl.Boolean, "date": pl.Date,
}  # fmt: skip
# Words that Stata keeps for itself (help reserved).
RESERVED = {
    "_all", "_b", "byte", "_coef", "_cons", "double", "float", "if", "in", "int", "long", "_n", "_N",
    "_pi", "_pred", "_rc", "_skip", "strL", "using", "with",
}  # fmt: skip


def size(dist: Path, table: str) -> tuple[int, list[str]]:
    """How many rows a table has, and its columns."""
    with (dist / f"data/{table}.csv").open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file)
    return len(lines), head


@pytest.mark.parametrize("table", TABLES)
def test_polars_reads_a_table_with_default_settings_and_its_types_from_parquet(
    dist: Path, contract: Contract, table: str
) -> None:
    typed = pl.read_parquet(dist / f"data/parquet/{table}.parquet")
    fields = contract.schemas[table].fields
    assert dict(typed.schema) == {field.name: POLARS[field.type] for field in fields}
    read = pl.read_csv(dist / f"data/{table}.csv")
    assert (read.height, read.columns) == size(dist, table)
    assert typed.height == read.height
    figures = [f.name for f in fields if f.type == "integer"]
    for name in figures:
        assert typed[name].sum() == (read[name].cast(pl.Int64).sum() if read.height else 0)


@pytest.mark.parametrize("table", TABLES)
def test_pandas_and_duckdb_read_a_table_with_default_settings(dist: Path, table: str) -> None:
    path = dist / f"data/{table}.csv"
    count, head = size(dist, table)
    frame = pd.read_csv(path)
    assert (len(frame), list(frame.columns)) == (count, head)
    found = duckdb.sql(f"SELECT * FROM '{path}'")
    assert ([*found.columns], len(found.fetchall())) == (head, count)


def test_duckdb_counts_the_same_from_csv_and_parquet(dist: Path) -> None:
    sums = [
        duckdb.sql(
            f"SELECT SUM(count), COUNT(*) FROM '{dist}/data/{path}' WHERE is_part"
        ).fetchall()
        for path in ("requests.csv", "parquet/requests.parquet")
    ]
    assert sums[0] == sums[1]


@pytest.mark.parametrize("table", TABLES)
def test_a_table_becomes_a_file_of_stata(
    dist: Path, contract: Contract, tmp_path: Path, table: str
) -> None:
    """pandas writes it: names fit, nothing is renamed or lost. Text is what `import delimited` has
    as text: dates and booleans too.
    """
    count, head = size(dist, table)
    assert not [name for name in head if len(name) > 32 or name in RESERVED]
    kinds = {field.name: field.type for field in contract.schemas[table].fields}
    texts = [name for name in head if kinds[name] not in ("integer", "number")]
    frame = pd.read_csv(
        dist / f"data/{table}.csv",
        dtype=dict.fromkeys(texts, "object"),
        keep_default_na=False,
        na_values={name: [""] for name in head if name not in texts},
    )
    long = [name for name in texts if frame[name].map(lambda t: len(t.encode())).max() > 2045]
    frame.to_stata(tmp_path / "t.dta", write_index=False, version=118, convert_strl=long)
    again = pd.read_stata(tmp_path / "t.dta")
    assert (len(again), list(again.columns)) == (count, head)


SCRIPT = """
options(warn = 2)
for (path in commandArgs(trailingOnly = TRUE)) {
  found <- read.csv(path, encoding = "UTF-8", check.names = FALSE)
  cat(nrow(found), names(found), sep = "\\t")
  cat("\\n")
}
"""


def test_r_reads_every_table_with_default_settings(dist: Path, tmp_path: Path) -> None:
    program = shutil.which("Rscript")
    assert program, "no R: run `make test`"
    script = tmp_path / "read.R"
    script.write_text(SCRIPT, encoding="utf-8")
    paths = [str(dist / f"data/{table}.csv") for table in TABLES]
    done = subprocess.run(
        [program, str(script), *paths], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    found = [line.split("\t") for line in done.stdout.splitlines()]
    assert [(int(n), head) for n, *head in found] == [size(dist, table) for table in TABLES]


@pytest.mark.long
def test_libreoffice_opens_the_file_of_a_year_with_its_chinese(dist: Path, tmp_path: Path) -> None:
    """Excel and WPS know by the mark at its start that it is UTF-8. LibreOffice is told, since it
    does not look at the mark without a window; it must not take it for a part of the first name.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "no LibreOffice: run `make test`"
    source = dist / "data/years/2023.csv"
    done = subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--infilter=CSV:44,34,76", "--convert-to", "xlsx", "--outdir", str(tmp_path), str(source)],
        capture_output=True, text=True, check=False, timeout=4 * PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    book = openpyxl.load_workbook(tmp_path / "2023.xlsx")
    head, *lines = book.active.iter_rows(values_only=True)
    expected = rows(source, "utf-8-sig")
    assert list(head) == list(expected[0])
    assert [line[1] for line in lines] == [row["name_zh"] for row in expected]
    book.close()
