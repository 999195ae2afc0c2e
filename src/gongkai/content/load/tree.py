"""One file of content/jurisdictions: a province and everything below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from gongkai.content.load.fields import FileReader, place_of
from gongkai.contract import RESERVED, SLUG, Contract
from gongkai.model.findings import Problem
from gongkai.model.languages import translated
from gongkai.model.report import Code, Jurisdiction, Location, Name
from gongkai.text import yamlread
from gongkai.text.hints import did_you_mean
from gongkai.text.ours import typed


class Lead(NamedTuple):
    """An id from which pages lead elsewhere, `formerly`, or to which they lead, `successor`.

    `entry` is the id of the entry that names it, in the file `path`.
    """

    id: str
    key: str
    entry: str
    path: str
    at: Location


def read_tree(
    path: str, data: bytes, contract: Contract
) -> tuple[dict[str, Jurisdiction], list[Lead], list[Problem]]:
    """The jurisdictions and organs of one province by id, the ids that they name, and what is wrong
    with its file.
    """
    node, problems = yamlread.read(data, path)
    reader = FileReader(path, contract)
    slug = path.rsplit("/", 1)[-1].removesuffix(".yaml")
    if not SLUG.fullmatch(slug) or slug in RESERVED:
        reader.problem(None, "slug", found=slug)
    tree: dict[str, Jurisdiction] = {}
    leads: list[Lead] = []
    if node is not None:
        value = reader.fields(node, contract.files["jurisdiction"])
        if value is not None:
            for entry, key in _grow(slug, None, value, ""):
                if entry.id in tree:  # organs share the name space of children, and come after them
                    reader.problem(place_of(node, key[:-1]), "slug-twice", found=entry.id)
                tree.setdefault(entry.id, entry)
                names = [(f"formerly.{n}", old) for n, old in enumerate(entry.formerly)]
                names += [("successor", entry.successor)] if entry.successor else []
                for name, other in names:
                    at = place_of(node, key + name)
                    leads.append(Lead(other, name.partition(".")[0], entry.id, path, at))
    return tree, leads, problems + reader.problems


def lead_faults(
    tree: Mapping[str, Jurisdiction], leads: Iterable[Lead], *, whole: bool
) -> Iterator[Problem]:
    """Ids that lead nowhere, or to two places; of provinces that were not read nothing is said."""
    read = {identity.partition("/")[0] for identity in tree}
    taken: dict[str, str] = {}
    for lead in leads:
        message = ""
        args: dict[str, object] = {"found": lead.id}
        if lead.key == "formerly":
            if lead.id in tree:
                message = "formerly-living"
            elif taken.setdefault(lead.id, lead.entry) != lead.entry:
                message, args = "formerly-twice", {**args, "other": taken[lead.id]}
        elif tree[lead.entry].until is None:
            message, args = "successor-living", {"found": lead.entry}
        elif lead.id == lead.entry:
            message = "successor-itself"
        elif lead.id not in tree and (whole or lead.id.partition("/")[0] in read):
            message = "successor-unknown"
            args["hint"] = did_you_mean(lead.id, tree)
        if message:
            yield Problem(lead.path, *lead.at, message, args)


def _names(entries: Iterable[dict[str, Any]]) -> tuple[Name, ...]:
    names = (typed(Name, entry, name=translated(entry)) for entry in entries)
    return tuple(sorted(names, key=lambda name: name.until))


def _grow(
    identity: str, parent: str | None, value: dict[str, Any], key: str
) -> Iterator[tuple[Jurisdiction, str]]:
    """An entry and all below it, each with where it stands in its file: within.linyi."""
    entry = Jurisdiction(
        id=identity,
        name=translated(value),
        level=value.get("level", "organ"),
        parent=parent,
        codes=tuple(typed(Code, code) for code in value.get("codes") or ()),
        since=value["since"],
        until=value["until"],
        names=_names(value.get("names") or ()),
        successor=value["successor"],
        formerly=tuple(value["formerly"] or ()),
    )
    yield entry, key
    for side in ("within", "organs"):
        for slug, child in (value.get(side) or {}).items():
            yield from _grow(f"{identity}/{slug}", identity, child, f"{key}{side}.{slug}.")
