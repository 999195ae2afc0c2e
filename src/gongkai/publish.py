"""The order of everything: check() and build(). Read this first.

    content/ ── load ──▶ reports ──┬── rules ──▶ findings ── badges ──┐
    datapackage/ ── contract ──────┤                                 ├── pages ──▶ html, svg ──┐
                                   └── tables ── package ────────────┴──▶ csv, json ───────────┴── write ──▶ dist/

The build is a function from a folder to a stream of (path, bytes): `load` alone reads content,
`write` alone writes, the clock and the network are nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gongkai import load, rules
from gongkai.contract import Contract, read_contract
from gongkai.model import Finding, Problem, Report, Verdict


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands in content/ and what the rules say of it."""

    contract: Contract
    content: load.Content
    findings: Mapping[str, list[Finding]]  # report id → its findings, in the order of the rules
    problems: tuple[Problem, ...]

    @property
    def broken(self) -> list[tuple[Report, Finding]]:
        """Findings that must hold, do not, and that nobody has confirmed."""
        return [
            (self.content.reports[report], finding)
            for report, found in self.findings.items()
            for finding in found
            if finding.verdict is Verdict.BROKEN
            and self.contract.rules[finding.rule].severity == "error"
        ]

    @property
    def fine(self) -> bool:
        """Whether the content may be published."""
        return not self.broken and all(problem.warning for problem in self.problems)


def check(root: Path, only: Iterable[Path] = ()) -> Checked:
    """Read content (all of it, or what lies at or below `only`) and judge it by every rule."""
    contract = read_contract(root)
    content = load.load(root, contract, only)
    findings, problems = {}, list(content.problems)
    for report in content.reports.values():
        findings[report.id], stale = rules.run(report, contract)
        problems.extend(stale)
    problems.sort(key=lambda p: (p.path, p.line, p.column, p.message))
    return Checked(contract, content, findings, tuple(problems))


def build(root: Path, epoch: int | None = None) -> tuple[Checked, Iterator[tuple[str, bytes]]]:
    """Check everything; when all is fine, the files of the site and the package as a stream.

    `epoch` (seconds, as SOURCE_DATE_EPOCH) is the date of the package; without it the newest date
    in the data is.
    """
    checked = check(root)
    return checked, _files(root, checked, epoch) if checked.fine else iter(())


def _files(root: Path, checked: Checked, epoch: int | None) -> Iterator[tuple[str, bytes]]:
    # Imported here: a check of one file needs none of it.
    yield from ()
