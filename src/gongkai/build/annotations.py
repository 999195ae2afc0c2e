"""What `check` has to say, for those who read it elsewhere: GitHub, programs, SARIF viewers.

Every message stands there in all languages of the site: nobody knows who reads it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any
from urllib.parse import quote

from gongkai.build.changes.difference import CellChange, Difference, ReportChange
from gongkai.build.changes.texts import cell_change, effect, plain
from gongkai.build.results import MOST, Entry, Left, Results, as_text, more_here, problem_entries
from gongkai.contract import Contract
from gongkai.model.findings import Problem
from gongkai.model.languages import CONTENT_LANGUAGES
from gongkai.words import Words

_SARIF = "https://json.schemastore.org/sarif-2.1.0.json"


def as_github(
    results: Results,
    words: Words,
    also: Sequence[Words] = (),
    most: int | None = MOST,
    change: Difference | None = None,
) -> Iterator[str]:
    """Workflow commands that mark the lines of a pull request, errors first; then the log.

    GitHub shows ten errors, ten warnings and ten notices of a step, the first ones. Notices stand
    where the `change` that is checked left a digit that no sum sees.
    """
    kept, left = results.shown(most)
    for entry in kept:
        yield _mark("warning" if entry.warning else "error", entry)
    for path, more in left.items():
        text = "\n".join(more_here(more, one) for one in (words, *also))
        yield _mark("error" if more.errors else "warning", Entry(path, 1, 1, False, [text]))
    yield from _silent(change.reports if change else (), (words, *also), most)
    # The runner obeys a line that begins with two colons, and its older ##[command] anywhere.
    yield from (f"| {line}".replace("##[", "## [") for line in as_text(results, words, most))


def _silent(
    changed: Iterable[ReportChange], languages: Sequence[Words], most: int | None
) -> Iterator[str]:
    """Notices at the changed cells that no check sees, one for each line of a file."""
    entries = []
    for report in changed:
        for line, group in groupby(sorted(report.silent, key=_line), key=_line):
            cells = list(group)
            lines, *more = (
                [t for c in cells for t in (cell_change(c, one, plain), effect(c, one))]
                for one in languages
            )
            entries.append(Entry(report.path, max(line, 1), 1, True, lines, more=more))
    kept, left = Results(entries).shown(most)
    for entry in kept:
        yield _mark("notice", entry)
    for path, beyond in left.items():
        text = "\n".join(more_here(beyond, one) for one in languages)
        yield _mark("notice", Entry(path, 1, 1, True, [text]))


def _line(cell: CellChange) -> int:
    return cell.line


def suggestions(found: Iterable[Problem], words: Words, most: int = 10) -> Iterator[str]:
    """Workflow commands that mark what could be written in a better way, and block nothing."""
    for entry in Results(problem_entries(found, words)).sorted()[:most]:
        yield _mark("notice", entry)


def _mark(level: str, entry: Entry) -> str:
    where = f"file={_property(entry.path)},line={entry.line},col={entry.column}"
    if entry.rules:
        where += f",title={_property(', '.join(entry.rules))}"
    return f"::{level} {where}::{_data(_text(entry))}"


def _data(value: str) -> str:
    value = value.replace("##[", "## [")
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return re.sub("[,:]", lambda m: f"%{ord(m[0]):02X}", _data(value))


def _text(entry: Entry) -> str:
    """All that is said, in one language after the other."""
    return "\n\n".join("\n".join(lines) for lines in (entry.lines, *entry.more))


def as_json(
    results: Results, languages: Sequence[Words], most: int | None = MOST
) -> Mapping[str, Any]:
    """The messages as data. `languages` are those of the results, in their order."""
    kept, left = results.shown(most)
    codes = [one.lang for one in languages]
    return {
        "fine": results.fine,
        "files": results.files,
        "errors": sum(not entry.warning for entry in results.entries),
        "warnings": sum(entry.warning for entry in results.entries),
        "sums": dict(sorted(results.identities.items())),
        "readers": dict(sorted(results.readers.items())),
        "older": results.older and dict(zip(("errors", "warnings"), results.older, strict=True)),
        "messages": [
            {
                "file": entry.path,
                "line": entry.line,
                "column": entry.column,
                "level": "warning" if entry.warning else "error",
                "rules": list(entry.rules),
                "cell": entry.cell,
                "text": {
                    code: list(lines)
                    for code, lines in zip(codes, (entry.lines, *entry.more), strict=True)
                },
            }
            for entry in kept
        ],
        "left_out": [
            {"file": path, "errors": more.errors, "warnings": more.warnings}
            for path, more in left.items()
        ],
    }


def as_sarif(
    results: Results, languages: Sequence[Words], contract: Contract, most: int | None = MOST
) -> Mapping[str, Any]:
    """The messages in the Static Analysis Results Interchange Format, 2.1.0."""
    kept, left = results.shown(most)
    kept += [_left(path, more, languages) for path, more in left.items()]
    ids = list(dict.fromkeys(entry.rules[0] for entry in kept))
    driver = {
        "name": contract.package["name"],
        "semanticVersion": contract.package["version"],
        "rules": [_sarif_rule(rule, contract) for rule in ids],
    }
    if contract.package["repository"]:
        driver["informationUri"] = contract.package["repository"]
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(entry, ids) for entry in kept],
    }
    return {"$schema": _SARIF, "version": "2.1.0", "runs": [run]}


def _left(path: str, more: Left, languages: Sequence[Words]) -> Entry:
    lines, *others = ([more_here(more, one)] for one in languages)
    return Entry(path, 1, 1, not more.errors, lines, ["more"], None, others)


def _sarif_rule(rule: str, contract: Contract) -> Mapping[str, Any]:
    """A rule with its title; what no rule of the contract says has an id alone."""
    if rule not in contract.rules:
        return {"id": rule}
    words = contract.rules[rule].words
    titles = " · ".join(words[code]["title"] for code in CONTENT_LANGUAGES)
    return {"id": rule, "shortDescription": {"text": titles}}


def _sarif_result(entry: Entry, ids: Sequence[str]) -> Mapping[str, Any]:
    region = {"startLine": entry.line, "startColumn": entry.column}
    place = {"artifactLocation": {"uri": quote(entry.path)}, "region": region}
    return {
        "ruleId": entry.rules[0],
        "ruleIndex": ids.index(entry.rules[0]),
        "level": "warning" if entry.warning else "error",
        "message": {"text": _text(entry)},
        "locations": [{"physicalLocation": place}],
    }


def dumped(value: Mapping[str, Any]) -> str:
    """JSON for a terminal or a file: the same bytes for the same messages."""
    return json.dumps(value, ensure_ascii=False, indent=1)
