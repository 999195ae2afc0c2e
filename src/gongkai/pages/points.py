"""Main points: what a report could be an example of. The home page says the best of them.

Each kind has a weight by which the examples of it are compared: more is more telling. Figures are
those that a report prints; a total that is no sum joins nothing, and a share or a change needs
`roles.FLOOR` requests in each year that it speaks of.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from gongkai.contract.breaks import between
from gongkai.model.findings import Finding
from gongkai.model.report import Report
from gongkai.pages import roles
from gongkai.pages.pictures import doubted
from gongkai.pages.site import Site

_FINE = 10**6  # weights are whole numbers, so that they are the same on every machine
SMALLEST = {"granted": _FINE // 1000, "received": _FINE}  # a change up to here is none to see


def figure(site: Site, report: Report, role: str) -> Decimal | None:
    """What a report prints for a role, unless it does not add up with the rest of its table."""
    value = roles.value(report, role)
    return value if value is not None and not doubted(site, report, role) else None


def examples(site: Site, report: Report) -> Iterator[tuple[str, int]]:
    """The kinds of main point that a report is an example of, each with its weight."""
    apart = worst(site, report)
    if apart is not None:
        yield "apart", int(_difference(apart))
    if report.kind != "annual-report":
        return
    if known := withheld(site, report):
        handled, unable, refused = known
        yield "judged", int(handled)
        if unable != refused:
            yield ("unable" if unable > refused else "refused"), int(handled)
    before = site.beside(report, -1)
    if before is None:
        return
    if shares := shares_granted(site, before, report):
        then, now = shares
        yield "granted", int(abs(now - then) * _FINE)
    if received := both(site, before, report, "received"):
        then, now = received
        yield "received", int(max(now, then) * _FINE / min(now, then))


def withheld(site: Site, report: Report) -> tuple[Decimal, Decimal, Decimal] | None:
    """Of what was handled, how many could not be provided and how many were refused; of a report
    that is not small, and only where the form asks for all three and all are known.
    """
    handled = figure(site, report, "handled")
    unable, refused = figure(site, report, "unable"), figure(site, report, "refused")
    if handled is None or unable is None or refused is None or handled < roles.FLOOR:
        return None
    return (handled, unable, refused) if unable + refused <= handled else None


def both(site: Site, before: Report, report: Report, role: str) -> tuple[Decimal, Decimal] | None:
    """A figure of two years that may be compared and are not small."""
    then, now = figure(site, before, role), figure(site, report, role)
    if then is None or now is None or min(then, now) < roles.FLOOR:
        return None
    if between(site.contract.breaks.values(), before, report, role):
        return None
    return then, now


def shares_granted(site: Site, before: Report, report: Report) -> tuple[Decimal, Decimal] | None:
    """The shares granted in full of what was handled in two years that may be compared."""
    handled = both(site, before, report, "handled")
    then, now = figure(site, before, "granted"), figure(site, report, "granted")
    if handled is None or then is None or now is None or then > handled[0] or now > handled[1]:
        return None
    if between(site.contract.breaks.values(), before, report, "granted"):
        return None
    return then / handled[0], now / handled[1]


def worst(site: Site, report: Report) -> Finding | None:
    """Of the sums that do not add up in the original, that with the largest difference."""
    return max(site.misprinted[report.id], key=_difference, default=None)


def _difference(finding: Finding) -> Decimal:
    return abs(finding.difference or Decimal(0))
