"""What documents do to figures beside printing them: none of it gives a wrong cell unsaid."""

from __future__ import annotations

import copy
import io
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.oxml.table import CT_Tc
from docx.oxml.xmlchemy import BaseOxmlElement
from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser

from gongkai.contract import Contract
from gongkai.drafting import source
from gongkai.drafting.extracted import Reading
from gongkai.drafting.grid import DocumentRefusedError
from gongkai.drafting.matching import parts
from gongkai.drafting.values import UNREAD
from gongkai.model.forms import newest_first
from gongkai.model.report import Report

sys.path.insert(0, str(Path(__file__).parent / "sources"))

import files
import originals
import pages
from counted import calls
from printed import Printed

AT = "requests.granted.business"


def numbered(report: Report) -> Printed:
    """The report with another number in each cell, so that no figure can pass for another."""
    cells = {address: str(1001 + 7 * n) for n, address in enumerate(report.cells)}
    return Printed(report.title, report.year, report.parts, cells)


@pytest.fixture(scope="module")
def one(contract: Contract) -> Printed:
    return numbered(originals.reports(contract)[originals.CITY])


@pytest.fixture(scope="module")
def read(contract: Contract) -> Callable[[bytes], Reading]:
    """Bytes → what was read of them."""
    return lambda data: parts.read(source.read(data), newest_first(contract.forms), 2023)


Read = Callable[[bytes], Reading]


def right(reading: Reading, one: Printed, *unread: str) -> None:
    """Every cell is right, except those that must be unread."""
    assert set(reading.unread) == set(unread)
    assert reading.cells == {**one.cells, **dict.fromkeys(unread, UNREAD)}


def with_cell(one: Printed, inside: str) -> bytes:
    """The page with something else in one cell."""
    text = pages.plain(one).decode()
    figure = f">{one.cells[AT]}<"
    assert text.count(figure) == 1
    return text.replace(figure, f">{inside}<").encode()


# -- pages -----------------------------------------------------------------------------------------

IN_DOUBT = (
    "<s>12</s>15",
    "<del>12</del>",
    '<span style="text-decoration: line-through">12</span>15',
    "12<sup>1</sup>",
    "H<sub>2</sub>",
    '12<span style="vertical-align:super">1</span>',
    "<ruby>12<rt>3</rt></ruby>",
    "<span hidden>12</span>15",
    '<span style="display:none">12</span>15',
    '<span style="visibility:hidden">12</span>',
    '<span style="font-size:0">1</span>15',
    '<p style="font-size:0pt">12</p>',
    "<span class=gone>12</span>15",
    "<span class=struck>12</span>15",
    "<img src=12.png>",
    "<img src=12.png>12",
    "<svg><text>12</text></svg>",
    "<object data=x></object>",
    "<canvas></canvas>",
    "<video></video>",
    "<input value=12>",
    "<select><option>12<option>13</select>",
    "<button>12</button>",
    "<textarea>12</textarea>",
    "<noscript>12</noscript>",
    "<script>document.write(12)</script>",
    "<![CDATA[12]]>",
    "<!-- 12 -->",
    "<table><tr><td>12</td><td>13</td></tr></table>",
    "<table><tr><td>12</td></tr><tr><td></td></tr></table>",
    "<details>12</details>15",
    "<p>12</p><p>13</p>",
    "<p>12</p><p></p>&nbsp;<p>13</p>",
    "12&nbsp;&nbsp;13",
)


@pytest.mark.parametrize("inside", IN_DOUBT)
def test_what_is_more_than_plain_text_is_unread_and_moves_nothing(
    inside: str, one: Printed, read: Read
) -> None:
    style = "<style>.gone{display:none} span.struck{color:red;text-decoration:line-through}"
    data = with_cell(one, inside).replace(b"<style>", style.encode())
    right(read(data), one, AT)


@pytest.mark.parametrize(
    "inside",
    [
        "<span style='font-size:10.5pt'>{}</span>",
        "<span style='font-size:0.8em'>{}</span>",
        "<span style='vertical-align:baseline;opacity:0.9'>{}</span>",
        "<ins>{}</ins>",
        "{}<!--[if !supportMisalignedColumns 1]-->&nbsp;<!--[endif]-->",
        "{}<span hidden></span>",
        "{}<input type=hidden value=5>",
        "<b>" * 1000 + "{}" + "</b>" * 1000,
        "<div>" * 400 + "{}" + "</div>" * 400,
    ],
)
def test_what_is_plain_text_is_read(inside: str, one: Printed, read: Read) -> None:
    right(read(with_cell(one, inside.format(one.cells[AT]))), one)


