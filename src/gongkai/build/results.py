"""What `check` prints: one line a problem, the likely cause with it, the sum last.

The lines of a batch are worded where the batch was judged, and are added up.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from gongkai import words as say
from gongkai.checks.judged import JudgedReports
from gongkai.model.findings import Finding, Problem
from gongkai.model.report import Report
from gongkai.words import Words

# An entry: (path, line, column, warning, its lines of text). The first line is the headline.
Entry = tuple[str, int, int, bool, list[str]]
Trace = tuple[str, int, str, str]  # a report's id and its trace


@dataclass(slots=True)
class Results:
    """What a check has to say: entries, how many files were read, how the identities stand.

    `cells` are those that by themselves explain broken identities, `by_cell` of them. `traces` are
    ids of reports with what their copies would have too.
    """

    entries: list[Entry] = field(default_factory=list)
    files: int = 0
    identities: Counter[str] = field(default_factory=Counter)
    cells: set[str] = field(default_factory=set)
    by_cell: int = 0
    traces: list[Trace] = field(default_factory=list)

    @property
    def fine(self) -> bool:
        """Whether the content may be published."""
        return all(entry[3] for entry in self.entries)

    def add(self, other: Results) -> None:
        """Add what was found elsewhere."""
        self.entries += other.entries
        self.files += other.files
        self.identities.update(other.identities)
        self.cells |= other.cells
        self.by_cell += other.by_cell
        self.traces += other.traces

    def sorted(self) -> list[Entry]:
        """What is to be mended, by file and line, then what is to be looked at."""
        return sorted(self.entries, key=lambda entry: (entry[3], *entry[:3], entry[4]))


def results_of(judged: JudgedReports, words: Words) -> Results:
    """What there is to say of judged reports."""
    identities = [
        finding
        for report in judged.batch.own
        for finding in judged.findings.get(report, ())
        if finding.identity is not None
    ]
    explained = [f for f in identities if f.cause and f.cause.address]
    return Results(
        [*problem_entries(judged.problems, words), *_findings(judged, words)],
        len(judged.batch.own),
        Counter(finding.verdict.value for finding in identities),
        {f"{f.report} {f.cause.address}" for f in explained if f.cause},
        len(explained),
        [
            (name, *trace)
            for name in judged.batch.own
            if (report := judged.reports.get(name)) and (trace := report.trace)
        ],
    )


def problem_entries(found: Iterable[Problem], words: Words) -> list[Entry]:
    """Files that cannot be read, and confirmations that have gone stale."""
    return [
        (p.path, p.line, p.column, p.warning, [f"{say.problem(p, words)} [{p.rule}]"])
        for p in found
    ]


def problem_lines(found: Iterable[Problem], words: Words) -> Iterator[str]:
    """Problems alone, as `text` prints them: by file and line."""
    for path, line, column, _, texts in Results(problem_entries(found, words)).sorted():
        yield f"{path}:{line}:{column}: {texts[0]}"


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
    place = report.places[address]
    return report.path, place.line, place.column, False, lines


def _again(judged: JudgedReports, report: Report, finding: Finding, words: Words) -> Entry:
    """A warning: it may be our own slip, or the document's; it stops nothing."""
    sentence = say.broken(finding, report, judged.contract, words)
    lines = [f"{say.place(finding.place, report, words)}: {sentence} [{finding.rule}]"]
    note = say.note(finding, report, words)
    lines += [note] if note else []
    place = report.places.get(finding.place, report.places["title"])
    return report.path, place.line, place.column, True, lines


def _alone(judged: JudgedReports, words: Words) -> Iterator[Entry]:
    """Confirmations at which only one person has looked: they count, and somebody else is asked."""
    for name in judged.batch.own:
        for finding in judged.findings.get(name, ()):
            report, entry = judged.reports[name], finding.confirmed
            if entry and report.alone(entry):
                where = say.place(finding.place, report, words)
                what = words("alone-signed" if report.people else "alone-unsigned")
                line = f"{where}{words('colon')}{what} [{finding.rule}]"
                yield report.path, *entry.at, True, [line]


def _printed(report: Report, address: str, words: Words) -> str:
    cell = report.cells[address]
    return say.plain(cell.value) if cell.value is not None else say.state(cell, words)


def as_text(results: Results, words: Words) -> Iterator[str]:
    """The lines of a terminal: file:line:column, the sentence, what belongs to it indented."""
    for path, line, column, _, lines in results.sorted():
        yield f"{path}:{line}:{column}: {lines[0]}"
        yield from (f"    {more}" for more in lines[1:])
    yield from summary(results, words)


def summary(results: Results, words: Words) -> Iterator[str]:
    """What there is to look at; how many problems, in how many files; how the identities stand."""
    wrong = [entry for entry in results.entries if not entry[3]]
    clauses = []
    if len(results.entries) > len(wrong):
        yield words("warnings-in", n=len(results.entries) - len(wrong))
    if wrong:
        bad = len({entry[0] for entry in wrong})
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


def as_github(results: Results, words: Words, most: int = 9) -> Iterator[str]:
    """Workflow commands that mark the lines of a pull request; GitHub shows ten a step at most."""
    for entry in results.sorted()[:most]:
        yield _mark("warning" if entry[3] else "error", entry)
    # The runner obeys a line that begins with two colons, and its older ##[command] anywhere.
    yield from (f"| {line}".replace("##[", "## [") for line in as_text(results, words))


def suggestions(found: Iterable[Problem], words: Words, most: int = 10) -> Iterator[str]:
    """Workflow commands that mark what could be written in a better way, and block nothing."""
    for entry in Results(problem_entries(found, words)).sorted()[:most]:
        yield _mark("notice", entry)


def _mark(level: str, entry: Entry) -> str:
    path, line, column, _, lines = entry
    where = f"file={_property(path)},line={line},col={column}"
    return f"::{level} {where}::{_data(chr(10).join(lines))}"


def _data(value: str) -> str:
    value = value.replace("##[", "## [")
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return re.sub("[,:]", lambda m: f"%{ord(m[0]):02X}", _data(value))
