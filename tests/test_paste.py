"""The page on which somebody tries a report of her own: it never reads what the engine does not.

The scripts read every layout of tests/sources as it is saved, opened and pasted, in one page of a
browser; what they read is compared with what the engine reads, cell by cell.
"""

from __future__ import annotations

import base64
import hashlib
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit, urlunsplit

import pytest
from playwright.sync_api import Browser, Page

from conftest import broken, command, lay_out, serving
from gongkai.checks.judged import JudgedReports
from gongkai.checks.rules.identities import assess
from gongkai.content.canonical import formatted
from gongkai.contract import Contract
from gongkai.drafting import source
from gongkai.drafting.grid import DocumentRefusedError, PieceKind
from gongkai.drafting.matching import parts
from gongkai.drafting.metadata import read_metadata
from gongkai.drafting.readers import text as pasted_text
from gongkai.drafting.values import UNREAD
from gongkai.model.forms import newest_first
from gongkai.model.report import Cell, Report, State
from gongkai.pages import paste as paste_page

sys.path.insert(0, str(Path(__file__).parent / "sources"))

import files
import originals
import pages
import pasted
import spoiled
from originals import CITY, REPORTS
from printed import Printed, Table, printed, tables

import test_draft_rows as rows
import test_what_a_reader_sees as looks

FILE = "contribute/check/index.html"
XLSX = {name: shape for name, shape in files.SHAPES.items() if name.startswith("XLSX")}
SAVED = {**pages.SHAPES, **XLSX}
SHAPES = {**SAVED, **pasted.SHAPES, **pasted.BLIND}
ENOUGH = 0.9  # of what the engine reads whole must be read whole

Case = tuple[str, bytes]  # file, text or html: how it comes to the page


# -- what comes to the page ----------------------------------------------------------------------


def clipboards(data: bytes) -> Iterator[Case]:
    """A saved page as browsers and spreadsheets put it on the clipboard: ragged and square text,
    and HTML with spans.
    """
    ragged, square, spans = [], [], []
    for piece in source.read(data).pieces:
        if piece.kind is PieceKind.LINE:
            text = piece.grid[0][0].text
            for lines in (ragged, square):
                lines.append(text)
            spans.append(f"<p>{text}</p>")
            continue
        spans.append("<table>")
        for y, row in enumerate(piece.grid):
            texts = [cell.text.replace("\n", " ") for cell in row]
            shown = [not cell.covered for cell in row]
            ragged.append("\t".join(t for t, own in zip(texts, shown, strict=True) if own))
            square.append("\t".join(t if o else "" for t, o in zip(texts, shown, strict=True)))
            spans.append("<tr>")
            for x, cell in enumerate(row):
                if cell.covered or cell.missing:
                    continue
                same = [
                    (v, u)
                    for v, line in enumerate(piece.grid)
                    for u, one in enumerate(line)
                    if one.origin == cell.origin and (one.covered or (v, u) == (y, x))
                ]
                down, across = (len({place[n] for place in same}) for n in (0, 1))
                spans.append(
                    f"<td rowspan={down} colspan={across} style='mso-x:y;color:black'>{cell.text}"
                )
        spans.append("</table>")
    yield "text", "\n".join(ragged).encode()
    yield "text", "\n".join(square).encode()
    yield "html", "".join(spans).encode()


def layouts(reports: Mapping[str, Report], every: bool) -> dict[str, Case]:
    """Every layout, of one report each in turn, as a file and on one clipboard; or all of all."""
    found: dict[str, Case] = {}
    for number, (shape, make) in enumerate(SHAPES.items()):
        for name in REPORTS if every else (REPORTS[number % len(REPORTS)],):
            data = make(printed(reports[name]))
            found[f"{shape}, {name}"] = ("file", data)
            if shape in pages.SHAPES:
                ways = dict(zip(("ragged", "square", "spans"), clipboards(data), strict=True))
                for way in ways if every else [list(ways)[number % 3]]:
                    found[f"{shape}, {name}, {way}"] = ways[way]
    return found


