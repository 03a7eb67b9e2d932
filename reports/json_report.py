"""The report for programs: JSON, version 1. Fields may be added to it; none is renamed, retyped or removed."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import msgspec

from diagnose.model import (
    Answer,
    CredentialFacts,
    Diagnosis,
    Exchange,
    Finding,
    GateResult,
    Intake,
    State,
    Target,
    Token,
    Verdict,
)
from reports.access_view import access_values
from reports.escape import json_text
from reports.options import Options
from reports.proof_view import proof_values

SCHEMA: Final = "infisical-diagnose/report/v1"


def render(diagnosis: Diagnosis, options: Options) -> str:
    """The diagnosis as JSON, indented by two spaces. Characters that act on a terminal are escaped, others kept.

    `options.verbose` adds the findings that tell nothing of this case; `options.quiet` puts all of it on one line.
    """
    text = json.dumps(shape(diagnosis, whole=options.verbose), ensure_ascii=False, allow_nan=False)
    if not options.quiet:
        # The standard library indents without its compiled encoder, which takes ten times as long.
        text = msgspec.json.format(text.encode("utf-8", "surrogatepass"), indent=2).decode("utf-8", "surrogatepass")
    return json_text(text) + "\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) that every report of version 1 meets."""
    path = Path(__file__).parent / "schema" / "report-v1.json"
    loaded: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return loaded


def shape(diagnosis: Diagnosis, *, whole: bool) -> dict[str, Any]:
    """The report as JSON values, in the order in which it is written; `whole`: with every finding."""
    evidence = diagnosis.evidence
    return {
        "schema": SCHEMA,
        "verdict": _verdict(diagnosis.verdict),
        "faq": [
            {"id": item.id, "state": item.state.value, "because": list(item.because), "says": item.says}
            for item in diagnosis.faq
        ],
        "chain": [_gate(gate) for gate in diagnosis.chain],
        "findings": [_finding(one) for one in diagnosis.findings if whole or _tells(one)],
        "considered": len(diagnosis.findings),
        "evidence": [_exchange(exchange) for exchange in evidence.exchanges],
        "server": {
            "era": diagnosis.server.era,
            "eras": list(diagnosis.server.eras),
            "clock_skew_s": _number(diagnosis.server.clock_skew_s),
        },
        "target": _target(evidence.target),
        "credential": _credential(evidence.credential, evidence.token),
        "spent": {
            "requests": evidence.spent.requests,
            "logins": evidence.spent.logins,
            "writes": evidence.spent.writes,
        },
        "tool": {"version": diagnosis.tool_version, "knowledge": diagnosis.knowledge},
        "started_at": _time(evidence.started_at),
        "remarks": list(evidence.remarks),
        "intake": _intake(evidence.intake),
        "access": access_values(diagnosis.access),
        "proof": proof_values(diagnosis),
    }


def _intake(intake: Intake | None) -> dict[str, Any] | None:
    """What was read of pasted texts; None after a run over the network."""
    if intake is None:
        return None
    return {
        "sources": list(intake.sources),
        "lines": intake.lines,
        "skipped": intake.skipped,
        "removed": [{"kind": r.kind, "count": r.count, "places": list(r.places)} for r in intake.redactions],
        "eras": [era.value for era in intake.eras],
    }


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "status": verdict.status.value,
        "cause": verdict.cause,
        "confidence": verdict.confidence.value if verdict.confidence else None,
        "faq": verdict.faq,
        "headline": verdict.headline,
        "alternatives": list(verdict.alternatives),
        "fix": list(verdict.fix),
        "who": verdict.who,
        "docs": verdict.docs or "",
        "console": verdict.console,
        "hint": verdict.hint,
        "why": verdict.why,
        "verify": verdict.verify,
        "refinements": [{"cause": more.cause, "says": more.says} for more in verdict.refinements],
        "decides": list(verdict.decides),
        "look": list(verdict.look),
        "behind": list(verdict.behind),
        "also": [{"cause": one.cause, "says": one.says, "because": list(one.because)} for one in verdict.also],
        "proof": list(verdict.proof),
        "notes": list(verdict.notes),
        "retryable": verdict.retryable,
        "works_until": None if verdict.works_until is None else _time(verdict.works_until),
        "warnings": list(verdict.warnings),
    }


