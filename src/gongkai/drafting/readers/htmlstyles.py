"""What the styles of a page do to the text of its elements: hide it, move it, strike or raise it.

Only what a page says itself counts: attributes, <style>, and style sheets saved with it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum

from selectolax.lexbor import LexborHTMLParser, LexborNode, SelectolaxError

from gongkai.drafting.readers import css
from gongkai.drafting.readers.css import font_size, length
from gongkai.drafting.readers.visibility import BLACK, LINK, TINY, WHITE, Color, faint, parse_color

INLINE = {
    *(
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "del",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
    ),
    *("label", "mark", "nobr", "o:p", "q", "rb", "rp", "rt", "ruby", "s", "samp", "small", "span"),
    *("st1:chsdate", "strike", "strong", "sub", "sup", "time", "tt", "u", "var"),
}


class Visibility(IntEnum):
    """What is to be seen of an element: its plain text; text that is struck, raised or moved;
    nothing, in its place; nothing at all.
    """

    PLAIN = 0
    MARKED = 1
    UNSEEN = 2
    GONE = 3


@dataclass(frozen=True, slots=True)
class ElementStyle:
    """How what stands in an element looks, by all that is around it. Sizes are pixels.

    `moved` says that it may stand elsewhere than behind what comes before it.
    """

    visibility: Visibility = Visibility.PLAIN
    foreground: Color = BLACK
    background: Color = WHITE
    size: float = 16.0
    hidden: bool = False
    moved: bool = False
    struck: bool = False

    @property
    def unseen(self) -> bool:
        """Whether there is nothing to see of it."""
        return self.hidden or self.size < 1 or self.visibility >= Visibility.UNSEEN

    @property
    def out(self) -> bool:
        """Whether it is no part of what the page says, whatever stands in it."""
        return self.hidden or self.struck or self.visibility >= Visibility.UNSEEN

    @property
    def odd(self) -> bool:
        """Whether it is not what its text says, or hardly seen."""
        return (
            self.visibility is not Visibility.PLAIN
            or self.struck
            or self.hidden
            or self.size < TINY
            or faint(self.foreground, self.background)
        )

    @property
    def color(self) -> Color:
        """The colour that shows."""
        return self.foreground.over(self.background)


_STRUCK = ("s", "del", "strike")
_MARKED = {"sup", "sub", "rt", "rp", "bdo", "marquee", "blink"}
_SIZES = {"small": 0.83, "big": 1.2, "h1": 2.0, "h2": 1.5, "h3": 1.17, "h5": 0.83, "h6": 0.67}
_MANY = 100  # rules
_STYLED_TAGS = {*_STRUCK, *_MARKED, *_SIZES, "details", "dialog"}  # without a word of any style
_FONTS = (10, 10, 13, 16, 18, 24, 32, 48)  # pixels of <font size>
_FAR = 100.0  # pixels: by that much no text of a cell is moved that is to be read
_CELL = 300.0  # pixels that 100% may be
_SHIFT = re.compile(r"(-\d{2,})(?:\.\d*)?px")  # in a transform
_SIDES = ("left", "right", "top", "bottom")
_RAISED = re.compile(r"super|sub|text-top|[\d.-]*[1-9]")
_SYMBOLS = re.compile(r"wingdings|webdings|dingbats|marlett|barcode|(?:^|[\s\"'])symbol")
_TURNED = re.compile(
    r"scale[xy3d]*\([^)]*(?:-|(?<![\d.])0*\.?0+(?![\d.]))|matrix|rotate[xy3d]*\((?!\s*[-+]?0[a-z]*\))"
    r"|skew|perspective"
)
_COLOR = re.compile(r"#[0-9a-f]+|(?:rgb|hsl)a?\([^)]*\)|[a-z]+")
_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_PICTURE = re.compile(r"url\(|gradient|image|paint\(|element\(")
_FIGURE = re.compile(
    r"[\d.,/%+\-\u2010-\u2015\u2212一二三四五六七八九十百千万亿]|counter|attr|url|quote"
)
# Properties of which no value but these leaves a text as it is.
_HARMLESS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "unicode-bidi": "normal|embed|isolate|initial|unset",
        "direction": "ltr|inherit|initial|unset",
        "clip": "auto|initial|unset",
        "clip-path": "none|initial|unset",
        "filter": r"none|initial|unset|grayscale\(.*\)|gray|alpha\(.*|progid.*",
        "mix-blend-mode": "normal|initial|unset",
        "mask": "none|initial|unset",
        "mask-image": "none|initial|unset",
        "-webkit-mask": "none|initial|unset",
        "-webkit-mask-image": "none|initial|unset",
        "-webkit-text-security": "none|initial|unset",
        "font-variant-position": "normal|initial|unset",
        "rotate": r"none|0\w*|initial|unset",
        "scale": r"none|1|100%|initial|unset",
        "content-visibility": "visible|auto|initial|unset",
    }.items()
}
_AS_ABOVE = ("inherit", "initial", "unset", "revert", "currentcolor", "auto", "normal")
_IN_ORDER = ("0", "row", "column", "wrap", "nowrap", "row nowrap", "row wrap", *_AS_ABOVE)
_EXTENTS = ("width", "height", "max-width", "max-height")
_MARGINS = ("margin-left", "margin-right", "margin-top", "margin-bottom")
_ORDER = ("order", "flex-direction", "flex-flow", "grid-row", "grid-column", "grid-area")
_PROPERTIES = {
    *_HARMLESS, *_ORDER, *_SIDES,
    *("background", "background-color", "color", "-webkit-text-fill-color", "content", "display"),
    *("float", "font", "font-family", "font-feature-settings", "font-size", "font-variant"),
    *("height", "inset", "letter-spacing", "list-style", "list-style-type", "margin"),
    *("margin-left", "margin-right", "margin-top", "margin-bottom", "max-height", "max-width"),
    *("opacity", "overflow", "overflow-x", "overflow-y", "position", "text-decoration"),
    *("text-decoration-line", "text-indent", "transform", "translate", "vertical-align"),
    *("visibility", "width", "zoom"),
}  # fmt: skip


class PageStyles:
    """The looks that the page's own rules give, by element; `more` are style sheets beside it."""

    def __init__(self, tree: LexborHTMLParser, more: str) -> None:
        self._ruled: dict[int, dict[str, str]] = defaultdict(dict)
        self._urgent: dict[int, dict[str, str]] = defaultdict(dict)
        self.adding: set[int] = set()  # elements to which a rule adds something that says a figure
        sheets = "\n".join([more, *(node.text() for node in tree.css("style"))])
        rules = list(css.rules(sheets))
        self._named = {
            name: value
            for rule in rules
            for name, value in rule.declared.items()
            if name.startswith("--")
        }
        rules = [rule for rule in rules if not _PROPERTIES.isdisjoint(rule.declared)]
        # Of many rules most are of other pages of the site: no need to look for what they name.
        here = set(_names(tree)) if len(rules) > _MANY else None
        for rule in sorted(rules, key=lambda rule: rule.rank):
            if here is not None and not rule.names <= here:
                continue
            try:
                nodes = tree.css(rule.selector)
            except (ValueError, RuntimeError, SelectolaxError):
                continue  # a selector that the parser does not know
            ruled = self._urgent if rule.rank[0] else self._ruled
            for node in nodes:
                if not rule.pseudo:
                    ruled[node.mem_id].update(rule.declared)
                elif _adds(rule):
                    self.adding.add(node.mem_id)

    def style(self, node: LexborNode, above: ElementStyle, *, inside: bool = False) -> ElementStyle:
        """How an element looks in another one; `inside` a cell, where no text is laid out."""
        attributes: Mapping[str, str | None] = node.attributes or {}
        tag, id_ = node.tag or "", node.mem_id
        ruled = id_ in self._ruled or id_ in self._urgent
        if not ruled and not attributes and tag not in _STYLED_TAGS:
            return above
        declared = self._declared(node, attributes)
        visibility = max(above.visibility, _visibility(tag, attributes, declared, inside))
        size = _size(tag, attributes, declared, above.size)
        return replace(
            above,
            visibility=max(visibility, _place(declared, size, inside=inside, inline=tag in INLINE)),
            foreground=_foreground(tag, attributes, declared, above.foreground),
            background=_background(attributes, declared, above.background),
            size=size,
            hidden=_hidden(declared, above.hidden),
            moved=above.moved or (inside and _moved(declared)),
            struck=above.struck or _strikes(tag, declared),
        )

    def _declared(self, node: LexborNode, attributes: Mapping[str, str | None]) -> dict[str, str]:
        """What is declared of an element, by rules and by itself."""
        ruled, urgent = self._ruled.get(node.mem_id), self._urgent.get(node.mem_id)
        style = attributes.get("style")
        plain, own = css.declarations(style) if style else ({}, {})
        declared = {**(ruled or {}), **plain, **(urgent or {}), **own}
        return {name: self._value(value) for name, value in declared.items()}

    def _value(self, value: str) -> str:
        """A value in which names stand for what they were declared to be."""
        if "var(" not in value:
            return value
        return _VAR.sub(lambda found: self._named.get(found[1], found[2] or "").strip(), value)


