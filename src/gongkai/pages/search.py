"""The page of results, and what is searched beside the reports: terms, rules, indicators, prose."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from gongkai import words as say
from gongkai.model.languages import CONTENT_LANGUAGES
from gongkai.pages import fulltext
from gongkai.pages.finder import KINDS, PAGES
from gongkai.pages.items import items
from gongkai.pages.overview import Overview
from gongkai.pages.scripts import script
from gongkai.pages.site import Site, View
from gongkai.text.markdown import plain

PATH = "search/"
# What the script of the page says; it stands in the page, since the page must say what is missing.
SAID = (
    "search-places", "search-reference", "search-reports", "search-figures", "search-none",
    "search-count", "search-at-most", "search-more", "search-short", "search-numbers",
    "search-empty", "search-failed", "search-working", "search-result", "search-years",
    "search-and", "title-separator", "site-name", "search-title",
)  # fmt: skip

Text = tuple[str, str, str, str]  # path, kind, title, what is said there


def pages(view: View, overview: Overview) -> Iterator[tuple[str, bytes]]:
    """The page: what it says by itself are the lists."""
    said = {key: view.words.catalog[key] for key in SAID}
    yield view.at(PATH).render(
        "search.html",
        slices=fulltext.slices(overview.counts.get("reports", 0)),
        said=json.dumps(said, ensure_ascii=False),
        lists=[(path, title) for path, title in PAGES if path != PATH],
    )


def scripts(site: Site) -> Iterator[tuple[str, bytes]]:
    """The texts of reference in each language of the content."""
    for view in site.views():
        if view.lang in CONTENT_LANGUAGES:
            found = [*_of_terms(view), *_of_rules(view), *_of_prose(view)]
            path = f"{fulltext.FOLDER}{view.lang}.js"
            yield path, script("gongkaiReference", view.lang, found)


def _of_terms(view: View) -> Iterator[Text]:
    """Items of the forms, and the words that are none of them."""
    site, lang = view.site, view.lang
    entries = site.terms["items"]
    for item in items(site).values():
        entry = entries.get(item.name, entries.get(item.code))
        written = [
            entry[lang][key] for key in ("meaning", "careful") if entry and key in entry[lang]
        ]
        yield item.address, KINDS[0], say.bare(item.label, lang), " ".join(written)
    for word in site.glossary:
        if "term" not in word:
            yield f"terms/#word-{word['id']}", KINDS[0], word[lang], word["meaning"][lang]


def _of_rules(view: View) -> Iterator[Text]:
    for folder, kind, keys, entries in (
        ("indicators", KINDS[1], ("formula", "read", "not"), view.contract.indicators),
        ("rules", KINDS[2], ("sentence", "explanation"), view.contract.rules),
    ):
        for name, entry in entries.items():
            words = entry.words[view.lang]
            yield f"{folder}/{name}/", kind, words["title"], " ".join(words[key] for key in keys)


def _of_prose(view: View) -> Iterator[Text]:
    """Every section of the pages of prose; a page is called as its first heading says."""
    for (written_in, name), text in view.site.prose.items():
        if written_in != view.lang:
            continue
        sections = [part.partition("\n") for part in re.split(r"^#+ ", text, flags=re.M)[1:]]
        for number, (heading, _, rest) in enumerate(sections):
            titles = (sections[0][0], heading) if number else (heading,)
            title = view.words("title-separator").join(map(plain, titles))
            if rest.strip():
                yield f"{name}/", KINDS[3], title, plain(rest)
