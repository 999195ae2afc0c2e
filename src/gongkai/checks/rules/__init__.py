"""The rules: each id of rules.yaml paired with a function, and the one runner of them all.

A rule is a generator of findings, one for every place that it covers, also where it holds. It does
not print, count or raise. What it is called, says and rests on stands in datapackage/rules.yaml.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gongkai.checks.rules import curation, dates, forms, identities, series, statements, titles
from gongkai.checks.rules.around import Around, around
from gongkai.checks.rules.causes import explain
from gongkai.contract import Contract
from gongkai.model.findings import Finding, Problem, Verdict
from gongkai.model.report import Report, State
from gongkai.text.ours import UnreadableError

__all__ = ["JUDGES", "Around", "around", "run"]

_FILE = "datapackage/rules.yaml"
Judge = Callable[[Report, str, Around], Iterator[Finding]]

# id → function. A test says that these are exactly the ids of rules.yaml.
JUDGES: dict[str, Judge] = {
    "requests-sum": identities.judge,
    "requests-balance": identities.judge,
    "requests-total": identities.judge,
    "reviews-total": identities.judge,
    "statistics-sum": identities.judge,
    "carry-over": series.links,
    "stock": series.links,
    "statement-equals": statements.equals,
    "statement-sum": statements.summed,
    "statement-share": statements.shares,
    "statement-growth": statements.growth,
    "on-time": dates.on_time,
    "no-rule-making-power": series.no_rule_making_power,
    "jump": series.jump,
    "parts-exceed-whole": series.parts_exceed_whole,
    "source-given": curation.source_given,
    "second-reader": curation.second_reader,
    "title-agrees": titles.agrees,
    "form-in-use": forms.of_the_year,
}


def run(report: Report, contract: Contract, around: Around) -> tuple[list[Finding], list[Problem]]:
    """Every finding on one report in the order of rules.yaml, and its stale confirmations.

    A finding that the file confirms becomes as_printed; broken findings carry their likely cause.
    """
    if not contract.rules.keys() <= JUDGES.keys():
        unknown, known = min(contract.rules.keys() - JUDGES.keys()), ", ".join(JUDGES)
        args = {"key": "id", "found": unknown, "hint": None, "known": known}
        raise UnreadableError([Problem(_FILE, 1, 1, "unknown-code", args)])
    found = [finding for rule in contract.rules for finding in JUDGES[rule](report, rule, around)]
    if any(cell.state is State.ABSENT for cell in report.cells.values()):
        found = [_without_rows(report, finding) for finding in found]
    found, problems = _confirm(report, contract, found)
    return explain(report, found), problems


def _without_rows(report: Report, finding: Finding) -> Finding:
    """A finding that needs a row which the document does not print says that, and nothing else."""
    absent = tuple(address for address in finding.missing if report.leaves_out(address))
    if finding.verdict is not Verdict.NOT_ASSESSABLE or not absent:
        return finding
    return finding._replace(missing=absent, reason="row-absent")


def _confirm(
    report: Report, contract: Contract, findings: list[Finding]
) -> tuple[list[Finding], list[Problem]]:
    """Match the confirmations of a file with its findings; each must still fit exactly."""
    problems: list[Problem] = []
    if not report.as_printed:
        return findings, problems
    at = {(finding.rule, finding.place): i for i, finding in enumerate(findings)}
    confirmed: set[tuple[str, str]] = set()
    for entry in report.as_printed:
        key = (entry.rule, entry.place)
        finding = findings[at[key]] if key in at else None
        args: dict[str, object] = {"rule": entry.rule, "place": entry.place}
        if key in confirmed:
            message = "stale-twice"
        elif not contract.rules[entry.rule].settled:
            message = "stale-ours"
        elif finding is None:
            message = "stale-nothing"
        elif finding.verdict is not Verdict.BROKEN:
            message = "stale-holds"
        elif finding.figures != (entry.stated, entry.computed):
            message = "stale-changed"
            args |= dict(zip(("stated", "computed"), finding.figures, strict=True))
            args |= {"was": entry.stated, "was_computed": entry.computed}
        else:
            confirmed.add(key)
            findings[at[key]] = finding._replace(verdict=Verdict.AS_PRINTED, confirmed=entry)
            continue
        problems.append(Problem(report.path, *entry.at, message, args, "as_printed"))
    return findings, problems
