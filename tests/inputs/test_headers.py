"""Custom headers: split as a shell would, refused without repeating anything."""

from __future__ import annotations

import pytest

from diagnose.http.messages import OWN_HEADERS
from diagnose.inputs.headers import parse
from diagnose.problems import UsageProblem


@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("", {}),
        ("k=v", {"k": "v"}),
        ('k=v k2="v 2"', {"k": "v", "k2": "v 2"}),
        ("CF-Access-Client-Id=abc.access  CF-Access-Client-Secret='a=b=='", {
            "CF-Access-Client-Id": "abc.access", "CF-Access-Client-Secret": "a=b=="}),
        ("k=", {"k": ""}),
    ],
)  # fmt: skip
def test_entries_are_name_and_value(text: str, headers: dict[str, str]) -> None:
    assert {name: value.reveal() for name, value in parse(text).items()} == headers


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("canary1234", "entry 1"),
        ("k=v canary1234", "entry 2"),
        ("k=v canary1234 more=x", "entry 2"),
        ("k='canary1234", "without an end"),
        ("k=canary1234\\", "without an end"),
        ("ca nary=canary1234", "entry 1"),
        ("k:canary1234=x", "entry 1"),
        ("k='canary1234\nX-Other: 1'", "entry 1"),
        ("k=canary1234\u2603", "entry 1"),
        ("Authorization=canary1234", "authorization cannot be set"),
        ("x-API-key=canary1234", "x-api-key cannot be set"),
        ("Host=canary1234", "host cannot be set"),
        ("Cookie=canary1234", "cookie cannot be set"),
    ],
)
def test_a_wrong_entry_is_told_by_its_place_and_not_repeated(text: str, says: str) -> None:
    with pytest.raises(UsageProblem) as problem:
        parse(text)
    assert says in str(problem.value)
    assert "canary" not in str(problem.value)


@pytest.mark.parametrize("name", sorted(OWN_HEADERS))
def test_what_the_client_would_not_send_is_refused_before_anything_is_asked(name: str) -> None:
    with pytest.raises(UsageProblem):
        parse(f"{name}=canary1234")
