"""Saved pages: the shapes that publishing systems and word processors give the same three tables."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from functools import partial
from itertools import pairwise

from printed import HEAD, TAIL, Printed, Spelling, Table, flat, headings, same, tables

Shape = Callable[[Printed], bytes]
_WIDE = str.maketrans("0123456789.,+-/", "０１２３４５６７８９．，＋－／")
_NARROW = str.maketrans("（）：，“”", '():,""')


def cells(table: Table, inside: str = "{}", tag: str = "td") -> str:
    """A table with its spans."""
    rows = []
    for row in table:
        made = []
        for text, down, across in row:
            spans = f" rowspan={down}" * (down > 1) + f' colspan="{across}"' * (across > 1)
            made.append(f"<{tag}{spans}>{inside.format(text)}</{tag}>")
        rows.append(f"<tr>{''.join(made)}</tr>")
    return f"<table border=1><tbody>{''.join(rows)}</tbody></table>"


def page(
    one: Printed,
    tables_: list[str],
    head: str = '<meta charset="utf-8">',
    title: str = "",
    between: str = "<p>{}</p>",
) -> str:
    """A page: a head, a line of facts, the prose, the tables under their headings."""
    parts = [
        f"{between.format(heading)}{table}"
        for heading, table in zip(headings(one), tables_, strict=True)
    ]
    title = title or f"<h1>{one.title}</h1>"
    return (
        f"<!DOCTYPE html><html><head>{head}<title>{one.title}_某某政府网</title>"
        "<style>.x{color:red}</style><script>var n = '一、本年新收政府信息公开申请数量 99';</script>"
        "</head><body><div class=nav><a href=/>首页</a><ul><li>2020年政府信息公开工作年度报告</li></ul></div>"
        f"{title}<div>发布时间：2024-03-05 来源：某某市人民政府办公室</div>"
        f"{between.format(HEAD)}{between.format(one.prose())}{''.join(parts)}"
        f"{between.format(TAIL)}</body></html>"
    )


def plain(
    one: Printed,
    label: Spelling = same,
    figure: Spelling = same,
    inside: str = "{}",
    tag: str = "td",
) -> bytes:
    """Tables as HTML means them."""
    made = [cells(table, inside, tag) for table in tables(one, label, figure)]
    return page(one, made).encode()


def in_charset(one: Printed, charset: str, declared: str | None) -> bytes:
    """In another charset, declared or not."""
    head = (
        f'<meta http-equiv="Content-Type" content="text/html; charset={declared}">'
        if declared
        else ""
    )
    text = page(one, [cells(table) for table in tables(one)], head)
    return text.encode(charset)


def one_table(one: Printed) -> bytes:
    """All three parts in one table, with headings as rows."""
    rows: Table = []
    for heading, table in zip(headings(one), tables(one), strict=True):
        rows += [[(heading, 1, 15)], *table]
    head = "<head><meta charset=utf-8></head>"
    return f"<html>{head}<body><h2>{one.title}</h2>{cells(rows)}</body></html>".encode()


def split_clauses(one: Printed) -> bytes:
    """Part 2 as a table for each clause."""
    first, *rest = tables(one)
    starts = [n for n, row in enumerate(first) if "条第" in row[0][0]] + [len(first)]
    pieces = "".join(cells(first[a:b]) for a, b in pairwise(starts))
    return page(one, [pieces, *map(cells, rest)]).encode()


def split_requests(one: Printed) -> bytes:
    """Part 3 in two tables; the second has no header of its own."""
    made = [cells(table) for table in tables(one)]
    table = flat(tables(one)[1])
    halves = (table[:14], table[14:])
    made[1] = "".join(cells([[(text, 1, 1) for text in row] for row in half]) for half in halves)
    return page(one, made).encode()


def flattened(one: Printed, *, repeat: bool) -> bytes:
    """No spans at all: a cell for each place, blank or repeating what would cover it."""
    made = [
        cells([[(text, 1, 1) for text in row] for row in flat(table, repeat=repeat)])
        for table in tables(one)
    ]
    return page(one, made).encode()


def laid_out(one: Printed) -> bytes:
    """The whole text inside the cell of a table that lays the page out."""
    body = re.search(r"<body>(.*)</body>", plain(one).decode(), re.S)
    assert body
    return (
        "<html><head><meta charset=utf-8></head><body><table><tr><td>导航</td><td>"
        f"{body[1]}</td></tr><tr><td colspan=2>版权所有</td></tr></table></body></html>"
    ).encode()


def facts_in_table(one: Printed) -> bytes:
    """Index number, publisher and date in a table of their own above the title."""
    facts = (
        "<table><tr><td>索 引 号：</td><td>11370000MB28/2024-00012</td><td>发布机构：</td>"
        "<td>某某市人民政府办公室</td></tr><tr><td>发布日期：</td><td>2024年3月5日</td></tr></table>"
    )
    return page(one, [cells(t) for t in tables(one)], title=f"{facts}<h1>{one.title}</h1>").encode()


def meta_facts(one: Printed) -> bytes:
    """Facts as the pages of governments declare them."""
    head = (
        f'<meta charset="utf-8"><meta name="ArticleTitle" content="{one.title}">'
        '<meta name="PubDate" content="2024-03-05 10:21"><meta name="ContentSource" content="某某市人民政府办公室">'
    )
    return page(one, [cells(table) for table in tables(one)], head).encode()


def nested_values(one: Printed) -> bytes:
    """Each figure in a table of one cell."""
    inside = "<table><tr><td><div><p>{}</p></div></td></tr></table>"
    return page(one, [cells(table, inside) for table in tables(one)]).encode()


def unclosed(one: Printed) -> bytes:
    """Without end tags, in capitals."""
    text = plain(one).decode()
    text = re.sub(r"</t[dr]>", "", text).replace("<td", "<TD").replace("<tr", "<TR")
    return text.encode()


def saved(one: Printed) -> bytes:
    """As a browser saves it, with the address in a comment."""
    text = plain(one).decode()
    where = "<!-- saved from url=(0041)http://www.example.gov.cn/art/2024/3/5/1.html -->"
    return text.replace("<html>", f"{where}\n<html>").encode()


def archived(one: Printed) -> bytes:
    """As a browser saves it in one file."""
    body = b64encode(plain(one)).decode()
    return (
        "From: <Saved by Blink>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;"
        '\r\n\ttype="text/html";\r\n\tboundary="----b"\r\n\r\n\r\n------b\r\nContent-Type: text/html'
        "\r\nContent-Transfer-Encoding: base64\r\nContent-Location: http://www.example.gov.cn/1.html"
        f"\r\n\r\n{body}\r\n------b--\r\n"
    ).encode()


def extra_rows(one: Printed) -> bytes:
    """With a row that a province added to part 2."""
    first, *rest = tables(one)
    at = next(n for n, row in enumerate(first) if "规范性文件" in row[0][0]) + 1
    added = [(text, 1, 1) for text in ("其他主动公开文件", *["12"] * (len(first[at - 1]) - 1))]
    return page(one, [cells([*first[:at], added, *first[at:]]), *map(cells, rest)]).encode()


def extra_column(one: Printed) -> bytes:
    """With a column that belongs to no form, right of the others."""
    first, table, last = tables(one)
    wide = [
        [*row, ("备注", 3, 1)] if n == 0 else row if n < 3 else [*row, ("", 1, 1)]
        for n, row in enumerate(table)
    ]
    return page(one, [cells(first), cells(wide), cells(last)]).encode()


def hidden(one: Printed) -> bytes:
    """With a hidden copy of another year's table."""
    old = cells(tables(one, figure=lambda _: "7")[1])
    text = plain(one).decode()
    return text.replace("<h1>", f'<div style="display: none">{old}</div><h1>').encode()


