"""A key that is added to files.yaml works wherever files.yaml is walked, and nothing else is needed."""

from __future__ import annotations

import functools
import json
import re
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from conftest import CITY, ROOT, the_country
from gongkai.content import load
from gongkai.content.canonical import formatted
from gongkai.content.load.report import read_report
from gongkai.content.skeleton import form_of, skeleton
from gongkai.contract import Contract, editor, read_contract
from gongkai.contract.contentfile import Format
from gongkai.drafting import reportfile
from gongkai.drafting.extracted import Metadata, Reading
from gongkai.drafting.reportfile import Provenance
from gongkai.model.findings import Problem
from gongkai.model.languages import SITE_LANGUAGES
from gongkai.model.report import Jurisdiction
from gongkai.text.ours import UnreadableError
from gongkai.words import read_words

WORDS = "zh: 甲, en: a"
# The entry of each type in files.yaml, and a value that fits it.
TYPES: dict[str, tuple[str, str]] = {
    "text": ("{type: text, max: 20, %s}", "甲"),
    "prose": ("{type: prose, %s}", "甲"),
    "both": ("{type: both, %s}", "{zh: 甲, en: a}"),
    "markdown": ("{type: markdown, %s}", "{zh: 甲, en: a}"),
    "name": ("{type: name, %s}", "first"),
    "code": ("{type: code, codes_of: reports.kind, %s}", "annual-report"),
    "code6": ("{type: code6, %s}", "'371300'"),
    "date": ("{type: date, %s}", "2024-03"),
    "day": ("{type: day, %s}", "2024-03-09"),
    "year": ("{type: year, %s}", "2024"),
    "url": ("{type: url, %s}", "https://example.org/"),
    "sha256": ("{type: sha256, %s}", "ab" * 32),
    "number": ("{type: number, %s}", "1.50"),
    "scale": ("{type: scale, %s}", "10000"),
    "boolean": ("{type: boolean, %s}", "true"),
    "address": ("{type: address, %s}", "requests.received.total"),
    "reference": ("{type: reference, %s}", "requests.received.total"),
    "id": ("{type: id, %s}", "beiyu/first"),
    "ids": ("{type: ids, %s}", "[beiyu/first]"),
    "references": ("{type: references, %s}", "[first, second]"),
    "fields": ("{type: fields, %s, fields: {one: {type: text, zh: 甲, en: a}}}", "{one: 甲}"),
    "list": ("{type: list, %s, fields: {one: {type: text, zh: 甲, en: a}}}", "[{one: 甲}]"),
    "map": ("{type: map, of: organ, %s}", "{bureau: {zh: 甲, en: a}}"),
    "cells": ("{type: cells, %s}", "{requests.received.total: 1}"),
}
ALL = [pytest.param(*case, id=kind) for kind, case in TYPES.items()]


def test_every_format_is_tried_here() -> None:
    assert set(Format) <= TYPES.keys()


def with_key(root: Path, entry: str, holder: str = "title") -> Contract:
    """The contract of a copy in which a report has one more key: behind its title, or in another."""
    (root / "datapackage").mkdir()
    for path in sorted((ROOT / "datapackage").rglob("*.yaml")):
        copy = root / path.relative_to(ROOT)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    file = root / "datapackage" / "files.yaml"
    text = file.read_text(encoding="utf-8")
    if holder == "title":
        place, indent = text.index("\n  kind: "), "  "
    else:
        start = "\n    fields:"
        place, indent = text.index(start, text.index(f"\n  {holder}:")) + len(start), "      "
    added = f"\n{indent}added: {entry % WORDS}"
    file.write_text(f"{text[:place]}{added}{text[place:]}", encoding="utf-8")
    return read_contract(root)


@functools.cache
def contract_with(entry: str, holder: str = "title") -> Contract:
    """The same, read once for all tests."""
    with tempfile.TemporaryDirectory() as folder:
        return with_key(Path(folder), entry, holder)


@functools.cache
def tree() -> Mapping[str, Jurisdiction]:
    return load.read_survey(the_country(), read_contract(ROOT)).tree


def problems(text: str, contract: Contract) -> list[Problem]:
    return [p for p in read_report(CITY, text.encode(), contract, tree())[1] if not p.warning]


REPORT = (the_country() / CITY).read_text(encoding="utf-8")


def with_value(value: str) -> str:
    """The report of the city with the new key at its end."""
    return f"{REPORT}added: {value}\n"


@pytest.mark.parametrize(("entry", "value"), ALL)
def test_a_report_with_it_reads_and_one_without_it_is_refused_at_its_place(
    entry: str, value: str
) -> None:
    contract = contract_with(entry)
    assert problems(with_value(value), contract) == []
    (missing,) = problems(REPORT, contract)
    assert (missing.message, missing.args["key"]) == ("missing-key", "added")
    first = next(n for n, line in enumerate(REPORT.splitlines(), 1) if line[0] != "#")
    assert (missing.path, missing.line, missing.column) == (CITY, first, 1)
    (null,) = problems(with_value("null"), contract)
    assert (null.message, null.line) == ("null-refused", with_value("").count("\n"))


