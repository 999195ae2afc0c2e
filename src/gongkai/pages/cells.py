"""Printed cells as a page shows them: each different one is put in words and markup once."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from gongkai import words as say
from gongkai.model.report import Report, State
from gongkai.pages import stencil
from gongkai.pages.templating import Env
from gongkai.words import Words

_HOLES = {state: stencil.hole(f"state {state.value}") for state in State}


class Shown(NamedTuple):
    """A number in words, as it stands in a table, and what it is in a long sum: nothing for 0."""

    text: str
    markup: Markup
    term: str


class Figures(NamedTuple):
    """The cells of a report by address, in any language.

    `texts` have a hole where a cell has no number, `terms` of long sums nothing, as for a zero.
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
            texts[address], terms[address] = _HOLES[cell.state], ""
        else:
            shown = _number(env, str(cell.value), cell.printed, cell.unit)
            texts[address], markup[address], terms[address] = shown
    return Figures(markup, texts, terms, absent)


def absent(
    found: Figures, totals: Mapping[str, Decimal], env: Env, words: Words
) -> dict[str, Markup]:
    """The cells without a number; beside those in `totals` stands what they are worked out to be.

    Blanks are blanks: of all that can be worked out, only a blank total is given its figure here.
    """
    return {
        address: _absent(env, words, state, say.number(totals[address]))
        if address in totals
        else _absent(env, words, state, "")
        for address, state in found.absent.items()
    }


@lru_cache(maxsize=16_384)
def _number(env: Env, digits: str, printed: str | None, unit: str | None) -> Shown:
    value = Decimal(digits)
    text, plain = _figure(value, printed, unit), say.plain(value)
    exact = plain if value and plain != text else ""
    markup = stencil.made(env, "table", "cell", text, exact, "", not value)
    return Shown(text, markup, text if value else "")


@lru_cache(maxsize=1024)
def _absent(env: Env, words: Words, state: State, follows: str) -> Markup:
    return stencil.made(env, "table", "cell", words(f"state-{state.value}"), "", follows, True)


def _figure(value: Decimal, printed: str | None, unit: str | None) -> str:
    """Grouped by three, with the sign and the unit that are printed."""
    text = say.number(value)
    if printed and printed.startswith("+"):
        text = f"+{text}"
    return f"{text} {unit}" if unit else text
