"""Tables follow from the contract: reports of a form with other words, a table that is new."""

from __future__ import annotations

import csv
import json
import re
import shutil
import sqlite3
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

import test_formats
from conftest import GOLDEN, ROOT, command, judged, lay_out
from gongkai import package
from gongkai.build import order
from gongkai.contract import Contract, Schema, contractfiles, read_contract
from gongkai.model.report import Report
from gongkai.package import csvfile, descriptor, slices, tables
from gongkai.package.tables import cells
from gongkai.text.ours import UnreadableError
from gongkai.words import Words, problem
from test_forms import FORM, PARTS, read
from test_package import rows

PLACE = "yangsheng/jiashi"  # with a report of 2022 in the form of 2021
REPORT = f"{PLACE}/2024"
LEDGERS = """\
title: {zh: 台账, en: Ledgers}
description: {zh: 每行是台账的一格。, en: One row is one cell of a ledger.}
primaryKey: [report, line, span]
foreignKeys:
- {fields: [report], reference: {resource: reports, fields: [id]}}
cells:
  row: line
  column: span
  form:
    title: {zh: 台账格式, en: Form of the ledger}
    description: {zh: 台账用的是哪一版格式。, en: The form that the ledger follows.}
fields:
- {name: report, type: string, title: {zh: 报告, en: Report}, description: {zh: 报告, en: Report}}
- {name: line, type: string, title: {zh: 行, en: Row}, description: {zh: 行, en: Row}}
- {name: span, type: string, title: {zh: 列, en: Column}, description: {zh: 列, en: Column}}
- {name: value, type: number, title: {zh: 数, en: Value}, description: {zh: 数, en: Value}}
- {name: unit, type: string, title: {zh: 单位, en: Unit}, description: {zh: 单位, en: Unit}}
- {name: is_part, type: boolean, required: true, title: {zh: 可加, en: Part}, description: {zh: 可加, en: Part}}
"""


class Made:
    """A finished package: its contract, its folder, and the table that holds the ledger."""

    def __init__(self, root: Path, table: str, words: Mapping[str, Words]) -> None:
        self.table, self.out = table, root / "dist"
        self.data = self.out / "data"
        (self.data / "parquet").mkdir(parents=True)
        everything = order.at_hand(root)
        self.contract = contract = everything.contract
        self.reports = list(everything.reports.values())
        known = everything.findings, everything.implied, everything.indicators
        tree = everything.batch.tree
        blocks = tables.of_reports(contract, tree, self.reports, *known, (), words)
        held: dict[str, list[str]] = {}
        for report in self.reports:
            held.setdefault(report.subject, []).append(report.id)
        blocks |= tables.of_project(contract, tree, held, ())
        fragments = package.fragments(contract, blocks)
        written = []
        for name in tables.names(contract):
            with (self.data / f"{name}.csv").open("wb") as out:
                file = csvfile.TableFile(contract.schemas[name], out)
                for fragment in fragments[name]:
                    file.append(fragment)
            written.append(file.written)
        (self.data / "datapackage.json").write_bytes(
            descriptor.render(contract, written, "2026-11-29")
        )
        for job in package.jobs(written):
            (self.out / job.path).parent.mkdir(exist_ok=True)
            package.finish(job, contract, written, "2026-11-29", self.data, self.out / job.path)

    def rows(self, table: str, report: str = REPORT) -> list[dict[str, str]]:
        key = "id" if table == "reports" else "report"
        return [row for row in rows(self.data / f"{table}.csv") if row[key] == report]

    def query(self, query: str) -> list[tuple[object, ...]]:
        database = sqlite3.connect(f"file:{self.data}/gongkai.sqlite?mode=ro", uri=True)
        found = database.execute(query).fetchall()
        database.close()
        return found


def with_report(root: Path) -> Path:
    """The miniature country with a report that follows the made-up form."""
    lay_out(root, GOLDEN / "content")
    path = root / "content/reports" / f"{PLACE}/2022.yaml"
    text = path.read_text(encoding="utf-8")
    kept = re.sub(r"^(parts|statements):.*\n([ \n-].*\n|\n)*", "", text, flags=re.M)
    kept = kept.replace("2023", "2025").replace("2022", "2024")
    (path.parent / "2024.yaml").write_text(kept + PARTS, encoding="utf-8")
    return root


@pytest.fixture(scope="module", params=["disclosure", "ledgers"])
def made(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    words: Mapping[str, Words],
) -> Made:
    """The ledger stands in a table that is there, or in one that a schema alone adds."""
    table = request.param
    root = with_report(tmp_path_factory.mktemp(table))
    form = FORM.replace("table: disclosure", f"table: {table}")
    (root / "datapackage/forms/2024.yaml").write_text(form, encoding="utf-8")
    if table == "ledgers":
        (root / "datapackage/schemas/ledgers.yaml").write_text(LEDGERS, encoding="utf-8")
    return Made(root, table, words)


def test_the_package_is_valid(made: Made) -> None:
    done = command("validate", "--out", str(made.out), "--lang", "en")
    assert (done.returncode, done.stdout) == (0, "the data package: 0 problems in 0 files\n")


