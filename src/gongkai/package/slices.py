"""Parts of the package that are small and open with a double click: a jurisdiction's, a year's."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from gongkai import words as say
from gongkai.contract import Contract
from gongkai.model.forms import PartForm
from gongkai.model.languages import DATA_LANGUAGES
from gongkai.model.report import Report, Value
from gongkai.package.csvfile import as_csv, numbers, records

COLUMNS = (
    *("report", "year", "part", "item", "column"),
    *("label_zh", "label_en", "value", "unit", "state"),
)
BOM = b"\xef\xbb\xbf"  # by which Excel knows that the file is UTF-8


def render(path: str, reports: Sequence[Report]) -> Iterator[tuple[str, bytes]]:
    """The two files at `path` (ends in a slash).

    data.csv has a byte-order mark, so that Excel shows Chinese; data.json is {"columns": […],
    "data": [[…], …]}, which pandas calls the split orientation.
    """
    rows: list[tuple[Value, ...]] = [COLUMNS]
    texts = []
    for report in reports:
        document = _literals((report.id, report.year))
        for part in report.parts.values():
            cells = [report.cells[address] for address in part.addresses]
            values = numbers(cell.value for cell in cells)
            for labels, cell, value in zip(_cell_labels(part), cells, values, strict=True):
                unit, state = cell.unit or labels.unit, cell.state
                rows.append((report.id, report.year, *labels.names, value, unit, state))
                # No encoder keeps the decimals of a number: the value stands as it is spelled.
                end = f"{value or 'null'},{_literals((unit, state))}"
                texts.append(f"[{document},{labels.literals},{end}]")
    yield f"{path}data.csv", BOM + as_csv(rows)
    data = ",\n".join(texts)
    yield f"{path}data.json", f'{{"columns":{json.dumps(COLUMNS)},"data":[\n{data}\n]}}\n'.encode()


class CellLabels(NamedTuple):
    """What a form says of one of its cells: its codes and labels, also as JSON, and its unit."""

    names: tuple[str, ...]
    literals: str
    unit: str | None


# By the form, which is one object in a process: a report takes 1.3 ms without it, not 0.9.
@cache
def _cell_labels(part: PartForm) -> list[CellLabels]:
    found = []
    for row, column in part.cells.values():
        labels = (f"{say.line_label(row, lang)} / {column.label[lang]}" for lang in DATA_LANGUAGES)
        names = (part.name, row.code, column.code, *labels)
        found.append(CellLabels(names, _literals(names), column.unit))
    return found


@lru_cache(maxsize=1024)  # units and states are few: 1.5 ms a report without it, not 0.9
def _literals(values: tuple[Value, ...]) -> str:
    """Values as JSON, with commas between them."""
    return json.dumps(values, ensure_ascii=False, separators=(",", ":"))[1:-1]


# -- of a year ---------------------------------------------------------------------------------

_NAMES = ("name_zh", "name_en")  # of `reports`: those of the year


def of_years(contract: Contract, folder: Path) -> Iterator[tuple[str, bytes]]:
    """years/YEAR.csv: the panel's rows of a year, each with the name of its place; in order.

    The panel and the reports are those of the finished files in `folder`. All years have the same
    columns, so that files of several may be stacked.
    """
    panel, reports = (
        [field.name for field in contract.schemas[table].fields] for table in ("panel", "reports")
    )
    places = [reports.index(name) for name in _NAMES]
    names = {row[0]: [row[place] for place in places] for row in records(folder / "reports.csv")}
    year, head = panel.index("year"), as_csv([[panel[0], *_NAMES, *panel[1:]]])
    texts: dict[str, io.StringIO] = {}
    for report, *rest in records(folder / "panel.csv"):
        text = texts.setdefault(rest[year - 1], io.StringIO())
        csv.writer(text, lineterminator="\n").writerow([report, *names[report], *rest])
    for name, text in sorted(texts.items()):
        yield f"years/{name}.csv", BOM + head + text.getvalue().encode()