def _visibility(
    tag: str, attributes: Mapping[str, str | None], declared: css.Declared, inside: bool
) -> Visibility:
    display = declared.get("display", "")
    gone = "hidden" in attributes and not display
    if gone or display == "none" or (tag in ("details", "dialog") and "open" not in attributes):
        return Visibility.GONE
    if declared.get("visibility") == "collapse":
        return Visibility.GONE
    if tag in _MARKED or (attributes.get("dir") or "").lower() == "rtl":
        return Visibility.MARKED
    if any(not ok.fullmatch(declared.get(name, "initial")) for name, ok in _HARMLESS.items()):
        return Visibility.MARKED
    if tag in INLINE and _RAISED.match(declared.get("vertical-align", "")):
        return Visibility.MARKED
    family = declared.get("font-family") or declared.get("font") or (attributes.get("face") or "")
    if _SYMBOLS.search(family.lower().partition(",")[0]):
        return Visibility.MARKED
    if _TURNED.search(declared.get("transform", "")) or "sup" in declared.get("font-variant", ""):
        return Visibility.MARKED
    picture = _PICTURE.search(declared.get("background", "") + declared.get("background-image", ""))
    if picture and (inside or tag in ("td", "th")):
        return Visibility.MARKED
    odd = display == "list-item" or "sup" in declared.get("font-feature-settings", "")
    return (
        Visibility.MARKED if inside and (odd or _unsure(declared, attributes)) else Visibility.PLAIN
    )


