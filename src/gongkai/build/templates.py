"""Templates compiled once: kept in a folder beside the output that is safe to delete.

A file counts only under its checksum, and the folder only where nobody else may write to it:
what stands there is run. Builds of many outputs share one folder, that of GONGKAI_TEMPLATES.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
import stat
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from gongkai.build.output import put
from gongkai.model.languages import SITE_LANGUAGES

_CHECKED = "checked"  # stands where every template was found to be sound


class CompiledTemplates(BytecodeCache):
    """The templates of one language and one state of the engine, the words and the contract."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """What was kept, if it is as it was written."""
        with contextlib.suppress(OSError):
            data = (self._folder / bucket.key).read_bytes()
            if data[:32] == hashlib.sha256(data[32:]).digest():
                bucket.bytecode_from_string(data[32:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep it; that it cannot be kept is no fault."""
        code = bucket.bytecode_to_string()
        with contextlib.suppress(OSError):
            put(self._folder / bucket.key, hashlib.sha256(code).digest() + code)


def checked(folder: Path) -> bool:
    """Whether every template was found to be sound."""
    return (folder / _CHECKED).exists()


def mark_checked(folder: Path) -> None:
    """Say so for the next time."""
    with contextlib.suppress(OSError):
        put(folder / _CHECKED, b"")


def prepare(output: Path, engine: str) -> str:
    """The folder of the templates of this engine, the only ones that are kept beside an output.

    Empty where it is not ours alone. A folder that is shared keeps those of every engine.
    """
    shared = os.environ.get("GONGKAI_TEMPLATES")
    folder = Path(shared) if shared else output.parent / f".{output.name}.templates"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        alone = stat.S_ISDIR(found.st_mode) and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        if not alone or (hasattr(os, "getuid") and found.st_uid != os.getuid()):
            return ""
        for path in () if shared else folder.iterdir():
            if path.name != engine:
                shutil.rmtree(path, ignore_errors=True)
        for lang in SITE_LANGUAGES:
            (folder / engine / lang).mkdir(parents=True, exist_ok=True)
    except OSError:
        return ""
    return str(folder / engine)
