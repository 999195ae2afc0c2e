"""A miniature country makes exactly this package. `pytest --bless` accepts what it makes now."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

import weight
from conftest import ROOT, command, lay_out, tree

GOLDEN = ROOT / "tests" / "golden"


def is_data(path: str) -> bool:
    """The files that readers of the data rely on: tables, slices, badges, not pages."""
    return Path(path).suffix in (".csv", ".json", ".svg") and not path.startswith("static/")


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
    assert "这份文件没有三张官方表格" in none


def test_the_miniature_country_makes_exactly_this_package(
    tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    lay_out(tmp_path, GOLDEN / "content")
    done = command("--lang", "en", root=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "118 of 166 identities hold, 2 as printed, 46 not assessable" in done.stdout
    made = {path: data for path, data in tree(tmp_path / "dist").items() if is_data(path)}
    expected = GOLDEN / "expected"
    if pytestconfig.getoption("bless"):
        shutil.rmtree(expected, ignore_errors=True)
        for path, data in made.items():
            (expected / path).parent.mkdir(parents=True, exist_ok=True)
            (expected / path).write_bytes(data)
    wanted = tree(expected)
    assert made.keys() == wanted.keys()
    different = [path for path in wanted if made[path] != wanted[path]]
    assert different == []
