"""What `check` says of the likeliest mistakes, and how it says it to GitHub and to programs.

docs/messages.md is made here: `pytest tests/test_messages.py --bless` writes it anew.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest

from conftest import CITY, COUNTRY, ROOT, command
from gongkai.build import annotations, order
from gongkai.build.executors import executors
from gongkai.build.results import MOST, Entry, Left, Results, as_text
from gongkai.contract import Contract
from gongkai.words import Words, read_words

DOCUMENT = ROOT / "docs" / "messages.md"
SCHEMA = ROOT / "tests" / "sarif.schema.json"


class Mistake(NamedTuple):
    """What somebody wrote in place of what stands in CITY, and what that is called."""

    zh: str
    en: str
    old: str
    new: str


MISTAKES = (
    Mistake("两个数字颠倒", "Two digits changed places", "3, 4053]", "3, 4035]"),
    Mistake("一格录错", "One wrong figure", "[1974, 28, 2, 8", "[1947, 28, 2, 8"),
    Mistake(
        "数字写到了旁边一格",
        "A figure stands one column off",
        "reconsideration:        [92, 33, 19, 16, 160]",
        "reconsideration:        [92, 33, 16, 19, 162]",
    ),
    Mistake("空白的格什么也没写", "Nothing is written for a blank", "[21, 2, 0", "[21, , 0"),
    Mistake("一行少了一格", "A cell of a row is missing", "[23, 0, 4, 5, 32]", "[23, 4, 5, 32]"),
    Mistake("漏了一行", "A row was forgotten", "    fees:                [113750.1117]\n", ""),
    Mistake("行的名字拼错", "The name of a row is misspelt", "    granted: ", "    grantd: "),
    Mistake("千位用逗号隔开", "Thousands with a comma", "[1387111]", "[1,387,111]"),
    Mistake("全角数字", "Full-width digits", "[76200]", "[７６２００]"),
    Mistake("全角逗号", "Full-width commas", "[78, 53, 356]", "[78，53，356]"),
    Mistake("写了单位", "A unit behind the figure", "[113750.1117]", "[113750.1117万元]"),
    Mistake("还有没读出的格", "A cell is still unread", "[30738]", "[unread]"),
    Mistake("日期写成中文", "A date as prose", "published: 2024-03-09", "published: 2024年3月9日"),
    Mistake(
        "网址不完整", "Half an address", "  url: null\n", "  url: www.example.org/2023.html\n"
    ),
    Mistake("键的名字拼错", "The name of a key is misspelt", "  retrieved: ", "  retreived: "),
    Mistake("同一个键写了两次", "A key stands twice", "kind: annual-report\n", "kind: annual-report\nkind: annual-report\n"),
    Mistake("用了制表符", "A tab in place of spaces", "  tables: territory", "\ttables: territory"),
    Mistake(
        "标题是另一年的", "The title names another year", "title: 青梧市人民政府2023年", "title: 青梧市人民政府2022年"
    ),
    Mistake(
        "自己复核自己", "Verified by the transcriber", "transcribed_by: gongkai, verified_by: null",
        "transcribed_by: gongkai, verified_by: Gongkai",
    ),
    Mistake("录进了电话号码", "A telephone number was copied", "结转下年76件。", "结转下年76件。电话：0571-87654321。"),
)  # fmt: skip


def said(root: Path, *paths: str) -> tuple[Results, list[Words]]:
    """What a check of some files finds, in English and in Chinese."""
    languages = [read_words(root, code) for code in ("en", "zh")]
    languages = [Words(one.lang, one.catalog, "zh") for one in languages]
    with executors(1) as run:
        found = order.check(root, languages[0], run, [root / p for p in paths], languages[1:])
    return found, languages


def section(number: int, mistake: Mistake, spoiled: str, entries: list[Entry]) -> str:
    """What the document says of one mistake."""
    right = (COUNTRY / CITY).read_text(encoding="utf-8").splitlines()
    new = [line[2:] for line in difflib.ndiff(right, spoiled.splitlines()) if line[0] == "+"]
    written = "\n".join(new) or "# (the line is not there · 没有这一行)"
    blocks = []
    for lines in (lambda e: e.lines, lambda e: e.more[0]):
        texts = []
        for entry in entries:
            first, *rest = lines(entry)
            texts += [f"{entry.line}:{entry.column}: {first}", *(f"    {line}" for line in rest)]
        blocks.append("```text\n" + "\n".join(texts) + "\n```")
    return "\n\n".join(
        [f"## {number}. {mistake.en} · {mistake.zh}", f"```yaml\n{written}\n```", *blocks]
    )


HEAD = """# What `check` says

