"""The projects that the identity is in."""

from __future__ import annotations

from collections.abc import Iterable

from checks.case import Case
from checks.knowledge.hints import hint, listed
from checks.signs import Sign
from diagnose.model import State


def signs(case: Case) -> Iterable[Sign]:
    """The projects that it is in, where the server lists them."""
    projects = case.facts("own-projects").get("projects")
    if projects is not None:
        names = [str(project.get("name") or project.get("id") or "?") for project in projects]
        told = hint("projects", known=listed(names)) if names else hint("no-projects")
        yield Sign(cause="not-project-member", state=State.UNKNOWN, hint=told)
