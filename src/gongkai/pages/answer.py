"""One sentence with numbers: what the newest report of a place says became of its requests."""

from __future__ import annotations

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

    `title` is what the page answers, in a few words.
    """

    sentence: str
    change: str
    title: str


def answer(view: View, report: Report, found: Outcomes | None) -> Answer:
    """The answer of a report, of which `found` are the outcomes."""
    words = view.words
    called = title(words, report, found)
    return Answer(_sentence(words, report, found), _change(view, report), called)


def title(words: Words, report: Report, found: Outcomes | None) -> str:
    """What a page answers; empty where no figure is known."""
    received = roles.value(report, "received")
    if received is None:
        return ""
    args = {"year": report.year, "n": received, "received": say.number(received)}
    granted = found.of("granted") if found and found.adds_up else None
    if found is None or granted is None or found.handled < roles.FLOOR:
        return words("answer-title", **args)
    share = charts.percent(granted.value / found.handled)
    what = say.in_sentence(granted.label, words)
    return words("answer-title-share", share=share, what=what, **args)


def _sentence(words: Words, report: Report, found: Outcomes | None) -> str:
    received = roles.value(report, "received")
    if received is None:
        return ""
    args = {"year": report.year, "n": received, "received": say.number(received)}
    if found is None or not found.handled or not found.adds_up:
        return words("answer-received", **args)
    few = found.handled < roles.FLOOR
    parts = sorted((part for part in found.parts if part.value), key=lambda part: -part.value)
    named = [part for part in found.parts if part in parts[:NAMED]]
    texts = [_part(part, found, words, few=few) for part in named]
    if rest := found.handled - sum(part.value for part in named):
        texts.append(words("answer-rest", n=rest, rest=say.number(rest)))
    handled, listed = say.number(found.handled), words("comma").join(texts)
    sentence = words("answer-handled", handled=handled, parts=listed, **args)
    return sentence if found.basis == "printed" else words("outcomes-worked", sentence=sentence)


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


def _change(view: View, report: Report) -> str:
    """How many requests a report has beside the year before; where they are not compared,
    why; nothing where that year is not held.
    """
    words, before = view.words, view.site.beside(report, -1)
    if before is None:
        return ""
    now, last = roles.value(report, "received"), roles.value(before, "received")
    if now is None or last is None:
        without = report if now is None else before
        asked = roles.asked(view.site, without, "received")
        return words("changed-blank" if asked else "changed-unasked", year=without.year)
    if parted := pictures.partings(view.site, [before, report], "received"):
        figures = {"now": say.number(now), "last": say.number(last)}
        return words("changed-apart", **figures, why=pictures.cuts(words, parted)[0].why)
    return words("changed-received", change=phrases.change(now, last, words))
