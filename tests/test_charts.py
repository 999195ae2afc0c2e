"""Pictures: what is drawn is what is printed, inside its frame, in words too, and by class alone."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping, Sequence
from decimal import Decimal
from html.parser import HTMLParser
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from conftest import ROOT, Scheme, broken
from gongkai.contract import Contract
from gongkai.pages import charts, pictures
from gongkai.pages.charts import ChartPart, Point
from gongkai.pages.outcomes import Outcome
from gongkai.pages.templating import Env, environment, macro
from gongkai.words import Words

D = Decimal
LABELS = ("Granted", "Granted in part", "Refused", "Unable to provide", "Not processed", "Otherwise handled")  # fmt: skip


def parts(values: Sequence[int | None]) -> list[ChartPart]:
    return [
        ChartPart(
            LABELS[ink], None if value is None else D(value), ink, f"#requests.row{ink}.total"
        )
        for ink, value in enumerate(values)
    ]


def years(values: Mapping[int, int | None], scope: str = "") -> list[Point]:
    return [
        Point(year, None if v is None else D(v), scope=scope if year < 2021 else "")
        for year, v in values.items()
    ]


SHAPES = [
    pytest.param([2061, 310, 402, 1034, 221, 79], id="an ordinary one"),
    pytest.param([5, 0, 0, 227, 0, 0], id="nearly all in one part"),
    pytest.param([1, 1, 1, 1, 1, 1], id="sixths"),
    pytest.param([9_999_995, 1, 1, 1, 1, 1], id="ten million and five single ones"),
]


@pytest.mark.parametrize("values", SHAPES)
def test_parts_follow_each_other_and_make_up_the_whole(values: list[int]) -> None:
    rows = [row for row in charts.cascade(parts(values), D(sum(values))) if row.part.value]
    assert rows[0].x == 0
    assert rows[-1].x + rows[-1].width == pytest.approx(100, abs=0.11)
    for row, after in pairwise(rows):
        assert after.x == pytest.approx(row.x + row.width, abs=0.5)
    for row in rows:
        assert row.part.value is not None
        assert row.width == pytest.approx(float(row.part.value) / sum(values) * 100, abs=0.51)


def test_a_zero_and_a_blank_have_no_bar_and_a_small_part_can_be_seen() -> None:
    zero, blank, one, most = charts.cascade(parts([0, None, 1, 99_999]), D(100_000))
    assert (zero.width, blank.width) == (0, 0)
    assert (zero.part.value, blank.part.value) == (0, None)
    assert one.width >= 0.5
    assert one.share == "<0.1%"
    assert most.share == ">99.9%"


def test_parts_that_are_more_than_their_whole_stay_in_the_frame_and_say_their_share() -> None:
    rows = charts.cascade(parts([90, 10, 10]), D(100))
    assert [row.share for row in rows] == ["90.0%", "10.0%", "10.0%"]
    assert rows[-1].x + rows[-1].width == pytest.approx(100, abs=0.11)


def test_nothing_handled_has_no_shares() -> None:
    assert {(row.share, row.width) for row in charts.cascade(parts([0] * 6), D(0))} == {("", 0)}


def test_the_reasons_of_a_part_add_up_to_it(words: Mapping[str, Words]) -> None:
    def told(*counts: int) -> list[tuple[str, Decimal, bool]]:
        reasons = tuple(Outcome(c, c, "", D(n)) for c, n in zip("abcdef", counts, strict=False))
        part = Outcome("unable", "Unable", "", D(sum(counts)), reasons)
        return pictures._reasons(part, words["en"])

    def printed(*named: tuple[str, int]) -> list[tuple[str, Decimal, bool]]:
        return [(name, D(n), False) for name, n in named]

    assert told(5) == printed(("a", 5))
    assert told(5, 3, 1) == printed(("a", 5), ("b", 3), ("c", 1))
    assert told(5, 3, 2, 1) == printed(("a", 5), ("b", 3), ("c", 2), ("d", 1))
    rest = words["en"]("reasons-rest", n=3)
    assert told(50, 3, 2, 1) == printed(("a", 50), (rest, 6))


SERIES = [
    pytest.param(years({2021: 2310, 2022: 2874, 2023: 4107, 2024: 3960}), id="four years"),
    pytest.param(years({2017: 812, 2020: 931, 2022: 1215, 2023: None, 2025: 1490}, "own"), id="gaps"),
    pytest.param(years({2023: 232}), id="one year"),
    pytest.param(years({2021: None, 2022: None}), id="all blank"),
    pytest.param(years({2021: 0, 2022: 0, 2023: 0}), id="all zero"),
    pytest.param(years({2019: 9_400_000, 2020: 10_000_000, 2022: 0, 2023: 7_100_000}), id="ten million and zero"),
    pytest.param(years({year: (year * 37) % 500 for year in range(2008, 2026)}), id="eighteen years"),
    pytest.param(years({2022: 1, 2023: 10_000_000}), id="one and ten million"),
    pytest.param([], id="nothing"),
]  # fmt: skip
BREAKS = [(2019, "revised Regulations"), (2021, "new form"), (2024, "reconsideration law")]


@pytest.mark.parametrize("breaks", [[], BREAKS], ids=["no breaks", "three breaks"])
@pytest.mark.parametrize("points", SERIES)
def test_a_series_stays_in_its_frame(points: list[Point], breaks: list[tuple[int, str]]) -> None:
    c = charts.series(points, breaks)
    texts = [*c.ticks, *c.labels, *c.names]
    assert all(0 <= x <= c.width and 0 <= y <= c.base for x, y, _ in c.dots)
    assert all(0 < text.y <= c.height for text in texts)
    for text in texts:
        start, stop = text.span()
        assert start >= -1, text
        assert stop <= c.width + 1, text
    assert len(c.dots) == sum(point.value is not None for point in points)


@pytest.mark.parametrize("breaks", [[], BREAKS], ids=["no breaks", "three breaks"])
@pytest.mark.parametrize("points", SERIES)
def test_labels_keep_apart(points: list[Point], breaks: list[tuple[int, str]]) -> None:
    c = charts.series(points, breaks)
    for one, other in combinations([*c.labels, *c.names], 2):
        (a, b), (x, y) = one.span(), other.span()
        assert b <= x or y <= a or abs(one.y - other.y) >= 12, (one, other)
    named = [slot for slot in c.slots if slot.named]
    for before, after in pairwise(named):
        assert after.x - before.x >= 32


def test_the_line_is_interrupted_by_gaps_blanks_breaks_and_another_scope() -> None:
    values = {2016: 5, 2017: 6, 2018: 7, 2019: 8, 2020: 9, 2021: 10, 2022: None, 2023: 4, 2025: 3}
    c = charts.series(years(values, "own"), [(2019, "law")])
    assert [line.count("L") for line in c.lines] == [2, 1]  # 2016 to 2018, 2019 to 2020
    assert [dot.hollow for dot in c.dots] == [True] * 5 + [False] * 3
    assert c.change
    states = {slot.year: slot.state for slot in c.slots}
    assert (states[2022], states[2024], states[2025]) == ("blank", "none", "value")
    assert [state for _, state in c.empty] == ["blank", "none"]


def test_a_blank_is_never_drawn_as_zero() -> None:
    c = charts.series(years({2022: None, 2023: 0, 2024: None}))
    assert len(c.dots) == 1
    assert c.dots[0].y == c.base
    assert not c.lines
    nothing = charts.series(years({2022: None}))
    assert (nothing.dots, nothing.labels, nothing.ticks) == ((), (), ())


def test_first_last_and_highest_are_labelled() -> None:
    c = charts.series(years({2019: 5, 2020: 300, 2021: 40, 2022: 77}))
    assert {label.text for label in c.labels} == {"5", "300", "77"}


def test_a_break_is_named_where_it_falls() -> None:
    c = charts.series(years({2018: 1, 2019: 2, 2020: 3}), [(2019, "law"), (2018, "before"), (2024, "after")])  # fmt: skip
    assert [name.text for name in c.names] == ["law"]
    assert c.slots[0].x < c.rules[0] < c.slots[1].x


@pytest.mark.parametrize(
    ("most", "ticks"),
    [
        ("0", ["0"]),
        ("1", ["0", "1"]),
        ("7", ["0", "5", "10"]),
        ("21", ["0", "10", "20", "30"]),
        ("4107", ["0", "2000", "4000", "6000"]),
        ("10000000", ["0", "5000000", "10000000"]),
        ("0.63", ["0.00", "0.25", "0.50", "0.75"]),
    ],
)
def test_ticks_are_round_and_few(most: str, ticks: list[str]) -> None:
    found = charts.scale([D(most)])
    assert list(map(D, ticks)) == list(found)
    assert found[-1] >= D(most)


@pytest.mark.parametrize("most", [*range(1, 400), 999, 1001, 9_999_999, 123_456_789])
def test_no_scale_has_more_than_three_ticks_above_zero(most: int) -> None:
    ticks = charts.scale([D(most)])
    assert 2 <= len(ticks) <= 4
    assert all(tick == int(tick) for tick in ticks)
    assert ticks[-1] < most * 3 or most == 1


def test_small_multiples_share_their_years_and_if_asked_their_scale() -> None:
    panels = [("A", years({2021: 10, 2022: 20})), ("B", years({2022: 400, 2023: 390}))]
    (_, a), (_, b) = charts.multiples(panels, same=True)
    assert [slot.year for slot in a.slots] == [slot.year for slot in b.slots] == [2021, 2022, 2023]
    assert min(dot.y for dot in a.dots) > max(dot.y for dot in b.dots)
    (_, alone), _ = charts.multiples(panels, same=False)
    assert min(dot.y for dot in alone.dots) < min(dot.y for dot in a.dots)
    assert (a.width, a.height) == (160, 90)
    assert charts.multiples([], same=True) == ()


@pytest.mark.parametrize("n", [0, 1, 4, 9, 10, 40, 3000])
def test_a_distribution_has_a_dot_a_value_or_for_several_and_quartiles_from_ten_on(n: int) -> None:
    values = [D(index) ** 2 / D(n * n) for index in range(n)]
    c = charts.distribution(values, values[n // 2] if n else None, most=D(1))
    assert c.n == n
    assert len(c.dots) == n if n <= charts.DOTS else n / c.each <= len(c.dots) <= charts.DOTS + 52
    assert (c.box is not None) == (n >= 10)
    assert all(c.left <= x <= c.right and 0 < y < c.base for x, y in c.dots)
    if c.box:
        low, median, high = c.box
        assert c.left <= low <= median <= high <= c.right
    if n:
        assert c.here in c.dots


def test_quartiles_are_exact() -> None:
    assert charts.quartiles([D(n) for n in range(1, 14)]) == (4, 7, 10)
    assert charts.quartiles([D(n) for n in range(1, 11)]) == (D("3.25"), D("5.5"), D("7.75"))
    assert charts.quartiles([D(1)] * 9) is None


# -- what the macros write ---------------------------------------------------------------------


@pytest.fixture(scope="module")
def envs(words: Mapping[str, Words], contract: Contract) -> Mapping[str, Env]:
    return {lang: environment(ROOT, words[lang], contract) for lang in ("zh", "en")}


class Tags(HTMLParser):
    """The tags and attributes of a fragment."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def drawings(html: str) -> list[ET.Element]:
    quoted = re.sub(r'=([^\s">]+)(?=[\s>])', r'="\1"', str(html))
    return [ET.fromstring(found) for found in re.findall(r"<svg.*?</svg>", quoted, re.S)]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_cascade_is_a_light_table_with_links(envs: Mapping[str, Env], lang: str) -> None:
    rows = charts.cascade(parts([2061, 310, 402, 1034, 221, 79]), D(4107))
    html = macro(envs[lang], "charts", "cascade", rows, "", "")
    assert len(html.encode()) <= 1600
    found = Tags(html)
    assert sum(tag == "tr" for tag, _ in found.tags) == 7
    assert [a["href"] for tag, a in found.tags if tag == "a"] == [row.part.href for row in rows]
    assert {a["scope"] for tag, a in found.tags if tag == "th"} == {"row", "col"}
    for svg in drawings(html):
        assert svg.attrib["aria-hidden"] == "true"


