"""(path, bytes) → a folder, all or nothing.

Everything is written to a folder beside the output, which then changes places with it in one step.
Whatever goes wrong before that (a full disk, a signal, a bug) leaves the last output as it was.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import hashlib
import json
import os
import platform
import shlex
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import BinaryIO, NamedTuple

MARK = "data/datapackage.json"  # an output of ours is known by the name in this file
SHARD = "shard.json"  # and a part of one by this
PREVIEW = "preview.txt"  # what has this is not published
_INPUTS = ("content", "datapackage", "site", "src", "docs", "tests", ".git", ".venv")
_RENAME_EXCHANGE = 2
_AT_FDCWD = -100
_FAR = 1 << 30  # bytes, behind all that a lock says
_ATTEMPTS, _PAUSE = 100, 0.05  # a folder that fills while it is removed; seconds between
# To write a file that is not there yet: no two share an address.
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)


# A section of a page that is filled when everything is known: it belongs to no batch.
_FILLED, _END = b"<section id=peers", b"</section>"
# A file as it was written: path, size in bytes, sha256; both without what is filled in later.
Signed = tuple[str, int, str]


def _section(data: bytes) -> tuple[int, int]:
    """Where the section begins and ends that is filled later; (0, 0) where there is none."""
    start = data.find(_FILLED)
    return (start, data.index(_END, start) + len(_END)) if start >= 0 else (0, 0)


def digest(data: bytes) -> str:
    """The sha256 of a file without what is filled in later."""
    start, end = _section(data)
    return hashlib.sha256(data[:start] + data[end:] if end else data).hexdigest()


class Holder(NamedTuple):
    """Who is at work in an output: its process, on which machine, since when, by what command."""

    pid: int
    host: str
    since: str  # YYYY-MM-DD HH:MM:SS, of this machine
    command: str


class OutputRefusedError(Exception):
    """The output cannot be taken; `why` is the id of a message, `holder` who has it if known."""

    def __init__(self, why: str, holder: Holder | None = None) -> None:
        super().__init__(why)
        self.why, self.holder = why, holder


def put(path: Path, data: bytes) -> None:
    """Write one file of a person's own beside its place and rename it: it is never half there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".new", dir=path.parent)
    beside = Path(name)
    try:
        with open(handle, "wb") as stream:
            stream.write(data)
        beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        beside.replace(path)
    except BaseException:
        beside.unlink()
        raise


def put_all(root: Path, files: Mapping[str, bytes], beside: Path) -> None:
    """Write several files of a person's own below `root`, all of them or none.

    They are first written to the folder `beside`, where a full disk or a signal does no harm.
    """
    before = {name: path.read_bytes() if (path := root / name).exists() else None for name in files}
    shutil.rmtree(beside, ignore_errors=True)
    try:
        for name, data in files.items():
            put(beside / name, data)
        try:
            for name in files:
                (root / name).parent.mkdir(parents=True, exist_ok=True)
                (beside / name).replace(root / name)
        except BaseException:
            for name, old in before.items():
                if old is not None:
                    put(root / name, old)
                else:
                    (root / name).unlink(missing_ok=True)
                    with contextlib.suppress(OSError):  # it was there, or holds something else
                        (root / name).parent.rmdir()
            raise
    finally:
        shutil.rmtree(beside, ignore_errors=True)


class Folder:
    """A folder that several processes fill: how many files and bytes this one has written."""

    def __init__(self, root: str) -> None:
        self.root = root
        self.count = self.size = 0
        self._known = {""}

    def add(self, path: str, data: bytes) -> None:
        """Write one file. A path that leaves the folder or was written before is a bug of ours."""
        file = os.open(self.place(path), _NEW, 0o666)
        try:
            done = os.write(file, data)
            while done < len(data):  # a disk that is almost full takes a part, then says why
                done += os.write(file, data[done:])
        finally:
            os.close(file)
        self.count += 1
        self.size += len(data)

    def sign(self, path: str, data: bytes | None = None) -> Signed:
        """A file as it was written: with `data`, or by somebody else."""
        if data is not None:
            return path, len(data), digest(data)
        with open(f"{self.root}/{path}", "rb") as file:
            sha = hashlib.file_digest(file, "sha256").hexdigest()
            return path, os.fstat(file.fileno()).st_size, sha

    def place(self, path: str) -> str:
        """Where a file stands; the folders above it are made."""
        folder, _, name = path.rpartition("/")
        if folder not in self._known or name in ("", ".", "..") or path[0] == "/":
            self._make(folder, path)
        return f"{self.root}/{path}"

    def _make(self, folder: str, path: str) -> None:
        parts = folder.split("/")
        if not {"", ".", ".."}.isdisjoint(path.split("/")):
            raise ValueError(f"{path} leaves the output")
        for end in range(1, len(parts) + 1):
            above = "/".join(parts[:end])
            if above not in self._known:
                with contextlib.suppress(FileExistsError):  # another process was first
                    os.mkdir(f"{self.root}/{above}")  # noqa: PTH102 - a Path each time costs more
                self._known.add(above)


def share(old: str | Path, new: str | Path) -> None:
    """Let a file stand in a second place too: as a link, where the file system has links."""
    try:
        os.link(old, new)
    except OSError:
        shutil.copy2(old, new)


