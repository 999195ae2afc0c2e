"""A document that prints no title, or no publisher: neither is ever made up."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import GOLDEN, ROOT, miniature
from gongkai import pages
from gongkai.build.project import Settings, site_of
from gongkai.checks.judged import JudgedReports
from gongkai.content.canonical import formatted
from gongkai.content.load.report import read_report
from gongkai.model.report import Report
from gongkai.words import Words

COUNTY = "content/reports/yangsheng/jiashi/yixian/2022.yaml"
TEXT = (GOLDEN / COUNTY).read_text(encoding="utf-8")
ID = "yangsheng/jiashi/yixian/2022"


@pytest.fixture(scope="module")
def judged() -> JudgedReports:
    return miniature()


def test_title_and_publisher_may_be_null(judged: JudgedReports) -> None:
    report = judged.reports[ID]
    assert (report.title, report.source.publisher) == (None, None)
    assert formatted(TEXT, COUNTY, judged.contract) == TEXT


@pytest.mark.parametrize(
    ("written", "message"),
    [("", "missing-key"), ("title:\n", "empty-text"), ("title: …\n", "placeholder")],
)
def test_a_title_is_not_simply_left_out(judged: JudgedReports, written: str, message: str) -> None:
    text = TEXT.replace("title: null\n", written)
    _, problems = read_report(COUNTY, text.encode(), judged.contract, judged.tree)
    assert [p.message for p in problems if not p.warning] == [message]


def test_the_package_leaves_both_empty(golden: Path) -> None:
    with open(golden / "data/reports.csv", encoding="utf-8", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["id"] == ID)
    assert (row["title"], row["publisher"]) == ("", "")


@pytest.mark.parametrize(
    ("page", "heading", "no_title", "no_publisher"),
    [
        ("", "乙县 2022", "原件没有印标题；上面的标题是本站所拟", "没有印发布机构"),
        ("en/", "Yi County", "the document prints no title; the heading above is ours",
         "no publisher printed"),
    ],
)  # fmt: skip
def test_the_page_says_so_and_makes_its_heading_of_place_and_year(
    golden: Path, page: str, heading: str, no_title: str, no_publisher: str
) -> None:
    text = (golden / f"{page}{ID}/index.html").read_text(encoding="utf-8")
    assert f"<h1>{heading}" in text
    assert no_title in text
    assert no_publisher in text
    assert "None" not in text
    assert "()" not in text


def test_a_document_with_a_title_is_cited_by_it(golden: Path, judged: JudgedReports) -> None:
    for id_ in (ID, "yangsheng/jiashi/2022"):
        report: Report = judged.reports[id_]
        text = (golden / f"{id_}/index.html").read_text(encoding="utf-8")
        cite = text.partition("id=cite>")[2].partition("<dt>")[0]
        assert "2022" in cite
        assert (report.title or "读到的没有标题") in cite


@pytest.mark.parametrize(
    ("seen_as", "message"), [("copy", "copy-no-title"), ("official-page", "no-title")]
)
def test_of_a_copy_no_more_is_said_than_that_the_copy_has_none(
    judged: JudgedReports, words: Mapping[str, Words], seen_as: str, message: str
) -> None:
    report = judged.reports[ID]
    report = replace(report, source=replace(report.source, seen_as=seen_as))
    site = site_of(Settings(ROOT, "", words["en"], "2026-01-01"), judged)
    for lang, (_, data) in zip(("zh", "en"), pages.of_reports(site, (report,)), strict=True):
        assert f"<dd>{words[lang](message)}" in data.decode()
