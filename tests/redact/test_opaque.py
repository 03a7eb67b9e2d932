"""Values that look random go, whatever stands beside them; words, ids and known evidence stay."""

from __future__ import annotations

import random
import string

import pytest

from diagnose.redact import Redactor

_CHANCE = random.Random(21)
_ALPHABETS = {
    "letters and digits": string.ascii_letters + string.digits,
    "small letters and digits": string.ascii_lowercase + string.digits,
    "capitals and digits": string.ascii_uppercase + string.digits,
    "letters": string.ascii_letters,
    "base64": string.ascii_letters + string.digits + "+/",
    "base64 in addresses": string.ascii_letters + string.digits + "-_",
}
_PLACES = (
    "fetched {} for the job, status 401", "https://hooks.example/services/{}", "see vnd_{} in it", '["{}"]', "x={}",
    "https://{}@o1.ingest.example/2", "it says\\n{}\\n", "{}", "'{}',", "the key-{}.",
)  # fmt: skip


def some(alphabet: str, length: int) -> str:
    """A value that has a digit and a letter of each case, as far as its alphabet has them."""
    value = "".join(_CHANCE.choice(alphabet) for _ in range(length))
    return value if any(map(str.isdigit, value)) or not set(alphabet) & set(string.digits) else some(alphabet, length)


@pytest.mark.parametrize("place", _PLACES)
@pytest.mark.parametrize("alphabet", _ALPHABETS)
@pytest.mark.parametrize("length", [40, 64])
def test_what_looks_random_goes_without_a_name(length: int, alphabet: str, place: str) -> None:
    value = some(_ALPHABETS[alphabet], length)

    cleaned = Redactor().line(place.format(value))

    assert not any(value[at : at + 20] in cleaned for at in range(length - 19))


@pytest.mark.parametrize("sign", "?&@+_")
def test_a_password_of_random_parts_goes_whole(sign: str) -> None:
    value = sign.join(("KvkBzjV7", "v7SjZL", "2Qkk"))

    assert value not in Redactor().line(f"we saw {value} there")


def test_an_address_with_a_query_is_cut_at_its_signs() -> None:
    text = "GET /v1/items?cursor=12&KvkBzjV7=v7SjZL&limit=20"

    assert Redactor().line(text) == text


@pytest.mark.parametrize("escape", ["\\n", "\\t", "\\r", "\\u0022"])
def test_what_looks_random_goes_whole_from_between_escapes(escape: str) -> None:
    value = some(string.ascii_letters + string.digits, 40)

    assert Redactor().line(f"it says{escape}{value}{escape}") == f"it says{escape}<secret:40 characters>{escape}"


@pytest.mark.parametrize(
    "value", ["0a1b2c3d" * 4, "dapi" + "8638755a50abb17d5b9be0979ac9b1f6", "Jge2h3FxPrjQYWqWBDSjuoH5"]
)
def test_a_long_hexadecimal_value_goes(value: str) -> None:
    assert value not in Redactor().line(f"fetched {value} for the job")


