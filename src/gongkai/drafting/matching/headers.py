"""The header above a printed row → which of its places is which column of the form, or why none is.

Each block of a table is read under its own header. A head that is unknown, or says another unit,
year or kind of figure, costs its own column; headings in another order than the form's cost the
block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from gongkai.drafting.grid import Note
from gongkai.drafting.labels import key, nearest
from gongkai.drafting.matching.rows import Head, PrintedRow
from gongkai.drafting.qualifiers import bare, doubt, money_unit, this_year, unit_doubt
from gongkai.model.forms import Block, Form, Heading, Line, PartForm, walk
from gongkai.model.languages import Translated

SHOWN = 24  # characters of a text that are shown of it
_THIS_YEAR = key("本年度")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a row: the form's own lines, and what the form says stands over it."""

    row: Line
    line: Line
    path: tuple[str, ...]  # labels of the headings above it and of its own

    @property
    def label(self) -> str:
        """Its own head."""
        return self.line.label["zh"]

    @property
    def official(self) -> str:
        """All that the form says of its figures."""
        return " ".join((*self.path, *(one["zh"] for one in self.row.trail), self.row.label["zh"]))


@dataclass(frozen=True, slots=True)
class ColumnHeads:
    """The heads of the columns of a row, by the number of the column, as far as they are sure.

    `wrong` says why a column has none, `read_as` that one was printed in another way. Without
    `headed` the row has no header at all.
    """

    heads: Mapping[int, Sequence[Head]] = field(default_factory=dict)
    wrong: Mapping[int, Note] = field(default_factory=dict)
    read_as: Mapping[int, Note] = field(default_factory=dict)
    headed: bool = True


def columns(form: PartForm, block: Block, line: Line) -> list[Column]:
    """The columns of a row in the order of its cells; all of a part that is printed across.

    A row may have a unit and a type of its own: these columns have them.
    """
    rows = block.rows if form.layout == "across" else (line,)
    return [
        Column(row, column, tuple(one["zh"] for one in _path(form, row, column)))
        for row in rows
        for column in form.strips[row.code].columns
    ]


def _path(form: PartForm, row: Line, column: Line) -> Iterator[Translated[str]]:
    if form.layout == "across":
        yield from (*row.trail, row.label)
    yield from (*column.trail, column.label)


def column_heads(
    row: PrintedRow,
    form: PartForm,
    block: Block,
    wanted: Sequence[Column],
    forms: Sequence[Form],
    year: int | None,
) -> ColumnHeads:
    """Which head stands over each of the `wanted` columns."""
    across = form.layout == "across"
    leading = {key(line.label["zh"]) for line in block.rows} if across else set()
    heads = [head for head in row.heads if key(head.text) not in leading]
    own = {head_key(column.label, year) for column in wanted}
    if not heads or (row.carried and not own & {head_key(head.text, year) for head in heads}):
        return ColumnHeads(headed=False)
    wrong: Mapping[int, Note] = {}
    if row.in_text:
        found, wrong = _by_order(row, row.in_text.header, heads, form, block, wanted, year)
    elif across:
        found = _across(row, heads, wanted, year)
    else:
        found = _by_name(heads, list(enumerate(wanted)), year)
    if not found and (other := _of_other_form(heads, form, wanted, forms)):
        found, wrong = other, {}
    unknown = {
        number: _unknown(column, heads, number, found)
        for number, column in enumerate(wanted)
        if number not in found and number not in wrong
    }
    read_as = {
        number: Note("draft-read-as", (), _mismatch(own_heads[0], wanted[number]))
        for number, own_heads in found.items()
        if head_key(own_heads[0].text, year) != head_key(wanted[number].label, year)
    }
    return ColumnHeads(found, {**wrong, **unknown}, read_as)


def head_key(text: str, year: int | None) -> str:
    """What a head is known by: one that is nothing but the year of the report is 本年度."""
    return _THIS_YEAR if this_year(text, year) in ("本年", "本年度") else key(text)


def _mismatch(head: Head, column: Column) -> Mapping[str, object]:
    return {"found": head.text[:SHOWN], "label": column.label}


def _by_name(
    heads: Sequence[Head], wanted: Sequence[tuple[int, Column]], year: int | None
) -> dict[int, Sequence[Head]]:
    """Columns by their own heads; what is left over may be one of them misprinted."""
    keys = {head_key(column.label, year): str(number) for number, column in wanted}
    odd = [head for head in heads if head_key(head.text, year) not in keys]
    found: dict[int, Sequence[Head]] = {}
    for number, column in wanted:
        name = head_key(column.label, year)
        same = [head for head in heads if head_key(head.text, year) == name]
        like = [] if same else [head for head in odd if _is_like(head, keys, str(number), year)]
        if same or len(like) == 1:
            found[number] = same or like
    return found


