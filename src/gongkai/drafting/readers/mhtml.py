"""A page that a browser saved in one file (MHTML) → the page in it, with its style sheets."""

from __future__ import annotations

import email
import email.policy
from email.message import Message

from gongkai.drafting.grid import Document, DocumentRefusedError
from gongkai.drafting.readers import html
from gongkai.drafting.readers.charset import decoded


def read(data: bytes) -> Document:
    """The first page of the file. Raises DocumentRefusedError where there is none."""
    message = email.message_from_bytes(data, policy=email.policy.default)
    parts = list(message.walk())
    pages = [content for part in parts if (content := _content(part, "text/html"))]
    if not pages:
        raise DocumentRefusedError("draft-damaged")
    sheets = [content for part in parts if (content := _content(part, "text/css"))]
    text, charset = decoded(pages[0])
    return html.read(text, charset, "\n".join(sheet.decode("latin-1") for sheet in sheets))


def _content(part: Message, kind: str) -> bytes | None:
    content = part.get_payload(decode=True) if part.get_content_type() == kind else None
    return content if isinstance(content, bytes) else None
