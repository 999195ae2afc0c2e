"""The rows and groups of the forms that have a page of their own, and who prints them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from gongkai.model.forms import Heading, Line, PartForm, newest_first, parts_of, walk
from gongkai.model.languages import Translated
from gongkai.model.report import Report
from gongkai.pages.site import Site


class Item(NamedTuple):
    """A row or a group of a part, as the newest form that has it prints it."""

    code: str
    part: str
    name: str  # its code; with its part, where a newer part has another item of that code
    label: Translated[str]
    article: str | None
    group: str | None  # the code of the group that it stands in
    rows: tuple[str, ...]  # of a group
    forms: tuple[int, ...]  # ids of the forms that print it, the newest first
    unlike: frozenset[int]  # those of them in which its columns measure something else

    @property
    def address(self) -> str:
        """Where its page stands."""
        return f"terms/{self.name.replace('_', '-')}/"


Items = Mapping[tuple[str, str], Item]  # by part and code


def items(site: Site) -> Items:
    """Every row and group of all parts, in printed order, the newest form first."""
    found: dict[tuple[str, str], Item] = {}
    columns: dict[tuple[str, str], tuple[str, ...]] = {}  # as the newest form has them
    names = set()
    for name, parts in parts_of(newest_first(site.contract.forms)).items():
        for part in parts:
            for block in part.blocks:
                for node in walk(block.row_tree):
                    if (code := node.code) is None:
                        continue
                    key = name, code
                    measured = _columns(part, code)
                    if known := found.get(key):
                        unlike = {part.form} if measured != columns[key] else set()
                        found[key] = known._replace(
                            forms=(*known.forms, part.form), unlike=known.unlike | unlike
                        )
                        continue
                    columns[key] = measured
                    own = f"{name}-{code}" if code in names else code
                    names.add(own)
                    found[key] = _item(part, node, own, block.article)
    return found


def _item(part: PartForm, node: Heading | Line, name: str, article: str | None) -> Item:
    """An item as a part prints it; `article` is that of the table that it stands in."""
    code = node.code
    assert code is not None
    rows, group = part.groups.get(code, ()), None
    if isinstance(node, Line):
        rows, group, article = (), node.group, node.article or article
    forms = (part.form,)
    return Item(code, part.name, name, node.label, article, group, rows, forms, frozenset())


def _columns(part: PartForm, code: str) -> tuple[str, ...]:
    """The codes of the columns of a row or a group."""
    first = part.groups.get(code, (code,))[0]
    return tuple(column.code for column in part.strips[first].columns)


def used(report: Report, item: Item) -> tuple[str, bool]:
    """How a report counts for an item (`held` where it prints its table, `elsewhere` where that has
    columns which measure something else, or empty), and whether it prints a figure but 0 at it.
    """
    part = report.parts.get(item.part)
    if part is None or part.form not in item.forms or report.kind != "annual-report":
        return "", False
    if part.form in item.unlike:
        return "elsewhere", False
    return "held", any(report.cells[a].value for a in _cells(part, item.rows or (item.code,)))


@cache
def _cells(part: PartForm, rows: tuple[str, ...]) -> tuple[str, ...]:
    """The addresses of whole rows."""
    return tuple(address for address, (row, _) in part.cells.items() if row.code in rows)
