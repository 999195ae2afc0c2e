"""Rows that do not speak of a report: jurisdictions, rules, indicators, breaks, codes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from gongkai.contract import Contract
from gongkai.model.forms import Form, Heading, Line, walk
from gongkai.model.languages import Translated
from gongkai.model.report import Code, Jurisdiction, Looked, Row
from gongkai.package.tables.languages import by_language, worded

UNKNOWN = "unknown"  # since when, where no list is known


def jurisdiction(entry: Jurisdiction) -> Row:
    """A government or organ."""
    return {
        "id": entry.id,
        **by_language("name", entry.name),
        "level": entry.level,
        "parent": entry.parent,
        "code": entry.code.code if entry.code else None,
        "code_system": entry.code.system if entry.code else None,
        "since": entry.since,
        "until": entry.until,
        "successor": entry.successor,
        "formerly": " ".join(entry.formerly) or None,
    }


def versions(entry: Jurisdiction) -> Iterator[Row]:
    """A row for each code and name in a span of years; system `none` where there is no code."""
    none = Code("none", "", entry.since or UNKNOWN, entry.until, "")
    for code in sorted(entry.codes or [none], key=lambda code: (code.system, code.since)):
        for since, until, name, source in _named(entry, code):
            yield {
                "id": entry.id,
                **by_language("name", name),
                "parent": entry.parent,
                "system": code.system,
                "since": since,
                "code": code.code or None,
                "until": until,
                "source": code.source or source,
            }


def _named(
    entry: Jurisdiction, code: Code
) -> Iterator[tuple[str, str | None, Translated[str], str | None]]:
    """The span of a code cut where the name changed: since, until, the name, who says so."""
    since = code.since
    for name in entry.names:  # the oldest first
        year, began = name.until[:4], "" if since == UNKNOWN else since[:4]
        if year >= began and code.until and code.until[:4] <= year:
            yield since, code.until, name.name, name.source
            return
        if year > began:
            yield since, name.until, name.name, name.source
            since = name.until
    yield since, code.until, entry.name, None


def coverage(held: Mapping[str, Sequence[str]], looked: Iterable[Looked]) -> list[Row]:
    """A row for each annual report that is held, and for each that somebody has looked for."""
    names = (report.rpartition("/") for ids in held.values() for report in ids)
    rows: list[Row] = [
        {
            "jurisdiction": place,
            "year": int(name),
            "status": "transcribed",
            "checked_on": None,
            "checked_where": None,
        }
        for place, _, name in names
        if name.isdecimal()
    ]
    rows += [
        {
            "jurisdiction": one.jurisdiction,
            "year": one.year,
            "status": one.status,
            "checked_on": one.checked_on,
            "checked_where": one.checked_where,
        }
        for one in looked
    ]
    return sorted(rows, key=lambda row: (str(row["jurisdiction"]), str(row["year"])))


def rules(contract: Contract) -> Iterator[Row]:
    """Every rule of the contract, in its order."""
    for rule in contract.rules.values():
        yield {
            "id": rule.id,
            "severity": rule.severity,
            "applies_to": rule.applies_to,
            "formula": rule.formula,
            **worded(rule.words, "title", "sentence", "explanation"),
            **by_language("source", rule.source),
        }


def indicators(contract: Contract) -> Iterator[Row]:
    """Every indicator of the contract, in its order."""

    def figures(named: Sequence[str]) -> str:
        return " ".join("|".join(contract.addresses(figure)) for figure in named)

    for indicator in contract.indicators.values():
        yield {
            "id": indicator.id,
            "numerator": figures(indicator.numerator),
            "denominator": figures(indicator.denominator) or None,
            "times": indicator.times,
            **worded(indicator.words, "title", "formula", "read", "not"),
        }


def breaks(contract: Contract) -> Iterator[Row]:
    """Every break of the contract, in its order."""
    for entry in contract.breaks.values():
        yield {
            "id": entry.id,
            "date": entry.date,
            "year": entry.year,
            "form": entry.form,
            "items": " ".join(entry.items),
            **worded(entry.words, "title", "explanation"),
            **by_language("source", entry.source),
        }


def codes(form: Form) -> Iterator[Row]:
    """Rows, columns and groups, each once: a column of several blocks keeps its first place."""
    for part in form.parts.values():
        seen: set[tuple[str, str]] = set()
        found: list[tuple[str, str, Line | Heading, str | None]] = []
        for block in part.blocks:
            for node in walk(block.row_tree):
                if isinstance(node, Line):
                    found.append(("row", node.code, node, block.article))
                elif node.group:
                    found.append(("group", node.group, node, None))
            found.extend(("column", column.code, column, None) for column in block.columns)
        positions = dict.fromkeys(("row", "column", "group"), 0)
        for axis, code, node, article in found:
            if (axis, code) in seen:
                continue
            seen.add((axis, code))
            positions[axis] += 1
            line = node if isinstance(node, Line) else None
            yield {
                "form": form.id,
                "part": part.name,
                "axis": axis,
                "code": code,
                "position": positions[axis],
                "group": line.group if line else None,
                **by_language("label", node.label),
                "unit": line.unit if line else None,
                "article": (line.article if line else None) or article,
                "table": part.table,
            }
