"""Where documents stand, and what their addresses answer: asked of a stub of this machine."""

from __future__ import annotations

import contextlib
import csv
import gzip
import hashlib
import http.server
import json
import socket
import ssl
import threading
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import grimp
import pytest
from click.testing import CliRunner

from conftest import CITY, DISTRICT, command, lay_out
from gongkai.build.sources import client as network
from gongkai.build.sources import listing
from gongkai.build.sources.asking import HOPS, ask, ask_all
from gongkai.build.sources.client import Client
from gongkai.build.sources.hosts import is_public, next_target, target
from gongkai.build.sources.manners import Manners
from gongkai.build.sources.outcomes import Original
from gongkai.checks.judged import JudgedReports
from gongkai.cli.main import main
from gongkai.content import load
from gongkai.contract import Contract
from gongkai.model.report import AnswerKind, Looked, SourceAnswer
from gongkai.words import Words
from runner import Runner, calls, github

TITLE = "青梧市人民政府2023年政府信息公开工作年度报告"
DAY = "2026-11-29"
PAGE = f"<html><head><title>{TITLE}</title></head><body>…</body></html>".encode()
SHA = hashlib.sha256(PAGE).hexdigest()
HTML = {"Content-Type": "text/html; charset=utf-8"}


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.server.asked.append((self.command, self.path, dict(self.headers)))  # type: ignore[attr-defined]
        found = self.server.routes.get(self.path, (404, {}, b""))  # type: ignore[attr-defined]
        if callable(found):
            with contextlib.suppress(OSError):
                found(self)
            self.close_connection = True
            return
        status, headers, body = found
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    do_HEAD = do_GET  # noqa: N815

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@dataclass
class Stub:
    """A server of this machine, the names that lead to it, and a client that may ask it."""

    server: Any
    waits: list[float] = field(default_factory=list)
    robots: bytes | None = None
    seconds: float = 60
    size: int = 100_000

    @property
    def asked(self) -> list[tuple[str, str, dict[str, str]]]:
        return [one for one in self.server.asked if one[1] != "/robots.txt"]

    def url(self, path: str, host: str = "yunze.example") -> str:
        return f"http://{host}:{self.server.server_port}{path}"

    def serve(self, path: str, status: int = 200, body: bytes = PAGE, **headers: str) -> str:
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        self.server.routes[path] = (status, {**HTML, **given}, body)
        return self.url(path)

    def client(self, **changes: Any) -> Client:
        given = {
            "agent": "gongkai-sources/0 (+https://example.org/)",
            "seconds": self.seconds,
            "size": self.size,
            "resolve": lambda host, port: ["127.0.0.1"],
            "public": lambda address: True,
        }
        return Client(**{**given, **changes})

    def ask(
        self, url: str, sha256: str | None = None, last: SourceAnswer | None = None, **changes: Any
    ) -> SourceAnswer:
        manners = Manners("gongkai-sources", pause=0, sleep=self.waits.append)
        wanted = Original("yunze/qingwu/2023", url, TITLE, sha256)
        return ask(wanted, last, DAY, self.client(**changes), manners)


@pytest.fixture(scope="module")
def running() -> Iterator[Any]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def stub(running: Any) -> Stub:
    running.routes, running.asked = {}, []
    return Stub(running)


# -- what an answer means


def test_a_page_that_answers_is_found_and_a_copy_is_compared_with_nothing(stub: Stub) -> None:
    found = stub.ask(stub.serve("/a.htm"))
    assert (found.answer, found.said, found.sha256) == ("found", "HTTP 200", SHA)
    assert [method for method, _, _ in stub.asked] == ["HEAD", "GET"]


def test_bytes_are_compared_where_the_page_itself_was_read(stub: Stub) -> None:
    url = stub.serve("/a.htm")
    assert stub.ask(url, SHA).answer == "same"
    assert stub.ask(url, "0" * 64).answer == "changed"


@pytest.mark.parametrize(
    ("status", "answer"),
    [
        (404, "not-found"),
        (410, "not-found"),
        (401, "forbidden"),
        (403, "forbidden"),
        (451, "forbidden"),
        (429, "too-many"),
        (500, "server-error"),
        (503, "server-error"),
        (418, "no-answer"),
    ],
)
def test_each_status_is_told_apart(stub: Stub, status: int, answer: str) -> None:
    found = stub.ask(stub.serve("/a.htm", status))
    assert (found.answer, found.said, found.sha256) == (answer, f"HTTP {status}", None)


def test_a_host_that_knows_no_head_is_asked_for_the_page(stub: Stub) -> None:
    def only_get(handler: Handler) -> None:
        handler.send_response(200 if handler.command == "GET" else 405)
        handler.end_headers()
        handler.wfile.write(PAGE if handler.command == "GET" else b"")

    stub.server.routes["/a.htm"] = only_get
    assert stub.ask(stub.url("/a.htm"), SHA).answer == "same"


