"""A number, a place, a finding, a problem → words in a language.

`catalog` reads the sentences, `figures` writes numbers and dates, `places` names what is spoken of,
`sentences` says what was found, `phrases` what figures come to (the line over a picture, a badge).
"""

from __future__ import annotations

from gongkai.words.catalog import Words, read_catalogs, read_words
from gongkai.words.figures import MINUS, cited_day, date, number, plain, printed_cell, signed
from gongkai.words.places import (
    article,
    at,
    bare,
    figure,
    in_sentence,
    line_label,
    place,
    printed,
    short,
    spoken,
    state,
    statement,
)
from gongkai.words.sentences import (
    broken,
    cause,
    confirmation,
    confirmed,
    ended,
    note,
    problem,
    recomputed,
    remark,
    visible,
)

__all__ = [
    "MINUS",
    "Words",
    "article",
    "at",
    "bare",
    "broken",
    "cause",
    "cited_day",
    "confirmation",
    "confirmed",
    "date",
    "ended",
    "figure",
    "in_sentence",
    "line_label",
    "note",
    "number",
    "place",
    "plain",
    "printed",
    "printed_cell",
    "problem",
    "read_catalogs",
    "read_words",
    "recomputed",
    "remark",
    "short",
    "signed",
    "spoken",
    "state",
    "statement",
    "visible",
]
