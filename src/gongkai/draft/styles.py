"""What the styles of a page do to its elements: take them out, hide their signs, strike or raise.

Only what a page says itself counts: attributes, and rules of its own <style> outside of @-rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import IntEnum

from selectolax.lexbor import LexborHTMLParser, LexborNode


class Look(IntEnum):
    """How an element looks: plain, struck or raised, with signs that nobody sees, not there."""

    PLAIN = 0
    MARKED = 1
    UNSEEN = 2
    GONE = 3


_STRUCK = ("s", "del", "strike")
_MARKED = {*_STRUCK, "sup", "sub", "rt", "rp"}
_GONE = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*collapse)", re.I)
_THERE = re.compile(r"(?:^|;)\s*display\s*:\s*(?!none)\w", re.I)
_UNSEEN = re.compile(
    r"(?:^|;)\s*(?:visibility\s*:\s*hidden|font-size\s*:\s*0(?![\d.]*[1-9])|opacity\s*:\s*0(?![\d.]*[1-9]))",
    re.I,
)
_MARKS = re.compile(
    r"(?:^|;)\s*(?:text-decoration(?:-line)?\s*:[^;]*line-through"
    r"|vertical-align\s*:\s*(?:super|sub|text-top|[\d.-]*[1-9]))",
    re.I,
)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.S)
_RULE = re.compile(r"([^{}]{1,400})\{([^{}]*)\}")
_SELECTOR = re.compile(r"[\w.#>\s*-]{1,100}")
_LABOUR = 100_000_000  # characters of a page times selectors that are looked up in it
_STYLES = 400_000  # characters of style sheets that are looked at


class Styles:
    """The looks that the page's own rules give, by element."""

    def __init__(self, tree: LexborHTMLParser, more: str) -> None:
        self._ruled: dict[int, Look] = {}
        sheets = "\n".join(node.text() for node in tree.css("style"))[:_STYLES]
        told = sorted(_rules(sheets), key=lambda rule: rule[0])
        for _, selector, look in told:
            try:
                nodes = tree.css(selector)
            except (ValueError, RuntimeError):
                continue  # a selector that the parser does not know
            for node in nodes:
                self._ruled[node.mem_id] = look

    def __call__(self, node: LexborNode) -> Look:
        """The look of one element, apart from what it inherits."""
        attributes = node.attributes
        style = (attributes.get("style") or "") if attributes else ""
        ruled = self._ruled.get(node.mem_id, Look.PLAIN)
        if style:
            own = _look(style)
            shown = ruled is Look.GONE and _THERE.search(style)
            ruled = own if shown else max(own, ruled)
        if "hidden" in attributes or (node.tag == "details" and "open" not in attributes):
            return Look.GONE
        return max(ruled, Look.MARKED) if node.tag in _MARKED else ruled

    def struck(self, node: LexborNode) -> bool:
        """Whether an element strikes what it holds, be it a table."""
        style = node.attributes.get("style") or ""
        return node.tag in _STRUCK or "line-through" in style.lower()


def _look(style: str) -> Look:
    if _GONE.search(style):
        return Look.GONE
    if _UNSEEN.search(style):
        return Look.UNSEEN
    return Look.MARKED if _MARKS.search(style) else Look.PLAIN


def _rules(sheets: str) -> Iterator[tuple[tuple[int, int, int, int, int], str, Look]]:
    """Rules on looks with their rank: the last of the highest rank counts."""
    text = _without_at(_COMMENT.sub("", sheets))
    for number, (selectors, body) in enumerate(_RULE.findall(text)):
        look = _look(body)
        if look is Look.PLAIN and not _THERE.search(body):
            continue
        urgent = int("!important" in body)
        for one in selectors.split(","):
            selector = one.strip()
            if _SELECTOR.fullmatch(selector):
                names = len(re.findall(r"(?<![\w.#-])[a-z]", selector, re.I))
                rank = urgent, selector.count("#"), selector.count("."), names, number
                yield rank, selector, look


def _without_at(text: str) -> str:
    """Style sheets without @media and the like, which count only on some screens."""
    kept, at = [], 0
    while (start := text.find("@", at)) >= 0:
        kept.append(text[at:start])
        depth = 0
        at = len(text)
        for sign in re.finditer(r"[{};]", text[start:]):
            depth += {"{": 1, "}": -1, ";": 0}[sign[0]]
            if depth <= 0:
                at = start + sign.end()
                break
    return "".join([*kept, text[at:]])
