"""What the pictures share: round ticks, texts that know how wide they are set, coordinates.

Lengths are in the units of a picture's own frame, at most one decimal; y grows downwards. Text is
measured roughly (a Han character is as wide as it is high), so that labels keep clear.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

Show = Callable[[Decimal], str]
SIZE = 12  # of text, in the picture's units: pixels at natural width


@lru_cache(maxsize=4096)
def width_of(text: str, size: int = SIZE) -> float:
    """About how wide a text is set."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    thin = sum(char in ",.il| " for char in text)
    return (wide + thin * 0.36 + (len(text) - wide - thin) * 0.65 + text.count("%") * 0.3) * size


def at(value: float) -> float:
    """To one decimal; a whole number without its point, which is shorter."""
    rounded = round(value, 1)
    return int(rounded) if rounded == int(rounded) else rounded


class PlacedText(NamedTuple):
    """A text at (x, y of its baseline), anchored at its start, middle or end."""

    x: float
    y: float
    anchor: str
    text: str

    def span(self, size: int = SIZE) -> tuple[float, float]:
        """From where to where it reaches."""
        wide = width_of(self.text, size)
        start = self.x - {"start": 0, "middle": wide / 2, "end": wide}[self.anchor]
        return start, start + wide


def inside(text: PlacedText, width: float) -> PlacedText:
    """The text moved into a frame that it would leave."""
    start, stop = text.span()
    if start < 0:
        return text._replace(x=0, anchor="start")
    return text._replace(x=width, anchor="end") if stop > width else text


def rounded(text: str) -> str:
    """A round tick without the decimal that values have."""
    return text.replace(".0%", "%")


def scale(values: Sequence[Decimal]) -> tuple[Decimal, ...]:
    """Round ticks through zero that no value lies beyond: at most three above zero where none is
    negative, else at most four steps in all.
    """
    most, least = max((*values, Decimal(0))), min((*values, Decimal(0)))
    if most == least:
        return (Decimal(0),)
    whole = all(value == value.to_integral_value() for value in values)
    power = Decimal(10) ** (max(most, -least).adjusted() - 1)
    for step in (power * n for n in (Decimal(2), Decimal("2.5"), 5, 10, 20, 25, 50)):
        if whole and step != step.to_integral_value():
            continue
        above, below = math.ceil(most / step), math.ceil(-least / step)
        if above + below <= (4 if below else 3):
            return tuple((step * n).normalize() + 0 for n in range(-below, above + 1))
    raise AssertionError("fifty is more than a third of a hundred")
