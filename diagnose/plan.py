"""What to ask next, from what is known so far. Pure: the same evidence always leads to the same questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from checks.case import Case, Reading, infisical_answered
from diagnose.model import Action, CredentialKind, Era, Evidence
from diagnose.probes import PROBES, Aim, Probe

_UUID: Final = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Probes that may be put at the same time, and what their requests need."""

    probes: tuple[Probe, ...]
    aim: Aim


class Separator(msgspec.Struct, frozen=True, kw_only=True):
    """Probes worth putting while `left` of these causes are suspected. `eras`: where they exist; empty: all."""

    suspects: frozenset[str]
    probes: tuple[str, ...]
    left: int = 1
    eras: frozenset[Era] = frozenset()


_A: Final = frozenset({Era.A})
_C: Final = frozenset({Era.C1, Era.C2})
_B: Final = frozenset({Era.B1, Era.B2})
# What tells suspects apart (left > 1) or explains the one that is left. In order; every row that fits is used.
SEPARATORS: Final[tuple[Separator, ...]] = (
    Separator(suspects=frozenset({"e2ee-enabled", "project-not-found"}), probes=("folders",), left=2),
    Separator(
        suspects=frozenset(
            {
                "permission-denied", "not-project-member", "custom-role-missing", "token-unknown-or-revoked",
                "identity-deleted", "token-bad-signature", "token-malformed", "e2ee-enabled", "bot-inactive",
                "invalid-object-id",
            }
        ),
        probes=("token-check-old", "absent-name"),
        left=2,
        eras=_A,
    ),
    Separator(
        suspects=frozenset({"secret-not-found", "environment-or-path-not-found"}),
        probes=("read-imports",),
        left=2,
        eras=_A,
    ),
    Separator(suspects=frozenset({"invalid-uuid", "database-down"}), probes=("token-check", "project"), left=2),
    Separator(suspects=frozenset({"maintenance-mode"}), probes=("config",), eras=_C),
    Separator(suspects=frozenset({"route-not-found"}), probes=("read-v4",)),
    Separator(
        suspects=frozenset({"environment-or-path-not-found", "environment-not-found"}),
        probes=("folders", "project"),
        eras=_B | _C,
    ),
    Separator(suspects=frozenset({"permission-silent-filter"}), probes=("membership",), eras=_C),
    Separator(suspects=frozenset({"permission-denied", "permission-denied-read-value"}), probes=("membership",),
              eras=_B | _C),
    Separator(suspects=frozenset({"not-project-member", "project-not-found"}), probes=("own-projects",), eras=_C),
    Separator(
        suspects=frozenset({"project-not-found", "invalid-uuid", "project-slug-not-found"}), probes=("project-by-slug",)
    ),
    Separator(suspects=frozenset({"service-token-permission", "service-token-scope"}), probes=("service-token",)),
)  # fmt: skip


def next_step(evidence: Evidence) -> Step:
    """The probes to put next, none when nothing is left that an answer could change."""
    case = Case(evidence)
    asked = {exchange.probe for exchange in evidence.exchanges}
    names = [name for name in _wanted(case, asked) if name not in asked]
    aim = _aim(case)
    return Step(probes=tuple(PROBES[n] for n in dict.fromkeys(names) if _possible(n, aim, case)), aim=aim)


def _wanted(case: Case, asked: set[str]) -> tuple[str, ...]:
    opening = _opening(case.evidence, asked)
    if opening is not None:
        return opening
    question = case.question
    if question is None or any(x.silence is not None for x in case.evidence.exchanges if x.probe == "login"):
        return ()
    if not question.rows and not infisical_answered_to(question):
        return ()
    if question.worked and not question.refused:
        return _after_success(case, question)
    if question.worked and not asked & _EMPTY_PROBES:
        return _of_an_empty_list(case)
    return _separating(case)


_EMPTY_PROBES: Final = frozenset({"absent-name", "read-imports"})


def _of_an_empty_list(case: Case) -> tuple[str, ...]:
    """What tells an empty folder from a wrong name: how an absent secret is refused; in era A, the imports."""
    own = ("service-token",) if case.evidence.credential.kind is CredentialKind.SERVICE_TOKEN else ()
    return ("read-imports" if case.only(Era.A) else "absent-name", *own)


def infisical_answered_to(reading: Reading) -> bool:
    """Whether the reading's answer came from Infisical at all."""
    return reading.exchange.answer is not None and infisical_answered(reading.exchange.answer)


