"""Which processors the threads of a batch use."""

from __future__ import annotations

import os
import threading

import pytest

from diagnose.cli.batch.processor import one_processor


@pytest.mark.skipif(not hasattr(os, "sched_getaffinity"), reason="this system cannot be asked for it")
def test_threads_that_are_started_meanwhile_use_one_processor_and_afterwards_all_are_allowed() -> None:
    before, seen = os.sched_getaffinity(0), set[int]()
    with one_processor():
        thread = threading.Thread(target=lambda: seen.update(os.sched_getaffinity(0)))
        thread.start()
        thread.join()
    assert len(seen) == 1
    assert seen <= before
    assert os.sched_getaffinity(0) == before


def test_a_system_that_has_no_such_call_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    with one_processor():
        assert not hasattr(os, "sched_getaffinity")


@pytest.mark.skipif(not hasattr(os, "sched_setaffinity"), reason="this system has no such call")
def test_a_system_that_forbids_it_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(*_: object) -> None:
        raise PermissionError

    before = os.sched_getaffinity(0)
    monkeypatch.setattr(os, "sched_setaffinity", forbidden)
    with one_processor():
        assert os.sched_getaffinity(0) == before
