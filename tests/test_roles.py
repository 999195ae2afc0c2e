"""Pages and checks ask forms for roles: reports on other forms, before, between and after.

One place has a sheet of its province until 2018, the official forms of 2019 and 2021, the made-up
form in 2024, and that of 2021 again. No page of any of them may fail, or say what is not so.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest
from jinja2 import Environment, nodes
from selectolax.lexbor import LexborHTMLParser

import years
from conftest import ROOT
from gongkai import pages
from gongkai.build import order
from gongkai.build.project import Settings, read_project, site_of
from gongkai.contract import Contract, read_contract
from gongkai.contract.breaks import asks, between
from gongkai.model.findings import Verdict
from gongkai.model.forms import ROLES
from gongkai.pages import pictures
from gongkai.pages.items import items
from gongkai.pages.site import Page, Site, View
from test_forms import PARTS, WITHOUT_ROLES

PLACE = "jinsheng/kangshi"
COUNTY = "jinsheng/anshi/anxian"
SHEET = """\
parts:
  sheet:
    form: 992014
    published_files: [120, 900]
    filed: [{n}, 400]
    in_person: [{n}, 300]
    by_post: [0, 100]
    answered: [{n}, 390]
    agreed: [{n}, 380]
    declined: [0, 10]
    waived: [12.50, 30]
    appeals: [3, 9]
    cases: [2, 5]
