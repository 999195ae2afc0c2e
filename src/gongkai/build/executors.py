"""Who does the work of a command, and the line on the terminal while it goes on."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from gongkai.build.context import Context
from gongkai.build.workers import collect_rarely, cores, pool

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


@contextlib.contextmanager
def executors(workers: int | None, address: str | None = None) -> Iterator[Context]:
    """Processes of this machine, one for each core; batches by a cluster where one is named.

    `address` is dask://HOST:PORT. Raises cluster.NoClusterError.
    """
    collect_rarely()
    count = workers or cores()
    with pool(count) as batches, pool(count) as jobs, _Bar() as bar:
        if address is None:
            yield Context(batches, jobs, count + 2, bar)
            return
        from gongkai.build.cluster import cluster

        with cluster(address) as there:
            yield Context(there, jobs, 64, bar, remote=True)


class _Bar:
    """How far the work is and how long it will take; nothing at all where there is no terminal."""

    def __init__(self) -> None:
        self._bar: ProgressBar[int] | None = None
        self._stage, self._done = "", 0

    def __enter__(self) -> _Bar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.render_finish()

    def __call__(self, stage: str, done: int, whole: int) -> None:
        if not sys.stderr.isatty():
            return
        if self._bar is None or stage != self._stage:
            self.__exit__()
            self._stage, self._done = stage, 0
            self._bar = click.progressbar(
                length=whole, label=stage, show_pos=True, file=sys.stderr, width=30
            )
        self._bar.update(done - self._done)
        self._done = done
