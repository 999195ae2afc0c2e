"""The API: rows of the package in small JSON files below api/v1/, described by OpenAPI.

It is static, and made from the CSV files as every other format is. `datapackage/api.yaml` says
which files there are; a row has the columns of its table, and paths to where more stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from json.encoder import encode_basestring as quoted
from pathlib import Path
from typing import Any, NamedTuple

from gongkai.contract import Contract, Field, Schema
from gongkai.model.languages import LANGUAGES
from gongkai.model.release import Release
from gongkai.package import csvfile, descriptor
from gongkai.package.csvfile import WrittenTable

FOLDER = "api/v1/"
ROOT = "../../"  # the site, from there
_GAP = re.compile(r"\{([a-z]+)\}")
# What is added to a row: paths below the root of the site, as api.yaml explains.
_ADDED: Mapping[str, Mapping[str, Any]] = {
    "page": {"type": "string"},
    "data": {"type": ["string", "null"]},
}
_TYPES = {"date": "string"}  # the others are called in JSON as in a table schema


class _About(NamedTuple):
    """What is known of a report or a place, by its id: the group and year, and what is added."""

    group: str
    year: str
    page: str
    data: str | None


class _Tables:
    """The finished tables, each row as text in the order of its schema."""

    def __init__(self, contract: Contract, written: Sequence[WrittenTable], folder: Path) -> None:
        self.contract, self.schemas = contract, contract.schemas
        self._paths = {one.table: folder / one.path for one in written}

    def rows(self, table: str) -> Iterator[list[str]]:
        return csvfile.records(self._paths[table])

    def columns(self, table: str, *names: str) -> Iterator[tuple[str, ...]]:
        """Some columns alone."""
        every = [field.name for field in self.schemas[table].fields]
        places = [every.index(name) for name in names]
        return (tuple(row[place] for place in places) for row in self.rows(table))


def files(
    contract: Contract,
    written: Sequence[WrittenTable],
    folder: Path,
    created: str,
    page_of: Callable[[str], str],
    releases: Sequence[Release] = (),
) -> Iterator[tuple[str, bytes]]:
    """All of it, from the CSV files in `folder`; `page_of` a report is the path of its page.

    `releases` are those that the repository knows, the newest first.
    """
    read = _Tables(contract, written, folder)
    reports, places = _reports(read, page_of), _places(read)
    head = {"api": "v1", "version": contract.package["version"], "date": created}
    slices: dict[str, list[dict[str, str]]] = {}
    for name, resource in contract.api["resources"].items():
        known = places if resource["table"] == "jurisdictions" else reports
        found = _slices(read, resource, known)
        slices[name] = [given for given, _ in found]
        for given, rows in found:
            about = {**head, "table": resource["table"], **given}
            text = ",\n".join(rows)
            path = resource["path"].format(**given)
            yield f"{FOLDER}{path}", f'{_open(about)},"rows":[\n{text}\n]}}\n'.encode()
    steps = {release.since: release for release in releases if release.since}
    for since, release in steps.items():
        text = ",\n".join(_changes(contract.changes, release, reports, places))
        about = {**head, "since": since, **_step(release, steps)}
        yield f"{FOLDER}{_path_of(since)}", f'{_open(about)},"rows":[\n{text}\n]}}\n'.encode()
    listed = [_release(one) for one in releases]
    newest = next((one["changes"] for one in listed), None)
    index = {**_index(contract, read, head, slices), "changes": newest, "releases": listed}
    yield f"{FOLDER}index.json", descriptor.as_json(index)
    yield f"{FOLDER}openapi.json", descriptor.as_json(_openapi(contract, bool(steps)))


def _reports(read: _Tables, page_of: Callable[[str], str]) -> dict[str, _About]:
    """All reports; the level of an organ's names that of its government."""
    level = {row[0]: row[1] for row in read.columns("jurisdictions", "id", "level")}
    found = {}
    columns = "id", "jurisdiction", "organ", "scope", "year"
    for name, jurisdiction, organ, scope, year in read.columns("reports", *columns):
        of = f"{level[organ]}-{level[jurisdiction]}" if organ else level[jurisdiction]
        data = f"{organ or jurisdiction}/data.json"
        found[name] = _About(f"{of}.{scope}", year, page_of(name), data)
    return found


def _places(read: _Tables) -> dict[str, _About]:
    held = {organ or place for place, organ in read.columns("reports", "jurisdiction", "organ")}
    return {
        name: _About("", "", f"{name}/", f"{name}/data.json" if name in held else None)
        for (name,) in read.columns("jurisdictions", "id")
    }


def _slices(
    read: _Tables, resource: Mapping[str, Any], known: Mapping[str, _About]
) -> list[tuple[dict[str, str], list[str]]]:
    """The rows of each file of a resource, as JSON, with what its path has between the braces."""
    schema = read.schemas[resource["table"]]
    gaps = _GAP.findall(resource["path"])
    row_as_json = _writer(schema)
    wanted = list(_wanted(read.contract, schema, resource))
    found: dict[tuple[str, ...], list[str]] = {}
    for row in read.rows(schema.name):
        if not all(row[place] in values for place, values in wanted):
            continue
        name = row[0]
        about = known[name]
        values = {"province": csvfile.province(name), "group": about.group, "year": about.year}
        key = tuple(values[gap] for gap in gaps)
        found.setdefault(key, []).append(row_as_json(row, about))
    return [(dict(zip(gaps, key, strict=True)), rows) for key, rows in sorted(found.items())]


