"""The nodes of a report file → its lines in canonical order and spacing, without its comments.

Each line knows where what it says stood, so that `put` can lay the comments of the file beside it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from gongkai.content.canonical import spelling
from gongkai.content.canonical.comments import Scan
from gongkai.contract import Contract
from gongkai.contract.contentfile import FieldsType, Key, ListType, PartsType, TranslatedType
from gongkai.model.forms import PartForm, newest_first, parts_of
from gongkai.model.languages import CONTENT_LANGUAGES
from gongkai.model.report import ABSENT
from gongkai.text.yamlread import List, Map, Node, RowText, Scalar

STEP = 2  # spaces
# The keys of a value, and what is known of each: nothing of what has no place in a report file.
Keys = Mapping[str, Key | None]
_CELL = ("value", "unit")  # of a cell that names its own unit


@dataclass(frozen=True, slots=True)
class CanonicalLine:
    """A line of the new file: `more` are the lines of a text below it, `heads` those above a row.

    What it says stood from `start` (line, column) to the line `end`; `first` is the line before
    which a comment on it may stand: for the first line of a list item, that of the whole item.
    """

    indent: int
    text: str
    start: tuple[int, int]
    end: int
    first: int
    more: Sequence[str] = ()
    heads: str = ""


class Writer:
    """Walks the nodes of one file in canonical order."""

    def __init__(self, text: str, found: Scan, contract: Contract) -> None:
        self.source, self.scan, self.contract = text.split("\n"), found, contract

    def mapping(
        self, node: Map, known: Keys, indent: int, dash: str = ""
    ) -> Iterator[CanonicalLine]:
        """A map, a key a line (or several); `dash` begins the first line of a list item."""
        first = node.line if dash else 0
        for name in ordered(node.items, known):
            key, child = node.keys[name], node.items[name]
            yield from self.entry(key, child, known.get(name), indent, dash, first or key.line)
            dash, first = "", 0

    def entry(
        self, key: Scalar, child: Node, known: Key | None, indent: int, dash: str, first: int
    ) -> Iterator[CanonicalLine]:
        """A key and its value."""
        name, begin = f"{dash}{spelling.key(key, False)}:", indent - len(dash)
        start, end = (key.line, key.column), key.line
        more: list[str] = []
        if isinstance(child, Scalar):
            text, more = self.scalar(child, indent)
            name, end = f"{name} {text}", self.last(child)
        elif known and isinstance(known.type, PartsType) and isinstance(child, Map) and child.items:
            yield CanonicalLine(begin, name, start, end, first)
            yield from self.parts(child, indent + STEP)
            return
        elif isinstance(child, List) and child.items and self.items_below(child, known):
            yield CanonicalLine(begin, name, start, end, first)
            yield from self.items(child, known, indent)
            return
        elif self.on_one_line(child, known):
            name, end = f"{name} {self.bracketed(child, within(known))}", self.last(child)
        else:
            assert isinstance(child, Map)
            yield CanonicalLine(begin, name, start, end, first)
            yield from self.mapping(child, within(known), indent + STEP)
            return
        yield CanonicalLine(begin, name, start, end, first, more)

    def scalar(self, node: Scalar, indent: int) -> tuple[str, list[str]]:
        """A text behind its key or dash, and the lines below that belong to it."""
        if node.style in ("|", ">") and (found := spelling.block(node.text, indent + STEP)):
            return found
        return spelling.spelled(node, False), []

    def items_below(self, node: List, known: Key | None) -> bool:
        """Whether the items of a list stand below its key: entries do, names in brackets do not."""
        return (known and isinstance(known.type, ListType)) or not self.in_brackets(node)

    def items(self, node: List, known: Key | None, indent: int) -> Iterator[CanonicalLine]:
        """The items of a list, each behind a dash in the column of the key."""
        inner = within(known)
        for item in node.items:
            start = (item.line, item.column)
            if isinstance(item, Scalar):
                text, more = self.scalar(item, indent)
                yield CanonicalLine(indent, f"- {text}", start, self.last(item), item.line, more)
            elif isinstance(item, Map) and not self.on_one_line(item, known):
                yield from self.mapping(item, inner, indent + STEP, "- ")
            else:
                text = self.bracketed(item, inner)
                yield CanonicalLine(indent, f"- {text}", start, self.last(item), item.line)

    # -- the parts

    def parts(self, node: Map, indent: int) -> Iterator[CanonicalLine]:
        """The parts in the order of the forms."""
        known = parts_of(newest_first(self.contract.forms))
        for name in ordered(node.items, known):
            key, part = node.keys[name], node.items[name]
            if isinstance(part, Map) and part.items:
                text = f"{spelling.key(key, False)}:"
                yield CanonicalLine(indent, text, (key.line, key.column), key.line, key.line)
                yield from self.rows(part, self.form(name, part), indent + STEP)
            else:
                yield from self.entry(key, part, None, indent, "", key.line)

    def form(self, name: str, part: Map) -> PartForm | None:
        """The form that a part names, where it names one."""
        chosen = part.items.get("form")
        year = chosen.text if isinstance(chosen, Scalar) else ""
        form = self.contract.forms.get(int(year)) if year.isascii() and year.isdigit() else None
        return form.parts.get(name) if form else None

    def rows(self, part: Map, form: PartForm | None, indent: int) -> Iterator[CanonicalLine]:
        """The rows of a part, their brackets in one column, the heads of the columns above them."""
        known = list(form.strips) if form else []
        heads = _heads(form, part.items) if form else {}
        width = max(map(len, known or part.items)) + len(":")
        for name in ordered(part.items, ["form", *known]):
            key, row = part.keys[name], part.items[name]
            if not isinstance(row, List) and not _absent(row):
                yield from self.entry(key, row, None, indent, "", key.line)
                continue
            text = f"{spelling.key(key, False) + ':':<{width}} {self.bracketed(row, {}, True)}"
            above = f"{'#':<{width}} {heads[name]}" if name in heads else ""
            start = (key.line, key.column)
            yield CanonicalLine(indent, text, start, self.last(row), key.line, heads=above)

    # -- on one line

    def in_brackets(self, node: Node) -> bool:
        """Whether a list or map is written in brackets."""
        return self.source[node.line - 1][node.column - 1] in "[{"

    def on_one_line(self, node: Node, known: Key | None) -> bool:
        """Whether a list or map becomes one line: it is in brackets, or of the short kind.

        A comment inside keeps its place: what is not in brackets then stays as it is.
        """
        if self.in_brackets(node) or (isinstance(node, List) and known is None):
            return True
        last = self.last(node)
        return bool(known and known.one_line) and not any(
            node.line <= comment.line <= last for comment in self.scan.comments
        )

    def bracketed(self, node: Node, known: Keys, cell: bool = False) -> str:
        """A node in brackets; `known` are the keys of a mapping in it."""
        if isinstance(node, Scalar):
            return spelling.spelled(node, True, cell)
        if isinstance(node, List):
            if isinstance(node.items, RowText):
                return f"[{node.items.text}]"
            return f"[{', '.join(self.bracketed(item, known, cell) for item in node.items)}]"
        pairs = []
        for name in ordered(node.items, _CELL if cell else known):
            value, inner = node.items[name], within(known.get(name))
            text = self.bracketed(value, inner, cell and name == "value")
            pairs.append(f"{spelling.key(node.keys[name], True)}: {text}")
        return f"{{{', '.join(pairs)}}}"

    def last(self, node: Node) -> int:
        """The last line of a node; of a text in a block that of its sign."""
        if isinstance(node, Scalar) or self.in_brackets(node):
            return self.scan.ends.get((node.line, node.column), node.line)
        below = node.items.values() if isinstance(node, Map) else node.items
        return max(map(self.last, below))


def ordered(names: Iterable[str], known: Iterable[str]) -> list[str]:
    """Names in the order in which they are known, the others behind them as they come."""
    place = {name: number for number, name in enumerate(known)}
    return sorted(names, key=lambda name: place.get(name, len(place)))


def within(known: Key | None) -> Keys:
    """The keys of a value, or of each entry of a list."""
    match known and known.type:
        case FieldsType(keys) | ListType(FieldsType(keys)):
            return keys
        case TranslatedType():
            return dict.fromkeys(CONTENT_LANGUAGES)
        case _:
            return {}


def all_heads(contract: Contract) -> frozenset[str]:
    """The heads of columns of every form: they are written anew where they belong."""
    blocks = (
        block
        for form in contract.forms.values()
        for part in form.parts.values()
        for block in part.blocks
    )
    return frozenset(" ".join(block.heads) for block in blocks if block.heads)


def _absent(row: Node) -> bool:
    """Whether a row is the word for one that the document does not print."""
    return isinstance(row, Scalar) and not row.style and row.text == ABSENT


def _heads(form: PartForm, rows: Iterable[str]) -> dict[str, str]:
    """The heads of the columns above the first row of each block of the form that has others."""
    found, given, last = {}, set(rows), ""
    for block in form.blocks:
        first = next((row.code for row in block.rows if row.code in given), None)
        heads = " ".join(block.heads)
        if first and heads and heads != last:
            found[first], last = heads, heads
    return found
