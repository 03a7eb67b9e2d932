"""Marks that a text brings along exempt nothing; and what was removed is not written in any spelling."""

from __future__ import annotations

import base64
import io
import json
import random
from pathlib import Path

import pytest

from diagnose.cli import run
from diagnose.problems import LeakFound
from diagnose.redact import Redactor
from diagnose.redact.stream import redact_stream
from diagnose.secret.last_scan import LastScan
from tests.redact.corpus import hexes, jwt, password
from tests.redact.reader import text_reader

_CHANCE = random.Random(9)
HEX, WORDY = hexes(_CHANCE, 64), password(_CHANCE, 18, signs="")
FORGED = (
    "Invalid credentials <jwt clientSecret={} alg=HS256>",
    "<jwt token={0} password={0}>",
    "password=<x:1 hex>{}",
    "password=<secret:12 hex>{}",
    "clientSecret={}<client-secret:64 hex>",
    "clientSecret: <token:4 characters> {}",
    "Cookie: jid=<cookie:1 hex>{}; a=b",
)


@pytest.mark.parametrize("value", [HEX, WORDY])
@pytest.mark.parametrize("forged", FORGED)
def test_a_mark_in_the_text_protects_no_secret(forged: str, value: str) -> None:
    assert value not in Redactor().document(forged.format(value), "pasted")


@pytest.mark.parametrize("format_", ["json", "markdown", "html", "terminal"])
def test_explain_shows_no_secret_that_a_message_wraps_in_a_mark(
    format_: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    body = {
        "reqId": "req-6kaXdLGbNUvpfd",
        "statusCode": 401,
        "message": f"Invalid credentials <jwt clientSecret={HEX} alg=HS256>",
        "error": "UnauthorizedError",
    }
    (tmp_path / "a.log").write_text(json.dumps(body), encoding="utf-8")

    run(["explain", "--format", format_, str(tmp_path / "a.log")])

    assert HEX not in "".join(capfd.readouterr())


SPELLINGS = {
    "as it is": WORDY,
    "entities": "".join(f"&#{ord(ch)};" for ch in WORDY),
    "escapes": "".join(f"\\u{ord(ch):04x}" for ch in WORDY),
    "bytes": "".join(f"\\x{ord(ch):02x}" for ch in WORDY),
    "octal": "".join(f"\\{ord(ch):03o}" for ch in WORDY),
    "percent twice": "".join(f"%25{ord(ch):02x}" for ch in WORDY),
    "wide letters": "".join(chr(ord(ch) + 0xFEE0) for ch in WORDY),
    "upper case": WORDY.upper(),
    "backwards": WORDY[::-1],
    "hex": WORDY.encode().hex(),
    "base64": base64.b64encode(b"a" + WORDY.encode() + b"bc").decode(),
    "spaced": " ".join(WORDY),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_what_was_removed_is_not_written_in_another_spelling(spelling: str) -> None:
    scan = LastScan([WORDY])
    scan.check("an ordinary text with the request req-6kaXdLGbNUvpfd")

    with pytest.raises(LeakFound) as caught:
        scan.check(f"the page says {SPELLINGS[spelling]} here")
    assert WORDY not in str(caught.value)


def test_any_twenty_characters_of_what_was_removed_are_a_leak() -> None:
    for at in range(len(HEX) - 20):
        with pytest.raises(LeakFound):
            LastScan([HEX]).check(f"piece {HEX[at : at + 20]}.")


@pytest.mark.parametrize("shown", [HEX, jwt(random.Random(1)), f"st.{'0' * 24}.{HEX[:32]}"])
def test_a_shape_that_cannot_be_mistaken_is_a_leak_although_nothing_was_removed(shown: str) -> None:
    with pytest.raises(LeakFound):
        LastScan().check(f"<p>{shown}</p>")


def test_a_stream_with_a_forged_mark_is_cleaned() -> None:
    target = io.StringIO()

    redact_stream(text_reader(io.BytesIO(FORGED[0].format(HEX).encode())), target.write, Redactor(), "x")

    assert HEX not in target.getvalue()


@pytest.mark.parametrize("id_", ["65a1b2c3d4e5f6a7b8c9d0e1", "0114be73-9c2d-4e5f-8a6b-7c8d9e0f1a2b"])
@pytest.mark.parametrize(
    "line", ["INFISICAL_TOKEN={}", 'token: "{}"', "infisical run --token {} -- x", "Authorization: Bearer {}"]
)
def test_the_id_of_a_service_token_stays_and_is_no_leak(line: str, id_: str) -> None:
    redactor = Redactor()
    cleaned = redactor.document(line.format(f"st.{id_}.ed08{'0a1b2c3d' * 3}9f2e.3cf4{'9e8d7c6b' * 3}5a4f"), "x")
    assert id_ in cleaned
    assert "9e8d7c6b" not in cleaned
    LastScan(redactor.values).check(cleaned)


def test_the_frame_of_a_key_is_no_part_of_it() -> None:
    key = "\n".join(("-----BEGIN RSA PRIVATE KEY-----", "MIIEow" + "Zq7dQ98SGCWv" * 5, "-----END RSA PRIVATE KEY-----"))
    shown = base64.b64encode(b"-----BEGIN CERTIFICATE-----\nMIID\n-----END CERTIFICATE-----\n").decode()
    LastScan([base64.b64encode(key.encode()).decode()]).check(shown)
