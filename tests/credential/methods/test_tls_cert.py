"""The client's own certificate: what it shows unsent, and what is refused before a handshake."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import trustme

from diagnose.credential.methods.tls_cert import CERTIFICATE, KEY, METHOD
from diagnose.model import Oddity
from diagnose.problems import UsageProblem
from diagnose.secret import Secret
from tests.credential.methods.handed import NOW, place

AUTHORITY = trustme.CA()


def pair(folder: Path, name: str = "client", ends: dt.datetime | None = None) -> tuple[Path, Path]:
    begins, late = (dt.datetime(year, 1, 1, tzinfo=dt.UTC) for year in (2020, 2100))
    issued = AUTHORITY.issue_cert(
        "shop.acme.example",
        common_name="deploy",
        not_before=begins,
        not_after=ends or late,
    )
    certificate, key = folder / f"{name}.crt", folder / f"{name}.key"
    issued.cert_chain_pems[0].write_to_path(certificate)
    issued.private_key_pem.write_to_path(key)
    return certificate, key


def test_subject_names_issuer_and_dates_are_told_and_nothing_goes_into_the_body(tmp_path: Path) -> None:
    certificate, key = pair(tmp_path)

    proof = METHOD.read(place(environ={CERTIFICATE: str(certificate), KEY: str(key)}))

    assert proof.fields == {}
    assert proof.certificate == (str(certificate), str(key))
    assert (proof.claims["subject"], proof.claims["names"]) == ("deploy", ["DNS:shop.acme.example"])
    assert proof.claims["ends"] == 4102444800
    assert proof.traits == ()


def test_the_private_key_is_held_as_a_secret(tmp_path: Path) -> None:
    certificate, key = pair(tmp_path)

    proof = METHOD.read(place(tmp_path, client_cert=certificate.name, client_key=key.name))

    assert Secret(key.read_text().strip()) in proof.secrets()


def test_an_expired_certificate_is_told(tmp_path: Path) -> None:
    certificate, key = pair(tmp_path, ends=dt.datetime.fromtimestamp(NOW - 86_400, dt.UTC))

    proof = METHOD.read(place(tmp_path, client_cert=certificate.name, client_key=key.name))

    assert [(t.oddity, t.cause) for t in proof.traits] == [(Oddity.EXPIRED, "tls-cert-expired")]


def test_a_key_of_another_certificate_is_refused_before_anything_is_sent(tmp_path: Path) -> None:
    certificate, _ = pair(tmp_path)
    _, other = pair(tmp_path, "other")

    with pytest.raises(UsageProblem, match="cannot be used together"):
        METHOD.read(place(tmp_path, client_cert=certificate.name, client_key=other.name))


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        ({}, "there is no client certificate: set INFISICAL_TLS_CLIENT_CERT_PATH"),
        ({"client_cert": "client.crt"}, "set INFISICAL_TLS_CLIENT_KEY_PATH, or give --client-key"),
        ({"client_cert": "missing", "client_key": "client.key"}, "--client-cert: the file cannot be read"),
        ({"client_cert": "text", "client_key": "client.key"}, "--client-cert: this is no PEM file"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(tmp_path: Path, flags: dict[str, Any], says: str) -> None:
    pair(tmp_path)
    (tmp_path / "text").write_text("no certificate")

    with pytest.raises(UsageProblem, match=says):
        METHOD.read(place(tmp_path, **flags))
