"""A publisher corrects its page, and another one replies: on pages, beside findings, in tables."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import markup
from gongkai.checks.judged import JudgedReports
from gongkai.package.tables import documents

CORRECTED = "beiyu/songhe/xueping/2023"
REPLIED = "jiangting/pingwan/luze/2023"


def rows(dist: Path, table: str) -> list[dict[str, str]]:
    with (dist / "data" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_an_earlier_edition_has_an_address_its_cells_and_what_became_of_its_sums(
    dist: Path,
) -> None:
    zh, en = (markup(dist / lang / CORRECTED / "index.html") for lang in (".", "en"))
    for page in (zh, en):
        assert 'id="edition-2024-02-20"' in page
        assert 'href="#editions"' in page
        assert 'href="https://example.org/beiyu/songhe/xueping/2023-first"' in page
        for address in ("reviews.reconsideration.total", "disclosure.fees.amount"):
            assert f'href="#{address}"' in page
            assert f'id="{address}"' in page, "a cell leads to where it stands now"
    assert "行政复议 / 总计：旧版印的是 2，加总得 3；现版相符。" in zh
    assert "2 was printed where the sum gives 3; now it adds up." in en
    assert re.search(r"13\.00\s*<td[^>]*>13\.10", en), "money as it was printed"
    assert re.search(r"blank\s*<td[^>]*>77", en), "a blank is a blank"


def test_every_edition_is_in_its_table_with_the_cells_that_differed(dist: Path) -> None:
    found = [row for row in rows(dist, "editions") if row["report"] == CORRECTED]
    assert [(row["place"], row["printed"]) for row in found] == [
        ("report", ""),
        ("reviews.reconsideration.total", "2"),
        ("disclosure.fees.amount", "13.00"),
        ("disclosure.penalties.decisions", ""),
    ]
    assert found[0]["sha256"] == "5f" * 32
    assert {row["superseded"] for row in found} == {"2024-02-20"}
    now = next(
        row
        for row in rows(dist, "reviews")
        if row["report"] == CORRECTED and row["result"] == "total"
    )
    assert now["count"] == "3", "the tables have the newest edition"


def test_an_edition_with_the_same_cells_is_a_row_too(checked: JudgedReports) -> None:
    report = checked.reports[CORRECTED]
    (edition,) = report.editions
    same = replace(report, editions=(replace(edition, cells={}),))
    assert [row["place"] for row in documents.editions(same)] == ["report"]


@pytest.mark.parametrize(
    ("lang", "said", "link"),
    [
        ("", "两处总计漏填，将在网站上更正。", "发布机关有答复"),
        (
            "en/",
            "Two totals were left out; they will be corrected on the website.",
            "The publisher has replied",
        ),
    ],
)
def test_a_reply_stands_beside_the_findings(dist: Path, lang: str, said: str, link: str) -> None:
    page = markup(dist / f"{lang}{REPLIED}/index.html")
    assert said in page
    # In the contents, and at each of the two sums that do not add up in the original.
    assert page.count(f'<a href="#reply">{link}</a>') == 3
    findings = markup(dist / f"{lang}findings/index.html")
    assert findings.count(f"{REPLIED}/index.html#reply") == 3, "at both, and in the list of replies"


def test_who_replied_and_when_is_in_the_table(dist: Path) -> None:
    found = {row["id"]: (row["reply_from"], row["reply_received"]) for row in rows(dist, "reports")}
    assert found[REPLIED] == ("平湾市鹭泽区人民政府办公室", "2026-11-27")
    assert found[CORRECTED] == ("", "")
