"""Reports → rows on the document itself, on the figures of its prose, and on its indicators."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from gongkai import words as say
from gongkai.contract import Contract, form_column
from gongkai.model.findings import Finding, tally
from gongkai.model.forms import IndicatorValue
from gongkai.model.languages import DATA_LANGUAGES
from gongkai.model.report import Columns, Jurisdiction, Report, Row, SourceAnswer
from gongkai.package.tables.languages import by_language
from gongkai.words import Words


def report(
    report: Report,
    subject: Jurisdiction,
    findings: Sequence[Finding],
    contract: Contract,
    answer: SourceAnswer | None = None,
) -> Row:
    """A document: who, when, how it reached us, and how its checks ended."""
    source, code = report.source, subject.code_in(report.year)
    count = tally(f for f in findings if contract.rules[f.rule].counted)
    return {
        "id": report.id,
        "jurisdiction": report.jurisdiction,
        "organ": report.organ,
        "year": report.year,
        "kind": report.kind,
        "title": report.title,
        "scope": report.scope,
        **by_language("scope_evidence", report.scope_evidence),
        "publisher": source.publisher,
        "published": source.published,
        "index_number": source.index_number,
        "url": source.url,
        "archive_url": source.archive_url,
        "seen_as": source.seen_as,
        **by_language("via", source.via),
        "retrieved": source.retrieved,
        "sha256": source.sha256,
        "answer": answer.answer if answer else None,
        "asked_on": answer.asked_on if answer else None,
        "reply_from": report.response.sender if report.response else None,
        "reply_received": report.response.received if report.response else None,
        **by_language("name", subject.name_in(report.year)),
        "code": code.code if code else None,
        "parent": subject.parent,
        **forms_of(report, contract),
        "holds": count.holds,
        "as_printed": count.as_printed,
        "not_assessable": count.not_assessable,
        "readers": report.readers,
    }


def forms_of(report: Report, contract: Contract) -> Row:
    """The form that a document follows in each table of cells, None where it has none there.

    It is that of the first of its parts there.
    """
    forms = {part.table: part.form for part in reversed([*report.parts.values()])}
    return {form_column(table): forms.get(table) for table in contract.tables_of_cells}


def statements(report: Report, languages: Mapping[str, Words]) -> Iterator[Row]:
    """The figures of the prose, in the order of the file."""
    for statement in report.statements:
        labels = {
            f"label_{lang}": say.statement(statement, report, languages[lang])
            for lang in DATA_LANGUAGES
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


def editions(report: Report) -> Iterator[Row]:
    """The editions that its publisher has replaced: each, then the cells that differed in it."""
    for edition in report.editions:
        for place, cell in [("report", None), *edition.cells.items()]:
            whole = cell is None
            yield {
                "report": report.id,
                "superseded": edition.superseded,
                "place": place,
                "value": cell.value if cell else None,
                "printed": cell.printed if cell else None,
                "url": edition.url if whole else None,
                "sha256": edition.sha256 if whole else None,
                **by_language("note", edition.note if whole else None),
            }


def indicator_values(report: Report, measured: Sequence[IndicatorValue]) -> Columns:
    """The indicators that could be computed."""
    return {
        "report": [report.id] * len(measured),
        "indicator": [one.indicator for one in measured],
        "value": [one.value for one in measured],
        "numerator": [one.numerator for one in measured],
        "denominator": [one.denominator for one in measured],
        "basis": [one.basis for one in measured],
    }
