"""The ZIP of the last release, every byte of which is looked at before anything is compared."""

from __future__ import annotations

import contextlib
import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import BinaryIO, cast

from gongkai.model.release import Release
from gongkai.package.archive import SUMS, TOP
from gongkai.package.changes import PackageState

DESCRIPTOR = "datapackage.json"
ADDRESSES = "addresses.txt"  # every page and file that the site had
_FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, ValueError, NotImplementedError)


class DamagedZipError(Exception):
    """A ZIP that is not what the record of its release says; `what` is the file that differs."""

    def __init__(self, what: str) -> None:
        super().__init__(what)
        self.what = what


@contextlib.contextmanager
def opened(path: Path, release: Release) -> Iterator[tuple[PackageState, list[str]]]:
    """The tables of a release and the addresses of its site. Raises DamagedZipError."""
    try:
        archive = zipfile.ZipFile(path)
    except _FAULTS:
        raise DamagedZipError(path.name) from None
    with archive:
        known = _verified(archive, release)
        descriptor = json.loads(archive.read(TOP + DESCRIPTOR))
        addresses = archive.read(TOP + ADDRESSES).decode().splitlines() if known else []

        def member(name: str) -> BinaryIO:
            return cast("BinaryIO", archive.open(TOP + name))

        yield PackageState.of(descriptor, member), addresses


def _verified(archive: zipfile.ZipFile, release: Release) -> Mapping[str, str]:
    """The sha256 of each file, which are those of its list; tables those of the record."""
    name = SUMS
    try:
        lines = archive.read(TOP + SUMS).decode().splitlines()
        listed = {line[66:]: line[:64] for line in lines}
        names = {one.filename.removeprefix(TOP) for one in archive.infolist()}
        if names != {*listed, SUMS} or not {DESCRIPTOR, ADDRESSES} <= names:
            raise DamagedZipError(SUMS)
        for name, wanted in listed.items():
            with archive.open(TOP + name) as file:
                found = hashlib.file_digest(cast("BytesIO", file), "sha256").hexdigest()
            if found != wanted:
                raise DamagedZipError(name)
    except _FAULTS:
        raise DamagedZipError(name) from None
    for table, digest in release.tables.items():
        if listed.get(f"{table}.csv") != digest.sha256:
            raise DamagedZipError(f"{table}.csv")
    return listed
