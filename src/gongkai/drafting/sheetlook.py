"""How the cells of a workbook look: colour, size and place of their signs, rules that hide them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles.colors import COLOR_INDEX, Color
from openpyxl.styles.fonts import Font
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.drafting.seen import BLACK, WHITE, Ink, faint, ink, uneven

# The colours of themes as Office has them, where a file names them by number.
_THEME = ("FFFFFF", "000000", "E7E6E6", "44546A", "4472C4", "ED7D31", "A5A5A5", "FFC000", "5B9BD5")
_TINY = 4.0  # points
_LOW = 3.0  # points of a row that shows no signs
_SYMBOLS = ("wingdings", "webdings", "symbol", "marlett")
_INDENT = 15  # from which a text may stand outside of its cell
_DIGIT = re.compile(r"\d")
_AUTOMATIC = (64, 65)  # indices of colours that the system chooses


def odd(cell: Cell) -> bool:
    """Whether signs are struck, raised, hardly seen, of two sizes, or turned round."""
    ground, value = _ground(cell), cell.value
    fonts: list[Font | InlineFont] = [cell.font]
    if isinstance(value, CellRichText):
        blocks = [part for part in value if isinstance(part, TextBlock)]
        fonts += [part.font for part in blocks]
        texts = [(cell.font, str(part)) for part in value if not isinstance(part, TextBlock)]
        texts += [(part.font, str(part)) for part in blocks]
        digits = [font for font, text in texts if _DIGIT.search(text)]
        usual = cell.font.sz or 11.0
        inks = [_ink(font.color) or BLACK for font in digits]
        if uneven([font.sz or usual for font in digits], inks):
            return True
    if any(_odd(font, ground) for font in fonts):
        return True
    at = cell.alignment
    return at.readingOrder == 2 or at.horizontal == "fill" or (at.indent or 0) > _INDENT


def _odd(font: Font | InlineFont, ground: Ink) -> bool:
    if font.strike or font.vertAlign not in (None, "baseline"):
        return True
    name = getattr(font, "name", None) or getattr(font, "rFont", None) or ""
    if (font.sz is not None and font.sz < _TINY) or name.lower().startswith(_SYMBOLS):
        return True
    found = _ink(font.color)
    return found is not None and faint(found, ground)


def _ground(cell: Cell) -> Ink:
    if cell.fill.fill_type is None:
        return WHITE
    return _ink(getattr(cell.fill, "fgColor", None)) or WHITE


def _ink(color: Color | None) -> Ink | None:
    """A colour by its number, or that of a theme; None for what the system chooses."""
    if color is None:
        return None
    found = None
    if color.type == "rgb":
        found = ink(str(color.rgb)[-6:])
    elif color.type == "theme" and 0 <= color.theme < len(_THEME):
        found = ink(_THEME[color.theme])
    elif color.type == "indexed" and color.indexed not in _AUTOMATIC:
        known = 0 <= color.indexed < len(COLOR_INDEX)
        found = ink(COLOR_INDEX[color.indexed][-6:]) if known else None
    if found is None or not color.tint:
        return found
    other = WHITE if color.tint > 0 else BLACK
    return found._replace(cover=1 - min(abs(color.tint), 1.0)).over(other)


def by_condition(sheet: Worksheet, last: int, wide: int) -> Iterator[tuple[int, int]]:
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
    color = _ink(style.font.color) if style.font is not None else None
    fill = style.fill
    ground = (_ink(fill.bgColor) or _ink(fill.fgColor)) if fill is not None else None
    if color is None:  # black, as far as it is known
        return ground is not None and faint(BLACK, ground)
    struck = bool(style.font.strike)
    return struck or faint(color, ground or WHITE)


def no_height(sheet: Worksheet, number: int) -> bool:
    """Whether a row is too low to show a sign."""
    height = sheet.row_dimensions[number].height if number in sheet.row_dimensions else None
    return height is not None and height < _LOW
