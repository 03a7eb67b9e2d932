"""Google Cloud: an ID token of the instance's service account, or a token that IAM signed for a service account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

import msgspec

from diagnose.credential.methods import texts, tokens
from diagnose.credential.methods.method import Fetch, Method, Place, Proof
from diagnose.credential.methods.texts import Text
from diagnose.model import Oddity, Trait
from diagnose.problems import UsageProblem

KEY_FILE: Final = "INFISICAL_GCP_IAM_SERVICE_ACCOUNT_KEY_FILE_PATH"
_GOOGLE: Final = frozenset({"https://accounts.google.com", "accounts.google.com"})
_CAUSE: Final = "gcp-token-invalid"
_HOST: Final = "metadata.google.internal"


def _not_googles(_: Mapping[str, Any], body: Mapping[str, Any]) -> Iterator[Trait]:
    if body.get("iss") not in _GOOGLE:
        says = "The token is no ID token of Google's: its issuer is another one."
        yield tokens.trait(Oddity.OTHER_ISSUER, _CAUSE, says)


def _googles(_: Mapping[str, Any], body: Mapping[str, Any]) -> Iterator[Trait]:
    if body.get("iss") in _GOOGLE:
        says = "The token is an ID token of Google's; the method gcp-iam wants one that a service account signed."
        yield tokens.trait(Oddity.OTHER_ISSUER, _CAUSE, says)


_ID_TOKEN: Final = tokens.Kind(
    what="an ID token of Google's",
    claims=(
        "email", "email_verified", "google>compute_engine>project_id", "google>compute_engine>zone",
        "google>compute_engine>instance_name",
    ),
    expired=_CAUSE,
    wrong=_CAUSE,
    odd=_not_googles,
)  # fmt: skip
_IAM_TOKEN: Final = msgspec.structs.replace(_ID_TOKEN, what="a token that a service account signed", odd=_googles)


def read(place: Place) -> Proof:
    """The ID token that was handed over, else the instance's own for the identity as audience."""
    text = _handed(place) or _fetched(place)
    return _checked(tokens.read(text, _ID_TOKEN, place.now), place)


def read_iam(place: Place) -> Proof:
    """The signed token that was handed over: to sign one needs a library for RSA, which is not here."""
    text = _handed(place)
    if text is None:
        key = place.flags.get("service_account_key_file_path") or place.environ.get(KEY_FILE)
        hint = "a service account's key file cannot be used here" if key else "there is no token"
        msg = (
            f"{hint}: let `gcloud iam service-accounts sign-jwt` sign one with the identity's ID as aud and the "
            "account as sub, and hand it over with --jwt @FILE. Nothing was sent."
        )
        raise UsageProblem(msg)
    return _checked(tokens.read(text, _IAM_TOKEN, place.now), place)


def _handed(place: Place) -> Text | None:
    return texts.from_flag(place, "jwt") or texts.from_variables(place, ("INFISICAL_JWT",))


def _fetched(place: Place) -> Text:
    host = place.environ.get("GCE_METADATA_HOST") or _HOST
    url = (
        f"http://{host}/computeMetadata/v1/instance/service-accounts/default/identity"
        f"?audience={quote(place.identity_id, safe='')}&format=full"
    )
    what = "Google's metadata server"
    wanted = Fetch(
        what=what, url=url, headers={"Metadata-Flavor": "Google"}, answers_with=("Metadata-Flavor", "Google")
    )
    return texts.checked(place.fetch(wanted), what, what)


def _checked(proof: Proof, place: Place) -> Proof:
    """The proof, with a word if it was made for another audience than the identity."""
    audience = proof.claims.get("aud")
    if audience is None or place.identity_id in ([audience] if isinstance(audience, str) else audience):
        return proof
    says = "The token was made for another audience than the identity's ID, which Infisical wants there."
    odd = tokens.trait(Oddity.OTHER_AUDIENCE, "gcp-audience-mismatch", says)
    return msgspec.structs.replace(proof, traits=(*proof.traits, odd))


METHOD: Final = Method(
    id="gcp-id-token",
    route="gcp",
    title="GCP",
    identities=("INFISICAL_GCP_AUTH_IDENTITY_ID",),
    read=read,
    dummy={"jwt": "x.y.z"},
)
IAM: Final = msgspec.structs.replace(METHOD, id="gcp-iam", read=read_iam)
