"""What each generation says when a login with the proof of a cloud or a directory is refused; from its source."""

from __future__ import annotations

from diagnose.lab.texts import Text, Texts

_REFUSED = Text(403, "UnauthorizedError", "You are not allowed to access this resource")
_FAULT = Text(500, "InternalServerError", "Something went wrong")


def _denied(what: str) -> Text:
    return Text(401, "UnauthorizedError", f"Access denied: {what}")


def _said(what: str, status: int = 401, error: str = "UnauthorizedError") -> Text:
    return Text(status, error, what)


def _missing(title: str, tail: str = "auth") -> Text:
    said = f"{title} auth method not found for identity, did you configure {title} {tail}?"
    return Text(404, "NotFound", said)


_B1_DENIED = {
    "aws.account": "AWS account ID not allowed.",
    "aws.principal": "AWS principal ARN not allowed.",
    "gcp.account": "GCP service account not allowed.",
    "gcp.project": "GCP project not allowed.",
    "gcp.zone": "GCP zone not allowed.",
}
B1: Texts = {
    **{step: Text(500, "Internal Server Error", f"Access denied: {what}") for step, what in _B1_DENIED.items()},
    **dict.fromkeys(("aws.missing", "gcp.missing", "azure.missing"), _REFUSED),
    **dict.fromkeys(("azure.tenant", "azure.principal", "azure.key", "gcp.iam-audience"), _REFUSED),
    "aws.sts": Text(500, "Internal Server Error", "Request failed with status code 403"),
    "azure.fault": Text(500, "Internal Server Error", "Cannot read properties of null (reading 'header')"),
    "azure.token": Text(401, "TokenError", "{reason}"),
    "gcp.token": Text(500, "Internal Server Error", "{library}"),
    "gcp.iam-signature": Text(401, "TokenError", "{reason}"),
}
B2: Texts = {
    **{step: _denied(what) for step, what in _B1_DENIED.items()},
    "aws.missing": _missing("AWS"),
    "gcp.missing": _missing("GCP"),
    "azure.missing": _missing("Azure", "Auth"),
    "aws.sts": _FAULT,
    "azure.fault": _FAULT,
    "azure.token": Text(403, "TokenError", "{reason}"),
    "azure.key": _said("Invalid signing key"),
    "azure.tenant": _said("Tenant ID mismatch"),
    "azure.principal": _said("Service principal not allowed"),
    "gcp.token": _FAULT,
    "gcp.iam-signature": Text(403, "TokenError", "{reason}"),
    "gcp.iam-audience": _said("Invalid audience in GCP IAM Token"),
}
C1: Texts = {
    **B2,
    "aws.region": Text(400, "BadRequest", "Invalid AWS region"),
    "aws.principal": _denied("AWS principal ARN not allowed. [principal-arn={arn}]"),
    "aws.root": _FAULT,
    "azure.fault": _FAULT,
    "azure.principal": _said("Service principal '{oid}' not allowed"),
    "gcp.token": _FAULT,
    "gcp.email": _said("You are not allowed to access this resource"),
    "ldap.missing": Text(404, "NotFound", "LDAP auth with ID '{identity}' not found"),
    "ldap.identity": Text(404, "NotFound", "Identity with ID '{identity}' not found"),
    "ldap.locked": _said("This identity auth method is temporarily locked, please try again later"),
    "ldap.credentials": _said("Invalid credentials"),
    "ldap.plan": Text(
        400,
        "BadRequest",
        "Failed to login to identity due to plan restriction. Upgrade plan to login with LDAP.",
    ),
    "tls-cert.header": Text(400, "BadRequest", "Missing TLS certificate in header"),
    "tls-cert.missing": _missing("TLS Certificate"),
    "tls-cert.none": Text(400, "BadRequest", "Missing client certificate"),
    "tls-cert.authority": _denied("Certificate not issued by the provided CA."),
    "tls-cert.expired": _denied("Certificate has expired."),
    "tls-cert.early": _denied("Certificate not yet valid."),
    "tls-cert.name": _denied("TLS Certificate Auth common name not allowed."),
    "ldap.contended": Text(429, "RateLimitExceeded", "Failed to acquire lock: rate limit exceeded"),
}
C2: Texts = {
    **C1,
    "aws.root": _denied("AWS account root principals cannot use AWS Auth."),
    "gcp.token": _said("Invalid GCP ID token"),
    "gcp.email": _said("GCP ID token is missing an email claim"),
    "gcp.iam-signature": _said("Invalid GCP IAM token signature"),
    "gcp.machine": _denied(
        "GCP identity token is missing the Compute Engine details that the allowed projects and zones need."
    ),
    "tls-cert.chain": _denied("Certificate chain could not be validated against the provided CA."),
    "tls-cert.is-authority": _denied("a CA certificate cannot be used as a client certificate."),
    "tls-cert.alternative": _denied("TLS Certificate Auth subject alternative name not allowed."),
    "spiffe.missing": _missing("SPIFFE"),
    "spiffe.expired": _said("JWT-SVID has expired"),
    "spiffe.signature": _said("JWT-SVID signature verification failed"),
    "spiffe.audience": _said("JWT-SVID audience validation failed"),
    "spiffe.invalid": _said("JWT-SVID verification failed"),
    "spiffe.id": _said("Access denied"),
    "spiffe.bundle-missing": Text(400, "BadRequest", "Static SPIFFE auth has no CA bundle JWKS configured"),
    "spiffe.bundle-down": Text(400, "BadRequest", "Failed to fetch SPIFFE trust bundle from remote endpoint: {reason}"),
}
