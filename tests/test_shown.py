"""What the site shows of a made-up country: the lit cell, whole pictures, worked-out figures, where
findings lie, and what the finder answers."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag

import pytest
from playwright.sync_api import Browser, Page

import weight
from conftest import ROOT, command, serving, watched
from gongkai.contract import Contract
from gongkai.pages import finder

GOLDEN = ROOT / "tests" / "golden" / "content"
CITY = "yangsheng/jiashi"
REPORT = f"{CITY}/2023/index.html"
BLANK = f"{CITY}/county-l/2023/index.html"
FOLDERS = ("", "en/")
COUNTIES = "abcdefghijkl"
HEAD = """title: {title}
kind: annual-report
scope: {{tables: territory, evidence: {{zh: 编造, en: made up}}}}
source:
  publisher: 某机关
  published: {published}
  index_number: null
  url: https://example.org/{year}
  archive_url: null
  seen_as: official-page
  via: null
  retrieved: 2026-11-01
  sha256: {sha256}
parts:
"""
TAIL = """summary: {zh: 编造的例子。, en: A made-up example.}
curation: {transcribed_by: somebody, verified_by: null}
"""


def row(code: str, cells: list[int | None]) -> str:
    return f"    {code}: [{', '.join('null' if c is None else str(c) for c in cells)}]\n"


def report(
    contract: Contract, name: str, year: int, received: int, rules: int = 0, **changes: int
) -> str:
    """All requests come from natural persons; half are granted, a third is not held."""
    given = {"received": received, "carried_in": 3, "carried_out": 3, **changes}
    handled = given["received"] + given["carried_in"] - given["carried_out"]
    given |= {"granted": handled // 2, "not_held": handled // 3, "handled": handled}
    given["other_reason"] = handled - given["granted"] - given["not_held"]
    text = HEAD.format(
        title=f"{name}{year}年政府信息公开工作年度报告",
        published=f"{year + 1}-03-01",
        year=year,
        sha256=f"{sum(map(ord, name)):032x}{year:032x}",
    )
    text += f"  disclosure:\n    form: 2021\n    government_rules: [{rules}, 0, {rules}]\n"
    text += f"    normative_documents: [1, 0, {year - 2000}]\n    licensing: [{received * 40}]\n"
    text += "    penalties: [7]\n    coercion: [0]\n    fees: [0]\n  requests:\n    form: 2021\n"
    for line in contract.forms[2021].parts["requests"].blocks[0].rows:
        n = given.get(line.code, 0)
        text += row(line.code, [n, 0, 0, 0, 0, 0, n])
    text += "  reviews:\n    form: 2021\n"
    for code in ("reconsideration", "litigation_direct", "litigation_after_recon"):
        text += row(code, [year % 10, 1, 0, 0, year % 10 + 1])
    return text


def blank(text: str) -> str:
    """The same with every zero and every total of an outcome left blank, as some print it."""
    head, requests = text.split("  requests:\n    form: 2021\n")
    requests, reviews = requests.split("  reviews:\n")
    whole = ("received", "carried_in", "handled", "carried_out")

    def without(line: re.Match[str]) -> str:
        *cells, total = line[2].split(", ")
        cells = ["null" if cell == "0" else cell for cell in cells]
        return f"    {line[1]}: [{', '.join([*cells, total if line[1] in whole else 'null'])}]"

    requests = re.sub(r"    (\w+): \[(.*)\]", without, requests)
    return f"{head}  requests:\n    form: 2021\n{requests}  reviews:\n{reviews}"


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory, contract: Contract) -> Path:
    """The miniature country with a city over five years and twelve counties over three, so that
    every kind of picture appears; one county prints nearly nothing, and not all can be judged."""
    root = tmp_path_factory.mktemp("country")
    shutil.copytree(GOLDEN, root / "content")
    for name in ("datapackage", "site"):
        shutil.copytree(ROOT / name, root / name)
    file = root / "content/jurisdictions/yangsheng.yaml"
    text = file.read_text(encoding="utf-8")
    counties = "".join(
        f"      county-{c}: {{zh: 臨{c.upper()}县, en: County {c.upper()} of a long name, level: county}}\n"
        for c in COUNTIES
    ).replace("臨", "临")
    text = text.replace("      yixian:", f"{counties}      yixian:")
    file.write_text(text, encoding="utf-8")
    outside = "zh: 香港特别行政区\nen: Hong Kong Special Administrative Region\nlevel: province\n"
    (file.parent / "hongkong.yaml").write_text(outside, encoding="utf-8")
    places = root / "content/reports" / CITY
    (places / "2022.yaml").unlink()
    statements = (
        "statements:\n"
        "- {id: received, at: 一, value: 900, equals: requests.received.total}\n"
        "- {id: decided, at: 一, value: 7, unit: 件, whose: unsaid, zh: 决定, en: decisions}\n"
        "- {id: growth, at: 一, percent: 12.5, growth_of: received}\n"
    )
    for year in (2020, 2021, 2022, 2023, 2025):
        text = report(contract, "甲市", year, (year - 2018) * 40, 1)
        text += statements if year == 2023 else ""
        (places / f"{year}.yaml").write_text(text + TAIL, encoding="utf-8")
    for n, c in enumerate(COUNTIES):
        (places / f"county-{c}").mkdir()
        for year in (2021, 2022, 2023):
            # The first county makes rules, which no county may, and grows tenfold.
            received = 30 + n * (year - 2019) if n else 30 * (1 + 30 * (year == 2023))
            text = report(contract, f"临{c}县", year, received, int(not n), carried_in=3 - (not n))
            text = blank(text) if c == "l" else text
            (places / f"county-{c}/{year}.yaml").write_text(text + TAIL, encoding="utf-8")
    done = command("--lang", "en", root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    return root / "dist"


def pages_of(country: Path, every: bool) -> Iterator[str]:
    """Every page that leads nowhere else; or of those with a picture the heaviest of each kind."""
    heaviest: dict[str, tuple[int, str]] = {}
    for path in sorted(country.rglob("*.html")):
        name, html = path.relative_to(country).as_posix(), path.read_text(encoding="utf-8")
        if every and "http-equiv=refresh" not in html:
            yield name
        elif re.search(r"<main.*<(svg|img)", html, re.S):
            kind = re.sub(r"(terms|indicators)/[^/]+/|\d{4}|county-[b-k]", r"\1", name)
            heaviest[kind] = max(heaviest.get(kind, (0, "")), (len(html), name))
    yield from (name for _, name in heaviest.values())


# -- the lit cell ------------------------------------------------------------------------------

FIRST, SECOND = "requests.granted.total", "requests.not_held.natural_person"
LIT = """() => [...document.querySelectorAll("td")].filter((c) => getComputedStyle(c).outlineStyle
  === "solid").map((c) => c.id)"""


@pytest.fixture
def copying(browser: Browser, country: Path) -> Iterator[tuple[Page, str]]:
    """A report's page from which may be copied, and its address."""
    with serving(country) as address, watched(browser) as page:
        granted = ["clipboard-read", "clipboard-write"]
        page.context.grant_permissions(granted, origin=address.rstrip("/"))
        yield page, address + "en/" + REPORT


