"""Azure, GCP, LDAP, SPIFFE: where a proof comes from, and what it shows unsent."""

from __future__ import annotations

import json
from typing import Any

import pytest

from diagnose.credential.methods import KNOWN, Fetch, FetchError, azure, find, gcp, ldap, spiffe
from diagnose.model import Oddity
from diagnose.problems import UsageProblem
from diagnose.secret import Secret
from tests.credential.methods.handed import place, token
from tests.jwts import UUID

AZURE = token(iss="https://sts.windows.net/t/", aud="https://management.azure.com/", tid="t", oid="o")
MACHINE = "http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01"
GOOGLE = token(iss="https://accounts.google.com", aud=UUID, email="a@b.iam.gserviceaccount.com")


class Service:
    """Answers with what it was given and remembers what it was asked."""

    def __init__(self, answer: bytes) -> None:
        self.answer = answer
        self.asked: list[Fetch] = []

    def __call__(self, wanted: Fetch) -> bytes:
        self.asked.append(wanted)
        return self.answer


@pytest.mark.parametrize(
    ("flags", "environ", "url", "headers"),
    [
        (
            {},
            {},
            f"{MACHINE}&resource=https%3A%2F%2Fmanagement.azure.com%2F",
            {"Metadata": "true"},
        ),
        (
            {"azure_resource": "api://x"},
            {"AZURE_CLIENT_ID": "c"},
            f"{MACHINE}&resource=api%3A%2F%2Fx&client_id=c",
            {"Metadata": "true"},
        ),
        (
            {},
            {"IDENTITY_ENDPOINT": "http://127.0.0.1:4/msi", "IDENTITY_HEADER": "word"},
            "http://127.0.0.1:4/msi?api-version=2019-08-01&resource=https%3A%2F%2Fmanagement.azure.com%2F",
            {"X-IDENTITY-HEADER": Secret("word")},
        ),
    ],
)
def test_azure_is_asked_for_a_token_of_the_managed_identity(
    flags: dict[str, Any], environ: dict[str, str], url: str, headers: dict[str, Any]
) -> None:
    service = Service(json.dumps({"access_token": AZURE}).encode())

    proof = azure.METHOD.read(place(environ=environ, fetch=service, **flags))

    assert [(f.url, f.headers, f.local) for f in service.asked] == [(url, headers, True)]
    assert proof.fields == {"jwt": Secret(AZURE)}


def test_an_answer_of_azures_without_a_token_is_said_so() -> None:
    with pytest.raises(FetchError, match="Azure's metadata service answered without a token"):
        azure.METHOD.read(place(fetch=Service(b"{}")))


def test_a_token_of_azures_second_version_is_told() -> None:
    made = token(iss="https://login.microsoftonline.com/t/v2.0", tid="t")

    proof = azure.METHOD.read(place(environ={"INFISICAL_JWT": made}))

    assert [(t.oddity, t.cause) for t in proof.traits] == [(Oddity.OTHER_ISSUER, "azure-issuer-mismatch")]


@pytest.mark.parametrize(
    ("environ", "host"), [({}, "metadata.google.internal"), ({"GCE_METADATA_HOST": "127.0.0.1:8"}, "127.0.0.1:8")]
)
def test_google_is_asked_for_a_token_with_the_identity_as_audience(environ: dict[str, str], host: str) -> None:
    service = Service(GOOGLE.encode())

    gcp.METHOD.read(place(environ=environ, fetch=service))

    asked = service.asked[0]
    path = "/computeMetadata/v1/instance/service-accounts/default/identity"
    assert asked.url == f"http://{host}{path}?audience={UUID}&format=full"
    assert (asked.headers, asked.answers_with) == ({"Metadata-Flavor": "Google"}, ("Metadata-Flavor", "Google"))


