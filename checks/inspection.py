"""What was seen of an identity that was only looked at: what would stop it, from its login to its roles' rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from checks.access.addresses import trusts
from checks.access.held import absent
from checks.access.of_case import access_of, ended_would_allow, in_a_sentence
from checks.access.outcome import ServerFailsError
from checks.case import Case
from checks.case.looks import METHOD, OTHER_ROUTE, Looks, ids
from checks.case.whole import covers_the_server
from checks.knowledge.hints import hint, listed
from checks.secret_row import secret_sign
from checks.signs import Sign
from diagnose.model import Confidence, Exchange, State, Text

_MISSING: Final = (400, 404)
_ADDRESSES: Final = (
    ("untrusted-ip-login", "clientSecretTrustedIps"),
    ("untrusted-ip-token", "accessTokenTrustedIps"),
)


def inspection_signs(case: Case) -> Iterable[Sign]:
    """One sign for each thing that would stop the identity; none where it was not only looked at."""
    if not case.evidence.inspected:
        return
    yield from _of_the_identity(case)
    yield from _of_the_addresses(case)
    yield from _of_the_secret(case)
    yield from _of_the_project(case)
    yield from _of_the_rules(case)


def _said(exchange: Exchange) -> str:
    return (exchange.answer.message or "").lower() if exchange.answer is not None else ""


def _of_the_identity(case: Case) -> Iterator[Sign]:
    looks = case.looks
    if looks.nobodys:
        told = hint("nobodys-client-id", number=str(len(looks.configs)))
        yield _of_nobody(case, told)
    for exchange, _ in looks.refused():
        if exchange.probe not in {"look-config", "look-identity"} or looks.subject_id is None:
            continue
        if "failed to find identity" in _said(exchange):
            # Servers of the newest generations look in the organisation of the one who asks alone.
            yield Sign(cause="identity-not-found", confidence=Confidence.LIKELY, because=(exchange.id,))
        elif "does not have universal auth" in _said(exchange) or "failed to find universal auth" in _said(exchange):
            yield Sign(cause="auth-method-not-configured", because=(exchange.id,))
    if METHOD in looks.facts("look-identity").get("locked", ()):
        yield Sign(cause="universal-auth-lockout", because=ids((looks.exchange("look-identity"),)))


def _of_nobody(case: Case, told: str) -> Sign:
    """That nobody has the client ID: as sure as the list is whole, which holds the one who looks as well."""
    looks, privileged = case.looks, case.evidence.privileged
    own = privileged.own_id if privileged is not None else None
    whole = own is None or own in looks.listed
    sure = Confidence.CERTAIN if whole and covers_the_server(looks) else Confidence.LIKELY
    seen_none = not whole and not looks.configs
    state, sure = (State.POSSIBLE, Confidence.POSSIBLE) if seen_none else (State.CAUSE, sure)
    return Sign(cause="client-id-unknown", state=state, confidence=sure, because=looks.nobodys, hint=told)


def _of_the_addresses(case: Case) -> Iterator[Sign]:
    """Whether the address that was named is trusted."""
    looks, privileged = case.looks, case.evidence.privileged
    address = privileged.from_address if privileged is not None else None
    facts = looks.config.answer.data if looks.config is not None and looks.config.answer is not None else {}
    for cause, field in _ADDRESSES:
        if address is None or field not in facts:
            continue
        told = hint("trusted-addresses", known=listed(facts[field]) or Text("none"))
        try:
            trusted = trusts(facts[field], address)
        except ServerFailsError:
            continue
        state = State.RULED_OUT if trusted else State.CAUSE
        yield Sign(cause=cause, state=state, because=ids((looks.config,)), hint=told)


def _of_the_secret(case: Case) -> Iterator[Sign]:
    """Whether a client secret that starts as the one that was named would be accepted."""
    looks, privileged = case.looks, case.evidence.privileged
    if looks.secrets is None:
        return
    rows = looks.facts("look-secrets").get("secrets", ())
    because = ids((looks.secrets,))
    name = looks.name_of(looks.subject_id or "")
    if privileged is not None and privileged.compares_secret:
        if looks.matching:
            found = [secret_sign(case.now, row, because) for row in looks.matching]
            yield from (sign for sign in found[:1] if sign is not None and all(found))
            return
        told = hint("no-secrets", identity=name) if not rows else hint("secrets", identity=name, number=str(len(rows)))
        for cause in ("client-secret-revoked", "client-secret-wrong", "client-secret-expired"):
            yield Sign(cause=cause, state=State.POSSIBLE, confidence=Confidence.POSSIBLE, because=because, hint=told)
    elif not rows:
        told = hint("no-secrets", identity=name)
        yield Sign(cause="client-secret-revoked", confidence=Confidence.LIKELY, because=because, hint=told)
    else:
        ended = [secret_sign(case.now, row, because) for row in rows]
        if len({sign.cause if sign is not None else None for sign in ended}) == 1 and ended[0] is not None:
            yield ended[0]  # whichever of them it is that the application has


def _of_the_project(case: Case) -> Iterator[Sign]:
    looks, target = case.looks, case.evidence.target
    project = looks.facts("look-project")
    environments = [e.get("slug") for e in project.get("environments", ()) if isinstance(e, Mapping)]
    whole = None not in environments and not project.get("truncated")
    if environments and whole and target.environment not in environments:
        told = hint("environments", known=listed(str(slug) for slug in environments))
        yield Sign(cause="environment-not-found", because=ids((looks.exchange("look-project"),)), hint=told)
    yield from _of_the_roles(looks)
    missing, sure = absent(case)
    if missing:
        confidence = Confidence.CERTAIN if sure else Confidence.LIKELY
        yield Sign(cause="not-project-member", confidence=confidence, because=missing)
    yield from _of_the_folder(case, looks.facts("look-folders"))


def _of_the_roles(looks: Looks) -> Iterator[Sign]:
    """Whether a custom role that it holds is gone."""
    if looks.role_gone:
        yield Sign(cause="custom-role-missing", because=looks.role_gone)
    for exchange, answer in looks.refused():
        of_role = exchange.probe.removesuffix(OTHER_ROUTE) == "look-role" and answer.status in _MISSING
        if of_role and "not found" in _said(exchange):
            yield Sign(cause="custom-role-missing", confidence=Confidence.LIKELY, because=(exchange.id,))


def _of_the_folder(case: Case, facts: Mapping[str, Any]) -> Iterator[Sign]:
    last = case.evidence.target.secret_path.strip("/").rpartition("/")[2]
    folders = facts.get("folders")
    if last and folders is not None and last not in folders and not facts.get("truncated"):
        because = ids((case.looks.exchange("look-folders"),))
        yield Sign(cause="environment-or-path-not-found", confidence=Confidence.LIKELY, because=because)


def _of_the_rules(case: Case) -> Iterator[Sign]:
    access = access_of(case)
    if access is None:
        return
    because = ids(tuple(case.looks.exchange(name) for name in ("look-rules", "look-membership", "look-role")))
    if access.allowed is False:
        cause = "temporary-access-expired" if ended_would_allow(case) else "permission-denied"
        sure = Confidence.LIKELY if access.depends_on else Confidence.CERTAIN
        yield Sign(cause=cause, confidence=sure, because=because, hint=in_a_sentence(access))
    elif access.allowed is None:
        doubt = hint("access-depends", decides=access.depends_on[0]) if access.depends_on else ""
        unsure = Confidence.POSSIBLE
        yield Sign(cause="permission-denied", state=State.POSSIBLE, confidence=unsure, because=because, hint=doubt)


def headline(case: Case) -> str:
    """What is said where nothing that was seen would stop the identity."""
    if case.refused_token is not None:
        return Text("The privileged token itself is refused, so the identity could not be looked at.")
    access = access_of(case)
    target = case.evidence.target
    if access is not None and access.allowed:
        place = {"environment": target.environment, "path": target.secret_path}
        action = Text(target.action.value)
        return Text("The identity may {action} secrets in {environment} under {path}.", action=action, **place)
    if target.project_id is None and case.looks.config is not None:
        return Text("Nothing that was seen of the identity would stop its login. No project was given.")
    return Text("Nothing that was seen would stop the identity, but its rules could not be read.")


def may(case: Case) -> bool:
    """Whether what was seen is enough to say that nothing stops it."""
    if case.refused_token is not None:
        return False
    access = access_of(case)
    if access is not None:
        return access.allowed is True
    return case.evidence.target.project_id is None and case.looks.config is not None
