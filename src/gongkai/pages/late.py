"""Reports printed with a date after the legal one: counts first, then a line for each place.

It is a list of printed dates. None of them is a figure that could be a slip of ours, or a sum.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Verdict
from gongkai.model.report import Jurisdiction
from gongkai.pages.overview import Overview
from gongkai.pages.rows import FilterRow, rows, said
from gongkai.pages.site import View
from gongkai.words import Words

PATH = "late/"
TOGETHER = 60  # reports up to which they all stand on one page; of more, each province has its own
MOST = 250  # reports that the page of a province lists; all of them stand in the package


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
    """A province: how many reports, of how many places, how many each year; its places, if listed.

    `more` says how many reports are not listed.
    """

    province: Jurisdiction
    n: int
    places: int
    years: Sequence[tuple[int, int]]  # the newest first
    listed: Sequence[tuple[Jurisdiction, Sequence[tuple[str, int, str]]]]  # href, year, sentence
    more: int


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The list; where it is long, a page for each province."""
    found = [Late(*entry) for entry in overview.late]
    by_province: dict[str, list[Late]] = {}
    for entry in found:
        by_province.setdefault(entry.province, []).append(entry)
    held = {name: by_province[name] for name in view.site.tree if name in by_province}
    together = len(found) <= TOGETHER
    whole = view.at(PATH)
    groups = [_group(whole, entries if together else (), entries) for entries in held.values()]
    yield _page(whole, overview, groups, None, together=together)
    rules = [rule for rule in view.contract.rules.values() if rule.about == "date"]
    yield rows(
        whole,
        {rule.id: rule.words[view.lang]["short"] for rule in rules[:1]},
        (
            FilterRow("late", rules[0].id, e.report, _home_link(view, e), "", _short(view, e))
            for e in sorted(found, key=lambda e: (-e.days, e.report))
        ),
    )
    for name, entries in held.items() if not together else ():
        page = view.at(f"{PATH}{name}/")
        group = _group(page, entries[:MOST], entries)
        yield _page(page, overview, [group], view.site.tree[name], together=True)


def _page(
    view: View,
    overview: Overview,
    groups: Sequence[Group],
    of: Jurisdiction | None,
    *,
    together: bool,
) -> tuple[str, bytes]:
    rules = [rule for rule in view.contract.rules.values() if rule.about == "date"]
    counts = {
        verdict: sum(overview.counts.get(f"{rule.id} {verdict.value}", 0) for rule in rules)
        for verdict in Verdict
    }
    after = counts[Verdict.BROKEN] + counts[Verdict.AS_PRINTED]
    return view.render(
        "late.html",
        groups=groups,
        of=of,
        together=together,
        judged=counts[Verdict.HOLDS] + after,
        within=counts[Verdict.HOLDS],
        after=after,
        looked=counts[Verdict.AS_PRINTED],
        unjudged=counts[Verdict.NOT_ASSESSABLE],
        rules=rules,
        said=json.dumps(said(view), ensure_ascii=False),
    )


def _group(view: View, listed: Sequence[Late], entries: Sequence[Late]) -> Group:
    """What there is to say of a province, the newest years first; places in the order of ids."""
    tree, years = view.site.tree, Counter(entry.year for entry in entries)
    return Group(
        tree[entries[0].province],
        len(entries),
        len({entry.subject for entry in entries}),
        sorted(years.items(), reverse=True),
        [
            (tree[subject], [_line(view, entry) for entry in sorted(of_one, key=lambda e: -e.year)])
            for subject, of_one in groupby(listed, key=lambda entry: entry.subject)
        ],
        len(entries) - len(listed),
    )


def _line(view: View, entry: Late) -> tuple[str, int, str]:
    """One report: where its date stands, its year, and what there is to say of it."""
    words = view.words
    parts = [
        words("late-printed", date=say.date(entry.published, words)),
        words("deadline", date=say.date(entry.due, words)),
        days(entry.published, entry.days, words),
        *([words("by-copy")] if entry.copied else []),
        looked(entry.looked, words, second=entry.second),
    ]
    return view.link_to(entry.report, "source"), entry.year, words("clause").join(parts)


def _home_link(view: View, entry: Late) -> str:
    return view.at("").link_to(entry.report, "source")


def _short(view: View, entry: Late) -> str:
    """The printed date, and by how many days it is later."""
    words = view.words
    dated = words("late-printed", date=say.date(entry.published, words))
    return f"{dated}{words('clause')}{days(entry.published, entry.days, words)}"


def days(published: str, n: int, words: Words) -> str:
    """By how many days a printed date is later; of a month or a year, at least."""
    coarse = len(published) < len("2024-03-31")
    return words("late-days-at-least" if coarse else "late-days", n=n)


def looked(date: str, words: Words, *, second: bool) -> str:
    """Whether somebody has looked at a printed date again."""
    if date:
        return words("late-looked", date=say.date(date, words))
    return words("late-second" if second else "late-unseen")
