"""The search in all texts: its index from batches, and its page, also when things break."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Page

from conftest import LOOKS, ROOT, Scheme, answering, broken, command, lay_out, serving
from gongkai.build.spool import Spool
from gongkai.checks.judged import JudgedReports
from gongkai.model.languages import Translated
from gongkai.model.report import Report
from gongkai.pages import fulltext

sys.path.insert(0, str(Path(__file__).parent / "sources"))

from counted import calls

DONE = "!/正在搜索|Searching …/.test(document.querySelector('.hits [role=status]').textContent)"


def saying(report: Report, zh: str, en: str = "") -> Report:
    """A report with this summary, and no figure in its prose."""
    return replace(report, summary=Translated({"zh": zh, "en": en}), statements=())


def index(pieces: Sequence[Sequence[Report]], folder: Path) -> dict[str, bytes]:
    """The slices of some batches."""
    spool = Spool(folder / "spool", sum(map(len, pieces)))
    for piece in pieces:
        spool.add(fulltext.entries(piece), len(piece))
    return dict(spool.scripts())


def given(script: bytes) -> list[object]:
    """The arguments of the one call that a script is."""
    text = script.decode()
    return json.loads(f"[{text[text.index('(') + 1 : text.rindex(')')]}]")


def numbers(slices: dict[str, bytes], key: str, field: int = 0) -> list[int]:
    """The reports with a key, read as a page reads them."""
    number = fulltext.slice_of(key, len(slices))
    _, held = given(slices[f"{fulltext.FOLDER}{number}.js"])
    assert isinstance(held, dict)
    found, at = [], 0
    for part in held.get(key, ["", ""])[field].split():
        passed, _, count = part.partition(".")
        at += int(passed, 16)
        found += range(at, at + int(count or "1", 16))
        at += int(count or "1", 16)
    return found


# -- the index ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("不予公开。", {"不予", "予公", "公开"}),
        ("公。开", set()),
        ("Land Requisition's fee, 3 a", {"land", "requisition", "fee"}),
        ("2023年GDP", {"gdp"}),
        ("", set()),
    ],
)
def test_keys_are_pairs_of_characters_and_words_of_letters(text: str, found: set[str]) -> None:
    assert fulltext.keys([text]) == found


def test_how_batches_are_cut_changes_nothing(city: Report, tmp_path: Path) -> None:
    told = ["开放日", "公开", "开放", "", "开放日", "开放日", "公开日", "开放"] * 9
    reports = [saying(city, text) for text in told]
    whole = index([reports], tmp_path)
    for cut in (1, 5, 64):
        pieces = [reports[at : at + cut] for at in range(0, len(reports), cut)]
        found = index(pieces, tmp_path)
        assert found.keys() == whole.keys()
        for key in ("开放", "放日", "公开", "开日"):
            expected = [n for n, text in enumerate(told) if key in text]
            assert numbers(found, key) == numbers(whole, key) == expected
    assert numbers(whole, "放公") == []


def test_every_slice_is_written_and_their_number_follows_the_reports(
    city: Report, tmp_path: Path
) -> None:
    assert [fulltext.slices(n) for n in (0, 1, 32, 33, 64, 65, 60_000)] == [1, 1, 1, 2, 2, 4, 2048]
    found = index([[saying(city, "公开")] * 129], tmp_path)
    assert sorted(found) == sorted(f"{fulltext.FOLDER}{n}.js" for n in range(8))


def test_prose_figures_are_found_apart_from_summaries(
    checked: JudgedReports, tmp_path: Path
) -> None:
    reports = [checked.reports[name] for name in checked.batch.own]
    found = index([reports], tmp_path)
    with_label = [
        n
        for n, report in enumerate(reports)
        if any(one.label and "网站" in one.label["zh"] for one in report.statements)
    ]
    assert with_label
    assert numbers(found, "网站", 1) == with_label
    assert set(numbers(found, "website", 1)) <= set(with_label)


def test_twice_the_reports_take_twice_the_work(city: Report, tmp_path: Path) -> None:
    def work(n: int) -> int:
        reports = [saying(city, f"第{n % 7}批，公开信息", "open days and fees") for n in range(n)]
        return calls(lambda: index([reports[at : at + 50] for at in range(0, n, 50)], tmp_path))

    once = work(400)
    assert work(800) <= 2.6 * once


def test_a_text_cannot_end_the_script_that_holds_it(city: Report) -> None:
    report = saying(city, "</script>\u2028公开", "<b>&amp;")
    path, script = fulltext.texts("yunze", [report])
    assert path == "yunze/texts.js"
    assert not {"<", ">", "&", "\u2028"} & set(script.decode())
    place, [[name, zh, *_]] = given(script)
    assert (place, name, zh) == ("yunze", report.id.rpartition("/")[2], "</script> 公开")


def test_a_changed_text_is_found_as_a_build_anew_finds_it(tmp_path: Path) -> None:
    root = lay_out(tmp_path / "project")

    def built(*arguments: str) -> dict[str, bytes]:
        assert command("--out", str(tmp_path / "out"), *arguments, root=root).returncode == 0
        files = sorted((tmp_path / "out").rglob("*.js"))
        return {str(path.relative_to(tmp_path / "out")): path.read_bytes() for path in files}

    built()
    file = root / "content/reports/yunze/qingwu/2023.yaml"
    text = file.read_text(encoding="utf-8")
    assert "新收申请4,053件" in text
    file.write_text(text.replace("新收申请4,053件", "稀罕词一个"), encoding="utf-8")
    kept, anew = built(), built("--no-cache")
    assert kept == anew
    assert any("稀罕" in script.decode() for name, script in kept.items() if "words/" in name)


# -- the page ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def served(atlas: Path) -> Iterator[str]:
    with serving(atlas.parent) as address:
        yield f"{address}dist/"


def ask(page: Page, base: str, query: str, lang: str = "") -> str:
    """What the status of the page of results says."""
    page.goto(f"{base}{lang}search/index.html?q={quote(query)}")
    page.wait_for_function(DONE)
    return page.inner_text(".hits [role=status]")


def titles(page: Page, group: str) -> list[str]:
    return page.locator(
        f"section[aria-labelledby=group-{group}] li > a:first-child"
    ).all_inner_texts()


@pytest.mark.parametrize("base", ["disk", "server"])
def test_words_are_found_in_every_kind_of_text(
    page: Page, atlas: Path, served: str, base: str
) -> None:
    root = f"{atlas.as_uri()}/" if base == "disk" else served
    said = ask(page, root, "不予公开")
    assert said.startswith("找到：名词与说明 ")
    assert "报告摘要" in said
    assert titles(page, "reference")[0] == "不予公开"
    assert page.locator("mark").first.inner_text() == "不予公开"
    assert page.title() == "不予公开 · 搜索 · 公开年报"
    ask(page, root, "政府网站")
    link = page.locator("section[aria-labelledby=group-figures] li p a").first
    assert "政府网站" in link.inner_text()
    link.click()
    page.wait_for_url(re.compile(r"/figures/index\.html#\w+$"))
    assert page.locator("tr:target").count() == 1


@pytest.mark.parametrize(
    ("lang", "query", "group", "first"),
    [
        ("", "商业企业", "reference", "法人或其他组织"),
        ("", "企业", "reference", None),
        ("en/", "exemption", "reference", "Refused"),
        ("en/", "Website", "figures", None),
        ("en/", "不予公开", "reference", "不予公开"),
        ("", "不予公開", "reference", "不予公开"),
        ("", "青梧 公开", "reports", "青梧市 2023"),
        ("", "青梧市2023年有多少不予公开的申请？", "places", "青梧市 2023"),
        ("", "青梧市2023年有多少不予公开的申请？", "reference", "不予公开"),
        ("", "柳", "places", "柳塘区"),
    ],
)
def test_what_is_asked_is_found(
    page: Page, atlas: Path, lang: str, query: str, group: str, first: str | None
) -> None:
    ask(page, f"{atlas.as_uri()}/", query, lang)
    found = titles(page, group)
    assert found
    assert first is None or found[0] == first


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("", "在页首的框里写一个词"),
        ("公", "在全文里搜索，要有至少两个字的词。"),
        ("乌有之乡", "没有找到“乌有之乡”。"),
        ("<script>alert(1)</script>", "没有找到“<script>alert(1)</script>”。"),
        ("行政复议 351", "除年份外，数字不参加搜索（351）。"),
        ("%s &q=\\ \"'", "没有找到"),
        ("constructor __proto__", "没有找到"),
        ("长" * 300, "没有找到"),
    ],
)
def test_whatever_is_asked_gets_a_plain_sentence(
    page: Page, atlas: Path, query: str, sentence: str
) -> None:
    assert sentence in ask(page, f"{atlas.as_uri()}/", query)
    assert page.locator(".hits script").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_finder_leads_on_and_a_query_loads_only_what_it_needs(page: Page, atlas: Path) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{atlas.as_uri()}/en/index.html")
    page.fill("#find", "websites")
    page.wait_for_selector(".found:not([hidden])")
    page.keyboard.press("Tab")  # the button of the form, then the link
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**/en/search/index.html?q=websites")
    page.wait_for_function(DONE)
    assert page.input_value("#find") == "websites"
    assert page.locator(".found:not([hidden])").count() == 0
    of_index = [url for url in asked if re.search(r"/static/words/\d+\.js$", url)]
    assert len(set(of_index)) == len(of_index) <= 1
    page.go_back()
    page.go_forward()
    page.wait_for_function(DONE)
    assert "website" in page.inner_text(".hits").lower()


def test_more_is_shown_on_demand_and_the_focus_goes_there(page: Page, atlas: Path) -> None:
    ask(page, f"{atlas.as_uri()}/", "公开")
    group = page.locator("section[aria-labelledby=group-reference]")
    assert group.locator("li").count() == 10
    group.locator("button").focus()
    page.keyboard.press("Enter")
    group.locator("li").nth(10).wait_for()
    assert (
        group.locator("li").nth(10).locator("a").first.evaluate("a => a === document.activeElement")
    )


@pytest.mark.parametrize(
    ("file", "body"),
    [  # each file missing, and one of them broken in each way; `make test-all` tries all
        pytest.param(
            file, body, marks=() if body is None or file == "texts.js" else pytest.mark.long
        )
        for file in ("places.js", "fulltext.js", "words/zh.js", "words/0.js", "texts.js")
        for body in (None, "", "gongkaiTexts(", "gongkaiSlice(0)")
    ],
)
def test_a_file_that_fails_leaves_a_sentence_and_the_lists(
    browser: Browser, served: str, file: str, body: str | None
) -> None:
    page = browser.new_page()

    page.route(f"**/{file}", answering(body))
    assert ask(page, served, "公开").startswith("搜索用的文件没能载入。")
    page.click("main a[href$='places/index.html']")
    page.wait_for_url("**/places/index.html")
    page.close()


def test_without_scripts_the_page_says_so_and_has_the_lists(browser: Browser, atlas: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{atlas.as_uri()}/en/search/index.html?q=fees")
    assert "needs scripts" in page.inner_text("noscript")
    page.click("main a[href$='terms/index.html']")
    assert page.url.endswith("/en/terms/index.html")
    context.close()


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_results_keep_every_rule_of_access(
    browser: Browser, atlas: Path, width: int, scheme: Scheme
) -> None:
    for lang, query in (("", "公开"), ("en/", "不予公开"), ("en/", "fees"), ("", "")):
        page = browser.new_page(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            bypass_csp=True,
        )
        ask(page, f"{atlas.as_uri()}/", query, lang)
        assert broken(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.close()


def test_a_site_without_a_report_can_be_searched(page: Page, project: Path) -> None:
    shutil.rmtree(project / "content/reports")
    (project / "content/reports").mkdir()
    assert command(root=project).returncode == 0
    assert "名词与说明" in ask(page, f"{(project / 'dist').as_uri()}/", "不予公开")


def test_earlier_reports_without_a_page_lead_to_their_lines(
    page: Page, tmp_path: Path, country: Path
) -> None:
    out = tmp_path / "out"
    done = command("--pages-since", "2023", "--out", str(out), root=country)
    assert done.returncode == 0, done.stderr
    ask(page, f"{out.as_uri()}/", "柳塘 公开")
    for href in page.locator(".hits li a").evaluate_all("all => all.map((a) => a.href)"):
        assert Path(href.removeprefix("file://").partition("#")[0]).exists(), href


def test_the_scripts_hash_keys_as_the_build_does() -> None:
    script = (ROOT / "site/static/fulltext.js").read_text(encoding="utf-8")
    assert "((a * 31 + b) * 31 + c) % slices" in script
    a, b = map(ord, "公开")
    assert fulltext.slice_of("公开", 64) == ((a * 31 + b) * 31) % 64
