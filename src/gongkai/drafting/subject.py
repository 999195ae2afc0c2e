"""Whose report a title names: the entries of the tree that its subject may mean."""

from __future__ import annotations

import re
from collections.abc import Mapping

from gongkai.model.report import Jurisdiction


def jurisdictions_named(subject: str, tree: Mapping[str, Jurisdiction]) -> list[str]:
    """The ids that a name in a title may mean: governments with or without those above, organs."""
    bare = re.sub(r"(人民)?政府$", "", subject)
    zone = re.sub(r"(管委会|管理委员会)$", "", bare)  # which governs a zone
    found = []
    for entry in tree.values():
        name = entry.name["zh"]
        former = [one.name["zh"] for one in entry.names]
        whole = subject if entry.level == "organ" else zone if entry.level == "zone" else bare
        for one in (name, *former):
            if whole.endswith(one) and _above(whole[: len(whole) - len(one)], entry, tree):
                found.append(entry.id)
                break
    exact = [one for one in found if tree[one].name["zh"] in (bare, zone)]
    return found if len(found) < 2 else exact if len(exact) == 1 else found


def _above(rest: str, entry: Jurisdiction, tree: Mapping[str, Jurisdiction]) -> bool:
    """Whether what stands before a name are the places above it, some or all, in order."""
    parent = entry.parent
    while rest and parent is not None:
        name = tree[parent].name["zh"]
        if rest.endswith(name):
            rest = rest[: len(rest) - len(name)]
        parent = tree[parent].parent
    return not rest
