"""One ZIP of the whole package, and the list of digests beside it and in it."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
import zipfile
from pathlib import Path

import pytest

from conftest import tree
from gongkai.package import archive

FIRST = (1980, 1, 1, 0, 0, 0)  # the first time that a ZIP knows


def listed(folder: Path) -> dict[str, str]:
    """The digests of a list, by the path of the file."""
    lines = (folder / "SHA256SUMS").read_text(encoding="ascii").splitlines()
    return {path: sha for sha, path in (line.split("  ", 1) for line in lines)}


def digests(folder: Path) -> dict[str, str]:
    return {
        path: hashlib.sha256(data).hexdigest()
        for path, data in tree(folder).items()
        if path != "SHA256SUMS" and not path.endswith(".html")
    }


@pytest.fixture(scope="module")
def unpacked(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked")
    with zipfile.ZipFile(dist / "data/gongkai.zip") as whole:
        assert whole.testzip() is None
        whole.extractall(folder)
    assert [path.name for path in folder.iterdir()] == ["gongkai"]
    return folder / "gongkai"


def test_the_list_beside_the_files_has_each_of_them_and_the_zip(dist: Path) -> None:
    assert listed(dist / "data") == digests(dist / "data")
    assert "gongkai.zip" in listed(dist / "data")


def test_the_zip_has_every_file_but_pages_and_a_list_of_them(dist: Path, unpacked: Path) -> None:
    there = digests(dist / "data")
    del there["gongkai.zip"]
    assert listed(unpacked) == digests(unpacked) == there


def test_sha256sum_checks_both_lists(dist: Path, unpacked: Path) -> None:
    program = shutil.which("sha256sum")
    if program is None:
        pytest.skip("no sha256sum on this system")
    for folder in (dist / "data", unpacked):
        done = subprocess.run([program, "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, capture_output=True, text=True, check=False)  # fmt: skip
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_zip_says_nothing_of_the_machine(dist: Path) -> None:
    path = dist / "data/gongkai.zip"
    data = path.read_bytes()
    with zipfile.ZipFile(path) as whole:
        entries = whole.infolist()
    names = [entry.filename for entry in entries]
    assert names == [*sorted(names[:-1]), "gongkai/SHA256SUMS"]
    for entry in entries:
        assert (entry.date_time, entry.create_system, entry.extra) == (FIRST, 3, b"")
        assert stat.filemode(entry.external_attr >> 16) == "-rw-r--r--"
        # the time stands before each file too
        assert data[entry.header_offset + 10 : entry.header_offset + 14] == b"\x00\x00\x21\x00"


def test_it_is_made_again_byte_by_byte_whatever_the_times_and_rights(
    dist: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "data"
    shutil.copytree(dist / "data", copy, copy_function=shutil.copyfile)
    for number, path in enumerate(sorted(copy.rglob("*.csv"))):
        os.utime(path, (10**9 + number,) * 2)
        path.chmod(0o600)
    archive.write(copy)
    for name in ("gongkai.zip", "SHA256SUMS"):
        assert (copy / name).read_bytes() == (dist / "data" / name).read_bytes()