# -- what changed since a version ------------------------------------------------------------------


def _path_of(since: str) -> str:
    return f"changes/{since}.json"


def _release(release: Release) -> dict[str, Any]:
    """A release as the index lists it, with the changes that led to it."""
    return {
        "version": release.version,
        "date": release.date,
        "changes": _path_of(release.since) if release.since else None,
    }


def _step(release: Release, steps: Mapping[str, Release]) -> dict[str, Any]:
    """The release that changes led to, where the next ones are, and how many there are in all."""
    after = release.version
    return {
        "until": after,
        "next": _path_of(after) if after in steps else None,
        "counts": [one._asdict() for one in release.counts],
    }


def _changes(
    schema: Schema,
    release: Release,
    reports: Mapping[str, _About],
    places: Mapping[str, _About],
) -> Iterator[str]:
    """The changes that the repository keeps of a release, as rows of JSON."""
    as_json = _writer(schema)
    for change in release.changes:
        name = change.subject if change.key else ""
        about = reports.get(name) or places.get(name)
        yield as_json(change, about or _NOWHERE)


_NOWHERE = _About("", "", "", None)


def _wanted(
    contract: Contract, schema: Schema, resource: Mapping[str, Any]
) -> Iterator[tuple[int, Collection[str]]]:
    """What the rows of a resource must have: the number of a column, and its values."""
    names = [field.name for field in schema.fields]
    if "verdicts" in resource:
        yield names.index("verdict"), resource["verdicts"]
    if "about" in resource:
        rules = contract.rules.values()
        yield names.index("rule"), {rule.id for rule in rules if rule.about in resource["about"]}


def _writer(schema: Schema) -> Callable[[Sequence[str], _About], str]:
    """What makes an object of a row: numbers as they are spelled in the table, null for nothing."""
    heads = [f'"{field.name}":' for field in schema.fields]
    plain = [_type(field) != "string" for field in schema.fields]

    def row_as_json(row: Sequence[str], about: _About) -> str:
        cells = [
            f"{head}{value if is_plain else quoted(value)}" if value else f"{head}null"
            for head, value, is_plain in zip(heads, row, plain, strict=True)
        ]
        data = quoted(about.data) if about.data else "null"
        page = quoted(about.page) if about.page else "null"
        return f'{{{",".join(cells)},"page":{page},"data":{data}}}'

    return row_as_json


def _type(field: Field) -> str:
    return _TYPES.get(field.type, field.type)


def _open(about: Mapping[str, Any]) -> str:
    """An object that goes on."""
    return json.dumps(about, ensure_ascii=False, separators=(",", ":"))[:-1]


# -- where a program begins ----------------------------------------------------------------------


def _index(
    contract: Contract,
    read: _Tables,
    head: Mapping[str, Any],
    slices: Mapping[str, Sequence[Mapping[str, str]]],
) -> dict[str, Any]:
    """What there is, and where: addresses are relative to the index."""
    package, resources = contract.package, contract.api["resources"]
    by_province: dict[str, dict[str, str]] = {}
    by_group: dict[str, dict[str, dict[str, str]]] = {}
    for name, found in slices.items():
        for given in found:
            path = resources[name]["path"].format(**given)
            if "province" in given:
                by_province.setdefault(given["province"], {})[name] = path
            else:
                years = by_group.setdefault(given["group"], {})
                years.setdefault(given["year"], {})[name] = path
    names = {name: (zh, en) for name, zh, en in read.columns("jurisdictions", *_NAMES)}
    return {
        **head,
        "name": package["name"],
        **descriptor.titled(package["title"], package["description"]),
        "licenses": package["licenses"],
        "homepage": package["homepage"],
        "root": ROOT,
        "languages": [{"code": one.code, "folder": one.folder} for one in LANGUAGES.values()],
        "openapi": "openapi.json",
        "package": f"{ROOT}data/datapackage.json",
        "documentation": f"{ROOT}data/index.html#api",
        "provinces": [
            {
                "id": province,
                "name_zh": names[province][0],
                "name_en": names[province][1],
                **{name: paths.get(name) for name in resources if _by(resources[name], "province")},
            }
            for province, paths in sorted(by_province.items())
        ],
        "groups": [
            {
                "id": group,
                "years": [{"year": int(year), **paths} for year, paths in sorted(years.items())],
            }
            for group, years in sorted(by_group.items())
        ],
        "indicators": [
            {"id": one.id, **{f"title_{lang}": one.words[lang]["title"] for lang in ("zh", "en")}}
            for one in contract.indicators.values()
        ],
    }


_NAMES = ("id", "name_zh", "name_en")


def _by(resource: Mapping[str, Any], gap: str) -> bool:
    return gap in _GAP.findall(resource["path"])


# -- its description -----------------------------------------------------------------------------


