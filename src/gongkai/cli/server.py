"""A server for this machine: shows a preview, watches the files, makes browsers reload."""

from __future__ import annotations

import html
import mimetypes
import re
import sys
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Condition, Thread
from typing import Any
from urllib.parse import unquote

from gongkai.build.preview import NotFineError, Preview
from gongkai.text.ours import UnreadableError

WATCHED = ("content", "datapackage", "site")
_LIVE = "/__live"  # events: one for each change
_SCRIPT = "/__live.js"
_RELOAD = f"new EventSource({_LIVE!r}).onmessage = () => location.reload();\n".encode()
_RANGE = re.compile(r"bytes=([0-9]*)-([0-9]*)")
_LONGEST = 1000  # characters of a path; the longest of ours has some hundred
_DIGITS = 18  # of a place in a file; more mean a place behind its end
_KINDS = {".parquet": "application/vnd.apache.parquet", ".sqlite": "application/vnd.sqlite3"}


class Server(ThreadingHTTPServer):
    """Serves a preview on 127.0.0.1; `on_change` is called when a change has been dealt with."""

    daemon_threads = True

    def __init__(self, preview: Preview, port: int, on_change: Callable[[str], None]) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.preview, self.on_change = preview, on_change
        self.changes, self.news = 0, Condition()

    def watch(self) -> None:
        """Deal with changes of files until the process ends."""
        from watchfiles import watch

        folders = [self.preview.root / name for name in WATCHED]
        for changes in watch(*folders, debounce=50, step=10, raise_interrupt=False):
            paths = sorted({Path(path) for _, path in changes})
            try:
                self.preview.changed(paths)
            except UnreadableError as error:
                self.on_change(self.preview.lines(error)[0])
            except Exception as error:
                self.on_change(f"{type(error).__name__}: {error}")
            with self.news:
                self.changes += 1
                self.news.notify_all()
            self.on_change(", ".join(path.name for path in paths[:3]))

    def begin(self) -> None:
        """Watch in a thread of its own; the caller goes on to serve."""
        Thread(target=self.watch, daemon=True).start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A browser that goes away is no fault."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    timeout = 60  # seconds that a browser may be silent before its connection is closed

    def do_GET(self) -> None:
        """A file of the site, or the news of changes."""
        host = (self.headers.get("Host") or "").rpartition(":")[0] or self.headers.get("Host")
        if host not in ("127.0.0.1", "localhost"):
            # A page of another site must not read drafts through a name that leads here.
            self._send(HTTPStatus.FORBIDDEN, b"only as localhost or 127.0.0.1\n", "text/plain")
        elif self.path == _LIVE:
            self._live()
        elif self.path == _SCRIPT:
            self._send(HTTPStatus.OK, _RELOAD, "text/javascript")
        elif not self.path.startswith("/"):
            self._send(HTTPStatus.BAD_REQUEST, b"a path begins with a slash\n", "text/plain")
        else:
            self._answer(unquote(self.path.partition("?")[0].partition("#")[0]).lstrip("/"))

    do_HEAD = do_GET  # noqa: N815 - http.server names it

    def log_message(self, *args: object) -> None:
        """Say nothing: what matters is said of changes."""

    def _answer(self, path: str) -> None:
        """A file, or what keeps it from being shown; whatever goes wrong, an answer."""
        try:
            self._file(path)
            return
        except ConnectionError:
            raise
        except NotFineError as error:
            lines = error.lines
        except UnreadableError as error:
            lines = self.server.preview.lines(error)
        except Exception as error:
            lines = [f"{type(error).__name__}: {error}"]
        listed = "\n".join(map(html.escape, lines))
        text = f"<!doctype html><meta charset=utf-8><head></head><pre>{listed}</pre>"
        self._send(HTTPStatus.INTERNAL_SERVER_ERROR, _live(text.encode()), "text/html")

    def _file(self, path: str) -> None:
        if not path or path.endswith("/"):
            path += "index.html"
        status, find = HTTPStatus.OK, self.server.preview.find
        known = len(path) <= _LONGEST
        data = find(path) if known else None
        if known and data is None and find(f"{path}/index.html") is not None:
            self.send_response(HTTPStatus.MOVED_PERMANENTLY)
            self.send_header("Location", f"/{path}/")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        if data is None:
            status, data, path = HTTPStatus.NOT_FOUND, find("404.html"), "html"
        suffix = Path(path).suffix
        kind = _KINDS.get(suffix) or mimetypes.guess_type(path)[0] or "text/html"
        data = data or b""
        self._send(status, _live(data) if kind == "text/html" else data, kind)

    def _send(self, status: HTTPStatus, data: bytes, kind: str) -> None:
        """The whole, or the range of bytes that was asked for."""
        begin, end = 0, len(data)
        asked = _RANGE.fullmatch(self.headers.get("Range") or "")
        if asked and asked[0] != "bytes=-" and status is HTTPStatus.OK:
            first, last = (_place(digits) for digits in asked.groups())
            begin = first if first is not None else max(0, end - (last or 0))
            end = min(end, last + 1) if first is not None and last is not None else end
            status = HTTPStatus.PARTIAL_CONTENT
            if begin >= end:
                status, begin, end = HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, 0, 0
        text = kind.startswith("text/") or kind == "image/svg+xml"
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if text else kind)
        self.send_header("Content-Length", str(end - begin))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "no-store")
        if status is HTTPStatus.PARTIAL_CONTENT:
            self.send_header("Content-Range", f"bytes {begin}-{end - 1}/{len(data)}")
        elif status is HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE:
            self.send_header("Content-Range", f"bytes */{len(data)}")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data[begin:end])

    def _live(self) -> None:
        """An event for every change, for as long as the browser listens."""
        seen = self.server.changes  # before the browser knows that it is on_change
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.send_header("Connection", "close")
        self.end_headers()
        while True:
            with self.server.news:
                if self.server.changes == seen:
                    self.server.news.wait(timeout=20)
                now = self.server.changes
            self.wfile.write(b"data: changed\n\n" if now != seen else b": still here\n\n")
            seen = now
            self.wfile.flush()


def _place(digits: str) -> int | None:
    """A place in a file; a number of thousands of digits is not even worked out."""
    digits = digits.lstrip("0") or digits[:1]
    return (int(digits) if len(digits) <= _DIGITS else 10**_DIGITS) if digits else None


def _live(page: bytes) -> bytes:
    return page.replace(b"</head>", f"<script defer src={_SCRIPT}></script></head>".encode(), 1)
