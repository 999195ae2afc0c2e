"""A place among its peers: reports of one year, level and scope, in its province and everywhere.

Only when every report has been read are the peers of a place known. So its page is made with an
empty section, `EMPTY`, and the section is put there when all batches are done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai.model.report import Jurisdiction, Report
from gongkai.pages import charts, pictures, roles
from gongkai.pages.site import Site, official_order
from gongkai.pages.templating import macro

EMPTY = b"<section id=peers></section>"
MOST = 24  # peers that are named, each in a line of its own
HIGH = 24  # dots of a stack; of more peers each dot stands for several
STEP = 2  # hundredths that one stack of dots is wide


class Peer(NamedTuple):
    """A report among others: how many requests were handled, which share of them was granted."""

    place: str
    handled: Decimal
    share: Decimal

    @property
    def few(self) -> bool:
        """Whether there are too few for a share to say anything."""
        return self.handled < roles.FLOOR

    @property
    def x(self) -> float:
        """Where it stands, in hundredths."""
        return round(float(self.share * 100), 1)

    @property
    def text(self) -> str:
        """The share as it is written."""
        return charts.percent(self.share)


class Strip(NamedTuple):
    """Many peers as dots over an axis of hundredths; one dot stands for `each` of them.

    A stack of dots is one line, which the style sheet dashes: its x, where it begins and ends.

    `n` are those that have enough requests, `few` those that have not and are left out. `median` is
    a text, empty of fewer than ten.
    """

    where: str
    stacks: Sequence[tuple[str, int, int]]
    height: int
    each: int
    n: int
    few: int
    median: str


class PeerGroup(NamedTuple):
    """What a place is set beside: `listed` are named, `strips` are not."""

    year: int
    level: str
    scope: str
    here: Peer
    listed: Sequence[tuple[Peer, Jurisdiction]]
    strips: Sequence[Strip]
    alone: bool


def summary(site: Site, report: Report) -> tuple[str, str] | None:
    """A report as `Overview.peers` has it, with the name of its group; None where it has no share.

    A total that is no sum has none, and a report that does not say what it covers has no peers.
    """
    if report.kind != "annual-report" or report.scope == "unknown":
        return None
    handled, granted = (roles.value(report, role) for role in ("handled", "granted"))
    if not handled or granted is None or granted > handled:
        return None
    if any(pictures.doubted(site, report, role) for role in ("handled", "granted")):
        return None
    level = site.tree[report.subject].level
    return f"{report.year} {level} {report.scope}", f"{report.subject} {handled:f} {granted:f}"


def sections(
    site: Site, summaries: Mapping[str, Sequence[str]], places: Iterable[str]
) -> Iterator[tuple[str, bytes]]:
    """The section of each of these places, which have reports, in both languages, with the path of
    its page. `summaries` are those of all reports, by group.
    """
    groups = {name: _peers(entries) for name, entries in sorted(summaries.items())}
    newest = {place: name for name, found in groups.items() for place in found}  # the latest year
    strips: dict[tuple[str, str], Strip] = {}
    for place in places:
        name = newest.get(place)
        found = _group(site, place, name, groups[name], strips) if name else None
        for view in site.views(f"{place}/"):
            text = macro(view.env, "peers", "peers", found, view.page)
            yield view.page.file, text.encode()


def _peers(entries: Sequence[str]) -> dict[str, Peer]:
    """The peers of a group by place."""
    found = {}
    for entry in entries:
        place, handled, granted = entry.split(" ")
        found[place] = Peer(place, Decimal(handled), Decimal(granted) / Decimal(handled))
    return found


def _group(
    site: Site,
    place: str,
    name: str,
    peers: Mapping[str, Peer],
    strips: dict[tuple[str, str], Strip],
) -> PeerGroup:
    """What a place is set beside: as many as have a line each, and the province and the country.

    Public bodies are set beside those of their own government alone.
    """
    year, level, scope = name.split(" ")
    parent, province = site.tree[place].parent or "", place.partition("/")[0]
    around = [p for key, p in peers.items() if key.partition("/")[0] == province]
    beside = [peer for peer in around if site.tree[peer.place].parent == parent]
    lines = beside if level == "organ" or len(around) > MOST else around
    listed = lines if 1 < len(lines) <= MOST else []
    wider = [("province", around)]
    if len(peers) > len(around):
        wider.append(("country", list(peers.values())))
    shown = []
    for where, found in wider if level != "organ" else ():
        if len(found) > max(len(listed), 1):
            key = (name, province if where == "province" else "")
            if key not in strips:
                strips[key] = _strip(where, found)
            shown.append(strips[key])
    return PeerGroup(
        int(year),
        level,
        scope,
        peers[place],
        [
            (p, site.tree[p.place])
            for p in sorted(listed, key=lambda p: official_order(site.tree[p.place]))
        ],
        shown,
        alone=not listed and not shown,
    )


def _strip(where: str, peers: Sequence[Peer]) -> Strip:
    enough = [peer for peer in peers if not peer.few]
    stacks = Counter(min(int(peer.share * 100) // STEP, 100 // STEP - 1) for peer in enough)
    each = -(-max(stacks.values(), default=1) // HIGH)
    tall = {x: -(-n // each) for x, n in sorted(stacks.items())}
    height = 5 * max(tall.values(), default=1) + 10
    lines = [
        (f"{x * STEP + STEP / 2:g}%", height - 5, height - 1 - 5 * count)
        for x, count in tall.items()
    ]
    cut = charts.quartiles([peer.share for peer in enough])
    return Strip(
        where,
        lines,
        height,
        each,
        len(enough),
        len(peers) - len(enough),
        charts.percent(cut[1]) if cut else "",
    )
