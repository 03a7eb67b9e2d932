"""What a login's proof says beside what the method's settings allow, read with a privileged credential."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from diagnose.gather.looks import LOOKS
from diagnose.http.answer.look_list import kept
from diagnose.lab import Lab
from tests.access.test_lab import looked_at


@pytest.mark.parametrize(
    ("name", "setting"),
    [
        ("kubernetes-other-namespace", "Allowed Namespaces"),
        ("kubernetes-other-service-account", "Allowed Service Account Names"),
        ("kubernetes-other-audience", "Allowed Audience"),
        ("oidc-other-subject", "Subject"),
        ("oidc-other-audience", "Audiences"),
        ("oidc-other-claim", "Claims: repository"),
        ("jwt-other-issuer", "Issuer"),
        ("azure-tenant-mismatch", "Tenant ID"),
        ("azure-other-principal", "Allowed Service Principal IDs"),
        ("gcp-other-account", "Allowed Service Account Emails"),
        ("gcp-other-project", "Allowed Projects"),
        ("spiffe-other-id", "Allowed SPIFFE IDs"),
    ],
)
def test_the_setting_that_the_proof_does_not_fit_is_shown(name: str, setting: str) -> None:
    diagnosis = looked_at(Lab(name, era="C2"))
    wrong = [one for one in diagnosis.compared if one.fits is False]
    assert [one.setting for one in wrong] == [setting]
    assert wrong[0].says
    assert wrong[0].allowed
    assert f"{setting} of the identity allows: {wrong[0].allowed[0]}" in diagnosis.verdict.hint


def test_what_the_oldest_servers_do_not_say_is_found_by_the_settings() -> None:
    verdict = looked_at(Lab("kubernetes-other-namespace-early", era="B1")).verdict
    assert verdict.cause == "k8s-namespace-not-allowed"


SECRETS = ("tokenReviewerJwt", "caCert", "bindPass", "bindDN", "jwksCaCert", "publicKeys", "encryptedCaCert")


@pytest.mark.parametrize("name", SECRETS)
def test_no_key_and_no_password_of_the_settings_is_kept(name: str) -> None:
    found = kept("method-settings", {"identityKubernetesAuth": {"allowedNames": "a", name: "a.secret.value"}})
    assert found == {"allowedNames": "a"}


@pytest.mark.parametrize("value", [3, None, ["a", 3], {"a": {"b": "c"}}, "a" * 3000, ["a"] * 60])
def test_a_setting_that_cannot_be_kept_whole_is_left_out(value: Any) -> None:
    assert kept("method-settings", {"identityOidcAuth": {"boundSubject": value}}) == {}


def test_the_settings_of_a_directory_login_are_never_read() -> None:
    diagnosis = looked_at(Lab("ldap-wrong-password", era="C2"))
    assert "look-method" not in [x.probe for x in diagnosis.evidence.exchanges]


def test_the_token_of_the_reviewer_is_in_nothing_that_is_kept() -> None:
    lab = Lab("kubernetes-other-namespace", era="C2")
    diagnosis = looked_at(lab)
    assert "look-method" in [x.probe for x in diagnosis.evidence.exchanges]
    shown = msgspec.json.encode(diagnosis, enc_hook=str).decode()
    held = next(iter(lab.world.login_methods.values())).settings["key"]
    assert held not in shown


def test_the_look_at_the_settings_only_reads() -> None:
    assert LOOKS["look-method"].method == "GET"
