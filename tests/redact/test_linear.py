from __future__ import annotations

import time

import pytest

from diagnose.redact import Redactor

PUMPS = (
    "a", "f", "ab\n", "a" * 63 + "\n", '"', "\\", '\\"', "token=", '"token":"', 'token="a', "secret: ", "eyJ",
    "eyJabcdefgh.", "eyJabcdefgh\n", "st.", "://u:p@", "bearer ", "cookie: a=b; ", '"cookies":[', 'cookies={"a":',
    '"name":"token",', '{"value":"x","name":"token"},', "-----BEGIN PRIVATE KEY-----", "%25", "%22token%22%3A%22",
    "&quot;", "\x1b[0m", "token  ", "QUJD" * 19 + "\n", "│ " + "a" * 78 + "\n", "<token>", "curl -u a:", "jid=<", " ",
)  # fmt: skip


def _seconds(text: str) -> float:
    begun = time.process_time()
    Redactor().document(text, "pumped")
    return time.process_time() - begun


@pytest.mark.parametrize("pump", PUMPS)
def test_time_grows_with_the_size_and_not_faster(pump: str) -> None:
    small, large = ((pump * (size // len(pump) + 1))[:size] for size in (20_000, 80_000))

    # Four times the text: 4 when linear, 16 when quadratic; short times are noise.
    assert min(_seconds(large) for _ in range(2)) <= max(0.15, 8 * _seconds(small))
