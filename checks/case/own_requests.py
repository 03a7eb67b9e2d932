"""What an answer to this tool's own requests cannot mean, since they are complete, well-formed and in order."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from checks.knowledge.causes import cause
from diagnose.model import CredentialKind, Evidence, Exchange, Sent
from diagnose.model.identifier import OBJECT_ID_FORM, UUID_FORM

# The login of another method with a dummy in place of its proof.
METHOD_CHECK: Final = "method-check"
# Probes that are incomplete on purpose: such a request is stopped at this gate at the latest.
INCOMPLETE: Final = {"token-check": "request", "era": "login-request"}
# What the tool itself sends is complete and well-formed, so an answer to it cannot mean these gates.
OURS_PASSES: Final = frozenset({"login-request", "request"})
# What the tool sends carries its credential in the right header: only a client can get that wrong.
_OURS_NEVER: Final = frozenset(
    {"token-missing", "auth-header-format", "stale-auth-header-on-login", "malformed-json-body"}
)
# What a form's check says of a field that is not there: every field is sent.
_LACKS: Final = re.compile(r"\bRequired\b|\breceived undefined\b")
# A project ID of the shape that the server issued cannot be refused as these; later servers took over era A's.
_BAD_ID: Final = {
    "invalid-uuid": re.compile(f"{OBJECT_ID_FORM}|{UUID_FORM}", re.IGNORECASE),
    "invalid-object-id": re.compile(OBJECT_ID_FORM, re.IGNORECASE),
}
# A token that decodes as it should cannot be refused as these.
_SEEN_IN_SHAPE: Final = frozenset({"token-malformed", "token-invalid-algorithm"})


def is_whole(exchange: Exchange) -> bool:
    """Whether it was a request of this tool's with all that belongs to it."""
    complete = exchange.sent in {Sent.PAIR, Sent.PROOF, Sent.TOKEN} and exchange.probe not in INCOMPLETE
    return complete and exchange.probe != METHOD_CHECK


def cannot_mean(suspect: str, exchange: Exchange, evidence: Evidence) -> bool:
    """Whether the request as this tool sent it cannot be refused for that cause."""
    return is_of_another(suspect, exchange) or _is_well_formed(suspect, evidence)


def is_of_another(suspect: str, exchange: Exchange) -> bool:
    """Whether the cause is of a request that misses what was sent, or has what was not."""
    # What a proof has to look like differs between builds: one may refuse its length.
    said = (exchange.answer.message or "") if exchange.answer is not None else ""
    complete = cause(suspect).gate in OURS_PASSES and (exchange.sent is not Sent.PROOF or bool(_LACKS.search(said)))
    return suspect in _OURS_NEVER or complete


def may_be_of_another(meant: Iterable[str], exchange: Exchange) -> bool:
    """Whether an answer that can mean these causes may speak of a request that was changed on its way."""
    bodiless = exchange.method == "GET"  # what has no body loses none
    lost = (s for s in meant if not (bodiless and cause(s).gate in OURS_PASSES))
    return any(is_of_another(s, exchange) for s in lost)


def _is_well_formed(suspect: str, evidence: Evidence) -> bool:
    """Whether the shape of what was sent excludes the cause."""
    if suspect in _BAD_ID:
        return _BAD_ID[suspect].fullmatch(evidence.target.project_id or "") is not None
    if suspect == "token-unknown-type":
        if evidence.credential.kind in {CredentialKind.SERVICE_TOKEN, CredentialKind.API_KEY}:
            return True  # no JWT, so it has no type
        return evidence.token is not None and evidence.token.claims.get("authTokenType") == "identityAccessToken"
    credential = evidence.credential
    spelt_well = bool(credential.lengths) and not any(trait.field == "token" for trait in credential.traits)
    return suspect in _SEEN_IN_SHAPE and spelt_well
