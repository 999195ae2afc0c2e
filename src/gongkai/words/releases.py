"""What a release brings, in sentences: on its page, in a terminal, in the changelog."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from gongkai.contract import Contract
from gongkai.model.release import ADDED, CHANGED, PROSE, REMOVED, Moves, Release
from gongkai.words.catalog import Words
from gongkai.words.figures import number

_NAMED = 6  # of what is added or removed, that a sentence names


def summary(made: Release, contract: Contract, words: Words, moves: Moves) -> Iterator[str]:
    """What a release brings, a sentence each; what `moves` is no loss."""
    if made.since is None:
        reports = made.tables["reports"].rows
        yield words("release-first", reports=reports, tables=len(made.tables))
        return
    yield words(f"release-{made.kind}", since=made.since)
    counts = {(one.table, one.column, one.change): one.n for one in made.counts}
    listed: dict[tuple[str, str], list[str]] = {}
    columns: dict[str, list[str]] = {}
    for one in made.changes:
        if not one.key:
            columns.setdefault(one.change, []).append(f"{one.table}.{one.column}".rstrip("."))
        elif not one.column:
            listed.setdefault((one.table, one.change), []).append(one.key)
    told, total = 0, sum(counts.values())
    for table in made.tables:
        removed, added = (listed.get((table, change), []) for change in (REMOVED, ADDED))
        pairs = ((name, moves.target(table, name)) for name in removed)
        moved = {old: new for old, new in pairs if new}
        if not moved:
            continue
        names = _named([f"{old} → {new}" for old, new in moved.items()], len(moved), words)
        yield words("release-rows-moved", table=table, n=number(len(moved)), names=names)
        for change, ids in ((REMOVED, removed), (ADDED, added)):
            met = {*moved} if change == REMOVED else {*added}.intersection(moved.values())
            listed[table, change] = [name for name in ids if name not in met]
            counts[table, "", change] = counts.get((table, "", change), 0) - len(met)
            told += len(met)
    for change in (ADDED, REMOVED):
        for table in made.tables:
            if (n := counts.get((table, "", change))) and _is_of_ids(table, contract):
                told += n
                names = _named(listed.get((table, change), ()), n, words)
                yield words(f"release-rows-{change}", table=table, n=number(n), names=names)
    for change in (ADDED, REMOVED, CHANGED):
        if headers := columns.get(change):
            names = _named(headers, len(headers), words)
            yield words(f"release-columns-{change}", n=len(headers), names=names)
    cells = sum(one.n for one in made.counts if contract.is_figure(one.table, one.column))
    if cells:
        figures = list(made.figures(contract.is_figure))
        message = "release-figures" if len(figures) == cells else "release-figures-many"
        reports = len({one.subject for one in figures})
        yield words(message, n=number(cells), reports=number(reports))
    prose = [counts.get((*column, CHANGED), 0) for column in PROSE]
    if any(prose):
        yield words("release-prose", n=number(max(prose)))
    told += cells + sum(prose)
    if rest := total - told:
        yield words("release-rest" if told or columns else "release-rest-alone", n=number(rest))


def _is_of_ids(table: str, contract: Contract) -> bool:
    return table in contract.schemas and contract.schemas[table].primary_key == ("id",)


def _named(names: Sequence[str], n: int, words: Words) -> str:
    text = words("list-separator").join(names[:_NAMED])
    return text + (words("release-more", n=n - _NAMED) if n > _NAMED else "")
