"""A file of the last output is taken over when nothing about it has changed, else by its bytes."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from conftest import ROOT, tree
from gongkai.build import cache, order
from gongkai.build import output as write
from gongkai.build.executors import executors
from gongkai.words import read_words


@pytest.fixture
def country(tmp_path: Path) -> Path:
    """The miniature country as a project of its own, built once."""
    shutil.copytree(ROOT / "tests" / "golden" / "content", tmp_path / "content")
    for name in ("datapackage", "site"):
        shutil.copytree(ROOT / name, tmp_path / name)
    assert not build(tmp_path)
    return tmp_path


def build(root: Path, cached: bool = True) -> bool:
    """A build in this process; whether it left the output as it was."""
    out = root / "dist"
    with executors(1) as run, write.output(out, root) as output:
        if cached:
            run = replace(run, last=[cache.Last(out)], kept=cache.Next(out))
        assert order.build(root, output, read_words(root, "en"), run).fine
        output.publish()
        return output.unchanged


def as_before(path: Path, status: os.stat_result) -> None:
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def rewritten(path: Path) -> None:
    """Other bytes of the same length at the same time."""
    status, data = path.stat(), path.read_bytes()
    path.write_bytes(data.replace(b"</", b"<\\", 1).replace(b"1", b"2"))
    as_before(path, status)


def replaced(path: Path) -> None:
    """Another file of the same length and time."""
    status, data = path.stat(), path.read_bytes()
    path.unlink()
    path.write_bytes(data.replace(b"1", b"2"))
    as_before(path, status)


def linked(path: Path) -> None:
    """A link to the same bytes elsewhere."""
    aside = Path(str(path.parent) + ".aside")
    path.rename(aside)
    path.symlink_to(aside)


PATHS = ["yangsheng/index.html", "yangsheng/jiashi/data.csv", "data/reports.csv", "index.html", "data/gongkai.sqlite"]  # fmt: skip


@pytest.mark.parametrize("spoil", [rewritten, replaced, linked])
def test_a_changed_file_is_not_published_again(
    country: Path, spoil: Callable[[Path], None]
) -> None:
    first = tree(country / "dist")
    for path in PATHS:
        spoil(country / "dist" / path)
    assert not build(country)
    assert tree(country / "dist") == first
    assert not any((country / "dist" / path).is_symlink() for path in PATHS)


def test_what_is_there_is_known_without_reading_it(
    country: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also after a build that linked its files, which gives them another time of change."""
    monkeypatch.setattr(hashlib, "file_digest", None)  # whoever reads a file falls over it
    assert build(country)
    known = cache.Last(country / "dist")
    assert known.batch is not None
    file = country / "content/pages/en/about.md"
    file.write_text(file.read_text(encoding="utf-8") + "\nMore.\n", encoding="utf-8")
    monkeypatch.undo()
    assert not build(country)
    monkeypatch.setattr(hashlib, "file_digest", None)
    assert build(country)


def test_without_the_cache_everything_is_made(country: Path) -> None:
    first = tree(country / "dist")
    for path in PATHS:
        rewritten(country / "dist" / path)
    assert not build(country, cached=False)
    assert tree(country / "dist") == first
    # What was kept is of the output before: nothing of it counts, whatever it says.
    assert not build(country)
    assert tree(country / "dist") == first


def test_a_copy_of_the_output_is_known_by_its_bytes(
    country: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = tree(country / "dist")
    (country / "dist").rename(country / "moved")
    shutil.copytree(country / "moved", country / "dist")
    names: list[str] = []
    work = order.make_batch
    monkeypatch.setattr(order, "make_batch", lambda *a: names.append("made") or work(*a))
    assert not build(country)
    assert not names
    assert tree(country / "dist") == first


def test_a_change_in_any_folder_of_the_engine_makes_everything_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert cache.SOURCE == ROOT / "src" / "gongkai"
    source = tmp_path / "gongkai"
    shutil.copytree(cache.SOURCE, source, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(cache, "SOURCE", source)
    keys = {cache.engine(ROOT)}
    folders = {path.parent for path in source.rglob("*.py")}
    for folder in folders:
        path = next(folder.glob("*.py"))
        path.write_text(path.read_text(encoding="utf-8") + "# changed\n", encoding="utf-8")
        keys.add(cache.engine(ROOT))
    assert len(keys) == 1 + len(folders) > 1
