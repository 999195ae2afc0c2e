"""A source document → a report file in content/, and a report file compared with its source."""

from __future__ import annotations

import datetime
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from pathlib import Path

from gongkai import words
from gongkai.checks import rules
from gongkai.checks.judged import JudgedReports
from gongkai.content import load
from gongkai.content.canonical import formatted
from gongkai.content.load.batches import whole
from gongkai.content.load.report import FOLDER, read_report
from gongkai.contract import read_contract
from gongkai.drafting import messages, reportfile
from gongkai.drafting.extracted import BYTES, Extracted, Metadata, Reading
from gongkai.drafting.grid import DocumentRefusedError
from gongkai.drafting.sandbox import Reader
from gongkai.drafting.subject import jurisdictions_named
from gongkai.model.findings import Verdict
from gongkai.model.forms import newest_first
from gongkai.model.languages import CONTENT_LANGUAGES
from gongkai.model.report import Cell, Jurisdiction, State
from gongkai.words import Words, read_words


@dataclass(frozen=True, slots=True)
class DraftOptions:
    """What the person who drafts says: the report's id where the title does not, and the rest.

    Without `retrieved` it is the day on which the file was last changed.
    """

    report: str | None = None
    url: str | None = None
    seen_as: str | None = None
    via: str | None = None
    retrieved: str | None = None
    by: str | None = None
    force: bool = False


@dataclass(slots=True)
class Draft:
    """What became of one source: the text of the report file, or why there is none.

    `read` of `cells` cells were read, `unread` says which were not; `identities` of the tables by
    verdict, `broken` says which; `notes` say what was read in another way than it is printed.
    """

    source: Path
    refused: str = ""
    report: str = ""
    text: str = ""
    read_as: str = ""
    cells: int = 0
    read: int = 0
    identities: Counter[str] = field(default_factory=Counter)
    notes: list[str] = field(default_factory=list)
    unread: Sequence[str] = ()
    broken: Sequence[str] = ()
    suggested: int = 0
    signed: bool = False

    @property
    def name(self) -> str:
        """The file as messages name it."""
        return f"{FOLDER}{self.report}.yaml"

    @property
    def left(self) -> int:
        """How much is left to do: cells to read, sums to look at again."""
        return self.cells - self.read + self.identities[Verdict.BROKEN.value]


class Drafter:
    """A project on which documents are drafted: its contract, the whole tree once, a reader."""

    def __init__(self, root: Path, catalog: Words) -> None:
        self.root, self.catalog, self.contract = root, catalog, read_contract(root)
        self.languages = {lang: read_words(root, lang) for lang in CONTENT_LANGUAGES}
        self.reader = Reader(newest_first(self.contract.forms))
        self.drafted: set[str] = set()

    @cached_property
    def tree(self) -> Mapping[str, Jurisdiction]:
        """Every place and organ. Raises LoadError."""
        return load.read_survey(self.root, self.contract).tree

    def draft(self, path: Path, options: DraftOptions) -> Draft:
        """One document: the text of its report file, or in `refused` why there is none.

        Nothing is written here. Raises OSError.
        """
        draft = Draft(path)
        try:
            self._draft(path, options, draft)
        except DocumentRefusedError as error:
            draft.refused = messages.refusal(error, self.catalog)
        return draft

    def _draft(self, path: Path, options: DraftOptions, draft: Draft) -> None:
        data = _bytes(path)
        year = int(options.report.rpartition("/")[2]) if options.report else None
        extracted = self.reader.read(data, year, meanwhile=lambda: self.tree)
        draft.read_as, metadata, reading = extracted.read_as, extracted.metadata, extracted.reading
        year = year or metadata.year
        draft.report = options.report or self._report(metadata)
        draft.cells, draft.read = len(reading.cells), len(reading.cells) - len(reading.unread)
        draft.notes = [messages.note(note, self.catalog) for note in reading.notes]
        if metadata.title is None:
            draft.notes.append(self.catalog("draft-no-title"))
        if metadata.year not in (None, year):
            draft.notes.append(self.catalog("draft-other-year", title=metadata.title, year=year))
        draft.unread = list(_unread(reading, self.catalog))
        draft.suggested, draft.signed = len(extracted.suggestions), options.by is not None
        provenance = self._provenance(path, data, options, extracted)
        text = reportfile.report(
            metadata,
            reading,
            extracted.suggestions,
            provenance,
            self.languages,
            self.catalog,
            self.contract,
        )
        self._place(draft, text, options.force)

    def _report(self, metadata: Metadata) -> str:
        """The id of the report that a title names. Raises DocumentRefusedError for none."""
        if metadata.subject is None or metadata.year is None:
            raise DocumentRefusedError("draft-untitled")
        found = jurisdictions_named(metadata.subject, self.tree)
        if len(found) > 1:
            ids = ", ".join(f"{one}/{metadata.year}" for one in found)
            raise DocumentRefusedError("draft-several", subject=metadata.subject, ids=ids)
        if not found:
            raise DocumentRefusedError(
                "draft-unknown", subject=metadata.subject, year=metadata.year
            )
        return f"{found[0]}/{metadata.year}"

    def _provenance(
        self, path: Path, data: bytes, options: DraftOptions, extracted: Extracted
    ) -> reportfile.Provenance:
        url = options.url or extracted.address
        day = options.retrieved or _changed(path)
        official = "official-page" if extracted.page else "official-file"
        kind = options.seen_as or ("copy" if url is None else official)
        sha256 = hashlib.sha256(data).hexdigest()
        return reportfile.Provenance(kind, day, sha256, options.by, url, options.via)

    def _place(self, draft: Draft, text: str, force: bool) -> None:
        """See that the file may stand where it belongs, and judge it by the rules."""
        path = f"{FOLDER}{draft.report}.yaml"
        text = formatted(text, path, self.contract) or text
        _, problems = read_report(path, text.encode(), self.contract, self.tree)
        lost = [
            p for p in problems if not p.warning and p.message in ("no-jurisdiction", "file-name")
        ]
        if lost:
            raise DocumentRefusedError("draft-place", what=words.problem(lost[0], self.catalog))
        if path in self.drafted:
            raise DocumentRefusedError("draft-again", path=path)
        if (self.root / path).exists() and not force:
            raise DocumentRefusedError("draft-exists", path=path)
        self.drafted.add(path)
        draft.text = text
        self._judge(draft, path, text)

    def _judge(self, draft: Draft, path: str, text: str) -> None:
        """Which sums hold. One with a cell that is unread cannot be assessed."""
        report, _ = read_report(path, text.encode(), self.contract, self.tree, drafts=True)
        if report is None:
            return
        around = rules.around(report, {}, self.tree, {}, self.contract)  # sums need no neighbours
        findings = [f for f in rules.run(report, self.contract, around)[0] if f.identity]
        draft.identities = Counter(finding.verdict.value for finding in findings)
        draft.broken = [
            f"{words.place(f.place, report, self.catalog)}: "
            f"{words.broken(f, report, self.contract, self.catalog)} [{f.rule}]"
            for f in findings
            if f.verdict is Verdict.BROKEN
        ]


