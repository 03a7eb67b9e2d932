"""Every rule finds what it says it finds, and leaves what it says it leaves; every pattern that is kept is a rule."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from typing import Any, Final

import pytest

import diagnose.intake
import diagnose.redact
from diagnose.credential import spelling
from diagnose.redact.rule import EXAMPLES, Examples


def patterns() -> dict[str, re.Pattern[Any]]:
    """All patterns that the modules of the two packages keep, by name; each once."""
    found: dict[str, re.Pattern[Any]] = {}
    seen = {id(each) for value in vars(spelling).values() for each in within(value)}
    for package in (diagnose.redact, diagnose.intake):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for name, value in vars(import_module(module.name)).items():
                new = [each for each in within(value) if id(each) not in seen]
                seen.update(map(id, new))
                label = f"{module.name.removeprefix('diagnose.')}.{name}"
                found |= {label if len(new) == 1 else f"{label}[{at}]": each for at, each in enumerate(new)}
    return found


def within(value: object) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, Mapping):
        yield from within(tuple(value.values()))
    elif isinstance(value, tuple | list):
        for each in value:
            if not isinstance(each, Examples):
                yield from within(each)


PATTERNS: Final = patterns()
NAMES: Final = {id(pattern): name for name, pattern in PATTERNS.items()}


def name(examples: Examples) -> str:
    return NAMES.get(id(examples.pattern), "elsewhere")


ORDERED: Final = sorted(EXAMPLES, key=name)


@pytest.mark.parametrize("examples", ORDERED, ids=[name(each) for each in ORDERED])
def test_a_rule_finds_its_examples_and_leaves_the_near_ones(examples: Examples) -> None:
    find = getattr(examples.pattern, examples.by)

    assert examples.finds
    assert examples.leaves
    assert [text for text in examples.finds if not find(text)] == []
    assert [text for text in examples.leaves if find(text)] == []


def test_every_kept_pattern_has_examples() -> None:
    shown = {id(examples.pattern) for examples in EXAMPLES}

    assert [name for name, pattern in PATTERNS.items() if id(pattern) not in shown] == []


def test_no_pattern_is_written_twice() -> None:
    written = [examples.pattern for examples in EXAMPLES]

    assert [pattern.pattern for at, pattern in enumerate(written) if pattern in written[:at]] == []
