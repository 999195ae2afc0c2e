"""Source documents of every shape → drafts: every cell right, or said to be unread."""

from __future__ import annotations

import contextlib
import io
import random
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser

from conftest import command, process
from gongkai.contract import Contract
from gongkai.drafting import messages, prose, source
from gongkai.drafting.drafts import Drafter, DraftOptions, spelled
from gongkai.drafting.extracted import ExtractedPart, Metadata, Reading
from gongkai.drafting.grid import Document, DocumentRefusedError, line
from gongkai.drafting.labels import key, nearest
from gongkai.drafting.matching import parts
from gongkai.drafting.metadata import read_metadata
from gongkai.drafting.subject import jurisdictions_named
from gongkai.drafting.values import UNREAD, cell_yaml
from gongkai.model.forms import Line, newest_first
from gongkai.model.languages import Translated
from gongkai.model.report import Jurisdiction, Report
from gongkai.words import Words

sys.path.insert(0, str(Path(__file__).parent / "sources"))

import files
import originals
import pages
import pasted
import spoiled
from counted import calls
from originals import BLANK, CITY, COUNTY, REPORTS
from printed import Printed, printed

Shape = Callable[[Printed], bytes]

SHAPES = {**pages.SHAPES, **pasted.SHAPES, **files.SHAPES}
PATH = originals.file_of(CITY)


@pytest.fixture(scope="module")
def reports(contract: Contract) -> Mapping[str, Report]:
    """The reports of the made-up country."""
    return originals.reports(contract)


