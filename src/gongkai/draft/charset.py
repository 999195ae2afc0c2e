"""Bytes → text: by the charset that a document declares, else by strict trial; it says which."""

from __future__ import annotations

import codecs
import re

from gongkai.draft.grid import RefusedError

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
_SAID = {
    "utf-8-sig": "UTF-8",
    "utf-8": "UTF-8",
    "utf-16": "UTF-16",
    "gb18030": "GB18030",
    "big5hkscs": "Big5",
}
# What these documents surely contain: bytes of Big5 often pass as GB18030 too, as nonsense.
_TELLING = ("政府", "信息", "資訊", "公开", "公開", "申请", "申請", "年")


def decoded(data: bytes) -> tuple[str, str]:
    """The text and the name of its charset. Raises RefusedError where no charset fits."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return _strictly(data, name), _SAID[name]
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
    if not fitting:
        raise RefusedError("draft-charset")
    text, name = max(fitting, key=lambda one: sum(map(one[0].count, _TELLING)))
    return text, _SAID[name]


def _strictly(data: bytes, name: str) -> str:
    try:
        return data.decode(name)
    except UnicodeDecodeError:
        raise RefusedError("draft-charset") from None
