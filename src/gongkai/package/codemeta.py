"""The program that makes the package, in CodeMeta 3: for those who list software.

Its name, words and licence are its own: those of the data would put the data under its licence.
"""

from __future__ import annotations

from gongkai.contract import Contract, dataset
from gongkai.package.descriptor import as_json

PATH = "codemeta.json"
LICENCE, LANGUAGE = "MIT", "Python"


def render(contract: Contract, created: str) -> bytes:
    """codemeta.json: what it is called and makes, who made it, where it is; without a repository
    not where.
    """
    head = contract.package
    published = dataset.published(head, created, ())
    repository = head["repository"]
    return as_json(
        {
            "@context": "https://w3id.org/codemeta/3.0",
            "@type": "SoftwareSourceCode",
            "identifier": head["name"],
            "name": head["program"]["title"],
            "description": head["program"]["description"],
            "keywords": head["keywords"]["en"],
            "version": head["version"],
            "dateModified": created,
            "license": f"https://spdx.org/licenses/{LICENCE}",
            "author": [published["creator"]],
            "programmingLanguage": LANGUAGE,
            **({"url": head["homepage"]} if head["homepage"] else {}),
            **(
                {"codeRepository": repository, "issueTracker": f"{repository}/issues"}
                if repository
                else {}
            ),
        }
    )
