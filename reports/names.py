"""What states, statuses and kinds are called, in every report the same."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from diagnose.model import Confidence, GateState, Sent, Silence, State, Status, Verdict

STATES: Final[Mapping[State, str]] = {
    State.CAUSE: "cause",
    State.POSSIBLE: "possible",
    State.RULED_OUT: "ruled out",
    State.NOT_REACHED: "not reached",
    State.UNKNOWN: "unknown",
}
GATES: Final[Mapping[GateState, str]] = {
    GateState.PASSED: "passed",
    GateState.FAILED: "stopped here",
    GateState.NOT_REACHED: "not reached",
    GateState.UNCLEAR: "unclear",
}
STATUSES: Final[Mapping[Status, str]] = {
    Status.CAUSE_FOUND: "Cause found",
    Status.NO_CAUSE: "It works",
    Status.INCONCLUSIVE: "Could not tell",
    Status.NOT_REACHED: "Credential not judged",
}
CONFIDENCES: Final[Mapping[Confidence, str]] = {
    Confidence.CERTAIN: "certain",
    Confidence.LIKELY: "likely",
    Confidence.POSSIBLE: "possible",
}
SILENCES: Final[Mapping[Silence, str]] = {
    Silence.DNS: "no answer: the host name could not be resolved",
    Silence.REFUSED: "no answer: the connection was refused",
    Silence.TIMEOUT: "no answer: the connection timed out",
    Silence.RESET: "no answer: the connection was cut",
    Silence.UNREACHABLE: "no answer: there is no route to the network",
    Silence.TLS_CA: "no answer: the certificate comes from an unknown authority",
    Silence.TLS_HOST: "no answer: the certificate is for another host name",
    Silence.TLS_EXPIRED: "no answer: the certificate of the server has expired",
    Silence.TLS_CLIENT_CERT: "no answer: the server asks for a client certificate",
    Silence.TLS_OTHER: "no answer: TLS could not be set up",
    Silence.PROXY: "no answer: the proxy refused the connection",
    Silence.PROXY_UNUSABLE: "not sent: the proxy that is set cannot be used",
    Silence.TOO_LARGE: "the answer was too large to read",
    Silence.UNREADABLE: "the answer could not be read",
    Silence.DEADLINE: "no answer before the deadline",
    Silence.CANNOT_SEND: "not sent: the value cannot be put into a request",
}
SENT: Final[Mapping[Sent, str]] = {
    Sent.NONE: "no credential",
    Sent.PAIR: "client ID and client secret",
    Sent.PROOF: "proof of identity",
    Sent.TOKEN: "token",
    Sent.ADMIN: "token of an admin",
    Sent.UNKNOWN: "",
}
KINDS: Final = {
    "universal-auth": "Universal Auth",
    "access-token": "access token",
    "service-token": "service token",
    "api-key": "API key",
    "user-session": "user session",
    "login-method": "machine identity",
    "unknown": "unknown kind",
}
VERSIONS: Final[Mapping[str, tuple[str, str]]] = {
    "A": ("2022", "January 2024"),
    "B1": ("January 2024", "September 2024"),
    "B2": ("October 2024", "November 2024"),
    "C1": ("October 2024", "May 2026"),
    "C2": ("March 2026", ""),
}
"""When servers of each era were released: from, to; "" where they still are."""


def lead(verdict: Verdict) -> str:
    """What stands between the sign and the sentence of a verdict, so that nobody has to guess what the sign means."""
    told = verdict.headline and verdict.status is not Status.NO_CAUSE
    return f"{STATUSES[verdict.status]}: " if told else ""
