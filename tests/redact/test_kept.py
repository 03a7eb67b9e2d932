from __future__ import annotations

import pytest

from diagnose.redact import Redactor

SENTENCES = (
    'level=error error="UnauthorizedError" message="Invalid credentials" statusCode=401',
    'level=error msg="bad token" code=401 host=10.0.0.3',
    'error="invalid token" statusCode=403 path=/api/v3/secrets/raw',
    'msg="Access denied due to expired client secret" requestId=req-9Zx8YyQ1',
    "msg='wrong password' attempt=attempt2of3",
    "reading the token failed status=401 reqId=req-6kaXdLGbNUvpfd",
    "invalid token code:E401AUTH1",
)


@pytest.mark.parametrize("text", SENTENCES)
def test_a_pair_behind_a_sentence_about_a_secret_stays(text: str) -> None:
    assert Redactor().line(text) == text


def test_a_value_behind_a_quoted_name_still_goes() -> None:
    assert "q7Xw2Lm9Rt4K" not in Redactor().line("the 'token' q7Xw2Lm9Rt4K was refused")
