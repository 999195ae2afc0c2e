"""What there is to say of a reading → sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gongkai.drafting.grid import DocumentRefusedError, Note, Origin
from gongkai.model.forms import PartForm
from gongkai.words import Words

# An address or a telephone number, beside words or alone: no figure of a form is so long.
_PERSONAL = re.compile(
    r"@|[0-9]{11}|[0-9]{3,4}-[0-9]{7,8}|(?<![0-9,.])[0-9]{7,}(?=\D*[一-鿿])|[一-鿿]\D*[0-9]{7,}"
)


def origin(found: Origin, words: Words) -> str:
    """Where something stands, as people look for it."""
    if not found:
        return ""
    what, *numbers = found
    return words(str(what), **dict(zip("abcd", numbers, strict=False)))


def note(found: Note, words: Words) -> str:
    """A note with its place."""
    where = origin(found.origin, words)
    sentence = words(found.what, **_arguments(found.args, words))
    return f"{sentence} ({where})" if where else sentence


def refusal(error: DocumentRefusedError, words: Words) -> str:
    """Why no draft can be made of a document, and what to do."""
    return words(error.why, **_arguments(error.args_, words))


def _arguments(args: Mapping[str, object], words: Words) -> dict[str, Any]:
    arguments: dict[str, Any] = {}
    for name, value in args.items():
        if isinstance(value, Note):
            arguments[name] = note(value, words)
        elif isinstance(value, tuple):
            arguments[name] = origin(value, words)
        elif isinstance(value, PartForm):
            arguments[name] = value.short[words.labels]
        else:
            arguments[name] = _shown(value) if isinstance(value, str) else value
    return arguments


def _shown(text: str) -> str:
    """A text of a document in one line, without signs that move a cursor; nothing personal."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return "…" if _PERSONAL.search(plain) else plain
