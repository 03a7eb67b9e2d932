"""Private keys: whole, cut off, behind the prefixes of log shippers, escaped, and what stands after them."""

from __future__ import annotations

import random
import string

import pytest

from diagnose.redact import Redactor

ALPHABET = string.ascii_letters + string.digits + "+/"
CHANCE = random.Random(5)
LINES = ["".join(CHANCE.choices(ALPHABET, k=64)) for _ in range(6)] + ["Qk7xZp+9aB=="]
KIND = "RSA PRIVATE KEY"
AFTER = "ERROR Invalid credentials 401 from app"


def key(separator: str, *, end: bool = True, prefix: str = "", kind: str = KIND) -> str:
    lines = [f"-----BEGIN {kind}-----", *LINES, *([f"-----END {kind}-----"] if end else [])]
    return separator.join(f"{prefix}{line}" for line in lines)


@pytest.mark.parametrize("end", [True, False], ids=["whole", "cut off"])
@pytest.mark.parametrize(
    "text",
    [
        lambda end: key("\n", end=end),
        lambda end: key("\r\n", end=end),
        lambda end: key("\n", end=end, kind="OPENSSH PRIVATE KEY"),
        lambda end: key("\n", end=end, prefix="> "),
        lambda end: key("\n", end=end, prefix="app-1  | "),
        lambda end: key("\n", end=end, prefix="2026-01-05T09:01:07Z stdout F "),
        lambda end: f'{{"key": "{key(chr(92) + "n", end=end)}"}}',
        lambda end: f'{{"key": "{key(chr(92) * 2 + "n", end=end)}"}}',
        lambda end: "key=" + key("\n", end=end).replace(" ", "%20").replace("\n", "%0A").replace("+", "%2B"),
        lambda end: "KEY=" + key(" ", end=end),
    ],
)
def test_no_line_of_a_private_key_stays_and_what_follows_does(text: object, *, end: bool) -> None:
    made = f"before\n{text(end)}\n{AFTER}\n"  # type: ignore[operator]
    seen = Redactor().document(made, "key.txt")
    for line in LINES:
        assert line not in seen
        assert line.replace("+", "%2B") not in seen
    assert seen.startswith("before\n")
    assert AFTER in seen


def test_the_end_of_something_else_is_not_the_end_of_a_key() -> None:
    seen = Redactor().document(f"{key(chr(10), end=False)}\n{AFTER}\n-----END CERTIFICATE-----\n", "key.txt")
    assert AFTER in seen
