"""How the tests run: a busy machine is no reason to fail, and a sample of the cases can stand for all of them.

Several workers share the tests by file, so that what the tests of a file have in common is made once.
"""

from __future__ import annotations

from collections import Counter
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# Folders whose files share what is dear to make: all states of the lab and what is said of them; a running browser.
TOGETHER: Final = ("tests/lab/", "tests/browser/")
# What takes longest starts first, so that no worker waits for another at the end.
LONGEST: Final = ("tests/lab/", "tests/browser/", "tests/recorded/", "tests/judgement/", "tests/cli/", "tests/redact/")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Tests of one file, or of a folder of `TOGETHER`, go to one worker.

    pytest-xdist's own groups (`xdist_group`) are none with pytest 9.2: its way to mark them has no effect there.
    """
    from xdist.scheduler import LoadFileScheduling

    def place(nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return next((folder for folder in TOGETHER if file.startswith(folder)), file)

    scheduler = LoadFileScheduling(config, log)
    scheduler._split_scope = place
    config.option.loadscopereorder = False  # the order is `LONGEST`, not how many tests a file has
    return scheduler


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--cases N`: of every test at most N of its cases, spread over all of them; without it, all."""
    parser.addoption("--cases", type=int, default=0, metavar="N", help="at most N cases of each test, evenly spread")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put the longest first, and leave out what `--cases` leaves out."""
    items.sort(key=_turn)
    most = config.getoption("--cases")
    if not most:
        return
    cases = Counter(map(_function, items))
    seen: Counter[str] = Counter()
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        function = _function(item)
        place, seen[function] = seen[function], seen[function] + 1
        step = max(1, -(-cases[function] // most))
        (left_out if place % step else kept).append(item)
    items[:] = kept
    config.hook.pytest_deselected(items=left_out)


def _function(item: pytest.Item) -> str:
    return item.nodeid.partition("[")[0]


def _turn(item: pytest.Item) -> int:
    return next((n for n, folder in enumerate(LONGEST) if item.nodeid.startswith(folder)), len(LONGEST))
