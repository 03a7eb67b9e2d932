"""The same login at the other region of Infisical Cloud, where the user allowed it: once, and given back at once."""

from __future__ import annotations

from typing import Final, Protocol

from msgspec.structs import replace

from checks.case import ELSEWHERE, Case
from diagnose.http.messages import Reply, Request
from diagnose.model import Evidence, Sent
from diagnose.secret import Secret

LOGIN_PROBE: Final = "region-login"
REVOKE_PROBE: Final = "region-revoke"
REVOKE: Final = "/api/v1/auth/token/revoke"
NEEDS: Final = 2
"""Requests: the login, and giving its token back."""


class Sender(Protocol):
    """What this needs of the client of the other region."""

    @property
    def sent(self) -> int:
        """How many requests went out."""

    def send(self, request: Request) -> Reply:
        """Put one request; never raises."""

    def hurry(self, seconds: float) -> None:
        """Move the deadline to so many seconds from now."""

    def late_token(self, seconds: float) -> Secret | None:
        """The token of an interrupted request, if its answer comes in time."""


def wanted(case: Case) -> bool:
    """Whether the login was refused here in a way that the wrong region would explain, and was not put there yet."""
    question = case.question
    if question is None or question.exchange.probe != "login" or question.worked or case.region.asked is not None:
        return False
    unsound = any(trait.fatal for trait in case.evidence.credential.traits)
    return not unsound and bool(case.suspects) and ELSEWHERE in (*question.suspects, *question.may_be)


class OtherRegion:
    """One login there. `token`: what it got, which no output may show."""

    def __init__(self, client: Sender) -> None:
        self._client = client
        self._held: Secret | None = None
        self.token: Secret | None = None

    @property
    def sent(self) -> int:
        """How many requests went there."""
        return self._client.sent

    def ask(self, login: Request, sent: Sent, evidence: Evidence) -> Evidence:
        """Put the login as it was put here, and revoke the token that it gets."""
        reply = self._client.send(replace(login, probe=LOGIN_PROBE))
        self._held = self.token = reply.minted
        return self._give_back(_added(evidence, reply, sent))

    def interrupted(self, seconds: float) -> None:
        """Revoke what a login that was under way may have got; waits at most so long for it."""
        self._held = self._held or self._client.late_token(seconds)
        self.token = self.token or self._held
        self._client.hurry(seconds)
        if self._held is not None:
            self._client.send(_revoking(self._held))

    def _give_back(self, evidence: Evidence) -> Evidence:
        if self._held is None:
            return evidence
        reply = self._client.send(_revoking(self._held))
        self._held = None
        return _added(evidence, reply, Sent.TOKEN)


def _revoking(token: Secret) -> Request:
    return Request(probe=REVOKE_PROBE, method="POST", path=REVOKE, body={"accessToken": token})


def _added(evidence: Evidence, reply: Reply, sent: Sent) -> Evidence:
    exchange = replace(reply.exchange, id=f"E{len(evidence.exchanges) + 1}", sent=sent)
    return replace(evidence, exchanges=(*evidence.exchanges, exchange))
