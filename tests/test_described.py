"""What says of the package what it is, each read by its own tool; all from one source."""

from __future__ import annotations

import json
import subprocess
import sys
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from conftest import ROOT
from gongkai.contract import Contract, dataset
from gongkai.package import archive, codemeta, rocrate, zenodo

HOME = "https://example.org/open/"


def told(script: str, *arguments: Path | str) -> Any:
    """What a tool says, in a process of its own; it may complain of nothing."""
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout)


def read(path: Path) -> Any:
    return json.loads(path.read_bytes())


@pytest.fixture(scope="module")
def at_home(contract: Contract) -> Contract:
    known = {"homepage": HOME, "doi": "10.5281/zenodo.1234567"}
    return replace(contract, package={**contract.package, **known})


# mlcroissant imports a library for paths in JSON files that has no wheel, and is not called here.
CROISSANT = """
import json, sys, types
sys.modules["jsonpath_rw"] = types.ModuleType("jsonpath_rw")
sys.modules["jsonpath_rw"].lexer = types.ModuleType("jsonpath_rw.lexer")
import mlcroissant
found = mlcroissant.Dataset(jsonld=sys.argv[1])
issues = found.metadata.ctx.issues
rows = {name: [record for record in found.records(name)] for name in sys.argv[2:]}
print(json.dumps({
    "issues": [*issues.errors, *issues.warnings],
    "tables": {one.uuid: [field.name for field in one.fields] for one in found.metadata.record_sets},
    "rows": {name: len(records) for name, records in rows.items()},
    "one": {key: str(value) for key, value in rows["reports"][-1].items()},
}))
"""


def test_mlcroissant_reads_the_tables(dist: Path, contract: Contract) -> None:
    said = told(CROISSANT, dist / "data/croissant.json", "reports", "requests", "breaks")
    assert said["issues"] == []
    assert said["tables"] == {
        name: [field.name for field in schema.fields] for name, schema in contract.schemas.items()
    }
    for name, count in said["rows"].items():
        assert count == (dist / f"data/{name}.csv").read_bytes().count(b"\n") - 1
    assert said["one"]["reports/id"].startswith("b'yunze/")
    assert said["one"]["reports/retrieved"].startswith("20")


def test_croissant_has_the_digests_of_the_tables_and_names_no_address(dist: Path) -> None:
    said, package = read(dist / "data/croissant.json"), read(dist / "data/datapackage.json")
    assert [(one["contentUrl"], f"sha256:{one['sha256']}") for one in said["distribution"]] == [
        (one["path"], one["hash"]) for one in package["resources"]
    ]
    assert "url" not in said


# rdflib warns of what it will be without some day: that is its own affair.
SHAPES = """
import json, sys
import pyshacl, rdflib
context, shapes, *crates = map(open, sys.argv[1:])
context, base, said = json.load(context), "file:///crate/", []
rules = rdflib.Graph().parse(data=shapes.read(), format="turtle", publicID=base)
for crate in crates:
    text = json.dumps({**json.load(crate), **context})
    graph = rdflib.Graph().parse(data=text, format="json-ld", publicID=base + "ro-crate-metadata.json")
    _, found, _ = pyshacl.validate(
        graph, shacl_graph=rules, ont_graph=rules, inference="owlrl", advanced=True, iterate_rules=True
    )
    said.append([str(text) for text in found.objects(None, rdflib.SH.resultMessage)])
print(json.dumps(said))
"""


def test_the_crate_is_as_its_shapes_have_it(dist: Path, at_home: Contract, tmp_path: Path) -> None:
    folder, crate, spoilt = dist / "data", tmp_path / "crate.json", tmp_path / "spoilt.json"
    files = [name for name in archive.files(folder) if name != rocrate.PATH]
    crate.write_bytes(rocrate.render(at_home, folder, files, "2026-11-20", [2021, 2023]))
    said = read(crate)
    del next(one for one in said["@graph"] if one["@id"] == "./")["license"]
    spoilt.write_text(json.dumps(said), encoding="utf-8")
    tests = ROOT / "tests"
    sound, without_home, without_licence = told(
        SHAPES, tests / "rocrate.context.json", tests / "rocrate.ttl", crate, folder / rocrate.PATH, spoilt
    )  # fmt: skip
    assert sound == []
    assert without_home == ["The organization SHOULD have a URL."]
    assert any("MUST have a `license`" in text for text in without_licence)


def test_the_crate_has_every_file_of_the_zip(dist: Path) -> None:
    graph = {one["@id"]: one for one in read(dist / "data" / rocrate.PATH)["@graph"]}
    files = {name: one for name, one in graph.items() if one["@type"] == "File"}
    assert files.keys() == set(archive.files(dist / "data")) - {rocrate.PATH}
    assert [one["@id"] for one in graph["./"]["hasPart"]] == sorted(files)
    for name, one in files.items():
        assert int(one["contentSize"]) == (dist / "data" / name).stat().st_size
    terms = Counter(key for one in graph.values() for key in one if not key.startswith("@"))
    assert terms.keys() <= read(ROOT / "tests/rocrate.context.json")["@context"].keys()


def test_codemeta_is_of_the_program(at_home: Contract) -> None:
    said = json.loads(codemeta.render(at_home, "2026-11-20"))
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    assert said["license"] == f"https://spdx.org/licenses/{project['license']}"
    assert said["identifier"] == project["name"]
    assert said["description"] == project["description"]
    head = at_home.package
    assert said["name"] != head["title"]["en"], "else the data would be under the licence of this"
    assert head["description"]["en"] not in said["description"]
    assert said["programmingLanguage"] == "Python"
    assert [one["name"] for one in said["author"]] == [one["name"] for one in project["authors"]]
    assert said["url"] == HOME
    assert "codeRepository" not in said


def test_zenodo_is_told_what_the_contract_says(contract: Contract) -> None:
    assert (ROOT / zenodo.PATH).read_bytes() == zenodo.render(contract), "run: build.py schema"


def test_the_citation_is_in_step_with_the_contract(contract: Contract) -> None:
    head = contract.package
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    said = dataset.named(head, "en")
    assert cited["title"] == said["name"]
    assert cited["abstract"] == said["description"]
    assert cited["keywords"] == said["keywords"]
    assert cited["version"] == head["version"]
    assert cited.get("doi") == head.get("doi")
    assert cited["license"] == [one["name"] for one in head["licenses"]]
    assert [one["name"] for one in cited["authors"]] == [
        one["title"] for one in head["contributors"]
    ]


def test_all_say_the_same_of_the_package(dist: Path, contract: Contract) -> None:
    package, croissant = (read(dist / f"data/{n}.json") for n in ("datapackage", "croissant"))
    crate = next(o for o in read(dist / "data" / rocrate.PATH)["@graph"] if o["@id"] == "./")
    program = read(dist / "data" / codemeta.PATH)
    for other in (croissant, crate):
        assert other["name"] == package["title"]
        assert other["description"].startswith(package["description"])
    for other in (croissant, crate, program):
        assert other["version"] == package["version"]
        assert other["dateModified"] == package["created"][:10]
    assert croissant["license"] == [one["path"] for one in package["licenses"]]
    assert croissant["license"] == [one["@id"] for one in crate["license"]]
    assert croissant["temporalCoverage"] == crate["temporalCoverage"]
    assert croissant["creator"]["name"] == package["contributors"][0]["title"]
