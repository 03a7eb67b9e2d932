"""The command that looks again: for whoever ran this one, and for a customer, who has the credential in variables."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Final

import msgspec

from diagnose.model import Action, CredentialFacts, Diagnosis, Target

_TARGET: Final = {
    "base_url": "--domain",
    "project_id": "--project-id",
    "environment": "--env",
    "secret_path": "--path",
    "secret_name": "--secret-name",
}
_READS_ON: Final = " \\"
_HANDED: Final = {"stdin": "-", "file": "@FILE"}
_TYPEABLE: Final = re.compile(r"[A-Za-z0-9_./:@-]+")


def again(diagnosis: Diagnosis) -> str:
    """The same look; what came from variables, files of the project or a prompt comes from there again."""
    evidence, target = diagnosis.evidence, diagnosis.evidence.target
    looked_at = evidence.privileged.subject_id if evidence.inspected and evidence.privileged is not None else None
    given = [("--identity-id", looked_at)] if looked_at else [*_credential(evidence.credential)]
    given += _typed(target)
    given += [("--action", target.action.value)] if target.action is not Action.READ else []
    given += [("--login-only", "")] if target.login_only else []
    words = (f"{flag} {shlex.quote(value)}" if value else flag for flag, value in given)
    return " ".join(("infisical-diagnose", "inspect" if evidence.inspected else "check", *words))


def in_lines(command: str, columns: int) -> list[str]:
    """The command in lines of so many columns, broken before options; each but the last ends so that a shell reads on.

    One with a quote, or with an option that is longer, stays whole: nothing may end inside it.
    """
    parts = re.split(r" (?=--)", command)
    if set(command) & {"'", '"'} or max(map(len, parts)) + len(_READS_ON) > columns:
        parts = [command]
    lines = parts[:1]
    for part in parts[1:]:
        if len(lines[-1]) + len(part) + len(_READS_ON) < columns:
            lines[-1] += f" {part}"
        else:
            lines.append(part)
    return [*(line + _READS_ON for line in lines[:-1]), lines[-1]]


def _typed(target: Target) -> Iterator[tuple[str, str]]:
    fields = msgspec.structs.asdict(target)
    for name, source in target.sources.items():
        if name in _TARGET and source.startswith("--"):
            yield _TARGET[name], str(fields[name])


def _credential(facts: CredentialFacts) -> Iterator[tuple[str, str]]:
    """The credential's flags, as far as they were typed; a file's name is not kept, so FILE stands in its place."""
    shown = {"client-id": facts.client_id, "method": facts.method, "machine-identity-id": facts.identity_id}
    for field, source in facts.sources.items():
        if field in {"client-secret", "token"} and source in _HANDED:
            yield f"--{field}", _HANDED[source]
        elif source == f"--{field}" and shown.get(field):
            yield source, str(shown[field])


def for_customer(diagnosis: Diagnosis) -> str:
    """The check of this target, without any credential; "" where a value could not simply be typed into a shell."""
    target, facts = diagnosis.evidence.target, diagnosis.evidence.credential
    flags = (
        ("--domain", target.base_url),
        ("--method", facts.method or ""),
        ("--machine-identity-id", (facts.method and facts.identity_id) or ""),
        ("--project-id", target.project_id or ""),
        ("--env", target.environment),
        ("--path", target.secret_path if target.secret_path != "/" else ""),
        ("--secret-name", target.secret_name or ""),
        ("--action", target.action.value if target.action is not Action.READ else ""),
    )
    given = [(flag, value) for flag, value in flags if value]
    if not target.base_url or not all(_TYPEABLE.fullmatch(value) and value[0] != "-" for _, value in given):
        return ""
    return " ".join(("infisical-diagnose check", *(f"{flag} {value}" for flag, value in given)))
