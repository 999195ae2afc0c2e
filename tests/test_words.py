"""All catalogs say everything, in fair words, and nothing that nobody asks for."""

from __future__ import annotations

import ast
import re
import string
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from conftest import ROOT, judged, with_cells
from gongkai import words as say
from gongkai.contract import Contract
from gongkai.model.report import Report
from gongkai.text import yamlread
from gongkai.words import Words

# Of code, `=False` is no word.
UNFAIR = re.compile(
    r"造假|虚报|瞒报|错误|失实|\b((?<!=)false|wrong(?!-)|falsified|invalid|N/A)\b|[!！]",
    re.IGNORECASE,
)


def texts(words: Words) -> dict[str, list[str]]:
    return {
        key: [text] if isinstance(text, str) else list(text.values())
        for key, text in words.catalog.items()
    }


def test_all_catalogs_have_the_same_ids(words: Mapping[str, Words]) -> None:
    for code, language in words.items():
        assert language.catalog.keys() == words["en"].catalog.keys(), code


def test_a_sentence_speaks_of_the_same_things_in_all_languages(
    words: Mapping[str, Words],
) -> None:
    def names(texts: list[str]) -> set[str]:
        return {name for t in texts for _, name, _, _ in string.Formatter().parse(t) if name}

    zh = texts(words["zh"])
    # Chinese has no plural and may leave a number unsaid; the months of English need their day.
    loose = {"badge-readers", "date-month", "date-day", "cite-day"}
    for code in words.keys() - {"zh"}:
        other = texts(words[code])
        missing = [k for k in zh if k not in loose and names(zh[k]) - names(other[k])]
        assert missing == [], code


def test_no_text_is_left_in_the_other_language(words: Mapping[str, Words]) -> None:
    allowed = {"site-name"}
    shown = re.compile(r"无|件|项|个|条|元")  # the marks and units themselves
    for key, english in texts(words["en"]).items():
        if key not in allowed:
            rest = shown.sub("", " ".join(english))
            assert not re.search(r"[\u4e00-\u9fff]", rest), key


def test_no_text_accuses_or_shouts(words: Mapping[str, Words], contract: Contract) -> None:
    for language in words.values():
        for key, found in texts(language).items():
            if key not in ("tag",):  # the sign of a YAML tag is an exclamation mark
                assert not UNFAIR.search(" ".join(found)), key
    for rule in contract.rules.values():
        for spoken in (*rule.words["zh"].values(), *rule.words["en"].values()):
            assert not UNFAIR.search(spoken), rule.id


def unused(words: Words, root: Path) -> set[str]:
    """Ids of a catalog that nothing in a project asks for."""
    code = "".join(p.read_text(encoding="utf-8") for p in (root / "src").rglob("*.py"))
    code += "".join(p.read_text(encoding="utf-8") for p in (root / "site/templates").rglob("*.*"))
    asked = set(re.findall(r"(?<=[\"'])[^\"'\s]+(?=[\"'])|(?<=\{GAP\})\w+(?= )", code))
    begun = re.findall(r"[\"']([a-z-]+-)(?:\{\w|[\"'] ~)", code)  # f"why-{…}", "why-" ~ …
    # What explore.js asks for, it asks for without its first word; the reasons stand in the data.
    script = (root / "site/static/explore.js").read_text(encoding="utf-8")
    script += " other-form other-unit"  # breaks.apart
    asked |= {f"explore-{name}" for name in re.findall(r"[a-z]+(?:-[a-z]+)*", script)}
    begun += [f"explore-{name}" for name in re.findall(r"[\"`]([a-z-]+-)(?:\$\{|\" \+)", script)]
    # So do the scripts of the page that checks a report; what stands beside a name is a verdict.
    script = "".join(
        (root / f"site/static/{name}.js").read_text(encoding="utf-8")
        for name in ("check", "draft", "tables", "pasted", "workbook")
    )
    asked |= {f"check-{name}" for name in re.findall(r"[a-z]+(?:-[a-z]+)*", script)}
    begun += [f"check-{name}" for name in re.findall(r"`([a-z]+-)\$\{", script)]
    return {key for key in words.catalog if key not in asked and not key.startswith(tuple(begun))}


