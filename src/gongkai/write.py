"""(path, bytes) → a folder, all or nothing.

Everything is written to a folder beside the output, which then changes places with it in one step.
Whatever goes wrong before that (a full disk, a signal, a bug) leaves the last output as it was.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

MARK = "data/datapackage.json"  # an output of ours is known by the name in this file
_INPUTS = ("content", "datapackage", "site", "src", "docs", "tests", ".git", ".venv")
_RENAME_EXCHANGE = 2
_AT_FDCWD = -100


class RefusedError(Exception):
    """The output cannot be taken; `why` is the id of a message."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Output:
    """A folder in the making. `count` files and `size` bytes have been added so far."""

    def __init__(self, target: Path, fresh: Path, old: Path) -> None:
        self.target, self.fresh, self.old = target, fresh, old
        self.count = self.size = 0
        self._folders: set[str] = set()

    def add(self, path: str, data: bytes) -> None:
        """Write one file. A path that leaves the folder or was written before is a bug of ours."""
        parts = PurePosixPath(path).parts
        if not parts or path.startswith("/") or ".." in parts:
            raise ValueError(f"{path} leaves the output")
        folder = "/".join(parts[:-1])
        if folder not in self._folders:
            (self.fresh / folder).mkdir(parents=True, exist_ok=True)
            self._folders.add(folder)
        with open(self.fresh / path, "xb") as file:  # x: two files may not share an address
            file.write(data)
        self.count += 1
        self.size += len(data)

    def publish(self) -> None:
        """Put the new folder in the place of the old one, then delete the old one."""
        if not self.target.exists():
            self.fresh.rename(self.target)
            return
        if _exchange(self.fresh, self.target):
            shutil.rmtree(self.fresh)
            return
        # Without an exchange there is an instant without output; `output` mends a crash within it.
        self.target.rename(self.old)
        self.fresh.rename(self.target)
        shutil.rmtree(self.old)


@contextlib.contextmanager
def output(target: Path, root: Path) -> Iterator[Output]:
    """An output that replaces `target` when it is published, and leaves no trace when it is not.

    Raises RefusedError when the target is not ours to replace or another build is at work in it.
    """
    target = Path(os.path.abspath(target))
    _refuse(target, Path(os.path.abspath(root)))
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh, old = (target.parent / f".{target.name}.{name}" for name in ("new", "old"))
    with _lock(target.parent / f".{target.name}.lock"):
        if old.is_dir() and not target.exists():
            old.rename(target)
        for leftover in (fresh, old):
            if leftover.exists():
                shutil.rmtree(leftover)
        fresh.mkdir()
        try:
            yield Output(target, fresh, old)
        finally:
            if fresh.exists():
                shutil.rmtree(fresh)


def _refuse(target: Path, root: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise RefusedError("why-file")
    inputs = [root / name for name in _INPUTS]
    if target == root or target in root.parents:
        raise RefusedError("why-inside")
    if any(target == folder or folder in target.parents for folder in inputs):
        raise RefusedError("why-inside")
    if target.is_dir() and any(target.iterdir()) and not _ours(target / MARK):
        raise RefusedError("why-not-ours")


def _ours(mark: Path) -> bool:
    """Whether a descriptor is that of this package: other projects have one at the same place."""
    try:
        head = json.loads(mark.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(head, dict) and head.get("name") == "gongkai" and "title_zh" in head


@contextlib.contextmanager
def _lock(path: Path) -> Iterator[None]:
    """Held while building; the system releases it whatever becomes of the process."""
    with open(path, "ab") as file:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                raise RefusedError("another-build") from None
            raise
        yield


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step, where the system knows how (Linux)."""
    if not sys.platform.startswith("linux"):
        return False
    try:
        rename = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    names = os.fsencode(one), os.fsencode(other)
    done: int = rename(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
    if done == 0:
        return True
    if ctypes.get_errno() in (errno.ENOSYS, errno.EINVAL):
        return False
    raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()), str(other))
