"""Findings → badges: our own SVG, and the JSON that shields.io draws one from.

A badge never over-claims: it says how much could be assessed and how many people looked.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from gongkai.model.findings import Tally
from gongkai.pages.overview import Overview
from gongkai.pages.site import View
from gongkai.pages.templating import Env
from gongkai.words import Words, date, phrases

# Ink of each tone: (colour, name of shields.io's). White on each has at least 4.5 : 1.
INKS = {"ok": "2f6b43", "amber": "8f5a00", "grey": "6b675f"}
_WIDE, _NARROW = 11.0, 6.6  # widths of a Han and a Latin character at 11 px


def render(view: View, count: Tally, readers: tuple[int, ...]) -> Iterator[tuple[str, bytes]]:
    """badge.svg and badge.json beside the page of a view.

    `readers` are how many people compared each document with what was transcribed of it.
    """
    svg, endpoint = _badge(count, readers, view.env, view.words)
    yield f"{view.page.address()}badge.svg", svg
    yield f"{view.page.address()}badge.json", endpoint


@lru_cache(maxsize=4096)
def _badge(count: Tally, readers: tuple[int, ...], env: Env, words: Words) -> tuple[bytes, bytes]:
    """Most badges say the same as many others."""
    return _drawn(words("badge-label"), phrases.badge(count, readers, words), count.tone, env)


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """badge/dataset.svg and .json: the version of the package, its reports, its date.

    It is grey: it says nothing of what was checked.
    """
    words = view.words
    message = words(
        "badge-dataset",
        version=view.contract.package["version"],
        n=overview.counts.get("reports", 0),
        date=date(view.site.created, words),
    )
    svg, endpoint = _drawn(words("site-name"), message, "grey", view.env)
    yield f"{view.page.address()}badge/dataset.svg", svg
    yield f"{view.page.address()}badge/dataset.json", endpoint


def _drawn(label: str, message: str, tone: str, env: Env) -> tuple[bytes, bytes]:
    """The SVG, and what shields.io is told."""
    left, right, ink = _width(label) + 12, _width(message) + 12, INKS[tone]
    svg = env.get_template("badge.svg").render(
        label=label, message=message, left=left, right=right, ink=ink
    )
    endpoint = {"schemaVersion": 1, "label": label, "message": message, "color": ink}
    return f"{svg}\n".encode(), f"{json.dumps(endpoint, ensure_ascii=False)}\n".encode()


def _width(text: str) -> int:
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return round(wide * _WIDE + (len(text) - wide) * _NARROW)