def given(page: Page) -> tuple[list[str], str, str, str]:
    """The lit cells, the id in the line, the copied link and the cell of the copied citation."""
    lit = page.evaluate(LIT)
    if not page.locator(".detail").count():
        return lit, "", "", ""
    named = page.locator(".detail code").inner_text()
    copied = []
    for label in ("Copy link", "Copy citation"):
        page.locator(".detail button", has_text=label).evaluate("b => b.click()")
        page.locator(".detail", has_text="Copied").wait_for()
        copied.append(page.evaluate("navigator.clipboard.readText()").rpartition("#")[2])
    return lit, named, *copied


def put_link(page: Page, target: str) -> None:
    page.evaluate(
        "h => { const a = document.createElement('a'); a.href = h; a.id = 'put'; a.textContent = 'x';"
        " document.querySelector('h1').append(a); }",
        f"#{target}",
    )
    page.click("#put")


WAYS = {
    "click": lambda page, at: page.click(f"[id='{SECOND}']"),
    "focus": lambda page, at: page.evaluate(
        f"document.getElementById('{SECOND}').tabIndex = -1,"
        f"document.getElementById('{SECOND}').focus()"
    ),
    "link in the page": lambda page, at: put_link(page, SECOND),
    "typed address": lambda page, at: page.goto(f"{at}#{SECOND}"),
    "percent-encoded": lambda page, at: page.goto(f"{at}#{SECOND.replace('.', '%2E')}"),
    "script": lambda page, at: page.evaluate(f"location.hash = '{SECOND}'"),
    "replaced": lambda page, at: page.evaluate(f"location.replace('#{SECOND}')"),
}


