"""A finding, a problem, a number → words in Chinese or English.

The sentences stand in site/locale (one catalog a language, with the same ids) and, for rules and
forms, in the contract; this module only puts figures and names into them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, lru_cache
from pathlib import Path

from gongkai.contract import Contract, contractfiles, read_plain
from gongkai.model.findings import Finding, Problem
from gongkai.model.forms import Line, PartForm
from gongkai.model.languages import SITE_LANGUAGES, Translated
from gongkai.model.report import Cell, Report, Statement
from gongkai.text.ours import UnreadableError, filled

MINUS = "−"
_ENUMERATOR = re.compile(
    r"([一二三四五六七八九十]+)、|(（[一二三四五六七八九十]+）)|(\d+)\.|(\(\d+\))"
)
_GLOSS = re.compile(r"(?<=\S)\s*[（(].*[）)]$")


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The catalog of one language, known by its identity: what it says may be remembered by it.

    An id that is not in its file, or a gap that nobody fills, raises ours.UnreadableError.

    `labels` is the language of the forms' labels: a contributor compares with a Chinese document,
    whatever language the sentences are in.
    """

    lang: str
    catalog: Mapping[str, str | Mapping[str, str]]
    labels: str

    def __call__(self, message: str, /, **args: object) -> str:
        """The sentence with this id; where it has forms for one and other, `n` chooses."""
        text = self.catalog[message]
        if not isinstance(text, str):
            text = text["one" if args.get("n") == 1 else "other"]
        return filled(text, self.catalog, message, args) if args else text

    def both(self, text: Translated[str] | None) -> str:
        """The text of this language, empty where there is none."""
        return text[self.lang] if text else ""


def read_words(root: Path, lang: str) -> Words:
    """The catalog site/locale/LANG.yaml. Raises ours.UnreadableError."""
    path = root / "site" / "locale" / f"{lang}.yaml"
    return Words(lang, read_plain(root, path, contractfiles.CATALOG), lang)


def read_catalogs(root: Path) -> dict[str, Words]:
    """The catalog of every language. Raises ours.UnreadableError, also where one lacks an id."""
    found = {code: read_words(root, code) for code in SITE_LANGUAGES}
    every = dict.fromkeys(message for words in found.values() for message in words.catalog)
    problems = [
        Problem(f"site/locale/{code}.yaml", 1, 1, "missing-key", {"key": message, "choices": None})
        for code, words in found.items()
        for message in every
        if message not in words.catalog
    ]
    if problems:
        raise UnreadableError(problems)
    return found


# -- numbers and dates -------------------------------------------------------------------------


def number(value: Decimal | int | None) -> str:
    """Grouped by three, exact, with a real minus sign; a dash where there is no number."""
    if value is None:
        return "–"
    return f"{value:{',' if isinstance(value, int) else ',f'}}".replace("-", MINUS)


def plain(value: Decimal | None) -> str:
    """As a data file or a YAML line spells it."""
    return "" if value is None else f"{value:f}"


def printed_cell(cell: Cell) -> str:
    """A cell's number grouped by three, with the sign and the unit that are printed."""
    text = number(cell.value)
    if cell.printed and cell.printed.startswith("+"):
        text = f"+{text}"
    return f"{text} {cell.unit}" if cell.unit else text


def signed(value: Decimal | None) -> str:
    """A difference, always with its sign."""
    if value is None:
        return "–"
    return f"{value:+,f}".replace("-", MINUS)


def date(text: str | None, words: Words) -> str:
    """A year, a month or a day as people write it."""
    if text is None:
        return words("unknown")
    year, *rest = text.split("-")
    names = ("date-year", "date-month", "date-day")
    month = words(f"month-{int(rest[0])}") if rest else ""
    day = int(rest[1]) if len(rest) > 1 else 0
    return words(names[len(rest)], y=year, m=month, d=day)


# -- places ------------------------------------------------------------------------------------


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


# -- findings ----------------------------------------------------------------------------------


