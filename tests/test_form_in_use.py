"""Whether a document follows the forms of its year: late ones and mixed ones are remarked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from conftest import CITY, MIXED, OFFICE, ZONE, judged
from gongkai import words as say
from gongkai.checks.judged import JudgedReports
from gongkai.model.findings import Finding, Problem, Verdict
from gongkai.model.report import AsPrinted, Location, Report
from gongkai.words import Words

RULE = "form-in-use"


def of(checked: JudgedReports, path: str, **other: object) -> Report:
    """A report of the made-up country, with something else in it."""
    name = path.removeprefix("content/reports/").removesuffix(".yaml")
    return replace(checked.reports[name], **other)


def found(checked: JudgedReports, report: Report) -> tuple[list[Finding], list[Problem]]:
    """What the rule says of a report, and which confirmations of it are stale."""
    findings, stale = judged(report, checked.contract)
    return [finding for finding in findings if finding.rule == RULE], stale


@pytest.mark.parametrize(
    ("path", "year", "holds"),
    [
        pytest.param(CITY, 2023, True, id="the form of 2021 in 2023"),
        pytest.param(CITY, 2021, True, id="the form of 2021 in its first year"),
        pytest.param(CITY, 2019, False, id="the form of 2021 in 2019"),
        pytest.param(OFFICE, 2020, True, id="the form of 2019 in its last year"),
        pytest.param(OFFICE, 2021, False, id="the form of 2019 in 2021"),
        pytest.param(OFFICE, 2018, False, id="the form of 2019 before there was one"),
        pytest.param(MIXED, 2023, False, id="one part on an older form"),
    ],
)
def test_a_form_is_that_of_the_year(
    checked: JudgedReports, path: str, year: int, holds: bool
) -> None:
    ((finding,), _) = found(checked, of(checked, path, year=year, as_printed=()))
    assert finding.verdict is (Verdict.HOLDS if holds else Verdict.BROKEN)
    assert checked.contract.rules[RULE].severity == "warning", "it stops nothing"


def test_which_part_follows_which_form_is_said(
    checked: JudgedReports, words: Mapping[str, Words]
) -> None:
    for path, year, zh, en in (
        (MIXED, 2023, "第三部分用的是“2019年版", "part 3 follows the “Annual report form of 2019"),
        (CITY, 2019, "第二部分等 3 个部分用的是“2021年版", "3 parts follow a form that was not in use for reports on 2019, as part 2 the “Annual report form of 2021”"),
    ):  # fmt: skip
        report = of(checked, path, year=year, as_printed=())
        ((finding,), _) = found(checked, report)
        assert say.note(finding, report, words["zh"]).startswith(zh)
        assert say.note(finding, report, words["en"]).startswith(en)


def test_a_document_that_prints_another_form_is_confirmed_until_it_does_not(
    checked: JudgedReports,
) -> None:
    entry = AsPrinted(
        RULE, "report", None, None, "copy", "somebody", "2024-01-01", None, Location(1, 1)
    )
    late = of(checked, OFFICE, year=2021, as_printed=(entry,))
    ((finding,), stale) = found(checked, late)
    assert (finding.verdict, stale) == (Verdict.AS_PRINTED, [])
    _, (problem,) = found(checked, replace(late, year=2020))
    assert problem.message == "stale-holds"


def test_of_a_document_without_tables_there_is_nothing_to_say(checked: JudgedReports) -> None:
    assert found(checked, of(checked, ZONE)) == ([], [])
