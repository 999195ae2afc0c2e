"""A printed date after the legal one is a fact about a date: judged by rule, listed on its own."""

from __future__ import annotations

import csv
import html
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import command
from gongkai.build import order
from gongkai.build.project import Settings, read_project, site_of
from gongkai.checks.rules import dates
from gongkai.contract import RESERVED, Contract
from gongkai.model.findings import Deadline, Finding, Verdict
from gongkai.pages import late
from gongkai.pages.overview import Overview
from gongkai.words import Words, note
from years import country, write

HOLDS, BROKEN, OPEN = Verdict.HOLDS, Verdict.BROKEN, Verdict.NOT_ASSESSABLE
COUNTY, CITY, PROVINCE = "jinsheng/anshi/anxian", "jinsheng/anshi", "jinsheng"
ZONE, ORGAN = "jinsheng/anshi/kaifaqu", "jinsheng/anshi/bureau"

Judged = Callable[..., Finding]


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory, contract: Contract) -> Judged:
    """What on-time says of a report of the country."""
    folder = country(tmp_path_factory.mktemp("dated"))

    def one(name: str, **given: object) -> Finding:
        path = write(folder, contract, name, **given)
        judged = order.at_hand(folder)
        found = next(f for f in judged.findings[name] if f.rule == "on-time")
        path.unlink()
        return found

    return one


@pytest.mark.parametrize(
    ("place", "year", "published", "verdict", "days"),
    [
        pytest.param(COUNTY, 2023, "2024-03-31", HOLDS, 0, id="a county on the last day"),
        pytest.param(COUNTY, 2023, "2024-04-01", BROKEN, 1, id="a county a day later"),
        pytest.param(PROVINCE, 2023, "2025-03-31", BROKEN, 365, id="a province a year later"),
        pytest.param(CITY, 2023, "2024-05", BROKEN, 31, id="a month: at least so many days"),
        pytest.param(CITY, 2023, "2024-03", OPEN, None, id="the month of the limit"),
        pytest.param(CITY, 2023, "2024-02", HOLDS, -59, id="the month before"),
        pytest.param(CITY, 2023, "2024", OPEN, None, id="the year alone"),
        pytest.param(CITY, 2023, "2025", BROKEN, 276, id="the year after"),
        pytest.param(CITY, 2023, "null", OPEN, None, id="no date"),
        pytest.param(ORGAN, 2023, "2024-01-31", HOLDS, 0, id="a department by 31 January"),
        pytest.param(ORGAN, 2023, "2024-02-01", BROKEN, 1, id="a department a day later"),
        pytest.param(ZONE, 2023, "2024-08-01", OPEN, None, id="a zone has no date"),
        pytest.param(CITY, 2018, "2019-08-01", OPEN, None, id="before the law"),
        pytest.param(CITY, 2019, "2020-02-29", HOLDS, -31, id="a leap day"),
    ],
)  # fmt: skip
def test_the_law_decides(
    judge: Judged, place: str, year: int, published: str, verdict: Verdict, days: int | None
) -> None:
    found = judge(f"{place}/{year}", published=published)
    after = found.evidence.days_after if isinstance(found.evidence, Deadline) else None
    assert (found.verdict, after) == (verdict, days)


@pytest.mark.parametrize(
    ("place", "year", "published", "verdict", "said"),
    [
        pytest.param(COUNTY, 2023, "2024-02-20", HOLDS, "; by 20 February 2024 as the notice asks", id="a county kept it"),
        pytest.param(COUNTY, 2023, "2024-02-21", HOLDS, "; after 20 February 2024, which the notice asks for", id="a county did not, and is in time"),
        pytest.param(CITY, 2023, "2024-03-10", HOLDS, "; by 10 March 2024 as the notice asks", id="a prefecture"),
        pytest.param(CITY, 2023, "2024-04-10", BROKEN, "; after 10 March 2024, which the notice asks for", id="neither"),
        pytest.param(PROVINCE, 2023, "2024-03-31", HOLDS, "; by 31 March 2024 as the notice asks", id="a province"),
        pytest.param(COUNTY, 2023, "2024-02", HOLDS, "; the notice asks for 20 February 2024, and the printed date does not tell", id="a month"),
        pytest.param(COUNTY, 2020, "2021-03-01", HOLDS, "", id="before the notice"),
        pytest.param(ORGAN, 2023, "2024-01-20", HOLDS, "", id="a department: the notice has no other date"),
    ],
)  # fmt: skip
def test_the_date_of_the_notice_stands_beside_it(
    judge: Judged, words: Mapping[str, Words],
    place: str, year: int, published: str, verdict: Verdict, said: str,
) -> None:  # fmt: skip
    found = judge(f"{place}/{year}", published=published)
    assert found.verdict is verdict
    limit = "31 January" if place == ORGAN else "31 March"
    assert note(found, None, words["en"]) == f"due by {limit} {year + 1}{said}"


