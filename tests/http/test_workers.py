"""Threads that are kept for the next piece of work."""

from __future__ import annotations

import os
import select
import threading

import pytest

from diagnose.http.workers import Workers


def test_work_that_comes_after_other_work_is_done_in_the_same_thread() -> None:
    workers, threads, done = Workers(), set[threading.Thread](), threading.Semaphore(0)

    def work() -> None:
        threads.add(threading.current_thread())
        done.release()

    for _ in range(20):
        workers.start(work)
        assert done.acquire(timeout=5)
    assert len(threads) <= 2  # one may not have come back yet


def test_work_at_the_same_time_has_a_thread_for_each() -> None:
    workers, together = Workers(), threading.Barrier(3)

    def meet() -> None:
        together.wait(5)

    for _ in range(2):
        workers.start(meet)
    together.wait(5)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there is no fork here")
@pytest.mark.filterwarnings("ignore:This process.*is multi-threaded:DeprecationWarning")
def test_a_forked_process_does_not_wait_for_its_parents_threads() -> None:
    workers, done = Workers(), threading.Event()
    workers.start(done.set)
    assert done.wait(5)
    out, into = os.pipe()
    child = os.fork()
    if child == 0:
        workers.start(lambda: os._exit(os.write(into, b"done") - 4))
        threading.Event().wait(5)
        os._exit(1)
    os.close(into)
    assert select.select([out], [], [], 5)[0]
    assert os.read(out, 4) == b"done"
    assert os.waitpid(child, 0)[1] == 0
    os.close(out)
