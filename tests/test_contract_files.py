"""Whatever is wrong with a file of ours, it is told with file, line and column; never a traceback."""

from __future__ import annotations

import copy
import random
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from conftest import ROOT
from gongkai.build import order
from gongkai.build import output as write
from gongkai.build.executors import executors
from gongkai.build.project import read_project
from gongkai.build.results import as_text
from gongkai.cli.main import main
from gongkai.text.ours import UnreadableError
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


CHANGES: dict[str, Callable[[Any, Any], object]] = {
    "gone": lambda holder, key: holder.pop(key),
    "misspelt, or twice": lambda holder, key: (
        holder.update({f"{key}x": holder.pop(key)})
        if isinstance(holder, dict)
        else holder.insert(key, copy.deepcopy(holder[key]))
    ),
    **{str(o): lambda holder, key, o=o: holder.__setitem__(key, copy.deepcopy(o)) for o in OTHERS},
}


def changed(whole: Any, path: tuple[Any, ...], change: str) -> str:
    """The text of a file with one place changed: gone, another key, twice, or of another kind."""
    made = holder = copy.deepcopy(whole)
    for step in path[:-1]:
        holder = holder[step]
    CHANGES[change](holder, path[-1])
    return yaml.safe_dump(made, allow_unicode=True, sort_keys=False)


def tried(root: Path, build: bool) -> None:
    """Read, check and build a project in this process. Raises UnreadableError, and nothing else."""
    read_project.cache_clear()
    words = read_words(root, "en")
    with executors(1) as run:
        outcome = order.check(root, words, run)
        list(as_text(outcome, words))
        if outcome.fine and build:
            with write.output(root / "dist", root) as output:
                order.build(root, output, words, run)


def has_places(error: UnreadableError) -> bool:
    return bool(error.problems) and all(
        problem.path.startswith(("datapackage", "site/"))
        and problem.line > 0
        and problem.column > 0
        for problem in error.problems
    )


def run_mutants(country: Path, path: str, take: int | None, build: bool) -> None:
    file = country / path
    before = file.read_bytes()
    whole = yaml.safe_load(before)
    every = [(spot, change) for spot in spots(whole) for change in CHANGES]
    if take is not None:
        every = random.Random(path).sample(every, min(take, len(every)))
    for spot, change in every:
        file.write_text(changed(whole, spot, change), encoding="utf-8")
        try:
            tried(country, build)
        except UnreadableError as error:
            if not has_places(error):
                raise
        except Exception as error:
            raise AssertionError(f"{path}: {spot} {change}: {error!r}") from error
    file.write_bytes(before)


def test_a_spoiled_file_is_told_at_its_place(country: Path) -> None:
    for path in FILES:
        run_mutants(country, path, 2, build=False)


@pytest.mark.long
@pytest.mark.parametrize("path", FILES)
def test_every_spoiled_file_is_told_at_its_place(country: Path, path: str) -> None:
    run_mutants(country, path, None, build=False)
    run_mutants(country, path, 30, build=True)


NO_TEXT = {
    "not UTF-8": "标题".encode("gb18030"),
    "empty": b"",
    "a list": b"- a\n- b\n",
    "a text": b"abc\n",
    "cut short": b"a: [1, 2\n",
    "an alias": b"a: &a [*a]\n",
    "a tag": b"a: !!python/object:os.system x\n",
    "deep": b"a: " + b"[" * 5000,
    "large": b"a: " + b"x" * 300_000,
    "null": b"null\n",
    "NUL": b"a: \0\n",
}


@pytest.mark.parametrize("every", [False, pytest.param(True, marks=pytest.mark.long)])
@pytest.mark.parametrize("path", FILES)
def test_a_file_that_is_no_such_file_is_told(country: Path, path: str, every: bool) -> None:
    """With a third of what is none, each file with another one; `make test-all` tries all."""
    step = 1 if every else 4
    for what, data in list(NO_TEXT.items())[FILES.index(path) % step :: step]:
        (country / path).write_bytes(data)
        with pytest.raises(UnreadableError) as found:
            tried(country, build=False)
        assert has_places(found.value), what
        assert path in {problem.path for problem in found.value.problems}  # and whoever names it
    (country / path).unlink()
    if path.count("/") == 1 or "locale" in path:
        with pytest.raises(UnreadableError, match="no-file"):
            tried(country, build=False)


