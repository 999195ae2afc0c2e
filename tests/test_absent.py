"""A row that a document does not print: neither a blank nor unread, and in no sum."""

from __future__ import annotations

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import GOLDEN, judged, miniature, with_cells
from gongkai import words
from gongkai.checks import indicators
from gongkai.checks.implied import implied
from gongkai.checks.judged import JudgedReports
from gongkai.content.canonical import formatted
from gongkai.content.load.report import read_report
from gongkai.contract import Contract
from gongkai.contract.breaks import address_of
from gongkai.contract.editor import report_schema
from gongkai.model.findings import Finding, Problem, Verdict
from gongkai.model.languages import Translated
from gongkai.model.report import Cell, Jurisdiction, Report, State
from gongkai.words import Words

COUNTY = "content/reports/yangsheng/jiashi/yixian/2022.yaml"
TEXT = (GOLDEN / COUNTY).read_text(encoding="utf-8")


def problems_of(text: str, known: JudgedReports) -> list[Problem]:
    """What stops the file; that nobody has signed it does not."""
    _, found = read_report(COUNTY, text.encode(), known.contract, known.tree)
    return [problem for problem in found if not problem.warning]


@pytest.fixture(scope="module")
def known() -> JudgedReports:
    return miniature()


@pytest.fixture(scope="module")
def county(known: JudgedReports) -> Report:
    return known.reports["yangsheng/jiashi/yixian/2022"]


@pytest.mark.parametrize(
    "row",
    ["disclosure.government_rules", "disclosure.fees", "requests.administrative_inquiry",
     "reviews.litigation_after_recon"],
)  # fmt: skip
def test_every_cell_of_an_absent_row_is_absent(county: Report, row: str) -> None:
    part, _, code = row.partition(".")
    cells = [county.cells[address] for address in county.parts[part].strips[code].addresses]
    assert {(cell.value, cell.printed, cell.state) for cell in cells} == {
        (None, None, State.ABSENT)
    }


def test_an_absent_row_stands_where_its_word_stands(county: Report) -> None:
    lines = TEXT.splitlines()
    for address in ("disclosure.government_rules.issued", "disclosure.government_rules.in_force"):
        place = county.places[address]
        assert lines[place.line - 1][place.column - 1 :] == "absent"
    assert len(county.places) == len(list(county.places))


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ("requests-sum", "requests.handled.natural_person"),
        ("requests-sum", "requests.handled.total"),
        ("requests-total", "requests.administrative_inquiry.total"),
        ("reviews-total", "reviews.litigation_after_recon.total"),
        ("no-rule-making-power", "disclosure.government_rules.issued"),
    ],
)
def test_what_needs_an_absent_row_is_not_assessable_and_says_so(
    county: Report, contract: Contract, words: Mapping[str, Words], rule: str, place: str
) -> None:
    found, _ = judged(county, contract, subject=_county(county), government=_county(county))
    finding = next(f for f in found if (f.rule, f.place) == (rule, place))
    assert (finding.verdict, finding.reason) == (Verdict.NOT_ASSESSABLE, "row-absent")
    sentences = {lang: note(finding, county, words[lang]) for lang in words}
    assert sentences["zh"].startswith("这份报告没有列出这一行")
    assert sentences["en"].startswith("this report leaves the row out")


def note(finding: Finding, report: Report, catalog: Words) -> str:
    return words.note(finding, report, catalog)


def _county(report: Report) -> Jurisdiction:
    return Jurisdiction(
        report.subject, Translated({"zh": "乙县", "en": "Yi County"}), "county", None
    )


def test_what_does_not_need_it_is_assessed_as_ever(county: Report, contract: Contract) -> None:
    found, _ = judged(county, contract)
    held = {(f.rule, f.place) for f in found if f.verdict is Verdict.HOLDS}
    assert ("requests-balance", "requests.received.total") in held
    assert ("requests-total", "requests.granted.total") in held
    assert ("reviews-total", "reviews.reconsideration.total") in held


def test_more_than_the_total_stays_more_without_the_row(county: Report, contract: Contract) -> None:
    """No row takes requests away: what is printed is already too much."""
    found, _ = judged(with_cells(county, requests__granted__total=60), contract)
    broken = {(f.rule, f.place) for f in found if f.verdict is Verdict.BROKEN}
    assert ("requests-sum", "requests.handled.total") in broken


def test_nothing_is_implied_for_an_absent_row(county: Report) -> None:
    """A blank beside it may follow from the totals of its own row; the absent row is left."""
    forced = implied(county)
    assert not [address for address in forced if county.cells[address].state is State.ABSENT]
    assert forced == {"requests.petition.business": 0}


def test_no_indicator_rests_on_an_absent_row(county: Report, contract: Contract) -> None:
    both = [
        {v.indicator for v in indicators.values(one, contract.indicators, implied(one), None)}
        for one in (county, replace(county, cells=_whole(county)))
    ]
    lost = both[1] - both[0]
    assert both[0] < both[1]
    needs = {
        i.id
        for i in contract.indicators.values()
        if any(
            county.leaves_out(address_of(county, figure) or "")
            for figure in (*i.numerator, *i.denominator)
        )
    }
    assert lost <= needs
    assert not both[0] & needs


