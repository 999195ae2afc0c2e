"""Scripts and style sheets as they are published: small, with what was written beside them.

What makes them small is a library of Go, whose runtime starts threads when it is loaded. A process
of ours may begin others as copies of itself, which would have these threads no longer. So a process
of its own loads the library, for as long as it takes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Mapping

from gongkai.model.findings import Problem
from gongkai.text.ours import UnreadableError

SOURCE = "source/"  # the folder of what was written, beside the files made from it
_KINDS = {"js": "text/javascript", "css": "text/css"}


def kind(path: str) -> str | None:
    """The media type of a file that is made small; None for one that is published as it stands."""
    return _KINDS.get(path.rpartition(".")[2])


def source(path: str) -> str:
    """Where what was written is published, by the path of what is made from it."""
    folder, _, name = path.rpartition("/")
    return f"{folder}/{SOURCE}{name}"


def minified(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Scripts and sheets by path, each made small; the first line says where to read it.

    Raises UnreadableError for one that is not in its language.
    """
    if not files:
        return {}
    code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import child; child()"
    asked = [(kind(path), data.decode()) for path, data in files.items()]
    answer = subprocess.run(  # noqa: S603 (this program itself)
        [sys.executable, "-c", code],
        input=json.dumps(asked).encode(),
        stdout=subprocess.PIPE,
        check=True,
    )
    found = dict(zip(files, json.loads(answer.stdout), strict=True))
    if problems := [_problem(path, why) for path, (_, why) in found.items() if why]:
        raise UnreadableError(problems)
    return {
        path: f"/* Minified. To read: {SOURCE}{path.rpartition('/')[2]} */\n{text}\n".encode()
        for path, (text, _) in found.items()
    }


def _problem(path: str, why: str) -> Problem:
    """Where the library stopped reading."""
    place = re.search(r"on line (\d+) and column (\d+)", why)
    line, column = map(int, place.groups()) if place else (1, 1)
    return Problem(f"site/{path}", line, column, "no-script")


def child() -> None:
    """The process of its own: media types and texts come in, small texts or faults go out."""
    import minify

    def made(media: str, text: str) -> tuple[str, str]:
        try:
            return minify.string(media, text), ""
        except minify.MinifyError as error:
            return "", str(error)

    answer = [made(media, text) for media, text in json.loads(sys.stdin.buffer.read())]
    sys.stdout.buffer.write(json.dumps(answer).encode())
