"""Each block of a table under its own header, blanks in their places: read right, or unread.

The report is made up: every cell has a number of its own, so that one that slides is seen.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.contract import Contract
from gongkai.drafting import qualifiers, source
from gongkai.drafting.matching import parts
from gongkai.drafting.values import UNREAD
from gongkai.model.forms import newest_first

sys.path.insert(0, str(Path(__file__).parent / "sources"))

import pages
import pasted
from printed import Printed, tables

YEAR = 2022


def made(contract: Contract, form: int = 2021) -> Printed:
    """A report of which each cell holds another number."""
    parts = contract.forms[form].parts
    addresses = [address for part in parts.values() for address in part.addresses]
    cells = {address: str(100 + number) for number, address in enumerate(addresses)}
    return Printed(f"某镇{YEAR}年政府信息公开工作年度报告", YEAR, parts, cells)


def blank(one: Printed, which: Callable[[str], bool]) -> Printed:
    """The report with blanks in some cells."""
    cells = {address: "" if which(address) else text for address, text in one.cells.items()}
    return Printed(one.title, one.year, one.parts, cells)


def unread(text: str | bytes, one: Printed, contract: Contract) -> set[str]:
    """What is unread; all else must be right, `merged` or `absent` nowhere."""
    data = text.encode() if isinstance(text, str) else text
    reading = parts.read(source.read(data), newest_first(contract.forms), YEAR)
    wanted = {address: figure or "null" for address, figure in one.cells.items()}
    assert reading.cells.keys() == wanted.keys()
    wrong = {a: t for a, t in reading.cells.items() if t not in (UNREAD, wanted[a])}
    assert wrong == {}
    return set(reading.unread)


def of(one: Printed, *begin: str) -> set[str]:
    return {address for address in one.cells if address.startswith(begin)}


def page(one: Printed, old: str = "", new: str = "") -> str:
    text = pages.plain(one).decode()
    assert old in text
    start = text.index("<table")
    return text[:start] + text[start:].replace(old, new, 1) if old else text


SHAPES = {**pasted.BLIND, **pasted.SHAPES, "a page": pages.plain}
PLAIN = [name for name in SHAPES if "UTF-16" not in name and "GB18030" not in name]


# -- what is said above, beside and over figures ---------------------------------------------------


@pytest.mark.parametrize("shape", PLAIN)
@pytest.mark.parametrize(
    "head", ["上年处理决定数量", "2021年处理决定数量", "本年累计处理决定数量", "本年处理决定数量（万件）", "办件"]
)  # fmt: skip
def test_a_head_of_another_figure_costs_its_own_block(
    head: str, shape: str, contract: Contract
) -> None:
    one = made(contract)
    text = SHAPES[shape](one).decode().replace("本年处理决定数量", head, 1)
    assert unread(text, one, contract) == of(one, "disclosure.licensing.")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("本年处理决定数量", "处理决定数量（指2022年办件量）"),
        ("本年处理决定数量", "2022年处理决定数量"),
        ("本年处理决定数量", "本年处理决定数量（件）"),
        ("（单位：万元）", "（万元）"),
        ("（单位：万元）", "/万元"),
        ("总计", "合计"),
        ("自然人", "自然人（个人）"),
    ],
)
def test_a_head_with_a_gloss_or_its_own_unit_is_read(
    old: str, new: str, contract: Contract
) -> None:
    one = made(contract)
    assert unread(page(one, old, new), one, contract) == set()


@pytest.mark.parametrize("unit", ["元", "万元"])
def test_the_unit_of_a_head_is_kept_where_the_form_has_none(unit: str, contract: Contract) -> None:
    one = made(contract, 2019)
    data = page(one, "采购总金额", f"采购总金额（{unit}）").encode()
    reading = parts.read(source.read(data), newest_first(contract.forms), YEAR)
    figure = one.cells["disclosure.procurement.amount"]
    assert reading.cells["disclosure.procurement.amount"] == f"{{value: {figure}, unit: {unit}}}"
    assert not reading.unread


@pytest.mark.parametrize("shape", PLAIN)
@pytest.mark.parametrize("unit", ["万件", "百件", "元", "亿元"])
def test_figures_below_a_line_with_another_unit_are_unread(
    unit: str, shape: str, contract: Contract
) -> None:
    one = made(contract)
    mark = "四、政府信息公开行政复议、行政诉讼情况"
    line = f"</p><p>单位：{unit}" if shape == "a page" else f"\n单位：{unit}"
    text = SHAPES[shape](one).decode().replace(mark, mark + line, 1)
    assert unread(text, one, contract) == of(one, "reviews.")


@pytest.mark.parametrize("line", ["单位：件", "填报单位：某镇", "单位：件、万元"])
def test_a_line_that_agrees_costs_nothing(line: str, contract: Contract) -> None:
    one = made(contract)
    text = page(one).replace("<table", f"<p>{line}</p><table", 1)
    assert unread(text, one, contract) == set()


@pytest.mark.parametrize("shape", PLAIN)
def test_headings_that_contradict_those_below_them_leave_part_four_unread(
    shape: str, contract: Contract
) -> None:
    one = made(contract)
    before, mark, after = (
        SHAPES[shape](one).decode().partition("四、政府信息公开行政复议、行政诉讼情况")
    )
    after = after.replace("行政诉讼", "#").replace("行政复议", "行政诉讼").replace("#", "行政复议")
    assert unread(before + mark + after, one, contract) == of(one, "reviews.")


def test_rows_under_a_group_that_is_not_theirs_are_unread(contract: Contract) -> None:
    one = made(contract)
    group = contract.forms[2021].parts["requests"].groups["unable"]
    found = unread(page(one, "（四）无法提供", "（三）不予公开"), one, contract)
    assert found == of(one, *(f"requests.{code}." for code in group))


def test_an_unknown_head_costs_its_own_column(contract: Contract) -> None:
    one = made(contract)
    found = unread(page(one, "科研机构", "机关"), one, contract)
    assert found == {a for a in of(one, "requests.") if a.endswith(".research_institution")}


def test_a_clause_under_the_heads_of_another_form_is_read_and_said(contract: Contract) -> None:
    one = made(contract)
    text = page(one)
    heads = contract.forms[2019].parts["disclosure"].blocks[0].columns
    for own, other in zip(one.parts["disclosure"].blocks[0].columns, heads, strict=True):
        text = text.replace(own.label["zh"], other.label["zh"], 1)
    assert unread(text, one, contract) == set()
    reading = parts.read(source.read(text.encode()), newest_first(contract.forms), YEAR)
    assert len([note for note in reading.notes if note.what == "draft-read-as"]) == len(heads)


# -- rows ------------------------------------------------------------------------------------------


def test_a_row_that_is_not_printed_is_proposed_as_absent(contract: Contract) -> None:
    one = made(contract)
    text = page(one)
    start = text.index("<tr><td>规章")
    text = text[:start] + text[text.index("<tr>", start + 4) :]
    reading = parts.read(source.read(text.encode()), newest_first(contract.forms), YEAR)
    absent = {a for a, cell in reading.cells.items() if cell == "absent"}
    assert absent == of(one, "disclosure.government_rules.")
    assert [note.what for note in reading.notes] == ["draft-absent"]


def test_a_small_table_of_fees_is_not_part_four(contract: Contract) -> None:
    one = made(contract)
    fees = "<table><tr><td></td><td>通知收取件数</td><td>实际收取金额（元）</td></tr><tr><td></td><td>1</td><td>800</td></tr></table>"
    assert unread(page(one).replace("</body>", f"{fees}</body>"), one, contract) == set()


@pytest.mark.parametrize("heading", ["## (二) 部分公开", "## 行政许可 12 件", "（七）总计"])
@pytest.mark.parametrize("shape", ["Markdown", "a cell a line"])
def test_words_of_the_prose_are_no_rows(heading: str, shape: str, contract: Contract) -> None:
    one = made(contract)
    text = (
        SHAPES[shape](one)
        .decode()
        .replace("一、总体情况", f"一、总体情况\n\n{heading}\n\n见下。", 1)
    )
    assert unread(text, one, contract) == set()


@pytest.mark.parametrize("begin", ["requests.handled.", "reviews.", "disclosure.", ""])
def test_rows_without_figures_are_blank(begin: str, contract: Contract) -> None:
    one = blank(made(contract), lambda address: address.startswith(begin))
    assert unread(page(one), one, contract) == set()


# -- cells and strokes -----------------------------------------------------------------------------


def stroked(one: Printed, *, below: bool = False, before: bool = False, drop: bool = False) -> str:
    """A cell and a stroke a line; what is covered is strokes at the end of its row.

    With `drop` blanks are left out, and the row is filled up.
    """
    lines = [one.title]
    for heading, table in zip(("二、", "三、", "四、"), tables(one), strict=True):
        lines.append(heading)
        wide = sum(across for _, _, across in table[0])
        for row in table:
            texts = [text for text, _, _ in row if text or not drop]
            lines += ["| "] if before else []
            for text in texts:
                lines += [text, "|"] if below and text else [f"{text} |" if text else "|"]
            lines += ["|" * (wide - len(texts))] if wide > len(texts) else []
    return "\n".join(lines)


def totals(address: str) -> bool:
    return address.startswith("requests.") and not address.endswith(".total")


@pytest.mark.parametrize("way", [{}, {"below": True}, {"before": True}])
@pytest.mark.parametrize("which", [lambda _: False, totals], ids=["full", "only totals"])
def test_strokes_behind_below_and_before_are_read(
    way: dict[str, bool], which: Callable[[str], bool], contract: Contract
) -> None:
    one = blank(made(contract), which)
    assert unread(stroked(one, **way), one, contract) == set()


@pytest.mark.parametrize("way", [{}, {"below": True}, {"before": True}])
def test_a_row_that_is_filled_up_is_unread(way: dict[str, bool], contract: Contract) -> None:
    one = blank(made(contract), lambda a: a.startswith("requests.") and a.endswith(".business"))
    assert unread(stroked(one, **way, drop=True), one, contract) == of(one, "requests.")


@pytest.mark.parametrize("sign", ["\xa0", "\u3000", "&nbsp;"])
def test_a_blank_that_somebody_put_there_is_a_blank_cell(sign: str, contract: Contract) -> None:
    one = blank(made(contract), totals)
    texts = [text or sign for table in tables(one) for row in table for text, _, _ in row]
    assert unread("\n\n".join([one.title, *texts]), one, contract) == set()


# -- units -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("单位：万件", ["万件"]),
        ("（单位：件、万元）", ["件", "万元"]),
        ("采购总金额（元）", ["元"]),
        ("采购总金额/万元", ["万元"]),
        ("以万件为单位", ["万件"]),
        ("填报单位：某镇人民政府", []),
        ("单位（盖章）", []),
        ("第二十条第（一）项", []),
        ("本年制发件数", []),
    ],
)
def test_the_units_that_a_text_names(text: str, found: list[str]) -> None:
    assert qualifiers.units(text) == found


# -- other words, other headings -------------------------------------------------------------------


@pytest.mark.parametrize(
    "head", ["本年退费金额（单位：万元）", "本年欠收费金额（单位：万元）", "本年应收金额（单位：万元）", "本年收费金额（单位：万美元）"]
)  # fmt: skip
@pytest.mark.parametrize("shape", ["a page", "rows with tabs", "a cell and a stroke a line"])
def test_another_word_in_a_short_head_is_another_figure(
    head: str, shape: str, contract: Contract
) -> None:
    one = made(contract)
    text = SHAPES[shape](one).decode().replace("本年收费金额（单位：万元）", head)
    assert unread(text, one, contract) == of(one, "disclosure.fees.")


@pytest.mark.parametrize("shape", ["a page", "rows with tabs", "a cell a line"])
def test_the_label_of_another_row_is_no_heading_of_a_group(shape: str, contract: Contract) -> None:
    one = made(contract)
    group = contract.forms[2021].parts["requests"].groups["refused"]
    text = SHAPES[shape](one).decode().replace("（三）不予公开", "（三）予以公开")
    assert unread(text, one, contract) == of(one, *(f"requests.{code}." for code in group))


def test_a_row_that_has_the_label_of_a_group_is_not_absent(contract: Contract) -> None:
    one = made(contract)
    found = unread(page(one, "（一）予以公开", "（一）不予公开"), one, contract)
    assert found == of(one, "requests.granted.")


@pytest.mark.parametrize("head", ["总计（人）", "总计（件）"])
def test_applicants_may_be_counted_in_persons(head: str, contract: Contract) -> None:
    one = made(contract)
    before, mark, after = page(one).partition("申请人情况")
    assert unread(before + mark + after.replace("总计", head, 1), one, contract) == set()


def test_a_stroke_for_a_head_costs_its_column(contract: Contract) -> None:
    one = made(contract)
    found = unread(page(one, "科研机构", "—"), one, contract)
    assert found == {a for a in of(one, "requests.") if a.endswith(".research_institution")}


# -- strokes and tabs ------------------------------------------------------------------------------


@pytest.mark.parametrize("stroke", ["|", "\uff5c", "\u2502"])
@pytest.mark.parametrize("shape", ["between", "behind", "rows", "rows, no end"])
@pytest.mark.parametrize("full", [True, False])
def test_cells_between_strokes_are_read(
    full: bool, shape: str, stroke: str, contract: Contract
) -> None:
    one = made(contract) if full else blank(made(contract), totals)
    lines = [one.title]
    for heading, table in zip(("二、", "三、", "四、"), tables(one), strict=True):
        lines.append(heading)
        for row in table:
            texts = [text for text, _, _ in row]
            if shape == "between":
                lines += [f"| {text} |" for text in texts]
            elif shape == "behind":
                lines += [f"{text} |" for text in texts]
            else:
                lines.append(" | ".join(texts) if "no end" in shape else f"| {' | '.join(texts)} |")
    assert unread("\n".join(lines).replace("|", stroke), one, contract) == set()


def test_a_blank_column_is_read_where_strokes_fill_rows_up(contract: Contract) -> None:
    one = blank(made(contract), lambda a: a.startswith("requests.") and a.endswith(".business"))
    assert unread(stroked(one), one, contract) == set()


@pytest.mark.parametrize("drop", [True, False])
@pytest.mark.parametrize("kept", ["natural_person", "business"])
def test_blanks_at_the_end_of_rows_are_unread_where_no_other_blank_keeps_its_place(
    kept: str, drop: bool, contract: Contract
) -> None:
    # The same text is made of a table whose other blanks were left out.
    first = ["natural_person", "business"][: 1 + (kept == "business")]
    rows = "requests.handled."
    one = blank(made(contract), lambda a: a.startswith(rows) and a.rpartition(".")[2] not in first)
    text = stroked(one, drop=drop)
    assert {a for a in of(one, rows) if a in unread(text, one, contract)} == of(one, rows)


@pytest.mark.parametrize("kept", ["natural_person", "research_institution", "total"])
def test_a_lone_figure_stands_where_the_header_of_a_text_says(
    kept: str, contract: Contract
) -> None:
    """Covered places are empty cells: the header shows how many of them stand before figures."""
    one = blank(made(contract), lambda a: a.startswith("requests.") and not a.endswith(f".{kept}"))
    found = unread(SHAPES["rows with tabs"](one), one, contract)
    assert found == (of(one, "requests.") if kept == "natural_person" else set())


def test_a_column_of_remarks_costs_nothing(contract: Contract) -> None:
    one = made(contract)
    text = SHAPES["rows with tabs"](one).decode()
    before, mark, after = text.partition("三、收到和处理政府信息公开申请情况")
    rows, end, rest = after.partition("四、政府信息公开行政复议")
    rows = "\n".join(f"{line}\t" if "\t" in line else line for line in rows.split("\n"))
    rows = rows.replace("申请人情况\t\t\t\t\t\t\t", "申请人情况\t\t\t\t\t\t\t备注")
    assert "备注" in rows
    assert unread(before + mark + rows + end + rest, one, contract) == set()


@pytest.mark.parametrize("shape", ["a cell and a stroke a line", "a cell a line", "Markdown"])
def test_headings_of_the_prose_with_marks_are_no_rows(shape: str, contract: Contract) -> None:
    one = made(contract)
    text = SHAPES[shape](one).decode() + "\n# 五、问题\n\n# （二）部分公开\n\n3 件\n"
    text = text.replace("行政诉讼情况\n", "行政诉讼情况\n\n**（一）行政复议\n", 1)
    assert unread(text, one, contract) == set()


# -- cells that are wider or narrower than what stands above them ----------------------------------

CORNER = '<td rowspan=3 colspan="3">（本列'
RECEIVED = '<td colspan="3">一、本年新收政府信息公开申请数量</td><td>'
REFUSED = "<td rowspan=8>（三）不予公开"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (CORNER, CORNER.replace('"3"', '"2"')),  # the corner is narrower than the labels below it
        (RECEIVED, RECEIVED.replace('"3"', '"2"').replace("<td>", '<td colspan="2">')),
    ],
)
def test_figures_that_begin_beside_their_head_are_read(
    old: str, new: str, contract: Contract
) -> None:
    one = made(contract)
    assert unread(page(one, old, new), one, contract) == set()


def test_a_figure_that_begins_left_of_its_head_where_one_is_lacking_is_unread(
    contract: Contract,
) -> None:
    one = made(contract)
    received = one.cells["requests.received.natural_person"]
    row = RECEIVED.replace('"3"', '"2"').replace("<td>", '<td colspan="2">')
    text = page(one, f"{RECEIVED}{received}</td>", row.removesuffix('<td colspan="2">'))
    assert unread(text, one, contract) == of(one, "requests.received.")


def test_a_blank_beside_a_wide_cell_is_not_taken_for_the_next_figure(contract: Contract) -> None:
    """A column more than heads, one total for two rows: neither count nor place of cells is sure."""
    one = blank(made(contract), lambda a: a == "requests.carried_in.research_institution")
    received, carried = one.cells["requests.received.total"], one.cells["requests.carried_in.total"]
    figures = [one.cells[f"requests.carried_in.{name}"] for name in ("natural_person", "business")]
    text = page(one, "<td>科研机构</td>", '<td colspan="2">科研机构</td>')
    text = text.replace('colspan="5">法人', 'colspan="6">法人', 1)
    other = f"<td>{one.cells['requests.received.other_organization']}</td>"
    text = text.replace(other, other.replace("<td", '<td colspan="2"'), 1)
    text = text.replace(f"<td>{received}</td>", f"<td rowspan=2>{received}</td>", 1)
    text = text.replace(f"<td>{carried}</td>", "", 1)
    text = text.replace(
        f"<td>{figures[0]}</td><td>{figures[1]}</td>",
        f'<td colspan="2">{figures[0]}</td><td>{figures[1]}</td>',
        1,
    )
    reading = parts.read(source.read(text.encode()), newest_first(contract.forms), YEAR)
    carried_in = [reading.cells[address] for address in of(one, "requests.carried_in.")]
    assert set(carried_in) == {UNREAD}


def test_a_row_of_another_form_is_named(contract: Contract) -> None:
    one = made(contract)
    row = "<tr><td>政府集中采购</td><td>5</td><td colspan=2>83.5万元</td></tr>"
    heads = "<tr><td>信息内容</td><td>采购项目数量</td><td colspan=2>采购总金额</td></tr>"
    text = page(one, "</tbody>", f"{heads}{row}</tbody>")
    assert unread(text, one, contract) == set()
    reading = parts.read(source.read(text.encode()), newest_first(contract.forms), YEAR)
    assert [(note.what, note.args["label"]) for note in reading.notes] == [
        ("draft-other-form", "政府集中采购")
    ]


def test_a_row_that_lost_its_label_is_not_absent(contract: Contract) -> None:
    one = made(contract)
    text = page(one, RECEIVED, '<td colspan="3"></td><td>')
    assert unread(text, one, contract) == of(one, "requests.received.")


def test_a_group_that_reaches_a_row_too_far_costs_that_row(contract: Contract) -> None:
    one = made(contract)
    text = page(one, REFUSED, REFUSED.replace("8", "9"))
    assert unread(text, one, contract) == of(one, "requests.not_held.")


@pytest.mark.parametrize(
    ("shape", "between"),
    [("a cell a line", "\n\n"), ("rows with tabs, without covered cells", "\t")],
)
def test_labels_beside_a_cell_for_three_rows_cost_no_others_in_a_text(
    shape: str, between: str, contract: Contract
) -> None:
    one = made(contract)
    text = SHAPES[shape](one).decode()
    for code in ("fee_unpaid", "other_reason"):  # 3.其他 is no head
        figures = [one.cells[address] for address in one.cells if f".{code}." in address]
        before, row, after = text.partition(between.join(("", *figures)))
        assert row
        text = before + after
    assert unread(text, one, contract) == of(one, "requests.fee_unpaid.", "requests.other_reason.")