def spoilt(city: Printed) -> dict[str, Case]:
    """Every layout with something in it that cannot be read, and what must be refused."""
    found: dict[str, Case] = {}
    for shape, make in {**SAVED, **pasted.SHAPES}.items():
        chance = random.Random(shape)
        for text in chance.sample([*spoiled.UNREADABLE, "12<br>13", ""], 1):
            address = chance.choice(list(city.cells))
            found[f"{shape}: {text!r} at {address}"] = (
                "file",
                make(spoiled.spoil(city, address, text)),
            )
    for name, (document, _) in spoiled.REFUSED.items():
        data = document(city)
        if len(data) < 10**6:
            found[name] = ("file", data)
    for document in (spoiled.header_misprinted, spoiled.column_missing):
        found[document.__name__] = ("file", document(city))
    total = city.cells["requests.received.total"]
    found["a lost cell"] = ("file", spoiled.lost_cell(pages.plain(city), total))
    return found


def mutilated(city: Printed) -> dict[str, Case]:
    """Cells that are lost, doubled, emptied, or put in another place, by chance."""
    chance = random.Random(7)
    page, text = pages.plain(city).decode(), pasted.SHAPES["rows with tabs"](city).decode()
    bare = pasted.SHAPES["rows with tabs, without covered cells"](city).decode()
    found: dict[str, Case] = {}
    for way, whole, pattern in (
        ("file", page, r"<td[^>]*>.*?</td>"),
        ("text", text, r"[^\t\n]+\t?"),
        ("text", bare, r"[^\t\n]+\t?"),
    ):
        places = [hit.span() for hit in re.finditer(pattern, whole)]
        for number in range(14):
            (a, b), (c, d) = chance.choice(places), chance.choice(places)
            new = ("", whole[a:b] * 2, whole[c:d], re.sub(r"[^<>\t/td]+", "", whole[a:b]))
            changed = whole[:a] + new[number % 4] + whole[b:]
            found[f"{way} {number}, {whole[a:b]} → {new[number % 4]}"] = (way, changed.encode())
    return found


def hidden(contract: Contract) -> dict[str, Case]:
    """A cell of which a reader sees more than its text, or less."""
    one = looks.made_up(newest_first(contract.forms)[0])
    found = {inside: looks.page(one, inside, ".n{color:#fff}") for inside in looks.NOT_SEEN}
    found |= {sheet: looks.page(one, "12<span class=n>9</span>", sheet) for sheet in looks.SHEETS}
    return {name: ("file", data) for name, data in found.items()}


def misleading(contract: Contract) -> dict[str, Case]:
    """Heads, lines and blanks that speak of another figure, unit, year or place."""
    found: dict[str, bytes] = {}
    one = rows.made(contract)
    for shape in ("a page", "rows with tabs", "rows with tabs, without covered cells", "Markdown"):
        text = rows.SHAPES[shape](one).decode()
        for head in (
            "上年处理决定数量",
            "本年累计处理决定数量",
            "本年处理决定数量（万件）",
            "办件",
        ):
            found[f"{shape}, {head}"] = text.replace("本年处理决定数量", head, 1).encode()
        mark = "四、政府信息公开行政复议、行政诉讼情况"
        for unit in ("万件", "百件", "元"):
            line = f"</p><p>单位：{unit}" if shape == "a page" else f"\n单位：{unit}"
            found[f"{shape}, {unit}"] = text.replace(mark, mark + line, 1).encode()
        before, _, after = text.partition(mark)
        after = (
            after.replace("行政诉讼", "#").replace("行政复议", "行政诉讼").replace("#", "行政复议")
        )
        found[f"{shape}, headings of part 4"] = (before + mark + after).encode()
    for old, new in (("（四）无法提供", "（三）不予公开"), ("科研机构", "机关"), ("万元", "元")):
        found[f"{old} → {new}"] = rows.page(one, old, new).encode()
    older = rows.made(contract, 2019)
    for unit in ("元", "万元", "亿元", "万件"):
        found[f"采购总金额（{unit}）"] = rows.page(
            older, "采购总金额", f"采购总金额（{unit}）"
        ).encode()
    blanks = ("本年新公开数量\t", "本年新公开数量\t\t"), ("\t301\n", "\t\t301\n")
    text = pasted.SHAPES["rows with tabs"](older).decode()
    for old, new in blanks:
        text = text.replace(old, new, 1)
    found["a blank column among the others"] = text.encode()
    return {name: ("file", data) for name, data in found.items()}


