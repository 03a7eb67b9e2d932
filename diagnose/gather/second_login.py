"""The login of a privileged pair: once, before the first look, and given back at the end."""

from __future__ import annotations

from typing import Final, Protocol

import msgspec

from diagnose.gather.probes import LOGIN
from diagnose.http.messages import Reply, Request
from diagnose.inputs.privileged import PrivilegedCredential
from diagnose.model import Evidence, Sent

REVOKE: Final = "/api/v1/auth/token/revoke"
LOGIN_PROBE: Final = "look-login"
REVOKE_PROBE: Final = "look-revoke"


class Sender(Protocol):
    """What the login needs of the client."""

    def send(self, request: Request) -> Reply:
        """Put one request; never raises."""


def with_token(
    client: Sender, held: PrivilegedCredential, evidence: Evidence
) -> tuple[PrivilegedCredential | None, Evidence]:
    """Log in with the pair. Where it is refused there is nothing to look with, which the evidence then says."""
    body = {"clientId": held.client_id or "", "clientSecret": held.client_secret or ""}
    reply = client.send(Request(probe=LOGIN_PROBE, method="POST", path=LOGIN, body=body, keep="login"))
    evidence = _added(evidence, reply)
    if reply.minted is None:
        remark = "The privileged pair's login was refused, so nothing was looked at with it."
        return None, msgspec.structs.replace(evidence, privileged=None, remarks=(*evidence.remarks, remark))
    ready = held.with_token(reply.minted)
    return ready, msgspec.structs.replace(evidence, privileged=ready.facts)


def given_back(client: Sender, held: PrivilegedCredential, evidence: Evidence) -> Evidence:
    """Revoke the token that the pair's login got."""
    body = {"accessToken": held.token or ""}
    return _added(evidence, client.send(Request(probe=REVOKE_PROBE, method="POST", path=REVOKE, body=body)))


def _added(evidence: Evidence, reply: Reply) -> Evidence:
    number = f"E{len(evidence.exchanges) + 1}"
    exchange = msgspec.structs.replace(reply.exchange, id=number, sent=Sent.ADMIN)
    return msgspec.structs.replace(evidence, exchanges=(*evidence.exchanges, exchange))
