"""What the issuer of a proof says of it: an OIDC provider of the key, AWS of the caller. Asked only on request."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec

from diagnose.credential.methods import sigv4
from diagnose.credential.methods.method import Fetch, FetchError, Place, Proof
from diagnose.credential.methods.tokens import trait
from diagnose.model import Oddity, Trait
from diagnose.secret import Secret

OPTION: Final = "look_at_issuer"
_TAG: Final = re.compile(r"<(Arn|Account|Code)>([!-~]{1,256})</\1>")
_STS: Final = "AWS_ENDPOINT_URL_STS"


def provider(place: Place, proof: Proof) -> Proof:
    """The proof, with whether its issuer publishes the key that it names. As it is unless that was asked for."""
    issuer = proof.claims.get("iss")
    if not place.flags.get(OPTION) or not place.asks or not isinstance(issuer, str):
        return proof
    try:
        document = _json(place, f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        address = document.get("jwks_uri")
        keys = _json(place, address).get("keys") if isinstance(address, str) else None
    except FetchError as error:
        says = f"The issuer was looked at: {error}."
        return _with(proof, trait(Oddity.OTHER_ISSUER, "oidc-discovery-unreachable", says))
    known = [key.get("kid") for key in keys if isinstance(key, Mapping)] if isinstance(keys, list) else []
    found = msgspec.structs.replace(proof, claims={**proof.claims, "issuer_keys": len(known)})
    if not known:
        says = "The issuer was looked at: it publishes no keys."
        return _with(found, trait(Oddity.OTHER_ISSUER, "oidc-discovery-unreachable", says))
    if proof.claims.get("kid") and proof.claims["kid"] not in known:
        says = "The issuer was looked at: it does not publish the key that signed the token."
        return _with(found, trait(Oddity.OTHER_ISSUER, "oidc-signing-key-unknown", says))
    return found


def sts(place: Place, proof: Proof, headers: Mapping[str, str]) -> Proof:
    """The proof, with who AWS says the caller is, or why it refuses. As it is unless that was asked for."""
    if not place.flags.get(OPTION) or not place.asks:
        return proof
    base = place.environ.get(_STS) or f"https://{headers['Host']}"
    sent: dict[str, str | Secret] = {name: Secret(value) for name, value in headers.items() if name != "Content-Length"}
    wanted = Fetch(
        what="AWS STS", url=f"{base.rstrip('/')}/", method="POST", headers=sent, local=False,
        content=sigv4.BODY.encode(), statuses=(200, 400, 403),
    )  # fmt: skip
    try:
        body = place.fetch(wanted).decode("utf-8", "replace")
    except FetchError as error:
        return msgspec.structs.replace(proof, claims={**proof.claims, "sts": f"not asked: {error}"})
    told = dict(_TAG.findall(body))
    if "Arn" in told:
        claims = {"sts": "confirmed", "arn": told["Arn"], "account": told.get("Account", "")}
        return _with(msgspec.structs.replace(proof, claims={**proof.claims, **claims}), *_root(told["Arn"]))
    code = told.get("Code", "no reason")
    found = msgspec.structs.replace(proof, claims={**proof.claims, "sts": f"refused: {code}"})
    return _with(found, trait(Oddity.INCOMPLETE, "aws-sts-rejected", f"AWS STS was asked, and refused: {code}."))


def _root(arn: str) -> Iterator[Trait]:
    if arn.endswith(":root"):
        yield trait(Oddity.OTHER_ISSUER, "aws-root-principal", "The caller is the root user of its AWS account.")


def _with(proof: Proof, *odd: Trait) -> Proof:
    return msgspec.structs.replace(proof, traits=(*proof.traits, *odd))


def _json(place: Place, url: str) -> Mapping[str, Any]:
    host = urlsplit(url).hostname or "the issuer"
    body = place.fetch(Fetch(what=f"the issuer's page on {host}", url=url, local=False))
    try:
        found = json.loads(body)
    except ValueError:
        found = None
    return found if isinstance(found, dict) else {}
