"""A change → text for a terminal, or Markdown in which no word of a contributor does anything.

One list of lines makes both. What comes from files or from the change's own data is quoted: on one
line and cut, in Markdown as code, where neither a name behind @, a link, HTML nor a sign is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby
from typing import NamedTuple

from gongkai import words as say
from gongkai.build.changes.difference import (
    CellChange,
    Difference,
    FileFault,
    FindingChange,
    ReportChange,
    Value,
)
from gongkai.model.report import State
from gongkai.words import Words

_LONGEST = 200  # characters of one quoted text
_CELLS = 60  # cells, findings or keys of one report that are shown
_FILES = 40
_TICKS = re.compile("`+")


class _Line(NamedTuple):
    """A line: 0 is a heading, 1 an item below it, 2 what belongs to an item."""

    level: int
    text: str


Quote = Callable[[object], str]


def as_text(change: Difference, words: Words) -> Iterator[str]:
    """The lines of a terminal."""
    for line in _lines(change, words, plain):
        yield f"{'  ' * line.level}{line.text}"


def as_markdown(
    change: Difference, words: Words, room: int = 300_000, title: str | None = None
) -> str:
    """Markdown of at most `room` bytes; what does not fit is left out from the end, and said.

    A `title` stands in place of the names of both versions.
    """
    marks = ("\n#### ", "- ", "  - ")
    text, left = [], room
    first, *others = _lines(change, words, code)
    for line in (first if title is None else _Line(0, title), *others):
        written = f"{marks[line.level]}{line.text}\n"
        left -= len(written.encode())
        if left < 0:
            text.append(f"\n{words('diff-cut')}\n")
            break
        text.append(written)
    return "".join(text).lstrip("\n")


def plain(value: object) -> str:
    """A text of a file as it stands in a line of a terminal: on one line, and cut."""
    text = str(say.visible(" ".join(str(value).split())))
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def code(value: object) -> str:
    """A text of a file in Markdown: as code, whatever it holds."""
    text = plain(value)
    if not text:
        return ""
    ticks = "`" * (max(map(len, _TICKS.findall(text)), default=0) + 1)
    space = " " if text[0] == "`" or text[-1] == "`" else ""
    return f"{ticks}{space}{text}{space}{ticks}"


def _lines(change: Difference, words: Words, quote: Quote) -> Iterator[_Line]:
    yield _Line(0, words("diff-title", base=quote(change.base), head=quote(change.head)))
    yield from (_Line(1, text) for text in summary(change, words))
    for report in change.reports:
        yield from _report(report, change, words, quote)
    if change.files:
        yield _Line(0, words("diff-files", n=len(change.files)))
        for file in change.files[:_FILES]:
            what = words(f"diff-file-{file.kind}"), words(f"diff-{file.status}")
            yield _Line(1, words("diff-file", path=quote(file.path), kind=what[0], status=what[1]))
        yield from _more(len(change.files) - _FILES, words)
    yield from _pages(change, words, quote)


def _pages(change: Difference, words: Words, quote: Quote) -> Iterator[_Line]:
    """Which pages show what differs; those about everything may differ too."""
    pages = list(dict.fromkeys(page for report in change.reports for page in report.pages))
    if pages:
        yield _Line(0, words("diff-pages", n=len(pages)))
    for page in pages[:_FILES]:
        yield _Line(1, quote(f"{page}index.html"))
    yield from _more(len(pages) - _FILES, words)


def summary(change: Difference, words: Words) -> Iterator[str]:
    """What there is to know before anything else, a sentence each."""
    yield words(f"diff-kind-{change.kind}")
    own = [report for report in change.reports if report.status != "affected"]
    names = ("added", "removed", "moved", "changed")
    counts = {name: sum(report.status == name for report in own) for name in names}
    clauses = [words(f"diff-n-{name}", n=count) for name, count in counts.items() if count]
    if clauses:
        yield words("diff-reports", what=words("clause-separator").join(clauses))
    if unread := sum(bool(report.faults_after) for report in own):
        yield words("diff-n-unreadable", n=unread)
    unclear = sum(report.unread for report in own)
    cells = sum(len(report.cells) for report in own) - unclear
    breaks = sum(report.breaks for report in change.reports)
    if cells:
        yield words("diff-n-cells", n=cells)
    if unclear:
        yield words("diff-n-unread", n=unclear)
    if breaks:
        yield words("diff-n-breaks", n=breaks)
    elif own and not unread:
        yield words("diff-no-breaks")
    if silent := sum(len(report.silent) for report in own):
        yield words("diff-n-silent", n=silent)
    if beside := len(change.reports) - len(own):
        yield words("diff-n-affected", n=beside)
    yield from (words(note) for note in change.notes if note in NOTES)


NOTES = ("diff-contract-differs", "diff-contract-base", "diff-contract-head")


def _report(
    report: ReportChange, change: Difference, words: Words, quote: Quote
) -> Iterator[_Line]:
    status = words(f"diff-{report.status}", was=quote(report.was))
    title = f" {quote(report.title)}" if report.title else ""
    yield _Line(0, words("diff-report", id=quote(report.id), status=status) + title)
    for faults, name in ((report.faults_after, "after"), (report.faults_before, "before")):
        yield from _faults(faults, name, report, words, quote)
    for cell in report.cells[:_CELLS]:
        said = _unread(cell, change, words, quote) or cell_change(cell, words, quote)
        yield _Line(1, said)
        where = words("diff-where", address=quote(cell.address), line=cell.line)
        yield _Line(2, f"{effect(cell, words)}{words('space')}{where if cell.line else ''}")
    yield from _more(len(report.cells) - _CELLS, words)
    yield from _standing(report, words, quote)
    groups = [list(group) for _, group in groupby(report.findings, key=_said)]
    for findings in groups[:_CELLS]:
        yield _Line(1, _finding(findings, words, quote))
    yield from _more(len(groups) - _CELLS, words)
    for one in report.indicators:
        none = words("diff-nothing")
        values = {"old": quote(one.old or none), "new": quote(one.new or none)}
        yield _Line(1, words("diff-change", name=quote(one.name[words.lang]), **values))
    for field in report.fields[:_CELLS]:
        none = words("diff-nothing")
        values = {"old": quote(field.old or none), "new": quote(field.new or none)}
        yield _Line(1, words("diff-change", name=quote(field.key), **values))
    yield from _more(len(report.fields) - _CELLS, words)


def cell_change(cell: CellChange, words: Words, quote: Quote) -> str:
    """Which cell it is, what stood there, what stands there."""
    values = {"old": _value(cell.old, words, quote), "new": _value(cell.new, words, quote)}
    return words("diff-cell", name=_name(cell, words, quote), **values)


def _name(cell: CellChange, words: Words, quote: Quote) -> str:
    labels = dict.fromkeys((cell.name[words.lang], cell.name["zh"]))
    name = " = ".join(map(quote, labels))
    return words("diff-labels", name=name, part=quote(cell.part[words.lang]))


def _unread(cell: CellChange, change: Difference, words: Words, quote: Quote) -> str:
    """On which side a cell is not read, and what the other has; empty where both are."""
    sides = ((change.base, cell.old), (change.head, cell.new))
    not_read = [quote(side) for side, value in sides if value and value.state is State.UNREAD]
    if not not_read:
        return ""
    name = _name(cell, words, quote)
    if len(not_read) > 1:
        return words("diff-unread-both", name=name)
    ((other, value),) = (pair for pair in sides if quote(pair[0]) not in not_read)
    found = {"other": quote(other), "value": _value(value, words, quote)}
    return words("diff-unread", name=name, side=not_read[0], **found)


def effect(cell: CellChange, words: Words) -> str:
    """What that does to the sums through it."""
    return words(f"diff-sums-{cell.effect.replace('_', '-')}", n=cell.sums)


def _faults(
    faults: list[FileFault], side: str, report: ReportChange, words: Words, quote: Quote
) -> Iterator[_Line]:
    if faults:
        yield _Line(1, words(f"diff-unreadable-{side}"))
    for fault in faults[:_CELLS]:
        where = f"{report.path}:{fault.line}:{fault.column}"
        yield _Line(2, f"{quote(where)}{words('colon')}{quote(fault.sentence[words.lang])}")
    yield from _more(len(faults) - _CELLS, words)


def _standing(report: ReportChange, words: Words, quote: Quote) -> Iterator[_Line]:
    """The badge says how the sums stand, and how many people have read the document."""
    old, new = (
        one and (quote(one.badge[words.lang]) if one.badge else words("diff-no-badge"))
        for one in (report.before, report.after)
    )
    if old and new and old != new:
        yield _Line(1, words("diff-change", name=words("diff-badge"), old=old, new=new))
    elif new:
        what = words("diff-badge-same" if old else "diff-badge")
        yield _Line(1, f"{what}{words('colon')}{new}")
    if report.read_before:
        yield _Line(2, words("diff-same-names"))


def _verdict(finding: FindingChange, verdict: str | None, words: Words) -> str:
    """What a rule says, in words: a sum adds up, anything else agrees."""
    if verdict is None:
        return words("diff-nothing")
    kind = "-sum" if finding.sum else ""
    return words(f"diff-verdict-{verdict.replace('_', '-')}{kind}")


def _said(finding: FindingChange) -> tuple[object, ...]:
    """What is said of a place, without the place."""
    return finding.rule, finding.old, finding.new, finding.sentence


def _finding(findings: Sequence[FindingChange], words: Words, quote: Quote) -> str:
    """What is said of places of which the same is said."""
    first = findings[0]
    old, new = (_verdict(first, verdict, words) for verdict in (first.old, first.new))
    name = quote(first.name[words.lang])
    if len(findings) > 1:
        name += words("and-more", n=len(findings) - 1)
    said = first.sentence[words.lang] if first.sentence else ""
    sentence = f"{words('colon')}{quote(said)}" if said else ""
    if first.old is None or first.old == first.new:
        text = f"{name}{words('colon')}{new}"
    else:
        text = words("diff-change", name=name, old=old, new=new)
    return f"{text}{sentence} [{quote(first.rule)}]"


def _value(value: Value | None, words: Words, quote: Quote) -> str:
    if value is None:
        return words("diff-nothing")
    if value.number is None and value.state is not State.NUMBER:
        return words(f"state-{value.state}")
    return quote(f"{value.number} {value.unit}" if value.unit else value.number or "")


def _more(count: int, words: Words) -> Iterator[_Line]:
    if count > 0:
        yield _Line(1, words("diff-more", n=count))
