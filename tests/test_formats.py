"""Every format holds the same rows, as exact numbers, and opens in its own tool."""

from __future__ import annotations

import csv
import datetime
import html
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
import zipfile
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pandas as pd
import pytest
from pyarrow import parquet

from conftest import PATIENCE, REPORTS, ROOT
from gongkai import package
from gongkai.contract import Contract, Field, read_contract
from gongkai.package import csvfile, sqlite, workbook
from test_package import TABLES, rows

OF_PLACES = {"jurisdictions", "jurisdiction_versions"}
CODES = [  # tables of codes that the SQLite file has besides
    f"{table}_{axis}"
    for table, axes in read_contract(ROOT).tables_of_cells.items()
    for axis in axes
]


def typed(text: str, field: Field) -> object:
    """A CSV value as what it means; nothing is null."""
    if text == "":
        return None
    kinds = {"integer": int, "number": Decimal, "boolean": lambda t: t == "true"}
    return kinds.get(field.type, str)(text)


def expected(dist: Path, contract: Contract, table: str) -> list[tuple[object, ...]]:
    fields = contract.schemas[table].fields
    return [
        tuple(typed(row[f.name], f) for f in fields) for row in rows(dist / f"data/{table}.csv")
    ]


def in_order(found: list[tuple[object, ...]]) -> list[tuple[object, ...]]:
    return sorted(found, key=lambda row: tuple(str(value) for value in row))


@pytest.mark.parametrize("table", TABLES)
def test_sqlite_holds_the_rows_of_the_csv(dist: Path, contract: Contract, table: str) -> None:
    database = sqlite3.connect(f"file:{dist}/data/gongkai.sqlite?mode=ro", uri=True)
    fields = contract.schemas[table].fields
    names = ", ".join(f'"{f.name}"' for f in fields)
    found = [
        tuple(
            None if v is None else bool(v) if f.type == "boolean" else typed(str(v), f)
            for v, f in zip(row, fields, strict=True)
        )
        for row in database.execute(f'SELECT {names} FROM "{table}"')
    ]
    database.close()
    assert in_order(found) == in_order(expected(dist, contract, table))


