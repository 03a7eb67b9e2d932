"""What each generation says when a login by another method is refused; from its source."""

from __future__ import annotations

from diagnose.lab.methods import texts_clouds as clouds
from diagnose.lab.texts import Text, Texts

_NO = "You are not allowed to access this resource"
_REFUSED = Text(403, "UnauthorizedError", _NO)
_FAULT = Text(500, "InternalServerError", "Something went wrong")


def _denied(what: str, status: int = 401, error: str = "UnauthorizedError") -> Text:
    return Text(status, error, f"Access denied: {what}")


def _missing(title: str, tail: str = "auth") -> Text:
    said = f"{title} auth method not found for identity, did you configure {title} {tail}?"
    return Text(404, "NotFound", said)


_KUBERNETES: Texts = {
    "kubernetes.missing": _missing("Kubernetes"),
    "kubernetes.review": Text(401, "KubernetesTokenReviewError", "{text}"),
    "kubernetes.namespace": _denied("K8s namespace not allowed."),
    "kubernetes.name": _denied("K8s name not allowed."),
    "kubernetes.audience": _denied("K8s audience not allowed."),
}
_AT = "Kubernetes API server"
_KUBERNETES_C: Texts = {
    "kubernetes.reviewer": Text(401, "KubernetesTokenReviewerUnauthorized", "Unauthorized"),
    "kubernetes.forbidden": Text(
        401,
        "KubernetesTokenReviewerForbidden",
        'tokenreviews.authentication.k8s.io is forbidden: User "system:serviceaccount:infisical:reviewer" cannot create'
        ' resource "tokenreviews" in API group "authentication.k8s.io" at the cluster scope',
    ),
    "kubernetes.refused": Text(
        400,
        "KubernetesConnectionRefused",
        f"Failed to connect to {_AT} at {{host}}: Connection refused. Verify the host URL and ensure the kubernetes"
        " api server is accessible.",
    ),
    "kubernetes.unresolved": Text(
        400,
        "KubernetesHostNotFound",
        f"Failed to resolve {_AT} hostname: {{host}}. Verify the hostname is correct.",
    ),
    "kubernetes.timeout": Text(
        400,
        "KubernetesConnectionTimeout",
        f"Connection to {_AT} at {{host}} timed out. Verify network connectivity and firewall rules.",
    ),
    "kubernetes.certificate": Text(
        400,
        "KubernetesCertificateError",
        f"SSL certificate verification failed for {_AT} at {{host}}. Verify the CA certificate is correct"
        " and the server certificate is valid.",
    ),
    "kubernetes.no-host": Text(400, "BadRequest", "Kubernetes host is required when token review mode is set to API"),
    "kubernetes.private": Text(400, "BadRequest", "Local IPs not allowed as URL"),
    "kubernetes.username": Text(
        400,
        "KubernetesUsernameParseError",
        "Invalid Kubernetes service account username format: {username}. Expected format:"
        " system:serviceaccount:<namespace>:<name>",
    ),
}

_OIDC: Texts = {
    "oidc.missing": _missing("OIDC"),
    "oidc.undecodable": Text(401, "UnauthorizedError", "Invalid JWT"),
    "oidc.invalid": _denied("{reason}"),
    "oidc.subject": _denied("OIDC subject not allowed.", 403, "ForbiddenError"),
    "oidc.audience": _denied("OIDC audience not allowed."),
    "oidc.claim": _denied("OIDC claim not allowed."),
}
_TOKENS_C: Texts = {
    "oidc.discovery": _denied("Failed to fetch OIDC discovery document from {url}. connect ECONNREFUSED"),
    "oidc.private": Text(400, "BadRequest", "Local IPs not allowed as URL"),
    "oidc.key": _denied(
        "Unable to verify JWT signature. The signing key '{kid}' was not found in the OIDC provider's JWKS endpoint."
        " This may indicate an invalid token or misconfigured OIDC provider."
    ),
    "oidc.no-claim": _denied("token has no {claim} field"),
    "jwt.missing": _missing("JWT"),
    "jwt.undecodable": Text(401, "UnauthorizedError", "Invalid JWT"),
    "jwt.invalid": _denied("{reason}"),
    "jwt.invalid-static": _denied("JWT verification failed with all keys. Errors - {reason}"),
    "jwt.key": _FAULT,
    "jwt.issuer": _denied("issuer mismatch", 403, "ForbiddenError"),
    "jwt.no-subject": _denied("token has no subject field"),
    "jwt.subject": _denied("subject not allowed", 403, "ForbiddenError"),
    "jwt.audience": _denied("token audience not allowed"),
    "jwt.no-claim": _denied("token has no {claim} field"),
    "jwt.claim": _denied("claim mismatch for field {claim}"),
}