COPY = pages.cells([[("（一）予以公开", 1, 1), *[("7", 1, 1)] * 7]])
LEFT_OUT = {
    "hidden": "<div hidden>{}</div>",
    "invisible": "<div style='visibility:hidden'>{}</div>",
    "closed": "<details><summary>旧</summary>{}</details>",
    "struck": "<del>{}</del>",
    "struck by style": "<div style='text-decoration:line-through'>{}</div>",
    "by a class": "<style>.phone,.x{{ color:red; display : none }}</style><div class='a phone'>{}</div>",
    "by an id": "<style>#old{{display:none}}</style><div id=old>{}</div>",
    "by a rule inside a rule": "<style>@media print{{.p{{display:block}}}} .p{{display:none}}</style><div class=p>{}</div>",
    "a tab that is not open": "<style>.tab{{display:none}}.tab.on{{display:block}}</style><div class=tab>{}</div>",
}


@pytest.mark.parametrize("around", LEFT_OUT.values(), ids=LEFT_OUT)
def test_what_nobody_sees_is_left_out(around: str, one: Printed, read: Read) -> None:
    text = pages.plain(one).decode()
    right(read(text.replace("<h1>", f"{around.format(COPY)}<h1>").encode()), one)


@pytest.mark.parametrize(
    "around",
    [
        "<style>@media print{{.a{{display:none}}}}</style><div class=a>{}</div>",
        "<style>.tab{{display:none}}.tab.on{{display:block}}</style><div class='tab on'>{}</div>",
        "<style>.a{{display:none}}</style><div class=a style='display:block'>{}</div>",
        "<style>.a:hover{{display:none}}</style><div class=a>{}</div>",
    ],
)
def test_and_what_is_seen_is_not(around: str, one: Printed, read: Read) -> None:
    body = re.search("<body>(.*)</body>", pages.plain(one).decode(), re.S)
    assert body
    right(read(f"<meta charset=utf-8>{around.format(body[1])}".encode()), one)


@pytest.mark.parametrize(
    "row",
    ["<tr hidden>", "<tr style='display: none'>", "<tr style='text-decoration:line-through'>"],
)
def test_a_row_that_is_hidden_or_struck_is_left_out(row: str, one: Printed, read: Read) -> None:
    first = one.cells["reviews.reconsideration.upheld"]
    text = pages.plain(one).decode()
    old = row + "<td>7</td>" * 15 + "</tr>"
    right(read(text.replace(f"<tr><td>{first}<", f"{old}<tr><td>{first}<").encode()), one)


DEEP = {
    "spans": ("<span>" * 5000 + "x" + "</span>" * 5000),
    "blocks": "<div>" * 1500 + "</div>" * 1500,
    "tables": "<table><tr><td>" * 1000 + "x" + "</td></tr></table>" * 1000,
    "a font in each paragraph": "<p><font>x</p>" * 2000,
}


@pytest.mark.parametrize("above", DEEP.values(), ids=DEEP)
def test_deep_pages_are_read(above: str, one: Printed, read: Read) -> None:
    right(read(pages.plain(one).replace(b"<h1>", above.encode() + b"<h1>")), one)


# Each of n: twice the n is twice the page.
VAST: Mapping[str, Callable[[int], str]] = {
    "a row of 100,000": lambda n: "<table><tr>" + "<td>1" * 100_000 * n + "</tr></table>",
    "wide and long": lambda n: (
        f"<table><tr>{'<td>1' * 20_000}</tr>" + "<tr><td>2</tr>" * 1000 * n + "</table>"
    ),
    "wide cells": lambda n: (
        "<table>" + f"<tr>{'<td colspan=200>1' * 400}</tr>" * 30 * n + "</table>"
    ),
    "large cells": lambda n: (
        "<table>" + f"<tr>{'<td colspan=200 rowspan=200>1' * 20}</tr>" * 200 * n + "</table>"
    ),
    "many tables": lambda n: (
        ("<table>" + "<tr><td colspan=200 rowspan=90>" + "<tr>" * 90 + "</table>") * 400 * n
    ),
    "many lines": lambda n: "<p>x</p>" * 101_000 * n,
}


