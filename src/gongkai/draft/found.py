"""Which row of which part a printed row is, and which form its table follows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gongkai.draft.figures import is_value
from gongkai.draft.grid import RefusedError
from gongkai.draft.labels import key, numbered
from gongkai.draft.placed import fit
from gongkai.draft.rows import Known, Row
from gongkai.forms import Block, Form, Heading, walk


def known(forms: Sequence[Form]) -> Known:
    lines: dict[str, str] = {}
    columns: dict[str, dict[str, None]] = {}
    others = set()
    for form in reversed(forms):
        for part in form.parts.values():
            others.add(key(part.label["zh"]))
            for block in part.blocks:
                across = block.rows if part.layout == "across" else ()
                for line in (*block.columns, *across):
                    columns.setdefault(key(line.label["zh"]), {})[f"{part.name}.{line.code}"] = None
                for line in () if across else block.rows:
                    lines[key(line.label["zh"])] = f"{part.name}.{line.code}"
                others |= set(map(key, _headings(block)))
    heads = {found: tuple(codes) for found, codes in columns.items()}
    sideways = {p.name for form in forms for p in form.parts.values() if p.layout == "across"}
    return Known(lines, heads, frozenset(others - {""}), frozenset(sideways))


def _headings(block: Block) -> Iterator[str]:
    for label in (block.label, block.corner):
        if label:
            yield label["zh"]
    for node in (*walk(block.row_tree), *walk(block.column_tree)):
        if isinstance(node, Heading):
            yield node.label["zh"]


@dataclass(slots=True)
class Found:
    """Rows by part and code, the heads of columns that were seen, and what no form has.

    A part that is printed across has one row, without a code.
    """

    known: Known
    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    heads: dict[str, list[str]] = field(default_factory=dict)
    strange: list[tuple[str, Row]] = field(default_factory=list)  # part, row with figures
    words: list[str] = field(default_factory=list)  # labels without figures
    part: str = ""  # of the last row or head

    def take(self, row: Row) -> None:
        """Put a row where it belongs."""
        found = key(row.label)
        named = self.known.rows.get(found)
        if named and found in self.known.columns and not numbered(row.label):
            # 总计 and 其他 are rows and columns: such a row stands below others of its part.
            named = named if self.part == named.split(".")[0] in self.rows else None
        if named and any(not cell.missing for cell in row.cells):
            self._add(named, row)
            return
        for label in row.labels:
            codes = self.known.columns.get(key(label), ())
            if len(codes) == 1:
                self.part = codes[0].partition(".")[0]
            for code in codes:  # 总计 is a head of several parts: here of the one that is begun
                part, _, head = code.partition(".")
                if part == self.part:
                    self.heads.setdefault(part, []).append(head)
            if key(label) not in self.known and key(label):
                self.words.append(label)
        told = any(cell.text for cell in row.cells)
        if not told and not (row.heads and row.labels and self.part in self.rows):
            return
        begun = self.part in self.known.across and self.part in self.heads
        if told and named is None and begun and all(key(one) in self.known for one in row.labels):
            self._add(f"{self.part}.", row)
        elif row.labels and key(row.label) not in self.known and not is_value(row.label):
            self.strange.append((self.part, row))

    def _add(self, named: str, row: Row) -> None:
        self.part, _, code = named.partition(".")
        held = self.rows.setdefault(self.part, {})
        if code in held and [c.text for c in held[code].cells] != [c.text for c in row.cells]:
            places = {"first": held[code].origin, "again": row.origin}
            if not code:
                raise RefusedError("draft-part-twice", part=self.part, **places)
            raise RefusedError("draft-row-twice", label=row.label, **places)
        held.setdefault(code, row)


def candidates(
    name: str, held: Mapping[str, Row], found: Found, forms: Sequence[Form]
) -> list[Form]:
    """The forms that a part may follow: those that have most of its rows and heads."""
    heads = set(found.heads.get(name, ()))
    unknown = sum(part == name for part, _ in found.strange)

    def fits(form: Form) -> int:
        part = form.parts[name]
        codes, columns = set(part.strips), {c.code for b in part.blocks for c in b.columns}
        counts = sum(
            fit(row.cells, len(part.strips[code].columns)) is not None
            for code, row in held.items()
            if code in codes
        )
        if part.layout == "across":
            return 0
        # Rows whose labels are not known may be those that are lacking.
        lacking = max(0, len(codes - held.keys()) - unknown)
        return (
            counts
            - 2 * (lacking + len(held.keys() - codes))
            + 2 * len(heads & columns)
            - 2 * len(heads - columns - codes)
        )

    best = max(map(fits, forms))
    return [form for form in forms if fits(form) == best]


def likely(chosen: Iterable[Sequence[Form]], forms: Sequence[Form], year: int | None) -> Form:
    """The form of the tables that can have but one; else that of the year."""
    sure = [one[0] for one in chosen if len(one) == 1]
    if sure:
        return max(forms, key=lambda form: (sure.count(form), form.id))
    return next((form for form in forms if year and form.id <= year), forms[0])
