"""The names that a headline needs, from the target, the token, and what a pasted refusal names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from checks.case.reading import Reading
from checks.knowledge import routes, wording
from diagnose.model import Evidence, Text

# Names in the server's sentences, as headlines call them.
_SLOTS: Final = {"env": "environment", "path": "path"}


def headline_names(evidence: Evidence, question: Reading | None, *, pasted: bool) -> Mapping[str, str]:
    """A value for each slot of a headline; "" for what a pasted text does not name."""
    claims = evidence.token.claims if evidence.token is not None else {}
    target = evidence.target
    values = {
        "environment": target.environment,
        "path": target.secret_path,
        "project": target.project_id or "",
        "host": routes.split(target.base_url).hostname or target.base_url,
        "identity": str(claims.get("identityName") or claims.get("identityId") or "") or Text("the identity"),
        "action": Text(target.action.value),
    }
    return values | _named(evidence, question if pasted else None) if evidence.intake is not None else values


def _named(evidence: Evidence, question: Reading | None) -> dict[str, str]:
    """What a pasted text's refusal names, in its URL or the server's own sentence; "" for what neither names."""
    named = {} if {"environment", "secret_path"} & evidence.target.sources.keys() else {"path": ""}
    if question is None:
        return named
    if "://" in question.exchange.url and not question.exchange.guessed:
        named["host"] = routes.split(question.exchange.url).hostname or ""
    for row in question.rows:
        slots = wording.slots(row.message, question.answer.message or "")
        named |= {_SLOTS[name]: value for name, value in slots.items() if name in _SLOTS and value}
        if "project" in row.message.lower() and slots.get("id"):
            named["project"] = slots["id"]
    return named
