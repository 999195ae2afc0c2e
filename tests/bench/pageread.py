"""A page of ours → its pieces: the benchmark takes what Hugo is to say from what we have built.

It knows the markup of site/templates and nothing of the engine. What cannot be found raises, so that
a change of the templates is noticed here.
"""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import dataclass
from typing import Any

Json = Any
LINK = re.compile(r'<a[^>]* href="?([^">\s]+)"?[^>]*>(.*?)</a>')
_TAG = re.compile(r"<[^>]*>")
_HAN = re.compile(r' <(span|small) lang="?zh-Hans"?[^>]*>(.*?)</\1>')
_ROW = re.compile(
    r'<tr class="?p\d"?><th scope="?row"?><a href="?[^"#>]*(#[^">]*)"?>(.*?)</a>((?:<small>.*?</small>)*)'
    r'<td>(.*?)<td>(.*?)<td>(?:<svg aria-hidden="?true"?><rect x="?(.*?)%"? width="?(.*?)%"? .*?</svg>)?\n'
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """A page as built: its folder below the root of the site, its language, its markup."""

    folder: str
    lang: str
    markup: str

    def one(self, pattern: str, within: str | None = None) -> re.Match[str]:
        """The first place that matches. Raises ValueError where there is none."""
        found = re.search(pattern, self.markup if within is None else within, re.DOTALL)
        if found is None:
            raise ValueError(f"{self.folder}: no {pattern}")
        return found

    def some(self, pattern: str) -> re.Match[str] | None:
        """The first place that matches, if there is one."""
        return re.search(pattern, self.markup, re.DOTALL)

    def absolute(self, href: str) -> str:
        """A link of ours, relative and with its file name, as Hugo's own links are."""
        path, _, anchor = href.partition("#")
        found = "/" + posixpath.normpath(posixpath.join(self.folder, path))
        return found.removesuffix("index.html") + (f"#{anchor}" if anchor else "")

    def link(self, markup: str) -> list[str]:
        """The first link in a piece of markup: where it leads, and its text."""
        found = LINK.search(markup)
        if found is None:
            raise ValueError(f"{self.folder}: no link in {markup[:100]}")
        return [self.absolute(found[1]), text(found[2])]


def text(markup: str) -> str:
    """The text of a piece of markup."""
    return html.unescape(_TAG.sub("", markup)).strip()


def han(markup: str) -> tuple[str, str]:
    """A text and the Chinese beside it, empty on a Chinese page."""
    found = _HAN.search(markup)
    return text(_HAN.sub("", markup)), text(found[2]) if found else ""


def front(page: Page, kind: str, params: dict[str, Json]) -> dict[str, Json]:
    """The front matter of a page, without what is empty."""
    title, _, _ = page.one("<title>(.*?)</title>")[1].rpartition(" · ")
    crumbs = page.one(r'<nav class="?crumb"?[^>]*>\n(.*?)</nav>')[1].splitlines()
    params["crumbs"] = [page.link(line) for line in crumbs[1:]]
    params["twin"] = page.link(page.one('<a class="?twin"?.*?</a>')[0])[0]
    return {
        "title": text(title),
        "description": text(page.one('<meta name="?description"? .*? content="?(.*?)"?>\n')[1]),
        "layout": kind,
        "params": {key: value for key, value in params.items() if value not in (None, "", [], {})},
    }


_DETAILS = re.compile(
    r'<details class="?tried"?[^>]*><summary>(.*?)</summary>\n(.*?)</details>', re.DOTALL
)


def tried(markup: str) -> list[Json]:
    """The folded lists of checks in a piece of markup: what each is called, its lines."""
    return [
        {
            "summary": text(summary),
            "lines": [
                [text(line), text(note)]
                for line, note in re.findall(r"<li>(.*?)(?: <small>(.*?)</small>)?\n", lines)
            ],
        }
        for summary, lines in _DETAILS.findall(markup)
    ]


def cascade(page: Page) -> Json:
    """What became of the requests, as the picture at the top has it."""
    found = page.some(
        r'<figcaption>([^<]*?)(?: <a [^>]*>[^<]*</a>)?</figcaption>\n<table class="?cascade"?.*?<tbody>\n(.*?)</table>'
        r'\s*(?:<p class="?unit"?>([^<]*)</p>\s*)?</figure>'
    )  # fmt: skip
    if found is None:
        return None
    return {
        "title": text(found[1]),
        "note": text(found[3] or ""),
        "rows": [
            {
                "href": row[1],
                "label": text(row[2]),
                "reasons": [text(one) for one in re.findall("<small>(.*?)</small>", row[3])],
                "value": "" if row[4] == "<i>0</i>" else text(row[4]),
                "share": text(row[5]),
                "x": float(row[6] or 0),
                "width": float(row[7] or 0),
            }
            for row in _ROW.finditer(found[2])
        ],
    }