def changed(city: Printed) -> dict[str, Case]:
    """What chance did to documents that the page once read otherwise than the engine."""
    page, bars = pages.plain(city).decode(), pasted.SHAPES["Markdown"](city).decode()
    square = pasted.SHAPES["rows with tabs"](city).decode()
    ragged = pasted.SHAPES["rows with tabs, without covered cells"](city).decode()
    flat = pages.flattened(city, repeat=False).decode()
    title, section = "第二十条第（六）项", "二、主动公开政府信息情况"
    reviews = "四、政府信息公开行政复议、行政诉讼情况"
    found: dict[str, bytes] = {}
    for whole, old, new in (
        (bars, "| 现行有效件数 |", "|规章| 现行有效件数 |"),
        (bars, "| 行政诉讼 |  |", "| 行政诉讼 | —|"),
        (bars, "| 5.属于三类内部事务信息 | 44 |", "| 5.属于三类内部事务信息 | 44 |累计|"),
        (bars, "| 23 |\n", "||\n"),
        (bars, "2.重复申请", "2.重复申请 合计"),
        (square, section, f"{section}2022年"),
        (square, "\n119\t23\t12", "\n119\t23\t12—"),
        (square, "行政强制\t42593", "行政强制其他\t42593"),
        (ragged, reviews, "总计"),
        (ragged, "本年处理决定数量", "本年处理决定数量\t行政诉讼"),
        (ragged, "五、存在的主要问题及改进情况", "0"),
        (
            page,
            '<td colspan="4">第二十条第（五）项',
            '<td rowspan=2 colspan="4">第二十条第（五）项',
        ),
        (page, "<td>行政强制", "<td rowspan=2>行政强制"),
        (page, '<td colspan="5">行政复议', '<td colspan="5">行政复议</td><td colspan="5">行政复议'),
        (page, "7.属于行政执法案卷", "行政诉讼"),
        (flat, f"<td>{title}</td><td></td><td></td>", f"<td>{title}</td><td></td><td>总计</td>"),
        (flat, "<td>信息内容</td>", "<td>信息内容</td><td>信息内容</td>"),
        (flat, "<td>3.危及“三安全一稳定”", "<td>总计"),
        (flat, "<td>行政处罚</td>", "<td>行政处罚单位：元</td>"),
    ):
        text = whole.replace(old, new, 1)
        assert text != whole, old
        found[f"{old!r} → {new!r}"] = text.encode()
    return {name: ("file", data) for name, data in found.items()}


# -- what the engine and the scripts make of it -----------------------------------------------------


def engine(case: Case, contract: Contract) -> dict[str, Any]:
    """The cells of a document, and what it says of itself."""
    way, data = case
    try:
        if way == "text":
            read = pasted_text.read(data.decode(), "UTF-8")
            document = replace(read, pieces=[source._masked(piece) for piece in read.pieces])
        else:
            document = source.read(data)
        metadata = read_metadata(document)
        reading = parts.read(document, newest_first(contract.forms), metadata.year)
    except DocumentRefusedError as error:
        return {"refused": error.why, "cells": {}}
    return {"cells": reading.cells, "title": metadata.title, "year": metadata.year}


READ = """async (cases) => {
  const C = window.gongkaiCheck, T = await C.reader(true), found = {};
  for (const [name, way, data] of cases) {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0)), text = new TextDecoder();
    try {
      const given = way === "file" ? await T.fromFile(bytes)
        : way === "html" ? T.fromHtml(text.decode(bytes)) : T.fromText(text.decode(bytes));
      const about = T.titled(given), read = T.read(given.pieces, about?.year ?? null);
      found[name] = { title: about?.title ?? null, year: about?.year ?? null, cells: {}, forms: {}, verdicts: {} };
      for (const { part, cells } of read.parts) {
        Object.assign(found[name].cells, Object.fromEntries(cells));
        found[name].forms[part.name] = part.form.id;
        const V = part.cells.map(({ at }) => C.number(cells.get(at)));
        part.sums.forEach((sum) => { found[name].verdicts[`${sum[0]} ${part.cells[sum[1][0]].at}`] = C.judge(V, sum); });
      }
    } catch (error) {
      found[name] = { refused: error.why ?? `error ${error.stack}`, cells: {} };
    }
  }
  return found;
}"""


@pytest.fixture(scope="module")
def tab(browser: Browser, dist: Path) -> Iterator[Page]:
    """The page, from disk."""
    page = browser.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto((dist / FILE).as_uri())
    yield page
    page.close()
    assert said == []


