"""The package in Croissant 1.0: the CSV files, and the type of every column in them.

It has a record set for each table. Which column is the key of another table stands in
datapackage.json alone: where Croissant names one, its reader joins the tables, and fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from gongkai.contract import Contract, Field, Schema, dataset
from gongkai.package.csvfile import WrittenTable
from gongkai.package.descriptor import as_json

PATH = "croissant.json"
_TYPES = {
    "string": "sc:Text",
    "integer": "sc:Integer",
    "number": "sc:Float",
    "boolean": "sc:Boolean",
    "date": "sc:Date",
}
# As the standard has it, word for word: its readers warn of any other.
_CONTEXT = {
    "@language": "en",
    "@vocab": dataset.CONTEXT,
    "citeAs": "cr:citeAs",
    "column": "cr:column",
    "conformsTo": "dct:conformsTo",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "dct": "http://purl.org/dc/terms/",
    "equivalentProperty": "cr:equivalentProperty",
    "examples": {"@id": "cr:examples", "@type": "@json"},
    "extract": "cr:extract",
    "field": "cr:field",
    "fileProperty": "cr:fileProperty",
    "fileObject": "cr:fileObject",
    "fileSet": "cr:fileSet",
    "format": "cr:format",
    "includes": "cr:includes",
    "isLiveDataset": "cr:isLiveDataset",
    "jsonPath": "cr:jsonPath",
    "key": "cr:key",
    "md5": "cr:md5",
    "parentField": "cr:parentField",
    "path": "cr:path",
    "recordSet": "cr:recordSet",
    "references": "cr:references",
    "regex": "cr:regex",
    "repeated": "cr:repeated",
    "replace": "cr:replace",
    "samplingRate": "cr:samplingRate",
    "sc": dataset.CONTEXT,
    "separator": "cr:separator",
    "source": "cr:source",
    "subField": "cr:subField",
    "transform": "cr:transform",
}


def render(
    contract: Contract, files: Sequence[WrittenTable], created: str, years: Sequence[int]
) -> bytes:
    """croissant.json, which stands beside the CSV files: their addresses are relative to it."""
    head = contract.package
    return as_json(
        {
            "@context": _CONTEXT,
            "@type": "Dataset",
            "conformsTo": "http://mlcommons.org/croissant/1.0",
            **dataset.named(head, "en"),
            "alternateName": head["title"]["zh"],
            **({"url": f"{head['homepage']}en/data/"} if head["homepage"] else {}),
            **dataset.published(head, created, years),
            "datePublished": created,
            "citeAs": _cited(head, created),
            "inLanguage": ["zh", "en"],
            "spatialCoverage": dataset.COVERS,
            "isLiveDataset": False,
            "distribution": [_file(contract.schemas[one.table], one) for one in files],
            "recordSet": [_records(contract.schemas[one.table], one.path) for one in files],
        }
    )


def _cited(head: Mapping[str, Any], created: str) -> str:
    """The package as an entry of BibTeX, as Croissant has it."""
    known = {
        "author": f"{{{head['contributors'][0]['title']}}}",
        "title": f"{{{head['title']['en']}}}",
        "year": created[:4],
        "version": head["version"],
        "note": f"data of {created}",
    }
    if head["homepage"]:
        known["url"] = head["homepage"]
    return f"@misc{{{head['name']}, {', '.join(f'{k} = {{{v}}}' for k, v in known.items())}}}"


def _file(schema: Schema, file: WrittenTable) -> dict[str, Any]:
    return {
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "description": schema.title["en"],
        "contentUrl": file.path,
        "contentSize": f"{file.size} B",
        "encodingFormat": dataset.KINDS[".csv"],
        "sha256": file.sha256,
    }


def _records(schema: Schema, path: str) -> dict[str, Any]:
    keys = [{"@id": f"{schema.name}/{column}"} for column in schema.primary_key]
    return {
        "@type": "cr:RecordSet",
        "@id": schema.name,
        "name": schema.name,
        "description": schema.description["en"],
        "key": keys,
        "field": [_field(schema.name, field, path) for field in schema.fields],
    }


def _field(table: str, field: Field, path: str) -> dict[str, Any]:
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{field.name}",
        "name": field.name,
        "description": field.description["en"],
        "dataType": _TYPES[field.type],
        "source": {"fileObject": {"@id": path}, "extract": {"column": field.name}},
    }
