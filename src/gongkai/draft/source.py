"""A source document → its pieces: what kind of file it is, told by its bytes, and who reads it."""

from __future__ import annotations

import email
import email.policy
import io
import re
import zipfile
from collections.abc import Callable, Mapping

from gongkai.draft.charset import decoded
from gongkai.draft.grid import DAMAGE, Document, RefusedError

MOST = 20 * 2**20  # bytes of a document; a report is some hundred kilobytes
_UNPACKED = 200 * 2**20  # bytes of all that an archive holds
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_MARKUP = re.compile(r"<(?:html|body|table|td|div|p|!doctype)\b", re.I)
_PAGE = re.compile(r"<(?:html|body|table|!doctype)\b", re.I)  # however late it begins
_RTF = b"{\\rtf"


def read(data: bytes) -> Document:
    """The document in these bytes. Raises RefusedError for what cannot be read, and says why."""
    if not data.strip():
        raise RefusedError("draft-empty")
    if len(data) > MOST:
        raise RefusedError("draft-large", size=round(len(data) / 1e6), limit=MOST // 10**6)
    if data.startswith(b"%PDF"):
        from gongkai.draft import pdf

        return pdf.read(data)
    if data.startswith(_OLE2):
        raise RefusedError("draft-locked" if _LOCKED in data else "draft-old-format")
    if data.lstrip()[:5] == _RTF:
        raise RefusedError("draft-old-format")
    if data.startswith(b"PK\x03\x04"):
        return _archive(data)
    if data.startswith(_PICTURES):
        raise RefusedError("draft-picture")
    if b"MIME-Version:" in data[:2000] and b"multipart/related" in data[:4000]:
        data = _page_of_archive(data)
    text, charset = decoded(data)
    if _MARKUP.search(text[:20000]) or _PAGE.search(text):
        from gongkai.draft import html

        return html.read(text, charset)
    from gongkai.draft import pasted

    return pasted.read(text, charset)


def _archive(data: bytes) -> Document:
    """DOCX and XLSX are ZIP archives; so are others, and so is a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {entry.filename for entry in archive.infolist()}
            size = sum(entry.file_size for entry in archive.infolist())
            locked = any(entry.flag_bits & 1 for entry in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError):
        raise RefusedError("draft-damaged") from None
    if size > _UNPACKED:
        raise RefusedError("draft-bomb", size=round(size / 1e6), limit=_UNPACKED // 10**6)
    if locked:
        raise RefusedError("draft-locked")
    from gongkai.draft import sheet, word

    readers: Mapping[str, Callable[[bytes], Document]] = {
        "word/document.xml": word.read,
        "xl/workbook.xml": sheet.read,
    }
    for name, read_ in readers.items():
        if name in names:
            try:
                return read_(data)
            except DAMAGE as error:
                raise RefusedError("draft-damaged") from error
    raise RefusedError("draft-ofd" if "OFD.xml" in names else "draft-other-archive")


def _page_of_archive(data: bytes) -> bytes:
    """The page in what browsers save as one file (MHTML)."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    for part in message.walk():
        if part.get_content_type() == "text/html":
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return content
    raise RefusedError("draft-damaged")
