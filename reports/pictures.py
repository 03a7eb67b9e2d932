"""What is drawn, as numbers and words: chain of gates, a token's time, a folder's path, an allow-list, the requests.

Every picture has its words beside it, so it may be left unseen. How many parts one has never depends on text from
elsewhere.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import Any, Final, NamedTuple

from diagnose.model import Diagnosis, Evidence, Exchange, GateResult, GateState
from reports import phrases

WIDE: Final = 100
"""All horizontal places are in hundredths of the picture's width."""

_FOLD_FROM: Final = 3
_NARROWEST: Final = 0.6
_NOT_SOON_S: Final = 600
_MARGIN: Final = 1.1
_RENEWED: Final = "if renewed"
_LISTS: Final = {
    "login-address": ("clientSecretTrustedIps", "Client Secret Trusted IPs"),
    "token-address": ("accessTokenTrustedIps", "Access Token Trusted IPs"),
}


class Link(NamedTuple):
    """One link of the strip: a gate, or a run of gates in one state, whose titles are then `folded`."""

    first: GateResult
    title: str
    because: tuple[str, ...]
    folded: tuple[str, ...] = ()


class Bar(NamedTuple):
    """A span on a line of time: where it starts, how wide it is, and what it says."""

    label: str
    at: float
    wide: float
    says: str
    kind: str


class Line(NamedTuple):
    """Bars over one span of time. `now`: the place of the run in it; None where that is not drawn."""

    bars: tuple[Bar, ...]
    now: float | None


class Path(NamedTuple):
    """A folder's path up to where it is known to go on, the step that is missing, and the rest."""

    known: str
    missing: str
    rest: str
    says: str


class Fence(NamedTuple):
    """Networks from which a credential may be used, and the address that was refused ("" if it is not known).

    `ranges`: each with whether it holds the address; None where that cannot be told.
    """

    address: str
    ranges: tuple[tuple[str, bool | None], ...]
    says: str


def strip(chain: tuple[GateResult, ...]) -> tuple[Link, ...]:
    """The chain with long runs in one state drawn as one link; what is refused always stands alone."""
    runs = groupby(chain, lambda gate: (gate.state, gate.apart))
    return tuple(link for _, run in runs for link in _run(list(run)))


def _run(gates: list[GateResult]) -> Iterator[Link]:
    if gates[0].state is GateState.FAILED or len(gates) < _FOLD_FROM:
        yield from (Link(gate, gate.title, gate.because) for gate in gates)
        return
    because = sorted({one for gate in gates for one in gate.because}, key=lambda one: (len(one), one))
    yield Link(gates[0], f"{len(gates)} steps", tuple(because), tuple(gate.title for gate in gates))


def token_time(evidence: Evidence) -> Line | None:
    """The token's life and the run in one span, on the server's clock where it is known; None without claims."""
    token = evidence.token
    claims = token.claims if token is not None else {}
    issued, ends = _time(claims, "iat"), _time(claims, "exp")
    now = evidence.started_at + (evidence.clock_skew_s or 0.0)
    if token is None or issued is None or not math.isfinite(now) or now <= 0:
        return None
    if token.minted and ends is not None and ends - now > _NOT_SOON_S:
        return None  # fresh from this run's own login, with plenty of time left: nothing to see
    spans = [("issued", issued, issued, _ago(issued, now, "issued"), "point")]
    if ends is not None and ends >= issued:
        spans.append(("lifetime", issued, ends, _ago(ends, now, "ended", "ends"), "past" if ends < now else "live"))
    last = _longest(claims, issued)
    if last is not None:
        spans.append(
            (
                "if renewed",
                issued,
                last,
                _ago(last, now, "at its last end", "at its last end"),
                "past" if last < now else "may",
            )
        )
    spans.append(("this run", now, now, _clock(evidence, now), "point"))
    return _drawn(spans, now)


def _longest(claims: Mapping[str, Any], issued: float) -> float | None:
    """When renewing ends: the longest lifetime after the first issue."""
    longest = _time(claims, "accessTokenMaxTTL")
    created = _time(claims, "creationEpoch")
    return None if longest is None else (created if created is not None else issued) + longest


def _drawn(spans: list[tuple[str, float, float, str, str]], now: float) -> Line:
    """Bars over the time from issue to run or end, whichever is later; what lasts longer runs out of it."""
    first = min(start for _, start, _, _, _ in spans)
    scale = (max(end for label, _, end, _, _ in spans if label != _RENEWED) - first) * _MARGIN or 1.0

    def place(at: float) -> float:
        return round(min((at - first) / scale, 1.0) * WIDE, 2)

    bars = (
        Bar(label, place(start), max(round(place(end) - place(start), 2), _NARROWEST), says, kind)
        for label, start, end, says, kind in spans
    )
    return Line(tuple(bars), place(now))


