"""A project that a client asked for by what stands in a configuration where nobody filled one in."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from checks.case import Case
from checks.signs import Sign

NO_PROJECT: Final = (
    "project-not-found",
    "invalid-uuid",
    "invalid-object-id",
    "project-slug-not-found",
    "e2ee-enabled",
)
"""What servers say of a project that does not exist."""

# How programs print that they have no value, and the variables of shells, runners and templates.
_UNFILLED: Final = re.compile(
    r"undefined|null|none|nil|nan|\[object Object\]|\$.*|\{\{.*|(?:vars|secrets|env|inputs)\.\w+", re.IGNORECASE
)
# What people and runners write over an identifier before they show it: marks, words, and its first digits.
_MASKED: Final = re.compile(
    r".*(?:[*\u2022\u2026\u00ab\u00bb<>\[\](){}#?\\]|\.{2}|x{4}|redact|\bmask|placeholder|your[-_ ]).*|[x_.-]+"
    r"|(?:hidden|removed|omitted|censored)|(?:my[-_ ]?)?(?:(?:project|workspace)[-_ ]?)?u?u?id|[0-9a-f]{6,8}",
    re.IGNORECASE,
)


def is_unfilled(project: str) -> bool:
    """Whether no project goes by this name: a program had none, or left the variable as it was written."""
    return _UNFILLED.fullmatch(project.strip()) is not None


def is_masked(project: str) -> bool:
    """Whether the text shows something else in the project's place, so that its form tells nothing."""
    return not is_unfilled(project) and _MASKED.fullmatch(project.strip()) is not None


def signs(case: Case) -> Iterable[Sign]:
    """That the client had no project to ask for, by what it gave as one."""
    if is_unfilled(case.evidence.target.project_id or ""):
        yield Sign(cause="project-id-missing", explains=NO_PROJECT)
