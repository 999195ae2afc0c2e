"""The page of every place: with reports, without one, at an address that it once had; coverage."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from pathlib import Path

import pytest

import years
from conftest import command, markup
from gongkai.build.order import at_hand
from gongkai.contract import Contract
from gongkai.pages import peers

Spoil = Callable[[str, str, str], Path]
TREE = "content/jurisdictions/yunze.yaml"
DISTRICT_IS = "en: Liutang District\n        level: county\n"
COVERAGE = "content/coverage/yunze.yaml"
SOUGHT = (
    "{jurisdiction: yunze/qingwu, year: 2022, status: %s, checked_on: 2026-11-01,"
    " checked_where: %s}"
)


def built(root: Path, *options: str) -> Path:
    done = command(*options, root=root)
    assert done.returncode == 0, done.stderr
    return root / "dist"


# -- addresses that lead elsewhere ----------------------------------------------------------------


def test_an_earlier_id_leads_to_the_place_and_to_its_reports_in_both_languages(
    spoil: Spoil,
) -> None:
    root = spoil(TREE, DISTRICT_IS, f"{DISTRICT_IS}        formerly: [yunze/liutang-xian]\n")
    dist = built(root)
    for folder, up in (("", "../.."), ("en/", "../..")):
        for old, new in (("", ""), ("2021/", "2021/")):
            page = markup(dist / f"{folder}yunze/liutang-xian/{old}index.html")
            (to,) = re.findall(r'http-equiv="refresh" content="0; url=([^"]+)"', page)
            assert f'rel="canonical" href="{to}"' in page
            here = dist / f"{folder}yunze/liutang-xian/{old}"
            wanted = dist / f"{folder}yunze/qingwu/liutang/{new}index.html"
            assert (here / to).resolve() == wanted.resolve(), (up, to)
    with (dist / "data/jurisdictions.csv").open(encoding="utf-8", newline="") as file:
        found = {row["id"]: row["formerly"] for row in csv.DictReader(file)}
    assert found["yunze/qingwu/liutang"] == "yunze/liutang-xian"


def test_a_place_without_reports_that_another_one_followed_leads_there(spoil: Spoil) -> None:
    gone = "        zh: 旧县\n        en: Jiu County\n        level: county\n        until: 2020\n"
    root = spoil(
        TREE,
        DISTRICT_IS,
        f"{DISTRICT_IS}      jiuxian:\n{gone}        successor: yunze/qingwu/liutang\n",
    )
    page = markup(built(root) / "en/yunze/qingwu/jiuxian/index.html")
    assert 'content="0; url=../liutang/index.html"' in page


# -- places with reports --------------------------------------------------------------------------


@pytest.fixture
def place(tmp_path: Path, contract: Contract) -> Path:
    """A county with a year of few requests, and two of many; others beside it."""
    root = years.country(tmp_path)
    for year, received in ((2021, 20), (2022, 60), (2023, 80)):
        years.write(root, contract, f"jinsheng/anshi/anxian/{year}", received=received)
        years.write(root, contract, f"jinsheng/anshi/beixian/{year}", received=90)
    return root


def test_a_place_answers_first_and_shows_shares_only_of_enough_requests(place: Path) -> None:
    page = markup(built(place) / "en/jinsheng/anshi/anxian/index.html")
    assert page.index('class="lede"') < page.index('id="outcomes"') < page.index('id="shares"')
    assert "In 2023, 80 requests were received" in page
    rows = dict(re.findall(r'2023/index.html">(\d{4})</a><td><svg class="(\w+)"', page))
    shown = re.findall(r'<a href="(\d{4})/index.html">\d{4}</a><td><svg class="(\w+)"', page)
    assert shown == [("2023", "shares"), ("2022", "shares"), ("2021", "few")], rows


def test_a_place_stands_among_those_of_its_year_level_and_scope(place: Path) -> None:
    page = markup(built(place) / "jinsheng/anshi/anxian/index.html")
    section = re.search(r'<section id="peers".*?</section>', page, re.S)
    assert section
    assert re.findall(r'<th scope="row"><a href="[^"]+">([^<]+)</a>', section[0]) == [
        "安县",
        "北县",
    ]
    assert "中位数" not in section[0]  # of fewer than ten


def test_a_page_is_that_of_a_fresh_build_when_only_its_peers_have_changed(
    place: Path, contract: Contract, tmp_path: Path
) -> None:
    dist = built(place)
    before = (dist / "jinsheng/anshi/anxian/index.html").read_bytes()
    years.write(place, contract, "jinsheng/anshi/dongxian/2023", received=70)
    built(place)
    kept = (dist / "jinsheng/anshi/anxian/index.html").read_bytes()
    assert kept != before
    assert peers.EMPTY not in kept
    built(place, "--no-cache")
    assert (dist / "jinsheng/anshi/anxian/index.html").read_bytes() == kept


# -- coverage -------------------------------------------------------------------------------------


def covered(project: Path, *lines: str) -> Path:
    file = project / COVERAGE
    file.parent.mkdir(exist_ok=True)
    file.write_text("".join(f"- {line}\n" for line in lines), encoding="utf-8")
    return project


def test_what_somebody_looked_for_is_published_and_stands_on_pages(project: Path) -> None:
    published = SOUGHT % ("published", "'https://example.org/2022'")
    sought = (SOUGHT % ("not-found", "政府网站")).replace("yunze/qingwu,", "yunze/hanlu,")
    dist = built(covered(project, published, sought))
    with (dist / "data/coverage.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["status"] != "transcribed"]
    assert [(r["jurisdiction"], r["year"], r["status"], r["checked_on"]) for r in rows] == [
        ("yunze/hanlu", "2022", "not-found", "2026-11-01"),
        ("yunze/qingwu", "2022", "published", "2026-11-01"),
    ]
    for path in ("coverage", "coverage/yunze", "yunze/qingwu", "en/coverage"):
        assert 'href="https://example.org/2022"' in markup(dist / path / "index.html"), path
    assert "政府网站" in markup(dist / "yunze/hanlu/index.html")


@pytest.mark.parametrize(
    ("line", "message"),
    [
        pytest.param(SOUGHT % ("transcribed", "甲"), "unknown-code", id="what is derived"),
        pytest.param(SOUGHT % ("published", "''"), "empty-text", id="nowhere"),
        pytest.param((SOUGHT % ("published", "甲")).replace("2026-11-01", "2026-11"),
                     "date-refused", id="no day"),
        pytest.param((SOUGHT % ("published", "甲")).replace("yunze/qingwu", "beiyu/songhe"),
                     "coverage-elsewhere", id="a place of another province"),
        pytest.param((SOUGHT % ("published", "甲")).replace("yunze/qingwu", "yunze/nowhere"),
                     "coverage-unknown", id="no such place"),
        pytest.param((SOUGHT % ("published", "甲")).replace("year: 2022", "year: 2023"),
                     "coverage-done", id="a report that is held"),
        pytest.param((SOUGHT % ("published", "甲")).replace("status:", "state:"),
                     "unknown-key", id="another key"),
    ],
)  # fmt: skip
def test_coverage_is_read_as_strictly(project: Path, line: str, message: str) -> None:
    found = at_hand(covered(project, line)).problems
    assert message in {problem.message for problem in found}
    assert {problem.path for problem in found} == {COVERAGE}


def test_a_place_and_year_stand_once_and_a_file_is_a_list(project: Path) -> None:
    line = SOUGHT % ("published", "甲")
    assert {p.message for p in at_hand(covered(project, line, line)).problems} == {"coverage-twice"}
    (project / COVERAGE).write_text("a: 1\n", encoding="utf-8")
    assert {p.message for p in at_hand(project).problems} == {"expected-list"}


def test_with_no_report_at_all_every_place_has_its_page(tmp_path: Path) -> None:
    dist = built(years.country(tmp_path))
    page = markup(dist / "en/jinsheng/anshi/anxian/index.html")
    assert "No report of An County is held yet." in page
    assert "due by law" not in page  # nothing bears a date from which one could measure
    assert (dist / "coverage/index.html").is_file()
