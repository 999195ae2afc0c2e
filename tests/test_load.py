"""Report files and trees: what may stand in them, and the place and sentence of everything else."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from conftest import CITY, COUNTRY, DISTRICT, ROOT, TOWN, judged
from gongkai import words as say
from gongkai.build.order import at_hand
from gongkai.checks.judged import JudgedReports
from gongkai.content import load
from gongkai.content.load.report import read_report
from gongkai.contract import Contract
from gongkai.model.findings import Problem, Verdict
from gongkai.model.report import State
from gongkai.words import Words

WHOLE = (COUNTRY / DISTRICT).read_text(encoding="utf-8")
# Without its statements, so that places can be counted and parts exchanged.
TEXT = WHOLE[: WHOLE.index("statements:\n")] + WHOLE[WHOLE.index("summary:\n") :]
UNREAD_FIVE = ", ".join(["unread"] * 5)
DISTRICT_IS = "zh: 柳塘区\n        en: Liutang District\n        "
RECEIVED = "received:                 [260, 0, 0, 2, 0, 0, 262]"


def problems_of(text: str, checked: JudgedReports, path: str = DISTRICT) -> list[Problem]:
    report, problems = read_report(path, text.encode(), checked.contract, checked.tree)
    assert report is None or all(p.warning for p in problems)
    return problems


def changed(old: str, new: str) -> str:
    assert TEXT.count(old) == 1, f"{old!r} stands {TEXT.count(old)} times"
    return TEXT.replace(old, new)


def row(cells: str) -> str:
    return changed(RECEIVED, f"received: {cells}")


@pytest.mark.parametrize(
    ("text", "line", "column", "message"),
    [
        pytest.param(changed("kind: ", "kindd: "), 3, 1, "unknown-key", id="an unknown key"),
        pytest.param(changed("\nkind: annual-report", ""), 2, 1, "missing-key", id="a missing key"),
        pytest.param(changed("tables: territory", "tables: all"), 5, 11, "unknown-code", id="a code"),
        pytest.param(changed("published: null", "published: 2022-13-45"), 11, 14, "date-refused", id="no date"),
        pytest.param(changed("published: null", "published: 2022/01/28"), 11, 14, "date-refused", id="a date with strokes"),
        pytest.param(changed("published: null", "published: 2020-01-28"), 11, 3, "early-date", id="published before the year has ended"),
        pytest.param(changed("retrieved: 2026-11-20", "retrieved: 2026-11"), 19, 14, "date-refused", id="a month where a day is needed"),
        pytest.param(changed("retrieved: 2026-11-20", "retrieved: 2020-11-20"), 19, 3, "before-year", id="retrieved before the year"),
        pytest.param(changed("  url: null", "  url: ftp://a.b/c"), 13, 8, "url-refused", id="a link that is not http"),
        pytest.param(changed("  url: null", "  url: javascript:alert(1)"), 13, 8, "url-refused", id="a script for a link"),
        pytest.param(changed("  url: null", "  url: https://me:pw@a.b/"), 13, 8, "url-refused", id="a link with a password"),
        pytest.param(changed("  url: null", "  url: ~"), 13, 8, "url-refused", id="a tilde for null"),
        pytest.param(changed("sha256: bacf", "sha256: BACF"), 20, 11, "sha256-refused", id="a digest in capitals"),
        pytest.param(changed("sha256: ", "sha256: null  # "), 20, 11, "null-refused", id="a null that must not be"),
        pytest.param(changed("title: 青梧市", "title: =HYPERLINK"), 2, 8, "formula", id="a formula"),
        pytest.param(changed("title: 青梧市柳塘区2021", "title: ' 青梧市柳塘区2021' #"), 2, 8, "untrimmed", id="spaces at the ends"),
        pytest.param(changed("    form: 2021\n    #                    制发", "    form: 2022\n    #                    制发"), 23, 11, "unknown-code", id="a form that is not known"),
        pytest.param(row("[230, 0, 0, 2, 0, 0]"), 34, 15, "row-length", id="a row with six cells"),
        pytest.param(changed("    " + RECEIVED + "\n", ""), 32, 5, "missing-row", id="a missing row"),
        pytest.param(changed("received: ", "recieved: "), 34, 5, "unknown-row", id="an unknown row"),
        pytest.param(row("[010, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-write", id="010"),
        pytest.param(row("[1_000, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-write", id="1_000"),
        pytest.param(row("[+5, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-write", id="+5"),
        pytest.param(row("['230', 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-write", id="a number in quotes"),
        pytest.param(row("['1,234', 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-write", id="1,234"),
        pytest.param(row("[１２３, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-write", id="１２３"),
        pytest.param(row("[NO, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-count", id="NO"),
        pytest.param(row("[~, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-empty", id="a tilde"),
        pytest.param(row('["", 0, 0, 2, 0, 0, 262]'), 34, 16, "cell-empty", id="an empty text"),
        pytest.param(row("[unread, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-unread", id="a cell that a draft could not read"),
        pytest.param(row("[0, unread, 0, unread, 0, 0, 232]"), 34, 19, "cells-unread", id="several of a row"),
        pytest.param(row("[" + ", ".join(["unread"] * 7) + "]"), 34, 15, "rows-unread", id="a whole row"),
        pytest.param(row('["unread", 0, 0, 2, 0, 0, 262]'), 34, 16, "cell-count", id="that word in quotes"),
        pytest.param(row("[1.5, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-decimal", id="a decimal count"),
        pytest.param(row("[-5, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-negative", id="a negative count"),
        pytest.param(row("[1e3, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-write", id="1e3"),
        pytest.param(row("[1000000000001, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-range", id="more than 10¹²"),
        pytest.param(row("[" + "9" * 5000 + ", 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-range", id="5,000 digits"),
        pytest.param(row("[0xff, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-count", id="a hexadecimal number"),
        pytest.param(row("[.nan, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-count", id="not a number"),
        pytest.param(row("[约100, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-count", id="约100"),
        pytest.param(row("[²³, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-write", id="superscript digits"),
        pytest.param(row("[—, 0, 0, 2, 0, 0, 262]"), 34, 16, "cell-write", id="a long dash"),
        pytest.param(row("【230，0】"), 34, 15, "fullwidth", id="full-width brackets"),
        pytest.param(row("[230，0, 0, 2, 0, 0, 232, 0]"), 34, 19, "fullwidth", id="a full-width comma"),
        pytest.param(row("{a: 1}"), 34, 15, "expected-row", id="keys where a row stands"),
        pytest.param(row("[[1], 0, 0, 2, 0, 0, 262]"), 34, 16, "expected-cell", id="a list in a cell"),
        pytest.param(row("[{value: 1, unit: 元}, 0, 0, 2, 0, 0, 262]"), 34, 16, "unit-refused", id="a unit where the form has one"),
        pytest.param(changed("[1310.06]", "[1310.0600000]"), 30, 27, "cell-decimals", id="seven decimals"),
        pytest.param(changed("2021年全区新收", "<b>2021</b>年全区新收"), 67, 1, "raw-html", id="HTML in a summary"),
        pytest.param(changed("2021年全区新收", "[x](javascript:alert(1)) 2021年全区新收"), 67, 1, "link-refused", id="a script in a summary"),
        pytest.param(changed("2021年全区新收", "[x]() 2021年全区新收"), 67, 1, "link-refused", id="an empty link"),
        pytest.param(changed("2021年全区新收", "**加粗：**中文 2021年全区新收"), 67, 1, "bold-refused", id="bold beside Chinese punctuation"),
        pytest.param(changed("2021年全区新收", "![x](https://a.b/c.gif) 2021年全区新收"), 67, 1, "image-refused", id="an image"),
        pytest.param(changed("verified_by: null", "verified_by: gongkai"), 74, 37, "same-reader", id="the transcriber as second reader"),
        pytest.param(changed("publisher: 青梧市柳塘区人民政府办公室", "publisher: …"), 10, 14, "placeholder", id="dots of a pasted line"),
        pytest.param(row("[3976，58, 2, 0, 0, 0, 232]".replace("3976，58", "3976，58, 1")[:-1] + ", 1]"), 34, 20, "fullwidth", id="a full-width comma in a row too long"),
        pytest.param(changed("[285613]", "[285,613]"), 27, 26, "row-length-grouped", id="commas between thousands"),
        pytest.param(changed("2021年全区新收", "> " * 20 + "2021年全区新收"), 67, 1, "nested", id="quotes in quotes"),
    ],
)  # fmt: skip
def test_what_a_report_may_not_say_is_refused_with_its_place(
    checked: JudgedReports, text: str, line: int, column: int, message: str
) -> None:
    found = [(p.line, p.column, p.message) for p in problems_of(text, checked)]
    assert (line, column, message) in found
    assert len(found) <= 2, found


def test_all_problems_of_a_file_are_told_in_one_run(checked: JudgedReports) -> None:
    text = row("[NO, 010, 0, 2, 0, 0, 232]").replace("kind: annual-report", "kind: yearly")
    text = text.replace("retrieved: 2026-11-20", "retrieved: today")
    messages = {p.message for p in problems_of(text, checked)}
    assert messages == {"unknown-code", "date-refused", "cell-count", "cell-write"}


@pytest.mark.parametrize(
    ("path", "message"),
    [
        pytest.param("content/reports/yunze/qingwu/21.yaml", "file-name", id="a short year"),
        pytest.param("content/reports/yunze/qingwu/1999.yaml", "file-name", id="before the law"),
        pytest.param("content/reports/yunze/qingwu/2021-x.yaml", "annual-has-suffix", id="a suffix"),
        pytest.param("content/reports/yunze/liutang/2021.yaml", "no-jurisdiction", id="a wrong parent"),
        pytest.param("content/reports/atlantis/2021.yaml", "no-jurisdiction", id="no such province"),
        pytest.param("content/reports/yunze/qingwu/2027.yaml", "before-year", id="a year to come"),
    ],
)  # fmt: skip
def test_identity_comes_from_the_path_and_must_fit(
    checked: JudgedReports, path: str, message: str
) -> None:
    assert message in {p.message for p in problems_of(TEXT, checked, path)}


def test_a_misspelt_name_gets_the_nearest_one(
    checked: JudgedReports, words: Mapping[str, Words]
) -> None:
    path = "content/reports/yunze/qingwu/liutng/2021.yaml"
    found = problems_of(TEXT, checked, path)[0]
    assert "did you mean liutang" in say.problem(found, words["en"])
    assert "是不是 liutang" in say.problem(found, words["zh"])


@pytest.mark.parametrize(
    ("spelled", "state", "printed"),
    [
        pytest.param("null", State.BLANK, None, id="a blank"),
        pytest.param('"/"', State.SLASH, "/", id="a slash"),
        pytest.param("/", State.SLASH, "/", id="a slash without quotes"),
        pytest.param('"-"', State.DASH, "-", id="a dash"),
        pytest.param("无", State.NONE, "无", id="the word 无"),
        pytest.param("merged", State.MERGED, None, id="a merged cell"),
        pytest.param("illegible", State.ILLEGIBLE, None, id="an illegible cell"),
        pytest.param("0", State.NUMBER, "0", id="a zero"),
    ],
)
def test_a_blank_a_mark_and_a_zero_stay_apart(
    checked: JudgedReports, spelled: str, state: State, printed: str | None
) -> None:
    text = row(f"[{spelled}, 0, 0, 2, 0, 0, 262]")
    report, problems = read_report(DISTRICT, text.encode(), checked.contract, checked.tree)
    assert problems == []
    assert report is not None
    cell = report.cells["requests.received.natural_person"]
    assert (cell.state, cell.printed) == (state, printed)
    assert (cell.value is None) == (state is not State.NUMBER)


def test_money_is_kept_as_printed(checked: JudgedReports) -> None:
    text = changed("[1310.06]", "[1310.0600]")
    report, _ = read_report(DISTRICT, text.encode(), checked.contract, checked.tree)
    assert report is not None
    assert report.cells["disclosure.fees.amount"].printed == "1310.0600"


FORM_2019 = """\
  disclosure:
    form: 2019
    government_rules: [13, 13, 524]
    normative_documents: [60, 60, 368]
    licensing: [0, 19, 0]
    other_external_matters: [0, -11, 0]
    penalties: [0, 0, 0]
    coercion: [0, 0, 0]
    fees: [0, 0]
    procurement: [6, {value: 251000, unit: 元}]
