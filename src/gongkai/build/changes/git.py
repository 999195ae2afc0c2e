"""A revision of git: its files, and what stands in them. The only caller of git.

Git is called with a list of arguments, never through a shell, and without what could run a program
or ask the network: only names and bytes of what is here are read.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from gongkai.text import yamlread

_LINKS = ("120000", "160000")  # a symbolic link; the commit of another repository


class RefusedError(Exception):
    """A side that cannot be had; `message` is the id of a sentence, `args_` what it speaks of."""

    def __init__(self, message: str, **args: object) -> None:
        super().__init__(message)
        self.message, self.args_ = message, args


class Blob(NamedTuple):
    """A file of a revision: its id, and its size in bytes; a link has none."""

    id: str
    size: int | None


def commit(root: Path, revision: str) -> str:
    """The number of the commit that a revision names. Raises RefusedError.

    Git says what a name may be: a branch may have backticks or $(…) in it, which nothing here
    obeys, and behind --end-of-options no name is an option.
    """
    _ask(root, "rev-parse", "--git-dir", refused="diff-no-repository")
    words = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    try:
        number = _ask(root, *words, refused="diff-no-revision").decode().strip()
        if not number.isalnum():  # ^main: all that is not in it
            raise RefusedError("diff-no-revision")
    except RefusedError:
        shallow = _ask(root, "rev-parse", "--is-shallow-repository", refused="diff-no-repository")
        known = "diff-shallow" if shallow.strip() == b"true" else "diff-no-revision"
        raise RefusedError(known, found=revision) from None
    return number


def blobs(root: Path, number: str) -> dict[str, Blob]:
    """The files of a commit at and below `root`, by their paths from there."""
    listed = _ask(root, "ls-tree", "-r", "-l", "-z", number, refused="diff-git-fails")
    found = {}
    for line in filter(None, listed.split(b"\0")):
        head, _, name = line.partition(b"\t")
        mode, _, blob, size = head.decode().split()
        link = mode in _LINKS
        found[os.fsdecode(name)] = Blob(blob, None if link else int(size))
    return found


def contents(root: Path, wanted: Mapping[str, Blob]) -> Iterator[tuple[str, bytes]]:
    """The bytes of some files, with their paths. Raises RefusedError where the clone lacks one.

    One that is larger than a content file may be is not read: what is given for it is as large.
    """
    small = {path: blob for path, blob in wanted.items() if not _large(blob)}
    asked = "".join(f"{blob.id}\n" for blob in small.values()).encode()
    answer = _ask(root, "cat-file", "--batch", refused="diff-git-fails", given=asked)
    place = 0
    for path in small:
        end = answer.index(b"\n", place)
        head = answer[place:end].split()
        if len(head) != 3:
            raise RefusedError("diff-lacks", found=path)
        place = end + 1 + int(head[2]) + 1
        yield path, answer[end + 1 : place - 1]
    for path, blob in wanted.items():
        if _large(blob):
            yield path, b"#" * (yamlread.MAX_BYTES + 1)


class Commit(NamedTuple):
    """A commit: its number, its subject, the paths that it touched from the root on."""

    id: str
    subject: str
    paths: tuple[str, ...]


def unclean(root: Path) -> list[str]:
    """The paths at and below `root` that are not as the last commit has them, or not in it."""
    asked = ("status", "--porcelain", "-z", "--no-renames", "--untracked-files=all", "--", ".")
    listed = _ask(root, *asked, refused="diff-git-fails").split(b"\0")
    return [os.fsdecode(line[3:]) for line in listed if line]


def shallow(root: Path) -> bool:
    """Whether the clone lacks older commits."""
    asked = ("rev-parse", "--is-shallow-repository")
    return _ask(root, *asked, refused="diff-no-repository").strip() == b"true"


def follows(root: Path, number: str, base: str) -> bool:
    """Whether a commit has another one behind it, which may not be here at all."""
    try:
        _ask(root, "merge-base", "--is-ancestor", base, number, refused="diff-no-revision")
    except RefusedError:
        return False
    return True


def seconds(root: Path, number: str) -> int:
    """When a commit was made, in seconds since 1970."""
    asked = ("show", "--no-patch", "--format=%ct", number)
    return int(_ask(root, *asked, refused="diff-git-fails"))


def tagged(root: Path, name: str) -> bool:
    """Whether there is a tag of this name."""
    return bool(_ask(root, "tag", "--list", name, refused="diff-git-fails").strip())


def commits(root: Path, base: str, head: str) -> Iterator[Commit]:
    """The commits after `base` up to `head` that touched something below `root`, newest first;
    merges, which bring nothing of their own, are left out.
    """
    asked = ("log", "--no-merges", "--topo-order", "--relative", "--no-renames", "--name-only")
    words = (*asked, "-z", "--format=%x01%H%x02%s%x02", f"{base}..{head}", "--", ".")
    for text in _ask(root, *words, refused="diff-git-fails").split(b"\x01")[1:]:
        number, subject, names = text.split(b"\x02", 2)
        listed = (os.fsdecode(name) for name in names.strip(b"\0\n").split(b"\0") if name)
        yield Commit(number.decode(), subject.decode(errors="replace"), tuple(listed))


def _large(blob: Blob) -> bool:
    return blob.size is not None and blob.size > yamlread.MAX_BYTES


def _ask(root: Path, *words: str, refused: str, given: bytes = b"") -> bytes:
    """What git answers. Raises RefusedError with `refused` where it answers with a fault."""
    git = shutil.which("git")
    if git is None:
        raise RefusedError("diff-no-git")
    # `protocol.allow`: a clone without all files would fetch what it lacks.
    call = [git, "-C", str(root), "-c", "protocol.allow=never", "-c", "core.fsmonitor=false"]
    quiet = {**os.environ, "GIT_TERMINAL_PROMPT": "0", "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"}
    done = subprocess.run(  # noqa: S603 (a list of our own words, and a commit's number)
        [*call, *words], input=given, capture_output=True, check=False, env=quiet
    )
    if done.returncode:
        foreign = b"dubious ownership" in done.stderr
        raise RefusedError("diff-foreign" if foreign else refused, found=str(root))
    return done.stdout
