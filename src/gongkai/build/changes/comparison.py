"""Two sides → what differs. Only the reports that differ are read and judged, and those beside
them that the judging needs, or whose own findings follow from them.
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from gongkai import words as say
from gongkai.build.changes.difference import (
    Both,
    CellChange,
    Difference,
    Effect,
    FieldChange,
    FileChange,
    FileFault,
    FindingChange,
    IndicatorChange,
    ReportChange,
    Standing,
    Status,
    Value,
    kind_of,
    kind_of_all,
)
from gongkai.build.changes.side import LINK, Side, file_of, report_of, tree_of
from gongkai.checks.judged import JudgedReports
from gongkai.content import load
from gongkai.content.load import batches
from gongkai.contract import Contract, read_contract
from gongkai.model.findings import Finding, Problem, Verdict, of_tables
from gongkai.model.languages import CONTENT_LANGUAGES
from gongkai.model.report import UNREAD_CELL, Cell, Report, folded
from gongkai.text import ours, yamlread
from gongkai.words import Words, phrases

_CONTRACT = "datapackage/"
_PARTS = "parts"  # the key of a report file whose values are cells
Catalogs = Mapping[str, Words]


class _Version(NamedTuple):
    """A side laid out in a folder: its reports by id, and what is wrong with its places."""

    side: Side
    root: Path
    judged: JudgedReports
    problems: Sequence[Problem]

    @property
    def contract(self) -> Contract:
        return self.judged.contract

    def report(self, name: str) -> Report | None:
        return self.judged.reports.get(name)

    def findings(self, name: str) -> Sequence[Finding]:
        return self.judged.findings.get(name, ())

    def faults(self, name: str, catalogs: Catalogs) -> list[FileFault]:
        """Why a report cannot be read on this side, empty where it can be, or where none is."""
        path = file_of(name)
        if path not in self.side.files or self.report(name) is not None:
            return []
        if self.side.files[path] == LINK:
            found = [Problem(path, 1, 1, "symlink")]
        else:
            tree = self.judged.tree
            found = load.read(self.root, name, self.contract, tree)[1]
        wrong = [problem for problem in (*found, *self.problems) if not problem.warning]
        return [
            FileFault(one.line, one.column, _both(catalogs, say.problem, one))
            for one in wrong
            if one.path == path or len(found) == 0
        ]


def compare(base: Side, head: Side, catalogs: Catalogs, drafts: bool = False) -> Difference:
    """What differs between two sides. Raises RefusedError, or UnreadableError where the contract of
    neither can be read.

    With `drafts` reports may have cells that nobody has read yet. Such a cell is no other figure,
    and what follows from it is no difference.
    """
    paths = sorted(base.files.keys() | head.files.keys())
    paths = [path for path in paths if base.files.get(path) != head.files.get(path)]
    reports = sorted({report for path in paths if (report := report_of(path))})
    with tempfile.TemporaryDirectory(prefix="gongkai-") as folder:
        found: list[ReportChange] = []
        notes: list[str] = []
        if reports:
            beside = sorted(_beside(reports, base, head))
            versions, notes = _versions(base, head, [*reports, *beside], Path(folder), drafts)
            found = list(_reports(reports, beside, *versions, catalogs))
            if any(report.unread for report in found):
                found = [_of_what_is_read(one) for one in found if one.status != "affected"]
    if any(path.startswith(_CONTRACT) for path in paths):
        notes.append("diff-contract-differs")
    files = (path for path in paths if not report_of(path))
    return Difference(
        base=base.name,
        head=head.name,
        kind=kind_of_all(paths),
        notes=notes,
        reports=sorted(found, key=_weight),
        files=[
            FileChange(path, kind_of(path), _status(path, base.files, head.files)) for path in files
        ],
    )


def _of_what_is_read(found: ReportChange) -> ReportChange:
    """The change of a report without what only follows from cells that nobody has read."""
    return replace(
        found,
        before=None,
        after=None,
        findings=[
            one for one in found.findings
            if "not_assessable" not in (one.old, one.new) or "broken" in (one.old, one.new)
        ],
        indicators=[one for one in found.indicators if None not in (one.old, one.new)],
    )  # fmt: skip


def _weight(found: ReportChange) -> tuple[object, ...]:
    """What needs a look comes first: unreadable files, sums that fail, digits that no sum sees."""
    return (
        not found.faults_after,
        not found.breaks,
        not found.silent,
        found.status == "affected",
        found.id,
    )


def _status(path: str, base: Collection[str], head: Collection[str]) -> Any:
    return "added" if path not in base else "removed" if path not in head else "changed"


# -- what is to be read


def _beside(reports: Iterable[str], *sides: Side) -> set[str]:
    """Reports that did not change, of which rules may say something else: of the next year, and of
    the place above.
    """
    found = set()
    for report in reports:
        place, year = _place_and_year(report)
        found |= {f"{place}/{year + 1}", f"{place.rpartition('/')[0]}/{year}"}
    there = (side.files.keys() for side in sides)
    known = set.intersection(*map(set, there))
    return {name for name in found - set(reports) if file_of(name) in known}


def _place_and_year(report: str) -> tuple[str, int]:
    place, _, name = report.rpartition("/")
    return place, int(name[:4])


def _needed(reports: Iterable[str], side: Side) -> set[str]:
    """These reports, and those that they are judged beside: of the year before, and one level
    below.
    """
    below: dict[tuple[str, int], list[str]] = {}
    for path in side.files:
        if name := report_of(path):
            place, year = _place_and_year(name)
            below.setdefault((place.rpartition("/")[0], year), []).append(name)
    found = set()
    for report in reports:
        place, year = _place_and_year(report)
        found |= {report, f"{place}/{year - 1}", *below.get((place, year), ())}
    return {name for name in found if file_of(name) in side.files}


def _versions(
    base: Side, head: Side, reports: Sequence[str], folder: Path, drafts: bool
) -> tuple[tuple[_Version, _Version], list[str]]:
    """Both sides, each read by its own contract; where one has none that can be read, by the
    other's, which is noted. Raises UnreadableError where neither has.
    """
    sides, notes = (base, head), []
    roots = [folder / name for name in ("base", "head")]
    same = _of_contract(base) == _of_contract(head)
    contracts: list[Contract | None] = []
    fault: ours.UnreadableError | None = None
    for side, root in zip(sides, roots, strict=True):
        if same and contracts:
            contracts.append(contracts[0])
            continue
        side.lay_out(_of_contract(side), root)
        try:
            contracts.append(read_contract(root))
        except ours.UnreadableError as error:
            contracts.append(None)
            fault = error
    if fault:
        notes.append("diff-contract-base" if contracts[0] is None else "diff-contract-head")
    versions = []
    for side, root, own in zip(sides, roots, contracts, strict=True):
        contract = own or next(filter(None, contracts), None)
        if contract is None:
            assert fault
            raise fault
        versions.append(_version(side, root, contract, reports, drafts))
    return (versions[0], versions[1]), notes


def _of_contract(side: Side) -> dict[str, str]:
    return {path: one for path, one in side.files.items() if path.startswith(_CONTRACT)}


def _version(
    side: Side, root: Path, contract: Contract, reports: Sequence[str], drafts: bool
) -> _Version:
    needed = _needed(reports, side)
    provinces = {name.partition("/")[0] for name in needed}
    side.lay_out([*map(tree_of, sorted(provinces)), *map(file_of, sorted(needed))], root)
    (root / load.FOLDER).mkdir(parents=True, exist_ok=True)
    survey = load.read_survey(root, contract, [root / load.FOLDER])
    judged = JudgedReports(root, contract, batches.whole(survey), drafts)
    return _Version(side, root, judged, survey.problems)


# -- reports


def _reports(
    changed: Sequence[str], beside: Sequence[str], base: _Version, head: _Version, words: Catalogs
) -> Iterator[ReportChange]:
    removed = [name for name in changed if file_of(name) not in head.side.files]
    added = [name for name in changed if file_of(name) not in base.side.files]
    moved = _moved(removed, added, base, head)
    for name in changed:
        if name in moved.values():
            continue
        status = _status(file_of(name), base.side.files, head.side.files)
        if was := moved.get(name):
            status = "moved"
        yield _report(name, was or name, status, base, head, words)
    for name in beside:
        found = _report(name, name, "affected", base, head, words)
        if found.findings or found.indicators or found.before != found.after:
            yield found


def _moved(
    removed: Sequence[str], added: Sequence[str], base: _Version, head: _Version
) -> dict[str, str]:
    """New id → the old one of the same document: the same bytes, source file, figures or title."""
    by_key: dict[object, list[str]] = {}
    for name in removed:
        for key in _marks(name, base):
            by_key.setdefault(key, []).append(name)
    found: dict[str, str] = {}
    for name in added:
        known = {old for key in _marks(name, head) for old in by_key.get(key, ())}
        free = sorted(known.difference(found.values()))
        if free:
            found[name] = max(free, key=partial(_alike, name, base=base, head=head))
    return found


def _marks(name: str, version: _Version) -> Iterator[object]:
    """By what a document is known again, also where its file is no sound report."""
    path = file_of(name)
    yield version.side.files[path]
    report = version.report(name)
    if report and (trace := report.trace):
        yield "figures", trace[0]
    if version.side.files[path] != LINK:
        written = _written(load.as_written(version.root, name), path)
        for key in ("source.sha256", "title"):
            if (found := folded(written.get(key, ""))) not in _NOTHING:
                yield key, found


_NOTHING = ("", "null", "...")  # what stands where nobody has written anything


def _alike(new: str, old: str, base: _Version, head: _Version) -> int:
    """How many cells are the same."""
    one, other = base.report(old), head.report(new)
    if one is None or other is None:
        return 0
    return sum(one.cells.get(address) == cell for address, cell in other.cells.items())


def _report(
    name: str, was: str, status: Status, base: _Version, head: _Version, words: Catalogs
) -> ReportChange:
    old, new = base.report(was), head.report(name)
    shown = new or old
    both = status not in ("added", "removed") and old is not None and new is not None
    found = {(f.rule, f.place): f for f in base.findings(was)} if old else {}
    now = {(f.rule, f.place): f for f in head.findings(name)} if new else {}
    cells: list[CellChange] = []
    if both and old and new:
        cells = list(_cells(old, new, found, now, words))
    places = dict.fromkeys(report.rpartition("/")[0] for report in (was, name))
    return ReportChange(
        id=name,
        was=None if was == name else was,
        status=status,
        title=(shown.title or "") if shown else "",
        path=file_of(name),
        before=_standing(old, found.values(), words),
        after=_standing(new, now.values(), words),
        faults_before=base.faults(was, words),
        faults_after=head.faults(name, words),
        cells=cells,
        fields=list(_fields(was, name, base, head)) if both else [],
        findings=list(_findings(old, new, found, now, base, head, words)),
        indicators=list(_indicators(was, name, base, head, words)) if both else [],
        pages=[f"{one}/" for one in ([name] if status != "removed" else []) + list(places)],
    )


def _standing(
    report: Report | None, findings: Collection[Finding], catalogs: Catalogs
) -> Standing | None:
    if report is None:
        return None
    sums = Counter(f.verdict.value for f in findings if f.identity is not None)
    tally, readers = of_tables(findings), (report.readers,)
    badge = None
    if not sums[Verdict.BROKEN.value]:
        badge = _both(catalogs, phrases.badge, tally, readers)
    return Standing(dict(sorted(sums.items())), badge, report.readers)


_Found = Mapping[tuple[str, str], Finding]


def _cells(
    old: Report, new: Report, before: _Found, after: _Found, catalogs: Catalogs
) -> Iterator[CellChange]:
    """The cells that differ, in the order of the form, those that are gone last."""
    for address in dict.fromkeys((*new.cells, *old.cells)):
        was, now = old.cells.get(address), new.cells.get(address)
        unread = UNREAD_CELL in (was, now)
        if was == now and not unread:
            continue
        shown = new if now is not None else old
        part = shown.parts[address.partition(".")[0]]
        through = [
            key
            for key in dict.fromkeys((*after, *before))
            if (f := after.get(key) or before[key]).identity and address in f.identity.addresses
        ]
        verdicts = [(_verdict(before.get(key)), _verdict(after.get(key))) for key in through]
        yield CellChange(
            address=address,
            part=Both(part.title["zh"], part.title["en"]),
            name=_both(catalogs, say.place, address, shown),
            line=new.places[address].line if now is not None else 0,
            old=_value(was),
            new=_value(now),
            sums=len(through),
            effect="unread" if unread else _effect(verdicts),
        )


def _verdict(finding: Finding | None) -> Verdict | None:
    return finding.verdict if finding else None


def _effect(verdicts: Sequence[tuple[Verdict | None, Verdict | None]]) -> Effect:
    """What became of the sums through a cell, from their verdicts before and after."""
    broken = Verdict.BROKEN
    after = [now for _, now in verdicts]
    if any(now is broken and was is not broken for was, now in verdicts):
        return "breaks"
    if any(was is broken and now is not broken for was, now in verdicts):
        return "mends"
    if broken in after:
        return "broken"
    if Verdict.AS_PRINTED in after:
        return "as_printed"
    if Verdict.HOLDS in after:
        return "holds"
    return "unchecked" if verdicts else "uncovered"


def _value(cell: Cell | None) -> Value | None:
    if cell is None:
        return None
    number = None if cell.value is None else cell.printed or say.plain(cell.value)
    return Value(number, cell.state, cell.unit)


def _findings(
    old: Report | None,
    new: Report | None,
    before: _Found,
    after: _Found,
    base: _Version,
    head: _Version,
    catalogs: Catalogs,
) -> Iterator[FindingChange]:
    """Where a rule says something else; of a report that is new, where something does not hold."""
    for key in dict.fromkeys((*after, *before)):
        was, now = before.get(key), after.get(key)
        if _verdict(was) is _verdict(now) and (was and was.figures) == (now and now.figures):
            continue
        loud = (Verdict.BROKEN, Verdict.AS_PRINTED)
        if (was is None or now is None) and _verdict(now or was) not in loud:
            continue
        if _verdict(was) is _verdict(now) and _verdict(now) not in loud:
            continue
        finding, report, version = (now, new, head) if now else (was, old, base)
        assert finding
        assert report
        if now is None and new is None:
            continue  # of a report that is gone, or cannot be read, there is nothing to say
        yield FindingChange(
            rule=finding.rule,
            place=finding.place,
            name=_both(catalogs, say.place, finding.place, report),
            sum=finding.identity is not None,
            old=was and was.verdict.value,
            new=now and now.verdict.value,
            sentence=_both(catalogs, _sentence, now, report, version.contract) if now else None,
        )


def _sentence(finding: Finding, report: Report, contract: Contract, words: Words) -> str:
    """What is found, and its likely cause."""
    if finding.verdict is Verdict.HOLDS:
        return ""
    if finding.verdict is Verdict.NOT_ASSESSABLE:
        return say.note(finding, report, words)
    text = say.broken(finding, report, contract, words)
    if finding.cause:
        text += words("semicolon") + words("likely", cause=say.cause(finding, report, words))
    return text


def _indicators(
    was: str, name: str, base: _Version, head: _Version, catalogs: Catalogs
) -> Iterator[IndicatorChange]:
    old, new = (
        {one.indicator: one.value for one in version.judged.indicators.get(report, ())}
        for version, report in ((base, was), (head, name))
    )
    for indicator in dict.fromkeys((*new, *old)):
        if old.get(indicator) == new.get(indicator):
            continue
        version = head if indicator in new else base
        title = version.contract.indicators[indicator].words
        yield IndicatorChange(
            indicator=indicator,
            name=Both(title["zh"]["title"], title["en"]["title"]),
            old=say.plain(old[indicator].normalize()) if indicator in old else None,
            new=say.plain(new[indicator].normalize()) if indicator in new else None,
        )


def _fields(was: str, name: str, base: _Version, head: _Version) -> Iterator[FieldChange]:
    """What differs besides the cells, in the order of the file.

    Where the files differ in their tables alone, neither is read again: with 500 reports that
    would take a quarter of the time.
    """
    files = [load.as_written(version.root, one) for one, version in ((was, base), (name, head))]
    if len({_TABLES.sub(_forms, data) for data in files}) == 1:
        return
    old, new = (_written(data, file_of(name)) for data in files)
    for key in dict.fromkeys((*new, *old)):
        if old.get(key) != new.get(key):
            yield FieldChange(key, old.get(key), new.get(key))


_TABLES = re.compile(rb"^parts:\n(?:[ #][^\n]*\n|\n)*", re.MULTILINE)
_FORM = re.compile(rb"form:[^\n]*")


def _forms(tables: re.Match[bytes]) -> bytes:
    """Of the tables of a file, which forms they follow."""
    return b"\n".join(_FORM.findall(tables[0]))


def _written(data: bytes, path: str) -> dict[str, str]:
    """All that a report file says besides its cells, by the path of its key."""
    node, _ = yamlread.read(data, path)
    if not isinstance(node, yamlread.Map):
        return {}
    value = ours.plain(node, path)
    parts = value.get(_PARTS)
    tables = parts.items() if isinstance(parts, Mapping) else ()
    forms = {part: {"form": rows.get("form")} for part, rows in tables if isinstance(rows, Mapping)}
    return dict(_flat({**value, _PARTS: forms}, ""))


def _flat(value: object, key: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield from _flat(inner, f"{key}.{name}" if key else str(name))
    elif isinstance(value, list):
        for number, inner in enumerate(value, 1):
            named = inner if isinstance(inner, Mapping) else {}
            yield from _flat(inner, f"{key}.{named.get('id') or named.get('place') or number}")
    else:
        yield key, "null" if value is None else str(value)


def _both(catalogs: Catalogs, sentence: Callable[..., str], *about: object) -> Both:
    """A sentence of these values in both languages; its last argument are the words."""
    return Both(*(sentence(*about, catalogs[code]) for code in CONTENT_LANGUAGES))