def _gate(gate: GateResult) -> dict[str, Any]:
    return {
        "id": gate.id,
        "title": gate.title,
        "state": gate.state.value,
        "because": list(gate.because),
        "says": gate.says,
        "apart": gate.apart,
    }


def _tells(finding: Finding) -> bool:
    """Whether it names a cause, or says that a check broke, which stands under the check's own id."""
    return finding.state in {State.CAUSE, State.POSSIBLE} or finding.cause == finding.check


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "check": finding.check,
        "cause": finding.cause,
        "state": finding.state.value,
        "confidence": finding.confidence.value if finding.confidence else None,
        "says": finding.says,
        "because": list(finding.because),
        "refines": finding.refines,
    }


def _exchange(exchange: Exchange) -> dict[str, Any]:
    answer = exchange.answer
    return {
        "id": exchange.id,
        "probe": exchange.probe,
        "method": exchange.method,
        "url": exchange.url,
        "at": _time(exchange.at),
        "status": (answer.status or None) if answer else None,
        "took_ms": _number(exchange.took_ms),
        "said": _said(answer) if answer else None,
        "silence": exchange.silence.value if exchange.silence else None,
        "note": exchange.note,
        "sent": exchange.sent.value,
        "source": exchange.source,
        "quote": exchange.quote,
    }


def _said(answer: Answer) -> dict[str, Any]:
    return {
        "envelope": answer.envelope.value,
        "error": answer.error,
        "message": answer.message,
        "details": None if answer.details is None else [_json(rule) for rule in answer.details],
        "request_id": answer.request_id,
        "data": _json(answer.data),
        "headers": _json(answer.headers),
        "marks": list(answer.marks),
    }


def _target(target: Target) -> dict[str, Any]:
    return {
        "base_url": target.base_url,
        "project_id": target.project_id,
        "environment": target.environment,
        "secret_path": target.secret_path,
        "secret_name": target.secret_name,
        "action": target.action.value,
        "login_only": target.login_only,
        "warn_before_s": _number(target.warn_before_s),
        "sources": _json(target.sources),
    }


def _credential(facts: CredentialFacts, token: Token | None) -> dict[str, Any]:
    return {
        "kind": facts.kind.value,
        "sources": _json(facts.sources),
        "lengths": _json(facts.lengths),
        "traits": [
            {"field": trait.field, "oddity": trait.oddity.value, "fatal": trait.fatal, "detail": trait.detail}
            for trait in facts.traits
        ],
        "client_id": facts.client_id,
        **_method(facts),
        "token": None
        if token is None
        else {"algorithm": token.algorithm, "claims": _json(token.claims), "minted": token.minted},
    }


def _method(facts: CredentialFacts) -> dict[str, Any]:
    """Of another login method than universal auth: its name, the identity, and what the proof says in the clear."""
    if facts.method is None:
        return {}
    return {"method": facts.method, "identity_id": facts.identity_id, "claims": _json(facts.claims)}


def _json(value: object) -> Any:
    """Evidence as JSON values; keys sorted, so that the order in which facts were learned does not show."""
    if isinstance(value, Mapping):
        return {str(key): _json(value[key]) for key in sorted(value, key=str)}
    if isinstance(value, list | tuple):
        return [_json(item) for item in value]
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, bool | int | str) else str(value)


def _number(value: float | None) -> float | None:
    return round(value, 1) if value is not None and math.isfinite(value) else None


def _time(seconds: float) -> str | None:
    """ISO 8601 with milliseconds in UTC; null for a time that no calendar holds."""
    try:
        moment = datetime.fromtimestamp(seconds, UTC)
    except (OverflowError, ValueError, OSError):
        return None
    return moment.isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"
