"""The doors of pages: issue forms filled in, the file to edit, a letter; and a plain way without."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import yaml
from playwright.sync_api import Browser

from conftest import CITY, REPORTS, ROOT, command
from gongkai.checks.judged import JudgedReports
from gongkai.contract import read_contract
from gongkai.model.languages import Translated
from gongkai.model.report import Jurisdiction, Report
from gongkai.pages import coverage, doors

FORMS = ROOT / ".github" / "ISSUE_TEMPLATE"
REPOSITORY, HOMEPAGE, CONTACT = (
    "https://github.com/a/fork",
    "https://a.github.io/fork",
    "b@c.example",
)
REPORT = "yunze/qingwu/2023"


def fields_of(name: str) -> set[str]:
    """The ids of the fields of an issue form."""
    form = yaml.safe_load((FORMS / name).read_text(encoding="utf-8"))
    return {field["id"] for field in form["body"] if field["type"] != "markdown"}


def links(page: Path) -> list[str]:
    found = re.findall(r'href=(?:"([^"]*)"|([^\s>]+))', page.read_text(encoding="utf-8"))
    return [unescape(one or other) for one, other in found]


def to_forms(page: Path) -> list[tuple[str, dict[str, str]]]:
    """Each issue form that a page leads to, with what is filled in."""
    asked = [urlsplit(link) for link in links(page) if link.startswith(f"{REPOSITORY}/issues/new?")]
    queries = [
        {k: v for k, (v,) in parse_qs(one.query, strict_parsing=True).items()} for one in asked
    ]
    return [(query.pop("template"), query) for query in queries]


@pytest.fixture(scope="module")
def fork(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up country as a fork builds it: nothing edited, all addresses given."""
    out = tmp_path_factory.mktemp("fork") / "dist"
    given = ["--repository", f"{REPOSITORY}.git", "--homepage", HOMEPAGE, "--contact", CONTACT]
    done = command("--out", str(out), *given)
    assert done.returncode == 0, done.stderr
    assert "not set" not in done.stdout
    return out


# -- the forms


def test_every_door_leads_to_a_form_that_has_its_fields() -> None:
    assert {f"{name}.yml" for name in doors.FORMS} == {p.name for p in FORMS.glob("*.yml")} - {"config.yml"}  # fmt: skip
    for name, fields in doors.FORMS.items():
        assert set(fields) <= fields_of(f"{name}.yml"), name


def test_whatever_a_page_fills_in_is_a_field_of_its_form(fork: Path) -> None:
    pages = [p for p in fork.rglob("index.html") if "issues/new" in p.read_text(encoding="utf-8")]
    assert len(pages) > 50
    forms = {form for page in pages for form, _ in to_forms(page)}
    assert {form.removesuffix(".yml") for form in forms} == doors.FORMS.keys()
    filled = {(form, key) for page in pages for form, query in to_forms(page) for key in query}
    for form, key in filled - {(form, "title") for form, _ in filled}:
        assert key in fields_of(form), (form, key)


# -- the pages


def test_a_report_page_has_its_doors(fork: Path) -> None:
    page = fork / REPORT / "index.html"
    forms = dict(to_forms(page))
    assert forms["wrong-figure.yml"]["report"] == forms["publisher-reply.yml"]["report"] == REPORT
    assert forms["wrong-figure.yml"]["title"].endswith(REPORT)
    assert f"{REPOSITORY}/edit/main/{CITY}" in links(page)
    (letter,) = [link for link in links(page) if link.startswith("mailto:")]
    assert unquote(letter) == f"mailto:{CONTACT}?subject=不符 {REPORT}"
    assert not (fork / REPORT / "report.yaml").exists(), "the file is in the repository"


def test_every_missing_year_of_a_place_has_a_door(fork: Path) -> None:
    page = fork / "beiyu/songhe/index.html"
    asked = {q["year"] for form, q in to_forms(page) if form == "report-address.yml"}
    missing = set(re.findall(r"issues/new\?[^>]*>(\d{4})<", page.read_text(encoding="utf-8")))
    assert missing
    assert missing <= asked
    assert {q["place"] for _, q in to_forms(page)} == {"beiyu/songhe"}


