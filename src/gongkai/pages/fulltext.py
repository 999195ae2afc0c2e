"""The index of the search in texts: which words stand in the summaries and prose figures of whom.

A key is a pair of neighbouring Han characters, or a word of Latin letters. Each report has a
number: its place in the order of batches, which is that of ids with a slash behind those of places;
so the finder's index says whose it is. A batch gives the `entries` of its own reports; all of them
together make `scripts`, slices of which a query loads the few that hold its keys. Beside them stand
the `texts` of each place, in which a hit is looked up, marked and shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import add, itemgetter

from gongkai import words as say
from gongkai.model.languages import CONTENT_LANGUAGES, Translated
from gongkai.model.report import Report, Statement
from gongkai.pages.scripts import script
from gongkai.text.markdown import plain

FOLDER = "static/words/"
TEXTS = "texts.js"  # below a place
REPORTS = 32  # for so many reports there is a slice, so that slices stay light

Entry = tuple[str, str, str]  # a key, the reports with it in the summary, and in a prose figure
Placed = tuple[int, str, int, str, str]  # slice, key, number of the first report, as an entry

_HAN = re.compile("[\u3400-\u9fff]{2,}")
_WORD = re.compile("[a-z]{2,}")


def entries(reports: Iterable[Report]) -> list[Entry]:
    """The keys of some reports, which are numbered from 0."""
    summaries: dict[str, list[int]] = {}
    figures: dict[str, list[int]] = {}
    for number, report in enumerate(reports):
        labels = (label[lang] for _, label in _labelled(report) for lang in CONTENT_LANGUAGES)
        texts = (report.summary[lang] for lang in CONTENT_LANGUAGES)
        for found, some in ((summaries, keys(texts)), (figures, keys(labels))):
            for key in some:
                found.setdefault(key, []).append(number)
    return [
        (key, _written(summaries.get(key)), _written(figures.get(key)))
        for key in sorted(summaries.keys() | figures.keys())
    ]


def keys(texts: Iterable[str]) -> set[str]:
    """All pairs of Han characters and all words of some texts."""
    text = "\n".join(texts).lower()
    found = set(_WORD.findall(text))
    for run in _HAN.findall(text):
        found.update(map(add, run, run[1:]))
    return found


def _written(numbers: Sequence[int] | None) -> str:
    """Numbers in their order as text: the first | what follows it | the last, all in hex.

    Runs of neighbours stand apart: how many numbers are passed over, a dot, how long the run is.
    """
    if not numbers:
        return ""
    begin, last = numbers[0], numbers[-1]
    if last - begin + 1 == len(numbers):
        return f"{begin:x}|{_length(len(numbers))}|{last:x}"
    texts, start, before = [], begin, begin
    for number in numbers[1:]:
        if number != before + 1:
            texts.append(f"{_length(before - start + 1)} {number - before - 1:x}")
            start = number
        before = number
    return f"{begin:x}|{''.join(texts)}{_length(before - start + 1)}|{last:x}"


def _length(count: int) -> str:
    return f".{count:x}" if count > 1 else ""


def _labelled(report: Report) -> list[tuple[Statement, Translated[str]]]:
    """The prose figures that count something of their own; others repeat a cell of the tables."""
    return [(one, one.label) for one in report.statements if one.label]


def slices(reports: int) -> int:
    """How many slices there are: a power of two, so that it seldom changes."""
    return 1 << max(0, (reports - 1) // REPORTS).bit_length()


def slice_of(key: str, count: int) -> int:
    """The slice of a key. Words that begin with the same three letters share one."""
    first, second, third = (*map(ord, key[:3]), 0)[:3]
    return ((first * 31 + second) * 31 + third) % count


def placed(found: Iterable[Entry], first: int, count: int) -> list[Placed]:
    """The entries of a batch, whose first report has this number, with their slices."""
    return [
        (slice_of(key, count), key, first, summaries, figures) for key, summaries, figures in found
    ]


def scripts(found: Iterable[Placed], numbers: Iterable[int]) -> Iterator[tuple[str, bytes]]:
    """The slices of these numbers from all their entries; also those that are empty."""
    held: dict[int, dict[str, list[str]]] = {number: {} for number in numbers}
    for (number, key), same in groupby(sorted(found), key=itemgetter(0, 1)):
        parts = list(same)
        held[number][key] = [
            _joined((first, summaries) for _, _, first, summaries, _ in parts),
            _joined((first, figures) for _, _, first, _, figures in parts),
        ]
    for number, of_keys in held.items():
        yield f"{FOLDER}{number}.js", script("gongkaiSlice", number, of_keys)


def _joined(found: Iterable[tuple[int, str]]) -> str:
    """What batches wrote, each with the number of its first report, as one text of numbers.

    A run that goes on in the next batch is one, wherever batches are divided.
    """
    texts: list[str] = []
    passed = 0
    for start, text in found:
        if text:
            first, following, last = text.split("|")
            over = start + int(first, 16) - passed
            if over or not texts:
                texts.append(f"{over:x}{following}")
            else:
                head, space, run = texts[-1].rpartition(" ")
                more, _, rest = following.partition(" ")
                begin, _, length = run.partition(".")
                both = int(length or "1", 16) + int(more[1:] or "1", 16)
                texts[-1] = f"{head}{space}{begin}{_length(both)}"
                texts += [rest] if rest else []
            passed = start + int(last, 16) + 1
    return " ".join(texts)


def texts(place: str, reports: Iterable[Report]) -> tuple[str, bytes]:
    """What the search shows of the reports of a place.

    Of each its name, its summary in the languages of the content, and its prose figures: the id,
    what it counts in these languages, and what is printed.
    """
    held = [
        [
            report.id.rpartition("/")[2],
            *(plain(report.summary[lang]) for lang in CONTENT_LANGUAGES),
            [
                [
                    one.id,
                    *(label[lang] for lang in CONTENT_LANGUAGES),
                    f"{say.printed(one)}{one.unit or ''}",
                ]
                for one, label in _labelled(report)
            ],
        ]
        for report in reports
    ]
    return f"{place}/{TEXTS}", script("gongkaiTexts", place, held)
