"""JSON-LD: the package, or the reports of a place, as a Dataset of schema.org.

It needs a homepage. It is data in a `script` element, which no browser runs, so the policy of the
pages allows it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from gongkai.model.languages import LANGUAGES
from gongkai.model.report import Jurisdiction
from gongkai.pages.scripts import safe, to_json
from gongkai.pages.site import View

_CSV, _JSON, _SQLITE = "text/csv", "application/json", "application/vnd.sqlite3"
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def package(view: View, years: Sequence[int]) -> Markup:
    """The whole package; nothing without a homepage."""
    head, home = view.contract.package, view.home
    if not home:
        return Markup("")
    data = f"{home}data/"
    files = [(f"{data}{one.path}", _CSV) for one in view.site.downloads]
    files += [(f"{data}gongkai.sqlite", _SQLITE), (f"{data}gongkai.xlsx", _WORKBOOK)]
    return _script(
        view,
        years,
        {
            "@id": f"{data}#dataset",
            "name": head["title"][view.lang],
            "description": f"{head['description'][view.lang]} {head['blank'][view.lang]}",
            "url": f"{home}{LANGUAGES[view.lang].folder}data/",
            "keywords": head["keywords"][view.lang],
            "spatialCoverage": "China",
            "distribution": _downloads(files),
        },
    )


def place(view: View, entry: Jurisdiction, years: Sequence[int]) -> Markup:
    """The reports of a place; nothing without a homepage or a report."""
    home = view.home
    if not (home and years):
        return Markup("")
    here, name = f"{home}{entry.id}/", entry.name[view.lang]
    files = [(f"{here}data.csv", _CSV), (f"{here}data.json", _JSON)]
    return _script(
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


def _script(view: View, years: Sequence[int], about: dict[str, Any]) -> Markup:
    """What all have, as an element."""
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
    text = safe(to_json(value))
    return Markup(f"<script type=application/ld+json>{text}</script>\n")  # noqa: S704 - made safe


def _downloads(files: Sequence[tuple[str, str]]) -> list[dict[str, str]]:
    return [
        {"@type": "DataDownload", "contentUrl": address, "encodingFormat": kind}
        for address, kind in files
    ]
