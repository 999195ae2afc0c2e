"""What scripts filter on the pages findings/ and late/: every row there is, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from gongkai.pages.scripts import script
from gongkai.pages.site import View

FILE = "rows.js"  # beside the page
# What filter.js says; it stands in the page.
SAID = (
    "filter-label", "filter-rule", "filter-province", "filter-year", "filter-level", "filter-all",
    "filter-count", "filter-none", "filter-more", "filter-failed", "filter-clear", "colon",
)  # fmt: skip


class FilterRow(NamedTuple):
    """A row of a list that is filtered: the section of the page, its rule, report, link, text."""

    section: str
    rule: str
    report: str
    link: str
    where: str
    said: str


def said(view: View) -> Mapping[str, object]:
    """The words of the script."""
    return {key: view.words.catalog[key] for key in SAID}


def rows(view: View, rules: Mapping[str, str], found: Iterable[FilterRow]) -> tuple[str, bytes]:
    """The script beside the page at a view: names, and the rows in their order.

    A row is [section, rule, place, document, link from the root of the language, where, text].
    """
    tree, contract = view.site.tree, view.contract
    listed = [
        [row.section, row.rule, *_divided(row.report), row.link, row.where, row.said]
        for row in found
    ]
    names = {
        place: [tree[place].name[view.lang], tree[place].level]
        for one in listed
        for place in (one[2], one[2].partition("/")[0])
    }
    levels = sorted({level for _, level in names.values()})
    known = {
        "rules": rules,
        "places": names,
        "levels": {
            level: contract.label("jurisdictions.level", level, view.lang) for level in levels
        },
    }
    path = view.page.file.replace("index.html", FILE)
    return path, script("gongkaiRows", known, listed)


def _divided(report: str) -> tuple[str, str]:
    subject, _, name = report.rpartition("/")
    return subject, name
