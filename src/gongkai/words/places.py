"""What is spoken of, by its name: a row, a cell, a figure of the prose, an article of law."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from gongkai.model.forms import Line, PartForm
from gongkai.model.languages import Translated
from gongkai.model.report import Cell, Report, Statement
from gongkai.words.catalog import Words
from gongkai.words.figures import number

_ENUMERATOR = re.compile(
    r"([一二三四五六七八九十]+)、|(（[一二三四五六七八九十]+）)|(\d+)\.|(\(\d+\))"
)
_GLOSS = re.compile(r"(?<=\S)\s*[（(].*[）)]$")


# By the line, which is one object in a process; forms have a few hundred. Asked for every cell.
@cache
def line_label(line: Line, lang: str) -> str:
    """A row as a sentence names it: 三（七）总计, with the numbers of its headings before it."""
    label = _GLOSS.sub("", line.label[lang])
    numbers = [
        next(filter(None, found.groups()))
        for heading in line.trail
        if (found := _ENUMERATOR.match(heading[lang]))
    ]
    return "".join(numbers) + label


_NUMBERED = re.compile(rf"^(?:其中：|Of these: )?(?:{_ENUMERATOR.pattern})\s?")


def bare(label: Translated[str], lang: str) -> str:
    """A label without its number, 其中 before that, and what is in brackets: 予以公开, Granted."""
    return _NUMBERED.sub("", _GLOSS.sub("", label[lang]))


def in_sentence(label: str, words: Words) -> str:
    """A label as it stands inside a sentence, which has no capital there."""
    return label if words.labels == "zh" else label[:1].lower() + label[1:]


# The articles of the Regulations that list items (项); the others are divided in paragraphs (款).
_WITH_ITEMS = {"20", "36"}
_DIGITS = "零一二三四五六七八九"


def article(text: str, words: Words) -> str:
    """Articles of the Regulations as people write them: 36(1), 36(2) → 第三十六条第（一）项、…"""
    if words.lang != "zh":
        return words("article", n=text)
    named = []
    for one in text.split(", "):
        number, _, part = one.rstrip(")").partition("(")
        tens, ones = divmod(int(number), 10)
        chinese = f"{_DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}"
        chinese += _DIGITS[ones] if ones else ""
        item = f"第（{_DIGITS[int(part)]}）项" if number in _WITH_ITEMS and part else ""
        paragraph = f"第{_DIGITS[int(part)]}款" if part and not item else ""
        named.append(f"第{chinese}条{item}{paragraph}")
    return "、".join(named)


@lru_cache(maxsize=4096)
def short(label: str, width: int = 24) -> str:
    """A label cut to a width where a Han character counts two; the printed table has it whole.

    Words stay whole, and so does what stands in quotes.
    """
    room = width
    for index, char in enumerate(label):
        room -= 2 if unicodedata.east_asian_width(char) in "WF" else 1
        if room < 0:
            cut = label[:index]
            if label.isascii() and label[index] != " ":
                cut = cut.rpartition(" ")[0] or cut
            if cut.count("“") > cut.count("”"):
                cut = cut.rpartition("“")[0]
            return f"{cut.rstrip(' ,')}…"
    return label


def place(address: str, report: Report, words: Words) -> str:
    """A cell by its printed labels: 三（七）总计 / 自然人. A place that is no cell names itself."""
    if address == "report":
        return words("whole-document")
    if address.startswith("statements."):
        name = address.removeprefix("statements.")
        found = report.named[name]
        what = statement(found, report, words)
        return words("at-level", at=at(found.place, words), what=what)
    return _printed_place(report.parts[address.partition(".")[0]], address, words.labels)


def _printed_place(form: PartForm, address: str, lang: str) -> str:
    if address in form.cells:
        row, column = form.cells[address]
        return f"{line_label(row, lang)} / {column.label[lang]}"
    _, item, column_code = address.split(".")
    columns = form.strips[form.groups[item][0]].columns
    column = next(column for column in columns if column.code == column_code)
    return f"{form.group_labels[item][lang]} / {column.label[lang]}"


_NUMERALS = {char: str(number) for number, char in enumerate("一二三四五六七八九", 1)}


def at(where: str, words: Words) -> str:
    """A place as numbered in the document: 六(三); in English part 6(3)."""
    if words.labels == "zh":
        return where
    plain = re.sub("十(.)", r"1\1", where).replace("十", "10")
    plain = "".join(_NUMERALS.get(char, char) for char in plain)
    return words("preamble") if where == "前言" else words("part-at", n=plain)


def printed(statement: Statement) -> str:
    """A figure of the prose as printed: 6.2万, 220余, 约100, 91.4%."""
    if statement.bound == "about":
        return f"约{statement.printed}"
    return f"{statement.printed}{'余' if statement.bound else ''}"


def spoken(found: Statement, words: Words) -> str:
    """A figure of the prose in a sentence: as printed in Chinese, in words in English."""
    if words.labels == "zh":
        return f"{printed(found)}{found.unit or ''}"
    figure = number(found.value) + ("%" if found.kind == "percent" else "")
    return words(f"bound-{found.bound}", figure=figure) if found.bound else figure


def statement(found: Statement, report: Report, words: Words) -> str:
    """What a figure of the prose counts: its own label, or what it is to another figure."""
    if found.label:
        return found.label[words.lang]
    first = figure(found.targets[0], report, words)
    if found.relation == "sum":
        return words("relation-sum", first=first, n=len(found.targets) - 1)
    last = figure(found.targets[-1], report, words)
    return words(f"relation-{found.relation}", first=first, last=last)


def figure(name: str, report: Report, words: Words) -> str:
    """A figure that a statement refers to: another statement by its label, a cell by its place."""
    other = report.named.get(name)
    return statement(other, report, words) if other else place(name, report, words)


def state(cell: Cell, words: Words) -> str:
    """A cell without a number, in words."""
    return words(f"state-{cell.state.value}")
