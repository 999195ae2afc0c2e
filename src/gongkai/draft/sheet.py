"""A workbook → its visible sheets as tables, with what Excel shows in each cell."""

from __future__ import annotations

import io
import re
from decimal import Decimal

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.draft.grid import Cell, Document, Grid, Piece

_FIXED = re.compile(r"#?,?#*0(?:\.(0+))?(?:_ .*|_\)|;.*)?")
_MOST = 2000  # rows and columns of a sheet that are looked at


def read(data: bytes) -> Document:
    """Every sheet that is not hidden."""
    shown = load_workbook(io.BytesIO(data), data_only=True)
    formulas = load_workbook(io.BytesIO(data))
    pieces = [
        Piece(_grid(sheet, formulas[sheet.title]), firm=True, table=True)
        for sheet in shown.worksheets
        if sheet.sheet_state == "visible"
    ]
    return Document(pieces, "XLSX")


def _grid(sheet: Worksheet, formulas: Worksheet) -> Grid:
    covered = {}
    for area in sheet.merged_cells.ranges:
        first = sheet.cell(area.min_row, area.min_col)
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                covered[row, column] = first
    grid = []
    for number in range(1, min(sheet.max_row, _MOST) + 1):
        line = []
        for column in range(1, min(sheet.max_column, _MOST) + 1):
            cell = covered.get((number, column)) or sheet.cell(number, column)
            text = shown(cell, formulas.cell(cell.row, cell.column))
            own = (cell.row, cell.column) == (number, column)
            origin = "origin-sheet", sheet.title, cell.coordinate
            line.append(Cell(text, origin, covered=not own))
        grid.append(line)
    return grid


def shown(cell: SheetCell, formula: SheetCell) -> str:
    """What Excel shows, as far as it is plain; a text that is no number where it is not."""
    value = cell.value
    if value is None:
        # A formula that no program has worked out shows nothing that could be read.
        return str(formula.value) if formula.data_type == "f" else ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return str(value).strip()
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    plain = f"{exact:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    found = _FIXED.fullmatch(cell.number_format or "")
    if not found:
        return (
            plain if cell.number_format in ("General", "@") else f"{plain} ({cell.number_format})"
        )
    rounded = f"{exact:.{len(found[1] or '')}f}"
    # Where the format hides digits it is not sure which figure was meant.
    return rounded if Decimal(rounded) == exact else f"{rounded} ({plain})"
