"""Whether a document follows the forms that were prescribed for its year."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.checks.rules.around import Around
from gongkai.model.findings import Finding, Verdict
from gongkai.model.report import Report


def of_the_year(report: Report, rule: str, around: Around) -> Iterator[Finding]:
    """One finding for the document, where it has tables: broken where one is of another form.

    Documents mix forms, part by part, and some are late: the file may be right, or the tables may
    have been laid over the wrong form.
    """
    if not report.parts:
        return
    forms = around.contract.forms
    other = [part for part in report.parts.values() if not forms[part.form].used_in(report.year)]
    if not other:
        yield Finding(report.id, rule, "report", Verdict.HOLDS)
        return
    reason = "form-not-of-year" if len(other) == 1 else "forms-not-of-year"
    args = {
        "part": other[0].short, "form": forms[other[0].form].title,
        "year": report.year, "n": len(other),
    }  # fmt: skip
    yield Finding(report.id, rule, "report", Verdict.BROKEN, reason=reason, args=args)
