"""The page of Infisical's console where a cause is mended; only of the newest servers, whose addresses are known."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from checks.case import Case
from checks.knowledge import routes
from checks.knowledge.csv_file import read
from diagnose.model import Era
from diagnose.model.identifier import UUID_FORM

_UUID: Final = re.compile(UUID_FORM, re.IGNORECASE)
_SLOT: Final = re.compile(r"\{(\w+)\}")
_API: Final = "/api"


def page(case: Case, gate: str) -> str:
    """The address of the page for a refusal at that gate; "" if there is none, or an ID that it needs is not known."""
    path = _pages().get(gate, "")
    ids = _ids(case)
    if not path or not case.only(Era.C2) or not all(_UUID.fullmatch(ids[slot]) for slot in _SLOT.findall(path)):
        return ""
    base = _base(case)
    return base + _SLOT.sub(lambda slot: ids[slot[1]], path) if base else ""


def _base(case: Case) -> str:
    """The console's address: the server's own, without the API's path; "" for one that is no web address."""
    url = routes.split(case.evidence.target.base_url)
    if url.scheme not in {"http", "https"} or not url.hostname or "@" in url.netloc:
        return ""
    return f"{url.scheme}://{url.netloc}{url.path.rstrip('/').removesuffix(_API)}"


def _ids(case: Case) -> Mapping[str, str]:
    claims = case.evidence.token.claims if case.evidence.token is not None else {}
    of_project = case.facts("project").get("orgId")
    return {
        "org": str(claims.get("orgId") or of_project or next(_looked_at(case), "")),
        "identity": str(
            claims.get("identityId") or case.looks.subject_id or case.evidence.credential.identity_id or ""
        ),
        "project": case.evidence.target.project_id or "",
    }


def _looked_at(case: Case) -> Iterator[Any]:
    return (answer.data["orgId"] for _, answer in case.evidence.answered() if answer.data.get("orgId"))


@cache
def _pages() -> Mapping[str, str]:
    return {row["gate"]: row["page"] for row in read(Path(__file__).parent / "knowledge" / "console.csv")}
