"""The package in the words of schema.org: what every description of it says, from one source.

Pages say it in JSON-LD, the package in Croissant, RO-Crate and CodeMeta.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

CONTEXT = "https://schema.org/"
COVERS = "China"
# The kinds of file that there are, by their ending.
KINDS = {
    ".bib": "application/x-bibtex",
    ".csv": "text/csv",
    ".json": "application/json",
    ".md": "text/markdown",
    ".parquet": "application/vnd.apache.parquet",
    ".ris": "application/x-research-info-systems",
    ".sqlite": "application/vnd.sqlite3",
    ".txt": "text/plain",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".yaml": "application/yaml",
    ".zip": "application/zip",
}


def named(package: Mapping[str, Any], lang: str) -> dict[str, Any]:
    """What the package is called and what it is, in a language of the contract; its DOI."""
    doi = package.get("doi")
    return {
        **({"identifier": f"https://doi.org/{doi}"} if doi else {}),
        "name": package["title"][lang],
        "description": f"{package['description'][lang]} {package['blank'][lang]}",
        "keywords": package["keywords"][lang],
    }


def published(package: Mapping[str, Any], created: str, years: Sequence[int]) -> dict[str, Any]:
    """By whom and when, in which version, on what terms, of which years; also of a part of it.

    The maker has an address only where the package has a homepage.
    """
    maker = {"@type": "Organization", "name": package["contributors"][0]["title"]}
    if package["homepage"]:
        maker["url"] = package["homepage"]
    said = {
        "version": package["version"],
        "dateModified": created,
        "isAccessibleForFree": True,
        "license": [licence["path"] for licence in package["licenses"]],
        "creator": maker,
        "publisher": maker,
    }
    return {**said, "temporalCoverage": f"{min(years)}/{max(years)}"} if years else said
