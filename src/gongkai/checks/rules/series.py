"""Rules over neighbouring years, levels and the law: hints that somebody should look again."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gongkai.checks.rules.around import Around
from gongkai.contract.breaks import Apart
from gongkai.model.findings import Bound, Change, Evidence, Finding, Sums, Verdict
from gongkai.model.report import Report


def links(report: Report, rule: str, around: Around) -> Iterator[Finding]:
    """carry-over and stock: cells that follow from last year's report, as the forms write them."""
    for part in report.parts.values():
        for link in part.series:
            if link.rule != rule:
                continue
            stated = report.derived(link.place)
            needed = (link.place, *(address for _, last, address in link.right if last))
            if around.before is not None and part.name not in around.before.parts:
                # Its form may have the same figures at other addresses.
                roles = {address: role for role, address in part.roles.items()}
                needed = tuple(roles.get(address, address) for address in needed)
            apart = next(filter(None, (around.apart(report, one) for one in needed)), None)
            if apart is not None or around.before is None:
                yield _uncompared(report, rule, link.place, apart, Sums(stated))
                continue
            terms = [
                (sign, (around.before if last else report).derived(address))
                for sign, last, address in link.right
            ]
            known = [sign * value for sign, value in terms if value is not None]
            if stated is None or len(known) < len(terms):
                yield Finding(report.id, rule, link.place, Verdict.NOT_ASSESSABLE, Sums(stated),
                              missing=(link.place,), reason="blank-target")  # fmt: skip
                continue
            computed = sum(known, Decimal(0))
            verdict = Verdict.HOLDS if computed == stated else Verdict.BROKEN
            yield Finding(report.id, rule, link.place, verdict, Sums(stated, computed))


def _uncompared(
    report: Report, rule: str, place: str, apart: Apart | None, evidence: Evidence | None = None
) -> Finding:
    """What is not compared with last year says why."""
    reason, args = (apart.reason, apart.args) if apart else (None, {})
    verdict = Verdict.NOT_ASSESSABLE
    return Finding(report.id, rule, place, verdict, evidence, reason=reason, args=args)


def jump(report: Report, rule: str, around: Around) -> Iterator[Finding]:
    """Cells that differ from last year's by the factor of the contract or more, each by itself."""
    constants = around.contract.rules[rule].constants
    factor, floor = Decimal(constants["factor"]), Decimal(constants["floor"])
    if around.before is None:
        if report.cells:
            yield _uncompared(report, rule, "report", around.apart(report, ""))
        return
    last_year = around.before.cells
    for address, cell in report.cells.items():
        now = cell.value
        if now is None or now <= floor:
            continue
        then = last_year[address].value if address in last_year else None
        if then is not None and then > floor:
            if apart := around.apart(report, address):
                yield _uncompared(report, rule, address, apart, Change(now))
                continue
            verdict = Verdict.HOLDS if max(now, then) < factor * min(now, then) else Verdict.BROKEN
            yield Finding(report.id, rule, address, verdict, Change(now, then))


def no_rule_making_power(report: Report, rule: str, around: Around) -> Iterator[Finding]:
    """Counties and townships make no government rules; organs and zones are not judged."""
    if report.organ or around.government.level not in ("county", "township"):
        return
    row = report.row("rules_made")
    for address in row.addresses if row else ():
        value = report.cells[address].value
        if value is None:
            yield Finding(report.id, rule, address, Verdict.NOT_ASSESSABLE,
                          missing=(address,), reason="blank-target")  # fmt: skip
        else:
            verdict = Verdict.BROKEN if value > 0 else Verdict.HOLDS
            yield Finding(report.id, rule, address, verdict, Bound(value, Decimal(0)))


def parts_exceed_whole(report: Report, rule: str, around: Around) -> Iterator[Finding]:
    """A territory's new requests are not fewer than those below it that we hold."""
    place = report.figure("received")
    if place is None or report.scope != "territory" or not around.all_below:
        return
    stated = report.derived(place)
    received = (r.derived(address) for r in around.below if (address := r.figure("received")))
    below = [figure for figure in received if figure is not None]
    args = {"held": len(below), "all": around.all_below}
    if stated is None or not below:
        reason = "blank-target" if stated is None else "no-children-held"
        missing = (place,) if stated is None else ()
        yield Finding(report.id, rule, place, Verdict.NOT_ASSESSABLE, Bound(stated),
                      missing=missing, reason=reason, args=args)  # fmt: skip
        return
    computed = sum(below, Decimal(0))
    verdict = Verdict.HOLDS if computed <= stated else Verdict.BROKEN
    yield Finding(
        report.id, rule, place, verdict, Bound(stated, computed), reason="children-held", args=args
    )