@pytest.mark.parametrize(
    ("to", "answer"),
    [
        pytest.param("/b.htm", "moved", id="another page"),
        pytest.param("http://other.example:{port}/b.htm", "moved", id="another host"),
        pytest.param("/", "home-page", id="the home page"),
        pytest.param("/index.html", "home-page", id="the home page by name"),
        pytest.param("/sso/login?to=a", "login-page", id="a page to log in"),
        pytest.param("/a.htm/", "found", id="a slash at the end"),
        pytest.param("http://www.yunze.example:{port}/a.htm", "found", id="www"),
    ],
)
def test_where_a_redirect_leads_is_told_apart(stub: Stub, to: str, answer: str) -> None:
    to = to.format(port=stub.server.server_port)
    url = stub.serve("/a.htm", 301, b"", Location=to)
    if "www." in to:
        hops = iter([(301, {"Location": to}, b""), (200, HTML, PAGE)] * 2)

        def second(handler: Handler) -> None:
            status, headers, body = next(hops)
            handler.send_response(status)
            for name, value in headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            handler.wfile.write(body if handler.command == "GET" else b"")

        stub.server.routes["/a.htm"] = second
    for path in ("/b.htm", "/", "/index.html", "/sso/login?to=a", "/a.htm/"):
        stub.serve(path, body=b"<title>x</title>")
    found = stub.ask(url)
    assert found.answer == answer
    assert found.leads_to
    assert found.leads_to.endswith(to.rpartition("}")[2])


@pytest.mark.parametrize(
    ("body", "answer"),
    [
        pytest.param("<title>404 Not Found</title>", "error-page", id="in English"),
        pytest.param(
            "<title>提示</title><h1>您访问的页面不存在</h1>", "error-page", id="in Chinese"
        ),
        pytest.param("<h1><b>该文章</b>已被删除</h1>", "error-page", id="deleted"),
        pytest.param('<form><input name=p type="password"></form>', "login-page", id="a login"),
        pytest.param(
            f"<title>{TITLE}</title><input type=password>", "found", id="a login beside it"
        ),
        pytest.param(f"<h1>找不到页面？</h1><p>{TITLE}</p>", "found", id="with its title"),
        pytest.param("<title>2023年404件申请</title>", "found", id="404 as a number of requests"),
        pytest.param(
            "<title>年报</title><p>本机关不存在该情形</p>", "found", id="such words in prose"
        ),
    ],
)
def test_a_page_that_says_fine_and_is_not_the_document(stub: Stub, body: str, answer: str) -> None:
    assert (
        stub.ask(
            stub.serve("/a.htm", body=body.encode()), "0" * 64 if answer != "found" else None
        ).answer
        == answer
    )
    gbk = body.encode("gb18030")
    url = stub.serve("/b.htm", body=gbk, Content_Type="text/html; charset=GBK")
    assert stub.ask(url).answer == answer


def test_bytes_that_are_the_same_are_no_error_page(stub: Stub) -> None:
    body = b"<title>404 Not Found</title>"
    assert (
        stub.ask(stub.serve("/a.htm", body=body), hashlib.sha256(body).hexdigest()).answer == "same"
    )


def test_a_file_is_no_page(stub: Stub) -> None:
    url = stub.serve("/a.pdf", body=b"%PDF <title>404</title>", Content_Type="application/pdf")
    assert stub.ask(url).answer == "found"


# -- manners


def test_each_request_says_who_asks_and_keeps_no_connection(stub: Stub) -> None:
    stub.ask(stub.serve("/a.htm"))
    for _, _, headers in stub.server.asked:
        assert headers["User-Agent"] == "gongkai-sources/0 (+https://example.org/)"
        assert headers["Connection"] == "close"
        assert headers["Host"] == f"yunze.example:{stub.server.server_port}"


def test_robots_txt_is_asked_once_and_honoured(stub: Stub) -> None:
    stub.server.routes["/robots.txt"] = (
        200,
        {},
        b"User-agent: *\nDisallow: /secret/\nCrawl-delay: 7\n",
    )
    urls = [stub.serve("/a.htm"), stub.serve("/secret/b.htm")]
    wanted = [Original(f"yunze/qingwu/{n}", url, None, None) for n, url in enumerate(urls)]
    manners = Manners("gongkai-sources", pause=0, sleep=stub.waits.append)
    found = ask_all(wanted, {}, DAY, stub.client(), manners)
    assert [one.answer for one in found] == ["found", "robots"]
    assert [path for _, path, _ in stub.server.asked] == ["/robots.txt", "/a.htm", "/a.htm"]
    assert all(6 < wait <= 7 for wait in stub.waits)
    assert len(stub.waits) == 2


