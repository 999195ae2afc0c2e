"""Made-up figures of a place over the years, such that everything adds up.

The figures of a year are one flat list of whole numbers (see ROWS, REVIEWS, NEW, OLD), so that those
of a territory are the sum of its own and of those below it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

Figures = list[int]

REFUSED = ("state_secret", "prohibited_by_law", "security_or_stability", "third_party_rights",
           "internal_affairs", "process_information", "enforcement_file", "administrative_inquiry")  # fmt: skip
UNABLE = ("not_held", "not_ready_made", "unclear_after_correction")
NOT_PROCESSED = ("petition", "repeat_request", "publication", "excessive_requests", "confirm_or_reissue")  # fmt: skip
OTHERWISE = ("not_corrected", "fee_unpaid", "other_reason")
OUTCOMES = ("granted", "partly_granted", *REFUSED, *UNABLE, *NOT_PROCESSED, *OTHERWISE)
ROWS = ("received", "carried_in", *OUTCOMES, "carried_out")
APPLICANTS = 6
REVIEWS = ("reconsideration", "litigation_direct", "litigation_after_recon")
RESULTS = 4
# Row and number of its cells; of `fees` (2021) and the last cell of `procurement` the unit is 0.01.
NEW = {"government_rules": 3, "normative_documents": 3, "licensing": 1, "penalties": 1,
       "coercion": 1, "fees": 1}  # fmt: skip
OLD = {"government_rules": 3, "normative_documents": 3, "licensing": 3,
       "other_external_matters": 3, "penalties": 3, "coercion": 3, "fees": 2, "procurement": 2}  # fmt: skip

AT_REVIEWS = len(ROWS) * APPLICANTS
AT_NEW = AT_REVIEWS + len(REVIEWS) * RESULTS
AT_OLD = AT_NEW + sum(NEW.values())
SIZE = AT_OLD + sum(OLD.values())

_WEIGHTS = [40, 9, 0.4, 0.5, 0.2, 0.8, 1.2, 1, 0.8, 1.1, 27, 2.5, 1.2, 4, 2, 0.3, 0.1, 0.3, 1.5, 0.4, 2.7]  # fmt: skip
_KINDS = (0.885, 0.07, 0.003, 0.01, 0.012, 0.02)
_SIZES = {"county": (3.1, 1.2), "prefecture": (3.8, 1.0), "province": (5.2, 0.8)}
_MOST = 5000
_RESULT_WEIGHTS = (60, 14, 15, 11)


def _some(rng: random.Random, mean: float) -> int:
    """A whole number about a mean: as often above as its fraction says."""
    return int(mean * rng.uniform(0.7, 1.3) + rng.random())


def own(rng: random.Random, level: str, years: Sequence[int]) -> Iterator[Figures]:
    """The figures of a government and its departments, without those below, year by year."""
    size = rng.lognormvariate(*_SIZES[level])
    weights = [w * rng.lognormvariate(0, 0.6) for w in _WEIGHTS]
    carried = [_some(rng, size * share * 0.04) for share in _KINDS]
    makes_rules = level != "county"
    stock = [_some(rng, 4) if makes_rules else 0, _some(rng, 30)]
    items = [_some(rng, mean) for mean in (180, 120, 300, 15, 8)]
    habits = [rng.lognormvariate(mean, 1.1) for mean in (8, 7.2, 4, 9, 7.5, 6, 6.8, 3, 16)]
    for _ in years:
        size *= rng.lognormvariate(0.03, 0.3)
        figures: Figures = []
        figures += _requests(rng, min(_MOST, int(size + rng.random())), carried, weights)
        carried = figures[AT_REVIEWS - APPLICANTS :]
        figures += _reviews(rng, min(_MOST, size))
        figures += _new(rng, makes_rules, stock, habits)
        figures += _old(rng, makes_rules, stock, items, habits)
        yield figures


def _requests(
    rng: random.Random, received: int, carried: Sequence[int], weights: Sequence[float]
) -> Figures:
    new = [0] * APPLICANTS
    for kind in rng.choices(range(APPLICANTS), _KINDS, k=received):
        new[kind] += 1
    late = rng.uniform(0, 0.09)
    outcomes = [[0] * APPLICANTS for _ in OUTCOMES]
    left = []
    for kind, came in enumerate(new):
        waiting = came + carried[kind]
        left.append(min(waiting, int(waiting * late + rng.random())) if waiting else 0)
        for outcome in rng.choices(range(len(OUTCOMES)), weights, k=waiting - left[kind]):
            outcomes[outcome][kind] += 1
    return [*new, *carried, *(cell for row in outcomes for cell in row), *left]


def _reviews(rng: random.Random, size: float) -> Figures:
    found: Figures = []
    for share in (0.05, 0.02, 0.008):
        row = [0] * RESULTS
        for result in rng.choices(range(RESULTS), _RESULT_WEIGHTS, k=_some(rng, size * share)):
            row[result] += 1
        found += row
    return found


def _about(rng: random.Random, habit: float) -> int:
    """A number like those of other years; rarely a slip makes it ten times as large."""
    slip = 12 if rng.random() < 0.004 else 1
    return int(habit * slip * rng.lognormvariate(0, 0.35) + rng.random())


def _new(rng: random.Random, makes_rules: bool, stock: list[int], habits: list[float]) -> Figures:
    found: Figures = []
    for index, mean in enumerate((0.4 if makes_rules else 0, 4)):
        issued, repealed = _some(rng, mean) if mean else 0, _some(rng, mean * 0.7) if mean else 0
        repealed = min(repealed, stock[index] + issued)
        if rng.random() < 0.03 and mean > 1:  # counted anew
            stock[index] += _some(rng, 6)
        stock[index] += issued - repealed
        found += [issued, repealed, stock[index]]
    return [*found, *(_about(rng, habit) for habit in habits[:4])]


def _old(
    rng: random.Random, makes_rules: bool, stock: list[int], items: list[int], habits: list[float]
) -> Figures:
    made = _some(rng, 0.5) if makes_rules else 0
    norms = _some(rng, 5)
    found = [made, made, stock[0], norms, norms, stock[1]]
    for index, habit in enumerate((*habits[4:8], None)):
        change = max(-items[index], int(rng.gauss(0, items[index] * 0.05)))
        found += [items[index], change]
        if habit is not None:
            found.append(_about(rng, habit))
        items[index] += change
    return [*found, _some(rng, 60), _about(rng, habits[8])]


def together(several: Sequence[Figures]) -> Figures:
    """The sum of several places, figure by figure."""
    return [sum(column) for column in zip(*several, strict=True)]