def _whole(report: Report) -> dict[str, Cell]:
    return {
        address: Cell(Decimal(1), "1") if cell.state is State.ABSENT else cell
        for address, cell in report.cells.items()
    }


def test_a_group_with_an_absent_row_has_no_figure(county: Report) -> None:
    assert county.derived("requests.refused.total") is None
    assert county.derived("reviews.litigation.total") is None
    assert county.derived("requests.unable.total") == 2
    assert county.leaves_out("requests.refused.total")
    assert not county.leaves_out("requests.unable.total")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param("rules:    absent", "rules:    [absent, 0, 0]", "cell-absent", id="one cell"),
        pytest.param("rules:    absent", "rules:    [absent]", "cell-absent", id="in brackets"),
        pytest.param("rules:    absent", 'rules:    "absent"', "expected-row", id="in quotes"),
        pytest.param("rules:    absent", "rules:    null", "expected-row", id="null for a row"),
        pytest.param("rules:    absent", "rules:    Absent", "expected-row", id="a capital"),
        pytest.param("    government_rules:    absent\n", "", "missing-row", id="no row at all"),
    ],
)
def test_absent_is_written_in_place_of_a_row(
    known: JudgedReports, words: Mapping[str, Words], old: str, new: str, message: str
) -> None:
    assert TEXT.count(old) == 1
    problems = problems_of(TEXT.replace(old, new), known)
    assert [p.message for p in problems] == [message]
    assert "absent" in _problem(problems[0], words["en"])


def _problem(found: Problem, catalog: Words) -> str:
    return words.problem(found, catalog)


def test_a_part_without_any_row_is_left_out_instead(known: JudgedReports) -> None:
    text = re.sub(r"(reconsideration|litigation_\w+):\s+\[.*", r"\1: absent", TEXT)
    assert [p.message for p in problems_of(text, known)] == ["part-absent"]


def test_a_row_that_is_absent_has_one_canonical_form(known: JudgedReports) -> None:
    assert formatted(TEXT, COUNTY, known.contract) == TEXT
    for old, new in (
        ("government_rules:    absent", "government_rules: absent"),
        ("fees:                absent\n", "fees:   absent   # none · 没有\n"),
    ):
        spoiled = TEXT.replace(old, new)
        assert spoiled != TEXT
        made = formatted(spoiled, COUNTY, known.contract)
        assert made is not None
        assert made.replace("  # none · 没有", "") == TEXT
        assert formatted(made, COUNTY, known.contract) == made


def test_an_editor_accepts_it(contract: Contract) -> None:
    assert b'"const": "absent"' in report_schema(contract)


def test_the_tables_have_a_row_for_each_of_its_cells(golden: Path) -> None:
    for table, column, item, n in (
        ("disclosure", "item", "government_rules", 3),
        ("requests", "item", "administrative_inquiry", 7),
        ("reviews", "channel", "litigation_after_recon", 5),
    ):
        with open(golden / f"data/{table}.csv", encoding="utf-8", newline="") as file:
            rows = [
                row
                for row in csv.DictReader(file)
                if (row["report"], row[column]) == ("yangsheng/jiashi/yixian/2022", item)
            ]
        assert len(rows) == n
        empty = ("value", "printed") if table == "disclosure" else ("count", "implied")
        assert {(row["state"], *(row[name] for name in empty)) for row in rows} == {
            ("absent", "", "")
        }


@pytest.mark.parametrize(
    ("page", "row", "columns"),
    [
        ("", "这份报告没有列出这一行", "这份报告没有列出这几列"),
        ("en/", "This report leaves the row out", "this report leaves these columns out"),
    ],
)
def test_the_printed_table_says_that_the_row_is_left_out(
    golden: Path, page: str, row: str, columns: str
) -> None:
    path = golden / page / "yangsheng/jiashi/yixian/2022/index.html"
    text = path.read_text(encoding="utf-8")
    assert text.count(f"{row}</small>") == 3
    assert text.count(columns) == 1
    other = (golden / page / "yangsheng/jiashi/2022/index.html").read_text(encoding="utf-8")
    assert row not in other


@pytest.mark.parametrize(
    ("page", "sentence", "share"),
    [("", "有的这份报告没有列出", "%"), ("en/", "leaves out some of the rows of outcomes", "%")],
)
def test_the_list_of_places_says_why_it_draws_nothing(
    golden: Path, page: str, sentence: str, share: str
) -> None:
    """What is printed of it stands there all the same."""
    text = (golden / page / "yangsheng/jiashi/index.html").read_text(encoding="utf-8")
    row = text.partition("yixian/index.html")[2].partition("<tr>")[0]
    assert sentence in row
    assert share in row
    own = (golden / page / "yangsheng/jiashi/yixian/2022/index.html").read_text(encoding="utf-8")
    assert sentence in own
