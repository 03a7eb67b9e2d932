"""A login by another method: sent once with its own body, or, where its proof is hopeless, only asked about."""

from __future__ import annotations

import msgspec

from diagnose.credential import Credential
from diagnose.gather.run import Run
from diagnose.model import Answer, CredentialFacts, CredentialKind, Envelope, Oddity, Trait
from diagnose.secret import Secret
from tests.build import IDENTITY, evidence
from tests.gather.test_gather import ISSUED, LISTED, Scripted

PROOF = Secret("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl")
FACTS = CredentialFacts(
    kind=CredentialKind.LOGIN_METHOD, lengths={"proof": 51}, method="kubernetes", identity_id=IDENTITY
)
WRONG_KIND = Trait(field="proof", oddity=Oddity.JWT_TYPE, fatal=True, cause="credential-kind-mismatch")
HOPELESS = msgspec.structs.replace(FACTS, traits=(WRONG_KIND,))
SAYS = "Access denied: K8s name not allowed."
REFUSED = Answer(status=401, envelope=Envelope.C, error="UnauthorizedError", message=SAYS)
PATH = "/api/v1/auth/kubernetes-auth/login"


def _asked(facts: CredentialFacts, organization: str | None = None, **script: Answer) -> Scripted:
    client = Scripted(**script)
    login: dict[str, str | Secret] = {"identityId": IDENTITY, "jwt": PROOF}
    credential = Credential(kind=facts.kind, facts=facts, login=login, organization=organization)
    Run(client, credential).gather(evidence(credential=facts))
    return client


def test_the_login_goes_to_the_methods_route_with_the_identity_and_the_proof() -> None:
    client = _asked(FACTS, login=REFUSED)

    assert [(request.path, request.body) for request in client.asked] == [
        (PATH, {"identityId": IDENTITY, "jwt": PROOF})
    ]


def test_the_sub_organization_goes_along() -> None:
    client = _asked(FACTS, "emea", login=REFUSED)

    assert client.asked[0].body == {"identityId": IDENTITY, "jwt": PROOF, "organizationSlug": "emea"}


def test_after_a_login_the_secrets_are_asked_for_and_the_token_given_back() -> None:
    client = _asked(FACTS, login=ISSUED, read=LISTED)

    assert client.probes[:2] == ["login", "read"]
    assert client.probes[-1] == "revoke"


def test_a_hopeless_proof_is_not_sent_but_the_method_asked_about_with_a_dummy() -> None:
    client = _asked(HOPELESS, method_check=REFUSED)

    assert [(r.probe, r.path, r.body) for r in client.asked] == [
        ("method-check", PATH, {"identityId": IDENTITY, "jwt": "x.y.z"})
    ]
