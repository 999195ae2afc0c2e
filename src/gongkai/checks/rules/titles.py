"""Whether the title of a document names the place and the year that its id says.

A title is read for what it says clearly: years before 年, and names of the tree as wholes. Names of
the place's own and of those above it are known in shorter forms too, other names are not: 高新区
may be any.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from gongkai.checks.rules.around import Around
from gongkai.model.findings import Finding, Verdict
from gongkai.model.report import Jurisdiction, Report, folded

_HAN = dict.fromkeys("\u3007○零o", "0") | {
    char: str(number) for number, char in enumerate("一二三四五六七八九", 1)
}
_HAN_YEAR = re.compile(f"[{''.join(_HAN)}0-9]{{4}}(?=年)")
_BARE_YEAR = re.compile(r"(?<![\d\u3014\[【])((?:19|20)\d\d)(?![\d\u3015\]】年])")
# A span of years (2019-2023年), or one; not the date on which it was published or printed.
_YEARS = re.compile(
    r"(?<!\d)((?:19|20)\d\d)年?(?:(?:[-~—–―至到]+|、)((?:19|20)\d\d))?年"
    r"(?!\d+月|[一二三四五六七八九十]+月|发布|公布|公开发布|印发|编制)"
)
_CLASS = re.compile(r"(?<=..)(?:特别行政区|自治[区州县旗]|地区|新区|林区|矿区|[省市盟县旗区])$")
_PEOPLES = re.compile(r"(?:[一-鿿]{1,3}族)+$|(?:维吾尔|蒙古|哈萨克|柯尔克孜)$")
# What stands for the government itself behind its name.
_ITSELF = re.compile(r"(?:(?:人民)?政府|管(?:理)?委(?:员)?会)?(?:办公[厅室])?")
_GENERIC = re.compile(r"\([^)]*\)|(?:政府)?信息公开|工作|年度|年报|报告|关于|的|[《》“”()年月日\d]")


class _Named(NamedTuple):
    """What a title says of one thing: it agrees, names another, or nothing clear (None)."""

    agrees: bool | None
    args: Mapping[str, object] = {}


def agrees(report: Report, rule: str, around: Around) -> Iterator[Finding]:
    """One finding for the document: broken where its title names another year or another place."""
    if report.title is None:
        verdict = Verdict.NOT_ASSESSABLE
        yield Finding(report.id, rule, "report", verdict, reason="title-not-printed")
        return
    text = _plain(report.title)
    year, place = _year(text, report.year), _place(text, around)
    if year.agrees is False or place.agrees is False:
        reason = "title-year" if year.agrees is False else "title-place"
        if year.agrees is place.agrees is False:
            reason = "title-both"
        args = {"title": report.title, **year.args, **place.args}
        yield Finding(report.id, rule, "report", Verdict.BROKEN, reason=reason, args=args)
    elif year.agrees or place.agrees:
        yield Finding(report.id, rule, "report", Verdict.HOLDS)
    else:
        verdict = Verdict.NOT_ASSESSABLE
        yield Finding(report.id, rule, "report", verdict, reason="title-silent")


def _plain(title: str) -> str:
    """A title without spaces, its years in digits."""
    text = folded(title)
    return _HAN_YEAR.sub(lambda found: "".join(_HAN.get(char, char) for char in found[0]), text)


def _year(text: str, year: int) -> _Named:
    """Whether the year is among those named; a title may also say when it was published."""
    named: set[int] = set()
    for first, last in _YEARS.findall(text) or ((found, "") for found in _BARE_YEAR.findall(text)):
        named.update(range(int(first), int(last or first) + 1), [int(last or first)])
    if year in named:
        return _Named(True)
    return _Named(False, {"found": "、".join(map(str, sorted(named)))}) if named else _Named(None)


def _place(text: str, around: Around) -> _Named:
    """Whether the last place named is the report's own; only a place above it says nothing."""
    own, above = around.subject, around.above
    if any(folded(name) in text for name in (own.name["en"], *(n.name["en"] for n in own.names))):
        return _Named(True)
    mine, over = set(_names(own)), {name for entry in above for name in _names(entry)}
    found = list(_found(text, around.names or frozenset(mine | over)))
    strange = [name for name in found if name not in mine | over and not _office(name, own)]
    if strange:
        return _Named(False, {"name": strange[-1]})
    rest = text
    for name in found:
        rest = rest.replace(name, "", 1)
    rest = _GENERIC.sub("", rest)
    if own.level == "organ":
        return _Named(True if mine.intersection(found) or _short(rest, own, above) else None)
    named = any(name in mine or _office(name, own) for name in found)
    for short in filter(None, map(_bare, () if named else mine)):
        named, rest = named or short in rest, rest.replace(short, "", 1)
    # With a department or a town behind the name it may be theirs, and not the place's own.
    return _Named(True if named and _ITSELF.fullmatch(rest) else None)


def _names(entry: Jurisdiction) -> Iterator[str]:
    """Today's name and the earlier ones."""
    yield folded(entry.name["zh"])
    for earlier in entry.names:
        yield folded(earlier.name["zh"])


def _office(name: str, own: Jurisdiction) -> bool:
    """Whether a name of the tree is that of the office of the government itself."""
    return any(
        name.startswith(mine) and _ITSELF.fullmatch(name.removeprefix(mine)) for mine in _names(own)
    )


def _bare(name: str) -> str | None:
    """A name without its class (兰山, 恩施), where two characters or more are left."""
    short = _CLASS.sub("", name)
    short = _PEOPLES.sub("", short) if short != name else ""
    return short if len(short) >= 2 else None


def _short(rest: str, own: Jurisdiction, above: Iterable[Jurisdiction]) -> bool:
    """Whether what a title says besides places is a usual short form of an organ's name.

    发改局 for 发展和改革局: its characters stand in the name in that order, and both end alike.
    """
    core = folded(own.name["zh"])
    for entry in above:
        for name in _names(entry):
            core = core.removeprefix(name)
    core = core.removeprefix("人民政府")
    for place in above:
        for name in _names(place):
            rest = rest.removeprefix(_bare(name) or name)
    rest = rest.removeprefix("人民政府").removeprefix("政府") or rest
    letters = iter(core)
    return len(rest) >= 2 and rest[-1] == core[-1:] and all(char in letters for char in rest)


def _found(text: str, names: frozenset[str]) -> Iterator[str]:
    """The names that stand in a text, from left to right, the longest where several begin."""
    starts, place = _starts(names), 0
    while place < len(text):
        name = next((n for n in starts.get(text[place], ()) if text.startswith(n, place)), None)
        if name:
            yield name
        place += len(name) if name else 1


@lru_cache(maxsize=64)
def _starts(names: frozenset[str]) -> Mapping[str, tuple[str, ...]]:
    """Names by their first character, the longest first."""
    found: dict[str, list[str]] = {}
    for name in names:
        found.setdefault(name[0], []).append(name)
    return {char: tuple(sorted(some, key=lambda n: (-len(n), n))) for char, some in found.items()}
