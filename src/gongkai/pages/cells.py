"""Printed cells as a page shows them: each different one is put in words and markup once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from gongkai import words as say
from gongkai.model.report import Cell, Report, State
from gongkai.pages.templating import Env, macro

# Round what each language has words of its own for; no content can hold it.
GAP = "\x00"
_GAPS = {state: f"{GAP}state {state.value}{GAP}" for state in State}


class Figures(NamedTuple):
    """The cells of a report by address, in any language.

    `texts` have a gap where a cell has no number, `terms` of long sums nothing, as for a zero.
    """

    markup: Mapping[str, Markup]  # of numbers
    texts: Mapping[str, str]
    terms: Mapping[str, str]
    absent: Mapping[str, State]


def figures(report: Report, env: Env) -> Figures:
    """Every cell of a report. A number is known by its digits: 1.0 and 1.00 are equal."""
    markup: dict[str, Markup] = {}
    texts: dict[str, str] = {}
    terms: dict[str, str] = {}
    absent: dict[str, State] = {}
    for address, cell in report.cells.items():
        if cell.value is None:
            absent[address] = cell.state
            texts[address], terms[address] = _GAPS[cell.state], ""
        else:
            number = _number(env, str(cell.value), cell.printed, cell.unit)
            texts[address], markup[address], terms[address] = number
    return Figures(markup, texts, terms, absent)


def absent(found: Figures, totals: Mapping[str, Decimal], env: Env) -> dict[str, Markup]:
    """The cells without a number; beside those in `totals` stands what they are worked out to be.

    Blanks are blanks: of all that can be worked out, only a blank total is given its figure here.
    """
    return {
        address: _absent(env, state, totals.get(address)) for address, state in found.absent.items()
    }


@lru_cache(maxsize=16_384)
def _number(
    env: Env, digits: str, printed: str | None, unit: str | None
) -> tuple[str, Markup, str]:
    """A number in words, as it stands in a table, and what it is in a long sum: nothing for 0."""
    cell = Cell(Decimal(digits), printed, unit=unit)
    text = say.printed_cell(cell)
    return text, macro(env, "table", "cell", cell), text if cell.value else ""


@lru_cache(maxsize=1024)
def _absent(env: Env, state: State, worked: Decimal | None) -> Markup:
    return macro(env, "table", "cell", Cell(None, None, state), worked)
