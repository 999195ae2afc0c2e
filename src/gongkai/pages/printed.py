"""The official tables of a report as they are printed, with a mark wherever a sum was tried."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, lru_cache
from typing import NamedTuple

from markupsafe import Markup

from gongkai.model.findings import Tally, Verdict
from gongkai.model.forms import Block, Heading, Identity, Line, PartForm
from gongkai.model.languages import Translated
from gongkai.model.report import Report
from gongkai.pages.proofs import FindingAt, anchor, code
from gongkai.pages.templating import Env, macro
from gongkai.pages.tried import Folded
from gongkai.words import Words

_GLOSS = re.compile(r"(?<=\S)(\s*[（(].*[）)])$")


class HeadingCell(NamedTuple):
    """A heading cell. `label` is the printed text, `gloss` its bracketed explanation."""

    label: str
    gloss: str
    across: int
    down: int
    kind: str  # leaf, group (has a derived figure) or heading
    code: str | None


class TableRow(NamedTuple):
    """One row of a printed table: the addresses of its cells, the name of its mark or nothing."""

    stubs: tuple[HeadingCell, ...]
    cells: tuple[str, ...]
    mark: str
    look: str


class TableFoot(NamedTuple):
    """The marks under the columns: one line for each rule that goes down them."""

    rule: str
    marks: tuple[str, ...]


class Table(NamedTuple):
    """One printed rectangle without its figures and marks, which differ between reports."""

    caption: str
    corner: str
    stub_width: int
    head: tuple[tuple[HeadingCell, ...], ...]
    rows: tuple[TableRow, ...]
    feet: tuple[TableFoot, ...]
    marked: bool
    foot_span: int
    look: str  # rows (marks beside them), across, or plain


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the official form as a report prints it.

    `count` says how its sums stand; `implied` how many blanks are worked out, and `worked`, where
    any are, what they must be, in the order of the cells; `left_out` are the codes of the rows that
    it lacks.
    `cells` are its cells by address and its marks by name: what stands in the slots of its tables.
    """

    form: PartForm
    count: Tally
    implied: int
    worked: Sequence[Decimal | None]
    left_out: tuple[str, ...]
    cells: Mapping[str, Markup]
    tried: Folded | None

    @property
    def units(self) -> Sequence[str]:
        """The units of its cells, each once."""
        units = dict.fromkeys(column.unit or row.unit for row, column in self.form.cells.values())
        return [unit for unit in units if unit]


def tables(words: Words, form: PartForm, left_out: tuple[str, ...]) -> list[Table]:
    """The tables of a part, empty."""
    return [_table(form, block, words, left_out) for block in form.blocks]


@cache
def totals(form: PartForm) -> tuple[str, ...]:
    """The cells of the column of totals: those that other cells of their row must add up to."""
    return tuple(identity.place for identity in form.identities if identity.axis == "row")


def marks(report: Report, at: FindingAt, env: Env) -> dict[str, Markup]:
    """The mark of every identity of a report by the name that its slot has in the tables."""
    return {
        name: _mark(env, at[key].verdict, target)
        for form in report.parts.values()
        for name, key, target in _named(form)
    }


@lru_cache(maxsize=4096)
def _mark(env: Env, verdict: Verdict, target: str) -> Markup:
    return macro(env, "marks", "mark", verdict, target)


@cache
def _named(form: PartForm) -> tuple[tuple[str, tuple[str, str], str], ...]:
    """Each identity of a form: the name of its mark, its rule and place, where its proof stands."""
    return tuple((_name(i), (i.rule, i.place), anchor(i)) for i in form.identities)


def _name(identity: Identity) -> str:
    return f"{identity.rule} {identity.place}"


