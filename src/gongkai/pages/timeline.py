"""A figure over the years → the geometry of a panel: one slot a year, on an axis through zero."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from itertools import groupby, pairwise
from typing import NamedTuple

from gongkai.pages.axis import SIZE, PlacedText, at, inside, rounded, scale, width_of
from gongkai.words import number


class Point(NamedTuple):
    """A year: its value, None for a blank; whether there is a report; what its figures cover;
    whether the value is a printed total that does not add up.
    """

    year: int
    value: Decimal | None
    report: bool = True
    scope: str = ""
    doubted: bool = False


class Dot(NamedTuple):
    """A value; hollow where it covers something else than the latest one does, or is no sum."""

    x: float
    y: float
    hollow: bool


class Slot(NamedTuple):
    """A year on the axis. `state` is value, blank, or none where there is no report."""

    x: float
    year: int
    state: str
    figure: str
    named: bool


class Series(NamedTuple):
    """A panel. `empty` names runs of years without a value: (x of the middle, state).

    `grid` is the y of the ticks but zero, which is the axis; `lines` are paths; `rules` are the x
    of breaks; `names` stand beside them; `change` says that the scope changes, so that the caller
    explains hollow dots.
    """

    width: int
    height: int
    left: float
    right: float
    base: float
    zero: float
    grid: tuple[float, ...]
    ticks: tuple[PlacedText, ...]
    slots: tuple[Slot, ...]
    empty: tuple[tuple[float, str], ...]
    lines: tuple[str, ...]
    dots: tuple[Dot, ...]
    labels: tuple[PlacedText, ...]
    rules: tuple[float, ...]
    names: tuple[PlacedText, ...]
    change: bool
    breaks: tuple[tuple[int, str], ...]  # (first year after it, name)


def series(
    points: Sequence[Point],
    breaks: Sequence[tuple[int, str]] = (),
    *,
    ends: Sequence[Decimal] | None = None,
    years: tuple[int, int] | None = None,
    small: bool = False,
) -> Series:
    """One slot a year from the first to the last, through zero; gaps and breaks interrupt the line.

    `breaks` are (first year after it, short name); `ends`, the values that all panels are to have
    room for, and `years` give several of them one scale.
    A small panel has no ticks and names its first and last year only.
    """
    width, height = (160, 90) if small else (340, 190)
    given = {point.year: point for point in points}
    first, last = years or (min(given, default=0), max(given, default=-1))
    marks = scale(values_of(points) if ends is None else ends)
    # Nothing but blanks has no scale: a tick of zero would look like a figure.
    texts = [] if small or not values_of(points) else [rounded(number(mark)) for mark in marks]
    left = max((width_of(text) for text in texts), default=0) + (7 if texts else 4)
    right, base = width - (10 if small else 14), height - (18 if small else 38)
    slot = (right - left) / max(last - first + 1, 1)

    def across(year: float) -> float:
        return at(left + slot * (year - first + 0.5))

    shown = [(year, name) for year, name in breaks if first < year <= last]
    names = _names([(across(year - 0.5), name) for year, name in shown], left, right)
    ceiling = max((text.y for text in names), default=0) + (20 if small else 22)

    def up(value: Decimal) -> float:
        span = marks[-1] - marks[0]
        return at(base - (base - ceiling) * float((value - marks[0]) / (span or 1)))

    known = [given.get(year, Point(year, None, report=False)) for year in range(first, last + 1)]
    valued = [point for point in known if point.value is not None]
    places = [(across(p.year), up(p.value)) for p in valued if p.value is not None]
    scope = valued[-1].scope if valued else ""
    labels = _labels(valued, places, (width, base), small)
    every = next(n for n in range(1, 1000) if n * slot >= width_of("2023") + 4)
    return Series(
        width, height, at(left), right, base, up(Decimal(0)),
        tuple(up(m) for m, _ in zip(marks, texts, strict=False) if m),
        tuple(
            # Beside its line rather than on it.
            PlacedText(at(left - 6), at(up(m) + 4), "end", t)
            for m, t in zip(marks, texts, strict=False)
        ),
        tuple(
            Slot(_within(across(p.year), width, small), p.year, _state(p), _figure(p),
                 p.year in (first, last) if small else (last - p.year) % every == 0)
            for p in known
        ),
        tuple(_empty(known, across)),
        tuple(_lines(valued, places, {year for year, _ in shown})),
        tuple(
            Dot(x, y, p.scope != scope or p.doubted)
            for p, (x, y) in zip(valued, places, strict=True)
        ),
        labels,
        tuple(across(year - 0.5) for year, _ in shown),
        names,
        any(p.scope != scope for p in valued),
        tuple(shown),
    )  # fmt: skip


def _within(x: float, width: int, small: bool) -> float:
    """The middle of a year's name, which may not reach out of a small panel."""
    half = width_of("2023") / 2
    return at(min(max(x, half), width - half)) if small else x