@pytest.fixture(scope="module")
def city(reports: Mapping[str, Report]) -> Report:
    return reports[CITY]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of that country, to be spoiled."""
    return originals.project(tmp_path)


def held(report: Report) -> dict[str, str | None]:
    """The cells of a report as a file writes them."""
    return {address: spelled(cell) for address, cell in report.cells.items()}


def drafted(data: bytes, contract: Contract, year: int) -> Reading:
    return parts.read(source.read(data), newest_first(contract.forms), year)


def check(reading: Reading, report: Report) -> None:
    """Every cell is there, and right or said to be unread; the forms are those of the report."""
    expected = held(report)
    assert reading.cells.keys() == expected.keys()
    wrong = {
        a: (t, expected[a]) for a, t in reading.cells.items() if t not in (UNREAD, expected[a])
    }
    assert wrong == {}
    assert {a for a, text in reading.cells.items() if text == UNREAD} == reading.unread.keys()
    assert {n: p.form.form for n, p in reading.parts.items()} == {
        n: f.form for n, f in report.parts.items()
    }


def test_there_are_sixty_layouts() -> None:
    assert len(SHAPES) + len(pasted.BLIND) + len(files.PDF) >= 60


def some(shapes: Iterable[str], others: Sequence[str], most: int) -> list[Any]:
    """Each shape with each of the others: with so many of them in turn; the rest is `long`."""
    return [
        pytest.param(shape, other, marks=() if (m - n) % len(others) < most else pytest.mark.long)
        for n, shape in enumerate(shapes)
        for m, other in enumerate(others)
    ]


@pytest.mark.parametrize(("shape", "report"), some(SHAPES, REPORTS, 2))
def test_every_cell_of_every_layout_is_read(
    shape: str, report: str, reports: Mapping[str, Report], contract: Contract
) -> None:
    one = reports[report]
    data = SHAPES[shape](printed(one))
    reading = drafted(data, contract, one.year)
    check(reading, one)
    assert not reading.unread


@pytest.mark.parametrize("report", [name for name in REPORTS if name != BLANK])
@pytest.mark.parametrize("shape", pasted.BLIND)
def test_a_text_in_which_blanks_leave_no_trace_is_read_where_there_are_none(
    shape: str, report: str, reports: Mapping[str, Report], contract: Contract
) -> None:
    one = reports[report]
    reading = drafted(pasted.BLIND[shape](printed(one)), contract, one.year)
    check(reading, one)
    assert not reading.unread


@pytest.mark.parametrize("shape", pasted.BLIND)
def test_and_where_there_are_blanks_nothing_is_put_in_another_place(
    shape: str, reports: Mapping[str, Report], contract: Contract
) -> None:
    one = reports[BLANK]
    with pytest.raises(DocumentRefusedError) as refused:
        drafted(pasted.BLIND[shape](printed(one)), contract, one.year)
    assert refused.value.why in ("draft-lost", "draft-part-broken")


@pytest.mark.parametrize(("shape", "report"), some(files.PDF, REPORTS, 2))
def test_every_cell_of_a_pdf_file_is_read_or_said_to_be_unread(
    shape: str, report: str, reports: Mapping[str, Report], contract: Contract, browser: Browser
) -> None:
    one = reports[report]
    style, paper = files.PDF[shape]
    tab = browser.new_page()
    tab.set_content(files.printable(printed(one), style))
    data = tab.pdf(**paper)
    tab.close()
    reading = drafted(data, contract, one.year)
    check(reading, one)
    assert not reading.unread or shape == "PDF, without lines"


# -- how much work it is ----------------------------------------------------------------------------

# What a document may hold around its tables, once; and that of each kind of document n times.
PARAGRAPH = "<p>全年共召开会议12次，（一）予以公开3件。</p>"
STRANGE = "<table><tr><td>其他事项</td><td>12</td><td>13</td></tr></table>"
Swell = Callable[[Printed, int], bytes]


def paragraphs(one: Printed, n: int) -> bytes:
    return pages.plain(one).replace(b"<h1>", (PARAGRAPH * n).encode() + b"<h1>")


def strange_tables(one: Printed, n: int) -> bytes:
    return pages.plain(one).replace(b"<h1>", (STRANGE * n).encode() + b"<h1>")


def strange_rows(one: Printed, n: int) -> bytes:
    row = [("其他事项", 1, 3), *[("12", 1, 1)] * 7]
    return spoiled.changed(one, 1, lambda table: [*table, *[row] * n])


def lines(shape: Shape, text: str) -> Swell:
    def swollen(one: Printed, n: int) -> bytes:
        return shape(one) + text.encode() * n

    return swollen


def document(one: Printed, n: int) -> bytes:
    return files.document(replace(one, title=f"{one.title}\n" + "全年共召开会议12次。\n" * n))


def workbook(one: Printed, n: int) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(SHAPES["XLSX, merged cells, numbers"](one)))
    for _ in range(n):
        book.worksheets[0].append(["其他事项", 12, 13])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


SWOLLEN: Mapping[str, tuple[Swell, int]] = {
    "HTML, paragraphs": (paragraphs, 1000),
    "HTML, tables of something else": (strange_tables, 200),
    "HTML, rows of something else": (strange_rows, 200),
    "a cell a line": (lines(pasted.cell_a_line, "（一）予以公开\n\n12\n\n"), 500),
    "a cell and a stroke a line": (lines(pasted.cell_and_stroke, "其他事项 |\n12 |\n|\n"), 500),
    "rows with tabs": (lines(SHAPES["rows with tabs"], "其他事项\t12\t13\n"), 500),
    "Markdown": (lines(SHAPES["Markdown"], "| 其他事项 | 12 | 13 |\n"), 500),
    "DOCX, lines": (document, 500),
    "XLSX, rows of something else": (workbook, 200),
}


def work(data: bytes, contract: Contract) -> int:
    """How much work it is to read a document, or to refuse it."""

    def read() -> None:
        with contextlib.suppress(DocumentRefusedError):
            drafted(data, contract, 2023)

    return calls(read)


@pytest.mark.parametrize("name", SWOLLEN)
def test_twice_as_long_a_document_is_twice_the_work(
    name: str, city: Report, contract: Contract
) -> None:
    swell, n = SWOLLEN[name]
    one = printed(city)
    work(swell(one, 1), contract)  # what is done once in a process is done
    assert work(swell(one, 2 * n), contract) < 3 * work(swell(one, n), contract)


@pytest.mark.parametrize("n", [50, pytest.param(150, marks=pytest.mark.long)])
def test_and_so_is_a_pdf_file(n: int, city: Report, contract: Contract, browser: Browser) -> None:
    made = []
    for times in (1, n, 2 * n):
        tab = browser.new_page()
        page = files.printable(printed(city), files.LINES)
        tab.set_content(page.replace("<h1>", PARAGRAPH * times + "<h1>"))
        made.append(work(tab.pdf(format="A4"), contract))
        tab.close()
    assert made[2] < 3 * made[1]


@pytest.mark.parametrize("text", spoiled.UNREADABLE)
@pytest.mark.parametrize(
    "shape", ["tables as HTML means them", "DOCX, merged cells", "XLSX, merged cells, texts"]
)
def test_a_figure_that_cannot_be_read_is_unread_and_the_others_are_right(
    text: str, shape: str, city: Report, contract: Contract
) -> None:
    address = random.Random(f"{text} {shape}").choice(
        [a for a in city.cells if a.startswith("requests")]
    )
    reading = drafted(SHAPES[shape](spoiled.spoil(printed(city), address, text)), contract, 2023)
    assert set(reading.unread) == {address}
    assert reading.unread[address].args["found"] == text
    rest = {a: t for a, t in reading.cells.items() if a != address}
    assert rest == {a: t for a, t in held(city).items() if a != address}


@pytest.mark.parametrize("times", [2, pytest.param(6, marks=pytest.mark.long)])
@pytest.mark.parametrize("shape", SHAPES)
def test_no_spoiled_figure_moves_another_one(
    shape: str, times: int, city: Report, contract: Contract
) -> None:
    """In any layout: what is read is right, what is not is said to be unread, or nothing is read."""
    chance = random.Random(shape)
    for _ in range(times):
        address = chance.choice(list(city.cells))
        text = chance.choice(spoiled.UNREADABLE)
        try:
            reading = drafted(
                SHAPES[shape](spoiled.spoil(printed(city), address, text)), contract, 2023
            )
        except DocumentRefusedError:
            continue
        expected = held(city)
        wrong = {a for a, t in reading.cells.items() if t not in (UNREAD, expected[a])}
        assert wrong == set(), (address, text)
        assert address in reading.unread


@pytest.mark.parametrize("shape", ["a cell a line", "a row a line with spaces"])
def test_a_figure_lost_from_a_text_leaves_its_row_unread(
    shape: str, city: Report, contract: Contract
) -> None:
    one = printed(city)
    reading = drafted(
        pasted.BLIND[shape](spoiled.spoil(one, "requests.petition.business", "")), contract, 2023
    )
    assert set(reading.unread) == {a for a in city.cells if a.startswith("requests.petition.")}


def test_a_cell_that_a_span_covers_is_merged(city: Report, contract: Contract) -> None:
    def change(table: list[list[tuple[str, int, int]]]) -> list[list[tuple[str, int, int]]]:
        row = table[3]
        return [*table[:3], [row[0], (row[1][0], 1, 2), *row[3:]], *table[4:]]

    reading = drafted(spoiled.changed(printed(city), 1, change), contract, 2023)
    assert reading.cells == {**held(city), "requests.received.business": "merged"}


def swapped(text: bytes, charset: str = "utf-8") -> bytes:
    """Two columns of part 3 change places in the header (and in no row)."""
    messages = (
        text.decode(charset)
        .replace("商业\n企业", "商业企业")
        .replace("商业企业", "A")
        .replace("科研机构", "商业企业")
    )
    return messages.replace("A", "科研机构").encode(charset)


def test_columns_in_another_order_are_known_by_their_heads(
    city: Report, contract: Contract
) -> None:
    reading = drafted(swapped(pages.plain(printed(city))), contract, 2023)
    one, two = "requests.received.research_institution", "requests.received.business"
    shown = held(city)
    assert (reading.cells[one], reading.cells[two]) == (shown[two], shown[one])


@pytest.mark.parametrize("shape", [*pasted.BLIND, *pasted.SHAPES])
def test_and_where_only_their_order_tells_them_apart_they_are_unread(
    shape: str, city: Report, contract: Contract
) -> None:
    charset = "utf-16" if "UTF-16" in shape else "gb18030" if "GB18030" in shape else "utf-8"
    text = swapped({**pasted.BLIND, **pasted.SHAPES}[shape](printed(city)), charset)
    reading = drafted(text, contract, 2023)
    check(reading, city)
    assert set(reading.unread) == {a for a in city.cells if a.startswith("requests.")}


def test_a_cell_that_is_not_there_is_unread_and_not_blank(city: Report, contract: Contract) -> None:
    """Nobody knows which cell of the row it is, so that all of it is unread."""
    one = printed(city)
    data = spoiled.lost_cell(pages.plain(one), one.cells["requests.received.total"])
    reading = drafted(data, contract, 2023)
    assert set(reading.unread) == {a for a in city.cells if a.startswith("requests.received.")}


# What a reader of documents once took for figures, or put in another place: the row is unread.
Span = list[list[tuple[str, int, int]]]


def widened(table: Span) -> Span:
    """The label of a row covers one column too many."""
    row = table[5]
    return [*table[:5], [row[0], (row[1][0], 1, 3), *row[2:]], *table[6:]]


def surplus(table: Span) -> Span:
    """A cell too many before the figures of a row."""
    return [*table[:4], [table[4][0], ("777", 1, 1), *table[4][1:]], *table[5:]]


def mixed_heads(table: Span) -> Span:
    """The heading of the organizations covers one column too few."""
    first = table[1]
    return [table[0], [first[0], (first[1][0], 1, 4), *first[2:]], *table[2:]]


def test_a_row_is_read_in_spite_of_a_label_that_covers_too_much(
    city: Report, contract: Contract
) -> None:
    check(drafted(spoiled.changed(printed(city), 1, widened), contract, 2023), city)


@pytest.mark.parametrize("change", [surplus, mixed_heads])
def test_a_row_that_does_not_fit_under_its_header_is_unread(
    change: Callable[[Span], Span], city: Report, contract: Contract
) -> None:
    try:
        reading = drafted(spoiled.changed(printed(city), 1, change), contract, 2023)
    except DocumentRefusedError:
        return
    expected = held(city)
    assert {a for a, text in reading.cells.items() if text not in (UNREAD, expected[a])} == set()
    assert reading.unread


def test_figures_of_two_years_side_by_side_are_unread(city: Report, contract: Contract) -> None:
    def change(table: Span) -> Span:
        head, first, second, *rest = table
        older = [[(f"{text}1", 1, 1) for text, _, _ in row[-7:]] for row in rest]
        both = [[*row[:-7], *old, *row[-7:]] for row, old in zip(rest, older, strict=True)]
        return [[head[0], ("2022年", 1, 7), ("2023年", 1, 7)], first * 2, second * 2, *both]

    reading = drafted(spoiled.changed(printed(city), 1, change), contract, 2023)
    check(reading, city)
    assert set(reading.unread) == {a for a in city.cells if a.startswith("requests.")}


@pytest.mark.parametrize("years", [False, True], ids=["without labels", "with years before them"])
def test_part_four_of_two_years_is_not_taken(years: bool, city: Report, contract: Contract) -> None:
    def change(table: Span) -> Span:
        old = [(f"{text}1", 1, 1) for text, _, _ in table[-1]]
        if not years:
            return [*table[:-1], old, table[-1]]
        wide = [[("年度", 1, 1), *row] for row in table[:-1]]
        return [*wide, [("2022年", 1, 1), *old], [("2023年", 1, 1), *table[-1]]]

    data = spoiled.changed(printed(city), 2, change)
    if not years:
        with pytest.raises(DocumentRefusedError, match="draft-part-twice"):
            drafted(data, contract, 2023)
        return
    reading = drafted(data, contract, 2023)
    assert {a for a in reading.cells if a.startswith("reviews.")} <= reading.unread.keys()


@pytest.mark.parametrize("text", ["12①", "12¹", "㉑", "12<br>13", "12&nbsp;&nbsp;13", "٣", "१२"])
def test_no_sign_beside_a_figure_becomes_part_of_it(
    text: str, city: Report, contract: Contract
) -> None:
    one = spoiled.spoil(printed(city), "requests.granted.business", text)
    reading = drafted(pages.plain(one), contract, 2023)
    assert set(reading.unread) == {"requests.granted.business"}


@pytest.mark.parametrize("head", ["本年收费金额（单位：元）", "本年收费金额（单位：亿元）"])
def test_a_column_in_another_unit_is_unread(head: str, city: Report, contract: Contract) -> None:
    data = pages.plain(printed(city)).replace("本年收费金额（单位：万元）".encode(), head.encode())
    reading = drafted(data, contract, 2023)
    check(reading, city)
    assert set(reading.unread) == {"disclosure.fees.amount"}


def test_numbering_of_another_kind_does_not_change_the_form(
    city: Report, contract: Contract
) -> None:
    def label(text: str) -> str:
        return re.sub(r"^([1-8])\.", lambda n: "①②③④⑤⑥⑦⑧"[int(n[1]) - 1], text)

    check(drafted(pages.plain(printed(city), label), contract, 2023), city)


# -- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "lang"), some(spoiled.REFUSED, ("zh", "en"), 1))
def test_what_cannot_be_read_is_refused_with_a_sentence_and_nothing_is_written(
    name: str, lang: str, city: Report, project: Path, words: Mapping[str, Words]
) -> None:
    shape, why = spoiled.REFUSED[name]
    file = project / "document"
    file.write_bytes(shape(printed(city)))
    before = sorted(project.rglob("*.yaml"))
    found = Drafter(project, words[lang]).draft(file, DraftOptions(force=True))
    assert found.text == ""
    assert sorted(project.rglob("*.yaml")) == before
    start = re.split(
        r"[{“]", words[lang](why) if isinstance(words[lang].catalog[why], str) else why
    )[0]
    assert found.refused.startswith(start)
    assert "{" not in found.refused
    assert "Error" not in found.refused


@pytest.mark.parametrize(
    ("change", "column", "found"),
    [
        (spoiled.header_misprinted, "research_institution", "“机关”"),
        (spoiled.column_missing, "total", "“总计”"),
    ],
)
def test_a_head_that_is_not_known_costs_its_column_and_the_sentence_names_it(
    change: Shape,
    column: str,
    found: str,
    city: Report,
    contract: Contract,
    words: Mapping[str, Words],
) -> None:
    reading = drafted(change(printed(city)), contract, 2023)
    check(reading, city)
    lost = {a for a in city.cells if a.startswith("requests.") and a.endswith(f".{column}")}
    assert set(reading.unread) == lost
    assert all(found in messages.note(note, words["en"]) for note in reading.unread.values())


def test_a_row_that_no_form_has_is_named_and_not_taken(
    city: Report, contract: Contract, words: Mapping[str, Words]
) -> None:
    reading = drafted(pages.extra_rows(printed(city)), contract, 2023)
    check(reading, city)
    assert [messages.note(note, words["zh"]) for note in reading.notes] == [
        "“其他主动公开文件”一行不在官方表格里，没有采录 (表1第5行第2列)"
    ]


# -- labels and figures ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("printed_", "label"),
    [
        ("（三）不予公开", "不予公开"),
        ("(三) 不 予\n公开", "（三）不予公开"),
        ("1．属于国家秘密", "1.属于国家秘密"),
        ("⼈⾃⽆⻓", "人自无长"),
        ("行政許可", "行政许可"),
        ("（二）部分公开（区分处理的，只计这一情形，不计其他情形）", "部分公开"),
        ("３.其他", "3.其他"),
    ],
)
def test_a_label_is_known_by_its_characters(printed_: str, label: str) -> None:
    assert key(printed_) == key(label)


LABELS = {
    key(text): text
    for text in ("重复申请", "保护第三方合法权益", "属于三类内部事务信息", "属于四类过程性信息")
}


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        pytest.param("保护第三方合法", "保护第三方合法权益", id="clipped"),
        pytest.param("保护第三方合法权宜", "保护第三方合法权益", id="one character misprinted"),
        pytest.param("属于类信息", None, id="two labels fit"),
        pytest.param("属于", None, id="too short"),
        pytest.param("其他情形", None, id="another label"),
    ],
)
def test_a_label_is_taken_for_another_only_where_it_can_be_no_other(
    found: str, meant: str | None
) -> None:
    assert nearest(found, LABELS, LABELS.values()) == meant


COUNT = Line("c", Translated({"zh": "", "en": ""}), kind="count", unit="件")
CHANGE = Line("c", Translated({"zh": "", "en": ""}), kind="change", unit="项")
MONEY = Line("c", Translated({"zh": "", "en": ""}), kind="money", unit="万元")
OPEN = Line("c", Translated({"zh": "", "en": ""}), kind="money")
ROW = Line("r", Translated({"zh": "", "en": ""}))


@pytest.mark.parametrize(
    ("text", "column", "yaml"),
    [
        ("12", COUNT, "12"), ("１２", COUNT, "12"), ("1,234", COUNT, "1234"), ("１，２３４", COUNT, "1234"),
        ("12件", COUNT, "12"), ("", COUNT, "null"), ("\u3000\xa0", COUNT, "null"), ("/", COUNT, '"/"'),
        ("／", COUNT, '"/"'), ("—", COUNT, '"-"'), ("－－", COUNT, '"-"'), ("无", COUNT, "无"), ("0", COUNT, "0"),
        ("12,34", COUNT, None), ("1 2", COUNT, None), ("1.0", COUNT, None), ("-1", COUNT, None), ("12元", COUNT, None),
        ("+19", CHANGE, "19"), ("-11", CHANGE, "-11"), ("−11", CHANGE, "-11"), ("增19", CHANGE, None),
        ("12.50", MONEY, "12.50"), ("123750.1117", MONEY, "123750.1117"), ("12.1234567", MONEY, None),
        ("12万元", MONEY, "12"), ("12元", MONEY, None), ("251000元", OPEN, "{value: 251000, unit: 元}"),
        ("￥8040", OPEN, "{value: 8040, unit: 元}"), ("¥1,234.5元", OPEN, "{value: 1234.5, unit: 元}"),
        ("人民币12万元", MONEY, "12"), ("￥12", MONEY, None), ("￥12", COUNT, None), ("12（元）", MONEY, None),
        ("251000（元）", OPEN, "{value: 251000, unit: 元}"), ("12（件）", COUNT, "12"), ("12（件", COUNT, None),
        ("8040", OPEN, "8040"), ("3个", OPEN, None), ("1234567890123", COUNT, None),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_printed_or_not_at_all(text: str, column: Line, yaml: str | None) -> None:
    assert cell_yaml(text, ROW, column) == yaml


# -- what a document says of itself ------------------------------------------------------------------


def of(*texts: str, **meta: str) -> Metadata:
    return read_metadata(Document([line(text, ("origin-line", 1)) for text in texts], "", meta))


@pytest.mark.parametrize(
    ("texts", "title", "subject", "year"),
    [
        pytest.param(["文川市人民政府2023年政府信息公开工作年度报告"], "文川市人民政府2023年政府信息公开工作年度报告", "文川市人民政府", 2023, id="a line of its own"),
        pytest.param(["文川市人民政府", "2023年政府信息公开工作年度报告"], "文川市人民政府2023年政府信息公开工作年度报告", "文川市人民政府", 2023, id="two lines"),
        pytest.param(["根据要求,现公布远山市2023年政府信息公开工作年度报告。"], "远山市2023年政府信息公开工作年度报告", "远山市", 2023, id="in a sentence"),
        pytest.param(["平泽区 2023 年度政府信息公开工作报告"], "平泽区2023年度政府信息公开工作报告", "平泽区", 2023, id="spaces"),
        pytest.param(["甲市2022年政府信息公开工作年度报告", "甲市2023年政府信息公开工作年度报告", "2023年共公开", "2023年收到"], "甲市2023年政府信息公开工作年度报告", "甲市", 2023, id="another year beside it"),
        pytest.param(["文川市人民政府二〇二三年政府信息公开工作年度报告"], "文川市人民政府2023年政府信息公开工作年度报告", "文川市人民政府", 2023, id="a year in Chinese"),
        pytest.param(["2023年文川市政府信息公开工作年度报告", "甲市2020年政府信息公开工作年度报告", "2023年收到"], "2023年文川市政府信息公开工作年度报告", "文川市", 2023, id="the year first"),
        pytest.param(["甲市农业局 2023年度 政府信息 公开工作 年度报告"], "甲市农业局2023年度政府信息公开工作年度报告", "甲市农业局", 2023, id="spaces between all words"),
        pytest.param(["甲市农业局关于2023年政府信息公开工作情况报告"], "甲市农业局关于2023年政府信息公开工作情况报告", "甲市农业局", 2023, id="on its work"),
        pytest.param(["甲市农业局政府信息公开工作2023年度报告"], "甲市农业局政府信息公开工作2023年度报告", "甲市农业局", 2023, id="the year last"),
        pytest.param(["现将甲市2023年政府信息公开工作情况报告如下"], None, None, None, id="a verb"),
        pytest.param(["2023年工作总结"], None, None, None, id="no title"),
    ],
)  # fmt: skip
def test_the_title_says_whose_report_it_is(
    texts: list[str], title: str | None, subject: str | None, year: int | None
) -> None:
    found = of(*texts)
    assert (found.title, found.subject, found.year) == (title, subject, year)


def test_publisher_date_and_index_number_are_taken_where_they_stand() -> None:
    found = of("索引号 90210734/wcz/2024-0000107 发布机构 文川市政府办公室", "发布日期 2024/03/09")
    assert (found.index_number, found.publisher, found.published) == (
        "90210734/wcz/2024-0000107", "文川市政府办公室", "2024-03-09",
    )  # fmt: skip
    assert of("来源：远山市人民政府办公室 时间：2024-01-25").published == "2024-01-25"
    assert (
        of(pubdate="2024-03-05 10:21", contentsource="某某市人民政府办公室").published
        == "2024-03-05"
    )
    assert of("来源：本网", "浏览次数 20").publisher is None


TREE = {
    entry.id: entry
    for entry in (
        Jurisdiction("jiangsu", Translated({"zh": "江苏省", "en": ""}), "province", None),
        Jurisdiction(
            "jiangsu/nanjing", Translated({"zh": "南京市", "en": ""}), "prefecture", "jiangsu"
        ),
        Jurisdiction(
            "jiangsu/nanjing/gulou",
            Translated({"zh": "鼓楼区", "en": ""}),
            "county",
            "jiangsu/nanjing",
        ),
        Jurisdiction(
            "jiangsu/xuzhou", Translated({"zh": "徐州市", "en": ""}), "prefecture", "jiangsu"
        ),
        Jurisdiction(
            "jiangsu/xuzhou/gulou",
            Translated({"zh": "鼓楼区", "en": ""}),
            "county",
            "jiangsu/xuzhou",
        ),
        Jurisdiction(
            "jiangsu/nanjing/office",
            Translated({"zh": "南京市人民政府办公厅", "en": ""}),
            "organ",
            "jiangsu/nanjing",
        ),
    )
}


@pytest.mark.parametrize(
    ("subject", "ids"),
    [
        ("南京市人民政府", ["jiangsu/nanjing"]),
        ("江苏省南京市", ["jiangsu/nanjing"]),
        ("南京市人民政府办公厅", ["jiangsu/nanjing/office"]),
        ("徐州市鼓楼区人民政府", ["jiangsu/xuzhou/gulou"]),
        ("鼓楼区政府", ["jiangsu/nanjing/gulou", "jiangsu/xuzhou/gulou"]),
        ("南京市教育局", []),
        ("北京市鼓楼区", []),
    ],
)
def test_a_name_leads_to_the_places_it_can_mean(subject: str, ids: list[str]) -> None:
    assert jurisdictions_named(subject, TREE) == ids


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param("统计时间：2023年1月1日", (None, None, None), id="another date"),
        pytest.param("发布日期：2024-13-45", (None, None, None), id="a day of no calendar"),
        pytest.param("来源：市政府办公室张三", (None, None, None), id="a person"),
        pytest.param("索引号：13800138000", (None, None, None), id="a telephone number"),
        pytest.param("索引号：zhang.san@example.cn", (None, None, None), id="an address"),
    ],
)
def test_what_is_something_else_is_left(text: str, found: tuple[None, None, None]) -> None:
    about = of(text)
    assert (about.publisher, about.published, about.index_number) == found


def test_figures_of_the_prose_are_suggested_without_its_sentences(contract: Contract) -> None:
    texts = [
        "一、总体情况",
        "（一）全年共新收申请4852件，办理答复4811件，公开信息20余万条，占91.4%，比上年增长约3倍。",
        "电话：024-73822411",
    ]
    cells = {"requests.received.total": "4852", "requests.handled.total": "4811"}
    part = ExtractedPart(contract.forms[2021].parts["requests"], cells, {}, {})
    found = list(prose.suggestions(texts, Reading({"requests": part}, [])))
    assert [(one.at, dict(one.keys), one.equals) for one in found] == [
        ("一(一)", {"value": "4852", "unit": "件"}, "requests.received.total"),
        ("一(一)", {"value": "4811", "unit": "件"}, "requests.handled.total"),
        ("一(一)", {"value": "20", "scale": "10000", "bound": "over", "unit": "条"}, None),
        ("一(一)", {"percent": "91.4"}, None),
    ]


# -- as a contributor --------------------------------------------------------------------------------


@pytest.fixture
def without(project: Path) -> Path:
    """The project without its reports, and without their neighbours' rules."""
    for path in (project / "content" / "reports").rglob("*.yaml"):
        path.unlink()
    return project


