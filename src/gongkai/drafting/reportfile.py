"""What was read → the text of a report file, with a comment wherever a person has to look.

Its spacing is nobody's business here: the file is brought into its canonical form afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from gongkai.content.skeleton import KeyText, report_text
from gongkai.contract import Contract
from gongkai.drafting import messages
from gongkai.drafting.extracted import ExtractedPart, Metadata, Reading, Suggestion
from gongkai.drafting.values import UNREAD
from gongkai.model.languages import CONTENT_LANGUAGES
from gongkai.model.report import ABSENT
from gongkai.words import Words


@dataclass(frozen=True, slots=True)
class Provenance:
    """What nobody can read in a document: how it reached us, who transcribes it."""

    seen_as: str
    retrieved: str
    sha256: str
    by: str | None = None
    url: str | None = None
    via: str | None = None


def report(
    metadata: Metadata,
    reading: Reading,
    suggestions: Sequence[Suggestion],
    provenance: Provenance,
    languages: Mapping[str, Words],
    words: Words,
    contract: Contract,
) -> str:
    """The file. Comments are in the language of `words`, the summary in all `languages`.

    A key that nothing is known of stands there as in a new file, unless it may be left out.
    """
    summary = [
        line for lang in CONTENT_LANGUAGES for line in _summary(metadata, reading, languages[lang])
    ]
    values = {
        "title": _text(metadata.title),
        "kind": "annual-report",
        "scope.tables": "unknown",
        "scope.evidence": "null",
        "source.publisher": _text(metadata.publisher),
        "source.published": metadata.published or "null",
        "source.index_number": _text(metadata.index_number),
        "source.url": _text(provenance.url),
        "source.archive_url": "null",
        "source.seen_as": provenance.seen_as,
        "source.via": _below(_via(provenance.via)) if provenance.via else "null",
        "source.retrieved": provenance.retrieved,
        "source.sha256": provenance.sha256,
        "curation.transcribed_by": _text(provenance.by),
        "curation.verified_by": "null",
    }
    entries = {path: KeyText(value) for path, value in values.items()}
    entries |= {
        "scope": KeyText(remark=words("draft-scope")),
        "source": KeyText(),
        "summary": KeyText(
            _below(summary),
            words("draft-summary-note"),
            above="\n".join(_statements(suggestions, words)),
        ),
        "curation": KeyText(),
    }
    if reading.parts:
        lines = (line for part in reading.parts.values() for line in _part(part, words))
        entries["parts"] = KeyText(_below(lines))
    return report_text(entries, contract, every=False)


def _below(lines: Iterable[str]) -> str:
    """Lines below a key."""
    return "".join(f"\n{line}" for line in lines)


def _text(text: str | None) -> str:
    """A text as YAML reads it back: JSON is YAML, and plain where it cannot be anything else."""
    if text is None:
        return "null"
    plain = (
        text[0].isalpha() and not set(text) & set(":#{}[],&*!|>'\"%@`\\") and text == text.strip()
    )
    named = text.lower() in ("null", "true", "false", "yes", "no", "on", "off", "y", "n")
    return text if plain and not named else json.dumps(text, ensure_ascii=False)


def _via(via: str) -> Iterator[str]:
    for lang in CONTENT_LANGUAGES:
        yield f"  {lang}: {_text(via)}"


def _part(part: ExtractedPart, words: Words) -> Iterator[str]:
    yield f"  {part.form.name}:"
    yield f"    form: {part.form.form}"
    heads = {block.rows[0].code: block.heads for block in part.form.blocks}
    for code, strip in part.form.strips.items():
        if heads.get(code):
            yield f"    # {' '.join(heads[code])}"
        for remark in part.remarks.get(code, ()):
            yield f"    # {messages.note(remark, words)}"
        notes = [(part.unread[a], a) for a in strip.addresses if a in part.unread]
        for note, same in groupby(notes, key=lambda one: one[0]):
            columns = [part.form.cells[address][1].label["zh"] for _, address in same]
            yield f"    # {UNREAD}: {'、'.join(columns)}: {messages.note(note, words)}"
        cells = [part.cells[address] for address in strip.addresses]
        row = ABSENT if set(cells) == {ABSENT} else f"[{', '.join(cells)}]"
        yield f"    {code}: {row}"


def _statements(suggestions: Iterable[Suggestion], words: Words) -> Iterator[str]:
    lines = []
    for number, one in enumerate(suggestions, 1):
        keys = {"id": f"figure_{number}", "at": one.at, **one.keys}
        if one.equals:
            keys = {"id": "_".join(one.equals.split(".")[1:2]), "at": one.at, **one.keys}
            keys.pop("unit", None)
            keys["equals"] = one.equals
        elif "percent" not in keys and "points" not in keys:
            keys |= {"whose": "unsaid"}
        if not one.equals:
            keys |= {"zh": "…", "en": "…"}
        lines.append(f"# - {{{', '.join(f'{key}: {value}' for key, value in keys.items())}}}")
    if lines:
        yield f"# {words('draft-statements')}"
        yield "# statements:"
        yield from lines


def _summary(metadata: Metadata, reading: Reading, words: Words) -> Iterator[str]:
    """One sentence with the figures that were read; a person says more."""
    figures, cells = reading.figures, reading.cells
    roles = ("received", "carried_in", "handled", "carried_out")
    found = {role: cells.get(figures.get(role, ""), "") for role in roles}
    known = all(value.isdigit() for value in found.values())
    yield f"  {words.lang}: |"
    message = "draft-summary" if known else "draft-summary-none"
    yield f"    {words(message, year=metadata.year, **found)}"
