"""What lies below a place: its children of which there are reports, with their newest figures."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai.model.report import Jurisdiction, Report
from gongkai.pages import pictures, roles
from gongkai.pages.columns import like_group
from gongkai.pages.outcomes import granted, no_picture, outcomes
from gongkai.pages.site import Site, View

MOST = 40  # places below that one page lists
STRIPS = 30  # up to so many each has its picture; more of them would make the page too heavy
LABELLED = 8  # up to so many pictures are put in words
PANELS = 12  # places whose panels stand side by side; more of them are no picture any more


class Child(NamedTuple):
    """A place below: how many reports it has and the places below it; the newest of its reports.

    `share` is what was granted, `worked` whether that is worked out; `strip` what became of its
    requests, `no_picture` why there is none; `implied` whether a blank was worked out for any of
    it. There is none of this where no annual report is held. `asked_handled` and `asked_granted`
    say whether the form of the newest has these figures.
    """

    entry: Jurisdiction
    reports: int
    below: int
    shown: Report | None
    newest: Report | None
    handled: Decimal | None
    share: Decimal | None
    worked: bool
    strip: pictures.OutcomePicture | None
    no_picture: str
    implied: bool
    asked_handled: bool
    asked_granted: bool

    @property
    def few(self) -> bool:
        """Whether there are too few for a share to say anything."""
        return self.handled is not None and self.handled < roles.FLOOR


class LikeChildren(NamedTuple):
    """The largest like group of the newest reports below: its id as `explore` has it, its year."""

    group: str
    year: str


class Children(NamedTuple):
    """The places below with reports at or below them; the first of `all` where there are many.

    `strips` says whether each has its picture, `labelled` whether that is put in words; `like` are
    those that can be compared.
    """

    listed: Sequence[Child]
    all: int
    strips: bool
    labelled: bool
    several: pictures.Several | None
    legends: Sequence[pictures.Legend]
    like: LikeChildren | None

    @property
    def pictured(self) -> bool:
        """Whether any of them has a picture."""
        return any(child.strip for child in self.listed)

    @property
    def most_strips(self) -> int:
        """Up to how many places each has its picture."""
        return STRIPS

    @property
    def implied(self) -> bool:
        """Whether anything had to be worked out."""
        return any(child.implied for child in self.listed)

    @property
    def unasked(self) -> bool:
        """Whether the form of any newest report lacks a figure of the table."""
        return not all(child.asked_handled and child.asked_granted for child in self.listed)


def reported(view: View, children: Sequence[Jurisdiction]) -> Children | None:
    """The places below with reports: governments first, then organs, in the order given."""
    site = view.site
    found = sorted((c for c in children if site.reported(c.id)), key=lambda c: c.level == "organ")
    if not found:
        return None
    listed = found[:MOST]
    strips = len(listed) <= STRIPS
    places = [(child, site.annual(child.id)) for child in children]
    shown = [_child(view, child, strips=strips) for child in listed]
    return Children(
        shown,
        len(found),
        strips,
        len(found) <= LABELLED,
        pictures.several(view, places, "received", PANELS),
        pictures.legends(view, [c.strip.form for c in shown if c.strip and c.strip.form]),
        _like(view.site, found),
    )


def _like(site: Site, places: Sequence[Jurisdiction]) -> LikeChildren | None:
    """Of several groups of equal size the latest; None where none has two reports."""
    newest = (annual[-1] for place in places if (annual := site.annual(place.id)))
    sizes = Counter(like_group(site, one) for one in newest if one.parts and one.scope != "unknown")
    found = max(sizes, key=lambda group: (sizes[group], group), default="")
    if sizes[found] < 2:
        return None
    year, level, scope = found.split(" ")
    return LikeChildren(f"{level}.{scope}", year)


def _child(view: View, entry: Jurisdiction, *, strips: bool) -> Child:
    """A place below: its reports, what became of the newest one's requests."""
    site = view.site
    reports, annual = site.by_subject.get(entry.id, ()), site.annual(entry.id)
    newest = annual[-1] if annual else None
    found = outcomes(view, newest) if newest else None
    share, worked = granted(newest, found) if newest else (None, False)
    strip = pictures.strip(view, found) if strips else None
    return Child(
        entry,
        len(reports),
        site.below.get(entry.id, 0),
        newest or (reports[-1] if reports else None),
        newest,
        roles.value(newest, "handled") if newest else None,
        share,
        share is not None and worked,
        strip,
        no_picture(view, newest, found) if newest and not strip else "",
        found is not None and found.basis != "printed",
        *(newest is None or roles.asked(site, newest, role) for role in ("handled", "granted")),
    )
