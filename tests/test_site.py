"""The built site as files: links, weight, words, and what a page may and may not hold."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest

import weight
from conftest import REPORTS, ROOT, command, markup, tree
from gongkai import words as say
from gongkai.checks.judged import JudgedReports
from gongkai.contract import RESERVED
from gongkai.model.languages import LANGUAGES
from gongkai.model.report import Report
from test_words import UNFAIR

VOID = {"meta", "link", "img", "br", "input", "hr"}


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, attribute: str) -> list[str]:
        return [a[attribute] or "" for _, a in self.tags if attribute in a]


@pytest.fixture(scope="module")
def pages(dist: Path) -> dict[str, Page]:
    return {
        path.relative_to(dist).as_posix(): Page(path.read_text(encoding="utf-8"))
        for path in sorted(dist.rglob("*.html"))
    }


def links(pages: dict[str, Page]) -> Iterator[tuple[str, str]]:
    for name, page in pages.items():
        for attribute in ("href", "src"):
            for target in page.all(attribute):
                yield name, target


FOLDERS = tuple(language.folder for language in LANGUAGES.values())


def test_every_kind_of_page_is_there_in_every_language(pages: dict[str, Page]) -> None:
    others = FOLDERS[1:]
    chinese = {name for name in pages if not name.startswith(others) and name != "404.html"}
    for folder in others:
        names = {name.removeprefix(folder) for name in pages if name.startswith(folder)}
        assert chinese == names, folder
    assert {
        "index.html",
        "yunze/index.html",
        "yunze/qingwu/index.html",
        "yunze/qingwu/2023/index.html",
        "yunze/qingwu/liutang/2021/index.html",
        "beiyu/songhe/yuguan/2023/index.html",
        "rules/index.html",
        "rules/requests-balance/index.html",
        "findings/index.html",
        "places/index.html",
        "data/index.html",
        "data/dictionary/index.html",
        "data/dictionary/panel/index.html",
        "about/index.html",
        "method/index.html",
        "contribute/index.html",
    } <= chinese


def test_every_internal_link_and_fragment_leads_somewhere_from_disk(dist: Path) -> None:
    lychee = Path(sys.executable).parent / "lychee"
    done = subprocess.run(
        [
            lychee,
            "--offline",
            "--exclude",
            "explore/index\\.html#",  # what is chosen there, and no place on the page
            "--include-fragments",
            "--no-progress",
            "--format",
            "json",
            "--root-dir",
            str(dist),
            str(dist),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    report = json.loads(done.stdout)
    assert report["total"] > 1000
    assert (done.returncode, report["errors"], report.get("error_map")) == (0, 0, {})


def test_links_are_relative_and_name_their_file(pages: dict[str, Page]) -> None:
    external = {
        "https://datapackage.org",
        "https://creativecommons.org",
        "https://opendefinition.org",
        "https://example.org",  # where the made-up documents were read
        "https://web.archive.org/web/*/https://example.org",  # where to look for copies of them
    }
    for name, target in links(pages):
        if name == "404.html":
            assert target.startswith("/")
            assert not target.startswith("//")
        elif not target.startswith("#"):
            assert not target.startswith(("/", "http:", "//")), (name, target)
            assert ":" not in target.split("#")[0] or any(target.startswith(e) for e in external)
            assert not target.split("#")[0].endswith("/"), (name, target)


def test_no_page_asks_another_host_or_runs_a_script_in_itself(
    dist: Path, pages: dict[str, Page]
) -> None:
    for name, page in pages.items():
        for tag, attributes in page.tags:
            for key, value in attributes.items():
                assert not key.startswith("on"), (name, tag)
                assert key != "style", (name, tag)
                if key in ("src", "srcset", "action", "poster") or tag == "link":
                    assert not re.match(r"(https?:)?//", value or ""), (name, tag, value)
            assert tag not in ("iframe", "object", "embed", "base", "style")
            if tag == "script":  # classic, deferred, ours; nothing is written in the page itself
                assert set(attributes) == {"defer", "src"}, (name, attributes)
                assert re.fullmatch(
                    r"(columns|forms)\.js|(\.\./|/)*static/[a-z]+\.js", attributes["src"]
                ), name
        assert not re.search(r"<script[^>]*>[^<]", (dist / name).read_text(encoding="utf-8")), name
        policies = [
            a["content"]
            for _, a in page.tags
            if (a.get("http-equiv") or "refresh") != "refresh"  # where an address moved
        ]
        assert len(policies) == 1
        assert "unsafe" not in str(policies[0])
        assert "default-src 'none'" in str(policies[0])
    for sheet in (dist / "static").glob("*.css"):
        style = sheet.read_text(encoding="utf-8")
        assert "url(" not in style
        assert "@import" not in style


def test_ids_are_unique_on_each_page(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        ids = page.all("id")
        assert len(ids) == len(set(ids)), name


def test_pages_are_light(dist: Path) -> None:
    for path in dist.rglob("*.html"):
        weight.assert_page(path, dist)
    weight.assert_files(dist)
    assert {weight.kind(f"{report}/index.html") for report in REPORTS} == {"report"}


def test_all_files_of_a_report_together_are_light(dist: Path, checked: JudgedReports) -> None:
    for report in checked.reports:
        folders = [dist / language.folder / report for language in LANGUAGES.values()]
        files = [file for folder in folders for file in folder.iterdir() if file.is_file()]
        # The figures of the prose stand apart; report.yaml is there while no repository is named.
        files = [file for file in files if file.suffix != ".yaml"]
        weight.assert_sum(f"all of {report}", files, weight.REPORT * len(LANGUAGES))


def test_no_page_accuses_or_shouts(pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        text = " ".join(" ".join(page.words).split())
        assert not UNFAIR.search(text), (name, UNFAIR.search(text))


def test_every_cell_stands_on_its_page_with_its_address_and_its_value(
    pages: dict[str, Page], checked: JudgedReports, dist: Path
) -> None:
    for report in checked.reports.values():
        for folder in FOLDERS:
            html = markup(dist / f"{folder}{report.id}/index.html")
            found = re.findall(r'<td id="([a-z_.]+)">(?:<data value="|<i>)?(-?[0-9.]+)?', html)
            assert dict(found) == {a: say.plain(c.value) for a, c in report.cells.items()}


def test_every_mark_leads_to_its_proof_with_its_numbers(dist: Path) -> None:
    html = markup(dist / "yunze/qingwu/2023/index.html")
    targets = re.findall(r'<a href="#([a-z]+\.[a-z_]+)">✓<b>相符</b></a>', html)
    assert len(targets) == len(set(targets)) == 42
    for target in targets:
        assert html.count(f'<li id="{target}">') == 1
    assert "4,007 = 2,016 + 604 + 23 + 17 + 2 + 24 + 42 + 17 + 23 + 18 + 1,070" in html
    assert "3,976 + 30 = 3,931 + 75" in html


def test_header_cells_are_laid_out_as_printed(dist: Path) -> None:
    html = markup(dist / "yunze/qingwu/2023/index.html")
    assert '<th scope="colgroup" colspan="7">申请人情况<' in html
    assert '<th scope="colgroup" colspan="5">法人或其他组织<' in html
    assert '<th scope="row" rowspan="22" class="vert"><span>三、本年度办理结果</span><' in html
    assert '<th scope="row" rowspan="8" class="grp" id="requests.refused">（三）不予公开<' in html
    assert '<th scope="colgroup" id="reviews.litigation" colspan="10">行政诉讼<' in html


def test_a_report_says_where_it_comes_from_and_who_looked(
    pages: dict[str, Page], city: Report
) -> None:
    text = " ".join(pages["yunze/qingwu/2023/index.html"].words)
    for sentence in (
        "青梧市政府办公室",
        "2024年3月9日",
        "QW0001/zfb/2024-0000053",
        "全辖区（含下级政府）",
        "原网页的地址不明。",
        city.source.sha256,
        "一人对照原件看过，还没有别人复核。",
    ):
        assert sentence in text
    assert "我们读到的副本没有写" in " ".join(pages["hailan/general-office/2019/index.html"].words)


def test_chinese_on_english_pages_carries_its_language(dist: Path) -> None:
    for path in (dist / "en").rglob("index.html"):
        html = markup(path)
        html = re.sub(r'<(td)[^>]*lang="zh-Hans"[^>]*>[^<]*', "", html)
        html = re.sub(r'<(\w+)[^>]*lang="(?!en")[\w-]+"[^>]*>.*?</\1>', "", html)
        html = re.sub(r"<(meta|title)[^>]*>[^<]*", "", html)
        text = re.sub(r"<[^>]+>", " ", html)
        rest = re.sub(
            r"无|件|项|个|条|万|亿|元|规章|余|多|超|约|近", "", text
        )  # marks and units, named in Chinese
        assert not re.search(r"[\u4e00-\u9fff]", rest), (
            path,
            re.findall(r"[\u4e00-\u9fff]+", rest)[:5],
        )


def test_badges_say_how_much_was_checked_and_by_how_many(dist: Path) -> None:
    for folder, message in (
        ("", "✓ 表内加总 42 处，全部相符 · 一人看过"),
        ("en/", "✓ all 42 sums in the tables add up · compared by 1 person"),
    ):
        for place in ("yunze/qingwu/2023", "beiyu/songhe/yuguan/2023"):
            endpoint = json.loads((dist / folder / place / "badge.json").read_bytes())
            assert endpoint["schemaVersion"] == 1
            assert endpoint["message"] == message
            svg = ET.fromstring((dist / folder / place / "badge.svg").read_bytes())
            assert svg.get("role") == "img"
            title = svg.find("{http://www.w3.org/2000/svg}title")
            assert title is not None
            assert title.text == f"{endpoint['label']}: {message}"


def test_the_badge_of_the_package_says_its_version_reports_and_date(dist: Path) -> None:
    head = json.loads((dist / "data/datapackage.json").read_bytes())
    for folder, n in (("", f"{len(REPORTS)} 份报告"), ("en/", f"{len(REPORTS)} reports")):
        endpoint = json.loads((dist / folder / "badge/dataset.json").read_bytes())
        svg = ET.fromstring((dist / folder / "badge/dataset.svg").read_bytes())
        assert f"{endpoint['label']}: {endpoint['message']}" == svg[0].text
        assert head["version"] in endpoint["message"]
        assert n in endpoint["message"]
        assert head["created"][:4] in endpoint["message"]


def test_files_that_others_embed_are_at_their_addresses(dist: Path) -> None:
    for path in (
        "yunze/qingwu/data.csv",
        "yunze/qingwu/data.json",
        "yunze/qingwu/badge.svg",
        "yunze/qingwu/badge.json",
        "en/yunze/qingwu/badge.svg",
        "yunze/qingwu/2023/badge.svg",
        "badge/dataset.svg",
        "data/requests.csv",
        "data/datapackage.json",
    ):
        assert (dist / path).is_file(), path


def test_only_known_kinds_of_file_are_published(dist: Path) -> None:
    kinds = {Path(path).suffix for path in tree(dist) if path != "data/SHA256SUMS"}
    assert kinds == {
        ".html",
        ".css",
        ".js",
        ".svg",
        ".png",
        ".csv",
        ".json",
        ".sqlite",
        ".parquet",
        ".xlsx",
        ".yaml",
        ".zip",
        ".bib",
        ".ris",
    }


def test_names_at_the_root_are_reserved_or_provinces(dist: Path, checked: JudgedReports) -> None:
    folders = {path.name for path in dist.iterdir() if path.is_dir()}
    assert folders - RESERVED == {key for key in checked.tree if "/" not in key}


@pytest.mark.parametrize("folder", ["en/", pytest.param("", marks=pytest.mark.long)])
def test_html_validate_finds_nothing(dist: Path, folder: str) -> None:
    """On the pages of one language, which have the templates of all; vnu looks at every page."""
    tool = ROOT / "node_modules" / ".bin" / "html-validate"
    assert tool.exists(), "Node tools are missing: run `make test`"
    done = subprocess.run(
        [
            str(tool),
            "--config",
            str(ROOT / "tests" / "htmlvalidate.json"),
            "--formatter",
            "text",
            f"{dist}/{folder}**/*.html",
        ],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout[:4000] + done.stderr[:2000]


def test_a_homepage_gives_canonical_links_and_a_base_for_404(project: Path) -> None:
    file = project / "datapackage" / "datapackage.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(
        text.replace("homepage: null", "homepage: https://example.org/gongkai/").replace(
            "repository: null", "repository: https://example.org/repository"
        ),
        encoding="utf-8",
    )
    assert command(root=project).returncode == 0
    html = markup(project / "dist/en/yunze/qingwu/2023/index.html")
    assert '<link rel="canonical" href="https://example.org/gongkai/en/yunze/qingwu/2023/">' in html
    assert 'hreflang="zh-Hans" href="https://example.org/gongkai/yunze/qingwu/2023/"' in html
    assert "https://example.org/repository/edit/main/content/reports/yunze/qingwu/2023.yaml" in html
    assert 'property="og:url" content="https://example.org/gongkai/en/yunze/qingwu/2023/"' in html
    shared = re.search(r'property="og:image" content="https://example.org/gongkai/([^"]+)"', html)
    assert shared
    assert (project / "dist" / shared[1]).read_bytes().startswith(b"\x89PNG")
    missing = markup(project / "dist/404.html")
    assert 'href="/gongkai/static/style.css"' in missing


def test_what_a_shared_link_shows_is_what_the_page_says(dist: Path, pages: dict[str, Page]) -> None:
    for name, page in pages.items():
        told = {a["property"]: a["content"] for _, a in page.tags if "property" in a}
        if not told:  # an address that moved, and 404
            continue
        html = (dist / name).read_text(encoding="utf-8")
        title = re.search(r"<title>(.*?) · [^·]+</title>", html)
        assert title
        assert unescape(title[1]) == told["og:title"], name
        description = next(a["content"] for _, a in page.tags if a.get("name") == "description")
        assert told["og:description"] == description != "", name


def test_the_way_through_the_site_is_that_of_its_readers(
    dist: Path, pages: dict[str, Page]
) -> None:
    words = {
        "": ["找地方", "比较", "读懂", "数据", "参与"],
        "en/": ["Places", "Explore", "Understand", "Data", "Take part"],
    }
    for name in pages:
        html = (dist / name).read_text(encoding="utf-8")
        nav = re.search(r"<header class=top>.*?<nav[^>]*>(.*?)</nav>", html, re.S)
        if nav:
            found = re.findall(r">([^<]+)</a>", nav[1])
            assert found == words["en/" if name.startswith("en/") else ""], name
    assert pages["terms/not-held/index.html"].all("aria-current") == ["true"]
    assert pages["data/index.html"].all("aria-current") == ["page"]


def test_the_glossary_has_moved_to_the_terms(pages: dict[str, Page]) -> None:
    for folder in FOLDERS:
        (refresh,) = (
            a["content"]
            for _, a in pages[f"{folder}glossary/index.html"].tags
            if a.get("http-equiv") == "refresh"
        )
        assert refresh == "0; url=../terms/index.html"


def test_hostile_text_stays_text(project: Path) -> None:
    tree_file = project / "content/jurisdictions/yunze.yaml"
    text = tree_file.read_text(encoding="utf-8")
    hostile = "'</script><img src=x onerror=alert(1)>\"{{7*7}}'"
    tree_file.write_text(text.replace("zh: 柳塘区", f"zh: {hostile}"), encoding="utf-8")
    assert command(root=project).returncode == 0
    html = (project / "dist/yunze/qingwu/liutang/index.html").read_text(encoding="utf-8")
    assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;" in html
    assert "{{7*7}}" in html
    scripts = [attributes for tag, attributes in Page(html).tags if tag == "script"]
    names = [f"../../../static/{name}.js" for name in ("words", "finder", "sort", "picture")]
    assert scripts == [{"defer": None, "src": name} for name in names]
    svg = (project / "dist/yunze/qingwu/liutang/badge.svg").read_bytes()
    ET.fromstring(svg)


def test_numbers_on_pages_are_whole_where_they_count(
    pages: dict[str, Page], checked: JudgedReports
) -> None:
    about = " ".join(" ".join(pages["en/about/index.html"].words).split())
    reports = checked.reports.values()
    cells = sum(cell.value is not None for r in reports for cell in r.cells.values())
    assert f"reports {len(reports)} governments and public bodies" in about
    assert f"table cells {cells:,} figures in the text" in about
    for name, page in pages.items():
        assert ".000000" not in " ".join(page.words), name


# A program that ends soon is compiled once and plainly: a third of the processor time.
JAVA = ("-Xss2m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")


def test_vnu_finds_nothing(dist: Path) -> None:
    """The Nu HTML Checker, on every page."""
    jar = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
    assert jar.exists(), "Node tools are missing: run `make test`"
    done = subprocess.run(
        [
            "java",
            *JAVA,
            "-jar",
            str(jar),
            "--errors-only",
            "--skip-non-html",
            "--format",
            "gnu",
            str(dist),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr[:3000]) == (0, "")
