"""The names that do exist beside the one that was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Final

from checks.case import Case
from checks.integrations import NO_PROJECT, is_masked, is_unfilled
from checks.knowledge.hints import hint, listed
from checks.signs import Sign
from diagnose.model import Era, State
from diagnose.model.identifier import UUID_FORM

_UUID: Final = re.compile(UUID_FORM, re.IGNORECASE)
_OBJECT_ID: Final = re.compile(r"[0-9a-f]{24}", re.IGNORECASE)
_DAMAGED: Final = re.compile(r"[\s\"'{}0-9a-f-]{20,}", re.IGNORECASE)
_NO_PLACE: Final = ("environment-not-found", "environment-or-path-not-found")
# Servers look at the rules first, and none that names an environment fits what is no environment's slug.
_NO_RULE: Final = "permission-denied"


def signs(case: Case) -> Iterable[Sign]:
    """What the spelling of the names, and the lists that the identity can see, say of a name that was not found."""
    yield from _project_signs(case)
    yield from _environment_signs(case)
    yield from _folder_signs(case)


def _project_signs(case: Case) -> Iterable[Sign]:
    given = case.evidence.target.project_id or ""
    if is_masked(given):
        given = ""
    slug = case.reading("project-by-slug")
    if slug is not None and slug.worked:
        known = str(case.facts("project-by-slug").get("id", ""))
        told = hint("project-id", id=known) if known else ""
        yield Sign(cause="project-slug-as-id", explains=NO_PROJECT, because=(slug.id,), hint=told)
    yield from _visible_projects(case)
    token_may_be_why = any(case.gate(suspect.cause).startswith("token-") for suspect in case.suspects)
    if given and case.only(Era.A) and not _OBJECT_ID.fullmatch(given) and not token_may_be_why:
        yield Sign(cause="invalid-object-id", explains=("invalid-object-id",), state=State.CAUSE)
    if not given or _UUID.fullmatch(given) or is_unfilled(given):
        return
    if _OBJECT_ID.fullmatch(given) and Era.A in case.eras:
        return
    cause_id = "invalid-uuid" if _DAMAGED.fullmatch(given) else "project-slug-as-id"
    # A status alone may be a refusal that comes before any look at the project.
    state = State.POSSIBLE if _is_wordless(case) else State.CAUSE
    yield Sign(cause=cause_id, explains=NO_PROJECT, state=state)


def _is_wordless(case: Case) -> bool:
    """Whether of the refusal only the status is known."""
    answer = case.question.answer if case.question is not None else None
    return answer is not None and not (answer.message or answer.error)


def _visible_projects(case: Case) -> Iterable[Sign]:
    projects = case.facts("own-projects").get("projects")
    if projects is None:
        return
    names = [f"{project.get('name', '?')} ({project.get('id', '?')})" for project in projects]
    told = hint("projects", known=listed(names)) if names else hint("no-projects")
    yield Sign(cause="project-not-found", state=State.UNKNOWN, hint=told)


def environments(case: Case) -> tuple[dict[str, Any], ...]:
    """The project's environments as `{name, slug}`, if the identity could read the project."""
    listed_ = case.facts("project").get("environments", ())
    return tuple(entry for entry in listed_ if isinstance(entry, dict) and entry.get("slug"))


def _environment_signs(case: Case) -> Iterable[Sign]:
    folders = case.reading("folders")
    if folders is not None and folders.suspects == ("environment-not-found",):
        yield Sign(cause="environment-not-found", explains=_NO_PLACE, because=(folders.id,))
    known = environments(case)
    if not known:
        return
    reading = case.reading("project")
    because = (reading.id,) if reading is not None else ()
    given = case.evidence.target.environment
    if any(entry["slug"] == given for entry in known):
        yield Sign(cause="environment-not-found", state=State.RULED_OUT, because=because)
        return
    slug = meant(given, known)
    if slug is not None:
        told = hint("environment-slug", slug=slug, given=given)
        yield Sign(cause="environment-name-as-slug", explains=(*_NO_PLACE, _NO_RULE), because=because, hint=told)
    else:
        told = hint("environments", known=listed(entry["slug"] for entry in known))
        yield Sign(cause="environment-not-found", explains=_NO_PLACE, because=because, hint=told)


def meant(given: str, known: Iterable[dict[str, Any]]) -> str | None:
    """The slug of the environment that goes by this name, or by this slug in other letter case."""
    spoken = given.strip().casefold()
    named = (e["slug"] for e in known if spoken in {str(e.get("name", "")).casefold(), e["slug"].casefold()})
    return next(named, None)


def _folder_signs(case: Case) -> Iterable[Sign]:
    """Where the path ends, from the folders at the top and in the parent of the one that was asked for."""
    steps = [step for step in case.evidence.target.secret_path.split("/") if step]
    top = case.facts("folders").get("folders")
    if not steps or top is None:
        return
    parent = "/" + "/".join(steps[:-1])
    below = case.facts("folders-parent").get("folders")
    if steps[0] not in top:
        told = hint("folder-at-root", segment=steps[0], known=listed(top)) if top else hint("no-folder-at-root")
    elif below:
        told = hint("folder-in-parent", parent=parent, segment=steps[-1], known=listed(below))
    else:
        told = hint("folder-parent-missing", parent=parent) if len(steps) > 1 else ""
    yield Sign(cause="environment-or-path-not-found", state=State.UNKNOWN, hint=told)
