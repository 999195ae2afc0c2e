"""`build.py setup`: what a fresh clone needs, with Python alone; `make` and the deploy call it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from conftest import PATIENCE, ROOT

HASHES = "--require-hashes --only-binary=:all: --no-deps --no-compile"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone whose environment has a Python that only notes how it is called."""
    shutil.copy(ROOT / "build.py", tmp_path)
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("", "-dev", "-bench"):
        (tmp_path / f"requirements{name}.txt").write_text("# nothing\n")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text('#!/bin/sh\necho "$@" >> "$(dirname "$0")/../said"\nexit ${FAILS:-0}\n')
    python.chmod(0o755)
    return tmp_path


def setup(root: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    # -S: without the packages that are installed here, as in a fresh clone.
    return subprocess.run(
        [sys.executable, "-S", str(root / "build.py"), "setup", *arguments],
        cwd=root, env=os.environ | env, capture_output=True, text=True, timeout=PATIENCE,
    )  # fmt: skip


def said(root: Path) -> list[str]:
    """How the Python of the environment was called since the last time."""
    file = root / ".venv" / "said"
    lines = [line.replace(f"{root}/", "") for line in file.read_text().splitlines()]
    file.write_text("")
    return lines


def test_it_installs_once_and_builds_with_the_options_of_a_build(clone: Path) -> None:
    assert setup(clone, "--out", "site", "--contact", "").returncode == 0
    install, build = said(clone)
    assert install.endswith(f"install {HASHES} -r requirements.txt")
    assert build.split(" ") == ["build.py", "--out", "site", "--contact", ""]
    assert setup(clone).returncode == 0
    assert said(clone) == ["build.py"]
    later = (clone / ".venv" / "site.stamp").stat().st_mtime + 10
    os.utime(clone / "requirements.txt", (later, later))
    assert setup(clone, "--only", "site").returncode == 0
    assert [line.endswith("-r requirements.txt") for line in said(clone)] == [True]


def test_the_tools_of_the_tests_hold_those_of_the_site(clone: Path) -> None:
    assert setup(clone, "--only", "test").returncode == 0
    assert [line.rpartition(" ")[2] for line in said(clone)] == ["requirements-dev.txt"]
    assert setup(clone).returncode == 0
    assert said(clone) == ["build.py"]


def test_what_cannot_be_installed_is_said_in_both_languages(clone: Path) -> None:
    done = setup(clone, FAILS="1")
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)
    assert re.search("[一-鿿]", done.stderr)
    assert "could not install the packages" in done.stderr
    assert not (clone / ".venv" / "site.stamp").exists()
    assert setup(clone, PYTHONIOENCODING="ascii", FAILS="1").returncode == 3


def test_the_exit_code_is_that_of_the_build(clone: Path) -> None:
    assert setup(clone, "--only", "site").returncode == 0
    assert setup(clone, FAILS="1").returncode == 1


@pytest.mark.long
def test_a_fresh_clone_gets_an_environment_of_its_own(clone: Path) -> None:
    shutil.rmtree(clone / ".venv")
    done = setup(clone, "--only", "site")
    assert done.returncode == 0, done.stderr
    python = clone / ".venv" / "bin" / "python"
    where = subprocess.run([python, "-c", "import sys; print(sys.prefix)"], capture_output=True, text=True)  # fmt: skip
    assert Path(where.stdout.strip()).resolve() == (clone / ".venv").resolve()


def test_make_has_no_other_way_to_install() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "pip" not in text.replace("uv pip", "")
    assert "-m venv" not in text
    assert len(re.findall(r"\$\(SETUP\)", text)) == 4


# -- the deploy


def deploy() -> dict[str, object]:
    path = ROOT / ".github/workflows/deploy.yml"
    steps = yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"]["build"]["steps"]
    (step,) = [one for one in steps if one.get("name") == "Build"]
    return step


@pytest.mark.parametrize("contact", ["", "b@c.example"])
def test_the_deploy_gives_the_addresses_of_the_repository_that_builds(
    clone: Path, contact: str
) -> None:
    (clone / ".venv" / "site.stamp").touch()
    env = {"REPOSITORY": "https://github.com/a/fork", "HOMEPAGE": "https://a.github.io/fork/", "CONTACT": contact}  # fmt: skip
    step = deploy()
    assert set(step["env"]) == set(env)  # type: ignore[call-overload]
    run = str(step["run"]).replace("python3", sys.executable)
    done = subprocess.run(["bash", "-e", "-c", run], cwd=clone, env=os.environ | env, capture_output=True, text=True)  # fmt: skip
    assert done.returncode == 0, done.stderr
    (called,) = said(clone)
    given = called.split(" ")[1:]
    assert dict(zip(given[::2], given[1::2], strict=True)) == {
        "--repository": env["REPOSITORY"], "--homepage": env["HOMEPAGE"], "--contact": contact,
    }  # fmt: skip


def test_the_homepage_of_a_deploy_is_that_of_pages_unless_a_variable_says_another() -> None:
    """The expression is GitHub's: here only that each way is in it, the variable first."""
    text = str(deploy()["env"]["HOMEPAGE"])  # type: ignore[index]
    assert (
        text.index("vars.HOMEPAGE")
        < text.index("{0}.github.io/'")
        < text.index("{0}.github.io/{1}/")
    )
