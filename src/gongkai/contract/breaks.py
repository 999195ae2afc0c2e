"""What interrupts a series: breaks.yaml → breaks, and which rows of two reports may be compared.

An entry names the rows and measures that it touches; everything else goes on across it. Where two
documents follow different forms, a row compares that has the same codes and unit in both.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from gongkai.model.findings import Problem
from gongkai.model.forms import Break, Form, Line, PartForm
from gongkai.model.languages import CONTENT_LANGUAGES, translated
from gongkai.model.report import Report
from gongkai.text.yamlread import List, Map, Node, Scalar

# The keys of an entry, each with those below it.
_KEYS: Mapping[str, Sequence[str]] = {
    **dict.fromkeys(("date", "year", "form", "items"), ()),
    **dict.fromkeys(CONTENT_LANGUAGES, ("title", "short", "explanation")),
    "source": CONTENT_LANGUAGES,
}
_OPTIONAL = "form"
_DATE = re.compile(r"[12][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])")
_YEAR = re.compile(r"[12][0-9]{3}")


class Apart(NamedTuple):
    """Why a row of a report is not compared with that of an earlier one.

    `reason` is a message id with its `args`; `entry` the break that lies between them, if one does.
    """

    reason: str
    args: Mapping[str, object]
    entry: Break | None = None


def unlike(before: Report, report: Report) -> Apart | None:
    """Why two reports are not set beside each other at all: a document that does not say whom its
    figures cover is like no other.
    """
    if before.scope != report.scope or report.scope == "unknown":
        return Apart("other-scope", {"year": before.year})
    return None


def apart(entries: Iterable[Break], before: Report, report: Report, address: str) -> Apart | None:
    """Why the figure at an address is not compared with that of an earlier report of one scope."""
    year = {"year": before.year}
    name = address.partition(".")[0]
    then, now = before.parts.get(name), report.parts.get(name)
    if then is None or now is None:
        return Apart("no-part", year)
    for entry in lying(entries, before, report, address):
        titles = translated({code: entry.words[code]["title"] for code in CONTENT_LANGUAGES})
        return Apart("break-between", {**year, "title": titles}, entry)
    if then is not now and address not in _alike(then, now):
        return Apart("other-form", year)
    cells = before.cells.get(address), report.cells.get(address)
    if cells[0] and cells[1] and cells[0].unit != cells[1].unit:
        return Apart("other-unit", {})
    return None


def lying(
    entries: Iterable[Break], before: Report, report: Report, address: str
) -> Iterator[Break]:
    """The breaks that lie between two reports and touch an address, where both have its table."""
    name = address.partition(".")[0]
    then, now = before.parts.get(name), report.parts.get(name)
    if then is not None and now is not None:
        years, forms = (before.year, report.year), (then.form, now.form)
        for entry in entries:
            if address in entry.touched and entry.lies_between(years, forms):
                yield entry


def between(entries: Iterable[Break], before: Report, report: Report, address: str) -> Apart | None:
    """Why the figures of two annual reports of one place at an address are not compared."""
    return unlike(before, report) or apart(entries, before, report, address)


# By the forms, which are one object each in a process: it takes 0.1 ms, and every cell asks.
@lru_cache(maxsize=256)
def _alike(then: PartForm, now: PartForm) -> frozenset[str]:
    """The addresses that mean the same in two forms: the same codes, kind and unit; a group, the
    same rows.
    """
    cells = {
        address
        for address in then.cells.keys() & now.cells.keys()
        if _meaning(*then.cells[address]) == _meaning(*now.cells[address])
    }
    groups = {
        address
        for address in then.sums.keys() & now.sums.keys()
        if set(then.sums[address]) == set(now.sums[address]) <= cells
    }
    return frozenset(cells | groups)


def _meaning(row: Line, column: Line) -> tuple[str | None, ...]:
    return row.code, column.code, column.kind, column.unit or row.unit


# -- reading -----------------------------------------------------------------------------------


def read(
    node: Node, path: str, forms: Mapping[int, Form]
) -> tuple[dict[str, Break], list[Problem]]:
    """The breaks of a file by id, and what is wrong with it, each with its line and column."""
    reader = _Reader(path, forms)
    found = {}
    if reader.mapping(node, "breaks"):
        assert isinstance(node, Map)
        for name, entry in node.items.items():
            if reader.known(entry, name, _KEYS, _OPTIONAL):
                found[name] = reader.entry(name, entry)
    return found, reader.problems


class _Reader:
    """Collects what is wrong with one file."""

    def __init__(self, path: str, forms: Mapping[int, Form]) -> None:
        self.path, self.forms = path, forms
        self.problems: list[Problem] = []

    def problem(self, at: Node, message: str, **args: object) -> None:
        self.problems.append(Problem(self.path, at.line, at.column, message, args))

    def mapping(self, node: Node, key: str) -> bool:
        if not isinstance(node, Map):
            shown = node.text[:40] if isinstance(node, Scalar) else ""
            self.problem(node, "expected-mapping", key=key, found=shown)
        return isinstance(node, Map)

    def known(
        self, node: Node, key: str, keys: Mapping[str, Sequence[str]], optional: str = ""
    ) -> bool:
        """Whether a mapping has these keys and no others, and mappings where they are wanted."""
        if not self.mapping(node, key):
            return False
        assert isinstance(node, Map)
        before = len(self.problems)
        for name, at in node.keys.items():
            if name not in keys:
                listed = ", ".join(keys)
                self.problem(at, "unknown-key", key=name[:60], hint=_near(name, keys), known=listed)
        for name, inner in keys.items():
            if name not in node.items:
                if name != optional:
                    self.problem(node, "missing-key", key=name, choices=None)
            elif inner:
                self.known(node.items[name], name, dict.fromkeys(inner, ()))
        return len(self.problems) == before

    def text(self, node: Node, key: str) -> str:
        if not isinstance(node, Scalar):
            self.problem(node, "expected-text", key=key)
            return ""
        if node.null or not node.text.strip():
            self.problem(node, "null-refused" if node.null else "empty-text", key=key)
        return node.text

    def texts(self, node: Node) -> dict[str, str]:
        assert isinstance(node, Map)
        return {key: self.text(value, key) for key, value in node.items.items()}

    def entry(self, name: str, node: Node) -> Break:
        assert isinstance(node, Map)
        items = node.items
        date, year = self.text(items["date"], "date"), self.text(items["year"], "year")
        if not _DATE.fullmatch(date):
            self.problem(items["date"], "date-refused", key="date", found=date)
        if not _YEAR.fullmatch(year):
            self.problem(items["year"], "number-refused", key="year", found=year, spelling=None)
            year = "0"
        named = list(self._items(items["items"]))
        touched = frozenset(address for _, addresses in named for address in addresses)
        return Break(
            id=name,
            date=date,
            year=int(year),
            form=self._form(items["form"]) if "form" in items else None,
            items=tuple(item for item, _ in named),
            touched=_with_groups(touched, self.forms),
            words=translated({code: self.texts(items[code]) for code in CONTENT_LANGUAGES}),
            source=translated(self.texts(items["source"])),
        )

    def _form(self, node: Node) -> int | None:
        found = self.text(node, "form")
        forms = {str(form): form for form in self.forms}
        if found not in forms:
            listed = ", ".join(forms)
            self.problem(node, "unknown-code", key="form", found=found, hint=None, known=listed)
        return forms.get(found)

    def _items(self, node: Node) -> Iterator[tuple[str, frozenset[str]]]:
        if not isinstance(node, List) or not node.items:
            self.problem(node, "expected-list", key="items", found=getattr(node, "text", "")[:40])
            return
        seen: dict[str, int] = {}
        for item in node.items:
            text = self.text(item, "items")
            if text in seen:
                self.problem(item, "duplicate-key", key=text, first=seen[text])
            seen.setdefault(text, item.line)
            yield text, self._touched(item, text)

    def _touched(self, at: Node, text: str) -> frozenset[str]:
        """The cells that `part.item` or `part.item.column` names in any form; a group's are those
        of its rows.
        """
        names = text.split(".")
        parts = [form.parts[names[0]] for form in self.forms.values() if names[0] in form.parts]
        if not 2 <= len(names) <= 3:
            self.problem(at, "break-shape", found=text)
            return frozenset()
        if not parts:
            every = {name for form in self.forms.values() for name in form.parts}
            self._unknown(at, text, names[0], every)
            return frozenset()
        rows = {row for part in parts for row in (*part.strips, *part.groups)}
        if names[1] not in rows:
            self._unknown(at, text, names[1], rows)
            return frozenset()
        cells = {
            address: column.code
            for part in parts
            for row in part.groups.get(names[1], (names[1],))
            if row in part.strips
            for address in part.strips[row].addresses
            for column in [part.cells[address][1]]
        }
        if len(names) == 3 and names[2] not in cells.values():
            self._unknown(at, text, names[2], set(cells.values()))
        return frozenset(a for a, column in cells.items() if names[2:] in ([], [column]))

    def _unknown(self, at: Node, text: str, name: str, known: set[str]) -> None:
        listed = ", ".join(sorted(known))
        hint = _near(name, known)
        self.problem(at, "break-unknown", found=text, name=name, hint=hint, known=listed)


def _near(found: str, known: Iterable[str]) -> str | None:
    return next(iter(difflib.get_close_matches(found, list(known), n=1, cutoff=0.6)), None)


def _with_groups(touched: frozenset[str], forms: Mapping[int, Form]) -> frozenset[str]:
    """With the figures of groups that add up a touched cell."""
    sums = (part.sums for form in forms.values() for part in form.parts.values())
    groups = (a for found in sums for a, cells in found.items() if not touched.isdisjoint(cells))
    return touched | frozenset(groups)
