"""Work in parallel: batches through any Executor of concurrent.futures, what they give in order.

A worker that dies is reported with the batches under way; faults inside one travel as values.
"""

from __future__ import annotations

import atexit
import concurrent.futures
import contextlib
import ctypes
import gc
import os
import signal
import sys
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pickle import PicklingError
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, TypeVar

from gongkai.text.ours import UnreadableError

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_MMAP_THRESHOLD = -3  # M_MMAP_THRESHOLD of malloc.h
PATIENCE = 900  # seconds that one piece of work may take; it takes one or two


class Named(Protocol):
    """A piece of work as messages name it."""

    @property
    def name(self) -> str:
        """What it is about."""


class Fault(NamedTuple):
    """What went wrong in a worker: a fault of the machine, or a bug of ours with its traceback.

    Or a file of ours cannot be read: `unreadable` is the error that says so.
    """

    machine: bool
    what: str
    trace: str
    unreadable: UnreadableError | None = None


class WorkerError(Exception):
    """A worker met a fault; it stands in `fault`."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.what)
        self.fault = fault


class LostError(Exception):
    """A worker ended without an answer; `names` are the pieces of work that were under way."""

    def __init__(self, names: list[str], why: str) -> None:
        super().__init__(why)
        self.names, self.why = names, why


W = TypeVar("W", bound=Named)
R = TypeVar("R")


class Here(Executor):
    """Does the work at once, in this process: what one worker is."""

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        """The result of a call, as a future that is done."""
        future: Future[object] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Pool(Executor):
    """Processes of this machine, each at the end of a pipe of its own, from the first work on.

    The one of the standard library shares a pipe and a lock among its processes: when one is killed
    while it answers, it waits for ever. Here that process's pipe ends, all are ended, and what was
    under way raises BrokenExecutor. The next work begins with new processes.
    """

    def __init__(self, workers: int) -> None:
        self._workers = workers
        self._threads = ThreadPoolExecutor(workers)  # each waits for the answer of one process
        self._lock = threading.Lock()
        self._processes: _Processes | None = None

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]
        """The result of a call as a future. Raises RuntimeError after `shutdown`."""
        with self._lock:
            if self._processes is None or self._processes.broken:
                self._processes = _Processes(self._workers)
        return self._threads.submit(self._processes.ask, (fn, args, kwargs))

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the processes when they have done what they are at."""
        self._threads.shutdown(wait, cancel_futures=cancel_futures)
        if self._processes is not None:
            self._processes.leave()

    def end(self) -> None:
        """End the processes at once."""
        if self._processes is not None:
            self._processes.end()


class _Processes:
    """Some processes, and who of them has nothing to do."""

    def __init__(self, workers: int) -> None:
        from multiprocessing import Pipe, Process

        self.broken = False
        self._free: SimpleQueue[Connection] = SimpleQueue()
        self._all: list[tuple[Process, Connection]] = []
        for _ in range(workers):
            here, there = Pipe()
            process = Process(target=_serve, args=(there,), daemon=True)
            process.start()
            there.close()  # or the pipe would not end with the process
            self._all.append((process, here))
            self._free.put(here)

    def ask(self, call: tuple[Any, ...]) -> object:
        """What a call gives in the next process that is free."""
        pipe = self._free.get()
        try:
            pipe.send(call)
            answer, error = pipe.recv()
        except (EOFError, OSError) as lost:
            self.end()
            raise BrokenExecutor(f"a process is gone {lost}".strip()) from None
        finally:
            self._free.put(pipe)
        if error is not None:
            raise error
        return answer

    def end(self) -> None:
        """End the processes at once: whatever somebody still asks of them fails."""
        self.broken = True
        for process, _ in self._all:
            process.kill()

    def leave(self) -> None:
        """Let the processes end; none of them is at work."""
        for process, pipe in self._all:
            with contextlib.suppress(OSError):
                pipe.send(None)
            process.join()
            pipe.close()
        self._all.clear()


@contextlib.contextmanager
def pool(workers: int) -> Iterator[Executor]:
    """Processes of this machine; one worker is this process itself."""
    if workers <= 1:
        yield Here()
        return
    executor = Pool(workers)
    try:
        yield executor
    except BaseException:
        executor.end()
        raise
    finally:
        executor.shutdown(cancel_futures=True)


def _serve(pipe: Connection) -> None:
    """What a process does: answer one call after another, until it is sent away."""
    _begin()
    with contextlib.suppress(EOFError, OSError):  # nobody listens any longer
        while (call := pipe.recv()) is not None:
            work, args, kwargs = call
            answer: tuple[Any, Exception | None]
            try:
                answer = work(*args, **kwargs), None
            except Exception as error:
                answer = None, error
            try:
                pipe.send(answer)
            except (PicklingError, TypeError, AttributeError) as error:
                pipe.send((None, RuntimeError(f"{type(error).__name__}: {error}")))


