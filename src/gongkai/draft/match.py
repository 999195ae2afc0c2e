"""Printed rows → the parts of a report: each laid over the official form that it follows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.draft.figures import NULL, UNREAD, written
from gongkai.draft.found import Found, candidates, known, likely
from gongkai.draft.grid import Cell, Document, Note, RefusedError
from gongkai.draft.labels import key, nearest
from gongkai.draft.placed import alone, placed, side, usual
from gongkai.draft.rows import Row, rows
from gongkai.forms import Form, Heading, Line, PartForm, walk

MERGED = "merged"
_SHOWN = 24  # characters of a text that are shown of it
_TRIED = 200  # rows of no known label that are looked at
_CROWDED = re.compile(r"[0-9]\s+[0-9]")  # two figures in one cell: one may be its neighbour's
_ENOUGH = 0.6  # of the rows of a part must be found for it to be read at all
_LOST = 0.4  # of the cells of all parts that are unread: then they cannot be recovered


@dataclass(frozen=True, slots=True)
class Part:
    """A part as read: its form, each cell as YAML, and why and where a cell could not be read.

    `remarks` are on rows, by code, that were read in another way than they are printed.
    """

    form: PartForm
    cells: Mapping[str, str]
    unread: Mapping[str, Note]
    remarks: Mapping[str, Note]


@dataclass(slots=True)
class Reading:
    """What was read of the tables of a document, and what there is to say of it."""

    parts: dict[str, Part] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)

    @property
    def cells(self) -> dict[str, str]:
        """Every cell by address."""
        return {a: text for part in self.parts.values() for a, text in part.cells.items()}

    @property
    def unread(self) -> dict[str, Note]:
        """Every cell that could not be read, by address."""
        return {a: note for part in self.parts.values() for a, note in part.unread.items()}


def read(document: Document, forms: Sequence[Form], year: int | None) -> Reading:
    """The parts that a document prints; `forms` the newest first.

    `year` decides only between forms whose table is the same. Raises RefusedError where there are
    no tables, or where their figures cannot be recovered.
    """
    found = Found(known(forms))
    for row in rows(document, found.known):
        found.take(row)
    possible = {part: candidates(part, held, found, forms) for part, held in found.rows.items()}
    if not possible:
        raise RefusedError("draft-no-tables")
    main = likely(possible.values(), forms, year)
    reading = Reading()
    for name in forms[0].parts:
        if name not in possible:
            if len(set(found.heads.get(name, ()))) > 2:  # its header is there, so it is not absent
                part = main.parts[name]
                lost = dict.fromkeys(part.addresses, Note("unread-part", (), {"part": name}))
                reading.parts[name] = _whole(part, {}, lost)
            else:
                reading.notes.append(Note("draft-no-part", (), {"part": name}))
            continue
        form = main if main in possible[name] else possible[name][0]
        reading.parts[name] = _part(form.parts[name], found, reading)
    _recovered(reading)
    for _, row in found.strange:
        reading.notes.append(Note("draft-extra-row", row.origin, {"label": row.label[:_SHOWN]}))
    _suspicious(reading)
    return reading


# -- the cells of a part -------------------------------------------------------------------------


def _part(form: PartForm, found: Found, reading: Reading) -> Part:
    """One part by its form. Raises RefusedError where most of it is not there."""
    held = dict(found.rows[form.name])
    if form.layout == "across":
        return _across(form, held, found)
    heads = _heads(form, found, reading)
    _ordered(form, held, found)
    remarks = _misprinted(form, held, found)
    reading.notes += remarks.values()
    here = [code for code in form.strips if code in held]
    if len(here) < _ENOUGH * len(form.strips):
        rows = {"found": len(here), "all": len(form.strips)}
        raise RefusedError("draft-part-broken", part=form.name, **rows)
    near, width = side(form, held), usual(held)
    cells: dict[str, str] = {}
    unread: dict[str, Note] = {}
    lines = [(block, line) for block in form.blocks for line in block.rows]
    for block, line in lines:
        addresses, row = form.strips[line.code].addresses, held.get(line.code)
        if row is None:
            note = Note("unread-row", (), {"label": line.label["zh"]})
            unread |= dict.fromkeys(addresses, note)
            continue
        columns = [f"{form.name}.{column.code}" for column in block.columns]
        straight = _straight(form.name, block.column_tree, row)
        own = placed(row, columns, heads, near, width) if straight else None
        _cells(form, addresses, own, row, cells, unread)
    return _whole(form, cells, unread, remarks)


def _across(form: PartForm, held: Mapping[str, Row], seen: Found) -> Part:
    """A part whose rows stand side by side in one."""
    row = held[""]
    cells: dict[str, str] = {}
    unread: dict[str, Note] = {}
    found = _under_heads(form, row)
    if found is None:
        if not row.firm:
            _ordered(form, held, seen)
        whole, columns = len(form.addresses), {c.code for c in form.blocks[0].columns}
        heads = [code for code in seen.heads[form.name] if code in columns]
        found = alone(row.cells, whole) if len(heads) in (0, whole) or row.firm else None
    _cells(form, form.addresses, found, row, cells, unread)
    return _whole(form, cells, unread)


def _under_heads(form: PartForm, row: Row) -> Sequence[Cell] | None:
    """The cells of a part that is printed across, by the heads above them; None without heads."""
    channels = [(f"{form.name}.{line.code}", line.code) for line in form.rows]
    columns = [f"{form.name}.{column.code}" for column in form.blocks[0].columns]
    begins = sorted((row.heads[name][0], code) for name, code in channels if name in row.heads)
    whole = all(len(row.heads.get(column, ())) == len(form.rows) for column in columns)
    if len(begins) != len(channels) or not whole:
        return None
    order = [code for _, code in begins]
    at = dict(zip(row.places, row.cells, strict=False))
    places = [
        sorted(row.heads[column])[order.index(line.code)]
        for line in form.rows
        for column in columns
    ]
    told = {place for place, cell in at.items() if cell.text}
    found = [at[place] for place in places if place in at and not at[place].missing]
    return found if told <= set(places) and len(found) == len(places) else None


def _ordered(form: PartForm, held: Mapping[str, Row], found: Found) -> None:
    """Where only their order tells columns apart, their heads must come in that of the form.

    Headings over several lines are met line by line or column by column. Raises RefusedError.
    """
    if all(row.firm for row in held.values()):
        return
    heads = found.heads.get(form.name, [])
    for block in form.blocks:
        across = form.layout == "across"
        if across:
            columns = [column.code for column in block.columns]
            again = [code for code in heads if code in columns]
            if len(again) == len(form.addresses) and again != columns * len(block.rows):
                raise RefusedError("draft-order", part=form.name)
        tree = block.row_tree if across else block.column_tree
        by_column = [node.code for node in walk(tree) if isinstance(node, Line)]
        by_line = [code for _, code in sorted(_depths(tree), key=lambda one: one[0])]
        seen = [code for code in dict.fromkeys(heads) if code in by_line]
        orders = [[code for code in order if code in seen] for order in (by_line, by_column)]
        if seen not in orders:
            raise RefusedError("draft-order", part=form.name)


def _straight(part: str, tree: Sequence[Heading | Line], row: Row) -> bool:
    """Whether headings stand side by side as in the form: spans gone wrong mix what they cover.

    Columns below one heading may come in an order of their own.
    """
    last = -1
    for node in tree:
        lines = [line.code for line in walk([node]) if isinstance(line, Line)]
        places = [p for code in lines for p in row.heads.get(f"{part}.{code}", ())]
        if isinstance(node, Heading) and not _straight(part, node.children, row):
            return False
        if len(tree) > 1 and any(isinstance(other, Heading) for other in tree) and places:
            if min(places) <= last:
                return False
            last = max(places)
    return True


def _depths(tree: Sequence[Heading | Line], depth: int = 0) -> Iterator[tuple[int, str]]:
    for node in tree:
        if isinstance(node, Line):
            yield depth, node.code
        else:
            yield from _depths(node.children, depth + 1)


def _heads(form: PartForm, found: Found, reading: Reading) -> dict[str, str]:
    """The columns whose heads are printed in another way: code → what stands there.

    Raises RefusedError where a column is not there, or cannot be known by its head.
    """
    seen = set(found.heads.get(form.name, ()))
    columns = {c.code: c.label["zh"] for block in form.blocks for c in block.columns}
    lacking = {} if not seen else {c: label for c, label in columns.items() if c not in seen}
    other: dict[str, str] = {}
    keys = {key(label): code for code, label in columns.items()}
    for code, label in lacking.items():
        like = [word for word in found.words if nearest(word, keys, [code])]
        if not like:
            between = _between(code, list(columns), form, found)
            if between:
                raise RefusedError("draft-header", part=form.name, label=label, found=between)
            raise RefusedError("draft-column", part=form.name, label=label, n=len(columns))
        other[f"{form.name}.{code}"] = like[0]
        reading.notes.append(Note("draft-read-as", (), {"found": like[0], "label": label}))
    return other


def _between(code: str, columns: Sequence[str], form: PartForm, found: Found) -> str:
    """What stands at the place of a column in the header instead of its head, if anything."""
    for row in found.rows[form.name].values():
        at = columns.index(code)
        left = [row.heads.get(f"{form.name}.{c}", [-1])[0] for c in columns[:at]]
        right = [row.heads.get(f"{form.name}.{c}", [999])[0] for c in columns[at + 1 :]]
        for place, cell in row.odd:
            if max(left, default=-1) < place < min(right, default=999):
                return cell.text
    return ""


def _misprinted(form: PartForm, held: dict[str, Row], found: Found) -> dict[str, Note]:
    """Rows whose label is clipped, glossed or misprinted: each is put where it alone can belong.

    Where two could belong to one row of the form, neither does. The notes are by row.
    """
    keys = {key(line.label["zh"]): line.code for line in form.rows}
    free = [code for code in form.strips if code not in held]
    like: dict[str, list[tuple[str, Row]]] = {}
    for part, row in found.strange[:_TRIED]:
        code = nearest(row.label, keys, free)
        if code is not None:
            like.setdefault(code, []).append((part, row))
    notes = {}
    for code, pairs in like.items():
        if len(pairs) > 1:
            continue
        label = next(line.label["zh"] for line in form.rows if line.code == code)
        held[code] = pairs[0][1]
        args = {"found": held[code].label[:_SHOWN], "label": label}
        notes[code] = Note("draft-read-as", held[code].origin, args)
        found.strange.remove(pairs[0])
    return notes


def _cells(
    form: PartForm,
    addresses: Sequence[str],
    found: Sequence[Cell] | None,
    row: Row,
    cells: dict[str, str],
    unread: dict[str, Note],
) -> None:
    """Put what stands in the cells of a row into words, or say why it cannot be read."""
    if found is None:
        own = [cell.text for cell in row.cells if not cell.covered]
        args = {"n": len([text for text in own if text]), "all": len(addresses)}
        what = "unread-shifted" if row.firm else "unread-count"
        unread |= dict.fromkeys(addresses, Note(what, row.origin, args))
        return
    crowded = {n for n, cell in enumerate(found) if _CROWDED.search(cell.text)}
    for number, (address, cell) in enumerate(zip(addresses, found, strict=True)):
        text = written(cell.text, *form.cells[address])
        if cell.covered:
            cells[address] = MERGED
        elif not cell.text and not crowded.isdisjoint((number - 1, number + 1)):
            unread[address] = Note("unread-beside", cell.origin)
        elif cell.doubt:
            unread[address] = Note("unread-doubt", cell.origin, {"found": cell.text[:_SHOWN]})
        elif text is None:
            unread[address] = Note("unread-text", cell.origin, {"found": cell.text[:_SHOWN]})
        else:
            cells[address] = text


def _whole(
    form: PartForm,
    cells: Mapping[str, str],
    unread: Mapping[str, Note],
    remarks: Mapping[str, Note] | None = None,
) -> Part:
    """A part in the order of its form."""
    ordered = {address: cells.get(address, UNREAD) for address in form.addresses}
    return Part(form, ordered, unread, remarks or {})


def _recovered(reading: Reading) -> None:
    """Raises RefusedError where too much is unread."""
    unread = reading.unread
    if len(unread) > _LOST * len(reading.cells):
        note = next(iter(unread.values()))
        raise RefusedError("draft-lost", note=note, n=len(unread), all=len(reading.cells))


def _suspicious(reading: Reading) -> None:
    """Raises RefusedError where every cell holds the same number, as in an unfilled pattern."""
    numbers = {text for text in reading.cells.values() if text not in (NULL, UNREAD)}
    if len(numbers) == 1 and (only := numbers.pop()) not in ("0", MERGED) and only[0].isdigit():
        raise RefusedError("draft-same", found=only)
