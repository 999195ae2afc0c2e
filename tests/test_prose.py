"""Markdown of contributors: what is told of a text at a glance is what its parser tells."""

from __future__ import annotations

import random
import re

import pytest

from gongkai.text import markdown as prose

SIGNS = [
    *("**", "*", "_", "`", "``", "\\", "[", "]", "](", ")", "<", ">", "!", "|", "#", "~", "---"),
    *("- ", "* ", "1. ", "12) ", "> ", " ", "    ", "\n", "\n\n"),
    *("a", "b>", "字", "。", "，", "①", "—", "**34**", "**字**"),
]


@pytest.mark.parametrize("refused", ["", "[<\\", "[<\\`", "[<\\]"], ids=repr)
def test_a_text_that_is_sound_at_a_glance_has_no_fault(refused: str) -> None:
    chance, sound = random.Random(f"prose {refused}"), 0
    signs = [sign for sign in SIGNS if not set(sign) & set(refused)]
    for _ in range(3_000):
        text = "".join(chance.choice(signs) for _ in range(chance.randint(1, 24)))
        if prose.SIMPLE.fullmatch(text):
            sound += 1
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(prose, "SIMPLE", re.compile("(?!)"))
                assert list(prose.faults(text)) == [], text
    assert sound > 50


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("- " * 9 + "x", id="lists on one line"),
        pytest.param("\n".join("  " * depth + "- x" for depth in range(9)), id="lists in lists"),
        pytest.param(">" * 17 + "x", id="quotes"),
        pytest.param("> - " * 6 + "x", id="quotes and lists"),
    ],
)
def test_what_is_nested_too_deep_is_refused(text: str) -> None:
    assert [message for _, message, _ in prose.faults(text)] == ["nested"]
