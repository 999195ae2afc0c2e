"""`build.py validate`: what a reader of packages that is not ours finds in the finished package."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import command


@pytest.fixture
def out(golden: Path, tmp_path: Path) -> Path:
    """A package of the miniature country, to be spoiled."""
    shutil.copytree(golden / "data", tmp_path / "out/data")
    return tmp_path / "out"


def change(file: Path, row: int, column: str, text: str) -> None:
    """Put a text into a cell; rows count from 1 with the header."""
    lines = file.read_text(encoding="utf-8").split("\n")
    cells = lines[row - 1].split(",")
    cells[lines[0].split(",").index(column)] = text
    lines[row - 1] = ",".join(cells)
    file.write_text("\n".join(lines), encoding="utf-8", newline="")


def test_a_sound_package(out: Path) -> None:
    done = command("validate", "--out", str(out), "--lang", "en")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "the data package: 0 problems in 0 files\n"
    done = command("validate", "--out", str(out), "--lang", "zh")
    assert done.stdout == "数据包：0 个文件有问题，共 0 处\n"


CHANGED = (
    "size or sha256 is not that in datapackage.json: the file was changed after the build [package]"
)


def test_what_is_spoiled_is_named_by_file_and_row(out: Path) -> None:
    """A cell of another type or code, an empty one, a broken reference, a key twice, no file."""
    change(out / "data/requests.csv", 4, "count", "many")
    change(out / "data/requests.csv", 5, "state", "numb")
    change(out / "data/reviews.csv", 3, "report", "no/where/2020")
    change(out / "data/panel.csv", 2, "year", "")
    codes = (out / "data/codes.csv").read_bytes()
    rows = codes.count(b"\n")
    (out / "data/codes.csv").write_bytes(codes + codes.split(b"\n")[1] + b"\n")
    (out / "data/breaks.csv").unlink()
    done = command("validate", "--out", str(out), "--lang", "en")
    assert done.returncode == 1
    *found, last = done.stdout.splitlines()
    found = [re.sub("enum .*", "enum … [package]", line) for line in found]
    assert [line for line in found if CHANGED not in line] == [
        "data/breaks.csv:1:1: the file is not there [package]",
        f"data/codes.csv:{rows + 1}:1: the key of this row stands in a row above already [package]",
        "data/panel.csv:2:4: year: nothing stands here, though the table requires it [package]",
        "data/requests.csv:4:4: count: found many, expected is integer [package]",
        "data/requests.csv:5:5: state: found numb, expected is enum … [package]",
        "data/reviews.csv:3:1: report: found no/where/2020, which is no id of the table reports [package]",
    ]
    assert [line for line in found if CHANGED in line] == [
        f"data/{name}.csv:1:1: {CHANGED}" for name in ("codes", "panel", "requests", "reviews")
    ]
    assert last == "the data package: 10 problems in 5 files"
    done = command("validate", "--out", str(out), "--lang", "zh")
    assert "data/requests.csv:4:4: count：这里是 many，应为 integer [package]" in done.stdout
    assert "data/breaks.csv:1:1: 没有这个文件 [package]" in done.stdout
    assert done.stdout.endswith("数据包：5 个文件有问题，共 10 处\n")


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda data: b"x" + data, "the names of the columns are not those of the table"),
        (lambda data: data.rstrip(b"\n") + b",1\n", "the row has not as many cells as"),
        (lambda data: data + b"\xff\n", "the file is not UTF-8"),
    ],
)
def test_a_table_that_is_none(out: Path, spoil: Callable[[bytes], bytes], message: str) -> None:
    file = out / "data/rules.csv"
    file.write_bytes(spoil(file.read_bytes()))
    done = command("validate", "--out", str(out), "--lang", "en")
    assert done.returncode == 1
    assert message in done.stdout


@pytest.mark.parametrize("text", ["{", '{"name": "gongkai", "shard": [1, 2]}', "[]"])
def test_what_describes_no_package(out: Path, text: str) -> None:
    (out / "data/datapackage.json").write_text(text)
    done = command("validate", "--out", str(out), "--lang", "en")
    assert done.returncode == 1
    assert done.stdout.splitlines()[0] == (
        "data/datapackage.json:1:1: this is no description of a data package that can be read [package]"
    )


def test_where_nothing_was_built(tmp_path: Path) -> None:
    done = command("validate", "--out", str(tmp_path), "--lang", "zh")
    assert done.returncode == 2
    assert "里没有数据包；请运行：python build.py" in done.stderr
