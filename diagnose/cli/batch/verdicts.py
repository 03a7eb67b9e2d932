"""From the evidence of a row to its result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.case.memory import Memory
from checks.check import Check
from checks.secret_row import end_of
from diagnose.cli.batch.rows import Row
from diagnose.judgement import verdict_of
from diagnose.model import Evidence, Status
from diagnose.model.result import Result


def result_of(
    row: Row, evidence: Evidence, plugins: Sequence[Check], within_s: float | None, memory: Memory | None = None
) -> Result:
    """Judge the evidence. `within_s`: a credential that works and ends within so many seconds is expiring.

    `memory`: that of the run that gathered it.
    """
    verdict = verdict_of(evidence, plugins, memory)
    target, facts = evidence.target, evidence.credential
    ends = min(_ends(evidence), default=None)
    works = verdict.status is Status.NO_CAUSE
    return Result(
        row=row.line,
        name=row.name,
        identity=facts.client_id or facts.identity_id or row.identity_id or _of_token(evidence),
        base_url=target.base_url,
        project_id=target.project_id,
        environment=target.environment,
        secret_path=target.secret_path,
        status=verdict.status,
        cause=verdict.cause,
        confidence=verdict.confidence,
        headline=str(verdict.headline),
        fix=tuple(map(str, verdict.fix)),
        alternatives=verdict.alternatives,
        expires_at=ends,
        expiring=works and within_s is not None and ends is not None and ends <= evidence.started_at + within_s,
        spent=evidence.spent,
        remarks=evidence.remarks,
    )


def _of_token(evidence: Evidence) -> str:
    claims = evidence.token.claims if evidence.token is not None else {}
    return str(claims.get("identityId") or "")


def _ends(evidence: Evidence) -> Iterator[float]:
    """When the credential ends, as far as that was seen: the token that was handed over, or the client secrets."""
    token = evidence.token
    if token is not None and not token.minted and isinstance(token.claims.get("exp"), int | float):
        yield float(token.claims["exp"])
    for exchange, answer in evidence.answered():
        if exchange.probe in {"look-secrets", "look-secret"}:
            for secret in answer.data.get("secrets") or ():
                end = None if secret.get("isClientSecretRevoked") else end_of(secret)
                if end is not None and end > evidence.started_at:
                    yield end
