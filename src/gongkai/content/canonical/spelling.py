"""A text of a report file → how it is spelled: quotes only where YAML or a mark needs them."""

from __future__ import annotations

import re

from gongkai.model.report import MARKS
from gongkai.text.yamlread import Scalar

# A text without quotes: what may not begin it or stand in it; in brackets more may not. To YAML
# nothing but the space of ASCII is a space.
_FIRST = re.compile(r"""[,\[\]{}#&*!|>'"%@`]|[-?:](?![^ ,\[\]{}])""")
_INSIDE = re.compile(r":(?: |\Z)| #|\n")
_IN_BRACKETS = re.compile(r"[,\[\]{}?]|:[,\[\]{}]")
# What an editor or another reader of YAML takes for no text: kept in quotes where it has them.
_OTHER = re.compile(
    r"~|null|true|false|yes|no|on|off|y|n|[-+]?[.0-9][0-9_,.:eExXoabcdfABCDF+-]*"
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[-+]?\.(?:inf|nan)|=|<<",
    re.IGNORECASE,
)
_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


def spelled(scalar: Scalar, in_brackets: bool, cell: bool = False) -> str:
    """A value on one line. A mark in a cell has double quotes; what stands nowhere is null."""
    text, style = scalar.text, scalar.style
    if cell and text in MARKS:
        return f'"{text}"'
    if not style and text in ("", "~"):
        return "null"
    # In a cell quotes have a meaning: "12" is not 12.
    needed = style and (cell or _OTHER.fullmatch(text))
    return text if not needed and _plain(text, in_brackets) else _quoted(text)


def key(scalar: Scalar, in_brackets: bool) -> str:
    """A key; the reader takes it as a text whatever it looks like."""
    return scalar.text if _plain(scalar.text, in_brackets) else _quoted(scalar.text)


def block(text: str, indent: int) -> tuple[str, list[str]] | None:
    """A text of several lines as a block: its sign and its lines, None where it cannot be one."""
    if not text.strip("\n"):
        return None
    body = text.rstrip("\n")
    ending = {0: "-", 1: ""}.get(len(text) - len(body), "+")
    hint = "2" if body[0] in " \n" else ""
    # What follows the last line with something on it is kept by "+" alone.
    lines = text.removesuffix("\n").split("\n")
    return f"|{hint}{ending}", [f"{' ' * indent}{line}" if line else "" for line in lines]


def _plain(text: str, in_brackets: bool) -> bool:
    """Whether YAML reads a text without quotes as that text."""
    if not text or text != text.strip(" ") or _FIRST.match(text) or _INSIDE.search(text):
        return False
    return not in_brackets or not _IN_BRACKETS.search(text)


def _quoted(text: str) -> str:
    """Single quotes, or double ones where a text has single quotes in it, or line breaks."""
    if "\n" in text:
        return f'"{text.translate(_ESCAPES)}"'
    if "'" in text and '"' not in text and "\\" not in text:
        return f'"{text}"'
    return "'" + text.replace("'", "''") + "'"
