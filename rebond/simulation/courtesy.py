"""Pages first: how many this process is serving, and a pause for work in the background until it serves none."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

#: How often to look again, and how long one may be kept waiting in all: a worker that never rests loads it all the same.
LOOK_SECONDS, PATIENCE_SECONDS = 0.001, 8.0


class Pages:
    """The requests under way in this process."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._count = 0

    @contextmanager
    def serving(self) -> Iterator[None]:
        """Around one request."""
        with self._lock:
            self._count += 1
        try:
            yield
        finally:
            with self._lock:
                self._count -= 1

    @property
    def are_waiting(self) -> bool:
        return self._count > 0


pages = Pages()


class Courtesy:
    """Called between two pieces of background work: lets the pages under way end first."""

    def __init__(self, patience_seconds: float = PATIENCE_SECONDS) -> None:
        self._left_seconds = patience_seconds

    def __call__(self) -> None:
        since = time.perf_counter()
        while pages.are_waiting and time.perf_counter() - since < self._left_seconds:
            time.sleep(LOOK_SECONDS)
        self._left_seconds -= time.perf_counter() - since