@pytest.mark.parametrize(
    ("before", "way"),
    [  # in any way after a click, and in two of them after a link; `make test-all` tries all
        pytest.param(before, way, marks=() if before == "clicked" or n < 2 else pytest.mark.long)
        for before in ("clicked", "linked")
        for n, way in enumerate(WAYS)
    ],
)
def test_what_is_copied_is_the_lit_cell_however_it_was_reached(
    copying: tuple[Page, str], way: str, before: str
) -> None:
    page, at = copying
    page.goto(at if before == "clicked" else f"{at}#{FIRST}")
    if before == "clicked":
        page.click(f"[id='{FIRST}']")
    assert given(page) == ([FIRST], FIRST, FIRST, FIRST)
    WAYS[way](page, at)
    assert given(page) == ([SECOND], SECOND, SECOND, SECOND)


def test_back_and_forward_take_the_line_with_them(copying: tuple[Page, str]) -> None:
    page, at = copying
    page.goto(f"{at}#{FIRST}")
    page.goto(f"{at}#{SECOND}")
    page.go_back()
    assert given(page) == ([FIRST],) + (FIRST,) * 3
    page.go_forward()
    assert given(page) == ([SECOND],) + (SECOND,) * 3
    page.keyboard.press("ArrowDown")
    next_one = page.locator(".detail code").inner_text()
    assert next_one != SECOND
    assert given(page) == ([next_one],) + (next_one,) * 3
    page.goto(at.replace(REPORT, "index.html"))
    page.go_back()  # from the cache of the browser, or anew
    lit, named, *copied = given(page)
    assert lit == [named] == copied[:1] == copied[1:]
    put_link(page, SECOND)  # the address stays the same
    assert given(page) == ([SECOND],) + (SECOND,) * 3


def test_the_line_speaks_of_the_lit_cell_while_its_buttons_have_the_focus(
    copying: tuple[Page, str],
) -> None:
    page, at = copying
    page.goto(f"{at}#{FIRST}")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "Copy link"
    lit, named, *copied = given(page)
    assert lit == [named] == copied[:1] == copied[1:]
    assert named != FIRST
    page.keyboard.press("Escape")
    assert page.locator(".detail").count() == 0
    assert page.evaluate("document.activeElement.id") == named
    page.keyboard.press("Enter")  # opens it again
    assert page.locator(".detail code").inner_text() == named


@pytest.mark.parametrize(
    "target",
    ["requests.refused", "sum.total", "proof", "requests.refused.total", "no-such", "%E0%A4%A", ""],
)
def test_an_address_that_names_no_cell_lights_none(copying: tuple[Page, str], target: str) -> None:
    """A heading of a group, a sum, a section, a figure without a cell, nothing."""
    page, at = copying
    page.goto(at)
    page.click(f"[id='{FIRST}']")
    page.evaluate("t => { location.hash = t || '#'; }", target)
    page.wait_for_timeout(50)
    if target:
        assert given(page) == ([], "", "", "")
        page.go_back()
    page.evaluate(f"location.hash = '{SECOND}'")
    assert given(page) == ([SECOND],) + (SECOND,) * 3


