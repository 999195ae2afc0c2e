"""The rows and groups of the official forms that have a page of their own, and who prints them."""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

from gongkai.model.forms import Line, PartForm, newest_first, parts_of, walk
from gongkai.model.languages import Translated
from gongkai.model.report import Report
from gongkai.pages.site import Site


class Item(NamedTuple):
    """A row or a group of a part, as the newest form that has it prints it."""

    code: str
    part: str
    label: Translated[str]
    article: str | None
    group: str | None  # the code of the group that it stands in
    rows: tuple[str, ...]  # of a group
    forms: tuple[int, ...]  # years of the forms that print it

    @property
    def address(self) -> str:
        """Where its page stands."""
        return f"terms/{self.code.replace('_', '-')}/"


def items(site: Site) -> dict[str, Item]:
    """Every row and group of the three parts, in printed order, the newest form first."""
    found: dict[str, Item] = {}
    for name, parts in parts_of(newest_first(site.contract.forms)).items():
        for part in parts:
            for block in part.blocks:
                for node in walk(block.row_tree):
                    code = node.code
                    if code is None:
                        continue
                    if code in found:
                        known = found[code]
                        found[code] = known._replace(forms=(*known.forms, part.form))
                        continue
                    rows, group = part.groups.get(code, ()), None
                    article = block.article if name == "disclosure" else None
                    if isinstance(node, Line):
                        rows, group, article = (), node.group, node.article or article
                    found[code] = Item(code, name, node.label, article, group, rows, (part.form,))
    return found


def used(report: Report, item: Item) -> tuple[str, bool]:
    """How a report counts for an item (`held` where it prints its table, `elsewhere` where that has
    columns which measure something else, or empty), and whether it prints a figure but 0 at it.
    """
    part = report.parts.get(item.part)
    if part is None or part.form not in item.forms or report.kind != "annual-report":
        return "", False
    if part.form != item.forms[0] and item.part == "disclosure":
        return "elsewhere", False
    return "held", any(report.cells[a].value for a in _cells(part, item.rows or (item.code,)))


@cache
def _cells(part: PartForm, rows: tuple[str, ...]) -> tuple[str, ...]:
    """The addresses of whole rows."""
    return tuple(address for address, (row, _) in part.cells.items() if row.code in rows)
