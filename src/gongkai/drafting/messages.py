"""What there is to say of a reading → sentences."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from gongkai.drafting.grid import DocumentRefusedError, Note, Origin
from gongkai.words import Words

# An address or a telephone number, beside words or alone: no figure of a form is so long.
_PERSONAL = re.compile(
    r"@|[0-9]{11}|[0-9]{3,4}-[0-9]{7,8}|(?<![0-9,.])[0-9]{7,}(?=\D*[一-鿿])|[一-鿿]\D*[0-9]{7,}"
)


def origin(found: Origin, said: Words) -> str:
    """Where something stands, as people look for it."""
    if not found:
        return ""
    what, *numbers = found
    return said(str(what), **dict(zip("abcd", numbers, strict=False)))


def note(found: Note, said: Words) -> str:
    """A note with its place."""
    where = origin(found.origin, said)
    told = said(found.what, **_spoken(found.args, said))
    return f"{told} ({where})" if where else told


def refusal(error: DocumentRefusedError, said: Words) -> str:
    """Why no draft can be made of a document, and what to do."""
    return said(error.why, **_spoken(error.args_, said))


def _spoken(args: Mapping[str, object], said: Words) -> dict[str, Any]:
    spoken: dict[str, Any] = {}
    for name, value in args.items():
        if isinstance(value, Note):
            spoken[name] = note(value, said)
        elif isinstance(value, tuple):
            spoken[name] = origin(value, said)
        elif name == "part":
            spoken[name] = said(f"part-{value}")
        else:
            spoken[name] = _shown(value) if isinstance(value, str) else value
    return spoken


def _shown(text: str) -> str:
    """A text of a document in one line, without signs that move a cursor; nothing personal."""
    plain = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return "…" if _PERSONAL.search(plain) else plain
