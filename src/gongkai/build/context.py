"""How the work of a command is done: by whom, from what, and who hears of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field

from gongkai.build.cache import Last, Next
from gongkai.build.timing import Timings
from gongkai.contract import Addresses

# What is under way: the stage, how much of it is done, how much there is.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Context:
    """How the work is done: who makes batches, who makes files of the package (on this machine).

    Processes that make batches end before the others begin: both together would need much memory.
    `ahead` batches are under way at a time. `last` is what earlier builds left behind, `kept` what
    this one leaves. `shard` is (I, N): every Nth batch from the Ith on, and nothing else; `merge`
    says that every batch must be there already.
    """

    batches: Executor
    jobs: Executor
    ahead: int
    progress: Progress = lambda *_: None
    last: Sequence[Last] = ()
    kept: Next | None = None
    shard: tuple[int, int] | None = None
    merge: bool = False
    since: int = 0  # the first year whose reports have pages
    remote: bool = False  # whether batches are made where our disk is not
    preview: bool = False  # whether what is not fine is shown all the same, and never published
    addresses: Addresses = ()  # that stand for those of datapackage.yaml
    timings: Timings = field(default_factory=Timings)