class Output:
    """A folder in the making: `count` files, and once it is published `size` bytes."""

    def __init__(self, target: Path, fresh: Path, old: Path) -> None:
        self.target, self.fresh, self.old = target, fresh, old
        self._begin()

    def _begin(self) -> None:
        self.folder = Folder(str(self.fresh))
        self.count = self.size = 0
        self.unchanged = False
        self._others: list[Path] = []
        self._then: list[Callable[[], None]] = []
        self._kept: list[tuple[Sequence[Signed], Path]] = []

    def take(self, count: int, size: int) -> None:
        """Count what another process has written to `fresh`."""
        self.count += count
        self.size += size

    def keep(self, files: Sequence[Signed], tree: Path) -> None:
        """Take files over from another output, `tree`, which must have them: when it is settled."""
        self._kept.append((files, tree))

    def settle(self) -> None:
        """Let what is kept stand here too: others may work meanwhile."""
        for files, tree in self._kept:
            for path, size, *_ in files:
                share(f"{tree}/{path}", self.folder.place(path))
                self.take(1, size)
        self._kept.clear()

    def fill(self, path: str, section: bytes, empty: int) -> None:
        """Put a section into a page that has it empty, `empty` bytes long, or as it once was."""
        place = f"{self.fresh}/{path}"
        with open(place, "rb") as file:
            data = file.read()
        start, end = _section(data)
        if data[start:end] != section:
            Path(place).unlink()  # it may be a link to the file of an earlier output
            with open(place, "xb") as file:
                file.write(data[:start] + section + data[end:])
        self.size += len(section) - empty

    def open(self, path: str) -> BinaryIO:
        """A new file that is written bit by bit; whoever asks closes it."""
        return open(self.place(path), "xb")

    def place(self, path: str) -> Path:
        """Where a file that is written bit by bit stands until it is published."""
        place = Path(self.folder.place(path))
        self._others.append(place)
        return place

    def leave(self) -> None:
        """Leave the last output as it is: it is what would be written."""
        self.unchanged = True

    def then(self, done: Callable[[], None]) -> None:
        """What is to be done once the new output has taken its place."""
        self._then.append(done)

    def clear(self) -> None:
        """Begin again with nothing written."""
        shutil.rmtree(self.fresh)
        self.fresh.mkdir()
        self._begin()

    def publish(self) -> None:
        """Put the new folder in the place of the old one, then delete the old one."""
        if self.unchanged:
            return
        self.settle()
        self.take(self.folder.count, self.folder.size)
        self.take(len(self._others), sum(place.stat().st_size for place in self._others))
        self._replace()
        for done in self._then:
            done()

    def _replace(self) -> None:
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
    names = ("new", "old", "cache.new")
    leftovers = [target.parent / f".{target.name}.{name}" for name in names]
    made, old, _ = leftovers
    with lock(target.parent / f".{target.name}.lock"):
        _mend(target, old, leftovers)
        # Of this process alone: a worker that outlives a killed build for an instant fills another.
        fresh = made / str(os.getpid())
        fresh.mkdir(parents=True)
        try:
            yield Output(target, fresh, old)
        finally:
            _mend(target, old, leftovers)


def _mend(target: Path, old: Path, leftovers: Sequence[Path]) -> None:
    """Put an output back that was moved aside, and take away whatever else was left beside it."""
    if old.is_dir() and not target.exists():
        old.rename(target)
    for leftover in leftovers:
        _remove(leftover)


def _remove(folder: Path) -> None:
    """Take a folder away, even if a process that is about to end still writes to it."""
    for _ in range(_ATTEMPTS):
        try:
            shutil.rmtree(folder)
        except FileNotFoundError:
            if not folder.exists():
                return
        except OSError as error:
            if error.errno != errno.ENOTEMPTY:
                raise
        else:
            return
        time.sleep(_PAUSE)
    shutil.rmtree(folder)


def _refuse(target: Path, root: Path) -> None:
    if target.is_symlink() or (target.exists() and not target.is_dir()):
        raise OutputRefusedError("why-file")
    inputs = [root / name for name in _INPUTS]
    if target == root or target in root.parents:
        raise OutputRefusedError("why-inside")
    if any(target == folder or folder in target.parents for folder in inputs):
        raise OutputRefusedError("why-inside")
    ours = any(_ours(target / mark) for mark in (MARK, SHARD))
    if target.is_dir() and any(target.iterdir()) and not ours:
        raise OutputRefusedError("why-not-ours")


def _ours(mark: Path) -> bool:
    """Whether a descriptor is that of this package: other projects have one at the same place."""
    try:
        head = json.loads(mark.read_bytes())
    except (OSError, ValueError):
        return False
    return isinstance(head, dict) and head.get("name") == "gongkai" and "title_zh" in head


@contextlib.contextmanager
def lock(path: Path) -> Iterator[None]:
    """Held while building; the system releases it whatever becomes of the process.

    It is this process's alone: a worker lets go of it as soon as it is born.
    """
    with open(path, "ab") as file:
        try:
            if sys.platform == "win32":
                import msvcrt

                file.seek(_FAR)  # a byte that is locked cannot be read there
                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                os.register_at_fork(after_in_child=file.close)
        except OSError as error:
            if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
                raise OutputRefusedError("another-build", _holder(path)) from None
            raise
        file.truncate(0)
        holder = {"pid": os.getpid(), "host": platform.node(), "command": shlex.join(sys.argv)}
        file.write(json.dumps(holder).encode())
        file.flush()
        yield


def _holder(path: Path) -> Holder | None:
    """Who wrote a lock: since when, the time of the file says."""
    try:
        found = json.loads(path.read_bytes())
        since = datetime.fromtimestamp(path.stat().st_mtime).isoformat(" ", "seconds")
        host, command = (ascii(str(found[key]))[1:-1][:200] for key in ("host", "command"))
        return Holder(int(found["pid"]), host, since, command)
    except (OSError, ValueError, LookupError, TypeError):
        return None  # it is just being written


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
