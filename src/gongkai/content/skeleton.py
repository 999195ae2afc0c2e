"""A report file that has yet to be filled in: every key, and what to write where nothing is known.

Nothing in it can be taken for a figure of the document: a cell is `unread`, a text is `…`, and
`check` refuses both. A draft is the same file with what was read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gongkai.content.canonical import formatted
from gongkai.contract import Contract
from gongkai.contract.contentfile import (
    FieldsType,
    Format,
    Key,
    KeyType,
    ListType,
    PartsType,
    ScalarType,
    TranslatedType,
)
from gongkai.model.forms import Form, PartForm, newest_first
from gongkai.model.languages import CONTENT_LANGUAGES
from gongkai.model.report import UNREAD

DOTS = "…"


@dataclass(frozen=True, slots=True)
class KeyText:
    """What is written at a key: a value as YAML, on its line or on lines below it, and a remark.

    Without a value it is what stands below the key, or else dots. `above` are lines of comments.
    """

    value: str = ""
    remark: str = ""
    above: str = ""


def skeleton(path: str, year: int, form: Form | None, contract: Contract) -> str:
    """The file at `path`, in canonical form. Without a form it has no parts."""
    keys = contract.files["report"].keys

    def known(name: str, value: str) -> KeyText:
        return KeyText(value, described(keys[name]))

    entries = {"response": known("response", "null"), "curation.verified_by": KeyText("null")}
    if path.endswith(f"/{year}.yaml"):
        entries["kind"] = known("kind", "annual-report")
    if form:
        lines = (line for part in form.parts.values() for line in _part(part))
        entries["parts"] = known("parts", "".join(f"\n{line}" for line in lines))
    made = formatted(report_text(entries, contract), path, contract)
    assert made is not None
    return made


def form_of(year: int, subject: str, contract: Contract) -> Form | None:
    """The form that was prescribed for a report of a year, None where there was none."""
    forms = newest_first(contract.forms)
    return next((form for form in forms if form.used_in(year) and form.used_by(subject)), None)


def report_text(entries: Mapping[str, KeyText], contract: Contract, every: bool = True) -> str:
    """A report file with what is known of each key by its path (`source.url`), and dots elsewhere.

    Without `every`, what may be left out stands in it only where something is known of it. Its
    spacing is not yet that of the canonical form.
    """
    lines = _entries(contract.files["report"], entries, every, "", "")
    return "".join(f"{line}\n" for line in lines)


def described(key: Key) -> str:
    """The remark that says what a key is."""
    return f"{key.description['zh']} · {key.description['en']}"


def _entries(
    fields: FieldsType, entries: Mapping[str, KeyText], every: bool, above: str, indent: str
) -> Iterator[str]:
    for name, key in fields.keys.items():
        path = above + name
        if path in entries or every or not key.optional:
            yield from _entry(name, key, path, entries, every, indent)


def _entry(
    name: str, key: Key, path: str, entries: Mapping[str, KeyText], every: bool, indent: str
) -> Iterator[str]:
    """A key with what is known, or dots, and a remark on what to write."""
    entry = entries.get(path, KeyText(remark=described(key)))
    remark = f"  # {entry.remark}" if entry.remark else ""
    if entry.above:
        yield entry.above
    if entry.value:
        first, *below = entry.value.split("\n")
        yield f"{indent}{name}:{f' {first}' if first else ''}{remark}"
        yield from (f"{indent}{line}" for line in below)
        return
    match key.type:
        case PartsType():  # no form, no parts
            return
        case FieldsType() as fields if not key.one_line:
            yield f"{indent}{name}:{remark}"
            yield from _entries(fields, entries, every, f"{path}.", f"{indent}  ")
            return
        case TranslatedType(ScalarType(Format.PROSE)):
            yield f"{indent}{name}:{remark}"
            for lang in CONTENT_LANGUAGES:
                yield from (f"{indent}  {lang}: |", f"{indent}    {DOTS}")
            return
        case ScalarType(Format.CODE, codes=codes):
            remark += f": {' | '.join(codes)}"
        case _:
            pass
    if key.nullable and "null" not in remark:
        remark += " | null"
    yield f"{indent}{name}: {_dots(key.type, entries, f'{path}.')}{remark}"


def _dots(kind: KeyType, entries: Mapping[str, KeyText], above: str) -> str:
    """What stands for a value that nobody has written yet, on one line."""
    match kind:
        case ListType():
            return "[]"
        case FieldsType(keys):
            known = {name: entries.get(above + name, KeyText()).value for name in keys}
            pairs = (f"{name}: {value or DOTS}" for name, value in known.items())
            return f"{{{', '.join(pairs)}}}"
        case TranslatedType():
            return f"{{{', '.join(f'{lang}: {DOTS}' for lang in CONTENT_LANGUAGES)}}}"
        case _:
            return DOTS


def _part(form: PartForm) -> Iterator[str]:
    """Each row with its printed label."""
    yield f"  {form.name}:"
    yield f"    form: {form.form}"
    for block in form.blocks:
        cells = ", ".join([UNREAD] * len(block.columns))
        for row in block.rows:
            yield f"    {row.code}: [{cells}]  # {row.label['zh']}"
