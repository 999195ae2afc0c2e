"""What a release writes into the repository: its record, its version, what the changelog says."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from gongkai import package
from gongkai.build.release.difference import Found
from gongkai.content import load
from gongkai.contract import Contract, releases
from gongkai.model.languages import LANGUAGES
from gongkai.model.release import PAGES, Moves, Release, TableDigest, after
from gongkai.package import changes
from gongkai.package.changes import PackageState
from gongkai.words import Words, date
from gongkai.words.releases import summary

_PLACES = "jurisdictions"
_SECTION = "## Unreleased\n"


class NoLineError(Exception):
    """A file of ours in which a line is looked for that is not there."""

    def __init__(self, path: str, line: str) -> None:
        super().__init__(path, line)
        self.path, self.line = path, line


class Made(NamedTuple):
    """Of what a release is made: its commit, the day of that, the newest date in the data."""

    commit: str
    date: str
    data: str


def release(
    found: Found, state: PackageState, contract: Contract, last: Release | None, made: Made
) -> Release:
    """The release that follows the last one."""
    digests = {
        name: TableDigest(sum(1 for _ in state.rows(name)), one["hash"].removeprefix("sha256:"))
        for name, one in state.resources.items()
    }
    return Release(
        version=after(last.version if last else contract.package["version"], found.kind),
        kind=found.kind,
        date=made.date,
        data=made.data,
        since=last.version if last else None,
        commit=made.commit,
        tables=digests,
        counts=found.counted,
        whole=found.sha256,
        changes=found.listed,
    )


def earlier_places(state: PackageState) -> dict[str, str]:
    """The earlier ids of places, with their ids now."""
    fields = [field["name"] for field in state.resources[_PLACES]["schema"]["fields"]]
    rows = (dict(zip(fields, row, strict=True)) for row in state.rows(_PLACES))
    return {old: row["id"] for row in rows for old in row["formerly"].split()}


def files(
    root: Path, made: Release, contract: Contract, catalogs: Mapping[str, Words], moves: Moves
) -> dict[str, bytes]:
    """All that a release writes, by the path from the root. Raises NoLineError."""
    words = catalogs["en"]
    folder = f"{releases.FOLDER}/{made.version}/"
    listed = b"".join(changes.written(made.changes, contract.changes))
    digest = hashlib.sha256(listed).hexdigest() if made.since else None
    kept = {f"{folder}{releases.RECORD}": releases.as_yaml(made, digest).encode()}
    if made.since:
        kept[f"{folder}{releases.CHANGES}"] = listed
    found = dict[str, bytes]()
    section = "".join(f"- {line}\n" for line in summary(made, contract, words, moves))
    title = f"## {made.version} - {made.date}\n\n### {words('release-data')}"
    head = f"{_SECTION}\n{title}\n\n{section}"
    cited = f"version {made.version}, data of {made.data}"
    for path, old, new in (
        ("datapackage/datapackage.yaml", r"(?m)^version: .*$", f"version: {made.version}"),
        ("CITATION.cff", r"(?m)^version: .*$", f"version: {made.version}"),
        ("CITATION.cff", r"(?m)^date-released: .*$", f"date-released: {made.date}"),
        ("README.md", r"version [0-9.]+, data of [0-9-]+", cited),
        ("CHANGELOG.md", f"(?m)^{_SECTION}", head),
    ):  # fmt: skip
        if (root / path).is_file():
            text = found.get(path, (root / path).read_bytes()).decode()
            text, n = re.subn(old, new.replace("\\", r"\\"), text, count=1)
            if not n:
                raise NoLineError(path, old.removeprefix("(?m)^").strip().removesuffix(" .*$"))
            found[path] = text.encode()
    for lang, say in catalogs.items():
        path = load.prose_path(lang, "changes")
        if (root / path).is_file():
            day = date(made.date, say)
            old = f"## {say('releases-unreleased')}\n"
            new = f"## {say('releases-heading', version=made.version, date=day)}\n"
            text = (root / path).read_text(encoding="utf-8")
            if old in text:  # else there is nothing that was not released
                found[path] = text.replace(old, new, 1).encode()
    return {**found, **kept}  # the record last: where it stands, all else does


# -- what must not disappear -----------------------------------------------------------------------

_KINDS = (".html", ".csv", ".json", ".svg", ".xlsx", ".sqlite", ".parquet", ".zip", ".bib", ".ris")
# What pages load, and nobody else; slices of the API, which its index lists as long as they are.
_OURS = re.compile(r"static/|api/v1/\w+/")


def addresses(out: Path) -> list[str]:
    """What a site has that others may point at: pages, data, badges."""
    paths = (path.relative_to(out).as_posix() for path in out.rglob("*") if path.suffix in _KINDS)
    return sorted(path for path in paths if not _OURS.match(path))


def disappeared(found: Found, before: Sequence[str], out: Path) -> list[str]:
    """Ids and addresses that are gone, and whose page neither leads on nor says why.

    What lay below the address of such an id went with it.
    """
    missing, excused = [], []
    for table, names in found.gone.items():
        if table not in PAGES:
            continue
        for name in names:
            address = f"{PAGES[table]}{name}/"
            if (out / address / "index.html").is_file():
                excused.append(address)
            else:
                missing.append(f"{table}: {name}")
    there = set(addresses(out))
    for path in before:
        plain = _without_language(path)
        if path not in there and not any(plain.startswith(one) for one in excused):
            missing.append(path)
    return missing


def _without_language(path: str) -> str:
    folders = (one.folder for one in LANGUAGES.values() if one.folder)
    return next((path.removeprefix(one) for one in folders if path.startswith(one)), path)


def in_step(state: PackageState, made: Release) -> Iterator[str]:
    """The tables that are not those of a release."""
    for name in sorted({*state.resources, *made.tables}):
        digest = made.tables.get(name)
        resource: Mapping[str, str] = state.resources.get(name, {})
        if digest is None or resource.get("hash") != f"sha256:{digest.sha256}":
            yield f"{package.FOLDER}{name}.csv"
