"""Markup that is made once and filled often; and the short way of the most frequent prose."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

import pytest
from markupsafe import Markup, escape

from conftest import ROOT
from gongkai.contract import Contract
from gongkai.pages import stencil
from gongkai.pages.templating import environment, macros
from gongkai.text import markdown as prose
from gongkai.words import Words

HOSTILE = f'<b>"{stencil.MARK}other{stencil.MARK}" & </b>'


def test_a_stencil_is_filled_and_nothing_else_is_changed() -> None:
    cut = stencil.cut(f'<td id="a.b">{stencil.hole("one")}<td>{stencil.hole("two")}')
    assert cut.names == ("one", "two")
    filled = cut.filled({"one": Markup("<i>1</i>"), "two": Markup("2"), "three": Markup("3")})
    assert filled == "<td id=a.b><i>1</i><td>2"
    assert filled == cut.filled({"two": Markup("2"), "one": Markup("<i>1</i>")})


def test_what_fills_a_hole_never_reaches_another() -> None:
    cut = stencil.cut(f"{stencil.hole('one')}, {stencil.hole('other')}")
    filled = cut.filled({"one": escape(HOSTILE), "other": Markup("other")})
    assert filled == f"{escape(HOSTILE)}, other"
    assert "<b>" not in filled


def test_an_attribute_that_is_a_hole_has_quotes_where_it_needs_them() -> None:
    cut = stencil.cut(f'<a title="{stencil.hole("one")}" href="{stencil.hole("one")}">')
    for text, found in (
        ("../x/#y.z", "../x/#y.z"),
        ("two words", '"two words"'),
        ("", '""'),
        (HOSTILE, f'"{escape(HOSTILE)}"'),
    ):
        assert cut.saying({"one": text}) == f"<a title={found} href={found}>"


def test_a_text_is_escaped_and_markup_is_not() -> None:
    cut = stencil.cut(f"<p>{stencil.hole('one')}")
    assert cut.saying({"one": "<b>"}) == "<p>&lt;b&gt;"
    assert cut.saying({"one": Markup("<b>")}) == "<p><b>"


def test_a_hole_that_nothing_fills_is_an_error() -> None:
    with pytest.raises(KeyError):
        stencil.cut(stencil.hole("one")).filled({"two": Markup("2")})


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("absent", [(), ("url", "archive"), ("publisher", "published"), ("due",)])
def test_a_section_is_what_its_macro_makes_of_the_texts_themselves(
    words: Mapping[str, Words], contract: Contract, lang: str, absent: tuple[str, ...]
) -> None:
    env = environment(ROOT, words[lang], contract)
    names = ("title", "publisher", "published", "due", "index", "evidence", "url", "archive",
             "via", "retrieved", "sha256")  # fmt: skip
    fixed = ("territory", "copy", 1)
    for text in (HOSTILE, "plain", "两 字"):
        texts = {name: "" if name in absent else f"{name} {text}" for name in names}
        made = stencil.rendered(env, "report", "facts", texts, *fixed)
        assert stencil.unquoted(made) == stencil.unquoted(
            macros(env, "report").facts(texts, *fixed)
        )


def test_the_words_of_a_message_stand_in_the_compiled_template_escaped(
    words: Mapping[str, Words], contract: Contract
) -> None:
    spoken = replace(words["en"], catalog={"one": "<1> & {{ 2 }}", "two": "{n} of"})
    env = environment(ROOT, spoken, contract)
    made = env.from_string("{{ _('one') }}|{{ _('two', n=3) }}|{{ _('one') ~ _('one') }}").render()
    one = "&lt;1&gt; &amp; {{ 2 }}"
    assert made == f"{one}|3 of|{one}{one}"


def test_only_attributes_that_need_no_quotes_lose_them() -> None:
    for text, found in (
        ('<a href="../x/#y.z" class="b">', "<a href=../x/#y.z class=b>"),
        ('<a title="one two" id="x">', '<a title="one two" id=x>'),
        ('<a href="?q=1">', '<a href="?q=1">'),
        ('<rect x="1%" width="2"/>', '<rect x=1% width="2"/>'),
        ("<p>a=&#34;b&#34; ", "<p>a=&#34;b&#34; "),
    ):
        assert stencil.unquoted(text) == found


def test_simple_prose_is_what_the_parser_makes_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    pieces = ["件", "a", "1. ", "2)", " ", "\n", "\n\n", "**", "**3,616**", "*", "，", "《x》", "-", "- ",
              "\n- ", "=", "#", "+", "~~", "|", ":", "!", "(c)", "_", "  ", "“", "'", "　", "。"]  # fmt: skip
    rng = random.Random(20261120)
    texts = ["".join(rng.choices(pieces, k=rng.randrange(1, 12))) for _ in range(8000)]
    texts += ["a\n\n- b **c**\n- d\n\ne\n", "- a\n\n- b", "**a****b**", "**a**b**c**", "a\n===\n"]
    short = [text for text in texts if prose.SIMPLE.fullmatch(text)]
    assert len(short) > 1000
    found = [(prose.html(text, 1), list(prose.faults(text))) for text in short]
    monkeypatch.setattr(prose, "SIMPLE", prose.re.compile("(?!)"))
    assert found == [(prose.html(text, 1), list(prose.faults(text))) for text in short]
