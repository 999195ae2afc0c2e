"""JSON-LD: the package, or the reports of a place, as a Dataset of schema.org.

It needs a homepage. It is data in a `script` element, which no browser runs, so the policy of the
pages allows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongkai.contract import dataset
from gongkai.model.languages import CONTENT_LANGUAGES, LANGUAGES, nearest
from gongkai.model.report import Jurisdiction
from gongkai.pages.site import View

_WHOLE = ("gongkai.zip", "gongkai.sqlite", "gongkai.xlsx")


def package(view: View, years: Sequence[int]) -> dict[str, Any] | None:
    """The whole package; nothing without a homepage."""
    head, home = view.contract.package, view.home
    if not home:
        return None
    data, spoken = f"{home}data/", nearest(view.lang, CONTENT_LANGUAGES)
    files = [*(one.path for one in view.site.downloads), *_WHOLE]
    return _dataset(
        view,
        years,
        {
            "@id": f"{data}#dataset",
            **dataset.named(head, spoken),
            "url": f"{home}{LANGUAGES[view.lang].folder}data/",
            "spatialCoverage": dataset.COVERS,
            "distribution": _downloads(data, files),
        },
    )


def place(view: View, entry: Jurisdiction, years: Sequence[int]) -> dict[str, Any] | None:
    """The reports of a place; nothing without a homepage or a report."""
    home = view.home
    if not (home and years):
        return None
    here, name = f"{home}{entry.id}/", entry.name[view.lang]
    return _dataset(
        view,
        years,
        {
            "@id": f"{here}#dataset",
            "name": view.words("linked-title", name=name),
            "description": view.words("linked-description", name=name),
            "url": f"{home}{view.page.address()}",
            "spatialCoverage": name,
            "isPartOf": {"@id": f"{home}data/#dataset"},
            "distribution": _downloads(here, ("data.csv", "data.json")),
        },
    )


def _dataset(view: View, years: Sequence[int], about: dict[str, Any]) -> dict[str, Any]:
    """What is said of one, with what is said of all."""
    return {
        "@context": dataset.CONTEXT,
        "@type": "Dataset",
        **about,
        **dataset.published(view.contract.package, view.site.created, years),
        "inLanguage": LANGUAGES[view.lang].tag,
    }


def _downloads(folder: str, files: Sequence[str]) -> list[dict[str, str]]:
    """Files by their names below an address that ends in a slash."""
    return [
        {
            "@type": "DataDownload",
            "contentUrl": f"{folder}{name}",
            "encodingFormat": dataset.KINDS[f".{name.rpartition('.')[2]}"],
        }
        for name in files
    ]