def broken(finding: Finding, report: Report, contract: Contract, words: Words) -> str:
    """What does not add up, with both sums and their difference; without a sum, what is printed."""
    stated, computed = finding.figures
    if stated is not None and computed is None:
        name = finding.place.removeprefix("statements.")
        found = report.named.get(name)
        alone = spoken(found, words) if found else number(stated)
        return words("broken-alone", stated=alone)
    of_rule = contract.rules[finding.rule].words[words.lang]
    claim = report.named.get(finding.place.removeprefix("statements."))
    figures = {
        "stated": number(stated),
        "computed": number(computed),
        "difference": signed(finding.difference),
    }
    if claim and claim.kind in _RATES:
        # As exact as it is printed: what differs, differs there.
        figures["stated"] = words(f"rate-{claim.kind}", n=figures["stated"])
        figures["computed"] = recomputed(finding, claim, words, claim.unit_of_last_place)
        away = finding.difference and finding.difference.quantize(claim.unit_of_last_place)
        figures["difference"] = words("rate-points", n=signed(away))
    return filled(of_rule["broken"], of_rule, "broken", figures)


_RATES = ("percent", "points")


def recomputed(finding: Finding, claim: Statement, words: Words, unit: Decimal) -> str:
    """What a figure of the prose is when computed again; a rate, to this unit of its decimals."""
    computed = finding.figures[1]
    if claim.kind not in _RATES or computed is None:
        return number(computed)
    return words(f"rate-{claim.kind}", n=number(computed.quantize(unit, ROUND_HALF_UP)))


def note(finding: Finding, report: Report, words: Words) -> str:
    """Why a finding cannot be assessed, or what the person who confirmed it noted."""
    if finding.confirmed is not None:
        return words.both(finding.confirmed.note)
    if finding.reason is None:
        return ""
    names = words("and-separator").join(figure(name, report, words) for name in finding.missing[:3])
    more = len(finding.missing) - 3
    if more > 0:
        names += words("and-more", n=more)
    args = {
        key: arg[words.lang] if isinstance(arg, Translated) else arg
        for key, arg in finding.args.items()
    }
    if "date" in args:
        args["date"] = date(str(args["date"]), words)
    also: Iterable[tuple[str, str]] = args.pop("also", ())  # type: ignore[assignment]
    clauses = [words(finding.reason, **{**args, "cells": names})]
    clauses += (words(name, date=date(day, words)) for name, day in also)
    return words("semicolon").join(clauses)


def confirmed(finding: Finding, report: Report, contract: Contract, words: Words) -> str:
    """Who looked again and at what; said plainly where that was only the transcriber, or a copy."""
    entry = finding.confirmed
    if entry is None:
        return ""
    seen = contract.label("reports.seen_as", entry.seen_as, words.lang)
    sentence = words("confirmed", date=date(entry.date, words), seen=seen)
    if entry.seen_as == "copy":
        sentence += words("confirmed-copy")
    if report.alone(entry):
        sentence += words("confirmed-alone" if report.people else "confirmed-only")
    return f"{sentence}{words('space')}{ended(words.both(entry.note), words)}"


def remark(finding: Finding, report: Report, contract: Contract, words: Words) -> str:
    """What there is to add to a finding: who confirmed it and what they noted, or its note."""
    return confirmed(finding, report, contract, words) or note(finding, report, words)


def ended(text: str, words: Words) -> str:
    """A note as a sentence: with a full stop, unless it has one or is empty."""
    return text if not text or text[-1] in ".。" else text + words("full-stop")


def cause(finding: Finding, report: Report, words: Words) -> str:
    """The likely cause of a finding as a phrase, empty where none was found."""
    found = finding.cause
    if found is None:
        return ""
    names = {
        "cell": place(found.address, report, words) if found.address else "",
        "other": place(found.other, report, words) if found.other else "",
        "first": place(found.first, report, words) if found.first else "",
    }
    return words(
        f"cause-{found.kind}", value=number(found.value), needed=number(found.needed), **names
    )


def confirmation(finding: Finding) -> str:
    """The line that confirms a finding under as_printed, ready to paste and fill in."""
    stated, computed = (plain(value) or "null" for value in finding.figures)
    return (
        f"- {{rule: {finding.rule}, place: {finding.place}, stated: {stated},"
        f" computed: {computed}, seen_as: …, by: …, date: …, note: null}}"
    )


def problem(found: Problem, words: Words) -> str:
    """One problem of a content file as a plain sentence."""
    args = {name: visible(value) for name, value in found.args.items()}
    for name in ("hint", "choices", "spelling"):
        if name in args:
            value = args[name]
            args[name] = "" if value is None else words(f"say-{name}", **{name: value})
    return words(found.message, **args)


def visible(value: object) -> object:
    """What a file says, in a message: on one line, and nothing that could move a cursor."""
    if not isinstance(value, str) or value.isprintable():
        return value
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in value)