def _unread(reading: Reading, catalog: Words) -> Iterator[str]:
    """What could not be read, a line for each row, or a part, and reason."""
    for part in reading.parts.values():
        for note, same in groupby(part.unread.items(), key=lambda one: one[1]):
            cells = [part.form.cells[address] for address, _ in same]
            rows = dict.fromkeys(words.line_label(row, catalog.labels) for row, _ in cells)
            columns = [column.label[catalog.labels] for _, column in cells]
            place = next(iter(rows))
            if len(rows) > 1:
                place = part.form.label[catalog.labels]
            elif len(columns) == 1:
                place = f"{place} / {columns[0]}"
            yield f"{place}: {messages.note(note, catalog)}"


def sources(paths: Iterable[Path]) -> Iterator[Path]:
    """The files named, each once, and every file in the folders named, by name; hidden ones and
    what is no file (a pipe) stay out.
    """
    for path in dict.fromkeys(paths):
        if path.is_dir():
            yield from sorted(
                file for file in path.rglob("*") if file.is_file() and not file.name.startswith(".")
            )
        else:
            yield path


def _bytes(path: Path) -> bytes:
    """A document, at most one byte more than is read of any."""
    with open(path, "rb") as file:
        return file.read(BYTES + 1)


def _changed(path: Path) -> str:
    """The day on which a file was last changed, in UTC."""
    stamp = path.stat().st_mtime
    return datetime.datetime.fromtimestamp(stamp, datetime.UTC).date().isoformat()


# -- a report and its source -----------------------------------------------------------------------


@dataclass(slots=True)
class Comparison:
    """A report file beside its source: whether the source is the one recorded, what differs.

    `differing` are lines ready to print; `refused` says why the source could not be read.
    """

    same_file: bool = False
    cells: int = 0
    equal: int = 0
    differing: Sequence[str] = ()
    refused: str = ""

    @property
    def fine(self) -> bool:
        """Whether nothing differs."""
        return self.same_file and self.equal == self.cells > 0 and not self.refused


def verify(root: Path, report: str, path: Path, catalog: Words) -> Comparison:
    """Read the source of a report (its id or its file) again and compare every cell.

    Raises OSError, KeyError.
    """
    report, contract = load.report_id(report), read_contract(root)
    only = load.read_survey(root, contract, [root / f"{FOLDER}{report}.yaml"])
    judged = JudgedReports(root, contract, whole(only))
    held, data = judged.reports[report], _bytes(path)
    found = Comparison(same_file=hashlib.sha256(data).hexdigest() == held.source.sha256)
    found.cells = len(held.cells)
    try:
        reading = Reader(newest_first(contract.forms)).read(data, held.year).reading
    except DocumentRefusedError as error:
        found.refused = messages.refusal(error, catalog)
        return found
    read = reading.cells
    addresses = dict.fromkeys((*held.cells, *read))
    found.cells = len(addresses)
    differing = [a for a in addresses if spelled(held.cells.get(a)) != read.get(a)]
    found.equal = len(addresses) - len(differing)
    found.differing = [
        catalog(
            "verify-differs",
            place=words.place(address, held, catalog) if address in held.cells else address,
            file=spelled(held.cells.get(address)) or "–",
            source=read.get(address, "–"),
        )
        for address in differing
    ]
    return found


def spelled(cell: Cell | None) -> str | None:
    """A cell as a report file writes it."""
    if cell is None:
        return None
    if cell.value is not None:
        value = f"{cell.value:f}"
        return f"{{value: {value}, unit: {cell.unit}}}" if cell.unit else value
    if cell.state is State.BLANK:
        return "null"
    if cell.state in (State.MERGED, State.ILLEGIBLE, State.ABSENT):
        return cell.state.value
    return cell.printed if cell.state is State.NONE else f'"{cell.printed}"'
