"""How the tests run: a busy machine is no reason to fail, and a sample of the cases can stand for all of them.

Several workers share the tests by file, so that what the tests of a file have in common is made once.
"""

from __future__ import annotations

import gc
from collections import Counter
from itertools import count
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import HealthCheck, settings

# Fixtures of single folders. In a `conftest.py` of theirs, every hook of every test would have to be sifted for them.
pytest_plugins = ("tests.browser.fixtures", "tests.http.fixtures")

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

# What takes longest starts first, so that no worker waits for another at the end.
LONGEST: Final = ("tests/lab/", "tests/browser/", "tests/recorded/", "tests/judgement/", "tests/cli/", "tests/redact/")


# Next to nothing here is garbage in a circle: looking for it as often as usual takes a tenth of the whole.
gc.set_threshold(100_000, 20, 20)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Share the tests by file."""
    from tests.workers import ByFile

    config.option.loadscopereorder = False  # the order is `LONGEST`, not how many tests a file has
    return ByFile(config, log)


def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool | None:
    """Let a worker report each test that passed once, and not its five steps."""
    if not hasattr(item.config, "workerinput"):
        return None
    from tests.workers import run

    return run(item, nextitem)


@pytest.hookimpl(tryfirst=True)
def pytest_report_to_serializable(report: pytest.TestReport | pytest.CollectReport) -> dict[str, Any] | None:
    """Send little of a test that passed."""
    from tests.workers import in_short

    return in_short(report)


@pytest.hookimpl(tryfirst=True)
def pytest_report_from_serializable(data: dict[str, Any]) -> pytest.TestReport | None:
    """Read what `in_short` sent."""
    from tests.workers import from_short

    return from_short(data)


def pytest_collection_finish() -> None:
    """Whatever was collected stays to the end, and is no garbage."""
    gc.freeze()


_FOLDERS: Final = count()


@pytest.fixture
def tmp_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty folder of the test's own: a number is found sooner than a free name, and no link follows the newest."""
    folder = tmp_path_factory.getbasetemp() / f"own-{next(_FOLDERS)}"
    folder.mkdir(mode=0o700)
    return folder


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
