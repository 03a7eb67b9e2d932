"""AWS: a signed request for the caller's own identity, which Infisical passes on to AWS.

The signature is made here: it is forty lines, and needs no library. Credentials come from the environment, else from
botocore where it is installed (it knows profiles, roles and single sign-on), else from the container or the instance.
"""

from __future__ import annotations

import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from diagnose.credential.methods import aws_keys, issuers, sigv4, texts
from diagnose.credential.methods.method import Method, Place, Proof
from diagnose.credential.methods.sigv4 import Keys
from diagnose.credential.methods.tokens import trait
from diagnose.model import Oddity, Trait
from diagnose.problems import UsageProblem
from diagnose.secret import Secret

REQUEST: Final = "aws_request"
FIELDS: Final = ("iamHttpRequestMethod", "iamRequestBody", "iamRequestHeaders")
_REGION: Final = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_TEMPORARY: Final = "ASIA"
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"


def read(place: Place) -> Proof:
    """A request that was signed elsewhere, if one was handed over; else one signed here and now."""
    handed = texts.from_flag(place, REQUEST)
    if handed is not None:
        return _handed(handed)
    keys, region, source = aws_keys.find(place)
    headers = sigv4.signed_headers(keys, region, place.now)
    signature = headers["Authorization"].rpartition("=")[2]
    secrets = (keys.secret, keys.session, Secret(signature))
    proof = Proof(
        fields={
            FIELDS[0]: "POST",
            FIELDS[1]: _base64(sigv4.BODY),
            FIELDS[2]: Secret(_base64(json.dumps(headers))),
        },
        source=source,
        claims=_claims(keys, region, place.now),
        traits=tuple(_traits(keys, region)),
        held=tuple(secret for secret in secrets if secret is not None),
    )
    return issuers.sts(place, proof, headers) if _REGION.fullmatch(region) else proof


def _base64(text: str) -> str:
    return b64encode(text.encode()).decode()


def _claims(keys: Keys, region: str, now: float) -> dict[str, Any]:
    signed = datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    kind = keys.key_id[:4] if keys.key_id[:4] in {"AKIA", _TEMPORARY} else "unknown"
    found = {"key": kind, "session": keys.session is not None, "region": region, "signed": signed}
    account = account_of(keys.key_id)
    return found | ({"account": account} if account else {})


def account_of(key_id: str) -> str | None:
    """The account that a key ID belongs to, as newer ones spell it; None for one that does not tell."""
    rest = key_id[4:].upper()
    if len(rest) != 16 or any(letter not in _LETTERS for letter in rest):  # noqa: PLR2004 - the length of such IDs
        return None
    number = 0
    for letter in rest[:10]:
        number = number * 32 + _LETTERS.index(letter)
    return f"{(number >> 2 & 0x7FFFFFFFFF80) >> 7:012d}"


def _traits(keys: Keys, region: str) -> Iterator[Trait]:
    if keys.key_id.startswith(_TEMPORARY) and keys.session is None:
        says = "The key is a temporary one (ASIA…), and its session token is missing: set AWS_SESSION_TOKEN."
        yield trait(Oddity.INCOMPLETE, "aws-sts-rejected", says)
    if not _REGION.fullmatch(region):
        yield trait(Oddity.OTHER_ISSUER, "aws-region-invalid", "The region has not the form of an AWS region.")
    elif region.startswith("cn-"):
        says = "The region is one of AWS China, whose STS has another domain than the one that Infisical asks."
        yield trait(Oddity.OTHER_ISSUER, "aws-sts-rejected", says)


def _handed(text: texts.Text) -> Proof:
    """A request made elsewhere: the three fields of the login's body as JSON."""
    try:
        body = json.loads(text.value.reveal())
    except ValueError:
        body = None
    if not isinstance(body, Mapping) or not all(isinstance(body.get(name), str) for name in FIELDS[1:]):
        msg = f"{text.name}: this is no JSON object with {FIELDS[1]} and {FIELDS[2]}. Nothing was sent."
        raise UsageProblem(msg)
    fields = {FIELDS[0]: str(body.get(FIELDS[0], "POST")), FIELDS[1]: str(body[FIELDS[1]])}
    return Proof(fields={**fields, FIELDS[2]: Secret(str(body[FIELDS[2]]))}, source=text.source)


METHOD: Final = Method(
    id="aws-iam",
    route="aws",
    title="AWS",
    identities=("INFISICAL_AWS_IAM_AUTH_IDENTITY_ID",),
    read=read,
    # Without an Authorization among the headers, the server knows no region to ask and asks nobody.
    dummy={FIELDS[0]: "POST", FIELDS[1]: _base64(sigv4.BODY), FIELDS[2]: "e30="},
)
