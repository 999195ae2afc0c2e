"""The parts of a report file: rows of printed cells, laid over the form that each part names.

A row of plain figures is understood whole, and remembered: most rows of most reports are alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import lru_cache

from gongkai.content.load.fields import FileReader
from gongkai.contract import Contract
from gongkai.model.forms import Line, PartForm, newest_first, parts_of
from gongkai.model.report import (
    ABSENT,
    BLANK,
    MARKS,
    STATES,
    UNITS,
    UNREAD,
    UNREAD_CELL,
    Cell,
    Location,
    State,
)
from gongkai.text.hints import NUMBER, spelling
from gongkai.text.yamlread import List, Map, Node, RowText, Scalar

MAX_COUNT = 10**12
_COUNT = re.compile(r"0|[1-9][0-9]*")
_CHANGE = re.compile(r"0|-?[1-9][0-9]*")
_MONEY = re.compile(r"(?:0|[1-9][0-9]*)(?:\.[0-9]{1,6})?")
_SPELLINGS = {"count": _COUNT, "change": _CHANGE, "money": _MONEY}
_LEFT_OUT = Cell(None, None, State.ABSENT)
Rows = Mapping[str, List | Scalar]  # part.row → the row as written; a word where it is left out


class CellLocations(Mapping[str, Location]):
    """Where the cells of a report and what is named otherwise stand; found when asked for.

    `rows` are those of the file by their names, part.row. A row that is left out is one place.
    """

    __slots__ = ("_others", "_parts", "_rows")

    def __init__(
        self, others: Mapping[str, Location], rows: Rows, parts: Mapping[str, PartForm]
    ) -> None:
        self._others, self._rows, self._parts = others, rows, parts

    def __getitem__(self, address: str) -> Location:
        if address in self._others:
            return self._others[address]
        name = address.rpartition(".")[0]
        part, _, row = name.partition(".")
        written, addresses = self._rows[name], self._parts[part].strips[row].addresses
        items = written.items if isinstance(written, List) else [written] * len(addresses)
        found = dict(zip(addresses, items, strict=True))[address]
        return Location(found.line, found.column)

    def __iter__(self) -> Iterator[str]:
        yield from self._others
        for name in self._rows:
            part, _, row = name.partition(".")
            yield from self._parts[part].strips[row].addresses

    def __len__(self) -> int:
        return sum(1 for _ in self)


def read_parts(
    reader: FileReader, node: Node | None, contract: Contract, subject: str | None
) -> tuple[dict[str, PartForm], dict[str, Cell], dict[str, List | Scalar]]:
    """Every part that the file gives: its form, its cells by address, and its rows as written.

    `subject` is who reports, as far as that is known: it may use no form of another province.
    """
    forms: dict[str, PartForm] = {}
    cells: dict[str, Cell] = {}
    rows: dict[str, List | Scalar] = {}
    if node is None:
        return forms, cells, rows
    if not isinstance(node, Map):
        reader.expected(node, "parts", "mapping")
        return forms, cells, rows
    known = list(parts_of(newest_first(contract.forms)))
    for name, key in node.keys.items():
        if name not in known:
            reader.unknown_key(key, known)
    for name in known:
        if name in node.items:
            part = node.items[name]
            form = _form(reader, name, part, contract, subject)
            if form is not None and isinstance(part, Map):
                _once(reader, part, form, forms)
                forms[name] = form
                _rows(reader, part, form, cells, rows)
    return forms, cells, rows


def _form(
    reader: FileReader, name: str, node: Node, contract: Contract, subject: str | None
) -> PartForm | None:
    """The part of the form that is named, None where it cannot be used (it has been noted)."""
    if not isinstance(node, Map):
        reader.expected(node, name, "mapping")
        return None
    having = (form for form in contract.forms.values() if name in form.parts)
    known = ", ".join(str(form.id) for form in having)
    chosen = node.items.get("form")
    if chosen is None:
        reader.problem(node, "missing-key", key="form", choices=known)
        return None
    text = chosen.text if isinstance(chosen, Scalar) else ""
    form = contract.forms.get(int(text)) if re.fullmatch(r"[1-9][0-9]{3,5}", text) else None
    if form is None:
        reader.problem(chosen, "unknown-code", key="form", found=text[:20], hint=None, known=known)
        return None
    if name not in form.parts:
        parts = ", ".join(form.parts)
        reader.problem(chosen, "form-part", form=form.id, part=name, known=parts)
        return None
    if subject is not None and not form.used_by(subject):
        reader.problem(chosen, "form-elsewhere", form=form.id, where=form.where)
        return None
    return form.parts[name]


def _once(reader: FileReader, node: Map, form: PartForm, others: Mapping[str, PartForm]) -> None:
    """Parts of several forms may share a table: each row stands there once for a report."""
    for other in others.values():
        same = [code for code in form.strips if code in other.strips]
        if other.table == form.table and same:
            args = {"part": form.name, "other": other.name, "row": same[0], "table": form.table}
            reader.problem(node.items["form"], "form-same-row", **args)


def _rows(
    reader: FileReader,
    node: Map,
    form: PartForm,
    cells: dict[str, Cell],
    rows: dict[str, List | Scalar],
) -> None:
    strips = form.strips
    mistyped = set()
    unread: list[List] = []  # rows of which nothing has been read
    for name, key in node.keys.items():
        if name not in strips and name != "form":
            hint = reader.hint(name, [code for code in strips if code not in node.items] or strips)
            mistyped.add(hint)
            reader.problem(
                key, "unknown-row", part=form.name, row=ascii(name)[1:-1][:60], hint=hint
            )
    for code, strip in strips.items():
        row = node.items.get(code)
        if row is None and code in mistyped:
            continue
        if row is None:
            reader.problem(node, "missing-row", part=form.name, row=code)
        elif isinstance(row, Scalar) and _is(row, ABSENT):
            rows[strip.name] = row
            cells.update(dict.fromkeys(strip.addresses, _LEFT_OUT))
        elif not isinstance(row, List):
            reader.expected(row, code, "row")
        elif isinstance(row.items, RowText) and (found := figures(row.items.text, strip.kinds)):
            rows[strip.name] = row
            cells.update(zip(strip.addresses, found, strict=True))
        elif lost := next((item for item in row.items if _is(item, ABSENT)), None):
            reader.problem(lost, "cell-absent", row=code)
        elif len(row.items) != len(strip.columns):
            _row_length(reader, row, code, strip.columns)
        else:
            rows[strip.name] = row
            blank = [item for item in row.items if _unread(item) and not reader.drafts]
            if len(blank) == len(row.items):
                unread.append(row)
                continue
            if blank:
                _unread_cells(reader, blank, row, code, strip.columns)
            for column, address, item in zip(
                strip.columns, strip.addresses, row.items, strict=True
            ):
                cell = None if blank and _unread(item) else _cell(reader, item, column)
                if cell is not None:
                    cells[address] = cell
    if unread:
        reader.problem(unread[0], "rows-unread", part=form.name, n=len(unread))
    if all(isinstance(rows.get(strip.name), Scalar) for strip in strips.values()):
        reader.problem(node, "part-absent", part=form.name)


def _unread(node: Node) -> bool:
    """Whether a cell still says that a draft could not read it."""
    return _is(node, UNREAD)


def _is(node: Node, word: str) -> bool:
    return isinstance(node, Scalar) and not node.style and node.text == word


def _unread_cells(
    reader: FileReader, unread: list[Node], row: List, code: str, columns: tuple[Line, ...]
) -> None:
    """One problem a row, at the first of its cells that nobody has read yet."""
    pairs = zip(columns, row.items, strict=True)
    names = ", ".join(column.code for column, item in pairs if _unread(item))
    message = "cell-unread" if len(unread) == 1 else "cells-unread"
    reader.problem(unread[0], message, row=code, column=names)


@lru_cache(maxsize=4096)
def figures(text: str, kinds: tuple[str, ...]) -> tuple[Cell, ...] | None:
    """The cells of a row of plain figures, None where the row has to be looked at one by one."""
    texts = text.split(", ")
    if len(texts) != len(kinds):
        return None
    found = [_plain(*pair) for pair in zip(texts, kinds, strict=True)]
    known = tuple(cell for cell in found if cell is not None)
    return known if len(known) == len(kinds) else None


def _row_length(reader: FileReader, row: List, code: str, columns: tuple[Line, ...]) -> None:
    """Too many or too few cells: the comma within or between numbers is the likely reason."""
    texts = [item for item in row.items if isinstance(item, Scalar)]
    for item in texts:
        if not item.style and reader.fullwidth(item):
            return
    found, wanted = len(row.items), len(columns)
    names = ", ".join(column.code for column in columns)
    grouped = any(re.fullmatch(r"[0-9]{3}", item.text) for item in texts[1:])
    message = "row-length-grouped" if found > wanted and grouped else "row-length"
    reader.problem(row, message, row=code, found=found, wanted=wanted, columns=names)


def _cell(reader: FileReader, node: Node, column: Line) -> Cell | None:
    """One printed cell, or None when it cannot be read (the problem has been noted)."""
    if isinstance(node, Map):
        return _with_unit(reader, node, column)
    if reader.drafts and _unread(node):
        return UNREAD_CELL
    if not isinstance(node, Scalar):
        reader.expected(node, column.code, "cell")
        return None
    if node.style:
        if node.text in MARKS:
            return Cell(None, node.text, MARKS[node.text])
    elif (cell := _plain(node.text, column.kind)) is not None:
        return cell
    elif node.text in MARKS:
        return Cell(None, node.text, MARKS[node.text])
    _refuse(reader, node, column)
    return None


def _plain(text: str, kind: str) -> Cell | None:
    """A cell as a number, a blank, or a state that is written as a word."""
    if (cell := number(text, kind)) is not None:
        return cell
    if text == "null":
        return BLANK
    return Cell(None, None, STATES[text]) if text in STATES else None


@lru_cache(maxsize=16_384)
def number(text: str, kind: str) -> Cell | None:
    """The cell of a number as the file spells it, None for any other spelling.

    A count is a whole number from 0 to 10**12; a change may have a minus sign; money is a decimal
    with up to six places, kept as printed.
    """
    if not _SPELLINGS[kind].fullmatch(text) or len(text) > 20:
        return None
    value = Decimal(text)
    if abs(value) > MAX_COUNT:
        return None
    printed = f"+{text}" if kind == "change" and value > 0 else text
    return Cell(value, printed)


def _with_unit(reader: FileReader, node: Map, column: Line) -> Cell | None:
    """A cell that prints its own unit, where the form leaves it open."""
    if column.kind != "money" or column.unit is not None:
        reader.problem(node, "unit-refused", column=column.code)
        return None
    value, unit = node.items.get("value"), node.items.get("unit")
    if set(node.items) != {"value", "unit"} or not isinstance(unit, Scalar) or value is None:
        reader.problem(node, "unit-shape")
        return None
    if unit.text not in UNITS:
        reader.problem(unit, "unknown-code", key="unit", found=unit.text[:20], hint=None,
                       known=", ".join(UNITS))  # fmt: skip
        return None
    cell = None if isinstance(value, Map) else _cell(reader, value, column)
    if cell is None or cell.value is None:
        return cell
    return Cell(cell.value, f"{cell.printed}{unit.text}", State.NUMBER, unit.text)


def _refuse(reader: FileReader, node: Scalar, column: Line) -> None:
    """Say why a cell cannot be read, and how to write it where that is certain."""
    text = node.text
    shown = f'"{text[:40]}"' if node.style else text[:40]
    args = {"column": column.code, "found": shown}
    if _unread(node):
        reader.problem(node, "cell-unread", **args)
    elif text in ("", "~"):
        reader.problem(node, "cell-empty", **args)
    elif text in ("—", "–", "－", "——", "―"):
        reader.problem(node, "cell-write", spelling='"-"', **args)
    elif text == "／":
        reader.problem(node, "cell-write", spelling='"/"', **args)
    elif node.style and number(text, column.kind):
        reader.problem(node, "cell-write", spelling=text, **args)
    elif spelling(text) is None and reader.fullwidth(node):
        return
    elif (write := spelling(text)) is not None and number(write, column.kind):
        reader.problem(node, "cell-write", spelling=write, **args)
    elif NUMBER.fullmatch(text) and text.startswith("-"):
        reader.problem(node, "cell-negative", **args)
    elif NUMBER.fullmatch(text) and "." in text:
        reader.problem(node, "cell-decimal", **args)
    elif column.kind == "money" and re.fullmatch(r"[0-9]+\.[0-9]{7,}", text):
        reader.problem(node, "cell-decimals", **args)
    elif re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", text):
        reader.problem(node, "cell-range", **args)
    else:
        reader.problem(node, f"cell-{column.kind}", **args)
