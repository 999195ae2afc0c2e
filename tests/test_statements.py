"""Figures in the prose: what may be written, and what is said of what they claim."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

from conftest import COUNTRY, DISTRICT, judged, with_cells
from gongkai import words as say
from gongkai.checks.judged import JudgedReports
from gongkai.content.load.report import read_report
from gongkai.contract import Contract
from gongkai.model.findings import Finding, Verdict
from gongkai.model.report import Report
from gongkai.words import Words

HOLDS, BROKEN, NOT_ASSESSABLE = Verdict.HOLDS, Verdict.BROKEN, Verdict.NOT_ASSESSABLE
WHOLE = (COUNTRY / DISTRICT).read_text(encoding="utf-8")
BEFORE, AFTER = WHOLE[: WHOLE.index("statements:\n")], WHOLE[WHOLE.index("summary:\n") :]
LABEL = "zh: 甲, en: a, whose: unsaid"


def stating(checked: JudgedReports, *lines: str) -> tuple[Report | None, list[str]]:
    """Liutang's tables with these statements, and what is wrong with them."""
    text = BEFORE + "statements:\n" + "".join(f"- {{{line}}}\n" for line in lines) + AFTER
    report, problems = read_report(DISTRICT, text.encode(), checked.contract, checked.tree)
    assert all(p.line > BEFORE.count("\n") for p in problems)
    return report, [p.message for p in problems]


def of(report: Report, contract: Contract, name: str, before: Report | None = None) -> Finding:
    found, _ = judged(report, contract, before)
    return next(f for f in found if f.place == f"statements.{name}")


WHOLE_AND_PARTS = (
    f"id: a, at: 一, value: 10, {LABEL}",
    f"id: b, at: 一, value: 20, {LABEL}",
)


