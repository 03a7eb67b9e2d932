"""SPIFFE: a JWT-SVID, which a workload takes from its agent; here it is handed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from diagnose.credential.methods import texts, tokens
from diagnose.credential.methods.method import Method, Place, Proof
from diagnose.model import Oddity, Trait
from diagnose.problems import UsageProblem


def _odd(_: Mapping[str, Any], body: Mapping[str, Any]) -> Iterator[Trait]:
    subject = body.get("sub")
    if not isinstance(subject, str) or not subject.startswith("spiffe://"):
        says = "The token is no SVID: its subject is no SPIFFE ID."
        yield tokens.trait(Oddity.OTHER_ISSUER, "spiffe-svid-invalid", says)


_TOKEN: Final = tokens.Kind(
    what="a JWT-SVID",
    expired="spiffe-svid-expired",
    wrong="spiffe-svid-invalid",
    odd=_odd,
)


def read(place: Place) -> Proof:
    """The SVID that was handed over."""
    text = texts.from_flag(place, "jwt") or texts.from_variables(place, ("INFISICAL_JWT",))
    if text is None:
        msg = (
            "there is no JWT-SVID: fetch one with `spire-agent api fetch jwt -audience …`, and give it with "
            "--jwt - or @FILE, or INFISICAL_JWT. Nothing was sent."
        )
        raise UsageProblem(msg)
    return tokens.read(text, _TOKEN, place.now)


METHOD: Final = Method(id="spiffe-auth", route="spiffe", title="SPIFFE", read=read, dummy={"jwt": "x.y.z"})