@pytest.mark.parametrize(
    ("url", "published", "verdict", "reason"),
    [
        pytest.param("https://example.org/", "2024-04-05", BROKEN, "deadline", id="an address and a date"),
        pytest.param("https://example.org/", "2024-01-05", HOLDS, "deadline", id="in time"),
        pytest.param(None, "2024-04-05", OPEN, "read-copy", id="no address"),
        pytest.param("https://example.org/", "null", OPEN, "date-coarse", id="no date"),
    ],
)  # fmt: skip
def test_a_copy_with_the_official_address_is_judged_and_marked(
    judge: Judged, words: Mapping[str, Words],
    url: str | None, published: str, verdict: Verdict, reason: str,
) -> None:  # fmt: skip
    found = judge(f"{CITY}/2023", seen_as="copy", url=url, published=published)
    assert (found.verdict, found.reason) == (verdict, reason)
    marked = note(found, None, words["zh"]).endswith("；按副本所印的日期")
    assert marked == (reason == "deadline")


def test_dates_of_the_contract_are_days(contract: Contract) -> None:
    constants = contract.rules["on-time"].constants
    assert contract.rules["on-time"].about == "date"
    days = {name: day for name, day in constants.items() if "since" not in name}
    assert {dates._day(2024, day).year for day in days.values()} == {2024}
    assert {f"notice_{level}" for level in dates.COUNTY_AND_ABOVE} <= days.keys()


# -- pages -------------------------------------------------------------------------------------

