"""A report file that has yet to be filled in: every key, every row, and what to write there.

Nothing in it can be taken for a figure of the document: a cell is `unread`, a text is `…`, and
`check` refuses both.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from gongkai.content.canonical import formatted
from gongkai.contract import Contract
from gongkai.model.forms import Form, PartForm, newest_first
from gongkai.model.report import LANGUAGES, UNREAD

DOTS = "…"
# What is true of every new file; all else has to be read in the document, or decided.
_KNOWN = {"verified_by": "null", "response": "null"}


def skeleton(path: str, year: int, form: Form | None, contract: Contract) -> str:
    """The file at `path`, in canonical form. Without a form it has no parts."""
    shapes = contract.shapes["report"]
    annual = path.endswith(f"/{year}.yaml")
    given = _KNOWN | ({"kind": "annual-report"} if annual else {})
    text = "".join(_entry(key, shape, given, form, contract) for key, shape in shapes.items())
    made = formatted(text, path, contract)
    assert made is not None
    return made


def form_of(year: int, contract: Contract) -> Form | None:
    """The form that was prescribed for the reports of a year, None before there was any."""
    return next((form for form in newest_first(contract.forms) if form.id <= year), None)


def _entry(
    key: str, shape: Mapping[str, Any], given: Mapping[str, str], form: Form | None,
    contract: Contract, indent: str = "",
) -> str:  # fmt: skip
    """A key with what is known, or dots, and a remark on what to write."""
    kind, name, remark = shape["type"], f"{indent}{key}:", f"  # {shape['zh']} · {shape['en']}"
    if kind == "parts":
        parts = form.parts.values() if form else ()
        return f"{name}{remark}\n" + "".join(map(_part, parts)) if form else ""
    if key in given:
        return f"{name} {given[key]}{remark}\n"
    if kind == "fields" and not shape.get("one_line"):
        inner = shape["fields"].items()
        below = (_entry(k, s, given, form, contract, f"{indent}  ") for k, s in inner)
        return f"{name}{remark}\n{''.join(below)}"
    if kind == "code":
        remark += f": {' | '.join(contract.codes(shape['codes_of']))}"
    if kind == "markdown":
        texts = (f"{indent}  {lang}: |\n{indent}    {DOTS}\n" for lang in LANGUAGES)
        return f"{name}{remark}\n{''.join(texts)}"
    if shape.get("nullable") and "null" not in remark:
        remark += " | null"
    return f"{name} {_dots(shape, given)}{remark}\n"


def _dots(shape: Mapping[str, Any], given: Mapping[str, str]) -> str:
    if shape["type"] == "list":
        return "[]"
    if shape["type"] == "fields":
        pairs = (f"{key}: {given.get(key, DOTS)}" for key in shape["fields"])
        return f"{{{', '.join(pairs)}}}"
    if shape["type"] == "both":
        return f"{{{', '.join(f'{lang}: {DOTS}' for lang in LANGUAGES)}}}"
    return DOTS


def _part(form: PartForm) -> str:
    return f"  {form.name}:\n    form: {form.form}\n" + "".join(_rows(form))


def _rows(form: PartForm) -> Iterator[str]:
    """Each row with its printed label."""
    for block in form.blocks:
        cells = ", ".join([UNREAD] * len(block.columns))
        for row in block.rows:
            yield f"    {row.code}: [{cells}]  # {row.label['zh']}\n"
