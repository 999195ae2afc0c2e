"""Batches on an existing Dask cluster, through the same Executor as on this machine.

Its scheduler and its workers must see the project at the same path and have the same packages. What
they make of a batch travels back as bytes; nothing else is asked of them.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import Executor
from typing import Any

from gongkai import SOURCE

PATIENCE = 10  # seconds for the scheduler to answer, and again for a worker to be there


# A worker may have an earlier state of the engine in memory.
_PREPARE = """
import sys
for name in [name for name in sys.modules if name.split(".")[0] == "gongkai"]:
    del sys.modules[name]
if {source!r} not in sys.path:
    sys.path.insert(0, {source!r})
"""


class NoClusterError(Exception):
    """There is no scheduler, no worker, or no package `distributed`; `why` is a message id."""

    def __init__(self, why: str, what: str) -> None:
        super().__init__(why)
        self.why, self.what = why, what


@contextlib.contextmanager
def cluster(address: str) -> Iterator[Executor]:
    """The executor of the scheduler at dask://HOST:PORT. Raises NoClusterError."""
    kind, _, place = address.partition("://")
    if kind != "dask" or not place:
        raise NoClusterError("cluster-address", address)
    try:
        from distributed import Client
    except ImportError:
        raise NoClusterError("cluster-package", "distributed") from None
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]
            f"tcp://{place}", timeout=PATIENCE, set_as_default=False
        )
    except (OSError, TimeoutError, ValueError) as error:
        raise NoClusterError("cluster-none", f"{address}: {error}") from None
    try:
        client.wait_for_workers(1, timeout=PATIENCE)
        # Sent as text: a function of ours could not be sent before they can import it.
        prepare = _PREPARE.format(source=str(SOURCE.parent))
        client.run_on_scheduler(exec, prepare)
        client.run(exec, prepare)
        yield client.get_executor(pure=False, retries=0)
    except TimeoutError:
        raise NoClusterError("cluster-idle", address) from None
    finally:
        client.close()
