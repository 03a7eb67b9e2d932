"""What a browser recorded as sent is known as secret where the answer repeats it without a name."""

from __future__ import annotations

import io
import json
from typing import Any

import msgspec
import pytest

from diagnose.intake import read

VALUE = "q7Xw2Lm9Rt4Kd8Vz"
URL = "https://infisical.example/api/v1/auth/universal-auth/login"


def recording(**request: Any) -> bytes:
    body = json.dumps({"statusCode": 401, "error": "UnauthorizedError", "message": f"Cannot use {VALUE} for this"})
    entry = {
        "startedDateTime": "2025-06-15T09:00:00.000Z",
        "request": {"method": "POST", "url": URL, **request},
        "response": {"status": 401, "headers": [], "content": {"text": body}},
    }
    return json.dumps({"log": {"version": "1.2", "creator": {}, "entries": [entry]}}).encode()


SENT: dict[str, dict[str, Any]] = {
    "header": {"headers": [{"name": "X-Api-Key", "value": VALUE}]},
    "cookie": {"headers": [{"name": "Cookie", "value": f"jid={VALUE}"}]},
    "query": {"queryString": [{"name": "token", "value": VALUE}]},
    "address": {"url": f"{URL}?token={VALUE}"},
    "body": {"postData": {"mimeType": "application/json", "text": json.dumps({"clientSecret": VALUE})}},
    "form": {"postData": {"params": [{"name": "clientSecret", "value": VALUE}]}},
}


@pytest.mark.parametrize("part", SENT)
def test_what_was_sent_is_not_shown_where_the_answer_repeats_it(part: str) -> None:
    evidence = read(("-",), lambda: io.BytesIO(recording(**SENT[part])))

    shown = msgspec.json.encode(evidence).decode()
    assert "for this" in shown
    assert VALUE not in shown


@pytest.mark.parametrize("broken", [{"headers": 1}, {"postData": [1]}, {"queryString": {"a": 1}}, {"postData": None}])
def test_a_request_that_is_odd_does_not_hide_the_answer(broken: dict[str, Any]) -> None:
    assert len(read(("-",), lambda: io.BytesIO(recording(**broken))).exchanges) == 1
