"""Digits of a PDF page that nobody sees: each page is drawn, and looked at where they stand.

So it does not matter why: white, without ink, outside of the page or of a clip, behind something.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from pdfplumber.page import Page
from PIL.Image import Image

from gongkai.drafting.grid import LOST, DocumentRefusedError

_SCALE = 2.0  # pixels of a point
_MOST = 3000  # pixels of a side
_INK = 24  # of 255: by that much ink differs from paper
_TINY = 3.5  # points
_NARROW = 0.2  # of its height that a digit is wide at least
_EDGE = 0.15  # of a sign that is left out at each side: lines and neighbours reach into it
_HARDLY = 0.8  # of the digits of a page: if so many are not drawn, the font is not at hand


class Sheets:
    """The pages of a file as they are drawn. Raises RefusedError for a file that cannot be."""

    def __init__(self, data: bytes) -> None:
        try:
            self._file = pypdfium2.PdfDocument(data)
        except pypdfium2.PdfiumError:
            raise DocumentRefusedError("draft-damaged") from None

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()

    def spoil(self, page: Page) -> None:
        """Put U+FFFD for each digit of a page that is not to be seen as the one that it is."""
        digits = [char for char in page.chars if str(char["text"]).strip().isdigit()]
        if not digits:
            return
        lost = [char for char in digits if _turned(char) or not _inside(page, char)]
        lost += _overlapping(digits)
        image, box = self._drawn(page), _shown(page)
        blank = [char for char in digits if not _inked(image, box, char)]
        if len(blank) < _HARDLY * len(digits):
            lost += blank
        for char in lost:
            char["text"] = LOST

    def _drawn(self, page: Page) -> Image:
        sheet = self._file[page.page_number - 1]
        try:
            scale = min(_SCALE, _MOST / max(*sheet.get_size(), 1.0))
            drawn: Image = sheet.render(scale=scale, grayscale=True).to_pil()
            return drawn
        except (pypdfium2.PdfiumError, ValueError):
            raise DocumentRefusedError("draft-damaged") from None
        finally:
            sheet.close()


Char = Mapping[str, Any]
Box = tuple[float, float, float, float]


def _shown(page: Page) -> Box:
    """What of a page is shown: left, top, right, bottom."""
    crop, media = page.cropbox, page.mediabox
    left, top = max(crop[0], media[0]), max(crop[1], media[1])
    return left, top, min(crop[2], media[2]), min(crop[3], media[3])


def _inside(page: Page, char: Char) -> bool:
    left, top, right, bottom = _shown(page)
    across = left - 1 <= char["x0"] and char["x1"] <= right + 1
    return bool(across and top - 1 <= (char["top"] + char["bottom"]) / 2 <= bottom + 1)


def _turned(char: Char) -> bool:
    """Whether a digit is mirrored, turned, tiny, or pressed together."""
    a, b, c, d = char["matrix"][:4]
    if a <= 0 or d <= 0 or max(abs(b), abs(c)) > 0.3 * min(a, d):
        return True
    high = char["bottom"] - char["top"]
    return bool(high < _TINY or char["x1"] - char["x0"] < _NARROW * high)


def _overlapping(digits: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Digits that stand on top of each other: one of them is not seen, or it is printed twice."""
    found = []
    ordered = sorted(digits, key=lambda char: float(char["x0"]))
    for number, one in enumerate(ordered):
        middle, high = (one["x0"] + one["x1"]) / 2, one["bottom"] - one["top"]
        for other in islice(ordered, number + 1, None):
            if other["x0"] >= middle:
                break
            if abs(one["top"] - other["top"]) < high / 2:
                found += [one, other]
    return found


def _inked(image: Image, box: Box, char: Char) -> bool:
    """Whether something is drawn in the middle of a sign."""
    left, top, right, bottom = box
    if right <= left or bottom <= top:
        return False
    x, y = image.width / (right - left), image.height / (bottom - top)
    wide, high = _EDGE * (char["x1"] - char["x0"]), 1.5 * _EDGE * (char["bottom"] - char["top"])
    place = (
        max(0, round((char["x0"] + wide - left) * x)),
        max(0, round((char["top"] + high - top) * y)),
        min(image.width, round((char["x1"] - wide - left) * x) + 1),
        min(image.height, round((char["bottom"] - high - top) * y) + 1),
    )
    if place[0] >= place[2] or place[1] >= place[3]:
        return False
    seen = image.crop(place).tobytes()
    dark, light = min(seen), max(seen)
    return bool(light - dark >= _INK)
