"""How the workers of pytest-xdist share the tests, and how one reports a test that passed: both cheaply.

There are some sixteen thousand tests, so what is done for each of them, by a worker and by the process that the workers
report to, adds up to a good part of the whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

import pytest
from _pytest.runner import runtestprotocol
from xdist.scheduler import LoadFileScheduling

# Folders whose files share what is dear to make: all states of the lab and what is said of them; a running browser.
TOGETHER: Final = ("tests/lab/", "tests/browser/")


class Numbered(list[str]):
    """A list whose every member stands in it once, and which knows where without a search."""

    def __init__(self, members: Iterable[str]) -> None:
        super().__init__(members)
        self._places = {member: place for place, member in enumerate(self)}

    def index(self, member: str, *_: Any) -> int:
        """Where it stands."""
        return self._places[member]


class ByFile(LoadFileScheduling):  # type: ignore[misc]
    """Tests of one file, or of a folder of `TOGETHER`, go to one worker.

    pytest-xdist's own groups (`xdist_group`) are none with pytest 9.2: its way to mark them has no effect there.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)

    def add_node_collection(self, node: Any, collection: Any) -> None:
        """Remember what a worker has collected, in an order in which each test is quickly found."""
        super().add_node_collection(node, Numbered(collection))
        if node in self.registered_collections:
            self.registered_collections[node] = Numbered(collection)

    def _pending_of(self, workload: dict[str, dict[str, bool]]) -> int:
        """How many tests a worker has still to run; it takes the files one after the other."""
        pending = 0
        for tests in reversed(workload.values()):
            left = list(tests.values()).count(False)
            if not left:
                break
            pending += left
        return pending


def run(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run the test; report that it passed, or else all that its steps have to say."""
    reports = runtestprotocol(item, log=False, nextitem=nextitem)
    for report in [r for r in reports if r.when == "call"] if all(map(_is_short, reports)) else reports:
        item.ihook.pytest_runtest_logreport(report=report)
    return True


_USUAL: Final = frozenset(
    {"_id", "location", "keywords", "outcome", "longrepr", "when", "user_properties"}
    | {"sections", "duration", "start", "stop"}
)


def in_short(report: pytest.TestReport | pytest.CollectReport) -> dict[str, Any] | None:
    """All that is worth sending of a test that passed and wrote nothing; None for any other report."""
    if not isinstance(report, pytest.TestReport) or not _is_short(report):
        return None
    return {"passed": (report.nodeid, report.location, report.when, report.duration, report.start, report.stop)}


def _is_short(report: pytest.TestReport) -> bool:
    """Whether it says that the step passed, and nothing else."""
    if not report.passed or not report.__dict__.keys() <= _USUAL:
        return False
    return not report.sections and not report.user_properties and report.longrepr is None


def from_short(data: dict[str, Any]) -> pytest.TestReport | None:
    """The report whose short form it is; None for any other."""
    if "passed" not in data:
        return None
    nodeid, location, when, duration, start, stop = data["passed"]
    return pytest.TestReport(nodeid, location, {}, "passed", None, when, duration=duration, start=start, stop=stop)