def test_a_blank_part_is_said_in_words(envs: Mapping[str, Env]) -> None:
    html = macro(envs["en"], "charts", "cascade", charts.cascade(parts([5, None, 0]), D(5)), "", "")
    assert "<td><i>blank</i><td>" in html
    assert "<td><i>0</i><td>" in html


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("points", SERIES)
def test_a_series_says_in_words_what_it_shows(
    envs: Mapping[str, Env], points: list[Point], lang: str
) -> None:
    c = charts.series(points, BREAKS)
    html = macro(envs[lang], "charts", "series", c, "s", "A title.", "Requests", "#t")
    (svg,) = drawings(html)
    names = svg.attrib["aria-labelledby"].split()
    told = {element.attrib.get("id"): element.text or "" for element in svg}
    assert svg.attrib["role"] == "img"
    assert "Requests" in told[names[0]]
    for point in points:
        assert str(point.year) in told[names[1]]
    assert "NaN" not in html
    assert "None" not in html
    assert len(html.encode()) <= 3600


def test_a_distribution_says_in_words_what_it_shows(envs: Mapping[str, Env]) -> None:
    c = charts.distribution([D(1), D(4), D(9)], D(4), name="Linyi")
    (svg,) = drawings(macro(envs["en"], "charts", "distribution", c, "d", "A title.", "Share"))
    told = [element.text for element in svg if element.tag == "desc"]
    assert told == ["3 values, from 1 to 9. The marked one is Linyi 4."]


