from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from diagnose.redact import Redactor
from tests.redact.corpus import NEEDED, har, leaked, planted, transcript

SEEDS = range(20)


@pytest.mark.parametrize("write", [har, transcript])
@pytest.mark.parametrize("seed", SEEDS)
def test_none_of_the_twelve_planted_kinds_stays(write: Callable[[dict[str, str]], str], seed: int) -> None:
    secrets = planted(random.Random(seed))

    cleaned = Redactor().document(write(secrets), "pasted")

    assert [name for name, secret in secrets.items() if leaked(secret, cleaned)] == []


@pytest.mark.parametrize("write", [har, transcript])
@pytest.mark.parametrize("needed", NEEDED)
def test_what_support_needs_stays(write: Callable[[dict[str, str]], str], needed: str) -> None:
    assert needed in Redactor().document(write(planted(random.Random(1))), "pasted")


@pytest.mark.parametrize("write", [har, transcript])
def test_line_by_line_nothing_stays_either(write: Callable[[dict[str, str]], str]) -> None:
    secrets = planted(random.Random(3))
    redactor = Redactor()

    cleaned = "\n".join(redactor.line(line, f"log:{n}") for n, line in enumerate(write(secrets).split("\n"), 1))

    several_lines = {"cookie"} if write is har else set()  # a name and its value on two lines need the whole document
    assert {name for name, secret in secrets.items() if leaked(secret, cleaned)} <= several_lines


@pytest.mark.parametrize("write", [har, transcript])
def test_cleaning_twice_changes_nothing(write: Callable[[dict[str, str]], str]) -> None:
    once = Redactor().document(write(planted(random.Random(5))), "pasted")
    again = Redactor()

    assert again.document(once, "pasted") == once
    assert again.removed == ()
