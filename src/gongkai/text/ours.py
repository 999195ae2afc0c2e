"""Files of ours (contract, words, look) → plain values that still know where they stand.

They are read as strictly as content: regular files only, no link followed, every fault with file,
line and column. What may stand in them, `shape` says.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, NoReturn, TypeVar

from gongkai.model.findings import Problem
from gongkai.text import yamlread

T = TypeVar("T")
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")


class UnreadableError(Exception):
    """A file of ours cannot be read, or lacks what is looked for; `problems` say where and why."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(problems)
        self.problems = list(problems)


class Known(dict[Any, Any]):
    """The keys of a mapping in a file of ours. One that is looked for and is not there is a fault
    of that file, reported with its place: UnreadableError, not KeyError.
    """

    def __init__(self, items: Mapping[Any, Any], path: str, line: int = 1, column: int = 1) -> None:
        super().__init__(items)
        self.at = path, line, column

    def __missing__(self, key: object) -> NoReturn:
        args = {"key": str(key)[:60], "choices": None}
        raise UnreadableError([Problem(*self.at, "missing-key", args)])

    def __reduce__(self) -> tuple[Any, ...]:
        return Known, (dict(self), *self.at)


def typed(kind: Callable[..., T], values: Mapping[str, Any], **more: object) -> T:
    """What a mapping says as a dataclass; a file may have keys that this has no field for."""
    given = {**values, **more}
    # The types have no name for “a dataclass”.
    names = [field.name for field in fields(kind)]  # type: ignore[arg-type]
    return kind(**{name: given[name] for name in names if name in given})


def name(root: Path, path: Path) -> str:
    """A path as messages show it: from the project's folder on, nothing that moves a cursor."""
    shown = path.relative_to(root).as_posix()
    return shown if shown.isprintable() else ascii(shown)[1:-1]


def files(root: Path, folder: Path) -> list[Path]:
    """Every file below a folder of ours, in order. Raises UnreadableError for a link or a device.

    A folder that is not there has none.
    """
    found: list[Path] = []
    problems = list(_walk(root, folder, found))
    if problems:
        raise UnreadableError(problems)
    return sorted(found)


def _walk(root: Path, folder: Path, found: list[Path]) -> Iterator[Problem]:
    if (kind := _kind(folder)) != "folder":
        if kind is not None:
            yield Problem(name(root, folder), 1, 1, kind)
        return
    with os.scandir(folder) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        path = Path(entry.path)
        kind = _kind(path)
        if kind == "folder":
            yield from _walk(root, path, found)
        elif kind == "file":
            found.append(path)
        elif kind is not None:
            yield Problem(name(root, path), 1, 1, kind)


def _kind(path: Path) -> str | None:
    """What stands at a path itself: file, folder, nothing (None), or why it is neither."""
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return None
    # A junction of Windows leads elsewhere as a link does (3.12 and later can tell).
    if stat.S_ISLNK(mode) or getattr(path, "is_junction", bool)():
        return "link"
    return "folder" if stat.S_ISDIR(mode) else "file" if stat.S_ISREG(mode) else "not-a-file"


def ordinary(path: Path, base: Path) -> bool:
    """Whether a file stands at a path below `base`, with no link on the way from there."""
    parts = path.relative_to(base).parts
    ways = [base.joinpath(*parts[:n]) for n in range(1, len(parts))]
    return all(_kind(way) == "folder" for way in ways) and _kind(path) == "file"


def stored(root: Path, path: Path) -> bytes:
    """A file of ours, byte by byte. Raises UnreadableError where none stands, or a link."""
    if not ordinary(path, root):
        kinds = (_kind(way) for way in (path, *path.parents) if way.is_relative_to(root))
        why = next((kind for kind in kinds if kind in ("link", "not-a-file")), "no-file")
        raise UnreadableError([Problem(name(root, path), 1, 1, why)])
    return path.read_bytes()


def text(root: Path, path: Path) -> str:
    """A file of ours that is no YAML. Raises UnreadableError."""
    found, problems = yamlread.read_text(stored(root, path), name(root, path))
    if problems or found is None:
        raise UnreadableError(problems)
    return found


def node(root: Path, path: Path) -> yamlread.Node:
    """A YAML file of ours as nodes. Raises UnreadableError."""
    found, problems = yamlread.read(stored(root, path), name(root, path))
    if problems or found is None:
        raise UnreadableError(problems)
    return found


def plain(node: yamlread.Node, path: str) -> Any:
    """Nodes as mappings, lists, text, whole numbers, true, false and None."""
    if isinstance(node, yamlread.Map):
        items = {key: plain(value, path) for key, value in node.items.items()}
        return Known(items, path, node.line, node.column)
    if isinstance(node, yamlread.List):
        return [plain(item, path) for item in node.items]
    if node.style:
        return node.text
    if _INTEGER.fullmatch(node.text) and len(node.text) < 20:
        return int(node.text)
    return {"null": None, "true": True, "false": False}.get(node.text, node.text)


def filled(text: str, entry: object, key: str, args: Mapping[str, object]) -> str:
    """A sentence of the file that `entry` was read from, with its gaps filled."""
    try:
        return text.format(**args)
    except (KeyError, IndexError, ValueError):
        at = entry.at if isinstance(entry, Known) else ("site/locale", 1, 1)
        args = {"key": key, "found": text[:60]}
        raise UnreadableError([Problem(*at, "ours-gap", args)]) from None
