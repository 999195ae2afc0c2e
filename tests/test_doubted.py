"""A printed total that does not add up is drawn as printed, marked, and compared with nothing."""

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
from gongkai.model.findings import Finding, Verdict
from gongkai.model.report import Report
from gongkai.pages import charts, neighbours, pictures
from gongkai.pages.charts import Point
from gongkai.pages.site import Page, View
from gongkai.words import Words

TOTAL = "reviews.reconsideration.total"


def test_it_is_hollow_marked_and_joined_to_nothing() -> None:
    points = [Point(year, Decimal(9)) for year in (2020, 2021, 2022, 2023)]
    points[2] = Point(2022, Decimal(0), doubted=True)
    panel = charts.series(points)
    assert [dot.hollow for dot in panel.dots] == [False, False, True, False]
    assert len(panel.lines) == 1
    assert [slot.figure for slot in panel.slots] == ["9", "9", "≠ 0", "9"]
    assert not panel.change, "the scope is the same, and nothing says otherwise"
    last = charts.series(points[:3])
    assert "≠ 0" in {label.text for label in last.labels}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_sentence_leaves_it_out_and_says_why(
    country: Path, checked: JudgedReports, contract: Contract, words: Mapping[str, Words], lang: str
) -> None:
    mixed = next(r for r in checked.reports.values() if r.as_printed)
    confirmed = checked.findings[mixed.id]
    assert TOTAL in {f.place for f in confirmed if f.verdict is Verdict.AS_PRINTED}
    after = replace(mixed, id=f"{mixed.id}-next", year=mixed.year + 1, as_printed=())
    sound = [f._replace(verdict=Verdict.HOLDS, report=after.id) for f in confirmed]
    site = site_of(Settings(country, "", words[lang], "2026-06-01"), checked)
    findings = {**dict(checked.findings), after.id: sound}
    misprinted = {**dict(checked.misprinted), after.id: ()}
    site = replace(site, findings=findings, misprinted=misprinted)
    years = pictures.over_years(View(site, Page("", lang)), [mixed, after], TOTAL, "…")
    assert years is not None
    assert words[lang]("why-doubted", year=mixed.year) in years.note
    assert [dot.hollow for dot in years.series.dots] == [True, False]
    assert not years.series.lines


def jump(city: Report, contract: Contract, last: int) -> list[Finding]:
    before = replace(
        with_cells(city, requests__received__total=last), year=city.year - 1, statements=()
    )
    return [f for f in judged(city, contract, before)[0] if f.rule == "jump"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_jump_is_told_by_both_figures_not_by_the_rule(
    country: Path, checked: JudgedReports, city: Report, contract: Contract, words: Mapping[str, Words], lang: str
) -> None:  # fmt: skip
    own = [f for f in jump(city, contract, 400) if f.verdict is Verdict.BROKEN]
    assert [f.place for f in own] == ["requests.received.total"]
    site = site_of(Settings(country, "", words[lang], "2026-06-01"), checked)
    earlier = replace(city, year=city.year - 1, id=f"{city.subject}/{city.year - 1}")
    reports = {city.id: city, earlier.id: earlier}
    misprinted = dict.fromkeys(reports, ())
    site = replace(site, findings={city.id: own}, reports=reports, misprinted=misprinted)
    found = neighbours.tried(site, city)
    view = View(site, Page("", lang))
    told = str(neighbours.neighbours(view, city, neighbours.facts(site, city, found, ()), found))
    rule = contract.rules["jump"].words[lang]
    assert rule["short"] not in told
    assert rule["broken"].split("{")[0].strip() in told
    assert "400" in told
    told = str(neighbours.neighbours(view, earlier, neighbours.facts(site, earlier, (), found), ()))
    assert rule["short"] in told, "the page of the year before has no last year to speak of"
