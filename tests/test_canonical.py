"""The canonical form of a report file: the same data and comments, in one order and spacing."""

from __future__ import annotations

import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from conftest import ROOT, command, tree
from gongkai.content.canonical import formatted, values_of
from gongkai.content.canonical.comments import scan
from gongkai.contract import Contract, read_contract
from gongkai.text import yamlread
from gongkai.text.yamlread import List, Map, Node, Scalar

sys.path.insert(0, str(Path(__file__).parent / "sources"))

import originals

EDITOR = "# yaml-language-server: $schema=../../../../datapackage/report.schema.json\n"
CONTRACT = read_contract(ROOT)
GOLDEN = ROOT / "tests" / "golden"
CITY, COUNTY, BLANK = map(originals.file_of, (originals.CITY, originals.COUNTY, originals.BLANK))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of a made-up country, to be spoiled."""
    return originals.project(tmp_path)


def specimen() -> str:
    guide = (ROOT / "content" / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(.*?)```", guide, re.S)
    assert found
    return found[1]


def reports() -> dict[str, str]:
    """Every report in the repository by its path below its project, and the specimen."""
    found = {
        f"{root.name}/{path.relative_to(root).as_posix()}": path.read_text(encoding="utf-8")
        for root in (ROOT, GOLDEN, originals.HERE)
        for path in sorted(root.glob("content/reports/**/*.yaml"))
    }
    return found | {f"{ROOT.name}/{CITY}": specimen()}


REPORTS = reports()


def path_of(name: str) -> str:
    return name.partition("/")[2]


def form(text: str, path: str = CITY) -> str:
    """The canonical form of a text that can be read, made twice: the second time changes nothing."""
    found = formatted(text, path, CONTRACT)
    assert found is not None
    assert formatted(found, path, CONTRACT) == found
    return found


def body(text: str) -> str:
    return form(text).removeprefix(EDITOR)


def read(text: str) -> Node:
    node, problems = yamlread.read(text.encode(), "x")
    assert node is not None
    assert not problems
    return node


def remarks(text: str) -> Counter[str]:
    """The comments of a file, but the line for editors and the heads of columns."""
    heads = {
        " ".join(block.heads)
        for one in CONTRACT.forms.values()
        for part in one.parts.values()
        for block in part.blocks
    } - {""}
    found = (comment.text for comment in scan(text.replace("\r\n", "\n")).comments)
    return Counter(
        text for text in found if "$schema=" not in text and " ".join(text[1:].split()) not in heads
    )


# -- what is in the repository -------------------------------------------------------------------


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_of_the_repository_keeps_its_data_and_its_comments(name: str) -> None:
    text = REPORTS[name]
    found = form(text, path_of(name))
    assert values_of(read(found)) == values_of(read(text))
    assert remarks(found) == remarks(text)


# -- order and spacing ---------------------------------------------------------------------------

ROW = "    fees: [12.50]\n    licensing: [5]\n"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("kind: other\ntitle: 甲\n", "title: 甲\nkind: other\n", id="keys in the order of files.yaml"),
        pytest.param("odd: 1\ntitle: 甲\nb: 2\n", "title: 甲\nodd: 1\nb: 2\n", id="what is no key stays, at the end"),
        pytest.param("title:   甲  \n\n\nkind: other", "title: 甲\nkind: other\n", id="spaces and blank lines go, a line end comes"),
        pytest.param("title: 甲\r\nkind: other\r\n", "title: 甲\nkind: other\n", id="CRLF"),
        pytest.param("scope:\n      evidence: null\n      tables: organ\n", "scope:\n  tables: organ\n  evidence: null\n", id="two spaces a level"),
        pytest.param("scope: {evidence: null,\n  tables: organ}\n", "scope: {tables: organ, evidence: null}\n", id="brackets stay, on one line"),
        pytest.param("title: 某市\n  报告\n", "title: 某市 报告\n", id="a text over two lines"),
        pytest.param("kind:\ntitle: ~\n", "title: null\nkind: null\n", id="null for nothing"),
        pytest.param("curation:\n  verified_by: null\n  transcribed_by: a\n", "curation: {transcribed_by: a, verified_by: null}\n", id="curation on one line"),
        pytest.param(
            "curation:\n  transcribed_by: a # b\n  verified_by: null\n",
            "curation:\n  transcribed_by: a  # b\n  verified_by: null\n",
            id="but not where a comment stands inside",
        ),
        pytest.param(
            "statements:\n  -  value: 12.50\n     id: a\n     at: '一'\n  - {at: 二, id: b}\n",
            "statements:\n- {id: a, at: 一, value: 12.50}\n- {id: b, at: 二}\n",
            id="a statement a line",
        ),
        pytest.param("statements: [{id: a}, {id: b}]\n", "statements:\n- {id: a}\n- {id: b}\n", id="statements in brackets"),
        pytest.param("editions: [ ]\n", "editions: []\n", id="an empty list"),
        pytest.param(
            "as_printed:\n  - place: a\n    rule: b\n    note:\n      en: x\n      zh: y\n",
            "as_printed:\n- rule: b\n  place: a\n  note:\n    zh: y\n    en: x\n",
            id="entries of several lines stay so",
        ),
        pytest.param(
            "summary:\n  en: >\n    one\n    two\n  zh: |\n     甲\n\n     乙\n",
            "summary:\n  zh: |\n    甲\n\n    乙\n  en: |\n    one two\n",
            id="texts in blocks",
        ),
        pytest.param("summary:\n  zh: |-\n    甲\n  en: |+\n    a\n\n", "summary:\n  zh: |-\n    甲\n  en: |+\n    a\n\n", id="how a block ends"),
        pytest.param("summary:\n  zh: |1\n     甲\n", "summary:\n  zh: |2\n      甲\n", id="a block that begins with spaces"),
        pytest.param("summary: {zh: 'a\n\n  b'}\n", 'summary: {zh: "a\\nb"}\n', id="a line break in brackets"),
        pytest.param("title: 'plain'\nkind: \"2023\"\n", "title: plain\nkind: '2023'\n", id="quotes only where another reader of YAML needs them"),
        pytest.param("title: 'a: b'\nkind: \"it's: so\"\n", "title: 'a: b'\nkind: \"it's: so\"\n", id="quotes where YAML needs them"),
        pytest.param("cells: {a: 'x, y', b: x y}\n", "cells: {a: 'x, y', b: x y}\n", id="quotes for a comma in brackets"),
        pytest.param("title: 'x, y'\n", "title: x, y\n", id="no quotes for a comma elsewhere"),
        pytest.param("statements:\n- zh: x, y\n  en: '- z'\n", "statements:\n- {zh: 'x, y', en: '- z'}\n", id="a comma that comes into brackets"),
    ],
)  # fmt: skip
def test_keys_texts_and_spaces(text: str, wanted: str) -> None:
    assert body(text) == wanted


DISCLOSURE = """\
parts:
  disclosure:
    form: 2021
    #                    制发 废止 现行有效
    government_rules:    ["/", "-", null]
    licensing:           [unread]
    fees:                [12.50]
