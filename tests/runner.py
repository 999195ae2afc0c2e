"""Steps of the workflows, run as a runner runs them, with an event and an API that are made up."""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from conftest import PATIENCE, ROOT

# A program named gh: answers from a folder, by the path that is asked for, and notes each call.
GH = """#!{python}
import json, os, re, subprocess, sys
words, home = sys.argv[1:], {home!r}
assert words[0] == "api" and os.environ["GH_TOKEN"]
path = next(word for word in words if word.startswith("repos/"))
given = sys.stdin.read() if "--input" in words else None
method = words[words.index("--method") + 1] if "--method" in words else "GET"
fields = [word for flag, word in zip(words, words[1:]) if flag == "-f"]
with open(home + "/calls", "a") as calls:
    calls.write(json.dumps([method, path, fields, given]) + "\\n")
if method == "GET":
    name = re.sub(r"[^a-z]+", "-", path.partition("?")[0].split("/", 3)[3]).strip("-")
    data = open(home + "/" + name, "rb").read()
    if "--jq" in words:
        done = subprocess.run(["jq", "-r", words[words.index("--jq") + 1]], input=data, capture_output=True)
        sys.stderr.buffer.write(done.stderr)
        data = done.stdout
        assert done.returncode == 0
    sys.stdout.buffer.write(data)
"""


def program(path: Path, text: str) -> None:
    """A file that can be called."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    path.chmod(path.stat().st_mode | stat.S_IXUSR)


def engine(root: Path) -> None:
    """The engine in a project that has none: it is the one that is tested."""
    (root / "build.py").write_text(
        "import runpy, sys\nfrom pathlib import Path\n"
        'sys.argv += ["--root", str(Path(__file__).resolve().parent)]\n'
        f'runpy.run_path("{ROOT}/build.py", run_name="__main__")\n'
    )


def workflow(name: str) -> dict[Any, Any]:
    text = (ROOT / ".github" / "workflows" / name).read_text(encoding="utf-8")
    return yaml.safe_load(text)


@dataclass
class Runner:
    """A machine that runs steps of jobs in a checkout."""

    checkout: Path
    temp: Path
    known: Mapping[str, Any] = field(default_factory=dict)  # github, needs
    path: str = ""  # of programs, before all others

    def __post_init__(self) -> None:
        self.temp.mkdir(parents=True, exist_ok=True)
        program(self.checkout / ".venv/bin/python", f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
        if not (self.checkout / "build.py").exists():
            engine(self.checkout)

    def value(self, text: str) -> str:
        """A text with its expressions filled in; only names are known."""

        def fill(found: re.Match[str]) -> str:
            at: Any = self.known
            for name in found[1].split("."):
                at = at[name]
            return "" if at is None else str(at)

        return re.sub(r"\$\{\{ ([a-z_.]+) \}\}", fill, text)

    def run(self, name: str, job: str, step: str) -> subprocess.CompletedProcess[str]:
        """One step, by its name."""
        (found,) = [s for s in workflow(name)["jobs"][job]["steps"] if s.get("name") == step]
        given = {key: self.value(text) for key, text in found.get("env", {}).items()}
        env = {
            **os.environ,
            "RUNNER_TEMP": str(self.temp),
            "GITHUB_WORKSPACE": str(self.checkout),
            "GITHUB_REPOSITORY": "owner/repository",
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
            "GITHUB_OUTPUT": str(self.temp / "output"),
            "LC_ALL": "C.UTF-8",
            **given,
        }
        if self.path:
            env["PATH"] = f"{self.path}:{env['PATH']}"
        return subprocess.run(
            ["bash", "-e", "-c", found["run"]],
            cwd=self.checkout, env=env, capture_output=True, text=True, timeout=PATIENCE,
        )  # fmt: skip

    def outputs(self) -> dict[str, str]:
        """What the steps have given out, each in one line."""
        file = self.temp / "output"
        lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
        return dict(line.split("=", 1) for line in lines)

    def summary(self) -> str:
        return (self.temp / "summary.md").read_text(encoding="utf-8")


def github(folder: Path, answers: Mapping[str, object]) -> str:
    """An API that gives these answers, by the end of the path without digits; where `gh` stands."""
    for name, answer in answers.items():
        data = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        (folder / name).write_bytes(data)
    (folder / "calls").touch()
    program(folder / "bin" / "gh", GH.format(python=sys.executable, home=str(folder)))
    return str(folder / "bin")


def calls(folder: Path) -> list[tuple[str, str, list[str], str | None]]:
    """What the API was asked: method, path, fields, body."""
    return [tuple(json.loads(line)) for line in (folder / "calls").read_text().splitlines()]
