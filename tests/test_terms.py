"""What the terms and the glossary say: every word of the forms, in both languages, in fair words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from conftest import ROOT
from gongkai.contract import SLUG, Contract, contractfiles, read_plain
from gongkai.model.forms import PartForm
from test_words import UNFAIR

HAN = re.compile(r"[\u4e00-\u9fff]")
QUOTED = re.compile(r"“[^”]*”|\([^)]*\)")
PINYIN = re.compile(r"[a-zāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜü ]+")
WITHOUT_INFORMATION = ("refused", "unable", "not_processed", "otherwise_handled")


@pytest.fixture(scope="module")
def terms() -> Mapping[str, Mapping[str, Any]]:
    return read_plain(ROOT, ROOT / "datapackage" / "terms.yaml", contractfiles.TERMS)


@pytest.fixture(scope="module")
def glossary(terms: Mapping[str, Mapping[str, Any]]) -> list[Mapping[str, str]]:
    path, known = ROOT / "datapackage" / "glossary.yaml", {"terms": terms["items"]}
    return read_plain(ROOT, path, contractfiles.GLOSSARY, known)


def parts(contract: Contract) -> Iterator[PartForm]:
    for form in contract.forms.values():
        yield from form.parts.values()


def printed(part: PartForm) -> list[str]:
    """Groups and rows of a part from top to bottom, each group before its rows."""
    codes: list[str] = []
    for row in part.rows:
        codes += [code for code in (row.group, row.code) if code and code not in codes]
    return codes


def texts(node: object, lang: str) -> Iterator[str]:
    """Every text of one language below a node of the terms."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == lang:
                yield from value.values()
            else:
                yield from texts(value, lang)


def test_every_row_and_group_of_the_forms_has_a_meaning_and_nothing_else_has(
    terms: Mapping[str, Mapping[str, Any]], contract: Contract
) -> None:
    assert set(terms["items"]) == {code for part in parts(contract) for code in printed(part)}


def test_every_column_of_the_forms_has_a_meaning_and_nothing_else_has(
    terms: Mapping[str, Mapping[str, Any]], contract: Contract
) -> None:
    columns = {c.code for part in parts(contract) for block in part.blocks for c in block.columns}
    assert set(terms["columns"]) == columns


def test_items_stand_in_the_order_of_the_forms(
    terms: Mapping[str, Mapping[str, Any]], contract: Contract
) -> None:
    order = list(terms["items"])
    for part in parts(contract):
        codes = printed(part)
        assert codes == sorted(codes, key=order.index), (part.form, part.name)


def test_both_languages_explain_the_same_things(
    terms: Mapping[str, Mapping[str, Any]],
) -> None:
    for entries, allowed in (
        (terms["items"], {"meaning", "careful", "reason"}),
        (terms["columns"], {"meaning"}),
    ):
        for code, entry in entries.items():
            assert list(entry) == ["zh", "en"], code
            assert list(entry["zh"]) == list(entry["en"]), code
            assert {"meaning"} <= set(entry["zh"]) <= allowed, code


def test_a_reason_is_given_exactly_where_no_information_was(
    terms: Mapping[str, Mapping[str, Any]], contract: Contract
) -> None:
    wanted = {
        row.code
        for part in parts(contract)
        for row in part.rows
        if row.group in WITHOUT_INFORMATION or row.code in WITHOUT_INFORMATION
    }
    assert {code for code, entry in terms["items"].items() if "reason" in entry["zh"]} == wanted


def test_a_reason_completes_a_sentence_and_the_rest_are_sentences(
    terms: Mapping[str, Mapping[str, Any]],
) -> None:
    for code, entry in {**terms["items"], **terms["columns"]}.items():
        for lang, stop in (("zh", "。"), ("en", ".")):
            for key, text in entry[lang].items():
                assert text.endswith(stop) == (key != "reason"), (code, lang, key)
    for code, entry in terms["items"].items():
        assert not re.match(r"[A-Z]", entry["en"].get("reason", "")), code


