"""A finished data package → what frictionless, a reader of packages that is not ours, finds in it.

It takes a second to load, so that only the command which asks it does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from gongkai.model.findings import Problem

DESCRIPTOR = "datapackage.json"
_RULE = "package"
_CONSTRAINT = re.compile(r'constraint "(\w+)" is "(.*)"')
_MESSAGES = {
    "hash-count": "package-changed",
    "byte-count": "package-changed",
    "scheme-error": "package-no-file",
    "encoding-error": "package-not-utf8",
    "primary-key": "package-key-twice",
    "blank-row": "package-row-length",
    "extra-cell": "package-row-length",
    "missing-cell": "package-row-length",
}


def problems(folder: Path, name: str) -> Iterator[Problem]:
    """What is wrong with the package in `folder`, which messages call `name` (ends in a slash).

    The line of a problem is the row of the file, which counts from 1 with its header; the column is
    that of the table.
    """
    import frictionless

    try:
        report = frictionless.Package(str(folder / DESCRIPTOR)).validate()
    except frictionless.FrictionlessException:
        yield Problem(f"{name}{DESCRIPTOR}", 1, 1, "package-descriptor", rule=_RULE)
        return
    for error in report.errors:
        args = {"what": error.type}
        yield Problem(f"{name}{DESCRIPTOR}", 1, 1, "package-other", args, _RULE)
    for task in report.tasks:
        found = (_problem(f"{name}{task.place}", error) for error in task.errors)
        yield from {repr(problem): problem for problem in found}.values()


def _problem(path: str, error: Any) -> Problem:
    """One error of a table: in which row and column, and our sentence for it."""
    row, column = getattr(error, "row_number", 1), getattr(error, "field_number", 1)
    message, args = _message(error)
    return Problem(path, row, column, message, args, _RULE)


def _message(error: Any) -> tuple[str, Mapping[str, object]]:
    kind = error.type
    if kind == "type-error":
        wanted = re.sub(r'type is "(\w+).*', r"\1", error.note)
        return "package-type", {"key": error.field_name, "found": error.cell[:60], "wanted": wanted}
    if kind == "constraint-error":
        name, value = found.groups() if (found := _CONSTRAINT.search(error.note)) else ("", "")
        if name == "required":
            return "package-empty", {"key": error.field_name}
        args = {"key": error.field_name, "found": str(error.cell)[:60]}
        return "package-constraint", args | {"name": name, "value": value[:200]}
    if kind == "foreign-key":
        return "package-reference", {
            "key": ", ".join(error.field_names),
            "found": ", ".join(error.field_cells)[:60],
            "wanted": ", ".join(error.reference_field_names),
            "table": error.reference_name,
        }
    if kind.endswith("-label"):
        return "package-header", {}
    if kind in _MESSAGES:
        return _MESSAGES[kind], {}
    return "package-other", {"what": kind}
