"""Figures of the prose → suggestions for statements: place, number, unit; never a sentence.

What is suggested is left to a person: which figures matter, what they count, whose they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from gongkai.drafting.extracted import Reading, Suggestion
from gongkai.drafting.labels import key, simple

_SECTION = re.compile(r"^\s*([一二三四五六七八九])、")
_BELOW = re.compile(r"^\s*[(（]([一二三四五六七八九十]{1,2})[)）]")
_FIGURE = re.compile(
    r"(?P<about>约|近|超过|超)?\s*(?P<number>\d+(?:\.\d+)?)(?P<over>余|多)?(?P<scale>万|亿)?(?P<more>余|多)?\s*"
    r"(?P<unit>人次|场次|件次|[条件次项场期个家人篇起部份页元户村类点本]|%|个百分点)"
)
_SCALES = {"万": 10_000, "亿": 100_000_000}
# What figures of the tables are called in prose, by role: one of the words must stand before.
_CLAIMS: Mapping[str, tuple[str, ...]] = {
    "received": ("新收", "收到", "受理", "申请"),
    "carried_in": ("结转",),
    "handled": ("办结", "答复"),
    "carried_out": ("结转",),
    "reconsiderations": ("复议",),
    "lawsuits": ("诉讼",),
    "lawsuits_direct": ("直接起诉",),
    "lawsuits_after_reconsideration": ("复议后起诉",),
}
_NEAR = 24  # characters before a figure that may say what it is
_MOST = 120  # suggestions of a report


def suggestions(texts: Sequence[str], reading: Reading) -> Iterator[Suggestion]:
    """A suggestion for each figure of the prose, in its order; `reading` is of the tables."""
    section, below, count = "", "", 0
    cells = reading.cells
    totals = {
        address: (cells[address], _CLAIMS[role])
        for role, address in reading.figures.items()
        if role in _CLAIMS and address in cells
    }
    for raw in texts:
        text = simple(raw)
        if found := _SECTION.match(text):
            section, below = found[1], ""
        elif found := _BELOW.match(text):
            below = f"({found[1]})"
        if len(key(text)) < 12 or not section or _tabular(text):
            continue
        for figure in _FIGURE.finditer(text):
            if count >= _MOST:
                return
            count += 1
            before = text[max(0, figure.start() - _NEAR) : figure.start()]
            keys = _keys(figure)
            yield Suggestion(section + below, keys, _claim(keys, before, totals))


def _tabular(text: str) -> bool:
    """Whether a line is a row of a table: hardly anything but figures."""
    return sum(char.isdigit() for char in text) > 0.5 * len(text)


def _keys(figure: re.Match[str]) -> dict[str, str]:
    keys = {}
    number, unit = figure["number"], figure["unit"]
    if unit == "%":
        keys["percent"] = number
    elif unit == "个百分点":
        keys["points"] = number
    else:
        keys["value"] = number
        if figure["scale"]:
            keys["scale"] = str(_SCALES[figure["scale"]])
    if figure["over"] or figure["more"] or figure["about"] in ("超过", "超"):
        keys["bound"] = "over"
    elif figure["about"]:
        keys["bound"] = "about"
    if "value" in keys:
        keys["unit"] = unit
    return keys


def _claim(
    keys: Mapping[str, str], before: str, totals: Mapping[str, tuple[str, Sequence[str]]]
) -> str | None:
    """The total that a figure surely names: the same number, and one of its words before it."""
    if "bound" in keys or "scale" in keys or "value" not in keys:
        return None
    fitting = [
        address
        for address, (number, words) in totals.items()
        if number == keys["value"] and any(word in before for word in words)
    ]
    return fitting[0] if len(fitting) == 1 else None
