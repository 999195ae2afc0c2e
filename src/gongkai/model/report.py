"""The words of the project as frozen types: what was printed, what must hold, what was found.

No input or output happens here and no rule is decided here. The words are those of the official
forms and of their readers; `content/README.md` shows each of them in a report file.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from gongkai.model.forms import FormRow, PartForm
from gongkai.model.languages import Translated

Value = str | int | Decimal | bool | None  # of a published cell
Row = dict[str, Value]  # column → value
Columns = Mapping[str, Sequence[Value]]  # column → its values, one a row


class State(StrEnum):
    """What is printed in a cell. Only a number has a value."""

    NUMBER = "number"
    BLANK = "blank"
    SLASH = "slash"
    DASH = "dash"
    NONE = "none"  # the word 无
    MERGED = "merged"  # the value stands in the first cell of the span
    ILLEGIBLE = "illegible"
    ABSENT = "absent"  # the document leaves the whole row out
    UNREAD = "unread"  # of drafts alone: nobody knows yet what is printed there


# How a content file writes a cell without a number, besides null for a blank; and the units that a
# cell may carry where its form names none.
MARKS = {"/": State.SLASH, "-": State.DASH, "无": State.NONE}
STATES = {"merged": State.MERGED, "illegible": State.ILLEGIBLE}
UNITS = ("元", "万元")
# What stands in place of a whole row that the document does not print.
ABSENT = State.ABSENT.value
# What a draft writes into a cell that it could not read: no data, so no published report has it.
UNREAD = State.UNREAD.value


@dataclass(frozen=True, slots=True)
class Cell:
    """One printed cell. `value` is exact; a blank or a mark has none, and is never zero.

    Unit: the column's unit in its form, unless the cell carries its own.
    """

    value: Decimal | None
    printed: str | None
    state: State = State.NUMBER
    unit: str | None = None


BLANK = Cell(None, None, State.BLANK)
UNREAD_CELL = Cell(None, None, State.UNREAD)


@dataclass(frozen=True, slots=True)
class Code:
    """An administrative code in a span of years (years of the lists in which it was seen)."""

    system: str
    code: str
    since: str
    until: str | None
    source: str


@dataclass(frozen=True, slots=True)
class Name:
    """A name that a place no longer has, and the years (of lists, or of the change) it had it."""

    name: Translated[str]
    since: str | None
    until: str  # the last year
    source: str


@dataclass(frozen=True, slots=True)
class Jurisdiction:
    """A government's territory, or an organ that reports for itself. The id is its path."""

    id: str
    name: Translated[str]
    level: str  # as in jurisdictions.level; organ for a department
    parent: str | None
    codes: tuple[Code, ...] = ()
    since: str | None = None
    until: str | None = None
    names: tuple[Name, ...] = ()  # earlier ones, the oldest first
    successor: str | None = None  # the id of the place that took its place
    formerly: tuple[str, ...] = ()  # earlier ids

    @property
    def code(self) -> Code | None:
        """The code in use, if any."""
        return next((code for code in self.codes if code.until is None), None)

    def code_in(self, year: int) -> Code | None:
        """The code of that year: seen in a list by then, and not known to have ended."""
        now = str(year)
        dated = [
            c for c in self.codes if c.since[:4] <= now and (not c.until or c.until[:4] >= now)
        ]
        return max(dated, key=lambda c: c.since, default=None)

    def name_in(self, year: int) -> Translated[str]:
        """The name of that year: the oldest that had not ended by then, or else today's."""
        lasting = (n.name for n in self.names if n.until[:4] >= str(year))
        return next(lasting, self.name)


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody has looked for the annual report of a place, which is not transcribed.

    `status` is a code of coverage.status; `checked_where` is where it is published, or was sought.
    """

    jurisdiction: str
    year: int
    status: str
    checked_on: str
    checked_where: str


class AnswerKind(StrEnum):
    """What became of asking for a document: the codes of the column `answer` of `reports`."""

    FOUND = "found"  # it answers; its bytes are compared with nothing
    SAME = "same"  # the bytes that were read
    CHANGED = "changed"  # other bytes than those that were read
    MOVED = "moved"  # it leads to another page, which answers
    HOME_PAGE = "home-page"
    ERROR_PAGE = "error-page"
    LOGIN_PAGE = "login-page"
    NOT_FOUND = "not-found"
    FORBIDDEN = "forbidden"
    TOO_MANY = "too-many"
    SERVER_ERROR = "server-error"
    TIMEOUT = "timeout"
    NO_ANSWER = "no-answer"
    NOT_PUBLIC = "not-public"
    ROBOTS = "robots"

    @property
    def fine(self) -> bool:
        """Whether the document is there."""
        return self in (AnswerKind.FOUND, AnswerKind.SAME)

    @property
    def unsure(self) -> bool:
        """Whether a page that a program did not get may be open to readers, from elsewhere."""
        return self in (
            *(
                AnswerKind.FORBIDDEN,
                AnswerKind.TOO_MANY,
                AnswerKind.SERVER_ERROR,
                AnswerKind.TIMEOUT,
            ),
            *(AnswerKind.NO_ANSWER, AnswerKind.ROBOTS),
        )


# Before an address: where archived copies of it are listed, if there are any.
ARCHIVE = "https://web.archive.org/web/*/"


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """What the address of a document answered when a program asked it (`sources --check`).

    It speaks of a report (an id) only while this has that address. `answer` is a code of
    reports.answer, `since` the day from which it has been the same; `said` is what the answer was
    in our words, `sha256` that of its bytes, `leads_to` where it led; `etag` and `modified` are
    what the server calls this state of the page.
    """

    report: str
    url: str
    asked_on: str
    answer: str
    since: str
    said: str
    sha256: str | None
    leads_to: str | None
    etag: str | None
    modified: str | None

    @property
    def kind(self) -> AnswerKind:
        """What it means."""
        return AnswerKind(self.answer)

    @property
    def archive(self) -> str:
        """Where somebody can look for an archived copy; nobody knows whether there is one."""
        return ARCHIVE + self.url


def children(tree: Iterable[Jurisdiction]) -> dict[str, list[str]]:
    """The ids of what stands directly below each of these, in their order."""
    found: dict[str, list[str]] = {}
    for entry in tree:
        if entry.parent is not None:
            found.setdefault(entry.parent, []).append(entry.id)
    return found


class Location(NamedTuple):
    """Where a value stands in a content file: line and column from 1, columns in code points."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Source:
    """How a document reached us; dates as printed (year, month or day), no address invented."""

    publisher: str | None
    published: str | None
    index_number: str | None
    url: str | None
    archive_url: str | None
    seen_as: str
    via: Translated[str] | None
    retrieved: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure in the prose: where it stands, what it counts, and what it claims of other figures.

    `number` is printed, `value` is in the unit (number × 万 or 亿). `kind` is value, percent,
    points or change. `relation` is a code of statements.relation; `targets` are ids or addresses:
    for a share the part and the whole, for points last year's and this year's percentage.
    """

    id: str
    place: str
    kind: str
    number: Decimal
    value: Decimal
    printed: str
    bound: str | None
    unit: str | None
    whose: str | None
    year: int
    label: Translated[str] | None
    relation: str | None
    targets: tuple[str, ...]
    near: str | None
    exhaustive: bool
    set: str | None
    at: Location

    @property
    def unit_of_last_place(self) -> Decimal:
        """One unit of the last printed decimal, in the statement's own terms: 0.1 for 68.2."""
        exponent = self.number.as_tuple().exponent
        assert isinstance(exponent, int)
        return Decimal(1).scaleb(exponent)


