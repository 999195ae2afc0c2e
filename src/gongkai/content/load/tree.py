"""One file of content/jurisdictions: a province and everything below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from gongkai.content.load.fields import FileReader, place_of
from gongkai.contract import RESERVED, SLUG, Contract
from gongkai.model.findings import Problem
from gongkai.model.languages import translated
from gongkai.model.report import Code, Jurisdiction, Name
from gongkai.text import yamlread
from gongkai.text.ours import typed


def read_tree(
    path: str, data: bytes, contract: Contract
) -> tuple[dict[str, Jurisdiction], list[Problem]]:
    """The jurisdictions and organs of one province by id, and what is wrong with its file."""
    node, problems = yamlread.read(data, path)
    reader = FileReader(path, contract)
    slug = path.rsplit("/", 1)[-1].removesuffix(".yaml")
    if not SLUG.fullmatch(slug) or slug in RESERVED:
        reader.problem(None, "slug", found=slug)
    tree: dict[str, Jurisdiction] = {}
    if node is not None:
        value = reader.fields(node, contract.files["jurisdiction"])
        if value is not None:
            for entry in _grow(slug, None, value):
                if entry.id in tree:  # organs share the name space of children, and come after them
                    *above, organ = entry.id.split("/")[1:]
                    key = "".join(f"within.{name}." for name in above) + f"organs.{organ}"
                    reader.problem(place_of(node, key), "slug-twice", found=entry.id)
                tree.setdefault(entry.id, entry)
    return tree, problems + reader.problems


def _names(entries: Iterable[dict[str, Any]]) -> tuple[Name, ...]:
    names = (typed(Name, entry, name=translated(entry)) for entry in entries)
    return tuple(sorted(names, key=lambda name: name.until))


def _grow(identity: str, parent: str | None, value: dict[str, Any]) -> Iterator[Jurisdiction]:
    yield Jurisdiction(
        id=identity,
        name=translated(value),
        level=value.get("level", "organ"),
        parent=parent,
        codes=tuple(typed(Code, code) for code in value.get("codes") or ()),
        since=value["since"],
        until=value["until"],
        names=_names(value.get("names") or ()),
    )
    for side in ("within", "organs"):
        for slug, child in (value.get(side) or {}).items():
            yield from _grow(f"{identity}/{slug}", identity, child)
