"""Whatever a browser asks of `serve`, it gets an answer: no traceback, no link followed, no hang."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from gongkai.build.preview import Preview
from gongkai.cli.server import Server


class Files(Preview):
    """The files of the look and of the last build; there is nothing else to be shown."""

    def __init__(self, root: Path) -> None:
        self.root, self._built = root, root / "dist"

    def find(self, path: str) -> bytes | None:
        if path == "broken.html":
            raise ZeroDivisionError("by design")
        return b"<html><head></head>" if path in ("index.html", "404.html") else self._static(path)


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    root = tmp_path_factory.mktemp("served")
    for folder in ("site/static", "dist/data"):
        (root / folder).mkdir(parents=True)
    (root / "secret").write_text("not for the public", encoding="utf-8")
    for name in ("site/static/style.css", "dist/data/own.csv"):
        (root / name).write_text("0123456789", encoding="utf-8")
    (root / "dist/data/link.csv").symlink_to(root / "secret")
    (root / "dist/data/nowhere.csv").symlink_to("nothing")
    (root / "dist/data/folder").symlink_to(root, target_is_directory=True)
    (root / "site/static/link.css").symlink_to(root / "secret")
    os.mkfifo(root / "dist/data/pipe.csv")
    server = Server(Files(root), 0, print)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def ask(port: int, request: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 60) as one:
        one.sendall(request)
        answer = b""
        while piece := one.recv(65536):
            answer += piece
        return answer


def get(port: int, path: bytes, *headers: bytes) -> bytes:
    lines = [b"GET " + path + b" HTTP/1.1", b"Host: 127.0.0.1", b"Connection: close", *headers]
    return ask(port, b"\r\n".join([*lines, b"", b""]))


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (b"/static/style.css", 200),
        (b"/data/own.csv", 200),
        (b"/data/own.csv?" + b"x" * 5000, 200),
        (b"/data/link.csv", 404),
        (b"/data/nowhere.csv", 404),
        (b"/data/folder/secret", 404),
        (b"/data/folder/dist/data/own.csv", 404),
        (b"/static/link.css", 404),
        (b"/data/pipe.csv", 404),
        (b"/data", 404),
        (b"/static/" + b"a" * 300, 404),
        (b"/static/" + b"a" * 5000, 404),
        (b"/" + b"a/" * 20_000, 404),
        (b"/" + b"a" * 70_000, 414),
        (b"/static/%00", 404),
        (b"/data/own.csv%00", 404),
        (b"/static/../../secret", 404),
        (b"/static/%2e%2e/%2e%2e/secret", 404),
        (b"/data/own.csv/x", 404),
        (b"/%ff%fe", 404),
        (b"/\xff\xfe", 404),
        (b"//[", 404),
        (b"/%0d%0aX:%20y/", 404),
        (b"http://127.0.0.1/", 400),
        (b"*", 400),
        (b"/broken.html", 500),
    ],
    ids=lambda value: repr(value)[:40],
)
def test_every_path_gets_an_answer(port: int, path: bytes, status: int) -> None:
    answer = get(port, path)
    assert int(answer.split()[1]) == status
    assert b"Traceback" not in answer
    assert b"not for the public" not in answer


@pytest.mark.parametrize(
    ("asked", "status", "expected"),
    [
        (b"bytes=2-3", 206, b"23"),
        (b"bytes=" + b"9" * 5000 + b"-", 416, b""),
        (b"bytes=0-" + b"9" * 5000, 206, b"0123456789"),
        (b"bytes=-" + b"9" * 5000, 206, b"0123456789"),
        (b"bytes=" + b"0" * 5000 + b"8-", 206, b"89"),
        (b"bytes=5-2", 416, b""),
        (b"bytes=-0", 416, b""),
        (b"bytes=\xb2-3", 200, b"0123456789"),
        (b"bytes=1-2,4-5", 200, b"0123456789"),
        (b"lines=1-2", 200, b"0123456789"),
        (b"", 200, b"0123456789"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_every_range_gets_an_answer(port: int, asked: bytes, status: int, expected: bytes) -> None:
    head, _, body = get(port, b"/data/own.csv", b"Range: " + asked).partition(b"\r\n\r\n")
    assert (int(head.split()[1]), body) == (status, expected)


@pytest.mark.parametrize(
    "request_",
    [
        pytest.param(b"\x00\x01\r\n\r\n", id="no request"),
        pytest.param(b"GET / HTTP/9.9\r\n\r\n", id="another version"),
        pytest.param(b"GET / HTTP/1.1\r\nConnection: close\r\n\r\n", id="no host"),
        pytest.param(b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", id="another method"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: " + b"a" * 70_000 + b"\r\n\r\n", id="a long header"),
        pytest.param(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n" + b"X: a\r\n" * 200 + b"\r\n", id="many headers"),
    ],
)  # fmt: skip
def test_every_request_gets_an_answer(port: int, request_: bytes) -> None:
    answer = ask(port, request_)
    assert answer
    assert b"Traceback" not in answer
