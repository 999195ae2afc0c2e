"""The printed tables of a report's page → their figures, and apart from them what forms share."""

from __future__ import annotations

import re
from typing import Any

from pageread import Page, han, text

Json = Any
VERDICTS = {"": "holds", "b": "broken", "a": "as_printed", "n": "not_assessable"}
_TABLE = re.compile(r'<table class="printed (\w+)[^>]*>(.*?)</table>', re.DOTALL)
_HEADING = re.compile(r"<th([^>]*)>(.*?)(?=<t[hdr]|<tbody|\n|$)")
_ATTRIBUTE = re.compile(r'([a-z]+)="?([\w.]+)"?')
_CELL = re.compile(r'<td id="?([\w.]+)"?>(.*?)(?=<t[dhr]|\n|$)')
_MARK = re.compile(r'<a(?: class="?(\w)"?)? href="?#([\w.]+)"?>(.)<b>(.*?)</b></a>')
_FOOT = re.compile(r"<td([^>]*)>(.*?)(?=<t[dr]|$)", re.DOTALL)


class Shared:
    """What many pages of one language have in common, collected as the pages go by."""

    def __init__(self) -> None:
        self.tables: dict[str, Json] = {}  # part and form → its tables without their figures
        self.proofs: dict[str, Json] = {}  # rule and form → anchors and labels of its sums
        self.verdicts: dict[str, Json] = {}  # verdict → sign and word
        self.footer = ""
        self._keys: dict[tuple[str, tuple[str, ...]], str] = {}

    def key(self, name: str, of: tuple[str, ...]) -> str:
        """A short name for what has these addresses."""
        return self._keys.setdefault((name, of), f"{name}{len(self._keys)}")


def part(page: Page, look: str, markup: str, shared: Shared) -> dict[str, Json]:
    """One part of a report; `look` is its name, then how it is laid out."""
    name = look.split()[0]
    title, badge = page.one(r"<h2[^>]*>(.*?) (<span.*?</span>)?</h2>", markup).groups()
    unit, hint, more = page.one(
        r'<p class="?unit"?>(.*?)(?:<span class="?hint"?>(.*?)</span>(.*?))?</p>', markup
    ).groups()
    tables = _TABLE.findall(markup)
    key = shared.key(name, tuple(re.findall(r'<td id="?([\w.]+)', markup)))
    if key not in shared.tables:
        label, chinese = han(title)
        blocks = [_block(page, name, look, table) for look, table in tables]
        shared.tables[key] = {
            "name": name,
            "look": look,
            "title": label,
            "zh": chinese,
            "blocks": blocks,
        }
    for letter, _, sign, word in _MARK.findall(markup):
        shared.verdicts.setdefault(VERDICTS[letter], {"sign": sign, "word": text(word)})
    found = {
        "form": key,
        "tone": page.one(r'class="badge (\w+)"', badge)[1] if badge else "",
        "tally": text(badge or ""),
        "unit": text(unit),
        "hint": text(hint or ""),
        "more": text(more or ""),
        "tables": [_figures(table) for _, table in tables],
    }
    return {name: value for name, value in found.items() if value}


def _split(table: str) -> tuple[str, list[str], str]:
    """Head, rows and foot of a table."""
    head, _, rest = table.partition("<tbody>")
    body, _, foot = rest.partition("<tfoot>")
    return head, body.split("<tr")[1:], foot


def _span(part_: str, attributes: str, content: str) -> Json:
    given = dict(_ATTRIBUTE.findall(attributes))
    label, _, gloss = content.partition("<small>")
    kind = "leaf"
    if given["scope"] == "colgroup" or given.get("class") in ("grp", "vert"):
        kind = "group" if "id" in given else "heading"
    return {
        "kind": kind,
        "code": given.get("id", "").removeprefix(f"{part_}."),
        "across": int(given.get("colspan", 1)),
        "down": int(given.get("rowspan", 1)),
        "label": text(label),
        "gloss": text(gloss),
    }


def _block(page: Page, name: str, look: str, table: str) -> Json:
    """A table without its figures: headings, spans, addresses and where its marks lead."""
    head, rows, foot = _split(table)
    lines = [_HEADING.findall(line) for line in head.split("<tr>")[1:]]
    corner = [pair for pair in lines[0] if "corner" in pair[0]]
    marked = any("mh" in attributes for attributes, _ in lines[0])
    spans = [_FOOT.search(line) for line in foot.split("<tr>")[1:]]
    caption = re.search("<caption>(.*?)</caption>", head)
    return {
        "part": name,
        "look": look,
        "caption": text(caption[1]) if caption else "",
        "corner": text(corner[0][1]) if corner else "",
        "stub_width": _span(name, *corner[0])["across"] if corner else 0,
        "deep": len(lines),
        "head": [
            [_span(name, *pair) for pair in line if not re.search("corner|mh", pair[0])]
            for line in lines
        ],
        "rows": [
            {
                "look": "sum" if re.match(' class="?sum', row) else "",
                "stubs": [_span(name, *pair) for pair in _HEADING.findall(row)],
                "ids": [address for address, _ in _CELL.findall(row)],
                "target": found[2] if (found := _MARK.search(row)) else "",
            }
            for row in rows
        ],
        "feet": [_foot(line, marked) for line in foot.split("<tr>")[1:]],
        "marked": marked,
        "foot_span": int(dict(_ATTRIBUTE.findall(spans[0][1])).get("colspan", 1)) if spans and spans[0] else 1,
    }  # fmt: skip


def _foot(line: str, marked: bool) -> Json:
    heading = _HEADING.search(line)
    cells = [content for _, content in _FOOT.findall(line)]
    label = heading[2] if heading else cells[0].partition("<a")[0]
    found = [_MARK.search(cell) for cell in cells[: len(cells) - marked]]
    return {"label": text(label), "targets": [mark[2] if mark else "" for mark in found]}


def _figures(table: str) -> Json:
    """The figures of a table, and the verdicts at its ends where not all of its sums hold."""
    _, rows, foot = _split(table)
    found: dict[str, Json] = {"rows": [_row(row) for row in rows]}
    marks = [mark[1] or "" if (mark := _MARK.search(row)) else "" for row in rows]
    feet = [[letter for letter, *_ in _MARK.findall(line)] for line in foot.split("<tr>")[1:]]
    if any(marks):
        found["marks"] = marks
    if any(map(any, feet)):
        found["feet"] = feet
    return found


def _row(row: str) -> Json:
    """The cells of a row: 0, or the text. A row with others is a map of them, and told so."""
    shown = [_cell(content) for _, content in _CELL.findall(row)]
    return shown if all(isinstance(cell, (int, str)) for cell in shown) else {"other": shown}


def _cell(content: str) -> Json:
    """0, or the text, or text and plain number, or what is said of a cell without a number."""
    if content == "<i>0</i>":
        return 0
    if found := re.match(r'<data value="?([^">]+)"?>(.*)</data>', content):
        return [text(found[2]), found[1]]
    if found := re.match(r"(.*) <u>(.*)</u>", content):
        return {"text": text(found[1]), "implied": text(found[2])}
    return {"text": text(content)} if content.startswith("<i>") else text(content)
