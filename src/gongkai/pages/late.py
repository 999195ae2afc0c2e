"""Reports printed with a date after the legal one: counts first, then a line for each place.

It is a list of printed dates. None of them is a figure that could be a slip of ours, or a sum.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Verdict
from gongkai.model.languages import SITE_LANGUAGES
from gongkai.model.report import Jurisdiction
from gongkai.pages.overview import Overview
from gongkai.pages.site import Page, Site, render
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


class Line(NamedTuple):
    """One report of a place: where its date stands, its year, and what there is to say of it."""

    href: str
    year: int
    told: str


class Group(NamedTuple):
    """A province: how many reports, of how many places, how many each year; its places, if listed.

    `more` says how many reports are not listed.
    """

    province: Jurisdiction
    n: int
    places: int
    years: Sequence[tuple[int, int]]  # the newest first
    listed: Sequence[tuple[Jurisdiction, Sequence[Line]]]
    more: int


def pages(site: Site, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The list in both languages; where it is long, a page for each province."""
    found = [Late(*entry) for entry in overview.late]
    by_province: dict[str, list[Late]] = {name: [] for name in site.tree if "/" not in name}
    for entry in found:
        by_province[entry.province].append(entry)
    held = {name: entries for name, entries in by_province.items() if entries}
    together = len(found) <= TOGETHER
    for lang in SITE_LANGUAGES:
        at, words = Page(PATH, lang), site.words[lang]
        groups = [
            _group(site, at, held[name] if together else (), held[name], words) for name in held
        ]
        yield _page(site, overview, at, groups, None, together=together)
        for name, entries in held.items() if not together else ():
            own = Page(f"{PATH}{name}/", lang)
            group = _group(site, own, entries[:MOST], entries, words)
            yield _page(site, overview, own, [group], site.tree[name], together=True)


def _page(
    site: Site,
    overview: Overview,
    at: Page,
    groups: Sequence[Group],
    of: Jurisdiction | None,
    *,
    together: bool,
) -> tuple[str, bytes]:
    counts: Counter[Verdict] = Counter()
    for rule in site.contract.rules.values():
        if rule.about == "date":
            for verdict in Verdict:
                counts[verdict] += overview.counts.get(f"{rule.id} {verdict.value}", 0)
    after = counts[Verdict.BROKEN] + counts[Verdict.AS_PRINTED]
    return render(
        site,
        at,
        "late.html",
        groups=groups,
        of=of,
        together=together,
        judged=counts[Verdict.HOLDS] + after,
        within=counts[Verdict.HOLDS],
        after=after,
        looked=counts[Verdict.AS_PRINTED],
        unjudged=counts[Verdict.NOT_ASSESSABLE],
        rules=[rule for rule in site.contract.rules.values() if rule.about == "date"],
    )


def _group(
    site: Site, page: Page, listed: Sequence[Late], entries: Sequence[Late], words: Words
) -> Group:
    """What there is to say of a province, the newest years first; places in the order of ids."""
    years = Counter(entry.year for entry in entries)
    return Group(
        site.tree[entries[0].province],
        len(entries),
        len({entry.subject for entry in entries}),
        sorted(years.items(), reverse=True),
        [
            (site.tree[subject], list(_lines(site, page, of_one, words)))
            for subject, of_one in groupby(listed, key=lambda entry: entry.subject)
        ],
        len(entries) - len(listed),
    )


def _lines(site: Site, page: Page, entries: Iterable[Late], words: Words) -> Iterator[Line]:
    for entry in sorted(entries, key=lambda entry: -entry.year):
        told = [
            words("late-printed", date=say.date(entry.published, words)),
            words("deadline", date=say.date(entry.due, words)),
            days(entry.published, entry.days, words),
        ]
        if entry.copied:
            told.append(words("by-copy"))
        told.append(looked(entry.looked, words, second=entry.second))
        href = site.link_to(page, entry.report, "source")
        yield Line(href, entry.year, words("clause").join(told))


def days(published: str, n: int, words: Words) -> str:
    """By how many days a printed date is later; of a month or a year, at least."""
    coarse = len(published) < len("2024-03-31")
    return words("late-days-at-least" if coarse else "late-days", n=n)


def looked(date: str, words: Words, *, second: bool) -> str:
    """Whether somebody has looked at a printed date again."""
    if date:
        return words("late-looked", date=say.date(date, words))
    return words("late-second" if second else "late-unseen")
