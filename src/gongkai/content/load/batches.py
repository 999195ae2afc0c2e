"""A survey → batches: as much of the country as one worker reads, judges and writes at a time.

A batch is whole places with all their reports, next to each other in the order of report ids, so
that what batches give, one after another, is in that order too. It names the few reports around
its own that these are judged against and shown with: of the places above, and one level below.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gongkai.content.load.survey import Survey
from gongkai.model.findings import Problem
from gongkai.model.report import Jurisdiction, Looked, SourceAnswer, children, folded

# How much a batch is: a place weighs 1, so that so many without a report make one too, and each of
# its reports as much as it takes more work than such a place.
REPORT = 16
ENOUGH = 100 * REPORT  # after which a batch ends with its prefecture
MOST = 250 * REPORT  # after which it ends in any case


@dataclass(frozen=True, slots=True)
class Batch:
    """Places in the order of report ids, and what there is around them.

    `tree` holds these places, all above and all below them; `reports` the ids of the reports of
    each place in question, `own` those whose pages and rows are made here. `below` counts the
    reports below each of these places and of those below them. `unreadable` are provinces whose
    tree cannot be read; `problems` are those of the survey, with the whole; `names` those of all
    places there are, by which a title may call another one; `looked` are reports of these places
    that somebody has looked for, `answers` what addresses of their documents answered.
    """

    places: tuple[str, ...]
    own: tuple[str, ...]
    tree: Mapping[str, Jurisdiction]
    reports: Mapping[str, tuple[str, ...]]
    below: Mapping[str, int]
    unreadable: frozenset[str]
    problems: tuple[Problem, ...] = ()
    names: frozenset[str] = frozenset()
    looked: tuple[Looked, ...] = ()
    answers: tuple[SourceAnswer, ...] = ()

    @property
    def text(self) -> str:
        """All of it in an order that is always the same, for a digest."""
        known = self.tree, self.reports, self.below, self.looked, self.answers
        parts = (self.places, self.own, *known)
        return repr((*parts, sorted(self.unreadable), sorted(self.names)))

    @property
    def name(self) -> str:
        """As a message names it: its first and its last place."""
        ends = dict.fromkeys((self.places[0], self.places[-1])) if self.places else {}
        return " … ".join(ends)


def subject(report: str) -> str:
    """The id of whoever reports, from the id of the report."""
    return report.rpartition("/")[0]


def whole(survey: Survey) -> Batch:
    """Everything as one batch."""
    reports: dict[str, list[str]] = {}
    for report in survey.reports:
        reports.setdefault(subject(report), []).append(report)
    below: dict[str, int] = {}
    for place, ids in reports.items():
        for above in _above(place):
            below[above] = below.get(above, 0) + len(ids)
    return Batch(
        # Reports stand before the places below: so do the ids of places with a slash behind them.
        places=tuple(sorted(survey.tree.keys() | reports.keys(), key=lambda place: f"{place}/")),
        own=survey.reports,
        tree=survey.tree,
        reports={place: tuple(ids) for place, ids in reports.items()},
        below=below,
        unreadable=survey.unreadable,
        problems=survey.problems,
        names=frozenset(
            folded(name["zh"])
            for entry in survey.tree.values()
            for name in (entry.name, *(earlier.name for earlier in entry.names))
        ),
        looked=survey.looked,
        answers=survey.answers,
    )


def batches(all_: Batch) -> Iterator[Batch]:
    """Everything, cut into batches; where the cuts are depends on nothing but the ids."""
    below = children(all_.tree.values())
    group: list[str] = []
    count = 0
    for place in all_.places:
        size = 1 + REPORT * len(all_.reports.get(place, ()))
        other = bool(group) and _prefecture(place) != _prefecture(group[-1])
        if group and (count + size > MOST or (count >= ENOUGH and other)):
            yield _cut(all_, group, below)
            group, count = [], 0
        group.append(place)
        count += size
    if group:
        yield _cut(all_, group, below)


def of(all_: Batch, places: Sequence[str]) -> Batch:
    """Some places as a batch of their own."""
    return _cut(all_, places, children(all_.tree.values()))


def _cut(all_: Batch, places: Sequence[str], below: Mapping[str, Sequence[str]]) -> Batch:
    above = {name for place in places for name in _above(place)}
    entries = [entry for place in places if (entry := all_.tree.get(place))]
    after = {entry.successor for entry in entries if entry.successor}
    tree = dict.fromkeys(
        sorted(above.union(*(_below(place, below) for place in places), places, after))
    )
    around = [*above, *(child for place in places for child in below.get(place, ())), *places]
    held = {p: all_.reports[p] for p in sorted(set(around)) if p in all_.reports}
    own = frozenset(places)
    shown = tree.keys() - above.difference(places)
    return Batch(
        places=tuple(places),
        own=tuple(report for place in places for report in all_.reports.get(place, ())),
        tree={key: all_.tree[key] for key in tree if key in all_.tree},
        reports=held,
        below={k: all_.below[k] for k in tree if k in all_.below and k in shown},
        unreadable=all_.unreadable,
        names=all_.names,
        looked=tuple(one for one in all_.looked if one.jurisdiction in own),
        answers=tuple(one for one in all_.answers if subject(one.report) in own),
    )


def _below(place: str, children: Mapping[str, Sequence[str]]) -> Iterator[str]:
    for child in children.get(place, ()):
        yield child
        yield from _below(child, children)


def _above(place: str) -> Iterator[str]:
    while "/" in place:
        place = place.rpartition("/")[0]
        yield place


def _prefecture(place: str) -> str:
    return "/".join(place.split("/", 2)[:2])
