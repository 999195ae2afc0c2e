"""How a reader finds a place: the index of the finder, and the plain list that needs no script."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from gongkai import words as say
from gongkai.model.languages import CONTENT_LANGUAGES, SITE_LANGUAGES
from gongkai.model.report import Jurisdiction
from gongkai.pages import tilemap
from gongkai.pages.items import items
from gongkai.pages.overview import Overview
from gongkai.pages.scripts import safe, to_json
from gongkai.pages.site import Site, View, in_order

PATH = "static/places.js"
FEW = 150  # places with reports up to which the plain list names each
WORDS_PATH = "static/words.js"
# What the scripts of every page say; the sentences stand in site/locale.
WORDS = (
    "find-failed", "find-texts",
    "cells-label", "cells-link", "cells-cite", "cells-table", "cells-copied", "cells-implied",
    "cells-close", "cells-differs",
    "picture-save", "picture-source", "picture-years", "picture-colon",
)  # fmt: skip
# What is said of what was found; it comes with the index, on first use.
FOUND = (
    "find-one", "find-many", "find-more", "find-report", "find-reports", "only-below",
    "find-empty", "find-former", "find-none", "find-choose", "find-year", "find-no-year",
    "find-outside", "nearest",
)  # fmt: skip
# What else is found by its name: the kind is said by the title of the page that lists all of it.
KINDS = ("terms-title", "indicators-title", "rules-title", "find-page")
PAGES = (
    ("search/", "search-title"),
    ("explore/", "explore-title"),
    ("understand/", "nav-understand"), ("findings/", "findings-title"), ("late/", "late-title"),
    ("coverage/", "coverage-title"),
    ("data/", "data-title"), ("data/dictionary/", "dictionary-title"),
    ("terms/", "terms-title"), ("indicators/", "indicators-title"),
    ("rules/", "rules-title"), ("places/", "places-title"), ("about/", "page-about"),
    ("method/", "page-method"), ("contribute/", "page-contribute"),
    ("contribute/check/", "own-title"), ("contribute/readers/", "readers-title"),
    ("changes/", "page-changes"),
)  # fmt: skip
# A slug may spell ü as the keyboard does or as passports do.
_SPELLINGS = {"lv": ("lv", "lu", "lyu"), "nv": ("nv", "nu", "nyu")}


def pages(view: View, _overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The list of places."""
    site = view.site
    # Reports at a place and below it.
    below = {key: site.reports_within(key) for key in site.tree}
    # Prefectures only, to stay light; while reports are few, every place that has one as well.
    few = len(site.held) <= FEW
    within: dict[str, list[Jurisdiction]] = {}
    for e in (site.tree[name] for name in in_order(site.tree)):
        if e.parent and (e.level == "prefecture" or (few and below[e.id])):
            within.setdefault(e.id.split("/", 1)[0], []).append(e)
    provinces = [(entry, within.get(entry.id, ())) for entry in tilemap.provinces(site)]
    yield view.at("places/").render("places.html", provinces=provinces, below=below, few=few)


def scripts(site: Site) -> Iterator[tuple[str, bytes]]:
    """The index of the finder, and the words of the scripts."""
    yield PATH, index(site.tree, site.held, _beside(site))
    text = json.dumps(_words(site, WORDS), ensure_ascii=False, indent=0)
    yield WORDS_PATH, f"const gongkaiWords = {safe(text)};\n".encode()