@pytest.mark.parametrize(
    "text",
    ["trace_id=4bf92f3577b34da6a3ce929d0e0e4736 span_id=00f067aa0ba902b7",
     "traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
     "commit 3f2a9c1be07d4856a1f0e3b2c4d5e6f708192a3b (HEAD -> main)",
     "1ed5c6b4bb9919d99fee9d4b6f64706353c82b75 (Maria Lopez 2026-11-01 10:00:00 +0100 12) url: x",
     "1ed5c6b4bb9919d99fee9d4b6f64706353c82b75\trefs/heads/main",
     "# BUILD_COMMIT changed to 3f2a9c1be07d4856a1f0e3b2c4d5e6f708192a3b",
     "revision is now 3f2a9c1be07d4856a1f0e3b2c4d5e6f708192a3b",
     "head moved from 3f2a9c1be07d4856a1f0e3b2c4d5e6f708192a3b",
     "the request id kQ4Lw0xTnY8aZr7Vb2Nc9Mx5Hs1Jd6Fg was refused", "Request-ID: kQ4Lw0xTnY8aZr7Vb2Nc9Mx5Hs1Jd6Fg",
     "gpg key 3f2a9c1be07d4856a1f0e3b2c4d5e6f708192a3b",
     '{"key":"request.id","value":{"stringValue":"kQ4Lw0xTnY8aZr7Vb2Nc9Mx5Hs1Jd6Fg"}}',
     'etag: W/"kQ4Lw0xTnY8aZr7Vb2Nc9Mx5Hs1Jd6Fg"',
     " * branch            3f2a9c1be07d4856a1f0e3b2c4d5e6f708192a3b -> FETCH_HEAD",
     "+ git -c core.abbrev=40 fetch --depth=1 origin 3f2a9c1be07d4856a1f0e3b2c4d5e6f708192a3b",
     '{"key":"trace","value":{"stringValue":"4bf92f3577b34da6a3ce929d0e0e4736"}}',
     "Checking out Revision 3f2a9c1be07d4856a1f0e3b2c4d5e6f708192a3b (origin/main)",
     "pod/payments-api-7d9f8b6c5d-x2k4q is ready", "x-amz-cf-id: kQ4Lw0xTnY8aZr7Vb2Nc9Mx5Hs1Jd6Fg==",
     "com.example.payments.HorizontalPodAutoscalerListFactoryBean.create", "libssl1.1_1.1.1n-0+deb11u4_amd64.deb",
     "/usr/lib/python3.11/site-packages/charset_normalizer/api.py", "SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY",
     "integrity sha512-oKQ4Lw0xTnY8aZr7Vb2Nc9Mx5Hs1Jd6FgoKQ4Lw0xTnY8aZr7Vb2Nc9Mx5Hs1Jd6Fg==",
     "at Object.<anonymous> (/srv/node_modules/@aws-sdk/client-secrets-manager/dist-cjs/index.js:5432:21)",
     "ec2-203-0-113-25.eu-west-1.compute.amazonaws.com", "v0.0.0-20210921155107-089bfa567519",
     "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGm8Xk2Qw7Lr9Tz4Vb1Nc6Mx3Hs5Jd0Fg2Pq8Wy7Ue bob@x",
     "identityId 0114be73-2803-4582-8c87-368782085ef7 reqId req-6kaXdLGbNUvpfd project 65f0c1d2e3a4b5c6d7e8f9a0"],
)  # fmt: skip
def test_known_evidence_stays(text: str) -> None:
    assert Redactor().line(text) == text


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("known", ["req-6kaXdLGbNUvpfd", "0114be73-2803-4582-8c87-368782085ef7"])
def test_an_id_stays_however_often_the_address_around_it_was_escaped(known: str, depth: int) -> None:
    quote = "%" + "25" * (depth - 1) + "22"
    secret = some(string.ascii_letters + string.digits, 40)
    cleaned = Redactor().line(
        f"payload={quote}reqId{quote}:{quote}{known}{quote},{quote}x{quote}:{quote}{secret}{quote}"
    )
    assert known in cleaned
    assert secret not in cleaned


def test_the_rest_of_an_address_stays_around_a_segment_that_looks_random() -> None:
    token = "3zkgZvMudQBL6g4vUEvsUF_GBkx9IU5hQBLtywk0wkYR_XLN"

    cleaned = Redactor().line(f"- https://conda.anaconda.org/t/{token}/acme")

    assert cleaned.startswith("- https://conda.anaconda.org/t/<")
    assert cleaned.endswith(">/acme")


@pytest.mark.parametrize(
    "place",
    [
        "the password changed to {}",
        "git fetch https://bot:{}@git.example/a.git",
        '{{"key":"x","value":{{"stringValue":"{}"}}}}',
    ],
)
def test_a_hexadecimal_value_goes_from_the_places_of_others(place: str) -> None:
    assert "3f2a9c1be07d" not in Redactor().line(place.format("3f2a9c1be07d4856a1f0e3b2c4d5e6f708192a3b"))
