"""Reading content takes time by its length: twice as much takes some twice as long, never a square.

Processor time is compared, the least of several, with wide room; and never by itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from conftest import ROOT
from conftest import work as least
from gongkai.content import canonical
from gongkai.content.load.report import read_report
from gongkai.contract import Contract
from gongkai.model.languages import Translated
from gongkai.model.report import Jurisdiction
from gongkai.text import markdown as prose
from gongkai.text import yamlread

FILE = ROOT / "tests/golden/content/reports/yangsheng/jiashi/2022.yaml"
PATH = "content/reports/somewhere/2022.yaml"
TREE = {"somewhere": Jurisdiction("somewhere", Translated({"zh": "某地", "en": "Somewhere"}), "prefecture", None)}  # fmt: skip
LENGTHS = (2, 4, 8)  # times a thousand signs, or what is as much
FACTOR = 3.2  # for twice as much; a square gives four


def grows_evenly(make: Callable[[int], Callable[[], object]], small: int) -> None:
    """Doubled until it can be measured, and once more: the work is at most about doubled."""
    length, before = small, least(make(small), 1)
    while before < 0.02 and length < 64 * small:
        length, before = 2 * length, least(make(2 * length), 1)
    one, two = least(make(length)), least(make(2 * length))
    assert two < FACTOR * one + 0.02, (length, one, two)


TEXTS = {
    "raw HTML that never ends": "<a ",
    "a comment that never ends": "<!--",
    "an instruction that never ends": "<?",
    "a declaration that never ends": "<!A",
    "stars": "*a ",
    "lines of stars": "*a_",
    "bold that never ends": "**a",
    "ticks": "`a``",
    "links that never end": "](",
    "quotes": "> a\n\n",
    "items": "-\n",
    "headings": "#\n",
    "paragraphs": "a\n\n",
    "lines of a table": "|a|b|\n",
    "an address that is none": "@a",
    "addresses that never end": "<http://a",
}


@pytest.mark.parametrize("unit", TEXTS.values(), ids=TEXTS.keys())
def test_a_text_is_read_in_time_by_its_length(unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prose, "MAX_LENGTH", 10**7)

    def make(length: int) -> Callable[[], object]:
        text = unit * (length // len(unit))
        return lambda: list(prose.faults(text))

    grows_evenly(make, 1000)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        pytest.param("|a" * 1000 + "|\n" + "|-" * 1000 + "|\n" + "|\n" * 5000, "grows", id="a wide table, filled up"),
        pytest.param("[a]: /" + "x" * 9000 + "\n\n" + "[a]" * 900, "grows", id="a long address, named often"),
        pytest.param("[" * 20_000, "brackets", id="brackets"),
        pytest.param("![[]()" * 3000, "brackets", id="pictures"),
    ],
)  # fmt: skip
def test_a_text_that_would_grow_is_refused(text: str, message: str) -> None:
    assert [fault[1] for fault in prose.faults(text)] == [message]


def test_what_is_taken_grows_little() -> None:
    """The longest texts that are taken, made of what grows most."""
    for unit in ("|a|b|\n", "- a\n", "#\n", '"<&', "> a\n\n", "[a](/b) ", "1. a\n", "-\n"):
        text = unit * (prose.MAX_LENGTH // len(unit))
        if not list(prose.faults(text)):
            assert len(prose.html(text)) < 14 * prose.MAX_LENGTH, unit


def test_an_honest_table_is_taken() -> None:
    row = "| 临沂市 | 1234 | 56.7% |\n"
    assert not list(prose.faults("| 地区 | 件 | 比 |\n|---|---:|---|\n" + row * 300))


def statements(lines: list[str], text: str) -> str:
    text = re.sub(r"^statements:\n(?:[- ].*\n)*", "", text, flags=re.M)
    return text.replace("summary:", "statements:\n" + "\n".join(lines) + "\nsummary:", 1)


FILES: dict[str, Callable[[str, int], str]] = {
    "keys that nobody knows": lambda text, n: text + "".join(f"titel{i}: x\n" for i in range(n)),
    "a long title": lambda text, n: re.sub("(?m)^title: .*", f"title: {'a' * 20 * n}", text),
    "marks on one sign": lambda text, n: re.sub("(?m)^title: .*", "title: a" + "\u0315\u0300" * 5 * n, text),
    "an address without an end": lambda text, n: re.sub("(?m)^title: .*", "title: '@" + "a" * 20 * n + "'", text),
    "statements": lambda text, n: statements([f"- {{id: s{i}, at: 一, value: {i}, whose: own-level, zh: 某, en: x}}" for i in range(n)], text),
    "statements that rest on the next": lambda text, n: statements([f"- {{id: s{i}, at: 一, value: 5, equals: s{i + 1}}}" for i in range(n)], text),
    "statements that rest on nothing": lambda text, n: statements([f"- {{id: s{i}, at: 一, value: 5, equals: z{i}}}" for i in range(n)], text),
    "comments": lambda text, n: text.replace("summary:", "# c\n" * 4 * n + "summary:", 1),
    "comments behind": lambda text, n: statements([f"- {{id: s{i}, at: 一, value: {i}, whose: own-level, zh: 某, en: x}}  # c" for i in range(n)], text),
    "a row that never ends": lambda text, n: text + "x: [" + "1, " * 5 * n,
    "empty lines": lambda text, n: text.replace("summary:", "\n" * 20 * n + "summary:", 1),
}  # fmt: skip


@pytest.mark.parametrize("change", FILES.values(), ids=FILES.keys())
def test_a_file_is_read_in_time_by_its_length(
    contract: Contract, change: Callable[[str, int], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(yamlread, "MAX_BYTES", 10**8)
    monkeypatch.setattr(yamlread, "MAX_NODES", 10**7)
    text = FILE.read_text(encoding="utf-8")

    def make(length: int) -> Callable[[], object]:
        changed = change(text, length)

        def work() -> None:
            read_report(PATH, changed.encode(), contract, TREE)
            canonical.formatted(changed, PATH, contract)

        return work

    grows_evenly(make, 200)


def test_labels_of_statements_that_rest_on_others_do_not_multiply(contract: Contract) -> None:
    """A share is said by both its figures, and they by theirs: so a chain of them is short."""
    lines = [
        f"- {{id: s{i}, at: 一, percent: 50, part: s{i + 1}, share_of: s{i + 1}}}"
        for i in range(40)
    ]
    lines.append("- {id: s40, at: 一, value: 5, equals: requests.received.total}")
    text = statements(lines, FILE.read_text(encoding="utf-8"))
    report, problems = read_report(PATH, text.encode(), contract, TREE)
    assert report is None
    assert {problem.message for problem in problems} == {"statement-chain"}


def test_a_long_circle_is_told_short(contract: Contract) -> None:
    lines = [f"- {{id: s{i}, at: 一, value: 5, equals: s{(i + 1) % 1500}}}" for i in range(1500)]
    text = statements(lines, FILE.read_text(encoding="utf-8"))
    _, problems = read_report(PATH, text.encode(), contract, TREE)
    circles = [problem for problem in problems if problem.message == "statement-circle"]
    assert len(circles) == 1
    assert len(str(circles[0].args["path"])) < 300
