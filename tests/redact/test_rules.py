"""Every rule finds what it says it finds, and leaves what it says it leaves."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

import diagnose.intake
import diagnose.redact
from diagnose.redact.rule import Rule


def rules() -> Iterator[Any]:
    for package in (diagnose.intake, diagnose.redact):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            for name, value in vars(import_module(module.name)).items():
                if isinstance(value, Rule):
                    yield pytest.param(value, id=f"{module.name.removeprefix('diagnose.')}.{name}")


@pytest.mark.parametrize("rule", list(rules()))
def test_a_rule_finds_its_examples_and_leaves_the_near_ones(rule: Rule[Any]) -> None:
    assert rule.finds
    assert [text for text in rule.finds if not rule.pattern.search(text)] == []
    assert [text for text in rule.leaves if rule.pattern.search(text)] == []
