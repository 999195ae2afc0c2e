"""The finder: every place by any of its names, from every page, by keyboard, and when things break."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

import weight
from conftest import (
    LOOKS,
    Quiet,
    Scheme,
    answering,
    broken,
    command,
    lay_out,
    markup,
    serving,
    watched,
)
from gongkai.checks.judged import JudgedReports
from gongkai.contract import RESERVED
from gongkai.model.languages import LANGUAGES, Translated
from gongkai.model.report import Jurisdiction, Name
from gongkai.pages import finder

sys.path.insert(0, str(Path(__file__).parent / "sources"))

from counted import calls

PAGE = "yunze/qingwu/liutang/index.html"
OPTIONS = ".found:not([hidden]) [role=option]"
SCRIPT = "</script><b>x"
QUOTES = "甲\"乙'丙\\丁"
LONG = "长" * 199 + "市"
WIDE = {text: "".join(chr(ord(c) + 0xFEE0) for c in text) for text in ("950102", "liutang")}
# Below Yunze: names that would end a script, one name below two parents, one that begins another.
MORE = f"""  jia:
    zh: '{SCRIPT}'
    en: '{SCRIPT} City'
    level: prefecture
    within:
      dieyang: {{zh: 叠样区, en: Dieyang District, level: county}}
      jing: {{zh: 青梧经济县, en: Jing County, level: county}}
      long: {{zh: {LONG}, en: {"Long " * 39}City, level: county}}
  yi:
    zh: '{QUOTES.replace("'", "''")}'
    en: '"Yi" & Sons'
    level: prefecture
    within:
      dieyang: {{zh: 叠样区, en: Dieyang District, level: county}}
