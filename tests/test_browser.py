"""Every kind of page in a real Chromium: quiet, reachable, readable at every width and in the dark."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Request

from conftest import Scheme, broken, serving

KINDS = [
    "index.html",
    "yunze/index.html",
    "yunze/qingwu/index.html",
    "yunze/qingwu/2023/index.html",
    "beiyu/songhe/yuguan/2023/index.html",
    "rules/index.html",
    "rules/requests-sum/index.html",
    "rules/second-reader/index.html",
    "findings/index.html",
    "places/index.html",
    "data/index.html",
    "data/dictionary/index.html",
    "data/dictionary/findings/index.html",
    "data/codebook/index.html",
    "about/index.html",
    "method/index.html",
    "contribute/index.html",
    "contribute/readers/index.html",
    "contribute/check/index.html",
    "changes/index.html",
    "understand/index.html",
    "terms/index.html",
    "terms/not-held/index.html",
    "terms/normative-documents/index.html",
    "indicators/index.html",
    "indicators/share-granted/index.html",
    "explore/index.html",
    "beiyu/compare/2023/index.html",
    "yunze/qingwu/2014-report-card/index.html",
    "yunze/qingwu/2023/figures/index.html",
    "hailan/general-office/2019/index.html",
    "jiangting/pingwan/luze/2023/index.html",
    "design/index.html",
    "404.html",
]
ENGLISH = [f"en/{kind}" for kind in KINDS if kind != "404.html"]
PAGES = [*KINDS, *ENGLISH]
REPORT = "yunze/qingwu/2023/index.html"


@pytest.fixture(scope="module")
def served(dist: Path) -> Iterator[str]:
    """The site under a sub-path of a server on this machine, as on a project page."""
    above = dist.parent / "served"
    shutil.copytree(dist, above)
    shutil.copytree(dist, above / "gongkai")
    with serving(above) as address:
        yield f"{address}gongkai/"


@pytest.mark.parametrize(
    ("width", "scheme", "names"),
    [  # A kind of page has one template for both languages: each look is tried in one of them.
        pytest.param(375, "dark", KINDS, id="phone-dark"),
        pytest.param(1280, "light", ENGLISH, id="desktop-light"),
        pytest.param(375, "light", PAGES, id="phone-light", marks=pytest.mark.long),
        pytest.param(1280, "dark", PAGES, id="desktop-dark", marks=pytest.mark.long),
        pytest.param(375, "dark", ENGLISH, id="phone-dark-English", marks=pytest.mark.long),
        pytest.param(1280, "light", KINDS, id="desktop-light-Chinese", marks=pytest.mark.long),
    ],
)
def test_pages_are_quiet_reachable_and_fit(
    browser: Browser,
    dist: Path,
    served: str,
    width: int,
    scheme: Scheme,
    names: Sequence[str],
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900},
        color_scheme=scheme,
        bypass_csp=True,  # axe is put into the page; the policy itself is tested below
    )
    page = context.new_page()
    messages: list[str] = []
    asked: list[str] = []
    page.on("console", lambda m: messages.append(f"{page.url} {m.text}"))
    page.on("pageerror", lambda e: messages.append(f"{page.url} {e}"))
    page.on("request", lambda r: asked.append(r.url))
    for name in names:
        # The links of 404.html begin at the root of the host, as long as there is no homepage.
        page.goto(served.replace("/gongkai/", "/404.html") if name == "404.html" else served + name)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, width)
        assert broken(page) == [], name
    assert messages == []
    assert {url for url in asked if not url.startswith(served.split("/gongkai")[0])} == set()
    context.close()


def test_nothing_breaks_the_policy_of_the_pages_and_no_other_host_is_asked(
    browser: Browser, dist: Path
) -> None:
    """From disk, as from a ZIP."""
    context = browser.new_context()
    page = context.new_page()
    messages: list[str] = []
    asked: list[str] = []

    def heard(message: ConsoleMessage) -> None:
        messages.append(message.text)

    def requested(request: Request) -> None:
        asked.append(request.url)

    page.on("console", heard)
    page.on("request", requested)
    for name in PAGES:
        if name != "404.html":
            page.goto((dist / name).as_uri())
    assert messages == []
    assert {url for url in asked if not url.startswith("file:")} == set()
    context.close()


def test_only_tables_scroll_sideways(browser: Browser, dist: Path) -> None:
    page = browser.new_page()
    for name in PAGES:
        page.goto((dist / name).as_uri())
        for width in (768, 375, 320):
            page.set_viewport_size({"width": width, "height": 800})
            inner, wide = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
            assert wide <= inner == width, (name, width)
    page.goto((dist / REPORT).as_uri())
    for width in (768, 375, 320):
        page.set_viewport_size({"width": width, "height": 800})
        frames = page.evaluate(
            "[...document.querySelectorAll('.frame')].map(f => [f.scrollWidth > f.clientWidth,"
            " getComputedStyle(f).overflowX, f.tabIndex])"
        )
        assert [True, "auto", 0] in frames
    page.close()


def test_without_scripts_everything_is_there(browser: Browser, dist: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((dist / REPORT).as_uri())
    text = page.inner_text("main")
    for figure in ("4,053", "1,387,111", "113,750.1117", "3,976 + 30 = 3,931 + 75"):
        assert figure in text
    context.close()


def test_a_link_to_a_cell_opens_there_and_marks_it(browser: Browser, dist: Path) -> None:
    page = browser.new_page(viewport={"width": 1280, "height": 700}, reduced_motion="reduce")
    page.goto((dist / REPORT).as_uri() + "#requests.not_held.natural_person")
    cell = page.locator("[id='requests.not_held.natural_person']")
    assert cell.inner_text() == "1,052"
    box = cell.bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 700
    outline = cell.evaluate("e => getComputedStyle(e).outlineStyle")
    assert outline == "solid"
    page.close()


def test_the_first_tab_is_the_skip_link_and_the_marks_are_reached_by_keyboard(
    browser: Browser, dist: Path
) -> None:
    page = browser.new_page()
    page.goto((dist / REPORT).as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(90):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.getAttribute('href') || ''"))
    assert "#total.received" in reached
    page.locator("a[href='#total.received']").press("Enter")
    assert page.url.endswith("#total.received")
    page.close()


def test_zeros_recede_and_still_can_be_read(browser: Browser, dist: Path) -> None:
    page = browser.new_page()
    page.goto((dist / REPORT).as_uri())
    looks = "e => [getComputedStyle(e).color, getComputedStyle(e).fontWeight]"
    zero = page.locator("[id='requests.publication.business'] i").evaluate(looks)
    number = page.locator("[id='requests.granted.business']").evaluate(looks)
    assert zero != number
    page.close()


def test_a_report_prints_on_two_sheets_without_navigation(browser: Browser, dist: Path) -> None:
    page = browser.new_page()
    page.goto((dist / REPORT).as_uri())
    page.emulate_media(media="print")
    assert not page.locator("header.top").is_visible()
    assert page.locator("[id='requests.handled.total']").is_visible()
    sheets = page.pdf(format="A4").count(b"/Type /Page\n")
    assert sheets <= 2
    page.close()


def test_each_page_offers_the_other_language(browser: Browser, dist: Path) -> None:
    page = browser.new_page(locale="zh-CN")
    page.goto((dist / "en" / REPORT).as_uri())
    assert page.url.endswith("/en/" + REPORT)  # nothing redirects by itself
    page.click("a.twin")
    assert page.url.endswith("dist/" + REPORT)
    assert page.evaluate("document.documentElement.lang") == "zh-Hans"
    page.close()