# -- whole pictures ----------------------------------------------------------------------------

CUT = """() => [...document.querySelectorAll("main svg, main img")].flatMap((picture) => {
  const box = picture.getBoundingClientRect(), found = [];
  if (!box.width || !box.height) return [];
  if (box.left < 0 || box.right > innerWidth + 0.5) found.push("leaves the page");
  for (let up = picture.parentElement; up; up = up.parentElement) {
    const look = getComputedStyle(up), frame = up.getBoundingClientRect();
    const scrolls = look.overflowX !== "visible" && up !== document.body;
    if (scrolls && up !== document.documentElement) found.push("scrolls or is cut");
    if (up.tagName !== "TR" && (box.left < frame.left - 0.5 || box.right > frame.right + 0.5))
      found.push(`leaves ${up.tagName}`);
  }
  for (const part of picture.querySelectorAll("text, circle, rect")) {
    const own = part.getBoundingClientRect();
    if (own.left < box.left - 2 || own.right > box.right + 2) found.push(`cuts ${part.outerHTML}`);
  }
  return found.length ? [[picture.outerHTML.slice(0, 60), [...new Set(found)]]] : [];
})"""


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_every_picture_of_every_kind_of_page_is_whole(
    page: Page, country: Path, every: bool
) -> None:
    seen: set[str] = set()
    for name in pages_of(country, every):
        page.goto((country / name).as_uri())
        for width in (320, 375, 640, 768):
            page.set_viewport_size({"width": width, "height": 800})
            inner, wide = page.evaluate("[innerWidth, document.documentElement.scrollWidth]")
            assert wide <= inner == width, (name, width)
            assert page.evaluate(CUT) == [], (name, width)
        for kind in (".strip", ".cascade svg", ".chart svg:not(.small)", "svg.small", ".inks svg"):
            if page.locator(f"main {kind}").count():
                seen.add(kind)
        if page.locator("main .chart circle").count() and "indicators/" in name:
            seen.add("dots")
    assert len(seen) == 6, seen


def test_on_a_phone_a_picture_stands_under_its_name(page: Page, country: Path) -> None:
    page.set_viewport_size({"width": 375, "height": 800})
    page.goto((country / f"{CITY}/index.html").as_uri())
    lines = page.locator("table.below tbody tr", has=page.locator(".strip"))
    assert lines.count() >= len(COUNTIES)
    for line in lines.all():
        name, strip = line.locator("th").bounding_box(), line.locator(".strip").bounding_box()
        assert name is not None
        assert strip is not None
        assert strip["y"] >= name["y"] + name["height"]
        assert strip["width"] > 300


# -- worked-out figures ------------------------------------------------------------------------


