"""Breaks name rows: what is compared with another year is judged row by row, everywhere."""

from __future__ import annotations

import html
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from gongkai.build import order
from gongkai.build.project import Settings, read_project, site_of
from gongkai.checks.judged import JudgedReports
from gongkai.contract import Contract, UnreadableError, read_contract
from gongkai.contract.breaks import apart, between
from gongkai.model.findings import Change, Finding, Verdict
from gongkai.model.languages import SITE_LANGUAGES
from gongkai.package.tables import reference
from gongkai.pages import jurisdiction, pictures
from gongkai.pages.site import Page, View
from years import country, write

PLACE = "jinsheng/kangshi"
LICENSING = "disclosure.licensing.decisions"
RECEIVED, GRANTED = "requests.received.total", "requests.granted.total"
RECON, AFTER = "reviews.reconsideration.total", "reviews.litigation_after_recon.upheld"

Pair = Callable[..., JudgedReports]


@pytest.fixture
def pair(tmp_path: Path, contract: Contract) -> Pair:
    """Reports of one place in the given years, each with what is given for it."""

    def made(**years: dict[str, object]) -> JudgedReports:
        country(tmp_path)
        for year, given in years.items():
            write(tmp_path, contract, f"{PLACE}/{year.removeprefix('of_')}", **given)
        return order.at_hand(tmp_path)

    return made


@pytest.fixture(scope="module")
def every_year(tmp_path_factory: pytest.TempPathFactory, contract: Contract) -> JudgedReports:
    """Reports of one place from 2018 to 2025, each in the form of its year."""
    folder = country(tmp_path_factory.mktemp("every_year"))
    for year in range(2018, 2026):
        write(folder, contract, f"{PLACE}/{year}")
    return order.at_hand(folder)


def why(judged: JudgedReports, first: int, last: int, address: str) -> str | None:
    """Why a figure of two years is not compared: a message id, or the id of a break."""
    before, after = (judged.reports[f"{PLACE}/{year}"] for year in (first, last))
    found = between(judged.contract.breaks.values(), before, after, address)
    return None if found is None else found.entry.id if found.entry else found.reason


def findings_of(judged: JudgedReports, year: int, rule: str) -> dict[str, Finding]:
    return {f.place: f for f in judged.findings[f"{PLACE}/{year}"] if f.rule == rule}


# -- the contract ------------------------------------------------------------------------------


def test_a_break_touches_what_it_names_and_the_groups_that_add_it_up(contract: Contract) -> None:
    touched = contract.breaks["reconsideration-law-2024"].touched
    assert {"reviews.reconsideration.upheld", "reviews.litigation_direct.total"} <= touched
    assert "reviews.litigation_after_recon.pending" in touched
    assert "reviews.litigation.total" in touched, "a sum of rows of which one is touched"
    assert "reviews.litigation_after_recon.upheld" not in touched
    assert not any(address.startswith("requests.") for address in touched)
    form = contract.breaks["form-2021"].touched
    assert {"requests.otherwise_handled.total", "requests.other_reason.total"} <= form
    assert not {RECEIVED, GRANTED, "requests.handled.total", RECON} & form


ITEM = "  - reviews.reconsideration\n  - reviews.litigation_direct\n"


