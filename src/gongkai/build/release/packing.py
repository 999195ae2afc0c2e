"""A finished site and the record of its release → what is published: ZIP, notes, SBOM, checksums.

The ZIP is that of the package and four files more, with which whoever has it alone sees what
changed since the release before, and why.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from gongkai import package
from gongkai.build.output import Folder, share
from gongkai.build.release import earlier, record
from gongkai.contract import Contract, releases
from gongkai.model.release import Release
from gongkai.package import archive, descriptor, rocrate
from gongkai.package.csvfile import WrittenTable

NOTES, SBOM = "NOTES.md", "sbom.cdx.json"
_DESCRIBED = "changes.json"  # the description of changes.csv
_LOCK = "requirements.txt"
_BESIDE = ".packing-"  # begins the name of a folder in which the ZIP is made


class ReleaseFile(NamedTuple):
    """A file that is published: its name, its size in bytes."""

    name: str
    size: int


def pack(
    root: Path, out: Path, made: Release, contract: Contract, changes: Path | None, to: Path
) -> list[ReleaseFile]:
    """Fill the folder `to` anew from the finished site `out`; `changes` is the file of changes."""
    notes = _notes(root, made)
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    data = out / package.FOLDER
    with tempfile.TemporaryDirectory(prefix=_BESIDE, dir=to) as name:
        folder = Folder(name)
        for path in archive.files(data):
            if path != rocrate.PATH:
                share(data / path, folder.place(path))
        folder.add(earlier.ADDRESSES, "".join(f"{a}\n" for a in record.addresses(out)).encode())
        folder.add(NOTES, notes)
        if changes:
            share(changes, folder.place(releases.CHANGES))
            folder.add(_DESCRIBED, _described(contract, changes))
        more = archive.files(Path(name))
        crate = (data / rocrate.PATH).read_bytes()
        folder.add(rocrate.PATH, rocrate.with_more(crate, Path(name), more))
        archive.write(Path(name))
        (Path(name) / archive.ARCHIVE).replace(to / f"gongkai-{made.version}.zip")
    published = Folder(str(to))
    published.add(NOTES, notes)
    published.add(SBOM, sbom(root, made))
    names = sorted(path.name for path in to.iterdir())
    sums = "".join(f"{archive.sha256(to / name)}  {name}\n" for name in names)
    published.add(archive.SUMS, sums.encode())
    return [ReleaseFile(path.name, path.stat().st_size) for path in sorted(to.iterdir())]


def is_free(to: Path) -> bool:
    """Whether a folder may be filled: there is none, it is empty, or was filled here before, be it
    half.
    """
    if not to.exists() or (to / SBOM).is_file():
        return True
    return all(path.name.startswith(_BESIDE) for path in to.iterdir())


def _notes(root: Path, made: Release) -> bytes:
    """What the changelog says of the release; nothing where there is no changelog.

    Raises NoLineError where it does not speak of the release.
    """
    path = root / "CHANGELOG.md"
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    found = re.search(rf"(?ms)^## {re.escape(made.version)} .*?(?=^## |\Z)", text)
    if text and not found:
        raise record.NoLineError(path.name, f"## {made.version}")
    return (f"{found[0].strip()}\n" if found else "").encode()


def _described(contract: Contract, changes: Path) -> bytes:
    """changes.csv as a resource, as datapackage.json has the tables."""
    size = changes.stat().st_size
    table = WrittenTable("changes", releases.CHANGES, 0, size, archive.sha256(changes), {})
    return descriptor.as_json(descriptor.resource(contract.changes, table))


# -- what it was made with: CycloneDX -------------------------------------------------------------


def sbom(root: Path, made: Release) -> bytes:
    """The packages that the build was made with, from the lock, as CycloneDX 1.6."""
    name = f"gongkai@{made.version}"
    found = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{name} {made.commit}')}",
        "version": 1,
        "metadata": {
            "component": {
                "type": "data",
                "bom-ref": name,
                "name": "gongkai",
                "version": made.version,
            }
        },
        "components": list(_components((root / _LOCK).read_text(encoding="utf-8"))),
    }
    return descriptor.as_json(found)


_LOCKED = re.compile(r"(?m)^(?P<name>[a-z0-9.-]+)==(?P<version>[^\s;\\]+)(?P<marker> ;[^\\\n]*)?")


def _components(lock: str) -> Iterator[dict[str, Any]]:
    """Each package of the lock; one that only some systems need is optional."""
    begins = list(_LOCKED.finditer(lock))
    ends = [one.start() for one in begins[1:]] + [len(lock)]
    for one, end in zip(begins, ends, strict=True):
        purl = f"pkg:pypi/{one['name']}@{one['version']}"
        hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", lock[one.start() : end])
        yield {
            "type": "library",
            "bom-ref": purl,
            "name": one["name"],
            "version": one["version"],
            "purl": purl,
            "scope": "optional" if one["marker"] else "required",
            "externalReferences": [
                {
                    "type": "distribution",
                    "url": f"https://pypi.org/project/{one['name']}/{one['version']}/",
                    "hashes": [{"alg": "SHA-256", "content": one} for one in hashes],
                }
            ],
        }
