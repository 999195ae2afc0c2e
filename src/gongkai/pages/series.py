"""What the rules over years say of a report, on its own page and on that of the year before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from gongkai import words as say
from gongkai.model import Report
from gongkai.pages import stencil
from gongkai.pages.site import SIGNS, Site
from gongkai.pages.stencil import Stencil
from gongkai.templating import Env, macros
from gongkai.verdict import Finding, Verdict
from gongkai.words import Words


class Tried(NamedTuple):
    """A rule over years and what it found in a report; each with the figures of both years."""

    rule: str
    judged: list[tuple[Finding, str]]
    first: Finding


def tried(site: Site, owner: Report) -> list[Tried]:
    """The rules over years that a report was tried by, in any language."""
    rules = site.contract.rules
    by_rule: dict[str, list[Finding]] = {}
    for finding in site.findings[owner.id]:
        if finding.identity is None and rules[finding.rule].applies_to == "series":
            by_rule.setdefault(finding.rule, []).append(finding)
    return [
        Tried(
            rule,
            [
                (f, f"{say.number(f.stated)} · {say.number(f.computed)}")
                for f in found
                if f.verdict is not Verdict.NOT_ASSESSABLE
            ],
            found[0],
        )
        for rule, found in by_rule.items()
    ]


def lines(
    found: Sequence[Tried], site: Site, owner: Report, shown_on: Report, words: Words
) -> Markup:
    """A line for each finding: the rule in words, the place, both figures and the verdict.

    The later year owns a finding and the earlier shows it, but only where it could be judged.
    Rules that cannot be judged for one and the same reason are told together.
    """
    env, rules = site.envs[words.lang], site.contract.rules
    told: list[Markup] = []
    unjudged: dict[str, list[str]] = {}
    for name, judged, first in found:
        own = rules[name].words[words.lang]
        for finding, said in judged:
            where = say.place(finding.place, owner, words)
            line = _line(env, own["short"], where, finding.verdict)
            if finding.confirmed:
                said += f"{words('colon')}{say.confirmed(finding, owner, site.contract, words)}"
            told.append(line.saying({"said": said}))
        if not judged and owner is shown_on:
            unjudged.setdefault(say.note(first, owner, words), []).append(own["title"])
    for note, titles in unjudged.items():
        said = words("series-open", note=note, rules=words("and-separator").join(titles))
        told.append(_line(env, "", "", Verdict.NOT_ASSESSABLE).saying({"said": said}))
    return stencil.joined(told)


@lru_cache(maxsize=4096)
def _line(env: Env, rule: str, where: str, verdict: Verdict) -> Stencil:
    macro = macros(env, "proofs").over_years
    return stencil.cut(macro(rule, where, verdict.value, SIGNS[verdict], stencil.hole))