def _words(site: Site, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    """The words of the scripts in each language, by id."""
    return {lang: {key: site.words[lang].catalog[key] for key in ids} for lang in SITE_LANGUAGES}


def _beside(site: Site) -> dict[str, Any]:
    """What the finder knows besides the places: words, other things that have names, signs."""
    things = list(_things(site))
    names = [text for thing in things for text in thing[2:4]]
    for entry in site.tree.values():
        names += [entry.name["zh"], *(name.name["zh"] for name in entry.names)]
    return {
        "words": _words(site, (*FOUND, *KINDS)),
        "things": things,
        "outside": site.peers["outside"],
        "signs": signs(site.traditional, names),
        "since": str(site.since),
    }


def signs(traditional: Mapping[str, str], names: Iterable[str]) -> str:
    """Pairs of a traditional character and the simplified one that stands in a name: 蘭兰…

    A character that stands in a name itself (乾县) is left as it is.
    """
    there = set("".join(names))
    pairs = (
        (sign, next((simple for simple in simpler if simple in there), ""))
        for sign, simpler in traditional.items()
        if sign not in there
    )
    return "".join(sign + simple for sign, simple in pairs if simple)


def _things(site: Site) -> Iterator[list[str]]:
    """[path, kind, zh, en, pinyin, initials, id] of what is found by name and is no place."""

    def thing(path: str, kind: str, zh: str, en: str, code: str) -> list[str]:
        syllables = reading(zh)
        initials = "".join(syllable[0] for syllable in syllables)
        return [path, kind, zh, en, "".join(syllables), initials, code]

    for item in items(site).values():
        zh, en = (say.bare(item.label, lang) for lang in CONTENT_LANGUAGES)
        yield thing(item.address, KINDS[0], zh, en, item.name)
    for entry in site.glossary:
        yield thing(f"terms/#word-{entry['id']}", KINDS[0], entry["zh"], entry["en"], entry["id"])
    for folder, kind, named in (
        ("indicators", KINDS[1], site.contract.indicators.items()),
        ("rules", KINDS[2], site.contract.rules.items()),
    ):
        for name, one in named:
            zh, en = (one.words[lang]["title"] for lang in CONTENT_LANGUAGES)
            yield thing(f"{folder}/{name}/", kind, zh, en, name)
    for path, title in PAGES:
        zh, en = (site.words[lang](title) for lang in CONTENT_LANGUAGES)
        yield thing(path, KINDS[3], zh, en, path.strip("/"))


def held(ids: Iterable[str]) -> str:
    """The documents of a place, joined by commas: years, runs of them, names of other documents."""
    names = sorted(name.rpartition("/")[2] for name in ids)
    texts: list[str] = []
    run: list[int] = []  # the years of the last text
    for name in names:
        if run and name.isdecimal() and int(name) == run[-1] + 1:
            run.append(int(name))
            texts[-1] = f"{run[0]}-{run[-1]}"
        else:
            run = [int(name)] if name.isdecimal() else []
            texts.append(name)
    return ",".join(texts)


def index(
    tree: Mapping[str, Jurisdiction],
    reports: Mapping[str, Sequence[str]],
    beside: Mapping[str, Any] | None = None,
) -> bytes:
    """The classic script that the finder loads: one call with an entry a line, in tree order.

    An entry is [id, zh, en, code, pinyin, initials, former, reports]; `former` is name, name in
    English and pinyin of each earlier name, joined by |; reports is how many there are.
    Where there are any, their years follow (see `held`). `beside` is the last argument of the call.
    """
    lines = []
    for entry in tree.values():
        syllables = reading(entry.name["zh"], entry.id.rsplit("/", 1)[-1])
        former = [
            text.replace("|", " ")
            for name in entry.names
            for text in (
                *(name.name[lang] for lang in CONTENT_LANGUAGES),
                "".join(reading(name.name["zh"])),
            )
        ]
        line = [
            entry.id,
            *(entry.name[lang] for lang in CONTENT_LANGUAGES),
            _code(entry),
            "".join(syllables),
            "".join(syllable[0] for syllable in syllables),
            "|".join(former),
            len(reports.get(entry.id, ())),
        ]
        if own := reports.get(entry.id):
            line.append(held(own))
        lines.append(to_json(line))
    rows = ",\n".join(lines)
    return safe(f"gongkaiPlaces([\n{rows}\n], {to_json(beside or {})});\n").encode()


def _code(entry: Jurisdiction) -> str:
    """The code in use; of a place that is no more, its last one."""
    last = max(entry.codes, key=lambda code: code.since, default=None)
    code = entry.code or last
    return code.code if code else ""


def reading(name: str, slug: str = "") -> list[str]:
    """The syllables of a name in pinyin without tones; other letters and digits stand alone.

    A slug is the curated pinyin of the name without its class: where readings of the first
    characters spell it (长治, changzhi), these are taken.
    """
    spelled = _spell(name, slug.replace("-", ""))
    return [*spelled, *_usual(name[len(spelled) :])]


@cache
def _usual(name: str) -> list[str]:
    """The syllables that are usual in a name; most names end in one of few classes."""
    from pypinyin import lazy_pinyin  # only a build needs its dictionaries

    return list(filter(None, map(_plain, lazy_pinyin(name, errors=_singly)))) if name else []


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
