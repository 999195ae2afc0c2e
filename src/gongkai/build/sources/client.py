"""One request over the network, bounded in time and size. No other module opens a connection.

The standard library alone: whatever resolves names, follows redirects or unpacks by itself would
have to be kept from it (docs/decisions.md). A redirect is given back as it is.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from gongkai.build.sources.hosts import Target, is_public


class Failure(StrEnum):
    """Why there is no answer."""

    NOT_PUBLIC = "not-public"  # no public host, or no address of ours to ask
    TIMEOUT = "timeout"
    NO_ANSWER = "no-answer"  # no such name, no connection, no certificate, no HTTP


class NoAnswerError(Exception):
    """A request without an answer."""

    def __init__(self, failure: Failure, what: str) -> None:
        super().__init__(what)
        self.failure, self.what = failure, what


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer. `body` is unpacked; `whole` is false where it was longer than the limit."""

    target: Target
    status: int
    headers: Mapping[str, str]  # by their names in small letters
    body: bytes = b""
    whole: bool = True


Resolve = Callable[[str, int], Sequence[str]]


def resolve(host: str, port: int) -> list[str]:
    """All addresses of a name. Raises OSError."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Client:
    """How requests are made. The limits are of one request: seconds, bytes of a body.

    `resolve` and `public` are others in the tests alone: no option of the command line sets them.
    """

    agent: str
    seconds: float = 60
    size: int = 30_000_000
    resolve: Resolve = resolve
    public: Callable[[str], bool] = is_public
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)

    def request(self, method: str, target: Target, headers: Mapping[str, str]) -> Reply:
        """One answer, not followed. Raises NoAnswerError."""
        address = self._address(target)
        with _Deadline(self.seconds) as deadline:
            try:
                return self._talk(method, target, address, headers, deadline)
            except (OSError, http.client.HTTPException, zlib.error, ValueError) as error:
                if deadline.passed or isinstance(error, TimeoutError):
                    raise NoAnswerError(Failure.TIMEOUT, f"{self.seconds:g} s") from None
                raise NoAnswerError(Failure.NO_ANSWER, type(error).__name__) from None

    def _address(self, target: Target) -> str:
        """The address that is connected to: looked at here, and not asked for again."""
        try:
            addresses = self.resolve(target.host, target.port)
        except (OSError, UnicodeError):
            raise NoAnswerError(Failure.NO_ANSWER, "no such host") from None
        if not addresses or not all(map(self.public, addresses)):
            raise NoAnswerError(Failure.NOT_PUBLIC, "no public host")
        return addresses[0]

    def _talk(
        self,
        method: str,
        target: Target,
        address: str,
        headers: Mapping[str, str],
        deadline: _Deadline,
    ) -> Reply:
        plain = socket.create_connection((address, target.port), timeout=self.seconds)
        with contextlib.ExitStack() as opened:
            opened.enter_context(plain)
            deadline.ends(plain)
            connection = http.client.HTTPConnection(target.host, target.port)
            connection.sock = plain
            if target.scheme == "https":
                secured = self.tls.wrap_socket(
                    plain, server_hostname=target.host, do_handshake_on_connect=False
                )
                opened.enter_context(secured)
                deadline.ends(secured)
                secured.do_handshake()
                connection.sock = secured
            ours = {
                "Host": target.named,
                "User-Agent": self.agent,
                "Accept": "*/*",
                "Accept-Encoding": "identity",
                "Connection": "close",
            }
            connection.request(method, target.path, headers={**ours, **headers})
            answer = connection.getresponse()
            opened.callback(answer.close)
            found = {name.lower(): value for name, value in answer.getheaders()}
            body, whole = b"", True
            if method != "HEAD" and answer.status == http.HTTPStatus.OK:
                body, whole = self._body(answer, found)
            if deadline.passed:
                raise TimeoutError
            return Reply(target, answer.status, found, body, whole)

    def _body(
        self, answer: http.client.HTTPResponse, headers: Mapping[str, str]
    ) -> tuple[bytes, bool]:
        """The body as a browser would save it, up to the limit; and whether that is all of it."""
        parts, size = [], 0
        for part in self._unpacked(_pieces(answer), headers.get("content-encoding", "")):
            parts.append(part)
            size += len(part)
            if size > self.size:
                return b"".join(parts)[: self.size], False
        return b"".join(parts), True

    def _unpacked(self, pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
        """Pieces of a body without their packing, each no longer than the limit."""
        packed = encoding.strip().lower()
        if packed not in ("gzip", "x-gzip", "deflate"):
            yield from pieces
            return
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 32)
        for piece in pieces:
            yield unpack.decompress(piece, self.size + 1)
            while unpack.unconsumed_tail:
                yield unpack.decompress(unpack.unconsumed_tail, self.size + 1)


def _pieces(answer: http.client.HTTPResponse) -> Iterator[bytes]:
    while piece := answer.read1(65536):
        yield piece


class _Deadline:
    """Ends a connection after so many seconds, however slowly its bytes drip in."""

    def __init__(self, seconds: float) -> None:
        self.passed = False
        self._socket: socket.socket | None = None
        self._timer = threading.Timer(seconds, self._end)
        self._timer.daemon = True

    def __enter__(self) -> _Deadline:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()

    def ends(self, connection: socket.socket) -> None:
        """The connection that is ended: of several the last."""
        self._socket = connection

    def _end(self) -> None:
        self.passed = True
        if self._socket is not None:
            with contextlib.suppress(OSError):
                # That of the plain socket: the other thread still reads through the secured one.
                socket.socket.shutdown(self._socket, socket.SHUT_RDWR)