@pytest.mark.parametrize(
    ("old", "new", "place", "message"),
    [
        pytest.param(ITEM, "  - review.reconsideration\n", (5, 5), "break-unknown", id="a part"),
        pytest.param(ITEM, "  - reviews.reconsidering\n", (5, 5), "break-unknown", id="a row"),
        pytest.param(ITEM, "  - reviews.reconsideration.won\n", (5, 5), "break-unknown", id="a column"),
        pytest.param(ITEM, "  - reviews\n", (5, 5), "break-shape", id="a whole part"),
        pytest.param(ITEM, "  - reviews.a.b.c\n", (5, 5), "break-shape", id="too long"),
        pytest.param(ITEM, "  - reviews.litigation\n  - reviews.litigation\n", (6, 5), "duplicate-key", id="twice"),
        pytest.param(ITEM, "  - [reviews]\n", (5, 5), "expected-text", id="a list in the list"),
        pytest.param("  year: 2024\n", "", (2, 3), "missing-key", id="no year"),
        pytest.param("  year: 2024\n", "  year: soon\n", (3, 9), "date-refused", id="no number"),
        pytest.param("  year: 2024\n", "  year: 2024\n  form: 2031\n", (4, 9), "unknown-code", id="a form"),
        pytest.param("  year: 2024\n", "  year: 2024\n  parts: [reviews]\n", (4, 3), "unknown-key", id="a key"),
        pytest.param("  date: 2024-01-01\n", "  date: 2024\n", (2, 9), "date-refused", id="a date"),
        pytest.param("    short: 新复议法\n", "", (9, 5), "missing-key", id="no short name"),
    ],
)  # fmt: skip
def test_breaks_are_read_strictly(
    project: Path, old: str, new: str, place: tuple[int, int], message: str
) -> None:
    path = project / "datapackage" / "breaks.yaml"
    text = path.read_text(encoding="utf-8")
    entry = text[text.index("reconsideration-law-2024:") :]
    assert old in entry
    path.write_text(entry.replace(old, new), encoding="utf-8")
    with pytest.raises(UnreadableError) as caught:
        read_contract(project)
    found = caught.value.problems[0]
    assert (found.path, found.line, found.column) == ("datapackage/breaks.yaml", *place)
    assert found.message == message


# -- which rows compare ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("years", "address", "expected"),
    [
        pytest.param((2018, 2019), RECEIVED, "regulations-2019", id="requests at the new law"),
        pytest.param((2018, 2019), RECON, "regulations-2019", id="reviews at the new law"),
        pytest.param((2019, 2020), LICENSING, None, id="one form"),
        pytest.param((2020, 2021), RECEIVED, None, id="received goes on across the forms"),
        pytest.param((2020, 2021), GRANTED, None, id="granted too"),
        pytest.param((2020, 2021), "requests.refused.total", None, id="a group with the same rows"),
        pytest.param((2020, 2021), RECON, None, id="reconsiderations too"),
        pytest.param((2020, 2021), LICENSING, "form-2021", id="columns of disclosure do not"),
        pytest.param((2020, 2021), "requests.otherwise_handled.total", "form-2021", id="one row that became three"),
        pytest.param((2023, 2024), RECEIVED, None, id="requests do not know the review law"),
        pytest.param((2023, 2024), LICENSING, None, id="nor does disclosure"),
        pytest.param((2023, 2024), RECON, "reconsideration-law-2024", id="reconsiderations do"),
        pytest.param((2023, 2024), "reviews.litigation.total", "reconsideration-law-2024", id="a group with a touched row"),
        pytest.param((2023, 2024), AFTER, None, id="litigation after reconsideration goes on"),
        pytest.param((2023, 2024), "reviews.litigation_after_recon.pending", "reconsideration-law-2024", id="but its pending cases"),
        pytest.param((2019, 2025), RECEIVED, None, id="years apart, nothing between"),
        pytest.param((2019, 2025), RECON, "reconsideration-law-2024", id="years apart, a law between"),
    ],
)  # fmt: skip
def test_a_break_interrupts_its_rows_and_no_others(
    every_year: JudgedReports, years: tuple[int, int], address: str, expected: str | None
) -> None:
    assert why(every_year, *years, address) == expected


@pytest.mark.parametrize(
    ("years", "forms", "address", "expected"),
    [
        pytest.param(
            (2020, 2021), (2019, 2019), LICENSING, None, id="the old form kept for a year"
        ),
        pytest.param(
            (2021, 2022), (2019, 2021), LICENSING, "form-2021", id="and changed a year later"
        ),
        pytest.param(
            (2022, 2023), (2021, 2019), LICENSING, "form-2021", id="the old form taken up again"
        ),
        pytest.param((2022, 2023), (2021, 2019), RECEIVED, None, id="which received does not mind"),
        pytest.param((2022, 2023), (2021, 2021), LICENSING, None, id="one form"),
    ],
)
def test_a_break_of_form_lies_where_a_document_changes_its_form(
    pair: Pair, years: tuple[int, int], forms: tuple[int, int], address: str, expected: str | None
) -> None:
    parts = ("disclosure", "requests", "reviews")
    given = {
        f"of_{year}": {"forms": dict.fromkeys(parts, form)}
        for year, form in zip(years, forms, strict=True)
    }
    assert why(pair(**given), *years, address) == expected


