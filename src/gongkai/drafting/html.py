"""A saved page → lines and tables. A table that holds larger ones only lays the page out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from gongkai.drafting import htmlcell
from gongkai.drafting.grid import (
    LARGEST,
    LOST,
    MOST,
    WIDEST,
    Document,
    DocumentRefusedError,
    Grid,
    Piece,
    SpannedCell,
    line,
    spread,
)
from gongkai.drafting.htmlcell import SKIPPED, children, spaced
from gongkai.drafting.styles import INLINE, Look, PageStyles, Shown

_SAVED = re.compile(r"<!--\s*saved from url=\(\d+\)(https?://[^\s>]+?)\s*-->")
_DIGIT = re.compile(r"\d")
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
    pieces = list(_Walk(tree, PageStyles(tree, sheets)).pieces(tree.body)) if tree.body else []
    return Document(pieces, f"HTML, {charset}", meta, saved[1] if saved else None)


class _Walk:
    """Counts tables as it goes, since people are told where something stands by that number."""

    def __init__(self, tree: LexborHTMLParser, styles: PageStyles) -> None:
        self.tables = self.lines = self.cells = 0
        self.styles = styles
        self.layout = _layout(tree)

    def pieces(self, body: LexborNode) -> Iterator[Piece]:
        """Tables, and the text between blocks as lines."""
        text: list[str] = []
        # Elements and the looks of what is around them; None where a block ends.
        left: list[tuple[LexborNode | None, Shown]] = [(body, Shown())]
        while left:
            node, above = left.pop()
            if node is None or node.tag == "br":
                yield from self._line(text)
            elif node.tag == "-text":
                told = "" if above.unseen else spaced(node)
                # No figure of the prose is read from digits that are raised, or hardly seen.
                text.append(_DIGIT.sub(LOST, told) if above.odd else told)
            elif node.tag in SKIPPED or (node.tag or "-").startswith("-"):
                continue
            else:
                shown = self.styles(node, above)
                if shown.out:
                    continue  # no part of what the page says
                if node.tag == "table" and node.mem_id not in self.layout:
                    yield from self._line(text)
                    yield self._table(node, shown)
                    continue
                if node.tag not in INLINE:
                    yield from self._line(text)
                    left.append((None, above))
                left += [(child, shown) for child in reversed(list(children(node)))]
        yield from self._line(text)

    def _line(self, text: list[str]) -> Iterator[Piece]:
        told = re.sub(r"\s+", " ", "".join(text)).strip()
        text.clear()
        if told:
            self.lines += 1
            if self.lines > _LINES:
                raise DocumentRefusedError("draft-vast", limit=_LINES, wide=WIDEST)
            yield line(told, ("origin-line", self.lines))

    def _table(self, table: LexborNode, shown: Shown) -> Piece:
        self.tables += 1
        grid = self._grid(table, shown)
        self.cells += sum(map(len, grid))
        if self.cells > _CELLS:
            raise DocumentRefusedError("draft-vast", limit=LARGEST, wide=WIDEST)
        return Piece(grid, firm=True, table=True)

    def _grid(self, table: LexborNode, around: Shown) -> Grid:
        rows = []
        for row, shown in self._rows(table, around):
            cells = []
            for cell in children(row):
                if cell.tag in ("td", "th") and self.styles(cell, shown).look is not Look.GONE:
                    text, doubt = htmlcell.read(cell, self.styles, shown)
                    spans = _number(cell, "rowspan") or MOST, _number(cell, "colspan")
                    cells.append(SpannedCell(text, *spans, doubt))
            rows.append(cells)
        return spread(rows, self.tables)

    def _rows(self, table: LexborNode, around: Shown) -> Iterator[tuple[LexborNode, Shown]]:
        """The rows of a table that are there, without those of tables inside it."""
        for node in children(table):
            shown = self.styles(node, around)
            if shown.look is Look.GONE or shown.struck:
                continue
            if node.tag in ("tbody", "thead", "tfoot"):
                yield from self._rows(node, shown)
            elif node.tag == "tr":
                yield node, shown


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