def test_a_host_whose_robots_txt_has_a_fault_is_not_asked_for_anything_else(stub: Stub) -> None:
    stub.server.routes["/robots.txt"] = (500, {}, b"")
    wanted = [Original(f"yunze/qingwu/{n}", stub.serve(f"/{n}.htm"), None, None) for n in range(3)]
    found = ask_all(wanted, {}, DAY, stub.client(), Manners("gongkai", pause=0))
    assert {(one.answer, one.said) for one in found} == {("no-answer", "robots.txt: HTTP 500")}
    assert [path for _, path, _ in stub.server.asked] == ["/robots.txt"]


def test_one_request_at_a_time_with_a_pause_for_each_host(stub: Stub) -> None:
    busy: list[str] = []
    most = 0

    def watch(handler: Handler) -> None:
        nonlocal most
        host = handler.headers["Host"].partition(":")[0]
        busy.append(host)
        most = max(most, busy.count(host))
        handler.send_response(200)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        busy.remove(host)

    stub.server.routes.update({f"/{n}": watch for n in range(4)})
    hosts = ("one.example", "two.example")
    wanted = [
        Original(f"x/{n}", stub.url(f"/{n}", host), None, None) for n in range(4) for host in hosts
    ]
    manners = Manners("gongkai", pause=3, sleep=stub.waits.append)
    ask_all(wanted, {}, DAY, stub.client(), manners)
    assert most == 1
    # Each host: robots.txt, and HEAD and GET for four addresses; a pause before all but the first.
    assert len(stub.waits) == 2 * 8
    assert all(0 < wait <= 3 for wait in stub.waits)


@pytest.mark.parametrize(
    ("after", "waits"),
    [
        pytest.param("30", [30.0], id="seconds"),
        pytest.param(
            "Sun, 29 Nov 2026 10:00:40 GMT", [40.0], id="a date, beside that of the answer"
        ),
        pytest.param("86400", [], id="longer than anybody waits"),
        pytest.param("soon", [], id="nothing that can be read"),
    ],
)
def test_who_says_come_again_is_asked_again(stub: Stub, after: str, waits: list[float]) -> None:
    said = iter([429, 200])

    def busy(handler: Handler) -> None:
        status = 200 if waits and handler.command == "GET" else next(said, 200)
        handler.send_response_only(status)
        handler.send_header("Date", "Sun, 29 Nov 2026 10:00:00 GMT")
        handler.send_header("Retry-After", after)
        handler.end_headers()

    stub.server.routes["/a.htm"] = busy
    found = stub.ask(stub.url("/a.htm"))
    assert stub.waits == waits
    assert found.answer == ("found" if waits else "too-many")


def test_a_page_is_asked_for_only_if_it_is_another_one_than_last_time(stub: Stub) -> None:
    def known(handler: Handler) -> None:
        again = handler.headers["If-None-Match"] == '"1"'
        handler.send_response(304 if again else 200)
        handler.send_header("ETag", '"1"')
        handler.end_headers()
        if handler.command == "GET" and not again:
            handler.wfile.write(PAGE)

    stub.server.routes["/a.htm"] = known
    url = stub.url("/a.htm")
    first = stub.ask(url, SHA)
    assert (first.answer, first.etag) == ("same", '"1"')
    later = stub.ask(
        url,
        SHA,
        last=SourceAnswer(**{**fields(first), "asked_on": "2026-11-01", "since": "2026-10-01"}),
    )
    assert (later.answer, later.asked_on, later.since) == ("same", DAY, "2026-10-01")
    assert [method for method, _, _ in stub.asked] == ["HEAD", "GET", "HEAD"]
    other = stub.ask(url, "0" * 64, last=first)
    assert other.answer == "changed", "where another hash is expected now, the page must be seen"


def fields(answer: SourceAnswer) -> dict[str, Any]:
    return {name: getattr(answer, name) for name in SourceAnswer.__slots__}


def test_a_state_that_lasts_keeps_its_first_day(stub: Stub) -> None:
    url = stub.serve("/a.htm", 404)
    first = stub.ask(url)
    last = SourceAnswer(**{**fields(first), "asked_on": "2026-11-01", "since": "2026-10-01"})
    assert stub.ask(url, last=last).since == "2026-10-01"
    stub.serve("/a.htm")
    assert stub.ask(url, last=last).since == DAY


