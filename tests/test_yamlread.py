"""The strict reader: bytes → nodes with places, and a sentence for everything else."""

from __future__ import annotations

import pytest

from conftest import work
from gongkai.text import yamlread
from gongkai.text.yamlread import List, Map, Scalar


def one_problem(data: bytes) -> tuple[int, int, str]:
    _node, problems = yamlread.read(data, "x.yaml")
    assert len(problems) == 1
    found = problems[0]
    return found.line, found.column, found.message


def test_every_value_keeps_its_text_and_its_place() -> None:
    node, problems = yamlread.read("甲: [1, '/', 12.50]\nb:\n  c: null\n".encode(), "x.yaml")
    assert problems == []
    assert isinstance(node, Map)
    row = node.items["甲"]
    assert isinstance(row, List)
    assert row.items == [
        Scalar("1", "", 1, 5),
        Scalar("/", "'", 1, 8),
        Scalar("12.50", "", 1, 13),
    ]
    inner = node.items["b"]
    assert isinstance(inner, Map)
    assert inner.keys["c"] == Scalar("c", "", 3, 3)
    assert isinstance(inner.items["c"], Scalar)
    assert inner.items["c"].null


@pytest.mark.parametrize(
    "text", ["010", "1_000", "12:30", "0x1F", "NO", "on", "1e3", ".nan", ".inf", "=", "<<"]
)
def test_a_scalar_is_never_turned_into_something_else(text: str) -> None:
    node, problems = yamlread.read(f"a: {text}\n".encode(), "x.yaml")
    assert problems == []
    assert isinstance(node, Map)
    assert node.items["a"] == Scalar(text, "", 1, 4)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        pytest.param(b"", (1, 1, "empty-file"), id="an empty file"),
        pytest.param(b"# only this\n", (1, 1, "empty-file"), id="a comment alone"),
        pytest.param(b"a: 1\na: 2\n", (2, 1, "duplicate-key"), id="a key twice"),
        pytest.param(b"a: {b: 1, 'b': 2}\n", (1, 11, "duplicate-key"), id="a key twice, quoted"),
        pytest.param(b"a: &x 1\n", (1, 4, "alias"), id="an anchor"),
        pytest.param(b"a: *x\n", (1, 4, "alias"), id="an alias"),
        pytest.param(b"a: !!int 1\n", (1, 4, "tag"), id="a tag"),
        pytest.param(b"a: !!python/name:os.system x\n", (1, 4, "tag"), id="a tag of Python"),
        pytest.param(b"a: !!timestamp foo\n", (1, 4, "tag"), id="a tag that crashes loaders"),
        pytest.param(b"---\na: 1\n", (1, 1, "yaml-document-mark"), id="a document mark"),
        pytest.param(b"a: 1\n---\nb: 2\n", (2, 1, "yaml-documents"), id="two documents"),
        pytest.param(b"%YAML 1.2\n---\na: 1\n", (1, 1, "yaml-document-mark"), id="a directive"),
        pytest.param(b"? [a]\n: 1\n", (1, 3, "key-not-text"), id="a key that is a list"),
        pytest.param(b"a: [1, 2\nb: 3\n", (1, 4, "yaml-bracket"), id="an open bracket"),
        pytest.param(b"a: 'x\n", (1, 4, "yaml-unclosed"), id="an open quote"),
        pytest.param(b"a:x\nb: 1\n", (1, 2, "yaml-space"), id="no space after a colon"),
        pytest.param(b"a: b: c\n", (1, 5, "yaml-colon-in-value"), id="a colon in a value"),
        pytest.param(b"a: @x\n", (1, 4, "yaml-quote"), id="a sign that begins no value"),
        pytest.param(b"a:\n  b: 1\n c: 2\n", (3, 2, "yaml-indent"), id="a wrong indentation"),
        pytest.param(b"a:\n\tb: 1\n", (2, 1, "tab"), id="a tab"),
        pytest.param(b"a: 1\rb: 2\n", (1, 5, "lone-cr"), id="a lone carriage return"),
        pytest.param(b"a: x\x00y\n", (1, 5, "forbidden"), id="a NUL"),
        pytest.param(b'a: "x\\ry"\n', (1, 4, "forbidden"), id="an escaped carriage return"),
        pytest.param(b'a: "x\\ty"\n', (1, 4, "forbidden"), id="an escaped tab"),
        pytest.param(b'a: "x\\0y"\n', (1, 4, "forbidden"), id="an escaped NUL"),
        pytest.param("a: x\u202ey\n".encode(), (1, 5, "forbidden"), id="a bidirectional mark"),
        pytest.param(b'a: "\\u202e"\n', (1, 4, "forbidden"), id="an escaped bidirectional mark"),
        pytest.param("a: x\u200by\n".encode(), (1, 5, "forbidden"), id="a zero-width space"),
        pytest.param("a: b\n\ufeffb: 1\n".encode(), (2, 1, "forbidden"), id="a mark in mid-file"),
        pytest.param("a: cafe\u0301\n".encode(), (1, 7, "not-nfc"), id="a decomposed letter"),
        pytest.param("value：220\n".encode(), (1, 1, None), id="a full-width colon alone"),
        pytest.param(
            "a:\n  value：220\n  b: 1\n".encode(), (2, 8, "fullwidth"), id="a full-width colon"
        ),
        pytest.param("标题: 临沂\n".encode("gb18030"), (1, 1, "not-utf8"), id="GB18030"),
        pytest.param("標題: 臨沂\n".encode("big5"), (1, 1, "not-utf8"), id="Big5"),
        pytest.param("a: 1\n".encode("utf-16"), (1, 1, "not-utf8"), id="UTF-16"),
        pytest.param(b"a: \xff\n", (1, 4, "not-utf8"), id="Latin-1 in line 1"),
        pytest.param(b"<<<<<<< HEAD\na: 1\n", (1, 1, "merge-conflict"), id="an unfinished merge"),
        pytest.param(b"version https://git-lfs.github.com/spec/v1\n", (1, 1, "git-lfs"), id="LFS"),
        pytest.param(b"a: 1\n" * 60_000, (1, 1, "too-large"), id="300 KiB"),
        pytest.param(b"a: [" + b"1," * 20_001 + b"1]", (1, 39_999, "too-many"), id="20,000 values"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(
    data: bytes, expected: tuple[int, int, str | None]
) -> None:
    line, column, message = expected
    if message is None:  # a text where keys are expected: the reader of the fields says so
        node, problems = yamlread.read(data, "x.yaml")
        assert (type(node), problems) == (Scalar, [])
    else:
        assert one_problem(data) == (line, column, message)


@pytest.mark.parametrize(
    "opening",
    [
        pytest.param("[", id="brackets"),
        pytest.param("{a: ", id="braces"),
        pytest.param("- ", id="dashes"),
        pytest.param("? ", id="question marks"),
    ],
)
def test_depth_is_refused_at_once_and_never_kills_the_process(opening: str) -> None:
    def refused(times: int) -> None:
        data = (opening * times)[: yamlread.MAX_BYTES].encode()
        assert one_problem(data)[2] == "too-deep"

    assert work(lambda: refused(30_000)) <= 3 * work(lambda: refused(15_000))


def test_an_alias_bomb_is_refused_at_its_first_anchor() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{b}: &{b} [*{a}, *{a}]\n" for a, b in zip("abcd", "bcde", strict=True)
    )
    assert one_problem(bomb.encode()) == (1, 4, "alias")