def test_every_format_has_the_same_rows(made: Made) -> None:
    names = tables.names(made.contract)
    assert made.table in names
    for table in names:
        test_formats.test_sqlite_holds_the_rows_of_the_csv(made.out, made.contract, table)
        test_formats.test_parquet_holds_the_rows_of_the_csv(made.out, made.contract, table)
        if table not in test_formats.OF_PLACES:
            test_formats.test_the_workbook_holds_the_rows_of_the_csv(made.out, made.contract, table)


def test_a_table_of_cells_stands_among_the_others_and_is_described(made: Made) -> None:
    head = json.loads((made.data / "datapackage.json").read_bytes())
    names = [resource["name"] for resource in head["resources"]]
    of_cells = sorted({"disclosure", "requests", "reviews", made.table})
    assert names[:3] == ["jurisdictions", "jurisdiction_versions", "reports"]
    assert names[3 : 3 + len(of_cells)] == of_cells
    (codes,) = (r for r in head["resources"] if r["name"] == "codes")
    part = next(field for field in codes["schema"]["fields"] if field["name"] == "part")
    assert [one["value"] for one in part["categories"]][:2] == ["ledger", "disputes"]


def test_each_cell_is_a_row_with_the_unit_of_its_row(made: Made) -> None:
    axes = made.contract.tables_of_cells[made.table]
    found = {(r[axes.row], r[axes.column]): r for r in made.rows(made.table)}
    (report,) = (one for one in made.reports if one.id == REPORT)
    form = report.parts["ledger"]
    assert list(found) == [tuple(address.split(".")[1:]) for address in form.addresses]
    charged = found["charged", "this_year"]
    assert (charged["value"], charged["unit"]) == ("12.5", "元")
    assert (found["inbox", "running"]["value"], found["inbox", "running"]["unit"]) == ("20.0", "件")
    disputes = made.rows("reviews")
    assert [(r["channel"], r["result"], r["count"], r["is_part"]) for r in disputes[:3]] == [
        ("complaint", "won", "2", "false"),
        ("complaint", "lost", "1", "false"),
        ("complaint", "all_ends", "3", "false"),
    ]
    assert made.rows("requests") == []


def test_the_form_of_a_document_is_said_by_table(made: Made) -> None:
    for table in ("reports", "panel"):
        (row,) = made.rows(table)
        assert (row[f"{made.table}_form"], row["reviews_form"]) == ("2024", "2024")
        assert row["requests_form"] == ""
        (row,) = made.rows(table, f"{PLACE}/2022")
        assert (row["disclosure_form"], row["requests_form"]) == ("2021", "2021")


def test_codes_say_which_table_holds_a_part(made: Made) -> None:
    found = {
        (r["part"], r["axis"], r["code"]): r
        for r in rows(made.data / "codes.csv")
        if r["form"] == "2024"
    }
    assert {r["table"] for (part, *_), r in found.items() if part == "ledger"} == {made.table}
    assert {r["table"] for (part, *_), r in found.items() if part == "disputes"} == {"reviews"}
    assert found["ledger", "row", "charged"]["unit"] == "元"
    assert found["ledger", "row", "lacking"]["group"] == "no_reply"
    assert ("ledger", "group", "no_reply") in found


def test_the_panel_has_the_figures_of_any_form(made: Made) -> None:
    (row,) = made.rows("panel")
    wanted = {
        "ledger_inbox": "9",
        "ledger_by_web": "5",
        "ledger_no_reply": "3",  # a group, in the second block
        "ledger_charged": "12.5",
        "disputes_suit_won": "0",
        "disputes_complaint_all_ends": "3",
        "requests_received": "",
    }
    assert {name: row[name] for name in wanted} == wanted
    assert "ledger_inbox_running" not in row
    (other,) = made.rows("panel", f"{PLACE}/2022")
    assert (other["requests_received"], other["ledger_inbox"]) == ("79", "")
    types = {field.name: field.type for field in made.contract.schemas["panel"].fields}
    assert (types["ledger_charged"], types["ledger_inbox"]) == ("number", "integer")


def test_views_of_sqlite_follow_the_schemas_and_the_forms(made: Made) -> None:
    views = {name for (name,) in made.query("SELECT name FROM sqlite_master WHERE type = 'view'")}
    of_cells = {"requests_parts", "requests_totals", "reviews_parts", "reviews_totals"}
    of_cells |= {"statistics_totals"}
    new = {f"{made.table}_totals"} | ({"ledgers_parts"} if made.table == "ledgers" else set())
    assert {v for v in views if v.endswith(("_parts", "_totals"))} == of_cells | new
    axes = made.contract.tables_of_cells[made.table]
    totals = made.query(
        f"SELECT {axes.row}, value FROM {made.table}_totals WHERE report = '{REPORT}'"
    )
    assert len(totals) == 10
    assert {("inbox", "9.0"), ("charged", "12.5")} <= set(totals)
    if made.table == "ledgers":
        parts = made.query(f"SELECT SUM(value) FROM ledgers_parts WHERE report = '{REPORT}'")
        assert parts == [(8,)]  # all that were replied to
    columns = [name for _, name, *_ in made.query("PRAGMA table_info(requests_totals)")]
    assert columns == ["report", "item", "count", "implied"]
    columns = [name for _, name, *_ in made.query("PRAGMA table_info(requests_parts)")]
    assert columns == ["report", "item", "applicant", "count", "implied"]