# -- what is hostile


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.0.0.1", "172.16.5.5", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "0.0.0.0", "224.0.0.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::127.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::",
        "2001:0:4136:e378:8000:63bf:80ff:fffe", "x",
    ],
)  # fmt: skip
def test_addresses_inside_a_network_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["8.8.8.8", "::ffff:8.8.8.8", "64:ff9b::808:808", "2400:3200::1"]
)
def test_addresses_of_the_public_network_are(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://x.example/", "file:///etc/passwd", "javascript:alert(1)", "http:///x", "//x.example/",
        "http://user:word@x.example/", "http://x.example:25/", "http://x.example:99999/",
        "http://x.example/ y", "http://x.example/\n", "http://例.example/", "http://[::1", "",
        "http://x.example/" + "y" * 3000,
    ],
)  # fmt: skip
def test_only_http_and_https_are_asked(url: str, stub: Stub) -> None:
    assert target(url) is None
    assert stub.ask(url).answer == "not-public"
    assert stub.server.asked == []


def test_a_name_that_leads_inside_is_not_asked(stub: Stub) -> None:
    url = stub.serve("/a.htm")
    for addresses in (["127.0.0.1"], ["8.8.8.8", "127.0.0.1"], ["::ffff:127.0.0.1"], []):
        found = stub.ask(url, public=is_public, resolve=lambda host, port, to=addresses: to)
        assert (found.answer, found.said) == ("not-public", "no public host")
    # Ways to write 127.0.0.1 that resolvers read.
    for host in ("2130706433", "0x7f.1", "127.1", "localhost"):
        found = stub.ask(stub.url("/a.htm", host), public=is_public, resolve=network.resolve)
        assert found.answer in ("not-public", "no-answer")
    assert stub.server.asked == []


def test_a_redirect_to_the_inside_is_not_followed(stub: Stub) -> None:
    inside = stub.url("/secret", "inside.example")
    url = stub.serve("/a.htm", 302, b"", Location=inside)
    stub.serve("/secret")
    for to in (inside, "file:///etc/passwd", "http://x:y@yunze.example/", "gopher://x/"):
        stub.serve("/a.htm", 302, b"", Location=to)
        # What is public is asked at this machine, and nothing else.
        found = stub.ask(
            url,
            resolve=lambda host, port: ["127.0.0.1" if host == "yunze.example" else "10.0.0.1"],
            public=lambda address: address == "127.0.0.1",
        )
        assert found.answer == "not-public", to
    assert "/secret" not in [path for _, path, _ in stub.asked]


def test_the_connection_goes_to_the_address_that_was_looked_at(stub: Stub) -> None:
    """A name that leads elsewhere when it is asked for again gains nothing: it is asked for once."""
    told = iter(["127.0.0.1", "10.0.0.1"] * 20)
    seen: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        return [next(told)]

    def public(address: str) -> bool:
        seen.append(address)
        return address == "127.0.0.1"

    stub.serve("/a.htm")
    found = stub.ask(stub.url("/a.htm"), resolve=rebinding, public=public)
    assert found.answer == "not-public"
    assert seen == ["127.0.0.1", "10.0.0.1"], "each request looks, and none goes to a bad address"
    assert [path for _, path, _ in stub.server.asked] == ["/robots.txt"]


def test_endless_redirects_end(stub: Stub) -> None:
    url = stub.serve("/a.htm", 302, b"", Location="/a.htm")
    found = stub.ask(url)
    assert (found.answer, found.said) == ("no-answer", f"more than {HOPS} redirects")
    assert len(stub.asked) == HOPS + 1


def test_a_location_that_is_not_ascii_is_followed_and_one_that_is_odd_is_not() -> None:
    here = target("http://x.example/a/b.htm")
    assert here
    raw = "/年报.htm".encode().decode("latin-1")
    assert next_target(here, raw).url == "http://x.example/%E5%B9%B4%E6%8A%A5.htm"  # type: ignore[union-attr]
    assert next_target(here, "c.htm#x").url == "http://x.example/a/c.htm"  # type: ignore[union-attr]
    assert next_target(here, "http://x.example:port/") is None
    assert next_target(here, "x" * 10_000) is None


def test_a_page_that_drips_in_ends_at_the_limit_of_time(stub: Stub) -> None:
    ended = threading.Event()

    def drip(handler: Handler) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\n" + b"\r\n" * (handler.command == "GET"))
        while not ended.is_set():
            handler.wfile.write(b"x" if handler.command == "GET" else b"X-Header: y\r\n")
            handler.wfile.flush()
            ended.wait(0.02)

    try:
        for path in ("/head", "/robots.txt"):  # a header that never ends; a body
            stub.server.routes = {path: drip}
            found = stub.ask(stub.url("/head"), seconds=0.3)
            assert (found.answer, found.said) == ("timeout", "0.3 s")
    finally:
        ended.set()


