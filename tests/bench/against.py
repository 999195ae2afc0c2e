"""What we are measured against: Hugo on the same pages, frictionless on the same package."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import corpus
import measure
from ours import Ours

HERE = Path(__file__).resolve().parent
SMALL = 300  # reports of the package that frictionless reads: it is slow, and equally so on more


class Hugo:
    """The same site as a Hugo project, and where it is built."""

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


def frictionless(work: Path) -> tuple[int, float, str]:
    """Rows that frictionless validates, in how many seconds, and how large the package is."""
    small = Ours(work / f"corpus-{SMALL}", work / "dist-small")
    if small.root.exists():
        corpus.copy(small.root)
    else:
        corpus.write(SMALL, small.root)
    small.cold()
    package = small.out / "data" / "datapackage.json"
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "frictionless", "validate", package.name, "--json"],
        cwd=package.parent,
        check=True,
        capture_output=True,
    )
    seconds = time.perf_counter() - began
    report = json.loads(done.stdout)
    rows = sum(task["stats"]["rows"] for task in report["tasks"])
    return rows, seconds, f"{SMALL} reports"
