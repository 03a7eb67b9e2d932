"""What the looks of a privileged credential speak for: whose client ID it is, its secret's end, its addresses."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from checks.access.addresses import nearest
from checks.access.of_case import ended_would_allow
from checks.access.outcome import ServerFailsError
from checks.case import Case
from checks.case.look_rulings import AS_CLIENT_ID
from checks.case.looks import Looks, ids
from checks.knowledge.hints import day, hint, listed
from checks.signs import Sign
from diagnose.model import Confidence, State

_SHARED_HOSTS: Final = ("infisical.com",)
"""Servers of many organisations: what no identity of one of them has, one of another may have."""
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
    left = tuple(suspect.cause for suspect in case.suspects)
    yield from _of_the_client_id(case, left)
    yield from _of_the_secret(case, left)
    yield from _of_the_addresses(case)
    yield from _of_ended_access(case, left)


def _of_the_client_id(case: Case, left: tuple[str, ...]) -> Iterable[Sign]:
    """Whose client ID it is, where the search came to an end."""
    looks = case.looks
    stops = case.question.stops if case.question is not None else frozenset()
    if not looks.pair_was_sent or looks.owner is not None or "client-id" not in stops or not left:
        return
    if looks.client_id in looks.listed:
        told = hint("is-identity-id", identity=looks.name_of(str(looks.client_id)))
        yield Sign(cause=AS_CLIENT_ID, explains=left, because=ids(looks.listings), hint=told)
        return
    if looks.nobodys and stops != {"client-id"}:  # a server that says so itself needs no list for it
        sure = looks.all_read and not _is_shared(case)
        told = hint("nobodys-client-id", number=str(len(looks.configs)))
        confidence = Confidence.CERTAIN if sure else Confidence.LIKELY
        yield Sign(cause="client-id-unknown", explains=left, confidence=confidence, because=looks.nobodys, hint=told)


def _is_shared(case: Case) -> bool:
    host = urlsplit(case.evidence.target.base_url).hostname or ""
    return host.endswith(_SHARED_HOSTS)


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
    if looks.own_secret is None:
        return
    exchange, row = looks.own_secret
    end, uses, most = _end(row), row.get("clientSecretNumUses", 0), row.get("clientSecretNumUsesLimit", 0)
    if end is not None and end < case.now:
        told = hint("secret-ended", when=day(end))
        yield Sign(cause="client-secret-expired", explains=left, because=(exchange.id,), hint=told)
    elif most and uses >= most:
        told = hint("secret-used-up", uses=str(uses), most=str(most))
        yield Sign(cause="client-secret-usage-limit", explains=left, because=(exchange.id,), hint=told)
    elif row.get("isClientSecretRevoked"):
        # With some uses gone, an old fault of the server may have revoked it as well.
        confidence = Confidence.LIKELY if most and uses else Confidence.CERTAIN
        told = hint("secret-revoked", when=_moment(row.get("updatedAt")))
        yield Sign(
            cause="client-secret-revoked", explains=left, confidence=confidence, because=(exchange.id,), hint=told
        )


def _end(row: Mapping[str, Any]) -> float | None:
    """When the client secret ends, in seconds since the epoch; None for one that does not."""
    ttl, made = row.get("clientSecretTTL", 0), _seconds(row.get("createdAt"))
    return made + ttl if made is not None and ttl else None


def _seconds(written: Any) -> float | None:
    try:
        return datetime.fromisoformat(written).timestamp() if isinstance(written, str) else None
    except ValueError:
        return None


def _moment(written: Any) -> str:
    seconds = _seconds(written)
    return day(seconds) if seconds is not None else "an unknown day"


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
            told = f"{told} {hint('address-seen', address=seen)} {_nearest(trusted, seen)}".strip()
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
    if "permission" in {case.gate(cause) for cause in left} and ended_would_allow(case):
        because = ids((case.looks.exchange("look-membership"), case.looks.exchange("look-privileges")))
        yield Sign(cause="temporary-access-expired", explains=left, because=because)
