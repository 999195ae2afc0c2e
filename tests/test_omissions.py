"""A picture goes through zero, draws what is negative, and says what it leaves out and why."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from gongkai import pages
from gongkai.build import order
from gongkai.build.project import Settings, read_project, site_of
from gongkai.contract import Contract
from gongkai.pages import charts, indicators, jurisdiction, report
from gongkai.pages.charts import Point
from gongkai.pages.site import Page, View
from years import country, write

CITY = "jinsheng/anshi"
GROWTH = "growth-received"


def decimals(*values: float | str) -> list[Decimal]:
    return [Decimal(str(value)) for value in values]


# -- the axis ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "values",
    [
        pytest.param(decimals(-0.25, 0.5, 0.1), id="both sides"),
        pytest.param(decimals(-1, -0.2), id="nothing but negative"),
        pytest.param(decimals(-1, 90), id="one far above"),
        pytest.param(decimals(-0.001, 0.5), id="just below"),
        pytest.param(decimals(-400, -3, 7), id="whole numbers"),
        pytest.param(decimals(0, 0), id="zeros"),
        pytest.param(decimals(0.2, 0.4), id="nothing negative"),
        pytest.param(decimals("-0.333333", "0.666667"), id="no round figures"),
    ],
)
def test_an_axis_goes_through_zero_and_reaches_every_value(values: list[Decimal]) -> None:
    marks = charts.scale(values)
    assert Decimal(0) in marks
    assert list(marks) == sorted(marks)
    assert marks[0] <= min(values)
    assert max(values) <= marks[-1]
    assert len(marks) <= 5
    steps = {b - a for a, b in pairwise(marks)}
    assert len(steps) <= 1


def test_every_negative_value_is_a_dot_left_of_zero() -> None:
    values = decimals(-0.5, -0.25, -0.25, 0, 0.75)
    drawn = charts.distribution(values)
    assert len(drawn.dots) == len(values)
    assert drawn.zero is not None
    left = [x for x, _ in drawn.dots if x < drawn.zero - 6]
    assert len(left) == 3
    assert all(drawn.left <= x <= drawn.right for x, _ in drawn.dots)
    assert charts.distribution(decimals(0.1, 0.2)).zero is None


def test_an_axis_of_growth_begins_no_lower_than_growth_can_be() -> None:
    values = decimals("-0.08", "3.52")
    assert charts.scale(values)[0] < -1
    drawn = charts.distribution(values, least=Decimal(-1), show=lambda value: f"{value:.0%}")
    assert [text.text for text in drawn.ticks][:2] == ["-100%", "0%"]
    assert drawn.zero is not None
    assert drawn.dots[0][0] < drawn.zero < drawn.dots[1][0]


def test_years_below_zero_stand_below_the_line() -> None:
    points = [Point(2021, Decimal(4)), Point(2022, Decimal(-3)), Point(2023, Decimal(0))]
    panel = charts.series(points)
    above, below, on = (dot.y for dot in panel.dots)
    assert above < panel.zero < below <= panel.base
    assert on == panel.zero
    assert all(y != panel.zero for y in panel.grid), "zero is the axis itself"
    assert (
        charts.series([Point(2021, Decimal(4))]).zero
        == charts.series([Point(2021, Decimal(4))]).base
    )


# -- the pages ---------------------------------------------------------------------------------


class Made:
    """A country in this process: its site, and what is said of all its reports."""

    def __init__(self, folder: Path) -> None:
        judged = order.at_hand(folder)
        self.words = read_project(folder).words
        self.site = site_of(Settings(folder, "", self.words["en"], "2026-06-01"), judged)
        self.english = View(self.site, Page("", "en"))
        self.overview = pages.gather(self.site, [self.site.reports[n] for n in self.site.reports])

    def indicator(self, name: str) -> str:
        found = dict(indicators.pages(self.english, self.overview))
        return found[f"en/indicators/{name}/index.html"].decode()


def text(markup: str | bytes) -> str:
    said = markup if isinstance(markup, str) else markup.decode()
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", said)).split())


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, contract: Contract) -> Made:
    """Counties that grew and shrank, one without a neighbour, one of which a year is blank."""
    folder = country(tmp_path_factory.mktemp("omissions"))
    figures: Mapping[str, tuple[int | None, ...]] = {
        f"{CITY}/anxian": (50, 100),
        f"{CITY}/beixian": (100, 40),
        f"{CITY}/dongxian": (None, 80),
        f"{CITY}/kaifaqu": (0, 7),
    }
    for place, received in figures.items():
        for year, count in zip((2022, 2023), received, strict=True):
            write(folder, contract, f"{place}/{year}", received=count)
    for place in ("kangshi", "leshi"):
        write(folder, contract, f"jinsheng/{place}/2022", received=10)
        write(folder, contract, f"jinsheng/{place}/2023", received=5)
    write(folder, contract, f"{CITY}/2023", received=900, scope="unknown")
    for year in (2022, 2023):
        write(folder, contract, f"{CITY}/bureau/{year}", received=9, scope="organ")
    return Made(folder)


def test_a_group_with_negative_values_is_drawn(made: Made) -> None:
    page = made.indicator(GROWTH)
    drawn = re.findall(r"<svg.*?</svg>", page, re.DOTALL)
    assert [svg.count("<circle") for svg in drawn] == [2, 2], "counties; prefectures"
    assert "−60.0%" in page
    assert "from −60.0% to 100.0%" in page


def test_the_growth_page_says_who_has_no_value_and_why(made: Made) -> None:
    said = text(made.indicator(GROWTH))
    assert (
        "3 reports of this group are held; there are 2842 governments of the level. "
        "One of them has no value and is not in the picture: no comparable report" in said
    )
    assert "Groups not drawn: one of public bodies, whose tasks differ." in said
    share = text(made.indicator("share-granted"))
    assert "one that does not say its scope" in share
    assert "that needs is blank" not in share


def test_an_indicator_says_across_which_change_it_is_not_compared(made: Made) -> None:
    said = text(made.indicator("reconsiderations-per-hundred"))
    assert "Not compared across" in said
    assert "Administrative Reconsideration Law" in said
    assert "Administrative Reconsideration Law" not in text(made.indicator(GROWTH))


def place_page(made: Made, place: str, lang: str = "en") -> str:
    children: dict[str, list[object]] = {}
    found = dict(jurisdiction.pages(made.site, made.site.tree[place], children))
    return found[f"{'en/' if lang == 'en' else ''}{place}/index.html"].decode()


def test_a_pair_of_years_with_a_blank_is_said(made: Made) -> None:
    said = text(place_page(made, f"{CITY}/dongxian"))
    assert "No total of new requests is printed for 2022" in said
    assert "New requests: fewer than two years have a figure, and nothing is drawn." in said
    zero = text(place_page(made, f"{CITY}/kaifaqu"))
    assert "New requests: 7, after none the year before." in zero, (
        "no growth from nothing, but a sentence"
    )


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_years_that_a_break_parts_are_said_in_the_table(
    tmp_path: Path, contract: Contract, lang: str
) -> None:
    country(tmp_path)
    for year in (2023, 2024):
        write(
            tmp_path,
            contract,
            f"{CITY}/{year}",
            rows={"reconsideration.total": 3, "reconsideration.upheld": 3},
        )
    write(tmp_path, contract, f"{CITY}/2025", scope="own-level")
    said = text(place_page(Made(tmp_path), CITY, lang))
    if lang == "en":
        assert (
            "2023–2024 Reconsiderations, Lawsuits: not compared between these two years, new review law."
            in said
        )
        assert "2024–2025 All figures: not compared between these two years, another scope." in said
        assert "100 new requests after 100; the two years are not compared: another scope." in said
    else:
        assert "2023—2024 行政复议、行政诉讼，这两年不作比较：新复议法。" in said
        assert "2024—2025 各项，这两年不作比较：口径不同。" in said


def test_outcomes_that_cannot_be_drawn_are_said(tmp_path: Path, contract: Contract) -> None:
    country(tmp_path)
    path = write(tmp_path, contract, f"{CITY}/2023", received=None)
    blank = re.sub(
        r"(    [a-z_]+: )\[0, 0, 0, 0, 0, 0, 0\]",
        r"\1[null, 0, 0, 0, 0, 0, null]",
        path.read_text(encoding="utf-8"),
    )
    path.write_text(blank, encoding="utf-8")
    made = Made(tmp_path)
    why = "Nothing is drawn: some of the rows of outcomes print no figure"
    assert why in text(
        dict(report.pages(made.site, made.site.reports[f"{CITY}/2023"]))[
            f"en/{CITY}/2023/index.html"
        ]
    )
    assert why in text(place_page(made, CITY))