def test_a_group_says_that_the_form_prints_no_cell_for_it(
    terms: Mapping[str, Mapping[str, Any]], contract: Contract
) -> None:
    for group in {group for part in parts(contract) for group in part.groups}:
        assert "相加得来" in terms["items"][group]["zh"]["careful"], group
        assert "prints no cell" in terms["items"][group]["en"]["careful"], group


def test_what_stands_in_one_form_only_says_so(
    terms: Mapping[str, Mapping[str, Any]], contract: Contract
) -> None:
    def codes(year: int) -> tuple[set[str], set[str]]:
        found = list(contract.forms[year].parts.values())
        columns = {c.code for part in found for block in part.blocks for c in block.columns}
        return {row.code for part in found for row in part.rows}, columns

    for year, other in ((2019, 2021), (2021, 2019)):
        rows, columns = codes(year)
        other_rows, other_columns = codes(other)
        for code in sorted(rows - other_rows):
            sentence = " ".join(terms["items"][code]["zh"].values())
            assert f"{year}年版" in sentence, code
        for code in sorted(columns - other_columns):
            assert f"只见于{year}年版" in terms["columns"][code]["zh"]["meaning"], code
            assert f"Only in the form of {year}" in terms["columns"][code]["en"]["meaning"], code


def test_the_likeliest_misreadings_are_named_where_readers_look(
    terms: Mapping[str, Mapping[str, Any]],
) -> None:
    items = terms["items"]
    assert "属于其他机关" in items["not_held"]["zh"]["careful"]
    assert "not confirmed" in items["granted"]["en"]["careful"]
    assert "2024" in items["reconsideration"]["zh"]["careful"]
    assert "重复" in terms["columns"]["pending"]["zh"]["meaning"]


def test_no_term_accuses_or_shouts(
    terms: Mapping[str, Mapping[str, Any]], glossary: list[Mapping[str, str]]
) -> None:
    phrases = [*texts(terms, "zh"), *texts(terms, "en")]
    phrases += [text for entry in glossary for text in entry.values()]
    assert [text for text in phrases if UNFAIR.search(text)] == []


def test_english_explanations_are_in_english(
    terms: Mapping[str, Mapping[str, Any]], glossary: list[Mapping[str, str]]
) -> None:
    phrases = [*texts(terms, "en"), *(e[key] for e in glossary for key in ("en", "en_meaning"))]
    assert [text for text in phrases if HAN.search(QUOTED.sub("", text))] == []


def test_every_word_of_the_glossary_has_its_reading_and_meaning_in_both_languages(
    glossary: list[Mapping[str, str]],
) -> None:
    keys = {"id", "zh", "pinyin", "en", "rendering", "zh_meaning", "en_meaning"}
    for entry in glossary:
        assert set(entry) - {"term", "of"} == keys, entry["id"]
        assert SLUG.fullmatch(entry["id"])
        assert PINYIN.fullmatch(entry["pinyin"]), entry["pinyin"]
        assert HAN.search(entry["zh"])
        assert entry["rendering"] in ("literature", "ours")
        assert entry["zh_meaning"].endswith("。")
        assert entry["en_meaning"].endswith(".")


@pytest.mark.parametrize("key", ["id", "zh", "en"])
def test_no_word_stands_in_the_glossary_twice(glossary: list[Mapping[str, str]], key: str) -> None:
    found = [entry[key] for entry in glossary]
    assert sorted(found) == sorted(set(found))


def test_a_word_that_is_an_item_of_the_form_names_it(
    glossary: list[Mapping[str, str]], terms: Mapping[str, Mapping[str, Any]]
) -> None:
    named = [entry["term"] for entry in glossary if "term" in entry]
    assert len(named) > 10
    assert set(named) <= set(terms["items"])
    assert len(named) == len(set(named))
