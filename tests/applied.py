"""changes.csv applied to the tables of an earlier release, by what its description says alone.

It knows nothing of the engine: this is what somebody does who has two ZIPs and docs/releasing.md.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from typing import Any


def rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def written(listed: Sequence[Sequence[str]]) -> bytes:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(listed)
    return out.getvalue().encode()


def line(values: Sequence[str]) -> str:
    return written([values]).decode()[:-1]


def behind(names: Sequence[str], placed: Sequence[tuple[str, str]]) -> list[str]:
    """Names in their order, with others that stand behind a name (at first, behind nothing)."""
    followers: dict[str, list[str]] = {}
    for name, after in placed:
        followers.setdefault(after, []).append(name)
    found: list[str] = []

    def follow(name: str) -> None:
        waiting = [name]
        while waiting:
            for one in followers.pop(waiting.pop(), ()):
                found.append(one)
                waiting.append(one)

    follow("")
    for name in names:
        found.append(name)
        follow(name)
    assert not followers, followers
    return found


def applied(
    before: Mapping[str, bytes], keys: Mapping[str, Sequence[str]], changes: bytes
) -> dict[str, bytes]:
    """The later tables by name; `keys` are the primary keys of the later tables."""
    head, *lines = rows(changes)
    listed = [dict(zip(head, one, strict=True)) for one in lines]
    found = {}
    gone = {
        c["table"] for c in listed if not c["key"] and not c["column"] and c["change"] == "removed"
    }
    for table in keys:
        mine = [c for c in listed if c["table"] == table]
        old = [] if table in gone or table not in before else rows(before[table])
        found[table] = table_of(old, keys[table], mine)
    return found


def table_of(old: list[list[str]], key: Sequence[str], mine: Sequence[Mapping[str, Any]]) -> bytes:
    header, *records = old or [[]]
    columns = [c for c in mine if not c["key"] and c["column"]]
    lost = {c["column"] for c in columns}
    kept = [name for name in header if name not in lost]
    placed = [(c["column"], c["after"]) for c in columns if c["change"] != "removed"]
    names = behind(kept, placed)

    by_key = {}
    for record in records:
        row = dict(zip(header, record, strict=True))
        by_key[line([row[name] for name in key])] = row
    order = list(by_key)
    changed = [c for c in mine if c["key"]]
    away = {c["key"] for c in changed if not c["column"]}
    for c in changed:
        if c["column"]:
            assert by_key[c["key"]].get(c["column"], "") == c["old"]
            by_key[c["key"]][c["column"]] = c["new"]
        elif c["change"] == "added":
            by_key[c["key"]] = dict(zip(names, rows(c["new"].encode())[0], strict=True))
        elif c["change"] == "removed":
            assert line([by_key[c["key"]][name] for name in header]) == c["old"]
    placed = [
        (c["key"], c["after"]) for c in changed if not c["column"] and c["change"] != "removed"
    ]
    order = behind([name for name in order if name not in away], placed)
    return written([names, *([by_key[k].get(name, "") for name in names] for k in order)])
