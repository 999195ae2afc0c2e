"""Reports printed with a date after the legal one: counts first, then the longest after the limit.

It is a list of printed dates. None of them is a figure that could be a slip of ours, or a sum.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Verdict
from gongkai.model.report import Jurisdiction
from gongkai.pages.overview import Overview
from gongkai.pages.rows import FilterRow, rows, said
from gongkai.pages.site import View
from gongkai.words import Words

PATH = "late/"
TOGETHER = 60  # reports that the page lists; where there are more, each province has a page
MOST = 120  # places on the page of a province; all reports stand in the package
YEARS = 8  # years in its table, the newest


class Late(NamedTuple):
    """A report, the date that it prints, the legal one, and by how many days at least it is later.

    `looked` is when somebody confirmed the date, or empty; `second` whether somebody else compared
    the whole report; `copied` whether the date stands in a copy.
    """

    report: str
    published: str
    due: str
    days: int
    looked: str
    second: bool
    copied: bool

    @property
    def subject(self) -> str:
        """Whose report it is."""
        return self.report.rpartition("/")[0]

    @property
    def year(self) -> int:
        """The year that it reports on."""
        return int(self.report.rpartition("/")[2])

    @property
    def province(self) -> str:
        """The first of the places that it lies in."""
        return self.report.partition("/")[0]


class Group(NamedTuple):
    """A province: how many reports, of how many places, how many each year."""

    province: Jurisdiction
    n: int
    places: int
    years: Sequence[tuple[int, int]]  # the newest first


class Dated(NamedTuple):
    """A report in the list: where its date stands, whose it is, and what there is to say of it."""

    link: str
    place: Jurisdiction
    year: int
    said: str


class PlaceDates(NamedTuple):
    """A place in the table of a province: for each year a link and the days, or nothing."""

    place: Jurisdiction
    cells: Sequence[tuple[str, str] | None]


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The list; where it does not hold all, a page for each province."""
    found = sorted((Late(*entry) for entry in overview.late), key=lambda e: (-e.days, e.report))
    by_province: dict[str, list[Late]] = {}
    for entry in found:
        by_province.setdefault(entry.province, []).append(entry)
    held = {name: by_province[name] for name in view.site.tree if name in by_province}
    whole = view.at(PATH)
    rules = [rule for rule in view.contract.rules.values() if rule.about == "date"]
    yield _page(whole, overview, found, list(held.values()), None)
    yield rows(
        whole,
        {rule.id: rule.words[view.lang]["short"] for rule in rules[:1]},
        (
            FilterRow("late", rules[0].id, e.report, _home_link(view, e), "", _short(view, e))
            for e in found
        ),
    )
    for name, entries in held.items() if len(found) > TOGETHER else ():
        page = view.at(f"{PATH}{name}/")
        yield _page(page, overview, entries, [entries], view.site.tree[name])


def _page(
    view: View,
    overview: Overview,
    found: Sequence[Late],
    provinces: Sequence[Sequence[Late]],
    of: Jurisdiction | None,
) -> tuple[str, bytes]:
    """The page of all, or of one province: `found` has the longest after the limit first."""
    tree, contract = view.site.tree, view.contract
    rules = [rule for rule in contract.rules.values() if rule.about == "date"]
    counts = {
        verdict: sum(overview.counts.get(f"{rule.id} {verdict.value}", 0) for rule in rules)
        for verdict in Verdict
    }
    after = counts[Verdict.BROKEN] + counts[Verdict.AS_PRINTED]
    years = sorted({entry.year for entry in found}, reverse=True)[:YEARS][::-1]
    levels = Counter(tree[entry.subject].level for entry in found)
    return view.render(
        "late.html",
        groups=[_group(view, entries) for entries in provinces],
        levels=[
            (contract.label("jurisdictions.level", level, view.lang), n)
            for level, n in levels.most_common()
        ],
        listed=[] if of else [_dated(view, entry) for entry in found[:TOGETHER]],
        years=years if of else [],
        places=_by_place(view, found, years)[:MOST] if of else [],
        all=len({entry.subject for entry in found}) if of else len(found),
        of=of,
        together=len(found) <= TOGETHER,
        judged=counts[Verdict.HOLDS] + after,
        within=counts[Verdict.HOLDS],
        after=after,
        looked=counts[Verdict.AS_PRINTED],
        unjudged=counts[Verdict.NOT_ASSESSABLE],
        rules=rules,
        said=json.dumps(said(view), ensure_ascii=False),
    )


def _group(view: View, entries: Sequence[Late]) -> Group:
    """What there is to say of a province."""
    return Group(
        view.site.tree[entries[0].province],
        len(entries),
        len({entry.subject for entry in entries}),
        sorted(Counter(entry.year for entry in entries).items(), reverse=True),
    )


def _by_place(view: View, found: Sequence[Late], years: Sequence[int]) -> list[PlaceDates]:
    """A row for each place that has one of these years, the longest after the limit first."""
    by: dict[str, dict[int, tuple[str, str]]] = {}
    for e in found:
        if e.year in years:
            text = f"{'≥' if _coarse(e.published) else ''}{say.number(e.days)}"
            by.setdefault(e.subject, {})[e.year] = view.link_to(e.report, "source"), text
    tree = view.site.tree
    return [PlaceDates(tree[name], [of.get(year) for year in years]) for name, of in by.items()]


def _dated(view: View, entry: Late) -> Dated:
    """One report: where its date stands, and what there is to say of it."""
    words = view.words
    parts = [
        words("late-printed", date=say.date(entry.published, words)),
        words("deadline", date=say.date(entry.due, words)),
        days(entry.published, entry.days, words),
        *([words("by-copy")] if entry.copied else []),
        looked(entry.looked, words, second=entry.second),
    ]
    link, place = view.link_to(entry.report, "source"), view.site.tree[entry.subject]
    return Dated(link, place, entry.year, words("clause").join(parts))


def _home_link(view: View, entry: Late) -> str:
    return view.at("").link_to(entry.report, "source")


def _short(view: View, entry: Late) -> str:
    """The printed date, and by how many days it is later."""
    words = view.words
    dated = words("late-printed", date=say.date(entry.published, words))
    return f"{dated}{words('clause')}{days(entry.published, entry.days, words)}"


def _coarse(published: str) -> bool:
    """Whether a date is a month or a year."""
    return len(published) < len("2024-03-31")


def days(published: str, n: int, words: Words) -> str:
    """By how many days a printed date is later; of a month or a year, at least."""
    return words("late-days-at-least" if _coarse(published) else "late-days", n=n)


def looked(date: str, words: Words, *, second: bool) -> str:
    """Whether somebody has looked at a printed date again."""
    if date:
        return words("late-looked", date=say.date(date, words))
    return words("late-second" if second else "late-unseen")
