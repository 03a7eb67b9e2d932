"""Keeps the evidence of an answer that is given only once: an expired secret says so, and then is like a wrong one."""

from __future__ import annotations

import os
import re
from pathlib import Path
from time import gmtime, strftime
from typing import TYPE_CHECKING, Final

import msgspec

from checks.case import Case
from checks.knowledge import routes
from diagnose.model import Evidence
from diagnose.problems import UsageProblem

if TYPE_CHECKING:
    from diagnose.secret.guard import Guard

# Effects of the rejection table after which the same question is answered otherwise.
ONCE: Final = frozenset({"revokes-secret", "deletes-token", "deletes-service-token", "deletes-api-key"})
_REFUSED: Final = 300
_LONGEST_HOST: Final = 100


def said_once(evidence: Evidence) -> bool:
    """Whether an answer in the evidence was one that asking has used up."""
    if not any(answer.status >= _REFUSED for _, answer in evidence.answered()):
        return False
    return any(row.effect in ONCE for reading in Case(evidence).readings for row in reading.rows)


def keep(evidence: Evidence, guard: Guard) -> Evidence:
    """Save such evidence under the user's state folder and say where; evidence of another kind is left as it is.

    Where nothing can be saved, the evidence says that instead. Raises LeakFound if `guard` finds a secret in it.
    """
    if not said_once(evidence):
        return evidence
    from diagnose.files.evidence_file import save

    try:
        path = state_folder() / _name(evidence)
        kept = _remarked(evidence, f"The server gives this answer only once. What was seen is kept in {_shown(path)}")
        save(kept, path, guard=guard)
    except (OSError, UsageProblem):
        lost = "The server gives this answer only once, and it could not be kept in a file: keep this report."
        return _remarked(evidence, lost)
    return kept


def _remarked(evidence: Evidence, remark: str) -> Evidence:
    return msgspec.structs.replace(evidence, remarks=(*evidence.remarks, remark))


def _name(evidence: Evidence) -> str:
    """When, of which server, and a few random digits: two runs in the same second must not lose an answer."""
    host = re.sub(r"[^A-Za-z0-9.]+", "-", routes.split(evidence.target.base_url).netloc)[:_LONGEST_HOST]
    return f"{strftime('%Y%m%dT%H%M%SZ', gmtime(evidence.started_at))}-{host}-{os.urandom(3).hex()}.json"


def state_folder() -> Path:
    """The state folder, for its owner only. Raises OSError where there can be none."""
    base = os.environ.get("XDG_STATE_HOME", "")
    if not Path(base).is_absolute():  # the specification ignores a relative one
        home = _home()
        if home is None:
            raise FileNotFoundError
        base = str(home / ".local" / "state")
    folder = Path(base) / "infisical-diagnose"
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink():  # whoever made it may be somebody else
        raise NotADirectoryError
    folder.chmod(0o700)  # it may be older than this rule
    return folder


def _home() -> Path | None:
    if os.environ.get("HOME") == "":
        return None  # Python would take the root folder
    try:
        home = Path.home()
    except RuntimeError:  # no HOME, and no entry among the system's users
        return None
    return home if home.is_absolute() else None


def _shown(path: Path) -> str:
    """The path for a report that others will read: the name of the home folder is often a person's."""
    home = _home()
    return f"~/{path.relative_to(home)}" if home is not None and path.is_relative_to(home) else str(path)
