"""Every phrase is literally true of every figure it is said of, in both languages."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import pytest

from gongkai.words import Words, phrases
from gongkai.words.phrases import CHANGES, SHARES, Band
from test_words import UNFAIR

D = Decimal
LANGS = ["zh", "en"]
BOTH = pytest.mark.parametrize("lang", LANGS)
WHY = {"zh": "“本机关不掌握”", "en": "the organ does not hold it"}

FRACTIONS = {
    "fifth": (1, 5), "quarter": (1, 4), "third": (1, 3), "half": (1, 2), "tenth": (1, 10),
    "two fifths": (2, 5), "three fifths": (3, 5), "two thirds": (2, 3), "three quarters": (3, 4),
    "four fifths": (4, 5), "one in ten": (1, 10), "three in ten": (3, 10), "nine in ten": (9, 10),
    "五分之一": (1, 5), "四分之一": (1, 4), "三分之一": (1, 3), "一半": (1, 2), "十分之一": (1, 10),
    "三分之二": (2, 3), "四分之三": (3, 4), "一成": (1, 10), "两成": (1, 5), "三成": (3, 10),
    "四成": (2, 5), "六成": (3, 5), "八成": (4, 5), "九成": (9, 10),
}  # fmt: skip
WORDS = {
    "none": (0, 0), "无一": (0, 0), "all": (1, 1), "全部": (1, 1), "hardly any": (0, 0.02), "极少数": (0, 0.02),
    "nearly all": (0.95, 1), "几乎全部": (0.95, 1), "过半": (0.5, 1), "绝大部分": (0.9, 1),
}  # fmt: skip


def claims(phrase: str, value: Fraction) -> bool:
    """Whether a phrase for a share, read by its words, is true of a value."""
    if phrase in WORDS:
        low, high = WORDS[phrase]
        return low == value == high if low == high else low < value < high
    parts = re.fullmatch(
        r"(about |nearly |more than |fewer than |约|近|超过|不到)?(?:a )?(.+?)(多)?", phrase
    )
    assert parts is not None
    before, name, more = parts.groups()
    exact = Fraction(*FRACTIONS[name])
    if more:
        return exact < value < exact + Fraction(1, 10)
    match (before or "").strip():
        case "about" | "约":
            return abs(value - exact) <= Fraction(1, 100)
        case "nearly" | "近":
            return exact - Fraction(5, 100) <= value < exact
        case "more than" | "超过":
            return exact < value < exact + Fraction(1, 10)
        case "fewer than" | "不到":
            return 0 < value < exact
        case "":
            return abs(value - exact) <= Fraction(1, 200)
    raise AssertionError(phrase)


@pytest.mark.parametrize("table", [SHARES, CHANGES], ids=["shares", "changes"])
def test_bands_have_no_gap_and_no_overlap(table: tuple[Band, ...]) -> None:
    assert table[0][0] == 0
    for (lower, upper, _), (after, _, _) in pairwise(table):
        assert upper == after or lower == upper == after
    ranges = [(lower, upper) for lower, upper, _ in table if lower != upper]
    for (_, upper), (after, _) in pairwise(ranges):
        assert upper == after


def test_shares_end_with_the_whole_and_changes_never() -> None:
    assert SHARES[-1][:2] == (1000, 1000)
    assert CHANGES[-1][1] is None


@BOTH
def test_every_share_is_literally_true(words: Mapping[str, Words], lang: str) -> None:
    for part in range(7001):
        phrase = phrases.share(D(part), D(7000), words[lang])
        assert claims(phrase, Fraction(part, 7000)), (part, phrase)


@BOTH
def test_every_share_is_true_at_its_bounds(words: Mapping[str, Words], lang: str) -> None:
    for lower, upper, _ in SHARES:
        assert upper is not None
        for part in {lower * 1000, min(lower * 1000 + 1, 10**6), max(upper * 1000 - 1, 0)}:
            phrase = phrases.share(D(part), D(1_000_000), words[lang])
            assert claims(phrase, Fraction(part, 1_000_000)), (part, phrase)


@pytest.mark.parametrize(
    ("part", "whole", "zh", "en"),
    [
        (0, 7, "无一", "none"),
        (1, 1000, "极少数", "hardly any"),
        (1, 3, "三分之一", "a third"),
        (1, 4, "四分之一", "a quarter"),
        (499, 1000, "一半", "half"),
        (4949, 10000, "近一半", "nearly half"),
        (506, 1000, "过半", "more than half"),
        (2, 3, "三分之二", "two thirds"),
        (999_999, 1_000_000, "几乎全部", "nearly all"),
        (3, 3, "全部", "all"),
    ],
)
def test_shares_are_said_as_people_say_them(
    words: Mapping[str, Words], part: int, whole: int, zh: str, en: str
) -> None:
    assert phrases.share(D(part), D(whole), words["zh"]) == zh
    assert phrases.share(D(part), D(whole), words["en"]) == en


@pytest.mark.parametrize(("part", "whole"), [(3, 2), (-1, 2), (1, 0), (0, 0)])
def test_what_is_no_part_has_no_share(words: Mapping[str, Words], part: int, whole: int) -> None:
    with pytest.raises(ValueError, match="no words"):
        phrases.share(D(part), D(whole), words["en"])


def holds(phrase: str, r: Fraction) -> bool:
    """Whether an English phrase for a change is true of this year over the year before."""
    if phrase in ("down to none", "the same as the year before"):
        return r == (0 if "none" in phrase else 1)
    if phrase == "about the same as the year before":
        return abs(r - 1) <= Fraction(3, 100)
    if phrase.startswith("slightly"):
        return 1 < r < Fraction(11, 10) if "above" in phrase else Fraction(9, 10) < r < 1
    near, amount, kind = re.fullmatch(
        r"(about |more than |less than |nearly |at least )?(.+?) (below|above|of|as much again as)? ?the year before",
        phrase,
    ).groups()
    times = {
        "twice": 2,
        "three times": 3,
        "four times": 4,
        "five times": 5,
        "ten times": 10,
        "a hundred times": 100,
    }
    exact = (
        Fraction(times[amount])
        if amount in times
        else Fraction(*FRACTIONS[amount.removeprefix("a ")])
    )
    value = {"below": 1 - r, "above": r - 1, "as much again as": r - 1}.get(kind or "", r)
    match (near or "").strip():
        case "about":
            return abs(value - exact) <= Fraction(2, 100)
        case "more than":
            return value > exact
        case "less than":
            return 0 < value < exact
        case "nearly":
            return exact - Fraction(1, 10) <= value < exact
        case "at least":
            return value >= exact
    raise AssertionError(phrase)


def test_every_change_is_literally_true(words: Mapping[str, Words]) -> None:
    for now in [*range(6000), 12_345, 99_999, 100_000, 10**9]:
        phrase = phrases.change(D(now), D(1000), words["en"])
        assert holds(phrase, Fraction(now, 1000)), (now, phrase)


def test_a_change_is_named_alike_in_both_languages(words: Mapping[str, Words]) -> None:
    for now in range(0, 6000, 7):
        zh = phrases.change(D(now), D(1000), words["zh"])
        if now < 970:
            assert re.search("少|不到|降|约为上年的[三四]分之一", zh), (now, zh)
        elif now > 1030:
            assert re.search("多|倍", zh), (now, zh)
        else:
            assert "相" in zh


@pytest.mark.parametrize(
    ("now", "before", "zh", "en"),
    [
        (0, 0, "与上年一样，都是0", "none, as in the year before"),
        (5, 0, "上年为0，这一年为5", "5, after none the year before"),
        (0, 7, "降为0", "down to none"),
        (8, 7, "比上年多1", "1 more than the year before"),
        (3, 19, "比上年少16", "16 fewer than the year before"),
        (7, 7, "与上年相同", "the same as the year before"),
        (40, 20, "约为上年的两倍", "about twice the year before"),
        (300, 100, "约为上年的三倍", "about three times the year before"),
    ],
)
def test_small_and_empty_bases_are_said_in_numbers(
    words: Mapping[str, Words], now: int, before: int, zh: str, en: str
) -> None:
    assert phrases.change(D(now), D(before), words["zh"]) == zh
    assert phrases.change(D(now), D(before), words["en"]) == en


def test_a_change_of_what_cannot_be_counted_is_refused(words: Mapping[str, Words]) -> None:
    with pytest.raises(ValueError, match="no counts"):
        phrases.change(D(-1), D(3), words["en"])


OUTCOMES = [
    pytest.param(
        (4107, 2061, 10, 1027, 300),
        "办结的4,107件里，一半予以公开，四分之一以“本机关不掌握”为由没有提供。",
        "Of 4,107 requests handled, half were granted in full and a quarter got nothing because the organ does not hold it.",
        id="the granted and the largest reason",
    ),
    pytest.param(
        (4107, 1027, 1000, 1369, 0),
        "办结的4,107件里，四分之一予以公开，近四分之一部分公开，三分之一以“本机关不掌握”为由没有提供。",
        "Of 4,107 requests handled, a quarter were granted in full, nearly a quarter in part and a third got nothing because the organ does not hold it.",
        id="the partly granted too, where they are nearly as many",
    ),
    pytest.param((0, 0, 0), "没有办结申请。", "No requests were handled.", id="none handled"),
    pytest.param((1, 1, 0), "办结1件，予以公开。", "One request was handled, and granted in full.", id="one, granted"),
    pytest.param((1, 0, 1), "办结1件，部分公开。", "One request was handled, and granted in part.", id="one, in part"),
    pytest.param((1, 0, 0, 1), "办结1件，以“本机关不掌握”为由没有提供。", "One request was handled; it got nothing because the organ does not hold it.", id="one, not provided"),
    pytest.param((1, 0, 0), "办结1件，没有提供。", "One request was handled; the information was not provided.", id="one, no reason known"),
    pytest.param((232, 232, 0), "办结的232件全部予以公开。", "The 232 requests handled were all granted in full.", id="all granted"),
    pytest.param((8, 0, 8), "办结的8件全部是部分公开。", "The 8 requests handled were all granted in part.", id="all in part"),
    pytest.param((8, 0, 0, 8), "办结的8件都以“本机关不掌握”为由没有提供。", "None of the 8 requests handled got anything, because the organ does not hold it.", id="one reason for all"),
    pytest.param(
        (400, 0, 0, 300, 100),
        "办结的400件里，无一予以公开或部分公开，四分之三以“本机关不掌握”为由没有提供。",
        "Of 400 requests handled, none were granted in full or in part and three quarters got nothing because the organ does not hold it.",
        id="nothing granted",
    ),
    pytest.param(
        (400, 200, 0, 39, 30),
        "办结的400件里，一半予以公开；没有提供的原因里，没有哪一种突出。",
        "Of 400 requests handled, half were granted in full; no single reason for not providing information stands out.",
        id="no reason reaches a tenth",
    ),
    pytest.param(
        (400, 200, 0, 100, 100),
        "办结的400件里，一半予以公开；没有提供的原因里，没有哪一种突出。",
        "Of 400 requests handled, half were granted in full; no single reason for not providing information stands out.",
        id="two reasons tie",
    ),
    pytest.param(
        (1000, 990, 0, 6, 4),
        "办结的1,000件里，几乎全部予以公开。",
        "Of 1,000 requests handled, nearly all were granted in full.",
        id="too few were not given to ask why",
    ),
    pytest.param(
        (12, 1, 1, 5, 2),
        "办结的12件里，1件予以公开，1件部分公开，5件以“本机关不掌握”为由没有提供。",
        "Of 12 requests handled, 1 was granted in full, 1 in part and 5 got nothing because the organ does not hold it.",
        id="a handful is told in numbers",
    ),
    pytest.param(
        (10, 8, 4, 0),
        "按所印数字：办结10件，予以公开8件，部分公开4件。",
        "As printed: 10 requests handled, 8 granted in full, 4 granted in part.",
        id="parts that are more than the whole are listed, not compared",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("figures", "zh", "en"), OUTCOMES)
def test_what_became_of_the_requests(
    words: Mapping[str, Words], figures: tuple[int, ...], zh: str, en: str
) -> None:
    handled, granted, partly, *rest = (D(figure) for figure in figures)
    for lang, expected in (("zh", zh), ("en", en)):
        reasons = list(zip([WHY[lang], "…"], rest, strict=False))
        assert phrases.outcomes(handled, granted, partly, reasons, words[lang]) == expected


@BOTH
def test_every_small_outcome_is_a_sentence_that_accuses_nobody(
    words: Mapping[str, Words], lang: str
) -> None:
    for handled in (*range(7), 19, 20, 21):
        for granted in range(min(handled, 8) + 1):
            for reason in range(handled - granted + 1):
                text = phrases.outcomes(D(handled), D(granted), D(0), [(WHY[lang], D(reason))], words[lang])  # fmt: skip
                assert text.endswith("。" if lang == "zh" else ".")
                assert not UNFAIR.search(text)
                assert not re.search(r"\b1 (were|requests)|\b[2-9] was |  |，，|{", text), text


@pytest.mark.parametrize(
    ("points", "zh", "en"),
    [
        ([], "办结：还没有可比的数。", "Handled: no comparable figures yet."),
        ([(2023, 1)], "办结：2023年1。", "Handled: 1 in 2023."),
        ([(2022, 200), (2023, 220)], "办结：2023年220，比上年多约一成。", "Handled: 220 in 2023, about a tenth above the year before."),
        ([(2020, 200), (2023, 220)], "办结：从2020年的200增到2023年的220。", "Handled: up from 200 in 2020 to 220 in 2023."),
        ([(2021, 9), (2022, 30), (2023, 7)], "办结：从2021年的9减到2023年的7，2022年最多，为30。", "Handled: down from 9 in 2021 to 7 in 2023, with the highest figure in 2022: 30."),
        ([(2021, 9), (2022, 3), (2023, 9)], "办结：2021年和2023年都是9。", "Handled: 9 in both 2021 and 2023."),
        ([(2020, 1), (2021, 9), (2022, 9), (2023, 2)], "办结：从2020年的1增到2023年的2，2021年和2022年最多，为9。", "Handled: up from 1 in 2020 to 2 in 2023, with the highest figure in 2021 and 2022: 9."),
        ([(2021, 0), (2022, 0), (2023, 0)], "办结：2021年到2023年，有数的各年都是0。", "Handled: 0 in every year that has a figure, 2021 to 2023."),
    ],
)  # fmt: skip
def test_a_series_is_told_from_its_first_to_its_last_year(
    words: Mapping[str, Words], points: list[tuple[int, int]], zh: str, en: str
) -> None:
    given = [(year, D(value)) for year, value in points]
    assert phrases.series(given, "办结", words["zh"]) == zh
    assert phrases.series(given, "Handled", words["en"]) == en


@pytest.mark.parametrize(
    ("n", "quartiles", "en"),
    [
        (0, None, "No report gives this figure yet."),
        (1, None, "One report gives this figure. With fewer than 10, nothing is said of them together."),
        (9, ("1", "2", "3"), "9 reports give this figure. With fewer than 10, nothing is said of them together."),
        (10, ("41%", "50%", "63%"), "Of 10 reports, the middle half lie between 41% and 63%; the median is 50%."),
        (10, ("0%", "0%", "0%"), "Of 10 reports, the middle half are all at 0%."),
    ],
)  # fmt: skip
def test_quartiles_are_told_from_ten_reports_on(
    words: Mapping[str, Words], n: int, quartiles: tuple[str, str, str] | None, en: str
) -> None:
    assert phrases.spread(n, quartiles, words["en"]) == en
    assert ("居中的一半" in phrases.spread(n, quartiles, words["zh"])) == (n >= 10)
