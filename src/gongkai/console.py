"""What `check` prints: one line a problem, the likely cause with it, the sum last."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

from gongkai import words as say
from gongkai.model import Report
from gongkai.publish import Checked
from gongkai.verdict import Finding
from gongkai.words import Words

# An entry: (path, line, column, warning, its lines of text). The first line is the headline.
Entry = tuple[str, int, int, bool, list[str]]


def entries(checked: Checked, words: Words) -> list[Entry]:
    """What is to be mended, by file and line, then what is to be looked at."""
    found: list[Entry] = [
        (p.path, p.line, p.column, p.warning, [f"{say.problem(p, words)} [{p.rule}]"])
        for p in checked.problems
    ]
    found += [_again(checked, *pair, words) for pair in checked.unsettled("warning")]
    broken = sorted(checked.unsettled("error"), key=lambda pair: (pair[0].id, _cell(pair[1])))
    for _, group in groupby(broken, key=lambda pair: (pair[0].id, _cell(pair[1]))):
        pairs = list(group)
        found.append(_broken(checked, pairs[0][0], [finding for _, finding in pairs], words))
    return sorted(found, key=lambda entry: (entry[3], *entry[:3]))


def _cell(finding: Finding) -> str:
    """Findings that one cell explains are told together, every other one by itself."""
    if finding.cause and finding.cause.address:
        return finding.cause.address
    return f"{finding.place} {finding.rule}"


def _broken(checked: Checked, report: Report, findings: list[Finding], words: Words) -> Entry:
    first, cause = findings[0], findings[0].cause
    address = cause.address if cause and cause.address else first.place
    sentences = [
        f"{say.place(f.place, report, words)}: "
        f"{say.broken(f, report, checked.contract, words)} [{f.rule}]"
        for f in findings
    ]
    lines = []
    if cause and cause.address and len(findings) > 1:
        lines.append(
            words(
                "one-cell-holds",
                address=cause.address,
                place=say.place(cause.address, report, words),
                value=say.plain(cause.value),
                needed=say.plain(cause.needed),
                n=len(findings),
            )
            + f" [{', '.join(f.rule for f in findings)}]"
        )
        lines.extend(sentences)
    else:
        lines.extend(sentences)
        if first.identity is not None and len(first.identity.addresses) < 10:
            cells = (
                f"{say.place(a, report, words).split(' / ')[-1]} {_printed(report, a, words)}"
                for a in (*first.identity.right, *first.identity.left)
            )
            lines.append(words("the-cells", cells=words("clause-separator").join(cells)))
    note = say.note(first, report, words)
    if note:
        lines.append(note)
    ending = words("if-printed")
    lines.append(
        f"{words('likely', cause=say.cause(first, report, words))} {ending}" if cause else ending
    )
    lines.extend("  " + say.confirmation(finding) for finding in findings)
    place = report.places[address]
    return report.path, place.line, place.column, False, lines


def _again(checked: Checked, report: Report, finding: Finding, words: Words) -> Entry:
    """A warning: it may be our own slip, or the document's; it stops nothing."""
    sentence = say.broken(finding, report, checked.contract, words)
    lines = [f"{say.place(finding.place, report, words)}: {sentence} [{finding.rule}]"]
    note = say.note(finding, report, words)
    lines += [note] if note else []
    place = report.places.get(finding.place, report.places["title"])
    return report.path, place.line, place.column, True, lines


def _printed(report: Report, address: str, words: Words) -> str:
    cell = report.cells[address]
    return say.plain(cell.value) if cell.value is not None else say.state(cell, words)


def text(checked: Checked, words: Words) -> Iterator[str]:
    """The lines of a terminal: file:line:column, the sentence, what belongs to it indented."""
    for path, line, column, _, lines in entries(checked, words):
        yield f"{path}:{line}:{column}: {lines[0]}"
        yield from (f"    {more}" for more in lines[1:])
    yield from summary(checked, words)


def summary(checked: Checked, words: Words) -> Iterator[str]:
    """What there is to look at; how many problems, in how many files; how the identities stand."""
    listed = entries(checked, words)
    wrong = [entry for entry in listed if not entry[3]]
    clauses = []
    if len(listed) > len(wrong):
        yield words("warnings-in", n=len(listed) - len(wrong))
    if wrong:
        bad = len({entry[0] for entry in wrong})
        files = max(checked.content.files, bad)
        clauses.append(words("problems-in", n=len(wrong), bad=bad, files=files))
    everything = [finding for found in checked.findings.values() for finding in found]
    clauses.append(say.summary(everything, words))
    yield words("summary-separator").join(clauses)


def github(checked: Checked, words: Words, most: int = 9) -> Iterator[str]:
    """Workflow commands that mark the lines of a pull request; GitHub shows ten a step at most."""
    listed = sorted(entries(checked, words), key=lambda entry: entry[3])
    for path, line, column, warning, lines in listed[:most]:
        level = "warning" if warning else "error"
        where = f"file={_property(path)},line={line},col={column}"
        yield f"::{level} {where}::{_data(chr(10).join(lines))}"
    # The runner obeys a line that begins with two colons, and its older ##[command] anywhere.
    yield from (f"| {line}".replace("##[", "## [") for line in text(checked, words))


def _data(value: str) -> str:
    value = value.replace("##[", "## [")
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return re.sub("[,:]", lambda m: f"%{ord(m[0]):02X}", _data(value))
