"""What we are measured against: Hugo on the same pages of reports, frictionless on our package."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import corpus
import measure
from ours import Ours

HERE = Path(__file__).resolve().parent
JUDGES = ("ours", "duckdb", "frictionless")
SMALL = 300  # reports of the package that frictionless reads: it is slow, and equally so on more


class Hugo:
    """The same pages as a Hugo project, and where it is built."""

    def __init__(self, program: Path, root: Path, out: Path) -> None:
        self.program, self.root, self.out = program, root, out

    @property
    def version(self) -> str:
        """What the program says that it is."""
        return measure.run([self.program, "version"]).output.strip()

    def prepare(self, corpus: Path, dist: Path) -> None:
        """Write the project from what we have built, unless it stands there from another run."""
        if not self.root.exists():
            subprocess.run(
                [sys.executable, HERE / "hugosite.py", corpus, self.root, "--dist", dist],
                check=True,
                stdout=subprocess.DEVNULL,
            )

    def cold(self) -> measure.Run:
        """A build from nothing."""
        measure.clean(self.out, self.root / "resources")
        return self.again()

    def again(self) -> measure.Run:
        """A build over the last one; Hugo makes every page again."""
        return measure.run([self.program, "build", "--destination", self.out], cwd=self.root)


def small(work: Path) -> Ours:
    """A corpus of a few reports, and where it is built."""
    found = Ours(work / f"corpus-{SMALL}", work / "dist-small")
    if found.root.exists():
        corpus.copy(found.root)
    else:
        corpus.write(SMALL, found.root)
    return found


def frictionless(ours: Ours) -> tuple[int, float]:
    """Rows that frictionless validates in our package, and in how many seconds."""
    package = ours.out / "data" / "datapackage.json"
    done = measure.run(
        [sys.executable, "-m", "frictionless", "validate", package.name, "--json"],
        cwd=package.parent,
    )
    report = json.loads(done.output)
    # Of an empty table it says no number.
    return sum(task["stats"].get("rows", 0) for task in report["tasks"]), done.wall


def files(ours: Ours, out: Path) -> dict[str, float]:
    """Seconds of processor time in which usual tools make the formats of our package from its CSV
    files, and frictionless looks at the package.
    """
    measure.clean(out)
    out.mkdir()
    data = ours.out / "data"
    spent = {
        tool: measure.run([sys.executable, HERE / "tools.py", "files", tool, data, out]).cpu
        for tool in ("pandas", "xlsxwriter")
    }
    command = [sys.executable, "-m", "frictionless", "validate", "datapackage.json"]
    return {**spent, "frictionless": measure.run(command, cwd=data).cpu}


def identities(ours: Ours) -> dict[str, float]:
    """Identities that each tool judges in a second of processor time, see tools.py.

    Raises FailedError where one does not find as many to hold as we do.
    """
    speeds: dict[str, float] = {}
    held = set()
    for tool in JUDGES:
        command = [sys.executable, HERE / "tools.py", "identities", tool, ours.root]
        judged, seconds, holding = json.loads(measure.run(command).output)
        held.add(holding)
        if len(held) > 1:
            raise measure.FailedError(f"{tool} finds that {holding} identities hold")
        speeds[tool] = judged / seconds
    return speeds
