"""How hosts are asked: one request at a time with a pause after it, and what robots.txt allows."""

from __future__ import annotations

import contextlib
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.robotparser import RobotFileParser

from gongkai.build.sources.client import NoAnswerError
from gongkai.build.sources.hosts import Target

PAUSE = 5.0  # seconds between two requests to a host
LONGEST = 60.0  # the longest pause that robots.txt is given
MOST_ROBOTS = 500_000  # bytes of robots.txt that count, as RFC 9309 has it


@dataclass
class Turns:
    lock: threading.Lock = field(default_factory=threading.Lock)
    asked: float | None = None  # when it was last asked
    pause: float = 0.0  # that robots.txt asks for


@dataclass
class Manners:
    """Whose turn it is, for all threads that ask."""

    agent: str
    pause: float = PAUSE
    sleep: Callable[[float], None] = time.sleep
    hosts: dict[str, Turns] = field(default_factory=lambda: defaultdict(Turns))
    robots: dict[str, RobotFileParser] = field(default_factory=dict)
    silent: dict[str, NoAnswerError] = field(default_factory=dict)  # hosts that did not answer
    lock: threading.Lock = field(default_factory=threading.Lock)

    @contextlib.contextmanager
    def turn(self, target: Target) -> Iterator[None]:
        """Nobody else asks this host meanwhile, and for the pause after it."""
        host = self._host(target)
        with host.lock:
            if host.asked is not None:
                wait = host.asked + max(self.pause, host.pause) - time.monotonic()
                if wait > 0:
                    self.sleep(wait)
            try:
                yield
            finally:
                host.asked = time.monotonic()

    def learn(self, target: Target, text: bytes) -> None:
        """What a host's robots.txt says; an empty one allows everything."""
        rules = RobotFileParser()
        rules.parse(text[:MOST_ROBOTS].decode("utf-8", "replace").splitlines())
        self.robots[_site(target)] = rules
        if delay := rules.crawl_delay(self.agent):
            self._host(target).pause = min(float(delay), LONGEST)

    def knows(self, target: Target) -> bool:
        """Whether robots.txt of a host has been read."""
        return _site(target) in self.robots

    def may(self, target: Target) -> bool:
        """Whether robots.txt, which has been read, lets us ask for an address."""
        return self.robots[_site(target)].can_fetch(self.agent, target.url)

    def _host(self, target: Target) -> Turns:
        with self.lock:
            return self.hosts[target.host]


def _site(target: Target) -> str:
    return f"{target.scheme}://{target.named}"