"""


def entries(index: bytes) -> list[list[str | int]]:
    text = index.decode()
    assert text.startswith("gongkaiPlaces([\n")
    assert text.endswith("});\n")
    given = text.removeprefix("gongkaiPlaces(").removesuffix(");\n")
    rows, _ = json.loads(f"[{given}]")
    return rows


@pytest.fixture(scope="module")
def served(atlas: Path) -> Iterator[str]:
    """The site under a sub-path, with its 404 page for what is missing (as for /gongkai/)."""
    above = atlas.parent / "finder"
    shutil.copytree(atlas, above / "gongkai")
    missing = above / "gongkai" / "404.html"
    html = missing.read_text(encoding="utf-8")
    html = re.sub(r'\b(href|src|action)=("?)/', r"\1=\2/gongkai/", html)

    class Pages(Quiet):
        error_content_type = "text/html; charset=utf-8"
        error_message_format = html.replace("%", "%%")

    with serving(above, Pages) as address:
        yield f"{address}gongkai/"


@pytest.fixture(scope="module")
def strange(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with places of strange names."""
    root = lay_out(tmp_path_factory.mktemp("strange"))
    file = root / "content/jurisdictions/yunze.yaml"
    file.write_text(file.read_text(encoding="utf-8") + MORE, encoding="utf-8")
    done = command(root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "dist"


def ask(page: Page, address: str, query: str) -> list[str]:
    """What the finder of a page shows for a query."""
    page.goto(address)
    page.fill("#find", query)
    page.wait_for_selector(".found:not([hidden])")
    return page.locator(OPTIONS).all_inner_texts()


# -- the index ---------------------------------------------------------------------------------


def test_the_index_has_every_place_and_organ_in_the_order_of_the_tree(
    dist: Path, checked: JudgedReports
) -> None:
    found = entries((dist / "static/places.js").read_bytes())
    assert [entry[0] for entry in found] == list(checked.tree)
    by_id = {entry[0]: entry[1:] for entry in found}
    assert by_id["yunze/qingwu/liutang"] == [
        "柳塘区", "Liutang District", "950102", "liutangqu", "ltq", "", 1, "2021"
    ]  # fmt: skip
    assert by_id["yunze"][-1] == 0
    assert by_id["jiangting/pingwan/luze"][5] == "鹭泽县|Luze County|luzexian"


@pytest.mark.parametrize(
    ("name", "slug", "read"),
    [
        ("长治市", "changzhi", "changzhishi"),
        ("临夏县", "linxia-xian", "linxiaxian"),
        ("呼和浩特市", "hohhot", "huhehaoteshi"),
        ("吕梁市", "lyuliang", "lyuliangshi"),
        ("上海市人民政府办公厅", "general-office", "shanghaishirenminzhengfubangongting"),
        ("A1区", "a-yi", "a1qu"),
        (SCRIPT, "jia", "scriptbx"),
    ],
)
def test_the_slug_decides_between_readings_and_else_the_default_stands(
    name: str, slug: str, read: str
) -> None:
    assert "".join(finder.reading(name, slug)) == read


def a_country(provinces: int) -> dict[str, Jurisdiction]:
    """As many provinces of ten prefectures and 86 counties, with names as long as real ones."""
    tree: dict[str, Jurisdiction] = {}

    def add(key: str, zh: str, en: str, level: str, parent: str | None) -> None:
        tree[key] = Jurisdiction(key, Translated({"zh": zh, "en": en}), level, parent)

    signs = "临沂兰山河东罗庄郯城沂水费县平邑莒南蒙阴"
    for p in range(provinces):
        province = f"shandong{'abcdefghijklmnopqrstuvwxyz'[p % 26]}{p}"
        add(province, "山东省", "Shandong Province", "province", None)
        for c in range(10):
            city = f"{province}/linyi{c}"
            add(city, "临沂市", "Linyi City", "prefecture", province)
            for d in range(9 if c < 6 else 8):
                name = signs[d : d + 2] + "县"
                add(f"{city}/lanshan{d}", name, "Lanshan Autonomous County", "county", city)
    return {key: tree[key] for key in sorted(tree)}


def test_a_whole_country_fits_and_twice_the_places_take_twice_the_work() -> None:
    whole, half = a_country(34), a_country(17)
    assert len(whole) >= 3200
    finder.reading("预热")  # the dictionaries are read once
    assert len(finder.index(whole, {})) < 400_000
    once = calls(lambda: finder.index(half, {}))
    assert calls(lambda: finder.index(whole, {})) <= 3 * once


def test_former_names_and_signs_that_end_a_script_are_written_safely() -> None:
    name = Translated({"zh": "</script>\u2028&", "en": 'a"b\\'})
    old = Name(Translated({"zh": "旧|名", "en": "Old"}), None, "2010", "made up")
    made = finder.index({"x": Jurisdiction("x", name, "county", None, names=(old,))}, {})
    for sign in ("<", ">", "&", "\u2028"):
        assert sign not in made.decode()
    (entry,) = entries(made)
    assert entry[1:3] == [name["zh"], name["en"]]
    assert entry[6] == "旧 名|Old|jiuming"


# -- finding -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("base", "start"),
    [
        ("disk", "index.html"),
        ("sub-path", "en/yunze/qingwu/2023/index.html"),
        pytest.param("disk", "en/yunze/qingwu/2023/index.html", marks=pytest.mark.long),
        pytest.param("sub-path", "index.html", marks=pytest.mark.long),
    ],
)
def test_every_way_to_write_liutang_finds_it(
    page: Page, atlas: Path, served: str, base: str, start: str
) -> None:
    address = (atlas.as_uri() + "/" if base == "disk" else served) + start
    page.goto(address)
    name = "Liutang District 柳塘区" if start.startswith("en/") else "柳塘区"
    for query in (
        "柳塘", "柳", "柳塘区", "liutang", "liutangqu", "LIUTANG", "liu tang", "liuta", "lt", "LTQ", "950102",
        "9501", WIDE["950102"], "Liutang District", "district liu", "青梧柳塘", "云泽 柳塘", "云泽省青梧市柳塘区",
        "qingwu liutang", "qingwuliutang", "Liutang, Qingwu", WIDE["liutang"], " 柳塘 ", "“柳塘”", "《柳塘区》",
    ):  # fmt: skip
        page.fill("#find", "")
        page.wait_for_selector(".found", state="hidden")
        page.fill("#find", query)
        page.wait_for_selector(OPTIONS)
        shown = page.locator(OPTIONS).all_inner_texts()
        assert any(text.startswith(name) for text in shown), (query, shown)
    assert ask(page, address, "柳塘")[0].startswith(name)
    page.click(OPTIONS)
    page.wait_for_url("**/" + ("en/" if start.startswith("en/") else "") + PAGE)
    assert page.locator("h1").is_visible()