def save(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)
    return path


def test_a_saved_page_becomes_a_report_that_passes_check(without: Path, city: Report) -> None:
    file = save(without / "saved", "page.html", pages.saved(printed(city)))
    done = command("draft", str(file), "--lang", "en", root=without)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "200 of 200 cells read" in done.stdout
    assert "of 42 sums 42 add up" in done.stdout
    path = without / PATH
    text = path.read_text(encoding="utf-8")
    assert "url: http://www.example.gov.cn/art/2024/3/5/1.html" in text
    assert "seen_as: official-page" in text
    assert command("check", str(path), root=without).returncode == 0
    assert command("format", "--check", str(path), root=without).returncode == 0


def test_the_same_document_gives_the_same_draft(without: Path, city: Report) -> None:
    file = save(without / "saved", "page.html", pages.plain(printed(city)))
    made = []
    for seed in ("1", "2"):
        process("draft", "--force", str(file), root=without, PYTHONHASHSEED=seed)
        made.append((without / PATH).read_bytes())
    assert made[0] == made[1]


def test_a_file_that_is_there_is_not_written_over(project: Path, city: Report) -> None:
    file = save(project / "saved", "page.html", pages.plain(printed(city)))
    path = project / PATH
    before = path.read_bytes()
    done = command("draft", str(file), "--lang", "en", root=project)
    assert done.returncode == 1
    assert "--force" in done.stdout
    assert path.read_bytes() == before
    assert command("draft", str(file), "--force", root=project).returncode == 0
    assert path.read_bytes() != before


