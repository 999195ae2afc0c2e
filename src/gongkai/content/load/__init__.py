"""Reports, the tree of jurisdictions and the prose of the site: the only reader of content/.

What a file may say stands in datapackage/files.yaml and in the forms. Everything else is refused
with its line and column, and one bad file never hides the others. `survey` lists what there is,
`files` reads one report, `batches` divides the reports.
"""

from __future__ import annotations

from gongkai.content.load.answers import SOURCES, answers_path, as_text, read_answers
from gongkai.content.load.files import (
    Stamp,
    as_written,
    newest_date,
    read,
    report_at,
    report_id,
    reports_of,
    stamp_of,
    stamps,
    stored,
)
from gongkai.content.load.report import FIRST_YEAR, FOLDER, LAST_YEAR
from gongkai.content.load.survey import (
    MAX_ENTRIES,
    NO_PROSE,
    Survey,
    prose_path,
    read_survey,
    subject_of,
)

__all__ = [
    "FIRST_YEAR",
    "FOLDER",
    "LAST_YEAR",
    "MAX_ENTRIES",
    "NO_PROSE",
    "SOURCES",
    "Stamp",
    "Survey",
    "answers_path",
    "as_text",
    "as_written",
    "newest_date",
    "prose_path",
    "read",
    "read_answers",
    "read_survey",
    "report_at",
    "report_id",
    "reports_of",
    "stamp_of",
    "stamps",
    "stored",
    "subject_of",
]
