"""What usual tools take for the same work, on the same tables; each as a child of its own.

    python tests/bench/tools.py files TOOL DATA OUT    # pandas or xlsxwriter: the package's formats
    python tests/bench/tools.py identities TOOL ROOT   # ours, duckdb or frictionless

The first makes from the CSV files of a package what we make of them too. The second judges the
identities of the newest form in all reports of a project, each cell of which holds a number: what
is timed begins when the figures are in memory (ours, DuckDB) or in a CSV file (frictionless).
"""

from __future__ import annotations

import csv
import json
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[2]


def pandas(data: Path, out: Path) -> None:
    """Every table as Parquet, and as a table of a SQLite file."""
    import sqlite3

    import pandas as pd

    with sqlite3.connect(out / "package.sqlite") as base:
        for path in sorted(data.glob("*.csv")):
            table = pd.read_csv(path, low_memory=False)
            table.to_parquet(out / f"{path.stem}.parquet")
            table.to_sql(path.stem, base, index=False)


def xlsxwriter(data: Path, out: Path) -> None:
    """Every table as a sheet of a workbook, through pandas."""
    import pandas as pd

    with pd.ExcelWriter(out / "package.xlsx", engine="xlsxwriter") as book:
        for path in sorted(data.glob("*.csv")):
            pd.read_csv(path, low_memory=False).to_excel(book, sheet_name=path.stem, index=False)


def figures(root: Path) -> tuple[list[Any], list[Any]]:
    """The reports on the newest form whose cells are all numbers, and that form's identities."""
    sys.path.insert(0, str(PROJECT / "src"))
    from gongkai.checks.judged import JudgedReports
    from gongkai.content import load
    from gongkai.content.load.batches import whole
    from gongkai.contract import read_contract
    from gongkai.model.forms import newest_first

    contract = read_contract(root)
    form = newest_first(contract.forms)[0]
    judged = JudgedReports(root, contract, whole(load.read_survey(root, contract)))
    identities = [
        identity
        for part in form.parts.values()
        for group in part.judged.values()
        for identity in group
    ]
    needed = {address for identity in identities for address in identity.addresses}
    found = [
        report
        for report in judged.reports.values()
        if all((cell := report.cells.get(a)) and cell.value is not None for a in needed)
    ]
    return found, identities


def ours(reports: Sequence[Any], identities: Sequence[Any]) -> tuple[float, int]:
    """Seconds, and how many identities hold, each as a finding with its two sums."""
    from gongkai.checks.rules.identities import assess
    from gongkai.model.findings import Verdict

    began = time.process_time()
    found = [assess(r.id, identity, r.cells) for r in reports for identity in identities]
    spent = time.process_time() - began
    return spent, sum(finding.verdict is Verdict.HOLDS for finding in found)


def wide(reports: Sequence[Any], identities: Sequence[Any]) -> Iterator[list[Any]]:
    """A header and one row a report: a column for each cell that an identity uses."""
    addresses = sorted({a for identity in identities for a in identity.addresses})
    yield ["id", *(column(address) for address in addresses)]
    for report in reports:
        yield [report.id, *(report.cells[address].value for address in addresses)]


def column(address: str) -> str:
    """An address as a name that formulas can hold."""
    return address.replace(".", "_")


def formula(identity: Any, equal: str) -> str:
    """Two sums of columns that must be equal."""
    sides = (" + ".join(map(column, side)) for side in (identity.left, identity.right))
    return equal.join(sides)


def duckdb(reports: Sequence[Any], identities: Sequence[Any]) -> tuple[float, int]:
    """The same as one SQL query over a table in memory, which says of each whether it holds."""
    import duckdb as engine

    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), wide(reports, identities))
        base = engine.connect(config={"threads": 1})
        base.execute(f"create table wide as select * from read_csv('{path}')")
    query = ", ".join(
        f"({formula(identity, ' = ')}) as i{n}" for n, identity in enumerate(identities)
    )
    began = time.process_time()
    rows = base.execute(f"select {query} from wide").fetchall()
    return time.process_time() - began, sum(sum(row) for row in rows)


def frictionless(reports: Sequence[Any], identities: Sequence[Any]) -> tuple[float, int]:
    """The same as row constraints."""
    from frictionless import Checklist, Resource, checks

    constraints = [checks.row_constraint(formula=formula(i, " == ")) for i in identities]
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder), wide(reports, identities))
        resource = Resource(path.name, basepath=folder)
        began = time.process_time()
        report = resource.validate(Checklist(checks=constraints), limit_errors=1_000_000)
        spent = time.process_time() - began
    return spent, len(reports) * len(identities) - len(report.flatten(["rowNumber"]))


def write(folder: Path, rows: Iterator[list[Any]]) -> Path:
    """A CSV file."""
    path = folder / "wide.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


FILES: dict[str, Callable[[Path, Path], None]] = {"pandas": pandas, "xlsxwriter": xlsxwriter}
JUDGES: dict[str, Callable[[Sequence[Any], Sequence[Any]], tuple[float, int]]] = {
    "ours": ours, "duckdb": duckdb, "frictionless": frictionless,
}  # fmt: skip


def main() -> None:
    """The command line; what it finds is printed as JSON."""
    what, tool, *paths = sys.argv[1:]
    if what == "files":
        FILES[tool](Path(paths[0]), Path(paths[1]))
    else:
        reports, identities = figures(Path(paths[0]))
        spent, holding = JUDGES[tool](reports, identities)
        print(json.dumps([len(reports) * len(identities), spent, holding]))


if __name__ == "__main__":
    main()
