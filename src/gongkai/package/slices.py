"""The reports of one jurisdiction as data.csv and data.json: small, labelled, ready to open."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from decimal import Decimal

from gongkai import words as say
from gongkai.model import LANGUAGES, Report, Value
from gongkai.package.csvfile import lines, spell

COLUMNS = (
    *("report", "year", "part", "item", "column"),
    *("label_zh", "label_en", "value", "unit", "state"),
)
BOM = b"\xef\xbb\xbf"  # by which Excel knows that the file is UTF-8


def as_csv(reports: Sequence[Report]) -> bytes:
    """data.csv, with a byte-order mark, so that Excel shows Chinese."""
    rows = ([spell(value) for value in row] for row in _rows(reports))
    return BOM + lines(COLUMNS, rows)[0]


def as_json(reports: Sequence[Report]) -> bytes:
    """data.json: {"columns": […], "data": [[…], …]}, which pandas calls the split orientation."""
    rows = (",".join(map(_json, row)) for row in _rows(reports))
    data = ",\n".join(f"[{row}]" for row in rows)
    return f'{{"columns":{json.dumps(COLUMNS)},"data":[\n{data}\n]}}\n'.encode()


def _json(value: Value) -> str:
    """Numbers as exact literals, which json.dumps would round through a float."""
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value, ensure_ascii=False)


def _rows(reports: Sequence[Report]) -> Iterator[tuple[Value, ...]]:
    for report in reports:
        for part in report.parts.values():
            for address, (row, column) in part.cells.items():
                cell = report.cells[address]
                labels = (
                    f"{say.line_label(row, lang)} / {column.label[lang]}" for lang in LANGUAGES
                )
                yield (
                    *(report.id, report.year, part.name, row.code, column.code),
                    *labels,
                    *(cell.value, cell.unit or column.unit, cell.state.value),
                )
