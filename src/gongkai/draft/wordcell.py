"""A cell or paragraph of a DOCX file → its text, and whether it shows something besides that."""

from __future__ import annotations

from collections.abc import Iterator

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from gongkai.draft.grid import tidy

_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_SIGNS = {
    qn("w:tab"): "\t",
    qn("w:ptab"): "\t",
    qn("w:br"): "\n",
    qn("w:cr"): "\n",
    qn("w:noBreakHyphen"): "-",
}
_TEXT, _PARAGRAPH, _RUN, _CELL = qn("w:t"), qn("w:p"), qn("w:r"), qn("w:tc")
_LEFT_OUT = (qn("w:moveFrom"), qn("w:del"), _FALLBACK)
# What shows something that is no text, or not the text that stands in it.
_PICTURES = {
    _MATH,
    *map(qn, ("w:sym", "w:drawing", "w:object", "w:pict", "w:ffData", "w:ruby", "w:altChunk")),
    *map(qn, ("w:footnoteReference", "w:endnoteReference", "w:pgNum", "w:control")),
    *map(qn, ("w:cellDel", "w:cellIns", "w:commentReference", "w:numPr")),
}
_FIELDS = {qn("w:instrText"), qn("w:fldSimple")}
_OFF = ("0", "false", "off", "none")


def on(properties: BaseOxmlElement | None, *names: str) -> bool:
    """Whether one of these properties is set."""
    found = (properties.find(qn(name)) for name in names) if properties is not None else ()
    return any(one is not None and one.get(qn("w:val"), "1") not in _OFF for one in found)


def _marked(properties: BaseOxmlElement | None) -> bool:
    """Whether signs are struck, raised, lowered or white."""
    if properties is None:
        return False
    if on(properties, "w:strike", "w:dstrike", "w:position"):
        return True
    raised, color = properties.find(qn("w:vertAlign")), properties.find(qn("w:color"))
    return (raised is not None and raised.get(qn("w:val")) != "baseline") or (
        color is not None and color.get(qn("w:val"), "").upper() == "FFFFFF"
    )


def _unseen(properties: BaseOxmlElement | None) -> bool:
    return on(properties, "w:vanish")


class Styles:
    """The styles of a document that strike, raise, hide or number what has them."""

    def __init__(self, styles: BaseOxmlElement | None) -> None:
        self._odd: set[str] = set()
        based: dict[str, str] = {}
        for style in styles.iter(qn("w:style")) if styles is not None else ():
            name = style.get(qn("w:styleId"), "")
            own, paragraph = style.find(qn("w:rPr")), style.find(qn("w:pPr"))
            if _marked(own) or _unseen(own):
                self._odd.add(name)
            if paragraph is not None and paragraph.find(qn("w:numPr")) is not None:
                self._odd.add(name)
            if (above := style.find(qn("w:basedOn"))) is not None:
                based[name] = above.get(qn("w:val"), "")
        for name in based:
            seen, at = {name}, name
            while (at := based.get(at, "")) and at not in seen:
                seen.add(at)
            if seen & self._odd:
                self._odd.add(name)

    def odd(self, properties: BaseOxmlElement | None, name: str) -> bool:
        """Whether the style that some properties name is one of these."""
        style = properties.find(qn(name)) if properties is not None else None
        return style is not None and style.get(qn("w:val")) in self._odd


def read(element: BaseOxmlElement, styles: Styles) -> tuple[str, bool]:
    """The text as it is once a review is accepted, and whether it is in doubt."""
    parts: list[str] = []
    doubt = field = False
    values = 0
    for node in element.iter():
        if node.tag == _PARAGRAPH:
            parts.append("\n" if parts else "")
            doubt = doubt or styles.odd(node.find(qn("w:pPr")), "w:pStyle")
        elif node.tag == _TEXT or node.tag == _MATH or node.tag in _SIGNS:
            text = _SIGNS.get(node.tag, node.text or "")
            run = node.getparent()
            if _gone(node, element) or run.tag not in (_RUN, qn("m:r")):
                continue
            properties = run.find(qn("w:rPr"))
            odd = _marked(properties) or styles.odd(properties, "w:rStyle")
            doubt = doubt or node.tag == _MATH or (odd and bool(text.strip()))
            if _unseen(properties):
                doubt = doubt or bool(text.strip())
            else:
                parts.append(text)
        elif node.tag in _PICTURES:
            doubt = doubt or not _gone(node, element)
        elif node.tag in _FIELDS:
            field = True
        values += node.tag == _CELL and node is not element
    text = tidy("".join(parts))
    return text, doubt or values > 1 or (field and not text)


def _gone(node: BaseOxmlElement, element: BaseOxmlElement) -> bool:
    """Whether something was deleted under review, or stands only for old programs."""
    for above in node.iterancestors():
        if above.tag in _LEFT_OUT:
            return True
        if above is element:
            break
    return False


def within(element: BaseOxmlElement, tag: str) -> Iterator[BaseOxmlElement]:
    """Rows of a table, or cells of a row: also those in content controls."""
    left = list(reversed(element))
    while left:
        node = left.pop()
        if node.tag == tag:
            yield node
        elif node.tag in _AROUND:
            left += reversed(node)


_AROUND = set(map(qn, ("w:sdt", "w:sdtContent", "w:customXml", "w:smartTag", "w:ins", "w:moveTo")))
