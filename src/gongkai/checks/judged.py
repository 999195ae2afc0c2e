"""The reports of a batch, each read and judged when it is first asked for.

Here the stages that say what is known of a report meet: load, rules, implied, indicators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

from gongkai.checks import implied, indicators, rules
from gongkai.content import load
from gongkai.content.load.batches import Batch
from gongkai.contract import Contract
from gongkai.model.findings import Finding, Problem, Verdict
from gongkai.model.forms import IndicatorValue
from gongkai.model.report import Report, children

T = TypeVar("T")


class Lazy(Mapping[str, T]):
    """A mapping whose values are made when first asked for; None says that there is none."""

    def __init__(self, names: Sequence[str], make: Callable[[str], T | None]) -> None:
        self._names, self._make = names, make
        self._known = frozenset(names)
        self._made: dict[str, T | None] = {}

    def __getitem__(self, name: str) -> T:
        if name not in self._made:
            if name not in self._known:
                raise KeyError(name)
            self._made[name] = self._make(name)
        value = self._made[name]
        if value is None:
            raise KeyError(name)
        return value

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._names if self.get(name) is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class JudgedReports:
    """What is known of the reports of a batch, by report id.

    Of the reports around its own only the tables are judged with all that they need: their own
    neighbours may lie outside. With `drafts` they may have cells that nobody has read yet. Raises
    OSError where a file cannot be read for the machine's sake.
    """

    def __init__(self, root: Path, contract: Contract, batch: Batch, drafts: bool = False) -> None:
        self._drafts = drafts
        self.root, self.contract, self.batch, self.tree = root, contract, batch, batch.tree
        names = sorted(report for ids in batch.reports.values() for report in ids)
        self._problems: dict[str, list[Problem]] = {}
        self._children = children(e for e in batch.tree.values() if e.level != "organ")
        self.reports: Lazy[Report] = Lazy(names, self._read)
        self.around: Lazy[rules.Around] = Lazy(names, self._look_around)
        self.findings: Lazy[Sequence[Finding]] = Lazy(names, self._judge)
        self.misprinted: Lazy[Sequence[Finding]] = Lazy(names, self._misprinted)
        self.implied: Lazy[Mapping[str, Decimal]] = Lazy(names, self._imply)
        self.indicators: Lazy[Sequence[IndicatorValue]] = Lazy(names, self._measure)
        self.by_subject: Lazy[Sequence[Report]] = Lazy(sorted(batch.reports), self._of)

    @property
    def problems(self) -> list[Problem]:
        """What is wrong with the files of the batch: its own reports are all judged for it."""
        found = list(self.batch.problems)
        for report in self.batch.own:
            self.findings.get(report)
            found += self._problems[report]
        return sorted(found, key=lambda p: (p.path, p.line, p.column, p.message))

    def unsettled(self, severity: str) -> list[tuple[Report, Finding]]:
        """Findings of a severity that do not hold, and that nobody has confirmed."""
        return [
            (self.reports[report], finding)
            for report in self.batch.own
            for finding in self.findings.get(report, ())
            if finding.verdict is Verdict.BROKEN
            and self.contract.rules[finding.rule].severity == severity
        ]

    @property
    def fine(self) -> bool:
        """Whether the batch may be published."""
        return not self.unsettled("error") and all(problem.warning for problem in self.problems)

    def _read(self, name: str) -> Report | None:
        report, self._problems[name] = load.read(
            self.root, name, self.contract, self.tree, self.batch.unreadable, self._drafts
        )
        return report

    def _of(self, place: str) -> list[Report]:
        return [r for name in self.batch.reports[place] if (r := self.reports.get(name))]

    def _look_around(self, name: str) -> rules.Around | None:
        report = self.reports.get(name)
        if report is None:
            return None
        return rules.around(
            report, self.reports, self.tree, self._children, self.contract, self.batch.names
        )

    def _judge(self, name: str) -> Sequence[Finding] | None:
        around = self.around.get(name)
        if around is None:
            return None
        found, stale = rules.run(self.reports[name], self.contract, around)
        self._problems[name] = [p for p in self._problems[name] if p.rule == "readable"] + stale
        return found

    def _misprinted(self, name: str) -> Sequence[Finding] | None:
        """Sums that do not add up in the document itself."""
        found = self.findings.get(name)
        return found and [f for f in found if f.identity and f.verdict is Verdict.AS_PRINTED]

    def _imply(self, name: str) -> Mapping[str, Decimal] | None:
        report = self.reports.get(name)
        return None if report is None else implied.implied(report)

    def _measure(self, name: str) -> Sequence[IndicatorValue] | None:
        report = self.reports.get(name)
        if report is None:
            return None
        before = self.around[name].before
        doubted = {
            (found.id, finding.place)
            for found in (report, before)
            if found is not None
            for finding in self.findings[found.id]
            if finding.identity and finding.verdict in (Verdict.AS_PRINTED, Verdict.BROKEN)
        }
        entries, breaks = self.contract.indicators, tuple(self.contract.breaks.values())
        known = self.implied[name], before, doubted, breaks
        return list(indicators.values(report, entries, *known))