def refused(data: bytes, read: Read) -> int:
    """How much work it is to refuse a vast document."""

    def work() -> None:
        with pytest.raises(DocumentRefusedError, match="draft-vast"):
            read(data)

    return calls(work)


LONG = ("wide cells", "large cells", "many lines")


@pytest.mark.parametrize(
    "above",
    [
        pytest.param(above, id=name, marks=[pytest.mark.long] * (name in LONG))
        for name, above in VAST.items()
    ],
)
def test_vast_pages_are_refused_soon(above: Callable[[int], str], one: Printed, read: Read) -> None:
    made = [
        refused(pages.plain(one).replace(b"<h1>", above(n).encode() + b"<h1>"), read)
        for n in (1, 2)
    ]
    assert made[1] < 3 * made[0]


# -- DOCX ------------------------------------------------------------------------------------------

Change = Callable[[CT_Tc], None]


def words_of(element: BaseOxmlElement) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def with_word(one: Printed, change: Change, address: str = AT) -> bytes:
    """The DOCX file, of which one cell was changed."""
    file = docx.Document(io.BytesIO(files.document(one)))
    cells = file.element.body.iter(qn("w:tc"))
    (cell,) = [cell for cell in cells if words_of(cell) == one.cells[address]]
    change(cell)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def holds(inside: str) -> Change:
    """Something else in the cell."""

    def change(cell: CT_Tc) -> None:
        for old in cell.findall(qn("w:p")):
            cell.remove(old)
        for new in parse_xml(f"<w:x {nsdecls('w', 'm')}>{inside}</w:x>"):
            cell.append(new)

    return change


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def valued(name: str, value: str) -> str:
    return f'<w:{name} w:val="{value}"/>'


WORD_IN_DOUBT = {
    "raised": f"<w:p>{run('12')}{run('1', valued('vertAlign', 'superscript'))}</w:p>",
    "struck": f"<w:p>{run('12', '<w:strike/>')}{run('15')}</w:p>",
    "struck twice": f"<w:p>{run('12', '<w:dstrike/>')}</w:p>",
    "hidden": f"<w:p>{run('12', '<w:vanish/>')}{run('15')}</w:p>",
    "white": f"<w:p>{run('12', valued('color', 'ffffff'))}</w:p>",
    "ruby": f"<w:p><w:r><w:ruby><w:rt>{run('1')}</w:rt><w:rubyBase>{run('12')}</w:rubyBase></w:ruby></w:r></w:p>",
    "a symbol": '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>',
    "an equation": "<w:p><m:oMath><m:r><m:t>12</m:t></m:r></m:oMath></w:p>",
    "a drawing": "<w:p><w:r><w:drawing/></w:r></w:p>",
    "an object": "<w:p><w:r><w:object/></w:r></w:p>",
    "a text box": f"<w:p><w:r><w:pict><w:txbxContent><w:p>{run('12')}</w:p></w:txbxContent></w:pict></w:r></w:p>",
    "a form field": '<w:p><w:r><w:fldChar w:fldCharType="begin"><w:ffData/></w:fldChar></w:r></w:p>',
    "a field without result": "<w:p><w:r><w:instrText>=SUM(LEFT)</w:instrText></w:r></w:p>",
    "a footnote": f'<w:p>{run("12")}<w:r><w:footnoteReference w:id="1"/></w:r></w:p>',
    "numbered": '<w:p><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:p>',
    "numbered by style": '<w:p><w:pPr><w:pStyle w:val="ListNumber"/></w:pPr></w:p>',
    "two paragraphs": f"<w:p>{run('12')}</w:p><w:p>{run('13')}</w:p>",
    "two paragraphs, a blank one between": f"<w:p>{run('12')}</w:p><w:p/><w:p>{run('13')}</w:p>",
    "two lines": f"<w:p>{run('12')}<w:r><w:br/></w:r>{run('13')}</w:p>",
    "a table": f"<w:tbl><w:tr><w:tc><w:p>{run('12')}</w:p></w:tc><w:tc><w:p/></w:tc></w:tr></w:tbl><w:p/>",
}  # fmt: skip


