"""AWS, Azure, GCP and SPIFFE: a proof of a cloud or a workload's agent, and what the method allows."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from base64 import b64decode
from typing import Any

from diagnose.lab.answers import RefusalError
from diagnose.lab.call import Call
from diagnose.lab.methods import proofs
from diagnose.lab.signing import JwtError
from diagnose.lab.state import Identity, LoginMethod

_CREDENTIAL = re.compile(r"AWS4-HMAC-SHA256 Credential=(\w+)/(\d{8})/([^/]+)/sts/aws4_request, SignedHeaders=(\S+), ")
_REGION = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
_RECIPIENT = "Wrong recipient, payload audience != requiredAudience"


def aws(call: Call, _: Identity, method: LoginMethod) -> None:
    """Settings: key_id, secret, session, arn, account, and the allowed `accounts` and `arns` of the caller."""
    call.fields("iamHttpRequestMethod", "iamRequestBody", "iamRequestHeaders")
    try:
        headers = json.loads(b64decode(call.optional("iamRequestHeaders"), validate=True))
    except ValueError as broken:
        raise RefusalError(step="aws.sts") from broken
    found = _CREDENTIAL.match(str(headers.get("Authorization", "")))
    if found is None or not _REGION.fullmatch(found[3]):
        raise RefusalError(step="aws.region")
    settings = method.settings
    if not _sts_confirms(call, headers, found, settings):
        raise RefusalError(step="aws.sts")
    if settings["arn"].endswith(":root"):
        raise RefusalError(step="aws.root")
    if settings["accounts"] and settings["account"] not in settings["accounts"]:
        raise RefusalError(step="aws.account")
    if not proofs.matches(settings["arn"], settings["arns"]):
        raise RefusalError(step="aws.principal", arn=settings["arn"])


def _sts_confirms(call: Call, headers: dict[str, str], found: re.Match[str], settings: dict[str, Any]) -> bool:
    """Whether STS would: the key is known and not over, the date near, and the signature right."""
    names = {name.lower(): value for name, value in headers.items()}
    if found[1] != settings["key_id"] or names.get("x-amz-security-token", "") != settings["session"]:
        return False
    signed = found[4].rstrip(",").split(";")
    canonical = "".join(f"{name}:{names.get(name, '')}\n" for name in signed)
    body = hashlib.sha256(b64decode(call.optional("iamRequestBody"))).hexdigest()
    text = f"POST\n/\n\n{canonical}\n{';'.join(signed)}\n{body}"
    stamp = names.get("x-amz-date", "")
    scope = f"{found[2]}/{found[3]}/sts/aws4_request"
    digest = hashlib.sha256(text.encode()).hexdigest()
    key = f"AWS4{settings['secret']}".encode()
    for part in scope.split("/"):
        key = hmac.new(key, part.encode(), hashlib.sha256).digest()
    wanted = hmac.new(key, f"AWS4-HMAC-SHA256\n{stamp}\n{scope}\n{digest}".encode(), hashlib.sha256).hexdigest()
    return headers["Authorization"].endswith(f"Signature={wanted}") and not settings.get("over")


def azure(call: Call, _: Identity, method: LoginMethod) -> None:
    """Settings: key, tenant, resource, principals."""
    (token,) = call.fields("jwt")
    settings = method.settings
    if proofs.peek(token) is None or settings.get("fault") == "tenant":
        raise RefusalError(step="azure.fault")
    try:
        claims = proofs.verify(token, settings["key"], call.now)
    except JwtError as refused:
        if refused.reason == "invalid signature":
            raise RefusalError(step="azure.key") from refused
        said = "Your token has expired. Please re-authenticate." if refused.reason == "jwt expired" else refused.reason
        raise RefusalError(step="azure.token", reason=said) from refused
    if str(claims.get("aud")).rstrip("/") != settings["resource"].rstrip("/"):
        raise RefusalError(step="azure.token", reason=f"jwt audience invalid. expected: {settings['resource']}")
    issuer = f"https://sts.windows.net/{claims.get('tid')}/"
    if claims.get("iss") != issuer:
        raise RefusalError(step="azure.token", reason=f"jwt issuer invalid. expected: {issuer}")
    if claims.get("tid") != settings["tenant"]:
        raise RefusalError(step="azure.tenant")
    if not proofs.matches(str(claims.get("oid")), settings["principals"]):
        raise RefusalError(step="azure.principal", oid=claims.get("oid"))


def gcp(call: Call, identity: Identity, method: LoginMethod) -> None:
    """Settings: key, type (gce or iam), accounts, projects, zones."""
    (token,) = call.fields("jwt")
    settings = method.settings
    iam = settings["type"] == "iam"
    try:
        claims = proofs.verify(token, settings["key"], call.now)
    except JwtError as refused:
        step = "gcp.iam-signature" if iam else "gcp.token"
        late = refused.reason == "jwt expired"
        library = "Token used too late, 1 > 0: {}" if late else "Invalid token signature: eyJ.e30.x"
        raise RefusalError(step=step, reason=refused.reason, library=library) from refused
    if claims.get("aud") != identity.id:
        raise RefusalError(step="gcp.iam-audience" if iam else "gcp.token", library=_RECIPIENT)
    account = claims.get("sub") if iam else claims.get("email")
    if not account:
        raise RefusalError(step="gcp.email")
    if not proofs.matches(str(account), settings["accounts"]):
        raise RefusalError(step="gcp.account")
    if not iam:
        _machine(call, claims, settings)


def _machine(call: Call, claims: dict[str, Any], settings: dict[str, Any]) -> None:
    machine = claims.get("google", {}).get("compute_engine")
    if not (settings["projects"] or settings["zones"]) or (machine is None and "gcp.machine" not in call.dialect.texts):
        return
    if machine is None:
        raise RefusalError(step="gcp.machine")
    if not proofs.matches(str(machine.get("project_id")), settings["projects"]):
        raise RefusalError(step="gcp.project")
    if not proofs.matches(str(machine.get("zone")), settings["zones"]):
        raise RefusalError(step="gcp.zone")


def spiffe(call: Call, _: Identity, method: LoginMethod) -> None:
    """Settings: key, audiences, ids; `fault` of the trust bundle."""
    (token,) = call.fields("jwt")
    settings = method.settings
    if settings.get("fault"):
        raise RefusalError(step=f"spiffe.{settings['fault']}", reason="connect ECONNREFUSED")
    try:
        claims = proofs.verify(token, settings["key"], call.now)
    except JwtError as refused:
        step = {"jwt expired": "expired", "invalid signature": "signature", "jwt not active": "audience"}
        raise RefusalError(step=f"spiffe.{step.get(refused.reason, 'invalid')}") from refused
    made_for = claims.get("aud", [])
    if not set([made_for] if isinstance(made_for, str) else made_for) & set(settings["audiences"]):
        raise RefusalError(step="spiffe.audience")
    if not proofs.matches(str(claims.get("sub")), settings["ids"]):
        raise RefusalError(step="spiffe.id")


def ldap(call: Call, identity: Identity, method: LoginMethod) -> None:
    """Settings: user, password, whether the plan has it; `fault` of the directory. Failures count."""
    user, password = call.fields("username", "password")
    settings, lock = method.settings, identity.lockout
    if lock.locked_until > call.now:
        raise RefusalError(step="ldap.locked")
    if settings.get("fault"):
        raise RefusalError(step=f"ldap.{settings['fault']}")
    if (user, password) != (settings["user"], settings["password"]) or settings.get("attribute"):
        lock.failures += 1
        lock.last_failure = call.now
        if lock.failures >= lock.threshold:
            lock.locked_until = call.now + lock.duration
        raise RefusalError(step="ldap.credentials")
    if not settings["plan"]:
        raise RefusalError(step="ldap.plan")
