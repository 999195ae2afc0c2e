"""One text of a content file → a value, or a problem that says what to write.

The kinds are those of datapackage/files.yaml that a single text can say.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from gongkai.content.load.hints import NUMBER, spelling
from gongkai.model.report import Place
from gongkai.text import markdown as prose
from gongkai.text.yamlread import Scalar

if TYPE_CHECKING:
    from gongkai.content.load.fields import FileReader, Shape

MAX_TEXT = 300
DOTS = ("…", "...")  # what `check` and `new` write where somebody has to write something
_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
# What may not stand before a number is asked after its first digit: so most texts are skipped fast.
_PHONE = re.compile(r"(?:0(?<![\d/-]0)\d{2,3}-\d{7,8}|1(?<![\d/-]1)[3-9]\d{9})(?!\d)", re.ASCII)
# It begins where its run of signs does: from within the run it would be read again and again.
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_NOT_IN_URL = re.compile(r"[\s\"<>\\^`{|}]")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_REFERENCE = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)?")
_ADDRESS = re.compile(r"[a-z_]+\.[a-z_0-9]+\.[a-z_0-9]+|statements\.[a-z0-9_]+|report")
# A spreadsheet would take a text that begins so for a formula.
_FORMULA = tuple("=+-@＝＋－＠")  # noqa: RUF001


def _text(reader: FileReader, node: Scalar, shape: Shape, key: str) -> str | None:
    text, limit = node.text, shape.get("max", MAX_TEXT)
    bare = text.strip()
    if not bare:
        reader.problem(node, "empty-text", key=key)
    elif len(text) > limit:
        reader.problem(node, "too-long", limit=limit, length=len(text))
    elif text != bare or "\n" in text:
        reader.problem(node, "untrimmed", key=key)
    elif text.startswith(_FORMULA):
        reader.problem(node, "formula", key=key, found=text[:1])
    else:
        _personal(reader, node)
        return text
    return None


def _prose(reader: FileReader, node: Scalar, shape: Shape, key: str) -> str | None:
    if not node.text.strip():
        reader.problem(node, "empty-text", key=key)
        return None
    first = node.line + (node.style in ("|", ">"))
    sound = True
    for line, message, args in prose.faults(node.text):
        column = 1 if node.style in ("|", ">") else node.column
        reader.problem(Place(first + line, column), message, **args)
        sound = False
    _personal(reader, node)
    return node.text if sound else None


def _personal(reader: FileReader, node: Scalar) -> None:
    if found := _PHONE.search(node.text):
        reader.warn(node, "phone-number", found=found[0])
    if "@" in node.text and (found := _EMAIL.search(node.text)):
        reader.warn(node, "e-mail", found=found[0])


def _code(reader: FileReader, node: Scalar, shape: Shape, key: str) -> str | None:
    codes, refused = reader.contract.codes(shape["codes_of"]), shape.get("except")
    if node.text in codes and node.text != refused:
        return node.text
    known = [code for code in codes if code != refused]
    hint = reader.hint(node.text, known)
    reader.problem(
        node, "unknown-code", key=key, found=node.text[:60], hint=hint, known=", ".join(known)
    )
    return None


def _date(reader: FileReader, node: Scalar, shape: Shape, key: str) -> str | None:
    found = _DATE.fullmatch(node.text)
    try:
        if not found:
            raise ValueError
        datetime.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
    except ValueError:
        reader.problem(node, "date-refused", key=key, found=node.text[:40])
        return None
    return node.text


def _day(reader: FileReader, node: Scalar, shape: Shape, key: str) -> str | None:
    text = _date(reader, node, shape, key)
    if text is not None and len(text) != len("2024-03-09"):
        reader.problem(node, "date-refused", key=key, found=text)
        return None
    return text


def _url(reader: FileReader, node: Scalar, shape: Shape, key: str) -> str | None:
    text = node.text
    try:
        parts = urlsplit(text)
        sound = (
            parts.scheme in ("http", "https")
            and bool(parts.hostname)
            and "@" not in parts.netloc
            and text.isascii()
            and text.isprintable()
            and not _NOT_IN_URL.search(text)
            and len(text) <= 2000
        )
    except ValueError:
        sound = False
    if not sound:
        reader.problem(node, "url-refused", key=key, found=ascii(text)[1:-1][:80])
        return None
    return text


def _sha256(reader: FileReader, node: Scalar, shape: Shape, key: str) -> str | None:
    if _SHA256.fullmatch(node.text):
        return node.text
    reader.problem(node, "sha256-refused", key=key, length=len(node.text))
    return None


def _code6(reader: FileReader, node: Scalar, shape: Shape, key: str) -> str | None:
    if re.fullmatch(r"[0-9]{6}", node.text):
        return node.text
    reader.problem(node, "code-refused", key=key, found=node.text[:20])
    return None


def _name(reader: FileReader, node: Scalar, shape: Shape, key: str) -> str | None:
    if _NAME.fullmatch(node.text):
        return node.text
    reader.problem(node, "name-refused", key=key, found=ascii(node.text)[1:-1][:60])
    return None


def _reference(reader: FileReader, node: Scalar, shape: Shape, key: str) -> str | None:
    if _REFERENCE.fullmatch(node.text):
        return node.text
    reader.problem(node, "address-refused", key=key, found=ascii(node.text)[1:-1][:60])
    return None


def _boolean(reader: FileReader, node: Scalar, shape: Shape, key: str) -> bool | None:
    if not node.style and node.text in ("true", "false"):
        return node.text == "true"
    reader.problem(node, "boolean-refused", key=key, found=node.text[:20])
    return None


def _scale(reader: FileReader, node: Scalar, shape: Shape, key: str) -> int | None:
    if node.text in ("10000", "100000000"):
        return int(node.text)
    reader.problem(node, "scale-refused", found=node.text[:20])
    return None


def _year(reader: FileReader, node: Scalar, shape: Shape, key: str) -> int | None:
    if re.fullmatch(r"(19|20)[0-9]{2}", node.text):
        return int(node.text)
    reader.problem(node, "date-refused", key=key, found=node.text[:20])
    return None


def _address(reader: FileReader, node: Scalar, shape: Shape, key: str) -> str | None:
    if _ADDRESS.fullmatch(node.text):
        return node.text
    reader.problem(node, "address-refused", key=key, found=ascii(node.text)[1:-1][:60])
    return None


def _number(reader: FileReader, node: Scalar, shape: Shape, key: str) -> Decimal | None:
    if not node.style and NUMBER.fullmatch(node.text):
        return Decimal(node.text)
    reader.problem(
        node, "number-refused", key=key, found=node.text[:40], spelling=spelling(node.text)
    )
    return None


# Each kind of files.yaml that one text can say, and who reads it.
READERS: Mapping[str, Callable[[FileReader, Scalar, Shape, str], Any]] = {
    "text": _text,
    "prose": _prose,
    "name": _name,
    "code": _code,
    "code6": _code6,
    "date": _date,
    "day": _day,
    "year": _year,
    "url": _url,
    "sha256": _sha256,
    "number": _number,
    "scale": _scale,
    "boolean": _boolean,
    "address": _address,
    "reference": _reference,
}
