"""Findings → badges: our own SVG, and the JSON that shields.io draws one from.

A badge never over-claims: it says how much could be assessed and how many people looked.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator

from gongkai.model import Tally
from gongkai.templating import Env
from gongkai.words import Words

# Ink of each tone: (colour, name of shields.io's). White on each has at least 4.5 : 1.
TONES = {"ok": "2f6b43", "amber": "8f5a00", "grey": "6b675f"}
_WIDE, _NARROW = 11.0, 6.6  # widths of a Han and a Latin character at 11 px


def tone(count: Tally) -> str:
    """Which ink a tally gets."""
    if count.as_printed:
        return "amber"
    return "ok" if count.all and count.assessed == count.all else "grey"


def sentence(count: Tally, readers: int, words: Words) -> str:
    """What a badge says: `✓ 42/42 · 1 reader`."""
    if not count.all:
        verdict = words("badge-nothing")
    elif count.as_printed:
        verdict = words("badge-as-printed", n=count.as_printed, all=count.all)
    elif count.not_assessable:
        verdict = words("badge-assessable", n=count.assessed, all=count.all)
    else:
        verdict = words("badge-holds", n=count.holds, all=count.all)
    return f"{verdict} · {words('badge-readers', n=readers)}"


def render(
    path: str, count: Tally, readers: int, env: Env, words: Words
) -> Iterator[tuple[str, bytes]]:
    """badge.svg and badge.json at `path` (ends in a slash, or is empty)."""
    label, message, ink = words("badge-label"), sentence(count, readers, words), tone(count)
    left, right = _width(label) + 12, _width(message) + 12
    svg = env.get_template("badge.svg").render(
        label=label, message=message, left=left, right=right, ink=TONES[ink]
    )
    endpoint = {"schemaVersion": 1, "label": label, "message": message, "color": TONES[ink]}
    yield f"{path}badge.svg", f"{svg}\n".encode()
    yield f"{path}badge.json", f"{json.dumps(endpoint, ensure_ascii=False)}\n".encode()


def _width(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return round(wide * _WIDE + (len(text) - wide) * _NARROW)