def test_a_blank_stays_a_blank_and_what_is_worked_out_says_so(page: Page, country: Path) -> None:
    for folder, sentence in (("", "按总计推算"), ("en/", "worked out from the totals")):
        page.goto((country / folder / BLANK).as_uri())
        table = page.locator("table.marked")
        blanks = table.locator("tbody td[id]:has(u), tbody td[id]:has(i)")
        beside = table.locator("td u")
        assert 0 < beside.count() < blanks.count()
        in_totals = table.locator("td[id$='.total'] u")
        assert beside.count() == in_totals.count()
        content = beside.first.evaluate("u => getComputedStyle(u, '::after').content")
        assert sentence in content
        # The sentence, the picture, the note above the table and the table agree.
        figure = page.locator("figure.chart").first
        assert sentence in figure.locator("figcaption").inner_text()
        underlined = figure.locator("tbody tr").first.locator("u").first.inner_text()
        assert underlined == table.locator("[id='requests.granted.total'] u").inner_text()
        assert "点线" in figure.inner_text() or "Dotted" in figure.inner_text()
        assert sentence in page.locator(".part.requests > .unit").inner_text()
        # Not one figure that is printed is marked.
        assert page.locator("td[id='requests.received.total'] u").count() == 0
        page.click("[id='requests.granted.business']")
        assert sentence in page.inner_text(".detail")
        assert page.inner_text(".detail b").endswith("0)")
        page.click("[id='requests.granted.natural_person']")
        assert sentence not in page.inner_text(".detail")
        page.emulate_media(media="print")
        assert beside.first.is_visible()
        assert "dotted" in beside.first.evaluate(
            "u => getComputedStyle(u).textDecorationLine + getComputedStyle(u).textDecorationStyle"
        )
        page.emulate_media(media="screen")


def test_worked_out_figures_are_marked_on_every_other_page_too(page: Page, country: Path) -> None:
    for folder, sentence in (("", "按总计推算"), ("en/", "worked out from the totals")):
        page.goto((country / folder / CITY / "county-l/index.html").as_uri())
        assert page.locator(".cascade u").count() > 0
        assert sentence in page.locator("figcaption").first.inner_text()
        page.goto((country / folder / CITY / "index.html").as_uri())
        line = page.locator("table.below tr", has=page.locator("a[href='county-l/index.html']"))
        assert line.locator("td.n u").count() == 1
        assert sentence in (line.locator(".strip").get_attribute("aria-label") or sentence)
        assert sentence in page.locator("table.below + .unit").inner_text()
        other = page.locator("table.below tr", has=page.locator("a[href='county-b/index.html']"))
        assert other.locator("u").count() == 0
        page.goto((country / folder / "terms/granted/index.html").as_uri())
        used = page.locator("tr", has=page.locator("a[href*='county-l/2023']"))
        assert used.locator("td.n u").count() > 0
        assert sentence in page.inner_text("main")
        page.goto((country / folder / "indicators/share-granted/index.html").as_uri())
        assert sentence in page.locator("figure.chart + .unit").first.inner_text()
        values = page.locator("section[aria-labelledby='values'] tr")
        used = values.filter(has=page.locator("a[href*='county-l/2023']"))
        assert sentence in used.inner_text()


def test_the_values_of_the_line_stand_in_the_order_of_the_cells(page: Page, country: Path) -> None:
    page.goto((country / BLANK).as_uri())
    results = page.evaluate(
        """() => [...document.querySelectorAll(".part")].flatMap((part) => {
          const worked = (part.dataset.worked || "").split("/");
          return [...part.querySelectorAll(".printed tbody td[id]")].map((c, i) => [c.id, worked[i]]);
        }).filter(([, value]) => value)"""
    )
    with (country / "data/requests.csv").open(encoding="utf-8") as file:
        implied = {
            (line["item"], line["applicant"]): line["implied"]
            for line in csv.DictReader(file)
            if line["report"] == f"{CITY}/county-l/2023" and line["implied"]
        }
    assert implied
    assert {tuple(cell.split(".")[1:]): value for cell, value in results} == implied


# -- where findings lie ------------------------------------------------------------------------