def test_forms_are_told_apart_part_by_part(pair: Pair) -> None:
    mixed = {"forms": {"requests": 2019}}
    judged = pair(of_2022={}, of_2023=mixed)
    assert why(judged, 2022, 2023, LICENSING) is None, "both of the form of 2021"
    assert why(judged, 2022, 2023, "requests.otherwise_handled.total") == "form-2021"
    assert why(judged, 2022, 2023, "requests.not_held.total") is None


def test_a_row_that_only_one_form_has_is_not_compared_without_a_break(pair: Pair) -> None:
    judged = pair(of_2020={}, of_2021={})
    before, after = (judged.reports[f"{PLACE}/{year}"] for year in (2020, 2021))
    found = apart((), before, after, "disclosure.government_rules.in_force")
    assert found is not None
    assert found.reason == "other-form"
    assert apart((), before, after, LICENSING) is None, (
        "the codes are the same: a break must say so"
    )


def test_scope_parts_the_whole_report(pair: Pair) -> None:
    judged = pair(of_2022={}, of_2023={"scope": "own-level"}, of_2024={"scope": "unknown"})
    assert why(judged, 2022, 2023, RECEIVED) == why(judged, 2023, 2024, RECEIVED) == "other-scope"


# -- the rules ---------------------------------------------------------------------------------


def test_a_jump_is_seen_beside_a_break_of_another_part(pair: Pair) -> None:
    rows = {"licensing.decisions": 550, "reconsideration.total": 30, "reconsideration.upheld": 30}
    later = {
        "licensing.decisions": 9487,
        "reconsideration.total": 900,
        "reconsideration.upheld": 900,
    }
    found = findings_of(pair(of_2023={"rows": rows}, of_2024={"rows": later}), 2024, "jump")
    assert found[LICENSING].verdict is Verdict.BROKEN
    assert found[LICENSING].evidence == Change(Decimal(9487), Decimal(550))
    assert (found[RECON].verdict, found[RECON].reason) == (Verdict.NOT_ASSESSABLE, "break-between")
    assert found[RECEIVED].verdict is Verdict.HOLDS


def test_carry_over_is_judged_across_forms_and_the_stock_is_not(pair: Pair) -> None:
    judged = pair(of_2020={"rows": {"carried_out": 4}}, of_2021={"rows": {"carried_in": 5}})
    carried = findings_of(judged, 2021, "carry-over")["requests.carried_in.total"]
    assert (carried.verdict, *carried.figures) == (
        Verdict.BROKEN,
        Decimal(5),
        Decimal(4),
    )
    stock = findings_of(judged, 2021, "stock").values()
    assert {(f.verdict, f.reason) for f in stock} == {(Verdict.NOT_ASSESSABLE, "break-between")}


@pytest.mark.parametrize(
    ("years", "reason"),
    [
        pytest.param((2020, 2021), None, id="across the forms, by last year's report"),
        pytest.param((2018, 2019), "growth-some-base", id="across the law, by any base"),
    ],
)
def test_a_growth_in_the_prose_is_judged_by_rows_that_compare(
    tmp_path: Path, contract: Contract, years: tuple[int, int], reason: str | None
) -> None:
    country(tmp_path)
    first, last = years
    write(tmp_path, contract, f"{PLACE}/{first}", received=100)
    path = write(tmp_path, contract, f"{PLACE}/{last}", received=150)
    sentence = (
        "statements:\n"
        "- {id: received, at: 一, value: 150, equals: requests.received.total}\n"
        "- {id: grown, at: 一, percent: 50.0, growth_of: received}\n"
    )
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("summary:", sentence + "summary:"), encoding="utf-8")
    found = findings_of(order.at_hand(tmp_path), last, "statement-growth")["statements.grown"]
    assert (found.verdict, found.reason) == (Verdict.HOLDS, reason)


def test_the_growth_indicator_goes_on_where_its_row_does(pair: Pair) -> None:
    years = (2018, 2019, 2020, 2021, 2024)
    judged = pair(**{f"of_{year}": {"received": year - 1900} for year in years})
    grown = [
        year
        for year in years
        for value in judged.indicators[f"{PLACE}/{year}"]
        if value.indicator == "growth-received"
    ]
    assert grown == [2020, 2021]


