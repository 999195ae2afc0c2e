"""A form is data, wholly: a made-up one with other words reads, and whatever is wrong is said."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import jsonschema
import pytest
import yaml

from conftest import CITY, ROOT, judged
from gongkai.content import load, skeleton
from gongkai.content.canonical import formatted
from gongkai.content.load.report import read_report
from gongkai.contract import Contract, editor, panel_fields, read_contract
from gongkai.model.findings import Problem, Verdict
from gongkai.model.forms import ROLES, ROW_ROLES
from gongkai.model.languages import Translated
from gongkai.model.report import Jurisdiction, Report
from gongkai.text.ours import UnreadableError
from gongkai.words import Words, problem

FORM = (ROOT / "tests" / "made_up" / "2024.yaml").read_text(encoding="utf-8")
OFFICIAL = (2019, 2021)
TREE = {
    name: Jurisdiction(name, Translated({"zh": "某地", "en": "Somewhere"}), level, parent)
    for name, level, parent in (
        ("yunze", "province", None),
        ("yunze/qingwu", "prefecture", "yunze"),
        ("beiyu", "province", None),
    )
}
PARTS = """\
parts:
  ledger:
    form: 2024
    inbox: [9, 20]
    by_letter: [4, 8]
    by_web: [5, 12]
    leftover: [1, 1]
    replied: [8, 18]
    yes_reply: [5, 11]
    confidential: [1, 3]
    lacking: [2, 4]
    waiting: [2, 3]
    charged: [12.5, 30]
  disputes:
    form: 2024
    complaint: [2, 1, 3]
    suit: [0, 0, 0]
