"""The ways of three readers through the site, and what it does when things go badly for them."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page

import weight
from conftest import (
    CITY,
    DISTRICT,
    PATIENCE,
    REPORTS,
    ROOT,
    SERIES,
    TOWN,
    Quiet,
    broken,
    command,
    lay_out,
    serving,
)
from test_browser import PAGES

REPORT = "yunze/qingwu/2023/index.html"
CELL = "requests.not_held.natural_person"


@pytest.fixture(scope="module")
def served(dist: Path) -> Iterator[str]:
    with serving(dist) as address:
        yield address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    yield context.new_page()
    context.close()


# -- a citizen who wants to know about one county ----------------------------------------------


@pytest.mark.parametrize(
    ("start", "typed", "name", "headline", "reason"),
    [
        pytest.param("index.html", "柳塘", "柳塘区", "办结的254件里，近一半予以公开",
                     "本机关不掌握相关政府信息\xa089", id="in Chinese, by two characters"),
        pytest.param("en/rules/index.html", "qingwu liutang", "Liutang District",
                     "Of 254 requests handled, nearly half were granted",
                     "Not held by this public body\xa089", id="in English, by pinyin"),
    ],
)  # fmt: skip
def test_a_citizen_finds_liutang_and_what_became_of_its_262_requests_and_why(
    page: Page, served: str, start: str, typed: str, name: str, headline: str, reason: str
) -> None:
    page.goto(served + start)
    page.keyboard.press("/")
    page.keyboard.type(typed)
    page.locator(".found [role=option]", has_text=name).wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url("**/liutang/index.html")
    assert name in page.inner_text("h1")
    assert "262" in page.inner_text("#table")
    assert headline in page.inner_text("figcaption")
    assert reason in page.inner_text(".cascade")
    page.locator(".cascade tr.p3 a").click()
    page.wait_for_url("**/liutang/2021/index.html#requests.unable")
    page.go_back()
    page.locator("#table a").first.click()
    assert page.locator("[id='requests.received.total']").inner_text() == "262"
    page.goto(page.url.split("/yunze/")[0] + "/terms/not-held/index.html")
    assert "89" in page.inner_text("main")


def test_a_place_without_a_report_says_who_covers_it_what_the_law_says_and_how_to_add_one(
    many: Path, page: Page
) -> None:
    page.goto((many / "yunze/qingwu/countyp/index.html").as_uri())
    shown = page.inner_text("main")
    assert "这里还没有样本16县的报告" in shown
    assert "2025年的报告把它算在里面" in shown
    assert "第四十九条" in shown
    assert page.locator("main a[href$='contribute/index.html']").count()
    page.goto((many / "en/yunze/index.html").as_uri())
    assert "No report of Yunze Province itself is held yet" in page.inner_text("#empty")
    assert "article 49" in page.inner_text("main")
    assert page.locator("main a[href='../contribute/index.html']").count()


def test_a_printed_total_that_is_no_sum_is_marked_where_years_are_listed(
    page: Page, dist: Path
) -> None:
    page.goto((dist / "jiangting/pingwan/luze/index.html").as_uri())
    marks = page.locator("#table a.as_printed")
    assert [mark.get_attribute("href") for mark in marks.all()] == [
        "2023/index.html#total.reconsideration",
        "2023/index.html#total.litigation_after_recon",
    ]
    page.goto((dist / "yunze/qingwu/etdz/index.html").as_uri())
    assert "没有官方表格；正文里有35个数字" in page.inner_text("#table")
    assert "–" not in page.inner_text("#table tbody")


def test_what_may_be_our_own_slip_enters_no_count(page: Page, dist: Path) -> None:
    page.goto((dist / "en/rules/statement-growth/index.html").as_uri())
    assert "agrees: 5; cannot be checked: 10" in page.inner_text("main")
    page.locator("main a", has_text="listed under Findings").click()
    page.wait_for_url("**/findings/index.html#again")
    page.locator("#again ~ div a", has_text="growth of").first.click()
    page.wait_for_url("**/yunze/qingwu/2023/figures/index.html#*")
    assert "68.2%" in page.locator(":target").inner_text()


# -- a journalist with ten minutes -------------------------------------------------------------


def test_a_journalist_finds_every_document_whose_printed_totals_do_not_add_up(
    page: Page, served: str
) -> None:
    page.goto(served)
    page.locator("ul.points a[href*=findings]").click()
    page.wait_for_url("**/findings/**")
    first, again = page.locator("[data-section] > ul.entries").all()
    assert {text[:8] for text in first.locator("li li > a:first-of-type").all_inner_texts()} == {
        "鹭泽区 2023"
    }
    assert "各种结果相加为 10" in first.inner_text()
    assert {text[:8] for text in again.locator("li li > a:first-of-type").all_inner_texts()} == {
        "青梧市 2023"
    }
    first.locator("li li a").first.click()
    page.wait_for_url("**/luze/2023/index.html#total.reconsideration")
    proof = page.locator(":target").inner_text()
    assert "0 ≠ 9 + 1 + 2×0" in proof
    assert "原件本身不符" in proof


# -- a researcher who cites a cell -------------------------------------------------------------


def test_a_researcher_cites_a_cell_and_takes_the_table_along(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.rstrip("/"))
    page = context.new_page()
    page.goto(served + "en/" + REPORT)
    page.locator(f"[id='{CELL}']").click()
    line = page.locator(".detail")
    assert "1. Not held by this public body / Natural persons: 1,052" in line.inner_text()
    line.get_by_text("Copy link").click()
    copied = "navigator.clipboard.readText()"
    assert page.evaluate(copied) == f"{served}en/{REPORT}#{CELL}"
    line.get_by_text("Copy citation").click()
    cited = page.evaluate(copied)
    assert "). Qingwu City 2023, (4) Unable to provide 1. Not held by this public body / " in cited
    assert " / Natural persons: 1,052 [Data set]. In Gongkai: Annual reports" in cited
    assert cited.endswith(f" {served}en/{REPORT}#{CELL}")
    line.get_by_text("Copy table").click()
    rows = [row.split("\t") for row in page.evaluate(copied).split("\n")]
    printed = [row for row in rows if row[0].startswith("1. New requests")]
    assert printed == [
        ["1. New requests received this year", "", "", *["3976", "58", "2", "10", "4", "3", "4053"]]
    ]
    assert {len(row) for row in rows} == {10}
    context.close()


def test_a_table_copied_from_a_page_arrives_as_numbers(
    browser: Browser, served: str, tmp_path: Path
) -> None:
    """By selection, as people do it: what the clipboard holds, opened by LibreOffice."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    assert office, "LibreOffice is missing: run `make test`"
    context = browser.new_context()
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.rstrip("/"))
    page = context.new_page()
    page.goto(served + REPORT)
    html = page.evaluate(
        """async () => {
          getSelection().selectAllChildren(document.querySelector(".printed.marked").parentElement);
          document.execCommand("copy");
          const [item] = await navigator.clipboard.read();
          return (await item.getType("text/html")).text();
        }"""
    )
    context.close()
    (tmp_path / "copied.html").write_text(f"<meta charset=utf-8>{html}", encoding="utf-8")
    subprocess.run(
        [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
         "--infilter=HTML (StarCalc)", "--convert-to", "xlsx:Calc MS Excel 2007 XML",
         "--outdir", str(tmp_path), str(tmp_path / "copied.html")],
        check=True, capture_output=True, timeout=PATIENCE,
    )  # fmt: skip
    sheet = openpyxl.load_workbook(tmp_path / "copied.xlsx").active
    assert sheet is not None
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    granted = next(row for row in rows if any("予以公开" in str(value) for value in row))
    assert [v for v in granted if isinstance(v, int | float)] == [1974, 28, 2, 8, 3, 1, 2016]