def scripts(tab: Page, cases: Mapping[str, Case]) -> dict[str, Any]:
    """What the scripts read of each, in one call."""
    given = [(n, way, base64.b64encode(data).decode()) for n, (way, data) in cases.items()]
    found: dict[str, Any] = tab.evaluate(READ, given)
    assert not [one for one in found.values() if str(one.get("refused")).startswith("error")]
    return found


def differing(mine: Mapping[str, str], theirs: Mapping[str, str]) -> dict[str, Any]:
    """Cells that the scripts read otherwise than the engine does, or read although it does not."""
    return {a: (t, theirs.get(a)) for a, t in mine.items() if t not in (UNREAD, theirs.get(a))}


def cell(text: str) -> Cell:
    found = re.match(r"(?:\{value: )?(-?\d+(?:\.\d+)?)", text)
    return Cell(Decimal(found[1]), text) if found else Cell(None, text, State.BLANK)


def verdicts(one: Mapping[str, Any], contract: Contract) -> dict[str, str]:
    """What the engine says of the sums over these cells."""
    cells = {address: cell(text) for address, text in one["cells"].items()}
    names = {"holds": "holds", "broken": "broken", "not_assessable": "open"}
    return {
        f"{identity.rule} {identity.left[0]}": names[assess("", identity, cells).verdict.value]
        for name, form in one["forms"].items()
        for identity in contract.forms[form].parts[name].identities
    }


@pytest.fixture(scope="module")
def reports(contract: Contract) -> Mapping[str, Report]:
    return originals.reports(contract)


@pytest.fixture(scope="module")
def city(reports: Mapping[str, Report]) -> Printed:
    return printed(reports[CITY])


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
def test_what_the_engine_reads_whole_the_page_reads_whole_or_says_that_it_cannot(
    every: bool, reports: Mapping[str, Report], contract: Contract, tab: Page
) -> None:
    cases = layouts(reports, every)
    found = scripts(tab, cases)
    count: Counter[str] = Counter()
    for name, case in cases.items():
        theirs, mine = engine(case, contract), found[name]
        assert differing(mine["cells"], theirs["cells"]) == {}, name
        if theirs["cells"] and UNREAD not in theirs["cells"].values():
            count["whole"] += 1
            count["both"] += mine["cells"] == theirs["cells"]
        if mine["cells"]:
            assert (mine["title"], mine["year"]) == (theirs["title"], theirs["year"]), name
            assert mine["verdicts"] == verdicts(mine, contract), name
    assert count["whole"] > len(cases) / 2
    assert count["both"] >= ENOUGH * count["whole"], count


@pytest.mark.parametrize("kind", ["spoilt", "mutilated", "changed", "hidden", "misleading"])
def test_nothing_is_read_that_the_engine_leaves_unread(
    kind: str, city: Printed, contract: Contract, tab: Page
) -> None:
    made: Mapping[str, Callable[[], dict[str, Case]]] = {
        "spoilt": lambda: spoilt(city),
        "mutilated": lambda: mutilated(city),
        "changed": lambda: changed(city),
        "hidden": lambda: hidden(contract),
        "misleading": lambda: misleading(contract),
    }
    cases = made[kind]()
    found = scripts(tab, cases)
    for name, case in cases.items():
        theirs = engine(case, contract)
        assert differing(found[name]["cells"], theirs["cells"]) == {}, name
        if found[name]["cells"]:
            assert found[name]["verdicts"] == verdicts(found[name], contract), name


# -- the page ---------------------------------------------------------------------------------------

PASTE = """([html, text, file]) => {
  const data = new DataTransfer();
  if (html) data.setData("text/html", html);
  if (text) data.setData("text/plain", text);
  if (file) data.items.add(new File([new Uint8Array(8)], "x.png", { type: "image/png" }));
  const event = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
  document.getElementById("box").dispatchEvent(event);
}"""
OWN = "content/reports/yunze/qingwu/2023.yaml"  # of the made-up country that is built


@pytest.fixture(scope="module")
def own(checked: JudgedReports) -> Printed:
    """A report of a place that the site knows."""
    return printed(checked.reports["yunze/qingwu/2023"])


def paste(tab: Page, html: str = "", text: str = "", file: bool = False) -> str:
    """What the page answers."""
    tab.evaluate("document.getElementById('answer').textContent = ''")
    tab.evaluate(PASTE, [html, text, file])
    tab.wait_for_function("document.getElementById('answer').textContent")
    return tab.inner_text("#out")


