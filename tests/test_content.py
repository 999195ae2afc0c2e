"""What stands in content/ is sound, whatever its figures are; nothing here knows one of them."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from conftest import ROOT, command, process

HERE = Path(__file__).resolve().parent
REPORTS = ROOT / "content" / "reports"


@pytest.fixture(scope="module")
def ours(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of content/ itself, built as a user builds it."""
    out = tmp_path_factory.mktemp("ours") / "dist"
    done = process("--out", str(out), root=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def test_the_content_is_sound() -> None:
    done = command("check", root=ROOT)
    assert done.returncode == 0, done.stdout


def test_the_content_is_built_with_a_page_for_each_report(ours: Path) -> None:
    for file in REPORTS.rglob("*.yaml"):
        report = file.relative_to(REPORTS).with_suffix("")
        for folder in ("", "en"):
            assert (ours / folder / report / "index.html").is_file(), report


def test_the_package_of_the_content_is_valid(ours: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", "data/datapackage.json"],
        cwd=ours,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout


def test_the_links_of_the_content_lead_somewhere(ours: Path) -> None:
    lychee = Path(sys.executable).parent / "lychee"
    words = [lychee, "--offline", "--include-fragments", "--no-progress", "--root-dir", ours, ours]
    words += ["--exclude", "explore/index.html#"]  # no fragment: what is chosen there
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


# -- the tests of the engine stand on made-up reports ------------------------------------------


def engine_tests() -> Iterator[Path]:
    """Every program and every report of the tests, but this file."""
    for file in sorted([*HERE.rglob("*.py"), *HERE.rglob("*.yaml")]):
        if file != Path(__file__).resolve():
            yield file


def test_no_test_of_the_engine_names_a_report_of_the_content() -> None:
    reports = {f.relative_to(REPORTS).with_suffix("").as_posix() for f in REPORTS.rglob("*.yaml")}
    assert reports
    named = re.compile(
        rf"(?<![\w/-])(?:content/reports/)?({'|'.join(map(re.escape, sorted(reports)))})(?![\w-])"
    )
    found = [
        f"{file.relative_to(HERE)}:{number}: {line.strip()[:80]}"
        for file in engine_tests()
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if named.search(line)
    ]
    assert found == []


def test_no_made_up_place_of_the_tests_is_one_of_the_content() -> None:
    def ids(folder: Path) -> set[str]:
        return {f.relative_to(folder).with_suffix("").as_posix() for f in folder.rglob("*.yaml")}

    made_up = [path for path in HERE.rglob("reports") if path.is_dir()]
    assert made_up
    for folder in made_up:
        assert not ids(folder) & ids(REPORTS), folder
