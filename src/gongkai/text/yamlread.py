"""Bytes of a content file → nodes with line and column, refusing what cannot be read safely.

Only libyaml's events are used: no tags, no aliases, no guessing of types. Every scalar stays the
text that stands in the file, and the reader of a field decides what may stand there. Lines and
columns count from 1, columns in code points, as editors do.

Nine tenths of a report are rows of figures, `received: [4076, 58, 2]`. What libyaml would say of
such a line is known, so the row is handed to it as one text, and cut into its items when somebody
asks for them. Whenever libyaml takes but one row for anything else, the file is read as it stands.
Without that a check of 1,000 reports takes a fifth more: 2.7 s of processor time instead of 2.2 s.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple, overload

import yaml
from yaml.events import (
    MappingEndEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

from gongkai.model.findings import Problem

if not yaml.__with_libyaml__:  # the pure reader differs in tabs and marks, and is 20 times slower
    raise OSError("PyYAML without libyaml; install the packages of requirements.txt")

MAX_BYTES = 256 * 1024
MAX_DEPTH = 16
MAX_NODES = 20_000
MAX_PILE = 30  # combining marks on one sign, as in the Unicode stream-safe format

# Control characters, invisible and bidirectional marks, non-characters. A tab is named on its own.
FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\ufff0-\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
_ESCAPED = re.compile(rf"[\t\r]|{FORBIDDEN.pattern}")  # what no escape may bring in either
# A row of plain items that ends its line; marked, its brackets are signs without a meaning.
_ROW = re.compile(r"(: +)\[((?:-?[0-9a-z][0-9a-z.]*, )*-?[0-9a-z][0-9a-z.]*)\]\n")
_OPEN, _CLOSE = "\ue000", "\ue001"
FULLWIDTH = {"：": ":", "，": ",", "【": "[", "】": "]", "（": "(", "）": ")", "“": '"', "”": '"'}
_WIDE_KEY = re.compile(r"^[ \-{,\[]*[A-Za-z_][A-Za-z0-9_-]*(?=：)")
_NO_SPACE = re.compile(r"^ *[A-Za-z_][A-Za-z0-9_-]*:\S")

# What libyaml says → the sentence a contributor gets. The left sides are its own fixed words.
_SENTENCES = {
    "could not find expected ':'": "yaml-colon",
    "mapping values are not allowed in this context": "yaml-colon-in-value",
    "did not find expected key": "yaml-indent",
    "did not find expected '-' indicator": "yaml-indent",
    "block sequence entries are not allowed in this context": "yaml-dash",
    "did not find expected ',' or ']'": "yaml-bracket",
    "did not find expected ',' or '}'": "yaml-bracket",
    "did not find expected node content": "yaml-bracket",
    "found unexpected end of stream": "yaml-unclosed",
    "found character that cannot start any token": "yaml-quote",
    "found unknown escape character": "yaml-escape",
    "did not find expected <document start>": "yaml-documents",
}


class Scalar(NamedTuple):
    """A text as it stands in the file; `style` is the quote or block sign, empty without one."""

    text: str
    style: str
    line: int
    column: int

    @property
    def null(self) -> bool:
        """Whether the file says null here."""
        return not self.style and self.text == "null"


class Map(NamedTuple):
    """Keys in the order of the file, each with its value; `keys` holds where each key stands."""

    items: dict[str, Node]
    keys: dict[str, Scalar]
    line: int
    column: int


class RowText(Sequence["Scalar"]):
    """The items of a row of figures: `text` stands between its brackets, from `column` on.

    They become scalars when they are asked for: most rows are understood by their text alone.
    """

    __slots__ = ("column", "line", "text")

    def __init__(self, text: str, line: int, column: int) -> None:
        self.text, self.line, self.column = text, line, column

    def __len__(self) -> int:
        return self.text.count(",") + 1

    def __iter__(self) -> Iterator[Scalar]:
        column = self.column
        for text in self.text.split(", "):
            yield Scalar(text, "", self.line, column)
            column += len(text) + len(", ")

    @overload
    def __getitem__(self, index: int) -> Scalar: ...
    @overload
    def __getitem__(self, index: slice) -> list[Scalar]: ...
    def __getitem__(self, index: int | slice) -> Scalar | list[Scalar]:
        return list(self)[index]


class List(NamedTuple):
    """A list; block or flow style make no difference."""

    items: Sequence[Node]
    line: int
    column: int


Node = Scalar | Map | List


class _Stop(Exception):  # noqa: N818 - it stops a reader, it is no error of ours
    """The rest of the file cannot be read; the problem says why."""

    def __init__(self, line: int, column: int, message: str, **args: object) -> None:
        super().__init__(message)
        self.at, self.message, self.args_ = (line, column), message, args

    def problem(self, path: str) -> Problem:
        """Why a file is not read any further."""
        return Problem(path, *self.at, self.message, self.args_)


def read(data: bytes, path: str) -> tuple[Node | None, list[Problem]]:
    """The root node of a file, or None, and what is wrong with it; never an exception.

    `data` longer than MAX_BYTES is refused unread: callers read at most one byte more than that.
    """
    problems: list[Problem] = []
    try:
        text = decode(data)
        if (found := _with_rows(text, path)) is not None:
            return found
        return _Builder(text, path, problems).document(), problems
    except _Stop as stop:
        return None, [*problems, stop.problem(path)]


def _with_rows(text: str, path: str) -> tuple[Node, list[Problem]] | None:
    """What `read` gives, with every row of figures as one text; None where that cannot be done.

    Signs of private use may stand in a text, or a line that looks like a row within a longer text.
    """
    if _OPEN in text or _CLOSE in text:
        return None
    marked, rows = _ROW.subn(_marked, text)
    builder = _Builder(marked, path, [], row_sign=_OPEN)
    try:
        root = builder.document()
    except _Stop:
        return None
    return (root, builder.problems) if builder.rows == rows else None


def read_text(data: bytes, path: str) -> tuple[str | None, list[Problem]]:
    """The text of a file that is no YAML, under the same rules, and what is wrong with it."""
    try:
        return decode(data), []
    except _Stop as stop:
        return None, [stop.problem(path)]


def decode(data: bytes) -> str:
    """UTF-8 with at most one leading mark, LF or CRLF, and no character that hides or misleads."""
    if len(data) > MAX_BYTES:
        raise _Stop(1, 1, "too-large", limit=MAX_BYTES // 1024)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        column = error.start - (data.rfind(b"\n", 0, error.start) + 1) + 1
        raise _Stop(line, column, "not-utf8", guess=_guess(data)) from None
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if text.startswith("version https://git-lfs"):
        raise _Stop(1, 1, "git-lfs")
    if (at := text.find("\n<<<<<<< ")) >= 0 or text.startswith("<<<<<<< "):
        raise _Stop(*_position(text, at + 1), "merge-conflict")
    if (at := text.find("\t")) >= 0:
        raise _Stop(*_position(text, at), "tab")
    if (at := text.find("\r")) >= 0:
        raise _Stop(*_position(text, at), "lone-cr")
    if found := FORBIDDEN.search(text):
        raise _Stop(*_position(text, found.start()), "forbidden", code=f"{ord(found[0]):04X}")
    if (pile := _pile(text)) is not None:
        raise _Stop(*_position(text, pile), "pile", limit=MAX_PILE)
    if not unicodedata.is_normalized("NFC", text):
        for number, line_text in enumerate(text.split("\n"), 1):
            normal = unicodedata.normalize("NFC", line_text)
            if normal != line_text:
                pairs = zip(line_text, normal, strict=False)
                same = next((i for i, (a, b) in enumerate(pairs) if a != b), len(normal))
                raise _Stop(number, same + 1, "not-nfc", write=normal[max(0, same - 3) : same + 3])
    return text


def _pile(text: str) -> int | None:
    """Where more than MAX_PILE combining marks stand on one sign, if anywhere.

    To put them in order takes time by the square of their number. A longer run holds one of every
    MAX_PILE signs, so that most of a text need not be looked at.
    """
    combining = unicodedata.combining
    for sample in range(0, len(text), MAX_PILE):
        if combining(text[sample]):
            begin = end = sample
            while begin and combining(text[begin - 1]):
                begin -= 1
            while end < len(text) and combining(text[end]):
                end += 1
            if end - begin > MAX_PILE:
                return begin
    return None


def _guess(data: bytes) -> str:
    """What the bytes may be instead of UTF-8."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    for encoding in ("gb18030", "big5"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding.upper()
    return "?"


