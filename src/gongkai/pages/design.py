"""The page that shows every visible thing of the site, for those who design it. Nothing links it.

All its figures are samples and say so.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import partial

from gongkai.model.findings import Tally, Verdict
from gongkai.pages import charts, indicators
from gongkai.pages.charts import ChartPart, Point
from gongkai.pages.overview import Overview
from gongkai.pages.pictures import OutcomePicture
from gongkai.pages.site import View
from gongkai.words import Words, phrases

INKS = ("ink", "soft", "line", "tint", "accent", "ok", "amber", "again")
PARTS = (
    "design-granted",
    "design-partly",
    "design-refused",
    "design-unable",
    "design-unprocessed",
    "design-otherwise",
)
TALLIES = (Tally(42), Tally(40, 2), Tally(30, 0, 12), Tally())
# What became of the requests, by outcome; the last one's parts are more than its whole.
SHAPES = (
    (3600, (1806, 270, 354, 906, 194, 70)),
    (232, (5, 0, 0, 227, 0, 0)),
    (0, (0, 0, 0, 0, 0, 0)),
    (10_000_000, (9_999_990, 4, 3, 2, 1, 0)),
    (100, (90, 10, 10, 0, None, 1)),
)
BROKEN = (
    *((2017, 812), (2018, 900), (2019, 640), (2020, 931), (2022, 1215)),
    *((2023, None), (2024, 1580), (2025, 1490)),
)
MANY = ((2019, 9_400_000), (2020, 10_000_000), (2021, 8_750_000), (2022, 0), (2023, 7_100_000))
SERIES = (
    ("design-short", ((2021, 2310), (2022, 2874), (2023, 3600), (2024, 3960)), ()),
    ("design-broken", BROKEN, ((2019, "design-break-law"), (2021, "design-break-form"))),
    ("design-one", ((2023, 232),), ()),
    ("design-blank", ((2021, None), (2022, None), (2023, None)), ()),
    ("design-below", ((2020, 30), (2021, -12), (2022, 0), (2023, -40), (2024, 55)), ()),
    ("design-zeros", ((2020, 0), (2021, 0), (2022, 0), (2023, 0)), ()),
    ("design-long", tuple((year, (year * 37) % 500) for year in range(2013, 2026)), ()),
    ("design-many", MANY, ()),
)
CHILDREN = (
    ("A", ((2021, 12), (2022, 18), (2023, 31))),
    ("B", ((2021, 210), (2022, 240), (2023, 232))),
    ("C", ((2021, 0), (2022, None), (2023, 0))),
    ("D", ((2021, 400), (2022, 310), (2023, 120))),
)


def pages(view: View, _overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The page."""
    words, children = view.words, [(name, _points(given)) for name, given in CHILDREN]
    yield view.at("design/").render(
        "design.html",
        inks=INKS,
        parts=PARTS,
        tallies=TALLIES,
        verdicts=[verdict.value for verdict in Verdict],
        labels=[words(name) for name in PARTS],
        pictures=[_outcomes(whole, values, words) for whole, values in SHAPES],
        series=list(_series(words)),
        multiples=[(same, charts.multiples(children, same=same)) for same in (True, False)],
        spreads=[_spread(n, below, words) for n, below in ((4, 0), (40, 0), (40, 3))],
    )


def _outcomes(whole: int, values: tuple[int | None, ...], words: Words) -> OutcomePicture:
    counts = [None if value is None else Decimal(value) for value in values]
    granted, partly, unable = (counts[ink] or Decimal(0) for ink in (0, 1, 3))
    some = unable - unable // 4
    parts = [
        ChartPart(
            words(name),
            value,
            ink,
            reasons=[(words("design-reason"), some, False)] if ink == 3 and some else (),
        )
        for ink, (name, value) in enumerate(zip(PARTS, counts, strict=True))
    ]
    others = [(words("design-because"), some)] if some else []
    title = phrases.outcomes(Decimal(whole), granted, partly, others, words)
    rows = charts.cascade(parts, Decimal(whole))
    return OutcomePicture(rows, title, "", words("design-samples"))


def _points(given: tuple[tuple[int, int | None], ...], apart: int = 0) -> list[Point]:
    """Sample points; those up to the year `apart` cover the government alone."""
    return [
        Point(year, None if value is None else Decimal(value), scope="own" if year <= apart else "")
        for year, value in given
    ]


def _series(words: Words) -> Iterator[tuple[str, charts.Series, str]]:
    for name, given, breaks in SERIES:
        points = _points(given, apart=2020 if breaks else 0)
        panel = charts.series(points, [(year, words(broken)) for year, broken in breaks])
        first = breaks[-1][0] if breaks else 0
        run = [(p.year, p.value) for p in points if p.value is not None and p.year >= first]
        yield words(name), panel, phrases.series(run, words("design-what"), words)


def _spread(n: int, below: int, words: Words) -> tuple[charts.Distribution, str]:
    """A distribution of which so many tenths of the axis lie below zero."""
    # Squares leave the values thicker at one end, as real ones are.
    values = [Decimal((index * 7) % n) ** 2 / n**2 - Decimal(below) / 10 for index in range(n)]
    spread = charts.distribution(
        values,
        values[n // 2],
        name=words("design-here"),
        show=partial(indicators.shown, times=1),
        most=None if below else Decimal(1),
    )
    return spread, phrases.spread(n, spread.quartiles, words)
