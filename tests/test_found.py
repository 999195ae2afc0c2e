"""What makes the site found and followed: it needs a homepage, which here has a path."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from functools import partial
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from lxml import etree
from playwright.sync_api import Browser

import weight
from conftest import ROOT, command, lay_out, markup, watched
from gongkai.build import order
from gongkai.build.project import Settings, site_of
from gongkai.model.languages import LANGUAGES
from gongkai.pages import Overview, sitemap
from gongkai.words import Words

HOME = "https://example.org/gongkai/"
DOI = "10.5281/zenodo.1234567"
HOSTILE = """</script><img src=x onerror=alert(1)> & "{{7*7}}" ]]> '"""
REPLY = """
response:
  from: 柳塘区政府 <b>办公室</b> & 其他
  received: 2026-11-22
  zh: 已更正 1 < 2 & 3 > 2。
  en: "Corrected: 1 < 2 & 3 > 2, ]]> too."
editions:
- superseded: 2026-11-21
  url: null
  sha256: bacfa081eb730a4ebe7f24bed39b393b95d75ec3d03e03c5c2ee3aa0b63de48a
  cells: {requests.granted.natural_person: 117, requests.granted.total: 119}
"""
ATOM = {"a": "http://www.w3.org/2005/Atom"}
MAP = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up country with a homepage; a place with a hostile name has news, one has moved."""
    root = lay_out(tmp_path_factory.mktemp("found"))

    def change(path: str, old: str, new: str) -> None:
        file = root / path
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, old
        file.write_text(text.replace(old, new), encoding="utf-8")

    change("datapackage/datapackage.yaml", "homepage: null", f"homepage: {HOME.rstrip('/')}")
    change("datapackage/datapackage.yaml", "doi: null", f"doi: {DOI}")
    tree = "content/jurisdictions/yunze.yaml"
    change(tree, "zh: 柳塘区", f"zh: {json.dumps(HOSTILE, ensure_ascii=False)}")
    change(
        tree,
        "        zh: 苇河区\n",
        "        zh: 苇河区\n        formerly: [yunze/qingwu/weihe-old]\n",
    )
    report = root / "content/reports/yunze/qingwu/liutang/2021.yaml"
    report.write_text(report.read_text(encoding="utf-8") + REPLY, encoding="utf-8")
    done = command(root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "no homepage" not in done.stdout
    return root / "dist"


def pages_of_their_own(dist: Path) -> dict[str, str]:
    """The pages that are known by their own address, and their markup."""
    pages = {p.relative_to(dist).as_posix(): markup(p) for p in dist.rglob("index.html")}
    return {
        path: html
        for path, html in pages.items()
        if f'rel="canonical" href="{HOME}{path.removesuffix("index.html")}"' in html
    }


# -- pages ---------------------------------------------------------------------------------------


def test_every_page_names_itself_or_where_it_moved(found: Path) -> None:
    own = pages_of_their_own(found)
    for path in found.rglob("index.html"):
        html, name = markup(path), path.relative_to(found).as_posix()
        (canonical,) = re.findall(r'rel="canonical" href="([^"]+)"', html)
        assert canonical.startswith(HOME)
        target = f"{canonical.removeprefix(HOME).partition('#')[0]}index.html"
        assert target in own, name
        assert (target == name) == ('http-equiv="refresh"' not in html)


def test_pages_of_a_pair_name_each_other(found: Path) -> None:
    for path, html in pages_of_their_own(found).items():
        alternates = dict(re.findall(r'rel="alternate" hreflang="([\w-]+)" href="([^"]+)"', html))
        assert set(alternates) == {language.tag for language in LANGUAGES.values()}
        assert f"{HOME}{path.removesuffix('index.html')}" in alternates.values()
        for address in alternates.values():
            other = markup(found / f"{address.removeprefix(HOME)}index.html")
            assert all(f'href="{one}"' in other for one in alternates.values())


def test_a_place_without_a_report_stays_light(found: Path) -> None:
    for folder in ("", "en/"):
        for path in (found / folder).rglob("index.html"):
            html = path.read_text(encoding="utf-8")
            if "id=find-it" in html and "static/sort.js" not in html:
                weight.assert_page(path, found, limit=weight.MISSING)


def test_redirects_stand_at_earlier_ids(found: Path) -> None:
    for folder in ("", "en/"):
        html = markup(found / folder / "yunze/qingwu/weihe-old/index.html")
        assert f'rel="canonical" href="{HOME}{folder}yunze/qingwu/weihe/"' in html
        assert 'content="0; url=../weihe/index.html"' in html


# -- JSON-LD ------------------------------------------------------------------------------------

# What Google asks of a dataset (“Dataset structured data”), and what we promise beside it.
_ADDRESS = {"type": "string", "format": "uri", "pattern": "^https?://"}
_MAKER = {
    "type": "object",
    "required": ["@type", "name", "url"],
    "properties": {"@type": {"enum": ["Organization", "Person"]}, "url": _ADDRESS},
}
_DATASET = {
    "type": "object",
    "required": [
        "@context",
        "@type",
        "@id",
        "name",
        "description",
        "url",
        "license",
        "distribution",
    ],
    "additionalProperties": False,
    "properties": {
        "@context": {"const": "https://schema.org/"},
        "@type": {"const": "Dataset"},
        "@id": _ADDRESS,
        "name": {"type": "string", "minLength": 5},
        "description": {"type": "string", "minLength": 50, "maxLength": 5000},
        "url": _ADDRESS,
        "keywords": {"type": "array", "items": {"type": "string"}, "minItems": 1},
        "license": {"type": "array", "items": _ADDRESS, "minItems": 1},
        "version": {"type": "string"},
        "dateModified": {"type": "string", "format": "date"},
        "inLanguage": {"enum": [language.tag for language in LANGUAGES.values()]},
        "isAccessibleForFree": {"const": True},
        "creator": _MAKER,
        "publisher": _MAKER,
        "spatialCoverage": {"type": "string"},
        "temporalCoverage": {"type": "string", "pattern": "^[0-9]{4}/[0-9]{4}$"},
        "identifier": {"type": "string", "pattern": "^https://doi\\.org/10\\."},
        "isPartOf": {"type": "object", "required": ["@id"], "properties": {"@id": _ADDRESS}},
        "distribution": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["@type", "contentUrl", "encodingFormat"],
                "additionalProperties": False,
                "properties": {
                    "@type": {"const": "DataDownload"},
                    "contentUrl": _ADDRESS,
                    "encodingFormat": {"type": "string", "pattern": "^[a-z]+/[a-z0-9.+-]+$"},
                },
            },
        },
    },
}


def linked(path: Path) -> list[dict[str, Any]]:
    html = path.read_text(encoding="utf-8")
    texts = re.findall(r"<script type=application/ld\+json>(.*?)</script>", html)
    assert html.count("<script") == len(re.findall(r"<script defer", html)) + len(texts)
    return [json.loads(text) for text in texts]


def test_home_data_and_places_with_reports_are_datasets(found: Path) -> None:
    check = Draft202012Validator(_DATASET, format_checker=FormatChecker())
    for folder in ("", "en/"):
        held = {
            p.parent.relative_to(found / folder).as_posix()
            for p in (found / folder).rglob("badge.svg")
        }
        held = {
            place
            for place in held
            if not re.search(r"/\d{4}(-[a-z-]+)?$", place) and not place.startswith("en")
        }
        there = {".", "data", *held}
        for path in (found / folder).rglob("index.html"):
            name = path.parent.relative_to(found / folder).as_posix()
            if not folder and name.split("/")[0] == "en":
                continue
            values = linked(path)
            assert len(values) == (name in there), name
            for value in values:
                assert [e.message for e in check.iter_errors(value)] == [], name
                assert value["url"].startswith(HOME)
                for file in value["distribution"]:
                    assert (found / file["contentUrl"].removeprefix(HOME)).is_file()


def test_a_hostile_name_is_data_in_linked_data(found: Path) -> None:
    (value,) = linked(found / "yunze/qingwu/liutang/index.html")
    assert value["spatialCoverage"] == HOSTILE
    assert value["isPartOf"]["@id"] == linked(found / "index.html")[0]["@id"]


# -- feeds --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def feeds(found: Path) -> dict[str, Any]:
    """Every feed by its path, as the rules of Atom allow it."""
    rules = etree.RelaxNG(etree.parse(ROOT / "tests" / "atom.rng"))
    read = {p.relative_to(found).as_posix(): etree.parse(p) for p in found.rglob("feed.xml")}
    for path, feed in read.items():
        assert rules.validate(feed), (path, rules.error_log)
    return {path: feed.getroot() for path, feed in read.items()}


def texts(feed: Any, path: str) -> list[str]:
    return [str(text) for text in feed.xpath(path, namespaces=ATOM)]


def test_site_provinces_and_places_with_reports_have_feeds(
    found: Path, feeds: dict[str, Any]
) -> None:
    places = {path.removesuffix("feed.xml") for path in feeds}
    assert {"", "en/", "yunze/", "en/kongshan/", "yunze/qingwu/liutang/"} <= places
    assert "yunze/qingwu/weihe/" not in places
    for path, html in pages_of_their_own(found).items():
        links = re.findall(r'type="application/atom\+xml" href="([^"]+)"', html)
        assert len(links) <= 1
        for link in links:
            target = ((found / path).parent / link).resolve().relative_to(found.resolve())
            assert target.as_posix() in feeds
            assert target.as_posix().startswith("en/") == path.startswith("en/")
    assert 'href="../../feed.xml"' in markup(found / "yunze/qingwu/weihe/index.html")


def test_entries_are_known_for_ever_and_come_newest_first(
    found: Path, feeds: dict[str, Any]
) -> None:
    for path, feed in feeds.items():
        assert texts(feed, "a:link[@rel='self']/@href") == [f"{HOME}{path}"]
        ids, dates = texts(feed, "a:entry/a:id/text()"), texts(feed, "a:entry/a:updated/text()")
        assert len(ids) == len(set(ids))
        assert dates == sorted(dates, reverse=True)
        assert not dates or texts(feed, "a:updated/text()") == dates[:1]
        for link in texts(feed, "a:entry/a:link/@href"):
            assert (found / f"{link.removeprefix(HOME)}index.html").is_file()
        lang = "en/" if path.startswith("en/") else ""
        assert all(name.startswith(f"{HOME}{lang}") for name in ids)


def test_a_new_edition_and_a_reply_are_news_everywhere_as_text(feeds: dict[str, Any]) -> None:
    for place in ("", "yunze/", "yunze/qingwu/liutang/"):
        feed = feeds[f"en/{place}feed.xml"]
        report = f"{HOME}en/yunze/qingwu/liutang/2021/"
        expected = [f"{report}#reply-2026-11-22", f"{report}#edition-2026-11-21", f"{report}#added"]
        assert [
            name for name in texts(feed, "a:entry/a:id/text()") if name.startswith(report)
        ] == expected
        reply = texts(feed, f"a:entry[a:id='{expected[0]}']/a:summary/text()")
        assert reply == ["柳塘区政府 <b>办公室</b> & 其他: Corrected: 1 < 2 & 3 > 2, ]]> too."]
        edition = texts(feed, f"a:entry[a:id='{expected[1]}']/a:summary/text()")
        assert "2 figures differ" in edition[0]
    zh = feeds["yunze/qingwu/liutang/feed.xml"]
    assert HOSTILE.strip() in texts(zh, "a:title/text()")[0]
    assert all(not len(element) for element in zh.iter("{*}title", "{*}summary"))


# -- sitemap, robots.txt, llms.txt ----------------------------------------------------------------


def addresses(path: Path) -> dict[str, str]:
    found = {}
    for url in ET.parse(path).getroot():
        loc, date = url.find("s:loc", MAP), url.find("s:lastmod", MAP)
        assert loc is not None
        assert loc.text
        assert loc.text not in found
        found[loc.text] = (date.text or "") if date is not None else ""
    return found


def test_the_sitemap_has_exactly_the_pages_that_are_known_by_their_address(found: Path) -> None:
    listed = addresses(found / "sitemap.xml")
    own = pages_of_their_own(found)
    hidden = {path for path, html in own.items() if 'content="noindex"' in html}
    assert hidden
    assert listed.keys() == {
        f"{HOME}{path.removesuffix('index.html')}" for path in own.keys() - hidden
    }
    assert all(re.fullmatch(r"|\d{4}-\d\d-\d\d", date) for date in listed.values())
    assert listed[f"{HOME}yunze/qingwu/liutang/2021/"] == "2026-11-22"
    assert listed[f"{HOME}en/yunze/qingwu/"] == "2026-11-22"
    assert listed[f"{HOME}yunze/qingwu/weihe/"] == ""


def test_a_sitemap_is_cut_by_number_and_by_weight() -> None:
    many = [(f"p/{i:03}/", "") for i in range(10)]
    assert [len(piece) for piece in sitemap.cut(many, 20, most=4)] == [4, 4, 2]
    assert [len(piece) for piece in sitemap.cut(many, 20, heaviest=200 + 3 * (80 + 20 + 6))] == [
        3,
        3,
        3,
        1,
    ]
    assert list(sitemap.cut([], 20)) == [[]]
    assert (sitemap.MOST, sitemap.HEAVIEST) == (50_000, 50_000_000)


def test_many_addresses_are_several_files_with_an_index(
    found: Path, words: Mapping[str, Words], monkeypatch: pytest.MonkeyPatch
) -> None:
    root = found.parent
    site = site_of(Settings(root, "", words["en"], "2026-11-20"), order.at_hand(root))
    monkeypatch.setattr(sitemap, "cut", partial(sitemap.cut, most=40))
    made = dict(sitemap.files(site, Overview(dated={"yunze/": "2026-11-22"}), ["about/index.html"]))
    parts = [ET.fromstring(made[f"sitemap-{n}.xml"]) for n in range(1, len(made) - 3)]
    index = ET.fromstring(made["sitemap.xml"])
    locs = [loc.text for loc in index.iterfind("s:sitemap/s:loc", MAP)]
    assert locs == [f"{HOME}sitemap-{n}.xml" for n in range(1, len(parts) + 1)]
    assert len(parts) > 1
    assert all(0 < len(part) <= 40 for part in parts)
    assert "2026-11-22" in {date.text for date in index.iterfind("s:sitemap/s:lastmod", MAP)}


def test_robots_and_programs_are_told_where_things_are(found: Path) -> None:
    assert f"Sitemap: {HOME}sitemap.xml\n" in (found / "robots.txt").read_text(encoding="utf-8")
    for folder in ("", "en/"):
        text = (found / folder / "llms.txt").read_text(encoding="utf-8")
        assert text.startswith("# ")
        assert "\n> " in text
        links = re.findall(r"\]\(([^)]+)\)", text)
        assert len(links) > 10
        for link in links:
            path = link.removeprefix(HOME)
            assert (
                found / (f"{path}index.html" if path.endswith("/") or not path else path)
            ).is_file()
        assert unescape(text) == text


def test_recipes_and_citations_name_the_homepage_and_the_doi(found: Path) -> None:
    for folder in ("", "en/"):
        page = unescape(markup(found / folder / "data/index.html"))
        assert f'pd.read_csv("{HOME}data/panel.csv")' in page
        assert re.search(r'id="from-web" checked', page)
        assert "127.0.0.1" not in page
        assert re.search(rf"\[引用日期\]\. {HOME}data/\. DOI:{DOI}\.", page)
        assert f"[Data set]. https://doi.org/{DOI}" in page
        bib = (found / folder / "data/cite-biblatex.bib").read_text(encoding="utf-8")
        assert f"url = {{{HOME}{folder}data/}}" in bib
        assert f"doi = {{{DOI}}}" in bib
        report = unescape(markup(found / folder / "yunze/qingwu/2023/index.html"))
        assert f"{HOME}{folder}yunze/qingwu/2023/" in report.partition('id="cite"')[2][:400]
    assert f"https://doi.org/{DOI}" in (found / "en/llms.txt").read_text(encoding="utf-8")


def test_a_cell_is_cited_with_its_address_in_place_of_the_reports(
    found: Path, browser: Browser
) -> None:
    cell = "requests.not_held.natural_person"
    with watched(browser) as page:
        page.add_init_script("navigator.clipboard.writeText = async (text) => { window.copied = text; };")  # fmt: skip
        page.goto((found / "yunze/qingwu/2023/index.html").as_uri() + f"#{cell}")
        page.get_by_text("复制引文").click()
        cited = page.evaluate("window.copied")
    assert "青梧市2023年，（四）无法提供 1.本机关不掌握相关政府信息 / 自然人：1,052[DS/OL]//公开年报:" in cited  # fmt: skip
    assert f"[引用日期]. {HOME}yunze/qingwu/2023/#{cell}. 所据文件：" in cited
    assert cited.count(HOME) == 1


def test_without_a_homepage_the_build_says_what_is_left_out(dist: Path, tmp_path: Path) -> None:
    for name in ("sitemap.xml", "robots.txt", "llms.txt", "feed.xml", "yunze/qingwu/feed.xml"):
        assert not (dist / name).exists()
    for path in dist.rglob("index.html"):
        assert "ld+json" not in path.read_text(encoding="utf-8")
    done = command("--out", str(tmp_path / "dist"))
    (said,) = [line for line in done.stdout.splitlines() if "there is no homepage" in line]
    for word in ("canonical", "sitemap", "robots.txt", "feeds", "JSON-LD", "llms.txt"):
        assert word in said
