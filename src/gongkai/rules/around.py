"""What stands around a report: last year's report, the reports below it, and its government."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.contract import Contract
from gongkai.model import Jurisdiction, Report


@dataclass(frozen=True, slots=True)
class Around:
    """The neighbours of a report, as far as they may be compared with it.

    `before` is last year's annual report of the same subject and scope; where there is none
    `reason` says why, with `args`. `below` are the territorial reports of the same year one level
    down, of `all_below` jurisdictions.
    """

    contract: Contract
    subject: Jurisdiction
    government: Jurisdiction
    before: Report | None = None
    reason: str | None = None
    args: Mapping[str, object] = field(default_factory=dict)
    below: Sequence[Report] = ()
    all_below: int = 0

    def comparable(self, report: Report, part: str) -> tuple[str | None, Mapping[str, object]]:
        """Why a part may not be compared with last year's, or None when it may."""
        if self.before is None:
            return self.reason, self.args
        year = {"year": self.before.year}
        forms = [r.parts[part].form if part in r.parts else None for r in (report, self.before)]
        if forms[0] != forms[1]:
            return "other-form", year
        for entry in self.contract.breaks.values():
            if part in entry.parts and self.before.year < entry.year <= report.year:
                titles = {lang: words["title"] for lang, words in entry.words.items()}
                return "break-between", {**year, "title": titles}
        return None, {}


def around(
    report: Report,
    reports: Mapping[str, Report],
    tree: Mapping[str, Jurisdiction],
    children: Mapping[str, Sequence[str]],
    contract: Contract,
) -> Around:
    """Look around one report; `children` are the ids of the jurisdictions one level down."""
    year = report.year - 1
    before = reports.get(f"{report.subject}/{year}") if report.kind == "annual-report" else None
    reason = None
    if before is None:
        reason = "no-last-year"
    elif before.scope != report.scope or report.scope == "unknown":
        before, reason = None, "other-scope"
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
    )
