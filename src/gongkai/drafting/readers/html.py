"""A saved page → lines and tables. A table that holds larger ones only lays the page out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gongkai.drafting.grid import (
    LARGEST,
    LOST,
    MOST,
    WIDEST,
    Document,
    DocumentRefusedError,
    Grid,
    Piece,
    PieceKind,
    SpannedCell,
    line,
    spread,
    tidy,
)
from gongkai.drafting.readers.htmlstyles import INLINE, ElementStyle, PageStyles, Visibility
from gongkai.drafting.readers.visibility import uneven

_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+?)\s*-->")
_DIGIT = re.compile(r"\d")
_SKIPPED = {"script", "style", "noscript", "template", "iframe", "svg", "head", "select", "button"}
_SKIPPED |= {"datalist", "noframes", "noembed"}
# What shows something that is no text, or not the text that stands in it.
_PICTURES = {
    *("audio", "button", "canvas", "embed", "iframe", "img", "input", "math", "meter", "object"),
    *("ol", "picture", "progress", "select", "svg", "textarea", "video"),
}
_CONDITION = re.compile(r"\s*\[(?:if\b|endif\b)")
_FEW = 6  # cells of a table that may lay out another one, however small
_MANY = 20  # cells of a table that is no value of another one
_CELLS = 200_000  # of all tables of a page, spans spread
_LINES = 100_000  # of the text of a page


def read(text: str, charset: str, sheets: str = "") -> Document:
    """The pieces of a page, in its order; `charset` is named only, `sheets` are style sheets that
    were saved with it.
    """
    saved = _SAVED.search(text[:4000])
    tree = LexborHTMLParser(text.replace("\x00", ""))
    meta = {
        (node.attributes.get("name") or "").lower(): node.attributes.get("content") or ""
        for node in tree.css("meta[name]")
    }
    if tree.head and (title := tree.head.css_first("title")):
        meta["title"] = title.text().strip()
    pieces = (
        list(_PageReader(tree, PageStyles(tree, sheets)).pieces(tree.body)) if tree.body else []
    )
    return Document(pieces, f"HTML, {charset}", meta, saved[1] if saved else None)


class _PageReader:
    """Counts tables as it goes, since messages name a table by that number."""

    def __init__(self, tree: LexborHTMLParser, styles: PageStyles) -> None:
        self.tables = self.lines = self.cells = 0
        self.styles = styles
        self.layout = _layout(tree)

    def pieces(self, body: LexborNode) -> Iterator[Piece]:
        """Tables, and the text between blocks as lines."""
        text: list[str] = []
        # Elements and the looks of what is around them; None where a block ends.
        left: list[tuple[LexborNode | None, ElementStyle]] = [(body, ElementStyle())]
        while left:
            node, above = left.pop()
            if node is None or node.tag == "br":
                yield from self._line(text)
            elif node.tag == "-text":
                shown = "" if above.unseen else _spaced(node)
                # No figure of the prose is read from digits that are raised, or hardly seen.
                text.append(_DIGIT.sub(LOST, shown) if above.odd else shown)
            elif node.tag in _SKIPPED or (node.tag or "-").startswith("-"):
                continue
            else:
                style = self.styles.style(node, above)
                if style.out:
                    continue  # no part of what the page says
                if node.tag == "table" and node.mem_id not in self.layout:
                    yield from self._line(text)
                    yield self._table(node, style)
                    continue
                if node.tag not in INLINE:
                    yield from self._line(text)
                    left.append((None, above))
                left += [(child, style) for child in reversed(list(_children(node)))]
        yield from self._line(text)

    def _line(self, text: list[str]) -> Iterator[Piece]:
        plain = re.sub(r"\s+", " ", "".join(text)).strip()
        text.clear()
        if plain:
            self.lines += 1
            if self.lines > _LINES:
                raise DocumentRefusedError("draft-vast", limit=_LINES, wide=WIDEST)
            yield line(plain, ("origin-line", self.lines))

    def _table(self, table: LexborNode, style: ElementStyle) -> Piece:
        self.tables += 1
        grid = self._grid(table, style)
        self.cells += sum(map(len, grid))
        if self.cells > _CELLS:
            raise DocumentRefusedError("draft-vast", limit=LARGEST, wide=WIDEST)
        return Piece(PieceKind.TABLE, grid)

    def _grid(self, table: LexborNode, around: ElementStyle) -> Grid:
        rows = []
        for row, style in self._rows(table, around):
            cells = []
            for cell in _children(row):
                if (
                    cell.tag in ("td", "th")
                    and self.styles.style(cell, style).visibility is not Visibility.GONE
                ):
                    text, doubt = _cell_text(cell, self.styles, style)
                    spans = _number(cell, "rowspan") or MOST, _number(cell, "colspan")
                    cells.append(SpannedCell(text, *spans, doubt))
            rows.append(cells)
        return spread(rows, self.tables)

    def _rows(
        self, table: LexborNode, around: ElementStyle
    ) -> Iterator[tuple[LexborNode, ElementStyle]]:
        """The rows of a table that are there, without those of tables inside it."""
        for node in _children(table):
            style = self.styles.style(node, around)
            if style.visibility is Visibility.GONE or style.struck:
                continue
            if node.tag in ("tbody", "thead", "tfoot"):
                yield from self._rows(node, style)
            elif node.tag == "tr":
                yield node, style


def _layout(tree: LexborHTMLParser) -> set[int]:
    """The tables that lay out others: one inside is larger, or they have hardly cells themselves.

    A table of one cell lays out nothing, and a small one inside a large one holds values.
    """
    own = Counter(_table_of(cell) for cell in tree.css("td, th"))
    if own.total() > _CELLS:
        raise DocumentRefusedError("draft-vast", limit=_CELLS, wide=WIDEST)
    inner: dict[int, int] = {}  # cells of the largest table inside
    for table in reversed(tree.css("table")):
        around = _table_of(table)
        largest = max(own[table.mem_id], inner.get(table.mem_id, 0))
        inner[around] = max(inner.get(around, 0), largest)
    return {
        table
        for table, most in inner.items()
        if most > 1 and (own[table] <= _FEW or most > min(own[table], _MANY))
    }


def _table_of(node: LexborNode) -> int:
    """The table in which something stands; 0 for none."""
    above = node.parent
    while above is not None and above.tag != "table":
        above = above.parent
    return above.mem_id if above is not None else 0


def _number(cell: LexborNode, name: str) -> int:
    found = re.match(r"\s*(\d{1,4})", cell.attributes.get(name) or "")
    return int(found[1]) if found else 1


# -- cells -----------------------------------------------------------------------------------------


def _children(node: LexborNode) -> Iterator[LexborNode]:
    """What stands directly in an element."""
    child = node.child
    while child is not None:
        yield child
        child = child.next


def _spaced(node: LexborNode) -> str:
    """A piece of text with its spaces as a browser shows them."""
    return re.sub(r"[ \t\r\n\f]+", " ", node.text_content or "")


def _cell_text(cell: LexborNode, styles: PageStyles, around: ElementStyle) -> tuple[str, bool]:
    """The text, a line for each block, without what nobody sees; and whether it is in doubt.

    `around` is how its row looks.
    """
    parts: list[str] = []
    doubt = cell.mem_id in styles.adding
    values = 0
    digits: list[ElementStyle] = []  # the looks of texts with digits
    # Elements and the looks of what is around them; a break is put where a block ends.
    left: list[tuple[LexborNode | None, ElementStyle]] = [(cell, around)]
    while left:
        node, style = left.pop()
        if node is None or node.tag == "br":
            parts.append("\n")
            continue
        if node.tag == "-text":
            text = _spaced(node)
            doubt = doubt or (style.odd and bool(text.strip()))
            parts.append("" if style.unseen else text)
            if _DIGIT.search(text):
                digits.append(style)
            continue
        silent = node.tag in _SKIPPED or (node.tag or "-").startswith("-")
        if silent or node.tag in _PICTURES:
            doubt = doubt or _may_show_figure(node)
        if silent:
            continue
        own = node.mem_id == cell.mem_id
        style = styles.style(node, style, inside=not own)
        doubt = doubt or node.mem_id in styles.adding
        values += node.tag in ("td", "th") and not own
        if node.tag not in INLINE:
            parts.append("\n")
            left.append((None, style))
        left += [(child, style) for child in reversed(list(_children(node)))]
    if len(digits) > 1 and not doubt:
        moved = any(one.moved for one in digits)
        doubt = moved or uneven([one.size for one in digits], [one.color for one in digits])
    return tidy("".join(parts)), doubt or values > 1


def _may_show_figure(node: LexborNode) -> bool:
    """Whether something that is no text may show a figure."""
    if node.tag == "-comment":
        comment = node.comment_content or ""
        return bool(_DIGIT.search(comment)) and not _CONDITION.match(comment)
    if node.tag == "input":
        return (node.attributes.get("type") or "").lower() != "hidden"
    if node.tag in ("noscript", "script"):
        return bool(node.text().strip())
    return node.tag in _PICTURES
