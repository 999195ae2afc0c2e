"""A finding, a problem → a sentence in a language.

The sentences stand in the catalogs and, for rules, in the contract; this module only puts figures
and names into them.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from gongkai.contract import Contract
from gongkai.model.findings import Finding, Problem
from gongkai.model.languages import Translated
from gongkai.model.report import Report, Statement
from gongkai.text.ours import filled
from gongkai.words.catalog import Words
from gongkai.words.figures import date, number, plain, signed
from gongkai.words.places import figure, place, spoken


def broken(finding: Finding, report: Report, contract: Contract, words: Words) -> str:
    """What does not add up, with both sums and their difference; without a sum, what is printed."""
    stated, computed = finding.figures
    if stated is not None and computed is None:
        name = finding.place.removeprefix("statements.")
        found = report.named.get(name)
        alone = spoken(found, words) if found else number(stated)
        return words("broken-alone", stated=alone)
    of_rule = contract.rules[finding.rule].words[words.lang]
    claim = report.named.get(finding.place.removeprefix("statements."))
    figures = {
        "stated": number(stated),
        "computed": number(computed),
        "difference": signed(finding.difference),
    }
    if claim and claim.kind in _RATES:
        # As exact as it is printed: what differs, differs there.
        figures["stated"] = words(f"rate-{claim.kind}", n=figures["stated"])
        figures["computed"] = recomputed(finding, claim, words, claim.unit_of_last_place)
        away = finding.difference and finding.difference.quantize(claim.unit_of_last_place)
        figures["difference"] = words("rate-points", n=signed(away))
    return filled(of_rule["broken"], of_rule, "broken", figures)


_RATES = ("percent", "points")


def recomputed(finding: Finding, claim: Statement, words: Words, unit: Decimal) -> str:
    """What a figure of the prose is when computed again; a rate, to this unit of its decimals."""
    computed = finding.figures[1]
    if claim.kind not in _RATES or computed is None:
        return number(computed)
    return words(f"rate-{claim.kind}", n=number(computed.quantize(unit, ROUND_HALF_UP)))


def note(finding: Finding, report: Report, words: Words) -> str:
    """Why a finding cannot be assessed, or what the person who confirmed it noted."""
    if finding.confirmed is not None:
        return words.both(finding.confirmed.note)
    if finding.reason is None:
        return ""
    names = words("and-separator").join(figure(name, report, words) for name in finding.missing[:3])
    more = len(finding.missing) - 3
    if more > 0:
        names += words("and-more", n=more)
    args: dict[str, Any] = {
        key: arg[words.lang] if isinstance(arg, Translated) else arg
        for key, arg in finding.args.items()
    }
    if "date" in args:
        args["date"] = date(str(args["date"]), words)
    also: Iterable[tuple[str, str]] = args.pop("also", ())
    clauses = [words(finding.reason, **{**args, "cells": names})]
    clauses += (words(name, date=date(day, words)) for name, day in also)
    return words("semicolon").join(clauses)


def confirmed(finding: Finding, report: Report, contract: Contract, words: Words) -> str:
    """Who looked again and at what; said plainly where that was only the transcriber, or a copy."""
    entry = finding.confirmed
    if entry is None:
        return ""
    seen = contract.label("reports.seen_as", entry.seen_as, words.lang)
    sentence = words("confirmed", date=date(entry.date, words), seen=seen)
    if entry.seen_as == "copy":
        sentence += words("confirmed-copy")
    if report.alone(entry):
        sentence += words("confirmed-alone" if report.people else "confirmed-only")
    return f"{sentence}{words('space')}{ended(words.both(entry.note), words)}"


def remark(finding: Finding, report: Report, contract: Contract, words: Words) -> str:
    """What there is to add to a finding: who confirmed it and what they noted, or its note."""
    return confirmed(finding, report, contract, words) or note(finding, report, words)


def ended(text: str, words: Words) -> str:
    """A note as a sentence: with a full stop, unless it has one or is empty."""
    return text if not text or text[-1] in ".。" else text + words("full-stop")


def cause(finding: Finding, report: Report, words: Words) -> str:
    """The likely cause of a finding as a phrase, empty where none was found."""
    found = finding.cause
    if found is None:
        return ""
    names = {
        "cell": place(found.address, report, words) if found.address else "",
        "other": place(found.other, report, words) if found.other else "",
        "first": place(found.first, report, words) if found.first else "",
    }
    return words(
        f"cause-{found.kind}", value=number(found.value), needed=number(found.needed), **names
    )


def confirmation(finding: Finding) -> str:
    """The line that confirms a finding under as_printed, ready to paste and fill in."""
    stated, computed = (plain(value) or "null" for value in finding.figures)
    return (
        f"- {{rule: {finding.rule}, place: {finding.place}, stated: {stated},"
        f" computed: {computed}, seen_as: …, by: …, date: …, note: null}}"
    )


def problem(found: Problem, words: Words) -> str:
    """One problem of a content file as a plain sentence."""
    args = {name: visible(value) for name, value in found.args.items()}
    for name in ("hint", "choices", "spelling"):
        if name in args:
            value = args[name]
            args[name] = "" if value is None else words(f"say-{name}", **{name: value})
    return words(found.message, **args)


def visible(value: object) -> object:
    """What a file says, in a message: on one line, and nothing that could move a cursor."""
    if not isinstance(value, str) or value.isprintable():
        return value
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in value)
