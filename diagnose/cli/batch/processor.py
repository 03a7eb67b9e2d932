"""Keeps the threads of a batch on one processor: Python lets one of them run at a time, wherever they are.

Between processors each change of threads wakes a sleeping one, which cost a batch a quarter of its time.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress


@contextmanager
def one_processor() -> Iterator[None]:
    """For this thread and those that it starts; any of the processors, so that two batches seldom share one.

    Does nothing where the system has no such call (only Linux has) or forbids it.
    """
    before: Iterable[int] = ()
    with suppress(AttributeError, OSError):
        allowed = os.sched_getaffinity(0)
        os.sched_setaffinity(0, {random.choice(sorted(allowed))})  # noqa: S311 - nothing is kept secret by it
        before = allowed
    try:
        yield
    finally:
        if before:
            os.sched_setaffinity(0, before)
