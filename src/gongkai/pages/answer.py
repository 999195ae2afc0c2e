"""One sentence with numbers: what the newest report of a place says became of its requests."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.report import Report
from gongkai.pages import charts, pictures, roles
from gongkai.pages.outcomes import Outcome, Outcomes
from gongkai.pages.site import View
from gongkai.words import Words, phrases

NAMED = 3  # kinds of outcome that are named


class Answer(NamedTuple):
    """The sentence, empty where no figure is known; what changed since the year before; the title.

    `title` is what the page answers, in a few words; `few` says that there are too few for shares.
    """

    sentence: str
    change: str
    title: str
    few: bool


def answer(view: View, annual: Sequence[Report], found: Outcomes | None) -> Answer:
    """The answer of the newest of some annual reports, of which `found` are the outcomes."""
    words, newest = view.words, annual[-1]
    received = roles.value(newest, "received")
    change = _change(view, annual)
    if received is None:
        return Answer("", change, "", few=False)
    args = {"year": newest.year, "n": received, "received": say.number(received)}
    if found is None or not found.handled or not found.adds_up:
        return Answer(
            words("answer-received", **args), change, words("answer-title", **args), False
        )
    few = found.handled < roles.FLOOR
    parts = sorted((part for part in found.parts if part.value), key=lambda part: -part.value)
    named = [part for part in found.parts if part in parts[:NAMED]]
    texts = [_part(part, found, words, few=few) for part in named]
    if rest := found.handled - sum(part.value for part in named):
        texts.append(words("answer-rest", n=rest, rest=say.number(rest)))
    sentence = words(
        "answer-handled",
        handled=say.number(found.handled),
        parts=words("comma").join(texts),
        **args,
    )
    if found.basis != "printed":
        sentence = words("outcomes-worked", sentence=sentence)
    granted = found.of("granted")
    if few or granted is None:
        return Answer(sentence, change, words("answer-title", **args), few)
    share = charts.percent(granted.value / found.handled)
    what = say.in_sentence(granted.label, words)
    title = words("answer-title-share", share=share, what=what, **args)
    return Answer(sentence, change, title, few)


def _part(part: Outcome, found: Outcomes, words: Words, *, few: bool) -> str:
    """A kind of outcome, and the reason of more than half of it where it has several."""
    args = {"n": say.number(part.value), "what": say.in_sentence(part.label, words)}
    text = (
        words("answer-part-few", **args)
        if few
        else words("answer-part", share=charts.percent(part.value / found.handled), **args)
    )
    if part.role != "granted" and part.reasons and part.reasons[0].value * 2 > part.value:
        reason = part.reasons[0]
        name = "answer-reason-all" if reason.value == part.value else "answer-reason"
        text += words(name, n=say.number(reason.value), what=reason.label)
    return text


def _change(view: View, annual: Sequence[Report]) -> str:
    """How many requests the newest report has beside the year before; where they are not compared,
    why; nothing where that year is not held.
    """
    words, report = view.words, annual[-1]
    before = next((other for other in annual if other.year == report.year - 1), None)
    if before is None:
        return ""
    now, last = roles.value(report, "received"), roles.value(before, "received")
    if now is None or last is None:
        without = report if now is None else before
        asked = roles.asked(view.site, without, "received")
        return words("changed-blank" if asked else "changed-unasked", year=without.year)
    if apart := pictures.cuts(view, [before, report], "received"):
        figures = {"now": say.number(now), "last": say.number(last)}
        return words("changed-apart", **figures, why=apart[0].why)
    return words("changed-received", change=phrases.change(now, last, words))
