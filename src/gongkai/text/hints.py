"""What somebody who wrote a name or a number in another way probably meant."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal

NUMBER = re.compile(r"-?(?:0|[1-9][0-9]{0,12})(?:\.[0-9]{1,6})?")
_GROUPED = re.compile(r"[+-]?[0-9]{1,3}([\s,_][0-9]{3})+(\.[0-9]+)?")
_SCIENTIFIC = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?[eE]\+?[0-9]{1,2}")


def did_you_mean(found: str, known: Iterable[str]) -> str | None:
    """The known name that is most like the one found, if any is."""
    return next(iter(difflib.get_close_matches(found, list(known), n=1, cutoff=0.6)), None)


def spelling(text: str) -> str | None:
    """How a number that was written in another way should be written, when that is certain."""
    plain = unicodedata.normalize("NFKC", text).strip()
    if _SCIENTIFIC.fullmatch(plain):
        plain = f"{Decimal(plain):f}"
    if _GROUPED.fullmatch(plain):
        plain = re.sub(r"[\s,_]", "", plain)
    plain = re.sub(r"^\+?0*(?=[0-9])", "", plain)
    return plain if NUMBER.fullmatch(plain) and plain != text else None
