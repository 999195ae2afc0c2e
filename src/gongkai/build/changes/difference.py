"""A change as data: what `diff --format json` prints, and what is read back from it.

Everything is text, numbers and lists of these: nothing in it is to be believed that was not worked
out here. A text in both languages is a `Both`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal

from gongkai.model.report import State

Kind = Literal["data", "engine", "both", "none"]
Judged = Literal["holds", "broken", "as_printed", "not_assessable"]  # as model.findings.Verdict
Status = Literal["added", "removed", "changed", "moved", "affected"]
# What a change of a cell does to the sums through it.
Effect = Literal[
    "uncovered", "unchecked", "holds", "breaks", "mends", "broken", "as_printed", "unread"
]
# Those that no check sees: the digit is plain nowhere but in the comparison itself.
SILENT = ("uncovered", "unchecked", "holds")
_CLOSED: dict[str, Any] = {"extra": "forbid", "strict": False}


@dataclass(frozen=True, slots=True)
class Both:
    """A text in the two languages of the content."""

    zh: str
    en: str
    __pydantic_config__: ClassVar[Any] = _CLOSED

    def __getitem__(self, lang: str) -> str:
        return self.zh if lang == "zh" else self.en


@dataclass(frozen=True, slots=True)
class Value:
    """What stands in a cell: a number as a data file spells it, else its state."""

    number: str | None
    state: State
    unit: str | None
    __pydantic_config__: ClassVar[Any] = _CLOSED


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell that differs. A side whose form has no such cell, or no such row, has None.

    Of two transcriptions also one that is `unread` on a side: there no figures differ.
    `line` is that of the file after the change, 0 where the cell is not there any more. `sums` is
    how many sums of the form go through it.
    """

    address: str
    part: Both
    name: Both
    line: int
    old: Value | None
    new: Value | None
    sums: int
    effect: Effect
    __pydantic_config__: ClassVar[Any] = _CLOSED


@dataclass(frozen=True, slots=True)
class FieldChange:
    """What else a file says that differs, by its key: `source.url`; None where it says nothing."""

    key: str
    old: str | None
    new: str | None
    __pydantic_config__: ClassVar[Any] = _CLOSED


@dataclass(frozen=True, slots=True)
class FindingChange:
    """A place of which a rule says something else; None where it said, or says, nothing."""

    rule: str
    place: str
    name: Both
    sum: bool  # of the tables
    old: Judged | None
    new: Judged | None
    sentence: Both | None
    __pydantic_config__: ClassVar[Any] = _CLOSED


@dataclass(frozen=True, slots=True)
class IndicatorChange:
    """An indicator whose value is another; None where there is none."""

    indicator: str
    name: Both
    old: str | None
    new: str | None
    __pydantic_config__: ClassVar[Any] = _CLOSED


@dataclass(frozen=True, slots=True)
class FileFault:
    """Why a file cannot be read."""

    line: int
    column: int
    sentence: Both
    __pydantic_config__: ClassVar[Any] = _CLOSED


@dataclass(frozen=True, slots=True)
class Standing:
    """How a report stands on one side: how its sums ended, its badge, how many people read it.

    There is no badge where a sum is broken: such a report is not published.
    """

    sums: dict[str, int]
    badge: Both | None
    readers: int
    __pydantic_config__: ClassVar[Any] = _CLOSED


@dataclass(frozen=True, slots=True)
class ReportChange:
    """A report that differs, or (`affected`) one beside it that is judged otherwise for that.

    `was` is its earlier id, where it was moved. A side on which its file cannot be read has
    `faults`; a side on which there is none, or which cannot be read, has no state.
    """

    id: str
    was: str | None
    status: Status
    title: str
    path: str
    before: Standing | None
    after: Standing | None
    faults_before: list[FileFault]
    faults_after: list[FileFault]
    cells: list[CellChange]
    fields: list[FieldChange]
    findings: list[FindingChange]
    indicators: list[IndicatorChange]
    pages: list[str]
    __pydantic_config__: ClassVar[Any] = _CLOSED

    @property
    def breaks(self) -> int:
        """How many sums of the tables hold no longer, or are new and do not."""
        return sum(one.sum and one.new == "broken" != one.old for one in self.findings)

    @property
    def silent(self) -> list[CellChange]:
        """The cells that differ without a sum that shows it."""
        return [cell for cell in self.cells if cell.effect in SILENT]

    @property
    def unread(self) -> int:
        """How many cells are not read on a side, of two transcriptions."""
        return sum(cell.effect == "unread" for cell in self.cells)

    @property
    def read_before(self) -> bool:
        """Whether those who are said to have compared it saw the figures of before."""
        named = self.after is not None and self.after.readers > 0
        return bool(self.cells) and named and not any(f.key.startswith(_NAMES) for f in self.fields)


_NAMES = "curation."  # keys of who transcribed and verified


@dataclass(frozen=True, slots=True)
class FileChange:
    """A file that differs, and is no report."""

    path: str
    kind: Literal["data", "engine"]
    status: Literal["added", "removed", "changed"]
    __pydantic_config__: ClassVar[Any] = _CLOSED


@dataclass(frozen=True, slots=True)
class Difference:
    """Two versions and what differs. `notes` are ids of sentences on what could not be done.

    `format` is the number of this shape: another one when a key changes.
    """

    base: str
    head: str
    kind: Kind
    notes: list[str]
    reports: list[ReportChange]
    files: list[FileChange]
    format: Literal[1] = 1
    __pydantic_config__: ClassVar[Any] = _CLOSED


def kind_of(path: str) -> Literal["data", "engine"]:
    """What a file is: data is what lies in content/, but for the description of its files."""
    data = path.startswith("content/") and path != "content/README.md"
    return "data" if data else "engine"


def kind_of_all(paths: Sequence[str]) -> Kind:
    """What files are together."""
    kinds = sorted({kind_of(path) for path in paths})
    return "both" if len(kinds) > 1 else kinds[0] if kinds else "none"


def as_json(change: Difference) -> str:
    """The change as JSON, on one line."""
    return json.dumps(asdict(change), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
