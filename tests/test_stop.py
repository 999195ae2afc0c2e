"""However a build is stopped, the next one works at once, and the last site stays as it was."""

from __future__ import annotations

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from conftest import ROOT, command, process, tree
from gongkai.build import output as write

SIGNALS = [signal.SIGTERM, signal.SIGINT, signal.SIGKILL]
TOLD = {signal.SIGTERM: 143, signal.SIGINT: 130}


@pytest.fixture(scope="module")
def country(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The miniature country as a project of its own, built once as `reference`."""
    root = tmp_path_factory.mktemp("country")
    shutil.copytree(ROOT / "tests" / "golden" / "content", root / "content")
    for name in ("datapackage", "site"):
        shutil.copytree(ROOT / name, root / name)
    done = command(root=root)
    assert done.returncode == 0, done.stderr
    shutil.copytree(root / "dist", root / "reference")
    return root


class Build:
    """A build with two workers in a session of its own."""

    def __init__(self, root: Path, *more: str) -> None:
        self.root = root
        self.process = subprocess.Popen(
            [sys.executable, ROOT / "build.py", "--root", root, "--workers", "2", *more],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            # Where the tests run in the background, Ctrl-C is ignored from birth.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL) and None,
        )

    def members(self) -> list[int]:
        """Its processes that are there, without those that nobody has buried yet."""
        found = []
        for path in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, _, _, session = path.read_text().rpartition(")")[2].split()[:4]
            except OSError:
                continue
            if int(session) == self.process.pid and state != "Z":
                found.append(int(path.parent.name))
        return sorted(found)

    def workers(self) -> list[int]:
        return [pid for pid in self.members() if pid != self.process.pid]

    def until(self, there: Callable[[], object]) -> None:
        """Wait until something is there, or the build has ended."""
        while not there() and self.process.poll() is None:
            time.sleep(0.002)

    def ended(self) -> tuple[int, str]:
        _, shown = self.process.communicate()
        while self.members():  # a worker that is about to notice
            time.sleep(0.01)
        return self.process.returncode, shown


def leftovers(root: Path) -> list[str]:
    kept = (".dist.cache", ".dist.templates")
    return sorted(path.name for path in root.glob(".dist.*") if path.name not in kept)


def goes_on(root: Path, *more: str) -> None:
    """The next build works, is what it would have been, and takes away what was left."""
    done = process("--workers", "2", *more, root=root)
    assert done.returncode == 0, done.stderr
    assert tree(root / "dist") == tree(root / "reference")
    assert leftovers(root) == [".dist.lock"]


def locked(build: Build) -> bool:
    lock = build.root / ".dist.lock"
    return lock.exists() and str(build.process.pid) in lock.read_text()


def filled(build: Build) -> bool:
    return next((build.root / ".dist.new").glob("*/*/"), None) is not None


MOMENTS: dict[str, Callable[[Build], object]] = {
    "the lock is taken": locked,
    "both workers are there": lambda build: len(build.workers()) >= 2,
    "files are being written": filled,
}


@pytest.mark.parametrize(
    ("moment", "number", "more"),
    [
        ("the lock is taken", signal.SIGKILL, []),
        ("both workers are there", signal.SIGINT, []),
        ("files are being written", signal.SIGTERM, []),
        ("files are being written", signal.SIGKILL, ["--no-cache"]),
    ],
)
def test_a_stopped_build_blocks_no_later_one(
    country: Path, moment: str, number: int, more: list[str]
) -> None:
    before = tree(country / "dist")
    build = Build(country, "--no-cache")
    build.until(lambda: MOMENTS[moment](build))
    build.process.send_signal(number)
    code, shown = build.ended()
    assert tree(country / "dist") == before
    assert "Traceback" not in shown
    if number in TOLD:
        assert code == TOLD[signal.Signals(number)]
        assert (
            shown
            == f"stopped ({signal.Signals(number).name}): what was finished stands, and nothing half-made is left behind\n"
        )
        assert leftovers(country) == [".dist.lock"]
    goes_on(country, *more)


SIGNAL_WHILE_IMPORTING = """
import os, signal, sys
sys.path.insert(0, sys.argv[2])
from gongkai.cli.stop import StoppedError, stoppable

class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == sys.argv[1]:
            os.kill(os.getpid(), signal.SIGTERM)

sys.meta_path.insert(0, Finder())
try:
    with stoppable():
        import multiprocessing.connection
except StoppedError as stopped:
    sys.exit(stopped.code)
"""


@pytest.mark.parametrize("module", ["", ".process", ".context", ".reduction", ".connection"])
def test_a_signal_while_modules_are_being_imported_stops_in_order(module: str) -> None:
    script = [
        sys.executable,
        "-c",
        SIGNAL_WHILE_IMPORTING,
        f"multiprocessing{module}",
        ROOT / "src",
    ]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (143, "")


SIGNAL_WHILE_CLEARING_UP = """
import os, signal, sys, time
sys.path.insert(0, sys.argv[1])
from gongkai.cli.stop import StoppedError, stoppable

class Thing:
    def __del__(self):
        os.kill(os.getpid(), signal.SIGTERM)

try:
    with stoppable():
        Thing()
        time.sleep(60)
except StoppedError as stopped:
    sys.exit(stopped.code)
"""


def test_a_signal_while_an_object_is_cleared_up_stops_in_order() -> None:
    script = [sys.executable, "-c", SIGNAL_WHILE_CLEARING_UP, ROOT / "src"]
    done = subprocess.run(script, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (143, "")


@pytest.mark.parametrize("number", [signal.SIGKILL])
def test_a_worker_that_is_killed_is_told_and_blocks_nothing(country: Path, number: int) -> None:
    build = Build(country, "--no-cache")
    build.until(lambda: len(build.workers()) >= 2)
    for pid in build.workers()[:1]:
        os.kill(pid, number)
    code, shown = build.ended()
    assert code in (0, 3)  # the last answer may have been given already
    assert "Traceback" not in shown
    goes_on(country)


def test_the_whole_group_may_be_stopped(country: Path) -> None:
    build = Build(country, "--no-cache")
    build.until(lambda: len(build.workers()) >= 2)
    os.killpg(build.process.pid, signal.SIGTERM)
    code, shown = build.ended()
    assert (code, "Traceback" in shown) == (143, False)
    goes_on(country)


def test_a_check_that_is_killed_leaves_no_process(country: Path) -> None:
    build = Build(country, "check")
    build.until(build.workers)
    build.process.kill()
    build.ended()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_held_lock_names_who_holds_it(country: Path, tmp_path: Path, lang: str) -> None:
    out = tmp_path / "dist"
    with write.output(out, ROOT):
        held = json.loads((tmp_path / ".dist.lock").read_bytes())
        done = command("--out", str(out), "--lang", lang, root=country)
    assert done.returncode == 3
    assert str(os.getpid()) in done.stderr
    assert held["host"] in done.stderr
    assert Path(sys.argv[0]).name in done.stderr
    assert {"zh": "正在由另一个进程生成", "en": "another build is at work"}[lang] in done.stderr


def test_a_lock_that_says_nothing_yet_is_a_lock(country: Path, tmp_path: Path) -> None:
    with write.output(tmp_path / "dist", ROOT):
        (tmp_path / ".dist.lock").write_bytes(b"")
        done = command("--out", str(tmp_path / "dist"), "--lang", "en", root=country)
    assert done.returncode == 3
    assert "a process that has just begun" in done.stderr


def test_a_server_that_is_stopped_says_nothing_of_a_fault(country: Path) -> None:
    server = Build(country, "serve", "--port", "0")
    while server.process.poll() is None and not _listens(server.process.pid):
        time.sleep(0.05)
    server.process.terminate()
    code, shown = server.ended()
    assert (code, "Traceback" in shown) == (143, False)


def _listens(pid: int) -> bool:
    links = Path(f"/proc/{pid}/fd").glob("*")
    return any(_target(link).startswith("socket:") for link in links)


def _target(link: Path) -> str:
    try:
        return str(link.readlink())
    except OSError:
        return ""


@pytest.mark.long
def test_forty_kills(country: Path) -> None:
    goes_on(country)
    before = tree(country / "dist")
    chance = random.Random(14)
    for _ in range(40):
        moment, number = chance.choice(list(MOMENTS.values())), chance.choice(SIGNALS)
        build = Build(country, "--no-cache")
        build.until(lambda build=build, moment=moment: moment(build))
        time.sleep(chance.uniform(0, 1))
        whom = chance.choice(["main", "worker", "group"])
        with contextlib.suppress(ProcessLookupError):  # it has ended already
            if whom == "group":
                os.killpg(build.process.pid, number)
            else:
                at_work = build.workers() if whom == "worker" else []
                os.kill(chance.choice(at_work or [build.process.pid]), number)
        _, shown = build.ended()
        assert "Traceback" not in shown
        assert tree(country / "dist") == before
        goes_on(country, *chance.choice([[], ["--no-cache"]]))
