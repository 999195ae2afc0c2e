"""The printed labels of the forms, and what a page makes of them: how one is known again.

A label is known by its characters alone: without spaces, line breaks, punctuation, numbering and
what stands in brackets, full-width or not, with radicals for characters as some PDF files have
them, in traditional characters as Big5 has them. Nothing of this is ever stored.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from functools import lru_cache

# Radicals that NFKC leaves as they are (it mends those of the Kangxi block).
_RADICALS = str.maketrans(
    "⺟⺠⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
    "母民西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
)
# The traditional characters of the labels and of the words that introduce facts.
_SIMPLE = str.maketrans(
    "條項內製發廢現規範許可處決數強罰費額單萬業書來務類購總況請關係為與於絡繼續結轉辦開給國"
    "審訴訟復複議維糾舉報穩價護權過執檔詢閱補確認獲無當據機構團體會學廳縣區鄉鎮號佈導間種訊採減"
    "雲慶蘇遼寧贛陝貴陽東廣濟臨臺灣龍門長別協創錄產興爾薩齊達專標織應屬須餘進級稱後從個話計訊蓋據報",
    "条项内制发废现规范许可处决数强罚费额单万业书来务类购总况请关系为与于络继续结转办开给国"
    "审诉讼复复议维纠举报稳价护权过执档询阅补确认获无当据机构团体会学厅县区乡镇号布导间种讯采减"
    "云庆苏辽宁赣陕贵阳东广济临台湾龙门长别协创录产兴尔萨齐达专标织应属须余进级称后从个话计讯盖据报",
)
_ROUND = str.maketrans("【】", "()")
_NUMBERING = re.compile(
    r"^(?:[(（]?(?:[一二三四五六七八九十]{1,3}[)）、.,，:：]|[0-9]{1,2}[)）、.,，:：]?)"
    r"|[(（]?[ivxIVX]{1,4}[)）、.,，:：]|[A-Ha-h][)）、.,，:：]|第[0-9]{1,2}项)\s*"
)
# Words that make another figure of what stands beside them.
WORDS = (
    "上年|上一年|去年|前年|往年|历年|前一年|[下次明来]年|下一年|同比|环比|其中|累计|增减|增长|下降|百分|%|占比|比例|比重"
    "|平均|季|半年|月|近[二两三四五六七八九十0-9]+年|以来|预计|计划|拟|历史|截[至止]目前"
)
_QUALIFYING = re.compile(f"本年|{WORDS}|应收|减免|撤销|增加|减少|[0-9]{{4}}年|[不未非无元万亿]")
_BRACKETS = re.compile(r"[(（][^()（）]*[)）]?")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_LETTER = re.compile(r"[^\w]|_")
_NEAR = 0.75  # from which likeness on a label may be another one misprinted
_APART = 0.08  # by which another label must be less like it
_MOST = 400  # characters of a text that are looked at
_LONG = 60  # characters of a label; the longest has some forty
_WORDED = 9  # characters from which another sign in a label is a slip rather than another word
ROW_WORDED = 8  # the same of a row, which stands among others in their order: 案件 for 案卷
_LEAST = 0.5  # of a label must be left of it when it is clipped


def simple(text: str) -> str:
    """A text in ordinary characters, for matching only: it is never stored."""
    plain = INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    return plain.translate(_RADICALS).translate(_SIMPLE).translate(_ROUND)


@lru_cache(maxsize=8192)
def key(text: str) -> str:
    """What a label is known by: empty where nothing is left of it.

    What a bracket says of a unit or a year is judged apart (`qualifiers`).
    """
    bare = re.sub(r"\s+", "", simple(text[:_MOST]))
    bare = _NUMBERING.sub("", bare).replace("其它", "其他").replace("合计", "总计")
    return _LETTER.sub("", _BRACKETS.sub("", bare)) or _LETTER.sub("", bare)


def squeezed(text: str) -> str:
    """The characters of a text in which keys of labels may stand."""
    return _LETTER.sub("", simple(text[:_MOST]).replace("其它", "其他").replace("合计", "总计"))


def of_which(label: str) -> str:
    """A label without 其中 before it."""
    return re.sub(r"^\s*其中\s*[:：]?", "", label)


@lru_cache(maxsize=8192)
def numbered(text: str) -> bool:
    """Whether a label begins with its number: （七） tells a row from a column."""
    return bool(_NUMBERING.match(re.sub(r"\s+", "", simple(text))))


def nearest(
    text: str, known: Mapping[str, str], free: Iterable[str], worded: int = _WORDED
) -> str | None:
    """The code of the one label that this can only be, though it is clipped, glossed or misprinted.

    `known` are all keys with their codes; only those of `free` codes may be meant. In a label of
    fewer than `worded` signs another sign makes another word. None where several fit, or where a
    label that is not free fits better.
    """
    wanted = key(text)
    if not 2 <= len(wanted) <= _LONG:
        return None
    likeness = {code: _likeness(wanted, one, worded) for one, code in known.items()}
    code, best = max(likeness.items(), key=lambda one: one[1], default=("", 0.0))
    alone = all(best - value >= _APART for other, value in likeness.items() if other != code)
    return code if best >= _NEAR and alone and code in set(free) else None


def _likeness(found: str, label: str, worded: int) -> float:
    own, other = set(_QUALIFYING.findall(label)), set(_QUALIFYING.findall(found))
    cut = label.startswith(found)  # what is lost at the end is no other word
    if not other <= own or not (cut or own - other <= {"增减", "本年"}):  # 增/ is a change
        return 0.0
    if len(found) >= _LEAST * len(label) and len(found) > 2 and _within(found, label):
        return 0.9 + 0.1 * len(found) / len(label)  # clipped
    if len(label) > 3 and found.startswith(label):
        return 0.9 + 0.1 * len(label) / len(found)  # glossed without brackets
    if len(found) > len(label) and _within(label, found):
        return 0.0  # words put in make another figure of it
    if len(label) < worded and len(found) >= len(label):
        return 0.0  # and so does another sign in a short one: 退费 is not 收费
    return SequenceMatcher(None, found, label, autojunk=False).ratio()


def _within(short: str, long: str) -> bool:
    """Whether the characters of one text stand in another, in this order."""
    rest = iter(long)
    return all(char in rest for char in short)
