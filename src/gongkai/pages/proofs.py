"""The sums of a report with their numbers, and the marks that lead to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import NamedTuple

from gongkai import words as say
from gongkai.forms import Identity
from gongkai.model import Cell, Report
from gongkai.pages.site import SIGNS, Site
from gongkai.verdict import Finding, Rule, Verdict
from gongkai.words import Words


class Mark(NamedTuple):
    """The small sign at the end of a row or column: a link to its proof."""

    sign: str
    verdict: str
    word: str
    target: str


class Proof(NamedTuple):
    """One identity with its numbers."""

    anchor: str
    label: str
    formula: str
    mark: Mark
    note: str


def proofs(report: Report, site: Site, words: Words) -> Iterator[tuple[Rule, list[Proof]]]:
    """Each rule on the tables that the report was tried by, with all its sums."""
    findings = [finding for finding in site.findings[report.id] if finding.identity]
    for rule in site.contract.rules.values():
        found = [_proof(f, report, site, words) for f in findings if f.rule == rule.id]
        if found:
            yield rule, found


def code(identity: Identity) -> str:
    """The row or column that an identity goes along."""
    _, item, column = identity.place.split(".")
    return column if identity.axis == "column" else item


def anchor(identity: Identity) -> str:
    """Where its proof stands on the page: the rule without its part, and the row or column.

    Rows and columns of different parts have different codes, so that this names one identity.
    """
    return f"{identity.rule.split('-', 1)[1]}.{code(identity)}"


def mark(finding: Finding, site: Site, words: Words) -> Mark:
    """The sign of a finding, its word, and the anchor of its proof on the report's page."""
    assert finding.identity is not None
    word = site.contract.label("findings.verdict", finding.verdict.value, words.lang)
    sign = SIGNS[finding.verdict]
    return Mark(sign, finding.verdict.value, word, anchor(finding.identity))


def figure(cell: Cell, words: Words) -> str:
    """A cell in words: a number grouped by three, or what stands there instead."""
    if cell.value is None:
        return say.state(cell, words)
    text = say.number(cell.value)
    if cell.printed and cell.printed.startswith("+"):
        text = f"+{text}"
    return f"{text} {cell.unit}" if cell.unit else text


def _proof(finding: Finding, report: Report, site: Site, words: Words) -> Proof:
    """The formula with its numbers; terms that are 0 are counted, not written out."""
    identity = finding.identity
    assert identity is not None
    sides = [_side(addresses, report, words) for addresses in (identity.left, identity.right)]
    equal = "≠" if finding.verdict in (Verdict.BROKEN, Verdict.AS_PRINTED) else "="
    if finding.verdict is Verdict.NOT_ASSESSABLE:
        equal = "？" if words.lang == "zh" else "?"
    part = identity.place.split(".", 1)[0]
    row_line, column_line = report.parts[part].cells[identity.place]
    if identity.axis == "column":
        label = column_line.label[words.lang]
    else:
        label = say.short(say.line_label(row_line, words.lang))
    verdict = mark(finding, site, words)
    note = ""
    if finding.difference:
        note = words("difference", n=say.signed(finding.difference))
    elif finding.reason == "fits-if-blanks-are-zero":
        note = words("fits-as-zero")
    if finding.confirmed is not None:
        note = f"{note} {say.confirmed(finding, report, site.contract, words)}".strip()
    return Proof(verdict.target, label, f"{sides[0]} {equal} {sides[1]}", verdict, note)


def _side(addresses: Sequence[str], report: Report, words: Words) -> str:
    cells = [report.cells[address] for address in addresses]
    if len(cells) <= 2:
        return " + ".join(figure(cell, words) for cell in cells)
    terms = [figure(cell, words) for cell in cells if cell.value]
    if zeros := sum(1 for cell in cells if cell.value == Decimal(0)):
        terms.append(words("zeros", n=zeros))
    absent = Counter(say.state(cell, words) for cell in cells if cell.value is None)
    terms += [words("absent", n=n, state=state) for state, n in absent.items()]
    return " + ".join(terms)