@pytest.mark.parametrize(
    ("method", "claims", "cause"),
    [
        (gcp.METHOD, {"aud": "infisical"}, "gcp-audience-mismatch"),
        (gcp.METHOD, {"iss": "https://issuer.example"}, "gcp-token-invalid"),
        (gcp.IAM, {}, "gcp-token-invalid"),
        (gcp.METHOD, {}, None),
        (gcp.METHOD, {"aud": [UUID]}, None),
    ],
)
def test_what_googles_token_shows_is_told(method: Any, claims: dict[str, Any], cause: str | None) -> None:
    made = token(**{"iss": "https://accounts.google.com", "aud": UUID, **claims})

    proof = method.read(place(environ={"INFISICAL_JWT": made}))

    assert [t.cause for t in proof.traits] == ([cause] if cause else [])


def test_a_key_file_of_google_is_said_to_be_of_no_use_here() -> None:
    with pytest.raises(UsageProblem, match="key file cannot be used here: let `gcloud iam service-accounts sign-jwt`"):
        gcp.IAM.read(place(environ={gcp.KEY_FILE: "key.json"}))


def test_ldap_takes_the_official_variables_and_flags_win() -> None:
    environ = {"INFISICAL_LDAP_USERNAME": "svc", "INFISICAL_LDAP_PASSWORD": "word"}

    by_variable = ldap.METHOD.read(place(environ=environ))
    by_flag = ldap.METHOD.read(place(environ=environ, stdin=b"other\n", ldap_username="bob", ldap_password="-"))

    assert by_variable.fields == {"username": "svc", "password": Secret("word")}
    assert by_flag.fields == {"username": "bob", "password": Secret("other")}


def test_blanks_around_a_password_are_told_and_both_spellings_are_secrets() -> None:
    environ = {"INFISICAL_LDAP_USERNAME": "svc", "INFISICAL_LDAP_PASSWORD": " word "}

    proof = ldap.METHOD.read(place(environ=environ))

    assert [t.oddity for t in proof.traits] == [Oddity.SURROUNDING_WHITESPACE]
    assert {Secret("word"), Secret(" word ")} == set(proof.secrets())


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"INFISICAL_LDAP_PASSWORD": "x"}, "there is no user name: set INFISICAL_LDAP_USERNAME"),
        ({"INFISICAL_LDAP_USERNAME": "x"}, "there is no password: set INFISICAL_LDAP_PASSWORD"),
        ({"INFISICAL_LDAP_USERNAME": "x", "INFISICAL_LDAP_PASSWORD": "  "}, "there is no password"),
    ],
)
def test_what_ldap_lacks_is_named(environ: dict[str, str], says: str) -> None:
    with pytest.raises(UsageProblem, match=says):
        ldap.METHOD.read(place(environ=environ))


def test_ldap_is_never_asked_about_with_a_dummy_and_counts_its_failures() -> None:
    assert (ldap.METHOD.dummy, ldap.METHOD.counts_failures) == (None, True)


def test_an_svid_has_a_spiffe_id_as_subject() -> None:
    good = token(sub="spiffe://acme.example/shop", aud=["infisical"])

    assert spiffe.METHOD.read(place(environ={"INFISICAL_JWT": good})).traits == ()
    assert [t.cause for t in spiffe.METHOD.read(place(environ={"INFISICAL_JWT": token(sub="shop")})).traits] == [
        "spiffe-svid-invalid"
    ]


@pytest.mark.parametrize("name", ["oci-auth", "alicloud-auth"])
def test_a_method_whose_proof_cannot_be_made_says_so(name: str) -> None:
    with pytest.raises(UsageProblem, match="cannot be made here"):
        find(name, "--method").read(place())


@pytest.mark.parametrize("name", [name for name in KNOWN if name != "universal-auth"])
def test_every_known_method_has_its_own_id_and_a_login_route(name: str) -> None:
    method = find(name, "--method")

    assert method.id == name
    assert method.path == f"/api/v1/auth/{method.route}-auth/login"
