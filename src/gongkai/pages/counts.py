"""Four counts of a place over the years, side by side with one caption."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from gongkai.model.forms import Break
from gongkai.model.report import Report
from gongkai.pages import charts, pictures
from gongkai.pages.roles import HEADINGS
from gongkai.pages.site import View
from gongkai.words import Words

COUNTS = tuple(
    (role, HEADINGS[role]) for role in ("received", "granted", "reconsiderations", "lawsuits")
)

Shown = Sequence[tuple[str, str]]  # roles with the ids of their headings
Cuts = Mapping[str, Sequence[pictures.Cut]]  # by role


class Counts(NamedTuple):
    """A small panel for each count over the same years, each on its own scale.

    `cuts` are sentences: what is not compared with what, and why, and what is not drawn; `doubted`
    says whether a printed total is no sum, `gaps` whether a year has no figure; `breaks` are those
    that the sentences name.
    """

    panels: tuple[tuple[str, charts.Series], ...]
    cuts: tuple[str, ...]
    doubted: bool
    gaps: bool
    change: bool
    breaks: Sequence[Break]


def counts(view: View, annual: Sequence[Report], cuts: Cuts) -> Counts | None:
    """The counts of which two years have a figure; None where there is none."""
    words = view.words
    points = {role: pictures.points(view.site, annual, role) for role, _ in COUNTS}
    shown = [(role, name) for role, name in COUNTS if len(charts.values_of(points[role])) > 1]
    if not shown:
        return None
    few = [words(name) for role, name in COUNTS if (role, name) not in shown]
    apart = [
        f"{words('years-apart', before=cut.before, after=cut.after)}{words('colon')}"
        + words("figures-apart", what=headings, why=cut.why)
        for cut, headings in not_compared(words, shown, cuts)
    ]
    if few:
        apart.append(words("too-few-years", what=words("list-separator").join(few)))
    breaks = [[mark[0] for cut in cuts.get(role, ()) for mark in cut.marks] for role, _ in shown]
    named = [(words(name), points[role]) for role, name in shown]
    panels = charts.multiples(named, same=False, breaks=breaks)
    drawn = [point for role, _ in shown for point in points[role]]
    return Counts(
        panels,
        tuple(apart),
        any(point.doubted for point in drawn),
        any(point.value is None for point in drawn),
        any(panel.change for _, panel in panels),
        pictures.breaks(cut for role, _ in shown for cut in cuts.get(role, ())),
    )


def not_compared(words: Words, figures: Shown, cuts: Cuts) -> Iterator[tuple[pictures.Cut, str]]:
    """Where figures are not compared with those of the year before: their headings."""
    by_cut: dict[tuple[int, int, str], tuple[pictures.Cut, list[str]]] = {}
    for role, heading in figures:
        for cut in cuts.get(role, ()):
            key = cut.before, cut.after, cut.why
            by_cut.setdefault(key, (cut, []))[1].append(words(heading))
    for cut, headings in by_cut.values():
        every = len(headings) == len(figures)
        yield cut, words("all-figures") if every else words("list-separator").join(headings)
