"""The package as an RO-Crate 1.1: the folder that holds ro-crate-metadata.json, and its files."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

from gongkai.contract import Contract, Schema, dataset
from gongkai.package.descriptor import as_json

PATH = "ro-crate-metadata.json"
_VERSION = "https://w3id.org/ro/crate/1.1"
_MAKER = "#contributors"


def render(
    contract: Contract, folder: Path, files: Sequence[str], created: str, years: Sequence[int]
) -> bytes:
    """ro-crate-metadata.json for these finished files of a folder, which it describes too."""
    head = contract.package
    published = dataset.published(head, created, years)
    maker = {"@id": _MAKER, **published["creator"]}
    root = {
        "@id": "./",
        "@type": "Dataset",
        **dataset.named(head, "en"),
        "alternateName": head["title"]["zh"],
        **published,
        "datePublished": created,
        "license": [{"@id": licence["path"]} for licence in head["licenses"]],
        **{key: {"@id": _MAKER} for key in ("author", "creator", "publisher")},
        "spatialCoverage": dataset.COVERS,
        "hasPart": [{"@id": name} for name in files],
    }
    return as_json(
        {
            "@context": f"{_VERSION}/context",
            "@graph": [
                {
                    "@id": PATH,
                    "@type": "CreativeWork",
                    "conformsTo": {"@id": _VERSION},
                    "about": {"@id": "./"},
                },
                root,
                maker,
                *(_licence(one) for one in head["licenses"]),
                *_files(contract.schemas, folder, files),
            ],
        }
    )


def with_more(crate: bytes, folder: Path, files: Sequence[str]) -> bytes:
    """A crate as it was written, with those of these files that it does not have."""
    said = json.loads(crate)
    graph = {one["@id"]: one for one in said["@graph"]}
    for entry in _files({}, folder, [name for name in files if name not in graph]):
        said["@graph"].append(entry)
        graph["./"]["hasPart"].append({"@id": entry["@id"]})
    return as_json(said)


def _licence(licence: Mapping[str, str]) -> dict[str, str]:
    return {
        "@id": licence["path"],
        "@type": "CreativeWork",
        "name": licence["name"],
        "description": licence["title"],
    }


def _files(
    schemas: Mapping[str, Schema], folder: Path, files: Sequence[str]
) -> Iterator[dict[str, Any]]:
    for name in files:
        path = PurePosixPath(name)
        entry: dict[str, Any] = {"@id": name, "@type": "File", "name": name}
        if (schema := schemas.get(path.stem)) is not None:
            entry["description"] = schema.description["en"]
        entry["contentSize"] = str((folder / name).stat().st_size)
        yield {**entry, "encodingFormat": dataset.KINDS[path.suffix]}
