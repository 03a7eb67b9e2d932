"""Proofs that are JSON web tokens: what may be kept of their claims, and what these show before anything is sent."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, TypeGuard

import msgspec

from diagnose.credential.methods import texts
from diagnose.credential.methods.method import Proof
from diagnose.credential.methods.texts import Text
from diagnose.credential.spelling import holds_secret
from diagnose.credential.token import decode
from diagnose.model import Oddity, Trait
from diagnose.problems import UsageProblem

FIELD: Final = "proof"
KIND_MISMATCH: Final = "credential-kind-mismatch"
EARLY: Final = "proof-not-yet-valid"
TOLERATED_S: Final = 60
_MAX_TEXT: Final = 256
_MAX_ENTRIES: Final = 10
_MAX_NUMBER: Final = 2**53
_COMMON: Final = ("iss", "sub", "aud", "exp", "nbf", "iat", "azp")


class Kind(msgspec.Struct, frozen=True, kw_only=True):
    """What a method's tokens are called and hold.

    `claims` are the names, parts separated by `>`, of those that may be shown besides the usual ones. `expired`,
    `wrong`: the causes that such a token amounts to if the server refuses it. `odd`: what else is odd.
    """

    what: str
    claims: tuple[str, ...] = ()
    expired: str
    wrong: str
    odd: Callable[[Mapping[str, Any], Mapping[str, Any]], Iterator[Trait]] = lambda _head, _body: iter(())


def read(text: Text, kind: Kind, now: float, *, field: str = "jwt") -> Proof:
    """The proof that the text is. Raises UsageProblem if it is no JSON web token."""
    value = text.value.reveal()
    decoded = decode(texts.one_word(text, kind.what).value.reveal())
    if decoded is None:
        dots = value.count(".")
        why = "its parts cannot be decoded" if dots == 2 else f"it has {dots + 1} dot-separated part(s) instead of 3"  # noqa: PLR2004 - two dots make a JWT
        msg = f"{text.name}: this is no JSON web token: {why}. Nothing was sent."
        raise UsageProblem(msg)
    head, body = decoded
    return Proof(
        fields={field: text.value},
        source=text.source,
        claims=allowed(head, body, kind.claims),
        traits=tuple(_traits(head, body, kind, now)),
    )


def trait(oddity: Oddity, cause: str, says: str, *, fatal: bool = False) -> Trait:
    """Something odd about a proof."""
    return Trait(field=FIELD, oddity=oddity, fatal=fatal, cause=cause, detail=says)


def allowed(head: Mapping[str, Any], body: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Any]:
    """The claims that may be kept: the usual ones and those of the names; a value that is no plain text is dropped."""
    found = {name: _value(_inner(body, name)) for name in (*_COMMON, *names)}
    found |= {name: _value(head.get(name)) for name in ("kid", "alg")}
    return {name.replace(">", "."): value for name, value in found.items() if value is not None}


def _inner(body: Any, name: str) -> Any:
    for part in name.split(">"):
        body = body.get(part) if isinstance(body, Mapping) else None
    return body


def _value(value: Any) -> Any:
    if isinstance(value, list):
        kept = [entry for entry in map(_value, value[:_MAX_ENTRIES]) if isinstance(entry, str)]
        return kept or None
    if isinstance(value, str):
        shown = value.isprintable() and len(value) <= _MAX_TEXT and not holds_secret(value)
        return value if shown else None
    if isinstance(value, bool):
        return value
    return value if isinstance(value, int | float) and abs(value) <= _MAX_NUMBER else None


def _traits(head: Mapping[str, Any], body: Mapping[str, Any], kind: Kind, now: float) -> Iterator[Trait]:
    if body.get("authTokenType") or body.get("identityAccessTokenId"):
        says = f"This is a token that Infisical itself issued, not {kind.what}."
        yield trait(Oddity.JWT_TYPE, KIND_MISMATCH, says, fatal=True)
        return
    ends, starts = body.get("exp"), body.get("nbf")
    if is_number(ends) and ends < now:
        yield trait(
            Oddity.EXPIRED, kind.expired, f"The token has ended, {ago(now - ends)} ago by this machine's clock."
        )
    if is_number(starts) and starts > now + TOLERATED_S:
        says = f"The token becomes valid only in {ago(starts - now)} by this machine's clock."
        yield trait(Oddity.NOT_YET_VALID, EARLY, says)
    if head.get("alg") in {None, "none", "None"}:
        yield trait(Oddity.JWT_NO_SIGNATURE, kind.wrong, "The token is not signed.")
    yield from kind.odd(head, body)


def is_number(value: object) -> TypeGuard[float]:
    """Whether a claim is a time that can be compared."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _MAX_NUMBER


def ago(seconds: float) -> str:
    """A length of time in its largest unit."""
    whole = int(seconds)
    parts = ((whole // 86_400, "d"), (whole // 3600 % 24, "h"), (whole // 60 % 60, "min"), (whole % 60, "s"))
    return next((f"{number} {unit}" for number, unit in parts if number), "0 s")
