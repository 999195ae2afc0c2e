"""Whether a title names the place and year under which its document stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import miniature
from gongkai import words as say
from gongkai.build import order
from gongkai.checks import rules
from gongkai.checks.rules import titles
from gongkai.contract import Contract
from gongkai.model.findings import Finding, Verdict
from gongkai.model.languages import Translated
from gongkai.model.report import Jurisdiction, Name, Report, folded
from gongkai.words import Words

HOLDS, BROKEN, SILENT = Verdict.HOLDS, Verdict.BROKEN, Verdict.NOT_ASSESSABLE


def entry(id_: str, zh: str, level: str, *earlier: str) -> Jurisdiction:
    names = tuple(
        Name(Translated({"zh": name, "en": name}), None, "2015", "made up") for name in earlier
    )
    parent = id_.rpartition("/")[0] or None
    return Jurisdiction(id_, {"zh": zh, "en": f"{id_} of Nowhere"}, level, parent, names=names)


TREE = {
    one.id: one
    for one in (
        entry("yun", "云省", "province"),
        entry("yun/qing", "青梧市", "prefecture", "青梧地区"),
        entry("yun/qing/liu", "柳塘区", "county", "柳塘县"),
        entry("yun/qing/gu", "鼓楼区", "county"),
        entry("yun/qing/tu", "土家族苗族自治县", "county"),
        entry("yun/qing/en", "恩山土家族苗族自治县", "county"),
        entry("yun/qing/zone", "青梧经济技术开发区", "zone"),
        entry("yun/qing/office", "青梧市人民政府办公室", "organ"),
        entry("yun/qing/reform", "青梧市发展和改革局", "organ"),
        entry("yun/bai", "白石市", "prefecture"),
        entry("yun/bai/gu", "鼓楼区", "county"),
        entry("yun/bai/he", "和县", "county"),
    )
}
NAMES = frozenset(
    folded(name)
    for one in TREE.values()
    for name in (one.name["zh"], *(earlier.name["zh"] for earlier in one.names))
)


def judge(place: str, year: int, title: str | None, contract: Contract) -> Finding:
    report: Report = miniature().reports["yangsheng/jiashi/2022"]
    organ = TREE[place].level == "organ"
    report = replace(
        report,
        title=title,
        year=year,
        jurisdiction=str(TREE[place].parent) if organ else place,
        organ=place if organ else None,
    )
    around = rules.around(report, {}, TREE, {}, contract, NAMES)
    return next(titles.agrees(report, "title-agrees", around))


YEARLY = "政府信息公开工作年度报告"


@pytest.mark.parametrize(
    ("place", "title", "verdict"),
    [
        # the year, however it is written
        ("yun/qing", f"青梧市2023年{YEARLY}", HOLDS),
        ("yun/qing", f"青梧市人民政府2023年度{YEARLY}", HOLDS),
        ("yun/qing", f"青梧市２０２３年{YEARLY}", HOLDS),
        ("yun/qing", f"青梧市二〇二三年{YEARLY}", HOLDS),
        ("yun/qing", f"青梧市二○二三年{YEARLY}", HOLDS),
        ("yun/qing", f"青梧市二零二三年{YEARLY}", HOLDS),
        ("yun/qing", f"2023 年 青梧市 {YEARLY}", HOLDS),
        ("yun/qing", f"青梧市2023{YEARLY}", HOLDS),
        ("yun/qing", f"青梧市{YEARLY}（2023年）", HOLDS),
        ("yun/qing", f"青梧市2023年{YEARLY}（2024年1月20日发布）", HOLDS),
        ("yun/qing", f"青梧市2023年{YEARLY}（2024年发布）", HOLDS),
        ("yun/qing", f"青梧市{YEARLY}（2024年1月20日）", HOLDS),
        ("yun/qing", f"青梧市2019—2023年{YEARLY}", HOLDS),
        ("yun/qing", f"青梧市2022-2023年度{YEARLY}", HOLDS),
        ("yun/qing", f"青梧市{YEARLY}（国办公开办函\u30142021\u301530号）", HOLDS),
        ("yun/qing", f"青梧市2022年{YEARLY}", BROKEN),
        ("yun/qing", f"青梧市二〇二二年{YEARLY}", BROKEN),
        ("yun/qing", f"青梧市２０２４年度{YEARLY}", BROKEN),
        ("yun/qing", f"2022年{YEARLY}", BROKEN),
        ("yun/qing", f"青梧市2019—2022年{YEARLY}", BROKEN),
        # the place
        ("yun/qing", f"青梧地区2023年{YEARLY}", HOLDS),
        ("yun/qing", f"云省青梧市人民政府办公室2023年{YEARLY}", HOLDS),
        ("yun/qing", f"青梧2023年{YEARLY}", HOLDS),
        ("yun/qing", f"青梧市教育局2023年{YEARLY}", HOLDS),
        ("yun/qing", f"云省2023年{YEARLY}", HOLDS),
        ("yun/qing", f"2023年{YEARLY}", HOLDS),
        ("yun/qing", f"某高新区2023年{YEARLY}", HOLDS),
        ("yun/qing", "Yun/qing of Nowhere: annual report 2023", HOLDS),
        ("yun/qing", f"白石市2023年{YEARLY}", BROKEN),
        ("yun/qing", f"青梧市柳塘区2023年{YEARLY}", BROKEN),
        ("yun/qing", f"青梧市发展和改革局2023年{YEARLY}", BROKEN),
        ("yun/qing", f"青梧经济技术开发区管理委员会2023年{YEARLY}", BROKEN),
        ("yun/qing/liu", f"柳塘县2023年{YEARLY}", HOLDS),
        ("yun/qing/liu", f"青梧市柳塘区人民政府2023年{YEARLY}", HOLDS),
        ("yun/qing/liu", f"柳塘区《2023年{YEARLY}》", HOLDS),
        ("yun/qing/liu", f"青梧市鼓楼区2023年{YEARLY}", BROKEN),
        ("yun/qing/liu", f"和县2023年{YEARLY}", BROKEN),
        ("yun/qing/gu", f"鼓楼区2023年{YEARLY}", HOLDS),
        ("yun/qing/gu", f"白石市鼓楼区2023年{YEARLY}", BROKEN),
        ("yun/qing/en", f"恩山土家族苗族自治县2023年{YEARLY}", HOLDS),
        ("yun/qing/en", f"恩山县2023年{YEARLY}", HOLDS),
        ("yun/qing/zone", f"青梧经济技术开发区管委会2023年{YEARLY}", HOLDS),
        ("yun/qing/zone", f"青梧市经开区2023年{YEARLY}", HOLDS),
        ("yun/qing/zone", f"柳塘区2023年{YEARLY}", BROKEN),
        # organs
        ("yun/qing/office", f"青梧市人民政府办公室2023年{YEARLY}", HOLDS),
        ("yun/qing/office", f"青梧市政府办公室2023年{YEARLY}", HOLDS),
        ("yun/qing/office", f"青梧市2023年{YEARLY}", HOLDS),
        ("yun/qing/reform", f"青梧市发改局2023年{YEARLY}", HOLDS),
        ("yun/qing/reform", f"发展和改革局2023年{YEARLY}", HOLDS),
        ("yun/qing/reform", f"青梧市2023年{YEARLY}", HOLDS),
        ("yun/qing/reform", f"青梧市人民政府办公室2023年{YEARLY}", BROKEN),
        ("yun/qing/reform", f"白石市发展和改革局2023年{YEARLY}", BROKEN),
        # nothing clear
        ("yun/qing", None, SILENT),
        ("yun/qing", YEARLY, SILENT),
        ("yun/qing", f"云省{YEARLY}", SILENT),
        ("yun/qing/liu", f"青梧市{YEARLY}", SILENT),
        ("yun/qing/reform", f"青梧市{YEARLY}", SILENT),
        ("yun/qing/reform", f"青梧市教育局{YEARLY}", SILENT),
        ("yun/qing", f"青梧市外事办公室{YEARLY}", SILENT),
        ("yun/qing", f"某高新区{YEARLY}", SILENT),
        # a place alone
        ("yun/qing", f"青梧市{YEARLY}", HOLDS),
        ("yun/qing/reform", f"青梧市发改局{YEARLY}", HOLDS),
        ("yun/qing/office", f"青梧市政府办{YEARLY}", SILENT),
    ],
)  # fmt: skip
def test_a_title_is_that_of_its_place_and_year_unless_it_clearly_names_another(
    contract: Contract, place: str, title: str | None, verdict: Verdict
) -> None:
    found = judge(place, 2023, title, contract)
    assert (found.place, found.verdict) == ("report", verdict), found.reason


@pytest.mark.parametrize(
    ("title", "reason", "expected"),
    [
        ("青梧市2022年年度报告", "title-year", ("2022",)),
        ("白石市2023年年度报告", "title-place", ("白石市",)),
        ("白石市2022年年度报告", "title-both", ("2022", "白石市")),
        ("年度报告", "title-silent", ()),
        (None, "title-not-printed", ()),
    ],
)
def test_it_says_what_the_title_names(
    contract: Contract,
    words: Mapping[str, Words],
    title: str | None,
    reason: str,
    expected: tuple[str, ...],
) -> None:
    found = judge("yun/qing", 2023, title, contract)
    assert found.reason == reason
    report = miniature().reports["yangsheng/jiashi/2022"]
    for lang in words:
        note = say.note(found, report, words[lang])
        assert all(text in note for text in expected)
        assert (title or "-") in note or not expected


def test_every_title_of_the_made_up_country_is_its_own(country: Path) -> None:
    judged = order.at_hand(country)
    broken = [
        (report, finding.args)
        for report in judged.reports
        for finding in judged.findings[report]
        if finding.rule == "title-agrees" and finding.verdict is BROKEN
    ]
    assert broken == []
