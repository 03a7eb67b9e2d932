from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from diagnose.files import processes
from diagnose.files.processes import results
from diagnose.problems import LeakFound

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux copies a process safely")


@pytest.fixture(params=[1, 2, 3])
def processors(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(processes, "_processors", lambda: request.param)
    return int(request.param)


@pytest.mark.usefixtures("processors")
@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 20])
def test_results_come_in_the_order_of_the_items(count: int) -> None:
    assert list(results(lambda item: item * item, range(count))) == [(item, item * item) for item in range(count)]


def test_a_work_of_several_items_is_done_by_as_many_copies_as_there_are_processors(processors: int) -> None:
    pids = [pid for _, pid in results(lambda _: os.getpid(), range(processors * 4))]

    assert len(set(pids)) == processors
    assert (os.getpid() in pids) == (processors == 1)


@pytest.mark.usefixtures("processors")
def test_a_single_item_needs_no_copy() -> None:
    assert list(results(lambda _: os.getpid(), ["one"])) == [("one", os.getpid())]


@pytest.mark.usefixtures("processors")
def test_items_are_taken_only_a_few_ahead_of_the_results() -> None:
    taken = []

    def items() -> Iterator[int]:
        for item in range(50):
            taken.append(item)
            yield item

    ahead = [len(taken) - item for item, _ in results(str, items())]

    assert max(ahead) <= 4


@pytest.mark.usefixtures("processors")
def test_what_fails_in_a_copy_fails_here_in_the_same_words(capfd: pytest.CaptureFixture[str]) -> None:
    def work(item: int) -> int:
        if item == 7:
            raise LeakFound("jwt")
        return item

    begun = results(work, range(20))
    with pytest.raises(LeakFound) as caught:
        list(begun)

    assert caught.value.kind == "jwt"
    assert capfd.readouterr() == ("", "")


@pytest.mark.usefixtures("processors")
def test_what_a_killed_copy_had_to_do_is_done_here() -> None:
    here = os.getpid()

    def work(item: int) -> int:
        if item == 5 and os.getpid() != here:
            os.kill(os.getpid(), signal.SIGKILL)
        return -item

    assert [result for _, result in results(work, range(12))] == [-item for item in range(12)]


@pytest.mark.usefixtures("processors")
def test_the_copies_end_where_nobody_wants_more_results() -> None:
    earlier = {copy.pid for copy in multiprocessing.active_children()}
    begun = results(str, range(100))
    for _ in range(6):
        next(begun)
    begun.close()  # type: ignore[attr-defined]

    copies = [copy for copy in multiprocessing.active_children() if copy.pid not in earlier]
    for copy in copies:
        copy.join(20)
    assert [copy.exitcode for copy in copies] == [0] * len(copies)


def test_a_copy_leaves_to_this_process_what_a_terminal_sends_to_both(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "_processors", lambda: 2)
    signals = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM)

    found = results(lambda _: [signal.getsignal(number) for number in signals], range(2))

    assert [each for _, each in found] == [[signal.SIG_IGN, signal.SIG_IGN, signal.SIG_DFL]] * 2


KILLED = """
import os, signal, sys
from diagnose.files import processes
processes._processors = lambda: 3
for item, pid in processes.results(lambda _: os.getpid(), range(100)):
    if item == 9:
        os.write(1, b"another process" if pid != os.getpid() else b"none")
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_the_copies_end_when_the_process_is_killed() -> None:
    with subprocess.Popen([sys.executable, "-c", KILLED], stdout=subprocess.PIPE) as killed:
        # The end of what it writes comes when no copy holds its stdout any more.
        assert killed.communicate(timeout=20)[0] == b"another process"
    assert killed.returncode == -signal.SIGKILL


def test_a_process_with_threads_is_not_copied(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 2)
    assert processes._processors() == 1


def test_one_processor_is_not_shared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.active_count", lambda: 1)
    monkeypatch.setattr("os.sched_getaffinity", lambda _: {3})
    assert processes._processors() == 1
    monkeypatch.setattr("os.sched_getaffinity", lambda _: set(range(64)))
    assert processes._processors() == 3
