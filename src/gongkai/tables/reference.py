"""Rows that do not speak of a report: jurisdictions, rules, indicators, breaks, codes."""

from __future__ import annotations

from collections.abc import Iterator

from gongkai.contract import Contract
from gongkai.forms import Form, Heading, Line, walk
from gongkai.model import LANGUAGES, Jurisdiction, Row


def jurisdiction(entry: Jurisdiction) -> Row:
    """A government or organ."""
    return {
        "id": entry.id,
        "name_zh": entry.name["zh"],
        "name_en": entry.name["en"],
        "level": entry.level,
        "parent": entry.parent,
        "code": entry.code.code if entry.code else None,
        "code_system": entry.code.system if entry.code else None,
        "since": entry.since,
        "until": entry.until,
        "successor": None,
    }


def versions(entry: Jurisdiction) -> Iterator[Row]:
    """A row for each code in a span of years, or one without a code."""
    row: Row = {"id": entry.id, "name_zh": entry.name["zh"], "name_en": entry.name["en"]}
    row["parent"] = entry.parent
    if not entry.codes:
        since = entry.since or "unknown"
        none: Row = {"system": "none", "since": since, "code": None, "until": entry.until}
        yield row | none | {"source": None}
    for code in sorted(entry.codes, key=lambda code: (code.system, code.since)):
        yield row | {
            "system": code.system,
            "since": code.since,
            "code": code.code,
            "until": code.until,
            "source": code.source,
        }


def rules(contract: Contract) -> Iterator[Row]:
    """Every rule of the contract, in its order."""
    for rule in contract.rules.values():
        row: Row = {
            "id": rule.id,
            "severity": rule.severity,
            "applies_to": rule.applies_to,
            "formula": rule.formula,
        }
        for lang in LANGUAGES:
            for word in ("title", "sentence", "explanation"):
                row[f"{word}_{lang}"] = rule.words[lang][word]
            row[f"source_{lang}"] = rule.source[lang]
        yield row


def indicators(contract: Contract) -> Iterator[Row]:
    """Every indicator of the contract, in its order."""
    for indicator in contract.indicators.values():
        row: Row = {
            "id": indicator.id,
            "numerator": " ".join(indicator.numerator),
            "denominator": " ".join(indicator.denominator) or None,
            "times": indicator.times,
        }
        for lang in LANGUAGES:
            for word in ("title", "formula", "read", "not"):
                row[f"{word}_{lang}"] = indicator.words[lang][word]
        yield row


def breaks(contract: Contract) -> Iterator[Row]:
    """Every break of the contract, in its order."""
    for entry in contract.breaks.values():
        row: Row = {
            "id": entry.id,
            "date": entry.date,
            "year": entry.year,
            "parts": " ".join(entry.parts),
        }
        for lang in LANGUAGES:
            row[f"title_{lang}"] = entry.words[lang]["title"]
            row[f"explanation_{lang}"] = entry.words[lang]["explanation"]
            row[f"source_{lang}"] = entry.source[lang]
        yield row


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
                "label_zh": node.label["zh"],
                "label_en": node.label["en"],
                "unit": line.unit if line else None,
                "article": (line.article if line else None) or article,
            }