def test_what_is_only_implied_is_never_copied_as_printed(browser: Browser, served: str) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.grant_permissions(["clipboard-read", "clipboard-write"], origin=served.rstrip("/"))
    page = context.new_page()
    page.goto(served + "en/hailan/general-office/2019/index.html")
    page.locator("[id='requests.granted.total']").click()
    page.get_by_text("Copy citation").click()
    copied = "navigator.clipboard.readText()"
    assert (
        "(1) Granted / Total: blank (worked out from the totals, not printed: 172)"
        in page.evaluate(copied)
    )
    page.get_by_text("Copy table").click()
    rows = [row.split("\t") for row in page.evaluate(copied).split("\n")]
    assert next(row for row in rows if "(1) Granted" in row)[3:] == [
        "158",
        "12",
        "",
        "",
        "1",
        "1",
        "",
    ]
    page.locator("[id='reviews.reconsideration.upheld']").click()
    assert "Administrative reconsideration / Upheld: 5" in page.inner_text(".detail")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Copy link"
    page.keyboard.press("Escape")
    assert page.locator(".detail").count() == 0
    assert page.evaluate("document.activeElement.id") == "reviews.reconsideration.upheld"
    context.close()


def test_arrow_keys_go_from_cell_to_cell_and_a_table_is_one_tab_stop(
    page: Page, dist: Path
) -> None:
    page.goto((dist / REPORT).as_uri())
    tables = page.locator("table.printed").count()
    assert page.locator("td[tabindex='0']").count() == tables
    page.locator("[id='requests.received.natural_person']").focus()
    where = "document.activeElement.id"
    for key, cell in (
        ("ArrowRight", "requests.received.business"),
        ("ArrowDown", "requests.carried_in.business"),
        ("ArrowDown", "requests.granted.business"),
        ("End", "requests.granted.total"),
        ("ArrowRight", "requests.granted.total"),
        ("Home", "requests.granted.natural_person"),
        ("ArrowUp", "requests.carried_in.natural_person"),
    ):
        page.keyboard.press(key)
        assert page.evaluate(where) == cell
    assert "二、上年结转政府信息公开申请数量 / 自然人：30" in page.inner_text(".detail")
    page.keyboard.press("Escape")
    assert page.locator(".detail").count() == 0