def _names(tree: LexborHTMLParser) -> Iterator[str]:
    """Classes, ids and tags of a page, as selectors name them."""
    for node in tree.css("*"):
        yield node.tag or ""
        attributes = node.attributes
        for name in (attributes.get("class") or "").split():
            yield f".{name}"
        if id_ := attributes.get("id"):
            yield f"#{id_}"


def _adds(rule: css.StyleRule) -> bool:
    """Whether what a rule puts before or behind an element, or does to its first sign, counts."""
    if rule.pseudo in ("first-letter", "first-line"):
        return not _PROPERTIES.isdisjoint(rule.declared)
    unseen = rule.declared.get("display") == "none" or rule.declared.get("visibility") == "hidden"
    return not unseen and bool(_FIGURE.search(rule.declared.get("content", "")))


def _size(
    tag: str, attributes: Mapping[str, str | None], declared: css.Declared, above: float
) -> float:
    found = font_size(declared, above)
    if found is None:
        found = above * _SIZES.get(tag, 1.0)
        step = re.fullmatch(r"\s*([+-]?)(\d)\s*", attributes.get("size") or "")
        if tag == "font" and step:
            number = int(step[2])
            number = {"+": 3 + number, "-": 3 - number}.get(step[1], number)
            found = float(_FONTS[min(max(number, 1), 7)])
    zoom = length(declared.get("zoom", "1"), 1.0, 1.0)
    return found if zoom is None else found * zoom


