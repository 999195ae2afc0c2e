"""A command that is asked to stop (a key, the system, a terminal that closes) stops in order.

Its workers end at once, since nobody shall write when it has left; then it is unwound like any
other fault, so that whatever was begun is taken away. A second signal ends it on the spot.
"""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import threading
from collections.abc import Iterator
from types import FrameType
from typing import Any, NoReturn

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP", "SIGBREAK")  # those that the system has
_GONE = 10  # seconds for a killed process to be gone
_AGAIN = 0.01  # seconds until a stop that went unheard is raised again


class StoppedError(KeyboardInterrupt):
    """The command was asked to stop by the signal `number`; no `except Exception` takes it."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = signal.Signals(number)

    @property
    def code(self) -> int:
        """The exit code that a shell expects: 130 after Ctrl-C, 143 after SIGTERM."""
        return 128 + self.number


@contextlib.contextmanager
def stoppable() -> Iterator[None]:
    """Signals that ask to stop raise StoppedError here, in the main thread of the process."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    owner, stopping = os.getpid(), False

    def stop(number: int, frame: FrameType | None) -> NoReturn:
        nonlocal stopping
        if stopping or os.getpid() != owner:  # a second time; or a child that is just being born
            os._exit(128 + number)
        stopping = True
        end_children()
        raise StoppedError(number)

    def again(missed: sys.UnraisableHookArgs) -> None:
        # Python drops what is raised while it clears up an object: then it is raised once more.
        nonlocal stopping
        if not isinstance(missed.exc_value, StoppedError):
            unraisable(missed)
            return
        stopping = False
        threading.Timer(_AGAIN, _raise_in_main, [missed.exc_value.number]).start()

    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    # Who starts us with a signal ignored (nohup) wants it ignored.
    numbers = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before: dict[int, Any] = {number: signal.signal(number, stop) for number in numbers}
    unraisable, sys.unraisablehook = sys.unraisablehook, again
    try:
        yield
    finally:
        sys.unraisablehook = unraisable
        for number, handler in before.items():
            signal.signal(number, handler)


def _raise_in_main(number: int) -> None:
    """Send the signal to the main thread, so that what it waits for is interrupted."""
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(threading.main_thread().ident or 0, number)
    else:
        signal.raise_signal(number)


def end_children() -> None:
    """End every worker of this process, and wait until it is gone."""
    # A signal may come while the module is still being imported: then there is no worker yet.
    active = getattr(sys.modules.get("multiprocessing.process"), "active_children", None)
    children = active() if active else []
    for child in children:
        child.kill()
    for child in children:
        child.join(_GONE)
