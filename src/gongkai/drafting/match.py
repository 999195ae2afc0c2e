"""Printed rows → the parts of a report: each laid over the official form that it follows."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import chain

from gongkai.drafting.extracted import ExtractedPart, Reading
from gongkai.drafting.figures import NULL, UNREAD, written
from gongkai.drafting.found import Found, candidates, known, likely
from gongkai.drafting.grid import Document, DocumentRefusedError, GridCell, Note
from gongkai.drafting.heads import (
    SHOWN,
    Column,
    Under,
    columns,
    judge,
    misplaced,
    straight,
    under,
    unit,
)
from gongkai.drafting.labels import ROW_WORDED, key, nearest
from gongkai.drafting.placed import Before, alone, fit, in_place, over, padded, placed, side, usual
from gongkai.drafting.rows import PrintedRow, rows
from gongkai.drafting.telling import bare, this_year
from gongkai.model.forms import Block, Form, Line, PartForm
from gongkai.model.report import ABSENT

MERGED = "merged"

_TRIED = 200  # rows of no known label that are looked at
_CROWDED = re.compile(r"[0-9]\s+[0-9]")  # two figures in one cell: one may be its neighbour's
_ENOUGH = 0.6  # of the rows of a part must be found for it to be read at all
_LOST = 0.9  # of the cells of all parts that are unread: then they cannot be recovered


def read(document: Document, forms: Sequence[Form], year: int | None) -> Reading:
    """The parts that a document prints; `forms` the newest first.

    `year` decides only between forms whose table is the same. Raises RefusedError where there are
    no tables, or where their figures cannot be recovered.
    """
    found = Found(known(forms))
    for row in rows(document, found.known):
        found.take(row)
    found.close()
    possible = {part: candidates(part, held, found, forms) for part, held in found.rows.items()}
    if not possible:
        raise DocumentRefusedError("draft-no-tables")
    main = likely(possible.values(), forms, year)
    reading = Reading()
    tables = {
        name: _Table((main if main in own else own[0]).parts[name], found, forms, year)
        for name, own in possible.items()
    }
    trusted = in_place(chain.from_iterable(table.loose() for table in tables.values()))
    for name in forms[0].parts:
        if name in tables:
            tables[name].trusted = trusted
            part = reading.parts[name] = tables[name].part()
            remarks = chain.from_iterable(part.remarks.values())
            for note in remarks:
                reading.notes += [note] if note not in reading.notes else []
        elif len(found.heads.get(name, ())) > 2:  # its header is there, so it is not absent
            form = main.parts[name]
            lost = dict.fromkeys(form.addresses, Note("unread-part", (), {"part": name}))
            reading.parts[name] = ExtractedPart(
                form, dict.fromkeys(form.addresses, UNREAD), lost, {}
            )
        else:
            reading.notes.append(Note("draft-no-part", (), {"part": name}))
    _recovered(reading)
    for _, row in found.strange:
        reading.notes.append(Note("draft-extra-row", row.origin, {"label": row.label[:SHOWN]}))
    _suspicious(reading)
    return reading


# -- the cells of a part -------------------------------------------------------------------------


class _Table:
    """One part, being read by its form: its cells, and why some of them are not read."""

    def __init__(
        self, form: PartForm, found: Found, forms: Sequence[Form], year: int | None
    ) -> None:
        self.form, self.found, self.forms, self.year = form, found, forms, year
        self.held = dict(found.rows[form.name])
        self.below = found.below.get(form.name, [])
        lines = (line for block in form.blocks for line in block.rows)
        sideways = (key(line.label["zh"]) for line in lines if form.layout == "across")
        self.headings = found.known.others - found.known.corners | frozenset(sideways)
        self.trusted = False  # whether blanks keep their places in this text
        self.cells: dict[str, str] = {}
        self.unread: dict[str, Note] = {}
        self.remarks: dict[str, list[Note]] = {}

    def loose(self) -> list[Sequence[GridCell]]:
        """The cells of the rows that a text prints."""
        near = side(self.form, self.held)
        found: list[Sequence[GridCell]] = []
        for code, row in self.held.items():
            strip = self.form.strips.get(code)
            if strip and not row.firm:
                near_ = self._over(row, strip.columns[-1]) or near
                found.append(fit(row.cells, len(strip.columns), near_) or ())
        return found

    def _over(self, row: PrintedRow, last: Line) -> Before | None:
        return over(row, last.label["zh"], self.form.layout == "rows")

    def part(self) -> ExtractedPart:
        """The part. Raises RefusedError where most of its rows are not there."""
        form = self.form
        if form.layout == "across":
            self._across(form.blocks[0])
        else:
            self._rows()
        cells = {address: self.cells.get(address, UNREAD) for address in form.addresses}
        return ExtractedPart(form, cells, self.unread, self.remarks)

    def _rows(self) -> None:
        form = self.form
        self._misprinted()
        here = [code for code in form.strips if code in self.held]
        if len(here) < _ENOUGH * len(form.strips):
            rows_ = {"found": len(here), "all": len(form.strips)}
            raise DocumentRefusedError("draft-part-broken", part=form.name, **rows_)
        near, width = side(form, self.held), usual(self.held)
        group: tuple[Sequence[object], Note] | None = None  # under a heading that is not theirs
        for block in form.blocks:
            for line in block.rows:
                row = self.held.get(line.code)
                if row is None:
                    continue
                addresses = form.strips[line.code].addresses
                note = group[1] if group and group[0] == line.trail and not row.firm else None
                if note := note or misplaced(row, form, line):
                    self.unread |= dict.fromkeys(addresses, note)
                    group = line.trail, note
                    continue
                wanted = columns(form, block, line)
                over_ = under(row, form, block, wanted, self.forms, self.year)
                shown = self._over(row, block.columns[-1])
                wide = row.width if shown else width
                own = placed(row, len(wanted), over_, shown or near, wide)
                whole = straight(block.column_tree, row.heads) if row.firm else True
                self._row(row, wanted, over_, own if whole else None, self.trusted)
                said = self.unread.get(addresses[-1])
                group = (line.trail, said) if said and said.what == "unread-group" else None
        self._lacking()

    def _across(self, block: Block) -> None:
        """A part whose rows stand side by side in one."""
        row = self.held[""]
        wanted = columns(self.form, block, block.rows[0])
        over = under(row, self.form, block, wanted, self.forms, self.year)
        if row.firm and over.headed:
            own = placed(row, len(wanted), over, None, 0)
        else:
            cells = alone(row.cells, len(wanted))
            own = dict(enumerate(cells)) if cells else None
        trusted = self.trusted or (own is not None and in_place([list(own.values())]))
        self._row(row, wanted, over, own, trusted)

    def _misprinted(self) -> None:
        """Rows whose label is clipped, glossed or misprinted: each is put where it alone belongs.

        Where two could belong to one row of the form, neither does.
        """
        keys = {key(line.label["zh"]): line.code for line in self.form.rows}
        labels = {line.code: line.label["zh"] for line in self.form.rows}
        free = [code for code in self.form.strips if code not in self.held]
        like: dict[str, list[tuple[str, PrintedRow]]] = {}
        for part, row in self.found.strange[:_TRIED]:
            code = nearest(bare(this_year(row.label, self.year)), keys, free, ROW_WORDED)
            if code is not None:
                like.setdefault(code, []).append((part, row))
        for code, pairs in like.items():
            if len(pairs) == 1:
                row = self.held[code] = pairs[0][1]
                args = {"found": row.label[:SHOWN], "label": labels[code]}
                self.remarks[code] = [Note("draft-read-as", row.origin, args)]
                self.found.strange.remove(pairs[0])

    def _lacking(self) -> None:
        """Rows that were not found. Where all else is there, the document leaves them out."""
        form = self.form
        lacking = [line for line in form.rows if line.code not in self.held]
        strange = any(part == form.name for part, _ in self.found.strange)
        whole = not self.unread and not strange
        for line in lacking:
            addresses = form.strips[line.code].addresses
            if whole and line.code not in self.found.met:
                self.cells |= dict.fromkeys(addresses, ABSENT)
                note = Note("draft-absent", (), {"label": line.label["zh"]})
                self.remarks.setdefault(line.code, []).append(note)
            else:
                note = Note("unread-row", (), {"label": line.label["zh"]})
                self.unread |= dict.fromkeys(addresses, note)

    def _row(
        self,
        row: PrintedRow,
        wanted: Sequence[Column],
        over: Under,
        own: Mapping[int, GridCell] | None,
        trusted: bool,
    ) -> None:
        """Put what stands in the cells of a row into words, or say why it cannot be read."""
        addresses = [f"{self.form.name}.{c.row.code}.{c.line.code}" for c in wanted]
        if own is None:
            texts = [cell.text for cell in row.cells if cell.text and not cell.covered]
            args = {"n": len(texts), "all": len(addresses)}
            what = "unread-shifted" if row.firm else "unread-count"
            self.unread |= dict.fromkeys(addresses, Note(what, row.origin, args))
            return
        if not row.firm and not trusted and padded(list(own.values())):
            self.unread |= dict.fromkeys(addresses, Note("unread-padded", row.origin))
            return
        far = [*row.far, *self.below]
        crowded = {n for n, cell in own.items() if _CROWDED.search(cell.text)}
        notes = [
            over.wrong.get(n) or judge(c, over.heads.get(n, ()), row, far, self.headings, self.year)
            for n, c in enumerate(wanted)
        ]
        # Headings that contradict those below them leave nothing sure of rows side by side.
        mixed = next((note for note in notes if note and note.what == "unread-group"), None)
        if mixed and self.form.layout == "across":
            notes = [mixed] * len(notes)
        for number, (address, column, note) in enumerate(
            zip(addresses, wanted, notes, strict=True)
        ):
            cell = own.get(number)
            if note or cell is None:
                self.unread[address] = note or Note("unread-shifted", row.origin)
                continue
            beside = not cell.text and not crowded.isdisjoint((number - 1, number + 1))
            said = unit(column, over.heads.get(number, ()), row, far)
            self._cell(address, cell, beside, said)
            if number in over.read_as:
                self.remarks.setdefault(column.row.code, []).append(over.read_as[number])

    def _cell(self, address: str, cell: GridCell, beside: bool, own_unit: str | None) -> None:
        text = written(cell.text, *self.form.cells[address], own_unit)
        if cell.covered:
            self.cells[address] = MERGED
        elif beside:
            self.unread[address] = Note("unread-beside", cell.origin)
        elif cell.doubt:
            self.unread[address] = Note("unread-doubt", cell.origin, {"found": cell.text[:SHOWN]})
        elif text is None:
            self.unread[address] = Note("unread-text", cell.origin, {"found": cell.text[:SHOWN]})
        else:
            self.cells[address] = text


def _recovered(reading: Reading) -> None:
    """Raises RefusedError where too much is unread."""
    unread = reading.unread
    if len(unread) > _LOST * len(reading.cells):
        note = next(iter(unread.values()))
        raise DocumentRefusedError("draft-lost", note=note, n=len(unread), all=len(reading.cells))


def _suspicious(reading: Reading) -> None:
    """Raises RefusedError where every cell holds the same number, as in an unfilled pattern."""
    numbers = {text for text in reading.cells.values() if text not in (NULL, UNREAD, ABSENT)}
    if len(numbers) == 1 and (only := numbers.pop()) not in ("0", MERGED) and only[0].isdigit():
        raise DocumentRefusedError("draft-same", found=only)