def _ago(at: float, now: float, past: str, ahead: str = "") -> str:
    gap = phrases.duration(abs(now - at))
    side = f"{past} {gap} before" if at <= now else f"{ahead or past} {gap} after"
    return f"{side} this run, {phrases.moment(at)}"


def _clock(evidence: Evidence, now: float) -> str:
    skew = evidence.clock_skew_s
    if skew is None:
        return f"{phrases.moment(now)} on this machine's clock"
    if not phrases.differ(skew):
        return f"{phrases.moment(now)} on the server's clock, with which this machine's agrees"
    side = "behind" if skew > 0 else "ahead of"
    return f"{phrases.moment(now)} on the server's clock; this machine's is {phrases.duration(abs(skew))} {side} it"


def _time(claims: Mapping[str, Any], name: str) -> float | None:
    value = claims.get(name)
    usable = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and value > 0
    return float(value) if usable and value is not None else None


def requests(exchanges: tuple[Exchange, ...]) -> tuple[Bar, ...]:
    """One bar per request over the time of the run; empty where the evidence has no usable times."""
    spans = [(one.at, one.at + one.took_ms / 1000) for one in exchanges]
    if not spans or not all(0 < start <= end < math.inf for start, end in spans):
        return ()
    first = min(start for start, _ in spans)
    scale = max(max(end for _, end in spans) - first, 0.001)
    return tuple(
        Bar(
            one.id,
            min(round((start - first) / scale * WIDE, 2), WIDE - _NARROWEST),
            max(round((end - start) / scale * WIDE, 2), _NARROWEST),
            f"began {phrases.milliseconds((start - first) * 1000)} into the run, "
            f"took {phrases.milliseconds(one.took_ms)}",
            "asked" if one.answer is not None else "past",
        )
        for one, (start, end) in zip(exchanges, spans, strict=True)
    )


def folder_path(diagnosis: Diagnosis) -> Path | None:
    """Where the folder's path ends, if the chain broke at the folder and a list of folders shows the place."""
    broken = any(gate.id == "location" and gate.state is GateState.FAILED for gate in diagnosis.chain)
    steps = [step for step in diagnosis.evidence.target.secret_path.split("/") if step]
    if not broken or not steps:
        return None
    top, below = (_folders(diagnosis.evidence, probe) for probe in ("folders", "folders-parent"))
    if top is not None and steps[0] not in top:
        at = 0
    elif below is not None and steps[-1] not in below and len(steps) > 1:
        at = len(steps) - 1
    else:
        return None
    known = "".join(f"/{step}" for step in steps[:at]) or "/"
    rest = "".join(f"/{step}" for step in steps[at + 1 :])
    return Path(known, steps[at], rest, f"There is no folder {steps[at]} in {known}.")


def fence(diagnosis: Diagnosis) -> Fence | None:
    """The allow-list that refused an address, if the chain broke there and an answer told the list."""
    broken = next((gate.id for gate in diagnosis.chain if gate.state is GateState.FAILED and gate.id in _LISTS), "")
    facts = [(one, answer.data) for one, answer in diagnosis.evidence.answered()]
    name, what = _LISTS.get(broken, ("", ""))
    listed = next((data[name] for _, data in facts if isinstance(data.get(name), list)), None)
    if listed is None:
        return None
    seen = next((data["client_address"] for _, data in facts if isinstance(data.get("client_address"), str)), "")
    ranges = tuple((str(network), _holds(str(network), seen)) for network in listed)
    if not seen:
        says = f"The {what} of this identity; which address the server saw is not known from here."
    else:
        inside = [network for network, holds in ranges if holds]
        where = f"in {inside[0]}" if inside else "in none of them"
        says = f"The {what} of this identity; the server saw {seen}, which is {where}."
    return Fence(seen, ranges, says)


def _holds(network: str, address: str) -> bool | None:
    from ipaddress import ip_address, ip_network

    try:
        return ip_address(address) in ip_network(network)
    except ValueError:
        return None


def _folders(evidence: Evidence, probe: str) -> list[Any] | None:
    """The folders that the probe listed; None if it did not, or not all of them."""
    exchange = evidence.of(probe)
    data = exchange.answer.data if exchange is not None and exchange.answer is not None else {}
    listed = data.get("folders")
    return listed if isinstance(listed, list) and not data.get("truncated") else None
