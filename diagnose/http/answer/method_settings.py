"""Which settings of a login method are kept: what it allows, never a key, a certificate, a password or a token."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from diagnose.http.answer.rule_list import MAX_ENTRIES, Facts, text

_LONGEST: Final = 2000
_FIELDS: Final = (
    *("allowedNamespaces", "allowedNames", "allowedAudience", "tokenReviewMode"),
    *("boundIssuer", "boundSubject", "boundAudiences", "boundClaims", "oidcDiscoveryUrl", "configurationType"),
    *("tenantId", "resource", "allowedServicePrincipalIds"),
    *("type", "allowedServiceAccounts", "allowedProjects", "allowedZones"),
    *("allowedAccountIds", "allowedPrincipalArns"),
    *("allowedCommonNames", "allowedSubjectAltNames"),
    *("trustDomain", "allowedSpiffeIds", "allowedAudiences"),
)


def settings(body: Mapping[str, Any]) -> Facts:
    """Keep the settings by their names. One that cannot be kept whole is left out."""
    found = next((part for name, part in body.items() if name.startswith("identity") and isinstance(part, dict)), {})
    kept = {name: _whole(found[name]) for name in _FIELDS if name in found}
    return {name: value for name, value in kept.items() if value is not None}


def _whole(value: Any) -> Any:
    """A text, a list of texts, or texts by their names; None for anything else, and for more than is kept."""
    if isinstance(value, str):
        return text(value, _LONGEST) if len(value) <= _LONGEST else None
    if isinstance(value, list) and len(value) <= MAX_ENTRIES:
        parts = [_whole(part) for part in value if isinstance(part, str)]
        return parts if None not in parts and len(parts) == len(value) else None
    if isinstance(value, dict) and len(value) <= MAX_ENTRIES:
        named = {text(name): _whole(part) for name, part in value.items() if isinstance(part, str | list)}
        return named if None not in named.values() and len(named) == len(value) else None
    return None
