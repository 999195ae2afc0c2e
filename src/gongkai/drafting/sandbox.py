"""Documents are read in a child process, within a bound on its processor time and memory.

Whatever a document does to a library, it does to that process alone: it comes back as what was
read, or as a DocumentRefusedError. One child reads one document after the other; the bound is for
each.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import gc
import importlib
import io
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
import traceback
import weakref
from collections.abc import Callable, Sequence
from typing import IO, Any, NamedTuple

from gongkai.drafting.extracted import Extracted, ExtractedPart, Metadata, Reading, Suggestion
from gongkai.drafting.grid import DocumentRefusedError, Note
from gongkai.model.forms import Form, PartForm


class Limits(NamedTuple):
    """What one document may take: seconds of processor time and of waiting, bytes of memory."""

    processor: int = 10
    waiting: int = 900
    memory: int = 500 * 10**6


BOUND = Limits()

_MOST = 4 * 2**20  # bytes of what was read; of a report it is some ten thousand
_DOCUMENTS = 50  # that one child reads: what libraries keep of them does not add up
_TRACE = "GONGKAI_TRACE"  # if set, what a reader did not foresee is shown with its traceback
_LIMITED = sys.platform == "linux"  # the system itself ends what takes too much
_PULSE = 0.05  # seconds between two looks at a child, where it does not
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl.h
# What may come back besides numbers, texts and lists; nothing else is made of a child's answer.
_KINDS = {(kind.__module__, kind.__qualname__): kind for kind in (
    Extracted, Metadata, Reading, ExtractedPart, Note, Suggestion, DocumentRefusedError
)}  # fmt: skip


class Reader:
    """Reads documents by these forms, the newest first. The child ends with what holds this.

    `limited` says whether the system keeps the bound; where not, this process watches the child.
    """

    def __init__(
        self, forms: Sequence[Form], bound: Limits = BOUND, *, limited: bool = _LIMITED
    ) -> None:
        self.forms, self.bound, self.limited = forms, bound, limited
        self._child: subprocess.Popen[bytes] | None = None
        self._left = 0
        self._begin()

    def read(
        self, data: bytes, year: int | None = None, meanwhile: Callable[[], object] | None = None
    ) -> Extracted:
        """What a document holds; `meanwhile` is called while the child reads it.

        Raises DocumentRefusedError, also for a document that takes too much.
        """
        if self._child is None or not self._left:
            self._begin()
        assert self._child is not None
        self._left -= 1
        answer = b""
        try:
            with _Watch(self._child, self.bound, off=self.limited):
                with contextlib.suppress(OSError):  # it is gone: then there is no answer either
                    _send(self._child.stdin, pickle.dumps((data, year)))
                if meanwhile:
                    meanwhile()
                with contextlib.suppress(OSError):
                    answer = _received(self._child.stdout, _MOST)
        finally:
            if not answer:
                self._end()
        if not answer:
            raise self._heavy()
        found = _unpickled(answer, self.forms)
        if isinstance(found, DocumentRefusedError):
            raise found
        return found

    def _heavy(self) -> DocumentRefusedError:
        seconds, memory = self.bound.processor, self.bound.memory // 10**6
        return DocumentRefusedError("draft-heavy", seconds=seconds, memory=memory)

    def _begin(self) -> None:
        self._end()
        code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import child; child()"
        self._child = subprocess.Popen(  # noqa: S603 (this program itself)
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get(_TRACE) else subprocess.DEVNULL,
            env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # a thread takes room for its stack
        )
        self._over = weakref.finalize(self, _end, self._child)
        self._left = _DOCUMENTS
        with contextlib.suppress(OSError):  # gone already: the first document finds that out
            setup = os.getpid(), self.bound, self.limited, self.forms
            _send(self._child.stdin, pickle.dumps(setup))

    def _end(self) -> None:
        if self._child is not None:
            self._over()
            self._child = None


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a child, whatever it is at."""
    child.kill()
    for pipe in (child.stdin, child.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    child.wait()


class _Watch:
    """Ends a child that takes too much, on systems that know no limits of their own."""

    def __init__(self, child: subprocess.Popen[bytes], bound: Limits, *, off: bool) -> None:
        self._child, self._bound, self._off = child, bound, off
        self._done = threading.Event()

    def __enter__(self) -> None:
        if not self._off:
            threading.Thread(target=self._look, daemon=True).start()

    def __exit__(self, *_: object) -> None:
        self._done.set()

    def _look(self) -> None:
        psutil: Any = importlib.import_module("psutil")
        with contextlib.suppress(psutil.Error):
            child = psutil.Process(self._child.pid)
            before, began = sum(child.cpu_times()[:2]), time.monotonic()
            while not self._done.wait(_PULSE):
                used = sum(child.cpu_times()[:2]) - before
                waited = time.monotonic() - began
                too_long = used > self._bound.processor or waited > self._bound.waiting
                if too_long or child.memory_info().rss > self._bound.memory:
                    self._child.kill()
                    return


def _unpickled(answer: bytes, forms: Sequence[Form]) -> Extracted | DocumentRefusedError:
    """A child's answer, if it is one that it may give."""
    try:
        found = _SafeUnpickler(io.BytesIO(answer), forms).load()
    except Exception as error:
        return DocumentRefusedError("draft-failed", what=type(error).__name__)
    if isinstance(found, Extracted | DocumentRefusedError):
        return found
    return DocumentRefusedError("draft-failed", what=type(found).__name__)


class _SafeUnpickler(pickle.Unpickler):
    """Makes values of a child's answer: plain ones, and those of the kinds named above."""

    def __init__(self, file: IO[bytes], forms: Sequence[Form]) -> None:
        super().__init__(file)
        self._forms = {form.id: form for form in forms}

    def find_class(self, module: str, name: str) -> Any:
        """One of the kinds. Raises UnpicklingError for all else."""
        if (module, name) not in _KINDS:
            raise pickle.UnpicklingError(f"{module}.{name}")
        return _KINDS[module, name]

    def persistent_load(self, which: tuple[int, str]) -> PartForm:
        """A part of a form, of which only the name travels."""
        form, part = which
        return self._forms[form].parts[part]


# -- in the child ----------------------------------------------------------------------------------


def child() -> None:
    """Read one document after the other from standard input, until it ends."""
    # The readers themselves, with their libraries: the parent does without them.
    from gongkai.drafting.extraction import extract

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that asks deals with it
    requests, answers = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a library prints is no answer
    parent, bound, limited, forms = pickle.loads(_received(requests))  # noqa: S301 (our process)
    _leave_with(parent)
    if limited:
        _limit("RLIMIT_AS", bound.memory)
    _limit("RLIMIT_CORE", 0)
    while message := _received(requests):
        data, year = pickle.loads(message)  # noqa: S301
        if limited:
            _limit("RLIMIT_CPU", int(time.process_time()) + bound.processor)
        # A watch of its own, which runs in spite of all that a library does.
        faulthandler.dump_traceback_later(bound.waiting, exit=True)
        answer = _answer(extract, data, forms, year)
        faulthandler.cancel_dump_traceback_later()
        if answer is None:
            os._exit(1)  # without memory nothing is sure
        _send(answers, answer)
        del data, message, answer
        gc.collect()


def _answer(
    extract: Callable[..., Extracted], data: bytes, forms: Sequence[Form], year: int | None
) -> bytes | None:
    """What was read, as bytes; None where the memory did not suffice."""
    try:
        found: object = extract(data, forms, year)
    except DocumentRefusedError as error:
        found = DocumentRefusedError(error.why, **error.args_)  # without where it comes from
    except MemoryError:
        return None
    except Exception as error:  # what libraries make of files that are not what they say
        if os.environ.get(_TRACE):
            traceback.print_exc()
        found = DocumentRefusedError("draft-failed", what=type(error).__name__)
    out = io.BytesIO()
    pickler = _Pickler(out)
    try:
        pickler.dump(found)
    except (MemoryError, RecursionError):
        return None
    return out.getvalue() if out.tell() <= _MOST else None


class _Pickler(pickle.Pickler):
    def persistent_id(self, obj: object) -> tuple[int, str] | None:
        """Parts of forms are there on both sides."""
        return (obj.form, obj.name) if isinstance(obj, PartForm) else None


def _limit(name: str, most: int) -> None:
    """A limit that the system keeps; not all of them know all limits."""
    resource: Any = importlib.import_module("resource")
    which = getattr(resource, name)
    hard = resource.getrlimit(which)[1]
    with contextlib.suppress(ValueError, OSError):
        most = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(which, (most, hard))


def _leave_with(parent: int) -> None:
    """End when the parent ends, also while at work; elsewhere the end of the pipe says so later."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


# -- messages: eight bytes say how long each is ----------------------------------------------------


def _send(pipe: IO[bytes] | None, message: bytes) -> None:
    assert pipe is not None
    pipe.write(len(message).to_bytes(8, "big") + message)
    pipe.flush()


def _received(pipe: IO[bytes] | None, most: int = 2**40) -> bytes:
    """The next message; empty where there is none, or a longer one."""
    assert pipe is not None
    size = int.from_bytes(pipe.read(8), "big")
    message = pipe.read(size) if size <= most else b""
    return message if len(message) == size else b""
