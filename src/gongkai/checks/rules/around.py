"""What stands around a report: last year's report, the reports below it, and its government."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.contract import Contract
from gongkai.contract.breaks import Apart, apart, unlike
from gongkai.model.report import Jurisdiction, Report


@dataclass(frozen=True, slots=True)
class Around:
    """The neighbours of a report, as far as they may be compared with it.

    `before` is last year's annual report of the same subject and scope; where there is none
    `reason` says why, with `args`. `below` are the territorial reports of the same year one level
    down, of `all_below` jurisdictions. `above` are the places above its subject, the nearest first;
    `names` are those of all places that are known, today's and earlier ones.
    """

    contract: Contract
    subject: Jurisdiction
    government: Jurisdiction
    before: Report | None = None
    reason: str | None = None
    args: Mapping[str, object] = field(default_factory=dict)
    below: Sequence[Report] = ()
    all_below: int = 0
    above: Sequence[Jurisdiction] = ()
    names: frozenset[str] = frozenset()

    def apart(self, report: Report, figure: str) -> Apart | None:
        """Why a figure may not be compared with last year's, or None when it may."""
        if self.before is None:
            return Apart(self.reason or "no-last-year", self.args)
        return apart(self.contract.breaks.values(), self.before, report, figure)


def around(
    report: Report,
    reports: Mapping[str, Report],
    tree: Mapping[str, Jurisdiction],
    children: Mapping[str, Sequence[str]],
    contract: Contract,
    known: frozenset[str] = frozenset(),
) -> Around:
    """Look around one report; `children` are the ids of the jurisdictions one level down, `known`
    the names of all places.
    """
    year = report.year - 1
    before = reports.get(f"{report.subject}/{year}") if report.kind == "annual-report" else None
    reason = None
    if before is None:
        reason = "no-last-year"
    elif unlike_scope := unlike(before, report):
        before, reason = None, unlike_scope.reason
    names = children.get(report.subject, ()) if report.organ is None else ()
    held = (reports.get(f"{name}/{report.year}") for name in names)
    return Around(
        contract=contract,
        subject=tree[report.subject],
        government=tree[report.jurisdiction],
        before=before,
        reason=reason,
        args={"year": year},
        below=tuple(r for r in held if r is not None and r.scope == "territory"),
        all_below=len(names),
        above=tuple(_above(tree[report.subject], tree)),
        names=known,
    )


def _above(entry: Jurisdiction, tree: Mapping[str, Jurisdiction]) -> Iterator[Jurisdiction]:
    while entry.parent is not None:
        entry = tree[entry.parent]
        yield entry
