"""Style sheets → rules as they count on a wide screen: selectors, rank, and what they declare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

_WIDE = 1280  # pixels of the screen on which a page is looked at
_NOISE = re.compile(r"/\*.*?(?:\*/|\Z)|<!--|-->|(\"[^\"\n]*\"|'[^'\n]*')", re.S)
_ESCAPED = re.compile(r"\\([0-9a-f]{1,6})\s?|\\(.)", re.I)
_SIGN = re.compile(r"[{};]")
_WIDTH = re.compile(r"\(\s*(min|max)-width\s*:\s*([\d.]+)(px|em|rem)?\s*\)")
_ELSEWHERE = re.compile(
    r"(?<!not )print|speech|dark|portrait|hover\s*:\s*none|coarse|reduce\b|contrast|forced"
    r"|pixel-ratio|resolution|not (?:all|screen)|max-(?:device-)?height|max-device-width"
)
_MOMENT = re.compile(r":(?:hover|focus|active|visited|target|checked|disabled|enabled|invalid)")
_PSEUDO = re.compile(r"::?(before|after|first-letter|first-line|marker)$")
_OTHERS = re.compile(r"::[\w-]+|:-(?:webkit|moz|ms)-[\w-]+")
_COMMA = re.compile(r",(?![^(]*\))")
_INSIDE = re.compile(r"\([^()]*\)|\[[^\]]*\]")
_NAME = re.compile(r"[.#][\w\u0080-\uffff-]+")
_TAG = re.compile(r"(?:^|[\s>+~])([a-z][\w-]*)", re.I)

Declared = Mapping[str, str]  # property → value, both in small letters
Rank = tuple[int, int, int, int, int]


class StyleRule(NamedTuple):
    """What one selector says; `pseudo` is what it says it of, where that is no element."""

    rank: Rank
    selector: str
    pseudo: str
    declared: Declared

    @property
    def names(self) -> set[str]:
        """Classes (.x), ids (#x) and tags without which it fits nothing."""
        bare = _INSIDE.sub("", self.selector)
        return {*_NAME.findall(bare), *(tag.lower() for tag in _TAG.findall(bare))}


def declarations(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """What a style declares: the plain ones, and the important ones."""
    plain: dict[str, str] = {}
    urgent: dict[str, str] = {}
    for one in _ESCAPED.sub(_unescaped, text).split(";"):
        name, colon, value = one.partition(":")
        if colon:
            value, mark, _ = value.lower().partition("!")
            (urgent if mark else plain).update(_each(name.strip().lower(), value.strip()))
    return plain, urgent


def _each(name: str, value: str) -> Mapping[str, str]:
    """A property, or the four that it stands for."""
    values = value.split()
    if name not in ("margin", "inset") or not values:
        return {name: value}
    top, right, bottom, left = (values[n] if n < len(values) else None for n in range(4))
    right = right or top
    sides = {"top": top, "right": right, "bottom": bottom or top, "left": left or right}
    return {f"{name}-{side}".removeprefix("inset-"): str(one) for side, one in sides.items()}


def _unescaped(found: re.Match[str]) -> str:
    if not found[1]:
        return found[2]
    code = int(found[1], 16)
    return chr(code) if 0 < code < 0x110000 else ""


def rules(sheets: str) -> Iterator[StyleRule]:
    """Every rule that counts on a screen, with its rank: of two the higher one counts."""
    number = 0
    for selectors, body in _bodies(_NOISE.sub(_quiet, sheets)):
        for urgent, declared in enumerate(declarations(body)):
            for one in _COMMA.split(selectors) if declared else ():
                selector = one.strip().replace(":link", "[href]").replace(":root", "html")
                pseudo = _PSEUDO.search(selector)
                selector = _PSEUDO.sub("", selector) or "*"
                if _MOMENT.search(selector) or _OTHERS.search(selector):
                    continue
                number += 1
                names = len(_TAG.findall(_INSIDE.sub("", selector)))
                classes = selector.count(".") + selector.count("[") + selector.count(":")
                rank = urgent, selector.count("#"), classes, names, number
                yield StyleRule(rank, selector, pseudo[1] if pseudo else "", declared)


def _quiet(found: re.Match[str]) -> str:
    """A quoted text without signs that part rules; a comment is nothing."""
    return re.sub(r"[{};:!]", "x", found[1]) if found[1] else ""


def _bodies(text: str) -> Iterator[tuple[str, str]]:
    """Selectors and what stands between their braces; @-rules count or do not, with all in them."""
    open_: list[tuple[str, bool]] = []  # selectors of a rule, or "" of an @-rule; whether it counts
    open_bodies: list[list[str]] = []
    start = 0
    for sign in _SIGN.finditer(text):
        piece = text[start : sign.start()].strip()
        start = sign.end()
        counts = open_[-1][1] if open_ else True
        if sign[0] == "{":
            if piece.startswith("@"):
                open_.append(("", counts and _on_screen(piece.lower())))
            else:
                above = open_[-1][0] if open_ else ""
                nested = piece.replace("&", above) if "&" in piece else f"{above} {piece}"
                open_.append((nested.strip(), counts))
            open_bodies.append([])
        elif open_:
            open_bodies[-1].append(piece)
            if sign[0] == "}":
                selectors, counts = open_.pop()
                body = ";".join(open_bodies.pop())
                if selectors and counts and len(selectors) < 2000:
                    yield selectors, body
    if open_ and open_[-1][0] and open_[-1][1]:  # the end of the sheet closes what is open
        yield open_[-1][0], ";".join([*open_bodies[-1], text[start:]])


def _on_screen(rule: str) -> bool:
    """Whether an @-rule counts on a wide screen."""
    if rule.startswith("@media"):
        return any(map(_query_fits, rule.removeprefix("@media").split(",")))
    return rule.startswith(("@supports", "@layer", "@container", "@scope")) and " not" not in rule


def _query_fits(query: str) -> bool:
    if _ELSEWHERE.search(query):
        return False
    for end, number, unit in _WIDTH.findall(query):
        width = float(number.strip(".") or 0) * (1 if unit in ("px", "") else 16)
        if (width > _WIDE) if end == "min" else (width < _WIDE):
            return False
    return True


# -- lengths, in pixels ----------------------------------------------------------------------------

_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))(?:e[+-]?\d+)?([a-z]*|%)")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 37.8, "mm": 3.78}
_PIXELS |= {"q": 0.945, "rem": 16.0, "vw": _WIDE / 100, "vh": 7.2, "vmin": 7.2, "vmax": _WIDE / 100}
_OF_SIZE = {"em": 1.0, "ex": 0.5, "ch": 0.5, "lh": 1.2, "cap": 0.7, "ic": 1.0}
_NAMED = {"xx-small": 9.0, "x-small": 10.0, "small": 13.0, "medium": 16.0, "large": 18.0}
_NAMED |= {"x-large": 24.0, "xx-large": 32.0, "xxx-large": 48.0}
_OF_FONT = re.compile(
    r"(?:^|\s)([\d.]+(?:[a-z]+|%)|(?:x+-)?small|medium|(?:x+-)?large|smaller|larger)\s*(?:/|\s|$)"
)


def length(text: str, size: float, whole: float) -> float | None:
    """A length; `size` is that of the signs, `whole` what 100% is. None for what is none."""
    bare = text.strip().removeprefix("calc(").removesuffix(")").strip()
    found = _LENGTH.fullmatch(bare)
    if not found:
        return None
    number, unit = float(found[1]), found[2]
    if not number:
        return 0.0
    if unit == "%":
        return number / 100 * whole
    if unit in _OF_SIZE:
        return number * _OF_SIZE[unit] * size
    return number * _PIXELS[unit] if unit in _PIXELS else None


def font_size(declared: Declared, above: float) -> float | None:
    """The size of signs that a style declares; `above` is that of what is around them."""
    size = declared.get("font-size")
    if size is None and (found := _OF_FONT.search(declared.get("font", ""))):
        size = found[1]
    if size is None:
        return None
    if size in _NAMED:
        return _NAMED[size]
    if size in ("smaller", "larger"):
        return above / 1.2 if size == "smaller" else above * 1.2
    return length(size, above, above)
