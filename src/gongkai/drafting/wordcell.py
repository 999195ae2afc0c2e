"""A cell or paragraph of a DOCX file → its text, and whether it shows something besides that."""

from __future__ import annotations

import re
from collections.abc import Iterator

from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from gongkai.drafting.grid import LOST, tidy
from gongkai.drafting.seen import uneven
from gongkai.drafting.wordstyles import Look, WordStyles

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
_DIGIT = re.compile(r"\d")
_FIELDS = {qn("w:instrText"), qn("w:fldSimple")}


def read(element: BaseOxmlElement, styles: WordStyles, *, prose: bool = False) -> tuple[str, bool]:
    """The text as it is once a review is accepted, and whether it is in doubt.

    In `prose` U+FFFD stands for digits that are raised, or hardly seen: no figure holds one.
    """
    parts: list[str] = []
    doubt = field = False
    values = 0
    digits: list[Look] = []  # the looks of runs with digits
    for node in element.iter():
        if node.tag == _PARAGRAPH:
            parts.append("\n" if parts else "")
            doubt = doubt or styles.numbered(node.find(qn("w:pPr")))
        elif node.tag == _TEXT or node.tag == _MATH or node.tag in _SIGNS:
            text = _SIGNS.get(node.tag, node.text or "")
            run = node.getparent()
            if _gone(node, element) or run.tag not in (_RUN, qn("m:r")):
                continue
            look = styles.look(run)
            doubt = doubt or node.tag == _MATH
            doubt = doubt or ((look.odd or look.unseen) and bool(text.strip()))
            shown = _DIGIT.sub(LOST, text) if prose and look.odd else text
            parts.append("" if look.unseen else shown)
            if _DIGIT.search(text):
                digits.append(look)
        elif node.tag in _PICTURES:
            doubt = doubt or not _gone(node, element)
        elif node.tag in _FIELDS:
            field = True
        values += node.tag == _CELL and node is not element
    text = tidy("".join(parts))
    doubt = doubt or uneven([look.size for look in digits], [look.ink for look in digits])
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