"""


WITHOUT_ROLES = re.sub(r"    roles:( .*\n|\n(      .*\n)+)|    outcomes:.*\n", "", FORM)

Wrong = Callable[..., list[Problem]]


def project_with(folder: Path, **forms: str) -> Path:
    """A project with the contract and more forms, by their names; `form_2024` is 2024.yaml."""
    shutil.copytree(ROOT / "datapackage", folder / "datapackage")
    for name, text in forms.items():
        path = folder / "datapackage" / "forms" / f"{name.removeprefix('form_')}.yaml"
        path.write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def with_form(tmp_path_factory: pytest.TempPathFactory) -> Contract:
    return read_contract(project_with(tmp_path_factory.mktemp("made-up"), form_2024=FORM))


def report_text(parts: str = PARTS) -> str:
    city = (ROOT / "tests" / "country" / CITY).read_text(encoding="utf-8")
    kept = re.sub(r"^(parts|statements|as_printed):.*\n([ \n-].*\n|\n)*", "", city, flags=re.M)
    return kept + parts


def read(contract: Contract, parts: str = PARTS) -> tuple[Report | None, list[Problem]]:
    path = "content/reports/yunze/qingwu/2024.yaml"
    text = report_text(parts)
    found, problems = read_report(path, text.encode(), contract, TREE)
    return found, [one for one in problems if not one.warning]


def report_of(contract: Contract, parts: str = PARTS) -> Report:
    report, problems = read(contract, parts)
    assert report, problems
    return report


# -- the made-up form ------------------------------------------------------------------------------


def test_it_has_no_name_in_common_with_the_official_ones(with_form: Contract) -> None:
    def names(form: int) -> set[str]:
        found = set(with_form.forms[form].parts)
        for part in with_form.forms[form].parts.values():
            found |= {*part.strips, *part.groups, *part.sets}
            found |= {column.code for block in part.blocks for column in block.columns}
        return found

    for form in OFFICIAL:
        assert names(2024) & names(form) == set()


def test_its_parts_say_what_code_asks_of_a_form(with_form: Contract) -> None:
    ledger, disputes = with_form.forms[2024].parts.values()
    assert (ledger.table, ledger.whole, ledger.panel) == ("disclosure", "this_year", {"this_year"})
    assert disputes.whole is None
    assert ledger.roles["received"] == "ledger.inbox.this_year"
    assert ledger.roles["refused"] == "ledger.no_reply.this_year"
    assert disputes.roles["lawsuits"] == "disputes.suit.all_ends"
    assert ledger.outcomes == (
        ("yes_reply", "no_reply"),
        ("ledger.yes_reply.this_year", "ledger.no_reply.this_year"),
        "ledger.replied.this_year",
    )


def test_an_identity_goes_over_two_blocks_and_what_follows_from_last_year_too(
    with_form: Contract,
) -> None:
    ledger = with_form.forms[2024].parts["ledger"]
    (balance, running) = ledger.judged["requests-balance"]
    assert balance.left == ("ledger.inbox.this_year", "ledger.leftover.this_year")
    assert balance.right == ("ledger.replied.this_year", "ledger.waiting.this_year")
    assert running.place == "ledger.inbox.running"
    assert [link.place for link in ledger.series] == ["ledger.leftover.this_year"], (
        "nothing follows from a running total"
    )


def test_a_row_has_a_type_and_a_unit_of_its_own(with_form: Contract) -> None:
    ledger = with_form.forms[2024].parts["ledger"]
    assert ledger.strips["charged"].kinds == ("money", "money")
    assert {column.unit for column in ledger.strips["charged"].columns} == {"元"}
    assert {column.unit for column in ledger.strips["inbox"].columns} == {"件"}
    assert report_of(with_form).cells["ledger.charged.this_year"].value == Decimal("12.5")


def test_a_report_that_follows_it_is_judged(with_form: Contract) -> None:
    report = report_of(with_form)
    findings, problems = judged(report, with_form)
    rules = ("requests-sum", "requests-total", "requests-balance", "reviews-total")
    sums = [one for one in findings if one.rule in rules]
    assert not problems
    assert len(sums) == 2 + 2 + 2 + 2
    assert {one.verdict for one in sums} == {Verdict.HOLDS}


def test_a_report_may_follow_three_forms_if_each_part_is_whole(with_form: Contract) -> None:
    def part(year: int, name: str) -> str:
        path = ROOT / "tests" / "country" / "content" / "reports" / f"beiyu/songhe/{year}.yaml"
        found = re.search(rf"^  {name}:\n(    .*\n)+", path.read_text(encoding="utf-8"), re.M)
        assert found
        return found[0]

    disputes = PARTS[PARTS.index("  disputes:") :]
    official = part(2020, "disclosure") + part(2023, "requests")
    report = report_of(with_form, f"parts:\n{official}{disputes}")
    assert {name: one.form for name, one in report.parts.items()} == {
        "disclosure": 2019,
        "requests": 2021,
        "disputes": 2024,
    }
    findings, problems = judged(report, with_form)
    assert not problems
    assert {one.verdict for one in findings if one.identity} == {Verdict.HOLDS}
    _, problems = read(with_form, f"parts:\n{official}{disputes.replace('    suit', '    #')}")
    assert [one.message for one in problems] == ["missing-row"]


def test_a_form_need_not_have_any_role(tmp_path: Path) -> None:
    contract = read_contract(project_with(tmp_path, form_2024=WITHOUT_ROLES))
    report = report_of(contract)
    assert {role: report.figure(role) for role in ROLES} == dict.fromkeys(ROLES)
    findings, problems = judged(report, contract)
    assert not problems
    assert {one.verdict for one in findings if one.identity} == {Verdict.HOLDS}


def test_what_does_not_add_up_is_found(with_form: Contract) -> None:
    report = report_of(with_form, PARTS.replace("replied: [8, 18]", "replied: [9, 18]"))
    findings, _ = judged(report, with_form)
    broken = {(f.rule, f.place) for f in findings if f.verdict is Verdict.BROKEN and f.identity}
    assert broken == {
        ("requests-sum", "ledger.replied.this_year"),
        ("requests-balance", "ledger.inbox.this_year"),
    }


def test_a_report_knows_the_addresses_of_roles_in_its_own_forms(
    with_form: Contract, city: Report
) -> None:
    report = report_of(with_form)
    assert report.figure("received") == "ledger.inbox.this_year"
    assert report.figure("unable") is None
    assert report.derived(report.figure("refused") or "") == 3
    assert report.row("rules_made") is None
    assert city.figure("received") == "requests.received.total"
    assert city.figure("lawsuits") == "reviews.litigation.total"
    assert (row := city.row("rules_made"))
    assert row.name == "disclosure.government_rules"


def test_the_official_forms_have_every_role(contract: Contract) -> None:
    for form in (contract.forms[one] for one in OFFICIAL):
        parts = form.parts.values()
        assert {role for part in parts for role in part.roles} == ROLES.keys() - ROW_ROLES
        assert {role for part in parts for role in part.row_roles} == ROW_ROLES


def test_a_report_may_mix_the_parts_of_any_forms(with_form: Contract, country: Path) -> None:
    text = (country / CITY).read_text(encoding="utf-8")
    parts = yaml.safe_load(text)["parts"]
    official = yaml.safe_dump({"disclosure": parts["disclosure"]}, sort_keys=False)
    mixed = PARTS + "".join(f"  {line}\n" for line in official.splitlines())
    report = report_of(with_form, mixed)
    assert {name: part.form for name, part in report.parts.items()} == {
        "disclosure": 2021,
        "ledger": 2024,
        "disputes": 2024,
    }


def test_new_files_the_canonical_form_the_panel_codes_and_editors_follow(
    with_form: Contract,
) -> None:
    path = "content/reports/yunze/qingwu/2024.yaml"
    form = skeleton.form_of(2024, "yunze/qingwu", with_form)
    assert form
    assert form.id == 2024
    text = skeleton.skeleton(path, 2024, form, with_form)
    assert "本年 累计" in text
    assert formatted(text, path, with_form) == text
    names = [field.name for field, _ in panel_fields(with_form.forms)]
    assert {"ledger_inbox", "ledger_no_reply", "disputes_suit_won"} <= set(names)
    assert "ledger_inbox_running" not in names
    assert list(with_form.codes("codes.part")) == [
        *("ledger", "disputes", "disclosure", "requests", "reviews", "statistics")
    ]
    assert with_form.label("codes.part", "ledger", "en") == "Table A: ledger"
    schema = yaml.safe_load(editor.report_schema(with_form))
    validator = jsonschema.Draft7Validator({**schema, "required": []})
    validator.validate(yaml.safe_load(PARTS))


# -- a form of one province ------------------------------------------------------------------------

PROVINCE = FORM.replace("id: 2024", "id: 352024").replace("where: null", "where: beiyu")


def test_a_form_of_a_province_is_of_that_province_alone(
    tmp_path: Path, words: dict[str, Words]
) -> None:
    contract = read_contract(project_with(tmp_path, form_352024=PROVINCE))
    parts = PARTS.replace("form: 2024", "form: 352024")
    report, problems = read(contract, parts)
    assert report is None
    assert [one.message for one in problems] == ["form-elsewhere"] * 2
    line = report_text(parts).splitlines()[problems[0].line - 1]
    assert line == "    form: 352024"
    assert "beiyu" in problem(problems[0], words["en"])
    path = "content/reports/beiyu/2024.yaml"
    own, _ = read_report(path, report_text(parts).encode(), contract, TREE)
    assert own
    assert {part.form for part in own.parts.values()} == {352024}
    assert skeleton.form_of(2024, "yunze/qingwu", contract) is contract.forms[2021]
    assert skeleton.form_of(2024, "beiyu/songhe", contract) is contract.forms[352024]


@pytest.mark.parametrize("where", ["yunz", "nowhere", "yunze"])
def test_check_says_that_the_province_of_a_form_is_misspelt(
    tmp_path: Path, country: Path, words: dict[str, Words], where: str
) -> None:
    form = PROVINCE.replace("where: beiyu", f"where: {where}")
    root = project_with(tmp_path, form_352024=form)
    shutil.copytree(country / "content", root / "content")
    survey = load.read_survey(root, read_contract(root))
    found = [(one.message, one.path, one.line, one.column) for one in survey.problems]
    wanted = [("form-nowhere", "datapackage/forms/352024.yaml", 3, 7)]
    assert found == (wanted if where == "yunz" else [])
    for lang in ("zh", "en"):
        assert all(problem(one, words[lang]) for one in survey.problems)


def test_a_part_that_the_named_form_has_not_is_refused_with_those_that_it_has(
    with_form: Contract, words: dict[str, Words]
) -> None:
    _, problems = read(with_form, PARTS.replace("form: 2024", "form: 2021", 1))
    assert [one.message for one in problems] == ["form-part"]
    assert "disclosure, requests, reviews" in problem(problems[0], words["en"])
    _, problems = read(with_form, PARTS.replace("  disputes:", "  dispute:"))
    assert "did you mean disputes" in problem(problems[0], words["en"])


def test_parts_of_two_forms_in_one_table_have_other_rows(
    tmp_path: Path, words: dict[str, Words]
) -> None:
    other = FORM.replace("id: 2024", "id: 2025").replace("since: 2024", "since: 2025")
    other = other.replace("  disputes:\n", "  quarrels:\n")
    contract = read_contract(project_with(tmp_path, form_2024=FORM, form_2025=other))
    again = "  quarrels:\n    form: 2025\n    complaint: [2, 1, 3]\n    suit: [0, 0, 0]\n"
    _, problems = read(contract, PARTS + again)
    assert [one.message for one in problems] == ["form-same-row"]
    for lang in ("zh", "en"):
        assert "complaint" in problem(problems[0], words[lang])


# -- what is wrong in a form -----------------------------------------------------------------------

CASES = [  # what stands there, what is put in its place, the message, and where (if not there)
    pytest.param("code: by_web,", "code: by_letter,", "duplicate-key", "by_letter, zh: 2", id="two rows of one code"),
    pytest.param("code: won,", "code: suit,", "duplicate-key", None, id="a column called as a row"),
    pytest.param("      ways: {zh", "      inbox: {zh", "duplicate-key", None, id="a set called as a row"),
    pytest.param("- group: no_reply", "- code: no_reply", "form-node", "rows:\n        - {code: confidential", id="a node with code and rows"),
    pytest.param("    unit: 件\n    whole", "    units: 件\n    whole", "unknown-key", None, id="an unknown key of a part"),
    pytest.param("code: lacking, zh", "code: lacking, zhh: x, zh", "unknown-key", "zhh", id="an unknown key of a row"),
    pytest.param("{rule: requests-sum, formula: replied = sum(replies)}", "{rule: requests-sum, formula: replied = sum(replys)}", "unknown-code", "replied = sum(replys)", id="a misspelt set in a formula"),
    pytest.param("leftover = before.waiting", "leftover = before.waitin", "unknown-code", None, id="a misspelt row in what follows from last year"),
    pytest.param("leftover = before.waiting", "leftover = before.no_reply", "unknown-code", None, id="a group in what follows from last year"),
    pytest.param("rule: requests-total", "rule: request-total", "unknown-code", "request-total", id="an unknown rule"),
    pytest.param("      columns:\n      - {code: this_year, zh: 本年度, en: This year}\n      - {code: running, zh: 历年累计, en: Running total, running: true}\n      rows:\n      - {code: replied", "      columns:\n      - {code: this_year, zh: 本年度, en: This year}\n      rows:\n      - {code: replied", "form-blocks", "inbox + leftover", id="an identity over blocks of other columns"),
    pytest.param("all_ends = won + lost", "all_ends = won + suit", "form-mixed", None, id="a formula of rows and columns"),
    pytest.param("      - {code: running, zh: 历年累计, en: Running total, running: true}\n      rows:\n      - {code: replied", "      - {code: run_2, zh: 历年累计, en: Running total, running: true}\n      rows:\n      - {code: replied", "form-blocks", "inbox + leftover", id="an identity over columns that some rows do not have"),
    pytest.param("inbox = sum(ways)", "running = run_x", "unknown-code", None, id="a formula of a column that is none"),
    pytest.param("rule: requests-total", "rule: on-time", "unknown-code", "on-time", id="a rule that is none over the cells of a table"),
    pytest.param("rule: carry-over", "rule: jump", "unknown-code", "jump", id="a rule over the years that asks for no formula"),
    pytest.param("rule: carry-over", "rule: requests-sum", "unknown-code", "requests-sum, formula: leftover", id="a rule that is none over the years"),
    pytest.param("{rule: requests-total, formula: inbox = sum(ways)}", "{rule: requests-sum, formula: replied = yes_reply + no_reply}", "duplicate-key", "replied = yes_reply", id="two identities of one rule at one place"),
    pytest.param("received: inbox", "received: inbax", "unknown-code", "inbax", id="a role of no row"),
    pytest.param("received: inbox", "recieved: inbox", "unknown-key", "recieved", id="an unknown role"),
    pytest.param("lawsuits: suit.all_ends", "lawsuits: suit.sum", "form-column", "suit.sum", id="a role of no column"),
    pytest.param("lawsuits: suit.all_ends", "lawsuits: suit", "form-no-whole", "suit}", id="a role of no known column"),
    pytest.param("lawsuits: suit.all_ends", "lawsuits: suit.all_ends, received: suit.won", "duplicate-key", "received: suit.won", id="a role in two parts"),
    pytest.param("lawsuits: suit.all_ends", "rules_made: suit.all_ends", "form-whole-row", "suit.all_ends", id="a column where a whole row is meant"),
    pytest.param("whole: this_year", "whole: this_yaer", "unknown-code", "this_yaer", id="whole is no column"),
    pytest.param("panel: [this_year]", "panel: [that_year]", "unknown-code", "that_year", id="the panel shows no such column"),
    pytest.param("outcomes: {set: replies", "outcomes: {set: reply", "unknown-code", "reply, whole", id="the outcomes are no set"),
    pytest.param("outcomes: {set: replies, whole: replied}", "outcomes: {set: replies, whole: reply}", "unknown-code", "reply}", id="the outcomes have no such whole"),
    pytest.param("codes: [by_letter, by_web]", "codes: [by_letter, this_year]", "unknown-code", "this_year]}", id="a set of rows and columns"),
    pytest.param("table: reviews", "table: review", "unknown-code", "review\n", id="a table that there is not"),
    pytest.param("table: reviews", "table: reports", "unknown-code", "reports\n", id="a table that is none of cells"),
    pytest.param("table: reviews\n    layout: across\n    unit: 件\n", "table: disclosure\n    layout: across\n    unit: 件\n", None, None, id="two parts in one table with other rows are fine"),
    pytest.param("whole: this_year", "whole: running", "form-running", "running\n", id="a running total as the whole"),
    pytest.param("received: inbox", "received: inbox.running", "form-running", "inbox.running", id="a running total in a role"),
    pytest.param("outcomes: {set: replies, whole: replied}", "outcomes: {set: replies, whole: replied.running}", "form-running", "replied.running", id="a running total as the whole of the outcomes"),
    pytest.param("codes: [this_year]", "codes: [running]", "form-running", "years}", id="running totals that are added up"),
    pytest.param("leftover = before.waiting", "this_year = running - before.running", "form-running", None, id="what follows from a running total"),
    pytest.param("code: inbox, ", "running: true, code: inbox, ", "unknown-key", None, id="a row as a running total"),
    pytest.param("code: won, ", "running: yes, code: won, ", "ours-flag", "yes, code", id="a flag that is neither true nor false"),
    pytest.param("article: '14'", "article: fourteen", "ours-pattern", "fourteen", id="an article that is none"),
    pytest.param("until: null", "until: 2023", "form-until", "2023,", id="it ends before it begins"),
    pytest.param("where: null", "where: Bei_yu", "ours-pattern", "Bei_yu", id="a place that is no slug"),
    pytest.param("id: 2024", "id: 2025", "form-file", "2025", id="the name of the file is not the id"),
    pytest.param("since: 2024", "since: 2023", "form-id", "2024\nused", id="the id is not the first year"),
    pytest.param("where: null", "where: beiyu", "form-id-province", "2024\nused", id="the id of a form of a province has its code"),
    pytest.param("  disputes:\n", "  statements:\n", "form-reserved", None, id="a part called as something else of a report"),
    pytest.param("code: suit,", "code: form,", "form-reserved", "form, zh", id="a row called as a key of a part"),
    pytest.param("code: suit, ", "code: suit, panel: complaint, ", "form-panel-twice", "complaint, zh: 诉", id="two rows with one word in the panel"),
    pytest.param("code: lost, ", "code: lost, panel: won, ", "form-panel-twice", "complaint, zh: 复", id="two columns with one word in the panel"),
    pytest.param("code: yes_reply, ", "code: yes_reply, panel: no_reply, ", "form-panel-twice", "no_reply\n        zh", id="a row that the panel calls as a group"),
    pytest.param("code: charged, ", "code: charged, panel: charged_for_copies_and_posting, ", "form-panel-long", "charged_for_copies", id="a name that Stata does not read"),
    pytest.param("table: disclosure", "table: requests", "form-kind", "money}", id="money in a table without decimals"),
    pytest.param("code: won, ", "type: change, code: won, ", "form-kind", "change, code", id="a signed count in a table without signs"),
]  # fmt: skip


@pytest.fixture
def wrong(tmp_path: Path) -> Wrong:
    def read_it(**forms: str) -> list[Problem]:
        try:
            read_contract(project_with(tmp_path, **forms))
        except UnreadableError as error:
            return error.problems
        return []

    return read_it


@pytest.mark.parametrize(("old", "new", "message", "at"), CASES)
def test_what_is_wrong_is_said_at_its_place(
    wrong: Wrong, words: dict[str, Words], old: str, new: str, message: str | None, at: str | None
) -> None:
    assert FORM.count(old) == 1
    text = FORM.replace(old, new)
    problems = wrong(form_2024=text)
    if message is None:
        assert problems == []
        return
    offset = text.index(at or new)
    line = text[:offset].count("\n") + 1
    found = [one for one in problems if one.message == message and one.line == line]
    assert found, problems
    assert {one.path for one in problems} == {"datapackage/forms/2024.yaml"}
    if at:
        assert found[0].column == offset - text.rfind("\n", 0, offset)
    for lang in ("zh", "en"):
        assert problem(found[0], words[lang])


def test_two_rows_of_one_code_in_two_parts_of_one_table(wrong: Wrong) -> None:
    text = FORM.replace("table: reviews", "table: disclosure").replace(
        "code: suit,", "code: inbox,"
    )
    text = text.replace("suit.all_ends", "inbox.all_ends")
    (found,) = wrong(form_2024=text)
    assert found.message == "duplicate-key"
    assert found.args["key"] == "table disclosure: inbox"
    assert "code: inbox, zh: 诉讼" in text.splitlines()[found.line - 1]


def test_one_column_of_the_panel_for_figures_of_two_forms(
    wrong: Wrong, words: dict[str, Words]
) -> None:
    """A word of the panel is that of one row in all forms; the later file says so."""
    later = FORM.replace("id: 2024", "id: 2025").replace("since: 2024", "since: 2025")
    text = later.replace("code: suit, ", "code: action, panel: suit, ")
    text = text.replace("suit.all_ends", "action.all_ends")
    (found,) = wrong(form_2024=FORM, form_2025=text)
    assert (found.message, found.path) == ("form-panel-twice", "datapackage/forms/2025.yaml")
    assert found.args["first"] == "disputes.suit.won"
    line = text.splitlines()[found.line - 1]
    assert line[found.column - 1 :].startswith("suit, zh")
    for lang in ("zh", "en"):
        assert "disputes_suit_won" in problem(found, words[lang])


def test_two_forms_of_one_year_and_place(wrong: Wrong) -> None:
    second = PROVINCE.replace("id: 352024", "id: 362024")
    (found,) = wrong(form_352024=PROVINCE, form_362024=second)
    assert (found.path, found.line) == ("datapackage/forms/362024.yaml", 3)
    assert found.message == "form-twice"


def test_all_that_is_wrong_is_said_at_once(wrong: Wrong) -> None:
    text = FORM
    for old, new in (
        ("received: inbox", "received: inbax"),
        ("rule: requests-total", "rule: request-total"),
        ("inbox + leftover = replied + waiting", "inbox + leftovers = replied + waiting"),
        ("table: reviews", "table: review"),
        ("all_ends = won + lost", "all_ends = won + loss"),
        ("code: lacking, zh", "code: lacking, zhh: x, zh"),
        ("until: null", "until: x"),
    ):
        assert text.count(old) == 1
        text = text.replace(old, new)
    assert [one.message for one in wrong(form_2024=text)] == [
        *("ours-whole", "unknown-code", "unknown-key", "unknown-code", "unknown-code"),
        *("unknown-code", "unknown-code"),
    ]
