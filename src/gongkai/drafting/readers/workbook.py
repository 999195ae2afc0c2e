"""A workbook → its visible sheets as tables, with what Excel shows in each cell."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from decimal import Decimal

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles.colors import COLOR_INDEX
from openpyxl.styles.colors import Color as SheetColor
from openpyxl.styles.fonts import Font
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.drafting.grid import (
    DAMAGE,
    WIDEST,
    Document,
    DocumentRefusedError,
    Grid,
    GridCell,
    Piece,
    PieceKind,
    tidy,
)
from gongkai.drafting.readers.visibility import (
    BLACK,
    WHITE,
    Color,
    faint,
    parse_color,
    uneven,
)

_FIXED = re.compile(r"#?,?#*0(?:\.(0+))?")
_GENERAL = ("General", "@", "G/通用格式")
_PADDING = re.compile(r"[_*].")  # room for a sign, or a sign that fills the cell
_QUOTED = re.compile(r'"[^"]*"|\\.')
_ROWS, _COLUMNS, _PLACES = 2000, 200, 100_000  # of a sheet, up to its last value
# What the library makes of a file in which something is missing.
_WRONG = (InvalidFileException, AttributeError, TypeError, IndexError)
# The colours of themes as Office has them, where a file names them by number.
_THEME = ("FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5")
_TINY = 4.0  # points
_LOW = 3.0  # points of a row that shows no signs
_SYMBOLS = ("wingdings", "webdings", "symbol", "marlett")
_INDENT = 15  # from which a text may stand outside of its cell
_DIGIT = re.compile(r"\d")
_AUTOMATIC = (64, 65)  # indices of colours that the system chooses

Place = tuple[int, int]


def read(data: bytes) -> Document:
    """Every sheet that is not hidden. Raises DocumentRefusedError where one is far too large."""
    try:
        values = load_workbook(io.BytesIO(data), data_only=True, rich_text=True)
        formulas = load_workbook(io.BytesIO(data))
    except (*DAMAGE, *_WRONG) as error:
        raise DocumentRefusedError("draft-damaged") from error
    pieces = [
        Piece(PieceKind.TABLE, _grid(sheet, formulas[sheet.title]))
        for sheet in values.worksheets
        if sheet.sheet_state == "visible"
    ]
    return Document(pieces, "XLSX")


def _grid(sheet: Worksheet, formulas: Worksheet) -> Grid:
    """What is printed: without rows and columns that are hidden."""
    filled = [place for place, cell in sheet._cells.items() if _filled(cell)]
    filled += [place for place, cell in formulas._cells.items() if _filled(cell)]
    last, wide = max((y for y, _ in filled), default=0), max((x for _, x in filled), default=0)
    if last > _ROWS or wide > _COLUMNS or last * wide > _PLACES:
        raise DocumentRefusedError("draft-vast", limit=_PLACES, wide=min(_COLUMNS, WIDEST))
    hidden = _hidden_columns(sheet)
    columns = [number for number in range(1, wide + 1) if number not in hidden]
    rows = [number for number in range(1, last + 1) if not _hidden_row(sheet, number)]
    covered = _covered(sheet, set(rows), set(columns))
    doubted = {*_pictures(sheet), *_conditionally_hidden(sheet, last, wide)}
    low = {number for number in rows if _no_height(sheet, number)}
    grid = []
    for number in rows:
        line = []
        for column in columns:
            first, shown_at = covered.get((number, column), ((number, column),) * 2)
            cell = sheet.cell(*first)
            text = _displayed(cell, formulas.cell(*first))
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
    if _odd(cell):
        return True
    if isinstance(value, int | float) and not isinstance(value, bool):
        hidden = value == 0 and sheet.sheet_view.showZeros is False
        return hidden or _format(cell.number_format, value) is None
    plain_format = _plain(cell.number_format)
    return plain_format.count(";") >= 3 or ("@" in plain_format and plain_format != "@")


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


def _displayed(cell: SheetCell | MergedCell, formula: SheetCell | MergedCell) -> str:
    """What Excel shows, as far as it is plain; a text that is no number where it is not."""
    value = cell.value
    if value is None:
        # A formula that no program has worked out shows nothing that could be read.
        text = formula.value if isinstance(formula.value, str) else "="
        return text if formula.data_type == "f" else ""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return tidy(str(value))
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    plain = f"{exact:f}"
    if "." in plain:
        plain = plain.rstrip("0").rstrip(".")
    plain_format = _format(cell.number_format, value)
    if plain_format is None:
        return f"{plain} ({cell.number_format})"
    found = _FIXED.fullmatch(plain_format)
    if not found:
        return plain
    rounded = f"{exact:.{len(found[1] or '')}f}"
    # Where the format hides digits it is not sure which figure was meant.
    return rounded if Decimal(rounded) == exact else f"{rounded} ({plain})"


# -- how cells look --------------------------------------------------------------------------------


def _odd(cell: SheetCell) -> bool:
    """Whether signs are struck, raised, hardly seen, of two sizes, or turned round."""
    background, value = _background(cell), cell.value
    fonts: list[Font | InlineFont] = [cell.font]
    if isinstance(value, CellRichText):
        blocks = [part for part in value if isinstance(part, TextBlock)]
        fonts += [part.font for part in blocks]
        texts = [(cell.font, str(part)) for part in value if not isinstance(part, TextBlock)]
        texts += [(part.font, str(part)) for part in blocks]
        digits = [font for font, text in texts if _DIGIT.search(text)]
        usual = cell.font.sz or 11.0
        colors = [_color(font.color) or BLACK for font in digits]
        if uneven([font.sz or usual for font in digits], colors):
            return True
    if any(_odd_font(font, background) for font in fonts):
        return True
    place = cell.alignment
    return place.readingOrder == 2 or place.horizontal == "fill" or (place.indent or 0) > _INDENT


def _odd_font(font: Font | InlineFont, background: Color) -> bool:
    if font.strike or font.vertAlign not in (None, "baseline"):
        return True
    name = getattr(font, "name", None) or getattr(font, "rFont", None) or ""
    if (font.sz is not None and font.sz < _TINY) or name.lower().startswith(_SYMBOLS):
        return True
    found = _color(font.color)
    return found is not None and faint(found, background)


def _background(cell: SheetCell) -> Color:
    if cell.fill.fill_type is None:
        return WHITE
    return _color(getattr(cell.fill, "fgColor", None)) or WHITE


def _color(color: SheetColor | None) -> Color | None:
    """A colour by its number, or that of a theme; None for what the system chooses."""
    if color is None:
        return None
    found = None
    if color.type == "rgb":
        found = parse_color(str(color.rgb)[-6:])
    elif color.type == "theme" and 0 <= color.theme < len(_THEME):
        found = parse_color(_THEME[color.theme])
    elif color.type == "indexed" and color.indexed not in _AUTOMATIC:
        known = 0 <= color.indexed < len(COLOR_INDEX)
        found = parse_color(COLOR_INDEX[color.indexed][-6:]) if known else None
    if found is None or not color.tint:
        return found
    other = WHITE if color.tint > 0 else BLACK
    return found._replace(alpha=1 - min(abs(color.tint), 1.0)).over(other)


def _conditionally_hidden(sheet: Worksheet, last: int, wide: int) -> Iterator[tuple[int, int]]:
    """Places, up to a row and a column, where a rule may hide what stands there."""
    for area in sheet.conditional_formatting:
        if not any(_hides(rule) for rule in area.rules):
            continue
        for part in area.cells.ranges:
            for y in range(part.min_row, min(part.max_row, last) + 1):
                for x in range(part.min_col, min(part.max_col, wide) + 1):
                    yield y, x


def _hides(rule: object) -> bool:
    style = getattr(rule, "dxf", None)
    for name in ("iconSet", "dataBar"):
        if getattr(getattr(rule, name, None), "showValue", True) is False:
            return True
    if style is None:
        return False
    if style.numFmt is not None:
        return True
    color = _color(style.font.color) if style.font is not None else None
    fill = style.fill
    background = (_color(fill.bgColor) or _color(fill.fgColor)) if fill is not None else None
    if color is None:  # black, as far as it is known
        return background is not None and faint(BLACK, background)
    struck = bool(style.font.strike)
    return struck or faint(color, background or WHITE)


def _no_height(sheet: Worksheet, number: int) -> bool:
    """Whether a row is too low to show a sign."""
    height = sheet.row_dimensions[number].height if number in sheet.row_dimensions else None
    return height is not None and height < _LOW
