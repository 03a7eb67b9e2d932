"""AWS Signature Version 4 for the one request that proves who a caller is: GetCallerIdentity at STS."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

import msgspec

from diagnose.secret import Secret

BODY: Final = "Action=GetCallerIdentity&Version=2011-06-15"
CONTENT_TYPE: Final = "application/x-www-form-urlencoded; charset=utf-8"


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """AWS credentials; temporary ones have a session token."""

    key_id: str
    secret: Secret
    session: Secret | None = None

    def __repr__(self) -> str:
        return "Keys(…)"


def host_of(region: str) -> str:
    """The STS host of a region."""
    return f"sts.{region}.amazonaws.com"


def signed_headers(keys: Keys, region: str, now: float) -> dict[str, str]:
    """The headers of a signed POST of `BODY` to the region's STS. Only host, date and session token are signed."""
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%SZ")
    signed = {"host": host_of(region), "x-amz-date": stamp}
    if keys.session is not None:
        signed["x-amz-security-token"] = keys.session.reveal()
    scope = f"{stamp[:8]}/{region}/sts/aws4_request"
    text = "\n".join(("AWS4-HMAC-SHA256", stamp, scope, _sha256(_canonical(signed))))
    signature = hmac.new(_key(keys.secret, stamp[:8], region), text.encode(), hashlib.sha256).hexdigest()
    authorization = (
        f"AWS4-HMAC-SHA256 Credential={keys.key_id}/{scope}, SignedHeaders={';'.join(signed)}, Signature={signature}"
    )
    headers = {
        "Content-Type": CONTENT_TYPE,
        "Host": signed["host"],
        "X-Amz-Date": stamp,
        "Content-Length": str(len(BODY)),
        "Authorization": authorization,
    }
    return headers | ({"X-Amz-Security-Token": keys.session.reveal()} if keys.session is not None else {})


def _canonical(headers: Mapping[str, str]) -> str:
    lines = "".join(f"{name}:{value}\n" for name, value in headers.items())
    return "\n".join(("POST", "/", "", lines, ";".join(headers), _sha256(BODY)))


def _key(secret: Secret, day: str, region: str) -> bytes:
    key = f"AWS4{secret.reveal()}".encode()
    for part in (day, region, "sts", "aws4_request"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    return key


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
