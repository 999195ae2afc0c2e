"""Our side of the benchmark: build.py as a reader starts it, on a corpus."""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

import measure
import served

PROJECT = Path(__file__).resolve().parents[2]


class Ours:
    """A corpus and where it is built."""

    def __init__(self, root: Path, out: Path) -> None:
        self.root, self.out = root, out

    @cached_property
    def options(self) -> str:
        """What build.py says of its options and commands."""
        return measure.run([*self._program, "--help"]).output

    @property
    def _program(self) -> list[str]:
        return [sys.executable, str(PROJECT / "build.py")]

    def _build(self, *more: str) -> measure.Run:
        # Exit code 1 would be problems in the data: the corpus has none.
        return measure.run([*self._program, "--root", self.root, "--out", self.out, *more])

    def cold(self) -> measure.Run:
        """A build from nothing: no output, no cache."""
        measure.clean(self.out)
        return self._build("--no-cache", "--timings")

    @staticmethod
    def stages(output: str) -> dict[str, float]:
        """Seconds of processor time by stage, as a build says them itself."""
        return {name: float(n) for n, name in re.findall(r"^ +([0-9.]+) s  (.+)$", output, re.M)}

    def warm(self) -> measure.Run:
        """A build over the last one."""
        return self._build()

    def changes(self, times: int) -> Iterator[measure.Run]:
        """Builds, before each of which one figure of one more report has changed.

        Afterwards the reports are as they were; the output is that of the last build.
        """
        before: dict[Path, bytes] = {}
        try:
            for number in range(times):
                path = self._some_report(number)
                before[path] = path.read_bytes()
                path.write_bytes(changed(before[path].decode()).encode())
                yield self._build()
        finally:
            for path, data in before.items():
                path.write_bytes(data)

    def served_change(self) -> float | None:
        """Seconds from a changed report until a browser has its page; None without that command."""
        if not re.search("^ +serve ", self.options, re.MULTILINE):
            return None
        path = self._some_report(0)
        before = path.read_bytes()
        report = path.relative_to(self.root / "content" / "reports").with_suffix("").as_posix()
        try:
            return served.seconds(
                [*self._program, "serve", "--root", self.root, "--port", "0", "--lang", "en"],
                f"{report}/figures/",
                lambda: _write(path, changed(before.decode()).encode()),
            )
        finally:
            path.write_bytes(before)

    def check(self) -> measure.Run:
        """A check of everything."""
        return measure.run([*self._program, "check", "--root", self.root, "--lang", "en"])

    def check_one(self) -> measure.Run:
        """A check of one report, the start of the program included."""
        return measure.run([*self._program, "check", "--root", self.root, self._some_report(0)])

    def release(self) -> measure.Run:
        """The second release, from nothing, after one figure changed; the corpus stays as it was."""
        folder = self.root.parent / "released"
        measure.clean(folder)
        copy = Ours(shutil.copytree(self.root, folder / "corpus"), folder / "dist")
        shutil.copy(PROJECT / "requirements.txt", copy.root)
        (copy.root / ".gitignore").write_text("/.dist.*\n")
        copy._git("init", "-q")
        copy._committed()
        words = [*self._program, "release", "--root", copy.root, "--out", copy.out]
        measure.run(words)
        copy._committed()
        measure.run([*words, "--pack", folder / "first"])
        path = copy._some_report(0)
        _write(path, changed(path.read_text("utf-8")).encode())
        copy._committed()
        measure.clean(copy.out)
        return measure.run([*words, "--last", folder / "first" / "gongkai-1.0.0.zip"])

    def _committed(self) -> None:
        self._git("add", "-A")
        self._git("commit", "-q", "-m", "x")

    def _git(self, *words: str) -> None:
        who = ["-c", "user.name=x", "-c", "user.email=x@example.org"]
        measure.run(["git", "-C", self.root, *who, *words])

    def identities(self, output: str) -> int:
        """How many identities a check judged, as it says itself."""
        found = re.search(r"of ([0-9,]+) sums? ", output)
        assert found is not None, output[-300:]
        return int(found[1].replace(",", ""))

    def _some_report(self, number: int) -> Path:
        every = sorted((self.root / "content" / "reports").rglob("*.yaml"))
        return every[len(every) * (2 * number + 1) // 8 % len(every)]


def _write(path: Path, data: bytes) -> None:
    path.write_bytes(data)


def changed(text: str) -> str:
    """A report in which one figure of its prose, that claims nothing of others, is one higher."""
    found = re.search(r"(- \{id: \w+, at: [^,]+, value: )([0-9]+)(, [^}]*whose:[^}]*)", text)
    assert found is not None, text[:300]
    higher = f"{found[1]}{int(found[2]) + 1}{found[3]}"
    return text[: found.start()] + higher + text[found.end() :]
