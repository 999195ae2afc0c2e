"""One document under two ids: found over all reports, whichever process read them.

A file that is saved under two years, or two places, doubles its rows in silence. Two reports with
equal figures in all parts and the same sha256, or the same title, are one document; of one place
also where neither has a title.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from gongkai.build.project import Settings
from gongkai.build.results import Results, Trace, problem_entries
from gongkai.content import load
from gongkai.content.load.batches import Batch, subject
from gongkai.contract import Contract
from gongkai.model.findings import Problem
from gongkai.model.report import Report, folded

# By what two reports are one document besides their figures: the place that says so → the sentence.
_MESSAGES = {"sha256": "copy-sha256", "title": "copy-title"}
_UNTITLED = folded("title: null")


def add_duplicates(
    settings: Settings, whole: Batch, results: Results, beside: bool = False
) -> None:
    """Add what there is to say of copies among all reports that were read.

    With `beside` they are also compared with the other reports of their government and its organs.
    Reports are read again where their traces are alike, and nowhere else.
    """
    contract, own = settings.project.contract, set(whole.own)
    there = _beside(settings.root, contract, whole, results.traces) if beside else ()
    found = []
    for one, other in _alike(sorted((*results.traces, *there))):
        pair = (one, other) if one in own else (other, one)
        report, copied = (_read(settings.root, name, contract, whole) for name in pair)
        if report and copied and report.figures == copied.figures:
            found.append(_problem(report, copied))
    results.entries += problem_entries(found, settings.words, settings.also)
    results.traces.clear()


def _alike(traces: Iterable[Trace]) -> Iterator[tuple[str, str]]:
    """Each report that has the figures of one before it, and its sha256 or title, with that one."""
    seen: dict[tuple[int, str], str] = {}
    for name, figures, sha256, title in traces:
        keys = [(figures, sha256), (figures, title or f"{subject(name)} {_UNTITLED}")]
        first = next((seen[key] for key in keys if key in seen), None)
        if first:
            yield name, first
        for key in keys:
            seen.setdefault(key, name)


def _problem(report: Report, other: Report) -> Problem:
    what = "sha256" if report.source.sha256 == other.source.sha256 else "title"
    place, there = report.places[what], other.places[what]
    args = {"other": f"{other.path}:{there.line}:{there.column}"}
    message = _MESSAGES[what] if what == "sha256" or report.title else "copy-untitled"
    return Problem(report.path, *place, message, args, "one-document")


def _beside(
    root: Path, contract: Contract, whole: Batch, traces: Sequence[Trace]
) -> Iterator[Trace]:
    """The traces of other reports of the same governments and their organs, that may be copies.

    Only files in which a sha256 or a title of ours stands are read as reports.
    """
    own = set(whole.own)
    for government in sorted({_government(subject(trace[0]), whole) for trace in traces}):
        organs = [
            e.id for e in whole.tree.values() if e.parent == government and e.level == "organ"
        ]
        ours = [t for t in traces if _government(subject(t[0]), whole) == government]
        for place in (government, *organs):
            for name in load.reports_of(root, place):
                if name not in own and _may_copy(load.stored(root, name), ours):
                    report = _read(root, name, contract, whole)
                    if report and (trace := report.trace):
                        yield name, *trace


def _may_copy(data: bytes, traces: Iterable[Trace]) -> bool:
    """Whether a sha256 or a title of ours stands in a file."""
    text = folded(data.decode("utf-8", "replace"))
    return any(sha256 in text or (title or _UNTITLED) in text for _, _, sha256, title in traces)


def _government(place: str, whole: Batch) -> str:
    entry = whole.tree[place]
    return entry.parent or place if entry.level == "organ" else place


def _read(root: Path, name: str, contract: Contract, whole: Batch) -> Report | None:
    return load.read(root, name, contract, whole.tree, whole.unreadable)[0]
