"""What was measured beside what was promised, as one plain table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table: both figures as shown, and the value that the bar is for.

    Without `bar` it only informs; without `value` it could not be measured, and `ours` says why.
    """

    what: str
    ours: str
    theirs: str = ""
    value: float | None = None
    bar: float | None = None
    unit: str = ""  # of value and bar: s, MB, × …
    least: bool = False  # the bar is the least, not the most

    @property
    def met(self) -> bool | None:
        """Whether the bar is met; None where there is nothing to compare."""
        if self.value is None or self.bar is None:
            return None
        return self.value >= self.bar if self.least else self.value <= self.bar


def middle(values: Iterable[float]) -> float:
    """The median of several runs."""
    return float(median(values))


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Median over median."""
    return middle(ours) / middle(theirs)


def figure(value: float, unit: str) -> str:
    """A number with as many digits as it deserves."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2 if value >= 0.1 else 3
    return f"{value:,.{digits}f}{' ' if unit and unit != '×' else ''}{unit}"


def lines(table: Sequence[Line]) -> Iterator[str]:
    """The table with its head, every column as wide as it must be."""
    rows = [("", "ours", "other", "value", "bar", "")] + [_row(line) for line in table]
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for number, row in enumerate(rows):
        cells = [row[0].ljust(widths[0])]
        cells += [row[column].rjust(widths[column]) for column in range(1, 5)]
        yield "  ".join([*cells, row[5]]).rstrip()
        if number == 0:
            yield "-" * (sum(widths) + 2 * (len(widths) - 1))


def _row(line: Line) -> tuple[str, ...]:
    value = "" if line.value is None else figure(line.value, line.unit)
    bar = ""
    if line.bar is not None:
        bar = f"{'≥' if line.least else '≤'} {figure(line.bar, line.unit)}"
    outcome = {None: "not measured" if line.bar is not None else "", True: "met", False: "NOT MET"}
    return line.what, line.ours, line.theirs, value, bar, outcome[line.met]
