"""Thousands of spoiled files: never a traceback, every refusal with its place, none slow."""

from __future__ import annotations

import random
import time
from collections.abc import Iterator

import pytest

from conftest import CITY, COUNTRY, DISTRICT, judged
from gongkai import words as say
from gongkai.checks.judged import JudgedReports
from gongkai.content.load.report import read_report
from gongkai.words import Words

TEXTS = [(COUNTRY / path).read_text(encoding="utf-8") for path in (CITY, DISTRICT)]
SNIPPETS = [
    "",
    "0",
    "null",
    "010",
    "-",
    '"',
    "'",
    ":",
    "：",
    "，",
    "[",
    "]",
    "{",
    "}",
    "#",
    "&a ",
    "*a",
]
SNIPPETS += [
    "!!int ",
    "\n",
    "\t",
    "\u202e",
    "\x00",
    "\ufeff",
    "é",
    "１",
    "1e9",
    ".nan",
    "|",
    ">",
    "? ",
    "- ",
]
SNIPPETS += ["<b>", "](javascript:x)", "%", "@", "`", "\\", "\r", "<<: ", "9" * 30, "= ", "~"]


def gentle(text: str, chance: random.Random) -> str:
    """Another digit, a line twice or not at all, two lines exchanged: much of it still reads."""
    kind = chance.randrange(4)
    if kind == 0:
        places = [i for i, char in enumerate(text) if char.isdigit()]
        at = chance.choice(places)
        return text[:at] + str(chance.randrange(10)) + text[at + 1 :]
    lines = text.split("\n")
    at = chance.randrange(len(lines))
    if kind == 1:
        lines.insert(at, lines[at])
    elif kind == 2:
        del lines[at]
    else:
        other = chance.randrange(len(lines))
        lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines)


def mutants(count: int, seed: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    for number in range(count):
        text = chance.choice(TEXTS)
        for _ in range(chance.choice((1, 1, 1, 2, 4))):
            if number % 2:
                text = gentle(text, chance)
            else:
                at = chance.randrange(len(text))
                text = text[:at] + chance.choice(SNIPPETS) + text[at + chance.randrange(3) :]
        data = text.encode()
        if number % 50 == 0:
            at = chance.randrange(len(data))
            data = data[:at] + bytes([chance.randrange(256)]) + data[at + 1 :]
        yield data


def survive(count: int, seed: int, checked: JudgedReports, words: dict[str, Words]) -> None:
    accepted = 0
    for data in mutants(count, seed):
        began = time.thread_time()
        report, problems = read_report(DISTRICT, data, checked.contract, checked.tree)
        if report is None:
            assert any(not p.warning for p in problems)
        else:
            accepted += 1
            found, stale = judged(report, checked.contract)
            assert len(found) >= 2
            problems = [*problems, *stale]
        lines = data.count(b"\n") + 2
        for problem in problems:
            assert 1 <= problem.line <= lines
            assert problem.column >= 1
            for language in words.values():
                assert say.problem(problem, language).isprintable()
        assert time.thread_time() - began < 5  # of the processor, where 0.01 is usual
    assert 0.15 < accepted / count < 0.6, accepted


def test_a_hundred_spoiled_reports(checked: JudgedReports, words: dict[str, Words]) -> None:
    survive(100, 20261122, checked, words)


@pytest.mark.long
@pytest.mark.parametrize("seed", [20261122, *range(10)])
def test_thousands_of_spoiled_reports(
    checked: JudgedReports, words: dict[str, Words], seed: int
) -> None:
    survive(1_000, seed, checked, words)
