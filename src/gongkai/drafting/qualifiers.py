"""What a head or label says besides its name: a unit, a year, or words that make another figure.

A head is known by its name (`labels.key`), whatever stands in brackets; what else it says must
agree with the form, or the cells below it are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from gongkai.drafting.labels import WORDS, simple
from gongkai.model.report import UNITS

COUNTERS = ("件次", "件", "项", "个", "条", "宗", "起", "份", "次", "笔")  # none of them multiplies
PERSONS = ("人次", "人", "户", "家")
_COUNTED = "|".join((*COUNTERS, *PERSONS, "美元", "港元", "欧元", "元", "篇"))
_ONE = rf"(?:[十百千万亿]{{0,2}}(?:{_COUNTED})|[百千万亿]{{1,2}})"
_LIST = rf"{_ONE}(?:[、,/和及]{_ONE})*"
_UNITS = re.compile(
    rf"\((?:[一-鿿]{{0,4}}单位[:为是]?)?({_LIST})\)"  # in brackets
    rf"|单位[:为是]?\(?({_LIST})\)?(?![一-鿿])"  # named as one
    rf"|[以按]({_ONE})(?:为单位|计)"
    rf"|(?<=.)[/:,—-]({_ONE})$|(?<=[^百千万亿(]{{3}})([百千万亿]?元|[百千万亿]{{1,2}}(?:{_COUNTED}))$"
    rf"|^({_LIST})$"  # alone
)
_SCALES = ("百", "千", "万", "亿")
_SINGLE = re.compile(_ONE)
_UNIT_PHRASE = re.compile("单位|[以按].{1,4}计")
_NAMED = re.compile("单位:")
_YEAR = re.compile(r"(20[0-9]{2}|二[〇零○][一二三四五六七八九〇零○]{2})年?(?!\d)")
_HAN = str.maketrans("〇零○一二三四五六七八九", "000123456789")
_WHOLE_YEAR = re.compile(r"(?:12月31日|12月底|1月1日)")
_WORDS = re.compile(WORDS)
_LAST = re.compile("上年|上一年|去年")
_ALONE = re.compile(rf"\(?(?:{_YEAR.pattern}|{_WORDS.pattern})度?(?:数据|数字|情况|统计|数)?\)?")


@lru_cache(4096)  # the heads of a form are looked at many times
def _plain(text: str) -> str:
    return re.sub(r"\s+|人民币", "", simple(text))


def units(text: str) -> list[str]:
    """The units that a text says its figures are in."""
    return [one for found in _UNITS.finditer(_plain(text)) for one in _SINGLE.findall(_of(found))]


def _of(found: re.Match[str]) -> str:
    return next(group for group in found.groups() if group)


def bare(text: str) -> str:
    """A text without the units that it names, where something is left of it."""
    return _UNITS.sub("", _plain(text)) or text


def unit_alone(text: str) -> bool:
    """Whether a text says nothing but a unit."""
    plain = _plain(text)
    return bool(re.search(r"\w", plain)) and not re.sub(
        r"[一-鿿]{0,4}单位[:为是]?|[^\w]", "", _UNITS.sub("", plain)
    )


def states(text: str) -> bool:
    """Whether a line says of the figures near it in which unit they are, or of which year."""
    plain = _plain(text)
    of_unit = bool(_UNIT_PHRASE.search(plain)) or unit_alone(text) or plain.endswith(")")
    return (of_unit and bool(units(text))) or bool(_ALONE.fullmatch(plain))


def years(text: str) -> Iterator[int]:
    """The years that a text names."""
    for found in _YEAR.finditer(_plain(text)):
        yield int(found[1].translate(_HAN).replace("二", "2"))


def this_year(text: str, year: int | None) -> str:
    """A text in which the year of the report is 本年 and the one before it 上年."""
    if year is None:
        return text
    return re.sub(rf"{year}年度?", "本年", re.sub(rf"{year - 1}年度?", "上年", _plain(text)))


def doubt(texts: Iterable[str], official: str, year: int | None, *, both: bool = False) -> str:
    """The text that speaks of another figure than `official` does; empty where none does.

    Years must be that of the report, or the one before it where the form asks for that; `both`
    allows both. What the form itself says is no doubt.
    """
    last = bool(_LAST.search(_plain(official)))
    allowed = set() if year is None else {year, year - 1} if both else {year - last}
    own = set(_WORDS.findall(_plain(official)))
    own |= {"上年", "上一年", "去年", "前一年"} if last else {"增减"} if both else set()
    for text in texts:
        plain = _WHOLE_YEAR.sub("", _plain(text))
        if not allowed.issuperset(years(text)) or not own.issuperset(_WORDS.findall(plain)):
            return text
    return ""


def unit_doubt(
    near: Iterable[str], far: Iterable[str], money: bool, unit: str | None, of_whom: bool = False
) -> str:
    """The text that names another unit than that of a column; empty where none does.

    `near` speak of this column or row alone; of the units that `far` give for a whole table, one
    must be that of the column, unless its own head names it. `of_whom` says that a head is that of
    a kind of applicant, which is counted in persons too.
    """
    fitting = ((unit,) if unit else UNITS) if money else COUNTERS
    for text in near:
        found = units(text)
        allowed = (*fitting, *PERSONS) if of_whom else fitting
        if not set(found).issubset(allowed) or (not found and _NAMED.search(_plain(text))):
            return text
    for text in far:
        found = units(text)
        other = money and unit and not any(one.endswith("元") or one in _SCALES for one in found)
        if found and not other and not set(found) & set(fitting):
            return text
    return ""


def money_unit(texts: Iterable[str]) -> str | None:
    """The unit of money that heads name, where it is one."""
    found = {one for text in texts for one in units(text) if one.endswith("元")}
    return found.pop() if len(found) == 1 else None
