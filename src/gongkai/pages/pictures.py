"""Reports → pictures with their headlines: what became of requests, and how figures went on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import cache
from itertools import groupby, pairwise
from typing import NamedTuple

from gongkai import words as say
from gongkai.contract.breaks import Apart, address_of, between, lying
from gongkai.model.findings import Finding
from gongkai.model.forms import Break, PartForm
from gongkai.model.languages import SITE_LANGUAGES
from gongkai.model.report import Jurisdiction, Report
from gongkai.pages import charts, roles
from gongkai.pages.outcomes import Outcome, Outcomes, kinds
from gongkai.pages.site import Site, View
from gongkai.words import Words, phrases


class OutcomePicture(NamedTuple):
    """What became of the requests: a row for each kind, the sentence over them.

    `note` is what is not printed of it, or does not agree; `label` says a strip in words, `form`
    is the table whose kinds of outcome it shows; `few` whether there are too few for shares to say
    much.
    """

    rows: tuple[charts.ChartRow, ...]
    title: str
    note: str
    label: str = ""
    form: PartForm | None = None
    few: bool = False


# The inks of outcomes that play a role, in any form; others take those that are left. Where a form
# has more kinds than there are inks, the last one is that of several.
INKS = {role: ink for ink, role in enumerate(("granted", "partly_granted", "refused", "unable"))}
LAST_INK = 5


@cache
def _inks(form: PartForm) -> tuple[int, ...]:
    """The ink of each kind of outcome of a form."""
    played = [kind.role for kind in kinds(form, SITE_LANGUAGES[0])]
    left = iter([i for i in range(LAST_INK + 1) if i not in map(INKS.get, played)])
    return tuple(INKS[role] if role in INKS else next(left, LAST_INK) for role in played)


class Years(NamedTuple):
    """A figure over the years, the sentence over it, and which years that leaves out, and why."""

    series: charts.Series
    title: str
    what: str
    note: str


def cascade(view: View, found: Outcomes | None, at: str = "") -> OutcomePicture | None:
    """The picture of one report; `at` is the address of its page, empty on that page itself."""
    if found is None:
        return None
    rows = tuple(
        row._replace(
            part=row.part._replace(href=f"{at}#{part.anchor}", reasons=_reasons(part, view.words))
        )
        for row, part in zip(bars(found), found.parts, strict=True)
    )
    few = found.handled < roles.FLOOR
    return OutcomePicture(rows, _headline(view, found), note(found, view.words), few=few)


def bars(found: Outcomes) -> tuple[charts.ChartRow, ...]:
    """A row for each kind of outcome, without its reasons and its place."""
    parts = [
        charts.ChartPart(part.label, part.value, ink, worked=part.worked)
        for ink, part in zip(_inks(found.form), found.parts, strict=True)
    ]
    rows = charts.cascade(parts, found.handled)
    if not found.adds_up:  # which of the two is the whole, nobody knows
        rows = tuple(row._replace(share="") for row in rows)
    return rows


def strip(view: View, found: Outcomes | None) -> OutcomePicture | None:
    """The picture of one report among others; every strip has the same length."""
    if found is None or not found.handled:
        return None
    parts = (f"{part.label} {say.number(part.value)}" for part in found.parts if part.value)
    label = view.words("comma").join(parts)
    if found.basis != "printed":
        label += f" {view.words('implied-short')}"
    title, said = _headline(view, found), note(found, view.words)
    return OutcomePicture(bars(found), title, said, label, found.form)


def _headline(view: View, found: Outcomes) -> str:
    """How many were granted, and why most of the others were not."""
    words, items = view.words, view.site.terms["items"]
    if not found.adds_up:
        sums = {"sum": say.number(found.handled), "printed": say.number(found.printed)}
        return words("outcomes-unclear", **sums)
    reasons: list[tuple[str, Decimal]] = []
    for part in found.parts:
        for code, value in [(r.code, r.value) for r in part.reasons] or [(part.code, part.value)]:
            entry = items[code][words.lang] if code in items else {}
            if value and "reason" in entry:
                reasons.append((entry["reason"], value))
    granted, partly = found.of("granted"), found.of("partly_granted")
    if granted and partly:
        by_count = sorted(reasons, key=lambda pair: -pair[1])
        sentence = phrases.outcomes(found.handled, granted.value, partly.value, by_count, words)
    else:
        by_kind = [(part.label, part.value) for part in found.parts]
        sentence = phrases.counted((found.whole, found.handled), by_kind, words)
    return sentence if found.basis == "printed" else words("outcomes-worked", sentence=sentence)


def note(found: Outcomes, words: Words) -> str:
    """Whether the figures are implied, and whether the printed total is another than their sum."""
    if found.basis == "implied":
        return words("outcomes-implied")
    if not found.adds_up:
        printed = say.number(found.printed)
        return words("outcomes-differ", sum=say.number(found.handled), printed=printed)
    return ""


MOST_OF = Decimal("0.8")  # the share of a kind of outcome that the reasons named below it make


def _reasons(part: Outcome, words: Words) -> list[tuple[str, Decimal, bool]]:
    """The largest reasons that make four fifths of the part together, and the others as one, so
    that they add up to it. One other has its own name.
    """
    named: list[tuple[str, Decimal, bool]] = []
    left = list(part.reasons)
    while left and (len(left) == 1 or part.value - _sum(left) < MOST_OF * part.value):
        reason = left.pop(0)
        named.append((reason.label, reason.value, reason.worked))
    if left:
        text = words("reasons-rest", n=len(left))
        named.append((text, _sum(left), any(reason.worked for reason in left)))
    return named


def _sum(reasons: Sequence[Outcome]) -> Decimal:
    return sum((reason.value for reason in reasons), Decimal(0))


class Legend(NamedTuple):
    """The kinds of outcome of some pictures, each with its ink. `form` is the title of the form,
    where pictures of one page follow several.
    """

    form: str
    kinds: tuple[tuple[int, str], ...]


def legends(view: View, drawn: Iterable[PartForm]) -> list[Legend]:
    """What the inks of pictures by these forms mean, once for each different list, the newest form
    first.
    """
    found: dict[tuple[tuple[int, str], ...], str] = {}
    for form in sorted(set(drawn), key=lambda form: (-form.since, form.form)):
        labels = (kind.label for kind in kinds(form, view.lang))
        inked = tuple(zip(_inks(form), labels, strict=True))
        found.setdefault(inked, view.contract.forms[form.form].title[view.lang])
    several = len(found) > 1
    return [Legend(title if several else "", inked) for inked, title in found.items()]


class Parting(NamedTuple):
    """Two reports next to each other of which a figure is not compared, in no language: why, if it
    is not for the years (`doubts`) whose printed total is no sum; the breaks that lie between.
    """

    before: Report
    after: Report
    apart: Apart | None
    doubts: Sequence[int]
    entries: tuple[Break, ...]


class Cut(NamedTuple):
    """Two figures next to each other that are not compared: of which years, and why.

    `marks` are what a picture shows of it: (first year after it, name); a change of scope is shown
    by its points.
    """

    before: int
    after: int
    why: str
    marks: tuple[tuple[int, str], ...]
    entries: tuple[Break, ...]


def partings(site: Site, reports: Sequence[Report], figure: str) -> list[Parting]:
    """Where a figure of annual reports of one place does not go on."""
    held = [report for report in reports if roles.value(report, figure) is not None]
    found = (_parting(site, before, after, figure) for before, after in pairwise(held))
    return [one for one in found if one is not None]


def breaks(cuts: Iterable[Cut]) -> list[Break]:
    """The breaks that lie at some cuts, each once, the oldest first."""
    found = {entry.id: entry for cut in cuts for entry in cut.entries}
    return sorted(found.values(), key=lambda entry: entry.date)


def _parting(site: Site, before: Report, after: Report, figure: str) -> Parting | None:
    breaks = site.contract.breaks.values()
    found = between(breaks, before, after, figure)
    doubts = [r.year for r in (before, after) if doubted(site, r, figure)]
    if found is None and not doubts:
        return None
    return Parting(before, after, found, doubts, tuple(lying(breaks, before, after, figure)))


def cuts(words: Words, parted: Iterable[Parting]) -> list[Cut]:
    """The same in words."""
    return [_cut(words, one) for one in parted]


def _cut(words: Words, parting: Parting) -> Cut:
    before, after, found, doubts, entries = parting
    first, last = before.year, after.year
    marks = [
        (e.year if first < e.year <= last else last, e.words[words.lang]["short"]) for e in entries
    ]
    reasons = [name for _, name in marks]
    reasons += [words("why-doubted", year=year) for year in doubts]
    if found and found.reason != "break-between":
        unknown = "unknown" in (before.scope, after.scope)
        reasons.insert(0, words("why-scope-unknown" if unknown else f"why-{found.reason}"))
        marks += [] if found.reason == "other-scope" else [(last, reasons[0])]
    return Cut(first, last, words("and-separator").join(reasons), tuple(marks), entries)


def over_years(view: View, reports: Sequence[Report], figure: str, what: str) -> Years | None:
    """A figure of annual reports of one place over the years; None where fewer than two have it.

    The note says which years are not compared and which have no figure.
    """
    given, words = points(view.site, reports, figure), view.words
    if len(charts.values_of(given)) < 2:
        return None
    found = cuts(words, partings(view.site, reports, figure))
    panel = charts.series(given, [mark for cut in found for mark in cut.marks])
    notes = [
        words("not-compared", before=cut.before, after=cut.after, why=cut.why) for cut in found
    ]
    if blank := [str(point.year) for point in given if point.state == "blank"]:
        notes.append(words("years-blank", years=words("series-and").join(blank)))
    if unasked := [point.year for point in given if point.state == "unasked"]:
        notes.append(words("years-unasked", years=words("list-separator").join(_spans(unasked))))
    title = phrases.series(_run(view, reports, figure), what, words)
    return Years(panel, title, what, words("space").join(notes))


def _spans(years: Sequence[int]) -> Iterator[str]:
    """Years in order, those on end as from–to."""
    for _, run in groupby(enumerate(years), key=lambda pair: pair[1] - pair[0]):
        first, *rest = (year for _, year in run)
        yield f"{first}–{rest[-1]}" if rest else str(first)


class Several(NamedTuple):
    """The same figure of places of one level and scope, side by side; `same`: on one scale.

    `note` says what is left out, and what interrupts the lines.
    """

    panels: tuple[tuple[str, charts.Series], ...]
    level: str
    scope: str
    same: bool
    note: str


def several(
    view: View,
    places: Sequence[tuple[Jurisdiction, Sequence[Report]]],
    figure: str,
    most: int,
) -> Several | None:
    """The largest group of places whose newest reports have one level and scope; no organs.

    One scale only while the highest figure is not many times the others' highest.
    """
    groups: dict[tuple[str, str], list[tuple[str, list[charts.Point], Sequence[Report]]]] = {}
    left: Counter[str] = Counter()
    for place, reports in places:
        if not reports:
            continue
        given = points(view.site, reports, figure)
        if place.level == "organ":
            left["several-organs"] += 1
        elif reports[-1].scope == "unknown":
            left["several-scope-unknown"] += 1
        elif len(charts.values_of(given)) < 2:
            left["several-few"] += 1
        else:
            key = (place.level, reports[-1].scope)
            groups.setdefault(key, []).append((place.name[view.lang], given, reports))
    if not groups:
        return None
    (level, scope), members = max(groups.items(), key=lambda group: len(group[1]))
    if len(members) < 2:
        return None
    left["several-other"] = sum(map(len, groups.values())) - len(members)
    left["several-more"] = max(len(members) - most, 0)
    members = members[:most]
    tops = sorted(max(map(abs, charts.values_of(points))) for _, points, _ in members)
    same = tops[-1] <= 20 * max(tops[len(tops) // 2], Decimal(1))
    marks = [
        [m for cut in cuts(view.words, partings(view.site, reports, figure)) for m in cut.marks]
        for _, _, reports in members
    ]
    years = [[year for year, _ in of_one] for of_one in marks]
    named = [(name, points) for name, points, _ in members]
    panels = charts.multiples(named, same=same, breaks=years)
    note = _note(left, sorted({mark for of_one in marks for mark in of_one}), panels, view.words)
    return Several(panels, level, scope, same, note)


def _note(
    left: Mapping[str, int],
    marks: Sequence[tuple[int, str]],
    panels: Sequence[tuple[str, charts.Series]],
    words: Words,
) -> str:
    """What small panels leave out and have no room to name."""
    notes = []
    states = {slot.state for _, series in panels for slot in series.slots}
    if states & {"blank", "none"}:
        notes.append(words("several-gaps"))
    if "unasked" in states:
        notes.append(words("several-unasked"))
    if marks:
        names = (words("mark-named", year=year, name=name) for year, name in marks)
        notes.append(words("several-marks", names=words("list-separator").join(names)))
    if counted := [words(name, n=left[name]) for name in LEFT_OUT if left[name]]:
        notes.append(words("several-left", what=words("list-separator").join(counted)))
    return words("space").join(notes)


# Why a place is not among small panels, in the order of the sentence about it.
LEFT_OUT = (
    "several-more", "several-other", "several-scope-unknown", "several-few", "several-organs",
)  # fmt: skip


def doubted(site: Site, report: Report, figure: str) -> Finding | None:
    """The printed total of a figure, or among the rows of its group, that is no sum."""
    found, address = site.misprinted[report.id], address_of(report, figure)
    if not found or address is None or not roles.held(report, figure):
        return None
    places = report.parts[address.partition(".")[0]].sums.get(address, (address,))
    return next((f for f in found if f.place in places), None)


def points(site: Site, reports: Sequence[Report], figure: str) -> list[charts.Point]:
    """The figure of each year; a document without the table is as none. A scope that a document
    does not say is like no other.
    """
    return [
        charts.Point(
            r.year,
            roles.value(r, figure),
            report=roles.held(r, figure),
            scope=f"unknown {r.year}" if r.scope == "unknown" else r.scope,
            doubted=doubted(site, r, figure) is not None,
            asked=roles.asked(site, r, figure),
        )
        for r in reports
    ]


def _run(view: View, reports: Sequence[Report], figure: str) -> list[tuple[int, Decimal]]:
    """The last years with a figure that may be compared: no break and no blank lies between."""
    run: list[tuple[int, Decimal]] = []
    last: Report | None = None
    for report in reports:
        value = roles.value(report, figure)
        if value is not None:
            if last is None or _parting(view.site, last, report, figure):
                run = []
            run.append((report.year, value))
        last = report if value is not None else None
    return run