def test_a_leading_mark_and_windows_line_ends_change_nothing() -> None:
    unix = b"a: 1\nb: |\n  x\n  y\n"
    windows = b"\xef\xbb\xbf" + unix.replace(b"\n", b"\r\n")
    assert yamlread.read(unix, "x")[0] == yamlread.read(windows, "x")[0]


def test_columns_count_characters_and_not_bytes() -> None:
    assert one_problem("名称: 'x\n甲: 1\n".encode())[2] == "yaml-unclosed"
    assert one_problem("{名称: 1, 名称: 2}\n".encode()) == (1, 9, "duplicate-key")


def unrolled(node: yamlread.Node | None) -> object:
    """A node with all that is in it, however its lists are kept."""
    if isinstance(node, Map):
        return [(node.keys[key], unrolled(value)) for key, value in node.items.items()], node[2:]
    if isinstance(node, List):
        return [unrolled(item) for item in node.items], node[1:]
    return node


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("a:\n  b: [1, null, -3.50]\n  c:   [0]\n", id="rows of a table"),
        pytest.param("a: {\n b: [1, 2]\n}\n", id="a row within braces"),
        pytest.param("a: {\n b: [1]\n}\n", id="a row of one within braces"),
        pytest.param("a: |\n  b: [1, 2]\n", id="a row in a text of several lines"),
        pytest.param("a: 'x\n\n  b: [1, 2]\n  '\n", id="a row in quotes"),
        pytest.param('# a: [1]\na: "\\ue0001\\ue001"\n', id="a text that pretends to be a row"),
        pytest.param("a: \ue0001\ue001\nb: [1]\n", id="signs of private use"),
        pytest.param("# a: [1, 2]\nb: 1\n", id="a row in a comment"),
        pytest.param("a: [1, 2]\n  x\n", id="a row that goes on"),
        pytest.param("a: [1, 2]\n  b: 3\n", id="a row with keys below it"),
        pytest.param("a: b: [1, 2]\n", id="a row after two colons"),
        pytest.param("a: &x\n  b: [1, 2]\n", id="a row below an anchor"),
        pytest.param("a: [1, 2]\na: [3, 4]\n", id="a row twice"),
        pytest.param("? x: [1, 2]\n: y\n", id="a row in a key"),
        pytest.param("a: [1,2]\nb: [1, 2,]\nc: [ 1, 2 ]\nd: [1 2, 3]\n", id="rows of other shapes"),
        pytest.param("a: [1, 2] # two\nb: [1, '/']\nc: [一, 2]\n", id="rows with more in them"),
        pytest.param("a: {b: " * 7 + "{c: {d:\n e: [1]\n}}" + "}" * 7 + "\n", id="a deep row"),
        pytest.param("- " * 16 + "a: [1]\n", id="a row too deep"),
        pytest.param("a:\n" + "- b: [1, 2]\n" * 5_001, id="20,004 values in rows"),
    ],
)
def test_rows_of_figures_are_read_as_any_other_list(text: str) -> None:
    node, problems = yamlread.read(text.encode(), "x.yaml")
    # A sign of private use in a comment, and everything is read value by value.
    other, same = yamlread.read(f"{text}# \ue000\n".encode(), "x.yaml")
    assert (unrolled(node), problems) == (unrolled(other), same)