def test_a_linked_cell_lights_up_with_its_row_and_column_without_scripts(
    browser: Browser, dist: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((dist / REPORT).as_uri() + "#requests.granted.business")
    ground = "e => getComputedStyle(e).backgroundColor"

    def lit(cell: str) -> bool:
        found: str = page.locator(f"[id='{cell}']").evaluate(ground)
        return found != "rgba(0, 0, 0, 0)"

    assert lit("requests.granted.business")
    assert lit("requests.granted.total")
    assert lit("requests.not_held.business")
    assert not lit("requests.not_held.total")
    context.close()


def test_every_cell_has_a_heading_of_its_row_and_of_its_column(page: Page, dist: Path) -> None:
    """By the scope of the headings, as assistive technology reads them."""
    page.goto((dist / REPORT).as_uri())
    without = page.evaluate(
        """() => [...document.querySelectorAll("table.printed")].flatMap((table) => {
          const grid = [];
          [...table.rows].forEach((row, y) => {
            grid[y] ||= [];
            let x = 0;
            for (const cell of row.cells) {
              while (grid[y][x]) x++;
              for (let dy = 0; dy < cell.rowSpan; dy++)
                for (let dx = 0; dx < cell.colSpan; dx++) (grid[y + dy] ||= [])[x + dx] = cell;
              x += cell.colSpan;
            }
          });
          const across = table.classList.contains("across");
          return grid.flatMap((row, y) => row.map((cell, x) => {
            if (!cell.id || cell.tagName !== "TD") return null;
            const left = row.slice(0, x).some((c) => c.scope === "row");
            const above = grid.slice(0, y).some((r) => /^col/.test(r[x].scope || ""));
            return (left || across) && above ? null : cell.id;
          })).filter(Boolean);
        })"""
    )
    assert without == []


@pytest.mark.parametrize("folder", ["", "en/"])
def test_every_report_prints_on_two_sheets(page: Page, dist: Path, folder: str) -> None:
    for report in REPORTS:
        page.goto((dist / folder / report / "index.html").as_uri())
        assert page.pdf(format="A4").count(b"/Type /Page\n") <= 2, report


# -- many years, many places -------------------------------------------------------------------


def a_year(text: str, year: int, times: int) -> str:
    """The report of another year with its requests multiplied; its prose is left out."""
    printed = re.search(r"published: (\S+)", text)
    assert printed
    was = int(re.findall(r"(\d{4})年", text)[0])
    text = re.split(r"^statements:", text, flags=re.M)[0].replace(f"{was}年", f"{year}年")
    text = text.replace(printed[0], f"published: {year + 1}-03-01")
    head, requests = text.split("  requests:")
    many = re.sub(
        r"\[([^\]]*)\]",
        lambda row: "[" + ", ".join(str(int(n) * times) for n in row[1].split(",")) + "]",
        requests,
    )
    return f"{head}  requests:{many}summary: {{zh: 样本。, en: A sample.}}\ncuration: {{transcribed_by: x, verified_by: null}}\n"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Qingwu over eight years, one of them missing, and fourteen of its sixteen counties over two."""
    root = lay_out(tmp_path_factory.mktemp("many"))
    tree = root / "content/jurisdictions/yunze.yaml"
    counties = "".join(
        f"      county{chr(97 + n)}:\n        zh: 样本{n + 1}县\n        en: Sample {n + 1} County\n"
        "        level: county\n"
        for n in range(16)
    )
    text = tree.read_text(encoding="utf-8")
    begin = text.index("      weihe:\n")  # between Liutang and the zone, both below Qingwu
    end = text.index("      etdz:\n        zh: 青梧")
    tree.write_text(text[:begin] + counties + text[end:], encoding="utf-8")
    reports = root / "content/reports/yunze/qingwu"
    city, county = (root / path for path in (CITY, DISTRICT))
    for year, times in ((2018, 2), (2019, 1), (2020, 3), (2022, 4), (2024, 2), (2025, 1)):
        text = a_year(city.read_text(encoding="utf-8"), year, times)
        text = re.sub(r"sha256: \w+", f"sha256: {year:064x}", text)
        (reports / f"{year}.yaml").write_text(text, encoding="utf-8")
    for n in range(14):
        folder = reports / f"county{chr(97 + n)}"
        folder.mkdir()
        for year in (2022, 2023):
            text = a_year(county.read_text(encoding="utf-8"), year, 1 + (n + year) % 3)
            text = text.replace("青梧市柳塘区", f"样本{n + 1}县")
            text = re.sub(r"sha256: \w+", f"sha256: {n:032x}{year:032x}", text)
            (folder / f"{year}.yaml").write_text(text, encoding="utf-8")
    done = command(root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "dist"


def test_a_missing_year_is_said_and_how_to_add_it(many: Path, page: Page) -> None:
    page.goto((many / "en/yunze/qingwu/index.html").as_uri())
    gap = page.locator("#table tr.gap")
    assert gap.all_inner_texts() == [
        "2023–2024\tReconsiderations, Lawsuits: not compared between these two years, new review law.",
        "2021\tNo report of this year is held. Say where the report is",
        "2018–2019\tAll figures: not compared between these two years, new Regulations.",
    ]
    years = page.locator("#table tbody th").all_inner_texts()
    assert years == [
        "2025",
        "2024",
        "2023–2024",
        "2023",
        "2022",
        "2021",
        "2020",
        "2019",
        "2018–2019",
        "2018",
        "2014 Report card",
    ]


def test_years_are_compared_only_where_they_may_be(many: Path, page: Page) -> None:
    page.goto((many / "en/yunze/qingwu/index.html").as_uri())
    text = page.inner_text("main")
    assert "New requests: about half of the year before." in text
    apart = page.locator("#table tr", has_text="2018–2019").inner_text()
    assert "not compared between these two years, new Regulations" in apart  # another law
    assert "2020–2022" not in text  # a year is missing
    lines = page.locator("section[aria-labelledby='counts'] path.l").first.get_attribute("d")
    assert lines is not None
    assert lines.count("M") == 2  # 2018 stands alone, 2019–2020, 2022–2025
    squares = page.locator("section[aria-labelledby='held'] table").inner_text()
    assert "2021" in squares
    assert "not held" in squares


def test_quartiles_wait_for_half_of_the_governments_of_a_level(many: Path, page: Page) -> None:
    page.goto((many / "en/indicators/share-granted/index.html").as_uri())
    assert page.locator("svg .q").count() == 0
    assert "fewer than half of the governments of the level" in page.inner_text("main")


def test_pages_of_places_stay_light_and_keep_the_rules_with_many_years(
    many: Path, page: Page
) -> None:
    for folder in ("", "en/"):
        path = many / folder / "yunze/qingwu/index.html"
        weight.assert_page(path, many, limit=weight.MANY_YEARS)
        page.goto(path.as_uri())
        assert broken(page) == []
        page.set_viewport_size({"width": 320, "height": 700})
        assert page.evaluate("document.documentElement.scrollWidth") == 320
        page.set_viewport_size({"width": 1280, "height": 800})


# -- strange and unlucky reports ---------------------------------------------------------------

EVERYTHING = """
    # 一级 *标题*

    > 引文 `代码`

    1. 一
    2. 二
       - 内层

    | 甲 | 乙 |
    |---|--:|
    | 1 | 2 |

    ```
    <script>alert(1)</script>
    ```

    ***

    ~~删去~~ **粗体** [链接](https://example.org/) \\*
"""


@pytest.fixture(scope="module")
def unlucky(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ten million requests, a table of blanks, and a summary with every Markdown feature."""
    root = lay_out(tmp_path_factory.mktemp("unlucky"))

    def change(path: str, pattern: str, new: str) -> None:
        text = (root / path).read_text(encoding="utf-8")
        head, rest = text.split("  requests:")
        requests, tail = rest.split("  reviews:")
        requests = re.sub(
            r"\[([^\]]*)\]",
            lambda row: (
                "[" + ", ".join(re.sub(pattern, new, n.strip()) for n in row[1].split(",")) + "]"
            ),
            requests,
        )
        tail = re.split(r"^statements:", tail, flags=re.M)[0]
        summary = f"summary:\n  zh: |{EVERYTHING}  en: |{EVERYTHING}"
        rest = f"  requests:{requests}  reviews:{tail}{summary}"
        curation = "curation: {transcribed_by: x, verified_by: null}\n"
        (root / path).write_text(head + rest + curation, encoding="utf-8")

    change(DISTRICT, r"\d+", "null")
    change(TOWN, r"([1-9]\d*)", r"\g<1>00000")
    done = command(root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "dist"


def test_unlucky_reports_have_pages_that_hold(unlucky: Path, page: Page) -> None:
    page.goto((unlucky / "en/beiyu/songhe/yuguan/2023/index.html").as_uri())
    assert page.locator("[id='requests.received.total']").inner_text() == "5,800,000"
    assert "Of 5,600,000 requests handled" in page.inner_text("figcaption")
    assert page.locator(".lede script").count() == 0
    assert page.locator(".lede code", has_text="<script>alert(1)</script>").count() == 1
    page.goto((unlucky / "yunze/qingwu/liutang/2021/index.html").as_uri())
    assert page.locator(".cascade").count() == 0  # nothing is drawn from blanks
    assert page.locator("[id='requests.received.total']").inner_text() == "空白"
    page.goto((unlucky / "yunze/qingwu/liutang/index.html").as_uri())
    assert "0" not in page.inner_text("#table tbody").split("全辖区")[0].replace("2021", "")


def test_unlucky_pages_are_valid(unlucky: Path) -> None:
    tool = ROOT / "node_modules/.bin/html-validate"
    pages = ("beiyu/songhe/yuguan/2023", "en/yunze/qingwu/liutang/2021", "yunze/qingwu")
    done = subprocess.run(
        [str(tool), "--config", str(ROOT / "tests/htmlvalidate.json"),
         *(str(unlucky / name / "index.html") for name in pages)],
        capture_output=True, text=True, check=False, cwd=ROOT,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[:3000]


def test_a_site_without_a_report_says_so(project: Path) -> None:
    shutil.rmtree(project / "content/reports")
    (project / "content/reports").mkdir()
    assert command(root=project).returncode == 0
    home = (project / "dist/index.html").read_text(encoding="utf-8")
    assert "还没有报告" in home
    assert (project / "dist/findings/index.html").exists()


@pytest.mark.parametrize("broken", ["words.js", "copy.js", "cells.js", "finder.js"])
def test_a_script_that_fails_halfway_takes_nothing_away(
    browser: Browser, served: str, dist: Path, broken: str
) -> None:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    whole = (dist / "static" / broken).read_text(encoding="utf-8")
    page.route(
        f"**/static/{broken}",
        lambda route: route.fulfill(body=whole[: len(whole) // 2], content_type="text/javascript"),
    )
    page.goto(served + REPORT)
    assert page.locator("[id='requests.handled.total']").inner_text() == "4,007"
    page.locator("a[href='#total.received']").click()
    assert page.url.endswith("#total.received")
    page.fill("#find", "柳塘")
    page.locator("form.find button").click()
    page.wait_for_url(re.compile("search/index.html|liutang/index.html"))
    context.close()


# -- nothing moves -----------------------------------------------------------------------------


WATCH = """window.moved = 0;
  new PerformanceObserver((list) => list.getEntries().forEach((e) => (window.moved += e.value)))
    .observe({ type: "layout-shift", buffered: true });"""
SETTLED = "() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 30)))"


def test_nothing_moves_while_a_page_loads(browser: Browser, served: str) -> None:
    page = browser.new_page(viewport={"width": 375, "height": 800})
    page.add_init_script(WATCH)
    for name in PAGES:
        page.goto(served + name)
        page.evaluate(SETTLED)
        # A line that arrives in two pieces may move; a tenth is what is called good.
        assert page.evaluate("window.moved") < 0.01, name
    page.close()


@pytest.fixture(scope="module")
def slow(dist: Path) -> Iterator[str]:
    """The site, whose scripts come when the page has long been seen."""

    class Late(Quiet):
        def translate_path(self, path: str) -> str:
            if path.partition("?")[0].endswith(".js"):
                time.sleep(0.3)
            return super().translate_path(path)

    with serving(dist, Late) as address:
        yield address


@pytest.mark.parametrize("width", [375, 1280])
@pytest.mark.parametrize(
    ("name", "there"),
    [
        pytest.param("index.html", ".save", id="home"),
        pytest.param(f"{SERIES}/index.html", ".save", id="a place"),
        pytest.param(REPORT, ".save", id="a report"),
        pytest.param("explore/index.html", ".explore tbody tr", id="explore"),
        pytest.param("findings/index.html", ".filter select", id="findings"),
        pytest.param("search/index.html", ".hits p:not(:empty)", id="search"),
        pytest.param("search/index.html?q=公开", ".hits p a", id="search for a word"),
    ],
)
def test_nothing_moves_where_scripts_come_late(
    browser: Browser, slow: str, name: str, there: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    page.add_init_script(WATCH)
    page.goto(slow + name)
    page.wait_for_selector(there)
    page.evaluate(SETTLED)
    assert page.evaluate("window.moved") == 0
    page.close()


def test_nothing_is_animated(browser: Browser, dist: Path) -> None:
    page = browser.new_page(reduced_motion="no-preference")
    page.goto((dist / REPORT).as_uri())
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    page.close()
