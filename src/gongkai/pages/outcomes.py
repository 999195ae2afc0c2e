"""What became of the requests of a report: its six kinds of outcome, the reasons below them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.forms import Heading, Line, PartForm, walk
from gongkai.model.report import Report, State
from gongkai.pages.site import View
from gongkai.words import Words

GRANTED = "requests.granted.total"
HANDLED = "requests.handled.total"


class Outcome(NamedTuple):
    """A kind of outcome, or a reason below one (a row of its group), in cases.

    `anchor` is its place in the printed table; `worked`: blank in the document, and worked out
    from its totals.
    """

    code: str
    label: str
    anchor: str
    value: Decimal
    reasons: tuple[Outcome, ...] = ()  # largest first, zeros left out
    worked: bool = False


class Outcomes(NamedTuple):
    """The whole and its parts. `handled` is the sum of the parts; `printed` is the printed total.

    `basis` is printed, or implied where a blank was read as what the printed totals force.
    """

    handled: Decimal
    printed: Decimal | None
    basis: str
    parts: tuple[Outcome, ...]


def outcomes(view: View, report: Report) -> Outcomes | None:
    """The outcomes in the order of the form; None where a figure that they need is not known."""
    form = report.parts.get("requests")
    if form is None:
        return None
    printed = report.derived(HANDLED)
    for basis, blanks in (("printed", {}), ("implied", view.site.implied[report.id])):
        parts = [_outcome(kind, report, blanks) for kind in _kinds(form, view.lang)]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            return Outcomes(sum((p.value for p in known), Decimal(0)), printed, basis, tuple(known))
    return None


def no_picture(report: Report, found: Outcomes | None, words: Words) -> str:
    """Why there is no picture of what became of a report's requests."""
    if found is not None:
        return words("outcomes-nothing")
    form = report.parts.get("requests")
    if form is None:
        n = len(report.statements)
        return words("prose-only", n=n) if n else words("prose-none")
    rows = (report.cells.get(f"requests.{code}.total") for code in form.sets["outcomes"])
    absent = any(cell is not None and cell.state is State.ABSENT for cell in rows)
    return words("outcomes-absent" if absent else "outcomes-unknown")


def granted(report: Report, found: Outcomes | None) -> tuple[Decimal | None, bool]:
    """The share that was granted, and whether it is worked out; also where not all outcomes are
    known, as long as both figures are printed.
    """
    if found is not None:
        first = found.parts[0]
        return (first.value / found.handled if found.handled else None), first.worked
    part, whole = report.derived(GRANTED), report.derived(HANDLED)
    return (part / whole if part is not None and whole else None), False


class _Kind(NamedTuple):
    """What a form says of a kind of outcome or of a reason: a figure without its value."""

    code: str
    label: str
    anchor: str
    address: str
    reasons: tuple[_Kind, ...]


@cache
def _kinds(form: PartForm, lang: str) -> tuple[_Kind, ...]:
    """The kinds of outcome of a form with their reasons, in printed order."""

    def kind(node: Heading | Line, reasons: tuple[_Kind, ...] = ()) -> _Kind:
        assert node.code is not None
        address = f"requests.{node.code}.total"
        anchor = address if isinstance(node, Line) else f"requests.{node.code}"
        return _Kind(node.code, say.bare(node.label, lang), anchor, address, reasons)

    rows = form.blocks[0].rows
    return tuple(
        kind(node, tuple(kind(row) for row in rows if row.group == node.code))
        for node in outcome_nodes(form)
    )


def outcome_nodes(form: PartForm) -> list[Heading | Line]:
    """The kinds of outcome, in printed order: groups, and rows that stand in none."""
    counted = form.sets["outcomes"]
    return [
        node
        for node in walk(form.blocks[0].row_tree)
        if (
            node.group is not None
            if isinstance(node, Heading)
            else node.group is None and node.code in counted
        )
    ]


def _outcome(kind: _Kind, report: Report, implied: Mapping[str, Decimal]) -> Outcome | None:
    value = report.derived(kind.address, implied)
    if value is None:
        return None
    found = (_outcome(reason, report, implied) for reason in kind.reasons)
    reasons = sorted((one for one in found if one and one.value), key=lambda one: -one.value)
    worked = bool(implied) and report.derived(kind.address) is None
    return Outcome(kind.code, kind.label, kind.anchor, value, tuple(reasons), worked)
