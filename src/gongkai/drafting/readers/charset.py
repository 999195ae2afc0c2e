"""Bytes → text: by the charset that a document declares, else by strict trial; it says which."""

from __future__ import annotations

import codecs
import re

from gongkai.drafting.grid import LOST, DocumentRefusedError

# Names that mean one of the three families, as pages write them.
_NAMES = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk", "cp936"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cp950"), "big5hkscs"),
}
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]+)|encoding=["']([\w-]+)""", re.I
)
_DISPLAY_NAMES = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "gb18030": "GB18030",
    "big5hkscs": "Big5",
}
# What these documents surely contain: bytes of Big5 often pass as GB18030 too, as nonsense.
_FAMILIAR = ("政府", "信息", "資訊", "公开", "公開", "申请", "申請", "年")
_BAD, _BAD_PART = 20, 0.001  # signs that may be lost of an otherwise sound text


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its charset. Raises DocumentRefusedError where no charset fits.

    Where a few bytes of a sound text are spoiled, U+FFFD stands for each: no figure holds one.
    """
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _cleaned(_strictly(data, name)), _DISPLAY_NAMES[name]
    if wide := _wide(data):
        return wide, _DISPLAY_NAMES["utf-16"]
    found = _DECLARED.search(data[:4096])
    declared = _NAMES.get((found[1] or found[2]).decode().lower()) if found else None
    names = ["utf-8", "gb18030", "big5hkscs"]
    if declared:
        names = [declared, *(name for name in names if name != declared)]
    fitting = []
    for name in names:
        try:
            fitting.append((data.decode(name), name))
        except UnicodeDecodeError:
            continue
        if name in ("utf-8", declared):
            break
    if not any(map(_familiarity, fitting)):
        spoiled = [(text, name) for name in names[:2] if (text := _nearly(data, name))]
        fitting += [one for one in spoiled if _familiarity(one)]
    if not fitting:
        raise DocumentRefusedError("draft-charset")
    text, name = max(fitting, key=_familiarity)
    return _cleaned(text), _DISPLAY_NAMES[name]


def _familiarity(one: tuple[str, str]) -> int:
    return sum(map(one[0].count, _FAMILIAR))


def _nearly(data: bytes, name: str) -> str | None:
    """The text where hardly anything of it is spoiled."""
    text = data.decode(name, errors="replace")
    return text if text.count(LOST) <= min(_BAD, _BAD_PART * len(text)) else None


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of its ASCII signs is a NUL."""
    head = data[:20_000]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < 0.02 * len(head) or min(even, odd) > 0.05 * max(even, odd):
        return None
    try:
        return data.decode("utf-16-le" if odd > even else "utf-16-be")
    except UnicodeDecodeError:
        return None


def _cleaned(text: str) -> str:
    """Without NULs, of which one between two digits may have been another sign."""
    if "\x00" not in text:
        return text
    return re.sub(r"(?<=\d)\x00+(?=\d)", LOST, text).replace("\x00", "")


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        if text := _nearly(data, name):
            return text
        raise DocumentRefusedError("draft-charset") from None
