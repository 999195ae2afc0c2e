"""What became of the requests of a report: its kinds of outcome, the reasons below them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from gongkai import words as say
from gongkai.contract.breaks import asks_outcomes
from gongkai.model.forms import OutcomeSet, PartForm, walk
from gongkai.model.report import Report
from gongkai.pages import roles
from gongkai.pages.site import View


class Outcome(NamedTuple):
    """A kind of outcome, or a reason below one (a row of its group), in cases.

    `anchor` is its place in the printed table; `worked`: blank in the document, and worked out
    from its totals; `role` the one that it plays in its form, if any.
    """

    code: str
    label: str
    anchor: str
    value: Decimal
    reasons: tuple[Outcome, ...] = ()  # largest first, zeros left out
    worked: bool = False
    role: str = ""


class Outcomes(NamedTuple):
    """The whole and its parts. `handled` is the sum of the parts; `printed` is the printed total.

    `basis` is printed, or implied where a blank was read as what the printed totals force.
    """

    handled: Decimal
    printed: Decimal | None
    basis: str
    parts: tuple[Outcome, ...]
    whole: str  # what the form calls it
    form: PartForm

    @property
    def adds_up(self) -> bool:
        """Whether the printed total, if there is one, is the sum of the parts."""
        return self.printed in (None, self.handled)

    def of(self, role: str) -> Outcome | None:
        """The kind of outcome that plays a role."""
        return next((part for part in self.parts if part.role == role), None)


def outcome_part(report: Report) -> PartForm | None:
    """The table of a report that says what became of its requests."""
    return next((part for part in report.parts.values() if part.outcomes), None)


def outcomes(view: View, report: Report) -> Outcomes | None:
    """The outcomes in the order of the form; None where a figure that they need is not known."""
    form = outcome_part(report)
    if form is None or form.outcomes is None:
        return None
    printed = report.derived(form.outcomes.whole)
    for basis, blanks in (("printed", {}), ("implied", view.site.implied[report.id])):
        parts = [_outcome(kind, report, blanks) for kind in kinds(form, view.lang)]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            handled = sum((part.value for part in known), Decimal(0))
            whole = say.bare(form.cells[form.outcomes.whole][0].label, view.lang)
            return Outcomes(handled, printed, basis, tuple(known), whole, form)
    return None


def no_picture(view: View, report: Report, found: Outcomes | None) -> str:
    """Why there is no picture of what became of a report's requests."""
    words = view.words
    if found is not None:
        return words("outcomes-nothing")
    form = outcome_part(report)
    if form is None or form.outcomes is None:
        if report.parts:
            asked = asks_outcomes(view.contract.forms, report)
            return words("outcomes-no-table" if asked else "outcomes-unasked")
        n = len(report.statements)
        return words("prose-only", n=n) if n else words("prose-none")
    absent = any(map(report.leaves_out, form.outcomes.addresses))
    return words("outcomes-absent" if absent else "outcomes-unknown")


def granted(report: Report, found: Outcomes | None) -> tuple[Decimal | None, bool]:
    """The share that was granted, and whether it is worked out; also where not all outcomes are
    known, as long as both figures are printed.
    """
    if found is not None:
        part_of = found.of("granted")
        if part_of is None or not found.handled:
            return None, False
        return part_of.value / found.handled, part_of.worked
    part, whole = roles.value(report, "granted"), roles.value(report, "handled")
    return (part / whole if part is not None and whole else None), False


class OutcomeKind(NamedTuple):
    """What a form says of a kind of outcome or of a reason: a figure without its value."""

    code: str
    label: str
    anchor: str
    address: str
    reasons: tuple[OutcomeKind, ...]
    role: str


@cache
def kinds(form: PartForm, lang: str) -> tuple[OutcomeKind, ...]:
    """The kinds of outcome of a form with their reasons, as it lists them."""
    found = form.outcomes or OutcomeSet((), (), "")
    labels = {
        node.code: node.label
        for block in form.blocks
        for node in walk(block.row_tree)
        if node.code is not None
    }
    roles_at = {address: role for role, address in form.roles.items()}

    def kind(code: str, address: str) -> OutcomeKind:
        rows = form.sums.get(address, ())
        reasons = tuple(kind(form.cells[row][0].code, row) for row in rows)
        anchor = f"{form.name}.{code}" if rows else address
        label = say.bare(labels[code], lang)
        return OutcomeKind(code, label, anchor, address, reasons, roles_at.get(address, ""))

    return tuple(map(kind, found.codes, found.addresses))


def _outcome(kind: OutcomeKind, report: Report, implied: Mapping[str, Decimal]) -> Outcome | None:
    value = report.derived(kind.address, implied)
    if value is None:
        return None
    found = (_outcome(reason, report, implied) for reason in kind.reasons)
    reasons = sorted((one for one in found if one and one.value), key=lambda one: -one.value)
    worked = bool(implied) and report.derived(kind.address) is None
    return Outcome(kind.code, kind.label, kind.anchor, value, tuple(reasons), worked, kind.role)
