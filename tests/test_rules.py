"""Every rule holds, is broken, is not assessable; causes name the cell; confirmations have teeth."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
import yaml

from conftest import ROOT, judged, with_cells
from gongkai.checks import rules
from gongkai.checks.judged import JudgedReports
from gongkai.checks.rules import identities, series
from gongkai.checks.rules.causes import spelled
from gongkai.contract import Contract
from gongkai.model.findings import Finding, Verdict
from gongkai.model.report import AsPrinted, Location, Report, Source

HOLDS, BROKEN, AS_PRINTED, NOT_ASSESSABLE = (
    Verdict.HOLDS,
    Verdict.BROKEN,
    Verdict.AS_PRINTED,
    Verdict.NOT_ASSESSABLE,
)


def judge(report: Report, contract: Contract, rule: str, place: str) -> Finding:
    found, _ = judged(report, contract)
    return next(f for f in found if (f.rule, f.place) == (rule, place))


SUM = ("requests-sum", "requests.handled.business")
BALANCE = ("requests-balance", "requests.received.business")
TOTAL = ("requests-total", "requests.granted.total")
REVIEWS = ("reviews-total", "reviews.reconsideration.total")


@pytest.mark.parametrize(
    ("rule", "place", "changes", "verdict"),
    [
        pytest.param(*SUM, {}, HOLDS, id="sum: the outcomes of businesses make 57"),
        pytest.param(
            *SUM, {"requests__handled__business": 58}, BROKEN, id="sum: 58 is one too many"
        ),
        pytest.param(
            *SUM, {"requests__handled__business": None}, NOT_ASSESSABLE, id="sum: no total"
        ),
        pytest.param(
            *SUM, {"requests__granted__business": None}, NOT_ASSESSABLE, id="sum: a blank"
        ),
        pytest.param(
            *SUM,
            {"requests__publication__business": None, "requests__handled__business": 50},
            BROKEN,
            id="sum: a blank cannot mend known outcomes above the total",
        ),
        pytest.param(
            *SUM,
            {"requests__publication__business": None},
            NOT_ASSESSABLE,
            id="sum: a blank that would fit as 0 is not a zero",
        ),
        pytest.param(*BALANCE, {}, HOLDS, id="balance: 58 and 0 came in, 57 and 1 went out"),
        pytest.param(
            *BALANCE, {"requests__received__business": 57}, BROKEN, id="balance: one short"
        ),
        pytest.param(
            *BALANCE,
            {"requests__carried_out__business": None},
            NOT_ASSESSABLE,
            id="balance: a blank",
        ),
        pytest.param(
            *BALANCE,
            {"requests__carried_out__business": None, "requests__handled__business": 60},
            BROKEN,
            id="balance: more was handled than came in, whatever was carried over",
        ),
        pytest.param(
            *BALANCE,
            {"requests__carried_out__business": None, "requests__carried_in__business": None},
            NOT_ASSESSABLE,
            id="balance: a blank on either side",
        ),
        pytest.param(*TOTAL, {}, HOLDS, id="total: six kinds of applicant make 2016"),
        pytest.param(*TOTAL, {"requests__granted__total": 2117}, BROKEN, id="total: one too many"),
        pytest.param(
            *TOTAL, {"requests__granted__business": None}, NOT_ASSESSABLE, id="total: a blank part"
        ),
        pytest.param(
            *TOTAL, {"requests__granted__total": None}, NOT_ASSESSABLE, id="total: a blank total"
        ),
        pytest.param(*REVIEWS, {}, HOLDS, id="reviews: 94, 33, 19 and 16 make 162"),
        pytest.param(
            *REVIEWS, {"reviews__reconsideration__total": 0}, BROKEN, id="reviews: total 0"
        ),
        pytest.param(
            *REVIEWS,
            {"reviews__reconsideration__pending": None},
            NOT_ASSESSABLE,
            id="reviews: a blank result",
        ),
    ],
)
def test_identity(
    city: Report,
    contract: Contract,
    rule: str,
    place: str,
    changes: dict[str, int | None],
    verdict: Verdict,
) -> None:
    assert judge(with_cells(city, **changes), contract, rule, place).verdict is verdict


def test_a_broken_finding_gives_both_sums_and_their_difference(
    city: Report, contract: Contract
) -> None:
    found = judge(with_cells(city, requests__handled__business=58), contract, *SUM)
    assert (*found.figures, found.difference) == (58, 57, 1)


def test_a_finding_that_cannot_be_assessed_says_which_cells_and_whether_zeros_would_fit(
    city: Report, contract: Contract
) -> None:
    zero = judge(with_cells(city, requests__publication__business=None), contract, *SUM)
    other = judge(with_cells(city, requests__granted__business=None), contract, *SUM)
    assert (zero.reason, zero.missing) == (
        "fits-if-blanks-are-zero",
        ("requests.publication.business",),
    )
    assert (other.reason, other.missing) == ("needs-cells", ("requests.granted.business",))


SEEN = Source(None, None, None, None, None, "official-page", None, "2026-11-20", "0" * 64)


@pytest.mark.parametrize(
    ("source", "verdict"),
    [
        pytest.param(replace(SEEN, url="https://example.org/a"), HOLDS, id="an address"),
        pytest.param(replace(SEEN, archive_url="https://example.org/a"), HOLDS, id="an archive"),
        pytest.param(SEEN, BROKEN, id="read on the page, yet its address was not written down"),
        pytest.param(replace(SEEN, seen_as="copy"), NOT_ASSESSABLE, id="a copy of unknown origin"),
    ],
)
def test_source_given(city: Report, contract: Contract, source: Source, verdict: Verdict) -> None:
    report = replace(city, source=source)
    assert judge(report, contract, "source-given", "report").verdict is verdict


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        pytest.param({"verified_by": "somebody"}, HOLDS, id="somebody else looked"),
        pytest.param({"verified_by": None}, BROKEN, id="nobody else looked"),
        pytest.param({"verified_by": "gongkai"}, BROKEN, id="the transcriber looked twice"),
        pytest.param(
            {"cells": {}, "parts": {}, "statements": ()}, NOT_ASSESSABLE, id="no figures to compare"
        ),
    ],
)
def test_second_reader(
    city: Report, contract: Contract, change: dict[str, object], verdict: Verdict
) -> None:
    report = replace(city, **change)
    assert judge(report, contract, "second-reader", "report").verdict is verdict


def test_the_rules_of_the_contract_and_of_the_code_are_the_same(contract: Contract) -> None:
    assert list(rules.JUDGES) == list(contract.rules)


def test_forms_write_the_formulas_of_the_rules_that_walk_them() -> None:
    raw = yaml.safe_load((ROOT / "datapackage" / "rules.yaml").read_text(encoding="utf-8"))
    judges = {"identities": identities.judge, "series": series.links}
    walked = {rule: judge for rule, judge in rules.JUDGES.items() if judge in judges.values()}
    written = {rule: entry["in_forms"] for rule, entry in raw.items() if "in_forms" in entry}
    assert {rule: judges[kind] for rule, kind in written.items()} == walked


def test_every_finding_of_every_identity_is_given_also_where_it_holds(
    checked: JudgedReports,
) -> None:
    counts = {
        report: sum(f.identity is not None for f in found)
        for report, found in checked.findings.items()
    }
    assert counts == {
        "jiangting/pingwan/luze/2023": 42 - 2,
        "beiyu/songhe/yuguan/2023": 42,
        "yunze/qingwu/2014-report-card": 0,
        "yunze/qingwu/2023": 42,
        "yunze/qingwu/etdz/2019": 0,
        "yunze/qingwu/liutang/2021": 42,
        "hailan/general-office/2019": 40,
        "beiyu/songhe/2020": 40,
        "beiyu/songhe/2021": 42,
        "beiyu/songhe/2022": 42,
        "beiyu/songhe/2023": 42,
        "beiyu/songhe/xueping/2022": 42,
        "beiyu/songhe/xueping/2023": 42,
    }
    for found in checked.findings.values():
        assert len({(f.rule, f.place) for f in found}) == len(found)


# -- the likely cause --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "report_id",
    ["yunze/qingwu/2023", "beiyu/songhe/yuguan/2023", "yunze/qingwu/liutang/2021"],
)
def test_one_wrong_digit_in_any_cell_of_requests_is_traced_to_that_cell(
    checked: JudgedReports, contract: Contract, report_id: str
) -> None:
    report = checked.reports[report_id]
    for address, cell in report.cells.items():
        if not address.startswith("requests."):
            continue
        digits = str(cell.value)
        for position, digit in enumerate(digits):
            other = str((int(digit) + 3) % 10)
            wrong = digits[:position] + other + digits[position + 1 :]
            if len(digits) > 1 and wrong.startswith("0"):
                continue
            found, _ = judged(with_cells(report, **{address.replace(".", "__"): wrong}), contract)
            broken = [f for f in found if f.verdict is BROKEN and f.identity]
            assert broken, (address, wrong)
            for finding in broken:
                assert finding.cause is not None, (address, wrong)
                assert (finding.cause.address, finding.cause.kind) == (address, "one-digit")
                assert finding.cause.needed == cell.value


def test_a_wrong_digit_in_reviews_names_the_channel_and_in_disclosure_nothing(
    city: Report, contract: Contract
) -> None:
    wrong = with_cells(city, reviews__litigation_direct__other=18)
    broken = [f for f in judged(wrong, contract)[0] if f.verdict is BROKEN and f.identity]
    assert [f.place for f in broken] == ["reviews.litigation_direct.total"]
    assert len(broken[0].identity.addresses) == 5
    silent = with_cells(city, disclosure__licensing__decisions=1)
    assert not [f for f in judged(silent, contract)[0] if f.verdict is BROKEN and f.identity]


@pytest.mark.parametrize(
    ("value", "needed", "slip"),
    [
        pytest.param(3913, 3931, "digits-swapped", id="3913 for 3931"),
        pytest.param(393, 3931, "digit-dropped", id="393 for 3931"),
        pytest.param(39331, 3931, "digit-doubled", id="39331 for 3931"),
        pytest.param(3731, 3931, "one-digit", id="3731 for 3931"),
        pytest.param(9310, 3931, None, id="9310 for 3931 is no simple slip"),
    ],
)
def test_slips_of_digits(value: int, needed: int, slip: str | None) -> None:
    assert spelled(Decimal(value), Decimal(needed)) == slip


def test_the_figure_of_a_neighbouring_cell_is_recognised(city: Report, contract: Contract) -> None:
    wrong = with_cells(city, requests__partly_granted__natural_person=1974)
    cause = judge(wrong, contract, "requests-total", "requests.partly_granted.total").cause
    assert cause is not None
    assert (cause.kind, cause.other) == ("neighbour", "requests.granted.natural_person")


def test_a_value_shifted_by_a_row_is_recognised(city: Report, contract: Contract) -> None:
    shifted = with_cells(
        city, requests__not_held__business=1, requests__not_ready_made__business=17
    )
    cause = judge(shifted, contract, "requests-total", "requests.not_held.total").cause
    assert cause is not None
    assert (cause.kind, cause.first, cause.other) == (
        "shifted",
        "requests.not_held.business",
        "requests.not_ready_made.business",
    )


def test_a_cell_whose_other_sums_hold_is_never_the_likely_one(
    city: Report, contract: Contract
) -> None:
    wrong = with_cells(
        city,
        requests__administrative_inquiry__natural_person=27,
        requests__internal_affairs__natural_person=41,
    )
    found, _ = judged(wrong, contract)
    held = {a for f in found if f.verdict is HOLDS and f.identity for a in f.identity.addresses}
    assert not [f.cause.address for f in found if f.cause and f.cause.address in held]


def test_a_total_entered_as_a_part_is_recognised(city: Report, contract: Contract) -> None:
    twice = with_cells(city, reviews__litigation_direct__pending=73)
    cause = judge(twice, contract, "reviews-total", "reviews.litigation_direct.total").cause
    assert cause is not None
    assert (cause.kind, cause.other) == ("total-as-part", "reviews.litigation_direct.pending")


def test_a_total_entered_as_zero_is_recognised(city: Report, contract: Contract) -> None:
    cause = judge(with_cells(city, reviews__reconsideration__total=0), contract, *REVIEWS).cause
    assert cause is not None
    assert (cause.kind, cause.needed) == ("total-zero", 160)


def test_a_difference_equal_to_one_cell_is_recognised(city: Report, contract: Contract) -> None:
    missing = with_cells(city, reviews__reconsideration__total=141)
    cause = judge(missing, contract, *REVIEWS).cause
    assert cause is not None
    assert (cause.kind, cause.other) == ("one-cell", "reviews.reconsideration.other")


def test_two_wrong_cells_are_told_apart(city: Report, contract: Contract) -> None:
    wrong = with_cells(
        city, requests__granted__business=29, requests__not_held__natural_person=1025
    )
    found, _ = judged(wrong, contract)
    named = {f.cause.address for f in found if f.cause}
    assert named == {"requests.granted.business", "requests.not_held.natural_person"}


# -- confirmations -----------------------------------------------------------------------------


def confirm(report: Report, **changes: object) -> Report:
    entry = AsPrinted(
        rule="reviews-total",
        place="reviews.reconsideration.total",
        stated=Decimal(0),
        computed=Decimal(160),
        seen_as="official-file",
        by="gongkai",
        date="2026-11-20",
        note=None,
        at=Location(9, 1),
    )
    return replace(report, as_printed=(replace(entry, **changes),))


def test_a_confirmation_that_fits_turns_a_broken_finding_into_one_as_printed(
    city: Report, contract: Contract
) -> None:
    report = confirm(with_cells(city, reviews__reconsideration__total=0))
    found, stale = judged(report, contract)
    assert stale == []
    finding = next(f for f in found if f.place == "reviews.reconsideration.total")
    assert finding.verdict is AS_PRINTED
    assert finding.confirmed is not None


@pytest.mark.parametrize(
    ("total", "changes", "message"),
    [
        pytest.param(160, {}, "stale-holds", id="the sum holds by now"),
        pytest.param(1, {}, "stale-changed", id="another total was entered since"),
        pytest.param(0, {"computed": Decimal(159)}, "stale-changed", id="another sum"),
        pytest.param(0, {"place": "reviews.nowhere.total"}, "stale-nothing", id="no such place"),
        pytest.param(0, {"rule": "requests-sum"}, "stale-nothing", id="another rule"),
        pytest.param(None, {}, "stale-holds", id="the total is blank by now"),
        pytest.param(
            0,
            {"rule": "second-reader", "place": "report", "stated": None, "computed": None},
            "stale-ours",
            id="what is about our own work",
        ),
    ],
)
def test_a_confirmation_that_no_longer_fits_is_stale(
    city: Report, contract: Contract, total: int | None, changes: dict[str, object], message: str
) -> None:
    report = confirm(with_cells(city, reviews__reconsideration__total=total), **changes)
    found, stale = judged(report, contract)
    assert [(p.message, p.line, p.warning) for p in stale] == [(message, 9, False)]
    assert not [f for f in found if f.verdict is AS_PRINTED]


def test_a_finding_is_confirmed_once(city: Report, contract: Contract) -> None:
    report = confirm(with_cells(city, reviews__reconsideration__total=0))
    twice = replace(report, as_printed=report.as_printed * 2)
    assert [p.message for p in judged(twice, contract)[1]] == ["stale-twice"]
