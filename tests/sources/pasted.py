"""Text as pages become when they are copied, or as people keep it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial

from printed import HEAD, TAIL, Printed, Table, flat, headings, tables

Shape = Callable[[Printed], bytes]


def _around(one: Printed, laid_out: Callable[[Table], str]) -> str:
    parts = [
        f"{heading}\n\n{laid_out(table)}\n"
        for heading, table in zip(headings(one), tables(one), strict=True)
    ]
    return f"{one.title}\n\n{HEAD}\n\n{one.prose()}\n\n{''.join(parts)}\n{TAIL}\n"


def _own(table: Table) -> Iterator[list[str]]:
    for row in table:
        yield [text for text, _, _ in row]


def cell_a_line(one: Printed) -> bytes:
    """A cell a line with blank lines between."""
    return _around(one, lambda t: "\n\n".join(text for row in _own(t) for text in row)).encode()


def cell_and_stroke(one: Printed) -> bytes:
    """A cell and a stroke a line; what is covered is strokes at the end of its row."""

    def laid_out(table: Table) -> str:
        wide = len(flat(table)[0])
        lines = []
        for row in _own(table):
            lines += [f"{text} |" if text else "|" for text in row]
            if len(row) < wide:
                lines.append("|" * (wide - len(row)))
        return "\n".join(lines)

    return _around(one, laid_out).encode()


def tabbed_cells(one: Printed) -> bytes:
    """A tab and a cell a line, a blank line between rows; long labels over two lines."""

    def laid_out(table: Table) -> str:
        rows = []
        for row in flat(table):
            first = [
                text.replace("商业企业", "商业\n企业").replace("（三）不", "（三）\n\n不")
                for text in row
            ]
            rows.append("\n".join(f"\t{text}" for text in first))
        return "\n\n".join(rows)

    return _around(one, laid_out).encode()


def rows_with_tabs(one: Printed, *, covered: bool) -> bytes:
    """A row a line, with tabs; covered places are empty cells, or left out."""

    def laid_out(table: Table) -> str:
        rows = flat(table) if covered else _own(table)
        return "\n".join("\t".join(row) for row in rows)

    return _around(one, laid_out).encode()


def markdown(one: Printed, *, tight: bool) -> bytes:
    """Markdown tables, with or without spaces in the cells."""

    def laid_out(table: Table) -> str:
        head, *rows = flat(table)
        gap = "" if tight else " "
        lines = [f"|{'|'.join(gap + text + gap for text in row)}|" for row in (head, *rows)]
        return "\n".join([lines[0], f"|{'---|' * len(head)}", *lines[1:]])

    return _around(one, laid_out).encode()


def rows_with_spaces(one: Printed) -> bytes:
    """A row a line, with spaces between, as copied from a PDF file."""
    return _around(
        one, lambda t: "\n".join(" ".join(filter(None, row)) for row in _own(t))
    ).encode()


def again(one: Printed, shape: Shape, charset: str = "utf-8", ends: str = "\n") -> bytes:
    """Another shape in another charset or with other ends of lines."""
    return shape(one).decode().replace("\n", ends).encode(charset)


# Shapes in which a blank cell leaves no trace: only what has none can be told by them.
BLIND: Mapping[str, Shape] = {
    "a cell a line": cell_a_line,
    "a row a line with spaces": rows_with_spaces,
    "a cell a line, GB18030": partial(again, shape=cell_a_line, charset="gb18030"),
    "a cell a line, CRLF": partial(again, shape=cell_a_line, ends="\r\n"),
}
SHAPES: Mapping[str, Shape] = {
    "a cell and a stroke a line": cell_and_stroke,
    "a tab and a cell a line": tabbed_cells,
    "rows with tabs": partial(rows_with_tabs, covered=True),
    "rows with tabs, without covered cells": partial(rows_with_tabs, covered=False),
    "rows with tabs, CRLF, UTF-16": partial(again, shape=partial(rows_with_tabs, covered=True), charset="utf-16", ends="\r\n"),
    "Markdown": partial(markdown, tight=False),
    "Markdown without spaces": partial(markdown, tight=True),
    "rows with tabs, GB18030": partial(again, shape=partial(rows_with_tabs, covered=True), charset="gb18030"),
}  # fmt: skip
