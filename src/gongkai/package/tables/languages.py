"""A text in several languages → a column for each language of the data."""

from __future__ import annotations

from collections.abc import Mapping

from gongkai.model.languages import DATA_LANGUAGES, Translated
from gongkai.model.report import Row


def by_language(name: str, text: Translated[str] | None) -> Row:
    """`name_zh` and `name_en`; both are null where there is no text."""
    return {f"{name}_{lang}": text[lang] if text else None for lang in DATA_LANGUAGES}


def worded(words: Translated[Mapping[str, str]], *names: str) -> Row:
    """The columns of some words that a thing of the contract has."""
    return {f"{name}_{lang}": words[lang][name] for lang in DATA_LANGUAGES for name in names}