def values_of(points: Iterable[Point]) -> list[Decimal]:
    """The values that are there."""
    return [point.value for point in points if point.value is not None]


def _figure(point: Point) -> str:
    """A value as it is shown; one that does not add up is marked."""
    if point.value is None:
        return ""
    return f"≠ {number(point.value)}" if point.doubted else number(point.value)


def _state(point: Point) -> str:
    return "value" if point.value is not None else "blank" if point.report else "none"


def _empty(known: Sequence[Point], across: Callable[[float], float]) -> Iterable[tuple[float, str]]:
    for state, run in groupby(known, key=_state):
        if state != "value":
            years = [point.year for point in run]
            yield across((years[0] + years[-1]) / 2), state


def _lines(
    valued: Sequence[Point], places: Sequence[tuple[float, float]], breaks: set[int]
) -> Iterable[str]:
    """Paths through neighbouring years that cover the same, without a break between them."""
    path: list[str] = []
    for (before, (x, y)), (after, (x2, y2)) in pairwise(zip(valued, places, strict=True)):
        joined = after.year == before.year + 1 and after.scope == before.scope
        joined = joined and not (before.doubted or after.doubted)
        if joined and after.year not in breaks:
            path = path or [f"M{x} {y}"]
            path.append(f"L{x2} {y2}")
        elif path:
            yield "".join(path)
            path = []
    if path:
        yield "".join(path)


def _names(rules: Sequence[tuple[float, str]], left: float, right: float) -> tuple[PlacedText, ...]:
    """The names of breaks beside their rules, in as many lines as they need to keep apart."""
    ends: list[float] = []  # how far each line is set
    names = []
    for x, name in rules:
        fits = x + 4 + width_of(name) <= right + 10
        text = PlacedText(at(x + 4 if fits else x - 4), 0, "start" if fits else "end", name)
        start, end = text.span()
        line = next((i for i, reached in enumerate(ends) if reached + 6 <= start), len(ends))
        ends[line : line + 1] = [end]
        names.append(text._replace(y=11 + 14 * line))
    return tuple(names)


def _labels(
    valued: Sequence[Point],
    places: Sequence[tuple[float, float]],
    frame: tuple[float, float],
    small: bool,
) -> tuple[PlacedText, ...]:
    """The figures of the last, the highest and the first value, as far as they keep apart."""
    if not valued:
        return ()
    values = values_of(valued)
    end = len(values) - 1
    chosen: list[PlacedText] = []
    for index in dict.fromkeys((end, values.index(max(values)), 0)):
        x, y = places[index]
        near = index - 1 if index == end and end else min(index + 1, end)
        room = y + 16 <= frame[1] - 5
        below = room and places[near][1] < y
        for lower in (below, not below) if room else (False,):
            y_text = at(y + 16 if lower else y - 8)
            text = inside(PlacedText(x, y_text, "middle", _figure(valued[index])), frame[0])
            if not any(_collide(text, other) for other in chosen):
                chosen.append(text)
                break
    return tuple(chosen[: 2 if small else 3])


def _collide(one: PlacedText, other: PlacedText) -> bool:
    (a, b), (c, d) = one.span(), other.span()
    return abs(one.y - other.y) < SIZE + 1 and a < d + 5 and c < b + 5
