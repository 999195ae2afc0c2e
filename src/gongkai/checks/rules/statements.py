"""What the prose claims of its figures: equal, summed, shares of a whole, grown since last year.

A report is held to nothing that it may not have said: figures that may count different things are
`near` each other and never come here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from gongkai.checks.rules.around import Around
from gongkai.model.findings import Finding, Sums, Verdict
from gongkai.model.report import Report, Statement

HUNDRED = Decimal(100)
_KEEP = Decimal("0.000001")


def _round(value: Decimal) -> Decimal:
    """To six places, as figures are published, without trailing zeros."""
    return value.quantize(_KEEP, ROUND_HALF_UP).normalize() + 0


def _finding(
    report: Report,
    rule: str,
    statement: Statement,
    evidence: Sums | None = None,
    verdict: Verdict = Verdict.NOT_ASSESSABLE,
    **more: Any,
) -> Finding:
    return Finding(report.id, rule, f"statements.{statement.id}", verdict, evidence, **more)


def _figure(report: Report, name: str) -> tuple[Decimal | None, str | None]:
    """A figure by the id of a statement or an address, and its bound (over, about)."""
    if name in report.named:
        return report.named[name].value, report.named[name].bound
    return report.derived(name), None


def _other_unit(report: Report, statement: Statement) -> bool:
    """Whether a statement and what it equals are given in units that nobody may equate."""
    name = statement.targets[0]
    if name in report.named:
        return report.named[name].kind != statement.kind
    part = report.parts[name.split(".", 1)[0]]
    cell = report.cells.get(name)
    unit = cell.unit if cell and cell.unit else None
    if unit is None and name in part.cells:
        unit = part.cells[name][1].unit
    money = {"元", "万元"}
    return statement.kind != "value" or (
        bool({unit, statement.unit} & money) and statement.unit not in (None, unit)
    )


def _verdict(holds: bool) -> Verdict:
    return Verdict.HOLDS if holds else Verdict.BROKEN


def _judge(statement: Statement, exact: Decimal) -> tuple[Verdict, str | None]:
    """A rate against the exact one: within its last place, or beyond its bound."""
    if statement.bound == "about":
        return Verdict.NOT_ASSESSABLE, "only-bounds"
    if statement.bound == "over":
        return _verdict(exact >= statement.number), None
    off = abs(statement.number - exact)
    return _verdict(off < statement.unit_of_last_place), None


def _known(
    report: Report, rule: str, statement: Statement, names: Sequence[str]
) -> tuple[list[Decimal], Finding | None]:
    """The figures of these names, or why they cannot be used."""
    figures = [_figure(report, name) for name in names]
    missing = tuple(n for n, (v, _) in zip(names, figures, strict=True) if v is None)
    evidence = Sums(statement.value)
    if missing:
        reason = "blank-target"
        return [], _finding(report, rule, statement, evidence, missing=missing, reason=reason)
    if any(bound for _, bound in figures):
        return [], _finding(report, rule, statement, evidence, reason="only-bounds")
    return [value for value, _ in figures if value is not None], None


def _of(report: Report, *relations: str) -> Iterator[Statement]:
    return (s for s in report.statements if s.relation in relations)


def equals(report: Report, rule: str, around: Around) -> Iterator[Finding]:
    """A statement and the cell, group or statement that it surely equals."""
    for statement in _of(report, "equals"):
        target, bound = _figure(report, statement.targets[0])
        stated = statement.value
        if _other_unit(report, statement):
            yield _finding(report, rule, statement, Sums(stated), reason="other-unit")
            continue
        evidence, same = Sums(stated, target), stated == target and statement.bound == bound
        if target is None:
            missing, reason = statement.targets, "blank-target"
            yield _finding(report, rule, statement, evidence, missing=missing, reason=reason)
        elif not same and (bound or statement.bound == "about"):
            yield _finding(report, rule, statement, evidence, reason="only-bounds")
        else:
            holds = same or (statement.bound == "over" and target >= stated)
            yield _finding(report, rule, statement, evidence, _verdict(holds))


def summed(report: Report, rule: str, around: Around) -> Iterator[Finding]:
    """A statement and the parts that make it up."""
    for statement in _of(report, "sum"):
        parts, unusable = _known(report, rule, statement, statement.targets)
        if unusable:
            yield unusable
            continue
        stated, computed = statement.value, sum(parts, Decimal(0))
        evidence, whole = Sums(stated, computed), statement.exhaustive
        holds = computed > stated if statement.bound else computed == stated
        if statement.bound == "about" or (statement.bound and not holds and not whole):
            yield _finding(report, rule, statement, evidence, reason="only-bounds")
        elif computed < stated and not whole:
            yield _finding(report, rule, statement, evidence, reason="not-exhaustive")
        else:
            yield _finding(report, rule, statement, evidence, _verdict(holds))


def shares(report: Report, rule: str, around: Around) -> Iterator[Finding]:
    """Shares of a whole, and differences of percentages, within their last printed place."""
    whole = _of_100(report)
    for statement in _of(report, "share", "points"):
        figures, unusable = _known(report, rule, statement, statement.targets)
        if unusable:
            yield unusable
            continue
        first, second = figures
        if statement.relation == "share" and second == 0:
            yield _finding(report, rule, statement, reason="zero-whole")
            continue
        exact = second - first if statement.relation == "points" else first / second * HUNDRED
        verdict, reason = _judge(statement, exact)
        off, unit = abs(statement.number - exact), statement.unit_of_last_place
        if unit / 2 < off < unit and statement.set in whole:
            reason = "adjusted-share"
        evidence = Sums(statement.number, _round(exact))
        yield _finding(report, rule, statement, evidence, verdict, reason=reason)


def _of_100(report: Report) -> set[str | None]:
    """The sets of two or more shares whose printed figures add up to exactly 100."""
    sets: dict[str, list[Decimal]] = {}
    for statement in report.statements:
        if statement.set:
            sets.setdefault(statement.set, []).append(statement.number)
    return {name for name, shares in sets.items() if len(shares) > 1 and sum(shares) == HUNDRED}


def growth(report: Report, rule: str, around: Around) -> Iterator[Finding]:
    """Growth and change against last year, by last year's report or by any whole base."""
    changes = {_stands_for(report, s.targets[0]): s for s in _of(report, "change")}
    for statement in _of(report, "growth", "change"):
        figures, unusable = _known(report, rule, statement, statement.targets)
        if unusable:
            yield unusable
            continue
        now, target = figures[0], _stands_for(report, statement.targets[0])
        base = _last_year(report, target, around)
        if statement.relation == "change":
            yield _change(report, rule, statement, now, base)
            continue
        if base is None and target in changes and not changes[target].bound:
            base = now - changes[target].number
        if base is None:
            yield _some_base(report, rule, statement, now)
        elif base == 0:
            yield _finding(report, rule, statement, reason="zero-whole")
        else:
            exact = (now - base) / base * HUNDRED
            verdict, reason = _judge(statement, exact)
            evidence = Sums(statement.number, _round(exact))
            yield _finding(report, rule, statement, evidence, verdict, reason=reason)


