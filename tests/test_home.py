"""The home page: its main points are true, and it is good with no report, one, or many."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction
from html import unescape
from itertools import pairwise
from pathlib import Path

import pytest

import years
from gongkai import pages
from gongkai.build import order
from gongkai.build.project import Settings, read_project, site_of
from gongkai.contract import Contract
from gongkai.pages import Overview, Site, home, roles
from gongkai.pages.tilemap import provinces

PLACE = "jinsheng/anshi"
ASKED = {"unable": "not_held", "refused": "state_secret"}  # a row of each


def site(folder: Path) -> Site:
    words = read_project(folder, "").words["en"]
    return site_of(Settings(folder, "", words, "2026-06-01"), order.at_hand(folder))


def gathered(made: Site, cuts: int = 1) -> Overview:
    """The overview of all reports, made in one piece or in several."""
    names = sorted(made.reports)
    size = -(-len(names) // cuts) or 1
    whole = Overview()
    for start in range(0, len(names), size):
        reports = [made.reports[name] for name in names[start : start + size]]
        whole.add(pages.gather(made, reports))
    return whole


def said(made: Site, lang: str, overview: Overview | None = None) -> list[home.MainPoint]:
    view = next(view for view in made.views() if view.lang == lang)
    return list(home.main_points(view, overview or gathered(made)))


def page(made: Site, lang: str) -> str:
    view = next(view for view in made.views() if view.lang == lang)
    return home.page(view, gathered(made))[1].decode()


def text(markup: str) -> str:
    return unescape(re.sub(r"<[^>]+>", "", markup))


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    return years.country(tmp_path)


# -- few reports, small reports, none


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_any_report_the_page_says_so_and_leads_on(empty: Path, lang: str) -> None:
    made = site(empty)
    shown = page(made, lang)
    assert said(made, lang) == []
    assert "id=points" not in shown
    assert "id=empty" in shown
    assert len(re.findall(r"<rect ", shown)) == len(provinces(made))
    assert all(path in shown for path in ("data/index.html", "contribute/index.html"))


def test_of_one_report_it_says_that_it_is_the_only_one(empty: Path, contract: Contract) -> None:
    years.write(empty, contract, f"{PLACE}/2023", received=100, rows={"not_held": 60})
    made = site(empty)
    withheld, sums = said(made, "en")
    assert (withheld.first, withheld.last) == ("60", "0")
    assert withheld.link == "jinsheng/anshi/2023/index.html#requests.unable"
    assert "stands for itself alone" in withheld.caveat
    assert "1 reports" not in page(made, "en")
    assert sums.claim == "All sums in the tables that can be checked add up."


@pytest.mark.parametrize("received", [0, 1, roles.FLOOR - 1])
def test_of_small_reports_no_share_and_no_change_is_said(
    empty: Path, contract: Contract, received: int
) -> None:
    for year in (2022, 2023):
        years.write(empty, contract, f"{PLACE}/{year}", received=received)
    made = site(empty)
    assert [point.claim for point in said(made, "zh")] == ["能核对的表内加总，全部相符。"]
    assert "例如" in page(made, "zh")


def test_two_years_alike_are_no_change(empty: Path, contract: Contract) -> None:
    for year in (2022, 2023):
        years.write(empty, contract, f"{PLACE}/{year}", received=100, rows={"not_held": 20})
    claims = " ".join(point.claim for point in said(site(empty), "en"))
    assert "year before" not in claims


def test_where_as_many_are_refused_as_cannot_be_provided_nothing_is_said_of_it(
    empty: Path, contract: Contract
) -> None:
    for year, more in ((2022, {"not_held": 9, "state_secret": 1}), (2023, {"not_held": 5})):
        rows = {"state_secret": 9, **more} if year == 2023 else more
        years.write(empty, contract, f"{PLACE}/{year}", received=100, rows=rows)
    assert not [p for p in said(site(empty), "en") if "nothing was given" in p.claim]


# -- the sentences are true


def corpus(folder: Path, contract: Contract) -> list[tuple[str, int, int, int, int]]:
    """(place, year, received, unable, refused) of many reports, some of them small."""
    found = []
    for nth, (place, size) in enumerate(years.PLACES.items()):
        for year in range(2021, 2026):
            received = max(1, size + (year - 2021) * (nth - 3) * size // 9)
            unable, refused = received // (3 + (nth + year) % 4), received // (4 + nth % 3 * 2)
            found.append((place, year, received, unable, refused))
            rows = {ASKED["unable"]: unable, ASKED["refused"]: refused}
            years.write(folder, contract, f"{place}/{year}", received=received, rows=rows)
    return found


def test_every_sentence_is_true_of_the_figures(empty: Path, contract: Contract) -> None:
    made_up = corpus(empty, contract)
    made = site(empty)
    withheld, granted, received, sums = said(made, "en")

    large = [row for row in made_up if row[2] >= roles.FLOOR]
    more = [row for row in large if row[3] > row[4]]
    fewer = [row for row in large if row[3] < row[4]]
    chosen, name = (more, "unable") if len(more) > len(fewer) else (fewer, "refused")
    place, year, *_, unable, refused = max(chosen, key=lambda row: (row[2],))
    assert f"{len(chosen)} of {len(large)} annual reports" in withheld.rest
    figures = {int(withheld.first.replace(",", "")), int(withheld.last.replace(",", ""))}
    assert figures == {unable, refused}
    assert withheld.link == f"{place}/{year}/index.html#requests.{name}"
    assert 2 * len(chosen) > len(large)

    pairs = [
        (a, b) for a, b in pairwise(made_up) if a[0] == b[0] and min(a[2], b[2]) >= roles.FLOOR
    ]

    def share(row: tuple[str, int, int, int, int]) -> Fraction:
        return Fraction(row[2] - row[3] - row[4], row[2])

    a, b = max(pairs, key=lambda pair: abs(share(pair[1]) - share(pair[0])))
    assert granted.link == f"{b[0]}/{b[1]}/index.html#requests.granted.total"
    assert f"{a[2]:,} requests handled in {a[1]}, {b[2]:,} in {b[1]}." == granted.rest
    assert [granted.first, granted.last] == [f"{float(share(x)) * 100:.1f}%" for x in (a, b)]
    assert ("larger" in granted.claim) == (share(b) > share(a))
    assert f"largest change of {len(pairs)} pairs" in granted.caveat

    a, b = max(
        pairs, key=lambda pair: Fraction(max(pair[0][2], pair[1][2]), min(pair[0][2], pair[1][2]))
    )
    assert [received.first, received.last] == [f"{a[2]:,}", f"{b[2]:,}"]
    assert received.link == f"{b[0]}/{b[1]}/index.html#requests.received.total"
    assert sums.claim == "All sums in the tables that can be checked add up."
    assert sums.last == ""


def test_a_sum_that_is_none_in_the_original_is_named_and_joins_no_share(
    empty: Path, contract: Contract
) -> None:
    confirmed = (
        "as_printed:\n- {rule: requests-sum, place: requests.handled.total, stated: 300, computed: 100,"
        " seen_as: official-page, by: other, date: 2026-06-02, note: null}\n"
        "- {rule: requests-total, place: requests.handled.total, stated: 300, computed: 100,"
        " seen_as: official-page, by: other, date: 2026-06-02, note: null}\n"
        "- {rule: requests-balance, place: requests.received.total, stated: 100, computed: 300,"
        " seen_as: official-page, by: other, date: 2026-06-02, note: null}"
    )
    path = years.write(empty, contract, f"{PLACE}/2023", received=100, as_printed=confirmed)
    old = "handled: [100, 0, 0, 0, 0, 0, 100]"
    written = path.read_text(encoding="utf-8")
    assert old in written
    path.write_text(written.replace(old, old.replace("100]", "300]")), encoding="utf-8")
    made = site(empty)
    (sums,) = said(made, "en")
    assert sums.claim == "In 3 sums the original does not add up."
    assert sums.first == "3"
    assert "An City in 2023" in sums.rest
    assert sums.link == "findings/index.html#as-printed"


# -- at scale


def test_reports_may_be_gathered_in_any_pieces(empty: Path, contract: Contract) -> None:
    corpus(empty, contract)
    made = site(empty)
    whole = said(made, "zh")
    # A piece holds whole places, as a batch does.
    assert [said(made, "zh", gathered(made, cuts)) for cuts in (2, 4, 8)] == [whole] * 3


def test_what_is_kept_of_main_points_does_not_grow_with_the_reports(
    empty: Path, contract: Contract
) -> None:
    corpus(empty, contract)
    best = gathered(site(empty)).best
    assert set(best) <= {"apart", "judged", "unable", "refused", "granted", "received"}
    assert all(len(entry) == 2 for entry in best.values())


# -- the map


def test_the_map_has_every_province_once_in_the_official_order(country: Path) -> None:
    made = site(country)
    shown = page(made, "en")
    listed = re.findall(r"<a class=t\w href=([\w-]+)/index.html><title>([^<]+)</title>", shown)
    assert [place for place, _ in listed] == [entry.id for entry in provinces(made)]
    codes = [entry.code.code for entry in provinces(made) if entry.code]
    assert codes == sorted(codes)
    for place, label in listed:
        n = made.below.get(place, 0) + len(made.held.get(place, ()))
        assert (f"{n} report" in label) if n else ("no report" in label or "no such" in label)


def test_the_map_has_a_place_for_every_province_of_the_country(contract: Contract) -> None:
    from conftest import ROOT

    places = read_project(ROOT, "").references["map"]
    at = [(entry["column"], entry["row"]) for entry in places.values()]
    assert len(set(at)) == len(at)
    known = {path.stem for path in (ROOT / "content" / "jurisdictions").glob("*.yaml")}
    assert set(places) == known


def test_examples_lead_to_pages_that_exist(country: Path) -> None:
    made = site(country)
    shown: Sequence[str] = re.findall(r"<p class=eg>(.*?)</p>", page(made, "zh"))
    (line,) = shown
    for link in re.findall(r"href=([^ >#]+)", line):
        assert link.removesuffix("/index.html") in made.tree
    assert "（还没有报告）" in text(line)
