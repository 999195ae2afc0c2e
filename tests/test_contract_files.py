"""Whatever is wrong with a file of ours, it is told with file, line and column; never a traceback."""

from __future__ import annotations

import copy
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT
from gongkai import console, publish, write
from gongkai.crew import crew
from gongkai.ours import UnreadableError
from gongkai.project import read_project
from gongkai.words import read_words

GOLDEN = ROOT / "tests" / "golden" / "content"
FILES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("datapackage", "site/locale")
    for path in (ROOT / folder).rglob("*.yaml")
)
OTHERS: list[Any] = [None, 7, "x", True, [], {}, ["x"], {"x": "y"}, [None]]


@pytest.fixture
def country(tmp_path: Path) -> Path:
    """The miniature country as a project of its own."""
    shutil.copytree(GOLDEN, tmp_path / "content")
    for name in ("datapackage", "site"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def spots(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Where every key and every item of a file stands."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, inner in pairs:
        yield (*path, key)
        if isinstance(inner, dict | list):
            yield from spots(inner, (*path, key))


def mutants(whole: Any) -> Iterator[tuple[str, Any]]:
    """A file with one place changed: gone, under another key, twice, or of another kind."""
    for path in spots(whole):

        def changed(change: Callable[[Any, Any], None], path: tuple[Any, ...] = path) -> Any:
            made = copy.deepcopy(whole)
            holder = made
            for step in path[:-1]:
                holder = holder[step]
            change(holder, path[-1])
            return made

        yield f"{path} gone", changed(lambda holder, key: holder.pop(key))
        if isinstance(path[-1], str):
            yield f"{path} misspelt", changed(lambda h, k: h.update({f"{k}x": h.pop(k)}))
        else:
            yield f"{path} twice", changed(lambda h, k: h.insert(k, copy.deepcopy(h[k])))
        for other in OTHERS:
            yield f"{path} is {other}", changed(lambda h, k, o=other: h.__setitem__(k, o))


def tried(root: Path, build: bool) -> None:
    """Read, check and build a project in this process. Raises UnreadableError, and nothing else."""
    read_project.cache_clear()
    words = read_words(root, "en")
    with crew(1) as run:
        said = publish.check(root, words, run)
        list(console.text(said, words))
        if said.fine and build:
            with write.output(root / "dist", root) as output:
                publish.build(root, output, words, run)


def told(error: UnreadableError) -> bool:
    return bool(error.problems) and all(
        problem.path.startswith(("datapackage", "site/"))
        and problem.line > 0
        and problem.column > 0
        for problem in error.problems
    )


def run_mutants(country: Path, path: str, take: int | None, build: bool) -> None:
    file = country / path
    before = file.read_bytes()
    every = list(mutants(yaml.safe_load(before)))
    if take is not None:
        every = random.Random(path).sample(every, min(take, len(every)))
    for what, changed in every:
        file.write_text(yaml.safe_dump(changed, allow_unicode=True, sort_keys=False), "utf-8")
        try:
            tried(country, build)
        except UnreadableError as error:
            if not told(error):
                raise
        except Exception as error:
            raise AssertionError(f"{path}: {what}: {error!r}") from error
    file.write_bytes(before)


@pytest.mark.parametrize("path", FILES)
def test_a_spoiled_file_is_told_at_its_place(country: Path, path: str) -> None:
    run_mutants(country, path, 8, build=False)
    run_mutants(country, path, 1, build=True)


@pytest.mark.long
@pytest.mark.parametrize("path", FILES)
def test_every_spoiled_file_is_told_at_its_place(country: Path, path: str) -> None:
    run_mutants(country, path, None, build=False)
    run_mutants(country, path, 30, build=True)