@pytest.mark.parametrize(
    ("lines", "rule", "verdict"),
    [
        pytest.param(["id: x, at: 一, value: 262, equals: requests.received.total"], "statement-equals", HOLDS, id="equals: a cell"),
        pytest.param(["id: x, at: 一, value: 26, equals: requests.refused.total"], "statement-equals", HOLDS, id="equals: a group"),
        pytest.param(["id: x, at: 一, value: 263, equals: requests.received.total"], "statement-equals", BROKEN, id="equals: another number"),
        pytest.param(["id: x, at: 一, value: 260, bound: over, equals: requests.received.total"], "statement-equals", HOLDS, id="equals: over 260 is 262"),
        pytest.param(["id: x, at: 一, value: 270, bound: over, equals: requests.received.total"], "statement-equals", BROKEN, id="equals: over 270 is not 262"),
        pytest.param(["id: x, at: 一, value: 260, bound: about, equals: requests.received.total"], "statement-equals", NOT_ASSESSABLE, id="equals: about"),
        pytest.param([*WHOLE_AND_PARTS, f"id: x, at: 一, value: 30, sum_of: [a, b], {LABEL}"], "statement-sum", HOLDS, id="sum: 10 and 20 make 30"),
        pytest.param([*WHOLE_AND_PARTS, f"id: x, at: 一, value: 29, sum_of: [a, b], {LABEL}"], "statement-sum", BROKEN, id="sum: the parts exceed 29"),
        pytest.param([*WHOLE_AND_PARTS, f"id: x, at: 一, value: 31, sum_of: [a, b], {LABEL}"], "statement-sum", NOT_ASSESSABLE, id="sum: below 31 the list need not be whole"),
        pytest.param([*WHOLE_AND_PARTS, f"id: x, at: 一, value: 31, sum_of: [a, b], exhaustive: true, {LABEL}"], "statement-sum", BROKEN, id="sum: below 31 though all are listed"),
        pytest.param([*WHOLE_AND_PARTS, "id: x, at: 一, percent: 50, part: a, share_of: b"], "statement-share", HOLDS, id="share: 10 of 20"),
        pytest.param([*WHOLE_AND_PARTS, "id: x, at: 一, percent: 49.0, part: a, share_of: b"], "statement-share", BROKEN, id="share: 49.0 is not 50"),
        pytest.param(["id: x, at: 一, percent: 5.5, part: reviews.reconsideration.corrected, share_of: reviews.reconsideration.total"], "statement-share", HOLDS, id="share: 5.5 is within one unit of 5.56"),
        pytest.param([*WHOLE_AND_PARTS[:1], f"id: z, at: 一, value: 0, {LABEL}", "id: x, at: 一, percent: 50, part: a, share_of: z"], "statement-share", NOT_ASSESSABLE, id="share: of nothing"),
        pytest.param([f"id: p, at: 一, percent: 28.6, {LABEL}, year: 2020", f"id: q, at: 一, percent: 66.7, {LABEL}", "id: x, at: 一, points: 38.1, from: p, to: q"], "statement-share", HOLDS, id="points: 66.7 less 28.6"),
        pytest.param([f"id: p, at: 一, percent: 28.6, {LABEL}, year: 2020", f"id: q, at: 一, percent: 66.7, {LABEL}", "id: x, at: 一, points: 39.1, from: p, to: q"], "statement-share", BROKEN, id="points: one too many"),
        pytest.param(["id: x, at: 一, percent: 13, growth_of: requests.received.total"], "statement-growth", HOLDS, id="growth: 232 would give 13"),
        pytest.param([f"id: n, at: 一, value: 105, {LABEL}", "id: x, at: 一, percent: 68.2, growth_of: n"], "statement-growth", BROKEN, id="growth: no whole base gives 68.2"),
        pytest.param([f"id: n, at: 一, value: 100, bound: over, {LABEL}", "id: x, at: 一, percent: 10, growth_of: n"], "statement-growth", NOT_ASSESSABLE, id="growth: of over 100"),
        pytest.param(["id: x, at: 一, change: 30, change_of: requests.received.total"], "statement-growth", NOT_ASSESSABLE, id="change: last year is not held"),
        pytest.param(["id: x, at: 一, change: 300, change_of: requests.received.total"], "statement-growth", BROKEN, id="change: last year would be negative"),
        pytest.param(["id: x, at: 一, percent: 47, bound: over, part: requests.granted.total, share_of: requests.handled.total"], "statement-share", HOLDS, id="share: over 47 is 47.2"),
        pytest.param(["id: x, at: 一, percent: 50, bound: about, part: requests.granted.total, share_of: requests.handled.total"], "statement-share", NOT_ASSESSABLE, id="share: about"),
        pytest.param([f"id: z, at: 一, value: 0, {LABEL}", "id: x, at: 一, percent: -100, growth_of: z"], "statement-growth", NOT_ASSESSABLE, id="growth: down to nothing"),
        pytest.param(["id: n, at: 一, value: 262, equals: requests.received.total", "id: c, at: 一, change: 200, change_of: requests.received.total", "id: x, at: 一, percent: 13, growth_of: n"], "statement-growth", BROKEN, id="growth: the change says otherwise"),
        pytest.param(["id: x, at: 一, value: 1310.06, unit: 元, equals: disclosure.fees.amount"], "statement-equals", NOT_ASSESSABLE, id="equals: yuan and ten thousands of yuan"),
        pytest.param([*WHOLE_AND_PARTS, f"id: x, at: 一, value: 40, bound: over, sum_of: [a, b], exhaustive: true, {LABEL}"], "statement-sum", BROKEN, id="sum: 30 in all is not over 40"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_claim(
    checked: JudgedReports, contract: Contract, lines: list[str], rule: str, verdict: Verdict
) -> None:
    report, problems = stating(checked, *lines)
    assert problems == []
    assert report is not None
    finding = of(report, contract, "x")
    assert (finding.rule, finding.verdict) == (rule, verdict)


def test_near_is_shown_and_never_judged(checked: JudgedReports, contract: Contract) -> None:
    report, problems = stating(
        checked, *WHOLE_AND_PARTS, f"id: x, at: 六, value: 11, near: a, {LABEL}"
    )
    assert problems == []
    assert report is not None
    assert not [f for f in judged(report, contract)[0] if f.place == "statements.x"]


def test_equals_to_a_blank_cell_is_not_assessable(
    checked: JudgedReports, contract: Contract
) -> None:
    report, _ = stating(checked, "id: x, at: 一, value: 262, equals: requests.received.total")
    assert report is not None
    finding = of(with_cells(report, requests__received__total=None), contract, "x")
    assert (finding.verdict, finding.reason) == (NOT_ASSESSABLE, "blank-target")


def test_growth_is_computed_from_last_years_report_where_we_hold_it(
    checked: JudgedReports, contract: Contract
) -> None:
    report, _ = stating(
        checked,
        "id: n, at: 一, value: 262, equals: requests.received.total",
        "id: x, at: 一, percent: 13, growth_of: n",
        "id: y, at: 一, change: 30, change_of: n",
    )
    assert report is not None
    last = replace(with_cells(report, requests__received__total=232), year=2020, statements=())
    for name, verdict in (("x", HOLDS), ("y", HOLDS)):
        assert of(report, contract, name, last).verdict is verdict
    other = with_cells(last, requests__received__total=200)
    growth = of(report, contract, "x", other)
    assert (growth.verdict, growth.figures[1]) == (BROKEN, 31)
    change = of(report, contract, "y", other)
    assert (change.verdict, change.figures[1]) == (BROKEN, 62)


@pytest.mark.parametrize(
    ("whole", "last", "computed"),
    [
        pytest.param("value: 265, {of}", {}, Decimal("6.425703"), id="265 after 232 and 17"),
        pytest.param(f"value: 265, {LABEL}, sum_of: [r, requests.carried_in.total], exhaustive: true", {}, Decimal("6.425703"), id="of a statement that equals a cell"),
        pytest.param("value: 265, {of}", {"requests__carried_in__total": None}, None, id="a blank last year"),
        pytest.param("value: 266, {of}", {}, None, id="it is not that sum this year"),
        pytest.param("value: 265, bound: over, {of}", {}, None, id="over 265"),
        pytest.param(f"value: 265, {LABEL}", {}, None, id="of no addresses"),
    ],
)  # fmt: skip
def test_the_growth_of_a_sum_of_cells_is_that_of_these_cells(
    checked: JudgedReports,
    contract: Contract,
    whole: str,
    last: dict[str, object],
    computed: Decimal | None,
) -> None:
    of_cells = (
        f"{LABEL}, sum_of: [requests.received.total, requests.carried_in.total], exhaustive: true"
    )
    report, _ = stating(
        checked,
        "id: r, at: 一, value: 262, equals: requests.received.total",
        f"id: n, at: 一, {whole.replace('{of}', of_cells)}",
        "id: x, at: 一, percent: 6, growth_of: n",
    )
    assert report is not None
    cells = {"requests__received__total": 232, "requests__carried_in__total": 17, **last}
    before = replace(with_cells(report, **cells), year=2020, statements=())
    found = of(report, contract, "x", before)
    assert found.figures[1] == computed
    assert found.verdict is (HOLDS if computed else found.verdict)


def test_a_set_that_was_adjusted_to_make_100_is_said_to_be(
    checked: JudgedReports, contract: Contract
) -> None:
    city = checked.reports["yunze/qingwu/2023"]
    finding = of(city, contract, "difficult_share")
    assert (finding.verdict, finding.reason) == (HOLDS, "adjusted-share")
    assert finding.figures[1] == Decimal("0.958466")


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        pytest.param(["id: x, at: 一, value: 1, equals: nowhere"], "statement-nothing", id="points to nothing"),
        pytest.param(["id: x, at: 一, value: 1, equals: requests.nowhere.total"], "statement-nothing", id="points to no cell"),
        pytest.param(["id: x, at: 一, value: 1, equals: x"], "statement-itself", id="points to itself"),
        pytest.param(["id: x, at: 一, value: 1, equals: y", "id: y, at: 一, value: 1, equals: x"], "statement-circle", id="in a circle"),
        pytest.param([*WHOLE_AND_PARTS, "id: x, at: 一, percent: 100.1, part: a, share_of: b"], "statement-share", id="a share above 100"),
        pytest.param([*WHOLE_AND_PARTS, "id: x, at: 一, percent: 50, part: a, share_of: b, set: s"], "statement-set", id="a set of one"),
        pytest.param(["id: x, at: 一, zh: 甲, en: a, whose: unsaid"], "statement-one-figure", id="no figure"),
        pytest.param([f"id: x, at: 一, value: 1, percent: 1, {LABEL}"], "statement-one-figure", id="two figures"),
        pytest.param([*WHOLE_AND_PARTS, "id: x, at: 一, value: 1, equals: a, sum_of: [a, b]"], "statement-one-relation", id="two relations"),
        pytest.param([*WHOLE_AND_PARTS, "id: x, at: 一, value: 1, growth_of: a"], "statement-kind", id="a growth that is no percentage"),
        pytest.param(["id: x, at: 一, value: 1, whose: unsaid"], "statement-label", id="no label"),
        pytest.param(["id: x, at: 一, value: 1, zh: 甲, en: a"], "missing-key", id="nobody's"),
        pytest.param([f"id: x, at: 一, value: -1, {LABEL}"], "statement-negative", id="a negative value"),
        pytest.param([f"id: x, at: 一, value: 1.1234567, {LABEL}"], "number-refused", id="seven decimals"),
        pytest.param([f"id: x, at: 一, value: '1,234', {LABEL}"], "number-refused", id="a grouped number"),
        pytest.param([f"id: x, at: 一, value: 6.2, scale: 1000, {LABEL}"], "scale-refused", id="another scale"),
        pytest.param([f"id: X, at: 一, value: 1, {LABEL}"], "name-refused", id="a capital in an id"),
        pytest.param([f"id: x, at: 一, value: 1, {LABEL}"] * 2, "duplicate-key", id="an id twice"),
        pytest.param([f"id: x, at: 一, value: 1, exhaustive: true, {LABEL}"], "statement-needs", id="exhaustive of nothing"),
    ],
)  # fmt: skip
def test_what_a_statement_may_not_be(
    checked: JudgedReports, lines: list[str], message: str
) -> None:
    assert message in stating(checked, *lines)[1]


def test_an_edition_with_an_unknown_address_is_refused(checked: JudgedReports) -> None:
    edition = (
        "editions:\n- {superseded: 2022-03-01, url: null, sha256: " + "a" * 64 + ","
        " cells: {requests.nowhere.total: 1}}\n"
    )
    _, problems = read_report(
        DISTRICT, (BEFORE + edition + AFTER).encode(), checked.contract, checked.tree
    )
    assert [p.message for p in problems] == ["edition-address"]


def test_a_rate_that_differs_is_said_as_a_rate(
    checked: JudgedReports, contract: Contract, words: Mapping[str, Words]
) -> None:
    report, _ = stating(
        checked,
        "id: n, at: 一, value: 262, equals: requests.received.total",
        "id: x, at: 一, percent: 13.05, growth_of: n",
    )
    assert report is not None
    last = replace(with_cells(report, requests__received__total=232), year=2020, statements=())
    found = of(report, contract, "x", last)
    sentence = say.broken(found, report, contract, words["en"])
    assert "it is 12.93%, the text says 13.05% (+0.12 percentage points)" in sentence
    assert "12.93%" in say.broken(found, report, contract, words["zh"])
    assert say.recomputed(found, report.named["x"], words["en"], Decimal("0.001")) == "12.931%"
