"""Comparing reports: columns and slices, the page with its script, and what needs no script."""

from __future__ import annotations

import csv
import gzip
import io
import json
import random
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from conftest import Scheme, answering, broken, command, lay_out, serving, watched
from gongkai.build.project import Settings, read_project, site_of
from gongkai.checks.judged import JudgedReports
from gongkai.contract import Contract
from gongkai.model.forms import ROLES, ROW_ROLES
from gongkai.pages import columns, explore
from gongkai.pages.columns import HEAD

sys.path.insert(0, str(Path(__file__).parent / "bench"))

import corpus

FILE = "explore/index.html"
ROWS = ".explore tbody tr"
GROUP = "#group=prefecture.territory"
STATUS = ".explore [role=status]"


def called(path: Path) -> tuple[str, dict[str, Any]]:
    """The arguments of the call that a slice is."""
    text = path.read_text(encoding="utf-8").removeprefix("gongkaiReports(").removesuffix(");\n")
    name, data = json.loads(f"[{text}]")
    return name, data


def catalog(path: Path) -> dict[str, Any]:
    text = path.read_text(encoding="utf-8").removeprefix("const gongkaiColumns = ")
    return json.loads(text.removesuffix(";\n"))


@pytest.fixture(scope="module")
def country500(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of five hundred made-up reports: a province of seven prefectures that compare."""
    root = tmp_path_factory.mktemp("explore") / "corpus"
    corpus.write(500, root)
    done = command(root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "dist"


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page on which nothing may be thrown; tests of the policy are in test_browser.py."""
    with watched(browser, bypass_csp=True) as page:  # to wait for what a page says
        yield page


def opened(page: Page, dist: Path, hash_: str = "", lang: str = "") -> Page:
    """The page with its rows; another address first, since another fragment loads nothing."""
    page.goto("about:blank")
    page.goto(f"{(dist / lang / FILE).as_uri()}{hash_}")
    page.wait_for_selector(ROWS)
    return page


def column(page: Page, number: int) -> list[str]:
    """The cells of a column of figures, the first being 0."""
    return [
        text.strip()
        for text in page.locator(f"{ROWS} td:nth-child({number + 2})").all_inner_texts()
    ]


# -- columns and slices ------------------------------------------------------------------------


def test_every_indicator_every_role_and_every_figure_of_the_panel_is_one_column(
    contract: Contract,
) -> None:
    every = columns.columns(contract)
    names = [column.id for column in every.all]
    assert len(set(names)) == len(names)
    assert set(contract.indicators) <= set(names)
    assert {role for role in ROLES if role not in ROW_ROLES and contract.addresses(role)} <= set(
        names
    )
    addresses = [
        contract.addresses(column.figures[0])
        for column in every.all
        if not column.indicator and not column.hidden
    ]
    flat = [address for one in addresses for address in one]
    assert len(flat) == len(set(flat))  # no figure is two columns
    for column in every.all:
        assert (column.whole is not None) == (column.indicator is not None)


def test_those_shown_at_first_are_the_requests_and_what_became_of_them(contract: Contract) -> None:
    every = columns.columns(contract)
    shown = [every.all[number] for number in every.shown]
    assert [column.id for column in shown[:2]] == ["received", "handled"]
    assert all(every.all[column.whole].id == "handled" for column in shown[2:] if column.whole)
    assert {"share-granted", "share-refused", "share-otherwise-handled"} <= {c.id for c in shown}


def test_a_line_says_what_the_indicators_and_the_panel_say(
    country: Path, checked: JudgedReports, dist: Path
) -> None:
    project = read_project(country)
    site = site_of(Settings(country, "", project.words["en"], "2025-01-01"), checked)
    every = columns.columns(site.contract)
    reports = [checked.reports[name] for name in checked.batch.own]
    with (dist / "data/panel.csv").open(encoding="utf-8") as file:
        rows = {row["report"]: row for row in csv.DictReader(file)}
    lines = [line.split(",") for _, line in columns.lines(site, reports)]
    assert {f"{line[0]}/{line[1]}" for line in lines} == {
        report.id for report in reports if report.kind == "annual-report" and report.parts
    }
    compared = 0
    for line in lines:
        name, cells = f"{line[0]}/{line[1]}", line[len(HEAD) :]
        values = {value.indicator: value for value in checked.indicators[name]}
        for number, one in enumerate(every.all):
            found = columns.figure(every.all, number, cells)
            if one.indicator:
                value = values.get(one.id)
                assert (found.value is None) == (value is None)
                if value is not None and found.value is not None:
                    assert round(found.value, 6) == value.value
                    assert found.n == value.denominator
                    assert found.worked == (value.basis == "implied")
                    compared += 1
            elif one.section and found.value is not None and not found.worked:
                assert rows[name][one.id].removesuffix(".0") == f"{found.value:f}"
                compared += 1
    assert compared > 300


def test_every_report_is_in_the_slice_of_its_year_and_in_that_of_its_province(dist: Path) -> None:
    groups = catalog(dist / "explore/columns.js")["groups"]
    assert groups
    for group in groups:
        name, names = called(dist / f"explore/{group['id']}.js")
        assert name == group["id"]
        counted = {}
        for file in sorted((dist / "explore" / group["id"]).glob("*.js")):
            if "." in file.stem:
                continue
            name, data = called(file)
            assert name == f"{group['id']}/{file.stem}"
            counted[file.stem] = data["n"]
            for text in (data["subject"], data["name"], *data["columns"]):
                assert text.count(",") in (0, data["n"] - 1)
            assert all(int(i) < len(names["places"]) for i in data["subject"].split(","))
            for section in data["sections"]:
                assert called(file.with_name(f"{file.stem}.{section}.js"))[1]["columns"]
        assert {year: counted[year] for year in group["years"]} == group["years"]
        assert sum(counted[p] for p in group["provinces"]) == sum(group["years"].values())


def test_a_slice_of_all_counties_in_a_year_is_light(contract: Contract) -> None:
    """Three thousand reports with every column of indicators, and their names."""
    every, rng = columns.columns(contract).all, random.Random(1)
    places = [f"province{n % 31}/prefecture{n % 11}/county{n}" for n in range(3000)]
    lines = []
    for place in places:
        cells = ["x" if one.section else str(int(rng.expovariate(1 / 40)) + 1) for one in every]
        head = [
            place,
            "2023",
            "2021",
            f"2024-0{rng.randint(1, 9)}-1{rng.randint(0, 9)}",
            "0",
            "",
            "",
        ]
        lines.append(",".join([*head, *cells]))
    number = {place: i for i, place in enumerate(places)}
    found = dict(explore._slice("county.territory/2023", lines, every, number))
    assert len(found) == 1
    assert len(gzip.compress(next(iter(found.values())))) < 200_000


# -- what a reader does ------------------------------------------------------------------------


@pytest.mark.parametrize("lang", ["", "en"])
def test_a_journalist_finds_who_refuses_most_and_takes_exactly_that_along(
    page: Page, country500: Path, lang: str
) -> None:
    opened(page, country500, lang=lang)
    page.select_option("#group", "prefecture.territory")  # first: like with like
    page.click("#sort-share-refused")  # second: the order
    shown = column(page, 4)
    values = [float(text.rstrip("%")) for text in shown if text]
    assert values == sorted(values, reverse=True)
    assert len(values) >= 5
    status = page.locator(STATUS).inner_text()
    assert str(page.locator(ROWS).count()) in status
    assert ("排列" if not lang else "In the order of") in status
    caveat = page.locator(".explore .unit").nth(1).inner_text()
    assert ("无法提供" if not lang else "unable to provide") in caveat
    with page.expect_download() as download:  # third: the file
        page.click("#csv")
    text = Path(download.value.path()).read_bytes().decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert len(rows) == page.locator(ROWS).count()
    heads = page.locator(".explore thead th button").all_inner_texts()
    # Place, report, year; then the columns as shown; then sums, date, remarks.
    assert [re.sub(r" \(.*", "", one) for one in head[3:-3]] == heads[1:]
    for i, row in enumerate(rows):
        cells = page.locator(ROWS).nth(i)
        assert row[0].endswith(cells.locator("th a").inner_text())
        told = [re.sub("[,%≠ ]", "", t) for t in cells.locator("td").all_inner_texts()]
        assert row[3:-3] == told[:-2]
        assert row[-2] == cells.locator("td").last.inner_text()


def test_the_page_says_what_the_prepared_comparison_says(page: Page, country500: Path) -> None:
    (file,) = [f for f in country500.glob("*/compare/2023/index.html") if f.parents[2].name != "en"]
    page.goto(file.as_uri())
    table = page.locator("[aria-labelledby='prefecture.territory'] table")
    prepared = [row.split("\t") for row in table.locator("tbody").inner_text().split("\n") if row]
    median = table.locator("tfoot").count()
    assert not median  # seven are fewer than ten
    opened(page, country500, f"{GROUP}&year=2023")
    rows = page.locator(ROWS)
    assert rows.count() == len(prepared)
    for i, row in enumerate(prepared):
        cells = rows.nth(i).locator("td").all_inner_texts()[:-2]
        assert row[0] == rows.nth(i).locator("th a").inner_text()
        assert [re.sub("[≠ ]", "", t) for t in row[1:9]] == [re.sub("[≠ ]", "", t) for t in cells]


def test_the_state_is_in_the_address_and_the_back_button_works(
    page: Page, country500: Path
) -> None:
    opened(page, country500)
    page.select_option("#group", "prefecture.territory")
    page.wait_for_function(f"document.querySelectorAll('{ROWS}').length < 20")
    page.click("#sort-handled")
    page.click("#view-dots")
    # The group and the year stand there too: what is usual may change with the next report.
    assert re.search(f"{GROUP}&year=\\d{{4}}&column=handled&sort=handled-&view=dots$", page.url)
    address, first = page.url, page.locator(f"{ROWS} th a").first.inner_text()
    page.go_back()
    page.wait_for_function("!location.hash.includes('dots')")
    page.wait_for_selector(".explore figure", state="hidden")
    page.go_back()
    page.wait_for_function("!document.querySelector('[aria-sort]')")
    other = page.context.new_page()  # a second tab knows nothing of the first
    other.goto(address)
    other.wait_for_selector(ROWS)
    assert other.locator(f"{ROWS} th a").first.inner_text() == first
    assert other.locator(".explore figure svg").is_visible()
    other.select_option("#group", "county.territory")
    assert "county" not in page.url
    assert GROUP in page.url
    # The page in the other language opens with the same.
    other.goto("about:blank")
    other.goto(address)
    other.wait_for_selector(ROWS)
    other.click("a.twin")
    other.wait_for_selector(ROWS)
    assert other.url.endswith(f"en/{FILE}{address.partition('index.html')[2]}")
    assert other.locator("[aria-sort=descending]").inner_text().startswith("Handled")


def test_up_to_six_places_stand_side_by_side_over_the_years(page: Page, country500: Path) -> None:
    opened(page, country500, GROUP)
    boxes = page.locator(f"{ROWS} input")
    for i in range(6):
        boxes.nth(i).check()
    boxes.nth(6).click()
    assert not boxes.nth(6).is_checked()
    assert "最多并排 6 个地方" in page.locator(".explore .note").inner_text()
    page.check("#only")
    page.wait_for_function(f"document.querySelectorAll('{ROWS}').length === 6")
    page.click("#view-lines")
    page.wait_for_selector(".explore figure svg")
    assert page.locator(ROWS).count() == 30  # six places, five years
    assert page.locator(".explore svg text.named").count() == 6
    assert page.locator(".explore svg a").count() >= 25
    link = page.locator(".explore svg a").first.get_attribute("href")
    assert link is not None
    assert re.search(r"/20\d\d/index\.html$", link)
    assert page.input_value("#year") == "all"


def test_a_line_is_interrupted_where_the_form_changed_and_nowhere_else(
    page: Page, dist: Path
) -> None:
    changed = (
        "#group=prefecture.territory&view=lines&places=beiyu/songhe&column=share-otherwise-handled"
    )
    opened(page, dist, changed)
    page.wait_for_selector(".explore figure svg")
    text = page.locator(".explore figure").inner_text()
    assert "2020 与 2021 年不连，因为改用2021年版格式" in text
    lines = page.locator(".explore svg line.l").count()
    opened(page, dist, changed.replace("share-otherwise-handled", "received"))
    page.wait_for_selector(".explore figure svg")
    assert "不连，因为" not in page.locator(".explore figure").inner_text()
    assert page.locator(".explore svg line.l").count() == 3
    assert lines < 3


def test_a_city_and_an_office_are_not_compared_and_the_page_says_why(
    page: Page, dist: Path
) -> None:
    opened(
        page, dist, f"{GROUP}&places=yunze/qingwu,hailan/general-office,beiyu/songhe/yuguan", "en"
    )
    page.wait_for_selector(".explore .note p")
    told = page.locator(".explore .note").inner_text()
    office = "Not compared with General Office of the Hailan Municipal People's Government, because"
    assert office in told
    assert "the levels differ (Public bodies (" in told
    assert "the scopes differ (A single organ" in told or "the scopes differ (" in told
    assert page.locator(".explore .off").count() == 2
    page.locator(".explore .note button").first.click()
    page.wait_for_function("location.hash.includes('organ')")
    assert page.locator(".explore .off").count() == 2  # now the others
    assert "Public bodies have different tasks" in page.locator(".explore .note").inner_text()


def test_small_numbers_are_grey_hollow_or_left_out(page: Page, country500: Path) -> None:
    opened(page, country500, "#group=county.territory&view=dots")
    grey = page.locator(f"{ROWS} td:nth-child(4).soft").count()
    assert grey > 0
    assert str(grey) in page.locator(STATUS).inner_text()
    assert page.locator(".explore circle.h").count() > 0
    everything = page.locator(ROWS).count()
    page.fill("#floor", "1000")
    page.wait_for_function(
        f"document.querySelectorAll('{ROWS} td:nth-child(4).soft').length > {grey}"
    )
    page.fill("#floor", "30")
    page.check("#small")
    page.wait_for_function(f"document.querySelectorAll('{ROWS} td:nth-child(4).soft').length === 0")
    assert page.locator(ROWS).count() == everything - grey
    assert "没有列出" in page.locator(STATUS).inner_text()


def test_what_falls_is_drawn_below_zero_and_what_is_equal_is_said(
    page: Page, country500: Path
) -> None:
    opened(page, country500, "#group=county.territory&view=dots&column=growth-received")
    axis = page.locator(".explore svg text:not(.named)").all_text_contents()
    assert any(text.startswith("−") for text in axis)
    assert "0%" in axis
    first = page.locator(f"{ROWS} th a").first.inner_text()
    page.fill("#filter", first)  # one is nothing to be set beside another
    page.wait_for_function(
        "document.querySelector('.explore figure').innerText.includes('只有一份')"
    )
    opened(page, country500, f"{GROUP}&view=dots&column=disclosure_rules_repealed")
    figure = page.locator(".explore figure").inner_text()
    values = {text.strip() for text in column(page, page.locator(".explore thead th").count() - 4)}
    assert ("这些地方的值都相同" in figure) == (len(values) == 1)


def test_a_filter_that_fits_another_group_says_so(page: Page, dist: Path) -> None:
    opened(page, dist, GROUP)
    page.fill("#filter", "鹭泽")
    page.wait_for_selector(".explore .note button")
    assert "不在这一组" in page.locator(".explore .note").inner_text()
    page.click(".explore .note button")
    page.wait_for_selector(ROWS)
    assert page.locator(f"{ROWS} th a").all_inner_texts() == ["鹭泽区"]


def test_columns_are_chosen_and_come_with_their_own_whole(page: Page, country500: Path) -> None:
    opened(page, country500, GROUP)
    page.locator(".explore details summary").click()
    before = page.locator(".explore thead th").count()
    page.check("[value=share-corrected-reconsideration]")
    page.wait_for_function(
        f"document.querySelectorAll('.explore thead th').length === {before + 1}"
    )
    texts = column(page, page.locator(".explore thead th").count() - 4)
    assert any(re.fullmatch(r"[\d.]+% / \d+", text) for text in texts)
    section = page.locator(".explore fieldset").nth(2).locator("input").first
    section.check()  # a column of another slice
    page.wait_for_function(
        f"document.querySelectorAll('.explore thead th').length === {before + 2}"
    )
    assert "columns=" in page.url
    assert page.evaluate("document.activeElement.type") == "checkbox"


# -- bad input ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hash_", "told"),
    [
        ("#nonsense", "不认得的部分，已略去：nonsense"),
        (
            "#group=moon&year=12&__proto__=1&floor=-1&view=pie&%E0%A4%A=1",
            "不认得的部分，已略去：group=moon",
        ),
        ("#column=<script>alert(1)</script>", "column=%3Cscript%3Ealert(1)"),
        (f"{GROUP}&year=1850", "没有收录"),
        (f"{GROUP}&places=" + ",".join(f"a/b{n}" for n in range(200)), "另有 194 个没有选上"),
        (f"{GROUP}&places=no/where", "没有收录“no/where”的带表格的报告"),
        (f"{GROUP}&places=../../etc", "不认得的部分"),
        ("#sort=toString", "不认得的部分"),
        ("#province=shanghai", "不认得的部分"),
    ],
)
def test_an_address_with_nonsense_is_told_in_plain_words(
    page: Page, dist: Path, hash_: str, told: str
) -> None:
    opened(page, dist, hash_)
    page.wait_for_selector(".explore .note p")
    assert told in page.locator(".explore .note").inner_text()
    assert page.locator(ROWS).count() > 0