@pytest.mark.parametrize("query", ["鹭泽县", "Luze County", "luzexian"])
def test_a_former_name_finds_the_place_and_is_shown(page: Page, atlas: Path, query: str) -> None:
    (shown,) = ask(page, (atlas / "index.html").as_uri(), query)
    assert shown.split("\n") == ["鹭泽区", "江汀省 \u203a 平湾市 · 曾名鹭泽县 · 1 份报告"]
    (shown,) = ask(page, (atlas / "en/index.html").as_uri(), query)
    assert shown.startswith("Luze District 鹭泽区")
    assert "formerly Luze County · 1 report" in shown
    assert "曾名" not in ask(page, (atlas / "index.html").as_uri(), "鹭泽")[0]


def test_an_english_name_is_found_with_and_without_its_apostrophe(page: Page, atlas: Path) -> None:
    for query in ("huai'an", "Huai’an City", "huaian"):
        assert ask(page, (atlas / "en/index.html").as_uri(), query)[0].startswith("Huai'an City")
    option = page.locator(OPTIONS).first
    assert option.locator("[lang=zh-Hans]").inner_text() == "淮安市"


def test_the_name_itself_comes_first_then_its_beginning(page: Page, atlas: Path) -> None:
    shown = ask(page, (atlas / "index.html").as_uri(), "青梧")
    assert [text.split("\n")[0] for text in shown][:2] == ["青梧市", "青梧经济技术开发区"]
    shown = ask(page, (atlas / "index.html").as_uri(), "区")  # inside: those with reports first
    first = [text.split("\n")[0] for text in shown[:3]]
    assert first == ["鹭泽区", "青梧经济技术开发区", "柳塘区"]
    shown = ask(page, (atlas / "index.html").as_uri(), "37")
    assert shown[0].startswith("山东省")
    codes = [str(entry[3]) for entry in entries((atlas / "static/places.js").read_bytes())]
    n = sum(code.startswith("37") for code in codes)
    assert page.locator(".find [role=status]").inner_text() == f"{n} 项"


