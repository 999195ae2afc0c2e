"""The contract: forms as data, rules, schemas, and what is generated from them."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
import yaml

from conftest import CITY, COUNTRY, DISTRICT, ROOT, TOWN
from gongkai.contract import RESERVED, Contract, editor, panel_fields
from gongkai.model.forms import Heading, Line, walk
from gongkai.model.languages import CONTENT_LANGUAGES as LANGUAGES


@pytest.mark.parametrize(
    ("form", "per_rule"),
    [
        pytest.param(
            2021,
            {"requests-sum": 7, "requests-balance": 7, "requests-total": 25, "reviews-total": 3},
            id="42 of the form of 2021",
        ),
        pytest.param(
            2019,
            {"requests-sum": 7, "requests-balance": 7, "requests-total": 23, "reviews-total": 3},
            id="40 of the form of 2019",
        ),
    ],
)
def test_each_identity_is_written_once_and_expands_to_all(
    contract: Contract, form: int, per_rule: dict[str, int]
) -> None:
    parts = contract.forms[form].parts.values()
    assert Counter(i.rule for part in parts for i in part.identities) == per_rule


@pytest.mark.parametrize(
    ("form", "cells"),
    [
        pytest.param(2021, {"disclosure": 10, "requests": 175, "reviews": 15}, id="2021"),
        pytest.param(2019, {"disclosure": 22, "requests": 161, "reviews": 15}, id="2019"),
    ],
)
def test_a_form_has_every_cell(contract: Contract, form: int, cells: dict[str, int]) -> None:
    parts = contract.forms[form].parts
    assert {name: len(part.addresses) for name, part in parts.items()} == cells


def test_an_identity_knows_its_cells(contract: Contract) -> None:
    identities = {(i.rule, i.place): i for i in contract.forms[2021].parts["requests"].identities}
    balance = identities["requests-balance", "requests.received.business"]
    assert balance.left == ("requests.received.business", "requests.carried_in.business")
    assert balance.right == ("requests.handled.business", "requests.carried_out.business")
    assert len(identities["requests-sum", "requests.handled.total"].right) == 21
    assert len(identities["requests-total", "requests.granted.total"].right) == 6


def test_the_names_of_a_part_are_all_different(contract: Contract) -> None:
    for form in contract.forms.values():
        for part in form.parts.values():
            rows = {row.code for row in part.rows}
            columns = {c.code for block in part.blocks for c in block.columns}
            names = [*rows, *columns, *part.groups, *part.sets]
            assert len(names) == len(set(names)), (form.id, part.name)


def test_a_code_means_the_same_in_every_form(contract: Contract) -> None:
    """Where a code stands in both forms of requests, so does its label, but for the one row of 2019."""
    labels: dict[str, set[str]] = {}
    for form in contract.forms.values():
        for name in {"requests", "reviews"} & form.parts.keys():
            for row in form.parts[name].rows:
                labels.setdefault(row.code, set()).add(row.label["zh"])
    assert [code for code, zh in labels.items() if len(zh) > 1] == []


def test_cells_that_may_be_added_up_count_each_handled_request_once(contract: Contract) -> None:
    requests = contract.forms[2021].parts["requests"]
    assert len(requests.parts) == 21 * 6
    assert "requests.granted.business" in requests.parts
    for whole in (
        "requests.granted.total",
        "requests.handled.business",
        "requests.received.business",
    ):
        assert whole not in requests.parts
    assert len(contract.forms[2021].parts["reviews"].parts) == 12


def test_everything_is_named_in_both_languages(contract: Contract) -> None:
    for schema in contract.schemas.values():
        for both in (schema.title, schema.description):
            assert all(both[lang].strip() for lang in LANGUAGES), schema.name
        for field in schema.fields:
            texts = [field.title, field.description, *field.codes.values()]
            assert all(text[lang].strip() for text in texts for lang in LANGUAGES), field.name
    for form in contract.forms.values():
        for part in form.parts.values():
            for block in part.blocks:
                for node in (*walk(block.row_tree), *walk(block.column_tree)):
                    assert isinstance(node, Line | Heading)
                    assert all(node.label[lang].strip() for lang in LANGUAGES)
    for rule in contract.rules.values():
        assert rule.formula
        for lang in LANGUAGES:
            assert rule.source[lang]
            assert set(rule.words[lang]) == {
                "title", "sentence", "explanation", "short", "broken",
            }  # fmt: skip


def test_chinese_descriptions_are_chinese_and_english_ones_are_not(contract: Contract) -> None:
    for schema in contract.schemas.values():
        for field in schema.fields:
            assert any("\u4e00" <= char <= "\u9fff" for char in field.description["zh"]), field.name
            english = field.description["en"].replace("（", "").replace("）", "")
            letters = [c for c in english if c.isalpha()]
            han = [c for c in letters if "\u4e00" <= c <= "\u9fff"]
            assert len(han) <= max(4, len(letters) // 8), (schema.name, field.name)


def test_panel_columns_can_be_read_by_stata(contract: Contract) -> None:
    names = [field.name for field in contract.schemas["panel"].fields]
    assert len(names) == len(set(names))
    assert [name for name in names if len(name) > 32 or not name.isidentifier()] == []


@pytest.mark.parametrize(
    ("column", "address"),
    [
        ("requests_received", "requests.received.total"),
        ("requests_refused", "requests.refused.total"),
        ("requests_unclear", "requests.unclear_after_correction.total"),
        ("requests_otherwise_handled", "requests.otherwise_handled.total"),
        ("reviews_recon", "reviews.reconsideration.total"),
        ("reviews_after_recon_corrected", "reviews.litigation_after_recon.corrected"),
        ("reviews_litigation", "reviews.litigation.total"),
        ("disclosure_rules_issued", "disclosure.government_rules.issued"),
        ("disclosure_norms_in_force", "disclosure.normative_documents.in_force"),
        ("disclosure_other_last_year", "disclosure.other_external_matters.items_last_year"),
        ("disclosure_fees_amount", "disclosure.fees.amount"),
        ("disclosure_procurement_unit", "disclosure.procurement.amount.unit"),
    ],
)
def test_panel_columns_are_addresses_shortened(
    contract: Contract, column: str, address: str
) -> None:
    assert {field.name: where for field, where in panel_fields(contract.forms)}[column] == address


def test_foreign_keys_lead_to_a_column_that_exists(contract: Contract) -> None:
    for schema in contract.schemas.values():
        names = {field.name for field in schema.fields}
        assert set(schema.primary_key) <= names
        for key in schema.foreign_keys:
            assert set(key["fields"]) <= names
            target = contract.schemas[key["reference"]["resource"]]
            assert tuple(key["reference"]["fields"]) == target.primary_key


def test_the_schema_for_editors_is_what_the_forms_make(contract: Contract) -> None:
    stored = (ROOT / editor.PATH).read_bytes()
    assert stored == editor.report_schema(contract), "run: python build.py schema"


def as_an_editor_reads(path: str) -> object:
    loader = type("Loader", (yaml.CSafeLoader,), {})
    loader.yaml_implicit_resolvers = {
        first: [(tag, rule) for tag, rule in rules if not tag.endswith(":timestamp")]
        for first, rules in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }
    return yaml.load((COUNTRY / path).read_text(encoding="utf-8"), loader)


@pytest.mark.parametrize("path", [CITY, TOWN, DISTRICT])
def test_an_editor_finds_nothing_to_mark_in_a_report(country: Path, path: str) -> None:
    schema = json.loads((ROOT / editor.PATH).read_bytes())
    jsonschema.Draft7Validator.check_schema(schema)
    report = as_an_editor_reads(path)
    assert list(jsonschema.Draft7Validator(schema).iter_errors(report)) == []
    first = (country / path).read_text(encoding="utf-8").split("\n", 1)[0]
    target = (country / path).parent / first.split("$schema=")[1]
    assert target.resolve() == country / editor.PATH


def test_an_editor_marks_a_misspelt_key_and_a_short_row() -> None:
    schema = json.loads((ROOT / editor.PATH).read_bytes())
    report = as_an_editor_reads(CITY)
    assert isinstance(report, dict)
    report["tittle"] = report.pop("title")
    report["parts"]["reviews"]["reconsideration"].pop()
    assert len(list(jsonschema.Draft7Validator(schema).iter_errors(report))) >= 3


def test_names_that_the_site_uses_are_reserved() -> None:
    assert {"data", "badge", "en", "rules", "findings", "about", "static"} <= RESERVED