@pytest.mark.parametrize("inside", WORD_IN_DOUBT.values(), ids=WORD_IN_DOUBT)
def test_what_is_more_than_text_in_word_is_unread(inside: str, one: Printed, read: Read) -> None:
    right(read(with_word(one, holds(inside))), one, AT)


def test_signs_and_fields_of_word_are_read(one: Printed, read: Read) -> None:
    hyphen = "<w:p><w:r><w:noBreakHyphen/></w:r></w:p>"
    assert read(with_word(one, holds(hyphen))).cells[AT] == '"-"'
    off = f"<w:p>{run('1', valued('strike', '0'))}{run('2', valued('vertAlign', 'baseline'))}</w:p>"
    assert read(with_word(one, holds(off))).cells[AT] == "12"
    field = f"<w:p><w:r><w:instrText>=SUM(LEFT)</w:instrText></w:r>{run('12')}</w:p>"
    assert read(with_word(one, holds(field))).cells[AT] == "12"


def controlled(element: BaseOxmlElement) -> None:
    """Put a content control around an element."""
    control, content = OxmlElement("w:sdt"), OxmlElement("w:sdtContent")
    element.addprevious(control)
    control.append(content)
    content.append(element)


def row_of(cell: CT_Tc) -> BaseOxmlElement:
    row = cell.getparent()
    assert isinstance(row, BaseOxmlElement)
    return row


@pytest.mark.parametrize("change", [controlled, lambda cell: controlled(row_of(cell))])
def test_cells_and_rows_in_content_controls_are_read(
    change: Change, one: Printed, read: Read
) -> None:
    right(read(with_word(one, change)), one)


@pytest.mark.parametrize("name", ["w:del", "w:hidden"])
def test_rows_that_are_deleted_or_hidden_in_word_are_left_out(
    name: str, one: Printed, read: Read
) -> None:
    def change(cell: CT_Tc) -> None:
        old = copy.deepcopy(row_of(cell))
        row_of(cell).addprevious(old)
        for text in old.iter(qn("w:t")):
            text.text = "7"
        properties = OxmlElement("w:trPr")
        properties.append(OxmlElement(name))
        old.insert(0, properties)

    right(read(with_word(one, change, "reviews.reconsideration.upheld")), one)


@pytest.mark.parametrize("span", [1000, 10**8])
def test_vast_tables_of_word_are_refused(span: int, one: Printed, read: Read) -> None:
    def change(cell: CT_Tc) -> None:
        cell.grid_span = span

    with pytest.raises(DocumentRefusedError, match="draft-vast"):
        read(with_word(one, change))


# -- XLSX ------------------------------------------------------------------------------------------


