"""The home page: what this is, how to find a place, what the reports say at a glance."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.report import Jurisdiction, Report
from gongkai.pages import charts, linked, points, roles
from gongkai.pages.finder import reading
from gongkai.pages.indicators import peers, shown
from gongkai.pages.overview import Overview
from gongkai.pages.site import Site, View
from gongkai.pages.tilemap import tilemap
from gongkai.words import phrases

EXAMPLES = 3  # places with reports that stand below the field


class MainPoint(NamedTuple):
    """A main point: a figure (or two, with a word between them) that leads somewhere, the claim,
    what it rests on, and what keeps it from saying more. All of it is made from figures.
    """

    link: str
    first: str
    between: str
    last: str
    claim: str
    rest: str
    caveat: str


class Example(NamedTuple):
    """What somebody may write into the field, what that is, and where it leads."""

    text: str
    note: str
    link: str


def page(view: View, overview: Overview) -> tuple[str, bytes]:
    """The home page of a language."""
    site = view.site
    counts = {e.id: site.reports_within(e.id) for e in site.tree.values() if e.parent is None}

    return view.render(
        "home.html",
        examples=list(_examples(view)),
        points=list(main_points(view, overview)),
        map=tilemap(view, counts),
        all=overview.counts.get("reports", 0),
        provinces=len(counts),
        held=sum(map(bool, counts.values())),
        years=overview.years,
        linked=linked.package(view, overview.years),
    )


def _examples(view: View) -> Iterator[Example]:
    """The places with most reports: one by its name, one by its initials, one by its code; and a
    county without a report in the province of one of them.
    """
    site, lang = view.site, view.lang
    held = [site.tree[place] for place in site.held if site.tree[place].level != "organ"]
    most = sorted(held, key=lambda e: (-len(site.held[e.id]), e.id))[:EXAMPLES]
    for nth, entry in enumerate(most):
        name, link = entry.name[lang], view.page.link(f"{entry.id}/")
        if nth == 1:
            letters = "".join(part[0] for part in reading(entry.name["zh"]))
            yield Example(letters, name, link)
        elif nth == 2 and entry.code:
            yield Example(entry.code.code, name, link)
        else:
            yield Example(name, "", link)
    near = [e for place in reversed(most) if (e := _without(site, place))]
    if near:
        note = view.words("find-empty")
        yield Example(near[0].name[lang], note, view.page.link(f"{near[0].id}/"))


def _without(site: Site, place: Jurisdiction) -> Jurisdiction | None:
    """A county in the same province that has no report, nor anything below it."""
    province = f"{place.id.split('/', 1)[0]}/"
    return next(
        (
            e
            for e in site.tree.values()
            if e.level == "county" and e.id.startswith(province) and not e.until
            if not site.reports_within(e.id)
        ),
        None,
    )


def main_points(view: View, overview: Overview) -> Iterator[MainPoint]:
    """What can be said of all reports together; nothing where they are too few or too small."""
    for made in (_withheld, _granted, _received, _peers, _sums):
        found = made(view, overview)
        if found is not None:
            yield found


def _withheld(view: View, overview: Overview) -> MainPoint | None:
    """Whether those who got nothing were mostly refused, or could not be provided with it."""
    words, counts = view.words, overview.counts
    n, unable, refused = (counts.get(f"point {x}", 0) for x in ("judged", "unable", "refused"))
    name, m = ("unable", unable) if unable > refused else ("refused", refused)
    if 2 * m <= n:
        return None
    report = view.site.reports[overview.best[name][1]]
    known = points.withheld(view.site, report)
    assert known
    handled, *parts = map(say.number, known)
    more, less = parts if name == "unable" else parts[::-1]
    at, floor = _at(view, report), roles.FLOOR
    if n == 1:
        rest = words("point-withheld-one", at=at, handled=handled)
    else:
        rest = words("point-withheld", m=say.number(m), all=say.number(n), floor=floor, at=at)
    few = n < phrases.ENOUGH
    return MainPoint(
        view.link(report, roles.anchor(report, report.figure(name) or "")),
        more,
        words("point-against"),
        less,
        words("point-unable" if name == "unable" else "point-refused"),
        rest,
        words("point-withheld-few" if few else "point-sample", n=n, floor=floor),
    )


def _granted(view: View, overview: Overview) -> MainPoint | None:
    """The largest change of the share granted between two years."""
    found = _pair(view, overview, "granted")
    if found is None:
        return None
    before, report = found
    shares = points.shares_granted(view.site, before, report)
    handled = points.both(view.site, before, report, "handled")
    assert shares
    assert handled
    then, now = shares
    words = view.words
    return MainPoint(
        view.link(report, roles.anchor(report, report.figure("granted") or "")),
        charts.percent(then),
        words("point-to"),
        charts.percent(now),
        words("point-granted-rose" if now > then else "point-granted-fell", at=_of(view, report)),
        words(
            "point-granted",
            before=before.year,
            after=report.year,
            then=say.number(handled[0]),
            now=say.number(handled[1]),
        ),
        _largest(view, overview, "granted"),
    )


def _received(view: View, overview: Overview) -> MainPoint | None:
    """The largest change of new requests between two years."""
    found = _pair(view, overview, "received")
    if found is None:
        return None
    before, report = found
    received = points.both(view.site, before, report, "received")
    assert received
    then, now = received
    words = view.words
    change = phrases.change(now, then, words)
    return MainPoint(
        view.link(report, roles.anchor(report, report.figure("received") or "")),
        say.number(then),
        words("point-to"),
        say.number(now),
        words("point-received", at=_at(view, report), change=change),
        words("point-received-years", before=before.year, after=report.year),
        _largest(view, overview, "received"),
    )


def _pair(view: View, overview: Overview, name: str) -> tuple[Report, Report] | None:
    """The report that is the best example of a change, after that of the year before."""
    weight, best = overview.best.get(name, (0, ""))
    if weight <= points.SMALLEST.get(name, 0):
        return None
    report = view.site.reports[best]
    before = view.site.beside(report, -1)
    return (before, report) if before else None


def _largest(view: View, overview: Overview, name: str) -> str:
    """Among how many pairs of years a change is the largest; with one, that there is no other."""
    n = overview.counts[f"point {name}"]
    return view.words("point-largest", n=n, all=say.number(n), floor=roles.FLOOR)


def _peers(view: View, overview: Overview) -> MainPoint | None:
    """The share granted among governments of a level, where there are enough of them."""
    site, words = view.site, view.words
    for indicator in view.contract.indicators.values():
        if (indicator.numerator, indicator.denominator) != (("granted",), ("handled",)):
            continue
        values = overview.values.get(indicator.id, {})
        group = next((g for g in peers(values, site, overview.counts) if g.enough), None)
        if group is None:
            return None
        box = charts.distribution(group.values, show=lambda value: shown(value, 1)).quartiles
        if box is None:
            return None
        anchor = f"peers-{group.year}-{group.level}-{group.scope}"
        level = view.contract.label("jurisdictions.level", group.level, view.lang)
        scope = view.contract.label("reports.scope", group.scope, view.lang)
        return MainPoint(
            f"{view.page.link(f'indicators/{indicator.id}/')}#{anchor}",
            box[1],
            "",
            "",
            words("point-peers", year=group.year, level=level),
            phrases.spread(len(group.values), box, words, group.all),
            words("point-peers-scope", scope=scope, all=say.number(Decimal(group.all or 0))),
        )
    return None


def _sums(view: View, overview: Overview) -> MainPoint | None:
    """How many of the sums in the tables add up, and the largest difference in an original."""
    words, count, site = view.words, overview.tally, view.site
    if not count.assessed:
        return None
    example = ""
    _, best = overview.best.get("apart", (0, ""))
    if count.as_printed and best:
        report = site.reports[best]
        finding = points.worst(site, report)
        assert finding
        sentence = say.broken(finding, report, view.contract, words)
        example = words("point-sums-worst", at=_at(view, report), sentence=sentence)
    blank = count.not_assessable
    return MainPoint(
        f"{view.page.link('findings/')}#as-printed",
        say.number(count.as_printed or count.holds),
        words("point-of") if count.as_printed else "",
        say.number(count.assessed) if count.as_printed else "",
        words("point-sums" if count.as_printed else "point-sums-all", n=count.as_printed),
        example,
        words("point-sums-blank", n=blank, all=say.number(blank)) if blank else "",
    )


def _at(view: View, report: Report) -> str:
    """A place and a year: where and when."""
    name = view.site.tree[report.subject].name[view.lang]
    return view.words("point-at", name=name, year=report.year)


def _of(view: View, report: Report) -> str:
    return view.site.tree[report.subject].name[view.lang]
