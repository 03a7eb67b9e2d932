"""What the looks of a privileged credential speak for: whose client ID it is, its secret's end, its addresses."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from checks import compared
from checks.access.addresses import nearest
from checks.access.of_case import access_of, ended_would_allow, in_a_sentence
from checks.access.outcome import ServerFailsError
from checks.case import Case
from checks.case.look_rulings import AS_CLIENT_ID
from checks.case.looks import Looks, ids
from checks.case.whole import covers_the_server
from checks.inspection import inspection_signs
from checks.knowledge.hints import hint, listed
from checks.secret_row import secret_sign
from checks.signs import Sign
from diagnose.model import Confidence, State
from diagnose.model.text import sentences

_SECRET_CAUSES: Final = (
    "client-secret-wrong",
    "client-secret-revoked",
    "client-secret-expired",
    "client-secret-usage-limit",
    "server-bug-usage-limit-string-compare",
)


def look_signs(case: Case) -> Iterable[Sign]:
    """The signs of all looks. Without looks there are none."""
    if not case.looks.put:
        return
    yield from inspection_signs(case)
    yield from compared.signs(case)
    left = tuple(suspect.cause for suspect in case.suspects)
    yield from _of_the_client_id(case, left)
    yield from _of_the_secret(case, left)
    yield from _of_the_addresses(case)
    yield from _of_ended_access(case, left)


def _of_the_client_id(case: Case, left: tuple[str, ...]) -> Iterable[Sign]:
    """Whose client ID it is, where the search came to an end."""
    looks = case.looks
    if not looks.pair_was_sent or looks.owner is not None or "client-id" not in case.stops or not left:
        return
    if looks.client_id in looks.listed:
        told = hint("is-identity-id", identity=looks.name_of(str(looks.client_id)))
        yield Sign(cause=AS_CLIENT_ID, explains=left, because=ids(looks.listings), hint=told)
        return
    if looks.nobodys and case.stops != {"client-id"}:  # a server that says so itself needs no list for it
        sure = covers_the_server(looks)
        told = hint("nobodys-client-id", number=str(len(looks.configs)))
        confidence = Confidence.CERTAIN if sure else Confidence.LIKELY
        yield Sign(cause="client-id-unknown", explains=left, confidence=confidence, because=looks.nobodys, hint=told)


def _of_the_secret(case: Case, left: tuple[str, ...]) -> Iterable[Sign]:
    """What became of the client secret that was sent."""
    looks = case.looks
    if looks.secrets is None or not set(_SECRET_CAUSES) & set(left):
        return
    name = looks.name_of(looks.subject_id or "")
    if looks.own_secret is not None:
        yield from _of_one_secret(case, looks, left)
        return
    rows = looks.facts("look-secrets").get("secrets", ())
    if looks.matching:
        told = hint("secret-starts-alike", identity=name)
        yield Sign(
            cause="client-secret-wrong",
            explains=left,
            confidence=Confidence.LIKELY,
            because=ids((looks.secrets,)),
            hint=told,
        )
        return
    told = hint("no-secrets", identity=name) if not rows else hint("secrets", identity=name, number=str(len(rows)))
    yield from (Sign(cause=one, state=State.UNKNOWN, hint=told) for one in _SECRET_CAUSES)


def _of_one_secret(case: Case, looks: Looks, left: tuple[str, ...]) -> Iterable[Sign]:
    """What the secret's own row says, revoked ones included (newer servers only)."""
    if looks.own_secret is not None:
        exchange, row = looks.own_secret
        by_hand = revoked_by_hand(looks, row.get("id"))
        sign = secret_sign(case.now, row, (exchange.id,), left, by_hand=by_hand)
        yield from () if sign is None else (sign,)


def revoked_by_hand(looks: Looks, secret_id: str | None) -> bool:
    """Whether the audit log says that somebody revoked this client secret."""
    events = looks.facts("look-created").get("events", ())
    revoked = (e.get("clientSecretId") for e in events if e.get("type", "").startswith("revoke-"))
    return secret_id is not None and secret_id in revoked


def _of_the_addresses(case: Case) -> Iterable[Sign]:
    """Which addresses are trusted, and the one that the server saw if a log shows it."""
    looks = case.looks
    facts = looks.config.answer.data if looks.config is not None and looks.config.answer is not None else {}
    for cause, field in (
        ("untrusted-ip-login", "clientSecretTrustedIps"),
        ("untrusted-ip-token", "accessTokenTrustedIps"),
    ):
        trusted = facts.get(field)
        if not trusted:
            continue
        seen = _address_seen(looks)
        told = hint("trusted-addresses", known=listed(trusted))
        if seen:
            told = sentences((told, hint("address-seen", address=seen), _nearest(trusted, seen)))
        yield Sign(cause=cause, state=State.UNKNOWN, hint=told)


def _address_seen(looks: Looks) -> str:
    events = looks.facts("look-audit").get("events", ())
    mine = (e for e in events if looks.subject_id is not None and e.get("identityId") == looks.subject_id)
    return next((e["ipAddress"] for e in mine if isinstance(e.get("ipAddress"), str)), "")


def _nearest(trusted: Iterable[str], seen: str) -> str:
    try:
        found = nearest(trusted, seen)
    except ServerFailsError:
        return ""
    return hint("nearest-range", range=found) if found else ""


def _of_ended_access(case: Case, left: tuple[str, ...]) -> Iterable[Sign]:
    """A role or privilege whose time is over, and whose rules would allow what was refused."""
    if case.evidence.inspected or "permission" not in {case.gate(cause) for cause in left}:
        return
    access = access_of(case)
    rule = in_a_sentence(access) if access is not None else ""
    if case.looks.roles_read and rule:
        yield Sign(cause="permission-denied", state=State.UNKNOWN, hint=rule)
    if ended_would_allow(case):
        because = ids((case.looks.exchange("look-membership"), case.looks.exchange("look-privileges")))
        yield Sign(cause="temporary-access-expired", explains=left, because=because, hint=rule)