def test_by_keyboard_alone(page: Page, atlas: Path) -> None:
    page.goto((atlas / "en/rules/index.html").as_uri())
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "find"
    field = page.locator("#find")
    assert field.get_attribute("aria-expanded") == "false"
    page.keyboard.type("yuguan")
    page.wait_for_selector(OPTIONS)
    assert field.get_attribute("aria-expanded") == "true"
    assert field.get_attribute("aria-activedescendant") is None
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    chosen = page.locator(f"#{field.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    assert "Wuyin" in chosen.inner_text()  # after that of Songhe, which has a report
    for _ in range(page.locator(OPTIONS).count() - 1):
        page.keyboard.press("ArrowDown")  # round again
    assert page.locator(OPTIONS).first.get_attribute("aria-selected") == "true"
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Escape")
    assert page.locator(OPTIONS).count() == 0
    assert field.input_value() == "yuguan"
    page.keyboard.press("ArrowDown")
    page.wait_for_selector(OPTIONS)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/kongshan/wuyin/yuguan/index.html")
    page.keyboard.press("/")
    page.keyboard.type("qingwu liutang")
    page.wait_for_selector(OPTIONS)
    page.keyboard.press("Enter")  # the first, where none is chosen
    page.wait_for_url("**/en/" + PAGE)


def test_a_slash_in_a_field_is_a_slash_and_the_input_method_keeps_its_keys(
    page: Page, atlas: Path
) -> None:
    ask(page, (atlas / "index.html").as_uri(), "柳塘")
    page.keyboard.press("/")
    assert page.input_value("#find") == "柳塘/"
    page.fill("#find", "柳塘")
    composing = "new KeyboardEvent('keydown', {key: 'ArrowDown', isComposing: true, bubbles: true})"
    page.evaluate(f"document.querySelector('#find').dispatchEvent({composing})")
    assert page.get_attribute("#find", "aria-activedescendant") is None


def test_leaving_the_field_closes_the_list(page: Page, atlas: Path) -> None:
    ask(page, (atlas / "index.html").as_uri(), "柳塘")
    page.click("h1", position={"x": 300, "y": 5})
    assert page.locator(OPTIONS).count() == 0


def test_nothing_found_says_so_and_leads_to_the_search_in_all_texts(
    page: Page, atlas: Path
) -> None:
    assert ask(page, (atlas / "en/index.html").as_uri(), "<b>Atlantis") == []
    assert (
        page.locator(".found p").inner_text()
        == "Nothing found for “<b>Atlantis”. What can be found here: places, the report of a place and year, terms, indicators and rules. Search all texts for “<b>Atlantis”"
    )
    assert page.locator(".find [role=status]").inner_text().startswith("Nothing found for")
    assert page.get_attribute("#find", "aria-expanded") == "false"
    page.click(".found a")
    page.wait_for_url("**/en/search/index.html?q=%3Cb%3EAtlantis")
    assert ask(page, (atlas / "index.html").as_uri(), "乌有之乡") == []
    page.keyboard.press("Enter")  # nothing is called so: the search in all texts
    page.wait_for_url("**/search/index.html?q=*")


# -- when things break -------------------------------------------------------------------------

THROWS = "throw new Error('the index itself'); gongkaiPlaces([]);"


@pytest.mark.parametrize(
    ("file", "body"),
    [
        pytest.param("places.js", None, id="missing"),
        pytest.param("places.js", 'gongkaiPlaces([\n["shandong","山东', id="cut off"),
        pytest.param("places.js", THROWS, id="throws"),
        pytest.param("places.js", "gongkaiPlaces([null]);", id="not what it should be"),
        pytest.param("places.js", "gongkaiPlaces({});", id="no list"),
        pytest.param("places.js", "", id="empty"),
        pytest.param("search.js", None, id="the search is missing"),
        pytest.param("search.js", THROWS, id="the search throws"),
        pytest.param("search.js", "window.gongkaiSearch = 1", id="the search is something else"),
        pytest.param("search.js", "", id="the search is empty"),
    ],
)
def test_an_index_that_fails_says_so_and_the_form_still_opens_the_page_with_the_lists(
    browser: Browser, served: str, file: str, body: str | None
) -> None:
    with watched(browser, "the index itself", "nexpected") as page:
        page.route(f"**/static/{file}", answering(body))
        assert ask(page, served + "index.html", "柳塘") == []
        assert (
            page.locator(".found p").inner_text() == "查找用的文件没能载入。 在全部文字中搜索“柳塘”"
        )
        page.click(".find button")
        page.wait_for_url("**/gongkai/search/index.html?q=*")
        assert page.input_value("#find") == "柳塘"
        page.unroute(f"**/static/{file}")
        page.fill("#find", "柳塘区")  # the next use tries again
        page.wait_for_selector(OPTIONS)


def test_without_scripts_the_form_opens_the_page_with_the_lists(
    browser: Browser, served: str, atlas: Path
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    for start, wanted in (
        (served + "en/index.html", "Qingwu City"),
        ((atlas / "index.html").as_uri(), "青梧市"),
    ):
        page.goto(start)
        page.fill("#find", "qingwu")
        page.press("#find", "Enter")
        assert "search/index.html?q=qingwu" in page.url
        assert page.locator("noscript").is_visible()
        page.click("main a[href$='places/index.html']")
        page.click(f"main a:text('{wanted}')")
        assert page.url.endswith("yunze/qingwu/index.html")
    context.close()


def test_a_link_with_a_question_opens_with_its_answer(page: Page, served: str) -> None:
    page.goto(served + "en/places/index.html?q=950102")
    page.wait_for_selector(OPTIONS)
    assert page.input_value("#find") == "950102"
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/" + PAGE)


# -- strange names -----------------------------------------------------------------------------


@pytest.mark.parametrize("query", [SCRIPT, QUOTES, LONG[:90]])
def test_a_strange_name_is_text_everywhere(page: Page, strange: Path, query: str) -> None:
    shown = ask(page, (strange / "index.html").as_uri(), query)
    assert shown[0].startswith(query)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".found b b").count() == 0
    page.goto((strange / "places/index.html").as_uri())
    if query != LONG[:90]:
        assert query in page.inner_text("main")


def test_two_places_of_one_name_are_both_shown_with_their_parents(
    page: Page, strange: Path
) -> None:
    shown = ask(page, (strange / "index.html").as_uri(), "叠样")
    assert [text.split("\n")[1] for text in shown] == [
        f"云泽省 \u203a {SCRIPT} · 还没有报告",
        f"云泽省 \u203a {QUOTES} · 还没有报告",
    ]
    (only,) = ask(page, (strange / "index.html").as_uri(), f"{QUOTES} 叠样")
    assert QUOTES in only
    page.keyboard.press("Enter")  # it has no page: it stands on that of the nearest above it
    page.wait_for_url("**/yunze/yi/dieyang/index.html")


# -- 404 ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "sentence", "leads"),
    [
        ("yunze/qingwu/2022/", "最近的一页是 青梧市", "yunze/qingwu/index.html"),
        ("en/yunze/qingwu/2022/index.html", "The nearest page is Qingwu City", "en/yunze/qingwu/index.html"),
        ("yunze/qingwu/atlantis/x?a#b", "最近的一页是 青梧市", "yunze/qingwu/index.html"),
        ("atlantis/", "", ""),
    ],
)  # fmt: skip
def test_a_missing_page_names_the_nearest_one(
    page: Page, served: str, asked: str, sentence: str, leads: str
) -> None:
    page.goto(served + asked)
    page.locator('script[src$="places.js"]').wait_for(state="attached")
    if sentence:
        page.locator(".nearest", has_text=sentence).first.wait_for()
    else:
        page.wait_for_timeout(150)
    texts = page.locator(".nearest").all_inner_texts()
    assert [text for text in texts if text] == ([sentence] if sentence else [])
    if leads:
        assert page.locator(".nearest a").evaluate("a => a.href") == served + leads
    page.fill("#find-en", "liutang")
    assert page.locator(OPTIONS).first.inner_text().startswith("Liutang District")


