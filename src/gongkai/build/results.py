"""What `check` prints: one line a problem, the likely cause with it, the sum last.

The lines of a batch are worded where the batch was judged, and are added up. `annotations` writes
them for GitHub and for programs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import NamedTuple

from gongkai import words as say
from gongkai.checks.judged import JudgedReports
from gongkai.model.findings import Finding, Problem
from gongkai.model.report import Report
from gongkai.words import Words

Trace = tuple[str, int, str, str]  # a report's id and its trace
MOST = 20  # entries of one file that are shown: who has mended these runs the check again


class Entry(NamedTuple):
    """A thing to mend or, as a `warning`, to look at.

    The first of its `lines` is the headline; `more` are its lines in each other language that was
    asked for. `rules` are those that say so, `cell` the address of the cell that it is about.
    """

    path: str
    line: int
    column: int
    warning: bool
    lines: Sequence[str]
    rules: Sequence[str] = ()
    cell: str | None = None
    more: Sequence[Sequence[str]] = ()


class Left(NamedTuple):
    """How many entries of a file are not shown: to be mended, to be looked at."""

    errors: int
    warnings: int


@dataclass(slots=True)
class Results:
    """What a check has to say: entries, how many files were read, how the identities stand.

    `cells` are those that by themselves explain broken identities, `by_cell` of them. `traces` are
    ids of reports with what their copies would have too. `readers` counts reports by how many
    people compared them with their documents: "0", "1", "2". `unset` are addresses that a build was
    not told. `older` counts what is left out since it stood there before: to be mended, to be
    looked at.
    """

    entries: list[Entry] = field(default_factory=list)
    files: int = 0
    identities: Counter[str] = field(default_factory=Counter)
    cells: set[str] = field(default_factory=set)
    by_cell: int = 0
    traces: list[Trace] = field(default_factory=list)
    readers: Counter[str] = field(default_factory=Counter)
    unset: list[str] = field(default_factory=list)
    older: tuple[int, int] | None = None

    @property
    def fine(self) -> bool:
        """Whether the content may be published."""
        return all(entry.warning for entry in self.entries)

    def add(self, other: Results) -> None:
        """Add what was found elsewhere."""
        self.entries += other.entries
        self.files += other.files
        self.identities.update(other.identities)
        self.cells |= other.cells
        self.by_cell += other.by_cell
        self.traces += other.traces
        self.readers.update(other.readers)

    def sorted(self) -> list[Entry]:
        """What is to be mended, by file and line, then what is to be looked at."""
        return sorted(self.entries, key=lambda entry: (entry.warning, *entry[:3], entry.lines))

    def shown(self, most: int | None = MOST) -> tuple[list[Entry], dict[str, Left]]:
        """The most important entries of each file, sorted; and of which files how many are left."""
        kept: list[Entry] = []
        left: dict[str, Left] = {}
        count: Counter[str] = Counter()
        for entry in self.sorted():
            count[entry.path] += 1
            if most is None or count[entry.path] <= most:
                kept.append(entry)
                continue
            errors, warnings = left.get(entry.path, Left(0, 0))
            left[entry.path] = Left(errors + (not entry.warning), warnings + entry.warning)
        return kept, left


def results_of(judged: JudgedReports, words: Words, also: Sequence[Words] = ()) -> Results:
    """What there is to say of judged reports, in a language and in others."""
    identities = [
        finding
        for report in judged.batch.own
        for finding in judged.findings.get(report, ())
        if finding.identity is not None
    ]
    explained = [f for f in identities if f.cause and f.cause.address]
    own = [report for name in judged.batch.own if (report := judged.reports.get(name))]
    found = _worded(lambda one: _findings(judged, one), words, also)
    return Results(
        [*problem_entries(judged.problems, words, also), *found],
        len(judged.batch.own),
        Counter(finding.verdict.value for finding in identities),
        {f"{f.report} {f.cause.address}" for f in explained if f.cause},
        len(explained),
        [(report.id, *trace) for report in own if (trace := report.trace)],
        Counter(str(report.readers) for report in own),
    )


def _worded(
    make: Callable[[Words], list[Entry]], words: Words, also: Sequence[Words]
) -> list[Entry]:
    """Entries in a language, each with its lines in the others: all are made in the same order."""
    every = (make(one) for one in (words, *also))
    return [
        first._replace(more=tuple(one.lines for one in others))
        for first, *others in zip(*every, strict=True)
    ]


def problem_entries(
    found: Iterable[Problem], words: Words, also: Sequence[Words] = ()
) -> list[Entry]:
    """Files that cannot be read, and confirmations that have gone stale."""
    problems = list(found)

    def entries(one: Words) -> list[Entry]:
        return [
            Entry(
                p.path, p.line, p.column, p.warning, [f"{say.problem(p, one)} [{p.rule}]"], [p.rule]
            )
            for p in problems
        ]

    return _worded(entries, words, also)


def problem_lines(found: Iterable[Problem], words: Words) -> Iterator[str]:
    """Problems alone, as `text` prints them: by file and line."""
    for entry in Results(problem_entries(found, words)).sorted():
        yield headline(entry)


def headline(entry: Entry) -> str:
    """The first line of an entry, with its place: file:line:column."""
    return f"{entry.path}:{entry.line}:{entry.column}: {entry.lines[0]}"


def _findings(judged: JudgedReports, words: Words) -> list[Entry]:
    found = [_again(judged, *pair, words) for pair in judged.unsettled("warning")]
    found += _alone(judged, words)
    broken = sorted(judged.unsettled("error"), key=lambda pair: (pair[0].id, _cell(pair[1])))
    for _, group in groupby(broken, key=lambda pair: (pair[0].id, _cell(pair[1]))):
        pairs = list(group)
        found.append(_broken(judged, pairs[0][0], [finding for _, finding in pairs], words))
    return found


def _cell(finding: Finding) -> str:
    """Findings that one cell explains are one entry, every other one is one by itself."""
    if finding.cause and finding.cause.address:
        return finding.cause.address
    return f"{finding.place} {finding.rule}"


def _broken(judged: JudgedReports, report: Report, findings: list[Finding], words: Words) -> Entry:
    first, cause = findings[0], findings[0].cause
    address = cause.address if cause and cause.address else first.place
    lines = [
        f"{say.place(f.place, report, words)}: "
        f"{say.broken(f, report, judged.contract, words)} [{f.rule}]"
        for f in findings
    ]
    if cause and cause.address and len(findings) > 1:
        sentence = words(
            "one-cell-holds",
            address=cause.address,
            place=say.place(cause.address, report, words),
            value=say.plain(cause.value),
            needed=say.plain(cause.needed),
            n=len(findings),
        )
        lines = [f"{sentence} [{', '.join(f.rule for f in findings)}]", *lines]
    elif first.identity is not None and len(first.identity.addresses) < 10:
        # The cells of a row are known by their columns, those of a column by their rows.
        which = -1 if first.identity.axis == "row" else 0
        cells = (
            f"{say.place(a, report, words).split(' / ')[which]} {_printed(report, a, words)}"
            for a in (*first.identity.right, *first.identity.left)
        )
        lines.append(words("the-cells", cells=words("clause-separator").join(cells)))
    note = say.note(first, report, words)
    if note:
        lines.append(note)
    if cause:
        lines.append(words("likely", cause=say.cause(first, report, words)))
    lines.append(words("if-printed"))
    lines.extend("  " + say.confirmation(finding) for finding in findings)
    place, rules = report.places[address], list(dict.fromkeys(f.rule for f in findings))
    return Entry(report.path, place.line, place.column, False, lines, rules, address)


def _again(judged: JudgedReports, report: Report, finding: Finding, words: Words) -> Entry:
    """A warning: it may be our own slip, or the document's; it stops nothing."""
    sentence = say.broken(finding, report, judged.contract, words)
    lines = [f"{say.place(finding.place, report, words)}: {sentence} [{finding.rule}]"]
    note = say.note(finding, report, words)
    lines += [note] if note else []
    place = report.places.get(finding.place, report.places["title"])
    cell = finding.place if finding.place in report.cells else None
    return Entry(report.path, place.line, place.column, True, lines, [finding.rule], cell)