def test_a_server_that_says_nothing_ends_at_the_limit_of_time(stub: Stub) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        for scheme in ("http", "https"):
            found = stub.ask(f"{scheme}://yunze.example:{port}/", seconds=0.2)
            assert found.answer == "timeout"


def test_a_long_page_is_cut_and_compared_with_nothing(stub: Stub) -> None:
    url = stub.serve("/a.htm", body=b"x" * 200_000)
    found = stub.ask(url, SHA)
    assert (found.answer, found.sha256) == ("found", None)
    assert [method for method, _, _ in stub.asked] == ["HEAD"], "its length was said"

    def unsaid(handler: Handler) -> None:
        handler.send_response(200)
        handler.end_headers()
        if handler.command == "GET":
            handler.wfile.write(b"x" * 200_000)

    stub.server.routes["/a.htm"] = unsaid
    assert stub.ask(url, SHA).sha256 is None


def test_a_packed_page_is_unpacked_no_further_than_the_limit(stub: Stub) -> None:
    url = stub.serve("/a.htm", body=gzip.compress(PAGE), Content_Encoding="gzip")
    assert stub.ask(url, SHA).answer == "same"
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 60_000
    url = stub.serve("/bomb.htm", body=bomb, Content_Encoding="gzip")
    assert stub.ask(url, SHA).sha256 is None
    url = stub.serve("/bad.htm", body=b"\x1f\x8bxx", Content_Encoding="gzip")
    assert stub.ask(url, SHA).answer == "no-answer"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"SSH-2.0-OpenSSH\r\n",
        b"HTTP/1.1 200\r\n" + b"A: b\r\n" * 500,
        b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n",
        b"HTTP/1.1 999999 x\r\n\r\n",
        b"\xff" * 100_000,
    ],
    ids=["nothing", "no HTTP", "endless heads", "a negative length", "a wild status", "noise"],
)
def test_what_is_no_answer_is_said_and_ends_nothing(stub: Stub, raw: bytes) -> None:
    stub.server.routes["/a.htm"] = lambda handler: handler.wfile.write(raw)
    assert stub.ask(stub.url("/a.htm")).answer in ("no-answer", "found")


def test_a_certificate_must_be_right(stub: Stub) -> None:
    """The stub speaks no TLS at all, and nobody falls back to plain text."""
    found = stub.ask(stub.serve("/a.htm").replace("http:", "https:"), seconds=10)
    assert found.answer == "no-answer"
    assert Client("x").tls.verify_mode is ssl.CERT_REQUIRED
    assert Client("x").tls.check_hostname


def test_what_a_server_calls_a_page_is_kept_only_as_the_standard_has_it(stub: Stub) -> None:
    url = stub.serve("/a.htm", ETag="=cmd()", Last_Modified="gestern")
    found = stub.ask(url)
    assert (found.etag, found.modified) == (None, None)
    url = stub.serve("/a.htm", ETag='W/"1"', Last_Modified="Sun, 29 Nov 2026 10:00:00 GMT")
    found = stub.ask(url)
    assert (found.etag, found.modified) == ('W/"1"', "Sun, 29 Nov 2026 10:00:00 GMT")


# -- the network is nowhere else


def test_one_command_alone_can_open_the_network() -> None:
    graph = grimp.build_graph("gongkai", cache_dir=None)
    package = "gongkai.build.sources"
    inside = {name for name in graph.modules if name.startswith(package)}
    assert {
        name for one in inside for name in graph.find_modules_that_directly_import(one)
    } - inside == {"gongkai.cli.sources"}
    # And that loads it only where addresses are asked.
    text = Path(network.__file__).parents[2].joinpath("cli/sources.py").read_text(encoding="utf-8")
    loaded = [
        line
        for line in text.splitlines()
        if "sources import asking" in line or "sources.client" in line
    ]
    assert loaded
    assert all(line.startswith("    ") for line in loaded)


# -- the command


@pytest.fixture
def asking(stub: Stub, monkeypatch: pytest.MonkeyPatch, project: Path) -> Callable[..., Any]:
    """The command in a country of which two reports have an address at the stub."""
    for path, name in ((CITY, "/city.htm"), (DISTRICT, "/district.htm")):
        file = project / path
        text = file.read_text(encoding="utf-8")
        assert text.count("\n  url: ") == 1
        begin = text.index("\n  url: ")
        end = text.index("\n", begin + 1)
        file.write_text(f"{text[:begin]}\n  url: {stub.url(name)}{text[end:]}", encoding="utf-8")
    monkeypatch.setattr(network, "resolve", lambda host, port: ["127.0.0.1"])
    monkeypatch.setattr(
        "gongkai.build.sources.client.Client", lambda agent: stub.client(agent=agent)
    )
    monkeypatch.setattr("gongkai.build.sources.manners.PAUSE", 0)
    monkeypatch.setattr(
        "gongkai.build.sources.manners.Manners",
        lambda agent: Manners(agent, pause=0, sleep=stub.waits.append),
    )

    def call(*words: str) -> Any:
        return CliRunner().invoke(main, ["sources", "--root", str(project), "--lang", "en", *words])

    return call


