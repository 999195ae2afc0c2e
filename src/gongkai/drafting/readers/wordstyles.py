"""How the runs of a DOCX file look: by themselves, by styles, by what stands behind them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from gongkai.drafting.readers.visibility import BLACK, WHITE, Color, faint, parse_color

_OFF = ("0", "false", "off", "none")
_SYMBOLS = ("wingdings", "webdings", "symbol", "marlett", "zapf dingbats")
_TEXT_FILL = "{http://schemas.microsoft.com/office/word/2010/wordml}textFill"
_TINY = 8  # half points
_PRESSED = 50  # per cent of their width to which signs are pressed together
_ALMOST = 100  # twentieths of a point: a line or row that is exactly so high shows nothing
_FAR = 720  # twentieths of a point that a paragraph may hang out of its cell
_VALUE = qn("w:val")

Properties = Sequence[BaseOxmlElement]  # the nearest first


class RunStyle(NamedTuple):
    """How a run looks; its size in half points. `odd`: it is not what its text says."""

    odd: bool
    unseen: bool
    size: float
    color: Color


def sets(properties: BaseOxmlElement | None, *names: str) -> bool:
    """Whether one of these properties is set."""
    found = (properties.find(qn(name)) for name in names) if properties is not None else ()
    return any(one is not None and one.get(_VALUE, "1") not in _OFF for one in found)


class WordStyles:
    """The styles of a document."""

    def __init__(self, styles: BaseOxmlElement | None) -> None:
        self._styles: dict[str, BaseOxmlElement] = {}
        self._usual: dict[str, str] = {}  # kind of style → the one that holds where none is named
        self._defaults: list[BaseOxmlElement] = []
        self._chains: dict[tuple[str, str], list[BaseOxmlElement]] = {}
        if styles is None:
            return
        for style in styles.iter(qn("w:style")):
            name = style.get(qn("w:styleId"), "")
            self._styles[name] = style
            if style.get(qn("w:default"), "0") not in _OFF:
                self._usual[style.get(qn("w:type"), "")] = name
        path = "/".join(map(qn, ("w:docDefaults", "w:rPrDefault", "w:rPr")))
        self._defaults = styles.findall(path)

    def numbered(self, paragraph: BaseOxmlElement | None) -> bool:
        """Whether a paragraph has a number that is not part of its text, by its style."""
        properties = self._properties(paragraph, "w:pStyle", "paragraph", "w:pPr")
        return any(one.find(qn("w:numPr")) is not None for one in properties)

    def run_style(self, run: BaseOxmlElement) -> RunStyle:
        """How a run looks where it stands."""
        own, of_paragraph, of_cell, of_table = _around(run)
        chain = [
            *([own] if own is not None else []),
            *self._properties(own, "w:rStyle", "character", "w:rPr"),
            *self._properties(of_paragraph, "w:pStyle", "paragraph", "w:rPr"),
            *self._properties(of_table, "w:tblStyle", "table", "w:rPr"),
            *self._defaults,
        ]
        size = _number(_first(chain, "w:sz"), 20)
        color = parse_color(_value(_first(chain, "w:color"), "auto")) or BLACK
        automatic = _value(_first(chain, "w:color"), "auto") == "auto"
        background = _background(chain, of_paragraph, of_cell)
        odd = size < _TINY or (not automatic and faint(color, background)) or _odd(chain, size)
        odd = odd or _displaced(of_paragraph)
        unseen = any(
            _chain_sets(chain, name) for name in ("w:vanish", "w:specVanish", "w:webHidden")
        )
        return RunStyle(odd, unseen, size, color)

    def _properties(
        self, properties: BaseOxmlElement | None, name: str, kind: str, which: str
    ) -> list[BaseOxmlElement]:
        """The properties of a style and of those that it is based on."""
        named = _value(properties.find(qn(name)) if properties is not None else None, "")
        return self._chain(named or self._usual.get(kind, ""), which)

    def _chain(self, name: str, which: str) -> list[BaseOxmlElement]:
        if (name, which) not in self._chains:
            found, visited, at = [], set(), name
            while at in self._styles and at not in visited:
                visited.add(at)
                if (own := self._styles[at].find(qn(which))) is not None:
                    found.append(own)
                at = _value(self._styles[at].find(qn("w:basedOn")), "")
            self._chains[name, which] = found
        return self._chains[name, which]


def _around(run: BaseOxmlElement) -> Iterator[BaseOxmlElement | None]:
    """The properties of a run, of its paragraph, its cell and its table."""
    yield run.find(qn("w:rPr"))
    for tag, name in (("w:p", "w:pPr"), ("w:tc", "w:tcPr"), ("w:tbl", "w:tblPr")):
        above = next(run.iterancestors(qn(tag)), None)
        yield above.find(qn(name)) if above is not None else None


def _first(chain: Properties, name: str) -> BaseOxmlElement | None:
    found = (one.find(qn(name)) for one in chain)
    return next((one for one in found if one is not None), None)


def _value(element: BaseOxmlElement | None, otherwise: str) -> str:
    return element.get(_VALUE, otherwise) if element is not None else otherwise


def _number(element: BaseOxmlElement | None, otherwise: float, name: str = _VALUE) -> float:
    try:
        return float(element.get(name, "")) if element is not None else otherwise
    except ValueError:
        return otherwise


def _chain_sets(chain: Properties, name: str) -> bool:
    found = _first(chain, name)
    return found is not None and found.get(_VALUE, "1") not in _OFF


def _background(
    chain: Properties, paragraph: BaseOxmlElement | None, cell: BaseOxmlElement | None
) -> Color:
    """The colour behind a run: a marker's, its own, that of its paragraph or its cell."""
    marker = parse_color(_value(_first(chain, "w:highlight"), "none"))
    if marker:
        return marker
    for one in (*chain, paragraph, cell):
        shading = one.find(qn("w:shd")) if one is not None else None
        found = parse_color(shading.get(qn("w:fill"), "auto")) if shading is not None else None
        if found:
            return found
    return WHITE


