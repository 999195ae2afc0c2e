"""What reports print at an item of the forms, as the page of the item shows it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from gongkai import words as say
from gongkai.model.forms import Line, PartForm
from gongkai.model.report import Report
from gongkai.pages.items import Item
from gongkai.pages.site import Site

PLACES = 31  # places that are kept for each item: one more than its page lists
FORCED = "~"  # before a figure that is blank and that the printed totals force


def use(site: Site, report: Report, item: Item) -> Sequence[str]:
    """The id of the place on the report's page, and the figure in each of the shown columns."""
    part, implied = report.parts[item.part], site.implied[report.id]

    def text(address: str) -> str:
        if (value := report.derived(address)) is not None:
            return say.number(value)
        forced = report.derived(address, implied)
        return "" if forced is None else f"{FORCED}{say.number(forced)}"

    addresses = [f"{part.name}.{item.code}.{c.code}" for c in shown_columns(part, item.code)]
    anchor = addresses[0] if addresses[0] in report.cells else f"{part.name}.{item.code}"
    return [anchor, *map(text, addresses)]


@cache
def shown_columns(part: PartForm, code: str) -> Sequence[Line]:
    """The columns that a term's page shows: every measure and result, of a long row the total."""
    columns = part.strips[part.groups.get(code, (code,))[0]].columns
    if part.layout == "rows" and part.whole:
        return [column for column in columns if column.code == part.whole]
    return columns
