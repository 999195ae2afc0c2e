"""`build.py serve`: a page when it is looked at, ranges of bytes, and the news of a change."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conftest import CITY, PATIENCE, ROOT, tree
from gongkai.build import minified

SCRIPT = b"<script defer src=/__live.js></script>"


class Site:
    """A running server: its port, and the project it shows."""

    def __init__(self, root: Path, port: int) -> None:
        self.root, self.port = root, port
        self.opened: list[http.client.HTTPConnection] = []
        self.answers: list[http.client.HTTPResponse] = []

    def ask(self, path: str, method: str = "GET", **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        self.opened.append(connection)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, f"/{path}", headers=names)
        answer = connection.getresponse()
        self.answers.append(answer)
        return answer

    def close(self) -> None:
        for opened in (*self.answers, *self.opened):
            opened.close()

    def read(self, path: str) -> bytes:
        return self.ask(path).read()


@contextmanager
def served(root: Path) -> Iterator[Site]:
    """A project served by the program itself, as its user starts it."""
    process = subprocess.Popen(
        [sys.executable, "-u", str(ROOT / "build.py"), "serve", "--port", "0", "--root", str(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
    )
    assert process.stdout is not None
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", process.stdout.readline())
    assert found
    site = Site(root, int(found[1]))
    yield site
    site.close()
    process.send_signal(signal.SIGINT)
    process.wait(PATIENCE)
    process.stdout.close()
    assert process.returncode == 0


@pytest.fixture(scope="module")
def shown(country: Path) -> Iterator[Site]:
    """The made-up country, only to be looked at."""
    with served(country) as site:
        yield site


@pytest.fixture
def site(project: Path) -> Iterator[Site]:
    """A copy, to be changed."""
    with served(project) as found:
        yield found


def test_every_file_of_the_site_is_served_as_it_is_built(shown: Site, dist: Path) -> None:
    built = tree(dist)
    for path, data in built.items():
        # The list of the files of the package is known once it has been built; the API is of it.
        if path.endswith(".xlsx") or re.match(r"([a-z]{2}/)?data/|api/", path):
            continue
        answer = shown.ask(path)
        assert answer.status == 200, path
        data = built.get(minified.source(path), data)  # scripts and styles as they were written
        assert answer.read().replace(SCRIPT, b"") == data, path


def test_a_folder_is_its_page_and_an_unknown_one_says_so(shown: Site) -> None:
    assert b"<h1>" in shown.read("yunze/qingwu/")
    moved = shown.ask("yunze/qingwu")
    assert (moved.status, moved.getheader("Location")) == (301, "/yunze/qingwu/")
    missing = shown.ask("yunze/nowhere/")
    assert missing.status == 404
    assert b"<h1" in missing.read()


@pytest.mark.parametrize(
    ("asked", "status", "expected", "begin", "end"),
    [
        pytest.param("bytes=0-9", 206, "bytes 0-9/{n}", 0, 10, id="the first ten"),
        pytest.param("bytes=10-", 206, "bytes 10-{last}/{n}", 10, None, id="all but ten"),
        pytest.param("bytes=-5", 206, "bytes {tail}-{last}/{n}", -5, None, id="the last five"),
        pytest.param(
            "bytes=0-99999999", 206, "bytes 0-{last}/{n}", 0, None, id="more than there is"
        ),
        pytest.param("bytes=99999999-", 416, "bytes */{n}", 0, 0, id="beyond the end"),
        pytest.param("bytes=a-b", 200, None, 0, None, id="no range at all"),
        pytest.param("bytes=-", 200, None, 0, None, id="an empty one"),
    ],
)
def test_a_range_of_bytes(
    shown: Site, asked: str, status: int, expected: str | None, begin: int, end: int | None
) -> None:
    whole = (ROOT / "site" / "static" / "style.css").read_bytes()
    answer = shown.ask("static/style.css", Range=asked)
    known = {"n": len(whole), "last": len(whole) - 1, "tail": len(whole) - 5}
    assert answer.status == status
    assert answer.getheader("Content-Range") == (expected and expected.format(**known))
    assert answer.read() == whole[begin:end]


def test_a_head_has_no_body(shown: Site) -> None:
    answer = shown.ask("static/style.css", "HEAD")
    assert int(answer.getheader("Content-Length") or 0) > 1000
    assert answer.read() == b""


@pytest.mark.parametrize(
    "path",
    [
        "static/../../pyproject.toml",
        "static/%2e%2e/templates/base.html",
        "..%2fREADME.md",
        "static//style.css",
    ],
)
def test_nothing_outside_the_site_is_served(shown: Site, path: str) -> None:
    assert shown.ask(path).status == 404


def test_another_host_name_is_not_answered(shown: Site) -> None:
    assert shown.ask("", Host=f"evil.example:{shown.port}").status == 403
    assert shown.ask("", Host=f"localhost:{shown.port}").status == 200


def test_an_edit_is_told_and_shown(site: Site) -> None:
    """How soon is measured by the benchmark."""
    page, file = "yunze/qingwu/2023/", site.root / CITY
    assert b"4,053" in site.read(page)
    site.read("findings/")
    news = site.ask("__live")
    text = file.read_text(encoding="utf-8")
    title = "title: 青梧市人民政府2023年政府信息公开工作年度报告"
    assert title in text
    file.write_text(text.replace(title, f"{title}（样本）"), encoding="utf-8")
    assert news.fp is not None
    assert news.fp.readline() == b"data: changed\n"
    assert "（样本）".encode() in site.read(page)
    for other in ("findings/", "yunze/qingwu/data.csv"):
        answer = site.ask(other)
        answer.read()
        assert answer.status == 200


def test_a_file_that_cannot_be_read_is_told_on_its_page_and_heals(site: Site) -> None:
    page, file = "yunze/qingwu/2023/", site.root / CITY
    text = file.read_text(encoding="utf-8")
    news = site.ask("__live")
    file.write_text(text.replace("kind: annual-report", "kind: ["), encoding="utf-8")
    assert news.fp is not None
    news.fp.readline()
    answer = site.ask(page)
    body = answer.read()
    assert answer.status == 500
    assert f"{CITY}:".encode() in body
    assert SCRIPT in body
    assert site.ask("hailan/").status == 200
    file.write_text(text, encoding="utf-8")
    deadline = time.monotonic() + PATIENCE
    while site.ask(page).status != 200:
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_change_of_a_template_is_shown(site: Site) -> None:
    site.read("about/")
    news = site.ask("__live")
    template = site.root / "site" / "templates" / "prose.html"
    text = template.read_text(encoding="utf-8")
    template.write_text(
        text.replace("{% block main %}", "{% block main %}<p>changed</p>"), encoding="utf-8"
    )
    assert news.fp is not None
    news.fp.readline()
    assert b"<p>changed</p>" in site.read("about/")