def test_sqlite_is_strict_and_whole(dist: Path) -> None:
    database = sqlite3.connect(f"file:{dist}/data/gongkai.sqlite?mode=ro", uri=True)
    assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    kinds = {name: (strict, rowid) for _, name, kind, _, rowid, strict in database.execute("PRAGMA table_list") if kind == "table" and not name.startswith("sqlite_")}  # fmt: skip
    assert kinds == dict.fromkeys([*TABLES, *CODES], (1, 1))
    views = {name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'view'")}  # fmt: skip
    assert {"requests_parts", "requests_totals", "panel_governments", "disclosure_numbers"} <= views
    assert database.execute("SELECT SUM(count) FROM requests_parts WHERE report = 'yunze/qingwu/2023'").fetchone() == (4007,)  # fmt: skip
    assert database.execute("SELECT value FROM disclosure_numbers WHERE report = 'yunze/qingwu/2023' AND item = 'fees'").fetchone() == (113750.1117,)  # fmt: skip
    database.close()


def test_cells_of_the_sqlite_file_refer_to_their_codes(dist: Path, contract: Contract) -> None:
    axes = contract.tables_of_cells
    database = sqlite3.connect(f"file:{dist}/data/gongkai.sqlite?mode=ro", uri=True)
    for table in CODES:
        of, column = table.split("_")
        keys = {
            (key[3], key[2], key[4]) for key in database.execute(f"PRAGMA foreign_key_list({of})")
        }
        assert (column, table, "code") in keys
        found = dict(database.execute(f"SELECT code, label_zh FROM {table}"))
        known = [row for row in rows(dist / "data/codes.csv") if row["table"] == of]
        axis = "row" if column == axes[of].row else "column"
        labels = {(row["code"], row["label_zh"]) for row in known if row["axis"] == axis}
        assert found.keys() == {code for code, _ in labels}
        assert found.items() <= labels
    database.close()


@pytest.mark.parametrize(
    "wrong",
    [
        pytest.param({"level": "galaxy"}, id="no such code"),
        pytest.param({"name_zh": ""}, id="nothing where something must stand"),
        pytest.param({"parent": "nowhere"}, id="what it refers to is not there"),
        pytest.param({"id": "x"}, id="the same key twice"),
    ],
)
def test_sqlite_refuses_a_row_that_breaks_its_schema(
    contract: Contract, tmp_path: Path, wrong: dict[str, str]
) -> None:
    schema = contract.schemas["jurisdictions"]
    right = {"name_zh": "某", "name_en": "Some", "level": "county"}
    places = [right | {"id": "x"}, right | {"id": "y"} | wrong]
    lines = [[place.get(field.name, "") for field in schema.fields] for place in places]
    head = [field.name for field in schema.fields]
    (tmp_path / "jurisdictions.csv").write_bytes(csvfile.as_csv([head, *lines]))
    with pytest.raises(sqlite.BrokenError):
        sqlite.write([schema], tmp_path, tmp_path / "made.sqlite")


@pytest.mark.parametrize("table", TABLES)
def test_parquet_holds_the_rows_of_the_csv(dist: Path, contract: Contract, table: str) -> None:
    fields = contract.schemas[table].fields
    read = parquet.read_table(dist / f"data/parquet/{table}.parquet")
    assert read.column_names == [f.name for f in fields]
    for field, kind in zip(fields, read.schema.types, strict=True):
        if field.type == "number":
            assert str(kind) == "decimal128(20, 6)"
    found = [
        tuple(v.isoformat() if isinstance(v, datetime.date) else v for v in row.values())
        for row in read.to_pylist()
    ]
    assert found == expected(dist, contract, table)


@pytest.mark.parametrize("table", [table for table in TABLES if table not in OF_PLACES])
def test_the_workbook_holds_the_rows_of_the_csv(dist: Path, contract: Contract, table: str) -> None:
    book = openpyxl.load_workbook(dist / "data/gongkai.xlsx", read_only=True)
    head, *lines = book[table].iter_rows(values_only=True)
    fields = contract.schemas[table].fields
    assert list(head) == [f.name for f in fields]
    wanted = expected(dist, contract, table)
    found = [
        tuple(
            Decimal(repr(v))
            if f.type == "number" and v is not None
            else v.date().isoformat()
            if f.type == "date" and isinstance(v, datetime.datetime)
            else v
            for v, f in zip((*line, *(None,) * len(fields)), fields, strict=False)
        )
        for line in lines
    ]
    assert found == wanted
    dates = [(n, f.name) for n, f in enumerate(fields) if f.type == "date"]
    texts = [
        name
        for line in lines
        for n, name in dates
        if isinstance((*line, *(None,) * len(fields))[n], str)
    ]
    assert texts == []
    book.close()


def test_no_cell_of_a_workbook_is_a_formula_or_a_link(dist: Path) -> None:
    for path in [dist / "data/gongkai.xlsx", dist / "yunze/yunze.xlsx"]:
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                text = archive.read(name)
                assert b"<f>" not in text, name
                assert b"<hyperlink" not in text, name
                assert b'TargetMode="External"' not in text, name


def workbook_of_rules(contract: Contract, row: list[str], out: Path) -> None:
    schema = contract.schemas["rules"]
    sheet = workbook.Sheet(schema, 1, [row])
    workbook.write([sheet], [["a", "b", "c"]], "2026-11-20", out)


def test_a_workbook_keeps_hostile_text_as_text(contract: Contract, tmp_path: Path) -> None:
    hostile = ["=1+1", "{=1+1}", "http://a.b", "internal:x", "+1", "@SUM(A1)", "007", "-", "TRUE"]
    hostile += ["_x0041_ \x07", "<r>&</r>", " x "]
    workbook_of_rules(contract, hostile, tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(tmp_path / "book.xlsx")
    assert [openpyxl.utils.escape.unescape(cell.value) for cell in book["rules"][2]] == hostile
    assert {cell.data_type for cell in book["rules"][2]} == {"s"}


def test_text_longer_than_a_workbook_cell_holds_is_a_fault_and_not_cut(
    contract: Contract, tmp_path: Path
) -> None:
    row = ["x" * 32_768] * len(contract.schemas["rules"].fields)
    with pytest.raises(workbook.DoesNotFitError):
        workbook_of_rules(contract, row, tmp_path / "book.xlsx")


def test_the_workbook_of_the_country_says_where_its_places_are(dist: Path) -> None:
    books = [
        openpyxl.load_workbook(path, read_only=True)
        for path in (dist / "data/gongkai.xlsx", dist / "yunze/yunze.xlsx")
    ]
    country, province = (set(book.sheetnames) for book in books)
    assert not country & OF_PLACES
    assert province >= OF_PLACES
    first = {line[0] for line in books[0]["README"].iter_rows(values_only=True)}
    assert first >= {f"data/{table}.csv" for table in OF_PLACES}
    for book in books:
        book.close()


LONG = {
    "disclosure",
    "requests",
    "reviews",
    "statements",
    "findings",
    "indicator_values",
    "coverage",
}


def finished(dist: Path, contract: Contract, out: Path, province: str | None = None) -> Path:
    """A workbook made anew of the finished CSV files."""
    found = []
    for table in TABLES:
        file = io.BytesIO()
        made = csvfile.TableFile(contract.schemas[table], file)
        records = list(csvfile.records(dist / f"data/{table}.csv"))
        for row in records:
            name = csvfile.province(row[0]) if csvfile.of_reports(contract.schemas[table]) else None
            made.append(csvfile.Fragment(name, csvfile.as_csv([row]), 1))
        found.append(made.written)
    job = package.Job("x.xlsx", "workbook", province=province)
    package.finish(job, contract, found, "2026-11-20", dist / "data", out)
    return out


@pytest.mark.parametrize("province", [None, "yunze"])
@pytest.mark.parametrize("limit", [0, 10**6])
def test_long_tables_are_in_a_workbook_while_they_are_small(
    dist: Path, contract: Contract, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    province: str | None, limit: int,
) -> None:  # fmt: skip
    monkeypatch.setattr(package, "LONG_ROWS", limit)
    out = finished(dist, contract, tmp_path / "book.xlsx", province)
    book = openpyxl.load_workbook(out, read_only=True)
    assert (set(book.sheetnames) >= LONG) is (limit > 0)
    assert bool(set(book.sheetnames) & LONG) is (limit > 0)
    assert {"panel", "reports", "codes"} < set(book.sheetnames)
    first = {line[0]: line[1:] for line in book["README"].iter_rows(values_only=True)}
    book.close()
    for table in LONG:
        description = contract.schemas[table].description
        name = table if limit else f"data/{table}.csv"
        assert first[name] == (description["zh"], description["en"])
    with zipfile.ZipFile(out) as archive:
        readme = archive.read("xl/worksheets/sheet1.xml").decode()
    for text in contract.package["left_out"].values():
        assert (text in readme) is (limit == 0 or province is None)
    again = finished(dist, contract, tmp_path / "again.xlsx", province)
    assert again.read_bytes() == out.read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["again.xlsx", "book.xlsx"]


def test_a_province_has_a_workbook_of_its_own(dist: Path) -> None:
    book = openpyxl.load_workbook(dist / "yunze/yunze.xlsx", read_only=True)
    reports = [line[0] for line in book["reports"].iter_rows(min_row=2, values_only=True)]
    assert reports == [name for name in REPORTS if name.startswith("yunze/")]
    book.close()


ARTICLE_16 = {
    "jiangting/pingwan/luze/2023": "0.090909",
    "beiyu/songhe/yuguan/2023": "0.017857",
    "yunze/qingwu/2023": "0.020464",
    "yunze/qingwu/liutang/2021": "0.047244",
    "hailan/general-office/2019": "0.012766",
    "beiyu/songhe/2020": "0.041152",
    "beiyu/songhe/2021": "0.038023",
    "beiyu/songhe/2022": "0.034014",
    "beiyu/songhe/2023": "0.030120",
    "beiyu/songhe/xueping/2022": "0.000000",
    "beiyu/songhe/xueping/2023": "0.062500",
}
AS_PRINTED = {
    ("jiangting/pingwan/luze/2023", "reviews.reconsideration.total", "official-file"),
    ("jiangting/pingwan/luze/2023", "reviews.litigation_after_recon.total", "official-file"),
}


def test_three_questions_get_the_same_answers_from_every_format(dist: Path) -> None:
    """What does not add up as printed and who looked; article 16; what is implied."""
    findings = pd.read_csv(dist / "data/findings.csv")
    confirmed = findings[findings.verdict == "as_printed"]
    by_pandas = (
        set(confirmed[["report", "place", "confirmed_from"]].itertuples(index=False, name=None)),
        {
            row.report: f"{row.value:.6f}"
            for row in pd.read_csv(dist / "data/indicator_values.csv").itertuples()
            if row.indicator == "share-refused-art-16"
        },
        len(pd.read_csv(dist / "data/requests.csv").implied.dropna())
        + len(pd.read_csv(dist / "data/reviews.csv").implied.dropna()),
    )
    queries = (
        "SELECT report, place, confirmed_from FROM {findings} WHERE verdict = 'as_printed'",
        "SELECT report, value FROM {indicator_values} WHERE indicator = 'share-refused-art-16'",
        "SELECT (SELECT COUNT(implied) FROM {requests}) + (SELECT COUNT(implied) FROM {reviews})",
    )
    names = ("findings", "indicator_values", "requests", "reviews")
    files = {n: f"'{dist}/data/parquet/{n}.parquet'" for n in names}
    duck = [duckdb.sql(query.format(**files)).fetchall() for query in queries]
    database = sqlite3.connect(f"file:{dist}/data/gongkai.sqlite?mode=ro", uri=True)
    lite = [database.execute(q.format(**{n: n for n in names})).fetchall() for q in queries]
    database.close()
    for printed, shares, implied in (duck, lite):
        answer = (set(printed), {r: f"{Decimal(v):.6f}" for r, v in shares}, implied[0][0])
        assert answer == by_pandas
    assert by_pandas[0] == AS_PRINTED
    assert by_pandas[1] == ARTICLE_16
    assert by_pandas[2] == 126 + 4  # Hailan's part 3, and 4 of the 9 blanks of its part 4


def test_datasette_serves_the_database_with_its_words(dist: Path, contract: Contract) -> None:
    datasette = Path(sys.executable).parent / "datasette"
    options = ["--metadata", dist / "data/metadata.yaml"]
    server = subprocess.Popen(
        [datasette, "serve", "--port", "0", "--setting", "num_sql_threads", "1", *options, dist / "data/gongkai.sqlite"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    said = []
    try:
        assert server.stdout is not None
        address, until = "", time.monotonic() + PATIENCE
        while not address and time.monotonic() < until:
            said.append(server.stdout.readline())
            if "running on http" in said[-1]:
                address = said[-1].split("running on ")[1].split()[0]

        def ask(path: str) -> bytes:
            with urllib.request.urlopen(f"{address}/{path}") as answer:
                data: bytes = answer.read()
            return data

        sql = "select count(*) as n from findings where verdict = 'as_printed'"
        query = urllib.parse.urlencode({"sql": sql, "_shape": "array"})
        assert json.loads(ask(f"gongkai.json?{query}"))[0]["n"] == 2  # those of Luze
        where = "report=yunze/qingwu/2023&item=granted&applicant=total&_labels=on&_shape=array"
        (row,) = json.loads(ask(f"gongkai/requests.json?{where}"))
        assert row["report"] == {"value": "yunze/qingwu/2023", "label": "青梧市"}
        assert row["item"]["label"].endswith("予以公开")
        assert row["applicant"]["label"] == "总计"
        for table in [*TABLES, *CODES]:
            page = ask(f"gongkai/{table}?_size=1").decode()
            assert "CC0 1.0 Universal" in page
            if table in TABLES:
                for text in contract.schemas[table].title.texts.values():
                    assert html.escape(text) in page
    finally:
        server.terminate()
        server.wait()
        if server.stdout:
            said += server.stdout.readlines()
            server.stdout.close()
    assert not [line for line in said if "warn" in line.lower() or "error" in line.lower()]


def test_libreoffice_opens_the_workbook(dist: Path, tmp_path: Path) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "no LibreOffice: run `make test`"
    done = subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,2", "--outdir", str(tmp_path), str(dist / "data/gongkai.xlsx")],
        capture_output=True, text=True, check=False, timeout=4 * PATIENCE,
    )  # fmt: skip
    made = list(tmp_path.glob("*.csv"))
    assert done.returncode == 0, done.stderr
    assert len(made) == 1, done.stdout
    with made[0].open(encoding="utf-8", newline="") as file:
        panel = {row["report"]: row for row in csv.DictReader(file)}
    assert panel["yunze/qingwu/2023"]["requests_received"] == "4053"
    assert panel["yunze/qingwu/2023"]["disclosure_fees_amount"] == "113750.1117"
    assert panel["hailan/general-office/2019"]["requests_granted"] == ""