"""


def of_2019(old: str = "", new: str = "") -> str:
    start, end = TEXT.index("  disclosure:\n"), TEXT.index("  requests:\n")
    return TEXT[:start] + FORM_2019.replace(old, new) + TEXT[end:]


def test_the_form_of_2019_has_signed_changes_and_cells_with_their_own_unit(
    checked: JudgedReports,
) -> None:
    report, problems = read_report(DISTRICT, of_2019().encode(), checked.contract, checked.tree)
    assert problems == []
    assert report is not None
    assert report.cells["disclosure.licensing.change"].printed == "+19"
    assert report.cells["disclosure.other_external_matters.change"].value == -11
    amount = report.cells["disclosure.procurement.amount"]
    assert (amount.value, amount.unit, amount.printed) == (251000, "元", "251000元")
    assert report.parts["disclosure"].form == 2019
    assert report.parts["requests"].form == 2021


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            "[0, 19, 0]", "[0, +19, 0]", "cell-write", id="a plus sign is written without"
        ),
        pytest.param(
            "[0, 19, 0]", "[-19, 19, 0]", "cell-negative", id="a sign where there is none"
        ),
        pytest.param("unit: 元", "unit: 美元", "unknown-code", id="another currency"),
        pytest.param(", unit: 元", "", "unit-shape", id="a value without its unit"),
    ],
)
def test_what_the_form_of_2019_refuses(
    checked: JudgedReports, old: str, new: str, message: str
) -> None:
    assert [p.message for p in problems_of(of_2019(old, new), checked)] == [message]


@pytest.mark.parametrize(
    ("note", "message"),
    [
        pytest.param("电话0539-8196766", "phone-number", id="a phone number"),
        pytest.param("手机 13800138000", "phone-number", id="a mobile number"),
        pytest.param("邮箱 a.b@example.org", "e-mail", id="an e-mail address"),
    ],
)
def test_personal_data_is_pointed_out_and_stops_nothing(
    checked: JudgedReports, note: str, message: str
) -> None:
    text = changed("前言说明报告依据", f"{note}。前言说明报告依据")
    report, problems = read_report(DISTRICT, text.encode(), checked.contract, checked.tree)
    assert report is not None
    assert [(p.message, p.warning) for p in problems] == [(message, True)]


def test_the_specimen_in_content_readme_is_a_whole_report(
    checked: JudgedReports, contract: Contract
) -> None:
    guide = (ROOT / "content" / "README.md").read_text(encoding="utf-8")
    specimen = guide.split("```yaml\n", 1)[1].split("\n```", 1)[0] + "\n"
    path = "content/reports/yunze/qingwu/2022.yaml"
    report, problems = read_report(path, specimen.encode(), contract, checked.tree)
    assert problems == []
    assert report is not None
    found, stale = judged(report, contract)
    assert stale == []
    assert any(f.verdict is Verdict.AS_PRINTED for f in found)
    assert not [f for f in found if f.verdict is Verdict.BROKEN and f.identity]
    assert {State.BLANK, State.SLASH} <= {cell.state for cell in report.cells.values()}
    for key in contract.files["report"].keys:
        assert f"\n{key}:" in f"\n{specimen}", f"the specimen does not show {key}"


def test_cells_that_nobody_has_read_are_told_once_a_row_or_once_a_part(
    checked: JudgedReports, words: Mapping[str, Words]
) -> None:
    text = row("[unread, 0, unread, 2, 0, 0, 232]")
    text = re.sub(r"(reconsideration|litigation\w+):( +)\[.*?\]", rf"\1:\2[{UNREAD_FIVE}]", text)
    found = problems_of(text, checked)
    english = [say.problem(p, words["en"]) for p in found]
    what = "look at the document and write what it prints"
    row_message = f"the draft could not read these cells; {what}"
    part_message = f"nothing of them has been read yet; {what}, null for a blank"
    assert english == [
        f"received: unread (natural_person, research_institution): {row_message}",
        f"reviews: 3 rows are unread: {part_message}",
    ]
    assert [say.problem(p, words["zh"]) for p in found] == [
        "received：unread（natural_person, research_institution）：草稿没能读出这几格；请对照原件，照印的写",
        "reviews：有 3 行 unread，整行还没有人读过；请对照原件，照印的写，空白写 null",
    ]
    one = problems_of(row("[0, unread, 0, 2, 0, 0, 232]"), checked)
    message = f"business: unread: the draft could not read this cell; {what}"
    assert [say.problem(p, words["en"]) for p in one] == [message]


def test_the_value_of_a_cell_with_its_unit_may_be_unread_too(checked: JudgedReports) -> None:
    path = "content/reports/hailan/general-office/2019.yaml"
    text = (COUNTRY / path).read_text(encoding="utf-8").replace("value: 261000", "value: unread")
    assert [p.message for p in problems_of(text, checked, path)] == ["cell-unread"]


# -- files and folders -------------------------------------------------------------------------


def test_one_bad_file_never_hides_the_others(
    spoil: Callable[[str, str, str], Path],
) -> None:
    spoil(CITY, "kind: annual-report", "kind: [")
    root = spoil(TOWN, "kind: annual-report", "kind: yearly")
    checked = at_hand(root)
    assert {p.path for p in checked.problems} == {CITY, TOWN}
    assert "yunze/qingwu/liutang/2021" in checked.reports
    assert not {"yunze/qingwu/2023", "beiyu/songhe/yuguan/2023"} & checked.reports.keys()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        pytest.param(lambda f: (f / "2020.yaml").symlink_to("/etc/passwd"), "symlink", id="a link"),
        pytest.param(lambda f: (f / "2020.yaml").symlink_to(f), "symlink", id="a link to a parent"),
        pytest.param(lambda f: os.mkfifo(f / "2020.yaml"), "not-a-file", id="a pipe"),
        pytest.param(lambda f: (f / "2020.yaml").mkdir(), "folder-name", id="a folder named so"),
        pytest.param(lambda f: (f / "2020.yaml.orig").touch(), "stray-file", id="a leftover"),
        pytest.param(lambda f: (f / "2020.yml").touch(), "stray-file", id="another ending"),
        pytest.param(lambda f: (f / "二〇二〇.yaml").touch(), "stray-file", id="Chinese digits"),
        pytest.param(lambda f: (f / "con").mkdir(), None, id="an empty folder"),
        pytest.param(lambda f: (f / "Liutang").mkdir(), "folder-name", id="a capital"),
        pytest.param(lambda f: (f / "data").mkdir(), "folder-name", id="a reserved name"),
        pytest.param(lambda f: (f / "a\nb.yaml").touch(), "stray-file", id="a line feed in a name"),
        pytest.param(lambda f: (f / ("x" * 200)).touch(), "name-too-long", id="a long name"),
    ],
)
def test_what_does_not_belong_in_content_is_named_and_never_followed(
    project: Path, make: Callable[[Path], None], message: str | None
) -> None:
    make(project / "content" / "reports" / "yunze" / "qingwu")
    problems = at_hand(project).problems
    assert [p.message for p in problems] == ([message] if message else [])
    assert all(p.path.isprintable() for p in problems)


def test_a_file_name_that_is_not_text_is_named(project: Path) -> None:
    folder = os.fsencode(project / "content" / "reports" / "yunze" / "qingwu")
    with open(folder + b"/\xff.yaml", "wb"):
        pass
    found = at_hand(project).problems
    assert [p.message for p in found] == ["stray-file"]
    assert found[0].path.isprintable()


def test_a_mistyped_row_is_told_once(checked: JudgedReports) -> None:
    found = problems_of(changed("    not_held: ", "    not_helt: "), checked)
    assert [(p.message, p.args["hint"]) for p in found] == [("unknown-row", "not_held")]


def test_a_folder_that_is_not_read_is_pointed_out(project: Path) -> None:
    (project / "content" / "report").mkdir()
    assert [(p.path, p.message) for p in at_hand(project).problems] == [
        ("content/report", "stray-folder")
    ]


def test_a_tree_that_cannot_be_read_is_told_once_and_not_for_each_report(
    spoil: Callable[[str, str, str], Path],
) -> None:
    root = spoil(
        "content/jurisdictions/yunze.yaml",
        f"{DISTRICT_IS}level: county",
        f"{DISTRICT_IS}level: town",
    )
    assert [p.message for p in at_hand(root).problems] == ["unknown-code"]


def page_as(make: Callable[[Path], object]) -> Callable[[Path], str]:
    def change(project: Path) -> str:
        page = project / "content" / "pages" / "zh" / "about.md"
        page.unlink()
        make(page)
        return "content/pages/zh/about.md"

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        pytest.param(page_as(lambda p: p.symlink_to("/etc/passwd")), "symlink", id="a link"),
        pytest.param(page_as(os.mkfifo), "not-a-file", id="a pipe"),
        pytest.param(page_as(lambda p: p.write_bytes("说明".encode("gbk"))), "not-utf8", id="GBK"),
        pytest.param(page_as(lambda p: None), "page-missing", id="nothing"),
        pytest.param(page_as(lambda p: p.write_text("<b>x</b>")), "raw-html", id="HTML"),
    ],
)
def test_pages_of_prose_are_read_as_strictly(
    project: Path, change: Callable[[Path], str], message: str
) -> None:
    path = change(project)
    assert (path, message) in [(p.path, p.message) for p in at_hand(project).problems]


def test_a_page_that_the_site_does_not_link_is_refused(project: Path) -> None:
    (project / "content/pages/zh/history.md").write_text("# x\n", encoding="utf-8")
    assert [p.message for p in at_hand(project).problems] == ["page-name"]


def test_a_folder_of_content_that_is_a_link_is_not_followed(project: Path, tmp_path: Path) -> None:
    reports = project / "content" / "reports"
    reports.rename(project / "elsewhere")
    reports.symlink_to(project / "elsewhere")
    checked = at_hand(project)
    assert [p.message for p in checked.problems] == ["symlink"]
    assert not checked.reports


def test_an_organ_may_not_take_the_name_of_a_place(project: Path) -> None:
    file = project / "content/jurisdictions/yunze.yaml"
    text = file.read_text(encoding="utf-8")
    organ = "    organs: {liutang: {zh: 甲局, en: Bureau A}}\n    within:\n      liutang:"
    file.write_text(text.replace("    within:\n      liutang:", organ), encoding="utf-8")
    assert "slug-twice" in {p.message for p in at_hand(project).problems}


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(
            f"{DISTRICT_IS}level: county",
            f"{DISTRICT_IS}level: organ",
            "unknown-code",
            id="an organ below within",
        ),
        pytest.param(
            "liutang:\n        zh: 柳", "Liutang:\n        zh: 柳", "slug", id="a capital in a slug"
        ),
        pytest.param(
            "liutang:\n        zh: 柳", "../x:\n        zh: 柳", "slug", id="a path for a slug"
        ),
        pytest.param(
            "liutang:\n        zh: 柳", "data:\n        zh: 柳", "slug", id="a reserved name"
        ),
        pytest.param(
            f"{DISTRICT_IS}level: county",
            f"{DISTRICT_IS}level: city",
            "unknown-code",
            id="an unknown level",
        ),
        pytest.param("code: 950102", "code: 95010", "code-refused", id="a code of five digits"),
    ],
)
def test_the_tree_is_read_as_strictly(
    spoil: Callable[[str, str, str], Path], old: str, new: str, message: str
) -> None:
    problems = at_hand(spoil("content/jurisdictions/yunze.yaml", old, new)).problems
    assert message in {p.message for p in problems}


GONE = f"{DISTRICT_IS}level: county\n        until: 2020\n"


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        pytest.param(f"{DISTRICT_IS}level: county\n        formerly: [yunze/qingwu]\n",
                     "formerly-living", id="an earlier id that is a living one"),
        pytest.param(f"{DISTRICT_IS}level: county\n        formerly: []\n",
                     "expected-list", id="no earlier id in the list"),
        pytest.param(f"{DISTRICT_IS}level: county\n        formerly: [yunze/Old]\n",
                     "id-refused", id="a capital in an earlier id"),
        pytest.param(f"{DISTRICT_IS}level: county\n        formerly: [yunze/explore]\n",
                     "id-refused", id="an earlier id that the site uses itself"),
        pytest.param(f"{GONE}        successor: yunze/nowhere\n",
                     "successor-unknown", id="a successor that is nowhere"),
        pytest.param(f"{GONE}        successor: yunze/qingwu/liutang\n",
                     "successor-itself", id="a place that follows itself"),
        pytest.param(f"{DISTRICT_IS}level: county\n        successor: yunze/qingwu\n",
                     "successor-living", id="a successor of a place that exists"),
    ],
)  # fmt: skip
def test_ids_that_lead_elsewhere_are_read_as_strictly(
    spoil: Callable[[str, str, str], Path], entry: str, message: str
) -> None:
    root = spoil("content/jurisdictions/yunze.yaml", f"{DISTRICT_IS}level: county\n", entry)
    (found,) = at_hand(root).problems
    assert found.message == message
    line, column = found.line, found.column
    text = (root / found.path).read_text(encoding="utf-8").splitlines()[line - 1][column - 1 :]
    assert text.startswith(("yunze/", "successor", "formerly", "[")), text


def test_an_earlier_id_leads_to_one_place_only(spoil: Callable[[str, str, str], Path]) -> None:
    root = spoil(
        "content/jurisdictions/yunze.yaml",
        f"{DISTRICT_IS}level: county\n",
        f"{DISTRICT_IS}level: county\n        formerly: [beiyu/old]\n",
    )
    file = root / "content/jurisdictions/beiyu.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("level: province\n", "level: province\nformerly: [beiyu/old]\n"))
    assert {p.message for p in at_hand(root).problems} == {"formerly-twice"}


def test_a_place_has_its_earlier_names_the_oldest_first(
    spoil: Callable[[str, str, str], Path],
) -> None:
    names = (
        f"{DISTRICT_IS}level: county\n        names:\n"
        "        - {zh: 乙县, en: Yi County, since: 1990, until: 2005, source: a list}\n"
        "        - {zh: 甲县, en: Jia County, since: null, until: 1989-06, source: a list}"
    )
    checked = at_hand(
        spoil("content/jurisdictions/yunze.yaml", f"{DISTRICT_IS}level: county", names)
    )
    assert checked.fine
    liutang = checked.tree["yunze/qingwu/liutang"]
    assert [name.name["zh"] for name in liutang.names] == ["甲县", "乙县"]
    asked = (1980, 1989, 1990, 2005, 2006)
    assert [liutang.name_in(year)["zh"] for year in asked] == [
        "甲县",
        "甲县",
        "乙县",
        "乙县",
        "柳塘区",
    ]


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        pytest.param(
            "zh: 乙县, en: Yi County, since: null, until: null", "null-refused", id="no last year"
        ),
        pytest.param("zh: 乙县, since: null, until: 2005", "missing-key", id="no English"),
        pytest.param(
            "zh: 乙县, en: Yi County, since: 05, until: 2005", "date-refused", id="no date"
        ),
    ],
)
def test_an_earlier_name_is_read_as_strictly(
    spoil: Callable[[str, str, str], Path], entry: str, message: str
) -> None:
    names = f"{DISTRICT_IS}level: county\n        names: [{{{entry}, source: a list}}]"
    problems = at_hand(
        spoil("content/jurisdictions/yunze.yaml", f"{DISTRICT_IS}level: county", names)
    ).problems
    assert {p.message for p in problems} == {message}


def test_a_check_of_one_file_reads_only_what_it_needs(project: Path) -> None:
    (project / "content/jurisdictions/beiyu.yaml").write_text("[", encoding="utf-8")
    checked = at_hand(project, [project / CITY])
    assert checked.fine
    assert list(checked.reports) == ["yunze/qingwu/2023"]
    assert len(load.read_survey(project, checked.contract).reports) > 1


def test_a_report_tells_where_its_cells_its_statements_and_its_title_stand(
    checked: JudgedReports,
) -> None:
    text = WHOLE.replace(RECEIVED, 'received: [230, "/", 0, 2, null, 0, 232]')
    report, _ = read_report(DISTRICT, text.encode(), checked.contract, checked.tree)
    assert report is not None
    named = {"title", "sha256", *(f"statements.{statement.id}" for statement in report.statements)}
    assert set(report.places) == named | set(report.cells)
    assert len(report.places) == len(list(report.places))
    lines = text.split("\n")
    for address, cell in report.cells.items():
        line, column = report.places[address]
        shown = lines[line - 1][column - 1 :].lstrip("\"'")
        assert shown.startswith("null" if cell.printed is None else cell.printed), address
    assert report.places["title"] == (2, 1)
    assert report.places.get("requests.unheard_of.total") is None
    assert report.places.get("requests.received.unheard_of") is None
    assert report.places.get("report") is None
