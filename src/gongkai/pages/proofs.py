"""The sums of a report with their numbers, and the places that marks lead to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

from gongkai import words as say
from gongkai.model.findings import Finding, Rule, Verdict
from gongkai.model.forms import Identity, PartForm
from gongkai.model.languages import SITE_LANGUAGES, Translated
from gongkai.model.report import Report
from gongkai.pages.cells import GAP, Figures
from gongkai.pages.site import View
from gongkai.words import Words

_EQUAL = dict.fromkeys(Verdict, "≠") | {
    Verdict.HOLDS: "=",
    Verdict.NOT_ASSESSABLE: f"{GAP}equal{GAP}",
}

FindingAt = Mapping[tuple[str, str], Finding]  # (rule, place) → finding


class Sum(NamedTuple):
    """An identity with its numbers: pieces, each second of them what a language has words for."""

    rule: str
    anchor: str
    labels: Translated[str]
    pieces: list[str]
    finding: Finding


class Proof(NamedTuple):
    """A sum as a page shows it: its place, what it adds up, its numbers, how it ended and why."""

    anchor: str
    label: str
    text: str
    verdict: Verdict
    note: str


def sums(report: Report, at: FindingAt, figures: Figures) -> list[Sum]:
    """All that must add up in a report, spelled for any language."""
    found = []
    places = anchors(tuple(report.parts.values()))
    for form in report.parts.values():
        for identity, labels in _labelled(form):
            place = places[identity.rule, identity.place]
            finding = at[identity.rule, identity.place]
            left, right = _side(identity.left, figures), _side(identity.right, figures)
            spelled = f"{left} {_EQUAL[finding.verdict]} {right}"
            found.append(Sum(identity.rule, place, labels, spelled.split(GAP), finding))
    return found


@cache
def _labelled(form: PartForm) -> tuple[tuple[Identity, Translated[str]], ...]:
    """The identities of a form, each with the row or column along which it goes; with both where
    one rule has several along it.
    """
    counts = Counter((i.rule, _code(i)) for i in form.identities)
    return tuple((i, _labels(i, form, counts[i.rule, _code(i)] > 1)) for i in form.identities)


def _labels(identity: Identity, form: PartForm, both: bool) -> Translated[str]:
    row, column = form.cells[identity.place]
    rows = Translated({lang: say.short(say.line_label(row, lang)) for lang in SITE_LANGUAGES})
    if both:
        return Translated({lang: f"{rows[lang]} / {column.label[lang]}" for lang in SITE_LANGUAGES})
    return column.label if identity.axis == "column" else rows


def _side(addresses: Sequence[str], figures: Figures) -> str:
    """Terms that are 0 are counted, not written out."""
    if len(addresses) <= 2:
        return " + ".join([figures.texts[address] for address in addresses])
    terms = list(filter(None, map(figures.terms.__getitem__, addresses)))
    if rest := len(addresses) - len(terms):
        states = list(filter(None, map(figures.absent.get, addresses))) if figures.absent else []
        if zeros := rest - len(states):
            terms.append(f"{GAP}zeros {zeros}{GAP}")
        terms += [f"{GAP}absent {n} {state}{GAP}" for state, n in Counter(states).items()]
    return " + ".join(terms)


def proofs(view: View, report: Report, found: Sequence[Sum]) -> list[tuple[Rule, list[Proof]]]:
    """Each rule on the tables that the report was tried by, with all its sums."""
    words, rules = view.words, view.contract.rules
    by_rule: dict[str, list[Proof]] = {}
    for rule, place, labels, pieces, finding in found:
        spelled = pieces.copy()
        spelled[1::2] = [_in_words(words, name) for name in pieces[1::2]]
        note = "" if finding.verdict is Verdict.HOLDS else _note(view, report, finding)
        proof = Proof(place, labels[words.lang], "".join(spelled), finding.verdict, note)
        by_rule.setdefault(rule, []).append(proof)
    return [(one, by_rule[name]) for name, one in rules.items() if name in by_rule]


@lru_cache(maxsize=1024)
def _in_words(words: Words, name: str) -> str:
    what, *rest = name.split()
    if what == "state":
        return words(f"state-{rest[0]}")
    if what == "equal":
        return "？" if words.lang == "zh" else "?"
    state = words(f"state-{rest[1]}") if len(rest) > 1 else ""
    return words(what, n=int(rest[0]), state=state)


def _code(identity: Identity) -> str:
    """The row or column that an identity goes along."""
    _, item, column = identity.place.split(".")
    return column if identity.axis == "column" else item


@lru_cache(maxsize=256)
def anchors(parts: tuple[PartForm, ...]) -> Mapping[tuple[str, str], str]:
    """Where the proof of each identity of some parts stands on the page, by rule and place.

    It is called by the rule without its first word, and the row or column; where another one is
    called so too, by its whole place.
    """
    found: dict[tuple[str, str], str] = {}
    taken = set()
    for identity in (identity for part in parts for identity in part.identities):
        rule = identity.rule.partition("-")[2]
        name = f"{rule}.{_code(identity)}"
        name = f"{rule}.{identity.place}" if name in taken else name
        taken.add(name)
        found[identity.rule, identity.place] = name
    return found


def _note(view: View, report: Report, finding: Finding) -> str:
    """What there is to say of a sum that does not simply hold."""
    words, note = view.words, ""
    if finding.difference:
        note = words("difference", n=say.signed(finding.difference))
    elif finding.reason == "fits-if-blanks-are-zero":
        note = words("fits-as-zero")
    elif finding.reason == "row-absent":
        note = words("proof-left-out")
    if finding.confirmed is not None:
        note = f"{note} {say.confirmed(finding, report, view.contract, words)}".strip()
    return note