CONFIRMED = """\
as_printed:
- {rule: on-time, place: report, stated: 5, computed: 0, seen_as: official-page, by: somebody else, date: 2026-06-02, note: null}"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, contract: Contract) -> Path:
    """A built country: of its dates two are late, of which one was looked at again."""
    folder = country(tmp_path_factory.mktemp("late"))
    write(
        folder, contract, f"{CITY}/2022", received=900, published="2023-04-05", as_printed=CONFIRMED
    )
    write(folder, contract, f"{CITY}/2023", received=1000, published="2024-03-01")
    write(folder, contract, f"{COUNTY}/2023", published="2024-04-30")
    write(folder, contract, f"{ZONE}/2023", published="2024-06-30")
    done = command("--lang", "en", root=folder)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "to look at" not in done.stdout, "a late date is nothing that check asks to look at"
    return folder / "dist"


def text(path: Path) -> str:
    """What a page says, without its markup."""
    main = path.read_text(encoding="utf-8").split("<main", 1)[1].split("</main>")[0]
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", main)).split())


def test_the_list_says_date_limit_days_and_who_looked(site: Path) -> None:
    said = text(site / "en/late/index.html")
    assert "3 Reports" not in said
    assert "Reports that could be judged 3 By the limit 1 After the limit 2" in said
    assert (
        "dated 5 April 2023, due by 31 March 2023, 5 days after the limit, looked at again on 2 June 2026"
        in said
    )
    assert (
        "dated 30 April 2024, due by 31 March 2024, 30 days after the limit, nobody has looked at the date again"
        in said
    )
    order = ["How many and where", "dated 30 April 2024", "dated 5 April 2023"]
    assert sorted(order, key=said.index) == order, "counts first, then the longest"
    assert re.search(r"Level: (\w+ level 1; \w+ level 1) ", said)
    chinese = text(site / "late/index.html")
    assert "所印日期2024年4月30日，期限为2024年3月31日，在期限之后30天，日期还没有人再看" in chinese


def test_late_is_neither_a_sum_nor_a_slip(site: Path) -> None:
    for folder in ("", "en/"):
        findings = text(site / folder / "findings/index.html")
        assert "2024" not in findings, "neither list has a report"
        home = text(site / folder / "index.html")
        assert "on-time" not in home
    assert "None so far." in text(site / "en/findings/index.html")
    assert "None at present." in text(site / "en/findings/index.html")
    report = text(site / f"en/{COUNTY}/2023/index.html")
    assert "Figures that we have to look at again" not in report
    assert (
        "due by 31 March 2024; after 20 February 2024, which the notice asks for; 30 days after the limit"
        in report
    )
    with (site / "data/reports.csv").open(encoding="utf-8") as lines:
        row = next(row for row in csv.DictReader(lines) if row["id"] == f"{CITY}/2022")
    assert row["as_printed"] == "0", "a date is no figure of the document"
    badge = json.loads((site / CITY / "2022/badge.json").read_text(encoding="utf-8"))
    assert "≠" not in badge["message"]


def test_the_list_is_linked_from_where_findings_are(site: Path) -> None:
    for page in (
        "findings/index.html",
        "rules/on-time/index.html",
        f"{COUNTY}/2023/index.html",
    ):
        assert "late/index.html" in (site / page).read_text(encoding="utf-8"), page
    assert "late" in RESERVED


def test_an_empty_list_says_so(tmp_path: Path, contract: Contract) -> None:
    folder = country(tmp_path)
    write(folder, contract, f"{CITY}/2023", published="2024-03-01")
    for lang, said in (
        ("en", "None: every report that could be judged"),
        ("zh", "没有：能判断的报告"),
    ):
        assert said in text_of(
            pages(folder, Overview(counts={"on-time holds": 1}))[f"{prefix(lang)}late/index.html"]
        )
        nothing = {"en": "No report could be judged yet.", "zh": "还没有能判断的报告。"}[lang]
        assert nothing in text_of(pages(folder, Overview())[f"{prefix(lang)}late/index.html"])


def prefix(lang: str) -> str:
    return "" if lang == "zh" else "en/"


def pages(folder: Path, overview: Overview) -> dict[str, bytes]:
    judged = order.at_hand(folder)
    words = read_project(folder).words["en"]
    site = site_of(Settings(folder, "", words, "2026-06-01"), judged)
    return {path: data for view in site.views() for path, data in late.pages(view, overview)}


def text_of(page: bytes) -> str:
    return " ".join(html.unescape(re.sub("<[^>]*>", " ", page.decode())).split())


def test_of_a_thousand_dates_the_longest_are_listed_and_a_province_has_a_row_for_each_place(
    tmp_path: Path, contract: Contract
) -> None:
    folder = country(tmp_path)
    write(folder, contract, f"{CITY}/2023", published="2024-03-01")
    entries = [
        [f"{place}/{year}", f"{year + 1}-04-02", f"{year + 1}-03-31", n, "", False, False]
        for n, place in enumerate((CITY, COUNTY, f"{CITY}/beixian", f"{CITY}/dongxian"), 1)
        for year in range(2019, 2269)
    ]
    made = pages(folder, Overview(late=entries, counts={"on-time broken": 1000}))
    names = ("index.html", "jinsheng/index.html", "rows.js")
    assert set(made) == {f"{p}late/{name}" for p in ("", "en/") for name in names}
    first = text_of(made["en/late/index.html"])
    assert "1,000" in first
    assert first.count("dated") == first.count("4 days after the limit") == late.TOGETHER
    assert "940 more reports are not listed here" in first
    own = made["en/late/jinsheng/index.html"].decode()
    table = own[own.index('id="longest"' if 'id="longest"' in own else "id=longest") :]
    rows = re.findall(r"<tr>(.*)", table.split("</table>")[0].split("<tbody>")[1])
    assert [re.findall(r"<a href[^>]*>(\d+)</a>", row) for row in rows] == [
        [days] * late.YEARS for days in "4321"
    ]
    few = pages(folder, Overview(late=entries[: late.TOGETHER], counts={"on-time broken": 60}))
    assert set(few) == set(made) - {f"{p}late/jinsheng/index.html" for p in ("", "en/")}
