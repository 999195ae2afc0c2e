"""The API below api/v1/: what its description promises is what is published, and it stays so."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker
from openapi_spec_validator import OpenAPIV31SpecValidator

from conftest import ROOT, serving
from gongkai.contract import Contract

SHAPE = ROOT / "tests" / "api.json"


@pytest.fixture(scope="module")
def api(dist: Path) -> dict[str, Any]:
    """Every file by its path below the API."""
    folder = dist / "api" / "v1"
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): json.loads(
            path.read_bytes(), parse_float=str, parse_int=str
        )
        for path in paths
    }


@pytest.fixture(scope="module")
def described(api: dict[str, Any]) -> dict[str, Any]:
    return api["openapi.json"]


def table(dist: Path, name: str) -> list[dict[str, str]]:
    with (dist / "data" / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def rows(api: Mapping[str, Any], kind: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """All rows of one kind of file, with the path of theirs."""
    for path, found in api.items():
        if path.startswith(f"{kind}/"):
            yield from ((path, row) for row in found["rows"])


def spelled(row: Mapping[str, Any], names: list[str]) -> dict[str, str]:
    """A row as its table spells it."""
    texts = {None: "", True: "true", False: "false"}
    return {n: v if isinstance(v := row[n], str) else texts[v] for n in names}


def test_the_description_is_openapi(described: dict[str, Any]) -> None:
    assert list(OpenAPIV31SpecValidator(described).iter_errors()) == []
    assert described["openapi"] == "3.1.0"


def test_every_path_has_files_and_every_file_has_one_path_and_its_shape(
    dist: Path, described: dict[str, Any]
) -> None:
    folder, used = dist / "api/v1", set()
    for file in folder.rglob("*"):
        if file.is_dir():
            continue
        path = f"/{file.relative_to(folder).as_posix()}"
        patterns = {p: re.sub(r"\\{\w+\\}", "[^/]+", re.escape(p)) for p in described["paths"]}
        (found,) = [p for p, pattern in patterns.items() if re.fullmatch(pattern, path)]
        used.add(found)
        answer = described["paths"][found]["get"]["responses"]["200"]["content"]
        schema = {**answer["application/json"]["schema"], "components": described["components"]}
        check = Draft202012Validator(schema, format_checker=FormatChecker())
        assert [e.message for e in check.iter_errors(json.loads(file.read_bytes()))][:3] == [], path
    assert used == described["paths"].keys()


def shape(schema: Any, components: Mapping[str, Any]) -> Any:
    """Keys and types alone."""
    if "$ref" in schema:
        return shape(components[schema["$ref"].rpartition("/")[2]], components)
    if "properties" in schema:
        return {key: shape(value, components) for key, value in schema["properties"].items()}
    if "items" in schema:
        return [shape(schema["items"], components)]
    return schema.get("const") or schema["type"]


def test_what_v1_promises_does_not_go_away(
    described: dict[str, Any], request: pytest.FixtureRequest
) -> None:
    components = described["components"]["schemas"]
    now = {}
    for path, entry in described["paths"].items():
        content = entry["get"]["responses"]["200"]["content"]["application/json"]
        now[path] = shape(content["schema"], components)
    if request.config.getoption("--bless"):
        SHAPE.write_text(f"{json.dumps(now, indent=1)}\n", encoding="utf-8")
    assert now == json.loads(SHAPE.read_bytes()), (
        "see --bless; keys and paths of v1 may only be added"
    )


def test_the_index_names_every_file_and_what_it_is_of(
    api: dict[str, Any], contract: Contract
) -> None:
    index = api["index.json"]
    text = json.dumps(index)
    assert [path for path in api if path != "index.json" and f'"{path}"' not in text] == []
    assert index["version"] == contract.package["version"]
    assert [one["name"] for one in index["licenses"]] == ["CC0-1.0", "CC-BY-4.0"]
    assert [one["id"] for one in index["indicators"]] == list(contract.indicators)


@pytest.mark.parametrize(
    ("kind", "name"),
    [("places", "jurisdictions"), ("reports", "reports"), ("indicators", "indicator_values")],
)
def test_the_rows_are_those_of_the_tables(
    dist: Path, api: dict[str, Any], kind: str, name: str
) -> None:
    expected = table(dist, name)
    columns = list(expected[0])
    found = [spelled(row, columns) for _, row in rows(api, kind)]
    assert sorted(map(str, found)) == sorted(map(str, expected))


def test_findings_are_those_that_do_not_agree(
    dist: Path, api: dict[str, Any], contract: Contract
) -> None:
    expected = {
        (row["report"], row["rule"], row["place"])
        for row in table(dist, "findings")
        if row["verdict"] in ("broken", "as_printed") and contract.rules[row["rule"]].about != "us"
    }
    found = [(row["report"], row["rule"], row["place"]) for _, row in rows(api, "findings")]
    assert set(found) == expected
    assert len(found) == len(expected) > 0


def test_links_of_rows_lead_to_files(dist: Path, api: dict[str, Any]) -> None:
    root = dist / "api/v1" / api["index.json"]["root"]
    for kind in ("places", "reports", "indicators", "findings"):
        for _, row in rows(api, kind):
            for folder in api["index.json"]["languages"]:
                assert (root / folder["folder"] / row["page"] / "index.html").is_file()
            assert row["data"] is None or (root / row["data"]).is_file()
    for name in ("openapi", "package"):
        assert (dist / "api/v1" / api["index.json"][name]).is_file()


def test_a_blank_is_null_and_a_number_keeps_its_decimals(dist: Path, api: dict[str, Any]) -> None:
    organ = next(
        row for _, row in rows(api, "reports") if row["id"] == "hailan/general-office/2019"
    )
    assert organ["url"] is None
    value = next(
        row["value"] for row in table(dist, "indicator_values") if row["value"].endswith("0")
    )
    assert value in {row["value"] for _, row in rows(api, "indicators")}


def test_like_groups_are_those_of_explore(dist: Path, api: dict[str, Any]) -> None:
    groups = {path.stem for path in (dist / "explore").glob("*.*.js") if path.stem != "columns"}
    assert {group["id"] for group in api["index.json"]["groups"]} <= groups


def test_the_example_of_the_data_page_answers(
    dist: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = (dist / "data/index.html").read_text(encoding="utf-8")
    (recipe,) = re.findall(r"<pre><code>([^<]*urlopen[^<]*)</code></pre>", page.split("id=api")[1])
    with serving(dist) as address:
        exec(unescape(recipe).replace("http://127.0.0.1:8000", address.rstrip("/")), {})
    lines = capsys.readouterr().out.splitlines()
    known = {(row["report"], row["indicator"]) for row in table(dist, "indicator_values")}
    assert lines
    assert all(tuple(line.split()[:2]) in known for line in lines)


def test_files_are_small(dist: Path) -> None:
    for path in (dist / "api").rglob("*.json"):
        assert path.stat().st_size < 200_000, path
