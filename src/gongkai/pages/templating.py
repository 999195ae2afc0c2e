"""The one Jinja environment of each language: autoescape on, a misspelt name is an error."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from functools import cache, partial
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateSyntaxError
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from markupsafe import Markup

from gongkai import words as say
from gongkai.contract import Contract
from gongkai.model.findings import Problem
from gongkai.model.languages import LANGUAGES
from gongkai.text import ours
from gongkai.text.markdown import html
from gongkai.text.ours import UnreadableError
from gongkai.words import Words, wording

_CALL = ("name", "lparen", "string", "rparen")  # the tokens of _("id")


class Spoken(Extension):
    """Puts the words of a message without arguments into a template when it is compiled."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """The tokens with `_("id")` replaced by the text that it gives."""
        words: Any = self.environment.globals["_"]
        held: list[Token] = []
        for token in stream:
            held.append(token)
            wanted = _CALL[len(held) - 1]
            if token.type != wanted or (len(held) == 1 and token.value != "_"):
                yield from held
                held = []
            elif len(held) == len(_CALL):
                yield Token(held[0].lineno, "string", words(held[2].value))
                held = []
        yield from held


class _Environment(Environment):
    """An environment that tells a template that cannot be read as any other file of ours."""

    def handle_exception(self, source: str | None = None) -> NoReturn:
        """Raises UnreadableError for a template that is no template, else what it was."""
        error = sys.exc_info()[1]
        if isinstance(error, TemplateSyntaxError):
            path, what = f"site/templates/{error.name}", {"what": str(error.message)[:200]}
            raise UnreadableError([Problem(path, error.lineno, 1, "template", what)]) from None
        super().handle_exception(source)


def environment(root: Path, words: Words, contract: Contract) -> Environment:
    """Templates of `root`/site/templates with the words and number formats of one language."""
    folder = root / "site" / "templates"
    env = _Environment(
        loader=FunctionLoader(lambda name: (ours.text(root, folder / name), name, None)),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=[Spoken],
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals.update(
        _=words,
        lang=words.lang,
        language=LANGUAGES[words.lang],
        languages=tuple(LANGUAGES.values()),
        contract=contract,
        label=cache(contract.label),
    )
    env.filters.update(
        number=say.number,
        signed=say.signed,
        date=partial(say.date, words=words),
        both=words.both,
        ended=partial(say.ended, words=words),
        bare=lambda label, lang=words.lang: say.bare(label, lang),
        article=partial(say.article, words=words),
        tallied=partial(wording.tallied, words=words),
        prose=prose,
    )
    return env


def macros(env: Environment, name: str) -> Any:
    """The macros of a file in macros/ as functions that give markup."""
    return env.get_template(f"macros/{name}.html").module


def prose(text: str, heading_shift: int = 1) -> Markup:
    """Markdown as markup. Safe: the parser escapes HTML and refuses links to anything but pages."""
    return Markup(html(text, heading_shift))  # noqa: S704


Env = Environment
