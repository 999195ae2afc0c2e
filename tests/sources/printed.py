"""A report as its publisher prints it: tables as rows of (text, rowspan, colspan).

The labels are those of the official forms; figures and sentences are our own (`country`). What each
shape of document makes of it stands in `pages`, `pasted` and `files`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from gongkai.model.forms import Heading, Line, PartForm
from gongkai.model.report import Cell, Report, State

Span = tuple[str, int, int]  # text, rowspan, colspan
Table = list[list[Span]]
Spelling = Callable[[str], str]  # how a label or a figure is printed in this document

HEAD = "一、总体情况"
PROSE = "本年度按规定公开信息，全年新收申请{received}件，较上年有所增加；开展政府开放日活动20余次。"
TAIL = "五、存在的主要问题及改进情况"
_MARKS = {State.BLANK: "", State.SLASH: "/", State.DASH: "-", State.NONE: "无", State.MERGED: ""}


@dataclass(frozen=True, slots=True)
class Printed:
    """A report to be printed: `cells` are the texts of its cells by address."""

    title: str
    year: int
    parts: Mapping[str, PartForm]
    cells: Mapping[str, str]

    def prose(self) -> str:
        """The one sentence with figures."""
        return PROSE.format(received=self.cells.get("requests.received.total") or "0")


def printed(report: Report) -> Printed:
    """A report of a file, as it would be printed again."""
    cells = {address: _shown(cell) for address, cell in report.cells.items()}
    return Printed(report.title, report.year, report.parts, cells)


def _shown(cell: Cell) -> str:
    if cell.value is None:
        return _MARKS[cell.state]
    if cell.printed and not cell.unit:
        return cell.printed
    return f"{cell.value:f}{cell.unit or ''}"


def same(text: str) -> str:
    """As it is."""
    return text


def tables(one: Printed, label: Spelling = same, figure: Spelling = same) -> list[Table]:
    """The tables in the order of the report; a part that it lacks is left out."""
    made = {"disclosure": disclosure, "requests": requests, "reviews": reviews}
    return [made.get(name, partial(other, name))(one, label, figure) for name in one.parts]


def headings(one: Printed) -> list[str]:
    """What stands above the tables."""
    return [part.label["zh"] for part in one.parts.values()]


def disclosure(one: Printed, label: Spelling = same, figure: Spelling = same) -> Table:
    """Part 2: a rectangle for each clause, all as wide as the widest."""
    form = one.parts["disclosure"]
    width = 1 + max(len(block.columns) for block in form.blocks)
    rows: Table = []
    for block in form.blocks:
        assert block.label is not None
        assert block.corner is not None
        rows.append([(label(block.label["zh"]), 1, width)])
        last = width - len(block.columns)
        heads = [(label(column.label["zh"]), 1, 1) for column in block.columns]
        rows.append([(label(block.corner["zh"]), 1, 1), *heads[:-1], (heads[-1][0], 1, last)])
        for line in block.rows:
            texts = [figure(one.cells[f"disclosure.{line.code}.{c.code}"]) for c in block.columns]
            cells = [(text, 1, 1) for text in texts]
            rows.append([(label(line.label["zh"]), 1, 1), *cells[:-1], (texts[-1], 1, last)])
    return rows


def requests(one: Printed, label: Spelling = same, figure: Spelling = same) -> Table:
    """Part 3: three columns of labels, a header of three lines."""
    form = one.parts["requests"]
    block = form.blocks[0]
    assert block.corner is not None
    whole, organizations = block.column_tree[0], None
    assert isinstance(whole, Heading)
    first: list[Span] = []
    second: list[Span] = []
    for node in whole.children:
        if isinstance(node, Heading):
            organizations = node
            first.append((label(node.label["zh"]), 1, len(node.children)))
            second = [(label(child.label["zh"]), 1, 1) for child in node.children]
        else:
            first.append((label(node.label["zh"]), 2, 1))
    assert organizations is not None
    rows: Table = [
        [(label(block.corner["zh"]), 3, 3), (label(whole.label["zh"]), 1, len(block.columns))],
        first,
        second,
    ]
    for stubs, line in _stubbed(block.row_tree, 3):
        cells = [figure(one.cells[f"requests.{line.code}.{c.code}"]) for c in block.columns]
        rows.append([*((label(t), d, a) for t, d, a in stubs), *((text, 1, 1) for text in cells)])
    return rows


def _stubbed(nodes: Sequence[Heading | Line], width: int) -> Iterator[tuple[list[Span], Line]]:
    """The leaves of a tree of rows with the labels that begin in their line."""
    for node in nodes:
        if isinstance(node, Line):
            yield [(node.label["zh"], 1, width)], node
            continue
        leaves = list(_stubbed(node.children, width - 1))
        for number, (stubs, line) in enumerate(leaves):
            own = [(node.label["zh"], len(leaves), 1)] if number == 0 else []
            yield [*own, *stubs], line


def reviews(one: Printed, label: Spelling = same, figure: Spelling = same) -> Table:
    """Part 4: three channels side by side, fifteen figures in one line."""
    form = one.parts["reviews"]
    block = form.blocks[0]
    results = [(label(column.label["zh"]), 1, 1) for column in block.columns]
    alone, litigation = block.row_tree
    assert isinstance(litigation, Heading)
    wide = len(results)
    return [
        [(label(alone.label["zh"]), 1, wide), (label(litigation.label["zh"]), 1, 2 * wide)],
        [
            *((text, 2, 1) for text, _, _ in results),
            *((label(child.label["zh"]), 1, wide) for child in litigation.children),
        ],
        results * 2,
        [(figure(one.cells[address]), 1, 1) for address in form.addresses],
    ]


def other(name: str, one: Printed, label: Spelling = same, figure: Spelling = same) -> Table:
    """A part of another form: its blocks one below the other, units in a column of their own."""
    form = one.parts[name]
    if form.layout == "across":
        heads = [(label(column.label["zh"]), 1, 1) for column in form.blocks[0].columns]
        return [
            [(label(row.label["zh"]), 1, len(heads)) for row in form.rows],
            heads * len(form.rows),
            [(figure(one.cells[address]), 1, 1) for address in form.addresses],
        ]
    units = any(row.unit for row in form.rows)
    width = max(1 + len(row.trail) for row in form.rows)
    rows: Table = []
    for block in form.blocks:
        corner = block.corner["zh"] if block.corner else "项目"
        heads = [label(column.label["zh"]) for column in block.columns]
        texts = [f"{one.year}年度" if head == "本年度" else head for head in heads]
        texts = ["计量单位", *texts] if units else texts
        rows.append([(label(corner), 1, width), *((text, 1, 1) for text in texts)])
        for stubs, line in _stubbed(block.row_tree, width):
            strip = form.strips[line.code]
            texts = [figure(one.cells[address]) for address in strip.addresses]
            texts = [strip.columns[0].unit or "", *texts] if units else texts
            labels = [(label(text), down, across) for text, down, across in stubs]
            rows.append([*labels, *((text, 1, 1) for text in texts)])
    return rows


def flat(table: Table, *, repeat: bool = False) -> list[list[str]]:
    """A table with a text for each place; what a span covers is blank, or `repeat`s it."""
    placed: dict[tuple[int, int], str] = {}
    for y, row in enumerate(table):
        x = 0
        for text, down, across in row:
            while (y, x) in placed:
                x += 1
            for dy in range(down):
                for dx in range(across):
                    placed[y + dy, x + dx] = text if repeat or not (dy or dx) else ""
            x += across
    width = max(x for _, x in placed) + 1
    return [[placed.get((y, x), "") for x in range(width)] for y in range(len(table))]