B1: Texts = {
    **clouds.B1,
    "oidc.missing": _REFUSED,
    "oidc.undecodable": Text(400, "BadRequest", "Invalid JWT"),
    "oidc.invalid": Text(500, "Internal Server Error", "{reason}"),
    "oidc.subject": _denied("OIDC subject not allowed.", 500, "Internal Server Error"),
    "oidc.audience": _denied("OIDC audience not allowed.", 500, "Internal Server Error"),
    "oidc.claim": _denied("OIDC claim not allowed.", 500, "Internal Server Error"),
    "method.identity": Text(400, "BadRequest", "Failed to find identity"),
    "method.unattached": Text(400, "BadRequest", "The identity does not have {title} Auth attached"),
    "kubernetes.missing": _REFUSED,
    "kubernetes.review": Text(403, "UnauthorizedError", "{text}"),
    "kubernetes.namespace": _denied("K8s namespace not allowed.", 500, "Internal Server Error"),
    "kubernetes.name": _denied("K8s name not allowed.", 500, "Internal Server Error"),
    "kubernetes.audience": _denied("K8s audience not allowed.", 500, "Internal Server Error"),
    "kubernetes.reviewer": Text(500, "Internal Server Error", "Request failed with status code 401"),
    "kubernetes.bot": Text(400, "OrgBotNotFound", "Org bot not found"),
    "kubernetes.refused": Text(500, "Internal Server Error", "connect ECONNREFUSED 10.0.0.1:6443"),
    "kubernetes.unresolved": Text(500, "Internal Server Error", "getaddrinfo ENOTFOUND {host}"),
    "kubernetes.certificate": Text(500, "Internal Server Error", "self-signed certificate in certificate chain"),
    "oidc.discovery": Text(500, "Internal Server Error", "Request failed with status code 404"),
}
# before 2024-07-16 a value that was not allowed was refused in the words of everything else
B1_EARLY: Texts = {
    **B1,
    **dict.fromkeys(("kubernetes.namespace", "kubernetes.name", "kubernetes.audience"), _REFUSED),
    **dict.fromkeys(("oidc.subject", "oidc.audience", "oidc.claim"), _REFUSED),
    **dict.fromkeys(("aws.account", "aws.principal", "gcp.account", "gcp.project", "gcp.zone"), _REFUSED),
}
B2: Texts = {
    **_KUBERNETES,
    **clouds.B2,
    **_OIDC,
    "oidc.missing": _missing("GCP"),
    "method.unattached": Text(400, "BadRequest", "The identity does not have {title} Auth attached"),
    "method.identity": Text(
        404, "NotFound", "Identity organization membership for identity with ID '{identity}' not found"
    ),
    "kubernetes.reviewer": Text(401, "KubernetesTokenReviewRequestError", "Unauthorized"),
    **dict.fromkeys(("kubernetes.refused", "kubernetes.unresolved", "kubernetes.certificate"), _FAULT),
    "oidc.discovery": _FAULT,
    "kubernetes.bot": Text(404, "OrgBotNotFound", "Organization bot not found"),
}
C1: Texts = {
    **B2,
    **clouds.C1,
    **_KUBERNETES_C,
    **_OIDC,
    **_TOKENS_C,
    "method.identity": Text(401, "UnauthorizedError", "Identity not found"),
    "method.unattached": Text(400, "BadRequest", "The identity does not have {title} Auth attached"),
    "method.sub-organization": Text(404, "NotFound", "Sub organization with slug {slug} not found"),
    "method.sub-organization-closed": Text(
        401, "UnauthorizedError", "Identity not authorized to access sub organization {slug}"
    ),
}
C2: Texts = {
    **C1,
    **clouds.C2,
    "kubernetes.gateway-retired": Text(
        400,
        "BadRequest",
        "This Kubernetes auth method is attached to a gateway created on the legacy gateway system, which is no longer"
        " supported. Deploy a new gateway under Organization Settings > Networking and select it, or remove the gateway"
        " to connect directly.",
    ),
}