WHEN = ("--on", DAY, "--contact", "https://example.org/", "--only", "yunze")


def test_the_command_writes_down_what_addresses_answer(
    asking: Callable[..., Any], stub: Stub, project: Path
) -> None:
    stub.serve("/city.htm")
    done = asking("--check", *WHEN)
    assert done.exit_code == 0, done.output
    assert f"{DAY}: It answers (HTTP 200)" in done.output
    assert f"{DAY}: Not found (HTTP 404)" in done.output
    assert f"https://web.archive.org/web/*/{stub.url('/district.htm')}" in done.output
    city = project / load.answers_path("yunze/qingwu")
    district = project / load.answers_path("yunze/qingwu/liutang")
    assert [len(path.read_text(encoding="utf-8").splitlines()) for path in (city, district)] == [
        1,
        1,
    ]
    assert command("check", root=project).returncode == 0, "what it writes can be read"
    assert {headers["User-Agent"] for _, _, headers in stub.server.asked} == {
        "gongkai-sources/0.1.0 (+https://example.org/)"
    }
    # Asked again, the same answers are the same bytes but for the day.
    before = city.read_bytes()
    assert asking("--check", *WHEN).exit_code == 0
    assert city.read_bytes() == before
    rows = list(csv.DictReader(asking("--format", "csv", "--only", "yunze").output.splitlines()))
    assert {row["report"]: row["answer"] for row in rows if row["answer"]} == {
        "yunze/qingwu/2023": "found",
        "yunze/qingwu/liutang/2021": "not-found",
    }
    listed = json.loads(asking("--format", "json", "--only", "yunze").output)
    assert [row["answer"] for row in listed if row["answer"]] == ["found", "not-found"]


def test_one_place_alone_can_be_asked_and_the_others_stay(
    asking: Callable[..., Any], stub: Stub, project: Path
) -> None:
    stub.serve("/city.htm")
    assert asking("--check", *WHEN).exit_code == 0
    before = {path: path.read_bytes() for path in (project / "content/sources").rglob("*.yaml")}
    stub.serve("/district.htm")
    assert asking("--check", *WHEN, "--only", "yunze/qingwu/liutang").exit_code == 0
    changed = [path for path, data in before.items() if path.read_bytes() != data]
    assert changed == [project / load.answers_path("yunze/qingwu/liutang")]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--check",), "--check and --on DAY go together"),
        (("--on", DAY), "--check and --on DAY go together"),
        (("--check", "--on", "today"), "say a day"),
        (("--check", "--on", "2026-02-30"), "say a day"),
        (("--check", "--on", DAY), "say --contact ADDRESS"),
        (("--check", "--on", DAY, "--contact", "x\ny"), "say an address"),
        (("--answers", "build.py"), "--answers goes with --format issue"),
    ],
)
def test_wrong_usage_is_said_plainly(words: tuple[str, ...], said: str, country: Path) -> None:
    done = CliRunner().invoke(main, ["sources", "--root", str(country), *words])
    assert (done.exit_code, said in done.output) == (2, True), done.output


def test_the_list_needs_no_network(country: Path) -> None:
    done = command("sources", "--lang", "zh")
    assert done.returncode == 0, done.stderr
    assert "共 13 份文件" in done.stdout
    assert "所读的就是这个网址给出的文件" in done.stdout


# -- what is kept of answers


LINE = (
    '- {report: "yunze/qingwu/2023", url: "https://yunze.example/a.htm", asked_on: "2026-11-29",'
    ' answer: "found", since: "2026-11-29", said: "HTTP 200", sha256: null, leads_to: null,'
    " etag: null, modified: null}\n"
)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param(LINE, None, id="as it is written"),
        pytest.param("[]\n", None, id="nothing any more"),
        pytest.param(LINE + LINE, "coverage-twice", id="twice"),
        pytest.param(
            LINE.replace("qingwu/2023", "qingwu/liutang/2023"),
            "answer-elsewhere",
            id="of another place",
        ),
        pytest.param(LINE.replace('"found"', '"fine"'), "unknown-code", id="an unknown answer"),
        pytest.param(LINE.replace("https:", "javascript:"), "url-refused", id="no address"),
        pytest.param(LINE.replace("HTTP 200", "=cmd()"), "formula", id="a formula"),
        pytest.param("a: b\n", "expected-list", id="no list"),
    ],
)
def test_answers_are_read_strictly(text: str, message: str | None, contract: Contract) -> None:
    path = load.answers_path("yunze/qingwu")
    found, problems = load.read_answers(path, text.encode(), contract, {"yunze/qingwu", "x"})
    assert [p.message for p in problems] == ([message] if message else [])
    if message is None:
        assert load.as_text(found) == text