def _odd(chain: Properties, size: float) -> bool:
    """Whether signs are struck, raised, turned round, pressed together, or little pictures."""
    if any(_chain_sets(chain, name) for name in ("w:strike", "w:dstrike", "w:position", "w:rtl")):
        return True
    if _value(_first(chain, "w:vertAlign"), "baseline") != "baseline":
        return True
    if _number(_first(chain, "w:w"), 100) < _PRESSED:
        return True
    if _number(_first(chain, "w:spacing"), 0) < -2 * size:  # a fifth of the size, in twentieths
        return True
    fonts = _first(chain, "w:rFonts")
    for name in ("w:ascii", "w:hAnsi"):
        if fonts is not None and fonts.get(qn(name), "").lower().startswith(_SYMBOLS):
            return True
    return any(one.find(_TEXT_FILL) is not None for one in chain[:1])


def _displaced(paragraph: BaseOxmlElement | None) -> bool:
    """Whether a paragraph is written to the left, out of its cell, or in lines of no height."""
    if paragraph is None:
        return False
    if sets(paragraph, "w:bidi") or paragraph.find(qn("w:framePr")) is not None:
        return True
    indent, spacing = paragraph.find(qn("w:ind")), paragraph.find(qn("w:spacing"))
    for name in ("left", "start", "firstLine", "right", "end"):
        at = _number(indent, 0, qn(f"w:{name}"))
        if at < -_FAR or at > 10 * _FAR:
            return True
    exact = spacing is not None and spacing.get(qn("w:lineRule")) == "exact"
    return exact and _number(spacing, _ALMOST, qn("w:line")) < _ALMOST


def no_height(row: BaseOxmlElement | None) -> bool:
    """Whether a row, of which these are the properties, is too low to show a sign."""
    height = row.find(qn("w:trHeight")) if row is not None else None
    exact = height is not None and height.get(qn("w:hRule")) == "exact"
    return exact and _number(height, _ALMOST) < _ALMOST
