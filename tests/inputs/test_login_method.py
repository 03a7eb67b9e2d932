"""Which login method is meant, for which identity; and what does not go together."""

from __future__ import annotations

from pathlib import Path

import pytest

from diagnose.credential.methods import Fetch
from diagnose.inputs import Given, Inputs, resolve
from diagnose.model import CredentialKind
from diagnose.problems import UsageProblem
from tests.credential.methods.handed import token
from tests.jwts import SECRET, UUID

TOKEN = token(sub="system:serviceaccount:payments:deploy")
POD = {"INFISICAL_KUBERNETES_SERVICE_ACCOUNT_TOKEN": TOKEN}
BY_VARIABLE = {"INFISICAL_AUTH_METHOD": "kubernetes", "INFISICAL_MACHINE_IDENTITY_ID": UUID, **POD}
PAIR = {"INFISICAL_UNIVERSAL_AUTH_CLIENT_ID": UUID, "INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET": SECRET}


def _never(_: Fetch) -> bytes:
    raise AssertionError


def _resolved(given: Given, **environ: str) -> Inputs:
    return resolve(given, environ, Path("/"), lambda: b"", None, _never)


def test_method_and_identity_come_from_the_official_variables() -> None:
    credential = _resolved(Given(), **BY_VARIABLE).credential

    assert credential.kind is CredentialKind.LOGIN_METHOD
    assert (credential.facts.method, credential.facts.identity_id) == ("kubernetes", UUID)
    assert credential.login["identityId"] == UUID
    assert TOKEN in [secret.reveal() for secret in credential.secrets()]


def test_flags_win_over_variables() -> None:
    other = "4f9d3f1e-1b2c-4d3e-8f90-a1b2c3d4e5f6"

    facts = _resolved(Given(method="kubernetes", machine_identity_id=other), **BY_VARIABLE).credential.facts

    assert facts.identity_id == other
    assert facts.sources["machine-identity-id"] == "--machine-identity-id"


def test_a_name_of_the_go_sdk_is_read_where_the_official_one_is_missing() -> None:
    facts = _resolved(Given(method="kubernetes"), INFISICAL_KUBERNETES_IDENTITY_ID=UUID, **POD).credential.facts

    assert facts.sources["machine-identity-id"] == "INFISICAL_KUBERNETES_IDENTITY_ID"


def test_a_method_named_by_a_flag_wins_over_a_pair_of_variables() -> None:
    inputs = _resolved(Given(method="kubernetes", machine_identity_id=UUID), **POD, **PAIR)

    assert inputs.credential.facts.method == "kubernetes"
    assert any("INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET is set; it was not used" in said for said in inputs.stray)


def test_universal_auth_as_method_changes_nothing() -> None:
    credential = _resolved(Given(method="universal-auth"), **PAIR).credential

    assert credential.kind is CredentialKind.UNIVERSAL_AUTH


def test_a_pair_named_by_flags_wins_over_a_method_named_by_a_variable(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(SECRET)
    given = Given(client_id=UUID, client_secret=f"@{tmp_path}/secret")

    assert _resolved(given, **BY_VARIABLE).credential.kind is CredentialKind.UNIVERSAL_AUTH


@pytest.mark.parametrize(
    ("given", "environ", "says"),
    [
        (Given(method="kubernetes", client_id=UUID), POD, "--method kubernetes and --client-id were both given"),
        (Given(method="kubernetes", token="-"), POD, "--method kubernetes and --token were both given"),
        (
            Given(),
            {**BY_VARIABLE, **PAIR},
            "names kubernetes, and INFISICAL_UNIVERSAL_AUTH_CLIENT_SECRET is set",
        ),
        (
            Given(),
            {**BY_VARIABLE, "INFISICAL_TOKEN": "x"},
            "names kubernetes, and INFISICAL_TOKEN is set",
        ),
        (Given(method="kubernetes"), POD, "Kubernetes needs the identity's ID: set INFISICAL_MACHINE_IDENTITY_ID"),
        (Given(method="kubernetes", machine_identity_id="  "), POD, "--machine-identity-id is empty"),
        (Given(method="kubernetes", machine_identity_id="deploy-bot"), POD, "--machine-identity-id is no UUID"),
        (Given(method="kubernetes", machine_identity_id=f'"{UUID}"'), POD, "quotation marks"),
        (Given(method="kubernetes", machine_identity_id=SECRET), POD, "has the form of a secret"),
        (Given(method="user"), {}, "--method names no login method that is known here; known are universal-auth, kub"),
        (Given(machine_identity_id=UUID), PAIR, "--machine-identity-id needs --method"),
        (Given(proof={"service_account_token_path": "x"}), PAIR, "--service-account-token-path needs --method"),
    ],
)
def test_what_does_not_go_together_is_refused_in_one_line(given: Given, environ: dict[str, str], says: str) -> None:
    with pytest.raises(UsageProblem) as raised:
        _resolved(given, **environ)

    assert says in str(raised.value)
    assert SECRET not in str(raised.value)


@pytest.mark.parametrize("slug", ["Team B", "emea/../x", "emea\nx", "-", "x" * 65, "größe"])
def test_what_can_be_no_slug_is_not_sent(slug: str) -> None:
    with pytest.raises(UsageProblem, match="--organization-slug is no organization's slug"):
        _resolved(Given(organization_slug=slug), **BY_VARIABLE)


def test_the_slug_of_a_sub_organization_comes_from_the_flag_or_the_sdks_variable() -> None:
    by_variable = _resolved(Given(), INFISICAL_AUTH_ORGANIZATION_SLUG="emea", **BY_VARIABLE)
    by_flag = _resolved(Given(organization_slug="apac"), INFISICAL_AUTH_ORGANIZATION_SLUG="emea", **BY_VARIABLE)

    assert (by_variable.credential.organization, by_flag.credential.organization) == ("emea", "apac")
