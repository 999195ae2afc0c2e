"""One file of content/reports: a printed document, transcribed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from gongkai.content.load.cells import CellLocations, read_parts
from gongkai.content.load.fields import FileReader, place_of
from gongkai.content.load.statements import read_statements
from gongkai.contract import Contract
from gongkai.model.findings import Problem
from gongkai.model.forms import PartForm
from gongkai.model.languages import translated
from gongkai.model.report import (
    AsPrinted,
    Edition,
    Jurisdiction,
    Report,
    Response,
    Source,
    Statement,
    person,
)
from gongkai.text import yamlread
from gongkai.text.ours import typed
from gongkai.text.yamlread import Map, Node

FIRST_YEAR = 2008  # the Regulations of 2007 came into force on 1 May 2008
LAST_YEAR = 2100  # of a new file: a year beyond it is a slip of the hand
FOLDER = "content/reports/"
_FILE = re.compile(r"([0-9]{4})(?:-([a-z0-9]+(?:-[a-z0-9]+)*))?\.yaml")


def read_report(
    path: str,
    data: bytes,
    contract: Contract,
    tree: Mapping[str, Jurisdiction],
    drafts: bool = False,
) -> tuple[Report | None, list[Problem]]:
    """One report, or None, and what is wrong; depends on nothing but its arguments.

    `path` is relative to the project (content/reports/shandong/linyi/2023.yaml): who reports and
    for which year is read from it and stands nowhere else. With `drafts` a report may have cells
    that nobody has read yet.
    """
    reader = FileReader(path, contract, drafts)
    identity = identify(path, tree, reader)
    node, problems = yamlread.read(data, path)
    reader.problems.extend(problems)
    if node is None:
        return None, reader.problems
    value = reader.fields(node, contract.files["report"])
    raw = node.items.get("parts") if isinstance(node, Map) else None
    parts, cells, rows = read_parts(reader, raw, contract, identity[0] if identity else None)
    statements: tuple[Statement, ...] = ()
    if identity and value and isinstance(node, Map):
        written = node.items.get("statements")
        statements = read_statements(reader, written, value["statements"] or (), parts, identity[1])
        _edition_cells(reader, node, value["editions"] or (), parts)
        _agree(reader, node, value, *identity[1:])
    if not identity or not value or any(not p.warning for p in reader.problems):
        return None, reader.problems
    subject, year, _ = identity
    organ = subject if tree[subject].level == "organ" else None
    report = Report(
        id=path.removeprefix(FOLDER).removesuffix(".yaml"),
        path=path,
        jurisdiction=tree[subject].parent or subject if organ else subject,
        organ=organ,
        year=year,
        kind=value["kind"],
        title=value["title"],
        scope=value["scope"]["tables"],
        scope_evidence=value["scope"]["evidence"],
        source=typed(Source, value["source"]),
        parts=parts,
        cells=cells,
        statements=statements,
        editions=tuple(typed(Edition, item) for item in value["editions"] or ()),
        response=_response(value["response"]),
        as_printed=tuple(
            typed(AsPrinted, item, at=place_of(node, f"as_printed.{index}"))
            for index, item in enumerate(value["as_printed"] or ())
        ),
        summary=value["summary"],
        transcribed_by=value["curation"]["transcribed_by"],
        verified_by=value["curation"]["verified_by"],
        places=CellLocations(
            {
                "title": place_of(node, "title"),
                "sha256": place_of(node, "source.sha256"),
            }
            | {f"statements.{s.id}": s.at for s in statements},
            rows,
            parts,
        ),
    )
    return report, reader.problems


def _edition_cells(
    reader: FileReader,
    node: Node,
    editions: Iterable[dict[str, Any]],
    parts: Mapping[str, PartForm],
) -> None:
    """The cells of earlier editions stand at addresses of the forms."""
    for index, edition in enumerate(editions):
        for address in edition["cells"]:
            if not any(address in form.cells for form in parts.values()):
                at = place_of(node, f"editions.{index}")
                reader.problem(at, "edition-address", found=address)


def _response(value: dict[str, Any] | None) -> Response | None:
    if value is None:
        return None
    return Response(value["from"], value["received"], translated(value))


def identify(
    path: str, tree: Mapping[str, Jurisdiction], reader: FileReader
) -> tuple[str, int, str | None] | None:
    """Who reports, for which year, and what the file name adds (for what is no annual report)."""
    *folders, file = path.removeprefix(FOLDER).split("/")
    found = _FILE.fullmatch(file)
    if not found or int(found[1]) < FIRST_YEAR:
        reader.problem(None, "file-name", found=file, first=FIRST_YEAR)
        return None
    subject = "/".join(folders)
    if subject in tree:
        return subject, int(found[1]), found[2]
    depth = next((n for n in range(len(folders), 0, -1) if "/".join(folders[:n]) in tree), 0)
    above = "/".join(folders[:depth]) or None
    siblings = [key.rsplit("/", 1)[-1] for key, entry in tree.items() if entry.parent == above]
    wrong = folders[depth] if depth < len(folders) else ""
    province = folders[0] if folders else "…"
    reader.problem(
        None,
        "no-jurisdiction",
        found=subject,
        tree=f"content/jurisdictions/{province}.yaml",
        hint=reader.hint(wrong, siblings),
    )
    return None


def _readers(reader: FileReader, node: Map, curation: Mapping[str, str | None]) -> None:
    """Who has looked: nobody may be both, and that nobody has is said."""
    transcribed_by, verified_by = curation["transcribed_by"], curation["verified_by"]
    if transcribed_by is None:
        message = "unsigned" if verified_by is None else "verified-unsigned"
        reader.warn(place_of(node, "curation.transcribed_by"), message, found=verified_by)
    elif verified_by is not None and person(verified_by) == person(transcribed_by):
        place = place_of(node, "curation.verified_by")
        reader.problem(place, "same-reader", found=verified_by)


def _agree(
    reader: FileReader, node: Map, value: dict[str, Any], year: int, suffix: str | None
) -> None:
    """What the path says and what the file says must fit together; the clock is never asked."""
    if (value["kind"] == "annual-report") == (suffix is not None):
        message = "kind-needs-suffix" if suffix is None else "annual-has-suffix"
        reader.problem(node.items["kind"], message, kind=value["kind"], year=year)
    source = value["source"]
    published, retrieved = source["published"], source["retrieved"]
    if int(retrieved[:4]) < year:
        place = place_of(node, "source.retrieved")
        reader.problem(place, "before-year", key="retrieved", found=retrieved, year=year)
    # A date is transcribed as printed, even one that cannot be right: only pointed out.
    if published is not None and int(published[:4]) < year + (suffix is None):
        place = place_of(node, "source.published")
        reader.warn(place, "early-date", key="published", found=published, year=year)
    for index, entry in enumerate(value["as_printed"] or ()):
        if int(entry["date"][:4]) < year:
            place = place_of(node, f"as_printed.{index}.date")
            reader.problem(place, "before-year", key="date", found=entry["date"], year=year)
    _readers(reader, node, value["curation"])
    if published is not None and published > retrieved:
        place = place_of(node, "source.retrieved")
        reader.problem(place, "retrieved-early", found=retrieved, published=published)