def _opening(evidence: Evidence, asked: set[str]) -> tuple[str, ...] | None:
    """The user's own question, put before anything else; None once it has been put or cannot be."""
    if evidence.credential.kind is CredentialKind.UNIVERSAL_AUTH:
        if "login" not in asked:
            return _first_login(evidence, asked)
        login = evidence.of("login")
        if login is None or login.answer is None or evidence.token is None:
            return None
    question = "read-name" if evidence.target.secret_name else "read"
    if evidence.target.project_id is None:
        question = "token-check"
    return None if question in asked else (question,)


def _first_login(evidence: Evidence, asked: set[str]) -> tuple[str, ...]:
    """The login; but a pair that no server accepts is not sent to one that would count the failure (era C)."""
    hopeless = any(trait.fatal and trait.field != "token" for trait in evidence.credential.traits)
    if not hopeless:
        return ("login",)
    if "era" not in asked:
        return ("era",)
    return () if Case(evidence).only(Era.C1, Era.C2) or not Case(evidence).readings else ("login",)


def _after_success(case: Case, question: Reading) -> tuple[str, ...]:
    """What a success does not show yet: the right to see values (era C), and the right to write."""
    answer = question.exchange.answer
    wanted: list[str] = []
    if case.evidence.credential.kind is CredentialKind.SERVICE_TOKEN:
        wanted.append("service-token")
    if answer is not None and answer.data.get("hidden_values") and question.exchange.probe != "read-name":
        wanted.append("read-value")
    if case.evidence.target.action is not Action.READ:
        wanted.extend(("membership", "config"))
        wanted.extend(_role_probe(case))
    return tuple(wanted)


def _separating(case: Case) -> tuple[str, ...]:
    left = {suspect.cause for suspect in case.suspects}
    fresh_login_refused = case.question is not None and "login" in case.question.kinds
    wanted: list[str] = []
    for row in SEPARATORS:
        here = not row.eras or bool(case.eras & row.eras)
        if here and len(left & row.suspects) >= min(row.left, max(len(left), 1)) and left & row.suspects:
            if row.left > 1 and len(left & row.suspects) < row.left:
                continue
            wanted.extend(row.probes)
    if fresh_login_refused:
        return tuple(name for name in wanted if name == "config")
    if "read-imports" not in wanted and case.only(Era.A) and _empty(case):
        wanted.append("read-imports")
    wanted.extend(_role_probe(case))
    return tuple(wanted)


def _empty(case: Case) -> bool:
    return case.question is not None and case.question.worked


def _role_probe(case: Case) -> tuple[str, ...]:
    """The rules of a custom role, once the membership names one."""
    return ("role",) if _custom_role(case) else ()


def _custom_role(case: Case) -> str | None:
    reading = case.reading("membership")
    data: Mapping[str, object] = {}
    if reading is not None and reading.worked and reading.exchange.answer is not None:
        data = reading.exchange.answer.data
    roles = data.get("roles")
    found = (
        (r.get("customRoleSlug") for r in roles if isinstance(r, Mapping)) if isinstance(roles, list | tuple) else ()
    )
    return next((slug for slug in found if isinstance(slug, str) and slug), None)


def _aim(case: Case) -> Aim:
    claims = case.evidence.token.claims if case.evidence.token is not None else {}
    read, project = case.reading("read") or case.reading("read-v4"), case.reading("project")
    names = read.exchange.answer.data.get("names") if read is not None and read.exchange.answer is not None else None
    facts = project.exchange.answer.data if project is not None and project.exchange.answer is not None else {}
    return Aim(
        target=case.evidence.target,
        identity_id=claims.get("identityId"),
        organisation_id=claims.get("orgId") or facts.get("orgId"),
        role_slug=_custom_role(case),
        project_slug=facts.get("slug"),
        secret_name=names[0] if names else None,
        modern=case.only(Era.C1, Era.C2),
    )


def _possible(name: str, aim: Aim, case: Case) -> bool:
    """Whether the probe's request can be built, and could be answered, from what is known."""
    given = aim.target.project_id
    if name == "membership":
        return bool(aim.identity_id and given) and case.evidence.credential.kind is not CredentialKind.SERVICE_TOKEN
    if name == "role":
        return bool(aim.role_slug and (aim.modern or aim.project_slug))
    if name == "read-value":
        return aim.secret_name is not None
    if name == "project-by-slug":
        return given is not None and not _UUID.fullmatch(given) and not case.only(Era.A)
    return True
