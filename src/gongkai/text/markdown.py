"""Markdown of contributors and of our own pages → HTML, with nothing in it but text and links.

Only https, http, mailto and relative links; no images (they would make readers' browsers ask other
hosts); no raw HTML. What is refused is refused where it is written, by line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from html import unescape
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a check of one file without a summary need not load the parser
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_LENGTH = 20_000
MAX_NESTING = 8
MAX_BRACKETS = 1000  # opening ones in a text: for each the parser looks for where its link ends
# What a text may grow to as HTML, in characters for each of its own, and what any text may: rows of
# a table are filled up to its head, and an address that is given once may be named often.
MAX_GROWTH, FREE_GROWTH = 10, 5000
_ALLOWED_LINK = re.compile(
    r"(https?://[^/?#@\s]+([/?#]\S*)?|mailto:[^\s?]+|(?![\w+.-]+:)(?!//)\S+)"
)
# How a piece of raw HTML begins and how it ends: looked for one after the other, a text is read
# once, while one expression for both would read on to its end from every beginning.
_RAW_HTML = tuple(
    (re.compile(begin), end)
    for begin, end in ((r"</?[A-Za-z]", ">"), ("<!--", "-->"), (r"<\?", "?>"), ("<![A-Z]", ">"))
)
_CJK = r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]"
_BREAK_BETWEEN_CJK = re.compile(f"\n(?<={_CJK}\n)(?={_CJK})")
# Paragraphs and lists of lines in which nothing but **bold** means anything: most texts are no more
# than that. With the parser alone a check of 1,000 reports takes a fifth more, 2.8 s of processor
# time instead of 2.2 s. No character of them needs escaping, and none of the lines
# begins like a heading, a rule or a list in the list.
_TEXT = r"[^\x00-\x1f\x7f`*_\[\]<>&\"\\]"
_BOLD = rf"\*\*(\w(?:{_TEXT}*\w)?)\*\*(?!\*)"
# Without possessive quantifiers: Python before 3.11.4 matches them wrongly.
_LINE = rf"(?![\s#+=~|:-]|[0-9]+[.)])(?=.){_TEXT}*(?:{_BOLD}{_TEXT}*)*(?<!\s)"
_PARAGRAPH = rf"{_LINE}(?:\n{_LINE})*"
_LIST = rf"- {_LINE}(?:\n- {_LINE})*(?!\n\n- )"
SIMPLE = re.compile(rf"(?:{_PARAGRAPH}|{_LIST})(?:\n\n(?:{_PARAGRAPH}|{_LIST}))*\n?")
_STRONG = re.compile(_BOLD)
_TAG = re.compile("<[^>]*>")


@cache
def parser() -> MarkdownIt:
    """The one configured parser: CommonMark with tables, without HTML and images."""
    from markdown_it import MarkdownIt

    md = MarkdownIt("commonmark", {"html": False, "xhtmlOut": False, "maxNesting": 100})
    md.enable("table").disable(["image", "html_block", "html_inline", "entity"])
    md.validateLink = lambda url: bool(_ALLOWED_LINK.fullmatch(url))  # type: ignore[method-assign]
    return md


def faults(text: str) -> Iterator[tuple[int, str, dict[str, object]]]:
    """What a text may not contain: (line from 0, message id, its arguments)."""
    if len(text) > MAX_LENGTH:
        yield 0, "too-long", {"limit": MAX_LENGTH, "length": len(text)}
        return
    if SIMPLE.fullmatch(text):
        return
    if (found := text.count("[")) > MAX_BRACKETS:
        yield 0, "brackets", {"limit": MAX_BRACKETS, "found": found}
        return
    limit = MAX_GROWTH * len(text) + FREE_GROWTH
    if _cells(text) * len("<td></td>") > limit:
        yield 0, "grows", {"limit": MAX_GROWTH}
        return
    tokens = parser().parse(text)
    if _size(tokens) > limit:
        yield 0, "grows", {"limit": MAX_GROWTH}
        return
    before = ""
    for token, line in _with_lines(tokens):
        if token.type == "link_open" and before.endswith("!"):
            yield line, "image-refused", {"found": str(token.attrGet("href"))[:60]}
        before = token.content if token.type == "text" else ""
        if token.type == "text":
            if raw := _raw_html(token.content):
                yield line, "raw-html", {"found": raw[:60]}
            if "](" in token.content:
                yield line, "link-refused", {"found": token.content[:80]}
            elif "**" in token.content:
                yield line, "bold-refused", {"found": token.content[:60]}
        elif token.type == "link_open" and not token.attrGet("href"):
            yield line, "link-refused", {"found": "[…]()"}
    # A level of quotes is one deep, a level of lists two (the list and its item).
    if max((token.level for token in tokens), default=0) > 2 * MAX_NESTING:
        yield 0, "nested", {"limit": MAX_NESTING}


def _raw_html(text: str) -> str | None:
    """A piece of a text that a browser would take for markup or a comment, None without any."""
    for begin, end in _RAW_HTML:
        found = begin.search(text)
        if found and (at := text.find(end, found.end())) >= 0:
            return text[found.start() : at + len(end)]
    return None


def _cells(text: str) -> int:
    """At most how many cells the tables of a text can have: lines times columns of the widest."""
    cells = widest = lines = 0
    for line in (*text.split("\n"), ""):
        if "|" in line:
            lines += 1
            widest = max(widest, line.count("|") + 1)
        else:
            cells += lines * widest
            widest = lines = 0
    return cells


def _size(tokens: Sequence[Token]) -> int:
    """How long the HTML of tokens is at least."""
    return sum(
        len(token.content)
        + sum(len(str(value)) for value in token.attrs.values())
        + (2 * len(token.tag) + 2 if not token.hidden else 0)
        + _size(token.children or ())
        for token in tokens
    )


def _with_lines(tokens: Sequence[Token]) -> Iterator[tuple[Token, int]]:
    for token in tokens:
        first = token.map[0] if token.map else 0
        for child in token.children or ():
            yield child, first
            if child.type in ("softbreak", "hardbreak"):
                first += 1


@lru_cache(1024)  # of a batch; a summary stands on pages of two kinds and in the search's texts
def html(text: str, heading_shift: int = 0) -> str:
    """The text as HTML, safe to print as it is; headings move down by `heading_shift`."""
    joined = _BREAK_BETWEEN_CJK.sub("", text)
    if SIMPLE.fullmatch(joined):
        return _simple(joined)
    md = parser()
    tokens = md.parse(joined)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + heading_shift)}"
        # The policy of the pages allows no inline style: a column of numbers gets a class.
        if style := token.attrs.pop("style", None):
            token.attrs.update({"class": "n"} if str(style).endswith("right") else {})
    rendered: str = md.renderer.render(tokens, md.options, {})
    return rendered


def plain(text: str) -> str:
    """The text without its marks, as one line."""
    return " ".join(unescape(_TAG.sub("", html(text, 1))).split())


def _simple(text: str) -> str:
    """What the parser gives for paragraphs and lists in which only bold means anything."""
    blocks = _STRONG.sub(r"<strong>\1</strong>", text.removesuffix("\n")).split("\n\n")
    return "".join(
        "<ul>\n<li>" + block[2:].replace("\n- ", "</li>\n<li>") + "</li>\n</ul>\n"
        if block.startswith("- ")
        else f"<p>{block}</p>\n"
        for block in blocks
    )