def test_a_text_with_line_breaks_stays_in_its_comment(without: Path, city: Report) -> None:
    one = spoiled.spoil(
        printed(city), "requests.granted.business", "12<br>title: x 13800138000张三"
    )
    file = save(without / "saved", "page.html", pages.plain(one))
    command("draft", str(file), root=without)
    text = (without / PATH).read_text(encoding="utf-8")
    assert text.count("\ntitle:") == 1
    assert "13800138000" not in text


@pytest.mark.parametrize(
    "arguments",
    [
        ("--as", "foo"), ("--as", "lisheng/wenchuan/20x3"), ("--url", "nowhere"),
        ("--by", ""), ("--via", "x\ny"), ("--retrieved", ""), ("--as", "lisheng/wenchuan/2014-report-card"),
    ],
)  # fmt: skip
def test_arguments_that_make_no_sense_are_refused_in_a_sentence(
    arguments: tuple[str, str], without: Path, city: Report
) -> None:
    file = save(without / "saved", "page.html", pages.plain(printed(city)))
    done = command("draft", str(file), *arguments, root=without)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_two_documents_of_one_report_do_not_write_over_each_other(
    without: Path, city: Report
) -> None:
    save(without / "saved", "a.html", pages.plain(printed(city)))
    save(without / "saved", "b.html", pages.plain(printed(city)))
    done = command("draft", str(without / "saved"), "--force", "--lang", "en", root=without)
    assert done.returncode == 1
    assert "was written just before" in done.stdout


