"""The message catalogs: site/locale holds one for each language, all with the same ids."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gongkai.contract import contractfiles, read_plain
from gongkai.model.findings import Problem
from gongkai.model.languages import SITE_LANGUAGES, Translated
from gongkai.text.ours import UnreadableError, filled


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """The catalog of one language, known by its identity: what it says may be remembered by it.

    An id that is not in its file, or a gap that nobody fills, raises ours.UnreadableError.

    `labels` is the language of the forms' labels: a contributor compares with a Chinese document,
    whatever language the sentences are in.
    """

    lang: str
    catalog: Mapping[str, str | Mapping[str, str]]
    labels: str

    def __call__(self, message: str, /, **args: object) -> str:
        """The sentence with this id; where it has forms for one and other, `n` chooses."""
        text = self.catalog[message]
        if not isinstance(text, str):
            text = text["one" if args.get("n") == 1 else "other"]
        return filled(text, self.catalog, message, args) if args else text

    def both(self, text: Translated[str] | None) -> str:
        """The text of this language, empty where there is none."""
        return text[self.lang] if text else ""


def read_words(root: Path, lang: str) -> Words:
    """The catalog site/locale/LANG.yaml. Raises ours.UnreadableError."""
    path = root / "site" / "locale" / f"{lang}.yaml"
    return Words(lang, read_plain(root, path, contractfiles.CATALOG), lang)


def read_catalogs(root: Path) -> dict[str, Words]:
    """The catalog of every language. Raises ours.UnreadableError, also where one lacks an id."""
    found = {code: read_words(root, code) for code in SITE_LANGUAGES}
    every = dict.fromkeys(message for words in found.values() for message in words.catalog)
    problems = [
        Problem(f"site/locale/{code}.yaml", 1, 1, "missing-key", {"key": message, "choices": None})
        for code, words in found.items()
        for message in every
        if message not in words.catalog
    ]
    if problems:
        raise UnreadableError(problems)
    return found
