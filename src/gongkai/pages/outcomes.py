"""What became of the requests of a report: its six kinds of outcome, the reasons below them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from gongkai import words as say
from gongkai.forms import Heading, Line, PartForm, walk
from gongkai.model import Report
from gongkai.words import Words

HANDLED = "requests.handled.total"


class Reason(NamedTuple):
    """A row below a group: why requests were not answered with information."""

    code: str
    label: str
    anchor: str
    value: Decimal


class Outcome(NamedTuple):
    """One kind of outcome, in cases; `anchor` is its place in the printed table."""

    code: str
    label: str
    anchor: str
    value: Decimal
    reasons: tuple[Reason, ...]  # largest first, zeros left out


class Outcomes(NamedTuple):
    """The whole and its parts. `handled` is the sum of the parts; `printed` is the printed total.

    `basis` is printed, or implied where a blank was read as what the printed totals force.
    """

    handled: Decimal
    printed: Decimal | None
    basis: str
    parts: tuple[Outcome, ...]


def outcomes(report: Report, implied: Mapping[str, Decimal], words: Words) -> Outcomes | None:
    """The outcomes in the order of the form; None where a figure that they need is not known."""
    form = report.parts.get("requests")
    if form is None:
        return None
    printed = report.derived(HANDLED)
    for basis, blanks in (("printed", {}), ("implied", implied)):
        parts = [_outcome(node, form, report, blanks, words) for node in outcome_nodes(form)]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            return Outcomes(sum((p.value for p in known), Decimal(0)), printed, basis, tuple(known))
    return None


def outcome_nodes(form: PartForm) -> list[Heading | Line]:
    """The kinds of outcome, in printed order: groups, and rows that stand in none."""
    counted = set(form.sets["outcomes"])
    nodes: list[Heading | Line] = []
    for node in walk(form.blocks[0].row_tree):
        group = isinstance(node, Heading) and node.group is not None
        alone = isinstance(node, Line) and node.group is None and node.code in counted
        if group or alone:
            nodes.append(node)
    return nodes


def _outcome(
    node: Heading | Line,
    form: PartForm,
    report: Report,
    implied: Mapping[str, Decimal],
    words: Words,
) -> Outcome | None:
    code = node.code
    value = report.derived(f"requests.{code}.total", implied)
    if code is None or value is None:
        return None
    label = say.bare(node.label, words.lang)
    if isinstance(node, Line):
        return Outcome(code, label, f"requests.{code}.total", value, ())
    reasons = [
        Reason(
            row.code,
            say.bare(row.label, words.lang),
            f"requests.{row.code}.total",
            report.derived(f"requests.{row.code}.total", implied) or Decimal(0),
        )
        for row in form.blocks[0].rows
        if row.group == code
    ]
    reasons = sorted((r for r in reasons if r.value), key=lambda r: -r.value)
    return Outcome(code, label, f"requests.{code}", value, tuple(reasons))