class Links(HTMLParser):
    """The ids of a page, and the links of its main part."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.add(str(given["id"]))
        if tag == "a" and given.get("href"):
            self.links.append(str(given["href"]))


def test_every_link_to_a_finding_leads_to_something(country: Path) -> None:
    read: dict[Path, Links] = {}

    def of(path: Path) -> Links:
        if path not in read:
            read[path] = Links(path.read_text(encoding="utf-8"))
        return read[path]

    followed = set()
    for folder in FOLDERS:
        listed = [country / folder / "findings/index.html", country / folder / CITY / "index.html"]
        listed += (country / folder / "rules").rglob("index.html")
        for path in listed:
            for link in of(path).links:
                target, anchor = urldefrag(link)
                if not target or target.startswith("http") or not anchor:
                    continue
                to = (path.parent / unquote(target)).resolve()
                if "yangsheng" in to.parts:
                    assert unquote(anchor) in of(to).ids, (path, link)
                    followed.add(unquote(anchor))
    # A sum, cells of rules that are no sum, a figure of the prose, the document as a whole.
    assert {"document", "received", "requests.carried_in.total"} <= followed
    assert any(anchor.startswith("disclosure.government_rules.") for anchor in followed)
    assert "source" not in followed


def test_a_finding_of_a_cell_leads_to_that_cell(page: Page, country: Path) -> None:
    page.goto((country / "en/findings/index.html").as_uri())
    entries = page.locator("ul.entries li li")
    entries.locator("a[href*='county-a/'][href*='government_rules.issued']").first.click()
    page.wait_for_selector("td.lit")  # a script lights it
    assert page.evaluate(LIT) == [page.url.partition("#")[2]]
    page.goto((country / "en/findings/index.html").as_uri())
    page.locator("ul.entries li li a[href*='/figures/']").first.click()
    assert page.locator(":target").is_visible()


def test_what_holds_and_what_cannot_be_judged_stands_on_the_page_folded_and_counted(
    page: Page, country: Path
) -> None:
    page.goto((country / "en" / CITY / "county-b/2023/index.html").as_uri())
    whole = page.locator("details#document")
    assert whole.get_attribute("open") is None
    summary = whole.locator("summary").inner_text()
    counted = re.match(r"Checks of the document as a whole, (\d+): ", summary)
    assert counted
    assert int(counted[1]) == sum(map(int, re.findall(r" (\d+)(?:,|$)", summary[counted.end() :])))
    whole.locator("summary").click()
    assert whole.locator("li").count() >= 3
    part = page.locator(".part.disclosure + details.tried")
    assert "3" in part.locator("summary").inner_text()  # three cells of one row
    part.locator("summary").click()
    assert part.locator("li").count() == 1
    with_year = (
        page.locator("div.proofs", has=page.locator("#series")).locator("details.tried").first
    )
    assert with_year.locator("summary").inner_text().startswith("In line with 2022")
    page.goto((country / "en" / CITY / "county-l/2023/index.html").as_uri())
    assert "blank" in page.locator("div.proofs", has=page.locator("#series")).inner_text()


# -- the finder --------------------------------------------------------------------------------


def ask(page: Page, address: str, query: str) -> list[str]:
    page.goto(address)
    page.fill("#find", query)
    page.wait_for_selector(".found:not([hidden])")
    return [
        text.replace("\n", " · ") for text in page.locator(".found [role=option]").all_inner_texts()
    ]


LEADS = {
    "不予公开": "terms/refused/index.html",
    "Refused": "terms/refused/index.html",
    "buyugongkai": "terms/refused/index.html",
    "依申请公开": "terms/index.html#word-",
    "依申請公開": "terms/index.html#word-",
    "requests-sum": "rules/requests-sum/index.html",
    "share-granted": "indicators/share-granted/index.html",
    "甲市2023": f"{CITY}/2023/index.html",
    "甲市 2023年": f"{CITY}/2023/index.html",
    "2025 甲市": f"{CITY}/2025/index.html",
    "jiashi 2021": f"{CITY}/2021/index.html",
    "Jia City 2021": f"{CITY}/2021/index.html",
    "甲市人民政府2023年政府信息公开工作年度报告": f"{CITY}/2023/index.html",
    "乙县2014": f"{CITY}/yixian/2014-report-card/index.html",
    "臨A縣": f"{CITY}/county-a/index.html",
    "樣省": "yangsheng/index.html",
    "甲市2024": f"{CITY}/index.html",
}


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_finder_leads_to_terms_rules_years_and_knows_traditional_characters(
    page: Page, country: Path, folder: str
) -> None:
    page.goto((country / folder / "index.html").as_uri())
    addresses = page.evaluate(
        """async ([queries, lang]) => {
          let given;
          window.gongkaiPlaces = (...all) => { given = all; };
          for (const name of ["search.js", "places.js"]) await new Promise((done) => {
            const script = document.createElement("script");
            Object.assign(script, {onload: done,
              src: new URL(name, document.querySelector("script[src$='finder.js']").src).href});
            document.head.append(script);
          });
          const index = gongkaiSearch(...given, "");
          return queries.map((q) => index.address(index.search(q)[0], lang));
        }""",
        [list(LEADS), folder.rstrip("/") or "zh"],
    )
    for (query, leads), address in zip(LEADS.items(), addresses, strict=True):
        assert address.startswith(folder + leads), query
        path, _, anchor = address.partition("#")
        assert not anchor or f"id={anchor}" in (country / path).read_text(encoding="utf-8")
        assert (country / path).exists()


def test_a_report_of_a_year_is_chosen_from_the_list(page: Page, country: Path) -> None:
    shown, *_ = ask(page, (country / "en/index.html").as_uri(), "甲市2023")
    assert shown == "Jia City 2023 甲市 · Yang Province · the report of 2023"
    page.locator(".found [role=option]").first.click()
    page.wait_for_url(f"**/en/{REPORT}")


def test_the_finder_says_what_is_not_held_and_what_it_does_not_know(
    page: Page, country: Path
) -> None:
    home = (country / "index.html").as_uri()
    assert "没有收录 2024 年的报告" in ask(page, home, "甲市2024")[0]
    assert "没有收录" not in ask(page, home, "甲市2023")[0]
    for start, sentence, promise in (
        ("index.html", "没有找到“{}”", "可能在上一级"),
        ("en/index.html", "Nothing found for “{}”", "may be part of"),
        ("404.html", "没有找到“{}”", "可能在上一级"),
    ):
        with serving(country) as address:
            for query in ("公安局", "教育局", "甲市公安局", "Atlantis", "<b>x", "2023"):
                assert ask(page, address + start, query) == []
                note = page.locator(".found p").first.inner_text()
                assert note.startswith(sentence.format(query))
                assert promise not in note


def test_the_finder_agrees_with_the_page_of_a_place_where_the_regulations_do_not_apply(
    page: Page, country: Path
) -> None:
    for start, query, sentence in (
        ("index.html", "香港", "不在这里施行"),
        ("index.html", "香港2023", "不在这里施行"),
        ("en/index.html", "Hong Kong", "do not apply here"),
    ):
        (shown,) = ask(page, (country / start).as_uri(), query)
        assert sentence in shown
        assert "报告" not in shown.partition("《")[0]
        assert "no report" not in shown
        page.keyboard.press("Enter")
        page.wait_for_url("**/hongkong/index.html")
        assert sentence in page.inner_text("main")


def test_by_keyboard_a_year_is_chosen_before_namesakes_without_it(
    page: Page, country: Path
) -> None:
    ask(page, (country / "en/index.html").as_uri(), "jia 2023")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/en/{REPORT}")


def test_runs_of_years_and_other_documents_are_written_short() -> None:
    names = ["a/2019", "a/2020", "a/2021", "a/2023", "a/2014-report-card", "a/2025", "a/2026"]
    assert finder.held(names) == "2014-report-card,2019-2021,2023,2025-2026"
    assert finder.held([]) == ""


def test_a_traditional_character_that_stands_in_a_name_is_left_alone() -> None:
    table = {"蘭": "兰", "乾": "干", "鍾": "钟锺", "臺": "台"}
    assert finder.signs(table, ["兰山", "乾县", "干部", "锺山"]) == "蘭兰鍾锺"


def test_what_every_page_loads_is_light(country: Path) -> None:
    weight.assert_files(country)
