"""What our templates have beside Jinja; and the short way of the most frequent prose."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup, escape

from conftest import ROOT
from gongkai.contract import Contract
from gongkai.pages.templating import Env, environment
from gongkai.text import markdown as prose
from gongkai.text.ours import UnreadableError
from gongkai.words import Words

HOSTILE = '<b>"\x00other\x00" & </b>'
Made = Callable[..., str]


@pytest.fixture
def env(tmp_path: Path, words: Mapping[str, Words], contract: Contract) -> Env:
    """Templates of a folder of their own."""
    (tmp_path / "site" / "templates").mkdir(parents=True)
    return environment(tmp_path, words["en"], contract)


@pytest.fixture
def make(env: Env, tmp_path: Path) -> Made:
    """What a template of this text gives."""
    number = iter(range(100))

    def made(text: str, **context: object) -> str:
        name = f"made{next(number)}.html"
        (tmp_path / "site" / "templates" / name).write_text(text, encoding="utf-8")
        return env.get_template(name).render(**context)

    return made


# -- what is rendered once


def test_a_fragment_is_rendered_once_for_each_key(env: Env, make: Made) -> None:
    calls = []
    env.globals["called"] = lambda what: calls.append(what) or what
    text = "{% for n in given %}{% cache n %}<{{ called(n) }}>{% endcache %}{% endfor %}"
    assert make(text, given=[1, 2, 1, 1]) == "<1><2><1><1>"
    assert calls == [1, 2]


def test_two_places_with_the_same_key_are_two_fragments(make: Made) -> None:
    assert make("{% cache 1 %}a{% endcache %}{% cache 1 %}b{% endcache %}") == "ab"


def test_what_stands_in_a_slot_never_reaches_another_and_is_escaped(make: Made) -> None:
    text = "{% cache 1 with values %}<td>{{ slot('one') }}<td>{{ slot('other') }}{% endcache %}"
    made = make(text, values={"one": HOSTILE, "other": Markup("<i>2</i>"), "third": "3"})
    assert made == f"<td>{escape(HOSTILE)}<td><i>2</i>"


def test_a_slot_without_a_value_is_an_error_with_its_place(make: Made) -> None:
    with pytest.raises(UnreadableError) as found:
        make("\n{% cache 1 with {} %}{{ slot('one') }}{% endcache %}")
    (problem,) = found.value.problems
    assert (problem.path, problem.line) == ("site/templates/made0.html", 2)


# -- attributes


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ('<a href="../x/#y.z" class="b">', "<a href=../x/#y.z class=b>"),
        ('<a title="one two" id="x">', '<a title="one two" id=x>'),
        ('<a href="?q=1">', '<a href="?q=1">'),
        ('<rect x="1%" width="2"/>', '<rect x=1% width="2"/>'),
        ("<p>a=&#34;b&#34; ", "<p>a=&#34;b&#34; "),
        ('<a href="{{ one }}" id="x">', "<a href=../x/#y.z id=x>"),
        ('<a href="{{ two }}">', '<a href="two words">'),
        ('<a href="{{ empty }}" id="{{ empty }}">', '<a href="" id="">'),
        ('<a href="#{{ one }}-t">', "<a href=#../x/#y.z-t>"),
        ('<a href="#{{ two }}">', '<a href="#two words">'),
        ('<a href="{{ one }}{{ one }}">', '<a href="../x/#y.z../x/#y.z">'),
        ('<rect x="{{ one }}"/>', '<rect x="../x/#y.z"/>'),
        ('<r x="1"{% if one %} class="h"{% endif %}/>', '<r x="1" class="h"/>'),
        ('<r x="1"{% if one %} class="h"{% endif %}>', "<r x=1 class=h>"),
        ('<r x="1"{% if one %} y="{{ one }}"{% endif %}>', "<r x=1 y=../x/#y.z>"),
        ('<r x="1"{% if one %} y="{{ one }}"{% endif %}/>', '<r x="1" y="../x/#y.z"/>'),
        ('<r x="{{ one }}"{% if not one %} y="2"{% endif %}/>', '<r x="../x/#y.z"/>'),
        ('<r x="{{ one }}"{% if not one %} y="2"{% endif %}>', "<r x=../x/#y.z>"),
        ('<a title="{{ hostile }}">', f'<a title="{escape(HOSTILE)}">'),
        ("<a title=\"{{ _('find-label') }}\">", '<a title="Find a place">'),
        ('{% set x="a" %}{{ x }}', "a"),
    ],
)
def test_only_attributes_that_need_no_quotes_lose_them(
    env: Env, make: Made, text: str, found: str
) -> None:
    env.globals["_"] = replace(env.globals["_"], catalog={"find-label": "Find a place"})
    made = make(text, one="../x/#y.z", two="two words", empty="", hostile=HOSTILE)
    assert made == found


def test_a_picture_that_is_a_file_keeps_its_quotes(env: Env, tmp_path: Path) -> None:
    path = tmp_path / "site" / "templates" / "a.svg"
    path.write_text('<svg width="{{ n }}" height="20">', encoding="utf-8")
    assert env.get_template("a.svg").render(n=1) == '<svg width="1" height="20">'


@pytest.mark.parametrize("value", [HOSTILE, "plain", 3, None, Markup("<b>"), "'", ">", "&amp;"])
def test_what_is_printed_is_escaped_as_by_jinja(make: Made, value: object) -> None:
    assert (
        make("{{ value }}|{{ value | string }}", value=value) == f"{escape(value)}|{escape(value)}"
    )


def test_the_words_of_a_message_stand_in_the_compiled_template_escaped(
    words: Mapping[str, Words], contract: Contract
) -> None:
    catalog = replace(words["en"], catalog={"one": "<1> & {{ 2 }}", "two": "{n} of"})
    env = environment(ROOT, catalog, contract)
    made = env.from_string("{{ _('one') }}|{{ _('two', n=3) }}|{{ _('one') ~ _('one') }}").render()
    one = "&lt;1&gt; &amp; {{ 2 }}"
    assert made == f"{one}|3 of|{one}{one}"


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
