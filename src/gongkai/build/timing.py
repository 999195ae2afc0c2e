"""Where the time goes: seconds by stage, added up over all processes."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping


class Timings(dict[str, float]):
    """Seconds of processor time by stage."""

    @contextlib.contextmanager
    def of(self, stage: str) -> Iterator[None]:
        """Count what is done within it to a stage."""
        began = time.process_time()
        try:
            yield
        finally:
            self.add({stage: time.process_time() - began})

    def add(self, other: Mapping[str, float]) -> None:
        """Add what was spent elsewhere."""
        for stage, seconds in other.items():
            self[stage] = self.get(stage, 0.0) + seconds
