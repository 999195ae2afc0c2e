"""Reports → pictures: only what may be compared is joined, and nothing implied passes for printed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

import pytest

from conftest import ROOT, with_cells
from gongkai.checks.implied import implied
from gongkai.checks.judged import JudgedReports
from gongkai.contract import Contract
from gongkai.model.findings import Finding
from gongkai.model.report import Report
from gongkai.pages import pictures
from gongkai.pages.outcomes import outcomes
from gongkai.pages.site import Page, View
from gongkai.words import Words, phrases, read_words

RECEIVED = "requests.received.total"


class Held:
    """As much of a site as the pictures of reports need."""

    def __init__(self, contract: Contract, implied: Mapping[str, Decimal] | None = None) -> None:
        self.contract = contract
        self.words = {"en": read_words(ROOT, "en")}
        self.findings: Mapping[str, Sequence[Finding]] = defaultdict(tuple)
        self.misprinted: Mapping[str, Sequence[Finding]] = defaultdict(tuple)
        self.implied = defaultdict(lambda: implied or {})


def view(contract: Contract, implied: Mapping[str, Decimal] | None = None) -> View:
    return View(Held(contract, implied), Page("", "en"))


def run(contract: Contract, *reports: Report) -> list[int]:
    return [year for year, _ in pictures._run(view(contract), reports, RECEIVED)]


def in_year(report: Report, year: int, scope: str = "territory") -> Report:
    return replace(report, id=f"{report.subject}/{year}", year=year, scope=scope)


def test_a_run_of_years_ends_where_nothing_may_be_compared(
    contract: Contract, city: Report, checked: JudgedReports
) -> None:
    years = [in_year(city, year) for year in (2021, 2022, 2023)]
    assert run(contract, *years) == [2021, 2022, 2023]
    other = in_year(city, 2022, "own-level")
    assert run(contract, years[0], other, years[2]) == [2023]
    unknown = [in_year(city, year, "unknown") for year in (2021, 2022)]
    assert run(contract, *unknown) == [2022]
    blank = with_cells(years[1], requests__received__total=None)
    assert run(contract, years[0], blank, years[2]) == [2023]
    before_the_law = [in_year(city, year) for year in (2018, 2019)]
    assert run(contract, *before_the_law) == [2019]
    form_2019 = checked.reports["hailan/general-office/2019"]
    earlier = in_year(replace(form_2019, organ=None), 2020)
    assert run(contract, earlier, years[0]) == [2020, 2021], "both forms count the same requests"


def test_implied_outcomes_say_so_and_never_more_than_the_printed_totals_force(
    contract: Contract, checked: JudgedReports, words: Mapping[str, Words]
) -> None:
    office = checked.reports["hailan/general-office/2019"]
    found = outcomes(view(contract, implied(office)), office)
    assert found is not None
    assert (found.basis, found.handled) == ("implied", Decimal(705))
    assert pictures.note(found, words["en"]).startswith("Dotted figures are blank")
    assert outcomes(view(contract), office) is None


def test_a_printed_total_that_is_not_the_sum_is_told(
    contract: Contract, city: Report, words: Mapping[str, Words]
) -> None:
    apart = with_cells(city, requests__handled__total=4000)
    found = outcomes(view(contract), apart)
    assert found is not None
    assert (found.handled, found.printed) == (Decimal(4007), Decimal(4000))
    assert pictures.note(found, words["en"]) == (
        "The outcomes add up to 4,007, the printed total is 4,000; the bars take the sum as the whole."
    )


@pytest.mark.parametrize(
    ("granted", "partly", "reasons", "said"),
    [
        pytest.param(890, 5, (99, 11), False, id="one reason is nearly all of it"),
        pytest.param(850, 0, (75, 75), True, id="two share it alike"),
        pytest.param(600, 100, (90, 80, 70, 60), True, id="many, none of them a third"),
    ],
)
def test_no_single_reason_stands_out_only_where_none_does(
    granted: int, partly: int, reasons: tuple[int, ...], said: bool, words: Mapping[str, Words]
) -> None:
    sentence = phrases.outcomes(
        Decimal(1000),
        Decimal(granted),
        Decimal(partly),
        [(f"of reason {n}", Decimal(count)) for n, count in enumerate(reasons)],
        words["en"],
    )
    assert ("stands out" in sentence) == said
