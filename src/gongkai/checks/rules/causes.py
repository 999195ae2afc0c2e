"""The likely cause of broken identities, read together: which one cell would mend them, and how.

A guess, and called one: it names the cell where failing rows and columns cross, then tries simple
slips of transcription. It never changes a number and never turns a verdict.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from gongkai.model.findings import Cause, Finding, Verdict
from gongkai.model.report import Cell, Report


def explain(report: Report, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, broken identities with their likely cause where one can be named."""
    failing = [f for f in findings if f.verdict is Verdict.BROKEN and _fully_known(f)]
    if not failing:
        return list(findings)
    causes: dict[tuple[str, str], Cause] = {}
    for cause, mended in _one_cell(report, findings, failing):
        for finding in mended:
            causes.setdefault((finding.rule, finding.place), cause)
    for one, other in itertools.combinations(failing, 2):
        keys = {(one.rule, one.place), (other.rule, other.place)}
        shifted = None if keys & set(causes) else _exchanged(report, one, other)
        if shifted:
            causes |= dict.fromkeys(keys, shifted)
    for finding in failing:
        if (finding.rule, finding.place) not in causes:
            alone = _within(report, finding, findings)
            if alone:
                causes[finding.rule, finding.place] = alone
    return [
        f._replace(cause=causes.get((f.rule, f.place))) if f in failing else f for f in findings
    ]


def _fully_known(finding: Finding) -> bool:
    return finding.identity is not None and not finding.missing


def _needed(finding: Finding, address: str, cells: Mapping[str, Cell]) -> Decimal | None:
    """The value of one cell that would make the identity hold."""
    value, identity = cells[address].value, finding.identity
    if value is None or identity is None or finding.difference is None:
        return None
    return value - finding.difference if address in identity.left else value + finding.difference


def _one_cell(
    report: Report, findings: Sequence[Finding], failing: Sequence[Finding]
) -> Iterator[tuple[Cause, list[Finding]]]:
    """Cells whose change would mend every identity through them, all of which fail now.

    At least two identities must agree on the value: a cell that only one identity holds to account
    is no better a guess than its neighbours. The cell that explains most comes first.
    """
    through: dict[str, list[Finding]] = {}
    for finding in findings:
        if finding.identity is not None and _fully_known(finding):
            for address in finding.identity.addresses:
                through.setdefault(address, []).append(finding)
    candidates = []
    for address, all_of_them in through.items():
        needed = {_needed(finding, address, report.cells) for finding in all_of_them}
        value = needed.pop()
        broken = len(all_of_them) > 1 and all(finding in failing for finding in all_of_them)
        if broken and not needed and value is not None and value >= 0:
            candidates.append((address, value, all_of_them))
    explained: set[tuple[str, str]] = set()
    for address, value, mended in sorted(candidates, key=lambda c: -len(c[2])):
        keys = {(f.rule, f.place) for f in mended}
        if not keys & explained:
            explained |= keys
            yield _slip(report, address, value), mended


def _exchanged(report: Report, one: Finding, other: Finding) -> Cause | None:
    """Two neighbouring cells that mend two identities when they change places.

    A value that slipped into the next row leaves its column adding up, and both rows not. Where
    several pairs would do, the first is named as an example: it is a guess all the same.
    """
    if one.rule != other.rule or one.identity is None or other.identity is None:
        return None
    for address in one.identity.right + one.identity.left:
        needed = _needed(one, address, report.cells)
        for beside in _neighbours(report, address):
            if beside in other.identity.addresses and _value(report, beside) == needed:
                back = _needed(other, beside, report.cells)
                if back == _value(report, address):
                    return Cause("shifted", None, back, needed, beside, address)
    return None


def _slip(report: Report, address: str, needed: Decimal) -> Cause:
    """How the value of a cell may have come to stand where `needed` should."""
    value = report.cells[address].value
    assert value is not None
    kind, other = spelled(value, needed), None
    if kind is None:
        beside = (a for a in _neighbours(report, address) if value and _value(report, a) == value)
        other = next(beside, None)
        kind = "neighbour" if other else "crossing"
    return Cause(kind, address, value, needed, other)


def spelled(value: Decimal, needed: Decimal) -> str | None:
    """The slip of digits that turns one whole number into another, if a simple one does."""
    if value != value.to_integral() or needed != needed.to_integral():
        return None
    have, want = str(int(value)), str(int(needed))
    if len(have) == len(want):
        places = [i for i, (a, b) in enumerate(zip(have, want, strict=True)) if a != b]
        if len(places) == 1:
            return "one-digit"
        if len(places) == 2 and sorted(have) == sorted(want) and places[1] - places[0] == 1:
            return "digits-swapped"
    if len(have) + 1 == len(want) and have in set(_without_one(want)):
        return "digit-dropped"
    if len(have) == len(want) + 1 and want in set(_without_one(have)):
        return "digit-doubled"
    return None


def _without_one(digits: str) -> Iterator[str]:
    return (digits[:i] + digits[i + 1 :] for i in range(len(digits)))


def _value(report: Report, address: str) -> Decimal | None:
    cell = report.cells.get(address)
    return cell.value if cell else None


def _neighbours(report: Report, address: str) -> Iterator[str]:
    """The cells above and below, left and right."""
    part, item, column = address.split(".")
    block = next(b for b in report.parts[part].blocks if item in {r.code for r in b.rows})
    rows, columns = [r.code for r in block.rows], [c.code for c in block.columns]
    i, j = rows.index(item), columns.index(column)
    for down, right in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        if 0 <= i + down < len(rows) and 0 <= j + right < len(columns):
            yield f"{part}.{rows[i + down]}.{columns[j + right]}"


def _within(report: Report, finding: Finding, findings: Sequence[Finding]) -> Cause | None:
    """An explanation that one failing identity offers by itself."""
    identity, difference = finding.identity, finding.difference
    if identity is None or not difference:
        return None
    stated, computed = finding.figures
    if len(identity.left) == 1 and stated == 0:
        return Cause("total-zero", None, stated, computed)
    for address in identity.right:
        if stated and _value(report, address) == stated and len(identity.left) == 1:
            return Cause("total-as-part", None, stated, None, address)
    held = {
        address
        for f in findings
        if f.identity is not None and f.verdict is Verdict.HOLDS
        for address in f.identity.addresses
    }
    swapped = [
        Cause("digits-swapped", address, value, needed)
        for address, value, needed in _changes(report, finding)
        if address not in held and needed >= 0 and spelled(value, needed) == "digits-swapped"
    ]
    if len(swapped) == 1:
        return swapped[0]
    same = next((a for a in identity.addresses if _value(report, a) == abs(difference)), None)
    if same:
        return Cause("one-cell", None, abs(difference), None, same)
    return Cause("nines") if difference % 9 == 0 else None


def _changes(report: Report, finding: Finding) -> Iterable[tuple[str, Decimal, Decimal]]:
    assert finding.identity is not None
    for address in finding.identity.addresses:
        value, needed = _value(report, address), _needed(finding, address, report.cells)
        if value is not None and needed is not None:
            yield address, value, needed
