"""What the rules over years say of a report, on its own page and on that of the year before."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Finding, Verdict
from gongkai.model.report import Report
from gongkai.pages.site import Site, View

NAMED = 4  # places that a line names


class Tried(NamedTuple):
    """A rule over years and what it found in a report; each with the figures of both years.

    `unjudged` are those that could not be judged.
    """

    rule: str
    judged: list[tuple[Finding, str]]
    unjudged: list[Finding]


class YearLine(NamedTuple):
    """A rule in words (or nothing), a place (or nothing), a sentence on it, and the verdict."""

    rule: str
    where: str
    text: str
    verdict: Verdict


class YearLines(NamedTuple):
    """What a report says beside that of another `year`: what holds is folded."""

    year: int
    shown: Sequence[YearLine]
    folded: Sequence[YearLine]


def tried(site: Site, owner: Report) -> list[Tried]:
    """The rules over years that a report was tried by, in any language."""
    rules = site.contract.rules
    by_rule: dict[str, Tried] = {}
    for finding in site.findings[owner.id]:
        if finding.identity is None and rules[finding.rule].applies_to == "series":
            found = by_rule.setdefault(finding.rule, Tried(finding.rule, [], []))
            if finding.verdict is Verdict.NOT_ASSESSABLE:
                found.unjudged.append(finding)
            else:
                figures = " · ".join(map(say.number, finding.figures))
                found.judged.append((finding, figures))
    return list(by_rule.values())


def lines(view: View, found: Sequence[Tried], owner: Report, shown_on: Report) -> YearLines | None:
    """A line for each finding: the rule in words, the place, both figures and the verdict.

    The later year owns a finding and the earlier shows it, but only where it could be judged. What
    holds is folded and counted. What cannot be judged for one and the same reason is one line: the
    rules, and where a rule says something else of other places, which places.
    """
    words, contract = view.words, view.contract
    shown: list[YearLine] = []
    folded: list[YearLine] = []
    unjudged: dict[str, list[str]] = {}
    for name, judged, open_ones in found:
        own = contract.rules[name].words[words.lang]
        for finding, figures in judged:
            holds, where = finding.verdict is Verdict.HOLDS, say.place(finding.place, owner, words)
            # A sentence speaks of this year and the last: only the later report can print it.
            spelled = owner is shown_on and not holds
            text = say.broken(finding, owner, contract, words) if spelled else figures
            if finding.confirmed:
                text += f"{words('colon')}{say.confirmed(finding, owner, contract, words)}"
            line = YearLine("" if spelled else own["short"], where, text, finding.verdict)
            (folded if holds else shown).append(line)
        if owner is not shown_on:
            continue
        by_note: dict[str, list[Finding]] = {}
        for finding in open_ones:
            blank = words("tried-blank") if finding.missing else ""
            by_note.setdefault(blank or say.note(finding, owner, words), []).append(finding)
        for note, places in by_note.items():
            alone = not judged and len(by_note) == 1 and not places[0].missing
            what = own["title"]
            if not alone:
                named = [say.place(finding.place, owner, words) for finding in places[:NAMED]]
                more = words("and-more", n=len(places) - NAMED) if len(places) > NAMED else ""
                listed = words("list-separator").join(named) + more
                what = words("rule-at", rule=what, places=listed)
            unjudged.setdefault(note, []).append(what)
    for note, titles in unjudged.items():
        text = words("series-open", note=note, rules=words("and-separator").join(titles))
        shown.append(YearLine("", "", text, Verdict.NOT_ASSESSABLE))
    if not shown and not folded:
        return None
    return YearLines(owner.year - 1 if owner is shown_on else owner.year, shown, folded)
