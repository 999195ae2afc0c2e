"""The sums of a report with their numbers, and the marks that lead to them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from gongkai import words as say
from gongkai.model.findings import Finding, Verdict
from gongkai.model.forms import Identity, PartForm
from gongkai.model.report import Report
from gongkai.pages import stencil
from gongkai.pages.cells import Figures
from gongkai.pages.site import SIGNS, Page, Site
from gongkai.pages.stencil import Stencil
from gongkai.pages.templating import Env, macros
from gongkai.words import Words

_EQUAL = dict.fromkeys(Verdict, "≠") | {
    Verdict.HOLDS: "=",
    Verdict.NOT_ASSESSABLE: stencil.hole("equal"),
}

FindingAt = Mapping[tuple[str, str], Finding]  # (rule, place) → finding


class Mark(NamedTuple):
    """The small sign at the end of a row or column: a link to its proof."""

    sign: str
    verdict: str
    word: str
    target: str


class Proof(NamedTuple):
    """What a page says of an identity whatever its numbers are; the anchor names its hole."""

    identity: Identity
    anchor: str
    label: str


class Sum(NamedTuple):
    """An identity with its numbers: pieces, each second of them what a language has words for."""

    anchor: str
    pieces: list[str]
    finding: Finding


def sums(report: Report, at: FindingAt, figures: Figures) -> list[Sum]:
    """All that must add up in a report, spelled for any language."""
    found = []
    for form in report.parts.values():
        for identity, place in _placed(form):
            finding = at[identity.rule, identity.place]
            left, right = _side(identity.left, figures), _side(identity.right, figures)
            spelled = f"{left} {_EQUAL[finding.verdict]} {right}"
            found.append(Sum(place, spelled.split(stencil.MARK), finding))
    return found


@cache
def _placed(form: PartForm) -> tuple[tuple[Identity, str], ...]:
    return tuple((identity, anchor(identity)) for identity in form.identities)


def _side(addresses: Sequence[str], figures: Figures) -> str:
    """Terms that are 0 are counted, not written out."""
    if len(addresses) <= 2:
        return " + ".join([figures.texts[address] for address in addresses])
    terms = list(filter(None, map(figures.terms.__getitem__, addresses)))
    if rest := len(addresses) - len(terms):
        states = list(filter(None, map(figures.absent.get, addresses))) if figures.absent else []
        if zeros := rest - len(states):
            terms.append(stencil.hole(f"zeros {zeros}"))
        terms += [stencil.hole(f"absent {n} {state}") for state, n in Counter(states).items()]
    return " + ".join(terms)


def proofs(report: Report, found: Sequence[Sum], site: Site, page: Page, words: Words) -> Markup:
    """Each rule on the tables that the report was tried by, with all its sums."""
    env = site.envs[words.lang]
    holes = {one.anchor: _spoken(one.pieces, words) for one in found}
    for one in found:
        if one.finding.verdict is not Verdict.HOLDS:
            holes[one.anchor] += _rest(one.finding, report, site, words)
    return _rules(env, tuple(report.parts.values()), words.lang, page.like).filled(holes)


def _spoken(pieces: list[str], words: Words) -> str:
    """A sum in words. Numbers need no escaping, and what is said in between has been escaped."""
    if len(pieces) == 1:
        return pieces[0]
    told = pieces.copy()
    told[1::2] = [_said(words, name) for name in pieces[1::2]]
    return "".join(told)


@lru_cache(maxsize=1024)
def _said(words: Words, name: str) -> str:
    what, *rest = name.split()
    if what == "state":
        return escape(words(f"state-{rest[0]}"))
    if what == "equal":
        return "？" if words.lang == "zh" else "?"
    state = words(f"state-{rest[1]}") if len(rest) > 1 else ""
    return escape(words(what, n=int(rest[0]), state=state))


@cache
def of_part(form: PartForm, lang: str) -> tuple[Proof, ...]:
    """What must add up in a part, in the order of the form."""
    return tuple(Proof(i, anchor(i), _label(i, form, lang)) for i in form.identities)


@lru_cache(maxsize=256)
def _rules(env: Env, forms: tuple[PartForm, ...], lang: str, like: Page) -> Stencil:
    by_rule: dict[str, list[Proof]] = {}
    for form in forms:
        for proof in of_part(form, lang):
            by_rule.setdefault(proof.identity.rule, []).append(proof)
    return stencil.cut(macros(env, "proofs").rules(by_rule, like, stencil.hole))


def _label(identity: Identity, form: PartForm, lang: str) -> str:
    row, column = form.cells[identity.place]
    if identity.axis == "column":
        return column.label[lang]
    return say.short(say.line_label(row, lang))


def code(identity: Identity) -> str:
    """The row or column that an identity goes along."""
    _, item, column = identity.place.split(".")
    return column if identity.axis == "column" else item


def anchor(identity: Identity) -> str:
    """Where its proof stands on the page: the rule without its part, and the row or column.

    Rows and columns of different parts have different codes, so that this names one identity.
    """
    return f"{identity.rule.split('-', 1)[1]}.{code(identity)}"


def mark(finding: Finding, site: Site, words: Words) -> Mark:
    """The sign of a finding, its word, and the anchor of its proof on the report's page."""
    assert finding.identity is not None
    word = site.contract.label("findings.verdict", finding.verdict.value, words.lang)
    sign = SIGNS[finding.verdict]
    return Mark(sign, finding.verdict.value, word, anchor(finding.identity))


def _rest(finding: Finding, report: Report, site: Site, words: Words) -> str:
    """What there is to say of a sum that does not simply hold."""
    note = ""
    if finding.difference:
        note = words("difference", n=say.signed(finding.difference))
    elif finding.reason == "fits-if-blanks-are-zero":
        note = words("fits-as-zero")
    elif finding.reason == "row-absent":
        note = words("proof-left-out")
    if finding.confirmed is not None:
        note = f"{note} {say.confirmed(finding, report, site.contract, words)}".strip()
    return stencil.made(site.envs[words.lang], "proofs", "rest", mark(finding, site, words), note)
