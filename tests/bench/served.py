"""A report changed while `build.py serve` shows it: how long until a browser has the new page."""

from __future__ import annotations

import re
import subprocess
import threading
import time
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path

SOON = 120  # seconds after which something is wrong
_ADDRESS = re.compile(r"http://127\.0\.0\.1:[0-9]+/")


def seconds(command: Sequence[str | Path], path: str, change: Callable[[], None]) -> float:
    """From the change of a file until the page at `path` has been told of and read anew.

    `command` starts the server, `change` writes the file. As a browser would: the page has been
    looked at before, and is asked for again when the server tells of a change.
    """
    with subprocess.Popen(
        list(command), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as server:
        try:
            assert server.stdout is not None
            found = next(filter(None, map(_ADDRESS.search, server.stdout)), None)
            assert found is not None, "the server does not say where it is"
            rest = threading.Thread(target=server.stdout.read)  # or its pipe would fill
            rest.start()
            before = _page(found[0] + path)
            with urllib.request.urlopen(f"{found[0]}__live", timeout=SOON) as news:
                time.sleep(1)  # it is listening by now, and watching
                began = time.perf_counter()
                change()
                while not news.readline().startswith(b"data:"):
                    pass
                after = _page(found[0] + path)
                spent = time.perf_counter() - began
            assert after != before, "the page is the same after the change"
            return spent
        finally:
            server.terminate()


def _page(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=SOON) as answer:
        found: bytes = answer.read()
    return found