@pytest.fixture(scope="module")
def bench(browser: Browser, dist: Path) -> Iterator[tuple[Page, list[str]]]:
    """The page on a server, and what it asks for."""
    with serving(dist) as address:
        context = browser.new_context(bypass_csp=True, accept_downloads=True)
        page = context.new_page()
        asked: list[str] = []
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("request", lambda request: asked.append(f"{request.method} {request.url}"))
        page.goto(address + FILE)
        yield page, asked
        context.close()
        assert said == []


def slip(one: Printed) -> str:
    """The saved page with one digit of one cell another one."""
    figure = int(one.cells["requests.not_held.natural_person"])
    return pages.plain(
        spoiled.spoil(one, "requests.not_held.natural_person", str(figure + 9))
    ).decode()


def test_the_cell_that_would_mend_everything_is_named(
    bench: tuple[Page, list[str]], own: Printed
) -> None:
    tab, _ = bench
    said = paste(tab, slip(own))
    assert "2 处不相等" in said
    assert "只有改这一格" in said
    assert f"{int(own.cells['requests.not_held.natural_person']):,} 则相符" in said
    assert tab.locator("td.fix").get_attribute("id") == "requests.not_held.natural_person"
    assert "全部相符" in paste(tab, pages.plain(own).decode())
    assert tab.locator("td.fix, td.gone, td.cross").count() == 0


EXCEL = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><meta name=ProgId content=Excel.Sheet>
<style><!--table {mso-displayed-decimal-separator:"\\.";} @page {margin:.75in .7in; mso-header-margin:.3in;}
tr {mso-height-source:auto; mso-ruby-visibility:none;} col {mso-width-source:auto; mso-ruby-visibility:none;}
br {mso-data-placement:same-cell;} ruby {ruby-align:left;} rt {color:windowtext; font-size:9.0pt; display:none;}
td {padding-top:1px; padding-right:1px; mso-ignore:padding; color:black; font-size:11.0pt; font-weight:400;
 font-style:normal; text-decoration:none; font-family:等线; mso-font-charset:134; mso-number-format:General;
 text-align:general; vertical-align:middle; border:none; mso-background-source:auto; white-space:nowrap; mso-rotate:0;}
.xl65 {text-align:center; border:.5pt solid windowtext; white-space:normal; background:white;}--></style></head>
<body link="#0563C1" vlink="#954F72"><!--StartFragment-->{}<!--EndFragment--></body></html>"""
WORD = """<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!--@font-face {font-family:宋体; panose-1:2 1 6 0;}
p.MsoNormal, li.MsoNormal, div.MsoNormal {margin:0cm; margin-bottom:.0001pt; text-align:justify;
 text-justify:inter-ideograph; mso-pagination:none; font-size:10.5pt; font-family:"Calibri","sans-serif";}