def test_a_place_without_a_report_and_the_coverage_have_one(fork: Path) -> None:
    assert f"mailto:{CONTACT}" in links(fork / "contribute/index.html")
    found = (p for p in fork.rglob("index.html") if "id=ask" in p.read_text(encoding="utf-8"))
    bare = next(p for p in found if not p.is_relative_to(fork / "en"))
    place = bare.parent.relative_to(fork).as_posix()
    (query,) = [q for form, q in to_forms(bare) if form == "report-address.yml"]
    assert query["place"] == place
    assert query["year"].isdecimal()


def missing_years(page: Path) -> set[tuple[str, str]]:
    """The places and years whose report can be shown to us from a page."""
    forms = (query for form, query in to_forms(page) if form == "report-address.yml")
    return {(query["place"], query["year"]) for query in forms}


@pytest.mark.parametrize("lang", ["", "en/"])
def test_every_missing_year_of_the_places_of_a_province_has_a_door(fork: Path, lang: str) -> None:
    found = missing_years(fork / lang / "coverage/beiyu/index.html")
    assert len(found) > 1
    for place in {place for place, _ in found}:
        of_place = {(one, year) for one, year in found if one == place}
        assert of_place == missing_years(fork / lang / place / "index.html")


def test_where_the_page_would_grow_heavy_the_pages_of_the_places_have_the_doors() -> None:
    entry = Jurisdiction("a", Translated({"zh": "题"}), "county", None)
    lines = [coverage.CoverageLine(entry, "", (), (), [2023] * 6)] * 18
    none = {"repository": None, "contact": None}
    assert not coverage._doors({**none, "repository": REPOSITORY}, lines)
    assert coverage._doors({**none, "repository": REPOSITORY}, lines[1:])
    assert not coverage._doors(none, lines[1:])


def test_a_fork_has_canonical_addresses_of_its_own(fork: Path) -> None:
    assert f"{HOMEPAGE}/{REPORT}/" in links(fork / REPORT / "index.html")
    assert f"{HOMEPAGE}/{REPORT}" in (fork / REPORT / "index.html").read_text(encoding="utf-8")
    assert f'"homepage":"{HOMEPAGE}/"' in re.sub(r"\s", "", (fork / "data/datapackage.json").read_text(encoding="utf-8"))  # fmt: skip
    assert "/fork/static/style.css" in links(fork / "404.html")


def test_without_addresses_a_page_names_the_plain_way_and_the_build_says_so(dist: Path) -> None:
    for folder, sentence in ((dist, "没有写明文件放在哪里"), (dist / "en", "does not say where its files are")):  # fmt: skip
        page = folder / REPORT / "index.html"
        assert "../../../contribute/index.html" in links(page)
        assert not [link for link in links(page) if link.startswith(("mailto:", "https://github"))]
        assert sentence in (folder / "contribute/index.html").read_text(encoding="utf-8")
    assert (dist / REPORT / "report.yaml").exists()


def test_a_mailbox_alone_gets_letters(project: Path) -> None:
    file = project / "datapackage/datapackage.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("contact: null", f"contact: {CONTACT}"), encoding="utf-8")
    known = project / "content/coverage/beiyu.yaml"
    known.parent.mkdir(exist_ok=True)
    known.write_text(
        "- {jurisdiction: beiyu/songhe, year: 2019, status: published, checked_on: 2024-01-02,"
        " checked_where: 'https://example.org/2019.html'}\n"
    )
    done = command("--lang", "en", root=project)
    assert "not set: homepage, repository." in done.stdout
    again = command("--lang", "en", root=project)
    assert "not set: homepage, repository." in again.stdout, "also where nothing has changed"
    assert "nothing has changed" in again.stdout
    page = project / "dist" / REPORT / "index.html"
    assert f"mailto:{CONTACT}?subject=不符 {REPORT}" in [unquote(link) for link in links(page)]
    add = [
        unquote(one) for one in links(project / "dist/beiyu/songhe/index.html") if "mailto" in one
    ]
    assert any(re.search(r"subject=报告在 beiyu/songhe&body=年份：\d{4}$", one) for one in add)
    for name in ("coverage/index.html", "coverage/beiyu/index.html"):
        known_ones = [unquote(one) for one in links(project / "dist" / name)]
        assert f"mailto:{CONTACT}?subject=录入 beiyu/songhe&body=年份：2019" in known_ones
    assert command("--contact", "new@c.example", root=project).returncode == 0
    assert CONTACT not in page.read_text(encoding="utf-8"), "no page of the last build is kept"