def _alone(judged: JudgedReports, words: Words) -> Iterator[Entry]:
    """Confirmations at which only one person has looked: they count, and somebody else is asked."""
    for name in judged.batch.own:
        for finding in judged.findings.get(name, ()):
            report, entry = judged.reports[name], finding.confirmed
            if entry and report.alone(entry):
                where = say.place(finding.place, report, words)
                what = words("alone-signed" if report.people else "alone-unsigned")
                line = f"{where}{words('colon')}{what} [{finding.rule}]"
                cell = finding.place if finding.place in report.cells else None
                yield Entry(report.path, *entry.at, True, [line], [finding.rule], cell)


def _printed(report: Report, address: str, words: Words) -> str:
    cell = report.cells[address]
    return say.plain(cell.value) if cell.value is not None else say.state(cell, words)


def as_text(results: Results, words: Words, most: int | None = MOST) -> Iterator[str]:
    """The lines of a terminal: file:line:column, the sentence, what belongs to it indented."""
    kept, left = results.shown(most)
    last = {entry.path: number for number, entry in enumerate(kept)}
    for number, entry in enumerate(kept):
        yield headline(entry)
        yield from (f"    {more}" for more in entry.lines[1:])
        if entry.path in left and last[entry.path] == number:
            yield f"{entry.path}: {more_here(left[entry.path], words)}"
    yield from summary(results, words)


def more_here(left: Left, words: Words) -> str:
    """How many entries of a file are not shown."""
    return words("more-here", n=sum(left), errors=left.errors)


def summary(results: Results, words: Words) -> Iterator[str]:
    """What there is to look at; which reports want a reader; how many problems, in how many files;
    how the identities stand.
    """
    wrong = [entry for entry in results.entries if not entry.warning]
    clauses = []
    if len(results.entries) > len(wrong):
        yield words("warnings-in", n=len(results.entries) - len(wrong))
    if results.older is not None:
        yield words("older-left", errors=results.older[0], warnings=results.older[1])
    nobody, one = results.readers["0"], results.readers["1"]
    if nobody or one:
        yield words("readers-wanted", nobody=nobody, one=one, files=results.readers.total())
    if wrong:
        bad = len({entry.path for entry in wrong})
        clauses.append(words("problems-in", n=len(wrong), bad=bad, files=max(results.files, bad)))
    clauses.append(words("clause-separator").join(_identities(results, words)))
    yield words("summary-separator").join(clauses)


def _identities(results: Results, words: Words) -> Sequence[str]:
    """How the identities of the documents stand: `126 of 126 identities hold`, and what else."""
    count = results.identities
    if not count:
        return [words("identities-none")]
    clauses = [words("identities-hold", n=count.total(), holds=count["holds"])]
    unsettled = ("as_printed", "not_assessable")
    clauses += [words(f"identities-{name}", n=count[name]) for name in unsettled if count[name]]
    if count["broken"]:
        one = len(results.cells) == 1 and results.by_cell == count["broken"]
        name = "identities-broken-by-one" if one else "identities-broken"
        clauses.append(words(name, n=count["broken"]))
    return clauses
