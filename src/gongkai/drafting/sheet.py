"""A workbook → its visible sheets as tables, with what Excel shows in each cell."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import Decimal

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.drafting import sheetlook
from gongkai.drafting.grid import (
    DAMAGE,
    WIDEST,
    Document,
    DocumentRefusedError,
    Grid,
    GridCell,
    Piece,
    tidy,
)

_FIXED = re.compile(r"#?,?#*0(?:\.(0+))?")
_GENERAL = ("General", "@", "G/通用格式")
_PADDING = re.compile(r"[_*].")  # room for a sign, or a sign that fills the cell
_QUOTED = re.compile(r'"[^"]*"|\\.')
_ROWS, _COLUMNS, _PLACES = 2000, 200, 100_000  # of a sheet, up to its last value
# What the library makes of a file in which something is missing.
_WRONG = (InvalidFileException, AttributeError, TypeError, IndexError)

Place = tuple[int, int]


def read(data: bytes) -> Document:
    """Every sheet that is not hidden. Raises RefusedError where one is far too large."""
    try:
        shown = load_workbook(io.BytesIO(data), data_only=True, rich_text=True)
        formulas = load_workbook(io.BytesIO(data))
    except (*DAMAGE, *_WRONG) as error:
        raise DocumentRefusedError("draft-damaged") from error
    pieces = [
        Piece(_grid(sheet, formulas[sheet.title]), firm=True, table=True)
        for sheet in shown.worksheets
        if sheet.sheet_state == "visible"
    ]
    return Document(pieces, "XLSX")


def _vast() -> DocumentRefusedError:
    return DocumentRefusedError("draft-vast", limit=_PLACES, wide=min(_COLUMNS, WIDEST))


def _grid(sheet: Worksheet, formulas: Worksheet) -> Grid:
    """What is printed: without rows and columns that are hidden."""
    filled = [at for at, cell in sheet._cells.items() if _filled(cell)]
    filled += [at for at, cell in formulas._cells.items() if _filled(cell)]
    last, wide = max((y for y, _ in filled), default=0), max((x for _, x in filled), default=0)
    if last > _ROWS or wide > _COLUMNS or last * wide > _PLACES:
        raise _vast()
    hidden = _hidden_columns(sheet)
    columns = [number for number in range(1, wide + 1) if number not in hidden]
    rows = [number for number in range(1, last + 1) if not _hidden_row(sheet, number)]
    covered = _covered(sheet, set(rows), set(columns))
    doubted = {*_pictures(sheet), *sheetlook.by_condition(sheet, last, wide)}
    low = {number for number in rows if sheetlook.no_height(sheet, number)}
    grid = []
    for number in rows:
        line = []
        for column in columns:
            first, shown_at = covered.get((number, column), ((number, column),) * 2)
            cell = sheet.cell(*first)
            text = shown(cell, formulas.cell(*first))
            origin = "origin-sheet", sheet.title, cell.coordinate
            doubt = _doubt(cell, sheet) or first in doubted or number in low
            line.append(GridCell(text, origin, covered=shown_at != (number, column), doubt=doubt))
        grid.append(line)
    return grid


def _filled(cell: SheetCell | MergedCell) -> bool:
    return cell.value is not None and cell.value != ""


def _hidden_columns(sheet: Worksheet) -> set[int]:
    found: set[int] = set()
    for dimension in sheet.column_dimensions.values():
        if dimension.hidden or dimension.width == 0:
            first = dimension.min or dimension.index
            first = first if isinstance(first, int) else column_index_from_string(first)
            found |= set(range(first, min(dimension.max or first, _COLUMNS) + 1))
    return found


def _hidden_row(sheet: Worksheet, number: int) -> bool:
    if number not in sheet.row_dimensions:
        return False
    dimension = sheet.row_dimensions[number]
    return bool(dimension.hidden) or dimension.height == 0


def _covered(
    sheet: Worksheet, rows: set[int], columns: set[int]
) -> dict[Place, tuple[Place, Place]]:
    """Places of merged cells → the cell that holds their text, the first place that is printed."""
    covered = {}
    for area in sheet.merged_cells.ranges:
        ys = [y for y in range(area.min_row, min(area.max_row, _ROWS) + 1) if y in rows]
        xs = [x for x in range(area.min_col, min(area.max_col, _COLUMNS) + 1) if x in columns]
        for y in ys:
            for x in xs:
                covered[y, x] = (area.min_row, area.min_col), (ys[0], xs[0])
    return covered


def _pictures(sheet: Worksheet) -> Iterator[Place]:
    """Places over which pictures lie."""
    for picture in sheet._images:
        start = getattr(picture.anchor, "_from", None)
        if start is not None:
            end = getattr(picture.anchor, "to", None) or start
            for y in range(start.row, min(end.row, _ROWS) + 1):
                for x in range(start.col, min(end.col, _COLUMNS) + 1):
                    yield y + 1, x + 1


def _doubt(cell: SheetCell | MergedCell, sheet: Worksheet) -> bool:
    """Whether what is shown is not just the value: struck, raised, hardly seen, or of a format."""
    value = cell.value
    if value is None or isinstance(cell, MergedCell):
        return False
    if sheetlook.odd(cell):
        return True
    if isinstance(value, int | float) and not isinstance(value, bool):
        hidden = value == 0 and sheet.sheet_view.showZeros is False
        return hidden or _format(cell.number_format, value) is None
    format_ = _plain(cell.number_format)
    return format_.count(";") >= 3 or ("@" in format_ and format_ != "@")


def _plain(number_format: str | None) -> str:
    """A format, with a T for each text in it."""
    return _QUOTED.sub("T", _PADDING.sub("", number_format or "General"))


def _format(number_format: str | None, value: float) -> str | None:
    """The format by which a number is shown, if it is a plain one: no text, no condition."""
    if number_format is None or number_format in _GENERAL:
        return "General"
    sections = _plain(number_format).split(";")
    if len(sections) > 1 and value < 0:
        return None
    section = sections[2] if len(sections) > 2 and value == 0 else sections[0]
    plain = "[" not in number_format and (_FIXED.fullmatch(section) or section in _GENERAL)
    return section if plain else None


def shown(cell: SheetCell | MergedCell, formula: SheetCell | MergedCell) -> str:
    """What Excel shows, as far as it is plain; a text that is no number where it is not."""
    value = cell.value
    if value is None:
        # A formula that no program has worked out shows nothing that could be read.
        told = formula.value if isinstance(formula.value, str) else "="
        return told if formula.data_type == "f" else ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return tidy(str(value))
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    plain = f"{exact:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    format_ = _format(cell.number_format, value)
    if format_ is None:
        return f"{plain} ({cell.number_format})"
    found = _FIXED.fullmatch(format_)
    if not found:
        return plain
    rounded = f"{exact:.{len(found[1] or '')}f}"
    # Where the format hides digits it is not sure which figure was meant.
    return rounded if Decimal(rounded) == exact else f"{rounded} ({plain})"
