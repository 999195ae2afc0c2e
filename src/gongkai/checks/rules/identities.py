"""The identities of the forms: two sums of printed cells that must be equal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from operator import attrgetter

from gongkai.checks.rules.around import Around
from gongkai.model.findings import Finding, Sums, Verdict
from gongkai.model.forms import Identity
from gongkai.model.report import BLANK, Cell, Report

ZERO = Decimal(0)
_VALUE = attrgetter("value")


def judge(report: Report, rule: str, around: Around) -> Iterator[Finding]:
    """One finding for each identity of this rule in the forms that the report follows."""
    for part in report.parts.values():
        for identity in part.judged.get(rule, ()):
            yield assess(report.id, identity, report.cells)


def assess(report: str, identity: Identity, cells: Mapping[str, Cell]) -> Finding:
    """Whether left equals right. Its left sum is `stated`, its right one `computed`.

    A blank is never a zero. Still, no blank is negative: where one side is fully known and the
    known cells of the other already exceed it, nothing in the blanks could make them equal. The
    sums given then are those of the known cells.
    """
    try:
        stated, computed = _whole(identity.left, cells), _whole(identity.right, cells)
    except (KeyError, TypeError):  # a cell without a number
        return _with_blanks(report, identity, cells)
    verdict = Verdict.HOLDS if stated == computed else Verdict.BROKEN
    return Finding(report, identity.rule, identity.place, verdict, Sums(stated, computed), identity)


def _whole(addresses: tuple[str, ...], cells: Mapping[str, Cell]) -> Decimal:
    """The sum of cells that all have a number."""
    return sum(map(_VALUE, map(cells.__getitem__, addresses)), ZERO)


def _with_blanks(report: str, identity: Identity, cells: Mapping[str, Cell]) -> Finding:
    stated, missing = _sum(identity.left, cells)
    computed, missing_right = _sum(identity.right, cells)
    exceeded = (not missing and computed > stated) or (not missing_right and stated > computed)
    fits = (not missing or not missing_right) and stated == computed
    if exceeded:
        verdict, reason = Verdict.BROKEN, "exceeds-despite-blanks"
    else:
        verdict = Verdict.NOT_ASSESSABLE
        reason = "fits-if-blanks-are-zero" if fits else "needs-cells"
    return Finding(
        report,
        identity.rule,
        identity.place,
        verdict,
        Sums(
            stated if exceeded or not missing else None,
            computed if exceeded or not missing_right else None,
        ),
        identity,
        missing + missing_right,
        reason,
    )


def _sum(addresses: tuple[str, ...], cells: Mapping[str, Cell]) -> tuple[Decimal, tuple[str, ...]]:
    """The sum of the known cells, and the addresses of those without a number."""
    known, missing = ZERO, []
    for address in addresses:
        value = cells.get(address, BLANK).value
        if value is None:
            missing.append(address)
        else:
            known += value
    return known, tuple(missing)
