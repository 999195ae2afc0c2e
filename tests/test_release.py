"""`build.py release`: what changed and why, to the byte; and what stops a release."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner, Result
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator

from applied import applied, rows, written
from conftest import GOLDEN, ROOT, command, lay_out
from gongkai.build import output
from gongkai.build.changes.git import Commit
from gongkai.build.release import difference
from gongkai.build.release.history import History
from gongkai.cli.main import main
from gongkai.contract import Contract
from gongkai.model.release import ChangeCount, Moves, Release, TableChange, after
from gongkai.package import archive
from gongkai.package.changes import PackageState
from gongkai.words import read_words
from gongkai.words.releases import summary
from revisions import git, instead

# -- two states of the tables


@dataclass
class Tables:
    """A package in memory, to be changed: its description, and its files."""

    descriptor: dict[str, Any]
    files: dict[str, bytes]

    @classmethod
    def of(cls, folder: Path) -> Tables:
        descriptor = json.loads((folder / "datapackage.json").read_bytes())
        return cls(
            descriptor,
            {one["name"]: (folder / one["path"]).read_bytes() for one in descriptor["resources"]},
        )

    def copy(self) -> Tables:
        return Tables(json.loads(json.dumps(self.descriptor)), dict(self.files))

    def put(self, table: str, listed: list[list[str]]) -> None:
        """Other rows, the header first."""
        self.files[table] = written(listed)
        resource = self.resource(table)
        resource["hash"] = f"sha256:{hashlib.sha256(self.files[table]).hexdigest()}"
        known = {field["name"]: field for field in resource["schema"]["fields"]}
        none = {"type": "string"}
        resource["schema"]["fields"] = [known.get(n, {"name": n, **none}) for n in listed[0]]

    def resource(self, table: str) -> dict[str, Any]:
        return next(one for one in self.descriptor["resources"] if one["name"] == table)

    @property
    def keys(self) -> dict[str, list[str]]:
        return {one["name"]: one["schema"]["primaryKey"] for one in self.descriptor["resources"]}

    @property
    def state(self) -> PackageState:
        paths = {one["path"]: one["name"] for one in self.descriptor["resources"]}
        return PackageState.of(self.descriptor, lambda path: io.BytesIO(self.files[paths[path]]))


@pytest.fixture(scope="module")
def package(golden: Path) -> Tables:
    return Tables.of(golden / "data")


def kind_and_file(old: Tables, new: Tables, contract: Contract) -> tuple[str, bytes]:
    out = io.BytesIO()
    found = difference.compare(old.state, new.state, History(()), contract.changes, out)
    return found.kind, out.getvalue()


def spoilt(tables: Tables, chance: random.Random) -> Tables:
    """Rows and columns added, removed, changed and moved, in every table."""
    other = tables.copy()
    for table in list(other.files):
        key = other.keys[table]
        head, *body = rows(other.files[table])
        places = [head.index(name) for name in key]
        free = [name for name in head if name not in key]
        if free and chance.random() < 0.4:
            gone = chance.choice(free)
            place = head.index(gone)
            head, body = head[:], [row[:place] + row[place + 1 :] for row in body]
            head.remove(gone)
        if chance.random() < 0.4:
            place = chance.randint(0, len(head))
            head = [*head[:place], "fresh", *head[place:]]
            body = [
                [*row[:place], chance.choice(["", "1", 'a "b", c\nd']), *row[place:]]
                for row in body
            ]
        if chance.random() < 0.3:
            order = list(range(len(head)))
            chance.shuffle(order)
            head, body = [head[n] for n in order], [[row[n] for n in order] for row in body]
        places = [head.index(name) for name in key]
        body = [row for row in body if chance.random() > 0.1]
        for row in body:
            if chance.random() < 0.1:
                place = chance.randrange(len(row))
                if place not in places:
                    row[place] = chance.choice(["", "7", "七，“八”", "=1", " x"])
        by_report = key[0] == "report"
        if chance.random() < 0.3:
            chance.shuffle(body)
            if by_report:
                body.sort(key=lambda row: row[places[0]])
        if table == "reports":
            body.sort(key=lambda row: row[places[0]])
        if (by_report and places[0] != 0) or (table == "reports" and head[0] != "id"):
            continue  # reports come first in every table of ours
        other.put(table, [head, *body])
    return other


@pytest.mark.parametrize("seed", range(40))
def test_changes_applied_to_the_earlier_files_give_the_later_ones(
    package: Tables, contract: Contract, seed: int
) -> None:
    chance = random.Random(seed)
    one, other = package.copy(), spoilt(package, chance)
    if seed % 3 == 1:
        one, other = other, one
    elif seed % 3 == 2:
        one = spoilt(package, chance)
    if seed == 9:  # a table that is new, one that is gone, one with another key
        one.descriptor["resources"].remove(one.resource("rules"))
        other.descriptor["resources"].remove(other.resource("breaks"))
        other.resource("codes")["schema"]["primaryKey"] = ["form", "axis", "part", "code"]
    kind, changes = kind_and_file(one, other, contract)
    assert kind
    there = {name: one.files[name] for name in one.keys}
    later = applied(there, other.keys, changes)
    assert later == {name: other.files[name] for name in other.keys}


def test_without_a_difference_there_is_no_line(package: Tables, contract: Contract) -> None:
    kind, changes = kind_and_file(package, package.copy(), contract)
    assert (kind, len(rows(changes))) == ("", 1)


def test_what_is_added_removed_or_means_something_else_gives_the_version(
    package: Tables, contract: Contract
) -> None:
    def kind(change: Callable[[Tables], object], back: bool = False) -> str:
        other = package.copy()
        change(other)
        pair = (other, package) if back else (package, other)
        return kind_and_file(*pair, contract)[0]

    def cell(table: str, row: int, column: str, value: str) -> Callable[[Tables], object]:
        def change(tables: Tables) -> None:
            listed = rows(tables.files[table])
            listed[row][listed[0].index(column)] = value
            tables.put(table, listed)

        return change

    def without(table: str, row: int) -> Callable[[Tables], object]:
        return lambda t: t.put(table, [r for n, r in enumerate(rows(t.files[table])) if n != row])

    def without_column(tables: Tables) -> None:
        tables.put("reviews", [row[:-1] for row in rows(tables.files["reviews"])])

    def field(change: Callable[[dict[str, Any]], object]) -> Callable[[Tables], object]:
        def changed(tables: Tables) -> None:
            fields = tables.resource("findings")["schema"]["fields"]
            change(next(one for one in fields if one["name"] == "verdict"))

        return changed

    assert kind(cell("requests", 5, "count", "77")) == "patch"
    assert kind(without("findings", 3)) == kind(without("findings", 3), back=True) == "patch"
    assert kind(cell("rules", 1, "title_zh", "另一个名称")) == "patch"
    assert kind(without("reports", 1), back=True) == "minor"
    assert kind(without("rules", 1), back=True) == "minor"
    assert kind(without_column, back=True) == "minor"
    assert kind(without("reports", 1)) == "major"
    assert kind(without("codes", 1)) == "major"
    assert kind(without_column) == "major"
    assert kind(cell("rules", 1, "formula", "a = b + c")) == "major"
    assert kind(field(lambda one: one["constraints"]["enum"].append("unknown"))) == "minor"
    assert kind(field(lambda one: one["constraints"]["enum"].pop())) == "major"
    assert kind(field(lambda one: one.update(type="integer"))) == "major"


def test_an_indicator_that_is_said_for_another_form_too_means_the_same(
    package: Tables, contract: Contract
) -> None:
    other = package.copy()
    listed = rows(other.files["indicators"])
    place = listed[0].index("numerator")
    for row in listed[1:]:
        row[place] = " ".join(f"{figure}|old.form.total" for figure in row[place].split(" "))
    other.put("indicators", listed)
    assert kind_and_file(package, other, contract)[0] == "patch"
    assert kind_and_file(other, package, contract)[0] == "major"


@pytest.mark.parametrize(
    ("version", "kind", "next_"),
    [("1.4.2", "patch", "1.4.3"), ("1.4.2", "minor", "1.5.0"), ("0.1.0", "major", "1.0.0")],
)
def test_a_version_follows_from_the_kind(version: str, kind: str, next_: str) -> None:
    assert after(version, kind) == next_


# -- which commit brought a change

TOUCHED = {
    "engine": "src/gongkai/x.py",
    "tree": "content/jurisdictions/p.yaml",
    "looked": "content/coverage/p.yaml",
    "below": "content/reports/p/c/d/2020.yaml",
    "beside": "content/reports/p/c/2018.yaml",
    "before": "content/reports/p/c/2019.yaml",
    "own": "content/reports/p/c/2020.yaml",
    "elsewhere": "content/reports/p/e/2020.yaml",
}


@pytest.mark.parametrize(
    ("table", "key", "touched", "named"),
    [
        ("findings", "p/c/2020,x", "elsewhere engine below before own", "own"),
        ("requests", "p/c/2020,x", "own own2 before tree", "own"),
        ("findings", "p/c/2020,x", "elsewhere engine below before", "before"),
        ("findings", "p/c/2020,x", "elsewhere engine beside below", "below"),
        ("findings", "p/c/2020,x", "engine beside tree", "beside"),
        ("findings", "p/c/2020,x", "elsewhere engine", "engine"),
        ("findings", "p/c/2020,x", "elsewhere", ""),
        ("coverage", "p/c,2020", "tree looked before own", "own"),
        ("coverage", "p/c,2021", "tree looked before own", "looked"),
        ("jurisdictions", "p/c", "looked own tree", "tree"),
    ],
)
def test_the_nearest_thing_that_was_touched_names_the_commit(
    table: str, key: str, touched: str, named: str
) -> None:
    commits = [
        Commit(
            name, f"about {name}", tuple(p for n, p in TOUCHED.items() if n in (name, name[:-1]))
        )
        for name in touched.split()
    ]
    history, places = History(commits), table in ("coverage", "jurisdictions")
    found = history.explained(TableChange(table, key, "value", "changed"), places)
    assert (found.commit, found.reason) == (named, f"about {named}" if named else "")
    if touched.startswith("own own2"):
        added = history.explained(TableChange(table, key, "", "added"), places)
        assert added.commit == "own2", "the first one brought it"


# -- releases of a repository


@dataclass(frozen=True)
class Project:
    """The miniature country as a repository, with the ZIPs of its releases."""

    root: Path

    @property
    def zips(self) -> Path:
        return self.root.parent / "published"

    def run(self, *words: str) -> Result:
        given = [*words, "--root", str(self.root), "--workers", "1", "--lang", "en"]
        return CliRunner().invoke(main, ["release", *given])

    def made(self, *words: str) -> str:
        done = self.run(*words)
        assert done.exit_code == 0, (done.output, done.exception)
        return done.output

    def refused(self, *words: str, code: int = 1) -> str:
        before = self.files()
        done = self.run(*words)
        assert done.exit_code == code, (done.output, done.exception)
        assert "Traceback" not in done.output
        assert self.files() == before, "nothing is half-written"
        return done.output.strip().splitlines()[-1]

    def files(self) -> dict[str, bytes]:
        """What the repository holds, and what lies beside it that is no part of it."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in self.root.rglob("*")
            if path.is_file()
            and not path.relative_to(self.root).parts[0].startswith((".git", "dist", ".dist.c"))
            and path.name not in (".dist.lock", ".dist.release.lock")
            and ".dist." not in str(path.parent)
        }

    def commit(self, subject: str, day: str = "2026-12-01") -> None:
        git(self.root, "add", "-A")
        when = {f"GIT_{who}_DATE": f"{day}T10:00:00Z" for who in ("AUTHOR", "COMMITTER")}
        git(self.root, "commit", "-q", "-m", subject, **when)

    def edit(self, path: str, change: Callable[[str], str]) -> None:
        file = self.root / path
        file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")

    def zip(self, version: str) -> Path:
        return self.zips / version / f"gongkai-{version}.zip"

    def released(self, *words: str) -> str:
        """Make a release, commit it, and pack it; its version."""
        text = self.made(*words)
        version = re.search(r"(?m)^Release (\S+)$", text)[1]
        self.commit(f"Release {version}", "2026-12-02")
        git(self.root, "tag", f"v{version}")
        self.made("--pack", str(self.zips / version), *words)
        return version

    def copy(self, folder: Path) -> Project:
        shutil.copytree(self.root.parent, folder, symlinks=True, dirs_exist_ok=True)
        return Project(folder / self.root.name)


