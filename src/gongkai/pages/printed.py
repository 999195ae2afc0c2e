"""The official tables of a report as they are printed, with a mark wherever a sum was tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai import words as say
from gongkai.forms import Block, Line, PartForm
from gongkai.model import Report
from gongkai.pages import layout
from gongkai.pages.proofs import Mark, code, figure, mark
from gongkai.pages.site import Site
from gongkai.verdict import Finding, of_tables
from gongkai.words import Words


class Shown(NamedTuple):
    """A cell as it is shown; `value` is the ungrouped number where that differs from the text."""

    address: str
    soft: bool  # a zero or a blank: it recedes
    text: str
    value: str
    implied: str


class TableRow(NamedTuple):
    """One row of a printed table."""

    stubs: tuple[layout.Span, ...]
    cells: tuple[Shown, ...]
    mark: Mark | None
    look: str


class TableFoot(NamedTuple):
    """The marks under the columns: one line for each rule that goes down them."""

    label: str
    marks: tuple[Mark | None, ...]


class Table(NamedTuple):
    """One printed rectangle."""

    caption: str
    corner: str
    stub_width: int
    head: tuple[tuple[layout.Span, ...], ...]
    rows: tuple[TableRow, ...]
    feet: tuple[TableFoot, ...]
    marked: bool
    foot_span: int
    look: str  # rows (marks beside them), across, or plain


def part(
    report: Report,
    form: PartForm,
    at: Mapping[tuple[str, str], Finding],
    site: Site,
    words: Words,
) -> dict[str, object]:
    findings = [
        f for f in at.values() if f.identity and f.identity.place.startswith(f"{form.name}.")
    ]
    count = of_tables(findings)
    units = dict.fromkeys(column.unit or row.unit for row, column in form.cells.values())
    return {
        "form": form,
        "title": site.contract.forms[form.form].title,
        "source": site.contract.forms[form.form].source,
        "units": [words(f"unit-{unit}") for unit in units if unit],
        "count": count,
        "implied": sum(a in site.implied[report.id] for a in form.addresses),
        "tables": [_table(report, form, block, at, site, words) for block in form.blocks],
    }


def _table(
    report: Report,
    form: PartForm,
    block: Block,
    at: Mapping[tuple[str, str], Finding],
    site: Site,
    words: Words,
) -> Table:
    lang, implied = words.lang, site.implied[report.id]
    marks: dict[tuple[str, str], dict[str, Mark]] = {}  # (axis, rule) → code → mark
    for identity in form.identities:
        finding = at[identity.rule, identity.place]
        across = code(identity)
        marks.setdefault((identity.axis, identity.rule), {})[across] = mark(finding, site, words)
    down = [(rule, by) for (axis, rule), by in marks.items() if axis == "column"]
    beside = next((by for (axis, _), by in marks.items() if axis == "row"), {})

    def cells(row: str) -> tuple[Shown, ...]:
        return tuple(
            _shown(f"{form.name}.{row}.{c.code}", report, implied, words) for c in block.columns
        )

    caption = block.label[lang] if block.label else form.label[lang]
    corner = block.corner[lang] if block.corner else ""
    if form.layout == "across":
        body = (TableRow((), tuple(c for row in block.rows for c in cells(row.code)), None, ""),)
        rule = next((rule for axis, rule in marks if axis == "row"), None)
        feet: tuple[TableFoot, ...] = ()
        if rule:
            feet = (_foot(rule, [beside.get(row.code) for row in block.rows], site, lang),)
        head = layout.header(layout.crossed(block), lang)
        return Table(caption, corner, 0, head, body, feet, False, len(block.columns), "across")
    rows = tuple(
        TableRow(
            stub,
            cells(line.code),
            beside.get(line.code),
            "sum" if beside and _stands_out(line) else "",
        )
        for stub, line in zip(layout.stubs(block.row_tree, lang), block.rows, strict=True)
    )
    feet = tuple(
        _foot(rule, [by.get(c.code) for c in block.columns], site, lang) for rule, by in down
    )
    head = layout.header(block.column_tree, lang)
    width = layout.stub_width(block)
    look = "marked" if beside else "plain"
    if form.layout == "blocks":
        head = (
            tuple(
                _with_unit(span, line) for span, line in zip(head[0], block.columns, strict=True)
            ),
        )
    return Table(caption, corner, width, head, rows, feet, bool(beside), 1, look)


def _with_unit(span: layout.Span, line: Line) -> layout.Span:
    """The heading of a clause's column with its unit, unless the form prints it there."""
    if line.unit is None or span.gloss:
        return span
    return span._replace(gloss=line.unit)


def _stands_out(line: Line) -> bool:
    """Whether a row of the requests table is one of 一, 二, 四 or the total of 三."""
    return line.group is None and (not line.trail or line.code == "handled")


def _foot(rule: str, marks: Sequence[Mark | None], site: Site, lang: str) -> TableFoot:
    return TableFoot(site.contract.rules[rule].words[lang]["short"], tuple(marks))


def _shown(address: str, report: Report, implied: Mapping[str, Decimal], words: Words) -> Shown:
    cell = report.cells[address]
    text, plain = figure(cell, words), say.plain(cell.value)
    follows = say.number(implied[address]) if address in implied else ""
    return Shown(
        address, not cell.value, text, plain if cell.value and plain != text else "", follows
    )
