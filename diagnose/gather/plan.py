"""What to ask next, from what is known so far. Pure: the same evidence always leads to the same questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

import msgspec

from checks.case import Case, Reading, infisical_answered
from checks.knowledge.answerers import answerer
from diagnose.gather.probes import PROBES, Aim, Probe
from diagnose.model import Action, CredentialFacts, CredentialKind, Era, Evidence, Sent


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """Probes that may be put at the same time, and what their requests need."""

    probes: tuple[Probe, ...]
    aim: Aim


class Separator(msgspec.Struct, frozen=True, kw_only=True):
    """Probes to put while one of `among` is suspected, and `left` in all. `eras`: where they help; empty: all.

    `between`: eras that all have to be possible still, since these probes tell one from the other. `unless`: the
    target's environments for which they tell nothing, since every project begins with them.
    """

    among: frozenset[str]
    probes: tuple[str, ...]
    left: int = 1
    eras: frozenset[Era] = frozenset()
    between: frozenset[Era] = frozenset()
    unless: frozenset[str] = frozenset()


def _row(  # noqa: PLR0913 - one parameter per column
    among: str, probes: str, *, left: int = 1, eras: str = "", between: str = "", unless: str = ""
) -> Separator:
    return Separator(
        among=frozenset(among.split()),
        probes=tuple(probes.split()),
        left=left,
        eras=_eras(eras),
        between=_eras(between),
        unless=frozenset(unless.split()),
    )


def _eras(names: str) -> frozenset[Era]:
    return frozenset(Era(name) for name in names.split())


# What tells suspects apart (left=2) or explains the one that is left. Every row that fits is used, in order.
SEPARATORS: Final[tuple[Separator, ...]] = (
    _row(
        "client-secret-wrong client-secret-usage-limit access-token-usage-limit k8s-claim-not-allowed",
        "era",
        left=2,
        between="B2 C1",
    ),
    _row("e2ee-enabled", "folders", left=2, eras="B1 B2 C1 C2"),
    _row("token-unknown-or-revoked token-bad-signature token-malformed", "token-check", left=2, eras="A"),
    _row(
        "permission-denied not-project-member e2ee-enabled bot-inactive invalid-object-id",
        "absent-name folders",
        left=2,
        eras="A",
    ),
    _row("blind-index-missing", "read", left=2, eras="A"),
    _row("secret-not-found", "read-imports", left=2, eras="A"),
    _row("server-error", "config", left=2),
    _row("invalid-uuid", "token-check project", left=2),
    _row("route-not-found", "read-v4 read-name-v4"),
    _row("environment-or-path-not-found environment-not-found", "folders folders-parent project", eras="B1 B2 C1 C2"),
    _row("permission-silent-filter permission-denied permission-denied-read-value", "membership", eras="B1 B2 C1 C2"),
    _row("not-project-member project-not-found", "own-projects", eras="C1 C2"),
    _row("project-not-found invalid-uuid project-slug-not-found", "project-by-slug", eras="B1 B2 C1 C2"),
    _row("service-token-permission service-token-scope", "service-token"),
    _row("permission-denied", "project", unless="dev staging prod"),  # no rule names an environment that there is not
)


def next_step(evidence: Evidence) -> Step:
    """The probes to put next, none when nothing is left that an answer could change."""
    return step_of(Case(evidence))


def step_of(case: Case) -> Step:
    """The next step of a case that is at hand."""
    evidence = case.evidence
    asked = {exchange.probe for exchange in evidence.exchanges}
    if case.region.knows:
        return Step(probes=(), aim=aim_of(case))
    if evidence.inspected:
        return _look(case, aim_of(case))
    names = [name for name in _wanted(case, asked) if name not in asked]
    aim = aim_of(case)
    probes = (probe_of(name, evidence.credential) for name in dict.fromkeys(names))
    step = Step(probes=tuple(probe for probe in probes if probe is not None and probe.possible(aim)), aim=aim)
    return step if step.probes or evidence.privileged is None else _look(case, aim)


def _look(case: Case, aim: Aim) -> Step:
    """What a privileged credential is to look at next; one look at a time, since each tells what the next one is."""
    from diagnose.gather.look_plan import next_look

    look, aim = next_look(case, aim)
    return Step(probes=(look,) if look is not None else (), aim=aim)


def probe_of(name: str, credential: CredentialFacts) -> Probe | None:
    """The probe of that name: a login is put as the credential's own method wants it."""
    if credential.method is None or name not in {"login", "method-check"}:
        return PROBES[name]
    from diagnose.gather.login_probes import check_of, login_of

    return login_of(credential.method) if name == "login" else check_of(credential.method)


