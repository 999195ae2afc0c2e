"""`build.py release`: what changed and why, to the byte; and what stops a release."""

from __future__ import annotations

import hashlib
import io
import json
import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from applied import applied, rows, written
from gongkai.build.release import difference
from gongkai.build.release.history import History
from gongkai.contract import Contract
from gongkai.package.changes import State

REPORT = "content/reports/yangsheng/jiashi/2023.yaml"


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
    def state(self) -> State:
        paths = {one["path"]: one["name"] for one in self.descriptor["resources"]}
        return State.of(self.descriptor, lambda path: io.BytesIO(self.files[paths[path]]))


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
