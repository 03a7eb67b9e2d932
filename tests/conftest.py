"""How the tests run: a busy machine is no reason to fail, and a sample of the cases can stand for all of them."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, settings

settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--cases N`: of every test at most N of its cases, spread over all of them; without it, all."""
    parser.addoption("--cases", type=int, default=0, metavar="N", help="at most N cases of each test, evenly spread")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what `--cases` leaves out."""
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
