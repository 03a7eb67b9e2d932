"""Keeps the evidence of an answer that is given only once: an expired secret says so, and then is like a wrong one."""

from __future__ import annotations

import os
from pathlib import Path
from time import gmtime, strftime
from typing import Final
from urllib.parse import urlsplit

import msgspec

from checks.case import Case
from diagnose.model import Evidence
from diagnose.problems import UsageProblem

# Effects of the rejection table after which the same question is answered otherwise.
ONCE: Final = frozenset({"revokes-secret", "deletes-token", "deletes-service-token", "deletes-api-key"})


def said_once(evidence: Evidence) -> bool:
    """Whether an answer in the evidence was one that asking has used up."""
    return any(row.effect in ONCE for reading in Case(evidence).readings for row in reading.rows)


def keep(evidence: Evidence) -> Evidence:
    """Save such evidence under the user's state folder and say where; evidence of another kind is left as it is."""
    if not said_once(evidence):
        return evidence
    from diagnose.evidence_file import save

    folder = _state_folder()
    host = urlsplit(evidence.target.base_url).hostname or "server"
    path = folder / f"{strftime('%Y%m%dT%H%M%SZ', gmtime(evidence.started_at))}-{host.replace(':', '-')}.json"
    shown = f"~/{path.relative_to(Path.home())}" if path.is_relative_to(Path.home()) else str(path)
    remark = f"The server gives this answer only once. What was seen is kept in {shown}"
    kept = msgspec.structs.replace(evidence, remarks=(*evidence.remarks, remark))
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        save(kept, path, force=True)
    except (OSError, UsageProblem):
        lost = "The server gives this answer only once, and it could not be kept in a file: keep this report."
        return msgspec.structs.replace(evidence, remarks=(*evidence.remarks, lost))
    return kept


def _state_folder() -> Path:
    base = os.environ.get("XDG_STATE_HOME")
    return (Path(base) if base else Path.home() / ".local" / "state") / "infisical-diagnose"
