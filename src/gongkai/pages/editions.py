"""What stood in earlier editions of a document, and what became of their sums."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from gongkai import words as say
from gongkai.checks.rules.identities import assess
from gongkai.model.findings import Verdict
from gongkai.model.report import BLANK, Cell, Edition, Report
from gongkai.pages.site import View
from gongkai.words import Words

# What became of a sum: how it ended then and ends now, and the message that says so.
_BECAME = {
    (Verdict.BROKEN, Verdict.HOLDS): "edition-mended",
    (Verdict.HOLDS, Verdict.BROKEN): "edition-broke",
}


class EarlierCell(NamedTuple):
    """A cell that differed: what was printed, and what is printed now."""

    address: str
    where: str
    was: str
    now: str


class EarlierEdition(NamedTuple):
    """An edition that its publisher has replaced; `sums` are sentences."""

    edition: Edition
    cells: Sequence[EarlierCell]
    sums: Sequence[str]


def earlier(view: View, report: Report) -> list[EarlierEdition]:
    """The earlier editions of a document, the latest first."""
    words = view.words
    return [
        EarlierEdition(
            edition,
            [
                EarlierCell(
                    address,
                    say.place(address, report, words),
                    _shown(cell, words),
                    _shown(report.cells.get(address, BLANK), words),
                )
                for address, cell in edition.cells.items()
            ],
            list(_sums(report, edition, words)),
        )
        for edition in sorted(report.editions, key=lambda one: one.superseded, reverse=True)
    ]


def _shown(cell: Cell, words: Words) -> str:
    return say.state(cell, words) if cell.value is None else say.printed_cell(cell)


def _sums(report: Report, edition: Edition, words: Words) -> Iterator[str]:
    """The sums that added up in one of the two and not in the other."""
    then = {**report.cells, **edition.cells}
    for form in report.parts.values():
        for identity in form.identities:
            if edition.cells.keys().isdisjoint((*identity.left, *identity.right)):
                continue
            before = assess(report.id, identity, then)
            now = assess(report.id, identity, report.cells)
            if message := _BECAME.get((before.verdict, now.verdict)):
                stated, computed = before.figures
                yield words(
                    message,
                    where=say.place(identity.place, report, words),
                    stated=say.number(stated),
                    computed=say.number(computed),
                )
