"""JSON-LD: the package, or the reports of a place, as a Dataset of schema.org.

It needs a homepage. It is data in a `script` element, which no browser runs, so the policy of the
pages allows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gongkai.model.languages import CONTENT_LANGUAGES, LANGUAGES, nearest
from gongkai.model.report import Jurisdiction
from gongkai.pages.site import View

_CSV, _JSON, _SQLITE = "text/csv", "application/json", "application/vnd.sqlite3"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def package(view: View, years: Sequence[int]) -> dict[str, Any] | None:
    """The whole package; nothing without a homepage."""
    head, home = view.contract.package, view.home
    if not home:
        return None
    data, spoken = f"{home}data/", nearest(view.lang, CONTENT_LANGUAGES)
    files = [(f"{data}{one.path}", _CSV) for one in view.site.downloads]
    files += [(f"{data}gongkai.sqlite", _SQLITE), (f"{data}gongkai.xlsx", _WORKBOOK)]
    return _dataset(
        view,
        years,
        {
            "@id": f"{data}#dataset",
            "name": head["title"][spoken],
            "description": f"{head['description'][spoken]} {head['blank'][spoken]}",
            "url": f"{home}{LANGUAGES[view.lang].folder}data/",
            "keywords": head["keywords"][spoken],
            "spatialCoverage": "China",
            "distribution": _downloads(files),
        },
    )


def place(view: View, entry: Jurisdiction, years: Sequence[int]) -> dict[str, Any] | None:
    """The reports of a place; nothing without a homepage or a report."""
    home = view.home
    if not (home and years):
        return None
    here, name = f"{home}{entry.id}/", entry.name[view.lang]
    files = [(f"{here}data.csv", _CSV), (f"{here}data.json", _JSON)]
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
            "distribution": _downloads(files),
        },
    )


def _dataset(view: View, years: Sequence[int], about: dict[str, Any]) -> dict[str, Any] | None:
    """What is said of one, with what is said of all."""
    head = view.contract.package
    maker = {"@type": "Organization", "name": head["contributors"][0]["title"], "url": view.home}
    value = {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        **about,
        "version": head["version"],
        "dateModified": view.site.created,
        "inLanguage": LANGUAGES[view.lang].tag,
        "isAccessibleForFree": True,
        "license": [one["path"] for one in head["licenses"]],
        "creator": maker,
        "publisher": maker,
    }
    if years:
        value["temporalCoverage"] = f"{min(years)}/{max(years)}"
    return value


def _downloads(files: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {"@type": "DataDownload", "contentUrl": address, "encodingFormat": kind}
        for address, kind in files
    ]
