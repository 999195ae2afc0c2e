"""What a rule says of a place: rules, verdicts, findings, their causes, and how they are counted.

Frozen types only; nothing is judged here. A `Problem` is no finding: it keeps a content file from
being read, and is never published.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
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

    @property
    def counted(self) -> bool:
        """Whether its findings count for a document: hints for information only do not."""
        return self.about == "document" and self.severity != "info"

    @property
    def settled(self) -> bool:
        """Whether a look at the document may settle it: not what is for information on us."""
        return self.about != "us" or self.severity != "info"


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


class Sums(NamedTuple):
    """Two sides that must be equal, in the unit of the cells: what is printed, what it should be.

    A side that blanks keep from being known is None.
    """

    stated: Decimal | None
    computed: Decimal | None = None

    @property
    def difference(self) -> Decimal | None:
        """Stated minus computed, where both are known."""
        if self.stated is None or self.computed is None:
            return None
        return self.stated - self.computed


class Change(NamedTuple):
    """A figure of this year beside that of last year, which it need not equal."""

    now: Decimal
    before: Decimal | None = None


class Bound(NamedTuple):
    """A figure beside the one that it must not pass."""

    value: Decimal | None
    bound: Decimal | None = None


class Deadline(NamedTuple):
    """A printed date, or the first day that it may mean, and the last day that the law allows."""

    printed: date
    due: date

    @property
    def days_after(self) -> int:
        """How many days at least the printed date is after the last one; negative before it."""
        return (self.printed - self.due).days


Evidence = Sums | Change | Bound | Deadline  # what a rule compares
_NOTHING: Mapping[str, object] = {}


class Finding(NamedTuple):
    """One rule, one place, one verdict, and what was compared, where the rule compares."""

    report: str
    rule: str
    place: str
    verdict: Verdict
    evidence: Evidence | None = None
    identity: Identity | None = None
    missing: tuple[str, ...] = ()  # addresses without a number
    reason: str | None = None  # a message id, where the verdict needs a word of explanation
    args: Mapping[str, object] = _NOTHING  # what the message speaks of
    cause: Cause | None = None
    confirmed: AsPrinted | None = None

    @property
    def sums(self) -> Sums | None:
        """The two sides that must be equal, where the rule compares such."""
        return self.evidence if isinstance(self.evidence, Sums) else None

    @property
    def difference(self) -> Decimal | None:
        """By how much two sides that must be equal differ, where both are known."""
        return self.sums and self.sums.difference

    @property
    def figures(self) -> tuple[Decimal | None, Decimal | None]:
        """The two figures that are compared, which a confirmation repeats; days of a deadline."""
        if isinstance(self.evidence, Deadline):
            return Decimal(self.evidence.days_after), Decimal(0)
        return self.evidence or (None, None)


@dataclass(frozen=True, slots=True)
class Tally:
    """How the checks of a document's figures ended. Broken ones may be ours: not counted.

    Only a preview shows `broken` sums of the tables: they keep a report from being published.
    """

    holds: int = 0
    as_printed: int = 0
    not_assessable: int = 0
    broken: int = 0

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
        if self.as_printed or self.broken:
            return "amber"
        return "ok" if self.all and self.assessed == self.all else "grey"

    def __add__(self, other: Tally) -> Tally:
        """Both together."""
        return Tally(
            self.holds + other.holds,
            self.as_printed + other.as_printed,
            self.not_assessable + other.not_assessable,
            self.broken + other.broken,
        )


def of_tables(findings: Iterable[Finding]) -> Tally:
    """How the identities of the tables ended: what badges speak of."""
    sums = [finding for finding in findings if finding.identity is not None]
    broken = sum(finding.verdict is Verdict.BROKEN for finding in sums)
    return replace(tally(sums), broken=broken)


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
