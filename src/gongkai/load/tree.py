"""One file of content/jurisdictions: a province and everything below it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gongkai import yamlread
from gongkai.contract import RESERVED, SLUG, Contract
from gongkai.load.fields import FileReader
from gongkai.model import LANGUAGES, Code, Jurisdiction
from gongkai.verdict import Problem


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
        value = reader.fields(node, contract.shapes["jurisdiction"])
        if value is not None:
            entries = list(_grow(slug, None, value))
            tree = {entry.id: entry for entry in entries}
            if len(tree) < len(entries):  # organs share the name space of children
                seen: set[str] = set()
                twice = next(e.id for e in entries if e.id in seen or seen.add(e.id))  # type: ignore[func-returns-value]
                key = "organs." + twice.rsplit("/", 1)[-1]
                place = next(p for k, p in reader.places.items() if k.endswith(key))
                reader.problem(place, "slug-twice", found=twice)
    return tree, problems + reader.problems


def _grow(identity: str, parent: str | None, value: dict[str, Any]) -> Iterator[Jurisdiction]:
    yield Jurisdiction(
        id=identity,
        name={lang: value[lang] for lang in LANGUAGES},
        level=value.get("level", "organ"),
        parent=parent,
        codes=tuple(Code(**code) for code in value.get("codes") or ()),
        since=value["since"],
        until=value["until"],
    )
    for side in ("within", "organs"):
        for slug, child in (value.get(side) or {}).items():
            yield from _grow(f"{identity}/{slug}", identity, child)