@pytest.mark.parametrize(("entry", "value"), ALL)
def test_the_schema_of_editors_has_it(entry: str, value: str) -> None:
    schema = json.loads(editor.report_schema(contract_with(entry)))
    assert "added" in schema["required"]
    assert schema["properties"]["added"]["description"] == "甲 · a"
    # Read as an editor reads it: numbers, booleans and days are none of YAML's but for these.
    plain: Any = yaml.load(f"added: {value}", yaml.BaseLoader)["added"]
    if schema["properties"]["added"].get("type") in ("number", "boolean"):
        plain = yaml.safe_load(value)
    jsonschema.validate({"added": plain}, {**schema, "required": ["added"]})
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({"added": None}, {**schema, "required": ["added"]})


@pytest.mark.parametrize(("entry", "value"), ALL)
def test_a_new_file_has_it_and_nothing_in_it_passes_for_a_value(entry: str, value: str) -> None:
    contract = contract_with(entry)
    text = skeleton(CITY, 2023, form_of(2023, "yunze/qingwu", contract), contract)
    assert re.search(r"^added:.*  # 甲 · a", text, re.M)
    assert formatted(text, CITY, contract) == text
    assert list(yaml.safe_load(text))[:3] == ["title", "added", "kind"]
    if "type: list" not in entry:  # an empty list says that there are none
        assert unfilled(text, contract)


def entry_of(text: str) -> str:
    """The lines of the new key in a file."""
    found = re.search(r"^added:.*\n(?:[ ].*\n)*", text, re.M)
    assert found
    return found[0]


def unfilled(text: str, contract: Contract) -> bool:
    """Whether the key, or what stands in it, is refused."""
    found = REPORT + entry_of(text)
    refused = {"placeholder", "expected-mapping", "expected-list"}
    return (
        bool(problems(found, contract))
        and {p.message for p in problems(found, contract)} <= refused
    )


@pytest.mark.parametrize(("entry", "value"), ALL)
def test_the_canonical_form_keeps_its_order(entry: str, value: str) -> None:
    contract = contract_with(entry)
    made = formatted(with_value(value), CITY, contract)
    assert made is not None
    assert [line.partition(":")[0] for line in made.splitlines() if line and line[0] not in " #-"][:3] == [
        "title", "added", "kind",
    ]  # fmt: skip
    assert yaml.safe_load(made) == yaml.safe_load(with_value(value))
    assert problems(made, contract) == []


@pytest.mark.parametrize(("entry", "value"), ALL)
def test_a_draft_has_it_as_a_new_file_has(entry: str, value: str) -> None:
    contract = contract_with(entry)
    assert entry_of(draft(contract)) == entry_of(
        skeleton(CITY, 2023, form_of(2023, "yunze/qingwu", contract), contract)
    )


def draft(contract: Contract) -> str:
    """The draft of a document in which nothing could be read."""
    words = {lang: read_words(ROOT, lang) for lang in SITE_LANGUAGES}
    provenance = Provenance(seen_as="copy", retrieved="2024-03-09", sha256="ab" * 32)
    metadata = Metadata("甲", None, 2023, None, None, None)
    text = reportfile.report(
        metadata, Reading({}, ()), (), provenance, words, words["zh"], contract
    )
    made = formatted(text, CITY, contract)
    assert made is not None
    return made


def test_a_draft_leaves_out_what_may_be_left_out() -> None:
    contract = contract_with("{type: text, optional: true, %s}")
    assert "\nadded:" not in draft(contract)
    assert problems(REPORT, contract) == []


@pytest.mark.parametrize("holder", ["source", "curation", "as_printed"])
def test_a_key_within_another_works_as_well(holder: str) -> None:
    contract = contract_with("{type: text, %s}", holder)
    missing = [p.args["key"] for p in problems(REPORT, contract)]
    given = yaml.safe_load(REPORT).get(holder) or []
    assert missing == ["added"] * (len(given) if isinstance(given, list) else 1)
    made = yaml.safe_load(skeleton(CITY, 2023, None, contract))
    assert made[holder] == [] or made[holder]["added"] == "…"
    drafted = yaml.safe_load(draft(contract)).get(holder)
    assert drafted is None or drafted["added"] == "…"


@pytest.mark.parametrize(
    ("old", "new", "message", "args"),
    [
        pytest.param("title: {type: text,", "title: {", "missing-key", {"key": "type"}, id="no type"),
        pytest.param("title: {type: text,", "titel: {type: text,", "missing-key", {"key": "title"}, id="a key that the engine reads"),
        pytest.param("type: parts", "type: cells", "unknown-code", {"found": "cells"}, id="tables of another type"),
        pytest.param("summary: {type: markdown", "summary: {type: parts", "unknown-code", {"found": "parts"}, id="tables in another place"),
        pytest.param("except: organ", "except: organs", "unknown-code", {"found": "organs"}, id="a code that is none"),
        pytest.param("id: {type: name,", "id: {type: name, max: 3,", "unknown-key", {"key": "max"}, id="what its type does not have"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_file_is_told_at_its_place(
    tmp_path: Path, old: str, new: str, message: str, args: dict[str, str]
) -> None:
    with_key(tmp_path, "{type: text, %s}")
    file = tmp_path / "datapackage" / "files.yaml"
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(UnreadableError) as raised:
        read_contract(tmp_path)
    found = raised.value.problems[0]
    assert found.path == "datapackage/files.yaml"
    assert found.message == message
    assert args.items() <= found.args.items()
    if message != "missing-key":
        line = text.replace(old, new).splitlines()[found.line - 1]
        assert line[found.column - 1 :].startswith(("{", *args.values()))
