"""One expression, made from the contract, that only text in canonical form matches.

To read and write a report anew takes some milliseconds, to try this a small part of one: a check of
ten thousand reports can afford it. It matches a readable file only where `formatted` would change
nothing. What it does not match may be canonical all the same (rare quotes, comments in odd places):
that is then looked at properly.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from gongkai.contract import Contract
from gongkai.contract.contentfile import (
    CellsType,
    FieldsType,
    Key,
    ListType,
    PartsType,
    ProseType,
    ReferencesType,
    TranslatedType,
)
from gongkai.model.forms import Form, PartForm
from gongkai.model.languages import CONTENT_LANGUAGES
from gongkai.model.report import ABSENT, MARKS

EDITOR = "# yaml-language-server: $schema="

# A text without quotes, in a line of its own: words, none of which begins a comment.
_BLOCK = r"(?:-[0-9]|[^\s,\[\]{}#&*!|>'\"%@`?:~-])\S*+(?: ++[^\s#]\S*+)*+"
# The same in brackets: no comma, no bracket, no colon before a space.
_FLOW = (
    r"(?:-[0-9]|[^\s,\[\]{}#&*!|>'\"%@`?:~-])[^\n,\[\]{}#?:]*+"
    r"(?::(?![\s,\[\]{}])[^\n,\[\]{}#?:]*+)*+(?<! )"
)
# Quotes that are needed: for a colon or a digit, in brackets also for a comma or a bracket.
_DIGITS = r"'[0-9]+'"
_BLOCK_QUOTED = rf"{_DIGITS}|'(?=[^'\n]*: )[^'\n]*'"
_FLOW_QUOTED = (
    rf"{_DIGITS}|'(?=[^'\n]*(?:[,\[\]{{}}]|: ))[^'\n]*'"
    r"|\"(?=[^\"\n]*')(?=[^\"\n]*(?:[,\[\]{}]|: ))[^\"\\\n]*\""
)
_LINE = f"(?:{_BLOCK}|{_BLOCK_QUOTED})"
_IN_BRACKETS = f"(?:{_FLOW}|{_FLOW_QUOTED})"
# A text in a block as `spelling.block` writes it: its lines begin in one column.
_TEXT = r"\|{remark}\n{space}[^ \n][^\n]*+\n(?:\n*+{space}[^\n]++\n)*+"
_PLAIN_CELL = "-?[0-9a-z][0-9a-z.]*+"
_MARKS = "|".join(re.escape(mark) for mark in MARKS)
_CELL = rf"(?:{_PLAIN_CELL}|\"(?:{_MARKS})\"|\{{value: {_PLAIN_CELL}, unit: [^\W\d_]+\}})"
_ROW = rf"(?:\[{_CELL}(?:, {_CELL})*+\]|{ABSENT})"


def surely(contract: Contract) -> re.Pattern[str]:
    """The expression for a whole report file."""
    return re.compile(_Maker(contract).report())


def all_heads(contract: Contract) -> frozenset[str]:
    """The heads of columns of every form: they are written anew where they belong."""
    blocks = (
        block
        for form in contract.forms.values()
        for part in form.parts.values()
        for block in part.blocks
    )
    return frozenset(" ".join(block.heads) for block in blocks if block.heads)


class _Maker:
    """Shapes of files.yaml and forms → expressions, each for whole lines with their line ends."""

    def __init__(self, contract: Contract) -> None:
        self.contract = contract
        # A comment that stays where it is: it does not begin as heads do, and ends with a sign.
        heads = "".join(sorted({heads[0] for heads in all_heads(contract)}))
        self.comment = rf"#(?!\s*[{heads}]| yaml)(?:[^\n]*\S)?"
        self.remark = r"(?:  #[^\n]*(?<!\s))?+"

    def report(self) -> str:
        shapes = self.contract.files["report"].keys
        below = "".join(self.entry(key, shape, 0) for key, shape in shapes.items())
        return rf"{re.escape(EDITOR)}\S+\n{below}(?:{self.comment}\n)*+"

    def line(self, text: str, indent: int, before: str = "") -> str:
        """A line with the comments on it; `before` are lines between these and it."""
        space = " " * indent
        return rf"(?:{space}{self.comment}\n)*+{before}{space}{text}{self.remark}\n"

    def entry(self, key: str, shape: Key, indent: int, dash: str = "") -> str:
        """A key and its value."""
        name = f"{dash}{key}:"
        begin = indent - len(dash)
        kind = shape.type
        ways = []
        if isinstance(kind, PartsType):
            ways.append(self.line(name, begin) + self.parts(indent + 2))
        elif isinstance(kind, ListType):
            items = f"(?:{self.item(shape, indent)})++"
            ways += [self.line(name, begin) + items, self.line(rf"{name} \[\]", begin)]
        else:
            ways.append(self.line(f"{name} {self.value(shape, _LINE)}", begin))
            inner = _within(shape)
            if inner and not shape.one_line:
                below = "".join(self.entry(k, s, indent + 2) for k, s in inner.items())
                ways.append(self.line(name, begin) + below)
            if isinstance(kind, ProseType):
                text = _TEXT.format(space=" " * (indent + 2), remark=self.remark)
                space = " " * begin
                ways.append(rf"(?:{space}{self.comment}\n)*+{space}{name} {text}")
        found = f"(?:{'|'.join(ways)})" if len(ways) > 1 else ways[0]
        return f"(?:{found})?+" if shape.optional else found

    def item(self, shape: Key, indent: int) -> str:
        """An item of a list: in brackets; a key a line unless the list is of the short kind."""
        short = self.line(f"- {self.value(shape, '')}", indent)
        if shape.one_line:
            return short
        (first, head), *rest = _within(shape).items()
        long = self.entry(first, head, indent + 2, "- ")
        return f"{short}|{long}{''.join(self.entry(k, s, indent + 2) for k, s in rest)}"

    def value(self, shape: Key, scalar: str) -> str:
        """A value on one line; `scalar` is what a text may be there."""
        if isinstance(shape.type, ReferencesType):
            return rf"\[{_IN_BRACKETS}(?:, {_IN_BRACKETS})*+\]"
        if isinstance(shape.type, CellsType):
            pair = rf"[a-z0-9_]+\.[a-z0-9_]+\.[a-z0-9_]+: {_PLAIN_CELL}"
            return rf"\{{{pair}(?:, {pair})*+\}}"
        inner = _within(shape)
        if not inner:
            return scalar
        # The first key has to be there, or the commas would have to be counted.
        pairs = []
        for number, (key, one) in enumerate(inner.items()):
            pair = f"{', ' if number else ''}{key}: {self.value(one, _IN_BRACKETS)}"
            pairs.append(f"(?:{pair})?+" if one.optional and number else pair)
        brackets = rf"\{{{''.join(pairs)}\}}"
        return f"(?:{brackets}|null)" if shape.nullable else brackets

    # -- the parts

    def parts(self, indent: int) -> str:
        names = next(iter(self.contract.forms.values())).parts
        return "".join(self.part(name, self.contract.forms.values(), indent) for name in names)

    def part(self, name: str, forms: Iterable[Form], indent: int) -> str:
        """A part in any of the forms, with every row."""
        ways = (self.rows(form.parts[name], indent + 2) for form in forms)
        return f"(?:{self.line(f'{name}:', indent)}(?:{'|'.join(ways)}))?+"

    def rows(self, form: PartForm, indent: int) -> str:
        width, last = max(map(len, form.strips)) + len(":"), ""
        found = self.line(f"form: {form.form}", indent)
        for block in form.blocks:
            heads = " ".join(block.heads)
            above = f"{' ' * indent}{'#':<{width}} {heads}\n" if heads not in ("", last) else ""
            for row in block.rows:
                text = f"{row.code + ':':<{width}} {_ROW}"
                found += self.line(text, indent, re.escape(above))
                above = ""
            last = heads or last
        return found


def _within(key: Key) -> Mapping[str, Key]:
    """The keys of a value, as `lines.within` has them."""
    match key.type:
        case FieldsType(keys) | ListType(FieldsType(keys)):
            return keys
        case TranslatedType(text):
            return dict.fromkeys(CONTENT_LANGUAGES, Key(text, key.description))
        case _:
            return {}
