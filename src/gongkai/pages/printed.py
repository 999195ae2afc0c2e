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
from gongkai.pages.proofs import FindingAt, anchors
from gongkai.pages.templating import Env, macro
from gongkai.pages.tried import Folded
from gongkai.words import Words

WIDE = 5  # columns of figures
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
    """One row of a printed table: the addresses of its cells, the names of its marks."""

    stubs: tuple[HeadingCell, ...]
    cells: tuple[str, ...]
    marks: tuple[str, ...]
    look: str


class TableFoot(NamedTuple):
    """The marks under the columns, or nothing: one line for each sum that goes down them.

    `what` is the row or column of the sum, where one rule has several; each mark stands under so
    many columns (`span`).
    """

    rule: str
    what: str
    marks: tuple[str, ...]
    span: int


class Table(NamedTuple):
    """One printed rectangle without its figures and marks, which differ between reports."""

    caption: str
    corner: str
    stub_width: int
    head: tuple[tuple[HeadingCell, ...], ...]
    rows: tuple[TableRow, ...]
    feet: tuple[TableFoot, ...]
    marked: bool
    look: str  # rows (marks beside them), across, or plain


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a form as a report prints it.

    `units` are those of its cells, each once, in words; `count` says how its sums stand; `implied`
    how many blanks are worked out, and `worked`, where any are, what they must be, in the order of
    the cells; `left_out` are the codes of the rows that it lacks.
    `cells` are its cells by address and its marks by name: what stands in the slots of its tables.
    """

    form: PartForm
    units: Sequence[str]
    count: Tally
    implied: int
    worked: Sequence[Decimal | None]
    left_out: tuple[str, ...]
    cells: Mapping[str, Markup]
    tried: Folded | None

    @property
    def marked(self) -> bool:
        """Whether marks stand at the ends of its rows and columns."""
        return bool(self.form.identities) and self.form.layout != "across"

    @property
    def wide(self) -> bool:
        """Whether its last column is out of sight on a small screen."""
        return self.form.layout == "rows" and len(self.form.blocks[0].columns) >= WIDE


@cache
def units(form: PartForm) -> tuple[str, ...]:
    """The units of the cells of a part, each once."""
    found = dict.fromkeys(column.unit or row.unit for row, column in form.cells.values())
    return tuple(unit for unit in found if unit)


def tables(words: Words, form: PartForm, left_out: tuple[str, ...]) -> list[Table]:
    """The tables of a part, empty."""
    return [_table(form, block, words, left_out) for block in form.blocks]


def numbered(form: PartForm) -> list[str]:
    """What the marks of a part are called in its empty tables, in the order of its identities."""
    return [f"sum.{form.name}.{n}" for n, _ in enumerate(form.identities)]


def empty(words: Words, form: PartForm) -> list[Table]:
    """The tables of a part for figures to come: no address, no code; marks are numbered."""
    number = dict(zip(map(_name, form.identities), numbered(form), strict=True))
    return [
        table._replace(
            head=tuple(tuple(map(_uncoded, row)) for row in table.head),
            rows=tuple(
                row._replace(
                    stubs=tuple(map(_uncoded, row.stubs)),
                    cells=("",) * len(row.cells),
                    marks=tuple(map(number.__getitem__, row.marks)),
                )
                for row in table.rows
            ),
            feet=tuple(
                foot._replace(marks=tuple(number.get(mark, "") for mark in foot.marks))
                for foot in table.feet
            ),
        )
        for table in tables(words, form, ())
    ]


def _uncoded(heading: HeadingCell) -> HeadingCell:
    return heading._replace(code=None)


@cache
def totals(form: PartForm) -> tuple[str, ...]:
    """The cells of the column of totals: those that other cells of their row must add up to."""
    return tuple(identity.place for identity in form.identities if identity.axis == "row")


def marks(report: Report, at: FindingAt, env: Env) -> dict[str, Markup]:
    """The mark of every identity of a report by the name that its slot has in the tables."""
    targets = anchors(tuple(report.parts.values()))
    return {
        name: _mark(env, at[key].verdict, targets[key])
        for form in report.parts.values()
        for name, key in _named(form)
    }


@lru_cache(maxsize=4096)
def _mark(env: Env, verdict: Verdict, target: str) -> Markup:
    return macro(env, "marks", "mark", verdict, target)


@cache
def _named(form: PartForm) -> tuple[tuple[str, tuple[str, str]], ...]:
    """Each identity of a form: the name of its mark, its rule and place."""
    return tuple((_name(i), (i.rule, i.place)) for i in form.identities)


def _name(identity: Identity) -> str:
    return f"{identity.rule} {identity.place}"


def _table(form: PartForm, block: Block, words: Words, absent: tuple[str, ...]) -> Table:
    lang = words.lang
    cells = {row.code: form.strips[row.code].addresses for row in block.rows}
    # axis → rule and the row (or column) of its sum → name of the mark by column (or row)
    marked: dict[str, dict[tuple[str, str], dict[str, str]]] = {"row": {}, "column": {}}
    for identity in form.identities:
        row, column = form.cells[identity.place]
        if row.code in cells:
            of, along = (row, column) if identity.axis == "column" else (column, row)
            sums = marked[identity.axis].setdefault((identity.rule, of.code), {})
            sums[along.code] = _name(identity)

    caption = block.label[lang] if block.label else form.label[lang]
    corner = block.corner[lang] if block.corner else ""
    own_unit = _mixed_units(form, block)
    if form.layout == "across":
        addresses = tuple(address for row in block.rows for address in cells[row.code])
        over_rows = [row.code for row in block.rows]
        feet = _feet(form, lang, marked["row"], over_rows, len(block.columns))
        feet += _feet(
            form, lang, marked["column"], [c.code for c in block.columns], 1, over=over_rows
        )
        note, units_of = words("columns-left-out"), tuple(own_unit.items())
        head = _header(_crossed(block, absent, note, units_of), lang)
        body = TableRow((), addresses, (), "")
        return Table(caption, corner, 0, head, (body,), feet, False, "across")
    rows = []
    whole = form.cells[form.outcomes.whole][0].code if form.outcomes else None
    for stub, line in zip(_stubs(block.row_tree, lang), block.rows, strict=True):
        # The heading of a row that the report does not print says so.
        spans = [
            span._replace(gloss=f"{span.gloss} {words('row-left-out')}".strip())
            if span.code in absent
            else span
            for span in stub
        ]
        if unit := own_unit.get(line.code):
            spans[-1] = spans[-1]._replace(gloss=f"{spans[-1].gloss} {unit}".strip())
        # One of 一, 二, 四 of the requests, or the total of 三.
        stands_out = line.group is None and (not line.trail or line.code == whole)
        marks = tuple(sums[line.code] for sums in marked["row"].values() if line.code in sums)
        look = "sum" if marked["row"] and stands_out else ""
        rows.append(TableRow(tuple(spans), cells[line.code], marks, look))
    head = _header(block.column_tree, lang)
    if form.layout == "blocks" and not own_unit:
        # The heading of a column has its unit, unless it is printed there.
        unit_of = {c.code: c.unit or "" for c in form.strips[block.rows[0].code].columns}
        head = tuple(
            tuple(
                h._replace(gloss=h.gloss or unit_of[h.code or ""]) if h.kind == "leaf" else h
                for h in of_row
            )
            for of_row in head
        )
    feet = _feet(form, lang, marked["column"], [c.code for c in block.columns], 1)
    beside = bool(marked["row"])
    look = "marked" if beside else "plain"
    if look == "plain" and len(block.columns) == 1:
        # A head of one line: what the table is stands in its corner, and nothing over it.
        caption, corner = "", caption
    return Table(caption, corner, _depth(block.row_tree), head, tuple(rows), feet, beside, look)


def _feet(
    form: PartForm,
    lang: str,
    marked: Mapping[tuple[str, str], Mapping[str, str]],
    along: Sequence[str],
    span: int,
    over: Sequence[str] = (),
) -> tuple[TableFoot, ...]:
    """A line of marks for each sum. Where rows stand side by side (`over`), a sum over rows has its
    marks below the columns of its own row.
    """
    rules = [rule for rule, _ in marked]
    labels = {line.code: line.label for pair in form.cells.values() for line in pair}
    found = []
    for (rule, code), sums in marked.items():
        what = labels[code][lang] if rules.count(rule) > 1 else ""
        names = tuple(
            sums.get(one, "") if row == code else "" for row in over or (code,) for one in along
        )
        found.append(TableFoot(rule, what, names, span))
    return tuple(found)


def _mixed_units(form: PartForm, block: Block) -> dict[str, str]:
    """The unit of each row, where the rows under a column have not all the same."""
    strips = {row.code: form.strips[row.code].columns for row in block.rows}
    if all(len({c.unit for c in column}) == 1 for column in zip(*strips.values(), strict=True)):
        return {}
    return {
        code: "、".join(dict.fromkeys(column.unit for column in columns if column.unit))
        for code, columns in strips.items()
    }


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
    block: Block,
    absent: tuple[str, ...] = (),
    note: str = "",
    units: tuple[tuple[str, str], ...] = (),
) -> tuple[Heading | Line, ...]:
    """The head of a table whose rows are printed side by side: each row over all the columns.

    `note` stands behind the labels of the rows that are `absent`, a unit behind those that have one
    of their own.
    """
    behind = {**{code: f" {unit}" for code, unit in units}, **dict.fromkeys(absent, note)}

    def over(nodes: Sequence[Heading | Line]) -> tuple[Heading | Line, ...]:
        return tuple(
            Heading(
                Translated(
                    {lang: f"{text}{behind[code]}" for lang, text in node.label.texts.items()}
                )
                if (code := node.code or "") in behind
                else node.label,
                over(node.children) if isinstance(node, Heading) else block.columns,
                node.group if isinstance(node, Heading) else None,
            )
            for node in nodes
        )

    return over(block.row_tree)
