"""What a document says of itself: title, year, publisher, date, index number. Where, is kept.

Names of persons, telephone numbers, postal and e-mail addresses are not looked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gongkai.draft.grid import Document
from gongkai.draft.labels import simple
from gongkai.model import Jurisdiction

_REPORT = (
    r"(20[0-9]{2})\s*年(?:度)?\s*政府信息公开(?:工作)?(?:年度)?(?:工作)?(?:年度)?(?:报告|年报)"
)
_WHOLE = re.compile(rf"[《]?([一-鿿（）()·\s]{{2,40}}?)\s*{_REPORT}[》]?")
_ALONE = re.compile(rf"[《]?{_REPORT}[》]?")
_WITHIN = re.compile(rf"([一-鿿（）()·]{{2,30}}?){_REPORT}")
_BEFORE = re.compile(r"^.*?(?:现予公布|现将|现公布|现发布|公布|发布|关于|编制|标题|的通知)\s*")
_NAMED = re.compile(r"[一-鿿（）()·]{2,30}")
_DAY = r"[:：\s]*(20[0-9]{2})\s*[-/年.]\s*([0-9]{1,2})(?:\s*[-/月.]\s*([0-9]{1,2}))?"
_DATES = [
    re.compile(rf"(?:{words}){_DAY}")
    for words in ("发布日期|发布时间|公开日期|公开时间|公布日期|发文日期", "时间|日期")
]
_PUBLISHERS = [
    re.compile(rf"(?:{words})[:：\s]*([一-鿿（）()·]{{3,30}})")
    for words in ("发布机构|发布单位|公开主体|公开机构|信息提供单位", "信息来源|稿件来源|来源")
]
_OFFICIAL = re.compile(r"政府|办公|委员会|管委会|局|厅|街道|乡|镇|部")
_INDEX = re.compile(r"索\s*引\s*号[:：\s]*([A-Za-z0-9][A-Za-z0-9/\-_.]{5,60})")
_META = {"publisher": ("contentsource",), "date": ("pubdate", "publishdate")}


@dataclass(frozen=True, slots=True)
class About:
    """What was found; None where nothing was. `subject` is whom the title names."""

    title: str | None
    subject: str | None
    year: int | None
    publisher: str | None
    published: str | None
    index_number: str | None


def about(document: Document) -> About:
    """What the head of a document says. A page's own facts (meta) come before its text."""
    texts = list(lines(document))
    title, subject, year = _title(document, texts)
    return About(
        title, subject, year, _publisher(document, texts), _date(document, texts),
        next((found[1] for text in texts if (found := _INDEX.search(simple(text)))), None),
    )  # fmt: skip


def lines(document: Document, *, tables: bool = True) -> Iterator[str]:
    """All text in order: lines as they are, each row of a table in one; without firm `tables`."""
    for piece in document.pieces:
        if piece.table and piece.firm and not tables:
            continue
        for row in piece.grid:
            told = " ".join(cell.text for cell in row if cell.text and not cell.covered)
            if told:
                yield re.sub(r"\s+", " ", told)


def _title(document: Document, texts: Sequence[str]) -> tuple[str | None, str | None, int | None]:
    """The title: as the page says itself, else a line of its own, else from a sentence."""
    found: list[tuple[str, int]] = []
    for text in (document.meta.get("articletitle", ""), document.meta.get("title", "")):
        if match := _WHOLE.match(text.strip()):
            return _told(match[1], match[0], int(match[2]))
    before = ""
    for text in texts:
        bare = re.sub(r"^标题\s*", "", text.strip())
        if match := _WHOLE.fullmatch(bare):
            found.append((match[0], int(match[2])))
        elif (match := _ALONE.fullmatch(bare)) and _NAMED.fullmatch(before):
            found.append((before + match[0], int(match[1])))
        before = text.strip()
    if not found:
        found = [
            (_BEFORE.sub("", match[0]), int(match[2]))
            for text in texts
            if (match := _WITHIN.search(text))
        ]
    if not found:
        return None, None, None
    # Pages list the reports of other years beside their own, which they speak of most.
    whole = "".join(texts)
    told, year = max(found, key=lambda one: whole.count(f"{one[1]}年"))
    match = _WHOLE.fullmatch(told)
    return _told(match[1] if match else "", told, year)


def _told(subject: str, title: str, year: int) -> tuple[str, str | None, int]:
    bare = re.sub(r"\s+", "", subject)
    return re.sub(r"\s+", "", title).strip("《》"), bare or None, year


def _date(document: Document, texts: Sequence[str]) -> str | None:
    of_page = [document.meta.get(name, "") for name in _META["date"]]
    for pattern in (re.compile(_DAY.removeprefix(r"[:：\s]*")), *_DATES):
        for text in of_page if pattern not in _DATES else texts:
            if found := pattern.search(simple(text)):
                year, month, day = found.groups()
                return "-".join([year, f"{int(month):02}", *([f"{int(day):02}"] if day else [])])
    return None


def _publisher(document: Document, texts: Sequence[str]) -> str | None:
    for name in _META["publisher"]:
        if _OFFICIAL.search(given := document.meta.get(name, "").strip()):
            return given
    for pattern in _PUBLISHERS:
        for text in texts:
            if (found := pattern.search(text)) and _OFFICIAL.search(found[1]):
                return found[1]
    return None


def reporting(subject: str, tree: Mapping[str, Jurisdiction]) -> list[str]:
    """The ids that a name in a title may mean: governments with or without those above, organs."""
    bare = re.sub(r"(人民)?政府$", "", subject) if subject.endswith("政府") else subject
    found = []
    for entry in tree.values():
        name = entry.name["zh"]
        former = [one.name["zh"] for one in entry.names]
        whole = subject if entry.level == "organ" else bare
        for one in (name, *former):
            if whole.endswith(one) and _above(whole[: len(whole) - len(one)], entry, tree):
                found.append(entry.id)
                break
    exact = [one for one in found if tree[one].name["zh"] == bare]
    return found if len(found) < 2 else exact if len(exact) == 1 else found


def _above(rest: str, entry: Jurisdiction, tree: Mapping[str, Jurisdiction]) -> bool:
    """Whether what stands before a name are the places above it, some or all, in order."""
    parent = entry.parent
    while rest and parent is not None:
        name = tree[parent].name["zh"]
        if rest.endswith(name):
            rest = rest[: len(rest) - len(name)]
        parent = tree[parent].parent
    return not rest