JIASHI = "content/reports/yangsheng/jiashi"
ADDED = f"{JIASHI}/2021.yaml"


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One release, 1.0.0."""
    folder = tmp_path_factory.mktemp("releases")
    project = Project(lay_out(folder / "project", GOLDEN / "content"))
    for name in ("CHANGELOG.md", "CITATION.cff", "README.md", ".gitignore", "requirements.txt"):
        shutil.copy(ROOT / name, project.root)
    said = "- {id: online, at: 一(一), value: 5500, unit: 条, whose: unsaid, zh: 公开, en: items}"
    for report in ("kaifaqu/2021", "yixian/2022"):
        prose = instead("summary:", f"statements:\n{said}\nsummary:")
        project.edit(f"{JIASHI}/{report}.yaml", prose)
    for lang, heading in (("zh", "尚未发布版本"), ("en", "Not released yet")):
        project.edit(f"content/pages/{lang}/changes.md", f"{{}}\n## {heading}\n\nA.\n".format)
    git(project.root, "init", "-q", "-b", "main")
    project.commit("Begin")
    assert project.released() == "1.0.0"
    return project


@pytest.fixture(scope="module")
def second(first: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two releases: a figure was corrected, and a report added."""
    project = first.copy(tmp_path_factory.mktemp("releases"))
    text = (project.root / f"{JIASHI}/2022.yaml").read_text(encoding="utf-8")
    text = text.replace("2022", "2021").replace("2023-", "2022-")
    (project.root / ADDED).write_text(text, encoding="utf-8")
    project.commit("=yangsheng/jiashi/2021: add the report")
    project.edit(
        f"{JIASHI}/2022.yaml", instead("licensing:           [1]", "licensing:           [7]")
    )
    project.commit("yangsheng/jiashi/2022: licensing is 7")
    assert project.released("--last", str(project.zip("1.0.0"))) == "1.1.0"
    return project


