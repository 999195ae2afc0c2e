"""What Zenodo is told when it archives a release of the repository: .zenodo.json at its root.

It has no version: Zenodo takes that of the release. `build.py schema` writes it.
"""

from __future__ import annotations

from gongkai.contract import Contract, dataset
from gongkai.package.descriptor import as_json

PATH = ".zenodo.json"


def render(contract: Contract) -> bytes:
    """The file; Zenodo knows one licence by its id, and the notes name all."""
    head = contract.package
    said = dataset.named(head, "en")
    return as_json(
        {
            "upload_type": "dataset",
            "title": said["name"],
            "description": said["description"],
            "creators": [{"name": one["title"]} for one in head["contributors"]],
            "keywords": said["keywords"],
            "access_right": "open",
            "license": head["licenses"][0]["name"].lower(),
            "notes": "; ".join(f"{one['title']}: {one['path']}" for one in head["licenses"]),
            "language": "zho",
        }
    )
