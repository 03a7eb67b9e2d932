"""Do the project, environment and folder that were asked for exist under these names?"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from checks.case import Case
from checks.check import Sign, table_check
from diagnose.model import Confidence, Era, State

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_OBJECT_ID: Final = re.compile(r"[0-9a-f]{24}", re.IGNORECASE)
_DAMAGED: Final = re.compile(r"[\s\"'{}0-9a-f-]{20,}", re.IGNORECASE)
_NO_PROJECT: Final = (
    "project-not-found",
    "invalid-uuid",
    "invalid-object-id",
    "project-slug-not-found",
    "e2ee-enabled",
)
_NO_PLACE: Final = ("environment-not-found", "environment-or-path-not-found")


def signs(case: Case) -> Iterable[Sign]:
    """What the spelling of the names, and the lists that the identity can see, say of a name that was not found."""
    yield from _project_signs(case)
    yield from _environment_signs(case)


def _project_signs(case: Case) -> Iterable[Sign]:
    given = case.evidence.target.project_id or ""
    slug = case.reading("project-by-slug")
    if slug is not None and slug.worked:
        yield Sign(cause="project-slug-as-id", explains=_NO_PROJECT, because=(slug.id,))
    if not given or _UUID.fullmatch(given):
        return
    if _OBJECT_ID.fullmatch(given) and Era.A in case.eras:
        return
    cause_id = "invalid-uuid" if _DAMAGED.fullmatch(given) else "project-slug-as-id"
    yield Sign(cause=cause_id, explains=_NO_PROJECT)


def environments(case: Case) -> tuple[dict[str, Any], ...]:
    """The project's environments as `{name, slug}`, if the identity could read the project."""
    reading = case.reading("project")
    data = reading.exchange.answer.data if reading is not None and reading.exchange.answer is not None else {}
    return tuple(entry for entry in data.get("environments", ()) if isinstance(entry, dict) and entry.get("slug"))


def _environment_signs(case: Case) -> Iterable[Sign]:
    known = environments(case)
    if not known:
        return
    reading = case.reading("project")
    because = (reading.id,) if reading is not None else ()
    given = case.evidence.target.environment
    if any(entry["slug"] == given for entry in known):
        yield Sign(cause="environment-not-found", state=State.RULED_OUT, because=because)
        return
    spoken = given.strip().casefold()
    named = any(spoken in {str(entry.get("name", "")).casefold(), entry["slug"].casefold()} for entry in known)
    cause_id = "environment-name-as-slug" if named else "environment-not-found"
    yield Sign(cause=cause_id, explains=_NO_PLACE, because=because, confidence=Confidence.CERTAIN)


CHECK = table_check("scope_names", "Do the project, environment and folder exist under these names?", signs)
