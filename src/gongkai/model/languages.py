"""The languages of the site, of the data and of the content: one table, and texts in several.

A language of the site is a row here and its catalog, site/locale/CODE.yaml.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Word = TypeVar("Word", covariant=True)


@dataclass(frozen=True, slots=True)
class Language:
    """A language: its name in itself, its tag in HTML, the folder of its pages.

    The tag begins with the code, and the folder is the code: the scripts of the pages rely on it.
    `fallback` is the language that is read where a text is not there in this one. `in_data`: tables
    have columns in it; `in_content`: reports, the contract and the prose are written in it.
    """

    code: str
    name: str
    tag: str
    folder: str
    fallback: str | None = None
    in_data: bool = False
    in_content: bool = False


# The pages of the first stand at the root. All are languages of the site and of messages.
_TABLE = (
    Language("zh", "中文", "zh-Hans", "", in_data=True, in_content=True),
    Language("en", "English", "en", "en/", "zh", in_data=True, in_content=True),
)
LANGUAGES = {language.code: language for language in _TABLE}
SITE_LANGUAGES = tuple(LANGUAGES)
DATA_LANGUAGES = tuple(language.code for language in _TABLE if language.in_data)
CONTENT_LANGUAGES = tuple(language.code for language in _TABLE if language.in_content)


def nearest(code: str, known: Container[str]) -> str:
    """A language if it is known, else its fallback, and so on. Raises KeyError where none is."""
    found: str | None = code
    while found is not None:
        if found in known:
            return found
        found = LANGUAGES[found].fallback
    raise KeyError(code)


@dataclass(frozen=True, slots=True)
class Translated(Generic[Word]):
    """A text, or words by name, in several languages; one that is not there is its fallback."""

    texts: Mapping[str, Word]

    def __getitem__(self, code: str) -> Word:
        """What it is in one language. Raises KeyError."""
        return self.texts[nearest(code, self.texts)]


def translated(raw: Mapping[str, Any]) -> Translated[Any]:
    """What a mapping says in each language of the content. Raises KeyError, or what it raises."""
    return Translated({code: raw[code] for code in CONTENT_LANGUAGES})