@pytest.fixture(scope="module")
def changed(first: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One release, after which a figure was corrected."""
    project = first.copy(tmp_path_factory.mktemp("releases"))
    one, other = (f"penalties:           [{n}]" for n in (1, 2))
    project.edit(f"{JIASHI}/2022.yaml", instead(one, other))
    project.commit("x")
    return project


WAS, NOW = "yangsheng/jiashi/yixian", "yangsheng/jiashi/bixian"
CARD = f"{WAS}/2014-report-card"


@pytest.fixture(scope="module")
def moved(first: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two releases: a place has another id, a report too, a figure of a text was corrected."""
    project = first.copy(tmp_path_factory.mktemp("releases"))
    tree = "yixian: {zh: 乙县, en: Yi County, level: county"
    formerly = f"{tree.replace('yixian', 'bixian')}, formerly: [{WAS}]"
    project.edit("content/jurisdictions/yangsheng.yaml", instead(tree, formerly))
    (project.root / f"{JIASHI}/yixian").rename(project.root / f"{JIASHI}/bixian")
    now = project.root / f"{JIASHI}/bixian"
    (now / "2014-report-card.yaml").rename(now / "2014-card.yaml")
    (project.root / "releases/gone.yaml").write_text(
        f"{CARD}/: {{to: {NOW}/2014-card/, zh: 改名, en: It is short}}\n", "utf-8"
    )
    project.edit(f"{JIASHI}/kaifaqu/2021.yaml", instead("value: 5500", "value: 6600"))
    project.commit("Rename")
    project.made("--last", str(project.zip("1.0.0")))
    done = command(root=project.root)
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture
def project(first: Project, tmp_path: Path) -> Project:
    """One release, to be spoiled."""
    return first.copy(tmp_path)


def unpacked(archive: Path, folder: Path) -> Path:
    with zipfile.ZipFile(archive) as file:
        file.extractall(folder)
    return folder / "gongkai"


def test_the_first_release_says_so_and_has_no_changes(first: Project) -> None:
    record = yaml.safe_load((first.root / "releases/1.0.0/release.yaml").read_text("utf-8"))
    assert (record["version"], record["kind"], record["since"]) == ("1.0.0", "major", None)
    assert (record["date"], record["whole"], record["counts"]) == ("2026-12-01", None, [])
    assert sorted(path.name for path in (first.root / "releases").rglob("*.*")) == [
        *("1.0.0", "release.yaml")
    ]
    with zipfile.ZipFile(first.zip("1.0.0")) as archive:
        assert not [one for one in archive.namelist() if "changes" in one]
        notes = archive.read("gongkai/NOTES.md").decode()
    assert notes.startswith("## 1.0.0 - 2026-12-01\n\n### Data\n\n- First release: 5 reports")


def test_the_version_is_written_wherever_it_stands(second: Project) -> None:
    def line(path: str, begins: str) -> str:
        lines = (second.root / path).read_text(encoding="utf-8").split("\n")
        return next(one for one in lines if one.startswith(begins))

    assert line("datapackage/datapackage.yaml", "version:") == "version: 1.1.0"
    assert line("CITATION.cff", "version: ") == "version: 1.1.0"
    assert line("CITATION.cff", "date-released:") == "date-released: 2026-12-01"
    assert "version 1.1.0, data of 2023-05-06" in line("README.md", "**Cite**")
    changelog = (second.root / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^## (.*)$", changelog)[:3] == [
        *("Unreleased", "1.1.0 - 2026-12-01", "1.0.0 - 2026-12-01")
    ]
    # What the page of changes had before the first release is what that brought.
    assert line("content/pages/zh/changes.md", "## 1") == "## 1.0.0（2026年12月1日）"
    assert line("content/pages/en/changes.md", "## 1") == "## 1.0.0 (1 December 2026)"


def test_who_has_the_second_zip_alone_sees_what_changed_and_why(
    second: Project, tmp_path: Path
) -> None:
    folder = unpacked(second.zip("1.1.0"), tmp_path)
    done = subprocess.run(
        ["sha256sum", "-c", "--strict", "--quiet", "SHA256SUMS"], cwd=folder, capture_output=True
    )
    assert (done.returncode, done.stdout) == (0, b"")
    with (folder / "changes.csv").open(encoding="utf-8", newline="") as file:
        listed = list(csv.DictReader(file))
    (figure,) = [c for c in listed if c["table"] == "disclosure" and c["column"] == "value"]
    commits = dict(
        line.split(" ", 1)[::-1] for line in git(second.root, "log", "--format=%H %s").splitlines()
    )
    why = "yangsheng/jiashi/2022: licensing is 7"
    assert figure == {
        "table": "disclosure", "key": "yangsheng/jiashi/2022,licensing,decisions",
        "column": "value", "change": "changed", "old": "1.0", "new": "7.0",
        "reason": why, "commit": commits[why], "after": "",
    }  # fmt: skip
    (report,) = [c for c in listed if c["table"] == "reports" and not c["column"]]
    added = "=yangsheng/jiashi/2021: add the report"
    assert (report["key"], report["change"]) == ("yangsheng/jiashi/2021", "added")
    assert (report["reason"], report["commit"]) == (f" {added}", commits[added]), "no formula"
    judged = [c for c in listed if c["table"] == "findings" and "2022,carry-over" in c["key"]]
    assert {c["commit"] for c in judged} == {commits[why]}, "its own file was touched"
    described = json.loads((folder / "changes.json").read_bytes())
    assert [field["name"] for field in described["schema"]["fields"]] == list(listed[0])
    digest = hashlib.sha256((folder / "changes.csv").read_bytes()).hexdigest()
    assert described["hash"] == f"sha256:{digest}"
    assert "Added to reports: 1 (yangsheng/jiashi/2021)." in (folder / "NOTES.md").read_text(
        "utf-8"
    )
    crate = json.loads((folder / "ro-crate-metadata.json").read_bytes())["@graph"]
    known = {one["@id"] for one in crate if one["@type"] == "File"}
    assert known == set(archive.files(folder)) - {"ro-crate-metadata.json"}
    assert {"changes.csv", "NOTES.md", "gongkai.sqlite"} <= known


def test_the_changes_of_a_zip_applied_to_the_one_before_give_it(
    second: Project, tmp_path: Path
) -> None:
    old, new = (unpacked(second.zip(v), tmp_path / v) for v in ("1.0.0", "1.1.0"))
    one, other = Tables.of(old), Tables.of(new)
    assert applied(one.files, other.keys, (new / "changes.csv").read_bytes()) == other.files


def test_the_repository_keeps_little_of_a_report_that_is_added(second: Project) -> None:
    folder = second.root / "releases/1.1.0"
    listed = rows((folder / "changes.csv").read_bytes())[1:]
    assert [one[:4] for one in listed if "2021" in one[1]] == [
        ["reports", "yangsheng/jiashi/2021", "", "added"],
        ["coverage", "yangsheng/jiashi,2021", "", "added"],
    ]
    counts = yaml.safe_load((folder / "release.yaml").read_text("utf-8"))["counts"]
    assert {"table": "reviews", "column": None, "change": "added", "n": 15} in counts


def test_packing_twice_gives_the_same_bytes(second: Project, tmp_path: Path) -> None:
    last = "--last", str(second.zip("1.0.0"))
    second.made("--pack", str(tmp_path / "again"), *last)
    published = second.zips / "1.1.0"
    names = ["NOTES.md", "SHA256SUMS", "gongkai-1.1.0.zip", "sbom.cdx.json"]
    assert sorted(path.name for path in published.iterdir()) == names
    for name in names:
        assert (published / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


def test_the_bill_of_materials_has_every_package_of_the_lock(second: Project) -> None:
    found = json.loads((second.zips / "1.1.0/sbom.cdx.json").read_bytes())
    assert (found["bomFormat"], found["specVersion"]) == ("CycloneDX", "1.6")
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", found["serialNumber"])
    lock = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    locked = re.findall(r"(?m)^([^\s#]+)==([^\s;]+)", lock)
    assert [(one["name"], one["version"]) for one in found["components"]] == locked
    assert {one["purl"] for one in found["components"]} == {f"pkg:pypi/{n}@{v}" for n, v in locked}
    hashes = [h for one in found["components"] for h in one["externalReferences"][0]["hashes"]]
    assert len(hashes) == lock.count("--hash=sha256:")


def test_a_dry_run_says_it_and_writes_nothing(changed: Project) -> None:
    before = changed.files()
    text = changed.made("--dry-run", "--last", str(changed.zip("1.0.0")))
    assert "Release 1.0.1\nPatch, since 1.0.0" in text
    assert "differ from before: 1 (reports: 1)" in text
    assert changed.files() == before


# -- what stops a release


def test_a_release_with_nothing_changed(project: Project) -> None:
    assert "nothing in the data has changed since release 1.0.0" in project.refused(
        "--last", str(project.zip("1.0.0"))
    )


def test_a_version_that_exists(changed: Project, tmp_path: Path) -> None:
    project = changed.copy(tmp_path)
    git(project.root, "tag", "v1.0.1")
    said = project.refused("--last", str(project.zip("1.0.0")))
    assert "release 1.0.1 exists already" in said


def without(project: Project) -> None:
    """A report under another id, and one that is no more."""
    (project.root / f"{JIASHI}/2022.yaml").rename(project.root / f"{JIASHI}/2022-copy.yaml")
    project.edit(f"{JIASHI}/2022-copy.yaml", lambda text: text.replace("annual-report", "other"))
    (project.root / f"{JIASHI}/yixian/2014-report-card.yaml").unlink()


def test_ids_that_disappear_without_a_tombstone(project: Project) -> None:
    without(project)
    project.commit("x")
    done = project.run("--last", str(project.zip("1.0.0")))
    assert done.exit_code == 1
    assert "would disappear" in done.output
    assert "reports: yangsheng/jiashi/2022\n" in done.output
    assert "reports: yangsheng/jiashi/yixian/2014-report-card\n" in done.output
    assert "Traceback" not in done.output
    assert git(project.root, "status", "--porcelain") == ""


def test_ids_may_go_where_their_pages_stay(project: Project) -> None:
    without(project)
    (project.root / "releases/gone.yaml").write_text(
        "yangsheng/jiashi/2022/: {to: yangsheng/jiashi/2022-copy/, zh: 改名, en: Renamed}\n"
        "yangsheng/jiashi/yixian/2014-report-card/: {zh: 原件已撤回, en: It was withdrawn}\n",
        encoding="utf-8",
    )
    project.commit("x")
    done = project.run("--last", str(project.zip("1.0.0")))
    assert "Release 2.0.0\nMajor, since 1.0.0" in done.output, done.output
    pages = project.root / "dist/en/yangsheng/jiashi"
    moved = (pages / "2022/index.html").read_text("utf-8")
    assert 'content="0; url=../2022-copy/index.html"' in moved
    gone = (pages / "yixian/2014-report-card/index.html").read_text("utf-8")
    assert "It was withdrawn" in gone


def test_an_address_that_leads_nowhere(project: Project) -> None:
    (project.root / "releases/gone.yaml").write_text(
        "a/: {zh: 改名, en: Renamed}\nb/: {to: does/not/exist/, zh: 改名, en: Renamed}\n", "utf-8"
    )
    done = command(root=project.root)
    assert done.returncode == 1
    said = "releases/gone.yaml:2:1: `to: does/not/exist/` leads to no page of the site"
    assert said in done.stdout + done.stderr


def test_what_follows_from_nothing_is_not_said_to(contract: Contract) -> None:
    words, other = read_words(ROOT, "en"), ChangeCount("findings", "verdict", "changed", 2)
    made = Release("1.0.1", "patch", "", "", "1.0.0", "", {}, [other], "", ())
    end = "All are in changes.csv of the ZIP."
    assert list(summary(made, contract, words, Moves()))[1:] == [
        f"Changes of rows and values: 2. {end}"
    ]
    statement = made.counts[0]._replace(table="statements", column="printed")
    made = replace(made, counts=[statement, other])
    assert list(summary(made, contract, words, Moves()))[1:] == [
        "Figures of the text that differ from before: 2.",
        f"Other changes of rows and values, most of which follow from these: 2. {end}",
    ]


@pytest.mark.long
def test_a_tombstone_at_an_address_that_is_there(project: Project) -> None:
    (project.root / "releases/gone.yaml").write_text(
        "yangsheng/jiashi/2022/: {zh: 不, en: No}\n", encoding="utf-8"
    )
    project.commit("x")
    done = project.run("--last", str(project.zip("1.0.0")))
    assert done.exit_code == 1
    assert "releases/gone.yaml:1:1: yangsheng/jiashi/2022/index.html is an address" in done.output


def test_two_releases_at_once(project: Project) -> None:
    with output.lock(project.root / ".dist.release.lock"):
        said = project.refused("--last", str(project.zip("1.0.0")), code=3)
    assert said.startswith("another release is being made here: process ")


def spoilt_zip(path: Path, how: str) -> None:
    data = path.read_bytes()
    if how == "cut off":
        path.write_bytes(data[: len(data) // 2])
    elif how == "a bit is other":
        at = data.index(b"gongkai/findings.csv") + 500
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
    elif how == "no ZIP":
        path.write_bytes(b"<!doctype html><title>404</title>")
    else:
        with zipfile.ZipFile(path) as old:
            files = {one: old.read(one) for one in old.namelist()}
        name = "gongkai/requests.csv"
        if how == "a file is missing":
            del files[name]
        elif how == "a file more":
            files["gongkai/more.csv"] = b""
        else:  # of another release, whole in itself
            sums = files["gongkai/SHA256SUMS"].decode()
            was = hashlib.sha256(files[name]).hexdigest()
            files[name] += b"x,y,z,1,number,,false\n"
            now = hashlib.sha256(files[name]).hexdigest()
            files["gongkai/SHA256SUMS"] = sums.replace(was, now).encode()
        with zipfile.ZipFile(path, "w") as new:
            for one, content in files.items():
                new.writestr(one, content)


@pytest.mark.parametrize(
    "how",
    [
        *("cut off", "a bit is other", "no ZIP", "a file is missing"),
        *("a file more", "of another release, whole in itself"),
    ],
)
def test_an_earlier_zip_that_is_damaged(project: Project, how: str) -> None:
    spoilt_zip(project.zip("1.0.0"), how)
    said = project.refused("--last", str(project.zip("1.0.0")))
    assert "is not release 1.0.0 as it was published" in said


def test_no_earlier_zip(project: Project) -> None:
    assert "say --last ZIP" in project.refused(code=2)
    assert "say --last ZIP" in project.refused("--last", str(project.zip("1.1.0")), code=2)


def test_a_tree_that_is_not_clean(project: Project) -> None:
    (project.root / "content/reports/yangsheng/x.txt").write_text("x")
    project.edit("README.md", lambda text: f"{text}x")
    said = project.refused("--last", str(project.zip("1.0.0")))
    assert said.startswith(
        "2 files are not as the last commit has them: README.md, content/reports"
    )


def test_no_git(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    said = project.refused("--last", str(project.zip("1.0.0")), code=2)
    assert said.startswith("Error: git is not installed here; a release needs it")


def test_no_repository(project: Project) -> None:
    shutil.rmtree(project.root / ".git")
    said = project.refused("--last", str(project.zip("1.0.0")), code=2)
    assert "is no repository of git" in said
    assert said.endswith("a release is made of a commit")


def test_a_shallow_clone(project: Project, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{project.root}", "shallow")
    clone = Project(tmp_path / "shallow")
    assert "git fetch --unshallow" in clone.refused("--last", str(project.zip("1.0.0")))


def test_a_history_without_the_last_release(project: Project) -> None:
    git(project.root, "checkout", "-q", "--orphan", "other")
    project.commit("Begin again")
    said = project.refused("--last", str(project.zip("1.0.0")))
    assert said.startswith("release 1.0.0 was made of commit ")


RECORD = "releases/1.0.0/release.yaml"


@pytest.mark.parametrize(
    ("path", "change", "said"),
    [
        (RECORD, lambda text: text.replace("kind: major", "kind: huge"), f"{RECORD}:3:7: kind"),
        (RECORD, lambda text: text.replace("commit: ", "commits: "), f"{RECORD}:7:1: "),
        (RECORD, lambda text: text.replace("version: 1.0.0", "version: 1.0.1"), "do not fit"),
        (RECORD, lambda text: text.replace("since: null", "since: 0.9.0"), "do not fit"),
        (RECORD, lambda text: "[]\n", f"{RECORD}:1:1: "),
        ("releases/1.0.0/notes.txt", lambda text: "x", "releases/1.0.0/notes.txt:1:1: a folder of"),
        ("releases/gone.yaml", lambda text: "x: y\n", "releases/gone.yaml:1:1: "),
        (
            "datapackage/datapackage.yaml",
            lambda text: text.replace("version: 1.0.0", "version: 3.0.0"),
            "version: found 3.0.0, but the newest release is 1.0.0",
        ),
    ],
)
def test_a_record_of_another_shape(
    project: Project, path: str, change: Callable[[str], str], said: str
) -> None:
    file = project.root / path
    file.write_text(change(file.read_text("utf-8") if file.exists() else ""), encoding="utf-8")
    project.commit("x")
    done = project.run("--last", str(project.zip("1.0.0")))
    assert done.exit_code == 1, done.output
    assert said in done.output
    assert "Traceback" not in done.output


def test_a_list_of_changes_that_somebody_edited(second: Project, tmp_path: Path) -> None:
    project = second.copy(tmp_path)
    project.edit("releases/1.1.0/changes.csv", lambda text: text.replace(",1.0,7.0,", ",1.0,8.0,"))
    project.commit("x")
    done = project.run("--last", str(project.zip("1.1.0")))
    assert done.exit_code == 1
    assert "releases/1.1.0/changes.csv:1:1: this file is not as" in done.output


def test_packing_what_is_not_the_release(changed: Project, tmp_path: Path) -> None:
    said = changed.refused("--pack", str(tmp_path / "out"))
    assert "the site is not that of release 1.0.0: data/disclosure.csv" in said
    assert not (tmp_path / "out").exists()


def test_packing_into_a_folder_with_other_things(first: Project, tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    assert "holds files that no release made" in first.refused("--pack", str(tmp_path), code=2)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_what_a_killed_packing_left_is_no_hindrance(first: Project, tmp_path: Path) -> None:
    (tmp_path / "out/.packing-x").mkdir(parents=True)
    first.made("--pack", str(tmp_path / "out"))
    assert (tmp_path / "out/gongkai-1.0.0.zip").is_file()
    assert not (tmp_path / "out/.packing-x").exists()


def test_packing_what_the_changelog_does_not_know(first: Project, tmp_path: Path) -> None:
    project = first.copy(tmp_path)
    project.edit("CHANGELOG.md", lambda text: text.replace("## 1.0.0", "## Once"))
    project.commit("x")
    said = project.refused("--pack", str(tmp_path / "out"))
    assert said == 'CHANGELOG.md has no line "## 1.0.0", which a release writes anew'
    assert not (tmp_path / "out").exists()


def test_a_changelog_without_a_place_for_it(changed: Project, tmp_path: Path) -> None:
    project = changed.copy(tmp_path)
    project.edit("CHANGELOG.md", lambda text: text.replace("## Unreleased", "## Soon"))
    project.commit("x")
    said = project.refused("--last", str(project.zip("1.0.0")))
    assert said == 'CHANGELOG.md has no line "## Unreleased", which a release writes anew'


@pytest.mark.parametrize("at", range(8))
@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_release_that_is_stopped_half_way_leaves_nothing(
    tmp_path: Path, at: int, fault: BaseException, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault comes at each of the renames in turn: of files beside, then of those in place."""
    (tmp_path / "a.txt").write_text("old")
    files = {"a.txt": b"new", "releases/1.0.0/release.yaml": b"new", "b.txt": b"new"}
    renamed, replace = 0, Path.replace

    def stopped(self: Path, target: Path) -> Path:
        nonlocal renamed
        renamed += 1
        if renamed - 1 == at:
            raise fault
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", stopped)
    done = at >= 6
    if done:
        output.put_all(tmp_path, files, tmp_path / ".beside")
    else:
        with pytest.raises(type(fault)):
            output.put_all(tmp_path, files, tmp_path / ".beside")
    monkeypatch.undo()
    there = {
        p.relative_to(tmp_path).as_posix(): p.read_text()
        for p in tmp_path.rglob("*.*")
        if p.is_file()
    }
    assert there == (dict.fromkeys(files, "new") if done else {"a.txt": "old"})


# -- what the site and the API say of releases


@pytest.fixture(scope="module")
def deployed(second: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Two releases, and their site with a homepage and a repository."""
    project = second.copy(tmp_path_factory.mktemp("releases"))
    where = "--homepage", "https://example.org/x/", "--repository", "https://github.com/a/b"
    done = command(*where, root=project.root)
    assert done.returncode == 0, done.stderr
    return project


@pytest.fixture(scope="module")
def site(deployed: Project) -> Path:
    return deployed.root / "dist"


def text_of(site: Path, path: str) -> str:
    return (site / path / "index.html").read_text(encoding="utf-8")


def test_the_site_says_which_release_it_is_and_what_each_one_brought(site: Path) -> None:
    text = text_of(site, "en/changes")
    assert "The data on this site are exactly those of release 1.1.0." in text
    assert "Cite the release, not the live page" in text
    assert re.findall(r'href="?(\d[\d.]*)/index\.html', text) == ["1.1.0", "1.0.0"]
    assert "https://github.com/a/b/releases/tag/v1.1.0" in text
    assert "本站现有的数据就是 1.1.0 版" in text_of(site, "changes")


def test_what_changed_stands_below_its_place_in_both_languages(site: Path) -> None:
    text = text_of(site, "en/changes/1.1.0")
    section = text[text.index("yangsheng-jiashi") :]
    assert re.search(
        r"2021</a>: added \(reason: “=yangsheng/jiashi/2021: add the report”\)", section
    )
    assert "1 figure of the official tables differs from before" in section
    assert "Licensing decisions" in section or "Administrative licensing" in section
    assert "1 → 7" in section
    assert "行政许可 / 本年处理决定数量：1 → 7" in text_of(site, "changes/1.1.0")
    assert "First release: 5 reports" in text_of(site, "en/changes/1.0.0")


def test_what_moved_is_told_as_moved(moved: Project) -> None:
    changelog = (moved.root / "CHANGELOG.md").read_text("utf-8").split("\n## ")[2]
    reports = f"{CARD} → {NOW}/2014-card, {WAS}/2022 → {NOW}/2022"
    assert f"- Moved in reports: 2 ({reports})." in changelog
    assert f"- Moved in jurisdictions: 1 ({WAS} → {NOW})." in changelog
    assert "Removed" not in changelog
    assert "Added to" not in changelog
    text = text_of(moved.root / "dist", "en/changes/2.0.0")
    assert re.search(
        r"2014-report-card: moved to <a href=[^>]*jiashi/bixian/2014-card/index.html[^>]*>"
        r"Yi County 2014-card</a> \(reason: “It is short”\)",
        text,
    ), text
    assert re.search(
        r"2022: moved to <a href=[^>]*jiashi/bixian/2022/index.html[^>]*>Yi County 2022</a>"
        r" \(reason: “Rename”\)",
        text,
    )
    assert "已移到 <a" in text_of(moved.root / "dist", "changes/2.0.0")


def test_a_figure_of_the_text_that_changed_is_shown(moved: Project) -> None:
    changelog = (moved.root / "CHANGELOG.md").read_text("utf-8").split("\n## ")[2]
    assert "- Figures of the text that differ from before: 1." in changelog
    text = text_of(moved.root / "dist", "en/changes/2.0.0")
    assert "2021</a>: 1 figure of the text differs from before (" in text
    assert "items: 5500 → 6600" in text
    assert "公开：5500 → 6600" in text_of(moved.root / "dist", "changes/2.0.0")


def test_what_lay_below_an_address_that_leads_on_is_still_there(moved: Project) -> None:
    site = moved.root / "dist"
    for old, new, names in (
        (
            WAS,
            NOW,
            "badge.svg badge.json data.csv data.json",
        ),
        (f"{WAS}/2022", f"{NOW}/2022", "badge.svg badge.json"),
        (f"en/{CARD}", f"en/{NOW}/2014-card", "badge.svg badge.json"),
    ):
        for name in names.split():
            assert (site / old / name).read_bytes() == (site / new / name).read_bytes(), old
    figures = text_of(site, "en/yangsheng/jiashi/yixian/2022/figures")
    assert "url=../../../bixian/2022/figures/index.html" in figures
    assert not (site / CARD / "figures").exists(), "there is none to lead to"


def test_data_that_went_on_are_said_to_differ(changed: Project) -> None:
    changed.run("--dry-run", "--last", str(changed.zip("1.0.0")))
    text = text_of(changed.root / "dist", "en/changes")
    assert "Since release 1.0.0 the data on this site have changed" in text
    data = changed.root / "dist/data"
    for path, key in (("datapackage.json", "version"), ("../badge/dataset.json", "message")):
        assert "1.0.0+live" in json.loads((data / path).read_bytes())[key]
    cited = (changed.root / "dist" / "en/yangsheng/jiashi/2022/index.html").read_text("utf-8")
    assert "1.0.0+live" in cited


def test_a_release_has_its_own_version_and_no_other(second: Project) -> None:
    with zipfile.ZipFile(second.zip("1.1.0")) as file:
        for name in ("datapackage.json", "croissant.json", "codemeta.json", "cite.bib"):
            text = file.read(f"gongkai/{name}").decode()
            assert "1.1.0" in text
            assert "+live" not in text


def test_the_api_says_what_changed_since_a_version(site: Path, second: Project) -> None:
    folder = site / "api/v1"
    index = json.loads((folder / "index.json").read_bytes())
    assert index["changes"] == "changes/1.0.0.json"
    assert [one["version"] for one in index["releases"]] == ["1.1.0", "1.0.0"]
    assert [path.name for path in (folder / "changes").iterdir()] == ["1.0.0.json"]
    found = json.loads((folder / "changes/1.0.0.json").read_bytes())
    assert (found["since"], found["until"], found["next"]) == ("1.0.0", "1.1.0", None)
    listed = rows((second.root / "releases/1.1.0/changes.csv").read_bytes())
    given = [[row[name] or "" for name in listed[0]] for row in found["rows"]]
    assert given == listed[1:]
    assert found["rows"][0]["page"] == "yangsheng/jiashi/2021/"
    counts = {(c["table"], c["column"], c["change"]): c["n"] for c in found["counts"]}
    assert counts["disclosure", "value", "changed"] == 1


def test_the_api_describes_its_changes(site: Path) -> None:
    folder = site / "api/v1"
    described = json.loads((folder / "openapi.json").read_bytes())
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []
    schema = described["paths"]["/changes/{version}.json"]["get"]["responses"]["200"]["content"]
    for path, of in (
        ("changes/1.0.0.json", schema["application/json"]["schema"]),
        ("index.json", {"$ref": "#/components/schemas/index"}),
    ):
        check = Draft202012Validator({**of, "components": described["components"]})
        assert [
            e.message for e in check.iter_errors(json.loads((folder / path).read_bytes()))
        ] == []


def test_the_feed_tells_of_figures_that_a_release_corrected(site: Path) -> None:
    text = (site / "en/feed.xml").read_text(encoding="utf-8")
    assert "yangsheng/jiashi/2022/#corrected-1.1.0</id>" in text
    assert "1 figure of the official tables differs from before release 1.1.0." in text


# -- the workflow


STEPS = yaml.safe_load((ROOT / ".github/workflows/release.yml").read_text("utf-8"))["jobs"]


def step(job: str, name: str) -> str:
    (found,) = [one["run"] for one in STEPS[job]["steps"] if one.get("name") == name]
    return found


def test_the_workflow_packs_the_tag_and_publishes_what_was_packed(
    deployed: Project, tmp_path: Path
) -> None:
    """Its steps as the runner runs them, with a GitHub that only notes what it is asked."""
    root = deployed.copy(tmp_path / "clone").root
    tools = {
        root
        / ".venv/bin/python": f'exec "{sys.executable}" "{ROOT}/build.py" "${{@:2}}" --root . --workers 1',
        tmp_path / "bin/gh": f'echo "$@" >> "{tmp_path}/asked"\n'
        f'[ "$2" = create ] || cp "{deployed.zip("1.0.0")}" "$RUNNER_TEMP/"',
    }
    for path, text in tools.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/bash\n{text}\n")
        path.chmod(0o755)
    env = os.environ | {
        "PATH": f"{tmp_path}/bin:{os.environ['PATH']}", "RUNNER_TEMP": str(tmp_path),
        "GITHUB_REF_NAME": "v1.1.0", "GITHUB_REPOSITORY": "a/b", "LC_ALL": "C.UTF-8",
        "REPOSITORY": "https://github.com/a/b", "HOMEPAGE": "https://example.org/x/", "CONTACT": "",
    }  # fmt: skip

    def run(job: str, name: str, where: Path, **other: str) -> subprocess.CompletedProcess[str]:
        words = ["bash", "-e", "-o", "pipefail", "-c", step(job, name)]
        return subprocess.run(
            words, cwd=where, env={**env, **other}, capture_output=True, text=True
        )

    done = run("build", "Pack", root)
    assert done.returncode == 0, done.stderr
    assert sorted(path.name for path in (tmp_path / "release").iterdir()) == [
        *("NOTES.md", "SHA256SUMS", "gongkai-1.1.0.zip", "sbom.cdx.json")
    ]
    done = run("publish", "Publish", tmp_path)
    assert done.returncode == 0, done.stderr
    downloaded, created = (tmp_path / "asked").read_text().splitlines()
    assert downloaded.startswith("release download v1.0.0 --repo a/b ")
    assert created == (
        "release create v1.1.0 --repo a/b --verify-tag --title 1.1.0 --notes-file NOTES.md"
        " gongkai-1.1.0.zip SHA256SUMS sbom.cdx.json"
    )
    assert run("build", "Pack", root, GITHUB_REF_NAME="v9.0.0").returncode, "a tag without a record"
    (tmp_path / "release/gongkai-1.1.0.zip").write_bytes(b"x")
    assert run("publish", "Publish", tmp_path).returncode, "what was damaged on the way"


def test_who_publishes_a_release_runs_nothing_of_ours_and_who_builds_it_writes_nothing() -> None:
    assert STEPS["build"]["permissions"] == {"contents": "read"}
    for job in ("attest", "publish"):
        runs = " ".join(one.get("run", "") for one in STEPS[job]["steps"])
        assert not re.search("python|make|npm|build.py", runs)
        assert not [one for one in STEPS[job]["steps"] if "checkout" in one.get("uses", "")]
    assert STEPS["publish"]["needs"] == "attest"
    names = [one.get("name", one.get("uses", "")) for one in STEPS["build"]["steps"]]
    assert names.index("Validate the data package") < names.index("Pack")
    assert "cache" not in str(STEPS)