def test_a_place_that_was_renamed_is_found_and_said(page: Page, tmp_path: Path) -> None:
    root = lay_out(tmp_path)
    file = root / "content/jurisdictions/yunze.yaml"
    text = file.read_text(encoding="utf-8")
    old = "    zh: 青梧市\n"
    assert text.count(old) == 1
    file.write_text(text.replace(old, f"{old}    formerly: [yunze/oldwu]\n"), encoding="utf-8")
    done = command(root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    opened(page, root / "dist", f"{GROUP}&places=yunze/oldwu")
    page.wait_for_selector(".explore .note p")
    assert "yunze/oldwu 现在是青梧市" in page.locator(".explore .note").inner_text()
    assert page.locator(f"{ROWS} input:checked").count() == 1
    assert page.url.endswith("places=yunze/qingwu")


@pytest.mark.parametrize(
    ("places", "group", "off"),
    [
        ("jiangting/pingwan/luze", "county.territory", 0),
        ("hailan/general-office,yunze/qingwu", "organ-province.organ", 1),
    ],
)
def test_places_without_a_group_are_shown_in_that_of_the_first(
    page: Page, dist: Path, places: str, group: str, off: int
) -> None:
    opened(page, dist, f"#places={places}")
    page.wait_for_function(f"document.querySelector('#group').value === '{group}'")
    page.wait_for_function("document.querySelector('.explore tbody input:checked')")
    assert page.locator(".explore .off").count() == off


def test_all_years_of_all_places_ask_for_a_choice_and_draw_nothing(
    page: Page, country500: Path
) -> None:
    opened(page, country500, f"{GROUP}&year=2023")
    assert "口径不同，不在这一组" in page.locator(".explore [role=status]").inner_text()
    page.select_option("#province", index=1)
    page.click(".explore [role=status] a")
    page.wait_for_selector("main table.list")
    assert "/compare/2023/" in page.url
    page.goto(f"{(country500 / FILE).as_uri()}{GROUP}&year=all&view=dots")
    page.wait_for_function("document.querySelector('#view-lines').ariaPressed === 'true'")
    page.wait_for_function("/先选一个省/.test(document.querySelector('.explore').innerText)")
    assert page.locator(".explore figure").is_hidden()


def test_one_report_two_alike_and_a_province_without_any(page: Page, dist: Path) -> None:
    opened(page, dist, "#group=organ-province.organ&view=dots")
    assert page.locator(ROWS).count() == 1
    assert "只有一份报告" in page.locator(".explore figure").inner_text()
    opened(page, dist, f"{GROUP}&year=2023&view=dots&column=received")
    assert page.locator(".explore svg a").count() == 2
    page.goto(f"{(dist / FILE).as_uri()}{GROUP}&province=kongshan")
    page.wait_for_function(
        "document.querySelector('.explore [role=status]').textContent.includes('没有符合')"
    )
    opened(page, dist, "#group=county.unknown&view=dots")
    assert "没有说明数字包括哪些机关" in page.locator(".explore .note").inner_text()
    assert not page.locator(".explore figure").is_visible()


@pytest.fixture(scope="module")
def served(dist: Path) -> Iterator[str]:
    above = dist.parent / "explored"
    shutil.copytree(dist, above / "gongkai")
    with serving(above) as address:
        yield f"{address}gongkai/"


@pytest.mark.parametrize(
    "body", [None, "gongkaiReports('x', {", "throw new Error('of the slice')", ""]
)
@pytest.mark.parametrize("name", ["prefecture.territory.js", "prefecture.territory/2023.js"])
def test_a_slice_that_fails_leaves_a_sentence_and_the_next_try_may_work(
    browser: Browser, served: str, name: str, body: str | None
) -> None:
    page = browser.new_page()

    page.route(f"**/explore/{name}", answering(body))
    page.goto(f"{served}{FILE}{GROUP}&year=2023")
    page.wait_for_selector(".explore .note p")
    told = page.locator(".explore .note").inner_text()
    assert f"数字没能载入（{name}）" in told
    assert "现成的比较" in told
    assert page.locator(".explore .note a").get_attribute("href") == "../data/index.html"
    page.unroute(f"**/explore/{name}")
    page.click("#sort-place") if page.locator("#sort-place").is_visible() else page.click(
        "#view-dots"
    )
    page.wait_for_selector(ROWS)
    assert page.locator(".explore .note p").count() == 0
    page.close()


@pytest.mark.parametrize("script", ["**/static/explore.js", "**/explore/columns.js"])
def test_a_script_that_fails_halfway_leaves_what_needs_none(
    browser: Browser, served: str, script: str
) -> None:
    page = browser.new_page()
    page.route(
        script, lambda route: route.fulfill(body="const x = ;", content_type="text/javascript")
    )
    page.goto(served + FILE)
    assert "没有运行或没能载入" in page.locator(".explore").inner_text()
    assert page.locator("#prepared + p + dl a").count() > 5
    page.close()


def test_without_scripts_there_are_prepared_comparisons(browser: Browser, dist: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((dist / "en" / FILE).as_uri())
    assert "needs scripts" in page.locator(".explore").inner_text()
    page.click("dl a:text('2023')")
    assert page.url.endswith("/compare/2023/index.html")
    assert page.locator("h1").inner_text().endswith("2023 compared")
    assert page.locator("section.frame table").count() >= 1
    page.goto((dist / "yunze/compare/2023/index.html").as_uri())
    assert "4,053" in page.inner_text("main")
    context.close()


# -- keyboard, screen readers, layout --------------------------------------------------------------


def test_by_keyboard_alone_the_focus_stays(page: Page, country500: Path) -> None:
    opened(page, country500, GROUP)
    button = page.locator("#sort-share-refused")
    button.focus()
    for wanted in ("descending", "ascending", None):
        page.keyboard.press("Enter")
        page.wait_for_function(
            "w => (document.querySelector('#sort-share-refused').closest('th').getAttribute('aria-sort')) === w",
            arg=wanted,
        )
        assert page.evaluate("document.activeElement.id") == "sort-share-refused"
    box = page.locator(f"{ROWS} input").nth(2)
    box.focus()
    name = page.evaluate("document.activeElement.id")
    page.keyboard.press("Space")
    page.wait_for_selector(".explore .run button")
    assert page.evaluate("document.activeElement.id") == name
    page.locator(".explore .run button").first.focus()
    page.keyboard.press("Enter")  # the button goes, and the focus to the table
    page.wait_for_selector(".explore .run", state="hidden")
    assert page.evaluate("document.activeElement.className") == "frame"


@pytest.mark.parametrize(
    ("width", "scheme", "lang"),
    [
        (375, "dark", ""),
        (1280, "light", "en"),
        pytest.param(375, "dark", "en", marks=pytest.mark.long),
        pytest.param(1280, "light", "", marks=pytest.mark.long),
    ],
)
def test_every_view_is_accessible_fits_and_does_not_shift(
    browser: Browser, country500: Path, width: int, scheme: Scheme, lang: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        bypass_csp=True,
    )
    page = context.new_page()
    for view in ("table", "dots", "lines"):
        opened(page, country500, f"{GROUP}&view={view.replace('lines', 'table')}", lang)
        if view == "lines":
            page.locator(f"{ROWS} input").nth(0).check()
            page.locator(f"{ROWS} input").nth(1).check()
            page.click("#view-lines")
            page.wait_for_selector(".explore figure svg")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), view
        shift = page.evaluate(
            "new Promise((done) => { new PerformanceObserver((list) => done(list.getEntries()"
            ".filter((one) => !one.hadRecentInput).reduce((sum, one) => sum + one.value, 0)))"
            ".observe({type: 'layout-shift', buffered: true}); setTimeout(() => done(0), 500); })"
        )
        assert view == "lines" or shift < 0.01, view  # there somebody has asked for it
        assert broken(page) == [], view
    context.close()
