"""One program as a child: how long, how much processor time, how much memory of all its processes.

Processor time is user and system time of the child and of every descendant that was waited for
(rusage of wait4). Memory is the sum of Pss (a page shared by n processes counts 1/n to each) of the
child and its descendants, from /proc/PID/smaps_rollup. It is looked at every 50 ms, but never for
more than a twentieth of the time, since looking holds the process up.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

EVERY = 0.05  # seconds
AT_MOST = 20  # times as long asleep as looking


@dataclass(frozen=True, slots=True)
class Run:
    """One run: seconds, seconds of processor time, bytes at most; exit code and output.

    `load` is what else the machine had to do: its load of the last minute when the run began.
    """

    wall: float
    cpu: float
    peak: int
    code: int
    output: str
    load: float = 0

    def plain(self) -> dict[str, object]:
        """For JSON, without the output."""
        return {key: value for key, value in asdict(self).items() if key != "output"}


class FailedError(Exception):
    """A program that should have gone well did not."""


def run(
    command: Sequence[str | Path],
    cwd: Path | None = None,
    env: Mapping[str, str] | None = None,
    expected: Sequence[int] = (0,),
) -> Run:
    """Run a program to its end. Raises FailedError where its exit code is not among `expected`."""
    load = os.getloadavg()[0]
    began = time.perf_counter()
    with subprocess.Popen(
        [os.fspath(part) for part in command],
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    ) as child:
        output: list[bytes] = []
        reader = threading.Thread(target=_read, args=(child, output))
        watcher = _Watcher(child.pid)
        reader.start()
        watcher.start()
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        watcher.stop.set()
        reader.join()
        watcher.join()
    text = b"".join(output).decode("utf-8", "replace")
    if child.returncode not in expected:
        shown = " ".join(map(str, command))
        raise FailedError(f"{shown}\nexit code {child.returncode}\n{text[-2000:]}")
    cpu = usage.ru_utime + usage.ru_stime
    peak = max(watcher.peak, usage.ru_maxrss * 1024 if watcher.alone else 0)
    return Run(wall, cpu, peak, child.returncode, text, load)


def _read(child: subprocess.Popen[bytes], output: list[bytes]) -> None:
    assert child.stdout is not None
    output.extend(iter(lambda: child.stdout.read(65536), b""))


class _Watcher(threading.Thread):
    """Looks at the memory of a process and its descendants until told to stop."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak, self.alone = pid, 0, True
        self.stop = threading.Event()

    def run(self) -> None:
        pause = 0.0
        while not self.stop.wait(pause):
            began = time.perf_counter()
            tree = list(descendants(self.pid))
            self.alone = self.alone and len(tree) == 1
            self.peak = max(self.peak, sum(map(pss, tree)))
            pause = max(EVERY, (time.perf_counter() - began) * AT_MOST)


def descendants(pid: int) -> Iterator[int]:
    """A process and every process below it, as far as they are still there."""
    yield pid
    try:
        for task in os.scandir(f"/proc/{pid}/task"):
            with open(f"{task.path}/children", "rb") as file:
                for child in file.read().split():
                    yield from descendants(int(child))
    except OSError:
        return


def pss(pid: int) -> int:
    """The memory of a process in bytes, its share of what it shares; 0 where it has gone."""
    try:
        with open(f"/proc/{pid}/smaps_rollup", "rb") as file:
            for line in file:
                if line.startswith(b"Pss:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def written(folder: Path) -> tuple[int, int, int]:
    """What stands in a folder: pages (html files), files, bytes."""
    pages = files = size = 0
    folders = [os.fspath(folder)]
    while folders:
        for entry in os.scandir(folders.pop()):
            if entry.is_dir(follow_symlinks=False):
                folders.append(entry.path)
            else:
                files += 1
                pages += entry.name.endswith(".html")
                size += entry.stat(follow_symlinks=False).st_size
    return pages, files, size


def clean(*folders: Path) -> None:
    """Remove folders, and let the disk come to rest before the next run."""
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)
    os.sync()