def test_names_in_pictures_stay_text(envs: Mapping[str, Env]) -> None:
    hostile = '</svg><script>"&'
    panels = charts.multiples([(hostile, years({2022: 1}))], same=True)
    html = macro(envs["en"], "charts", "multiples", panels, "m", hostile, "", True)
    assert "<script" not in html
    rows = charts.cascade([ChartPart(hostile, D(1), 0, hostile)], D(1))
    html = macro(envs["en"], "charts", "cascade", rows, hostile, hostile)
    assert "<script" not in html


def test_pictures_are_styled_by_class_alone(dist: Path) -> None:
    for name in ("design/index.html", "en/design/index.html"):
        html = (dist / name).read_text(encoding="utf-8")
        assert "<meta name=robots content=noindex>" in html
        assert html.count("<figure") > 12
        for tag, attributes in Tags(html).tags:
            assert not attributes.keys() & {"style", "fill", "stroke", "onload"}, tag
    listed = [path for path in dist.rglob("*.html") if path.parent.name != "design"]
    assert not any("design/index.html" in path.read_text(encoding="utf-8") for path in listed)


def test_the_styles_of_pictures_are_light() -> None:
    style = (ROOT / "site/static/style.css").read_text(encoding="utf-8")
    block = style.split("/* Charts */")[1].split("\n/* ")[0]
    assert len(block.encode()) <= 3_200


