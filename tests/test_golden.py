"""A miniature country makes exactly this package. `pytest --bless` accepts what it makes now."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from itertools import zip_longest
from pathlib import Path

import pytest

import weight
from conftest import ROOT, command, lay_out, tree

GOLDEN = ROOT / "tests" / "golden"
MEANT = "if you mean it: pytest tests/test_golden.py --bless, and read the diff of tests/golden/"
_MOST = 400  # characters of a line that are shown


def is_data(path: str) -> bool:
    """The files that readers of the data rely on: tables, slices, badges, not pages.

    The crate has the sizes of formats whose bytes follow from the versions of libraries.
    """
    kind = Path(path).suffix in (".csv", ".json", ".svg")
    return kind and not path.startswith("static/") and path != "data/ro-crate-metadata.json"


def differences(made: Mapping[str, bytes], expected: Mapping[str, bytes]) -> Iterator[str]:
    """Each file that differs, with the first line that does; files on one side alone."""
    for path in sorted(made.keys() | expected.keys()):
        if path not in expected:
            yield f"+ {path} is made, and not expected"
        elif path not in made:
            yield f"- {path} is expected, and not made"
        elif made[path] != expected[path]:
            lines = [one[path].decode(errors="replace").split("\n") for one in (expected, made)]
            pairs = enumerate(zip_longest(*lines, fillvalue="(end of file)"), 1)
            number, pair = next((n, pair) for n, pair in pairs if pair[0] != pair[1])
            was, now = (line[:_MOST] for line in pair)
            yield f"  {path}, line {number}:\n    - {was}\n    + {now}"


def test_pages_of_the_miniature_country_are_light_too(golden: Path) -> None:
    """A report that is nearly all blanks, the form of 2019, a document without tables."""
    for path in golden.rglob("index.html"):
        weight.assert_page(path, golden)
    blank = (golden / "yangsheng/general-office/2019/index.html").read_text(encoding="utf-8")
    assert "空白" in blank
    assert "251,000.50 元" in blank
    assert "−1" in blank
    assert "+19" in blank
    none = (golden / "yangsheng/jiashi/yixian/2014-report-card/index.html").read_text(
        encoding="utf-8"
    )
    assert "这份文件没有官方格式的表格" in none


def test_the_miniature_country_makes_exactly_this_package(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    lay_out(tmp_path, GOLDEN / "content")
    done = command("--lang", "en", root=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (
        "118 of 166 sums in the tables add up, in 2 the original does not add up, 46 cannot be checked (blank cells)"
        in done.stdout
    )
    made = {path: data for path, data in tree(tmp_path / "dist").items() if is_data(path)}
    expected = GOLDEN / "expected"
    if pytestconfig.getoption("bless"):
        shutil.rmtree(expected, ignore_errors=True)
        for path, data in made.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_bytes(data)
    found = list(differences(made, tree(expected)))
    if found:
        pytest.fail("\n".join(["the package is another one:", *found, MEANT]), pytrace=False)


def test_what_differs_is_told_with_its_path_and_its_first_line() -> None:
    made = {"a.csv": b"x\n1\n2\n", "same.csv": b"", "new.csv": b"n\n"}
    assert list(differences(made, {"a.csv": b"x\n1\n3\n3\n", "same.csv": b"", "old.csv": b""})) == [
        "  a.csv, line 3:\n    - 3\n    + 2",
        "+ new.csv is made, and not expected",
        "- old.csv is expected, and not made",
    ]