def _table(form: PartForm, block: Block, words: Words, absent: tuple[str, ...]) -> Table:
    lang = words.lang
    # axis → rule → code → name of the mark
    marked: dict[str, dict[str, dict[str, str]]] = {"row": {}, "column": {}}
    for identity in form.identities:
        by_code = marked[identity.axis].setdefault(identity.rule, {})
        by_code[code(identity)] = _name(identity)
    beside = next(iter(marked["row"].values()), {})

    def cells(row: Line) -> tuple[str, ...]:
        return tuple(f"{form.name}.{row.code}.{column.code}" for column in block.columns)

    def feet(axis: str, lines: Sequence[Line]) -> tuple[TableFoot, ...]:
        return tuple(
            TableFoot(rule, tuple(by_code.get(line.code, "") for line in lines))
            for rule, by_code in marked[axis].items()
        )

    caption = block.label[lang] if block.label else form.label[lang]
    corner = block.corner[lang] if block.corner else ""
    if form.layout == "across":
        body = TableRow((), tuple(c for row in block.rows for c in cells(row)), "", "")
        head = _header(_crossed(block, absent, words("columns-left-out")), lang)
        foot = feet("row", block.rows)[:1]
        return Table(caption, corner, 0, head, (body,), foot, False, len(block.columns), "across")
    rows = []
    for stub, line in zip(_stubs(block.row_tree, lang), block.rows, strict=True):
        # The heading of a row that the report does not print says so.
        spans = (
            span._replace(gloss=f"{span.gloss} {words('row-left-out')}".strip())
            if span.code in absent
            else span
            for span in stub
        )
        # One of 一, 二, 四 of the requests, or the total of 三.
        stands_out = beside and line.group is None and (not line.trail or line.code == "handled")
        mark = beside.get(line.code, "")
        rows.append(TableRow(tuple(spans), cells(line), mark, "sum" if stands_out else ""))
    head = _header(block.column_tree, lang)
    if form.layout == "blocks":  # the heading of a column has its unit, unless it is printed there
        units = zip(head[0], block.columns, strict=True)
        head = (tuple(h._replace(gloss=h.gloss or column.unit or "") for h, column in units),)
    width, foot = _depth(block.row_tree), feet("column", block.columns)
    look = "marked" if beside else "plain"
    return Table(caption, corner, width, head, tuple(rows), foot, bool(beside), 1, look)


# -- where its headings stand


def _span(node: Heading | Line, lang: str, across: int, down: int) -> HeadingCell:
    text = node.label[lang]
    found = _GLOSS.search(text) if isinstance(node, Line) else None
    label, gloss = (text[: found.start()], found[1].strip()) if found else (text, "")
    kind = "leaf" if isinstance(node, Line) else "group" if node.group else "heading"
    return HeadingCell(label, gloss, across, down, kind, node.code)


def _depth(tree: Sequence[Heading | Line]) -> int:
    """How many rows the head of a table takes, or how many columns the headings of its rows."""
    return 1 + max((_depth(n.children) for n in tree if isinstance(n, Heading)), default=0)


def _leaves(node: Heading | Line) -> int:
    return sum(map(_leaves, node.children)) if isinstance(node, Heading) else 1


@cache
def _header(tree: tuple[Heading | Line, ...], lang: str) -> tuple[tuple[HeadingCell, ...], ...]:
    """The rows of a table's head, outermost headings first."""
    depth = _depth(tree)
    rows: list[list[HeadingCell]] = [[] for _ in range(depth)]

    def place(nodes: Sequence[Heading | Line], level: int) -> None:
        for node in nodes:
            leaf = isinstance(node, Line)
            rows[level].append(_span(node, lang, _leaves(node), depth - level if leaf else 1))
            if isinstance(node, Heading):
                place(node.children, level + 1)

    place(tree, 0)
    return tuple(map(tuple, rows))


@cache
def _stubs(tree: tuple[Heading | Line, ...], lang: str) -> tuple[tuple[HeadingCell, ...], ...]:
    """For each row, the heading cells that begin in it; the last of them is the row's own."""

    def place(nodes: Sequence[Heading | Line], room: int) -> list[tuple[HeadingCell, ...]]:
        rows: list[tuple[HeadingCell, ...]] = []
        for node in nodes:
            if isinstance(node, Line):
                rows.append((_span(node, lang, room, 1),))
            else:
                inner = place(node.children, room - 1)
                first = _span(node, lang, 1, len(inner))
                rows.extend([(first, *inner[0]), *inner[1:]])
        return rows

    return tuple(place(tree, _depth(tree)))


@cache
def _crossed(
    block: Block, absent: tuple[str, ...] = (), note: str = ""
) -> tuple[Heading | Line, ...]:
    """The head of a table whose rows are printed side by side: each row over all the columns.

    `note` stands behind the labels of the rows that are `absent`.
    """

    def over(nodes: Sequence[Heading | Line]) -> tuple[Heading | Line, ...]:
        return tuple(
            Heading(
                Translated({lang: f"{text}{note}" for lang, text in node.label.texts.items()})
                if node.code in absent
                else node.label,
                over(node.children) if isinstance(node, Heading) else block.columns,
                node.group if isinstance(node, Heading) else None,
            )
            for node in nodes
        )

    return over(block.row_tree)