def luminance(ink: str) -> float:
    channels = [int(ink[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def test_the_inks_of_outcomes_stand_out_from_the_paper() -> None:
    style = (ROOT / "site/static/style.css").read_text(encoding="utf-8")
    papers = re.findall(r"--paper: (#\w{6})", style)
    inks = re.findall(r"--p\d: (#\w{6})", style)
    assert (len(papers), len(inks)) == (2, 12)
    for paper, group in zip(papers, (inks[:6], inks[6:]), strict=True):
        for ink in group:
            light, dark = sorted((luminance(paper), luminance(ink)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 3, (paper, ink)


# -- in a browser ------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_specimen_fits_reads_well_and_is_reachable(
    browser: Browser, dist: Path, scheme: Scheme
) -> None:
    for width in (320, 375, 1280):
        context = browser.new_context(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            bypass_csp=True,
        )
        page = context.new_page()
        for name in ("design/index.html", "en/design/index.html"):
            page.goto((dist / name).as_uri())
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            if width == 375:
                assert broken(page) == []
            if width == 1280:
                sizes = page.evaluate(
                    "[...document.querySelectorAll('svg text')].map(t =>"
                    " parseFloat(getComputedStyle(t).fontSize))"
                )
                assert min(sizes) >= 11
                assert page.evaluate(TEXTS_OUTSIDE) == []
        context.close()


# A text that its picture cuts off, measured with the fonts of this machine.
TEXTS_OUTSIDE = """[...document.querySelectorAll('.chart svg text')].filter(t => {
  const box = t.getBoundingClientRect(), frame = t.closest('svg').getBoundingClientRect()
  return box.left < frame.left - 1 || box.right > frame.right + 1
    || box.top < frame.top - 2 || box.bottom > frame.bottom + 2
}).map(t => t.textContent)"""
