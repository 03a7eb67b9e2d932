"""What is shown instead of a value, and which values nobody needs to remove."""

from __future__ import annotations

import pytest

from diagnose.redact.values import is_blank, is_harmless, is_secretish, mark

HEX = "0a1b2c3d4e5f6071" * 4
UUID = "0114be73-9c2d-4e5f-8a6b-7c8d9e0f1a2b"


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        ("secret", HEX, "<client-secret:64 hex>"),
        ("token", HEX, "<token:64 hex>"),
        ("secret", HEX[:40], "<secret:40 hex>"),
        ("secret", UUID, "<secret:36 UUID>"),
        ("password", "open sesame", "<password:11 characters>"),
        ("token", f"st.{UUID}.{HEX}", f"st.{UUID}.<service-token:64 hex>"),
        ("token", f"ak.{UUID}.{HEX[:20]}", f"ak.{UUID}.<api-key:20 hex>"),
        ("authorization", "Bearer sesame", "Bearer <bearer:6 characters>"),
        ("authorization", "Basic%20sesame", "Basic%20<basic:6 characters>"),
        ("authorization", "Bearer ", "<authorization:7 characters>"),
    ],
)
def test_a_mark_tells_kind_and_length_and_keeps_what_is_no_secret(kind: str, value: str, shown: str) -> None:
    assert mark(kind, value) == shown


@pytest.mark.parametrize("value", ["", "  ", "****", "<redacted>", "<token:64 hex>"])
def test_a_value_that_shows_nothing_is_blank(value: str) -> None:
    assert is_blank(value)


@pytest.mark.parametrize(
    ("value", "secretish"),
    [
        ("kT7wQ9xZ", True),
        ("kT7wQ9x", False),
        ("ABCDEFGHabcdefgh+xyz", True),
        ("abcdefghabcdefgh+xyz", False),
        ("kT7w Q9xZ", False),
        (UUID, False),
    ],
)
def test_a_value_looks_like_a_secret_by_its_letters_and_digits(value: str, secretish: object) -> None:
    assert is_secretish(value) is secretish


def test_only_a_short_value_is_harmless_by_the_way_it_is_written() -> None:
    assert is_harmless("<" + "x" * 250 + ">")
    assert not is_harmless("<" + "x" * 300 + ">")