# -- looks -------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_open_list_keeps_every_rule_of_access(
    browser: Browser, served: str, width: int, scheme: Scheme
) -> None:
    """The pages around it: test_browser.py."""
    page = browser.new_page(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    for name in ("index.html", "en/places/index.html", "missing/"):
        for query in ("l", "xyz"):
            ask(page, served + name, query)
            if query == "l":
                page.keyboard.press("ArrowDown")
            assert broken(page, "form.find") == [], (name, query)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.close()


@pytest.mark.parametrize("width", [375, 1280])
def test_nothing_moves_when_the_page_loads_or_the_field_is_used(
    browser: Browser, served: str, width: int
) -> None:
    page = browser.new_page(viewport={"width": width, "height": 800})
    watch = "new PerformanceObserver(l => window.moved = (window.moved || 0) + l.getEntries().length).observe({type: 'layout-shift', buffered: true})"
    for name in ("index.html", "en/yunze/qingwu/2023/index.html", "yunze/qingwu/2022/"):
        page.goto(served + name)
        page.evaluate(watch)
        before = page.locator("main").bounding_box()
        page.fill("#find", "l")
        page.wait_for_selector(OPTIONS)
        page.wait_for_timeout(100)
        assert page.locator("main").bounding_box() == before
        assert page.evaluate("window.moved || 0") == 0, name
    box = page.locator("#find").bounding_box()
    assert box is not None
    assert box["height"] >= (44 if width == 375 else 35)
    page.close()


def test_the_plain_list_of_a_whole_country_is_light(project: Path) -> None:
    for file in (project / "content/jurisdictions").glob("*.yaml"):
        file.unlink()
    for folder in ("reports", "sources"):
        shutil.rmtree(project / "content" / folder)
    for p in range(34):
        lines = ["zh: 山东省", "en: Shandong Province", "level: province", "within:"]
        lines += [
            f"  linyishi{c}: {{zh: 临沂市, en: Linyi City, level: prefecture}}" for c in range(10)
        ]
        file = project / f"content/jurisdictions/shandong{chr(97 + p % 26)}{p}.yaml"
        file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert command(root=project).returncode == 0
    for name in ("places/index.html", "en/places/index.html"):
        path = project / "dist" / name
        assert path.read_text(encoding="utf-8").count("<li>") == 340
        weight.assert_page(path, project / "dist", more=len(" 100") * 374)  # had all reports


def test_every_page_below_a_name_of_the_sites_own_is_found_by_its_name(dist: Path) -> None:
    found = {path for path, _ in finder.PAGES}
    # Samples for those who work on the look; an address that leads to the terms.
    not_looked_for = {"design/", "glossary/"}
    own = {f"{name}/" for name in RESERVED if (dist / name / "index.html").is_file()}
    own -= {language.folder for language in LANGUAGES.values()}
    linked = re.findall(r"<nav[^>]*>.*?</nav>", markup(dist / "index.html"), re.S)
    own |= {path for nav in linked for path in re.findall(r'href="([^"]+)index\.html"', nav)}
    missing = own - found - not_looked_for
    assert not missing, f"PAGES of pages/finder.py lacks {sorted(missing)}"


@pytest.mark.parametrize(
    "pasted",
    [
        "青梧市柳塘区人民政府",
        "柳塘区人民政府办公室",
        "柳塘 2021",
        "柳塘2021年",
        "\u200b柳塘",
        "青梧；柳塘",
    ],
)
def test_what_people_paste_with_a_name_does_not_hide_it(
    page: Page, served: str, pasted: str
) -> None:
    assert any("柳塘区" in option for option in ask(page, served + "index.html", pasted))


def test_enter_does_not_choose_between_places_that_fit_alike(strange: Path, page: Page) -> None:
    page.goto((strange / "index.html").as_uri())
    page.fill("#find", "叠样区")
    page.wait_for_selector(OPTIONS)
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert page.url.endswith("dist/index.html")
    assert page.locator(OPTIONS).count() == 2
    sentence = page.locator("#find").locator("xpath=..").locator("[role=status]").inner_text()
    assert sentence == "有 2 项合适，请选一项。"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/yunze/jia/dieyang/index.html")


def test_a_place_without_a_report_is_not_opened_past_one_that_has_some(
    strange: Path, page: Page
) -> None:
    shown = ask(page, (strange / "index.html").as_uri(), "青梧经济")
    assert [text.split()[0] for text in shown] == ["青梧经济县", "青梧经济技术开发区"]
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    assert page.url.endswith("dist/index.html")
    page.fill("#find", "青梧经济县")
    page.keyboard.press("Enter")
    page.wait_for_url("**/yunze/jia/jing/index.html")


def test_a_long_query_does_not_hold_up_the_page(page: Page, served: str) -> None:
    """Twice the words take some twice the work, in processor time of the page's own thread."""
    page.goto(served + "index.html")
    page.fill("#find", "l ")
    page.wait_for_selector(OPTIONS)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return float(next(m["value"] for m in metrics if m["name"] == "ScriptDuration"))

    def took(words: int) -> float:
        """The least of several, since what else a page does varies."""
        ask = """(query) => {
          const field = document.querySelector("#find");
          field.value = query;
          field.dispatchEvent(new Event("input"));
          return new Promise((done) => setTimeout(done));
        }"""
        found = []
        for _ in range(5):
            begun = spent()
            page.evaluate(ask, "l " * words)
            found.append(spent() - begun)
        return min(found)

    once = took(24)
    assert once > 0
    assert took(48) <= 3 * once