# -- pictures and sentences --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "lines", "names", "note"),
    [
        pytest.param(RECEIVED, [7], ["new Regulations"],
                     "2018 and 2019 are not compared: new Regulations.", id="received"),
        pytest.param(RECON, [5, 2], ["new Regulations", "new review law"],
                     "2018 and 2019 are not compared: new Regulations. "
                     "2023 and 2024 are not compared: new review law.", id="reconsiderations"),
        pytest.param(LICENSING, [2, 5], ["new Regulations", "new form"],
                     "2018 and 2019 are not compared: new Regulations. "
                     "2020 and 2021 are not compared: new form.", id="licensing"),
    ],
)  # fmt: skip
def test_a_line_is_interrupted_where_its_row_is_and_says_so(
    tmp_path: Path, contract: Contract, address: str, lines: list[int], names: list[str], note: str
) -> None:
    country(tmp_path)
    item = {LICENSING: "licensing.decisions", RECON: "reconsideration.total"}.get(address)
    for year in range(2018, 2026):
        rows = {item: year} if item else {}
        write(tmp_path, contract, f"{PLACE}/{year}", received=year, rows=rows)
    judged = order.at_hand(tmp_path)
    words = read_project(tmp_path).words["en"]
    site = site_of(Settings(tmp_path, "", words, ""), judged)
    years = pictures.over_years(View(site, Page("", "en")), site.annual(PLACE), address, "It")
    assert years is not None
    assert [path.count("L") + 1 for path in years.series.lines] == lines
    assert [name.text for name in years.series.names] == names
    assert years.note == note


def test_a_place_explains_a_break_once_where_a_reader_first_meets_it(
    tmp_path: Path, contract: Contract
) -> None:
    country(tmp_path)
    for year in range(2018, 2026):
        given = {"received": year, "rows": {"reconsideration.total": year}}
        write(tmp_path, contract, f"{PLACE}/{year}", **given)
    judged = order.at_hand(tmp_path)
    site = site_of(Settings(tmp_path, "", read_project(tmp_path).words["en"], "2026-06-01"), judged)
    found = jurisdiction.pages(site, site.tree[PLACE], ())
    for (_, page), lang in zip(found, SITE_LANGUAGES, strict=True):
        text = html.unescape(page.decode())
        for name in ("regulations-2019", "reconsideration-law-2024"):
            said = contract.breaks[name].words[lang]
            assert text.count(said["explanation"]) == 1
            at = text.index(said["explanation"])
            assert text.index(said["short"]) < at < text.index("id=reports")
        assert contract.breaks["form-2021"].words[lang]["explanation"] not in text


def test_small_panels_say_what_they_leave_out(tmp_path: Path, contract: Contract) -> None:
    country(tmp_path)
    for place in ("anxian", "beixian", "dongxian", "kaifaqu", "bureau"):
        scope = "organ" if place == "bureau" else "territory"
        for year in (2023, 2024):
            if place != "dongxian" or year == 2024:
                write(tmp_path, contract, f"jinsheng/anshi/{place}/{year}", scope=scope)
    judged = order.at_hand(tmp_path)
    words = read_project(tmp_path).words["en"]
    site = site_of(Settings(tmp_path, "", words, ""), judged)
    places = [(e, site.annual(e.id)) for e in site.tree.values() if e.parent == "jinsheng/anshi"]
    view = View(site, Page("", "en"))
    found = pictures.several(view, places, RECEIVED, 12)
    assert found is not None
    assert [name for name, _ in found.panels] == ["An County", "Bei County"]
    assert found.note == (
        "Not drawn: 1 of another level or scope, 1 with a figure in fewer than two years, "
        "1 public body."
    )
    cut = pictures.several(view, places, RECEIVED, 1)
    assert cut is not None
    assert "1 more of the same level and scope" in cut.note


def test_the_published_breaks_name_their_items(contract: Contract) -> None:
    rows = {str(row["id"]): row for row in reference.breaks(contract)}
    assert rows["form-2021"]["form"] == 2021
    assert rows["regulations-2019"]["form"] is None
    assert str(rows["reconsideration-law-2024"]["items"]).split(" ") == [
        "reviews.reconsideration",
        "reviews.litigation_direct",
        "reviews.litigation_after_recon.pending",
    ]
