"""A cell of a page → its text, and whether it shows something besides plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from gongkai.drafting.grid import tidy
from gongkai.drafting.seen import uneven
from gongkai.drafting.styles import INLINE, PageStyles, Shown

SKIPPED = {"script", "style", "noscript", "template", "iframe", "svg", "head", "select", "button"}
SKIPPED |= {"datalist", "noframes", "noembed"}
# What shows something that is no text, or not the text that stands in it.
_PICTURES = {
    *("audio", "button", "canvas", "embed", "iframe", "img", "input", "math", "meter", "object"),
    *("ol", "picture", "progress", "select", "svg", "textarea", "video"),
}
_CONDITION = re.compile(r"\s*\[(?:if\b|endif\b)")
_DIGIT = re.compile(r"\d")


def children(node: LexborNode) -> Iterator[LexborNode]:
    """What stands directly in an element."""
    child = node.child
    while child is not None:
        yield child
        child = child.next


def spaced(node: LexborNode) -> str:
    """A piece of text with its spaces as a browser shows them."""
    return re.sub(r"[ \t\r\n\f]+", " ", node.text_content or "")


def read(cell: LexborNode, styles: PageStyles, around: Shown) -> tuple[str, bool]:
    """The text, a line for each block, without what nobody sees; and whether it is in doubt.

    `around` is how its row looks.
    """
    parts: list[str] = []
    doubt = cell.mem_id in styles.adding
    values = 0
    digits: list[Shown] = []  # the looks of texts with digits
    # Elements and the looks of what is around them; a break is put where a block ends.
    left: list[tuple[LexborNode | None, Shown]] = [(cell, around)]
    while left:
        node, shown = left.pop()
        if node is None or node.tag == "br":
            parts.append("\n")
            continue
        if node.tag == "-text":
            text = spaced(node)
            doubt = doubt or (shown.odd and bool(text.strip()))
            parts.append("" if shown.unseen else text)
            if _DIGIT.search(text):
                digits.append(shown)
            continue
        silent = node.tag in SKIPPED or (node.tag or "-").startswith("-")
        if silent or node.tag in _PICTURES:
            doubt = doubt or _shows(node)
        if silent:
            continue
        own = node.mem_id == cell.mem_id
        shown = styles(node, shown, inside=not own)
        doubt = doubt or node.mem_id in styles.adding
        values += node.tag in ("td", "th") and not own
        if node.tag not in INLINE:
            parts.append("\n")
            left.append((None, shown))
        left += [(child, shown) for child in reversed(list(children(node)))]
    if len(digits) > 1 and not doubt:
        moved = any(one.moved for one in digits)
        doubt = moved or uneven([one.size for one in digits], [one.color for one in digits])
    return tidy("".join(parts)), doubt or values > 1


def _shows(node: LexborNode) -> bool:
    """Whether something that is no text may say a figure."""
    if node.tag == "-comment":
        told = node.comment_content or ""
        return bool(_DIGIT.search(told)) and not _CONDITION.match(told)
    if node.tag == "input":
        return (node.attributes.get("type") or "").lower() != "hidden"
    if node.tag in ("noscript", "script"):
        return bool(node.text().strip())
    return node.tag in _PICTURES
