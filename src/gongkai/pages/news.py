"""What happened to reports, and when: added, replaced by their publisher, answered by it, corrected
here (as releases say it).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from gongkai.contract import Contract
from gongkai.model.languages import SITE_LANGUAGES, Translated
from gongkai.model.release import Release
from gongkai.model.report import Report
from gongkai.pages.site import Site
from gongkai.words import phrases

MOST = 50  # events that a feed has


class Event(NamedTuple):
    """One of them: the day (YYYY-MM-DD), the report with its kind, and what is said, by language.

    `what` is added, edition, reply or corrected, with the day or version where there may be more:
    it is part of an address that never changes.
    """

    date: str
    report: str
    kind: str
    what: str
    said: Mapping[str, str]


def events(site: Site, report: Report) -> Iterator[Event]:
    """All events of a report. An edition was here before the day on which another one followed."""
    replaced = [edition.superseded for edition in report.editions]
    count = site.tally(report)
    badge = {c: phrases.badge(count, [report.readers], site.words[c]) for c in SITE_LANGUAGES}
    added = min([report.source.retrieved, *replaced])
    yield Event(added, report.id, report.kind, "added", badge)
    for edition in report.editions:
        n = len(edition.cells)
        said = {c: site.words[c]("news-edition-text", n=n) for c in SITE_LANGUAGES}
        if edition.note:
            said = {c: f"{text} {edition.note[c]}" for c, text in said.items()}
        what = f"edition-{edition.superseded}"
        yield Event(edition.superseded, report.id, report.kind, what, said)
    if reply := report.response:
        words: Translated[str] = reply.text
        said = {c: f"{reply.sender}: {words[c]}" for c in SITE_LANGUAGES}
        yield Event(reply.received, report.id, report.kind, f"reply-{reply.received}", said)
    for release in site.releases.kept:
        if n := _corrected(release, site.contract)[report.id]:
            args = {"n": n, "version": release.version}
            said = {c: site.words[c]("news-corrected-text", **args) for c in SITE_LANGUAGES}
            yield Event(release.date, report.id, report.kind, f"corrected-{release.version}", said)


# By the release and the contract, which are one object each in a process.
@cache
def _corrected(release: Release, contract: Contract) -> Counter[str]:
    """How many figures of each report are other than in the release before, as far as listed."""
    return Counter(one.subject for one in release.figures(contract.is_figure))


def touched(report: Report) -> str:
    """The last day on which something of a report changed."""
    replaced = (edition.superseded for edition in report.editions)
    looked = (entry.date for entry in report.as_printed)
    answered = [report.response.received] if report.response else []
    return max([report.source.retrieved, *replaced, *looked, *answered])


def newest(found: Iterable[Sequence[Any]]) -> list[Event]:
    """The latest events, the last day first. They may come as lists, as batches keep them."""
    every = sorted((Event(*one) for one in found), key=lambda event: (event.report, event.what))
    return sorted(every, key=lambda event: event.date, reverse=True)[:MOST]
