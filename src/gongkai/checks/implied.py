"""What printed totals force: the only value that a blank can have, if the totals are right.

Never a count and never part of an identity: shown beside the blank, and said to be implied.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gongkai.model.forms import Identity
from gongkai.model.report import Report, State

ZERO = Decimal(0)


def implied(report: Report) -> dict[str, Decimal]:
    """Blank address → the value that follows; identities are worked through until nothing changes.

    One unknown left in an identity is forced. Where the known cells of a side already reach the
    other, all its unknowns are zero, since no blank is negative. An identity that would force a
    negative value, or a fraction of a request, contradicts itself and forces nothing.
    """
    blank = State.BLANK
    open_ = {address for address, cell in report.cells.items() if cell.state is blank}
    if not open_:
        return {}
    known = {a: cell.value for a, cell in report.cells.items() if cell.value is not None}
    found: dict[str, Decimal] = {}
    identities = [
        identity
        for part in report.parts.values()
        for identity in part.identities
        if not open_.isdisjoint(identity.addresses)
    ]
    changed = True
    while changed:
        changed = False
        for identity in identities:
            for address, value in _forced(identity, known).items():
                if address in open_ and address not in known:
                    known[address] = found[address] = value
                    changed = True
    return {a: found[a] for part in report.parts.values() for a in part.addresses if a in found}


def _forced(identity: Identity, known: Mapping[str, Decimal]) -> dict[str, Decimal]:
    sides = identity.left, identity.right
    unknown = [[a for a in side if a not in known] for side in sides]
    sums = [sum((known[a] for a in side if a in known), ZERO) for side in sides]
    if len(unknown[0]) + len(unknown[1]) == 1:
        side = 0 if unknown[0] else 1
        value = sums[1 - side] - sums[side]
        return {unknown[side][0]: value} if value >= 0 and value % 1 == 0 else {}
    for side in (0, 1):
        if unknown[side] and not unknown[1 - side] and sums[side] == sums[1 - side]:
            return dict.fromkeys(unknown[side], ZERO)
    return {}