"""

Pages = Mapping[str, LexborHTMLParser]


def on_form(contract: Contract, name: str, parts: str) -> str:
    """A report with other tables than the official ones."""
    subject, _, year = name.rpartition("/")
    text = years.report(contract, subject, int(year))
    return re.sub(r"(?ms)^parts:.*(?=^summary:)", lambda _: parts, text)


def put(root: Path, name: str, text: str) -> None:
    path = root / "content" / "reports" / f"{name}.yaml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    root = years.country(tmp_path_factory.mktemp("roles"))
    forms = root / "datapackage" / "forms"
    shutil.copy(ROOT / "tests" / "made_up" / "2024.yaml", forms)
    shutil.copy(ROOT / "tests" / "made_up" / "sheet.yaml", forms / "992014.yaml")
    contract = read_contract(root)
    for year in (2016, 2017, 2018):
        name = f"{PLACE}/{year}"
        sheet = SHEET.format(n=year - 2000)
        if year == 2018:  # the files published are counted anew, to less than a tenth
            sheet = sheet.replace("[120, 900]", "[120, 80]")
        put(root, name, on_form(contract, name, sheet))
    for year in (2019, 2020, 2021, 2022, 2023, 2025):
        given = {"carried_out": 1} if year == 2023 else {}
        years.write(root, contract, f"{PLACE}/{year}", received=year - 2000, rows=given)
    put(root, f"{PLACE}/2024", on_form(contract, f"{PLACE}/2024", PARTS))
    put(root, f"{COUNTY}/2024", on_form(contract, f"{COUNTY}/2024", PARTS))
    put(root, "jinsheng/anshi/beixian/2018", on_form(contract, "a/2018", SHEET.format(n=18)))
    years.write(root, contract, "jinsheng/anshi/dongxian/2023", received=50)
    years.write(root, contract, "jinsheng/anshi/2023", received=90)
    judged = order.at_hand(root)
    assert [one for one in judged.problems if not one.warning] == []
    return site_of(Settings(root, "", read_project(root).words, "2026-06-01"), judged)


@pytest.fixture(scope="module")
def built(site: Site) -> Pages:
    """Every page, parsed, by its path."""
    reports = list(site.reports.values())
    overview = pages.gather(site, reports)
    files = {
        **dict(pages.of_reports(site, reports)),
        **dict(pages.of_places(site, sorted(site.tree))),
        **dict(pages.of_everything(site, overview)),
    }
    return {p: LexborHTMLParser(data) for p, data in files.items() if p.endswith(".html")}


def text_of(page: LexborHTMLParser) -> str:
    body = page.body
    assert body
    return " ".join(body.text(separator=" ").split())


def english(built: Pages, path: str) -> str:
    return text_of(built[f"en/{path}/index.html"])


def why(site: Site, first: int, last: int, role: str) -> str | None:
    """Why a figure of two years is not compared: the id of a break, or a message id."""
    before, after = (site.reports[f"{PLACE}/{year}"] for year in (first, last))
    found = between(site.contract.breaks.values(), before, after, role)
    return None if found is None else found.entry.id if found.entry else found.reason


# -- comparing -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "role", "reason"),
    [
        (2017, 2018, "received", None),
        (2018, 2019, "received", "regulations-2019"),
        (2018, 2019, "reconsiderations", "regulations-2019"),
        (2018, 2019, "lawsuits", "regulations-2019"),
        (2018, 2019, "granted", "no-part"),
        (2020, 2021, "received", None),
        (2022, 2023, "lawsuits", None),
        (2023, 2024, "received", "other-form"),
        (2023, 2024, "reconsiderations", "reconsideration-law-2024"),
        (2024, 2025, "received", "other-form"),
        (2024, 2025, "granted", "other-form"),
    ],
)
def test_a_figure_compares_across_forms_as_the_breaks_and_its_addresses_say(
    site: Site, first: int, last: int, role: str, reason: str | None
) -> None:
    assert why(site, first, last, role) == reason


def test_a_form_that_has_not_a_figure_is_no_table_that_a_report_leaves_out(site: Site) -> None:
    forms, reports = site.contract.forms, site.reports
    sheet, ours, official = (reports[f"{PLACE}/{year}"] for year in (2018, 2024, 2023))
    assert asks(forms, sheet, "received")
    assert not asks(forms, sheet, "granted")
    assert not asks(forms, ours, "unable")
    assert all(asks(forms, official, role) for role in ROLES if role != "rules_made")


def test_what_follows_from_last_year_is_not_judged_across_unlike_forms(site: Site) -> None:
    found = [f for f in site.findings[f"{PLACE}/2024"] if f.rule == "carry-over"]
    assert [(f.place, f.verdict, f.reason) for f in found] == [
        ("ledger.leftover.this_year", Verdict.NOT_ASSESSABLE, "other-form"),
    ]


def test_a_running_total_is_compared_with_no_year_and_a_new_count_is_a_note(site: Site) -> None:
    def found(year: int) -> dict[str, str | None]:
        place = f"{PLACE}/{year}"
        jumps = [f for f in site.findings[place] if f.rule == "jump" and "cumulative" in f.place]
        assert {f.verdict for f in jumps} == {Verdict.NOT_ASSESSABLE}
        return {f.place.split(".")[1]: f.reason for f in jumps}

    same = found(2017)
    assert same["filed"] == same["published_files"] == "running-total"
    anew = found(2018)
    assert (anew["filed"], anew["published_files"]) == ("running-total", "counted-anew")
    yearly = {f.place: f.verdict for f in site.findings[f"{PLACE}/2018"] if f.rule == "jump"}
    assert yearly["sheet.published_files.annual"] is Verdict.HOLDS


def test_a_territory_is_judged_by_what_each_report_calls_new_requests(site: Site) -> None:
    found = {
        f.place for f in site.findings["jinsheng/anshi/2023"] if f.rule == "parts-exceed-whole"
    }
    assert found == {"requests.received.total"}


# -- pictures --------------------------------------------------------------------------------------


def panel(site: Site, role: str) -> pictures.Years | None:
    return pictures.over_years(View(site, Page("", "en")), site.annual(PLACE), role, "It")


@pytest.mark.parametrize("role", ["received", "reconsiderations", "lawsuits"])
def test_what_both_forms_ask_stands_in_one_picture_across_a_named_break(
    site: Site, role: str
) -> None:
    found = panel(site, role)
    assert found
    assert [slot.year for slot in found.series.slots if slot.state == "value"] == [
        *range(2016, 2026)
    ]
    assert (2019, "new Regulations") in found.series.breaks
    assert "2018 and 2019 are not compared: new Regulations." in found.note
    name = "another form" if role == "received" else "new review law"
    assert (2024, name) in found.series.breaks or role == "lawsuits"


def test_what_a_form_does_not_ask_is_neither_blank_nor_without_a_report(site: Site) -> None:
    found = panel(site, "granted")
    assert found
    states = {slot.year: slot.state for slot in found.series.slots}
    assert {year for year, state in states.items() if state == "unasked"} == {2016, 2017, 2018}
    assert found.note.endswith("The form of the reports for 2016–2018 does not ask for it.")
    unable = panel(site, "unable")
    assert unable
    assert {s.year for s in unable.series.slots if s.state == "unasked"} == {2016, 2017, 2018, 2024}
    assert "2016–2018, 2024" in unable.note
    assert unable.title == "It: 0 in 2025."


def test_a_figure_that_the_newest_form_does_not_ask_is_told_up_to_its_last_year(site: Site) -> None:
    reports = [report for report in site.annual(PLACE) if report.year < 2025]
    found = pictures.over_years(View(site, Page("", "en")), reports, "unable", "It")
    assert found
    assert found.title == "It: 0 in every year that has a figure, 2019 to 2023."


# -- pages -----------------------------------------------------------------------------------------


def test_every_page_is_whole(built: Pages) -> None:
    assert len(built) > 100
    for path, page in built.items():
        assert page.css_first("h1"), path
        ids = [node.attributes["id"] for node in page.css("[id]")]
        assert len(ids) == len(set(ids)), path
        text = text_of(page)
        code = "".join(node.text() for node in page.css("code"))  # addresses of the API have braces
        assert all(name in code for name in re.findall(r"\{[a-z]+\}", text)), path
        assert path.startswith("en/") or "None" not in text, path


def test_a_place_shows_its_years_on_all_forms_and_says_what_is_not_asked(built: Pages) -> None:
    page = built[f"en/{PLACE}/index.html"]
    rows = {
        row.css_first("th").text(strip=True): [cell.text(strip=True) for cell in row.css("td")]
        for row in page.css("#table tbody tr:not(.gap)")
    }
    heads = [head.text() for head in page.css("#table thead th")]
    assert heads[1:-2] == [
        *("New requests", "Handled", "Granted", "Refused", "Unable to provide"),
        *("Reconsiderations", "Lawsuits"),
    ]
    asked_not = "not asked"
    assert rows["2018"][:-2] == ["18", *[asked_not] * 4, "3", "2"]
    assert rows["2024"][:-2] == ["9", "8", "5", "3", asked_not, "3", "0"]
    assert rows["2023"][:-2] == ["23", "22", "22", "0", "0", "0", "0"]
    text = text_of(page)
    assert "“not asked”: the form of that report does not ask for it" in text
    assert "no total of new requests is printed" not in text
    apart = (
        "2023–2024 New requests, Handled, Granted, Refused: not compared between these two years"
    )
    assert f"{apart}, another form" in text
    assert "25 new requests after 9; the two years are not compared: another form." in text
    zh = text_of(built[f"{PLACE}/index.html"])
    assert "“无此项”表示该格式没有这一项" in zh


def test_a_report_on_the_made_up_form_says_what_is_so(built: Pages) -> None:
    page, text = built[f"en/{PLACE}/2024/index.html"], english(built, f"{PLACE}/2024")
    assert "All replies: 8 (Agreed 5, Not agreed 3)." in text
    assert page.css_first("figure.chart figcaption a").attributes["href"] == "#part-ledger"
    inks = [row.attributes["class"] for row in page.css(".cascade tbody tr")]
    assert inks == ["p0", "p2"], "granted and refused have the inks that they have elsewhere"
    assert "Marks at row and column ends lead to the sum" in text
    assert "Scroll sideways" not in text
    marks = {a.attributes["href"] for a in page.css(".printed a")}
    assert len(marks) == 8
    for href in marks:
        assert page.css_first(f'[id="{(href or "")[1:]}"]'), href
    tables = page.css(".as-blocks table")
    assert [len(table.css("tfoot tr")) for table in tables] == [2, 1], "marks under their own block"
    heads = [[head.text(strip=True) for head in table.css("thead th")] for table in tables]
    assert heads[0] == ["", "This year件", "Running total件"]
    assert heads[1] == ["", "This year", "Running total"], "its rows have units of their own"
    assert "Fees charged元" in [th.text(strip=True) for th in tables[1].css("tbody th")]
    assert page.css_first('td[id="ledger.charged.this_year"]').text(strip=True) == "12.5"


def test_sub_rows_stand_under_their_figure(built: Pages) -> None:
    page = built[f"en/{PLACE}/2018/index.html"]
    rows = page.css(".printed tbody tr")
    assert [len(row.css("th")) for row in rows] == [1, 1, 2, 1, 1, 2, 1, 1, 1, 1]
    assert "Files published条" in rows[0].css_first("th").text(strip=True)
    assert "All answers: 18 (Disclosure agreed to 18)." in text_of(page)
    assert len(page.css("tfoot tr")) == 2
    assert "Scroll sideways" not in text_of(page)


def test_places_below_on_several_forms_have_a_legend_for_each(built: Pages) -> None:
    page = built["en/jinsheng/anshi/index.html"]
    legends = [legend.text(strip=True) for legend in page.css(".inks")]
    assert len(legends) == 3
    assert "Agreed" in legends[0]
    text = text_of(page)
    for title in ("Made-up form of 2024:", "Sheet of Jin Province of 2014:"):
        assert title in text
    rows = {row.css_first("th").text(): row for row in page.css(".below tbody tr")}
    bei = next(row for name, row in rows.items() if name.startswith("Bei County"))
    assert [cell.text(strip=True) for cell in bei.css("td.n")] == ["not asked", "not asked"]
    an = next(row for name, row in rows.items() if name.startswith("An County"))
    assert [cell.text(strip=True) for cell in an.css("td.n")] == ["8", "62.5%"]
    assert "does not ask for it" in text


def test_its_rows_have_pages_and_are_found(site: Site, built: Pages) -> None:
    found = items(site)
    assert found["ledger", "inbox"].address == "terms/inbox/"
    text = english(built, "terms/inbox")
    assert "What this row means has not been written down yet." in text
    assert "Of 2 annual reports held that print this table, 2 have a figure above 0 here." in text
    assert "Growth of requests received" in text
    assert "disclosure.csv" in text
    assert "All requests that came in" in english(built, "terms")
    script = dict(pages.finder.scripts(site))["static/places.js"].decode()
    assert "terms/inbox/" in script


def test_indicators_are_said_across_forms(site: Site, built: Pages) -> None:
    def values(year: int) -> dict[str, Decimal]:
        return {one.indicator: one.value for one in site.indicators[f"{PLACE}/{year}"]}

    ours = values(2024)
    assert ours["share-granted"] == Decimal("0.625")
    assert ours["reconsiderations-per-hundred"] == Decimal("37.5")
    assert "share-granted-of-substantive" not in ours, "the form has no such outcomes"
    assert "growth-received" not in ours, "last year is on another form"
    assert "growth-received" not in values(2019)
    assert values(2017)["growth-received"] == Decimal("0.0625")
    assert set(values(2018)) == {"growth-received"}
    text = english(built, "indicators/share-granted")
    assert "(ledger.yes_reply.this_year|requests.granted.total)" in text


def test_pages_of_a_form_without_roles_say_that_it_does_not_ask(tmp_path: Path) -> None:
    root = years.country(tmp_path)
    (root / "datapackage" / "forms" / "2024.yaml").write_text(WITHOUT_ROLES, encoding="utf-8")
    contract = read_contract(root)
    put(root, f"{PLACE}/2024", on_form(contract, f"{PLACE}/2024", PARTS))
    years.write(root, contract, f"{PLACE}/2023", received=7)
    judged = order.at_hand(root)
    site = site_of(Settings(root, "", read_project(root).words, "2026-06-01"), judged)
    reports = pages.of_reports(site, site.reports.values())
    made = dict(chain(reports, pages.of_places(site, sorted(site.tree))))
    place, report = (
        text_of(LexborHTMLParser(made[f"en/{path}/index.html"]))
        for path in (PLACE, f"{PLACE}/2024")
    )
    asked_not = "the form of 2024 does not ask for new requests, so that the two cannot be compared"
    assert f"{asked_not[0].upper()}{asked_not[1:]}." in place
    assert place.count("not asked") >= 7
    assert "What became of the requests" not in report
    assert "All requests that came in 9 20" in report


def test_one_code_in_two_parts_is_two_items(tmp_path: Path) -> None:
    root = years.country(tmp_path)
    form = (ROOT / "tests" / "made_up" / "2024.yaml").read_text(encoding="utf-8")
    form = form.replace("code: inbox", "code: received").replace(": inbox", ": received")
    form = form.replace("formula: inbox", "formula: received")
    form = form.replace("requests-total, formula: received", "requests-total, formula: received")
    (root / "datapackage" / "forms" / "2024.yaml").write_text(form, encoding="utf-8")
    contract = read_contract(root)
    parts = PARTS.replace("    inbox:", "    received:")
    put(root, f"{PLACE}/2024", on_form(contract, f"{PLACE}/2024", parts))
    years.write(root, contract, f"{PLACE}/2023")
    judged = order.at_hand(root)
    site = site_of(Settings(root, "", read_project(root).words, "2026-06-01"), judged)
    found = items(site)
    first, second = found["ledger", "received"], found["requests", "received"]
    assert (first.address, second.address) == ("terms/received/", "terms/requests-received/")
    overview = pages.gather(site, list(site.reports.values()))
    assert (overview.counts["used received"], overview.counts["used requests-received"]) == (1, 1)
    made = dict(pages.of_everything(site, overview))
    assert "en/terms/requests-received/index.html" in made


# -- no code of a form where pages are made --------------------------------------------------------


def codes(contract: Contract) -> tuple[set[str], set[str]]:
    """The names of parts and of all that stands in them, but for those that code may know: roles
    and names of published tables.
    """
    parts = [part for form in contract.forms.values() for part in form.parts.values()]
    names = {part.name for part in parts} - contract.schemas.keys()
    for part in parts:
        names |= {*part.strips, *part.groups, *part.sets}
        names |= {column.code for strip in part.strips.values() for column in strip.columns}
    return {part.name for part in parts}, names - ROLES.keys()


def test_no_template_script_or_style_holds_a_code_of_a_form(contract: Contract) -> None:
    parts, names = codes(contract)
    known = {"outcomes"}  # the id of a section
    scripts = known | {"other", "change"}  # the form of a plural, the name of an event
    anchors = re.compile(rf"part-({'|'.join(parts)})\b|\b({'|'.join(parts)})\.[a-z_]+\.[a-z_]+")
    found = []
    for path in sorted((ROOT / "site" / "templates").rglob("*.html")):
        source = path.read_text(encoding="utf-8")
        tree = Environment(extensions=["jinja2.ext.do"]).parse(_plain(source))
        texts = [one.value for one in tree.find_all(nodes.Const) if isinstance(one.value, str)]
        found += [(path.name, text) for text in texts if text in names - known]
        if path.name != "design.html":  # it shows how an address looks
            found += [(path.name, hit[0]) for hit in anchors.finditer(source)]
    for path in sorted((ROOT / "site" / "static").glob("*s")):  # scripts and styles
        source = path.read_text(encoding="utf-8")
        quoted = re.findall(r"[\"'`]([a-z_]+)[\"'`]", source) if path.suffix == ".js" else []
        styled = re.findall(r"[.#]([a-z_]+)\b(?=[^{}]*\{)", source) if path.suffix == ".css" else []
        found += [
            (path.name, one) for one in (*quoted, *styled) if one in (names | parts) - scripts
        ]
        found += [(path.name, hit[0]) for hit in anchors.finditer(source)]
    assert found == []


def _plain(source: str) -> str:
    """A template without the tags of our own, which parse as nothing here."""
    return re.sub(r"\{%-?\s*(end)?cache\b.*?%\}", "", source)
