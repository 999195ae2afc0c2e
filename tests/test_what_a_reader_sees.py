"""What a reader does not see joins no number: in every kind of document such a cell is unread."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pdfplumber
import pypdfium2
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Color, Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.styles.numbers import NumberFormat
from playwright.sync_api import Browser

from gongkai.contract import Contract
from gongkai.drafting import source
from gongkai.drafting.matching import parts
from gongkai.drafting.readers import pdf
from gongkai.drafting.readers.visibility import BLACK, WHITE, contrast, faint, parse_color
from gongkai.drafting.values import UNREAD
from gongkai.model.forms import Form, newest_first

sys.path.insert(0, str(Path(__file__).parent / "sources"))

import files
import pages
from printed import Printed

AT = "requests.granted.business"
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'


def made_up(form: Form) -> Printed:
    """A report of nobody, with another number in each cell."""
    addresses = [address for part in form.parts.values() for address in part.addresses]
    cells = {address: str(1001 + 7 * n) for n, address in enumerate(addresses)}
    return Printed("某某市人民政府2023年政府信息公开工作年度报告", 2023, form.parts, cells)


@pytest.fixture(scope="module")
def forms(contract: Contract) -> list[Form]:
    return newest_first(contract.forms)


@pytest.fixture(scope="module")
def one(forms: list[Form]) -> Printed:
    return made_up(forms[0])


def check(data: bytes, one: Printed, forms: list[Form], *unread: str) -> None:
    """Every cell is right, except those that must be unread."""
    reading = parts.read(source.read(data), forms, 2023)
    assert set(reading.unread) == set(unread)
    assert reading.cells == {**one.cells, **dict.fromkeys(unread, UNREAD)}


# -- pages -----------------------------------------------------------------------------------------


def page(one: Printed, inside: str, sheet: str = "", table: str = "<table border=1>") -> bytes:
    """The page with something else in one cell, and with a style sheet."""
    text = pages.plain(one).decode().replace("<table border=1>", table)
    figure = f"<td>{one.cells[AT]}</td>"
    assert text.count(figure) == 1
    inside = inside if inside.startswith("<td") else f"<td>{inside}</td>"
    return text.replace(figure, inside).replace("<style>", f"<style>{sheet}").encode()


NOT_SEEN = (
    '12<span style="color:#fff">9</span>',
    '12<span style="color: WHITE">9</span>',
    '12<span style="color:#fefefe">9</span>',
    '12<span style="color:rgb(255, 255, 255)">9</span>',
    '12<span style="color:rgb(100% 100% 100%)">9</span>',
    '12<span style="color:hsl(0,0%,99%)">9</span>',
    '12<span style="color:snow">9</span>',
    '12<span style="color:transparent">9</span>',
    '12<span style="color:rgba(0,0,0,.05)">9</span>',
    '12<span style="-webkit-text-fill-color:#fff">9</span>',
    '12<span style="c\\6flor:\\77hite">9</span>',
    '12<span style="opacity:.1">9</span>',
    '12<span style="filter:opacity(0)">9</span>',
    "12<font color=white>9</font>",
    "12<font color=ffffff>9</font>",
    '<td style="background:#246;color:#246">129</td>',
    '<td bgcolor=navy><font color="#000080">129</font></td>',
    '<td bgcolor=yellow>12<span style="color:#ffff10">9</span></td>',
    '<td style="color:#fff">129</td>',
    '12<span style="background:#000">9</span>',
    '12<span style="text-indent:-9999px;display:inline-block">9</span>',
    '12<span style="text-indent:-1em;display:inline-block">9</span>',
    '12<span style="display:inline-block;width:0;overflow:hidden">9</span>',
    '12<span style="display:inline-block;max-height:0;overflow:hidden">9</span>',
    '12<span style="position:absolute;left:-9999px">9</span>',
    '12<span style="position:fixed;top:-50em">9</span>',
    '12<span style="position:relative;left:-1em">9</span>',
    '12<span style="position:absolute;clip:rect(0,0,0,0)">9</span>',
    '12<span style="clip-path:inset(50%)">9</span>',
    '12<span style="margin-left:-1em">9</span>',
    '12<span style="margin:0 0 0 -1em">9</span>',
    '<span style="letter-spacing:-1em">129</span>',
    '12<span style="font-size:1px">9</span>',
    '12<span style="font-size:0">9</span>',
    '12<span style="font-size:calc(0px)">9</span>',
    '12<span style="font:2px serif">9</span>',
    '<td style="font-size:2px">129</td>',
    '12<span style="font-size:60%">9</span>',
    '12<span style="zoom:0.1">9</span>',
    "12<small>9</small>",
    "12<font size=1>9</font>",
    "12<font size=-2>9</font>",
    "<h4>12<small>9</small></h4>",
    '12<a href="#note1">9</a>',
    '12<span style="color:red">9</span>',
    '12<span style="display:inline-block;transform:scale(0)">9</span>',
    '<span style="display:inline-block;transform:scaleX(-1)">129</span>',
    '<span style="display:inline-block;transform:rotate(180deg)">129</span>',
    '<span style="display:inline-block;rotate:180deg">69</span>',
    '<span style="display:inline-block;scale:-1 1">12</span>',
    '<bdo dir="rtl">129</bdo>',
    '<span dir=rtl style="unicode-bidi:bidi-override">129</span>',
    '<span style="direction:rtl;unicode-bidi:bidi-override">129</span>',
    '<td dir=rtl><bdi>1</bdi><bdi>29</bdi></td>',
    "\u202e129\u202c",
    "&#x202e;129",
    "1\u200f2\u200f9",
    "<span style='float:right'>1</span><span>29</span>",
    "<span style='float:right'>1</span><span style='float:right'>2</span>",
    "<span style='display:inline-flex;flex-direction:row-reverse'><i>1</i><i>2</i></span>",
    '12<span style="vertical-align:30%">9</span>',
    '12<span style="position:relative;top:-6px">9</span>',
    '12<span style="font-variant-position:super">9</span>',
    '<span style="font-family:Wingdings">129</span>',
    "<font face=Symbol>129</font>",
    '<span style="-webkit-text-security:disc">129</span>',
    "12<dialog>9</dialog>",
    "12<marquee>9</marquee>",
    '12<span style="visibility:hidden">9</span>',
    '12<span style="display:list-item">9</span>',
    '12<span style="color:color-mix(in srgb, white, white)">9</span>',
    '<td style="background:url(12.png)">9</td>',
    "12<span class=n>9</span>",
)  # fmt: skip


@pytest.mark.parametrize("inside", NOT_SEEN)
def test_of_a_page(inside: str, one: Printed, forms: list[Form]) -> None:
    check(page(one, inside, ".n{color:#fff}"), one, forms, AT)


SHEETS = (
    ".n{color:white}",
    "td .n{COLOR : White ! important}",
    "td>span{color:#fff}",
    "td:nth-child(n) span{color:#fff}",
    "span[class^=n]{color:#fff}",
    ".a,.n , .b{font-size:1px}",
    ".n{color:var(--paper)} :root{--paper:#fff}",
    "@media screen{.n{color:#fff}}",
    "@media all and (min-width:600px){.n{color:#fff}}",
    "@supports (color:red){.n{color:#fff}}",
    "/* } */ .n/**/{color:#fff}",
    'i:after{content:"}"} .n{color:#fff}',
    "td{& .n{color:#fff}}",
    "td{.n{color:#fff}}",
    "#x{color:red}.n{text-indent:-999em;display:inline-block}",
    '.n::after{content:"9"}',
    ".n:before{content:counter(c)}",
    ".n::before{content:attr(class)}",
    ".n::first-letter{font-size:0}",
    ".n{position:absolute;left:-100vw}",
)


@pytest.mark.parametrize("sheet", SHEETS)
def test_of_a_page_by_a_style_sheet(sheet: str, one: Printed, forms: list[Form]) -> None:
    check(page(one, "12<span class=n>9</span>", sheet), one, forms, AT)
    many = "".join(f".of-another-page-{n}{{color:#fff}}" for n in range(200))
    check(page(one, "12<span class=n>9</span>", many + sheet), one, forms, AT)


def test_the_style_sheets_of_an_archived_page_count(one: Printed, forms: list[Form]) -> None:
    body = page(one, "12<span class=n>9</span>").decode()
    part = "\r\n------b\r\nContent-Type: {}; charset=utf-8\r\n\r\n{}"
    data = (
        "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"----b\"\r\n"
        f"{part.format('text/html', body)}{part.format('text/css', '.n{color:#fff}')}\r\n------b--\r\n"
    ).encode()  # fmt: skip
    check(data, one, forms, AT)
    check(
        data.replace(b".n{color", b".m{color"),
        Printed(one.title, 2023, one.parts, {**one.cells, AT: "129"}),
        forms,
    )


SEEN = (
    '<span style="color:#999">{}</span>',
    '<span style="color:red">{}</span>',
    '<font color="blue" size=2>{}</font>',
    '<a href="x.html">{}</a>',
    "<small>{}</small>",
    '<span style="font-size:9px">{}</span>',
    '<span style="font-size:small">{}</span>',
    '<td style="background:#036;color:#fff">{}</td>',
    '<td bgcolor="#ffffcc"><span style="color:windowtext">{}</span></td>',
    '<td style="text-align:right;vertical-align:middle;position:relative">{}</td>',
    '<p style="text-indent:2em;margin:0 -5.4pt">{}</p>',
    '<p style="text-indent:-21pt;margin-left:21pt">{}</p>',
    '<span style="transform:none;letter-spacing:-.5pt">{}</span>',
    "<span style=\"font-family:'Segoe UI','Segoe UI Symbol'\">{}</span>",
    '<div style="float:right">{}</div>',
    '<div style="display:flex;overflow:hidden;height:30px">{}</div>',
    "<span class=n>{}</span>",
    '<span dir="ltr" style="unicode-bidi:embed">{}</span>',
    "\u200e{}\u200e",
    "<span style='color:black'>{}</span><span style='color:windowtext'></span>",
    '<span style="color:var(--text)">{}</span>',
    '<span style="color:inherit;font-size:inherit">{}</span>',
)
ORDINARY = """
:root{--text:#333} html{filter:grayscale(100%)} ul{font-size:0} ul li{font-size:14px}
.n{color:#333;font:12px/1.5 "微软雅黑"} .clear:after{content:".";visibility:hidden}
@media print{td{color:#fff}} @media (max-width:600px){td{position:absolute;left:-9999px}}
@media (prefers-color-scheme:dark){td{color:#fff}} td:hover{color:#fff} a:visited{color:#fff}
table td{font-size:10.5pt;color:#444;background:#fafafa} .old{display:none}
"""


@pytest.mark.parametrize("inside", SEEN)
@pytest.mark.parametrize("sheet", ["", ORDINARY])
def test_ordinary_styles_of_a_page_are_read(
    sheet: str, inside: str, one: Printed, forms: list[Form]
) -> None:
    inside = inside if sheet else inside.replace("var(--text)", "var(--text, #222)")
    check(page(one, inside.format(one.cells[AT]), sheet), one, forms)


@pytest.mark.parametrize(
    "table",
    [
        "<table style='font-size:9pt;color:#555'>",
        "<table bgcolor=#003366 style='color:#fff'>",
        "<table style='background:url(x.png) #fff'>",
        "<div style='position:relative;left:0;font-size:0'><table style='font-size:13px'>",
        "<div style='float:left;margin-left:-20px'><table class=n>",
    ],
)
def test_ordinary_styles_of_a_table_are_read(table: str, one: Printed, forms: list[Form]) -> None:
    check(page(one, one.cells[AT], ORDINARY, table), one, forms)


def test_digits_of_the_prose_that_nobody_sees_are_no_figure(one: Printed) -> None:
    text = pages.plain(one).decode().replace("20余次", '2<span style="color:#fff">0</span>余次')
    document = source.read(text.encode())
    assert any("2\ufffd余次" in piece.grid[0][0].text for piece in document.pieces)


# -- DOCX ------------------------------------------------------------------------------------------


def word(one: Printed, inside: str, around: str = "", styles: str = "") -> bytes:
    """A DOCX file with something else in one cell, properties of that cell, and other styles."""
    file = docx.Document(io.BytesIO(files.document(one)))
    for cell in file.element.body.iter(qn("w:tc")):
        if "".join(text.text or "" for text in cell.iter(qn("w:t"))) == one.cells[AT]:
            for old in cell.findall(qn("w:p")):
                cell.remove(old)
            for new in parse_xml(f"<w:x {nsdecls('w')} {W14}>{inside}</w:x>"):
                cell.append(new)
            for new in parse_xml(f"<w:x {nsdecls('w')}>{around}</w:x>"):
                cell.get_or_add_tcPr().append(new)
    for new in parse_xml(f"<w:x {nsdecls('w')}>{styles}</w:x>"):
        file.styles.element.append(new)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def run(text: str, *properties: str) -> str:
    return f"<w:r><w:rPr>{''.join(properties)}</w:rPr><w:t>{text}</w:t></w:r>"


def val(name: str, value: str | int) -> str:
    return f'<w:{name} w:val="{value}"/>'


SHADED = '<w:shd w:val="clear" w:fill="{}"/>'
STYLE = '<w:style w:type="{}" w:styleId="x">{}</w:style>'
WORD_NOT_SEEN = {
    "white": (f"<w:p>{run('12')}{run('9', val('color', 'FFFFFF'))}</w:p>", "", ""),
    "nearly white": (f"<w:p>{run('12')}{run('9', val('color', 'FDFDFD'))}</w:p>", "", ""),
    "as its cell": (f"<w:p>{run('12')}{run('9', val('color', '336699'))}</w:p>", SHADED.format("336699"), ""),
    "as its own shade": (f"<w:p>{run('9', val('color', '336699'), SHADED.format('336699'))}</w:p>", "", ""),
    "under a marker": (f"<w:p>{run('9', val('color', '000000'), val('highlight', 'black'))}</w:p>", "", ""),
    "white by a style": (f"<w:p>{run('9', val('rStyle', 'x'))}</w:p>", "", STYLE.format("character", f"<w:rPr>{val('color', 'FFFFFF')}</w:rPr>")),
    "hidden by a style": (f"<w:p><w:pPr>{val('pStyle', 'x')}</w:pPr>{run('9')}</w:p>", "", STYLE.format("paragraph", "<w:rPr><w:vanish/></w:rPr>")),
    "tiny": (f"<w:p>{run('12')}{run('9', val('sz', 2))}</w:p>", "", ""),
    "smaller": (f"<w:p>{run('12', val('sz', 24))}{run('9', val('sz', 16))}</w:p>", "", ""),
    "of two colours": (f"<w:p>{run('12')}{run('9', val('color', 'FF0000'))}</w:p>", "", ""),
    "raised by points": (f"<w:p>{run('12')}{run('9', val('position', 6))}</w:p>", "", ""),
    "from right to left": (f"<w:p>{run('129', '<w:rtl/>')}</w:p>", "", ""),
    "a paragraph from right to left": (f"<w:p><w:pPr><w:bidi/></w:pPr>{run('1')}{run('29')}</w:p>", "", ""),
    "overridden": ("<w:p><w:r><w:t>\u202e129</w:t></w:r></w:p>", "", ""),
    "pressed together": (f"<w:p>{run('12')}{run('9', val('w', 1))}</w:p>", "", ""),
    "over each other": (f"<w:p>{run('129', val('spacing', -200))}</w:p>", "", ""),
    "of a font of pictures": ("<w:p><w:r><w:rPr><w:rFonts w:ascii='Wingdings'/></w:rPr><w:t>129</w:t></w:r></w:p>", "", ""),
    "without fill": (f"<w:p>{run('129', '<w14:textFill><w14:noFill/></w14:textFill>')}</w:p>", "", ""),
    "out of its cell": (f'<w:p><w:pPr><w:ind w:left="-9999"/></w:pPr>{run("129")}</w:p>', "", ""),
    "in a line of no height": (f'<w:p><w:pPr><w:spacing w:line="10" w:lineRule="exact"/></w:pPr>{run("129")}</w:p>', "", ""),
}  # fmt: skip


@pytest.mark.parametrize("xml", WORD_NOT_SEEN.values(), ids=WORD_NOT_SEEN)
def test_of_a_word_file(xml: tuple[str, str, str], one: Printed, forms: list[Form]) -> None:
    check(word(one, *xml), one, forms, AT)


WORD_SEEN = {
    "grey": (f"<w:p>{run('{}', val('color', '808080'))}</w:p>", ""),
    "automatic": (f"<w:p>{run('{}', val('color', 'auto'))}</w:p>", SHADED.format("000000")),
    "white on blue": (f"<w:p>{run('{}', val('color', 'FFFFFF'))}</w:p>", SHADED.format("1F4E79")),
    "small": (f"<w:p>{run('{}', val('sz', 15), val('spacing', -6))}</w:p>", ""),
    "not from right to left": (f"<w:p>{run('{}', val('rtl', 0))}</w:p>", ""),
    "hanging": (f'<w:p><w:pPr><w:ind w:left="420" w:hanging="420"/></w:pPr>{run("{}")}</w:p>', ""),
}


@pytest.mark.parametrize("xml", WORD_SEEN.values(), ids=WORD_SEEN)
def test_ordinary_looks_of_a_word_file_are_read(
    xml: tuple[str, str], one: Printed, forms: list[Form]
) -> None:
    check(word(one, xml[0].format(one.cells[AT]), xml[1]), one, forms)


# -- XLSX ------------------------------------------------------------------------------------------


Change = Callable[[Any, Any], object]


def sheet(one: Printed, change: Change) -> bytes:
    """A workbook in which one cell was changed."""
    book = openpyxl.load_workbook(
        io.BytesIO(files.workbook(one, merged=True, numbers=True, sheets=False))
    )
    first = book.worksheets[0]
    (cell,) = [c for row in first.iter_rows() for c in row if str(c.value) == one.cells[AT]]
    change(first, cell)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def looks(font: Font | None = None, fill: str = "", **alignment: Any) -> Change:
    def change(_: Any, cell: Any) -> None:
        if font:
            cell.font = font
        if fill:
            cell.fill = PatternFill("solid", fgColor=fill)
        if alignment:
            cell.alignment = Alignment(**alignment)

    return change


def under(rule: Rule) -> Change:
    return lambda first, cell: first.conditional_formatting.add(cell.coordinate, rule)


def rich(**font: Any) -> Change:
    def change(_: Any, cell: Any) -> None:
        cell.value = CellRichText("12", TextBlock(InlineFont(**font), "9"))

    return change


def low(first: Any, cell: Any) -> None:
    first.row_dimensions[cell.row].height = 1


SHEET_NOT_SEEN: dict[str, Change] = {
    "white": looks(Font(color="FFFFFE")),
    "white by the theme": looks(Font(color=Color(theme=0))),
    "white by its index": looks(Font(color=Color(indexed=9))),
    "nearly white by a tint": looks(Font(color=Color(theme=1, tint=0.97))),
    "as its cell": looks(Font(color="336699"), "336699"),
    "black on black": looks(Font(color="000000"), "000000"),
    "tiny": looks(Font(sz=1)),
    "of a font of pictures": looks(Font(name="Wingdings 2")),
    "repeated": looks(horizontal="fill"),
    "from right to left": looks(readingOrder=2),
    "far to the right": looks(indent=200),
    "white in part": rich(color=Color(rgb="FFFFFFFF")),
    "smaller in part": rich(sz=6),
    "red in part": rich(color=Color(rgb="FFFF0000")),
    "white under a condition": under(Rule("expression", dxf=DifferentialStyle(font=Font(color="FFFFFF")), formula=["TRUE"])),
    "hidden under a condition": under(Rule("expression", dxf=DifferentialStyle(numFmt=NumberFormat(numFmtId=164, formatCode=";;;")), formula=["TRUE"])),
}  # fmt: skip


@pytest.mark.parametrize("change", SHEET_NOT_SEEN.values(), ids=SHEET_NOT_SEEN)
def test_of_a_workbook(change: Change, one: Printed, forms: list[Form]) -> None:
    check(sheet(one, change), one, forms, AT)


def test_of_a_row_without_height(one: Printed, forms: list[Form]) -> None:
    row = [a for a in one.cells if a.startswith("requests.granted.")]
    check(sheet(one, low), one, forms, *row)


SHEET_SEEN: dict[str, Change] = {
    "grey": looks(Font(color="808080", sz=9)),
    "white on blue": looks(Font(color="FFFFFF"), "1F4E79"),
    "automatic": looks(Font(color=Color(indexed=64)), "FFFFCC"),
    "black by the theme": looks(Font(color=Color(theme=1)), "EEEEEE"),
    "turned": looks(textRotation=90, horizontal="center", indent=1),
    "red under a condition": under(Rule("expression", dxf=DifferentialStyle(font=Font(color="FF0000")), formula=["TRUE"])),
}  # fmt: skip


@pytest.mark.parametrize("change", SHEET_SEEN.values(), ids=SHEET_SEEN)
def test_ordinary_looks_of_a_workbook_are_read(
    change: Change, one: Printed, forms: list[Form]
) -> None:
    check(sheet(one, change), one, forms)


# -- PDF -------------------------------------------------------------------------------------------

PDF_NOT_SEEN = {
    "nearly white": "12<span style='color:#fdfdfd'>9</span>",
    "transparent": "12<span style='opacity:.02'>9</span>",
    "tiny": "<span style='font-size:2px'>129</span>",
    "mirrored": "<span style='display:inline-block;transform:scaleX(-1)'>129</span>",
    "upside down": "<span style='display:inline-block;transform:rotate(180deg)'>129</span>",
    "covered": "<span style='position:relative'>12<i style='position:absolute;left:0;top:0;width:9px;height:14px;background:#fff'></i></span>",
    "over each other": "<span style='letter-spacing:-5px'>129</span>",
    "pressed together": "12<span style='display:inline-block;transform:scaleX(.05)'>9</span>",
}  # fmt: skip


@pytest.fixture(scope="module")
def print_(browser: Browser) -> Callable[[str], bytes]:
    """A page → the PDF file that a browser prints of it."""

    def printed_(page_: str) -> bytes:
        tab = browser.new_page()
        tab.set_content(page_)
        data = tab.pdf(format="A3", print_background=True)
        tab.close()
        return data

    return printed_


@pytest.mark.parametrize("inside", PDF_NOT_SEEN.values(), ids=PDF_NOT_SEEN)
def test_of_a_pdf_file(
    inside: str, one: Printed, forms: list[Form], print_: Callable[[str], bytes]
) -> None:
    text = files.printable(one, files.LINES).replace(f">{one.cells[AT]}<", f">{inside}<")
    check(print_(text), one, forms, AT)


def test_of_what_lies_outside_of_the_page_that_is_shown(
    one: Printed, forms: list[Form], print_: Callable[[str], bytes]
) -> None:
    file = pypdfium2.PdfDocument(print_(files.printable(one, files.LINES)))
    left, bottom, _, top = file[0].get_mediabox()
    file[0].set_cropbox(left, bottom, 0.9 * file[0].get_width(), top)
    out = io.BytesIO()
    file.save(out)
    reading = parts.read(source.read(out.getvalue()), forms, 2023)
    assert {t for a, t in reading.cells.items() if t != one.cells[a]} == {UNREAD}
    assert "requests.granted.total" in reading.unread
    assert "requests.granted.natural_person" not in reading.unread


def drawing(content: bytes) -> bytes:
    """A PDF file of one page, on which this is drawn."""
    head = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/CropBox[0 0 180 200]/Contents 4 0 R"
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        head + b"/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )
    content = b"".join(b"%d 0 obj\n%s\nendobj\n" % (n, one) for n, one in enumerate(objects, 1))
    return b"%PDF-1.4\n" + content + b"trailer\n<</Root 1 0 R>>\nstartxref\n0\n%%EOF\n"


OTHER = b" ".join(b"BT /F 10 Tf 10 %d Td (456) Tj ET" % n for n in range(20, 140, 20))


@pytest.mark.parametrize(
    "content",
    [
        b"BT /F 10 Tf 3 Tr 10 150 Td (123) Tj ET",
        b"BT /F 10 Tf 1 g 10 150 Td (123) Tj ET",
        b"BT /F 10 Tf 10 150 Td (123) Tj ET 1 g 5 145 50 20 re f",
        b"0 0 1 rg 5 145 50 20 re f BT /F 10 Tf 10 150 Td (123) Tj ET",
        b"q 100 100 5 5 re W n BT /F 10 Tf 10 150 Td (123) Tj ET Q",
        b"BT /F 10 Tf 181 150 Td (123) Tj ET",
        b"BT /F 10 Tf 210 150 Td (123) Tj ET",
        b"BT /F 10 Tf -1 0 0 1 40 150 Tm (123) Tj ET",
        b"BT /F 10 Tf 1 0 0 -1 10 150 Tm (123) Tj ET",
        b"BT /F 10 Tf 0 1 -1 0 10 150 Tm (123) Tj ET",
        b"BT /F 10 Tf 5 Tz 10 150 Td (123) Tj ET",
        b"BT /F 1 Tf 10 150 Td (123) Tj ET",
    ],
)
def test_digits_of_a_pdf_page_that_are_not_seen_are_lost(content: bytes) -> None:
    data = drawing(content.replace(b"0 0 1 rg", b"0 g") + b" 0 g 0 Tr 100 Tz " + OTHER)
    with pdfplumber.open(io.BytesIO(data)) as file:
        page_ = file.pages[0]
        assert [char["text"] for char in page_.chars] == [*"123", *"456" * 6]
        pdf.mask_unseen(data, [page_])
        assert [char["text"] for char in page_.chars] == [*"\ufffd" * 3, *"456" * 6]


def test_ordinary_looks_of_a_pdf_file_are_read(
    one: Printed, forms: list[Form], print_: Callable[[str], bytes]
) -> None:
    style = (
        f"{files.LINES}td{{color:#777;font-size:8px;background:#eef}}td:nth-child(2){{color:#c00}}"
    )
    check(print_(files.printable(one, style)), one, forms)


# -- colours ---------------------------------------------------------------------------------------


def test_colours_are_compared_as_an_eye_does() -> None:
    assert contrast(BLACK, WHITE) == pytest.approx(21)
    for text in ("#fff", "FFFFFF", "ivory", "#ffffff00", "rgb(250 250 250)", "yellow"):
        found = parse_color(text)
        assert found is not None
        assert faint(found), text
    for text in ("#ccc", "red", "orange", "rgba(0,0,0,.54)", "hsl(120, 100%, 25%)"):
        found = parse_color(text)
        assert found is not None
        assert not faint(found), text
    assert parse_color("no-colour") is None
