"""The doors of a page: where a reader says that something differs, adds a report, or edits a file.

All follow from the addresses of the package. With a repository a door leads to one of its issue
forms, filled in; with a mailbox alone, to a letter that is begun; else to the page that names the
ways. `tests/test_doors.py` holds the names of the forms' fields together with the forms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from urllib.parse import quote, urlencode

from gongkai.model.report import Report
from gongkai.pages.site import View

PATH = "contribute/"
BRANCH = "main"
# The issue forms by the subject of what is written, each with the fields that doors fill in.
FORMS = {
    "wrong-figure": ("report", "cell", "shown"),
    "report-address": ("place", "year"),
    "new-report": ("place", "year"),
    "dead-source": ("report", "url"),
    "name-changed": ("place",),
    "publisher-reply": ("report",),
    "second-reader": ("report",),
}
# What the script of a report's page puts in place of these: which cell, and what it shows.
_CELL = {"cell": "{cell}", "shown": "{shown}"}


class ReportDoors(NamedTuple):
    """The doors of a report's page; an empty one is not there.

    `differs` and `mail` say that a figure is not as printed; for the cell that is chosen a script
    adds `cell` or `mail_cell`.
    """

    differs: str
    cell: str
    source: str
    reply: str
    file: str
    mail: str
    mail_cell: str


def door(view: View, form: str, **fields: str) -> str:
    """Where a reader says it: the form with these fields filled in, a letter, or how to say it."""
    assert fields.keys() <= set(FORMS[form]), fields
    package = view.contract.package
    if package["repository"]:
        title = {"title": _subject(view, form, fields)} if fields else {}
        asked = urlencode({"template": f"{form}.yml", **title, **fields}, quote_via=quote, safe="/")
        return f"{package['repository']}/issues/new?{asked}"
    return letter(view, form, **fields) or view.page.link(PATH)


def letter(view: View, form: str, **fields: str) -> str:
    """A letter that is begun: its subject, and what else is known; empty without a mailbox."""
    contact = view.contract.package["contact"]
    if not contact:
        return ""
    subject = urlencode({"subject": _subject(view, form, fields)}, quote_via=quote, safe="/")
    rest = dict(list(fields.items())[1:])
    return f"mailto:{contact}?{subject}{_body(view, rest) if rest else ''}"


def _subject(view: View, form: str, fields: Mapping[str, str]) -> str:
    """What it is about: the kind, and the report or the place."""
    return " ".join([view.words(f"subject-{form}"), *list(fields.values())[:1]])


def _body(view: View, fields: Mapping[str, str]) -> str:
    """The text of a letter: a line for each field, as it follows the subject."""
    words = view.words
    lines = (f"{words(f'door-field-{key}')}{words('colon')}{text}" for key, text in fields.items())
    return "&body=" + quote("\r\n".join(lines), safe="/{}")


def of_report(view: View, report: Report) -> ReportDoors:
    """The doors of a report's page."""
    package, name = view.contract.package, report.id
    forms, mail = package["repository"], package["contact"]
    body = _body(view, _CELL) if mail else ""
    url = report.source.url or report.source.archive_url
    return ReportDoors(
        door(view, "wrong-figure", report=name),
        "&" + urlencode(_CELL, safe="{}") if forms else body,
        door(view, "dead-source", report=name, url=url) if forms and url else "",
        door(view, "publisher-reply", report=name) if forms else "",
        file(view, report.path),
        letter(view, "wrong-figure", report=name) if forms else "",
        body,
    )


def file(view: View, path: str) -> str:
    """Where a file of the repository is edited in place; empty without one."""
    repository = view.contract.package["repository"]
    return f"{repository}/edit/{BRANCH}/{quote(path)}" if repository else ""


def release(view: View, version: str) -> str:
    """Where the files of a release are published; empty without a repository."""
    repository = view.contract.package["repository"]
    return f"{repository}/releases/tag/v{version}" if repository else ""


def commit(view: View, number: str) -> str:
    """Where a commit can be seen; empty without a repository."""
    repository = view.contract.package["repository"]
    return f"{repository}/commit/{number}" if repository else ""


def add(view: View, place: str, year: object = "", *, found: bool = False) -> str:
    """Where a reader says where a report is that is not held, or enters one that was `found`."""
    fields = {"place": place, **({"year": str(year)} if year else {})}
    return door(view, "new-report" if found else "report-address", **fields)


def listed(view: View) -> Iterator[tuple[str, str]]:
    """Every form with its address, not filled in; none without a repository."""
    if view.contract.package["repository"]:
        for form in FORMS:
            yield form, door(view, form)