def _foreground(
    tag: str, attributes: Mapping[str, str | None], declared: css.Declared, above: Color
) -> Color:
    value = declared.get("-webkit-text-fill-color") or declared.get("color")
    if value is None and tag in ("font", "body"):
        value = attributes.get("color" if tag == "font" else "text")
    found = parse_color(value) if value else (LINK if tag == "a" and "href" in attributes else None)
    found = found or above
    opacity = length(declared.get("opacity", "1"), 1.0, 1.0)
    return found if opacity is None else found._replace(alpha=found.alpha * min(opacity, 1.0))


def _background(
    attributes: Mapping[str, str | None], declared: css.Declared, above: Color
) -> Color:
    for value in (
        declared.get("background-color"),
        declared.get("background"),
        attributes.get("bgcolor"),
    ):
        for word in _COLOR.findall((value or "").lower()):
            if found := parse_color(word):
                return found.over(above)
    return above


def _strikes(tag: str, declared: css.Declared) -> bool:
    lines = declared.get("text-decoration", "") + declared.get("text-decoration-line", "")
    return tag in _STRUCK or "line-through" in lines


def _hidden(declared: css.Declared, above: bool) -> bool:
    return {"hidden": True, "visible": False}.get(declared.get("visibility", ""), above)


def _moved(declared: css.Declared) -> bool:
    """Whether something may stand before what it follows."""
    if declared.get("float") in ("left", "right"):
        return True
    return any(declared.get(name, "0") not in _IN_ORDER for name in _ORDER)


def _unsure(declared: css.Declared, attributes: Mapping[str, str | None]) -> bool:
    """Whether a colour or a size is declared in a way that is not known here."""
    color = (
        declared.get("-webkit-text-fill-color") or declared.get("color") or attributes.get("color")
    )
    if color and color not in _AS_ABOVE and parse_color(color) is None:
        return True
    size = declared.get("font-size")
    return bool(size) and size not in _AS_ABOVE and font_size(declared, 16.0) is None


def _place(declared: css.Declared, size: float, *, inside: bool, inline: bool) -> Visibility:
    """Whether an element is moved out of sight, shrunk to nothing, or put over its neighbours."""

    def pixels(name: str) -> float:
        return length(declared.get(name, "0"), size, _CELL) or 0.0

    if length(declared.get("opacity", "1"), 1.0, 1.0) == 0:
        return Visibility.UNSEEN
    cut = any(
        "hidden" in declared.get(name, "") or "clip" in declared.get(name, "")
        for name in ("overflow", "overflow-x", "overflow-y")
    )
    if cut and any(name in declared and pixels(name) < 2 for name in _EXTENTS):
        return Visibility.UNSEEN
    far = -_FAR if inside else -10 * _FAR
    places = (
        [pixels(side) for side in _SIDES] if declared.get("position", "static") != "static" else []
    )
    places += [float(found) for found in _SHIFT.findall(declared.get("transform", ""))]
    if pixels("text-indent") <= -_FAR or min([*places, *map(pixels, _MARGINS)]) <= far:
        return Visibility.UNSEEN
    if not inside:
        return Visibility.PLAIN
    if (
        declared.get("position") in ("absolute", "fixed")
        or max(map(abs, places), default=0) > size / 4
    ):
        return Visibility.MARKED
    if declared.get("translate", "none") not in ("none", *_AS_ABOVE):
        return Visibility.MARKED
    if pixels("letter-spacing") < -size / 5 or pixels("text-indent") > _CELL:
        return Visibility.MARKED
    least = min(map(pixels, (*_MARGINS, "text-indent")))
    return Visibility.MARKED if least < (-0.5 if inline else -2 * size) else Visibility.PLAIN
