"""Figures → the sentence over a picture, or on a badge, in Chinese or English.

The sentences stand in site/locale; here stands where one gives way to the next. A row of a table is
(lower, upper, id) in thousandths: lower belongs to the band, upper does not; where both are the
same the row is that one value. A bare fraction ("a quarter") is true to half a hundredth, "about"
to one hundredth of a share and two of a change, "nearly" is always below, "more than" always above.
Arithmetic is exact.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from gongkai.model.findings import Tally
from gongkai.words.catalog import Words
from gongkai.words.figures import number

Band = tuple[int, int | None, str]

SHARES: Sequence[Band] = (
    (0, 0, "share-none"),
    (0, 20, "share-few"),
    (20, 90, "share-under-tenth"),
    (90, 110, "share-about-tenth"),
    (110, 180, "share-over-tenth"),
    (180, 195, "share-nearly-fifth"),
    (195, 205, "share-fifth"),
    (205, 230, "share-over-fifth"),
    (230, 245, "share-nearly-quarter"),
    (245, 255, "share-quarter"),
    (255, 290, "share-over-quarter"),
    (290, 310, "share-about-three-tenths"),
    (310, 329, "share-nearly-third"),
    (329, 338, "share-third"),
    (338, 390, "share-over-third"),
    (390, 410, "share-about-two-fifths"),
    (410, 450, "share-over-two-fifths"),
    (450, 495, "share-nearly-half"),
    (495, 505, "share-half"),
    (505, 590, "share-over-half"),
    (590, 610, "share-about-three-fifths"),
    (610, 645, "share-over-three-fifths"),
    (645, 662, "share-nearly-two-thirds"),
    (662, 671, "share-two-thirds"),
    (671, 725, "share-over-two-thirds"),
    (725, 745, "share-nearly-three-quarters"),
    (745, 755, "share-three-quarters"),
    (755, 790, "share-over-three-quarters"),
    (790, 810, "share-about-four-fifths"),
    (810, 890, "share-over-four-fifths"),
    (890, 910, "share-about-nine-tenths"),
    (910, 980, "share-over-nine-tenths"),
    (980, 1000, "share-nearly-all"),
    (1000, 1000, "share-all"),
)

# This year in thousandths of the year before.
CHANGES: Sequence[Band] = (
    (0, 0, "change-to-none"),
    (0, 100, "change-under-tenth"),
    (100, 240, "change-under-quarter"),
    (240, 260, "change-about-quarter"),
    (260, 320, "change-under-third"),
    (320, 345, "change-about-third"),
    (345, 480, "change-under-half"),
    (480, 520, "change-about-half"),
    (520, 650, "change-less-over-third"),
    (650, 680, "change-less-third"),
    (680, 740, "change-less-over-quarter"),
    (740, 760, "change-less-quarter"),
    (760, 790, "change-less-over-fifth"),
    (790, 810, "change-less-fifth"),
    (810, 885, "change-less-over-tenth"),
    (885, 915, "change-less-tenth"),
    (915, 970, "change-less-slightly"),
    (970, 1000, "change-alike"),
    (1000, 1000, "change-same"),
    (1000, 1030, "change-alike"),
    (1030, 1085, "change-more-slightly"),
    (1085, 1115, "change-more-tenth"),
    (1115, 1190, "change-more-over-tenth"),
    (1190, 1210, "change-more-fifth"),
    (1210, 1240, "change-more-over-fifth"),
    (1240, 1260, "change-more-quarter"),
    (1260, 1320, "change-more-over-quarter"),
    (1320, 1350, "change-more-third"),
    (1350, 1480, "change-more-over-third"),
    (1480, 1520, "change-more-half"),
    (1520, 1900, "change-more-over-half"),
    (1900, 1980, "change-nearly-twice"),
    (1980, 2020, "change-twice"),
    (2020, 2900, "change-over-twice"),
    (2900, 2980, "change-nearly-thrice"),
    (2980, 3020, "change-thrice"),
    (3020, 3980, "change-over-thrice"),
    (3980, 4020, "change-four-times"),
    (4020, 5000, "change-over-four-times"),
    (5000, 10_000, "change-five-times"),
    (10_000, 100_000, "change-ten-times"),
    (100_000, None, "change-hundred-times"),
)

SMALL = 20  # below this a rate says more than is known: numbers are said instead
FEW = 30  # of a whole: below it one or two cases change a share much
NAMED = 100  # thousandths from which a reason, or that there is none, is named
CLOSE = Fraction(3, 4)  # of the granted: from here the partly granted are named beside them
ENOUGH = 10  # reports from which a median is said


def band(table: Sequence[Band], part: Decimal, whole: Decimal) -> str:
    """The id of the row that part / whole lies in. Raises ValueError where there is none."""
    if whole:
        (above, below), (times, over) = part.as_integer_ratio(), whole.as_integer_ratio()
        # The whole thousandths, and whether that is all.
        least, rest = divmod(1000 * above * over, below * times)
        for lower, upper, name in table:
            if lower == upper:
                if least == lower and not rest:
                    return name
            elif lower <= least and (upper is None or least < upper):
                return name
    raise ValueError(f"no words for {part} of {whole}")


def share(part: Decimal, whole: Decimal, words: Words) -> str:
    """A part of a whole: `half`, `nearly a third`; the subject of a plural verb.

    Raises ValueError for a part that is no part, and for a whole of zero.
    """
    return words(band(SHARES, part, whole))


def change(now: Decimal, before: Decimal, words: Words) -> str:
    """A count against the one of the year before: `about a tenth above the year before`.

    Small and empty bases are given in numbers. Raises ValueError for a negative count.
    """
    if now < 0 or before < 0:
        raise ValueError(f"{now} after {before} are no counts")
    if before == 0:
        return words("change-from-none", figure=number(now)) if now else words("change-still-none")
    if now and now != before and before < SMALL:
        name = "change-more" if now > before else "change-fewer"
        return words(name, figure=number(abs(now - before)))
    return words(band(CHANGES, now, before))


def outcomes(
    handled: Decimal,
    granted: Decimal,
    partly: Decimal,
    reasons: Sequence[tuple[str, Decimal]],
    words: Words,
) -> str:
    """What became of the requests: how many were granted, and why most of the others were not.

    `reasons` are (phrase that follows 因 or because, count), largest first. Figures that cannot be
    parts of what was handled, as some documents print them, are listed and not compared.
    """
    if granted + partly + sum(count for _, count in reasons) > handled:
        return words(
            "outcomes-apart", n=number(handled), granted=number(granted), partly=number(partly)
        )
    if handled <= 1:
        return _one(handled, granted, partly, reasons, words)
    if granted == handled:
        return words("outcomes-all", n=number(handled))
    if partly == handled:
        return words("outcomes-all-partly", n=number(handled))
    if reasons and reasons[0][1] == handled:
        return words("outcomes-all-reason", n=number(handled), reason=reasons[0][0])
    clauses = _given(handled, granted, partly, words)
    tail = ""
    if reasons and reasons[0][1]:
        phrase, most = reasons[0]
        alone = len(reasons) == 1 or reasons[1][1] < most
        if alone and (handled < FEW or most * 1000 >= NAMED * handled):
            clauses.append(_clause("outcomes-reason", most, handled, words, reason=phrase))
        elif (handled - granted - partly) * 1000 >= NAMED * handled and (
            not alone or 3 * most <= handled - granted - partly
        ):
            tail = words("outcomes-no-reason")
    joined = words("outcomes-comma").join(clauses[:-1])
    joined += (words("outcomes-and") if joined else "") + clauses[-1]
    return words("outcomes", n=number(handled), clauses=joined + tail)


def counted(whole: tuple[str, Decimal], kinds: Sequence[tuple[str, Decimal]], words: Words) -> str:
    """What became of the requests by a form that does not tell what was granted in full from what
    was granted in part: its own label of the whole and of each kind, with their counts; kinds of 0
    are left out.
    """
    label, n = whole
    named = [words("outcomes-kind", kind=kind, n=number(count)) for kind, count in kinds if count]
    if not named:
        return words("outcomes-kinds-none", whole=label, n=number(n))
    return words("outcomes-kinds", whole=label, n=number(n), kinds=words("comma").join(named))


def _one(
    handled: Decimal,
    granted: Decimal,
    partly: Decimal,
    reasons: Sequence[tuple[str, Decimal]],
    words: Words,
) -> str:
    if not handled:
        return words("outcomes-nothing")
    if granted:
        return words("outcomes-one-granted")
    if partly:
        return words("outcomes-one-partly")
    if reasons and reasons[0][1]:
        return words("outcomes-one-reason", reason=reasons[0][0])
    return words("outcomes-one-not")


def _given(handled: Decimal, granted: Decimal, partly: Decimal, words: Words) -> list[str]:
    if not granted and not partly:
        return [words("outcomes-none")]
    clauses = [_clause("outcomes-granted", granted, handled, words)]
    if partly and (handled < FEW or Fraction(partly) >= CLOSE * Fraction(granted)):
        clauses.append(_clause("outcomes-partly", partly, handled, words))
    return clauses


def _clause(name: str, part: Decimal, whole: Decimal, words: Words, **args: str) -> str:
    """A share of the handled; of a handful, the number. Only the number 1 is a singular."""
    if whole < FEW and part:
        return words(name, n=int(part), share=words("outcomes-count", n=number(part)), **args)
    return words(name, n=0, share=share(part, whole, words), **args)


def series(points: Sequence[tuple[int, Decimal]], what: str, words: Words) -> str:
    """A run of years that may be compared: from where to where, and the highest between.

    `points` are (year, count) in order; a break or a gap of scope ends a run, which is the caller's
    to see. `what` is a label: `Requests handled`.
    """
    if not points:
        return words("series-none", what=what)
    (first, begin), (last, end) = points[0], points[-1]
    args = {
        "what": what,
        "first": first,
        "last": last,
        "begin": number(begin),
        "end": number(end),
    }
    if len(points) == 1:
        return words("series-one", **args)
    if len(points) == 2 and last == first + 1:
        if end and not begin:
            return words("series-from-none", **args)
        return words("series-two", change=change(end, begin, words), **args)
    values = [value for _, value in points]
    if len(points) > 2 and min(values) == max(values):
        return words("series-level", **args)
    name = "series-rose" if end > begin else "series-fell" if end < begin else "series-back"
    peak = max(values)
    years = [str(year) for year, value in points if value == peak]
    high = ""
    if peak > max(begin, end) and len(years) <= 2:
        high = words("series-peak", years=words("series-and").join(years), figure=number(peak))
    return words(name, peak=high, **args)


def spread(
    n: int, quartiles: tuple[str, str, str] | None, words: Words, whole: int | None = 0
) -> str:
    """Between which values the middle half of n reports lies; of fewer than ten, how many.

    `quartiles` are the lower one, the median and the upper one, as they are to be read; None where
    the reports are less than half of the `whole` that there is, or that is not known (None).
    """
    if n == 0:
        return words("spread-none")
    if n < ENOUGH:
        return words("spread-few", n=n, enough=ENOUGH)
    if quartiles is None:
        return words("spread-unknown" if whole is None else "spread-part", n=n)
    low, median, high = quartiles
    name = "spread-same" if low == high else "spread"
    return words(name, n=number(n), low=low, median=median, high=high)


def tallied(count: Tally, words: Words) -> str:
    """How the sums of a document stand: `✓ 42/42 hold`, never more than was judged."""
    if count.broken:
        return words("badge-broken", n=count.broken, all=count.all + count.broken)
    if not count.all:
        return words("badge-nothing")
    if count.as_printed:
        text = words("badge-as-printed", holds=count.holds, n=count.as_printed, all=count.all)
        return text + (words("badge-rest", n=count.not_assessable) if count.not_assessable else "")
    if count.not_assessable:
        return words("badge-assessable", n=count.assessed, all=count.all)
    return words("badge-holds", n=count.holds, all=count.all)


def badge(count: Tally, readers: Sequence[int], words: Words) -> str:
    """What a badge says: how the sums stand, and how many people have looked at each document."""
    least, most = min(readers), max(readers)
    if most == 0:
        looked = words("nobody-has-looked")
    elif least == 0:
        looked = words("badge-some-unread")
    else:
        looked = words("badge-readers" if least == most else "badge-readers-least", n=least)
    return f"{tallied(count, words)} · {looked}"