def test_an_answer_is_used_only_while_the_report_has_that_address(checked: JudgedReports) -> None:
    url = "https://yunze.example/a.htm"
    answer = SourceAnswer(
        "yunze/qingwu/2023", url, DAY, "not-found", DAY, "HTTP 404", None, None, None, None
    )
    report = checked.reports["yunze/qingwu/2023"]
    (row,) = listing.rows([report], [], {(answer.report, answer.url): answer})
    assert row["answer"] == ("not-found" if report.source.url == url else None)


def test_of_a_report_that_is_only_known_to_be_published_no_hash_was_recorded(
    stub: Stub, contract: Contract, words: dict[str, Words]
) -> None:
    one = Looked("yunze/qingwu", 2022, "published", DAY, stub.serve("/x.htm"))
    sought = Looked("yunze/qingwu", 2021, "not-found", DAY, "https://yunze.example/")
    other = Looked("yunze/qingwu", 2020, "published", DAY, "on paper, in the archive")
    (wanted,) = listing.originals([], [one, sought, other])
    answer = ask(wanted, None, DAY, stub.client(), Manners("gongkai", pause=0))
    assert answer.answer == "found"
    known = {(answer.report, answer.url): answer}
    rows = list(listing.rows([], [one, sought, other], known))
    assert [(row["report"], row["sha256"], row["answer"]) for row in rows] == [
        ("yunze/qingwu/2022", None, "found")
    ]
    assert "No sha256 was recorded" in "\n".join(
        listing.as_text(rows, known, contract, words["en"])
    )


