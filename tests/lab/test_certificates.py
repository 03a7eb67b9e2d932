"""What ends TLS in the lab: certificates go on by the handshake alone, and a strict library takes them."""

from __future__ import annotations

import http.client
import ssl

import pytest

from diagnose.lab import Lab
from diagnose.lab.edge import HEADER
from tests.lab.client import Client

LOGIN = "/api/v1/auth/tls-cert-auth/login"


def _said(name: str, headers: dict[str, str] | None = None) -> tuple[int, str]:
    with Lab(name, era="C2") as lab:
        body = {"identityId": lab.inputs["machine_identity_id"]}
        got = Client(lab).ask("POST", LOGIN, body=body, headers=headers)
    return got.status, str(got.body.get("message"))


def test_a_certificate_that_is_only_written_into_the_header_reaches_no_server() -> None:
    assert _said("tls-cert-not-handed-on", {HEADER: "forged"}) == (400, "Missing TLS certificate in header")


def test_the_edge_lets_an_expired_certificate_through_for_the_server_to_refuse() -> None:
    assert _said("tls-cert-expired") == (401, "Access denied: Certificate has expired.")


def test_certificates_satisfy_the_strictest_check_of_the_library() -> None:
    lab = Lab("tls-cert-healthy")
    context = ssl.create_default_context(cafile=lab.inputs["ca_bundle"])
    context.verify_flags |= ssl.VERIFY_X509_STRICT
    with lab:
        port = int(lab.base_url.rpartition(":")[2])
        connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=10, context=context)
        connection.request("GET", "/api/status")
        assert connection.getresponse().status == 200
        connection.close()


@pytest.mark.parametrize("era", ["B1", "B2"])
def test_a_generation_without_the_method_has_no_route_for_it(era: str) -> None:
    with Lab("healthy-viewer", era=era) as lab:
        assert Client(lab).ask("POST", LOGIN, body={"identityId": "x"}).status == 404
