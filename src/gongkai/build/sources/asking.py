"""The order of a check: every address, host by host; how one is asked and asked again."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from itertools import chain

from gongkai.build.sources.client import Client, Failure, NoAnswerError, Reply
from gongkai.build.sources.hosts import Target, next_target, target
from gongkai.build.sources.manners import Manners
from gongkai.build.sources.outcomes import Judged, Original, judge
from gongkai.model.report import AnswerKind, SourceAnswer

HOPS = 5  # redirects that are followed
TRIES = 2  # how often an address is asked that does not answer, or says to come again
PATIENCE = 120  # the longest wait, in seconds, that a host may ask for
HOSTS = 8  # that are asked at a time
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_LATER = (HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE)
# A document as it was, where the server says that nothing has changed since.
_KNOWN_AGAIN = (AnswerKind.FOUND, AnswerKind.SAME, AnswerKind.CHANGED)
# What servers call a state of a page, where it is written as the standard has it.
_ETAG = re.compile(r'(?:W/)?"[\x21\x23-\x7e]{1,190}"')
_DATE = re.compile(r"[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT", re.ASCII)


def ask_all(
    wanted: Sequence[Original],
    last: Mapping[tuple[str, str], SourceAnswer],
    day: str,
    client: Client,
    manners: Manners,
    progress: Callable[[int, int], None] | None = None,
) -> list[SourceAnswer]:
    """What each address answers on a day, by report and address.

    `last` is what was known before. Hosts are asked beside each other, each by one thread.
    """
    by_host: dict[str, list[Original]] = {}
    for one in wanted:
        found = target(one.url)
        by_host.setdefault(found.host if found else "", []).append(one)
    done: list[SourceAnswer] = []

    def of_host(some: list[Original]) -> list[SourceAnswer]:
        answers = []
        for one in some:
            answers.append(ask(one, last.get((one.report, one.url)), day, client, manners))
            done.append(answers[-1])
            if progress:
                progress(len(done), len(wanted))
        return answers

    with ThreadPoolExecutor(HOSTS) as threads:
        found_ = chain.from_iterable(threads.map(of_host, by_host.values()))
        return sorted(found_, key=lambda one: (one.report, one.url))


def ask(
    wanted: Original, last: SourceAnswer | None, day: str, client: Client, manners: Manners
) -> SourceAnswer:
    """What one address answers. An answer as before keeps the day since which it is so."""
    judged, reply = _asked(wanted, last, client, manners)
    if judged is None:  # nothing has changed since
        assert last is not None
        return SourceAnswer(**{**_fields(last), "asked_on": day})
    again = last is not None and last.answer == judged.kind and last.sha256 == judged.sha256
    headers = reply.headers if reply else {}
    return SourceAnswer(
        report=wanted.report,
        url=wanted.url,
        asked_on=day,
        answer=judged.kind.value,
        since=last.since if again and last else day,
        said=judged.said[:100],
        sha256=judged.sha256,
        leads_to=judged.leads_to,
        etag=_fitting(_ETAG, headers.get("etag")),
        modified=_fitting(_DATE, headers.get("last-modified")),
    )


def _fields(answer: SourceAnswer) -> dict[str, str]:
    return {name: getattr(answer, name) for name in SourceAnswer.__slots__}


def _fitting(pattern: re.Pattern[str], value: str | None) -> str | None:
    return value if value and pattern.fullmatch(value) else None


def _asked(
    wanted: Original, last: SourceAnswer | None, client: Client, manners: Manners
) -> tuple[Judged | None, Reply | None]:
    begin = target(wanted.url)
    if begin is None:
        return Judged(AnswerKind.NOT_PUBLIC, "no address that may be asked"), None
    conditions = _conditions(wanted, last)
    try:
        head = _follow("HEAD", begin, conditions, client, manners)
        if head[-1].status == HTTPStatus.NOT_MODIFIED and len(head) == 1 and conditions:
            return None, None
        if head[-1].status in _LATER:
            return judge(wanted, head), head[-1]
        if _too_long(head[-1], client):
            return judge(wanted, [*head[:-1], replace(head[-1], whole=False)]), head[-1]
        # Many hosts answer HEAD with what they say to nobody else; only GET shows the page.
        got = _follow("GET", begin, conditions, client, manners)
        if got[-1].status == HTTPStatus.NOT_MODIFIED and len(got) == 1 and conditions:
            return None, None
        return judge(wanted, got), got[-1]
    except _ForbiddenError:
        return Judged(AnswerKind.ROBOTS, "robots.txt"), None
    except NoAnswerError as error:
        return Judged(AnswerKind(error.failure.value), error.what), None


def _conditions(wanted: Original, last: SourceAnswer | None) -> dict[str, str]:
    """What asks a server for a page only if it is another one than last time.

    Not where another hash is expected now than then: the page must be seen.
    """
    if last is None or last.answer not in _KNOWN_AGAIN:
        return {}
    expected = (last.answer == AnswerKind.FOUND) == (wanted.sha256 is None)
    if not expected or (last.answer == AnswerKind.SAME and last.sha256 != wanted.sha256):
        return {}
    given = {"If-None-Match": last.etag, "If-Modified-Since": last.modified}
    return {name: value for name, value in given.items() if value}


def _too_long(head: Reply, client: Client) -> bool:
    length = head.headers.get("content-length", "")
    ok = head.status == HTTPStatus.OK and length.isascii() and length.isdigit()
    return ok and int(length[:18]) > client.size


class _ForbiddenError(Exception):
    """robots.txt asks us not to."""


def _follow(
    method: str, begin: Target, headers: Mapping[str, str], client: Client, manners: Manners
) -> list[Reply]:
    """An answer, after those that led to it. Each address on the way is asked as politely.

    Raises NoAnswerError, _ForbiddenError.
    """
    replies: list[Reply] = []
    at = begin
    for _ in range(HOPS + 1):
        _allowed(at, client, manners)
        replies.append(_patiently(method, at, headers, client, manners))
        last = replies[-1]
        location = last.headers.get("location")
        if last.status not in _REDIRECTS or not location:
            return replies
        following = next_target(at, location)
        if following is None:
            raise NoAnswerError(Failure.NOT_PUBLIC, "leads to no address that may be asked")
        at, headers = following, {}
    raise NoAnswerError(Failure.NO_ANSWER, f"more than {HOPS} redirects")


def _allowed(at: Target, client: Client, manners: Manners) -> None:
    """Read robots.txt of a host before anything else. One that is not there allows everything.

    Raises _ForbiddenError; NoAnswerError where the host does not answer, or has a fault: then
    nobody knows what it allows.
    """
    if at.named in manners.silent:  # it is not asked again for each of its documents
        raise manners.silent[at.named]
    if not manners.knows(at):
        try:
            reply = _robots(at, client, manners)
            if reply.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise NoAnswerError(Failure.NO_ANSWER, f"robots.txt: HTTP {reply.status}")
        except NoAnswerError as error:
            manners.silent[at.named] = error
            raise
        manners.learn(at, reply.body if reply.status == HTTPStatus.OK else b"")
    if not manners.may(at):
        raise _ForbiddenError


def _robots(at: Target, client: Client, manners: Manners) -> Reply:
    """robots.txt of a host, where it stands or where it leads on the way."""
    following = next_target(at, "/robots.txt")
    for _ in range(HOPS + 1):
        if following is None:
            break
        reply = _patiently("GET", following, {}, client, manners)
        location = reply.headers.get("location")
        if reply.status not in _REDIRECTS or not location:
            return reply
        following = next_target(following, location)
    return Reply(at, HTTPStatus.NOT_FOUND, {})


def _patiently(
    method: str, at: Target, headers: Mapping[str, str], client: Client, manners: Manners
) -> Reply:
    """One request; once more after a wait that is asked for, or where nothing came in time."""
    for left in reversed(range(TRIES)):
        try:
            with manners.turn(at):
                reply = client.request(method, at, headers)
        except NoAnswerError as error:
            if left and error.failure is not Failure.NOT_PUBLIC:
                continue
            raise
        wait = _wait(reply)
        if reply.status not in _LATER or not left or wait is None:
            return reply
        manners.sleep(wait)
    raise AssertionError("unreachable")


def _wait(reply: Reply) -> float | None:
    """The seconds for which a host asks; None where it names none, or too many.

    A date is compared with that of the answer: nothing here looks at the clock.
    """
    text = reply.headers.get("retry-after", "").strip()
    if text.isascii() and text.isdigit():
        wait = float(text[:9])
    else:
        try:
            then, now = (
                parsedate_to_datetime(value) for value in (text, reply.headers.get("date", ""))
            )
            wait = max((then - now).total_seconds(), 0)
        except (ValueError, TypeError, OverflowError):
            return None
    return wait if wait <= PATIENCE else None
