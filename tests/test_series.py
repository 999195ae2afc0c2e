"""Rules over years, levels and the law; what totals imply; indicators."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from conftest import judged, with_cells
from gongkai.checks import implied, indicators
from gongkai.checks.judged import JudgedReports
from gongkai.contract import Contract
from gongkai.model.findings import Finding, Verdict
from gongkai.model.languages import Translated
from gongkai.model.report import Jurisdiction, Report

HOLDS, BROKEN, NOT_ASSESSABLE = Verdict.HOLDS, Verdict.BROKEN, Verdict.NOT_ASSESSABLE
NAME = Translated({"zh": "某地", "en": "Somewhere"})


def finding(
    report: Report, contract: Contract, rule: str, place: str, before: Report | None = None,
    **around: object,
) -> Finding:  # fmt: skip
    found, _ = judged(report, contract, before, **around)
    return next(f for f in found if (f.rule, f.place) == (rule, place))


def last_year(report: Report, **changes: object) -> Report:
    return replace(with_cells(report, **changes), year=report.year - 1, statements=())


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        pytest.param({"requests__carried_out__total": 30}, HOLDS, id="30 were carried out"),
        pytest.param({"requests__carried_out__total": 31}, BROKEN, id="31 were carried out"),
        pytest.param(
            {"requests__carried_out__total": None}, NOT_ASSESSABLE, id="a blank last year"
        ),
    ],
)
def test_carry_over(
    city: Report, contract: Contract, changes: dict[str, object], verdict: Verdict
) -> None:
    before = last_year(city, **changes)
    place = "requests.carried_in.total"
    assert finding(city, contract, "carry-over", place, before).verdict is verdict


@pytest.mark.parametrize(
    ("changes", "verdict"),
    [
        pytest.param({"disclosure__normative_documents__in_force": 331}, HOLDS, id="331, 78 made, 53 repealed: 356"),
        pytest.param({"disclosure__normative_documents__in_force": 332}, BROKEN, id="332 would leave 357"),
        pytest.param({"disclosure__normative_documents__in_force": None}, NOT_ASSESSABLE, id="a blank last year"),
    ],
)  # fmt: skip
def test_stock(
    city: Report, contract: Contract, changes: dict[str, object], verdict: Verdict
) -> None:
    before = last_year(city, **changes)
    place = "disclosure.normative_documents.in_force"
    assert finding(city, contract, "stock", place, before).verdict is verdict


def test_series_are_not_judged_without_a_neighbour_or_across_a_break(
    city: Report, contract: Contract
) -> None:
    place = "requests.carried_in.total"
    alone = finding(city, contract, "carry-over", place)
    assert (alone.verdict, alone.reason) == (NOT_ASSESSABLE, "no-last-year")
    of_2021 = replace(city, year=2021)
    across = finding(of_2021, contract, "stock", "disclosure.government_rules.in_force", last_year(of_2021))  # fmt: skip
    assert (across.verdict, across.reason) == (NOT_ASSESSABLE, "break-between")
    within = finding(of_2021, contract, "carry-over", place, last_year(of_2021))
    assert within.reason is None


def test_rows_that_mean_the_same_are_judged_across_forms(
    checked: JudgedReports, contract: Contract
) -> None:
    mixed = checked.reports["jiangting/pingwan/luze/2023"]
    city = checked.reports["yunze/qingwu/2023"]
    before = replace(city, year=2022)
    found = finding(mixed, contract, "carry-over", "requests.carried_in.total", before)
    assert (found.verdict, found.reason) == (BROKEN, None)


@pytest.mark.parametrize(
    ("last", "verdict"),
    [
        pytest.param(500, HOLDS, id="4053 after 500"),
        pytest.param(400, BROKEN, id="4053 after 400 is more than ten times"),
    ],
)
def test_jump(city: Report, contract: Contract, last: int, verdict: Verdict) -> None:
    before = last_year(city, requests__received__total=last)
    assert finding(city, contract, "jump", "requests.received.total", before).verdict is verdict


def test_jump_looks_only_at_figures_above_twenty_and_needs_a_neighbour(
    city: Report, contract: Contract
) -> None:
    before = last_year(city, requests__received__total=15)
    places = {f.place for f in judged(city, contract, before)[0] if f.rule == "jump"}
    assert "requests.received.total" not in places
    assert finding(city, contract, "jump", "report").verdict is NOT_ASSESSABLE


@pytest.mark.parametrize(
    ("published", "level", "organ", "seen_as", "verdict"),
    [
        pytest.param("2024-03-31", "county", None, "official-page", HOLDS, id="a county on 31 March"),
        pytest.param("2024-04-01", "county", None, "official-page", BROKEN, id="a county on 1 April"),
        pytest.param("2024-02-01", "county", "x/y", "official-page", BROKEN, id="an organ on 1 February"),
        pytest.param("2024-02", "county", None, "official-page", HOLDS, id="in February, no day printed"),
        pytest.param("2024-03", "county", None, "official-page", NOT_ASSESSABLE, id="in March, no day printed"),
        pytest.param("2024", "county", None, "official-page", NOT_ASSESSABLE, id="only the year"),
        pytest.param("2025", "county", None, "official-page", BROKEN, id="in the year after"),
        pytest.param(None, "county", None, "official-page", NOT_ASSESSABLE, id="no date"),
        pytest.param("2024-04-01", "township", None, "official-page", NOT_ASSESSABLE, id="a township"),
        pytest.param("2024-04-01", "zone", None, "official-page", NOT_ASSESSABLE, id="a zone"),
        pytest.param("2024-03-09", "county", None, "copy", NOT_ASSESSABLE, id="a copy"),
    ],
)  # fmt: skip
def test_on_time(
    city: Report, contract: Contract,
    published: str | None, level: str, organ: str | None, seen_as: str, verdict: Verdict,
) -> None:  # fmt: skip
    source = replace(city.source, published=published, seen_as=seen_as)
    report = replace(city, source=source, organ=organ)
    place = Jurisdiction("x", NAME, level, None)
    found = finding(report, contract, "on-time", "report", government=place)
    assert found.verdict is verdict


@pytest.mark.parametrize(
    ("rules", "level", "verdict"),
    [
        pytest.param(0, "county", HOLDS, id="a county without rules"),
        pytest.param(2, "township", BROKEN, id="a township with two"),
        pytest.param(None, "county", NOT_ASSESSABLE, id="a blank"),
    ],
)
def test_no_rule_making_power(
    city: Report, contract: Contract, rules: int | None, level: str, verdict: Verdict
) -> None:
    report = with_cells(city, disclosure__government_rules__issued=rules)
    place = Jurisdiction("x", NAME, level, None)
    found = finding(
        report, contract, "no-rule-making-power", "disclosure.government_rules.issued",
        government=place,
    )  # fmt: skip
    assert found.verdict is verdict


def test_zones_organs_and_cities_are_not_asked_about_rules(
    city: Report, contract: Contract
) -> None:
    for level in ("zone", "prefecture", "province"):
        place = Jurisdiction("x", NAME, level, None)
        found, _ = judged(city, contract, government=place)
        assert not [f for f in found if f.rule == "no-rule-making-power"]


@pytest.mark.parametrize(
    ("below", "verdict"),
    [
        pytest.param([4000, 50], HOLDS, id="4050 below 4053"),
        pytest.param([4000, 200], BROKEN, id="4200 above 4053"),
        pytest.param([], NOT_ASSESSABLE, id="none held"),
    ],
)
def test_parts_exceed_whole(
    city: Report, contract: Contract, below: list[int], verdict: Verdict
) -> None:
    reports = [with_cells(city, requests__received__total=n) for n in below]
    place = "requests.received.total"
    found = finding(
        city, contract, "parts-exceed-whole", place, below=reports, all_below=12
    )  # fmt: skip
    assert (found.verdict, found.args) == (verdict, {"held": len(below), "all": 12})


# -- what totals imply -------------------------------------------------------------------------


def test_every_blank_of_an_offices_requests_is_implied_and_four_of_its_reviews(
    checked: JudgedReports,
) -> None:
    found = implied.implied(checked.reports["hailan/general-office/2019"])
    parts = [address.split(".")[0] for address in found]
    assert (parts.count("requests"), parts.count("reviews")) == (126, 4)
    assert found["requests.granted.total"] == 172
    assert not [a for a in found if a.startswith("reviews.litigation_after_recon")]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        pytest.param({"requests__granted__business": None}, {"requests.granted.business": 28}, id="one unknown"),
        pytest.param({"reviews__reconsideration__total": None}, {"reviews.reconsideration.total": 160}, id="a blank total"),
        pytest.param({"reviews__litigation_direct__corrected": None, "reviews__litigation_direct__pending": None}, {}, id="two unknowns force nothing"),
        pytest.param({"reviews__litigation_direct__corrected": None, "reviews__litigation_direct__pending": None, "reviews__litigation_direct__total": 67}, {"reviews.litigation_direct.corrected": 0, "reviews.litigation_direct.pending": 0}, id="a total already reached"),
        pytest.param({"reviews__litigation_direct__corrected": None, "reviews__litigation_direct__total": 60}, {}, id="a negative value is not forced"),
    ],
)  # fmt: skip
def test_implied(city: Report, changes: dict[str, object], expected: dict[str, int]) -> None:
    assert implied.implied(with_cells(city, **changes)) == expected


# -- indicators --------------------------------------------------------------------------------


def test_indicators_say_whether_they_rest_on_what_is_printed(
    city: Report, contract: Contract
) -> None:
    values = {v.indicator: v for v in indicators.values(city, contract.indicators, {}, None)}
    granted = values["share-granted"]
    assert (granted.value, granted.basis) == (Decimal("0.503120"), "printed")
    assert values["reconsiderations-per-hundred"].value == Decimal("3.993012")
    assert "growth-received" not in values
    blank = with_cells(city, requests__granted__total=None)
    assert "share-granted" not in {
        v.indicator for v in indicators.values(blank, contract.indicators, {}, None)
    }
    forced = implied.implied(blank)
    again = {v.indicator: v for v in indicators.values(blank, contract.indicators, forced, None)}
    assert (again["share-granted"].value, again["share-granted"].basis) == (
        granted.value,
        "implied",
    )


def test_nothing_is_computed_from_a_total_that_does_not_add_up(
    city: Report, contract: Contract
) -> None:
    doubted = {(city.id, "reviews.reconsideration.total")}
    found = indicators.values(city, contract.indicators, {}, None, doubted)
    names = {value.indicator for value in found}
    assert "reconsiderations-per-hundred" not in names
    assert "share-corrected-reconsideration" in names


def test_growth_of_nothing_is_not_assessable(checked: JudgedReports, contract: Contract) -> None:
    city = checked.reports["yunze/qingwu/2023"]
    zero = last_year(city, reviews__reconsideration__total=0)
    place = "statements.reconsiderations_growth"
    found = finding(city, contract, "statement-growth", place, zero)
    assert (found.verdict, found.reason) == (NOT_ASSESSABLE, "zero-whole")


def test_growth_needs_last_years_report(city: Report, contract: Contract) -> None:
    before = last_year(city, requests__received__total=2633)
    values = {v.indicator: v for v in indicators.values(city, contract.indicators, {}, before)}
    assert values["growth-received"].value == Decimal("0.539309")


def test_every_indicator_is_explained_in_both_languages(contract: Contract) -> None:
    for indicator in contract.indicators.values():
        for lang in ("zh", "en"):
            assert set(indicator.words[lang]) == {"title", "formula", "read", "not"}
    for entry in contract.breaks.values():
        assert set(entry.words["zh"]) == set(entry.words["en"]) == {"title", "short", "explanation"}