def archive(path: Path, **files: str | bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in files.items():
            made.writestr(name, data)
    return path


HOSTILE = "https://yunze.example/@all/`x`/<img>"


def test_an_issue_quotes_what_it_says_and_is_closed_when_there_is_nothing_to_say(
    checked: JudgedReports, words: dict[str, Words]
) -> None:
    def answer(code: str, url: str = "https://yunze.example/") -> SourceAnswer:
        return SourceAnswer(
            "yunze/qingwu/2023", url, DAY, code, DAY, "HTTP 1", None, url, None, None
        )

    made = listing.as_issue([answer("found")], checked.contract, list(words.values()))
    assert made["state"] == "closed"
    some = [answer("timeout"), answer("not-found", HOSTILE)]
    made = listing.as_issue(some, checked.contract, list(words.values()))
    assert made["state"] == "open"
    assert made["body"].startswith(listing.MARK)
    assert made["body"].index("Not found") < made["body"].index("No answer in time")
    line = next(line for line in made["body"].splitlines() if "@all" in line)
    assert line.count("`") == 2 * line.count(" · ") + 2
    many = [answer("not-found", f"https://yunze.example/{n}") for n in range(5000)]
    made = listing.as_issue(many, checked.contract, list(words.values()))
    assert len(made["body"]) < 65_000


def test_what_a_run_left_behind_is_read_as_data(
    tmp_path: Path, contract: Contract, checked: JudgedReports
) -> None:
    good = archive(tmp_path / "good.zip", **{"yunze/qingwu.yaml": LINE})
    answers, problems = listing.read_archive(good, contract, checked.tree)
    assert (len(answers), problems) == (1, [])
    for number, files in enumerate([
        {"../yunze/qingwu.yaml": LINE},
        {"yunze/qingwu.yml": LINE},
        {"/etc/passwd": ""},
        {"nowhere.yaml": LINE},
        {"build.py": "print()"},
    ]):  # fmt: skip
        bad = archive(tmp_path / f"{number}.zip", **files)
        answers, problems = listing.read_archive(bad, contract, checked.tree)
        assert (answers, [p.message for p in problems]) == ([], ["sources-archive"]), files
    bomb = archive(tmp_path / "bomb.zip", **{"yunze/qingwu.yaml": bytes(50_000_000)})
    assert listing.read_archive(bomb, contract, checked.tree)[1]
    (tmp_path / "none.zip").write_bytes(b"PK\x03\x04 no archive")
    assert listing.read_archive(tmp_path / "none.zip", contract, checked.tree)[1]
    early = bytearray(good.read_bytes())
    early[early.index(b"PK\x05\x06") + 16] = 255  # where its list would begin: before the file
    (tmp_path / "early.zip").write_bytes(early)
    assert listing.read_archive(tmp_path / "early.zip", contract, checked.tree)[1]
    cut = tmp_path / "cut.zip"
    cut.write_bytes(good.read_bytes()[:-40])
    assert listing.read_archive(cut, contract, checked.tree)[1]


def test_every_outcome_has_its_words(contract: Contract) -> None:
    assert list(contract.codes("reports.answer")) == list(AnswerKind)


def test_no_option_lets_an_address_inside_a_network_through(stub: Stub, country: Path) -> None:
    names = {option.name for option in main.commands["sources"].params}  # type: ignore[attr-defined]
    assert names == {"ask", "day", "contact", "only", "archive", "style", "lang", "root"}


# -- on pages and in the package


def test_pages_say_what_an_address_answered(dist: Path) -> None:
    def page(path: str) -> str:
        return (dist / path / "index.html").read_text(encoding="utf-8")

    gone = page("en/beiyu/songhe/2020")
    assert (
        "Not found (a program asked for it on 29 November 2026), the same since 22 November" in gone
    )
    assert "https://web.archive.org/web/*/https://example.org/beiyu/songhe/2020" in gone
    assert "may open in your browser" not in gone
    assert "may open in your browser" in page("en/beiyu/songhe/2021")
    assert "web.archive.org" not in page("en/beiyu/songhe/2022"), "it is there"
    assert "内容与所录的不同" in page("beiyu/songhe/2023")
    assert "a program asked" not in page("en/beiyu/songhe/yuguan/2023"), "nobody has asked"
    for path, lines in (("coverage", "其中 4 份"), ("en/coverage", "4 of them did not show")):
        text = page(path)
        assert lines in text
        assert text.index("/2020/") < text.index("2021/index.html#source")


def test_the_package_says_what_an_address_answered(dist: Path) -> None:
    with (dist / "data" / "reports.csv").open(encoding="utf-8", newline="") as file:
        found = {row["id"]: (row["answer"], row["asked_on"]) for row in csv.DictReader(file)}
    assert found["beiyu/songhe/2020"] == ("not-found", DAY)
    assert found["beiyu/songhe/2022"] == ("same", DAY)
    assert found["beiyu/songhe/yuguan/2023"] == ("", "")


# -- the workflow


def test_the_workflow_reads_what_the_network_left_as_data_and_keeps_one_issue(
    tmp_path: Path,
) -> None:
    root = lay_out(tmp_path / "checkout")
    gone = LINE.replace('"found"', '"not-found"').replace("a.htm", "@all/x")
    ours = {"number": 7, "user": {"login": "github-actions[bot]"}, "body": f"{listing.MARK}\n…"}
    foreign = {"number": 5, "user": {"login": "somebody"}, "body": listing.MARK}

    def run(name: str, line: str, issues: list[Any]) -> tuple[dict[str, str], Path]:
        folder = tmp_path / name
        folder.mkdir()
        zipped = archive(folder / "sources.zip", **{"yunze/qingwu.yaml": line}).read_bytes()
        answers = {
            "actions-runs-artifacts": {"artifacts": [{"id": 3, "size_in_bytes": 999}]},
            "actions-artifacts-zip": zipped,
            "issues": issues,
        }
        here = Runner(root, folder / "temp", {"github": {"token": "t"}}, github(folder, answers))
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("GITHUB_RUN_ID", "1")
            done = here.run("sources.yml", "read", "Write the issue")
            assert (done.returncode, done.stderr) == (0, ""), done.stderr
            read = here.outputs()
            if read["number"] or read["state"] == "open":
                here.known = {"github": {"token": "t"}, "needs": {"read": {"outputs": read}}}
                done = here.run(
                    "sources.yml", "write", "Write the issue, or write it again in its place"
                )
                assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return read, folder

    read, folder = run("first", gone, [foreign])
    assert (read["number"], read["state"]) == ("", "open")
    method, path, _, body = calls(folder)[-1]
    assert (method, path) == ("POST", "repos/owner/repository/issues")
    assert json.loads(body or "")["body"].startswith(listing.MARK)
    assert "`https://yunze.example/@all/x`" in json.loads(body or "")["body"]
    read, folder = run("again", gone, [foreign, ours])
    assert calls(folder)[-1][:2] == ("PATCH", "repos/owner/repository/issues/7")
    read, folder = run("mended", LINE, [foreign, ours])
    assert calls(folder)[-1][:2] == ("PATCH", "repos/owner/repository/issues/7")
    assert json.loads(calls(folder)[-1][3] or "")["state"] == "closed"
    read, folder = run("nothing", LINE, [foreign])
    assert [method for method, *_ in calls(folder)] == ["GET"] * 3, "no issue is begun for nothing"