def test_slices_have_the_cells_with_their_words(made: Made) -> None:
    own = [report for report in made.reports if report.jurisdiction == PLACE]
    files = dict(slices.render("", own))
    lines = list(csv.DictReader(files["data.csv"].decode("utf-8-sig").splitlines()))
    (charged,) = (
        line for line in lines if (line["item"], line["column"]) == ("charged", "this_year")
    )
    assert charged == {
        "report": REPORT,
        "year": "2024",
        "part": "ledger",
        "item": "charged",
        "column": "this_year",
        "label_zh": "收费金额 / 本年度",
        "label_en": "Fees charged / This year",
        "value": "12.5",
        "unit": "元",
        "state": "number",
    }
    assert len(lines) == len(json.loads(files["data.json"])["data"])


# -- a table of cells ------------------------------------------------------------------------------


def test_whatever_a_table_of_cells_may_say_is_said(city: Report, contract: Contract) -> None:
    """The contract names the columns that a schema may take, and cells.py fills each."""
    fields = {f.name: f for s in contract.schemas.values() if s.cells for f in s.fields}
    own = contract.schemas["disclosure"]
    listed = [*own.fields[:3], *(fields[name] for name in contractfiles.CELL_COLUMNS)]
    whole = Schema(
        "disclosure", own.title, own.description, own.primary_key, (), (*listed,), own.cells
    )
    (block,) = cells.rows(city, whole, {})
    assert list(block) == [field.name for field in listed]
    assert {len(values) for values in block.values()} == {10}


def test_a_document_that_mixes_forms_in_one_table_has_the_rows_of_both(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "datapackage", tmp_path / "datapackage")
    (tmp_path / "datapackage/forms/2024.yaml").write_text(FORM, encoding="utf-8")
    contract = read_contract(tmp_path)
    reviews = """\
  reviews:
    form: 2021
    reconsideration: [1, 0, 0, 0, 1]
    litigation_direct: [0, 0, 0, 0, 0]
    litigation_after_recon: [0, 0, 0, 0, 0]
"""
    report, problems = read(contract, PARTS + reviews)
    assert report, problems
    judged(report, contract)
    blocks = list(cells.rows(report, contract.schemas["reviews"], {}))
    found = {row for block in blocks for row in block["channel"]}
    assert found == {
        *("complaint", "suit", "reconsideration"),
        *report.parts["reviews"].groups["litigation"],
    }
    assert sum(map(Decimal, (value for block in blocks for value in block["count"]))) == 8


WRONG = [  # what stands in the schema of ledgers, what is put in its place, the message, the place
    ("primaryKey: [report, line, span]", "primaryKey: [report, line]", "ours-cells", "[report, line]"),
    ("cells:\n  row: line", "cells:\n  row: unit", "ours-cells", "[report, line, span]"),
    ("  row: line", "  row: lines", "unknown-code", "lines"),
    ("name: value,", "name: amount,", "ours-figure", "- {name: report"),
    ("name: unit,", "name: count,", "ours-figure", "- {name: report"),
    ("name: unit,", "name: units,", "unknown-code", "units,"),
    ("name: unit, type: string", "name: unit, type: integer", "unknown-code", "integer, title: {zh: 单"),
    ("name: unit, type: string", "name: implied, type: integer", "unknown-code", "integer, title: {zh: 单"),
    ("  form:\n    title: {zh: 台账格式, en: Form of the ledger}\n", "  form:\n", "missing-key", "description: {zh: 台账用"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "message", "at"), WRONG)
def test_what_is_wrong_in_the_schema_of_a_table_of_cells(
    tmp_path: Path, words: Mapping[str, Words], old: str, new: str, message: str, at: str
) -> None:
    shutil.copytree(ROOT / "datapackage", tmp_path / "datapackage")
    assert LEDGERS.count(old) == 1
    text = LEDGERS.replace(old, new)
    (tmp_path / "datapackage/schemas/ledgers.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableError) as raised:
        read_contract(tmp_path)
    before = text[: text.index(at)]
    place = before.count("\n") + 1, len(before) - before.rfind("\n")
    found = [one for one in raised.value.problems if (one.line, one.column) == place]
    assert message in [one.message for one in found], raised.value.problems
    for lang in ("zh", "en"):
        assert all(problem(one, words[lang]) for one in raised.value.problems)


def test_no_column_of_the_panel_is_written_by_hand_for_a_form() -> None:
    """What a form adds stands in its file: the schemas name no part of it."""
    for name in ("reports", "panel"):
        schema = yaml.safe_load((ROOT / f"datapackage/schemas/{name}.yaml").read_text("utf-8"))
        assert [f["name"] for f in schema["fields"] if f["name"].endswith("_form")] == []
