"""The facts: what was read off each document a second time, by another way than the transcription.

The figures here were taken from the documents by hand: the total column of part 3, all of part 4,
the disclosures of part 2, and every applicant column of the rows that are not nearly all zero.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

import pytest

from conftest import SEVEN
from gongkai import words as say
from gongkai.shelf import Shelf
from gongkai.tables.told import forms_of

LINYI = {
    "total": [
        4153,
        30,
        2116,
        604,
        23,
        17,
        2,
        24,
        42,
        17,
        23,
        18,
        1070,
        39,
        1,
        19,
        15,
        0,
        0,
        0,
        15,
        13,
        49,
        4107,
        76,
    ],
    "natural_person": [
        4076,
        30,
        2074,
        595,
        21,
        17,
        2,
        23,
        42,
        17,
        23,
        17,
        1052,
        38,
        1,
        19,
        15,
        0,
        0,
        0,
        15,
        13,
        47,
        4031,
        75,
    ],
    "business": [58, 0, 28, 6, 2, 0, 0, 0, 0, 0, 0, 1, 17, 1, 0] + [0] * 7 + [2, 57, 1],
    "research_institution": [2, 0, 2] + [0] * 20 + [2, 0],
    "public_interest_organization": [10, 0, 8, 1] + [0] * 8 + [1] + [0] * 10 + [10, 0],
    "legal_service": [4, 0, 3, 1] + [0] * 19 + [4, 0],
    "other_organization": [3, 0, 1, 1, 0, 0, 0, 1] + [0] * 15 + [3, 0],
    "reviews": [94, 33, 19, 16, 162, 48, 3, 19, 3, 73, 23, 0, 4, 5, 32],
    "disclosure": ["1", "1", "6", "78", "53", "356", "1487111", "86200", "30738", "123750.1117"],
}
KAIYUAN = {
    "total": [59, 0, 15, 9, 0, 2, 0, 0, 1, 0, 0, 1, 24, 0, 0, 1, 0, 0, 0, 0, 0, 0, 4, 57, 2],
    "natural_person": [29, 0, 9, 0, 0, 2] + [0] * 5 + [1, 14, 0, 0, 1] + [0] * 7 + [27, 2],
    "business": [0] * 25,
    "research_institution": [0] * 25,
    "public_interest_organization": [1, 0, 1] + [0] * 20 + [1, 0],
    "legal_service": [0] * 25,
    "other_organization": [29, 0, 5, 9, 0, 0, 0, 0, 1, 0, 0, 0, 10] + [0] * 9 + [4, 29, 0],
    "reviews": [10, 3, 2, 0, 15, 2, 0, 0, 0, 2, 2, 0, 0, 1, 3],
    "disclosure": ["0", "0", "0", "0", "0", "2", "55117", "1957", "1221", "2192.76779"],
}
LANSHAN = {
    "total": [232, 3, 90, 11, 12, 0, 0, 1, 3, 0, 9, 1, 89, 4, 0, 0, 1, 0, 0, 0, 3, 0, 0, 224, 11],
    "natural_person": [
        230,
        3,
        88,
        11,
        12,
        0,
        0,
        1,
        3,
        0,
        9,
        1,
        89,
        4,
        0,
        0,
        1,
        0,
        0,
        0,
        3,
        0,
        0,
        222,
        11,
    ],
    "business": [0] * 25,
    "research_institution": [0] * 25,
    "public_interest_organization": [2, 0, 2] + [0] * 20 + [2, 0],
    "legal_service": [0] * 25,
    "other_organization": [0] * 25,
    "reviews": [12, 1, 2, 3, 18, 6, 1, 0, 0, 7, 2, 2, 1, 0, 5],
    "disclosure": ["0", "0", "0", "8", "5", "20", "295613", "20713", "3577", "1210.06"],
}


@pytest.mark.parametrize(
    ("report_id", "expected"),
    [
        pytest.param("shandong/linyi/2023", LINYI, id="Linyi 2023"),
        pytest.param("liaoning/tieling/kaiyuan/2023", KAIYUAN, id="Kaiyuan 2023"),
        pytest.param("shandong/linyi/lanshan/2021", LANSHAN, id="Lanshan 2021"),
    ],
)
def test_every_cell_is_as_printed(
    checked: Shelf, report_id: str, expected: dict[str, list[int | str]]
) -> None:
    report = checked.reports[report_id]
    assert len(report.cells) == 200
    for column in expected.keys() - {"reviews", "disclosure"}:
        rows = report.parts["requests"].rows
        found = [report.cells[f"requests.{row.code}.{column}"].value for row in rows]
        assert found == expected[column], column
    for part in ("reviews", "disclosure"):
        printed = [report.cells[a].printed for a in report.parts[part].addresses]
        assert printed == [str(value) for value in expected[part]]


@pytest.mark.parametrize(
    ("report_id", "groups"),
    [
        ("shandong/linyi/2023", (166, 1110, 34, 77)),
        ("liaoning/tieling/kaiyuan/2023", (4, 24, 1, 4)),
        ("shandong/linyi/lanshan/2021", (26, 93, 1, 3)),
    ],
)
def test_groups_are_the_sums_of_their_rows(
    checked: Shelf, report_id: str, groups: tuple[int, ...]
) -> None:
    report = checked.reports[report_id]
    names = ("refused", "unable", "not_processed", "otherwise_handled")
    assert tuple(report.derived(f"requests.{name}.total") for name in names) == groups


@pytest.mark.parametrize(
    ("report_id", "publisher", "published", "index_number", "scope"),
    [
        pytest.param(
            "shandong/linyi/2023",
            "临沂市政府办公室",
            "2024-03-09",
            "1585729837/zfb/2024-0000053",
            "territory",
            id="Linyi 2023",
        ),
        pytest.param(
            "liaoning/tieling/kaiyuan/2023",
            "开原市人民政府办公室",
            "2024-01-25",
            None,
            "unknown",
            id="Kaiyuan 2023 does not say whom it covers",
        ),
        pytest.param(
            "shandong/linyi/lanshan/2021",
            "临沂市兰山区人民政府办公室",
            None,
            None,
            "territory",
            id="Lanshan 2021 prints no date",
        ),
    ],
)
def test_the_head_of_each_document(
    checked: Shelf,
    report_id: str,
    publisher: str,
    published: str | None,
    index_number: str | None,
    scope: str,
) -> None:
    report = checked.reports[report_id]
    source = report.source
    assert (source.publisher, source.published) == (publisher, published)
    assert (source.index_number, report.scope) == (index_number, scope)
    assert (source.seen_as, source.url) == ("copy", None)
    assert (report.transcribed_by, report.verified_by) == ("gongkai", None)
    assert set(forms_of(report).values()) == {2021}


def test_every_figure_in_a_summary_is_in_its_tables(checked: Shelf) -> None:
    """Our own sentences may not say a number that the document does not."""
    import re

    for report in (checked.reports[name] for name in SEVEN):
        known = {str(cell.value) for cell in report.cells.values()} | {str(report.year)}
        known |= {say.plain(s.number).removeprefix("-") for s in report.statements}
        known |= {"2019", "2021", "2", "3", "4"}  # years of the forms, numbers of the parts
        for part in report.parts.values():
            for group in part.groups:
                for column in part.blocks[0].columns:
                    figure = report.derived(f"{part.name}.{group}.{column.code}")
                    known.add(str(figure if figure is not None else Decimal(0)))
        for text in report.summary.values():
            for number in re.findall(
                r"[0-9][0-9,]*", re.sub(r"\b20[0-9]{2}\b|20[0-9]{2}年", "", text)
            ):
                assert number.rstrip(",").replace(",", "") in known, (report.id, number)


def test_the_identities_of_the_seven_documents(checked: Shelf) -> None:
    found = [f for name in SEVEN for f in checked.findings[name] if f.identity is not None]
    verdicts = Counter(f.verdict.value for f in found)
    assert verdicts == {"holds": 166, "as_printed": 2, "not_assessable": 38}
    assert len(found) == 206


def test_what_the_prose_claims(checked: Shelf) -> None:
    """Expected of these documents: one growth fits no whole base, one list need not be whole."""
    found = {
        (f.report, f.place.removeprefix("statements.")): f
        for name in SEVEN
        for f in checked.findings[name]
        if f.place.startswith("statements.")
    }
    broken = [key for key, f in found.items() if f.verdict.value == "broken"]
    assert broken == [("shandong/linyi/2023", "lawsuits_growth")]
    growth = found[broken[0]]
    assert (growth.stated, growth.computed) == (Decimal("68.2"), None)
    assert (growth.args["low"], growth.args["high"]) == (62, 63)
    sums = {
        f.stated: (f.verdict.value, f.computed) for f in found.values() if f.rule == "statement-sum"
    }
    assert sums[Decimal(1610)] == ("holds", 1610)
    assert sums[Decimal(8115)] == ("holds", 8115)
    assert sums[Decimal(5500)] == ("holds", 5500)
    assert sums[Decimal(28356)] == ("not_assessable", 28344)
    shares = [f.verdict.value for f in found.values() if f.rule == "statement-share"]
    assert set(shares) == {"holds"}
    assert len(shares) == 25