def broken_labels(label: str) -> str:
    """Labels over several lines, with spaces in them."""
    return re.sub(r"([一-鿿])([一-鿿])(?=[一-鿿])", r"\1<br>\2&nbsp;", label, count=2)


def clipped(label: str) -> str:
    """The longest labels lose their end."""
    return f"{label[: len(label) * 2 // 3]}" if len(label) > 16 else label


def glossed(label: str) -> str:
    """Labels with explanations in brackets behind them."""
    known = (
        "规章",
        "行政规范性文件",
        "规范性文件",
        "行政许可",
        "行政处罚",
        "（一）予以公开",
        "（七）总计",
    )
    return f"{label}（含本级，说明见附件）" if label in known else label


def grouped(figure: str) -> str:
    """Grouped by three."""
    return f"{int(figure):,}" if figure.isdigit() else figure


def dashed(figure: str) -> str:
    """Strokes as word processors make them."""
    return {"-": "——", "/": "／"}.get(figure, figure)


SHAPES: Mapping[str, Shape] = {
    "tables as HTML means them": plain,
    "a paragraph in each cell": partial(plain, inside="<p>{}</p>"),
    "spans and fonts in each cell": partial(plain, inside="<p class=MsoNormal align=center><span lang=EN-US><font face=宋体>{}<o:p></o:p></font></span></p>"),
    "spaces around each figure": partial(plain, inside="\n\t &nbsp;{}&nbsp;\n"),
    "zero-width spaces": partial(plain, inside="\u200b{}\ufeff"),
    "header cells throughout": partial(plain, tag="th"),
    "full-width figures": partial(plain, figure=lambda t: t.translate(_WIDE)),
    "figures grouped by three": partial(plain, figure=grouped),
    "half-width punctuation": partial(plain, label=lambda t: t.translate(_NARROW)),
    "labels broken over lines": partial(plain, label=broken_labels),
    "labels with spaces": partial(plain, label=lambda t: " ".join(t)),
    "clipped labels": partial(plain, label=clipped),
    "labels with explanations": partial(plain, label=glossed),
    "long strokes": partial(plain, figure=dashed),
    "radicals for characters": partial(plain, label=lambda t: t.translate(str.maketrans("人一自无行长门", "⼈⼀⾃⽆⾏⻓⻔"))),
    "GB18030, declared GB2312": partial(in_charset, charset="gb18030", declared="gb2312"),
    "GB18030, not declared": partial(in_charset, charset="gb18030", declared=None),
    "GB18030, declared UTF-8": partial(in_charset, charset="gb18030", declared="utf-8"),
    "UTF-8 with a mark": partial(in_charset, charset="utf-8-sig", declared=None),
    "UTF-16": partial(in_charset, charset="utf-16", declared=None),
    "all parts in one table": one_table,
    "a table for each clause": split_clauses,
    "part 3 in two tables": split_requests,
    "no spans, blanks instead": partial(flattened, repeat=False),
    "no spans, repeated instead": partial(flattened, repeat=True),
    "inside a table that lays out the page": laid_out,
    "facts in a table": facts_in_table,
    "facts in meta elements": meta_facts,
    "figures in tables of one cell": nested_values,
    "unclosed tags": unclosed,
    "saved by a browser": saved,
    "saved by a browser in one file": archived,
    "a provincial row": extra_rows,
    "a column of remarks": extra_column,
    "a hidden table": hidden,
}  # fmt: skip
