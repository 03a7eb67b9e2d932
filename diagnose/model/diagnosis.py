"""What the evidence means: findings, gates and the verdict."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from diagnose.model.access import Access, Comparison
from diagnose.model.evidence import Evidence
from diagnose.model.exchange import Confidence


class State(StrEnum):
    """What the evidence says of one cause. Their order is that of a report: the telling ones first."""

    CAUSE = "cause"
    POSSIBLE = "possible"
    RULED_OUT = "ruled-out"
    NOT_REACHED = "not-reached"
    UNKNOWN = "unknown"


class Status(StrEnum):
    """The verdict in one word; decides the exit code."""

    CAUSE_FOUND = "cause-found"
    NO_CAUSE = "no-cause"
    INCONCLUSIVE = "inconclusive"
    NOT_REACHED = "not-reached"


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What one check says of one cause. `because` cites exchange ids; `says` is one sentence for people.

    `refines`: the cause that this one would only explain further, if any. `hint`: one more sentence, made of what the
    answers showed, such as the name that was probably meant.
    """

    check: str
    cause: str
    state: State
    says: str
    because: tuple[str, ...] = ()
    confidence: Confidence | None = None
    refines: str | None = None
    hint: str = ""


class FaqItem(msgspec.Struct, frozen=True, kw_only=True):
    """The state of one FAQ item over all its causes."""

    id: str
    title: str
    state: State
    because: tuple[str, ...] = ()
    says: str = ""


class GateState(StrEnum):
    """What the run showed of one step in the server's own order."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_REACHED = "not-reached"
    UNCLEAR = "unclear"


class GateResult(msgspec.Struct, frozen=True, kw_only=True):
    """One link of the chain that reports draw. `says` is a short phrase for people.

    `apart`: it lies behind the link where the question stopped, and another request passed it.
    """

    id: str
    title: str
    state: GateState
    because: tuple[str, ...] = ()
    says: str = ""
    apart: bool = False


class Refinement(msgspec.Struct, frozen=True, kw_only=True):
    """A cause that would explain the verdict's cause further. It does not compete with it."""

    cause: str
    says: str


class Second(msgspec.Struct, frozen=True, kw_only=True):
    """A cause for which another request was refused as well. `customer`: the same in plain words."""

    cause: str
    says: str
    because: tuple[str, ...] = ()
    customer: str = ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """The answer. `alternatives`: other causes still possible, likeliest first. `behind`: what was not reached.

    `also`: what was refused besides, and stays when the cause is mended. `look`: where the cause is open, what to look
    at in this order, each with what it would mean. `retryable`: waiting alone may mend it.
    `works_until`: where all is well, when the first of what it rests on ends, in seconds since the epoch, if that was
    seen. `warnings`: what does no harm yet, in one sentence each. `console`: the address of the page of Infisical's
    console where the cause is mended; "" where it is not known.
    `customer`, `customer_fix` and `customer_look`: the same for a reader who knows no internals.
    """

    status: Status
    cause: str | None = None
    confidence: Confidence | None = None
    faq: str | None = None
    headline: str = ""
    hint: str = ""
    why: str = ""
    alternatives: tuple[str, ...] = ()
    refinements: tuple[Refinement, ...] = ()
    decides: tuple[str, ...] = ()
    look: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()
    also: tuple[Second, ...] = ()
    proof: tuple[str, ...] = ()
    fix: tuple[str, ...] = ()
    who: str = ""
    verify: str = ""
    docs: str | None = None
    console: str = ""
    notes: tuple[str, ...] = ()
    customer: str = ""
    customer_fix: tuple[str, ...] = ()
    customer_look: tuple[str, ...] = ()
    retryable: bool = False
    works_until: float | None = None
    warnings: tuple[str, ...] = ()


class Server(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the server: its era if the answers tell it, and its clock against ours (theirs - ours)."""

    era: str | None = None
    eras: tuple[str, ...] = ()
    clock_skew_s: float | None = None


class Diagnosis(msgspec.Struct, frozen=True, kw_only=True):
    """Findings in the server's order, the verdict, the FAQ items' states, and the evidence they rest on."""

    verdict: Verdict
    faq: tuple[FaqItem, ...]
    chain: tuple[GateResult, ...]
    findings: tuple[Finding, ...]
    evidence: Evidence
    server: Server
    tool_version: str
    knowledge: str = ""
    access: Access | None = None
    compared: tuple[Comparison, ...] = ()
