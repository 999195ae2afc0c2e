"""No link is followed, and nothing but files is read: refused in a sentence, and never a hang."""

from __future__ import annotations

import os
import shutil
import socket
from pathlib import Path

import pytest
from click.testing import CliRunner

from conftest import ROOT
from gongkai.cli.main import main

SECRET = "not for the public"


@pytest.fixture
def country(tmp_path: Path) -> Path:
    """The miniature country as a project of its own, beside a file that is none of its business."""
    root = tmp_path / "project"
    root.mkdir()
    shutil.copytree(ROOT / "tests" / "golden" / "content", root / "content")
    for name in ("datapackage", "site"):
        shutil.copytree(ROOT / name, root / name)
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "one.yaml").write_text(SECRET, encoding="utf-8")
    return root


def link(path: Path) -> None:
    path.symlink_to(outside(path) / "one.yaml")


def link_to_folder(path: Path) -> None:
    path.symlink_to(outside(path), target_is_directory=True)


def outside(path: Path) -> Path:
    return next(above for above in path.parents if above.name == "project").parent / "secret"


def dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def circle(path: Path) -> None:
    path.symlink_to(path.parent, target_is_directory=True)


def fifo(path: Path) -> None:
    os.mkfifo(path)


def unix_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as one:
        here = Path.cwd()
        os.chdir(path.parent)  # a name of a socket is short
        one.bind(path.name)
        os.chdir(here)


KINDS = [link, link_to_folder, dangling, circle, fifo, unix_socket]
PLACES = [
    *("site/static/x.css", "site/templates/x.html", "site/locale/x.yaml", "datapackage/x.yaml"),
    *("datapackage/forms/x.yaml", "content/reports/yangsheng/2020.yaml"),
]


def refused(root: Path, place: str) -> None:
    """Check and build both refuse a place, and nothing is written."""
    for asked in (["check"], []):
        done = CliRunner().invoke(main, [*asked, "--lang", "en", "--root", str(root)])
        assert done.exit_code == 1, done.output
        assert f"{place}:1:1: " in done.output
        assert "Traceback" not in done.output
        assert not (root / "dist").exists()


@pytest.mark.parametrize("place", PLACES)
def test_what_is_no_file_is_refused_where_it_stands(country: Path, place: str) -> None:
    (country / place).parent.mkdir(exist_ok=True)
    for make in KINDS:
        make(country / place)
        refused(country, place)
        (country / place).unlink()


@pytest.mark.parametrize(
    "place",
    [
        *("site", "site/static", "site/templates", "site/locale/en.yaml", "datapackage"),
        *("datapackage/forms", "datapackage/rules.yaml", "content", "content/reports"),
        *("content/jurisdictions", "content/pages", "content/pages/zh"),
    ],
)
def test_a_link_to_what_belongs_there_is_not_followed_either(
    country: Path, tmp_path: Path, place: str
) -> None:
    (country / place).rename(tmp_path / "aside")
    (country / place).symlink_to(tmp_path / "aside")
    refused(country, place)


def test_a_hard_link_is_a_file(country: Path) -> None:
    os.link(country / "site/static/style.css", country / "site/static/same.css")
    done = CliRunner().invoke(main, ["--workers", "1", "--root", str(country)])
    assert done.exit_code == 0, done.output
    assert (country / "dist/static/source/same.css").read_bytes() == (
        country / "site/static/style.css"
    ).read_bytes()
