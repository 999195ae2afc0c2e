"""How a reader finds a place: the index of the finder, and the plain list that needs no script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import accumulate, groupby
from typing import Any

from gongkai.model import LANGUAGES, Jurisdiction
from gongkai.pages.overview import Overview
from gongkai.pages.site import Page, Site, render

PATH = "static/places.js"
FEW = 150  # places with reports up to which the plain list names each
WORDS_PATH = "static/words.js"
# What the scripts say; the sentences stand in site/locale.
WORDS = (
    "find-one", "find-many", "find-more", "find-report", "find-reports", "only-below", "find-on",
    "find-empty", "find-former", "find-none", "find-failed", "find-list", "nearest", "find-choose",
    "cells-label", "cells-link", "cells-cite", "cells-table", "cells-copied", "cells-implied",
    "cells-close",
)  # fmt: skip
# In a script these could end it, or a line of it; in JSON they may stand for themselves.
_UNSAFE = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
# A slug may spell ü as the keyboard does or as passports do.
_SPELLINGS = {"lv": ("lv", "lu", "lyu"), "nv": ("nv", "nu", "nyu")}


def pages(site: Site, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The index, and the list of places in both languages."""
    # Reports at a place and below it.
    below = {key: site.below.get(key, 0) + len(site.held.get(key, ())) for key in site.tree}
    # Prefectures only, to stay light; while reports are few, every place that has one as well.
    few = len(site.held) <= FEW
    provinces = [
        (next(group), [e for e in group if e.level == "prefecture" or (few and below[e.id])])
        for _, group in groupby(site.tree.values(), key=lambda entry: entry.id.split("/", 1)[0])
    ]
    for lang in LANGUAGES:
        at = Page("places/", lang)
        yield render(site, at, "places.html", provinces=provinces, below=below, few=few)
    counts = {k: len(site.held.get(k, ())) if k in site.shown else -1 for k in site.tree}
    yield PATH, index(site.tree, counts)
    yield WORDS_PATH, _words(site)


def _words(site: Site) -> bytes:
    """The words of the scripts in each language, by id."""
    said = {lang: {key: site.words[lang].catalog[key] for key in WORDS} for lang in LANGUAGES}
    text = json.dumps(said, ensure_ascii=False, indent=0).translate(_UNSAFE)
    return f"const gongkaiWords = {text};\n".encode()


def index(tree: Mapping[str, Jurisdiction], counts: Mapping[str, int]) -> bytes:
    """The classic script that the finder loads: one call with an entry a line, in tree order.

    An entry is [id, zh, en, code, pinyin, initials, former, reports]; `former` is name, name in
    English and pinyin of each earlier name, joined by |; reports is -1 where no page is its own.
    """
    lines = []
    for entry in tree.values():
        syllables = reading(entry.name["zh"], entry.id.rsplit("/", 1)[-1])
        former = [
            text.replace("|", " ")
            for name in entry.names
            for text in (
                *(name.name[lang] for lang in LANGUAGES),
                "".join(reading(name.name["zh"])),
            )
        ]
        line = [
            entry.id,
            *(entry.name[lang] for lang in LANGUAGES),
            _code(entry),
            "".join(syllables),
            "".join(syllable[0] for syllable in syllables),
            "|".join(former),
            counts[entry.id],
        ]
        lines.append(json.dumps(line, ensure_ascii=False, separators=(",", ":")))
    rows = ",\n".join(lines).translate(_UNSAFE)
    return f"gongkaiPlaces([\n{rows}\n]);\n".encode()


def _code(entry: Jurisdiction) -> str:
    """The code in use; of a place that is no more, its last one."""
    last = max(entry.codes, key=lambda code: code.since, default=None)
    code = entry.code or last
    return code.code if code else ""


def reading(name: str, slug: str = "") -> list[str]:
    """The syllables of a name in pinyin without tones; other letters and digits stand alone.

    A slug is the curated pinyin of the name without its class: where it can be spelled by other
    readings of the same characters (长治, changzhi), those are taken.
    """
    from pypinyin import lazy_pinyin  # only a build needs its dictionaries

    syllables = [_plain(syllable) for syllable in lazy_pinyin(name, errors=_singly)]
    letters = slug.replace("-", "")
    if letters and letters not in accumulate(syllables) and len(syllables) == len(name):
        spelled = _spell(name, letters)
        syllables[: len(spelled)] = spelled
    return [syllable for syllable in syllables if syllable]


@cache
def _spell(name: str, letters: str) -> list[str]:
    """Readings of the first characters that together spell the letters, or none."""
    if not letters:
        return []
    for syllable in _readings(name[0]) if name else ():
        if letters == syllable:
            return [syllable]
        if letters.startswith(syllable) and (rest := _spell(name[1:], letters[len(syllable) :])):
            return [syllable, *rest]
    return []


@cache
def _readings(char: str) -> tuple[str, ...]:
    from pypinyin import Style, pinyin

    found = pinyin(char, heteronym=True, style=Style.NORMAL, errors=_singly)[0]
    plain = [_plain(syllable) for syllable in found]
    return tuple(s for syllable in plain for s in _SPELLINGS.get(syllable, (syllable,)) if s)


def _singly(text: str) -> Any:
    """What is no Han character, sign by sign (pypinyin takes a list, and says it wants a text)."""
    return list(text)


def _plain(syllable: str) -> str:
    return re.sub("[^a-z0-9]", "", syllable.lower())
