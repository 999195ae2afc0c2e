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
from decimal import Decimal
from pathlib import Path

from gongkai import load, rules
from gongkai.contract import Contract, read_contract, read_plain
from gongkai.forms import IndicatorValue
from gongkai.model import LANGUAGES, Report
from gongkai.verdict import Finding, Problem, Verdict, of_tables
from gongkai.words import read_words


@dataclass(frozen=True, slots=True)
class Checked:
    """What stands in content/ and what the rules say of it."""

    contract: Contract
    content: load.Content
    around: Mapping[str, rules.Around]  # report id → what stands around it
    findings: Mapping[str, list[Finding]]  # report id → its findings, in the order of the rules
    problems: tuple[Problem, ...]

    def unsettled(self, severity: str) -> list[tuple[Report, Finding]]:
        """Findings of a severity that do not hold, and that nobody has confirmed."""
        return [
            (self.content.reports[report], finding)
            for report, found in self.findings.items()
            for finding in found
            if finding.verdict is Verdict.BROKEN
            and self.contract.rules[finding.rule].severity == severity
        ]

    @property
    def fine(self) -> bool:
        """Whether the content may be published."""
        return not self.unsettled("error") and all(problem.warning for problem in self.problems)


def check(root: Path, only: Iterable[Path] = ()) -> Checked:
    """Read content (all of it, or what lies at or below `only`) and judge it by every rule."""
    contract = read_contract(root)
    content = load.load(root, contract, only)
    findings, problems = {}, list(content.problems)
    arounds: dict[str, rules.Around] = {}
    children: dict[str, list[str]] = {}
    for entry in content.tree.values():
        if entry.parent is not None and entry.level != "organ":
            children.setdefault(entry.parent, []).append(entry.id)
    for report in content.reports.values():
        around = rules.around(report, content.reports, content.tree, children, contract)
        arounds[report.id] = around
        findings[report.id], stale = rules.run(report, contract, around)
        problems.extend(stale)
    problems.sort(key=lambda p: (p.path, p.line, p.column, p.message))
    return Checked(contract, content, arounds, findings, tuple(problems))


def build(root: Path, epoch: int | None = None) -> tuple[Checked, Iterator[tuple[str, bytes]]]:
    """Check everything; when all is fine, the files of the site and the package as a stream.

    `epoch` (seconds, as SOURCE_DATE_EPOCH) is the date of the package; without it the newest date
    in the data is.
    """
    checked = check(root)
    return checked, _files(root, checked, epoch) if checked.fine else iter(())


def _indicators(
    checked: Checked, report: Report, forced: Mapping[str, Decimal]
) -> Iterator[IndicatorValue]:
    from gongkai import indicators

    around = checked.around[report.id]
    reason, _ = around.comparable(report, "requests")
    before = None if reason else around.before
    doubted = {
        finding.place
        for found in (report, before)
        if found is not None
        for finding in checked.findings[found.id]
        if finding.identity and finding.verdict in (Verdict.AS_PRINTED, Verdict.BROKEN)
    }
    return indicators.values(report, checked.contract.indicators, forced, before, doubted)


def _files(root: Path, checked: Checked, epoch: int | None) -> Iterator[tuple[str, bytes]]:
    # Imported here: a check of one file needs none of it.
    from gongkai import badges, implied, package, pages, tables, templating
    from gongkai.package import slices

    contract, content, findings = checked.contract, checked.content, checked.findings
    words = {lang: read_words(root, lang) for lang in LANGUAGES}
    envs = {lang: templating.environment(root, words[lang], contract) for lang in LANGUAGES}
    created = package.created(content.reports.values(), epoch)

    forced = {report.id: implied.implied(report) for report in content.reports.values()}
    measured = {
        report.id: list(_indicators(checked, report, forced[report.id]))
        for report in content.reports.values()
    }
    rows = tables.tables(contract, content.tree, content.reports, findings, forced, measured, words)
    written, descriptor = package.package(contract, rows, created)
    yield f"{package.FOLDER}datapackage.json", descriptor
    for file in written:
        yield f"{package.FOLDER}{file.path}", file.data

    for path, data in package.other_formats(contract, rows, created):
        yield f"{package.FOLDER}{path}", data
    for name in sorted({report.id.split("/", 1)[0] for report in content.reports.values()}):
        yield f"{name}/{name}.xlsx", package.province(contract, rows, name, created)

    by_subject: dict[str, list[Report]] = {}
    for report in content.reports.values():
        by_subject.setdefault(report.subject, []).append(report)
    for subject, reports in by_subject.items():
        yield f"{subject}/data.csv", slices.as_csv(reports)
        yield f"{subject}/data.json", slices.as_json(reports)
        counted = [(r.id, [r]) for r in reports] + [(subject, reports)]
        for path, group in counted:
            count = of_tables(f for r in group for f in findings[r.id])
            readers = min(r.readers for r in group)
            for lang, folder in pages.FOLDERS.items():
                at = f"{folder}{path}/"
                yield from badges.render(at, count, readers, envs[lang], words[lang])

    if contract.package["repository"] is None:  # else the pages lead to the file there
        for report in content.reports.values():
            yield f"{report.id}/report.yaml", load.as_written(root, report)

    downloads = [pages.Download(w.table, w.path, w.rows, len(w.data)) for w in written]
    yield from pages.pages(
        pages.Site(
            contract=contract,
            tree=content.tree,
            reports=content.reports,
            findings=findings,
            implied=forced,
            indicators=measured,
            prose=content.prose,
            terms=read_plain(root, root / "datapackage" / "terms.yaml"),
            glossary=read_plain(root, root / "datapackage" / "glossary.yaml"),
            peers=read_plain(root, root / "datapackage" / "peers.yaml"),
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
