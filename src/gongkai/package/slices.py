"""The reports of one jurisdiction as data.csv and data.json: small, labelled, ready to open."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.forms import PartForm
from gongkai.model.languages import DATA_LANGUAGES
from gongkai.model.report import Cell, Report, State
from gongkai.package.csvfile import line, numbers, quoted

COLUMNS = (
    *("report", "year", "part", "item", "column"),
    *("label_zh", "label_en", "value", "unit", "state"),
)
BOM = b"\xef\xbb\xbf"  # by which Excel knows that the file is UTF-8


class Spelling(NamedTuple):
    """How a format writes a text and a null; both write numbers alike, exactly as printed."""

    text: Callable[[str], str]
    null: str


def _literal(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


_CSV = Spelling(quoted, "")
_JSON = Spelling(_literal, "null")


def render(path: str, reports: Sequence[Report]) -> Iterator[tuple[str, bytes]]:
    """The two files at `path` (ends in a slash).

    data.csv has a byte-order mark, so that Excel shows Chinese; data.json is {"columns": […],
    "data": [[…], …]}, which pandas calls the split orientation.
    """
    printed = [_printed(report, part) for report in reports for part in report.parts.values()]
    rows = "".join(f"{row}\n" for one in printed for row in _rows(one, _CSV))
    yield f"{path}data.csv", BOM + f"{line(COLUMNS)}{rows}".encode()
    data = ",\n".join(f"[{row}]" for one in printed for row in _rows(one, _JSON))
    yield f"{path}data.json", f'{{"columns":{json.dumps(COLUMNS)},"data":[\n{data}\n]}}\n'.encode()


class Printed(NamedTuple):
    """What a report prints in one of its parts: its cells, and their values as both formats do."""

    report: Report
    part: PartForm
    cells: Sequence[Cell]
    values: Sequence[str]


def _printed(report: Report, part: PartForm) -> Printed:
    cells = [report.cells[address] for address in part.addresses]
    return Printed(report, part, cells, numbers([cell.value for cell in cells]))


def _rows(printed: Printed, spelling: Spelling) -> Iterator[str]:
    report, part, cells, values = printed
    head, null = f"{spelling.text(report.id)},{report.year}", spelling.null
    for (labels, unit, end), cell, value in zip(
        _labels(part, spelling), cells, values, strict=True
    ):
        if cell.state is not State.NUMBER or cell.unit:
            end = _end(cell.unit or unit, cell.state, spelling)
        yield f"{head},{labels},{value or null},{end}"


@cache
def _labels(part: PartForm, spelling: Spelling) -> list[tuple[str, str | None, str]]:
    """What a form says of each of its cells: its place and its words, its unit, a row's end."""
    found = []
    for row, column in part.cells.values():
        names = [f"{say.line_label(row, lang)} / {column.label[lang]}" for lang in DATA_LANGUAGES]
        texts = part.name, row.code, column.code, *names
        end = _end(column.unit, State.NUMBER, spelling)
        found.append((",".join(map(spelling.text, texts)), column.unit, end))
    return found


@cache
def _end(unit: str | None, state: State, spelling: Spelling) -> str:
    return f"{spelling.text(unit) if unit else spelling.null},{spelling.text(state)}"
