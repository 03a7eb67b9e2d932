"""Who asked for what, where: the line under the answer."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from diagnose.model import Action, Diagnosis
from reports import names, phrases

_ARROW: Final = " → "
_HOST: Final = re.compile(r"(?:[a-z][a-z0-9+.-]*:)?//([^/?#]*)", re.IGNORECASE)


def of(diagnosis: Diagnosis) -> tuple[str, str]:
    """Who asked, and for what; "" for what is not known."""
    return who(diagnosis), what(diagnosis)


def line(diagnosis: Diagnosis) -> str:
    """Both in one line, "" where neither is known."""
    return _ARROW.join(filter(None, of(diagnosis)))


def since(diagnosis: Diagnosis) -> str:
    """When a pasted text first shows what the verdict rests on; "" where it has no times, and of a run."""
    if diagnosis.evidence.intake is None:
        return ""
    proofs = set(diagnosis.verdict.proof)
    times = [one.at for one in diagnosis.evidence.exchanges if one.id in proofs and one.at > 0]
    return phrases.moment(min(times)) if times else ""


def who(diagnosis: Diagnosis) -> str:
    """The identity by its name, else by its client ID, else the kind of credential; "" where nothing is known."""
    evidence = diagnosis.evidence
    name = (evidence.token.claims if evidence.token is not None else {}).get("identityName") or _member(diagnosis)
    if isinstance(name, str) and name:
        return name
    facts = evidence.credential
    if facts.client_id:
        return f"client ID {facts.client_id}"
    return "" if facts.kind.value == "unknown" else names.KINDS.get(facts.kind.value, facts.kind.value)


def what(diagnosis: Diagnosis) -> str:
    """Project (its name where an answer told it), environment, folder or secret, and host."""
    target = diagnosis.evidence.target
    named = diagnosis.evidence.intake is None or target.sources  # a text tells no target unless it names one
    project = project_name(diagnosis) or target.project_id or ""
    place = (project, target.environment, target.secret_path, target.secret_name or "") if named and project else ()
    wish = f"{target.action.value} " if target.action is not Action.READ else ""
    host = host_of(target.base_url)
    return f"{wish}{' · '.join(filter(None, place))}{' on ' if place and host else ''}{host}"


def host_of(url: str) -> str:
    """The host, with its port, of a URL; the text itself where it is none."""
    found = _HOST.match(url)
    return found[1].rpartition("@")[2] if found else url


def project_name(diagnosis: Diagnosis) -> str:
    """The name of the project that was asked for, if an answer gave it; else nothing."""
    project = diagnosis.evidence.target.project_id
    for entry in _projects(diagnosis):
        if project and project in {entry.get("id"), entry.get("slug")} and isinstance(entry.get("name"), str):
            return str(entry["name"])
    return ""


def _projects(diagnosis: Diagnosis) -> Iterator[Mapping[str, Any]]:
    for _, answer in diagnosis.evidence.answered():
        yield answer.data
        listed = answer.data.get("projects")
        yield from (entry for entry in listed if isinstance(entry, Mapping)) if isinstance(listed, list) else ()


def _member(diagnosis: Diagnosis) -> object:
    """The identity's name in the project's list of members."""
    for _, answer in diagnosis.evidence.answered():
        identity = answer.data.get("identity")
        if isinstance(identity, Mapping) and isinstance(identity.get("name"), str):
            return identity["name"]
    return None