@pytest.mark.parametrize(
    ("option", "value"),
    [
        pytest.param("--homepage", "ftp://example.org", id="another scheme"),
        pytest.param("--homepage", "https://例子.中国/", id="a host in Chinese"),
        pytest.param("--homepage", "https://a.example/公开", id="a path in Chinese"),
        pytest.param("--homepage", "https://a.example/?x", id="a query"),
        pytest.param("--repository", 'https://x"onclick=y', id="a quote"),
        pytest.param("--contact", "nobody", id="no mailbox"),
        pytest.param("--contact", "a@b?bcc=c@d", id="a letter to others"),
    ],
)
def test_an_address_that_is_none_is_refused(tmp_path: Path, option: str, value: str) -> None:
    done = command("--out", str(tmp_path / "d"), option, value)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert f"{option}: “{value}”" in done.stderr


def test_an_empty_address_is_none() -> None:
    contract = read_contract(ROOT, (("homepage", "https://example.org/x"),))
    assert contract.package["homepage"] == "https://example.org/x/"
    assert read_contract(ROOT).package["homepage"] is None


# -- the cell that is chosen


@pytest.fixture
def hrefs(browser: Browser, fork: Path) -> Iterator[Callable[[str], list[str]]]:
    """The doors in the line that speaks of the cell that an address names."""
    page = browser.new_page()

    def of(cell: str) -> list[str]:
        page.goto("about:blank")
        page.goto((fork / "en" / REPORT / "index.html").as_uri() + f"#{cell}")
        return [str(link.get_attribute("href")) for link in page.locator(".detail a").all()]

    yield of
    page.close()


def test_the_chosen_cell_is_filled_in(hrefs: Callable[[str], list[str]]) -> None:
    form, letter = hrefs("requests.received.total")
    query = parse_qs(urlsplit(form).query)
    assert query["report"] == [REPORT]
    assert query["cell"][0].startswith("requests.received.total (")
    assert query["shown"] == ["4,053"]
    assert set(query) - {"template", "title"} <= fields_of("wrong-figure.yml")
    assert unquote(letter).startswith(
        f"mailto:{CONTACT}?subject=Differs: {REPORT}&body=Which cell: "
    )
    assert unquote(letter).endswith("\r\nThis site shows: 4,053")
    assert parse_qs(urlsplit(hrefs("requests.handled.total")[0]).query)["shown"] == ["4,007"]


# -- who has looked


def test_the_queue_lists_what_wants_another_reader(dist: Path, checked: JudgedReports) -> None:
    reports = [checked.reports[name] for name in REPORTS]
    readers = Counter(report.readers for report in reports)
    page = (dist / "en/contribute/readers/index.html").read_text(encoding="utf-8")
    for n, words in ((0, "Compared by nobody yet: "), (1, "Compared by one person alone: ")):
        found = re.search(rf"{words}(\d+) report", page)
        assert int(found[1] if found else 0) == readers[n]
    known = [r for r in reports if r.readers < 2 and (r.source.url or r.source.archive_url)]
    for report in reports:
        assert (f"{report.id}/index.html" in page) == (report in known or _alone(report)), report.id
    two = (
        "None here has" if not readers[2] else f"That was done for {readers[2]} of {len(reports)}."
    )
    assert two in page
    asked = (dist / "en/contribute/index.html").read_text(encoding="utf-8")
    assert f"{readers[0] + readers[1]} reports have not been compared" in asked


def _alone(report: Report) -> bool:
    """Whether one person alone has looked at a place that is confirmed."""
    return any(map(report.alone, report.as_printed))
