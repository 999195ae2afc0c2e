"""The comparisons that need no script: one province, one year, its like groups side by side."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import partial
from statistics import median
from typing import NamedTuple

from gongkai.model.report import Jurisdiction
from gongkai.pages.charts import percent
from gongkai.pages.columns import HEAD, Columns, Figure, ReportColumn, columns, figure
from gongkai.pages.overview import Overview
from gongkai.pages.site import View, official_order
from gongkai.words.phrases import ENOUGH

FOLDER = "compare/"
MOST = 80  # reports that one page lists, so that it stays light; all of them stand in the package
LEVELS = ("province", "prefecture", "county", "township", "zone")  # the order of groups


class ComparedPlace(NamedTuple):
    """A place with its figures; `odd` counts the sums of its report that do not add up."""

    entry: Jurisdiction
    href: str
    odd: int
    figures: Sequence[Figure]


class Compared(NamedTuple):
    """Reports of one level and scope, `all` of them; how many `places` of the level the province
    has, 0 of public bodies; `medians` are (column's median, n), None below ten.
    """

    level: str
    scope: str
    rows: Sequence[ComparedPlace]
    all: int
    places: int
    medians: Sequence[tuple[Decimal, int] | None]

    @property
    def small(self) -> bool:
        """Whether any figure is over little."""
        return any(figure.small for row in self.rows for figure in row.figures)


def years(overview: Overview) -> dict[str, list[int]]:
    """The years of which each province has a comparison, the newest first."""
    found: dict[str, set[int]] = {}
    for group, lines in overview.lines.items():
        for line in lines:
            province = line[: line.index(",")].partition("/")[0]
            found.setdefault(province, set()).add(int(group.partition(" ")[0]))
    return {name: sorted(found[name], reverse=True) for name in sorted(found)}


def level_name(view: View, level: str) -> str:
    """What a level of reports is called; of public bodies, by the level of their governments."""
    name, _, of = level.partition("-")
    label = view.contract.label("jurisdictions.level", of or name, view.lang)
    return view.words("explore-organs", level=label) if of else label


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """A page for each province and year of which there are reports with tables."""
    every, order = columns(view.contract), {level: i for i, level in enumerate(LEVELS)}
    found: dict[tuple[str, int], dict[tuple[str, str], list[str]]] = {}
    for group, lines in overview.lines.items():
        on, level, scope = group.split(" ")
        for line in lines:
            province = line[: line.index(",")].partition("/")[0]
            of_page = found.setdefault((province, int(on)), {})
            of_page.setdefault((level, scope), []).append(line)
    all_years = years(overview)
    living = (entry for entry in view.site.tree.values() if not entry.until)
    places = Counter((entry.id.partition("/")[0], entry.level) for entry in living)
    for (province, year), by_group in sorted(found.items()):
        page = view.at(f"{province}/{FOLDER}{year}/")
        room, compared = MOST, []
        for key, lines in sorted(
            by_group.items(),
            key=lambda item: (order.get(item[0][0], len(order)), -len(item[1]), item[0]),
        ):
            one = _compared(page, every, *key, lines, room)
            compared.append(one._replace(places=places[province, one.level]))
            room -= len(compared[-1].rows)
        yield page.render(
            "comparison.html",
            province=view.site.tree[province],
            year=year,
            years=all_years[province],
            columns=[every.all[number] for number in every.shown],
            groups=[group for group in compared if group.rows],
            levels={group.level: level_name(view, group.level) for group in compared},
            left_out=sum(group.all - len(group.rows) for group in compared),
            shown=partial(shown, view),
        )


def _compared(
    view: View, every: Columns, level: str, scope: str, lines: Sequence[str], room: int
) -> Compared:
    """Reports of a like group in the order of their places' codes, as many as there is room for."""
    tree: Mapping[str, Jurisdiction] = view.site.tree
    rows = []
    for line in lines:
        cells = line.split(",")
        head, entry = dict(zip(HEAD, cells, strict=False)), tree[cells[0]]
        href = view.link_to(f"{entry.id}/{head['name']}")
        of_line = [figure(every.all, number, cells[len(HEAD) :]) for number in every.shown]
        rows.append(ComparedPlace(entry, href, int(head["odd"]), of_line))
    rows.sort(key=lambda row: official_order(row.entry))
    medians = []
    for i, number in enumerate(every.shown):
        figures = [row.figures[i] for row in rows]
        known = [f.value for f in figures if f.value is not None and not f.small]
        enough = len(known) >= ENOUGH and every.all[number].whole is not None
        medians.append((median(known), len(known)) if enough else None)
    return Compared(level, scope, rows[:room], len(rows), 0, medians)


def shown(view: View, column: ReportColumn, value: Decimal) -> str:
    """A value of a column as a table has it."""
    if column.kind == "share":
        return percent(value)
    return f"{value:,f}"
