"""Findings → a row for each rule and place, also where the rule holds."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence

from gongkai import words as say
from gongkai.contract import Contract
from gongkai.model.findings import Deadline, Finding
from gongkai.model.languages import DATA_LANGUAGES, Translated
from gongkai.model.report import Columns, Report
from gongkai.words import Words

Notes = dict[Hashable, Translated[str]]
_NONE: Translated[str] = Translated(dict.fromkeys(DATA_LANGUAGES, ""))


def findings(
    reports: Sequence[Report],
    judged: Mapping[str, Sequence[Finding]],
    contract: Contract,
    languages: Mapping[str, Words],
) -> list[Columns]:
    """A block for each report: its findings in the order of the rules."""
    severities = {rule.id: rule.severity for rule in contract.rules.values()}
    known: Notes = {}
    return [
        _of_report(report, found, severities, _notes(report, found, languages, known))
        for report in reports
        for found in [judged[report.id]]
    ]


def _of_report(
    report: Report,
    found: Sequence[Finding],
    severities: Mapping[str, str],
    notes: Sequence[Translated[str]],
) -> Columns:
    causes = [f.cause for f in found]
    entries = [f.confirmed for f in found]
    deadlines = [f.evidence if isinstance(f.evidence, Deadline) else None for f in found]
    figures = [
        (None, None) if deadline else f.figures
        for f, deadline in zip(found, deadlines, strict=True)
    ]
    return {
        "report": [report.id] * len(found),
        "rule": [f.rule for f in found],
        "place": [f.place for f in found],
        "verdict": [f.verdict for f in found],
        "severity": [severities[f.rule] for f in found],
        "stated": [stated for stated, _ in figures],
        "computed": [computed for _, computed in figures],
        "difference": [f.difference for f in found],
        "due": [one and one.due.isoformat() for one in deadlines],
        "days_after": [one and one.days_after for one in deadlines],
        "likely_cause": [cause.kind if cause else None for cause in causes],
        "likely_cell": [cause.address if cause else None for cause in causes],
        "note_zh": [note["zh"] for note in notes],
        "note_en": [note["en"] for note in notes],
        "confirmed_alone": [report.alone(entry) if entry else None for entry in entries],
        "confirmed_on": [entry.date if entry else None for entry in entries],
        "confirmed_from": [entry.seen_as if entry else None for entry in entries],
        "readers": _readers(report, found),
    }


def _notes(
    report: Report, found: Sequence[Finding], languages: Mapping[str, Words], known: Notes
) -> list[Translated[str]]:
    """The note of each finding; what is said again, in this report or another, is worded once."""
    notes = []
    for finding in found:
        if finding.confirmed is None and finding.reason is None:
            notes.append(_NONE)
            continue
        key = _note_key(finding, report)
        if key not in known:
            known[key] = Translated(
                {lang: say.note(finding, report, languages[lang]) for lang in DATA_LANGUAGES}
            )
        notes.append(known[key])
    return notes


def _note_key(finding: Finding, report: Report) -> Hashable:
    """All that a note depends on: cells are called by their forms, anything else by its report."""
    if finding.confirmed is not None:
        return report.id, finding.rule, finding.place
    cells = report.cells.keys() >= set(finding.missing)
    names = tuple(report.parts.values()) if cells else report.id
    return names, finding.reason, finding.missing, repr(finding.args)


def _readers(report: Report, found: Sequence[Finding]) -> list[int]:
    """How many people have looked at each place, whoever confirmed it among them."""
    return [len(report.looked(f.confirmed)) if f.confirmed else report.readers for f in found]