def _is_like(head: Head, keys: Mapping[str, str], code: str, year: int | None) -> bool:
    """Whether a head can only be that of one column, clipped, glossed or misprinted."""
    text = bare(this_year(head.text, year))
    exact = keys.get(head_key(head.text, year)), keys.get(key(text))
    return code in exact or nearest(text, keys, [code]) is not None


def _across(
    row: PrintedRow, heads: Sequence[Head], wanted: Sequence[Column], year: int | None
) -> dict[int, Sequence[Head]]:
    """The columns below each row that is printed beside others, from its head to the next."""
    begins: dict[str, int] = {}
    for head in row.heads:
        for text in head.texts:
            begins.setdefault(key(text), head.place)
    names = dict.fromkeys(key(column.row.label["zh"]) for column in wanted)
    if not begins.keys() >= names.keys():
        return {}
    found: dict[int, Sequence[Head]] = {}
    for name in names:
        place = begins[name]
        after = [begins[other] for other in names if begins[other] > place]
        own = [h for h in heads if place <= h.place < min(after, default=h.place + 1)]
        numbers = [(n, c) for n, c in enumerate(wanted) if key(c.row.label["zh"]) == name]
        named = _by_name(own, numbers, year)
        if len(own) == len(numbers):
            named = _clipped(own, numbers, named) or named
        found |= named
    return found


def _clipped(
    heads: Sequence[Head],
    columns: Sequence[tuple[int, Column]],
    named: Mapping[int, Sequence[Head]],
) -> dict[int, Sequence[Head]]:
    """Heads that end too soon, as at the end of a page, by their places; none where one is not."""
    pairs = list(zip(columns, heads, strict=True))
    fit = all(
        named.get(number, [head]) == [head] and key(column.label).startswith(key(head.text))
        for (number, column), head in pairs
    )
    return {number: [head] for (number, _), head in pairs} if fit else {}


def _by_order(
    row: PrintedRow,
    header: Sequence[str],
    heads: Sequence[Head],
    form: PartForm,
    block: Block,
    wanted: Sequence[Column],
    year: int | None,
) -> tuple[dict[int, Sequence[Head]], dict[int, Note]]:
    """Where only their order tells columns apart, it must be that of the form.

    Headings over several lines are met line by line or column by column. The second value says why
    columns have no head.
    """
    keys = {name: name for name in (head_key(column.label, year) for column in wanted)}
    known = [head for head in heads if head_key(head.text, year) in keys]
    met = [head_key(text, year) for text in header]
    for way in _orders(met, form, block, wanted):
        names = [key(column.label) for _, column in way]
        line = known if [head_key(head.text, year) for head in known] == names else heads
        if len(line) != len(way) or not all(
            head_key(head.text, year) == name or head not in known
            for head, name in zip(line, names, strict=True)
        ):
            continue
        found: dict[int, Sequence[Head]] = {}
        wrong = {}
        for (number, column), head in zip(way, line, strict=True):
            if _is_like(head, keys, key(column.label), year):
                found[number] = [head]
            else:
                wrong[number] = Note("unread-head", (), _mismatch(head, column))
        return found, wrong
    return {}, {n: Note("unread-order", row.origin) for n in range(len(wanted))} if known else {}


def _orders(
    header: Sequence[str], form: PartForm, block: Block, wanted: Sequence[Column]
) -> list[list[tuple[int, Column]]]:
    """The orders in which the columns may be met; none where the header is not in the form's.

    `header` are the keys of its texts.
    """
    across = form.layout == "across"
    tree = block.row_tree if across else block.column_tree
    by_column = [key(node.label["zh"]) for node in walk(tree)]
    depths = list(_depths(tree))
    by_line = [key(text) for _, _, text in sorted(depths, key=lambda one: one[0])]
    # A head beside two lines may be printed half-way between them; groups of rows may not.
    halfway = [key(text) for _, _, text in sorted(depths, key=lambda one: one[:2])]
    halfway = by_line if across else halfway
    met = _once(header, tree, len(block.columns) if across else 1)
    orders = [[text for text in order if text in met] for order in (by_line, halfway, by_column)]
    rows_without_head = across and not {key(line.label["zh"]) for line in block.rows} <= set(met)
    if met not in orders or (met and rows_without_head):
        return []
    numbered = list(enumerate(wanted))
    if across:
        return [numbered]
    numbers = {key(column.label): (n, column) for n, column in numbered}
    return [[numbers[text] for text in order if text in numbers] for order in (by_line, by_column)]


def _once(texts: Iterable[str], tree: Sequence[Heading | Line], wide: int) -> list[str]:
    """The headings among some texts, each as often as it is met, but for each place it covers.

    `wide` is how many places a leaf covers.
    """
    covers = {
        key(node.label["zh"]): wide * sum(isinstance(line, Line) for line in walk([node]))
        for node in walk(tree)
    }
    runs = [(text, len(list(same))) for text, same in groupby(t for t in texts if t in covers)]
    return [text for text, n in runs for _ in range(1 if n in (1, covers[text]) else n)]


