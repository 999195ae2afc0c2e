"""The provinces in their official order, and as a map of equal tiles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gongkai.model.languages import translated
from gongkai.model.report import Jurisdiction
from gongkai.pages.site import Site, View, official_order

ACROSS = 7  # tiles in a row below the map, for provinces that have no place on it
STEPS = (1, 10, 100, 1000)  # from how many on a tile has the next ink


class Tile(NamedTuple):
    """A province on the map: where it stands, in tiles, its sign and what is said of it.

    `tone` is 0 for none, then the ink of each step; -1 where there can be none.
    """

    id: str
    column: int
    row: int
    sign: str
    label: str
    n: int
    tone: int


class TileMap(NamedTuple):
    """All tiles in the official order, how many stand across and down, and the inks in use."""

    tiles: Sequence[Tile]
    across: int
    down: int
    tones: Sequence[tuple[int, int, int | None]]  # tone, from how many, to how many


def provinces(site: Site) -> list[Jurisdiction]:
    """The provinces in the order of their codes (GB/T 2260), those without one today last."""
    return sorted((e for e in site.tree.values() if e.parent is None), key=official_order)


def tilemap(view: View, counts: Mapping[str, int]) -> TileMap | None:
    """The map with a count of reports in each tile. None without any province."""
    site, places, tiles = view.site, view.site.map, []
    shown = [entry for entry in provinces(site) if not entry.until]
    # A heading stands in the upper left corner of the map, two rows high: no tile of others there.
    spare = 1 + max((places[e.id]["row"] for e in shown if e.id in places), default=1)
    others = 0
    for entry in shown:
        n = counts.get(entry.id, 0)
        if entry.id in places:
            at = places[entry.id]
            column, row, sign = at["column"], at["row"], translated(at)[view.lang]
        else:
            column, row = others % ACROSS, spare + others // ACROSS
            sign, others = entry.name[view.lang][0], others + 1
        tone = -1 if entry.id in site.peers["outside"] else sum(n >= step for step in STEPS)
        tiles.append(Tile(entry.id, column, row, sign, _label(view, entry, n), n, tone))
    if not tiles:
        return None
    across = max(ACROSS, *(tile.column + 1 for tile in tiles))
    down = max(tile.row for tile in tiles) + 1
    used = sorted({tile.tone for tile in tiles if tile.tone > 0}, reverse=True)
    ends = (*(step - 1 for step in STEPS[1:]), None)
    tones = [(tone, STEPS[tone - 1], ends[tone - 1]) for tone in used]
    return TileMap(tiles, across, down, tones)


def _label(view: View, entry: Jurisdiction, n: int) -> str:
    words, name = view.words, entry.name[view.lang]
    if entry.id in view.site.peers["outside"]:
        return words("map-outside", name=name)
    return words("map-reports" if n else "map-none", name=name, n=n)
