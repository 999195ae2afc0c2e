"""releases/ → what the repository keeps of each release, and the addresses that are gone.

`build.py release` writes a folder for each, which nobody changes afterwards: release.yaml and, but
for the first, changes.csv. They are read as strictly as they are written, and without git.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

import yaml

from gongkai.contract import read_plain
from gongkai.contract.contractfiles import TEXT, VERSION, WORD, languages
from gongkai.contract.shape import Each, Items, Keys, String, Whole
from gongkai.model.findings import Problem
from gongkai.model.languages import Translated, translated
from gongkai.model.release import (
    ACTIONS,
    KINDS,
    ChangeCount,
    Moves,
    Release,
    TableChange,
    TableDigest,
    after,
    order,
)
from gongkai.text import ours
from gongkai.text.ours import Known, UnreadableError

FOLDER = "releases"
LIVE = "+live"  # behind the version of what goes on after a release
RECORD, CHANGES, GONE = "release.yaml", "changes.csv", "gone.yaml"
GONE_FILE = f"{FOLDER}/{GONE}"
_DAY = String(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHA256 = String(r"[0-9a-f]{64}")
_DIGEST = String(r"[0-9a-f]{64}", nullable=True)
_SHAPE = Keys(
    {
        "version": String(VERSION),
        "kind": String(among=KINDS),
        "date": _DAY,
        "data": _DAY,
        "since": String(VERSION, nullable=True),
        "commit": String(r"[0-9a-f]{40}|[0-9a-f]{64}"),
        "tables": Each(Keys({"rows": Whole(), "sha256": _SHA256})),
        "whole": _DIGEST,
        "listed": _DIGEST,
        "counts": Items(
            Keys(
                {
                    "table": String(WORD),
                    "column": String(WORD, nullable=True),
                    "change": String(among=ACTIONS),
                    "n": Whole(1),
                }
            ),
            least=0,
        ),
    }
)
# An address below the root of the site, for a page that is no more: it says why, or leads on.
_GONE = Each(Keys(languages(TEXT), {"to": String(r"([a-z0-9-]+/)*")}), key=r"([a-z0-9-]+/)+")


class Gone(NamedTuple):
    """A page that is no more: its path, why, the path that it leads to, if any, and the line."""

    path: str
    why: Translated[str]
    to: str | None
    line: int


class Releases(NamedTuple):
    """What is kept of all releases, the newest first, and the addresses that are gone."""

    kept: Sequence[Release] = ()
    gone: Sequence[Gone] = ()

    def moves(self, places: Mapping[str, str]) -> Moves:
        """What leads on, with the earlier ids of places and theirs now."""
        return Moves(places, {one.path: one.to for one in self.gone if one.to})

    @property
    def last(self) -> Release | None:
        """The newest release."""
        return self.kept[0] if self.kept else None


def read_releases(root: Path, package: Mapping[str, Any]) -> Releases:
    """Everything below `root`/releases. Raises UnreadableError for whatever is no record.

    The newest must have the version of the `package`: nobody types one.
    """
    folder = root / FOLDER
    files = {path.relative_to(folder).as_posix(): path for path in ours.files(root, folder)}
    gone = _gone(root, folder) if files.pop(GONE, None) else []
    found: dict[str, Release] = {}
    names = sorted({name.partition("/")[0] for name in files}, key=_place)
    for name in names:
        before = list(found)[-1] if found else None
        found[name] = _read(root, folder / name, before, files)
    if found and package["version"].removesuffix(LIVE) != list(found)[-1]:
        assert isinstance(package, Known)
        args = {"found": package["version"], "wanted": list(found)[-1]}
        raise UnreadableError([Problem(package.at[0], 1, 1, "release-typed", args)])
    return Releases([*found.values()][::-1], gone)


def _place(name: str) -> tuple[int, ...]:
    return order(name) if re.fullmatch(VERSION, name) else ()


def _read(root: Path, folder: Path, before: str | None, files: Mapping[str, Path]) -> Release:
    path = folder / RECORD
    mine = {name for name in files if name.partition("/")[0] == folder.name}
    wanted = {f"{folder.name}/{name}" for name in ((RECORD, CHANGES) if before else (RECORD,))}
    if odd := sorted(mine - wanted):
        _refuse(root, files[odd[0]], "release-odd-file")
    raw = read_plain(root, path, _SHAPE)
    follows = raw["since"] == before and raw["version"] == folder.name
    if before is not None and raw["version"] != after(before, raw["kind"]):
        follows = False
    if not follows or (raw["whole"] is None) != (before is None):
        _refuse(root, path, "release-order")
    changes: list[TableChange] = []
    if before is not None:
        changes = list(_changes(root, folder / CHANGES, raw["listed"]))
    counts = [ChangeCount(one["table"], one["column"] or "", one["change"], one["n"])
              for one in raw["counts"]]  # fmt: skip
    return Release(
        version=raw["version"],
        kind=raw["kind"],
        date=raw["date"],
        data=raw["data"],
        since=raw["since"],
        commit=raw["commit"],
        tables={name: TableDigest(**one) for name, one in raw["tables"].items()},
        counts=counts,
        whole=raw["whole"],
        changes=changes,
    )


def _changes(root: Path, path: Path, sha256: str | None) -> Iterator[TableChange]:
    """The changes that are listed, whose bytes have this sha256."""
    data = ours.stored(root, path)
    if hashlib.sha256(data).hexdigest() != sha256:
        _refuse(root, path, "release-altered")
    rows = csv.reader(io.StringIO(data.decode(), newline=""))
    if next(rows, None) != list(TableChange._fields):
        _refuse(root, path, "release-altered")
    for row in rows:
        if len(row) != len(TableChange._fields):
            _refuse(root, path, "release-altered")
        yield TableChange(*row)


def _gone(root: Path, folder: Path) -> list[Gone]:
    raw = read_plain(root, folder / GONE, _GONE)
    return [Gone(path, translated(one), one.get("to"), one.at[1]) for path, one in raw.items()]


def _refuse(root: Path, path: Path, message: str) -> NoReturn:
    raise UnreadableError([Problem(ours.name(root, path), 1, 1, message)])


# -- how it is written -----------------------------------------------------------------------------


def as_yaml(release: Release, listed: str | None) -> str:
    """release.yaml, as it is read again; `listed` is the sha256 of changes.csv beside it."""
    record = {
        "version": release.version,
        "kind": release.kind,
        "date": release.date,
        "data": release.data,
        "since": release.since,
        "commit": release.commit,
        "tables": {name: dict(one._asdict()) for name, one in release.tables.items()},
        "whole": release.whole,
        "listed": listed,
        "counts": [{**one._asdict(), "column": one.column or None} for one in release.counts],
    }
    head = "# Written by `build.py release`; nobody changes it.\n"
    text = yaml.safe_dump(record, sort_keys=False, allow_unicode=True, default_flow_style=None)
    return head + str(text)
