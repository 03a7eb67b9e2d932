from __future__ import annotations

import contextlib
import io
import time
from collections.abc import Callable

import pytest

from diagnose.problems import LeakFound
from diagnose.redact import Redactor
from diagnose.redact.stream import scan_stream
from tests.redact.reader import text_reader

PUMPS = (
    "a", "f", "ab\n", "a" * 63 + "\n", '"', "\\", '\\"', "token=", '"token":"', 'token="a', "secret: ", "eyJ",
    "eyJabcdefgh.", "eyJabcdefgh\n", "st.", "://u:p@", "bearer ", "cookie: a=b; ", '"cookies":[', 'cookies={"a":',
    '"name":"token",', '{"value":"x","name":"token"},', "-----BEGIN PRIVATE KEY-----", "%25", "%22token%22%3A%22",
    "&quot;", "\x1b[0m", "token  ", "QUJD" * 19 + "\n", "│ " + "a" * 78 + "\n", "<token>", "curl -u a:", "jid=<", " ",
    '"secrets":{', 'secrets={"a":"', "secrets={\u201c", '"kind":"Secret","data":{',
    "kind: Secret\n", "- kind: Secret\n",
    "kind: Secret\ndata:\n  a: b\n", "data:\n  a: |\n", '"key":"AB",', '{"key":"AB",\n', "Key:AB Value:", "A='b'\n",
    "='",
    "SECRET VALUE", "│ SECRET VALUE │\n", "│ ab │\n", "infisical secrets set ", "infisical secrets set A=b\\\n",
    '"infisical_secret" "a" {\n', "--from-literal=a=b", "'a' +\n", "'ab' + 'c",
    "a\u200b", "token=\x1b[0ma",
    "x" * 47 + "\n", '^"', "('token', 'a", "<token>a</token><a>", 'name="token"\r\n\r\n', "Token:\n", "token:[",
    "ghp_", "?code=", "xoxb-",
    "authorization: Ab ",
    "token:\n\n",
    "authorization: ", "curl -u 'a:",
    "://u:p/", "a:bcdef@h", "proxy=", "proxy-authorization: Bearer ",
)  # fmt: skip


def _document(text: str) -> None:
    Redactor().document(text, "pumped")


def _last_look(text: str) -> None:
    scan_stream(text_reader(io.BytesIO(text.encode())), lambda _: None, Redactor())


def _seconds(work: Callable[[str], None], text: str) -> float:
    begun = time.process_time()
    with contextlib.suppress(LeakFound):
        work(text)
    return time.process_time() - begun


@pytest.mark.parametrize("work", [_document, _last_look])
@pytest.mark.parametrize("pump", PUMPS)
def test_time_grows_with_the_size_and_not_faster(pump: str, work: Callable[[str], None]) -> None:
    small, large = ((pump * (size // len(pump) + 1))[:size] for size in (8_000, 32_000))

    # Four times the text: 4 when linear, 16 when quadratic; short times are noise, and so may one time be.
    limit = max(0.06, 8 * _seconds(work, small))
    assert any(_seconds(work, large) <= limit for _ in range(3))
