"""A ZIP that a run on GitHub left behind: data of a stranger."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from gongkai.drafting.grid import DAMAGE

# Besides, zipfile raises RuntimeError for a password, OSError for a place before the file's start
# and IndexError for an empty name.
_DAMAGE = (*DAMAGE, OSError, RuntimeError, IndexError)


class DamagedError(Exception):
    """It is no ZIP, is not whole, or holds more than is read."""


def files(archive: Path, most: int, size: int) -> Iterator[tuple[str, bytes]]:
    """Its files: names, and of each the first `size` bytes. Nothing is unpacked.

    Raises DamagedError, also where there are more than `most` entries.
    """
    try:
        with zipfile.ZipFile(archive) as opened:
            entries = opened.infolist()
            if len(entries) > most:
                raise DamagedError
            for entry in entries:
                if not entry.is_dir():
                    with opened.open(entry) as file:
                        data = file.read(size)
                    yield entry.filename, data
    except _DAMAGE as fault:
        raise DamagedError from fault
