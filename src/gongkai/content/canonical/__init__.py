"""The one way to write a report file: the order of its keys and rows, its spacing, its quotes.

`formatted` gives a file in that form, with every comment. What a file says is never changed: not a
digit, not a word.
"""

from __future__ import annotations

from bisect import bisect_right as bisect
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from gongkai.content.canonical.comments import Comment, scan
from gongkai.content.canonical.lines import CanonicalLine, Writer, all_heads
from gongkai.contract import Contract
from gongkai.model.findings import Problem
from gongkai.text import yamlread
from gongkai.text.yamlread import Map, Node

_EDITOR = "# yaml-language-server: $schema="
_SCHEMA = "datapackage/report.schema.json"
_ENOUGH = 5  # rounds; two are usual, the second of which changes nothing


def formatted(text: str, path: str, contract: Contract) -> str | None:
    """A report file in canonical form, None where it cannot be read (`yamlread.read` says why).

    `path` is relative to the project (content/reports/shandong/linyi/2023.yaml). What has no place
    in a report file, or no row in its form, stays, behind what has.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if "\r" in text:  # which the reader refuses; what is left of two would pass for a line end
        return None
    root = _read(text, path)
    if not isinstance(root, Map) or not root.items:
        return None
    for _ in range(_ENOUGH):
        new = _written(text, root, path, contract)
        if new == text:
            break
        again = _read(new, path)
        # YAML has corners (keys with a question mark and the like) that nobody needs in a report.
        if not isinstance(again, Map) or values_of(again) != values_of(root):
            break
        text, root = new, again
    return text


def _written(text: str, root: Map, path: str, contract: Contract) -> str:
    """The file anew. A comment that leaves its brackets may free more to become one line."""
    found = scan(text)
    lines = list(Writer(text, found, contract).mapping(root, contract.files["report"].keys, 0))
    heads = all_heads(contract)
    comments = [
        c for c in found.comments if not (c.alone and (_is_editor(c) or _words(c) in heads))
    ]
    return "".join(f"{line}\n" for line in (_editor(path), *put(lines, comments)))


def _read(text: str, path: str) -> Node | None:
    root, problems = yamlread.read(text.encode("utf-8", "surrogatepass"), path)
    return None if problems else root


def values_of(node: Node | None) -> Any:
    """What a node holds, however it is spelled: no places, no quotes; nothing is null."""
    if isinstance(node, yamlread.Map):
        return {key: values_of(value) for key, value in node.items.items()}
    if isinstance(node, yamlread.List):
        return [values_of(item) for item in node.items]
    if node is None or (not node.style and node.text in ("", "~", "null")):
        return None
    return node.text


def _editor(path: str) -> str:
    """The line by which an editor finds what may be written."""
    return f"{_EDITOR}{'../' * path.count('/')}{_SCHEMA}"


def _is_editor(comment: Comment) -> bool:
    return comment.text.startswith(_EDITOR)


def _words(comment: Comment) -> str:
    return " ".join(comment.text.removeprefix("#").split())


def difference(text: str, new: str, path: str) -> Problem:
    """Where a file first differs from `new`, its canonical form; a warning, which stops nothing."""
    pairs = zip(text, new, strict=False)
    shorter = min(len(text), len(new))
    at = next((n for n, (one, other) in enumerate(pairs) if one != other), shorter)
    line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
    args = {"path": path}
    return Problem(path, line, column, "not-canonical", args, "canonical", warning=True)


def put(lines: Sequence[CanonicalLine], comments: Iterable[Comment]) -> Iterator[str]:
    """The text of the lines with their comments: whole lines before what they stood before."""
    before: dict[int, list[str]] = {}
    behind: dict[int, str] = {}
    where = _Where(lines)
    for comment in comments:
        number = where.above(comment) if comment.alone else where.beside(comment)
        if not comment.alone and comment.line == lines[number].end and number not in behind:
            behind[number] = comment.text
        else:
            before.setdefault(number, []).append(comment.text)
    for number, line in enumerate(lines):
        space = " " * line.indent
        yield from (f"{space}{text}" for text in before.get(number, ()))
        if line.heads:
            yield space + line.heads
        yield f"{space}{line.text}{f'  {behind[number]}' if number in behind else ''}"
        yield from line.more
    yield from before.get(len(lines), ())


class _Where:
    """Where the written lines stood in the file: looked up, since there may be many comments."""

    def __init__(self, lines: Sequence[CanonicalLine]) -> None:
        self._count = len(lines)
        numbered = list(enumerate(lines))
        self._firsts = sorted((line.first, n) for n, line in numbered)
        # Of lines that began at one place the first comes last.
        self._starts = sorted((line.start, -n) for n, line in numbered)
        self._within: dict[int, int] = {}
        for n, line in numbered:
            for inner in range(line.start[0] + 1, line.end + 1):
                self._within.setdefault(inner, n)

    def above(self, comment: Comment) -> int:
        """The line that a comment stands before: the one it stood in, or else the next."""
        if comment.line in self._within:
            return self._within[comment.line]
        at = bisect(self._firsts, (comment.line, self._count))
        return self._firsts[at][1] if at < len(self._firsts) else self._count

    def beside(self, comment: Comment) -> int:
        """The line of what stood before a comment."""
        at = bisect(self._starts, ((comment.line, comment.column), 0))
        return -self._starts[at - 1][1] if at else 0
