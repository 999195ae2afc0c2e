"""What is known of where documents stand: as text, CSV, JSON, and as an issue on GitHub."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from gongkai.build import artifact
from gongkai.build.sources.hosts import target
from gongkai.build.sources.outcomes import Original
from gongkai.content import load
from gongkai.contract import Contract
from gongkai.model.findings import Problem
from gongkai.model.report import (
    ARCHIVE,
    AnswerKind,
    Jurisdiction,
    Looked,
    Report,
    Row,
    SourceAnswer,
    Value,
)
from gongkai.words import Words

MARK = "<!-- gongkai: what the sources answer -->"  # an issue of ours begins with it
_OF_DOCUMENT = ("archive_url", "seen_as", "retrieved", "sha256")
_READ = ("official-page", "official-file")  # what has the bytes that the address gives
_LONGEST = 60_000  # characters of an issue; GitHub takes 65,536
_MOST_FILES = 20_000
_MOST_BYTES = 300_000  # of one file; longer than any that is read


def originals(reports: Iterable[Report], looked: Iterable[Looked]) -> Iterator[Original]:
    """Every address that can be asked: of documents, of their archived copies and earlier editions,
    and of reports that are known to be published.
    """
    for report in reports:
        source = report.source
        seen: set[str] = set()
        if source.url:
            read = source.sha256 if source.seen_as in _READ else None
            seen.add(source.url)
            yield Original(report.id, source.url, report.title, read)
        others = (source.archive_url, *(edition.url for edition in report.editions))
        for url in others:
            if url and url not in seen:
                seen.add(url)
                yield Original(report.id, url, report.title, None)
    for one in looked:
        if _known(one):
            yield Original(f"{one.jurisdiction}/{one.year}", one.checked_where, None, None)


def rows(
    reports: Iterable[Report],
    looked: Iterable[Looked],
    answers: Mapping[tuple[str, str], SourceAnswer],
) -> Iterator[Row]:
    """A document: its address, archived copy, date and hash, and what the address answered.

    Then those that are known to be published, of which nothing but the address is known.
    """

    def row(report: str, url: str | None, **more: Value) -> Row:
        answer = answers.get((report, url or ""))
        return {
            "report": report,
            "url": url,
            **more,
            "asked_on": answer.asked_on if answer else None,
            "answer": answer.answer if answer else None,
            "since": answer.since if answer else None,
            "said": answer.said if answer else None,
            "leads_to": answer.leads_to if answer else None,
        }

    for report in reports:
        source = report.source
        yield row(
            report.id,
            source.url,
            archive_url=source.archive_url,
            seen_as=source.seen_as,
            retrieved=source.retrieved,
            sha256=source.sha256,
        )
    for one in looked:
        if _known(one):
            name, nothing = f"{one.jurisdiction}/{one.year}", dict.fromkeys(_OF_DOCUMENT)
            yield row(name, one.checked_where, **nothing)


def as_json(found: Sequence[Row]) -> str:
    """Rows as JSON, null for what is not known."""
    return json.dumps(found, ensure_ascii=False, indent=1)


def as_csv(found: Sequence[Row]) -> str:
    """Rows as CSV, nothing for what is not known."""
    out = io.StringIO()
    if found:
        writer = csv.DictWriter(out, list(found[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(found)
    return out.getvalue().rstrip("\n")


def as_text(
    found: Sequence[Row],
    answers: Mapping[tuple[str, str], SourceAnswer],
    contract: Contract,
    words: Words,
) -> Iterator[str]:
    """Rows as some lines each; at the end the counts."""
    for row in found:
        yield f"{row['report']}  {row['url'] or words('no-url')}"
        if row["archive_url"]:
            yield f"  {words('archived-copy')}  {row['archive_url']}"
        if row["sha256"]:
            retrieved = words("retrieved-on", date=row["retrieved"]).strip()
            yield f"  {retrieved} sha256 {row['sha256']}"
        if row["url"]:
            yield f"  {words(_compared(row))}"
        if answer := answers.get((str(row["report"]), str(row["url"]))):
            yield f"  {said(answer, contract, words)}"
            if not answer.kind.fine and not row["archive_url"]:
                yield f"  {words('source-archive', where=answer.archive)}"
    counts = Counter(row["answer"] for row in found if row["answer"])
    known = sum(row["url"] is not None for row in found)
    yield words("sources-counted", n=len(found), known=known, asked=counts.total())
    for code, label in contract.codes("reports.answer").items():
        if code in counts:
            yield f"{counts[code]:6}  {label[words.lang]}"


def _compared(row: Row) -> str:
    """Why the bytes of an address can or cannot be compared with what was read: a message's id."""
    if row["sha256"] is None:
        return "source-no-hash"
    return "source-bytes" if row["seen_as"] in _READ else "source-copy"


