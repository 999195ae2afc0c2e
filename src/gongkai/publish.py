"""The order of everything: check() and build(). Read this first.

    content/ ── load ──▶ reports ──┬── rules ──▶ findings ── badges ──┐
    datapackage/ ── contract ──────┤                                  ├── pages ──▶ html ─┐
                                   └── tables ── package ─────────────┴──▶ csv ────────┴── write

The build is a function from a folder to a stream of (path, bytes): `load` alone reads content,
`write` alone writes, the clock and the network are nowhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from gongkai import load, rules
from gongkai.contract import Contract, read_contract
from gongkai.model import LANGUAGES, Report
from gongkai.verdict import Finding, Problem, Verdict, tally
from gongkai.words import read_words


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands in content/ and what the rules say of it."""

    contract: Contract
    content: load.Content
    findings: Mapping[str, list[Finding]]  # report id → its findings, in the order of the rules
    problems: tuple[Problem, ...]

    @property
    def broken(self) -> list[tuple[Report, Finding]]:
        """Findings that must hold, do not, and that nobody has confirmed."""
        return [
            (self.content.reports[report], finding)
            for report, found in self.findings.items()
            for finding in found
            if finding.verdict is Verdict.BROKEN
            and self.contract.rules[finding.rule].severity == "error"
        ]

    @property
    def fine(self) -> bool:
        """Whether the content may be published."""
        return not self.broken and all(problem.warning for problem in self.problems)


def check(root: Path, only: Iterable[Path] = ()) -> Checked:
    """Read content (all of it, or what lies at or below `only`) and judge it by every rule."""
    contract = read_contract(root)
    content = load.load(root, contract, only)
    findings, problems = {}, list(content.problems)
    for report in content.reports.values():
        findings[report.id], stale = rules.run(report, contract)
        problems.extend(stale)
    problems.sort(key=lambda p: (p.path, p.line, p.column, p.message))
    return Checked(contract, content, findings, tuple(problems))


def build(root: Path, epoch: int | None = None) -> tuple[Checked, Iterator[tuple[str, bytes]]]:
    """Check everything; when all is fine, the files of the site and the package as a stream.

    `epoch` (seconds, as SOURCE_DATE_EPOCH) is the date of the package; without it the newest date
    in the data is.
    """
    checked = check(root)
    return checked, _files(root, checked, epoch) if checked.fine else iter(())


def _files(root: Path, checked: Checked, epoch: int | None) -> Iterator[tuple[str, bytes]]:
    # Imported here: a check of one file needs none of it.
    from gongkai import badges, package, pages, tables, templating
    from gongkai.package import slices

    contract, content, findings = checked.contract, checked.content, checked.findings
    words = {lang: read_words(root, lang) for lang in LANGUAGES}
    envs = {lang: templating.environment(root, words[lang], contract) for lang in LANGUAGES}
    created = package.created(content.reports.values(), epoch)

    rows = tables.tables(contract, content.tree, content.reports, findings, words)
    written, descriptor = package.package(contract, rows, created)
    yield f"{package.FOLDER}datapackage.json", descriptor
    for file in written:
        yield f"{package.FOLDER}{file.path}", file.data

    by_subject: dict[str, list[Report]] = {}
    for report in content.reports.values():
        by_subject.setdefault(report.subject, []).append(report)
    for subject, reports in by_subject.items():
        yield f"{subject}/data.csv", slices.as_csv(reports)
        yield f"{subject}/data.json", slices.as_json(reports)
        counted = [(r.id, [r]) for r in reports] + [(subject, reports)]
        for path, group in counted:
            count = tally((f for r in group for f in findings[r.id]), contract.rules)
            readers = min(r.readers for r in group)
            for lang, folder in pages.FOLDERS.items():
                at = f"{folder}{path}/"
                yield from badges.render(at, count, readers, envs[lang], words[lang])

    downloads = [pages.Download(w.table, w.path, w.rows, len(w.data)) for w in written]
    yield from pages.pages(
        pages.Site(
            contract=contract,
            tree=content.tree,
            reports=content.reports,
            findings=findings,
            prose=content.prose,
            downloads=downloads,
            created=created,
            envs=envs,
            words=words,
            by_subject=by_subject,
        )
    )
    static = root / "site" / "static"
    for file_path in sorted(static.rglob("*")):
        if file_path.is_file():
            yield f"static/{file_path.relative_to(static).as_posix()}", file_path.read_bytes()
