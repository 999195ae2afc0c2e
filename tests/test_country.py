"""What the engine says of the made-up country: its cells, its groups, its sums and its prose."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest
import yaml

from conftest import COUNTRY, REPORTS
from gongkai.checks.judged import JudgedReports
from gongkai.model.findings import Bound, Change, Deadline, Finding, Sums, Verdict
from gongkai.model.report import State
from gongkai.package.tables import documents

MARKS = {"/": State.SLASH, "-": State.DASH, "无": State.NONE}


def as_written(report_id: str) -> dict[str, dict[str, list[str | dict[str, str] | None]]]:
    """The rows of a file by part and row, read by another reader, each cell as its text."""
    text = (COUNTRY / "content" / "reports" / f"{report_id}.yaml").read_text(encoding="utf-8")
    loaded = yaml.load(text, Loader=yaml.BaseLoader)
    return {
        part: {row: cells for row, cells in rows.items() if row != "form"}
        for part, rows in loaded.get("parts", {}).items()
    }


@pytest.mark.parametrize("report_id", REPORTS)
def test_every_cell_is_as_written(checked: JudgedReports, report_id: str) -> None:
    report = checked.reports[report_id]
    expected = [
        cell["value"] if isinstance(cell, dict) else cell
        for rows in as_written(report_id).values()
        for cells in rows.values()
        for cell in cells
    ]
    assert len(expected) == len(report.cells)
    for (address, cell), text in zip(report.cells.items(), expected, strict=True):
        if text == "null":
            assert (cell.state, cell.value) == (State.BLANK, None), address
        elif text in MARKS:
            assert (cell.state, cell.value) == (MARKS[text], None), address
        else:
            assert (cell.state, cell.value) == (State.NUMBER, Decimal(text)), address


@pytest.mark.parametrize(
    ("report_id", "groups"),
    [
        ("yunze/qingwu/2023", (166, 1110, 34, 77)),
        ("beiyu/songhe/yuguan/2023", (4, 23, 1, 4)),
        ("yunze/qingwu/liutang/2021", (26, 93, 1, 3)),
    ],
)
def test_groups_are_the_sums_of_their_rows(
    checked: JudgedReports, report_id: str, groups: tuple[int, ...]
) -> None:
    report = checked.reports[report_id]
    names = ("refused", "unable", "not_processed", "otherwise_handled")
    assert tuple(report.derived(f"requests.{name}.total") for name in names) == groups


@pytest.mark.parametrize(
    ("report_id", "publisher", "published", "index_number", "scope"),
    [
        pytest.param(
            "yunze/qingwu/2023", "青梧市政府办公室", "2024-03-09", "QW0001/zfb/2024-0000053",
            "territory", id="a day and an index number",
        ),
        pytest.param(
            "beiyu/songhe/yuguan/2023", "榆关市人民政府办公室", "2024-01-25", None,
            "unknown", id="whom it covers is not said",
        ),
        pytest.param(
            "yunze/qingwu/liutang/2021", "青梧市柳塘区人民政府办公室", None, None,
            "territory", id="no date is printed",
        ),
    ],
)  # fmt: skip
def test_the_head_of_each_document(
    checked: JudgedReports,
    report_id: str,
    publisher: str,
    published: str | None,
    index_number: str | None,
    scope: str,
) -> None:
    report = checked.reports[report_id]
    source = report.source
    assert (source.publisher, source.published) == (publisher, published)
    assert (source.index_number, report.scope) == (index_number, scope)
    assert (source.seen_as, source.url) == ("copy", None)
    assert (report.transcribed_by, report.verified_by) == ("gongkai", None)
    assert {part.form for part in report.parts.values()} == {2021}


def test_the_identities_of_the_country(checked: JudgedReports) -> None:
    found = [f for name in REPORTS for f in checked.findings[name] if f.identity is not None]
    verdicts = Counter(f.verdict.value for f in found)
    assert verdicts == {"holds": 416, "as_printed": 2, "not_assessable": 38}
    assert len(found) == 456


def test_what_the_prose_claims(checked: JudgedReports) -> None:
    """One growth fits no whole base, one list need not be whole."""
    found = {
        (f.report, f.place.removeprefix("statements.")): f
        for name in REPORTS
        for f in checked.findings[name]
        if f.place.startswith("statements.")
    }
    broken = [key for key, f in found.items() if f.verdict.value == "broken"]
    assert broken == [("yunze/qingwu/2023", "lawsuits_growth")]
    growth = found[broken[0]]
    assert growth.figures == (Decimal("68.2"), None)
    assert (growth.args["low"], growth.args["high"]) == (62, 63)
    sums = {
        f.figures[0]: (f.verdict.value, f.figures[1])
        for f in found.values()
        if f.rule == "statement-sum"
    }
    assert sums[Decimal(1510)] == ("holds", 1510)
    assert sums[Decimal(8015)] == ("holds", 8015)
    assert sums[Decimal(5500)] == ("holds", 5500)
    assert sums[Decimal(28356)] == ("not_assessable", 28344)
    shares = [f.verdict.value for f in found.values() if f.rule == "statement-share"]
    assert set(shares) == {"holds"}
    assert len(shares) == 25
    growths = {
        f.report: (f.verdict.value, f.figures[1])
        for f in found.values()
        if f.place == "statements.received_growth"
    }
    assert growths["beiyu/songhe/2022"] == ("holds", Decimal("15.384615"))
    assert growths["beiyu/songhe/2023"] == ("holds", Decimal("9"))


def test_hints_for_information_change_no_count_of_a_document(checked: JudgedReports) -> None:
    rules = checked.contract.rules
    hints = [rule.id for rule in rules.values() if rule.severity == "info"]
    for report in checked.reports.values():
        findings, subject = checked.findings[report.id], checked.tree[report.subject]
        more = [
            Finding(report.id, rule, "report", verdict) for rule in hints for verdict in Verdict
        ]
        row = documents.report(report, subject, findings, checked.contract)
        assert documents.report(report, subject, [*findings, *more], checked.contract) == row


def test_only_sums_have_a_difference(checked: JudgedReports) -> None:
    """Figures of two years, or a date and its limit, are no sides that must be equal."""
    kinds = set()
    for findings in checked.findings.values():
        for finding in findings:
            kinds.add(type(finding.evidence))
            assert finding.difference is None or isinstance(finding.evidence, Sums)
    assert {Sums, Change, Bound, Deadline} <= kinds
