"""A secret shows nothing of itself, and is equal to another one by its value."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable

import pytest

from diagnose.secret import Secret

VALUE = "k7QzWm4xRt9Lp2Vd8Hs3"
SECRET = Secret(VALUE)


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (str(SECRET), "********"),
        (repr(SECRET), "Secret(********)"),
        (f"{SECRET}", "********"),
        (f"{SECRET:>10}|", "  ********|"),
        (f"{SECRET!r}", "Secret(********)"),
        (f"{[SECRET]}", "[Secret(********)]"),
    ],
)
def test_it_is_shown_as_a_mask(shown: str, expected: str) -> None:
    assert shown == expected


@pytest.mark.parametrize("leave", [pickle.dumps, copy.copy, copy.deepcopy])
def test_it_does_not_leave_the_process(leave: Callable[[Secret], object]) -> None:
    with pytest.raises(TypeError, match=r"^a Secret cannot be pickled or copied out of the process$"):
        leave(SECRET)


def test_it_is_equal_to_a_secret_of_the_same_value_alone() -> None:
    assert Secret(VALUE) == SECRET
    assert Secret("other") != SECRET
    assert SECRET != VALUE
    assert len({SECRET, Secret(VALUE)}) == 1


def test_an_empty_one_is_false() -> None:
    assert SECRET
    assert not Secret("")
