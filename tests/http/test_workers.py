"""Threads that are kept for the next piece of work."""

from __future__ import annotations

import threading

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
