"""The command `setup`: an environment of Python's own in .venv, what a task needs in it, a build.

It runs before anything is installed, so it needs Python alone, on every system; and its sentences
are in both languages, since the catalogs cannot be read yet. `make` calls it too.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from gongkai import SOURCE

ROOT = SOURCE.parents[1]
FINE, MACHINE = 0, 3  # as in `faults`, which needs what is installed here
OLDEST = (3, 11)
# What is installed for what, by the locks that a stamp in .venv must be newer than; the first one
# is installed. Who has the tools of the tests has those of the site.
LOCKS = {
    "site": ("requirements.txt",),
    "test": ("requirements-dev.txt", "requirements.txt"),
    "bench": ("requirements-bench.txt",),
}


def main(prog_name: str) -> NoReturn:
    """The command as the doorbell calls it; its arguments stand behind its name."""
    try:
        sys.exit(setup(sys.argv[2:], prog_name))
    except KeyboardInterrupt:
        sys.exit(130)


def setup(arguments: Sequence[str], prog_name: str = "build.py", root: Path = ROOT) -> int:
    """Set up and build; `arguments` are those of the command. Gives an exit code."""
    parser = argparse.ArgumentParser(
        prog=f"{prog_name} setup",
        allow_abbrev=False,
        description="Make .venv and install what the build needs, if that is not done; then build.",
        epilog="All other options are those of the build: see build.py --help.",
    )
    parser.add_argument(
        "--only",
        choices=LOCKS,
        help="install what the site, the tests or the benchmark need, no more",
    )
    asked, given = parser.parse_known_args(arguments)
    if sys.version_info < OLDEST:
        return _refused(
            f"需要 Python 3.11 以上，这里是 {sys.version.split()[0]}",
            f"Python 3.11 or later is needed, this is {sys.version.split()[0]}",
        )
    python = _python(root)
    code = _install(root, python, asked.only or "site")
    if code != FINE or asked.only:
        return code
    return _run(python, root / "build.py", *given)


def _python(root: Path) -> Path:
    """The Python of the environment."""
    return root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _install(root: Path, python: Path, what: str) -> int:
    """See that the environment has what the lock names."""
    locks, stamp = [root / name for name in LOCKS[what]], root / ".venv" / f"{what}.stamp"
    newest = max(lock.stat().st_mtime for lock in locks)
    if python.exists() and stamp.exists() and stamp.stat().st_mtime >= newest:
        return FINE
    if not python.exists() and _run(sys.executable, "-m", "venv", root / ".venv"):
        return _refused(
            "没能建立 .venv；在 Debian 和 Ubuntu 上请先安装 python3-venv，删去 .venv 再试",
            "could not make .venv; on Debian install python3-venv, remove .venv and try again",
        )
    pip = (python, "-m", "pip", "--quiet", "--disable-pip-version-check", "install")
    # The lock is whole, so nothing is looked up for it. Python compiles what it loads; all that is
    # installed would take twenty seconds.
    if _run(
        *pip, "--require-hashes", "--only-binary=:all:", "--no-deps", "--no-compile", "-r", locks[0]
    ):
        return _refused(
            "没能安装所需的软件包（要联网）；请看上面的说明，改好以后再试",
            "could not install the packages (this needs a network); see above, then try again",
        )
    stamp.touch()
    (root / ".venv" / "site.stamp").touch()
    return FINE


def _run(*words: object) -> int:
    """The exit code of a program of this machine or of the environment."""
    return subprocess.call([str(word) for word in words])  # noqa: S603 - words of ours, no shell


def _refused(zh: str, en: str) -> int:
    """Say why it does not go on."""
    sys.stdout.flush()
    for line in (zh, en):
        sys.stderr.buffer.write(f"{line}\n".encode(sys.stderr.encoding or "utf-8", "replace"))
    sys.stderr.flush()
    return MACHINE
