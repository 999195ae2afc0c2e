"""What a reader sees of signs: whether they stand out from what lies behind them, and how large.

For every kind of document the same: what is faint, tiny, or of two sizes or colours in one number
is in doubt.
"""

from __future__ import annotations

import colorsys
import re
from collections.abc import Iterable
from typing import NamedTuple

_FAINT = 1.3  # contrast below which a sign is not seen: yellow on white has 1.07, #ccc 1.6
_DIFFERENT = 2.0  # contrast from which two digits of one number have two colours
_SMALL = 0.92  # of the size of the other digits of its number
TINY = 5.0  # pixels; 4 points are 5.3

_NUMBER = re.compile(r"(-?[\d.]+)(%|deg|turn|rad|grad)?")
_HEX = re.compile(r"#?([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})", re.I)
_SYSTEM = {"windowtext": "#000000", "window": "#ffffff", "canvas": "#ffffff", "canvastext": "#000"}


class Color(NamedTuple):
    """A colour: red, green, blue and opacity, each from 0 to 1."""

    red: float
    green: float
    blue: float
    alpha: float = 1.0

    def over(self, background: Color) -> Color:
        """The colour that shows on a background."""
        pairs = zip(self[:3], background[:3], strict=True)
        return Color(*(one * self.alpha + other * (1 - self.alpha) for one, other in pairs))


BLACK, WHITE, LINK = Color(0, 0, 0), Color(1, 1, 1), Color(0, 0, 0.93)


def contrast(one: Color, other: Color) -> float:
    """From 1, where two colours are the same to the eye, to 21 (the measure of WCAG)."""
    light, dark = sorted((_light(one), _light(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _light(color: Color) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in color[:3]]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def faint(color: Color, background: Color = WHITE) -> bool:
    """Whether nobody sees a sign of this colour on that background."""
    return contrast(color.over(background), background) < _FAINT


def uneven(sizes: Iterable[float], colors: Iterable[Color] = ()) -> bool:
    """Whether digits of one cell are of two sizes or colours, as a note beside a number is."""
    heights, distinct = list(sizes), list(dict.fromkeys(colors))
    if heights and min(heights) < _SMALL * max(heights):
        return True
    return any(contrast(distinct[0], other) >= _DIFFERENT for other in distinct[1:])


def parse_color(text: str) -> Color | None:
    """A colour as CSS or an office document writes it; None where it is none that is known."""
    named = _SYSTEM.get(text.strip().lower(), text.strip().lower())
    if named == "transparent":
        return Color(0, 0, 0, 0)
    if found := _HEX.fullmatch(named):
        digits = found[1] if len(found[1]) > 4 else "".join(c + c for c in found[1])
        return Color(*(int(digits[at : at + 2], 16) / 255 for at in range(0, len(digits), 2)))
    if "(" in named:
        return _function(named)
    from PIL import ImageColor  # the names of CSS

    name = ImageColor.colormap.get(named)
    return parse_color(name) if isinstance(name, str) else None


def _function(text: str) -> Color | None:
    """rgb(), rgba(), hsl(), hsla(), with commas or without."""
    found = _NUMBER.findall(text)
    if len(found) not in (3, 4) or not text.startswith(("rgb", "hsl")):
        return None
    try:
        values = [float(number) / (100 if unit == "%" else 1) for number, unit in found]
    except ValueError:
        return None
    if text.startswith("hsl"):
        turn = values[0] if found[0][1] == "turn" else values[0] / 360
        values[:3] = colorsys.hls_to_rgb(turn, values[2], values[1])
    else:
        values[:3] = [v if found[n][1] == "%" else v / 255 for n, v in enumerate(values[:3])]
    return Color(*(min(max(value, 0.0), 1.0) for value in values))