def _position(text: str, offset: int) -> tuple[int, int]:
    return text.count("\n", 0, offset) + 1, offset - (text.rfind("\n", 0, offset) + 1) + 1


def _marked(row: re.Match[str]) -> str:
    return f"{row[1]}{_OPEN}{row[2]}{_CLOSE}\n"


class _Builder:
    """Walks the events once, counting depth and nodes as it goes."""

    def __init__(
        self, text: str, path: str, problems: list[Problem], row_sign: str | None = None
    ) -> None:
        self.text, self.path, self.problems, self.row_sign = text, path, problems, row_sign
        self.next: Callable[[], Any] = yaml.CSafeLoader(text).get_event
        self.nodes = self.rows = 0
        self.escapes = "\\" in text

    def document(self) -> Node:
        try:
            self.next()  # the stream starts
            start = self.next()
            if isinstance(start, StreamEndEvent):
                raise _Stop(1, 1, "empty-file")
            if start.explicit:
                mark = start.start_mark
                raise _Stop(mark.line + 1, mark.column + 1, "yaml-document-mark")
            root = self.node(self.next(), 0)
            self.next()  # the document ends
            end = self.next()
            if not isinstance(end, StreamEndEvent):
                raise _Stop(end.start_mark.line + 1, 1, "yaml-documents")
        except yaml.MarkedYAMLError as error:
            raise self.sentence(error) from None
        except yaml.YAMLError:
            raise _Stop(1, 1, "yaml-unreadable") from None
        return root

    def node(self, event: Any, depth: int) -> Node:
        kind = event.__class__
        self.nodes += 1
        if depth > MAX_DEPTH or self.nodes > MAX_NODES or event.anchor or event.tag:
            raise self.refusal(event, depth)
        mark = event.start_mark
        line, column = mark.line + 1, mark.column + 1
        if kind is ScalarEvent:
            text: str = event.value
            if self.escapes and (found := _ESCAPED.search(text)):
                raise _Stop(line, column, "forbidden", code=f"{ord(found[0]):04X}")
            if text[:1] == self.row_sign and not event.style:
                return self.row(text, line, column, depth)
            return Scalar(text, event.style or "", line, column)
        if kind is SequenceStartEvent:
            items, take = [], self.next
            while (event := take()).__class__ is not SequenceEndEvent:
                items.append(self.node(event, depth + 1))
            return List(items, line, column)
        return self.mapping(line, column, depth)

    def row(self, marked: str, line: int, column: int, depth: int) -> Node:
        """A row of figures that came as one text; cut short or gone on with it counts as none."""
        self.nodes += marked.count(",") + 1
        whole = marked[-1] == _CLOSE
        self.rows += whole and depth < MAX_DEPTH and self.nodes <= MAX_NODES
        return List(RowText(marked[1:-1], line, column + 1), line, column)

    def mapping(self, line: int, column: int, depth: int) -> Map:
        items: dict[str, Node] = {}
        keys: dict[str, Scalar] = {}
        take, node, depth = self.next, self.node, depth + 1
        while (event := take()).__class__ is not MappingEndEvent:
            key = node(event, depth)
            if not isinstance(key, Scalar):
                raise _Stop(key.line, key.column, "key-not-text")
            value, name = node(take(), depth), key.text
            if name in items:
                args = {"key": name, "first": keys[name].line}
                at = (key.line, key.column)
                self.problems.append(Problem(self.path, *at, "duplicate-key", args))
                continue
            items[name], keys[name] = value, key
        return Map(items, keys, line, column)

    def refusal(self, event: Any, depth: int) -> _Stop:
        """Why a node is one too many, too deep, or of a kind that is not read."""
        at = (event.start_mark.line + 1, event.start_mark.column + 1)
        if depth > MAX_DEPTH:
            return _Stop(*at, "too-deep", limit=MAX_DEPTH)
        if self.nodes > MAX_NODES:
            return _Stop(*at, "too-many", limit=MAX_NODES)
        return _Stop(*at, "tag" if event.anchor is None else "alias")

    def sentence(self, error: yaml.MarkedYAMLError) -> _Stop:
        """libyaml's words as ours, at the full-width sign that so often is the reason."""
        mark = error.problem_mark or error.context_mark
        lines = self.text.split("\n")
        last = min(mark.line, len(lines) - 1) if mark else 0
        column = mark.column + 1 if mark and mark.line == last else 1
        first = min(error.context_mark.line if error.context_mark else last, max(0, last - 1))
        # Without a colon a line is one text with the next: libyaml stumbles over that one.
        for number in range(first, last + 1):
            if found := _WIDE_KEY.match(lines[number]):
                return _Stop(number + 1, found.end() + 1, "fullwidth", found="：", write=":")
        message = _SENTENCES.get(error.problem or "", "yaml-unreadable")
        if message == "yaml-colon-in-value" and last and _NO_SPACE.match(lines[last - 1]):
            return _Stop(last, lines[last - 1].index(":") + 1, "yaml-space")
        if message in ("yaml-unclosed", "yaml-bracket") and error.context_mark:
            begin = error.context_mark
            return _Stop(begin.line + 1, begin.column + 1, message)
        return _Stop(last + 1, column, message)
