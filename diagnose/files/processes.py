"""Work on the pieces of a long file in several processes: Python runs one thread of a process at a time."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, Generic, TypeVar

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

Item = TypeVar("Item")
Result = TypeVar("Result")

_MOST: Final = 3
"""More would take more memory than a text of any size may: each takes some 50 MB."""


def results(work: Callable[[Item], Result], items: Iterable[Item]) -> Iterator[tuple[Item, Result]]:
    """Each item and what `work` makes of it, in order, by copies of this process where there are processors for them.

    A copy ends when this process does. What fails in one is done again here, so that it fails here. Only Linux copies
    a process safely: elsewhere all is done here.
    """
    left = iter(items)
    first = [*islice(left, 2)]
    left, most = chain(first, left), _processors()
    if most == 1 or len(first) == 1:
        yield from ((item, work(item)) for item in left)
        return
    workers, busy = list[_Worker[Item, Result]](), deque[_Worker[Item, Result]]()
    try:
        for item in left:
            if len(workers) < most:
                worker = _Worker(work, workers)
                workers.append(worker)
            else:
                worker = busy.popleft()
                yield worker.done()
            worker.begin(item)
            busy.append(worker)
        yield from (worker.done() for worker in busy)
    finally:
        for worker in workers:
            worker.pipe.close()


def _processors() -> int:
    """How many to use. A copy has one thread only: what the others hold would stay held in it."""
    if sys.platform != "linux" or threading.active_count() > 1:
        return 1
    return min(_MOST, len(os.sched_getaffinity(0)))


class _Worker(Generic[Item, Result]):
    """A copy of this process that works on one item after the other. It hears of the end by a pipe that closes."""

    item: Item

    def __init__(self, work: Callable[[Item], Result], earlier: Iterable[_Worker[Item, Result]]) -> None:
        from multiprocessing import get_context

        self._work, copies = work, get_context("fork")
        self.pipe, its = copies.Pipe()
        closed = (self.pipe, *(worker.pipe for worker in earlier))  # a copy would hold them open
        copies.Process(target=_serve, args=(work, its, closed), daemon=True).start()
        its.close()

    def begin(self, item: Item) -> None:
        self.item = item
        with suppress(OSError):
            self.pipe.send(item)

    def done(self) -> tuple[Item, Result]:
        try:
            return self.item, self.pipe.recv()
        except (EOFError, OSError):
            return self.item, self._work(self.item)


def _serve(work: Callable[[Item], Result], pipe: Connection, closed: Iterable[Connection]) -> None:
    for number in (signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)  # a terminal sends them to all; the first process decides
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    for other in closed:
        other.close()
    with suppress(Exception):
        while True:
            pipe.send(work(pipe.recv()))
