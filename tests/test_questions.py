"""README's three questions, asked with nothing but the site's address, in three ways.

The API, the Parquet files and the ZIP are read as their users read them. All three answer alike.
"""

from __future__ import annotations

import csv
import io
import json
import re
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import pyarrow.parquet as pq
import pytest

from conftest import ROOT, serving

Rows = list[dict[str, Any]]
Answers = list[list[tuple[str, ...]]]

TABLES = ("indicator_values", "findings", "requests")
EMPTY = ("blank", "merged")


def get(address: str) -> bytes:
    with urllib.request.urlopen(address) as answer:
        data: bytes = answer.read()
    return data


def by_api(site: str) -> dict[str, Rows]:
    """From the index on: every address comes from an answer before it."""
    start = urljoin(site, "api/v1/index.json")
    index = json.loads(get(start), parse_float=str, parse_int=str)
    root = urljoin(start, index["root"])

    def rows(address: str) -> Rows:
        found = json.loads(get(urljoin(start, address)), parse_float=str, parse_int=str)
        return list(found["rows"])

    slices = [year["indicators"] for group in index["groups"] for year in group["years"]]
    reports = [row for one in index["provinces"] if one["reports"] for row in rows(one["reports"])]
    cells = []
    for data in sorted({row["data"] for row in reports if row["data"]}):
        table = json.loads(get(urljoin(root, data)), parse_float=str, parse_int=str)
        cells += [dict(zip(table["columns"], row, strict=True)) for row in table["data"]]
    return {
        "indicator_values": [row for one in slices for row in rows(one)],
        "findings": [
            row for one in index["provinces"] if one["findings"] for row in rows(one["findings"])
        ],
        "requests": [cell for cell in cells if cell["part"] == "requests"],
    }


def by_parquet(site: str) -> dict[str, Rows]:
    address = urljoin(site, "data/parquet/")
    return {
        name: pq.read_table(io.BytesIO(get(f"{address}{name}.parquet"))).to_pylist()
        for name in TABLES
    }


def by_zip(site: str) -> dict[str, Rows]:
    with zipfile.ZipFile(io.BytesIO(get(urljoin(site, "data/gongkai.zip")))) as archive:
        return {
            name: list(csv.DictReader(io.StringIO(archive.read(f"gongkai/{name}.csv").decode())))
            for name in TABLES
        }


def answers(tables: dict[str, Rows]) -> Answers:
    """The three answers, each as sorted rows of text."""
    granted = [
        (row["report"], f"{float(row['value']):.6f}")
        for row in tables["indicator_values"]
        if row["indicator"] == "share-granted"
    ]
    printed = [
        (row["report"], row["rule"], row["place"])
        for row in tables["findings"]
        if row["verdict"] == "as_printed"
    ]
    empty: dict[str, int] = {}
    for row in tables["requests"]:
        if row["state"] in EMPTY:
            empty[row["report"]] = empty.get(row["report"], 0) + 1
    return [sorted(granted), sorted(printed), sorted((k, str(n)) for k, n in empty.items())]


@pytest.fixture(scope="module")
def site(dist: Path) -> Iterator[str]:
    with serving(dist) as address:
        yield address


def test_api_parquet_and_zip_answer_the_three_questions_alike(site: str) -> None:
    first = answers(by_api(site))
    assert all(first)  # each question has an answer in the made-up country
    assert answers(by_parquet(site)) == first
    assert answers(by_zip(site)) == first


def test_readme_asks_what_is_answered_here() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    questions = re.findall(r"^\d\. \*\*.+?\*\* (.+)$", readme, re.MULTILINE)
    assert len(questions) == len(TABLES)
    for table, question in zip(TABLES, questions, strict=True):
        assert f"`{table}`" in question
