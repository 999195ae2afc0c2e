"""What is new: the prose about it, the releases of the data, and what changed in each, by place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.languages import CONTENT_LANGUAGES, nearest
from gongkai.model.release import ADDED, PROSE, REMOVED, Release, TableChange, in_prose
from gongkai.model.report import Jurisdiction
from gongkai.pages import citation, doors, moved
from gongkai.pages.overview import Overview
from gongkai.pages.site import View
from gongkai.words.releases import summary

NAME = "changes"  # the page of prose that all of this follows
MOST = 100  # reports that the page lists
_REPORTS = 300  # reports that the page of a release lists
_FIGURES = 30  # figures of one of them
_REASONS = 3  # reasons of one of them


class ReleaseFacts(NamedTuple):
    """A release: version, its days, what it brings, where its files and its commit are."""

    version: str
    date: str
    data: str
    sentences: Sequence[str]
    files: str
    commit: str
    number: str
    cited: str


class ChangedFigure(NamedTuple):
    """A figure that is other than before, by its printed labels."""

    name: str
    old: str
    new: str


class ChangedReport(NamedTuple):
    """A report: its year or name, its page if there is one, what happened and why; where it moved
    to, if it did, by its title.
    """

    name: str
    link: str
    said: str
    reason: str
    figures: Sequence[ChangedFigure] = ()
    moved: str = ""


class ChangedPlace(NamedTuple):
    """A place with its reports; one that is no more has no entry."""

    id: str
    entry: Jurisdiction | None
    anchor: str
    reports: Sequence[ChangedReport]


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """What is new, and a page for each release."""
    site, kept = view.site, view.site.releases.kept
    here = view.at(f"{NAME}/")
    if text := site.prose.get((nearest(view.lang, CONTENT_LANGUAGES), NAME)):
        yield here.render(
            "changes.html",
            text=text,
            added=[site.reports[report] for _, _, report in overview.newest[:MOST]],
            releases=[_facts(here, release) for release in kept],
            same=bool(kept) and _is_shown(here, kept[0]),
        )
    for release in kept:
        page = view.at(f"{NAME}/{release.version}/")
        reports = _by_report(release.changes)
        listed = dict(list(reports.items())[:_REPORTS])
        yield page.render(
            "release.html",
            about=_facts(page, release),
            places=list(_places(page, listed)),
            left=len(reports) - len(listed),
        )


def _is_shown(view: View, release: Release) -> bool:
    """Whether the tables of the site are exactly those of a release."""
    shown = {one.table: one.sha256 for one in view.site.downloads}
    return shown == {name: one.sha256 for name, one in release.tables.items()}


def _facts(view: View, release: Release) -> ReleaseFacts:
    files = doors.release(view, release.version)
    moves = view.site.releases.moves(moved.places(view.site))
    own = f"{view.home}{view.page.address()}" if view.home else ""
    return ReleaseFacts(
        release.version,
        release.date,
        release.data,
        list(summary(release, view.contract, view.words, moves)),
        files,
        doors.commit(view, release.commit),
        release.commit[:12],
        citation.of_release(view, release, files or own),
    )


def _by_report(changes: Iterable[TableChange]) -> dict[str, list[TableChange]]:
    """The changes of each report."""
    found: dict[str, list[TableChange]] = {}
    for change in changes:
        if change.key and _is_report(change.subject):
            found.setdefault(change.subject, []).append(change)
    return dict(sorted(found.items()))


def _is_report(name: str) -> bool:
    """Whether an id is that of a report: it ends in a year, as no other does."""
    return "/" in name and name.rpartition("/")[2][:4].isdecimal()


def _places(view: View, reports: dict[str, list[TableChange]]) -> Iterator[ChangedPlace]:
    by_place: dict[str, list[ChangedReport]] = {}
    for name, changes in reports.items():
        by_place.setdefault(name.rpartition("/")[0], []).append(_report(view, name, changes))
    for place, listed in by_place.items():
        anchor = place.replace("/", "-")
        yield ChangedPlace(place, view.site.tree.get(place), anchor, listed)


def _report(view: View, name: str, changes: Sequence[TableChange]) -> ChangedReport:
    words, held = view.words, name in view.site.held.get(name.rpartition("/")[0], ())
    whole = [c for c in changes if c.table == "reports" and not c.column]
    given = (one.strip() for c in whole or changes for one in c.reason.split("; "))
    reasons = dict.fromkeys(filter(None, given))
    link = view.link_to(name) if held else ""
    title = name.rpartition("/")[2]
    reason = words("semicolon").join(list(reasons)[:_REASONS])
    if whole and whole[0].change == REMOVED:
        return _removed(view, name, reason)
    if whole and whole[0].change == ADDED:
        return ChangedReport(title, link, words("release-report-added"), reason)
    figures = [c for c in changes if c.column and view.contract.is_figure(c.table, c.column)]
    prose = list(in_prose(changes).values())
    rest = len(changes) - len(figures) - sum((c.table, c.column) in PROSE for c in changes)
    said = [words("release-report-figures", n=len(figures))] if figures else []
    said += [words("release-report-prose", n=len(prose))] if prose else []
    said += [words("release-report-others", n=rest)] if rest else []
    shown = [_figure(view, name, one, held) for one in (figures + prose)[:_FIGURES]]
    return ChangedReport(title, link, words("semicolon").join(said), reason, shown)


def _removed(view: View, name: str, reason: str) -> ChangedReport:
    """A report that is no longer held, or not under this id; why, by its entry if it has one."""
    words, releases, old = view.words, view.site.releases, name.rpartition("/")[2]
    why = {one.path: one.why[view.lang] for one in releases.gone}
    reason = why.get(f"{name}/", reason)
    to = releases.moves(moved.places(view.site)).target("reports", name)
    if not to:
        return ChangedReport(old, "", words("release-report-removed"), reason)
    place, _, file = to.rpartition("/")
    if to in view.site.held.get(place, ()):
        link, title = view.link_to(to), f"{view.site.tree[place].name[view.lang]} {file}"
    else:
        link, title = view.page.link(f"{to}/"), to
    return ChangedReport(old, link, words("release-report-moved"), reason, moved=title)


def _figure(view: View, name: str, change: TableChange, held: bool) -> ChangedFigure:
    """By its labels in the report as it is now, else by its codes."""
    codes = change.names[1:]
    old, new = change.old, change.new
    if view.contract.is_figure(change.table, change.column):  # 7 stands as 7.0 in the tables
        old, new = old.removesuffix(".0"), new.removesuffix(".0")
    if held:
        report = view.site.reports[name]
        if (change.table, change.column) in PROSE and codes[0] in report.named:
            label = say.place(f"statements.{codes[0]}", report, view.words)
            return ChangedFigure(label, old, new)
        for part, form in report.parts.items():
            address = ".".join([part, *codes])
            if form.table == change.table and address in form.cells:
                label = say.place(address, report, view.words)
                return ChangedFigure(label, old, new)
    return ChangedFigure(" / ".join(codes), old, new)