def _openapi(contract: Contract, changes: bool) -> dict[str, Any]:
    """The description: a path for each kind of file, and what a row of it has; that of `changes`
    where there are any.
    """
    package, api = contract.package, contract.api
    homepage = package["homepage"]
    paths = {
        "/index.json": _path("index", api["index"], ()),
        "/openapi.json": _path("openapi", api["openapi"], ()),
    }
    schemas: dict[str, Any] = {"index": _INDEX, "openapi": {"type": "object"}}
    for name, resource in api["resources"].items():
        gaps = _GAP.findall(resource["path"])
        parameters = [_parameter(gap, api["parameters"][gap]) for gap in gaps]
        paths[f"/{resource['path']}"] = _path(name, resource, parameters)
        row = f"{name}_row"
        schemas[name] = _object({
            **_HEAD,
            "table": {"const": resource["table"]},
            **{gap: {"type": "string"} for gap in gaps},
            "rows": {"type": "array", "items": {"$ref": f"#/components/schemas/{row}"}},
        })  # fmt: skip
        schemas[row] = _row(contract.schemas[resource["table"]], api["added"])
    if changes:
        parameter = _parameter("version", api["parameters"]["version"])
        paths[f"/{_path_of('{version}')}"] = _path("changes", api["changes"], [parameter])
        schemas["changes"] = _CHANGES
        change = _row(contract.changes, api["added"])
        change["properties"]["page"] = {**change["properties"]["page"], **_PATHS}
        schemas["changes_row"] = change
    return {
        "openapi": "3.1.0",
        "info": {
            "title": api["title"]["en"],
            "x-title-zh": api["title"]["zh"],
            "version": "1",
            **_said(api["description"]),
            "license": {
                "name": package["licenses"][0]["title"],
                "url": package["licenses"][0]["path"],
            },
        },
        "servers": [{"url": f"{homepage.rstrip('/')}/{FOLDER.rstrip('/')}" if homepage else "."}],
        "paths": paths,
        "components": {"schemas": schemas},
    }


def _parameter(name: str, words: Mapping[str, str]) -> dict[str, Any]:
    """What stands between the braces of a path."""
    schema = {"schema": {"type": "string"}}
    return {"name": name, "in": "path", "required": True, **schema, **_said(words)}


def _path(name: str, words: Mapping[str, str], parameters: Sequence[Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{name}"}}}
    found: dict[str, Any] = {
        "operationId": name,
        "summary": words["en"],
        "x-summary-zh": words["zh"],
    }
    if parameters:
        found["parameters"] = parameters
    found["responses"] = {"200": {"description": words["en"], "content": content}}
    return {"get": found}


def _said(words: Mapping[str, str]) -> dict[str, str]:
    return {"description": words["en"], "x-description-zh": words["zh"]}


def _object(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": list(properties), "properties": properties}


def _list(item: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _row(schema: Schema, added: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """A row of a table; every column is there, and null where the table has nothing."""
    found = {}
    for field in schema.fields:
        needed = schema.requires(field)
        entry: dict[str, Any] = {"type": _type(field) if needed else [_type(field), "null"]}
        if field.codes:
            entry["enum"] = [*field.codes] if needed else [*field.codes, None]
        if field.type == "date":
            entry["format"] = "date"
        found[field.name] = {**entry, **_said({c: field.description[c] for c in ("zh", "en")})}
    found |= {name: {**of, **_said(added[name])} for name, of in _ADDED.items()}
    return _object(found)


_TEXT = {"type": "string"}
_HEAD = {"api": {"const": "v1"}, "version": _TEXT, "date": {"type": "string", "format": "date"}}
_PATHS = {"type": ["string", "null"]}
_CHANGES = _object({
    **_HEAD,
    "since": _TEXT,
    "until": _TEXT,
    "next": _PATHS,
    "counts": _list(_object({
        **dict.fromkeys(("table", "column", "change"), _TEXT),
        "n": {"type": "integer"},
    })),
    "rows": {"type": "array", "items": {"$ref": "#/components/schemas/changes_row"}},
})  # fmt: skip
_INDEX = _object({
    **_HEAD,
    **dict.fromkeys(("name", "title", "title_zh", "description", "description_zh"), _TEXT),
    "licenses": _list(_object(dict.fromkeys(("name", "path", "title"), _TEXT))),
    "homepage": _PATHS,
    **dict.fromkeys(("root", "openapi", "package", "documentation"), _TEXT),
    "languages": _list(_object(dict.fromkeys(("code", "folder"), _TEXT))),
    "provinces": _list({
        **_object(dict.fromkeys(_NAMES, _TEXT)),
        "additionalProperties": _PATHS,
    }),
    "groups": _list(_object({
        "id": _TEXT,
        "years": _list({**_object({"year": {"type": "integer"}}), "additionalProperties": _PATHS}),
    })),
    "indicators": _list(_object(dict.fromkeys(("id", "title_zh", "title_en"), _TEXT))),
    "changes": _PATHS,
    "releases": _list(_object({"version": _TEXT, "date": _TEXT, "changes": _PATHS})),
})  # fmt: skip