def test_every_sentence_is_used_somewhere(words: Mapping[str, Words]) -> None:
    assert unused(words["en"], ROOT) == set()


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("4053"), "4,053"),
        (Decimal("113750.1117"), "113,750.1117"),
        (Decimal("12.50"), "12.50"),
        (Decimal("-11"), "−11"),
        (Decimal("1E+3"), "1,000"),
        (1234, "1,234"),
        (3, "3"),
        (None, "–"),
    ],
)
def test_numbers_are_grouped_and_exact(value: Decimal | int | None, shown: str) -> None:
    assert say.number(value) == shown


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("2024-03-09", "2024年3月9日", "9 March 2024"),
        ("2024-03", "2024年3月", "March 2024"),
        ("2024", "2024年", "2024"),
        (None, "不详", "not known"),
    ],
)
def test_dates_are_as_exact_as_printed(
    words: Mapping[str, Words], text: str | None, zh: str, en: str
) -> None:
    assert (say.date(text, words["zh"]), say.date(text, words["en"])) == (zh, en)


@pytest.mark.parametrize(
    ("address", "zh", "en"),
    [
        ("requests.handled.natural_person", "三（七）总计 / 自然人", "3(7) Total handled / Natural persons"),
        ("requests.partly_granted.total", "三（二）部分公开 / 总计", "3(2) Granted in part / Total"),
        ("requests.state_secret.total", "三（三）1.属于国家秘密 / 总计", "3(3)1. State secret / Total"),
        ("requests.refused.total", "（三）不予公开 / 总计", "(3) Refused / Total"),
        ("reviews.litigation_direct.upheld", "未经复议直接起诉 / 结果维持", "Direct litigation / Upheld"),
        ("report", "整份文件", "the whole document"),
    ],
)  # fmt: skip
def test_a_place_is_named_as_on_the_printed_page(
    words: Mapping[str, Words], city: Report, address: str, zh: str, en: str
) -> None:
    assert say.place(address, city, words["zh"]) == zh
    assert say.place(address, city, words["en"]).replace("3(3)1.", "3(3)1.") == en


def test_every_cause_has_its_sentence(
    words: Mapping[str, Words], contract: Contract, city: Report
) -> None:
    wrong = with_cells(city, requests__handled__natural_person=3913)
    finding = next(f for f in judged(wrong, contract)[0] if f.cause)
    assert say.cause(finding, wrong, words["en"]) == (
        "two digits swapped (3,913 ↔ 3,931) in 3(7) Total handled / Natural persons"
    )
    for kind in contract.codes("findings.likely_cause"):
        for language in words.values():
            assert f"cause-{kind}" in language.catalog


def messages_in(path: Path) -> set[str]:
    """The first text given to whatever notes a problem."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        name = getattr(
            getattr(node, "func", None), "attr", getattr(getattr(node, "func", None), "id", "")
        )
        if isinstance(node, ast.Call) and name in ("problem", "warn", "_Stop", "Problem"):
            literal = [a.value for a in node.args if isinstance(a, ast.Constant)]
            found |= {next((t for t in literal if isinstance(t, str)), "")} - {""}
    return found


def test_messages_of_the_reader_all_exist(words: Mapping[str, Words]) -> None:
    sources = [
        *(ROOT / "src/gongkai/content/load").glob("*.py"),
        ROOT / "src/gongkai/text/yamlread.py",
    ]
    found = set().union(*map(messages_in, sources)) | set(yamlread._SENTENCES.values())
    assert len(found) > 40
    assert found - {"readable"} - words["en"].catalog.keys() == set()  # the name of the rule
