"""Versions of the made-up country as commits of one repository, made without a checkout."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

# What a file becomes: another text, a text made from what it was, or nothing.
Becomes = str | Callable[[str], str] | None
LINK, FILE = "120000", "100644"


def git(root: Path, *words: str, given: str | None = None, **env: str) -> str:
    """What git says in a repository, whoever runs the tests and however git is set up there."""
    known = {
        "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_AUTHOR_NAME": "x", "GIT_AUTHOR_EMAIL": "x@example.org",
        "GIT_AUTHOR_DATE": "2026-11-29T00:00:00Z", "GIT_COMMITTER_DATE": "2026-11-29T00:00:00Z",
        "GIT_COMMITTER_NAME": "x", "GIT_COMMITTER_EMAIL": "x@example.org",
    }  # fmt: skip
    done = subprocess.run(
        ["git", "-c", "core.autocrlf=false", *words],
        cwd=root, input=given, env={**os.environ, **known, **env}, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout


@dataclass(frozen=True)
class Repository:
    """A repository with one commit, and what becomes of it."""

    root: Path

    @classmethod
    def of(cls, root: Path) -> Repository:
        """A project, committed as the branch main."""
        git(root, "init", "-q", "-b", "main")
        git(root, "add", "-A")
        git(root, "commit", "-q", "-m", "Begin")
        return cls(root)

    def text(self, path: str) -> str:
        return (self.root / path).read_text(encoding="utf-8")

    def version(self, changes: Mapping[str, Becomes], *, on: str = "main", mode: str = FILE) -> str:
        """The number of a commit on top of another, in which some files are others."""
        index = {"GIT_INDEX_FILE": str(self.root / ".git" / "index-of-a-test")}
        git(self.root, "read-tree", on, **index)
        for path, becomes in changes.items():
            if becomes is None:
                git(self.root, "update-index", "--force-remove", path, **index)
                continue
            text = becomes(self.text(path)) if callable(becomes) else becomes
            blob = git(self.root, "hash-object", "-w", "--stdin", given=text).strip()
            entry = f"{mode},{blob},{path}"
            git(self.root, "update-index", "--add", "--cacheinfo", entry, **index)
        tree = git(self.root, "write-tree", **index).strip()
        return git(self.root, "commit-tree", tree, "-p", on, "-m", "Change").strip()


def instead(old: str, new: str) -> Callable[[str], str]:
    """One text in place of another that stands once."""

    def change(text: str) -> str:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        return text.replace(old, new)

    return change