"""


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(DISCLOSURE, id="as it should be"),
        pytest.param(DISCLOSURE.replace("    #                    制发 废止 现行有效\n", ""), id="without heads"),
        pytest.param(DISCLOSURE.replace("#                    ", "# "), id="with heads elsewhere"),
        pytest.param(re.sub(r":  +\[", ": [", DISCLOSURE), id="not aligned"),
        pytest.param("parts: {disclosure: {fees: [ 12.50 ], licensing: [unread], government_rules: ['/', \"-\", ], form: 2021}}\n".replace('"-", ', '"-", null'), id="in brackets, in disorder"),
        pytest.param("parts:\n  disclosure:\n    government_rules:\n    - /\n    - '-'\n    - null\n    licensing: [\n      unread]\n    fees: [12.50]\n    form: 2021\n", id="cells on lines of their own"),
    ],
)  # fmt: skip
def test_rows_stand_in_the_order_of_the_form_in_one_column_below_their_heads(text: str) -> None:
    assert body(text) == DISCLOSURE


def test_heads_stand_above_each_block_that_has_others() -> None:
    text = REPORTS[f"{originals.HERE.name}/{BLANK}"]
    rows = form(text, BLANK).split("parts:\n")[1]
    assert rows.startswith(
        "  disclosure:\n"
        "    form: 2019\n"
        "    #                       新制作 新公开 公开总数\n"
        "    government_rules:       [17, 9, 431]\n"
        "    normative_documents:    [52, 48, 287]\n"
        "    #                       上年项目 增/减 处理决定\n"
        "    licensing:              [41, -3, 1208]\n"
        "    other_external_matters: [16, null, 211]\n"
        "    penalties:              [0, 0, 0]\n"
        "    coercion:               [7, -7, 0]\n"
        "    #                       上年项目 增/减\n"
        "    fees:                   [12, -1]\n"
        "    #                       项目 金额\n"
        "    procurement:            [8, {value: 318400.5, unit: 元}]\n"
        "  requests:\n"
    )


def test_the_heads_of_a_form_are_as_many_as_its_columns() -> None:
    for one in CONTRACT.forms.values():
        for part in one.parts.values():
            for block in part.blocks:
                assert len(block.heads) in (0, len(block.columns))


@pytest.mark.parametrize(
    ("row", "wanted"),
    [
        pytest.param("['无', merged, illegible]", '["无", merged, illegible]', id="marks have double quotes, words none"),
        pytest.param("['12', 'null', \"merged\"]", "['12', 'null', 'merged']", id="what stands in quotes is not freed of them"),
        pytest.param("[{unit: 元, value: 1.50}, 007, 1e3]", "[{value: 1.50, unit: 元}, 007, 1e3]", id="a cell with its unit; no digit is touched"),
        pytest.param("[1, [2], {a: 3}]", "[1, [2], {a: 3}]", id="what is no cell"),
    ],
)  # fmt: skip
def test_cells(row: str, wanted: str) -> None:
    text = body(f"parts:\n  disclosure:\n    form: 2021\n    government_rules: {row}\n")
    assert text.endswith(f"    government_rules:    {wanted}\n")


def test_a_part_of_an_unknown_form_keeps_its_rows_as_they_come() -> None:
    text = "parts:\n  disclosure:\n    long_name: [1]\n    form: 1999\n    b: [2]\n"
    assert body(text) == (
        "parts:\n  disclosure:\n    form: 1999\n    long_name: [1]\n    b:         [2]\n"
    )


# -- comments ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param("# a\ntitle: 甲 # b\n#c\n", "# a\ntitle: 甲  # b\n#c\n", id="above, beside and at the end"),
        pytest.param("kind: x\n # of the title\ntitle: 甲\n", "# of the title\ntitle: 甲\nkind: x\n", id="it goes with the line that follows"),
        pytest.param("scope: # s\n # t\n  tables: x # u\n", "scope:  # s\n  # t\n  tables: x  # u\n", id="indented as that line"),
        pytest.param("title: 'a # b'\nkind: a#b\n", "title: 'a # b'\nkind: a#b\n", id="a sign that is no comment"),
        pytest.param("summary:\n  zh: | # s\n    # t\n\n  # u\n  en: x\n", "summary:\n  zh: |  # s\n    # t\n  # u\n  en: x\n", id="none in a block"),
        pytest.param("scope: {tables: x, # a\n  # b\n  evidence: null} # c\n", "# a\n# b\nscope: {tables: x, evidence: null}  # c\n", id="inside brackets they come before the line"),
        pytest.param("as_printed:\n- # a\n  place: x # b\n  rule: y # c\n", "as_printed:\n# a\n- rule: y  # c\n  place: x  # b\n", id="at the lines of an item in disorder"),
        pytest.param("statements:\n# a\n- id: b\n  # c\n  at: d\n", "statements:\n# a\n- id: b\n  # c\n  at: d\n", id="a statement with a comment inside keeps its lines"),
        pytest.param("parts:\n  disclosure:\n    # n\n    fees: [1] # f\n    form: 2021 # o\n", "parts:\n  disclosure:\n    form: 2021  # o\n    # n\n    fees:                [1]  # f\n", id="at the rows of a part"),
        pytest.param("#\ntitle: 甲\n", "#\ntitle: 甲\n", id="an empty one"),
    ],
)  # fmt: skip
def test_comments_stay_where_they_belong(text: str, wanted: str) -> None:
    assert body(text) == wanted


@pytest.mark.parametrize(
    ("path", "steps"),
    [pytest.param(CITY, 4, id="a city"), pytest.param(COUNTY, 5, id="a county")],
)
def test_the_first_line_leads_an_editor_to_the_schema(path: str, steps: int) -> None:
    line = f"# yaml-language-server: $schema={'../' * steps}datapackage/report.schema.json"
    for text in ("title: x\n", "# yaml-language-server: $schema=elsewhere\ntitle: x\n"):
        assert form(text, path).split("\n") == [line, "title: x", ""]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("title: [", id="a bracket that is not closed"),
        pytest.param("title: a\ntitle: b\n", id="a key twice"),
        pytest.param("", id="nothing"),
        pytest.param("- a\n", id="a list"),
        pytest.param("title: a\tb\n", id="a tab"),
        pytest.param("title: \ud800\n", id="half a character"),
    ],
)
def test_what_cannot_be_read_is_left_to_check(text: str) -> None:
    assert formatted(text, CITY, CONTRACT) is None


# -- files as people may write them --------------------------------------------------------------

_FREE = re.compile(r"null|true|false|unread|[-+.0-9]+|merged|illegible")


class Scribe:
    """Writes a node in any of the ways that YAML allows, with comments at random."""

    def __init__(self, dice: random.Random) -> None:
        self.dice, self.count = dice, 0

    def comment(self) -> str:
        self.count += 1
        return f"# c{self.count} 'x: [" if self.dice.random() < 0.15 else ""

    def whole(self, indent: int) -> str:
        lines = [self.comment() for _ in range(self.dice.choice((0, 0, 1, 2)))]
        return "".join(
            f"{' ' * self.dice.randint(0, indent)}{line}\n" for line in lines if line
        ) + ("\n" if self.dice.random() < 0.1 else "")

    def end(self) -> str:
        comment = self.comment()
        return f"{' ' * self.dice.randint(1, 3)}{comment}\n" if comment else "\n"

    def scalar(self, node: Scalar, in_brackets: bool = False) -> str:
        text = node.text
        if not node.style and _FREE.fullmatch(text):
            return text
        fit = not node.style and not (in_brackets and re.search(r"[,\[\]{}]", text))
        if fit and self.dice.random() < 0.6:
            return text
        escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        if "\n" in text or self.dice.random() < 0.5:
            return f'"{escaped}"'
        return "'" + text.replace("'", "''") + "'"

    def brackets(self, node: Node) -> str:
        if isinstance(node, Scalar):
            return self.scalar(node, in_brackets=True)
        gap = self.dice.choice((" ", " ", "", f"{self.end()}        "))
        if isinstance(node, List):
            return f"[{gap}" + f",{gap or ' '}".join(map(self.brackets, node.items)) + f"{gap}]"
        pairs = [f"{name}: {self.brackets(item)}" for name, item in self.shuffled(node)]
        return "{" + gap + f",{gap or ' '}".join(pairs) + gap + "}"

    def shuffled(self, node: Map) -> list[tuple[str, Node]]:
        pairs = list(node.items.items())
        if self.dice.random() < 0.3:
            self.dice.shuffle(pairs)
        return pairs

    def value(self, node: Node, indent: int) -> str:
        """What follows a colon or a dash, to the end of its last line."""
        if isinstance(node, Scalar) and node.style == "|" and self.dice.random() < 0.7:
            lines = node.text.removesuffix("\n").split("\n")
            space = " " * (indent + self.dice.randint(1, 4))
            sign = "|" if node.text.endswith("\n") else "|-"
            return f" {sign}{self.end()}" + "".join(f"{space}{x}\n" if x else "\n" for x in lines)
        if isinstance(node, Scalar):
            return f" {self.scalar(node)}{self.end()}"
        if not node.items or self.dice.random() < 0.1:
            return f" {self.brackets(node)}{self.end()}"
        if (
            isinstance(node, List)
            and self.dice.random() < 0.7
            and isinstance(node.items[0], Scalar)
        ):
            return f" {self.brackets(node)}{self.end()}"
        return self.end() + self.below(node, indent + self.dice.choice((1, 2, 2, 4)))

    def below(self, node: Node, indent: int) -> str:
        space, text = " " * indent, ""
        if isinstance(node, Map):
            for name, item in self.shuffled(node):
                text += f"{self.whole(indent)}{space}{name}:{self.value(item, indent)}"
        elif isinstance(node, List):
            for item in node.items:
                text += f"{self.whole(indent)}{space}-{self.value(item, indent)}"
        return text


@settings(deadline=None)
@given(st.integers(0, 10**9), st.sampled_from(sorted(REPORTS)), st.booleans())
def test_however_a_report_is_written_it_says_the_same_afterwards(
    seed: int, name: str, crlf: bool
) -> None:
    node = read(REPORTS[name])
    text = Scribe(random.Random(seed)).below(node, 0)
    assert values_of(read(text)) == values_of(node)
    if crlf:
        text = text.replace("\n", "\r\n")
    found = form(text, path_of(name))
    assert values_of(read(found)) == values_of(node)
    assert remarks(found) == remarks(text)
    assert "\r" not in found
    assert found.startswith("# yaml-language-server: ")  # else it was given up


PIECES = ["#", " # x", "\n", "\n#y\n", "'", '"', "[", "]", "{", "}", ",", ": ", "- ", "? ", "  ", "|", ">", "null", "~", "a", "\\", "!", "&", "*", "unread", "\r\n", "|+\n\n\n"]  # fmt: skip
SMALL = (
    EDITOR
    + DISCLOSURE
    + "statements:\n- {id: a, at: 'x, y'}\n- id: b # c\n  at: |\n    d\nsummary:\n  zh: |\n    e\n"
    + "curation: {transcribed_by: f}\n"
)


@settings(deadline=None)
@example([(0, "\r\n"), (1, "\r\n")])
@given(
    st.lists(st.tuples(st.integers(0, len(SMALL)), st.sampled_from(PIECES)), min_size=1, max_size=4)
)
def test_a_file_that_somebody_has_damaged_loses_nothing(
    damage: list[tuple[int, str]],
) -> None:
    text = SMALL
    for at, piece in damage:
        text = text[:at] + piece + text[at:]
    found = formatted(text, CITY, CONTRACT)
    if found is not None:
        assert values_of(read(found)) == values_of(read(text))
        assert remarks(found) == remarks(text)
        assert formatted(found, CITY, CONTRACT) == found


# -- what is written in it already ---------------------------------------------------------------


MADE_UP = [name for name in REPORTS if not (ROOT / path_of(name)).is_file()]  # none of content/


@pytest.mark.parametrize("name", MADE_UP)
def test_the_made_up_countries_and_the_specimen_are_in_canonical_form(name: str) -> None:
    assert form(REPORTS[name], path_of(name)) == REPORTS[name]


def test_the_other_form_in_the_guide_is_written_canonically() -> None:
    guide = (ROOT / "content" / "README.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml\n(  disclosure:\n    form: 2019.*?)```", guide, re.S)
    assert found
    assert body(f"parts:\n{found[1]}") == f"parts:\n{found[1]}"


def test_what_the_benchmark_makes_is_in_canonical_form(tmp_path: Path) -> None:
    make = [sys.executable, str(ROOT / "tests/bench/corpus.py"), "60", str(tmp_path)]
    subprocess.run(make, check=True, capture_output=True)
    files = list(tmp_path.glob("content/reports/**/*.yaml"))
    assert len(files) == 60
    for file in files:
        text, path = file.read_text(encoding="utf-8"), file.relative_to(tmp_path).as_posix()
        assert form(text, path) == text


# -- build.py format, and what `check` says ------------------------------------------------------


def test_format_rewrites_what_differs_and_says_so(project: Path) -> None:
    before = (project / CITY).read_text(encoding="utf-8")
    stranger = before.replace(":                  [4", ": [4").replace("\n", "\r\n")
    (project / CITY).write_bytes(stranger.encode())
    (project / CITY).chmod(0o640)
    others = {path: data for path, data in tree(project).items() if path != CITY}
    done = command("format", "--check", "--lang", "en", root=project)
    assert done.returncode == 1
    assert done.stdout == (
        f"{CITY}:1:75: not in canonical form; run: python build.py format {CITY} [canonical]\n"
        "1 of 5 reports are not in canonical form\n"
    )
    assert (project / CITY).read_bytes() == stranger.encode()
    done = command("format", str(project / CITY), "--lang", "zh", root=project)
    assert (done.returncode, done.stdout) == (0, f"{CITY}：已整理\n1 份报告，整理了 1 份\n")
    assert (project / CITY).read_text(encoding="utf-8") == before
    assert (project / CITY).stat().st_mode & 0o777 == 0o640
    assert {path: data for path, data in tree(project).items() if path != CITY} == others
    done = command("format", "--check", "--lang", "en", root=project)
    assert (done.returncode, done.stdout) == (0, "0 of 5 reports are not in canonical form\n")


def test_format_leaves_alone_what_cannot_be_read(project: Path) -> None:
    (project / CITY).write_text("title: [\n", encoding="utf-8")
    text = (project / COUNTY).read_text(encoding="utf-8")
    (project / COUNTY).write_text(text + "\n", encoding="utf-8")
    done = command("format", "content/reports", "--lang", "en", root=project)
    assert done.returncode == 1
    assert done.stdout == (
        f"{COUNTY}: rewritten\n"
        f"{CITY}:2:1: a bracket is not closed, or a comma or value is missing [readable]\n"
        "1 of 5 reports rewritten\n"
    )
    assert (project / CITY).read_text(encoding="utf-8") == "title: [\n"
    assert (project / COUNTY).read_text(encoding="utf-8") == text


@pytest.mark.parametrize(
    "path",
    [
        "content/jurisdictions/lisheng.yaml",
        "content/reports/nowhere.yaml",
        "content",
        "/etc/hosts",
    ],
)
def test_format_takes_nothing_but_reports(project: Path, path: str) -> None:
    before = tree(project)
    done = command("format", path, "--lang", "en", root=project)
    assert done.returncode == 2
    assert "is no report file and no folder of them" in done.stderr
    assert tree(project) == before


def test_format_points_at_the_first_difference_in_both_languages(
    spoil: Callable[[str, str, str], Path],
) -> None:
    root = spoil(CITY, "kind: annual-report\n", "kind:  annual-report\n")
    done = command("format", "--check", CITY, "--lang", "zh", root=root)
    assert done.returncode == 1
    assert done.stdout == (
        f"{CITY}:3:7: 写法不合规范；请运行：python build.py format {CITY} [canonical]\n"
        "1 份报告，1 份的写法不合规范\n"
    )
    done = command("format", "--check", CITY, "--lang", "en", root=root)
    line = f"{CITY}:3:7: not in canonical form; run: python build.py format {CITY} [canonical]"
    assert line in done.stdout.splitlines()


def test_format_offers_a_pull_request_marks_that_block_nothing(
    spoil: Callable[[str, str, str], Path],
) -> None:
    root = spoil(CITY, "kind: annual-report\n", "kind:  annual-report\n")
    done = command("format", "--check", "--format", "github", "--lang", "en", root=root)
    assert done.stdout.splitlines()[0] == (
        f"::notice file={CITY},line=3,col=7,title=canonical::"
        f"not in canonical form; run: python build.py format {CITY} [canonical]"
    )
    assert "::error" not in done.stdout
    assert command("format", "--format", "github", root=root).returncode == 2


def test_check_does_not_judge_form(spoil: Callable[[str, str, str], Path]) -> None:
    root = spoil(CITY, "kind: annual-report\n", "kind:  annual-report\n")
    for paths in ((), (CITY,)):
        done = command("check", *paths, root=root)
        assert done.returncode == 0
        assert "[canonical]" not in done.stdout


def test_the_contract_is_all_that_it_needs(contract: Contract) -> None:
    assert formatted(DISCLOSURE, CITY, contract) == EDITOR + DISCLOSURE
