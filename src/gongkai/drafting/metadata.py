"""What a document says of itself: title, year, publisher, date, index number. Where, is kept.

Names of persons, telephone numbers, postal and e-mail addresses are not looked for.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Sequence

from gongkai.drafting.extracted import Metadata
from gongkai.drafting.grid import Document, text_lines
from gongkai.drafting.labels import simple

# The words of a title, between which blanks may stand.
_YEAR = r"(20[0-9]{2})\s*年(?:\s*度)?"
_DISCLOSURE = r"政府\s*信息\s*公开"
_KIND = r"(?:\s*(?:工作|年度|情况|总结)){0,3}\s*(?:报\s*告|年\s*报)"
_REPORT = rf"{_YEAR}\s*{_DISCLOSURE}{_KIND}"
_NAME = r"[一-鿿（）()·\s]{2,40}?"
_WHOLE = re.compile(rf"[《]?({_NAME})\s*(?:关于\s*)?{_REPORT}[》]?")
_YEAR_FIRST = re.compile(rf"[《]?{_YEAR}\s*({_NAME})\s*{_DISCLOSURE}{_KIND}[》]?")
_YEAR_WITHIN = re.compile(rf"[《]?({_NAME})\s*{_DISCLOSURE}\s*(?:工作)?\s*{_YEAR}{_KIND}[》]?")
_ALONE = re.compile(rf"[《]?{_REPORT}[》]?")
_WITHIN = re.compile(rf"([一-鿿（）()·]{{2,30}}?){_REPORT}(?!如下)")
_BEFORE = re.compile(r"^.*?(?:现予公布|现将|现公布|现发布|公布|发布|关于|编制|标题|的通知)\s*")
_NAMED = re.compile(r"[一-鿿（）()·]{2,30}")
_HAN_YEAR = re.compile("[二2][\u3007○零O0][一二三四五六七八九\u3007○零]{2}(?=年)")
_HAN = {
    **{c: str(n) for n, c in enumerate("零一二三四五六七八九")},
    "\u3007": "0",
    "○": "0",
    "O": "0",
}
_DAY = r"[:：\s]*(20[0-9]{2})\s*[-/年.]\s*([0-9]{1,2})(?:\s*[-/月.]\s*([0-9]{1,2}))?"
_DATES = [
    re.compile(rf"(?<![一-鿿])(?:{words}){_DAY}")
    for words in ("发布日期|发布时间|公开日期|公开时间|公布日期|发文日期", "时间|日期")
]
_PUBLISHERS = [
    re.compile(rf"(?<![一-鿿])(?:{words})[:：\s]*([一-鿿（）()·]{{3,30}})")
    for words in ("发布机构|发布单位|公开主体|公开机构|信息提供单位", "信息来源|稿件来源|来源")
]
# An organ's name ends so; a person's name never stands for one.
_OFFICIAL = re.compile(
    r"[一-鿿·（）()]+(?:政府|办公室|办公厅|委员会|管委会|街道办事处|局|厅|委|院|镇|乡)"
)
_INDEX = re.compile(r"索\s*引\s*号[:：\s]*([A-Za-z0-9][A-Za-z0-9/\-_.]{5,60})(?![A-Za-z0-9@])")
_TELEPHONE = re.compile(r"[0-9]{3,4}-[0-9]{7,8}|1[0-9]{10}")
_META = {"publisher": ("contentsource",), "date": ("pubdate", "publishdate")}


def read_metadata(document: Document) -> Metadata:
    """What the head of a document says. A page's own facts (meta) come before its text."""
    texts = list(text_lines(document))
    title, subject, year = _title(document, texts)
    publisher, published = _publisher(document, texts), _date(document, texts)
    return Metadata(title, subject, year, publisher, published, _index(texts))


def _plain(text: str) -> str:
    """A text with its years in digits, full-width and Chinese ones too."""
    plain = text.translate({wide: wide - 0xFEE0 for wide in range(0xFF10, 0xFF1A)})
    return _HAN_YEAR.sub(lambda y: "20" + "".join(_HAN.get(c, c) for c in y[0][2:]), plain)


def _title(document: Document, texts: Sequence[str]) -> tuple[str | None, str | None, int | None]:
    """The title: a line of its own or the page's own word for itself, else from a sentence.

    Pages list the reports of other years beside their own, which they speak of most.
    """
    found: list[tuple[str, str, int]] = []  # title, subject, year
    before = ""
    own = (document.meta.get("articletitle", ""), document.meta.get("title", ""))
    for number, raw in enumerate((*own, *texts)):
        text = re.sub(r"^标题\s*", "", _plain(raw).strip())
        match = _WHOLE.match(text) if number < len(own) else _WHOLE.fullmatch(text)
        if match:
            found.append((match[0], match[1], int(match[2])))
        elif match := _YEAR_FIRST.fullmatch(text):
            found.append((match[0], match[2], int(match[1])))
        elif match := _YEAR_WITHIN.fullmatch(text):
            found.append((match[0], match[1], int(match[2])))
        elif (match := _ALONE.fullmatch(text)) and _NAMED.fullmatch(before):
            found.append((before + match[0], before, int(match[1])))
        before = text
    if not found:
        for text in map(_plain, texts):
            if match := _WITHIN.search(text):
                line = _BEFORE.sub("", match[0])
                subject = _WHOLE.fullmatch(line)
                found.append((line, subject[1] if subject else "", int(match[2])))
    if not found:
        return None, None, None
    whole = _plain("".join(texts))
    title, whose, year = max(found, key=lambda one: whole.count(f"{one[2]}年"))
    return _tidied(whose, title, year)


def _tidied(subject: str, title: str, year: int) -> tuple[str, str | None, int]:
    bare = _BEFORE.sub("", re.sub(r"\s+", "", subject).strip("《》"))
    return re.sub(r"\s+", "", title).strip("《》"), bare or None, year


def _date(document: Document, texts: Sequence[str]) -> str | None:
    of_page = [document.meta.get(name, "") for name in _META["date"]]
    for pattern in (re.compile(_DAY.removeprefix(r"[:：\s]*")), *_DATES):
        for text in of_page if pattern not in _DATES else texts:
            if (found := pattern.search(simple(text))) and (day := _day(*found.groups())):
                return day
    return None


def _day(year: str, month: str, day: str | None) -> str | None:
    """A date as files write it; None for one that no calendar has."""
    try:
        found = datetime.date(int(year), int(month), int(day or 1))
    except ValueError:
        return None
    return found.isoformat() if day else f"{found:%Y-%m}"


def _publisher(document: Document, texts: Sequence[str]) -> str | None:
    for name in _META["publisher"]:
        if _OFFICIAL.fullmatch(given := document.meta.get(name, "").strip()):
            return given
    for pattern in _PUBLISHERS:
        for text in texts:
            if (found := pattern.search(text)) and _OFFICIAL.fullmatch(found[1]):
                return found[1]
    return None


def _index(texts: Sequence[str]) -> str | None:
    """The index number; what looks like a telephone number is none."""
    for text in texts:
        found = _INDEX.search(simple(text))
        if found and not _TELEPHONE.fullmatch(found[1]):
            return found[1]
    return None