def _depths(tree: Sequence[Heading | Line], depth: int = 0) -> Iterator[tuple[int, bool, str]]:
    """How deep each head stands, whether it is a column, its text."""
    for node in tree:
        yield depth, isinstance(node, Line), node.label["zh"]
        if isinstance(node, Heading):
            yield from _depths(node.children, depth + 1)


def _of_other_form(
    heads: Sequence[Head], form: PartForm, wanted: Sequence[Column], forms: Sequence[Form]
) -> dict[int, Sequence[Head]]:
    """A clause under the heads of another form, as many as its own, in their order."""
    code = wanted[0].row.code
    for part in (other.parts[form.name] for other in forms if form.name in other.parts):
        for block in part.blocks:
            names = [key(column.label["zh"]) for column in block.columns]
            same = part is not form and names == [key(h.text) for h in heads]
            if same and len(names) == len(wanted) and any(line.code == code for line in block.rows):
                return {number: [head] for number, head in enumerate(heads)}
    return {}


def _unknown(
    column: Column, heads: Sequence[Head], number: int, found: Mapping[int, Sequence[Head]]
) -> Note:
    """Why a column has no head: what stands at its place instead, if anything does."""
    used = {id(head) for own in found.values() for head in own}
    before = [h.place for n, own in found.items() if n < number for h in own]
    after = [h.place for n, own in found.items() if n > number for h in own]
    between = [
        head.text
        for head in heads
        if max(before, default=-1) < head.place < min(after, default=head.place + 1)
        and id(head) not in used
    ]
    what = "unread-head" if between else "unread-no-head"
    return Note(what, (), {"found": "、".join(between)[:SHOWN], "label": column.label})


def in_form_order(tree: Sequence[Heading | Line], heads: Sequence[Head]) -> bool:
    """Whether headings stand side by side as in the form: spans gone wrong mix what they cover.

    Columns below one heading may come in an order of their own.
    """
    last = -1
    for node in tree:
        labels = {key(line.label["zh"]) for line in walk([node]) if isinstance(line, Line)}
        places = [head.place for head in heads if key(head.text) in labels]
        if isinstance(node, Heading) and not in_form_order(node.children, heads):
            return False
        if len(tree) > 1 and any(isinstance(other, Heading) for other in tree) and places:
            if min(places) <= last:
                return False
            last = max(places)
    return True


def misplaced(row: PrintedRow, form: PartForm, line: Line) -> Note | None:
    """Whether the label of another row stands over a row, as if it were the heading of a group.

    That of the row before may be there: its figures were lost, or its cell is one row too high.
    """
    keys = [key(one.label["zh"]) for one in form.rows]
    own = keys.index(key(line.label["zh"]))
    for text in row.labels[:-1]:
        if key(text) in keys and key(text) not in keys[max(own - 1, 0) : own + 1]:
            return Note("unread-group", row.origin, {"found": text[:SHOWN]})
    return None


# -- what heads and labels say besides their names -------------------------------------------------


def contradiction(
    column: Column,
    heads: Sequence[Head],
    row: PrintedRow,
    far: Sequence[str],
    headings: frozenset[str],
    year: int | None,
) -> Note | None:
    """Why a cell is not what the form says, by what stands over, beside or above it."""
    path = set(
        map(key, (*column.path, *(one["zh"] for one in column.row.trail), column.row.label["zh"]))
    )
    texts = [text for head in heads for text in head.texts]
    over = [text for text in (*texts, *row.labels) if key(text) in headings - path]
    if over:
        return Note("unread-group", row.origin, {"found": over[0][:SHOWN]})
    money = column.line.kind == "money"
    near = [*texts, *row.labels]
    if head_key(column.label, year) == _THIS_YEAR:  # also of a row that speaks of last year
        near = [text for text in near if head_key(text, year) != _THIS_YEAR]
    text = (
        doubt(near, column.official, year, both=column.line.kind == "change")
        or doubt(far, "", year)
        or unit_doubt(
            near, far, money, column.line.unit or column.row.unit, "申请人" in "".join(column.path)
        )
    )
    if not text:
        return None
    return Note("unread-says", row.origin, {"found": text[:SHOWN]})


def unit_of_heads(
    column: Column, heads: Sequence[Head], row: PrintedRow, far: Sequence[str]
) -> str | None:
    """The unit that heads, labels or lines give a column of money for which the form has none."""
    if column.line.kind != "money" or column.line.unit:
        return None
    return money_unit([*(text for head in heads for text in head.texts), *row.labels, *far])
