"""What an answer means: the document, another one, an error page, a page that asks who we are."""

from __future__ import annotations

import hashlib
import re
from http import HTTPStatus
from typing import NamedTuple
from urllib.parse import urlsplit

from gongkai.build.sources.client import Reply
from gongkai.model.report import AnswerKind, folded


class Original(NamedTuple):
    """What is expected at an address: the sha256 that it must have, if it can be compared."""

    report: str
    url: str
    title: str | None
    sha256: str | None


class Judged(NamedTuple):
    """What an answer means, and what is kept of it."""

    kind: AnswerKind
    said: str  # in a few words, ours
    sha256: str | None = None
    leads_to: str | None = None


_STATUS = {
    HTTPStatus.NOT_FOUND: AnswerKind.NOT_FOUND,
    HTTPStatus.GONE: AnswerKind.NOT_FOUND,
    HTTPStatus.UNAUTHORIZED: AnswerKind.FORBIDDEN,
    HTTPStatus.FORBIDDEN: AnswerKind.FORBIDDEN,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS: AnswerKind.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS: AnswerKind.TOO_MANY,
}
_HOME = re.compile(r"/*(?:index|default|home|main)?(?:\.[a-z]{2,5})?/*", re.I)
_LOGIN = re.compile(r"/(?:log-?in|sign-?in|sso|cas|passport|oauth2?)(?:[/.?]|$)", re.I)
_PASSWORD = re.compile(rb"<input[^>]{0,300}?type\s{0,9}=\s{0,9}[\"']?password", re.I)
_TITLE = re.compile(r"<(title|h1)\b[^>]{0,300}>(.{0,300}?)</\1\s{0,9}>", re.I | re.S)
_CHARSET = re.compile(rb"charset\s{0,9}=\s{0,9}[\"']?([\w-]{2,20})", re.I)
_TAG = re.compile(r"<[^<>]{0,300}>")
# In the title or the heading of a page that stands for one that is not there.
_ERROR = re.compile(
    r"\b(?:404|410|not found|page missing|error page)\b"
    r"|(?:页面|网页|文件|内容|信息|文章|地址|资源).{0,6}(?:不存在|找不到|未找到|已删除|已被删除|已下线|无法访问)"
    r"|(?:找不到|未找到|不存在).{0,6}(?:页面|网页|文件|内容|信息|文章|资源)"
    r"|(?:页面|访问|系统)(?:出错|错误)|出错(?:了|啦)",
    re.I,
)
_LOOKED_AT = 200_000  # bytes of a page in which signs of an error are looked for


def judge(wanted: Original, replies: list[Reply]) -> Judged:
    """What the last of some answers means, each of which but the last led to the next."""
    last = replies[-1]
    leads_to = last.target.url if len(replies) > 1 else None
    if last.status != HTTPStatus.OK:
        return Judged(_of_status(last.status), f"HTTP {last.status}", None, leads_to)
    sha256 = hashlib.sha256(last.body).hexdigest() if last.whole else None
    if wanted.sha256 and sha256 == wanted.sha256:
        return Judged(AnswerKind.SAME, "HTTP 200", sha256, leads_to)
    if soft := _soft(wanted, last, moved=leads_to is not None):
        return Judged(soft, "HTTP 200", None, leads_to)
    if leads_to is not None and not _same_page(wanted.url, leads_to):
        return Judged(AnswerKind.MOVED, "HTTP 200", sha256, leads_to)
    if wanted.sha256 and sha256:
        return Judged(AnswerKind.CHANGED, "HTTP 200", sha256, leads_to)
    return Judged(AnswerKind.FOUND, "HTTP 200", sha256, leads_to)


def _of_status(status: int) -> AnswerKind:
    found = next((outcome for known, outcome in _STATUS.items() if known == status), None)
    if found is not None:
        return found
    return (
        AnswerKind.SERVER_ERROR
        if status >= HTTPStatus.INTERNAL_SERVER_ERROR
        else AnswerKind.NO_ANSWER
    )


def _same_page(one: str, other: str) -> bool:
    """Whether two addresses differ in http or https, in www, in a slash at the end alone."""

    def bare(url: str) -> tuple[str, str, str]:
        parts = urlsplit(url)
        return (parts.hostname or "").removeprefix("www."), parts.path.rstrip("/"), parts.query

    return bare(one) == bare(other)


def _soft(wanted: Original, last: Reply, *, moved: bool) -> AnswerKind | None:
    """A page that says "fine" and is not the document. A page with its title is never one."""
    path = urlsplit(last.target.url).path
    if moved and _LOGIN.search(path):
        return AnswerKind.LOGIN_PAGE
    home = moved and _HOME.fullmatch(path) and not _HOME.fullmatch(urlsplit(wanted.url).path)
    if home:
        return AnswerKind.HOME_PAGE
    if "html" not in last.headers.get("content-type", "html").lower():
        return None
    head = last.body[:_LOOKED_AT]
    text = _decoded(head, last.headers.get("content-type", ""))
    if wanted.title and folded(wanted.title) in folded(_TAG.sub("", text)):
        return None
    if _PASSWORD.search(head):
        return AnswerKind.LOGIN_PAGE
    if any(_ERROR.search(_TAG.sub("", found[2])) for found in _TITLE.finditer(text)):
        return AnswerKind.ERROR_PAGE
    return None


def _decoded(data: bytes, header: str) -> str:
    """A page as text, as far as it can be read; only signs of an error are looked for in it."""
    named = _CHARSET.search(header.encode()) or _CHARSET.search(data)
    try:
        return data.decode(named[1].decode() if named else "utf-8", "replace")
    except LookupError:
        return data.decode("utf-8", "replace")
