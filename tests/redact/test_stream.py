from __future__ import annotations

import io
import random

import pytest

from diagnose.problems import LeakFound
from diagnose.redact import Redactor
from diagnose.redact.stream import redact_stream, scan_stream
from tests.redact.corpus import har, jwt, leaked, password, planted, transcript
from tests.redact.reader import text_reader

_LINE = "2026-06-20T05:00:48Z INFO processed job 17 status=200 path=/v1/items/1 from 203.0.113.20\n"


def cleaned(data: bytes, redactor: Redactor | None = None) -> str:
    target = io.StringIO()
    redact_stream(text_reader(io.BytesIO(data)), target.write, redactor or Redactor(), "app.log")
    return target.getvalue()


def test_a_stream_without_secrets_is_unchanged() -> None:
    text = _LINE * 20_000

    assert cleaned(text.encode()) == text


def test_no_secret_stays_wherever_the_windows_meet() -> None:
    secrets = [planted(random.Random(seed)) for seed in range(60)]
    text = "".join(_LINE * random.Random(n).randint(100, 400) + transcript(each) for n, each in enumerate(secrets))

    result = cleaned(text.encode())

    assert [name for each in secrets for name, secret in each.items() if leaked(secret, result)] == []
    assert result.count("\n") == text.count("\n")


def test_a_line_longer_than_any_window_is_cleaned_too() -> None:
    secrets = [jwt(random.Random(seed)) for seed in range(200)]
    text = '{"a":"' + ("x" * 9000).join(f'","token":"{secret}","b":"' for secret in secrets) + '"}'

    result = cleaned(text.encode())

    assert [secret for secret in secrets if leaked(secret, result)] == []
    assert result.count("x" * 9000) == 199


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig"])
def test_texts_that_windows_writes_are_read(encoding: str) -> None:
    secrets = planted(random.Random(7))

    result = cleaned(transcript(secrets).encode(encoding))

    assert [name for name, secret in secrets.items() if leaked(secret, result)] == []
    assert "Invalid credentials" in result


def test_bytes_that_are_no_text_survive() -> None:
    data = b"caf\xe9 \xff status=401\n"

    assert cleaned(data).encode("utf-8", "surrogateescape") == data


def test_places_name_the_line_also_in_later_windows() -> None:
    redactor = Redactor()

    cleaned((_LINE * 15_000 + f"password={password(random.Random(1))}\n").encode(), redactor)

    assert [entry.places for entry in redactor.removed] == [("app.log:15001",)]


def test_what_was_learnt_late_is_removed_by_the_last_look() -> None:
    secret = "myDatabaseMasterPhrase"
    redactor = Redactor()
    first = cleaned((f"saw {secret} here\n" + _LINE * 15_000 + f"password={secret}\n").encode(), redactor)
    target = io.StringIO()

    scan_stream(text_reader(io.BytesIO(first.encode())), target.write, redactor)

    assert secret in first
    assert secret not in target.getvalue()


def test_the_last_look_refuses_what_the_redactor_missed() -> None:
    target = io.StringIO()

    with pytest.raises(LeakFound, match="jwt") as caught:
        scan_stream(text_reader(io.BytesIO(jwt(random.Random(3)).encode())), target.write, Redactor())

    assert "eyJ" not in str(caught.value)
    assert target.getvalue() == ""


def test_a_recording_of_a_browser_is_cleaned_as_a_stream() -> None:
    secrets = planted(random.Random(11))

    assert [name for name, secret in secrets.items() if leaked(secret, cleaned(har(secrets).encode()))] == []