def _known(one: Looked) -> bool:
    """Whether somebody found the address of a report."""
    return one.status == "published" and target(one.checked_where) is not None


def said(answer: SourceAnswer, contract: Contract, words: Words) -> str:
    """What an address answered, as one line."""
    label = contract.codes("reports.answer")[answer.answer][words.lang]
    line = words("source-said", date=answer.asked_on, label=label, said=answer.said)
    if answer.since != answer.asked_on:
        line += words("source-since", date=answer.since)
    return f"{line} → {answer.leads_to}" if answer.leads_to else line


def as_issue(
    answers: Iterable[SourceAnswer],
    contract: Contract,
    languages: Sequence[Words],
) -> Mapping[str, str]:
    """Title, text and state of the issue: addresses by what they answer, those that matter first.

    All that is no word of ours stands as code, which GitHub does not read.
    """
    grouped: dict[str, list[SourceAnswer]] = {}
    for answer in answers:
        if not answer.kind.fine:
            grouped.setdefault(answer.answer, []).append(answer)
    codes = contract.codes("reports.answer")
    title = " · ".join(
        words("sources-issue", n=sum(map(len, grouped.values()))) for words in languages
    )
    lines = [MARK, *(words("sources-issue-lead") for words in languages)]
    for code in sorted(
        grouped, key=lambda code: (AnswerKind(code).unsure, list(codes).index(code))
    ):
        label = " · ".join(codes[code][words.lang] for words in languages)
        lines += ["", f"## {label} ({len(grouped[code])})"]
        if AnswerKind(code).unsure:
            lines += [words("sources-unsure") for words in languages]
        for one in grouped[code]:
            parts = (one.report, one.said, one.since, one.url, one.leads_to)
            lines.append("- " + " · ".join(f"`{_plain(part)}`" for part in parts if part))
    lines += ["", *(words("source-archive", where=f"`{ARCHIVE}…`") for words in languages)]
    text, size = "", 0
    for number, line in enumerate(lines):
        size += len(line) + 1
        if size > _LONGEST:
            text += "\n".join(words("sources-more", n=len(lines) - number) for words in languages)
            break
        text += f"{line}\n"
    return {"title": title, "body": text, "state": "open" if grouped else "closed"}


def _plain(text: str) -> str:
    """What may stand between two backticks."""
    return "".join(sign if sign.isprintable() and sign != "`" else "?" for sign in text)


# -- what a run of the check left behind ----------------------------------------------------------


def read_archive(
    path: Path, contract: Contract, tree: Mapping[str, Jurisdiction]
) -> tuple[list[SourceAnswer], list[Problem]]:
    """The answers in a ZIP of files as content/sources has them, and what is wrong with it.

    Whoever made it talked with foreign servers: so names, number and sizes are bounded, and every
    file is read as strictly as those of content/.
    """
    refused = list[SourceAnswer](), [Problem(path.name, 1, 1, "sources-archive")]
    answers: list[SourceAnswer] = []
    problems: list[Problem] = []
    try:
        for name, data in artifact.files(path, _MOST_FILES, _MOST_BYTES):
            place = name.removesuffix(".yaml")
            if place == name or place not in tree:
                return refused
            some, found = load.read_answers(load.answers_path(place), data, contract, tree)
            answers += some
            problems += found
    except artifact.DamagedError:
        return refused
    return answers, problems