The twenty likeliest mistakes, and what `build.py check` prints for each of them, in English and in Chinese. Each line is `line:column: message [rule]`; the name of the file stands before it.
What is indented belongs to the line above. A problem stops publication; what is only to be looked at does not.

最常见的二十种错误，以及核对程序怎样说。每一行是“行:列: 说明 [规则]”，前面还有文件名；缩进的几行属于上面一行。

`tests/test_messages.py` makes this page from a made-up report. After a change of a message run `.venv/bin/python -m pytest tests/test_messages.py --bless` and read the difference.

`check --format json`, `github` and `sarif` say the same to programs, in both languages. Of one file the twenty most important messages are shown, errors first, and how many more there are; `--all` shows all.
"""


def test_the_document_says_what_check_says_of_the_twenty_likeliest_mistakes(
    project: Path, pytestconfig: pytest.Config
) -> None:
    assert len(MISTAKES) == 20
    file, right = project / CITY, (COUNTRY / CITY).read_text(encoding="utf-8")
    before, _ = said(project, CITY)
    usual = {entry.lines[0] for entry in before.entries}
    sections = []
    for number, mistake in enumerate(MISTAKES, 1):
        assert right.count(mistake.old) == 1, mistake.en
        spoiled = right.replace(mistake.old, mistake.new)
        file.write_text(spoiled, encoding="utf-8", newline="")
        found, _ = said(project, CITY)
        new = [entry for entry in found.sorted() if entry.lines[0] not in usual]
        assert new, f"check says nothing of: {mistake.en}"
        sections.append(section(number, mistake, spoiled, new))
    made = "\n\n".join([HEAD.rstrip("\n"), *sections]) + "\n"
    if pytestconfig.getoption("bless"):
        DOCUMENT.write_text(made, encoding="utf-8")
    assert DOCUMENT.read_text(encoding="utf-8") == made, "run it with --bless, and read the diff"


# -- many of them


@pytest.fixture(scope="module")
def many() -> Results:
    """Thirty errors and five warnings of one file, one error of another."""
    words = [f"错 {n}" for n in range(30)]
    found = [Entry("b.yaml", n + 1, 1, False, [f"wrong {n}"], ["r"], None, [[w]]) for n, w in enumerate(words)]  # fmt: skip
    found += [Entry("b.yaml", n + 1, 1, True, [f"look {n}"], ["s"], None, [["看"]]) for n in range(5)]  # fmt: skip
    found += [Entry("c.yaml", 1, 1, False, ["wrong"], ["r"], None, [["错"]])]
    return Results(found, 2)


@pytest.fixture(scope="module")
def both(words: dict[str, Words]) -> list[Words]:
    return [words["en"], words["zh"]]


def test_the_twenty_most_important_of_a_file_are_shown_and_how_many_more_there_are(
    many: Results, both: list[Words]
) -> None:
    kept, left = many.shown()
    assert [entry.path for entry in kept] == ["b.yaml"] * MOST + ["c.yaml"]
    assert not any(entry.warning for entry in kept)
    assert left == {"b.yaml": Left(10, 5)}
    lines = list(as_text(many, both[0]))
    assert lines[MOST] == "b.yaml: 15 more in this file are not listed, 10 of these to be mended"
    assert lines[MOST + 1] == "c.yaml:1:1: wrong"
    assert "31 problems in 2 of 2 files" in lines[-1], "all of them are counted"


def test_all_of_them_are_shown_when_asked_for(many: Results, both: list[Words]) -> None:
    assert len(annotations.as_json(many, both, None)["messages"]) == 36
    assert len(annotations.as_json(many, both)["messages"]) == MOST + 1
    assert annotations.as_json(many, both)["left_out"] == [
        {"file": "b.yaml", "errors": 10, "warnings": 5}
    ]


def test_github_hears_both_languages_errors_first_and_how_many_more(
    many: Results, both: list[Words]
) -> None:
    marks = [m for m in annotations.as_github(many, both[0], both[1:]) if m.startswith("::")]
    assert marks[0] == "::error file=b.yaml,line=1,col=1,title=r::wrong 0%0A%0A错 0"
    assert len(marks) == MOST + 2
    assert marks[-1].startswith("::error file=b.yaml,line=1,col=1::15 more")
    assert "还有 15 处" in marks[-1]


def test_no_text_of_a_contributor_is_a_command_of_github(both: list[Words]) -> None:
    text = "100% \r\n::add-mask::e ##[error] ::"
    entry = Entry("a,b:c%.yaml", 1, 1, False, [text], ["x::y"], None, [[text]])
    first, *rest = annotations.as_github(Results([entry], 1), both[0], both[1:])
    assert first == (
        "::error file=a%2Cb%3Ac%25.yaml,line=1,col=1,title=x%3A%3Ay::"
        "100%25 %0D%0A::add-mask::e ## [error] ::%0A%0A100%25 %0D%0A::add-mask::e ## [error] ::"
    )
    assert all(line.startswith("| ") for line in rest)


# -- SARIF


@pytest.fixture(scope="module")
def sarif() -> jsonschema.Draft4Validator:
    """The official schema, cut down to what we write: anything else is refused."""
    return jsonschema.Draft4Validator(json.loads(SCHEMA.read_text(encoding="utf-8")))


def test_sarif_is_sarif(
    many: Results, both: list[Words], contract: Contract, sarif: jsonschema.Draft4Validator
) -> None:
    log = annotations.as_sarif(many, both, contract)
    assert not list(sarif.iter_errors(log))
    (run,) = log["runs"]
    assert [one["level"] for one in run["results"]] == ["error"] * (MOST + 2)
    assert run["results"][0]["message"]["text"] == "wrong 0\n\n错 0"
    assert [rule["id"] for rule in run["tool"]["driver"]["rules"]] == ["r", "more"]
    spoiled = json.loads(json.dumps(log))
    spoiled["runs"][0]["results"][0]["level"] = "fatal"
    assert list(sarif.iter_errors(spoiled)), "a wrong word would be found"


def test_the_command_writes_each_format(
    spoil: Callable[[str, str, str], Path], sarif: jsonschema.Draft4Validator
) -> None:
    root = spoil(CITY, "3, 4053]", "3, 4035]")
    done = command("check", CITY, "--format", "sarif", root=root)
    log = json.loads(done.stdout)
    assert (done.returncode, list(sarif.iter_errors(log))) == (1, [])
    (found,) = (one for one in log["runs"][0]["results"] if one["level"] == "error")
    place = found["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == CITY
    (rule,) = (r for r in log["runs"][0]["tool"]["driver"]["rules"] if r["id"] == found["ruleId"])
    assert re.search(r"[一-鿿]+ · [A-Z]", rule["shortDescription"]["text"])

    done = command("check", CITY, "--format", "json", "--lang", "zh", root=root)
    told = json.loads(done.stdout)
    assert (done.returncode, told["fine"], told["errors"]) == (1, False, 1)
    (error,) = (one for one in told["messages"] if one["level"] == "error")
    assert error["cell"] == "requests.received.total"
    assert set(error["text"]) == {"zh", "en"}