def with_sheet(
    one: Printed, change: Callable[[Worksheet, Cell], object], address: str = AT
) -> bytes:
    """The workbook, of which something was changed: its sheet, and the cell of an address."""
    data = files.workbook(one, merged=True, numbers=True, sheets=False)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    (cell,) = [c for row in sheet.iter_rows() for c in row if str(c.value) == one.cells[address]]
    assert isinstance(cell, Cell)
    change(sheet, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def put(value: object, form: str = "General", font: Font | None = None) -> Callable[..., None]:
    def change(sheet: Worksheet, cell: Cell) -> None:
        cell.value = value
        cell.number_format = form
        if font:
            cell.font = font

    return change


@pytest.mark.parametrize(
    ("value", "form"),
    [
        (0, "0;;;"),
        (0, "0;-0;;@"),
        (0, '0;-0;"-"'),
        (0, '#,##0;-#,##0;"-"'),
        (0, '0;0;"无"'),
        (0, "General;-General;"),
        (0, '_ * #,##0_ ;_ * -#,##0_ ;_ * "-"_ ;_ @_ '),
        (0, "#,###"),
        (0, "#"),
        (5, '0"件"'),
        (5, ";;;"),
        (5, "000"),
        (5, "#,##0,"),
        (5, '"无"'),
        (5, '[=5]"无";0'),
        (5, "[DBNum1]0"),
        (5, "0.00E+00"),
        (5, "0%"),
        (5, "yyyy-mm-dd"),
        (5.5, "0"),
        ("5", ";;;"),
        ("5", '@"件"'),
    ],
)
def test_a_format_that_shows_something_else_leaves_the_cell_unread(
    value: object, form: str, one: Printed, read: Read
) -> None:
    right(read(with_sheet(one, put(value, form))), one, AT)


@pytest.mark.parametrize(
    ("value", "form", "shown"),
    [
        (1200, "General", "1200"),
        (1200, "@", "1200"),
        (1200, "0_ ", "1200"),
        (1200, "#,##0", "1200"),
        (0, "0", "0"),
        (5, '0;-0;"-"', "5"),
        ("5", "0", "5"),
    ],
)
def test_plain_formats_are_read(
    value: object, form: str, shown: str, one: Printed, read: Read
) -> None:
    reading = read(with_sheet(one, put(value, form)))
    assert reading.cells == {**one.cells, AT: shown}


SHEET_IN_DOUBT = {
    "struck": put(12, font=Font(strike=True)),
    "raised": put(12, font=Font(vertAlign="superscript")),
    "white": put(12, font=Font(color="FFFFFF")),
    "raised in part": put(CellRichText("12", TextBlock(InlineFont(vertAlign="superscript"), "1"))),
    "struck in part": put(CellRichText(TextBlock(InlineFont(strike=True), "12"), "15")),
    "two lines": put("12\n\n13"),
}


@pytest.mark.parametrize("change", SHEET_IN_DOUBT.values(), ids=SHEET_IN_DOUBT)
def test_what_is_more_than_text_in_a_sheet_is_unread(
    change: Callable[..., None], one: Printed, read: Read
) -> None:
    right(read(with_sheet(one, change)), one, AT)


def test_zeros_that_a_sheet_does_not_show_are_unread(one: Printed, read: Read) -> None:
    def change(sheet: Worksheet, cell: Cell) -> None:
        cell.value = 0
        sheet.sheet_view.showZeros = False

    right(read(with_sheet(one, change)), one, AT)


def test_hidden_rows_and_columns_are_left_out(one: Printed, read: Read) -> None:
    def row(sheet: Worksheet, cell: Cell) -> None:
        for column in range(1, 16):
            sheet.cell(cell.row + 1, column, sheet.cell(cell.row, column).value)
            sheet.cell(cell.row, column, 7)
        sheet.row_dimensions[cell.row].hidden = True

    def column(sheet: Worksheet, cell: Cell) -> None:
        for number in range(1, sheet.max_row + 1):
            sheet.cell(number, 17, 7)
        sheet.column_dimensions["Q"].hidden = True

    right(read(with_sheet(one, row, "reviews.reconsideration.upheld")), one)
    right(read(with_sheet(one, column)), one)


def test_vast_sheets_are_refused_soon(one: Printed, read: Read) -> None:
    """However vast: what there is to do does not grow with the place of its last value."""
    places = ((2000, 200), (1_048_576, 1), (1, 16_384), (1_048_576, 16_384))
    made = [
        refused(with_sheet(one, lambda sheet, _, place=place: sheet.cell(*place, "x")), read)
        for place in places
    ]
    assert max(made) < 3 * made[0]


def test_a_cell_far_below_with_a_format_only_does_no_harm(one: Printed, read: Read) -> None:
    def change(sheet: Worksheet, cell: Cell) -> None:
        sheet.cell(1_048_576, 16_384).font = Font(bold=True)

    right(read(with_sheet(one, change)), one)


# -- PDF -------------------------------------------------------------------------------------------

Print = Callable[..., bytes]


@pytest.fixture(scope="module")
def print_(browser: Browser) -> Print:
    """A page → the PDF file that a browser prints of it."""

    def printed_(page: str, **paper: object) -> bytes:
        tab = browser.new_page()
        tab.set_content(page)
        data = tab.pdf(**paper)
        tab.close()
        return data

    return printed_


PAPERS = [{"format": "A4"}, {"format": "A4", "landscape": True}, {"format": "A5"}]


@pytest.mark.parametrize("width", ["", "body{width:400px}"])
@pytest.mark.parametrize("padding", [3, 12])
@pytest.mark.parametrize("paper", PAPERS, ids=str)
def test_tables_and_rows_go_on_over_pages(
    paper: dict[str, object], padding: int, width: str, one: Printed, read: Read, print_: Print
) -> None:
    style = f"td{{border:1px solid #000;padding:{padding}px}}{width}"
    right(read(print_(files.printable(one, style), **paper)), one)


PDF_IN_DOUBT = (
    "<s>12</s>15",
    "12<sup>1</sup>",
    "12<span style='color:#fff'>9</span>",
    "<span style='color:#fff'>9</span>12",
    "12<br>13",
    "<svg width=20 height=9><rect width=20 height=9 /></svg>",
    "<svg width=20 height=9><circle cx=5 cy=5 r=4 /></svg>",
)


@pytest.mark.parametrize("inside", PDF_IN_DOUBT)
def test_what_is_more_than_plain_text_in_a_pdf_file_is_unread(
    inside: str, one: Printed, read: Read, print_: Print
) -> None:
    page = files.printable(one, files.LINES).replace(f">{one.cells[AT]}<", f">{inside}<")
    right(read(print_(page, format="A3")), one, AT)


BARE = "table,td{border:none!important}td{padding:3px}"


def test_a_pdf_file_without_lines_is_read_where_nothing_is_blank(
    one: Printed, read: Read, print_: Print
) -> None:
    right(read(print_(files.printable(one, BARE), format="A3")), one)


def test_and_where_something_is_blank_or_odd_no_figure_is_put_elsewhere(
    one: Printed, read: Read, print_: Print
) -> None:
    for inside in ("", "<s>12</s>15", "12<sup>1</sup>", "12 13"):
        page = files.printable(one, BARE).replace(f">{one.cells[AT]}<", f">{inside}<")
        reading = read(print_(page, format="A3"))
        assert AT in reading.unread
        assert {t for a, t in reading.cells.items() if t != one.cells[a]} <= {UNREAD}


# -- bytes -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("charset", ["utf-16-le", "utf-16-be"])
def test_utf_16_is_known_without_a_mark(charset: str, one: Printed, read: Read) -> None:
    text = pages.plain(one).decode().replace('<meta charset="utf-8">', "")
    right(read(text.encode(charset)), one)


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-8-sig"])
def test_a_few_bad_bytes_spoil_no_more_than_what_holds_them(
    charset: str, one: Printed, read: Read
) -> None:
    text = pages.plain(one).decode().replace("utf-8", charset.removesuffix("-sig"))
    data, home = text.encode(charset), "首页".encode(charset.removesuffix("-sig"))
    right(read(data.replace(home, b"\xff\xff")), one)
    figure = one.cells[AT].encode()
    right(read(data.replace(b">" + figure, b">" + figure[:2] + b"\xff" + figure[2:])), one, AT)
    with pytest.raises(DocumentRefusedError, match="draft-charset"):
        read(data + b"\xff\xff<" * 50)


def test_nuls_are_no_part_of_a_text(one: Printed, read: Read) -> None:
    data = pages.plain(one)
    right(read(data.replace(b"<td>", b"<td>\0")), one)
    right(read(data.replace(b">" + one.cells[AT].encode(), b">1\x002")), one, AT)


def test_a_page_is_known_however_late_it_begins(one: Printed, read: Read) -> None:
    right(read(b"<!--" + b"x" * 30_000 + b"-->" + pages.plain(one)), one)


def test_rtf_is_an_old_format(read: Read) -> None:
    with pytest.raises(DocumentRefusedError, match="draft-old-format"):
        read(b"{\\rtf1\\ansi 12}")


def test_only_what_libraries_say_of_a_file_is_damage(
    one: Printed, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise MemoryError

    monkeypatch.setattr("gongkai.drafting.readers.word.cell_text", full)
    with pytest.raises(MemoryError):
        read(files.document(one))
    for data in (files.document(one), files.workbook(one, merged=True, numbers=True, sheets=False)):
        with pytest.raises(DocumentRefusedError, match="draft-damaged"):
            read(data[: len(data) // 2])


def test_a_row_whose_label_has_another_sign_is_read_and_said(one: Printed, read: Read) -> None:
    page = pages.plain(one).decode().replace("属于行政执法案卷", "属于行政执法案件")
    reading = read(page.encode())
    right(reading, one)
    assert any(note.args.get("found", "").endswith("案件") for note in reading.notes)
