"""A cell of a page → its text, and whether it shows something besides plain text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborNode

from gongkai.draft.grid import tidy
from gongkai.draft.styles import Look, Styles

SKIPPED = {"script", "style", "noscript", "template", "iframe", "svg", "head", "select", "button"}
INLINE = {
    *("a", "abbr", "b", "bdo", "big", "code", "del", "em", "font", "i", "ins", "label", "mark"),
    *(
        "o:p",
        "q",
        "rb",
        "rp",
        "rt",
        "ruby",
        "s",
        "small",
        "span",
        "st1:chsdate",
        "strike",
        "strong",
    ),
    *("sub", "sup", "time", "tt", "u"),
}
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


def read(cell: LexborNode, styles: Styles) -> tuple[str, bool]:
    """The text, a line for each block, without what nobody sees; and whether it is in doubt."""
    parts: list[str] = []
    doubt = False
    values = 0
    # Elements and the looks that they inherit; a break is put where a block ends.
    left: list[tuple[LexborNode | None, Look]] = [(cell, Look.PLAIN)]
    while left:
        node, look = left.pop()
        if node is None or node.tag == "br":
            parts.append("\n")
            continue
        if node.tag == "-text":
            text = spaced(node)
            doubt = doubt or (look is not Look.PLAIN and bool(text.strip()))
            parts.append(text if look < Look.UNSEEN else "")
            continue
        silent = node.tag in SKIPPED or (node.tag or "-").startswith("-")
        if silent or node.tag in _PICTURES:
            doubt = doubt or _shows(node)
        if silent:
            continue
        look = max(look, styles(node))
        values += node.tag in ("td", "th") and node.mem_id != cell.mem_id
        block = node.tag not in INLINE
        if block:
            parts.append("\n")
            left.append((None, look))
        left += [(child, look) for child in reversed(list(children(node)))]
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
