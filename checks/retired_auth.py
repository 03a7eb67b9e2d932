"""A service token's or API key's own scope and end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from typing import Any, Final

from checks.case import Case
from checks.knowledge.hints import hint, listed
from checks.knowledge.times import is_over
from checks.signs import Sign
from diagnose.model import Action, Confidence, State

_DENIED: Final = ("service-token-permission", "service-token-scope")
_UNKNOWN: Final = ("service-token-unknown", "service-token-wrong-secret", "service-token-expired")


def signs(case: Case) -> Iterable[Sign]:
    """Compare what the service token says of itself with what was asked of it."""
    reading = case.reading("service-token")
    if reading is None or not reading.worked:
        return
    said, because = reading.answer.data, (reading.id,)
    if is_over(said.get("expiresAt"), case.now):
        yield Sign(cause="service-token-expired", explains=_UNKNOWN, because=because)
    wanted = "read" if case.evidence.target.action is Action.READ else "write"
    granted = said.get("permissions") or ()
    if granted and wanted not in granted:
        refused = bool(case.suspects)
        yield Sign(
            cause="service-token-permission",
            explains=_DENIED if refused else (),
            confidence=Confidence.CERTAIN if refused else Confidence.LIKELY,
            because=because,
        )
    covers = [f"{scope.get('environment')} {scope.get('secretPath', '/')}" for scope in said.get("scopes") or ()]
    if covers:
        told = hint("secret-scopes", known=listed(covers))
        yield Sign(cause="service-token-scope", state=State.UNKNOWN, hint=told)
    project = said.get("projectId") or said.get("workspace")
    asked = case.evidence.target.project_id
    if project and asked and project != asked:
        explains = tuple(s.cause for s in case.suspects)
        told = hint("project-of-token", id=str(project))
        yield Sign(
            cause="service-token-wrong-project", explains=explains, because=because, confidence=_sure(case), hint=told
        )
    elif not _covers(said.get("scopes") or (), case):
        yield Sign(cause="service-token-scope", explains=_DENIED if case.suspects else (), because=because,
                   confidence=_sure(case))  # fmt: skip
    else:
        yield Sign(cause="service-token-scope", state=State.RULED_OUT, because=because)


def _sure(case: Case) -> Confidence:
    """A single-scope token ignores the place that was asked for, so that an answer may still be what was wanted."""
    return Confidence.CERTAIN if case.suspects else Confidence.LIKELY


def _covers(scopes: Iterable[Mapping[str, Any]], case: Case) -> bool:
    target = case.evidence.target
    path = "/" + target.secret_path.strip("/")
    return any(
        scope.get("environment") == target.environment and _glob(str(scope.get("secretPath", "/")), path)
        for scope in scopes
    ) or not list(scopes)


def _glob(pattern: str, path: str) -> bool:
    """Whether a scope's folder pattern covers the folder; `*` and `**` as in the server's glob."""
    pattern = "/" + pattern.strip("/")
    return pattern == path or fnmatchcase(path, pattern) or (pattern.endswith("/**") and path == pattern[:-3])