@page Section1 {size:595.3pt 841.9pt; margin:72.0pt 90.0pt;} div.Section1 {page:Section1;}--></style></head>
<body lang=ZH-CN style='tab-interval:21.0pt;text-justify-trim:punctuation'><!--StartFragment-->{}<!--EndFragment--></body></html>"""


@pytest.mark.parametrize(
    ("around", "inside"),
    [
        pytest.param(EXCEL, "<td class=xl65 width=72 style='border-top:none;border-left:none;width:54pt'", id="Excel"),
        pytest.param(WORD, "<td width=66 style='width:49.6pt;border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt 0cm 5.4pt;height:14.2pt'", id="Word"),
        pytest.param("{}", "<td style=\"box-sizing: border-box; margin: 0px; padding: 5px; border: 1px solid rgb(0, 0, 0); font-family: &quot;Microsoft YaHei&quot;; font-size: 16px; color: rgb(51, 51, 51); orphans: 2; text-align: center; text-indent: 0px; -webkit-text-stroke-width: 0px; background-color: rgb(255, 255, 255);\"", id="Chrome"),
    ],
)  # fmt: skip
def test_what_programs_put_on_the_clipboard_is_read_whole(
    around: str, inside: str, bench: tuple[Page, list[str]], own: Printed
) -> None:
    """And no style of it is heard by the policy of the page."""
    made = "".join(
        pages.cells(table, "<p class=MsoNormal align=center style='text-align:center'><span lang=EN-US style='font-size:9.0pt;font-family:宋体;color:black'>{}<o:p></o:p></span></p>").replace("<td", inside)
        for table in tables(own)
    )  # fmt: skip
    said = paste(bench[0], around.replace("{}", made))
    assert "全部相符" in said, said


def test_nothing_leaves_the_browser(bench: tuple[Page, list[str]], own: Printed) -> None:
    tab, asked = bench
    paste(tab, slip(own))
    tab.wait_for_selector("#make:enabled")
    tab.click("#make")
    tab.wait_for_selector("#text")
    files_ = {re.sub(r"^GET http://127[^/]+/", "", one) for one in asked}
    assert all(one.startswith("GET ") for one in asked)
    allowed = r"contribute/check/(index\.html|forms\.js)|static/[a-z]+\.(js|css|svg)"
    assert [one for one in files_ if not re.fullmatch(allowed, one)] == []
    tab.click("#last button")  # which says that it asks for the file of the place
    tab.wait_for_selector("#last h3")
    assert any(one.endswith("/yunze/qingwu/held.js") for one in asked)


@pytest.mark.parametrize(
    ("make", "answer"),
    [
        pytest.param(lambda one: {"file": True}, "图片", id="a picture"),
        pytest.param(lambda one: {"text": "a\tb\n" * 2_600_000}, "内容太多", id="ten megabytes"),
        pytest.param(lambda one: {"html": "<table>" + "<tr><td>1" * 10**6}, "内容太多", id="and as a table"),
        pytest.param(lambda one: {"text": "今天天气很好"}, "没有看到官方格式的表", id="prose"),
        pytest.param(lambda one: {"html": spoiled.cut_short(one).decode()}, "只看到", id="half a table"),
        pytest.param(lambda one: {"html": spoiled.two_reports(one).decode()}, "出现了两次", id="two reports"),
        pytest.param(lambda one: {"html": pages.plain(spoiled.spoil(one, "requests.granted.total", "=SUM(A1:F1)")).decode()}, "“=SUM(A1:F1)”不是一个数", id="a formula"),
        pytest.param(lambda one: {"html": pages.plain(spoiled.spoil(one, "requests.granted.total", "<script>alert(1)</script><img src=x onerror=alert(2)>")).decode()}, "× 总计：不止是普通文字", id="a script in a cell"),
        pytest.param(lambda one: {"html": pages.plain(spoiled.spoil(one, "requests.granted.total", "")).decode()}, "缺数", id="a blank is no zero"),
        pytest.param(lambda one: {"html": pages.cells(tables(one)[1])}, "没有看到这张表", id="one table"),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_said(
    make: Callable[[Printed], dict[str, Any]],
    answer: str,
    bench: tuple[Page, list[str]],
    own: Printed,
) -> None:
    assert answer in paste(bench[0], **make(own))


def test_a_merged_cell_and_a_table_of_another_year_are_said(
    bench: tuple[Page, list[str]], own: Printed
) -> None:
    def merged(table: Table) -> Table:
        row = table[3]
        return [*table[:3], [row[0], (row[1][0], 1, 2), *row[3:]], *table[4:]]

    said = paste(bench[0], spoiled.changed(own, 1, merged).decode())
    assert "有合并的格" in said
    assert "缺数，无法核对" in said
    old = pages.plain(own).decode().replace("<table", "<p>2021年数据</p><table")
    assert "“2021年数据”" in paste(bench[0], old)


@pytest.mark.parametrize("lang", ["", "en/"])
def test_the_whole_page_is_reachable_with_a_report_in_it(
    lang: str, browser: Browser, dist: Path, own: Printed
) -> None:
    for width, scheme in ((1280, "light"), (375, "dark")):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,  # type: ignore[arg-type]
            bypass_csp=True,
        )
        page = context.new_page()
        page.goto((dist / lang / FILE).as_uri())
        paste(page, slip(own))
        page.wait_for_selector("#make:enabled")
        page.click("#make")
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
        assert broken(page) == []
        context.close()


def test_without_scripts_the_page_names_other_ways(browser: Browser, dist: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((dist / FILE).as_uri())
    assert "没有出现粘贴的框" in page.inner_text("#without")
    assert page.locator("#without a").get_attribute("href") == "../index.html"
    assert not page.is_visible("#box")
    context.close()


# -- the file ---------------------------------------------------------------------------------------


def test_from_a_saved_page_to_a_file_that_passes_check(
    browser: Browser, dist: Path, own: Printed, tmp_path: Path
) -> None:
    root = lay_out(tmp_path / "project")
    (root / OWN).unlink()
    saved = tmp_path / "saved.html"
    saved.write_bytes(pages.saved(own))
    context = browser.new_context(accept_downloads=True)
    page = context.new_page()
    page.goto((dist / FILE).as_uri())
    page.set_input_files("#file", saved)
    page.click("#make")
    assert OWN in page.inner_text("#made")
    with page.expect_download() as download:
        page.click("#made button >> nth=0")
    download.value.save_as(root / OWN)
    context.close()
    text = (root / OWN).read_text(encoding="utf-8")
    assert f"sha256: {hashlib.sha256(saved.read_bytes()).hexdigest()}\n" in text
    assert "curation: {transcribed_by: null, verified_by: null}" in text
    assert "url: http://www.example.gov.cn/art/2024/3/5/1.html" in text
    done = command("check", OWN, root=root)
    assert done.returncode == 0, done.stdout + done.stderr
    assert command("format", "--check", OWN, root=root).returncode == 0


def with_a_repository(tab: Page) -> None:
    """The page as with a repository; what it would open stands in `window.opened`."""
    tab.evaluate(
        "window.gongkaiCheck.data.repository = 'https://github.com/someone/gongkai';"
        " window.open = (address) => { window.opened = address; }"
    )


def test_github_gets_the_file_in_the_address_where_it_fits_and_else_an_empty_one(
    bench: tuple[Page, list[str]], own: Printed
) -> None:
    tab, _ = bench
    with_a_repository(tab)
    paste(tab, pages.plain(own).decode())
    tab.wait_for_selector("#make:enabled")
    tab.click("#make")
    button = tab.locator("#made button").last
    assert "发给 GitHub" in button.inner_text()
    button.click()
    tab.wait_for_function("window.opened")
    address = urlsplit(tab.evaluate("window.opened"))
    assert len(urlunsplit(address)) <= 8000
    assert address.path == "/someone/gongkai/new/main"
    assert parse_qs(address.query) == {"filename": [OWN], "value": [tab.input_value("#text")]}
    long = "https://www.example.gov.cn/" + "x" * 5000
    tab.evaluate("(address) => { document.getElementById('url').value = address; }", long)
    tab.click("#make")
    tab.wait_for_function(
        "document.querySelector('#made button:last-of-type').textContent.includes('空文件')"
    )
    tab.locator("#made button").last.click()
    tab.wait_for_function("!window.opened.includes('value=')")
    assert urlsplit(tab.evaluate("window.opened")).query == f"filename={OWN}"
    tab.evaluate("window.gongkaiCheck.data.repository = null")


def test_a_report_that_the_site_holds_is_compared_and_not_added_again(
    bench: tuple[Page, list[str]], own: Printed
) -> None:
    tab, _ = bench
    with_a_repository(tab)
    paste(tab, slip(own))
    tab.wait_for_selector("#make:enabled")
    tab.click("#make")
    assert "按上面的按钮就知道" in tab.inner_text("#made")
    tab.click("#last button")
    tab.wait_for_selector("#last h3")
    figure = int(own.cells["requests.not_held.natural_person"])
    assert f"这里是 {figure + 9:,}，本站是 {figure:,}" in tab.inner_text("#last")
    assert tab.locator("#last li.as_printed").count() == 1
    tab.click("#make")
    tab.wait_for_selector("#made .as_printed")
    assert "请在已有的文件里只改不同的各格" in tab.inner_text("#made")
    assert "有 2 处不相等" in tab.inner_text("#made")
    tab.locator("#made button").last.click()
    tab.wait_for_function("window.opened")
    assert tab.evaluate("window.opened").endswith(f"/someone/gongkai/edit/main/{OWN}")
    tab.evaluate("window.gongkaiCheck.data.repository = null")
    paste(tab, pages.plain(own).decode())
    tab.wait_for_selector("#last button")
    tab.click("#last button")
    tab.wait_for_selector("#last h3")
    assert "读到的数字都与本站的相同" in tab.inner_text("#last")


def test_what_is_typed_into_the_box_does_not_lose_what_was_pasted(
    bench: tuple[Page, list[str]], own: Printed
) -> None:
    tab, _ = bench
    long = "一、总体情况。" + "今年的工作很好。" * 1000
    said = paste(tab, text=f"{long}\n{pasted.SHAPES['rows with tabs'](own).decode()}")
    assert "全部相符" in said
    tab.evaluate("document.getElementById('answer').textContent = ''")
    tab.focus("#box")
    tab.keyboard.press("Control+End")
    tab.keyboard.type(" ")
    tab.wait_for_function("document.getElementById('answer').textContent")
    assert "全部相符" in tab.inner_text("#out")


def test_the_sheet_says_of_which_report_it_is(bench: tuple[Page, list[str]], own: Printed) -> None:
    tab, _ = bench
    paste(tab, slip(own))
    tab.emulate_media(media="print")
    assert "标题：" in tab.inner_text("#notes")
    assert "年度报告" in tab.inner_text("#notes")
    assert not tab.is_visible("#go")
    tab.emulate_media(media="screen")
    assert tab.is_visible("#go")


def test_last_years_report_stands_beside_where_the_site_holds_it(
    bench: tuple[Page, list[str]], checked: JudgedReports
) -> None:
    tab, _ = bench
    report = checked.reports["beiyu/songhe/2023"]
    before = checked.reports["beiyu/songhe/2022"]
    one = printed(report)
    wrong = str(int(one.cells["requests.carried_in.total"]) + 7)
    paste(tab, pages.plain(spoiled.spoil(one, "requests.carried_in.total", wrong)).decode())
    tab.wait_for_selector("#last button")
    tab.click("#last button")
    tab.wait_for_selector("#last table")
    said = tab.inner_text("#last")
    assert "与 2022 年的报告对照" in said
    assert f"{before.cells['requests.received.total'].value:,f}" in said
    carried = before.cells["requests.carried_out.total"].value
    assert f"这里是 {int(wrong):,}，按上年的报告应为 {carried:,f}" in said


WRITE = """async (cases) => {
  const C = window.gongkaiCheck, T = await C.reader(true), found = {};
  if (!window.gongkaiDraft) await C.added("static/draft.js");
  for (const [name, way, data] of cases) {
    const bytes = Uint8Array.from(atob(data), (c) => c.charCodeAt(0));
    const given = await T.fromFile(bytes);
    given.about = T.titled(given);
    given.bytes = bytes;
    try {
      const result = T.read(given.pieces, given.about.year);
      found[name] = window.gongkaiDraft.written({ given, result }, given.about.year, "lisheng/wenchuan", new Date(2026, 0, 2));
    } catch (error) { if (!error.why) throw error; }
  }
  return found;
}"""


def test_the_file_is_what_format_would_write(
    reports: Mapping[str, Report], contract: Contract, tab: Page
) -> None:
    """Also of quotes in a title, of marks, units, blanks, and of what was not read."""
    cases: dict[str, Case] = {}
    for name in REPORTS:
        cases[name] = ("file", pages.saved(printed(reports[name])))
    city = printed(reports[CITY])
    for text in ("无", "/", "——", "12元左右", ""):
        one = spoiled.spoil(city, "requests.granted.total", text)
        cases[text] = ("file", pages.meta_facts(one))
    given = [(n, way, base64.b64encode(data).decode()) for n, (way, data) in cases.items()]
    found = tab.evaluate(WRITE, given)
    assert found.keys() == cases.keys()
    for name, text in found.items():
        assert formatted(text, "content/reports/lisheng/wenchuan/2023.yaml", contract) == text, name
    assert "[2677, 41, 4, 1, 1, 4, unread]" in found["12元左右"]
    assert '[2677, 41, 4, 1, 1, 4, "无"]' in found["无"]


def test_the_forms_are_small_and_the_scripts_name_no_row(dist: Path, contract: Contract) -> None:
    for lang in ("", "en/"):
        assert (dist / lang / "contribute/check/forms.js").stat().st_size <= 30_000
    labels = {
        label["zh"]
        for label in paste_page.printed_labels(newest_first(contract.forms))
        if len(label["zh"]) > 4  # 本年度 is also what heads of any table say of a year
    }
    for name in ("check", "tables", "pasted", "workbook", "draft"):
        text = (dist / f"static/{name}.js").read_text(encoding="utf-8")
        assert [label for label in labels if label in text] == []