@dataclass(frozen=True, slots=True)
class Edition:
    """An earlier edition of a document that its publisher has since replaced: what differed."""

    superseded: str
    url: str | None
    sha256: str
    cells: Mapping[str, Cell]
    note: Translated[str] | None


@dataclass(frozen=True, slots=True)
class Response:
    """A reply of the publisher, in its own place beside the findings."""

    sender: str
    received: str
    text: Translated[str]


@lru_cache(4096)  # names of places are compared with many titles
def folded(text: str) -> str:
    """A text without what makes it no other one: case, width, spaces."""
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())


def person(name: str) -> str:
    """A name as people are told apart by it."""
    return folded(name)


@dataclass(frozen=True, slots=True)
class AsPrinted:
    """Somebody looked again: the document prints a sum that does not add up.

    It confirms a finding only while rule, place, stated and computed all equal it.
    """

    rule: str
    place: str
    stated: Decimal | None
    computed: Decimal | None
    seen_as: str
    by: str
    date: str
    note: Translated[str] | None
    at: Location


@dataclass(frozen=True, slots=True)
class Report:
    """One published document: its printed cells by address, and where each stands in its file.

    `places` are those of the cells, the statements and the title. Addresses are `part.item.column`;
    a group name may stand for an item: a derived figure.
    """

    id: str
    path: str  # of the content file, relative to the project, with forward slashes
    jurisdiction: str  # of the government, also where an organ reports
    organ: str | None
    year: int
    kind: str
    title: str | None
    scope: str
    scope_evidence: Translated[str] | None
    source: Source
    parts: Mapping[str, PartForm]
    cells: Mapping[str, Cell]
    statements: tuple[Statement, ...]
    as_printed: tuple[AsPrinted, ...]
    editions: tuple[Edition, ...]
    response: Response | None
    summary: Translated[str]
    transcribed_by: str | None
    verified_by: str | None
    places: Mapping[str, Location] = field(repr=False)
    named: Mapping[str, Statement] = field(init=False, repr=False, compare=False)  # by their ids

    def __post_init__(self) -> None:
        object.__setattr__(self, "named", {one.id: one for one in self.statements})

    @property
    def subject(self) -> str:
        """The id of whoever reports: the organ, or else the jurisdiction."""
        return self.organ or self.jurisdiction

    @property
    def people(self) -> frozenset[str]:
        """Whoever compared the whole file with the document, each once; nobody in a mere draft."""
        names = (self.transcribed_by, self.verified_by)
        return frozenset(person(name) for name in names if name)

    @property
    def readers(self) -> int:
        """How many people compared the file with the document: 0, 1 or 2."""
        return len(self.people)

    def looked(self, entry: AsPrinted) -> frozenset[str]:
        """Everybody who has looked at a place that somebody confirmed."""
        return self.people | {person(entry.by)}

    def alone(self, entry: AsPrinted) -> bool:
        """Whether no more than one person has looked at a place that somebody confirmed."""
        return len(self.looked(entry)) == 1

    @property
    def trace(self) -> tuple[int, str, str] | None:
        """What a copy of it has too: a number made of all its figures, its sha256, its title.

        None where it prints nothing but zeros and blanks: such documents are alike by chance. Equal
        figures make the same number in every process; different ones seldom do.
        """
        values = tuple(cell.value for cell in self.cells.values())
        if not any(values):
            return None
        forms = (form.form for form in self.parts.values())
        figures = hash((*forms, *(-1 if value is None else value for value in values)))
        return figures, self.source.sha256, folded(self.title or "")

    @property
    def figures(self) -> Mapping[str, Decimal]:
        """Its printed numbers by address."""
        return {a: cell.value for a, cell in self.cells.items() if cell.value is not None}

    def figure(self, role: str) -> str | None:
        """The address of a role (`ROLES`) in the forms that this report follows, if one has it."""
        for part in self.parts.values():
            if role in part.roles:
                return part.roles[role]
        return None

    def row(self, role: str) -> FormRow | None:
        """The row of a role that is a whole row, if a form that this report follows has it."""
        found = (part.row_roles[role] for part in self.parts.values() if role in part.row_roles)
        return next(found, None)

    def leaves_out(self, address: str) -> bool:
        """Whether a cell, or a row of a group's figure, is one that the document does not print."""
        cell = self.cells.get(address)
        if cell is not None:
            return cell.state is State.ABSENT
        form = self.parts.get(address.partition(".")[0])
        return any(map(self.leaves_out, form.sums.get(address, ()))) if form else False

    def derived(self, address: str, implied: Mapping[str, Decimal] | None = None) -> Decimal | None:
        """The figure at an address, a group's being the sum of its rows; None when any is blank.

        With `implied`, blanks that the printed totals force are read as what they must be.
        """
        if implied and address in implied:
            return implied[address]
        cell = self.cells.get(address)
        if cell is not None:
            return cell.value
        form = self.parts.get(address.partition(".")[0])
        if form is None or address not in form.sums:
            return None
        total = Decimal(0)
        for row in form.sums[address]:
            value = self.derived(row, implied)
            if value is None:
                return None
            total += value
        return total
