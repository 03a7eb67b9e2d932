"""Whether something has changed since a run: the cheapest question that can tell, and never a login that would fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Final

from msgspec.structs import replace

from checks.case import Case
from diagnose.gather import Gathered, Limits, settings_of
from diagnose.gather.probes import PROBES
from diagnose.gather.run import Run
from diagnose.http.client import Client
from diagnose.inputs import Inputs
from diagnose.model import Answer, CredentialKind, Envelope, Evidence, Exchange, Sent

LOCK_S: Final = 300.0
"""How long servers lock a client ID, as it is set by default."""
_LOCK: Final = "universal-auth-lockout"
_TOO_MANY: Final = 429
_SERVER_FAULT: Final = 500
_NOT_INFISICALS: Final = frozenset({Envelope.HTML, Envelope.TEXT, Envelope.EMPTY, Envelope.OTHER_JSON})


class Way(StrEnum):
    """What is repeated; the value completes "Watching: …"."""

    QUESTION = "the request that was refused is put again, with the token of the one login"
    SERVER = "the server is asked for its settings, without a credential, until it answers"
    LOCK = "the lock is waited for, then there is one login"
    CREDENTIAL = "a login would only fail again, so the credential's file is watched for another value"
    NOTHING = "a login would only fail again, so nothing is repeated: run the check when it is mended"


def way_of(evidence: Evidence, cause: str | None, *, rereads: bool) -> Way:
    """How to see a change. `rereads`: the credential stands in a file, which may get another value."""
    login = evidence.of("login")
    question = Case(evidence).question
    exchange = question.exchange if question is not None else None
    if exchange is None or exchange.answer is None or _is_busy(exchange.answer):
        return Way.SERVER
    if cause == _LOCK:
        return Way.LOCK
    has_token = evidence.credential.kind not in {CredentialKind.UNIVERSAL_AUTH, CredentialKind.LOGIN_METHOD}
    if exchange.probe in PROBES and exchange.sent is Sent.TOKEN and (has_token or _accepted(login)):
        return Way.QUESTION
    return Way.CREDENTIAL if rereads else Way.NOTHING


class Watch:
    """Asks whether something changed since `gathered`. `read`: the inputs once more, from their files."""

    def __init__(  # noqa: PLR0913 - what was asked, with what, and how to look again
        self,
        inputs: Inputs,
        gathered: Gathered,
        way: Way,
        *,
        limits: Limits,
        environ: Mapping[str, str],
        read: Callable[[], Inputs],
        now: Callable[[], float],
    ) -> None:
        self._inputs, self._gathered, self._way = inputs, gathered, way
        self._limits, self._environ, self._read, self._now = limits, environ, read, now
        question = Case(gathered.evidence).question
        self._question = question.exchange if question is not None else None

    def has_changed(self) -> bool:
        """One look, which costs at most one request."""
        if self._way is Way.QUESTION and self._question is not None:
            return _told(self._again(self._question.probe)) != _told(self._question)
        if self._way is Way.SERVER:
            answer = self._again("config").answer
            return answer is not None and not _is_busy(answer)
        if self._way is Way.LOCK:
            asked_at = self._question.at if self._question is not None else 0.0
            return self._now() >= asked_at + LOCK_S
        return self._way is Way.CREDENTIAL and self._read().credential.secrets() != self._inputs.credential.secrets()

    def close(self) -> None:
        """Give back the token that was kept for the looks."""
        if self._gathered.minted is not None:
            limits = replace(self._limits, keep_token=False)
            with self._client() as client:
                run = Run(client, self._inputs.credential, limits, minted=self._gathered.minted)
                run.give_back(self._gathered.evidence)

    def _again(self, probe: str) -> Exchange:
        with self._client() as client:
            run = Run(client, self._inputs.credential, self._limits, minted=self._gathered.minted)
            return run.put_again(PROBES[probe], self._gathered.evidence)

    def _client(self) -> Client:
        return Client(settings_of(self._inputs, self._limits, self._environ))


def _accepted(login: Exchange | None) -> bool:
    return login is not None and login.answer is not None and login.answer.status < 300  # noqa: PLR2004 - a success


def _is_busy(answer: Answer) -> bool:
    """Whether it is no answer of Infisical's, or one of a server that cannot answer now."""
    return answer.status == _TOO_MANY or answer.status >= _SERVER_FAULT or answer.envelope in _NOT_INFISICALS


def _told(exchange: Exchange) -> tuple[object, ...]:
    """What of an answer is the same each time it is given."""
    answer = exchange.answer
    return (exchange.silence,) if answer is None else (answer.status, answer.error, answer.message, answer.data)
