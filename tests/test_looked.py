"""Who has looked: nobody, one person or two, and every place that says so tells the truth."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import GOLDEN, command, judged, lay_out, miniature
from gongkai import words as say
from gongkai.checks.judged import JudgedReports
from gongkai.content.load.report import read_report
from gongkai.contract import Contract
from gongkai.model.findings import Tally, Verdict
from gongkai.model.report import Report, person
from gongkai.words import Words, phrases

DRAFT, ALONE, BOTH = (
    "yangsheng/jiashi/yixian/2022",
    "yangsheng/jiashi/kaifaqu/2021",
    "yangsheng/jiashi/2022",
)
PATH = f"content/reports/{DRAFT}.yaml"
TEXT = (GOLDEN / PATH).read_text(encoding="utf-8")


def wide(text: str) -> str:
    """Latin letters as wide as Han characters, as some keyboards type them."""
    return "".join(chr(ord(char) + 0xFEE0) for char in text)


@pytest.fixture(scope="module")
def known() -> JudgedReports:
    return miniature()


@pytest.mark.parametrize(
    ("transcribed_by", "verified_by", "readers"),
    [
        pytest.param(None, None, 0, id="a program alone"),
        pytest.param("a", None, 1, id="whoever transcribed it"),
        pytest.param(None, "a", 1, id="somebody who verified what a program read"),
        pytest.param("a", "b", 2, id="two people"),
        pytest.param("Li Ming", "li ming", 1, id="one name in another case"),
        pytest.param("李明", "李 明", 1, id="one name with a space"),
        pytest.param("Li", wide("Li"), 1, id="one name in another width"),
    ],
)
def test_readers_are_people(
    known: JudgedReports, transcribed_by: str | None, verified_by: str | None, readers: int
) -> None:
    report = known.reports[DRAFT]
    signed = replace(report, transcribed_by=transcribed_by, verified_by=verified_by)
    assert signed.readers == readers


@pytest.mark.parametrize(
    ("curation", "message", "warning"),
    [
        ("{transcribed_by: null, verified_by: null}", "unsigned", True),
        ("{transcribed_by: null, verified_by: b}", "verified-unsigned", True),
        ("{transcribed_by: B b, verified_by: b B}", "same-reader", False),
        (f"{{transcribed_by: {wide('Bb')}, verified_by: b  B}}", "same-reader", False),
        ("{transcribed_by: …, verified_by: null}", "placeholder", False),
        ("{transcribed_by: '', verified_by: null}", "empty-text", False),
        ("{verified_by: null}", "missing-key", False),
        ("{transcribed_by: a, verified_by: b}", None, False),
    ],
)
def test_check_says_who_has_not_looked(
    known: JudgedReports, curation: str, message: str | None, warning: bool
) -> None:
    text = TEXT.replace("{transcribed_by: null, verified_by: null}", curation)
    report, problems = read_report(PATH, text.encode(), known.contract, known.tree)
    assert [(p.message, p.warning) for p in problems] == ([(message, warning)] if message else [])
    assert (report is None) == (message is not None and not warning)


@pytest.mark.parametrize(
    ("transcribed_by", "verified_by", "by", "alone"),
    [
        ("a", None, "a", True),
        ("a", None, wide("A"), True),
        ("a", None, "b", False),
        ("a", "b", "a", False),
        ("a", "b", "b", False),
        (None, None, "a", True),
        (None, "b", "b", True),
        (None, "b", "a", False),
    ],
)
def test_a_confirmation_is_alone_where_one_person_has_looked(
    known: JudgedReports, contract: Contract, words: Mapping[str, Words],
    transcribed_by: str | None, verified_by: str | None, by: str, alone: bool,
) -> None:  # fmt: skip
    report = known.reports[ALONE]
    report = replace(
        report,
        transcribed_by=transcribed_by,
        verified_by=verified_by,
        as_printed=(replace(report.as_printed[0], by=by),),
    )
    found, _ = judged(report, contract)
    finding = next(f for f in found if f.verdict is Verdict.AS_PRINTED)
    assert finding.confirmed is not None
    assert report.alone(finding.confirmed) == alone
    for lang, sign in (("zh", "只有"), ("en", "Only ")):
        assert (sign in say.confirmed(finding, report, contract, words[lang])) == alone


@pytest.mark.parametrize(
    ("readers", "zh", "en"),
    [
        ([0], "程序读出，尚无人核对", "read by a program, compared by nobody yet"),
        ([0, 0], "程序读出，尚无人核对", "read by a program, compared by nobody yet"),
        ([1], "一人看过", "compared by 1 person"),
        ([2], "2 人看过", "compared by 2 people"),
        ([1, 2], "至少一人看过", "compared by at least 1 person"),
        ([0, 1], "部分只由程序读出", "some read by a program only"),
    ],
)
def test_a_badge_says_how_many_looked(
    words: Mapping[str, Words], readers: list[int], zh: str, en: str
) -> None:
    for lang, phrase in (("zh", zh), ("en", en)):
        assert phrases.badge(Tally(holds=3), readers, words[lang]).endswith(f" · {phrase}")


@pytest.mark.parametrize(
    ("report", "zh", "en"),
    [
        (DRAFT, "程序读出，尚无人核对", "read by a program, compared by nobody yet"),
        (ALONE, "一人看过", "compared by 1 person"),
        (BOTH, "2 人看过", "compared by 2 people"),
    ],
)
def test_badges_and_pages_of_a_report_say_it(golden: Path, report: str, zh: str, en: str) -> None:
    for folder, phrase in (("", zh), ("en/", en)):
        at = golden / folder / report
        badge = json.loads((at / "badge.json").read_text(encoding="utf-8"))["message"]
        assert badge.endswith(f" · {phrase}")
        assert phrase in (at / "badge.svg").read_text(encoding="utf-8")
        page = (at / "index.html").read_text(encoding="utf-8")
        assert badge in page
        assert "transcribed by one person" not in page
    none = (golden / DRAFT / "index.html").read_text(encoding="utf-8")
    assert "程序读出，尚无人对照原件核对" in none
    assert "一人看过" not in none
    assert "一人对照" not in none


def test_a_place_of_two_kinds_of_documents_says_the_least(golden: Path) -> None:
    place = DRAFT.rpartition("/")[0]  # a draft, and a document that one person read
    badge = json.loads((golden / f"en/{place}/badge.json").read_text(encoding="utf-8"))
    assert badge["message"].endswith("some read by a program only")
    page = (golden / f"en/{place}/index.html").read_text(encoding="utf-8")
    assert badge["message"] in page


def test_the_page_about_counts_the_three(golden: Path) -> None:
    for folder, expected in (
        ("", ("1 份两人先后看过", "3 份一人看过", "1 份由程序读出，尚无人核对")),
        ("en/", ("1 report by two people", "3 reports by one person", "1 report by nobody yet")),
    ):
        text = (golden / folder / "about/index.html").read_text(encoding="utf-8")
        for part in expected:
            assert part in text


def test_the_package_counts_readers_and_names_nobody(golden: Path) -> None:
    with open(golden / "data/reports.csv", encoding="utf-8", newline="") as file:
        readers = {row["id"]: row["readers"] for row in csv.DictReader(file)}
    assert (readers[DRAFT], readers[ALONE], readers[BOTH]) == ("0", "1", "2")
    with open(golden / "data/findings.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    confirmed = {row["report"]: row for row in rows if row["verdict"] == "as_printed"}
    assert (confirmed[ALONE]["confirmed_alone"], confirmed[ALONE]["readers"]) == ("true", "1")
    assert (confirmed[BOTH]["confirmed_alone"], confirmed[BOTH]["readers"]) == ("false", "2")
    assert {row["confirmed_alone"] for row in rows if row["verdict"] != "as_printed"} == {""}
    assert "confirmed_by" not in rows[0]
    for path in (golden / "data").rglob("*.csv"):
        text = path.read_text(encoding="utf-8")
        assert "somebody-else" not in text
        assert "Some Body" not in text


@pytest.mark.parametrize(
    "page",
    [f"en/{ALONE}/", "en/findings/", "en/rules/reviews-total/", "en/yangsheng/jiashi/kaifaqu/"],
)
def test_a_confirmation_by_the_transcriber_says_so_wherever_it_is_shown(
    golden: Path, page: str
) -> None:
    text = (golden / page / "index.html").read_text(encoding="utf-8")
    assert "nly the transcriber has looked" in text or "nly one person has looked" in text


def test_check_names_confirmations_by_one_person_alone(tmp_path: Path) -> None:
    done = command("check", "--lang", "en", root=lay_out(tmp_path, GOLDEN / "content"))
    assert done.returncode == 0
    lines = [line for line in done.stdout.splitlines() if line.startswith("content/")]
    assert [line.partition(":")[0] for line in lines] == [
        f"content/reports/{ALONE}.yaml",
        PATH,
    ]
    assert "the transcriber alone" in lines[0]
    assert "nobody has looked" in lines[1]


def test_a_second_reader_is_one_of_two(known: JudgedReports, contract: Contract) -> None:
    report: Report = known.reports[DRAFT]
    for people, verdict, reason in (
        ((None, None), Verdict.BROKEN, "nobody-looked"),
        (("a", None), Verdict.BROKEN, None),
        ((None, "a"), Verdict.BROKEN, None),
        (("a", "A"), Verdict.BROKEN, None),
        (("a", "b"), Verdict.HOLDS, None),
    ):
        signed = replace(report, transcribed_by=people[0], verified_by=people[1])
        found, _ = judged(signed, contract)
        one = next(f for f in found if f.rule == "second-reader")
        assert (one.verdict, one.reason) == (verdict, reason), people


def test_people_are_told_apart_by_what_is_left_of_their_names() -> None:
    assert person(" Some  Body ") == person("somebody") == person(wide("SOMEBODY"))
    assert person("a") != person("b")
