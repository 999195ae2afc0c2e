"""What a rule says of a place: rules, verdicts, findings, their causes, and how they are counted.

Frozen types only; nothing is judged here. A `Problem` is no finding: it keeps a content file from
being read, and is never published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from gongkai.model.forms import Identity
from gongkai.model.languages import Translated
from gongkai.model.report import AsPrinted


@dataclass(frozen=True, slots=True)
class Rule:
    """What must hold, why, says who.

    `words[lang]` holds title, sentence, explanation, short, and broken: what is said of a place
    where it does not hold. `about` is document; date for a printed date, which is no figure, so
    neither a slip of ours nor a sum that does not add up; or us for a rule on our own work.
    """

    id: str
    severity: str
    applies_to: str
    about: str
    constants: Mapping[str, int]
    formula: str
    words: Translated[Mapping[str, str]]
    source: Translated[str]


class Verdict(StrEnum):
    """What a rule says of one place. Broken may be our own slip; as_printed was looked at again."""

    HOLDS = "holds"
    BROKEN = "broken"
    AS_PRINTED = "as_printed"
    NOT_ASSESSABLE = "not_assessable"


@dataclass(frozen=True, slots=True)
class Cause:
    """A simple explanation of broken identities: the one cell that would mend them, and how.

    `kind` is a code of findings.likely_cause. `needed` is the value of the cell at `address` that
    makes every identity through it hold; where no single cell explains a finding it is None.
    `first` and `other` are cells that the explanation speaks of.
    """

    kind: str
    address: str | None = None
    value: Decimal | None = None
    needed: Decimal | None = None
    other: str | None = None
    first: str | None = None


_NOTHING: Mapping[str, object] = {}


class Finding(NamedTuple):
    """One rule, one place, one verdict; figures in the unit of the cells."""

    report: str
    rule: str
    place: str
    verdict: Verdict
    stated: Decimal | None = None
    computed: Decimal | None = None
    identity: Identity | None = None
    missing: tuple[str, ...] = ()  # addresses without a number
    reason: str | None = None  # a message id, where the verdict needs a word of explanation
    args: Mapping[str, object] = _NOTHING  # what the message speaks of
    cause: Cause | None = None
    confirmed: AsPrinted | None = None

    @property
    def difference(self) -> Decimal | None:
        """Stated minus computed, where both are known."""
        if self.stated is None or self.computed is None:
            return None
        return self.stated - self.computed


@dataclass(frozen=True, slots=True)
class Tally:
    """How the checks of a document's figures ended. Broken ones may be ours: not counted."""

    holds: int = 0
    as_printed: int = 0
    not_assessable: int = 0

    @property
    def assessed(self) -> int:
        """Checks that could be judged."""
        return self.holds + self.as_printed

    @property
    def all(self) -> int:
        """Every check that applies."""
        return self.assessed + self.not_assessable

    @property
    def tone(self) -> str:
        """Which ink it is shown in: amber when a document does not add up, grey when unsure."""
        if self.as_printed:
            return "amber"
        return "ok" if self.all and self.assessed == self.all else "grey"

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            self.holds + other.holds,
            self.as_printed + other.as_printed,
            self.not_assessable + other.not_assessable,
        )


def of_tables(findings: Iterable[Finding]) -> Tally:
    """How the identities of the tables ended: what badges speak of."""
    return tally(finding for finding in findings if finding.identity is not None)


def tally(findings: Iterable[Finding]) -> Tally:
    """How these findings ended."""
    verdicts = [finding.verdict for finding in findings]
    return Tally(
        holds=verdicts.count(Verdict.HOLDS),
        as_printed=verdicts.count(Verdict.AS_PRINTED),
        not_assessable=verdicts.count(Verdict.NOT_ASSESSABLE),
    )


@dataclass(frozen=True, slots=True)
class Problem:
    """Something in a content file that keeps it from being read, or a confirmation gone stale.

    `message` is the id of a sentence in site/locale and `args` what it speaks of; `rule` stands at
    the end of the line. A warning is shown and stops nothing.
    """

    path: str
    line: int
    column: int
    message: str
    args: Mapping[str, object] = field(default_factory=dict)
    rule: str = "readable"
    warning: bool = False