def test_an_unread_cell_says_where_it_stands_and_does_not_pass_check(
    without: Path, city: Report
) -> None:
    one = spoiled.spoil(printed(city), "requests.granted.business", "2O")
    file = save(without / "saved", "page.html", pages.plain(one))
    done = command("draft", str(file), "--lang", "en", root=without)
    assert done.returncode == 1
    assert "199 of 200 cells read" in done.stdout
    assert "三（一）予以公开 / 商业企业: found “2O” (table 2, row 6, column 5)" in done.stdout
    assert "of 42 sums 40 add up, 0 do not; 2 cannot be checked" in done.stdout
    path = without / PATH
    assert "# unread: 商业企业: found “2O” (table 2, row 6, column 5)" in path.read_text(
        encoding="utf-8"
    )
    checked = command("check", str(path), "--lang", "en", root=without)
    assert checked.returncode == 1
    assert "unread" in checked.stdout


def test_a_folder_becomes_a_table_by_what_is_left_to_do(
    without: Path, reports: Mapping[str, Report], city: Report
) -> None:
    folder = without / "saved"
    save(
        folder,
        "a.html",
        pages.plain(spoiled.spoil(printed(city), "requests.granted.business", "?")),
    )
    save(folder, "b.docx", files.document(printed(reports[COUNTY])))
    save(folder, "c.doc", spoiled.old_word(printed(city)))
    save(folder, ".hidden", b"x")
    done = command("draft", str(folder), "--lang", "en", root=without)
    assert done.returncode == 1
    lines = done.stdout.splitlines()
    assert [re.split(r"\s{2,}", text.strip())[0] for text in lines[1:3]] == ["0", "1"]
    assert "old format" in lines[3]
    assert lines[4].startswith("3 documents: 1 with nothing left to read, 1 without a draft")


