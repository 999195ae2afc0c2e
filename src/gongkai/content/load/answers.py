"""One file of content/sources: what the addresses of a place's documents answered.

The command `sources --check` writes these files; they are read as strictly as all others.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from dataclasses import fields

from gongkai.content.load.fields import FileReader
from gongkai.contract import Contract
from gongkai.model.findings import Problem
from gongkai.model.report import SourceAnswer
from gongkai.text import yamlread
from gongkai.text.ours import typed
from gongkai.text.yamlread import List

SOURCES = "content/sources/"


def read_answers(
    path: str, data: bytes, contract: Contract, places: Collection[str]
) -> tuple[list[SourceAnswer], list[Problem]]:
    """What a file says, and what is wrong with it. `places` are the ids of all places.

    An answer of a report that is not held, or no longer at this address, is no fault: it is not
    used, and left out when the addresses are asked again.
    """
    node, problems = yamlread.read(data, path)
    reader = FileReader(path, contract)
    place = path.removeprefix(SOURCES).removesuffix(".yaml")
    if node is not None and not isinstance(node, List):
        reader.expected(node, "…", "list")
    elif node is not None and place not in places:
        hint = reader.hint(place, places)
        reader.problem(None, "coverage-unknown", found=place, hint=hint)
    found: dict[tuple[str, str], SourceAnswer] = {}
    for item in node.items if isinstance(node, List) else ():
        value = reader.fields(item, contract.files["answer"])
        if value is None:
            continue
        one = typed(SourceAnswer, value)
        if one.report.rpartition("/")[0] != place:
            reader.problem(item, "answer-elsewhere", found=one.report, place=place)
        elif (one.report, one.url) in found:
            reader.problem(item, "coverage-twice", found=one.report)
        found[one.report, one.url] = one
    return list(found.values()), problems + reader.problems


def answers_path(place: str) -> str:
    """Where the answers of a place's documents are kept, from the project's folder on."""
    return f"{SOURCES}{place}.yaml"


def as_text(answers: Iterable[SourceAnswer]) -> str:
    """Answers as a file has them: each on a line, by report and address."""
    names = [field.name for field in fields(SourceAnswer)]
    lines = [
        ", ".join(f"{name}: {json.dumps(getattr(one, name))}" for name in names)
        for one in sorted(answers, key=lambda one: (one.report, one.url))
    ]
    return "".join(f"- {{{line}}}\n" for line in lines) or "[]\n"
