"""One file of content/coverage: which reports of a province are published, or were not found."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from gongkai.content.load.fields import FileReader
from gongkai.contract import Contract
from gongkai.model.findings import Problem
from gongkai.model.report import Jurisdiction, Looked
from gongkai.text import yamlread
from gongkai.text.ours import typed
from gongkai.text.yamlread import List


def read_coverage(
    path: str,
    data: bytes,
    contract: Contract,
    tree: Mapping[str, Jurisdiction],
    held: Collection[str],
) -> tuple[list[Looked], list[Problem]]:
    """What a file says, and what is wrong with it. `held` are the ids of all reports.

    A report that has been transcribed meanwhile needs no line any more: a warning says so.
    """
    node, problems = yamlread.read(data, path)
    reader = FileReader(path, contract)
    if node is not None and not isinstance(node, List):
        reader.expected(node, "…", "list")
    found: list[Looked] = []
    known: set[tuple[str, int]] = set()
    province = path.rpartition("/")[2].removesuffix(".yaml")
    for item in node.items if isinstance(node, List) else ():
        value = reader.fields(item, contract.files["coverage"])
        if value is None:
            continue
        one = typed(Looked, value)
        key = (one.jurisdiction, one.year)
        if one.jurisdiction.partition("/")[0] != province:
            reader.problem(item, "coverage-elsewhere", found=one.jurisdiction, province=province)
        elif one.jurisdiction not in tree:
            hint = reader.hint(one.jurisdiction, tree)
            reader.problem(item, "coverage-unknown", found=one.jurisdiction, hint=hint)
        elif key in known:
            reader.problem(item, "coverage-twice", found=f"{one.jurisdiction} {one.year}")
        elif f"{one.jurisdiction}/{one.year}" in held:
            reader.warn(item, "coverage-done", found=f"{one.jurisdiction}/{one.year}")
        else:
            found.append(one)
        known.add(key)
    return found, problems + reader.problems