def _stands_for(report: Report, target: str) -> str:
    """The cell that a statement equals, or the target itself."""
    statement = report.named.get(target)
    return statement.targets[0] if statement and statement.relation == "equals" else target


def _last_year(report: Report, target: str, around: Around) -> Decimal | None:
    """The figure of last year's report for an address, or for a statement that is a sum of
    addresses, where the two compare.
    """
    names = _addresses(report, target)
    if around.before is None or not names or any(around.apart(report, name) for name in names):
        return None
    return _sum(around.before, names)


def _addresses(report: Report, target: str) -> Sequence[str]:
    """The address itself, or those that a statement names as all its parts and that make it up."""
    statement = report.named.get(target)
    if statement is None:
        return (target,)
    names = [_stands_for(report, name) for name in statement.targets]
    whole = statement.relation == "sum" and statement.exhaustive and not statement.bound
    if whole and all("." in name for name in names) and _sum(report, names) == statement.value:
        return names
    return ()


def _sum(report: Report, addresses: Sequence[str]) -> Decimal | None:
    """The sum of the figures at these addresses; None where one of them has none."""
    figures = [report.derived(address) for address in addresses]
    known = [figure for figure in figures if figure is not None]
    return sum(known, Decimal(0)) if len(known) == len(figures) else None


def _change(
    report: Report, rule: str, statement: Statement, now: Decimal, base: Decimal | None
) -> Finding:
    evidence = Sums(statement.number)
    if statement.bound:
        return _finding(report, rule, statement, evidence, reason="only-bounds")
    if base is not None:
        holds = now - base == statement.number
        return _finding(
            report, rule, statement, Sums(statement.number, now - base), _verdict(holds)
        )
    before = now - statement.number
    verdict = Verdict.BROKEN if before < 0 else Verdict.NOT_ASSESSABLE
    more = {"reason": "change-no-base", "args": {"base": f"{before:f}"}}
    return _finding(report, rule, statement, evidence, verdict, **more)


def _some_base(report: Report, rule: str, statement: Statement, now: Decimal) -> Finding:
    """Whether any whole number of last year gives the rate as printed."""
    stated, unit = statement.number, statement.unit_of_last_place
    rate, evidence = 1 + stated / HUNDRED, Sums(stated)
    if statement.bound:
        return _finding(report, rule, statement, evidence, reason="only-bounds")
    if rate <= 0 or now <= 0 or now != now.to_integral():
        return _finding(report, rule, statement, evidence, reason="zero-whole")
    low = int(now / rate)
    rates = {base: (now - base) / base * HUNDRED for base in (low, low + 1) if base > 0}
    fitting = [b for b, r in rates.items() if abs(r - stated) < unit]
    if fitting:
        verdict, reason = Verdict.HOLDS, "growth-some-base"
        args: dict[str, object] = {"base": min(fitting, key=lambda b: abs(rates[b] - stated))}
    else:
        verdict, reason = Verdict.BROKEN, "growth-no-base"
        shown = {b: f"{r.quantize(unit, ROUND_HALF_UP):f}" for b, r in rates.items()}
        low, high = min(rates), max(rates)
        args = {"low": low, "high": high, "low_rate": shown[low], "high_rate": shown[high]}
    return _finding(report, rule, statement, evidence, verdict, reason=reason, args=args)
