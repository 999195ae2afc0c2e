"""Figures → the geometry of a picture: no words, no markup, the same numbers on every machine.

Nothing here draws: site/templates/macros/charts.html does. Lengths are in the units of a picture's
own frame (see axis), those of a cascade in hundredths of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import NamedTuple

from gongkai.pages.axis import PlacedText, Show, at, inside, rounded, scale
from gongkai.pages.timeline import Point, Series, series, values_of
from gongkai.words import number

__all__ = [
    "ChartPart", "ChartRow", "Distribution", "Point", "Series",
    "cascade", "distribution", "multiples", "percent", "quartiles", "scale", "series", "values_of",
]  # fmt: skip

_LEAST, _MOST = Decimal("0.05"), Decimal("99.95")  # in hundredths, what is not shown as it is
ENOUGH = 10  # values from which there are quartiles
DOTS = 120  # about so many dots a distribution has


# -- parts of a whole --------------------------------------------------------------------------


class ChartPart(NamedTuple):
    """A part of a picture: ink 0 to 5, the place of its figure, and its largest sub-reasons.

    Figures that are `worked` out and not printed say so, those of the reasons too.
    """

    label: str
    value: Decimal | None
    ink: int
    href: str = ""
    reasons: Sequence[tuple[str, Decimal, bool]] = ()
    worked: bool = False


class ChartRow(NamedTuple):
    """A part with its bar: x and width in hundredths of the whole. No bar for a blank or a zero."""

    part: ChartPart
    share: str
    x: float
    width: float


def cascade(parts: Sequence[ChartPart], whole: Decimal) -> tuple[ChartRow, ...]:
    """Each bar begins where the one before ended; together they reach the end of the whole.

    Where a document's parts are more than its whole, the bars share the room and the shares, which
    are of the whole as printed, say so. A bar of something is never thinner than can be seen.
    """
    room = max(whole, sum((part.value or Decimal(0) for part in parts), Decimal(0)))
    rows, done = [], Decimal(0)
    for part in parts:
        x = width = 0.0
        if part.value:
            x = at(float(done / room * 100))
            done += part.value
            width = max(at(float(done / room * 100) - x), 0.5)
            x = min(x, 100 - width)
        share = percent(part.value / whole) if part.value is not None and whole else ""
        rows.append(ChartRow(part, share, at(x), at(width)))
    return tuple(rows)


def percent(value: Decimal) -> str:
    """A share as a percentage with one decimal; a little is never 0.0%, nearly all never 100%."""
    hundredths = value * 100
    if 0 < hundredths < _LEAST:
        return "<0.1%"
    return ">99.9%" if _MOST <= hundredths < 100 else f"{hundredths:.1f}%"


def multiples(
    panels: Sequence[tuple[str, Sequence[Point]]],
    *,
    same: bool,
    breaks: Sequence[Sequence[int]] = (),
) -> tuple[tuple[str, Series], ...]:
    """Small panels with their names, over the same years; with one scale, or each with its own.

    `breaks` are for each panel the years that begin anew in it.
    """
    every = [point for _, points in panels for point in points]
    if not every:
        return ()
    years = min(point.year for point in every), max(point.year for point in every)
    ends = values_of(every) if same else None
    return tuple(
        (name, series(points, [(year, "") for year in anew], ends=ends, years=years, small=True))
        for (name, points), anew in zip(panels, breaks or [()] * len(panels), strict=True)
    )


# -- a distribution ----------------------------------------------------------------------------


class Distribution(NamedTuple):
    """Dots stacked over an axis. `quartiles` are the lower one, the median and the upper one as
    texts, `box` the same as x; None of fewer than ten values.

    `this` is the label of the marked dot, which is `here`; `ends` the least and the largest value.
    """

    width: int
    height: float
    left: float
    right: float
    base: float
    radius: float
    dots: tuple[tuple[float, float], ...]
    ticks: tuple[PlacedText, ...]
    marks: tuple[float, ...]
    zero: float | None  # the x of zero where there are negative values
    box: tuple[float, float, float] | None
    quartiles: tuple[str, str, str] | None
    this: PlacedText | None
    here: tuple[float, float] | None
    ends: tuple[str, str] | None
    n: int  # how many values there are
    each: int  # how many of them a dot stands for


def distribution(
    values: Sequence[Decimal],
    this: Decimal | None = None,
    *,
    name: str = "",
    show: Show = number,
    least: Decimal | None = None,
    most: Decimal | None = None,
) -> Distribution:
    """Values on an axis through zero, each a dot in the stack of its bin; `this`, one of them, is
    marked with its `name` and figure.

    `most` is the natural end of the axis, for instance 1 for shares, none of which is negative;
    `least` is what no value can be below, for instance -1 for growth. Of
    many values a dot stands for `each` of them, the last of a stack for what is left. Raises
    ValueError where `this` is not among the values.
    """
    marks = scale(values) if most is None else (Decimal(0), most / 2, most)
    if least is not None:
        marks = tuple(sorted({max(mark, least) for mark in marks}))
    width, left, right = 340, 14, 326
    bins = 52
    step = (right - left) / bins

    def along(value: Decimal) -> float:
        span = marks[-1] - marks[0]
        return at(left + (right - left) * float((value - marks[0]) / (span or 1)))

    ordered = sorted(values)
    where = [min(int((along(value) - left) / step), bins - 1) for value in ordered]
    each = -(-len(values) // DOTS) or 1
    stacks = [(bin_, -(-len(list(run)) // each)) for bin_, run in groupby(where)]
    highest = max((count for _, count in stacks), default=1)
    tall = min(6.0, 96 / highest)
    base = at(max(tall * highest, 18) + 28)
    dots = tuple(
        (at(left + (bin_ + 0.5) * step), at(base - 6 - tall * index))
        for bin_, count in stacks
        for index in range(count)
    )
    here = mark = None
    if this is not None:
        column = at(left + (where[ordered.index(this)] + 0.5) * step)
        # The highest dot of its bin, so that its label stands free.
        here = max((d for d in dots if d[0] == column), key=lambda d: -d[1])
        label = f"{name} {show(this)}".strip()
        mark = inside(PlacedText(here[0], at(here[1] - 7), "middle", label), width)
    ticks = [(along(value), rounded(show(value))) for value in marks]
    box = texts = None
    if cuts := quartiles(values):
        box = along(cuts[0]), along(cuts[1]), along(cuts[2])
        texts = show(cuts[0]), show(cuts[1]), show(cuts[2])
    return Distribution(
        width, at(base + 36), left, right, base, at(min(2.6, tall / 2)), dots,
        tuple(inside(PlacedText(x, at(base + 31), "middle", text), width) for x, text in ticks),
        tuple(along(m) for m in marks),
        along(Decimal(0)) if marks[0] < 0 else None,
        box, texts, mark, here, (show(ordered[0]), show(ordered[-1])) if ordered else None,
        len(values), each,
    )  # fmt: skip


def quartiles(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal] | None:
    """Lower quartile, median and upper quartile, between neighbours in proportion; from ten on."""
    if len(values) < ENOUGH:
        return None
    ordered = sorted(values)

    def cut(quarters: int) -> Decimal:
        index, rest = divmod((len(ordered) - 1) * quarters, 4)
        here, after = (Fraction(ordered[min(n, len(ordered) - 1)]) for n in (index, index + 1))
        found = here + (after - here) * Fraction(rest, 4)
        return Decimal(found.numerator) / Decimal(found.denominator)

    return cut(1), cut(2), cut(3)
