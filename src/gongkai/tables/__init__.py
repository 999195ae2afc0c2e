"""Reports and findings → the rows of each published table.

A row is a dict with exactly the columns of its schema, in any order. Rows come by report id in the
order of code points, then by position in the form.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal

from gongkai import words as say
from gongkai.contract import Contract, panel_fields
from gongkai.forms import IndicatorValue
from gongkai.model import LANGUAGES, Jurisdiction, Report, Row, Value
from gongkai.tables import reference
from gongkai.verdict import Finding, tally
from gongkai.words import Words

Findings = Mapping[str, Sequence[Finding]]


def tables(
    contract: Contract,
    tree: Mapping[str, Jurisdiction],
    reports: Mapping[str, Report],
    findings: Findings,
    implied: Mapping[str, Mapping[str, Decimal]],
    indicators: Mapping[str, Sequence[IndicatorValue]],
    languages: Mapping[str, Words],
) -> dict[str, Callable[[], Iterator[Row]]]:
    """The rows of every table by its name; each call walks them anew.

    `implied` and `indicators` are by report id.
    """
    everything = list(reports.values())
    return {
        "jurisdictions": lambda: map(reference.jurisdiction, tree.values()),
        "jurisdiction_versions": lambda: (
            row for entry in tree.values() for row in reference.versions(entry)
        ),
        "reports": lambda: (
            _report(r, tree[r.subject], findings[r.id], contract) for r in everything
        ),
        "disclosure": lambda: (row for r in everything for row in _disclosure(r)),
        "requests": lambda: (row for r in everything for row in _requests(r, implied[r.id])),
        "reviews": lambda: (row for r in everything for row in _reviews(r, implied[r.id])),
        "statements": lambda: (row for r in everything for row in _statements(r, languages)),
        "findings": lambda: (
            _finding(f, r, contract, languages) for r in everything for f in findings[r.id]
        ),
        "rules": lambda: reference.rules(contract),
        "indicators": lambda: reference.indicators(contract),
        "breaks": lambda: reference.breaks(contract),
        "codes": lambda: (row for form in contract.forms.values() for row in reference.codes(form)),
        "indicator_values": lambda: (
            row for r in everything for row in _indicator_values(r, indicators[r.id])
        ),
        "panel": lambda: _panel(contract, tree, everything),
    }


def _report(
    report: Report, subject: Jurisdiction, findings: Sequence[Finding], contract: Contract
) -> Row:
    source, code = report.source, subject.code_in(report.year)
    name = subject.name_in(report.year)
    count = tally(f for f in findings if contract.rules[f.rule].about == "document")
    forms = {
        f"{part}_form": form_of(report, part) for part in ("disclosure", "requests", "reviews")
    }
    return {
        "id": report.id,
        "jurisdiction": report.jurisdiction,
        "organ": report.organ,
        "year": report.year,
        "kind": report.kind,
        "title": report.title,
        "scope": report.scope,
        "scope_evidence_zh": _in("zh", report.scope_evidence),
        "scope_evidence_en": _in("en", report.scope_evidence),
        "publisher": source.publisher,
        "published": source.published,
        "index_number": source.index_number,
        "url": source.url,
        "archive_url": source.archive_url,
        "seen_as": source.seen_as,
        "via_zh": _in("zh", source.via),
        "via_en": _in("en", source.via),
        "retrieved": source.retrieved,
        "sha256": source.sha256,
        "name_zh": name["zh"],
        "name_en": name["en"],
        "code": code.code if code else None,
        "parent": subject.parent,
        **forms,
        "holds": count.holds,
        "as_printed": count.as_printed,
        "not_assessable": count.not_assessable,
        "readers": report.readers,
    }


def _in(lang: str, text: Mapping[str, str] | None) -> str | None:
    return text[lang] if text else None


def form_of(report: Report, part: str) -> int | None:
    """The year of the form that a part follows, or None where the document has no such part."""
    return report.parts[part].form if part in report.parts else None


def _disclosure(report: Report) -> Iterator[Row]:
    form = report.parts.get("disclosure")
    for address, (row, column) in form.cells.items() if form else ():
        cell = report.cells[address]
        yield {
            "report": report.id,
            "item": row.code,
            "measure": column.code,
            "value": cell.value,
            "printed": cell.printed,
            "unit": cell.unit or column.unit,
            "state": cell.state.value,
        }


def _requests(report: Report, implied: Mapping[str, Decimal]) -> Iterator[Row]:
    return _counts(report, "requests", "item", "applicant", implied)


def _reviews(report: Report, implied: Mapping[str, Decimal]) -> Iterator[Row]:
    return _counts(report, "reviews", "channel", "result", implied)


def _counts(
    report: Report, part: str, item: str, column_name: str, implied: Mapping[str, Decimal]
) -> Iterator[Row]:
    form = report.parts.get(part)
    for address, (row, column) in form.cells.items() if form else ():
        cell = report.cells[address]
        yield {
            "report": report.id,
            item: row.code,
            column_name: column.code,
            "count": cell.value,
            "state": cell.state.value,
            "implied": implied.get(address),
            "is_part": form is not None and address in form.parts,
        }


def _finding(
    finding: Finding, report: Report, contract: Contract, languages: Mapping[str, Words]
) -> Row:
    notes = {
        f"note_{lang}": say.note(finding, report, languages[lang]) or None for lang in LANGUAGES
    }
    entry = finding.confirmed
    people = {report.transcribed_by, report.verified_by, entry.by if entry else None} - {None}
    return {
        "report": finding.report,
        "rule": finding.rule,
        "place": finding.place,
        "verdict": finding.verdict.value,
        "severity": contract.rules[finding.rule].severity,
        "stated": finding.stated,
        "computed": finding.computed,
        "difference": finding.difference,
        "likely_cause": finding.cause.kind if finding.cause else None,
        "likely_cell": finding.cause.address if finding.cause else None,
        **notes,
        "confirmed_by": entry.by if entry else None,
        "confirmed_on": entry.date if entry else None,
        "confirmed_from": entry.seen_as if entry else None,
        "readers": len(people),
    }


def _statements(report: Report, languages: Mapping[str, Words]) -> Iterator[Row]:
    for statement in report.statements:
        labels = {
            f"label_{lang}": say.statement(statement, report, languages[lang]) for lang in LANGUAGES
        }
        yield {
            "report": report.id,
            "id": statement.id,
            "place": statement.place,
            "kind": statement.kind,
            "value": statement.value,
            "printed": say.printed(statement),
            "bound": statement.bound,
            "unit": statement.unit,
            "whose": statement.whose,
            "year": statement.year,
            **labels,
            "relation": statement.relation,
            "target": " ".join(statement.targets) or None,
        }


def _indicator_values(report: Report, measured: Sequence[IndicatorValue]) -> Iterator[Row]:
    for one in measured:
        yield {
            "report": report.id,
            "indicator": one.indicator,
            "value": one.value,
            "numerator": one.numerator,
            "denominator": one.denominator,
            "basis": one.basis,
        }


def _panel(
    contract: Contract, tree: Mapping[str, Jurisdiction], reports: Sequence[Report]
) -> Iterator[Row]:
    columns = [(field.name, address) for field, address in panel_fields(contract.forms)]
    for report in reports:
        if report.kind != "annual-report":
            continue
        government = tree[report.jurisdiction]
        row: Row = {
            "report": report.id,
            "jurisdiction": report.jurisdiction,
            "organ": report.organ,
            "year": report.year,
            "level": government.level,
            "parent": government.parent,
            "scope": report.scope,
        }
        for part in ("disclosure", "requests", "reviews"):
            row[f"{part}_form"] = form_of(report, part)
        for name, address in columns:
            row[name] = _panel_value(report, address)
        yield row


def _panel_value(report: Report, address: str) -> Value:
    if address.endswith(".unit"):
        cell = report.cells.get(address.removesuffix(".unit"))
        return cell.unit if cell else None
    return report.derived(address)
