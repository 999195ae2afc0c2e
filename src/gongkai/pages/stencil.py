"""Markup with holes: rendered once, cut at its marks, filled with what changes from page to page.

Nearly all of a page is the same on ten thousand others. A template prints `hole(name)` where
something changes; what it gives is cut once, and afterwards a page is its pieces joined. What goes
into a hole is never searched for marks again, so that no text can reach into another hole.
"""

from __future__ import annotations

import re
from collections.abc import Container, Hashable, Iterable, Mapping
from functools import lru_cache
from types import SimpleNamespace
from typing import NamedTuple

from markupsafe import Markup, escape

from gongkai.pages.templating import Env, macros, prose

# No content can hold them: the reader refuses control characters.
MARK = "\x00"
CUT = "\x01"
NOTHING = Markup()

# An attribute needs no quotes where its value has nothing but these characters; a report's page has
# seven hundred of them. Text on a page has no raw quotes: they are escaped.
_BARE = r"[\w.:#/%+-]+"
_QUOTES = re.compile(rf'(=)"({_BARE})"(?=[ >\n])')
_NEEDS_NONE = re.compile(_BARE).fullmatch
_NEEDS_ESCAPE = re.compile("[&<>\"']").search
# A hole that is all of an attribute brings its own quotes, where it needs them: its name says so.
_ATTRIBUTE = re.compile(rf'="{MARK}([^{MARK}"]*){MARK}"(?=[ >\n])')
_OWN_QUOTES = '"'


class Stencil(NamedTuple):
    """Pieces of markup, and between each two of them the name of what is to stand there."""

    pieces: tuple[str, ...]
    names: tuple[str, ...]

    def filled(self, holes: Mapping[str, str]) -> Markup:
        """The markup with markup in every hole. Raises KeyError for one that is not among them."""
        return self._with([holes[name] for name in self.names])

    def saying(self, texts: Mapping[str, str]) -> Markup:
        """The markup with a text in every hole, escaped unless it is markup."""
        return self._with(
            [
                _attribute(texts[name[1:]]) if name[0] == _OWN_QUOTES else _text(texts[name])
                for name in self.names
            ]
        )

    def _with(self, between: list[str]) -> Markup:
        parts = [""] * (2 * len(between) + 1)
        parts[::2] = self.pieces
        parts[1::2] = between
        return _markup("".join(parts))


def hole(name: str) -> str:
    """What a template prints where the stencil is to have a hole of this name."""
    return f"{MARK}{name}{MARK}"


def cut(markup: str) -> Stencil:
    """The stencil that markup with marks makes; its constant attributes are without quotes."""
    own = _ATTRIBUTE.sub(rf"={MARK}{_OWN_QUOTES}\1{MARK}", str(markup))
    pieces = unquoted(own).split(MARK)
    return Stencil(tuple(pieces[::2]), tuple(pieces[1::2]))


def joined(parts: Iterable[str]) -> Markup:
    """Markup after markup."""
    return _markup("".join(parts))


def rendered(env: Env, file: str, macro: str, texts: Mapping[str, str], *fixed: Hashable) -> Markup:
    """What a macro gives for texts that differ from page to page, and arguments that hardly do.

    The macro may print a text and ask whether it is there, no more: it is rendered once for each
    set of texts that are not empty.
    """
    there = tuple([name for name, text in texts.items() if text])
    made = _made(env, file, macro, tuple(texts), there, fixed)
    return made.saying(texts)


@lru_cache(maxsize=1024)
def _made(
    env: Env,
    file: str,
    macro: str,
    names: tuple[str, ...],
    there: tuple[str, ...],
    fixed: tuple[Hashable, ...],
) -> Stencil:
    return cut(getattr(macros(env, file), macro)(hollow(names, there), *fixed))


def hollow(names: Iterable[str], there: Container[str]) -> SimpleNamespace:
    """What a template is given for texts: a hole for each that is `there`, else nothing."""
    return SimpleNamespace(**{name: hole(name) if name in there else "" for name in names})


def _attribute(text: str) -> str:
    return text if _NEEDS_NONE(text) else f'"{escape(text)}"'


def _text(text: str) -> str:
    """A text escaped, where there is anything to escape: mostly there is nothing."""
    return text if type(text) is Markup or not _NEEDS_ESCAPE(text) else escape(text)


def _markup(text: str) -> Markup:
    """What is known to be markup. Markup itself first looks for more than a string: it is slow."""
    return str.__new__(Markup, text)


def made(env: Env, file: str, macro: str, *given: object) -> Markup:
    """What a macro gives where nothing is alike."""
    return Markup(unquoted(getattr(macros(env, file), macro)(*given)))  # noqa: S704 - a template


def told(text: str) -> Markup:
    """Markdown as markup."""
    return Markup(unquoted(prose(text)))  # noqa: S704 - see templating.prose


def apart(text: str) -> list[Markup]:
    """What a template gave between its cuts, where no hole is."""
    return [Markup(piece) for piece in text.split(CUT)]  # noqa: S704 - a template gave it


def unquoted(markup: str) -> str:
    """The same markup, shorter: attributes without quotes where they need none."""
    return "".join(_QUOTES.split(markup))