CASES = [  # file, what stands there, what is put in its place, where it is told, and what is said
    ("forms/2021.yaml", "handled = sum(outcomes)", "handled = total(outcomes)", "formula: “handled = total(outcomes)” is not spelt"),
    ("forms/2021.yaml", "handled = sum(outcomes)", "handled = sum(outcome)", "formula: “outcome” is not known"),
    ("forms/2021.yaml", "rule: requests-sum", "rule: request-sum", "rule: “request-sum” is not known"),
    ("forms/2021.yaml", "code: carried_in,", "code: received,", "received stands here a second time"),
    ("forms/2021.yaml", "layout: across", "layout: cross", "layout: “cross” is not known"),
    ("indicators.yaml", "growth_of: received", "growth_of: recieved", "is not known"),
    ("rules.yaml", "severity: warning", "severity: warn", "severity: “warn” is not known"),
    ("peers.yaml", "least: 10", "least: ten", "least: expected a whole number of 1 or more, found “ten”"),
    ("schemas/findings.yaml", "primaryKey: [report, rule, place]", "primaryKey: [report, ruel]", "“ruel” is not known"),
    ("schemas/rules.yaml", "codes_of: findings.severity", "codes_of: findings.severities", "is not known"),
    ("files.yaml", "type: sha256", "type: sha512", "type: “sha512” is not known"),
    ("files.yaml", "codes_of: reports.kind", "codes_of: reports.kinds", "is not known"),
    ("datapackage.yaml", "homepage: null", "homepage: ftp://x", "homepage: “ftp://x” is no address"),
    ("datapackage.yaml", "homepage: null", "homepage: https://例子.中国/公开", "write https://… without ? and #, in ASCII"),
    ("datapackage.yaml", "contact: null", "contact: nobody", "contact: “nobody” is no mailbox"),
    ("datapackage.yaml", "doi: null", "doi: https://doi.org/10.5281/x", "doi: “https://doi.org/10.5281/x” is not spelt"),
    ("terms.yaml", "items:", "itens:", "items is missing"),
    ("glossary.yaml", "rendering: ours", "rendering: our", "rendering: “our” is not known"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "old", "new", "phrase"), CASES, ids=lambda value: value[:40])
def test_what_is_wrong_is_said(country: Path, path: str, old: str, new: str, phrase: str) -> None:
    file = country / "datapackage" / path
    before = file.read_text(encoding="utf-8")
    assert old in before
    file.write_text(before.replace(old, new, 1), encoding="utf-8")
    line = before[: before.index(old)].count("\n") + 1
    done = CliRunner().invoke(main, ["check", "--lang", "en", "--root", str(country)])
    assert done.exit_code == 1
    assert phrase in done.output
    assert re.search(rf"^datapackage/{path}:({line}|\d+):\d+: ", done.output, re.M)
    assert "Traceback" not in done.output


@pytest.mark.parametrize(
    ("path", "old", "key"),
    [
        pytest.param("forms/2021.yaml", "    layout: across\n", "layout", id="of a part of a form"),
        pytest.param("forms/2021.yaml", "source:", "source", id="of a form"),
        pytest.param("schemas/findings.yaml", "primaryKey:", "primaryKey", id="of a schema"),
        pytest.param("schemas/rules.yaml", "  type: string\n", "type", id="of a column"),
    ],
)
def test_a_missing_key_stops_a_build_before_anything_is_made(
    country: Path, path: str, old: str, key: str
) -> None:
    file = country / "datapackage" / path
    before = file.read_text(encoding="utf-8")
    assert old in before
    new = "" if old.endswith("\n") else f"un{old}"
    file.write_text(before.replace(old, new, 1), encoding="utf-8")
    done = CliRunner().invoke(main, ["--workers", "1", "--lang", "en", "--root", str(country)])
    assert done.exit_code == 1
    assert re.search(rf"^datapackage/{path}:\d+:\d+: {key} is missing", done.output, re.M)
    assert not (country / "dist").exists()


def test_a_template_that_is_none_is_told_by_line(country: Path) -> None:
    (country / "site/templates/home.html").write_text("{% extends 'base.html' %}\n{% if %}")
    done = CliRunner().invoke(main, ["--workers", "1", "--lang", "en", "--root", str(country)])
    assert done.exit_code == 1
    assert "site/templates/home.html:2:1: the template is at fault here" in done.output


@pytest.mark.parametrize("sentence", ["'{what'", "'{nobody}'", "'{0}'", "'{what!x}'"])
def test_a_sentence_whose_gaps_nobody_fills_is_told(country: Path, sentence: str) -> None:
    file = country / "site/locale/en.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(f"{text}zz: {sentence}\n", encoding="utf-8")
    with pytest.raises(UnreadableError) as found:
        read_words(country, "en")("zz", what=1)
    assert has_places(found.value)
