"""The one Jinja environment of each language: autoescape on, a misspelt name is an error."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gongkai import prose
from gongkai import words as say
from gongkai.contract import Contract
from gongkai.words import Words


def environment(root: Path, words: Words, contract: Contract) -> Environment:
    """Templates of `root`/site/templates with the words and number formats of one language."""
    env = Environment(
        loader=FileSystemLoader(root / "site" / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    env.globals.update(_=words, lang=words.lang, contract=contract, label=contract.label)
    env.filters.update(
        number=say.number,
        signed=say.signed,
        date=partial(say.date, words=words),
        both=words.both,
        ended=partial(say.ended, words=words),
        bare=lambda label, lang=words.lang: say.bare(label, lang),
        article=partial(say.article, words=words),
        tallied=partial(say.tallied, words=words),
        prose=_prose,
    )
    return env


def _prose(text: str, heading_shift: int = 1) -> Markup:
    """Markdown as markup. Safe: the parser escapes HTML and refuses links to anything but pages."""
    return Markup(prose.html(text, heading_shift))  # noqa: S704


Env = Environment