def test_whose_report_it_is_can_be_said(without: Path, city: Report) -> None:
    text = pages.plain(printed(city)).decode().replace(city.title, "年度报告")
    file = save(without / "saved", "page.html", text.encode())
    assert "--as" in command("draft", str(file), root=without).stdout
    done = command("draft", str(file), "--as", CITY, root=without)
    assert done.returncode == 0, done.stdout
    nowhere = command(
        "draft", str(file), "--as", "lisheng/wenchuam/2023", "--lang", "en", root=without
    )
    assert nowhere.returncode == 1
    assert "wenchuan" in nowhere.stdout


def test_nothing_personal_is_taken(without: Path, city: Report) -> None:
    text = pages.plain(printed(city)).decode()
    text = text.replace(
        "</body>",
        "<p>联系人：张三 电话：0539-8727070 邮箱：zhang@example.cn 地址：北京路18号 作者：李四</p></body>",
    )
    file = save(without / "saved", "page.html", text.encode())
    command("draft", str(file), root=without)
    made = (without / PATH).read_text(encoding="utf-8")
    assert not re.search("张三|李四|8727070|zhang|北京路", made)


def test_verify_reads_the_source_again(without: Path, city: Report) -> None:
    file = save(without / "saved", "page.html", pages.plain(printed(city)))
    command("draft", str(file), root=without)
    path = without / PATH
    done = command("verify", CITY, str(file), "--lang", "en", root=without)
    assert (done.returncode, "200/200 cells equal" in done.stdout) == (0, True), done.stdout
    path.write_text(
        path.read_text(encoding="utf-8").replace("[2677, 41,", "[2677, 42,"), encoding="utf-8"
    )
    done = command("verify", str(path), str(file), "--lang", "en", root=without)
    assert done.returncode == 1
    assert "199/200 cells equal" in done.stdout
    assert "三（一）予以公开 / 商业企业: the file says 42, the document 41" in done.stdout
    other = save(without / "saved", "other.html", pages.plain(printed(city)) + b"\n")
    done = command("verify", CITY, str(other), "--lang", "en", root=without)
    assert done.returncode == 1
    assert "sha256 differs" in done.stdout
    assert command("verify", "lisheng/wenchuan/1999", str(file), root=without).returncode == 2
