"""What is printed in a cell → what a report file writes for it, or that it cannot be read.

Nothing is guessed: a text that is not plainly a number, a mark or nothing is not read.
"""

from __future__ import annotations

import re

from gongkai.drafting.labels import INVISIBLE, simple
from gongkai.drafting.qualifiers import COUNTERS
from gongkai.model.forms import Line
from gongkai.model.report import MARKS, UNITS

NULL = "null"
UNREAD = "unread"
_DASHES = re.compile("[-\u2010-\u2015\u2212\ufe63\uff0d]{1,4}")
_NUMBER = re.compile(r"([+-]?)([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)(\.[0-9]+)?")
_ANY_UNIT = f"{'|'.join(COUNTERS)}|万?元"
_UNIT = re.compile(rf"\((?P<within>{_ANY_UNIT})\)$|(?P<bare>{_ANY_UNIT})$")
_CURRENCY = re.compile("^(?:人民币|[¥\uffe5])(?=[0-9])")
_MOST = 12  # digits


def is_value(text: str) -> bool:
    """Whether a text may be the content of a cell for figures: a number, a mark, or nothing."""
    plain = _plain(text)
    return not plain or plain in MARKS or is_number(text)


def is_number(text: str) -> bool:
    """Whether a text may be a figure: a bare stroke may stand for one, or for the head of one."""
    return bool(_NUMBER.fullmatch(_UNIT.sub("", _CURRENCY.sub("", _plain(text)))))


def cell_yaml(text: str, row: Line, column: Line, head_unit: str | None = None) -> str | None:
    """The cell as YAML, or None where it cannot be read.

    `head_unit` is the unit that heads give a column of money for which the form has none.
    """
    plain = _plain(text)
    if not plain:
        return NULL
    if plain in MARKS:
        return plain if plain == "无" else f'"{plain}"'
    unit = column.unit or row.unit
    if column.kind == "money" and _CURRENCY.match(plain):
        plain = _CURRENCY.sub("", plain) if _UNIT.search(plain) else f"{_CURRENCY.sub('', plain)}元"
    found = _UNIT.search(plain)
    own = (found["within"] or found["bare"]) if found else head_unit
    number = _NUMBER.fullmatch(plain[: found.start()] if found else plain)
    if not number:
        return None
    digits = number[2].replace(",", "").lstrip("0") or "0"
    sign, decimals = number[1], number[3] or ""
    if column.kind == "change":
        fits = not decimals and len(digits) <= _MOST
        value = f"-{digits}" if sign == "-" and digits != "0" else digits
    elif column.kind == "money":
        fits = not sign and len(decimals) <= 7 and len(digits) <= _MOST
        value = digits + decimals
    else:
        fits = not sign and not decimals and len(digits) <= _MOST
        value = digits
    counted = column.kind != "money" and own in COUNTERS  # none of them makes another number of it
    agrees = (own in (None, unit) or counted) if unit else own in (None, *UNITS)
    if not fits or not agrees or (head_unit and own != head_unit):
        return None
    return f"{{value: {value}, unit: {own}}}" if own and not unit else value


# Full-width signs as their narrow selves. NFKC would do more: it makes digits of raised ones.
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}


def _plain(text: str) -> str:
    """A cell in ASCII: a space between two digits stays, since it may part two numbers."""
    plain = INVISIBLE.sub("", text).translate(_NARROW)
    plain = re.sub(r"\s+", " ", plain).strip()
    plain = re.sub(r"(?<![0-9]) | (?![0-9])", "", plain)
    if _DASHES.fullmatch(plain):
        return "-"
    return simple(plain) if simple(plain) in MARKS else plain
