"""Values → classic scripts, which work from disk too."""

from __future__ import annotations

import json

to_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
# In a script these could end it, or a line of it; in JSON they may stand for themselves.
_UNSAFE = "<>&\u2028\u2029"


def safe(text: str) -> str:
    """JSON as it may stand in a script."""
    for char in _UNSAFE:
        text = text.replace(char, f"\\u{ord(char):04x}")
    return text


def script(function: str, *given: object) -> bytes:
    """A script of one call."""
    return safe(f"{function}({','.join(map(to_json, given))});\n").encode()


def constant(name: str, value: object) -> bytes:
    """A script that names one value."""
    return safe(f"const {name} = {to_json(value)};\n").encode()
