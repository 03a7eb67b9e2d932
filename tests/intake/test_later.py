from __future__ import annotations

from reports import Options, render
from tests.intake.texts import explained

SECRET = "7b3d6971690e5476191d967f662b355cd2fad51fdf08bd41d872b909ae3efbd7"
BODY = '{"statusCode":401,"message":"Invalid credentials","error":"UnauthorizedError"}'


def test_a_secret_that_only_a_later_line_names_is_gone_from_earlier_quotes() -> None:
    quoted = f"infisical login with {SECRET} failed: {BODY}\n"
    noise = "2026-01-05T08:00:00Z INFO  shop: GET /v1/items/1 200 3ms\n" * 2000
    diagnosis = explained(f"{quoted}{noise}infisical: CLIENT_SECRET={SECRET}\n".encode())
    assert diagnosis.evidence.exchanges
    assert SECRET not in render(diagnosis, "json", Options())
