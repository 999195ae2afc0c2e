"""Indicators of a report: a figure over a figure, printed or, failing that, implied."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from decimal import ROUND_HALF_UP, Decimal

from gongkai.contract.breaks import address_of, apart
from gongkai.model.forms import Break, Indicator, IndicatorValue
from gongkai.model.report import Report

_PLACES = Decimal("0.000001")


def values(
    report: Report,
    indicators: Mapping[str, Indicator],
    implied: Mapping[str, Decimal],
    before: Report | None,
    doubted: Set[tuple[str, str | None]] = frozenset(),
    breaks: Iterable[Break] = (),
) -> Iterator[IndicatorValue]:
    """The indicators that can be computed for an annual report, in the order of the contract.

    `before` is last year's report of the same scope; a growth is computed where no break or other
    form lies between any of its figures. `doubted` are totals that do not add up, each with the id
    of its report: nothing is computed from them.
    """
    if report.kind != "annual-report":
        return
    for indicator in indicators.values():
        reports = (report,) if indicator.denominator or before is None else (before, report)
        needed = (*indicator.numerator, *indicator.denominator)
        if any((r.id, address_of(r, figure)) in doubted for r in reports for figure in needed):
            continue
        if indicator.denominator:
            top, bottom = (
                _sum(report, figures, implied)
                for figures in (indicator.numerator, indicator.denominator)
            )
        elif before is not None:
            if any(apart(breaks, before, report, figure) for figure in indicator.numerator):
                continue
            last, now = (_sum(r, indicator.numerator, {}) for r in (before, report))
            bottom = last
            top = (now[0] - last[0], "printed") if now and last else None
        else:
            continue
        if top is None or bottom is None or bottom[0] == 0:
            continue
        value = (top[0] / bottom[0] * indicator.times).quantize(_PLACES, ROUND_HALF_UP)
        basis = "implied" if "implied" in (top[1], bottom[1]) else "printed"
        yield IndicatorValue(indicator.id, value, top[0], bottom[0], basis)


def _sum(
    report: Report, figures: Sequence[str], implied: Mapping[str, Decimal]
) -> tuple[Decimal, str] | None:
    """The figures added up and their basis, or None where one cannot be had."""
    total, basis = Decimal(0), "printed"
    for figure in figures:
        address = address_of(report, figure)
        value = report.derived(address) if address else None
        if address and value is None:
            value, basis = report.derived(address, implied), "implied"
        if value is None:
            return None
        total += value
    return total, basis
