"""A report's page: the years beside it in one table, its own words on growth, the reasons named."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import judged, with_cells
from gongkai.build.project import Settings, site_of
from gongkai.checks.judged import JudgedReports
from gongkai.contract import Contract
from gongkai.model.findings import Verdict
from gongkai.model.report import Report, Statement
from gongkai.pages import figures, neighbours, pictures, roles
from gongkai.pages.answer import answer, title
from gongkai.pages.neighbours import NeighbourRow, Neighbours
from gongkai.pages.outcomes import Outcome, outcomes
from gongkai.pages.site import Page, Site, View
from gongkai.words import Words


@pytest.fixture(scope="module")
def site(country: Path, checked: JudgedReports, words: Mapping[str, Words]) -> Site:
    return site_of(Settings(country, "", words["en"], "2026-06-01"), checked)


def last_year(city: Report, scope: str = "territory", **changes: object) -> Report:
    year = city.year - 1
    before = with_cells(city, **changes)
    return replace(before, id=f"{city.subject}/{year}", year=year, scope=scope, statements=())


def beside(site: Site, city: Report, contract: Contract, before: Report | None) -> Neighbours:
    reports = {report.id: report for report in (city, before) if report}
    found, _ = judged(city, contract, before)
    nothing = dict.fromkeys(reports, ())
    site = replace(site, reports=reports, misprinted=nothing, findings={**nothing, city.id: found})
    tried = neighbours.tried(site, city)
    facts = neighbours.facts(site, city, tried, ())
    shown = neighbours.neighbours(View(site, Page("", "en")), city, facts, tried)
    assert shown is not None
    return shown


def row(shown: Neighbours, anchor: str) -> NeighbourRow:
    (found,) = (one for one in shown.rows if one.anchor == anchor)
    return found


def test_a_row_has_last_year_this_year_and_its_mark(
    site: Site, city: Report, contract: Contract
) -> None:
    shown = beside(site, city, contract, last_year(city, requests__carried_out__total=30))
    assert [report.year for report in shown.reports] == [city.year - 1, city.year]
    carried = row(shown, "requests.carried_in.total")
    assert [figure.value for figure in carried.figures] == [30, 30]
    assert [figure.own for figure in carried.figures] == [False, True]
    (mark,) = carried.marks
    assert (mark.verdict, mark.year) == (Verdict.HOLDS, city.year)
    folded = {line.where for found in shown.folded for line in found.lines}
    assert "Carried over" not in folded
    received = row(shown, "requests.received.total")
    assert not received.marks, "that a figure did not jump is no agreement"


def test_what_does_not_agree_has_a_row_of_its_own_whatever_else_holds_there(
    site: Site, city: Report, contract: Contract
) -> None:
    before = last_year(city, disclosure__normative_documents__in_force=332)
    found = row(beside(site, city, contract, before), "disclosure.normative_documents.in_force")
    assert [figure.value for figure in found.figures] == [332, 356]
    assert [mark.verdict for mark in found.marks] == [Verdict.BROKEN]


def test_years_that_count_something_else_stand_in_no_column(
    site: Site, city: Report, contract: Contract
) -> None:
    shown = beside(site, city, contract, last_year(city, scope="own-level"))
    assert not shown.rows
    shown = beside(site, city, contract, None)
    assert [report.id for report in shown.reports] == [city.id]
    assert shown.notes


def test_every_outcome_has_a_row_so_that_the_largest_change_is_there(
    site: Site, city: Report, contract: Contract
) -> None:
    shown = beside(site, city, contract, last_year(city))
    parts = ("granted", "partly_granted", "refused", "unable", "not_processed", "otherwise_handled")
    anchors = [roles.anchor(city, city.figure(role) or "") for role in (*parts, "handled")]
    *of_year, whole = [row(shown, anchor).figures[-1].value or 0 for anchor in anchors]
    assert sum(of_year) == whole


def test_figures_across_a_break_are_shown_and_said_not_to_compare(
    site: Site, city: Report, contract: Contract
) -> None:
    now = replace(city, year=2024, id=f"{city.subject}/2024")
    marks = row(beside(site, now, contract, last_year(now)), "reviews.reconsideration.total").marks
    assert [mark.verdict for mark in marks] == [None]
    assert "not compared" in marks[0].text


def says(city: Report, number: str, relation: str = "growth") -> Statement:
    (statement,) = (one for one in city.statements if one.id == "received_growth")
    return replace(
        statement, number=Decimal(number), value=Decimal(number), printed=number, relation=relation
    )


@pytest.mark.parametrize(
    ("number", "text"),
    [("53.9", "new requests up 53.9%"), ("-12.5", "new requests down 12.5%")],
)
def test_its_own_growth_is_said_with_its_sign_in_words(
    site: Site, city: Report, number: str, text: str
) -> None:
    others = tuple(one for one in city.statements if one.relation not in ("growth", "change"))
    report = replace(city, statements=(*others, says(city, number)))
    sentence = figures.own_growth(View(site, Page("", "en")), report)
    assert text in sentence
    assert "No comparable report" in sentence
    silent = replace(city, statements=others)
    assert figures.own_growth(View(site, Page("", "en")), silent) == ""


@pytest.mark.parametrize(
    ("number", "said"),
    [("0.0", "This agrees with the report"), ("53.9", "Worked out from the figure of")],
)
def test_its_own_growth_is_set_beside_the_figure_of_last_year(
    site: Site, city: Report, contract: Contract, number: str, said: str
) -> None:
    others = tuple(one for one in city.statements if one.relation not in ("growth", "change"))
    report = replace(city, statements=(*others, says(city, number)))
    found, _ = judged(report, contract, last_year(city))
    beside_it = replace(site, findings={**site.findings, city.id: found})
    assert said in figures.own_growth(View(beside_it, Page("", "en")), report)


def part(*values: int) -> Outcome:
    reasons = tuple(
        Outcome(f"r{index}", f"ground {index}", "", Decimal(value))
        for index, value in enumerate(values)
    )
    return Outcome("refused", "Refused", "", Decimal(sum(values)), reasons)


@pytest.mark.parametrize(
    ("values", "named"),
    [
        pytest.param((80, 10, 10), [80, 20], id="one makes four fifths"),
        pytest.param((30, 30, 20, 10, 10), [30, 30, 20, 20], id="three make them"),
        pytest.param((79, 21), [79, 21], id="the last one has its name"),
        pytest.param((10,) * 10, [10] * 8 + [20], id="all alike"),
        pytest.param((5,), [5], id="one ground"),
        pytest.param((), [], id="none"),
    ],
)
def test_reasons_that_make_four_fifths_are_named_and_add_up(
    words: Mapping[str, Words], values: tuple[int, ...], named: list[int]
) -> None:
    found = pictures._reasons(part(*values), words["en"])
    assert [value for _, value, _ in found] == named
    assert sum(value for _, value, _ in found) == sum(values)


def test_a_title_has_a_share_only_of_enough_requests(site: Site, city: Report) -> None:
    view = View(site, Page("", "en"))
    assert "granted" in title(view.words, city, outcomes(view, city))
    few = with_cells(city, **{
        address.replace(".", "__"): 1 if address.endswith(".total") else 0
        for address in city.cells if address.startswith("requests.")
    })  # fmt: skip
    assert "one request for" in title(view.words, few, None)
    assert "granted" not in title(view.words, few, None)
    blank = with_cells(city, requests__received__total=None)
    assert title(view.words, blank, None) == ""


def test_an_answer_says_that_its_figures_are_worked_out(site: Site, city: Report) -> None:
    view = View(site, Page("", "en"))
    found = outcomes(view, city)
    assert found is not None
    assert "worked out" not in answer(view, city, found).sentence
    worked = answer(view, city, found._replace(basis="implied"))
    assert "worked out from the totals" in worked.sentence


def test_there_are_no_shares_of_a_total_that_is_not_the_sum(site: Site, city: Report) -> None:
    apart = with_cells(city, requests__handled__total=4000)
    found = outcomes(View(site, Page("", "en")), apart)
    drawn = pictures.cascade(View(site, Page("", "en")), found)
    assert drawn is not None
    assert {row.share for row in drawn.rows} == {""}
    assert "there are no shares" in drawn.title
    whole = pictures.cascade(View(site, Page("", "en")), outcomes(View(site, Page("", "en")), city))
    assert whole is not None
    assert all(row.share for row in whole.rows)
    assert not whole.few
