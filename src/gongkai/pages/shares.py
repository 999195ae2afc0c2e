"""What became of the requests of a place over the years: a row of shares for each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby, pairwise
from operator import attrgetter
from typing import NamedTuple

from gongkai import words as say
from gongkai.contract.breaks import between
from gongkai.model.forms import Break
from gongkai.model.report import Report
from gongkai.pages import charts, pictures, roles
from gongkai.pages.outcomes import Outcomes, no_picture, outcomes
from gongkai.pages.site import View

WIDE = 11  # hundredths of the whole from which a piece has room for its figure
NARROW = 20  # the same on a phone


class Segment(NamedTuple):
    """A kind of outcome in a row: its ink, x and width in hundredths, its figure where it fits."""

    ink: int
    x: float
    width: float
    text: str

    @property
    def tight(self) -> bool:
        """Whether a narrow screen has no room for the figure."""
        return self.width < NARROW


class ShareYear(NamedTuple):
    """A year, or some on end, the newest first.

    `state` is shares; few, where there are too few cases for shares, so that figures are counts;
    apart, where the printed total is not the sum of its parts; none, where there is no picture.
    `label` says the row in words, `note` why there are no shares. `handled` is the whole.
    """

    years: str
    report: Report
    state: str
    pieces: tuple[Segment, ...]
    handled: Decimal | None
    label: str
    note: str

    @property
    def several(self) -> bool:
        """Whether it is years on end."""
        return self.years != str(self.report.year)


class Shares(NamedTuple):
    """The rows, and between two of them why they are not compared: (`row`, its year) or (`cut`,
    a text).

    `title` is a sentence of what was granted in the last years that may be compared; `breaks` are
    those that the rows name.
    """

    lines: tuple[tuple[str, ShareYear | str], ...]
    title: str
    states: frozenset[str]
    worked: bool
    legends: Sequence[pictures.Legend]
    breaks: Sequence[Break]


def shares(view: View, annual: Sequence[Report]) -> Shares | None:
    """The picture of annual reports of one place; None where fewer than two have one."""
    found = {report.year: outcomes(view, report) for report in annual}
    rows = [_row(view, report, found[report.year]) for report in annual]
    if sum(row.state != "none" for row in rows) < 2:
        return None
    cuts: dict[int, list[str]] = {}
    breaks: list[Break] = []
    for before, after in pairwise(report for report in annual if found[report.year]):
        if between(view.contract.breaks.values(), before, after, "granted"):
            parted = pictures.partings(view.site, [before, after], "granted")
            apart = pictures.cuts(view.words, parted)
            cuts[after.year] = _why(view, before, after, apart)
            breaks += pictures.breaks(apart)
    inked = (found[row.report.year] for row in rows if row.state == "shares")
    lines = list(_lines(rows, cuts))[::-1]
    return Shares(
        tuple(lines),
        _title(view, rows, found, cuts),
        frozenset(row.state for row in rows),
        any(one is not None and one.basis == "implied" for one in found.values()),
        pictures.legends(view, [one.form for one in inked if one]),
        breaks,
    )


def _why(view: View, before: Report, after: Report, found: Sequence[pictures.Cut]) -> list[str]:
    """Sentences: why two years are not compared. Where one of them does not have the figure at all,
    its form divides requests in another way.
    """
    words = view.words
    reasons = [cut.why for cut in found] or [words("why-other-form")]
    years = {"before": before.year, "after": after.year}
    return [words("not-compared", **years, why=why) for why in reasons]


def _row(view: View, report: Report, found: Outcomes | None) -> ShareYear:
    year, words = str(report.year), view.words
    if found is None or not found.handled:
        return ShareYear(year, report, "none", (), None, "", no_picture(view, report, found))
    if not found.adds_up:
        sums = f"{say.number(found.handled)} ≠ {say.number(found.printed)}"
        args = {"sum": say.number(found.handled), "printed": say.number(found.printed)}
        return ShareYear(
            year, report, "apart", (), found.printed, sums, words("shares-apart", **args)
        )
    few = found.handled < roles.FLOOR
    pieces, names = [], []
    for row in pictures.bars(found):
        if row.width:
            figure = say.number(row.part.value or Decimal(0)) if few else row.share
            text = figure.rstrip("%") if row.width >= WIDE else ""
            pieces.append(Segment(row.part.ink, row.x, row.width, text))
            names.append(f"{row.part.label} {figure}")
    label = words("comma").join(names)
    return ShareYear(
        year, report, "few" if few else "shares", tuple(pieces), found.handled, label, ""
    )


def _lines(
    rows: Sequence[ShareYear], cuts: Mapping[int, Sequence[str]]
) -> Iterator[tuple[str, ShareYear | str]]:
    """The rows and what parts them, the oldest first; years on end without a picture are one."""
    for note, group in groupby(rows, key=attrgetter("note")):
        found = list(group)
        if note and found[0].state == "none" and len(found) > 1:
            yield "row", found[-1]._replace(years=f"{found[0].years}–{found[-1].years}")
            continue
        for row in found:
            for why in cuts.get(row.report.year, ()):
                yield "cut", why
            yield "row", row


def _title(
    view: View,
    rows: Sequence[ShareYear],
    found: Mapping[int, Outcomes | None],
    cuts: Mapping[int, Sequence[str]],
) -> str:
    """How the share that was granted went, in the last years on end that may be compared."""
    run: list[tuple[int, Decimal]] = []
    label, words = "", view.words
    for row in rows:
        year, outcome = row.report.year, found[row.report.year]
        part = outcome.of("granted") if outcome else None
        if year in cuts:
            run = []
        if row.state == "shares" and outcome and part:
            run.append((year, part.value / outcome.handled))
            label = part.label
    if len(run) < 2:
        return words("shares-title")
    low, high = (charts.percent(end(share for _, share in run)) for end in (min, max))
    steps = [after - before for (_, before), (_, after) in pairwise(run)]
    up, down = all(step >= 0 for step in steps), all(step <= 0 for step in steps)
    if low == high:
        trend = "shares-same"
    elif up or down:
        trend = "shares-up" if up else "shares-down"
    else:
        trend = "shares-mixed"
    args = {"first": run[0][0], "last": run[-1][0], "low": low, "high": high}
    return words(trend, what=label, **args)