def _wanted(case: Case, asked: set[str]) -> tuple[str, ...]:
    opening = _opening(case.evidence, asked)
    if opening is not None:
        return opening
    question = case.question
    if question is None or any(x.silence is not None for x in case.evidence.exchanges if x.probe == "login"):
        return ()
    if not question.rows and not infisical_answered_to(question):
        # Whether what answers stands before every request, or in place of some of Infisical's own answers.
        return ("config",) if answerer(question.answer).alone else ()
    if question.worked and not question.refused:
        return _after_success(case, question)
    if question.worked and not asked & _EMPTY_PROBES:
        return _of_an_empty_list(case)
    return _separating(case)


_PLAIN: Final = re.compile(r"\w+", re.ASCII)
"""A name that any proxy passes on unchanged as a part of the path."""
_BY_NAME: Final = frozenset({"read-name", "read-name-v4"})
_EMPTY_PROBES: Final = frozenset({"absent-name", "read-imports"})


def _of_an_empty_list(case: Case) -> tuple[str, ...]:
    """What tells an empty folder from a wrong name: how an absent secret is refused; in era A, the imports."""
    own = ("service-token",) if case.evidence.credential.kind is CredentialKind.SERVICE_TOKEN else ()
    return ("read-imports" if case.only(Era.A) else "absent-name", *own)


def infisical_answered_to(reading: Reading) -> bool:
    """Whether the reading's answer came from Infisical at all."""
    return infisical_answered(reading.answer)


def _opening(evidence: Evidence, asked: set[str]) -> tuple[str, ...] | None:
    """The user's own question, put before anything else; None once it has been put or cannot be."""
    if evidence.credential.kind in {CredentialKind.UNIVERSAL_AUTH, CredentialKind.LOGIN_METHOD}:
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
    if evidence.credential.method is not None:
        return () if "method-check" in asked else ("method-check",)
    if "era" not in asked:
        return ("era",)
    return () if Case(evidence).only(Era.C1, Era.C2) or not Case(evidence).readings else ("login",)


def _after_success(case: Case, question: Reading) -> tuple[str, ...]:
    """What a success does not show yet: the right to see values (era C), and the right to write."""
    answer = question.answer
    wanted: list[str] = []
    if case.evidence.credential.kind is CredentialKind.SERVICE_TOKEN:
        wanted.append("service-token")
    if answer.data.get("secrets") and not answer.data.get("values") and question.exchange.probe not in _BY_NAME:
        wanted.append("read-value")
    if case.evidence.target.action is not Action.READ:
        wanted.extend(("membership", "config"))
        wanted.extend(_role_probe(case))
    if case.evidence.target.warn_before_s and case.evidence.target.project_id is not None:
        wanted.extend(("membership", *_role_probe(case)))
    return tuple(wanted)


def _separating(case: Case) -> tuple[str, ...]:
    left, target = {suspect.cause for suspect in case.suspects}, case.evidence.target
    rows = (row for row in SEPARATORS if left & row.among and len(left) >= row.left)
    rows = (row for row in rows if target.environment not in row.unless)
    rows = (row for row in rows if row.between <= case.eras and (not row.eras or case.eras & row.eras))
    wanted = [name for row in rows for name in row.probes]
    if target.secret_name:  # the question is not the list
        wanted = [name for name in wanted if name != "read-v4"]
    if case.kinds & {"login", "other-login"}:
        return tuple(name for name in wanted if PROBES[name].sent is Sent.NONE)
    if case.only(Era.A) and case.worked:
        wanted.append("read-imports")
    return (*wanted, *_role_probe(case))


def _role_probe(case: Case) -> tuple[str, ...]:
    """The rules of a custom role, once the membership names one."""
    return ("role",) if _custom_role(case) else ()


def _custom_role(case: Case) -> str | None:
    reading = case.reading("membership")
    data: Mapping[str, object] = {}
    if reading is not None and reading.worked:
        data = reading.answer.data
    roles = data.get("roles")
    found = (
        (r.get("customRoleSlug") for r in roles if isinstance(r, Mapping)) if isinstance(roles, list | tuple) else ()
    )
    return next((slug for slug in found if isinstance(slug, str) and slug), None)


def aim_of(case: Case) -> Aim:
    """What a probe can be aimed at by what is known so far."""
    claims = case.evidence.token.claims if case.evidence.token is not None else {}
    read, newest, project = (case.reading(probe) for probe in ("read", "read-v4", "project"))
    first = read or case.reading("read-name")
    listed = (r.answer.data.get("names") for r in (read, newest) if r is not None)
    names = next(filter(None, listed), None)
    of_service = case.evidence.credential.kind is CredentialKind.SERVICE_TOKEN
    facts = project.answer.data if project is not None else {}
    return Aim(
        target=case.evidence.target,
        identity_id=None if of_service else claims.get("identityId"),
        organisation_id=claims.get("orgId") or facts.get("orgId"),
        role_slug=_custom_role(case),
        project_slug=facts.get("slug"),
        secret_name=next(filter(_PLAIN.fullmatch, names), names[0]) if names else None,
        modern=case.only(Era.C1, Era.C2),
        raw_gone=first is not None and "route-not-found" in first.suspects,
    )