def _begin() -> None:
    """A process of ours lives as long as the one that began it, which alone hears of Ctrl-C.

    What is there for good is looked through for garbage no longer: it took a seventh of the time.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    # Arrow's own allocator keeps what it once had, of which the next job has no use.
    os.environ.setdefault("ARROW_DEFAULT_MEMORY_POOL", "system")
    if sys.platform.startswith("linux"):
        # Large blocks go back to the system at once: a sixth less memory in the making of formats.
        with contextlib.suppress(OSError, AttributeError):  # a C library without it
            ctypes.CDLL(None).mallopt(_MMAP_THRESHOLD, 1 << 17)
    gc.freeze()
    collect_rarely()


def collect_rarely() -> None:
    """Look for garbage only now and then: a build leaves next to none that refers to itself.

    And not in all that is left when Python ends: that took 0.1 s.
    """
    gc.set_threshold(200_000, 50, 50)
    atexit.register(gc.freeze)


def _end_with_parent() -> None:
    """End this process, whatever it is at, when its parent is gone, however that ended."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def spread(
    executor: Executor,
    work: Callable[[W], R],
    pieces: Iterable[W],
    ahead: int,
    known: Callable[[W], Callable[[], R | None] | None] = lambda _: None,
) -> Iterator[tuple[W, R]]:
    """Each piece with what `work` gives for it, in order; at most `ahead` are under way at a time.

    What is `known` of a piece need not be worked out, and is asked for when it is its turn, so that
    work behind it can begin; where there is nothing after all, it is worked out then. Raises
    WorkerError or LostError.
    """
    waiting: deque[tuple[W, Future[R | Fault] | Callable[[], R | None]]] = deque()
    left, busy = iter(pieces), 0
    try:
        while True:
            while busy < ahead and (piece := next(left, None)) is not None:
                kept = known(piece)
                waiting.append((piece, kept or submit(executor, work, piece)))
                busy += kept is None
            if not waiting:
                return
            piece, coming = waiting[0]
            found = None if isinstance(coming, Future) else coming()
            if found is None:
                if not isinstance(coming, Future):
                    coming, busy = submit(executor, work, piece), busy + 1
                    waiting[0] = piece, coming
                names = [one.name for one, future in _running(waiting) if not future.done()]
                found, busy = result(coming, names), busy - 1
            yield piece, found
            waiting.popleft()
    finally:
        futures = [future for _, future in _running(waiting)]
        for future in futures:
            future.cancel()
        # What cannot be cancelled is waited for: nobody shall write when we have left.
        concurrent.futures.wait(futures, timeout=60)


def _running(waiting: Iterable[tuple[W, object]]) -> Iterator[tuple[W, Future[object]]]:
    """The pieces that somebody works out."""
    return ((piece, coming) for piece, coming in waiting if isinstance(coming, Future))


def submit(executor: Executor, work: Callable[[W], R], piece: W) -> Future[R | Fault]:
    """The work as a future, whose faults are values. Raises LostError."""
    try:
        return executor.submit(_guarded, work, piece)
    except RuntimeError as error:  # the executor is broken or has been shut down
        raise LostError([piece.name], str(error)) from None


def result(future: Future[R | Fault], names: Sequence[str]) -> R:
    """What the work gave. Raises WorkerError, or LostError with the names of what was under way."""
    try:
        found = future.result(PATIENCE)
    except (Exception, concurrent.futures.CancelledError) as error:  # the executor's own
        raise LostError(list(names), f"{type(error).__name__} {error}".strip()) from None
    if isinstance(found, Fault):
        raise found.unreadable or WorkerError(found)
    return found


def _guarded(work: Callable[[W], R], piece: W) -> R | Fault:
    """The work, or why it could not be done, as a value: not every exception can be sent."""
    try:
        return work(piece)
    except OSError as error:
        parts = (error.filename, error.strerror or error)
        return Fault(True, " ".join(str(part) for part in parts if part), "")
    except UnreadableError as error:
        return Fault(False, "", "", error)
    except MemoryError:
        return Fault(True, f"{piece.name}: no memory left", "")
    except Exception as error:
        what = f"{piece.name}: {type(error).__name__}: {error}"
        return Fault(False, what, traceback.format_exc())
    finally:
        # What a batch made refers to itself; what outlives it is not looked through again.
        gc.collect(1)
