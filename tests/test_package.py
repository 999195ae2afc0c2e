"""The package as its readers get it: valid, exact, the same in every file."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import ROOT, command
from gongkai import words as say
from gongkai.checks.judged import JudgedReports
from gongkai.contract import Contract, read_contract
from gongkai.model.languages import Translated
from gongkai.model.report import Code, Jurisdiction, Name
from gongkai.package import csvfile, tables
from gongkai.package.tables import by_column, reference
from gongkai.text.ours import UnreadableError

PUBLISHED = [  # which no version may lose, in their order
    *("jurisdictions", "jurisdiction_versions", "reports", "disclosure", "requests", "reviews"),
    *("statements", "editions", "findings", "rules"),
    *("indicators", "breaks", "codes", "indicator_values"),
    *("coverage", "panel"),
]
TABLES = tables.names(read_contract(ROOT))


def rows(path: Path, encoding: str = "utf-8") -> list[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def test_the_tables_that_are_published_stay() -> None:
    assert [table for table in TABLES if table in PUBLISHED] == PUBLISHED


def test_frictionless_finds_the_package_valid(dist: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "data/datapackage.json", "--json"],
        cwd=dist,
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    assert report["valid"], report
    assert report["stats"] == {**report["stats"], "tasks": len(TABLES), "errors": 0}


def test_a_version_of_a_place_has_the_name_of_its_years(dist: Path) -> None:
    found = rows(dist / "data/jurisdiction_versions.csv")
    luze = [row for row in found if row["id"] == "jiangting/pingwan/luze"]
    assert [(r["code"], r["name_zh"], r["name_en"], r["since"], r["until"]) for r in luze] == [
        ("970129", "鹭泽县", "Luze County", "1983", "2015"),
        ("970113", "鹭泽区", "Luze District", "2016", ""),
    ]


@pytest.mark.parametrize(
    ("codes", "until", "spans"),
    [
        pytest.param(
            [("1", "2000", None)],
            "2010",
            [("1", "2000", "2010", "old"), ("1", "2010", None, "new")],
            id="the name changes, the code stays",
        ),
        pytest.param(
            [("1", "2000", "2010"), ("2", "2010", None)],
            "2010",
            [("1", "2000", "2010", "old"), ("2", "2010", None, "new")],
            id="both change",
        ),
        pytest.param(
            [("1", "2012", None)],
            "2010",
            [("1", "2012", None, "new")],
            id="the name had ended before",
        ),
        pytest.param(
            [],
            "2010",
            [(None, "unknown", "2010", "old"), (None, "2010", None, "new")],
            id="no code",
        ),
        pytest.param(
            [("1", "2000", "2005")],
            "2010",
            [("1", "2000", "2005", "old")],
            id="the name outlives the code",
        ),
    ],
)
def test_a_span_is_cut_where_the_name_changed(
    codes: list[tuple[str, str, str | None]], until: str, spans: list[tuple[object, ...]]
) -> None:
    old = Name(Translated({"zh": "old", "en": "old"}), None, until, "a list")
    made = tuple(Code("gbt2260", code, since, end, "a list") for code, since, end in codes)
    place = Jurisdiction(
        "x", Translated({"zh": "new", "en": "new"}), "county", None, made, names=(old,)
    )
    found = [(r["code"], r["since"], r["until"], r["name_zh"]) for r in reference.versions(place)]
    assert found == spans


def test_the_descriptor_is_a_data_package_of_version_2(dist: Path) -> None:
    head = json.loads((dist / "data/datapackage.json").read_bytes())
    assert head["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    dates = [r["retrieved"] for r in rows(dist / "data/reports.csv")]
    assert head["created"] >= f"{max(dates)}T00:00:00Z"
    assert [licence["name"] for licence in head["licenses"]] == ["CC0-1.0", "CC-BY-4.0"]
    assert all(set(licence) == {"name", "path", "title"} for licence in head["licenses"])
    assert [set(c) for c in head["contributors"]] == [{"title", "roles"}]
    assert [resource["name"] for resource in head["resources"]] == TABLES
    for resource in head["resources"]:
        data = (dist / "data" / resource["path"]).read_bytes()
        assert resource["bytes"] == len(data)
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["type"] == "table"
        assert isinstance(resource["schema"]["primaryKey"], list)
        for key in resource["schema"].get("foreignKeys", ()):
            assert isinstance(key["fields"], list)
            assert key["reference"].get("resource") != resource["name"]
        for field in resource["schema"]["fields"]:
            assert field["title"]
            assert field["title_zh"]
            if "categories" in field:
                values = [category["value"] for category in field["categories"]]
                assert field["constraints"]["enum"] == values


def test_csv_is_utf8_without_a_mark_and_with_line_feeds_alone(dist: Path) -> None:
    for path in (dist / "data").glob("*.csv"):
        data = path.read_bytes()
        assert not data.startswith(b"\xef\xbb\xbf")
        assert b"\r" not in data
        assert data.endswith(b"\n")


def test_columns_are_those_of_the_schemas_in_their_order(dist: Path, contract: Contract) -> None:
    for name in TABLES:
        head = (dist / f"data/{name}.csv").read_text(encoding="utf-8").split("\n", 1)[0]
        assert head.split(",") == [field.name for field in contract.schemas[name].fields]


def test_rows_come_by_report_and_then_as_printed(dist: Path, contract: Contract) -> None:
    found = rows(dist / "data/requests.csv")
    assert [r["report"] for r in found] == sorted(r["report"] for r in found)
    mine = [r for r in found if r["report"] == "yunze/qingwu/2023"]
    items = [r["item"] for r in mine[::7]]
    assert items == [row.code for row in contract.forms[2021].parts["requests"].rows]


def test_every_cell_written_is_the_cell_published(dist: Path, checked: JudgedReports) -> None:
    columns = {
        "disclosure": ("item", "measure", "value"),
        "requests": ("item", "applicant", "count"),
        "reviews": ("channel", "result", "count"),
    }
    for table, (item, column, value) in columns.items():
        published = {
            (r["report"], f"{table}.{r[item]}.{r[column]}"): (
                r[value].removesuffix(".0"),
                r["state"],
            )
            for r in rows(dist / f"data/{table}.csv")
        }
        written = {
            (report.id, address): (say.plain(cell.value), cell.state.value)
            for report in checked.reports.values()
            for address, cell in report.cells.items()
            if address.startswith(table)
        }
        assert published == written


def test_the_parts_of_requests_add_up_to_all_handled(dist: Path) -> None:
    found = rows(dist / "data/requests.csv")
    for report in {r["report"] for r in found}:
        mine = [r for r in found if r["report"] == report]
        if any(r["state"] != "number" for r in mine):
            continue  # with blanks nothing can be said
        parts = sum(int(r["count"]) for r in mine if r["is_part"] == "true")
        handled = next(
            int(r["count"]) for r in mine if (r["item"], r["applicant"]) == ("handled", "total")
        )
        assert parts == handled


def test_the_panel_shows_the_same_figures_as_the_tables(dist: Path) -> None:
    panel = {r["report"]: r for r in rows(dist / "data/panel.csv")}
    city = panel["yunze/qingwu/2023"]
    assert (city["requests_received"], city["requests_refused"]) == ("4053", "166")
    assert (city["reviews_litigation"], city["disclosure_fees_amount"]) == ("105", "113750.1117")
    assert city["disclosure_procurement_unit"] == ""
    for row in rows(dist / "data/requests.csv"):
        if row["applicant"] == "total":
            name = {"unclear_after_correction": "unclear"}.get(row["item"], row["item"])
            assert panel[row["report"]][f"requests_{name}"] == row["count"]


def test_findings_are_published_with_their_numbers(dist: Path) -> None:
    found = rows(dist / "data/findings.csv")
    identities = [r for r in found if r["severity"] == "error"]
    verdicts = Counter(r["verdict"] for r in identities)
    assert verdicts == {"holds": 416, "as_printed": 2, "not_assessable": 38}
    assert all(
        (r["difference"], r["stated"]) == ("0.0", r["computed"])
        for r in identities
        if r["verdict"] == "holds"
    )
    printed = {
        (r["place"], r["stated"], r["computed"], r["difference"])
        for r in identities
        if r["verdict"] == "as_printed"
    }
    assert printed == {
        ("reviews.reconsideration.total", "0.0", "10.0", "-10.0"),
        ("reviews.litigation_after_recon.total", "0.0", "5.0", "-5.0"),
    }
    broken = [r for r in found if r["verdict"] == "broken" and r["severity"] == "warning"]
    assert [(r["report"], r["place"], r["stated"], r["computed"]) for r in broken] == [
        ("jiangting/pingwan/luze/2023", "report", "", ""),  # forms of two years
        ("yunze/qingwu/2023", "statements.lawsuits_growth", "68.2", ""),
    ]
    assert "62 (69.4%) and 63 (66.7%)" in broken[1]["note_en"]


def test_no_text_begins_like_a_formula(dist: Path, contract: Contract) -> None:
    for name in TABLES:
        texts = [f.name for f in contract.schemas[name].fields if f.type == "string"]
        for row in rows(dist / f"data/{name}.csv"):
            for column in texts:
                number = re.fullmatch(r"[+-][0-9.]+%?|-", row[column])
                assert number or not row[column].startswith(("=", "+", "-", "@", "\t"))


def test_the_slices_of_a_jurisdiction_hold_the_same_rows(dist: Path) -> None:
    folder = dist / "yunze/qingwu"
    data = (folder / "data.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    as_csv = rows(folder / "data.csv", "utf-8-sig")
    as_json = json.loads((folder / "data.json").read_bytes(), parse_float=Decimal)
    assert len(as_csv) == len(as_json["data"]) >= 200
    for line, values in zip(as_csv, as_json["data"], strict=True):
        assert list(line) == as_json["columns"]
        assert list(line.values()) == ["" if v is None else str(v) for v in values]
    own = [line for line in as_csv if line["report"] == "yunze/qingwu/2023"]
    assert len(own) == 200
    fees = next(line for line in own if line["item"] == "fees")
    assert (fees["value"], fees["unit"]) == ("113750.1117", "万元")
    assert fees["label_en"].startswith("Administrative and institutional fees / Fees charged")


def test_the_files_of_years_are_the_panel_with_the_names_of_the_places(dist: Path) -> None:
    names = {row["id"]: (row["name_zh"], row["name_en"]) for row in rows(dist / "data/reports.csv")}
    heads, stacked = set(), []
    for path in sorted((dist / "data/years").iterdir()):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        found = rows(path, "utf-8-sig")
        heads.add(tuple(found[0]))
        assert {row["year"] for row in found} == {path.stem}
        assert [row["report"] for row in found] == sorted(row["report"] for row in found)
        assert {row["report"]: (row.pop("name_zh"), row.pop("name_en")) for row in found}.items() <= names.items()  # fmt: skip
        stacked += found
    assert len(heads) == 1
    assert sorted(stacked, key=lambda row: row["report"]) == rows(dist / "data/panel.csv")


def test_the_date_of_the_package_can_be_given(tmp_path: Path) -> None:
    out = tmp_path / "dist"
    done = command("--out", str(out), SOURCE_DATE_EPOCH="1800000000")
    assert done.returncode == 0
    head = json.loads((out / "data/datapackage.json").read_bytes())
    assert head["created"] == "2027-01-15T00:00:00Z"


@pytest.mark.parametrize("table", TABLES)
def test_rows_that_do_not_fit_their_schema_are_refused(contract: Contract, table: str) -> None:
    with pytest.raises(UnreadableError, match="ours-columns"):
        csvfile.fragments(contract.schemas[table], [{"unheard_of": [1]}])


def test_rows_of_one_table_have_the_same_columns() -> None:
    with pytest.raises(KeyError):
        by_column([{"a": 1}, {"b": 1}])


@pytest.mark.parametrize("text", ['x,"y"', "1\n2", '"', "", "plain"])
def test_a_csv_cell_may_hold_commas_quotes_and_lines(text: str) -> None:
    data = csvfile.as_csv([["a", text]]).decode()
    assert list(csv.reader(io.StringIO(data, newline=""))) == [["a", text]]


@pytest.mark.parametrize(
    ("value", "spelled"),
    [
        (None, ""),
        (7, "7"),
        (Decimal("1.50"), "1.50"),
        (Decimal("6.2E+4"), "62000"),
        (Decimal("0E-8"), "0.00000000"),
    ],
)
def test_a_number_has_its_decimals_and_no_exponent(value: Decimal, spelled: str) -> None:
    assert csvfile.numbers([value, Decimal(0)]) == [spelled, "0"]


def in_two_batches(contract: Contract) -> tuple[bytes, csvfile.WrittenTable]:
    """A table of two provinces, in fragments whose boundary lies within a province."""
    schema = contract.schemas["indicator_values"]
    out = io.BytesIO()
    file = csvfile.TableFile(schema, out)
    for reports in (["a/2020", "b/x/2020"], ["b/x/2021"]):
        block = {f.name: ["1"] * len(reports) for f in schema.fields} | {"report": reports}
        for fragment in csvfile.fragments(schema, [block]):
            file.append(fragment)
    return out.getvalue(), file.written


def test_a_table_written_in_batches_knows_its_digest_and_its_provinces(
    contract: Contract, tmp_path: Path
) -> None:
    data, written = in_two_batches(contract)
    assert (written.rows, written.size) == (3, len(data))
    assert written.sha256 == hashlib.sha256(data).hexdigest()
    path = tmp_path / written.path
    path.write_bytes(data)
    assert [row[0] for row in csvfile.records(path)] == ["a/2020", "b/x/2020", "b/x/2021"]
    found = {
        name: [row[0] for row in csvfile.records_of(path, span)]
        for name, span in written.spans.items()
    }
    assert found == {"a": ["a/2020"], "b": ["b/x/2020", "b/x/2021"]}
