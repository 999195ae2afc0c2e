"""A saved page → lines and tables. A table that holds tables only lays the page out."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gongkai.draft.grid import Document, Grid, Piece, line, spread

_SKIPPED = {"script", "style", "noscript", "template", "iframe", "svg", "head", "select", "button"}
_INLINE = {
    *("a", "abbr", "b", "big", "code", "del", "em", "font", "i", "ins", "label", "mark", "o:p"),
    *("s", "small", "span", "st1:chsdate", "strike", "strong", "sub", "sup", "time", "tt", "u"),
}
_HIDDEN = re.compile(r"display\s*:\s*none", re.I)
_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+?)\s*-->")


def read(text: str, charset: str) -> Document:
    """The pieces of a page, in its order; `charset` is named only."""
    saved = _SAVED.search(text[:4000])
    tree = LexborHTMLParser(text.replace("\x00", ""))
    meta = {
        (node.attributes.get("name") or "").lower(): node.attributes.get("content") or ""
        for node in tree.css("meta[name]")
    }
    if tree.head and (title := tree.head.css_first("title")):
        meta["title"] = title.text().strip()
    pieces = list(_Walk().pieces(tree.body)) if tree.body else []
    return Document(pieces, f"HTML, {charset}", meta, saved[1] if saved else None)


class _Walk:
    """Counts tables as it goes, since people are told where something stands by that number."""

    def __init__(self) -> None:
        self.tables = self.lines = 0

    def pieces(self, node: LexborNode) -> Iterator[Piece]:
        """Tables, and the text between blocks as lines."""
        text: list[str] = []
        for child in _children(node):
            if child.tag == "-text" or (child.tag in _INLINE and not _table_in(child)):
                text.append(_text(child))
            elif child.tag == "br":
                yield from self._line(text)
            elif child.tag == "table" and not _layout(child):
                yield from self._line(text)
                self.tables += 1
                yield Piece(_grid(child, self.tables), firm=True, table=True)
            else:
                yield from self._line(text)
                yield from self.pieces(child)
        yield from self._line(text)

    def _line(self, text: list[str]) -> Iterator[Piece]:
        told = re.sub(r"\s+", " ", "".join(text)).strip()
        text.clear()
        if told:
            self.lines += 1
            yield line(told, ("origin-line", self.lines))


def _children(node: LexborNode) -> Iterator[LexborNode]:
    child = node.child
    while child is not None:
        style = child.attributes.get("style") or "" if child.tag != "-text" else ""
        if child.tag not in _SKIPPED and not _HIDDEN.search(style):
            yield child
        child = child.next


def _table_in(node: LexborNode) -> bool:
    return node.css_first("table") is not None


def _layout(table: LexborNode) -> bool:
    """Whether a table lays out others: one of its cells holds a table with cells of its own."""
    inner = (one for one in table.css("table") if one.mem_id != table.mem_id)
    return any(len(one.css("td, th")) > 1 for one in inner)


def _grid(table: LexborNode, number: int) -> Grid:
    rows = [
        [
            (_text(cell).strip(), _number(cell, "rowspan"), _number(cell, "colspan"))
            for cell in _children(row)
            if cell.tag in ("td", "th")
        ]
        for row in table.css("tr")
        if not _within(row, table)
    ]
    return spread(rows, number)


def _within(row: LexborNode, table: LexborNode) -> bool:
    """Whether a row belongs to a table inside this one."""
    above = row.parent
    while above is not None and above.tag != "table":
        above = above.parent
    return above is not None and above.mem_id != table.mem_id


def _number(cell: LexborNode, name: str) -> int:
    found = re.match(r"\s*(\d{1,4})", cell.attributes.get(name) or "")
    return int(found[1]) if found else 1


def _text(node: LexborNode) -> str:
    """The text of a node, a line for each block in it."""
    if node.tag == "-text":
        return re.sub(r"[ \t\r\n\f]+", " ", node.text_content or "")
    if node.tag == "br":
        return "\n"
    inner = "".join(map(_text, _children(node)))
    return inner if node.tag in _INLINE else f"\n{inner.strip()}\n"
