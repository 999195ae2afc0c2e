"""Findings and late dates, filtered; rules and items of the forms in a country of many reports."""

from __future__ import annotations

import json
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import weight
from conftest import LOOKS, ROOT, Scheme, broken, command, markup
from gongkai.build import order
from gongkai.build.project import Settings, read_project, site_of
from gongkai.pages import checks, gather, terms
from gongkai.pages.unsettled import Unsettled
from gongkai.pages.uses import PLACES

sys.path.insert(0, str(ROOT / "tests" / "bench"))

import corpus


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of 150 made-up reports, built."""
    root = tmp_path_factory.mktemp("many")
    shutil.rmtree(root)
    corpus.write(150, root)
    done = command(root=root)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    return root / "dist"


def rows(dist: Path, folder: str = "") -> tuple[dict[str, object], list[list[str]]]:
    text = (dist / folder / "findings/rows.js").read_text(encoding="utf-8").strip()
    known, found = json.loads(f"[{text.removeprefix('gongkaiRows(').removesuffix(');')}]")
    return known, found


def test_a_choice_shows_the_rows_that_fit_apart_and_stands_in_the_address(
    page: Page, many: Path
) -> None:
    _, found = rows(many, "en")
    assert len({row[0] for row in found}) == 2
    page.goto((many / "en/findings/index.html").as_uri())
    page.wait_for_selector(".filter option:nth-child(2)", state="attached")
    year = found[0][3][:4]
    page.select_option("#by-year", year)
    for section in ("as_printed", "broken"):
        wanted = [row for row in found if row[0] == section and row[3].startswith(year)]
        shown = page.locator(f"[data-section={section}] + ul > li:has(a)")
        assert shown.count() == min(50, len(wanted))
        assert not page.locator(f"[data-section={section}]").is_visible()
    n = sum(row[3].startswith(year) for row in found)
    assert page.inner_text(".filter + p").startswith(f"{n} ")
    assert page.url.endswith(f"#year={year}")
    page.reload()
    page.wait_for_selector("[data-section=broken] + ul > li")
    assert page.input_value("#by-year") == year
    page.click(".filter button")
    assert page.locator("[data-section=broken]").is_visible()
    assert "#" not in page.url


def test_a_row_leads_to_the_figure(page: Page, many: Path) -> None:
    for folder in ("", "en/"):
        _, found = rows(many, folder)
        for row in found[:: max(1, len(found) // 20)]:
            path, _, anchor = row[4].partition("#")
            target = many / folder / path
            assert f'id="{anchor}"' in markup(target), row
    province = found[0][2].split("/")[0]
    page.goto(f"{(many / 'findings/index.html').as_uri()}#province={province}")
    page.locator("[data-section] + ul a").first.click()
    page.wait_for_url("**/index.html#*")


@pytest.mark.parametrize("asked", ["#year=1066&rule=<script>", "#rule=", "#nonsense", "#level=%"])
def test_an_address_of_nonsense_shows_the_lists(page: Page, many: Path, asked: str) -> None:
    page.goto(f"{(many / 'en/findings/index.html').as_uri()}{asked}")
    page.wait_for_selector(".filter option:nth-child(2)", state="attached")
    assert page.locator("[data-section=broken]").is_visible()


def test_a_file_that_is_missing_leaves_a_sentence_and_the_lists(page: Page, many: Path) -> None:
    page.route("**/rows.js", lambda route: route.abort())
    page.goto((many / "en/findings/index.html").as_uri())
    page.wait_for_function("document.querySelector('.filter + p').textContent")
    assert "could not be loaded" in page.inner_text(".filter + p")
    assert page.locator(".filter select").count() == 0
    assert page.locator("[data-section=broken] li a").count()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_filter_keeps_every_rule_of_access(
    browser: Browser, many: Path, width: int, scheme: Scheme
) -> None:
    page = browser.new_page(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,
        bypass_csp=True,
    )
    watch = "new PerformanceObserver(l => window.moved = (window.moved || 0) + l.getEntries().length).observe({type: 'layout-shift', buffered: true})"
    for name in ("en/findings/index.html", "findings/index.html", "late/index.html"):
        page.goto((many / name).as_uri())
        page.evaluate(watch)
        page.wait_for_selector(".filter option:nth-child(2)", state="attached")
        page.wait_for_timeout(100)
        assert page.evaluate("window.moved || 0") == 0, name
        assert broken(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


def test_of_each_rule_the_largest_differences_come_first(many: Path) -> None:
    _, found = rows(many)
    rules = [rule for n, (_, rule, *_) in enumerate(found) if not n or found[n - 1][1] != rule]
    assert len(rules) == len({(row[0], row[1]) for row in found})
    sizes = [Unsettled("a/2020", "r", "v", "p", size, "", {}) for size in ("-1", "3", "", "-7.5")]
    assert [one.difference for one in sorted(sizes, key=lambda one: one.order)] == [
        "-7.5", "3", "-1", "",
    ]  # fmt: skip


# -- a country of many reports -----------------------------------------------------------------


def test_sixty_thousand_reports_leave_findings_rules_and_terms_light(many: Path) -> None:
    """As many findings, places and years as 60,000 reports have."""
    root = many.parent
    judged = order.at_hand(root)
    words = read_project(root).words["en"]
    site = site_of(Settings(root, "", words, "2026-06-01"), judged)
    found = gather(site, [judged.reports[name] for name in judged.batch.own])
    years = {str(year): ["requests", "1,234,567"] for year in range(2008, 2026)}
    places = list(site.tree)[:PLACES]
    whole = replace(
        found,
        unsettled=[entry for entry in found.unsettled for _ in range(400)],
        uses={name: [[place, years] for place in places] for name in found.uses},
    )
    assert len(whole.unsettled) > 9_000
    for view in site.views():
        for family in (checks, terms):
            for path, data in family.pages(view, whole):
                # The list of all items grows with the contract alone.
                if path.endswith(".html") and not path.endswith("terms/index.html"):
                    weight.assert_bytes(path, len(data), weight.PAGES["page"])


def test_a_rule_counts_by_reason_what_it_could_not_judge(many: Path) -> None:
    text = (many / "en/rules/carry-over/index.html").read_text(encoding="utf-8")
    assert "Why it could not be checked" in text
    assert "we hold no report of the year before: " in text
    assert "{" not in text


def test_an_item_has_a_row_a_place_and_a_column_a_year(page: Page, many: Path) -> None:
    page.goto((many / "en/terms/received/index.html").as_uri())
    heads = page.locator("table thead th").all_inner_texts()
    assert heads[0] == "Place"
    assert heads[1:] == sorted(heads[1:])
    names = page.locator("table tbody th").all_inner_texts()
    assert len(names) == len(set(names)) > 10
    page.locator("table tbody td a").first.click()
    page.wait_for_selector("td.lit")
