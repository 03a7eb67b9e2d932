"""What the server says of itself, to anyone."""

from __future__ import annotations

from typing import Any

from diagnose.lab.answers import Reply
from diagnose.lab.call import Call
from diagnose.lab.clock import iso


def status(call: Call) -> Reply:
    """GET /api/status: no version in any era, but fields that tell generations apart."""
    body: dict[str, Any] = {
        "date": iso(call.now),
        "message": "Ok",
        "emailConfigured": True,
        "inviteOnlySignup": False,
        "redisConfigured": True,
        "secretScanningConfigured": False,
    }
    if call.dialect.stateless_tokens:
        body |= {"auditLogStorageDisabled": False, "maxIdentityAccessTokenTTL": int(call.world.server.max_token_age)}
    return Reply(body=body)


def config(call: Call) -> Reply:
    """GET /api/v1/admin/config"""
    body: dict[str, Any] = {"initialized": True, "allowSignUp": True, "allowedSignUpDomain": None}
    if call.dialect.family != "A":
        server = call.world.server
        body |= {
            "instanceId": server.instance_id,
            "isMigrationModeOn": server.maintenance,
            "defaultAuthOrgSlug": None,
            "isSecretScanningDisabled": True,
        }
    return Reply(body={"config": body})
