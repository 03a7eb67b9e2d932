from __future__ import annotations

import math
from typing import Any

import msgspec
import pytest

from diagnose.model import Answer, Envelope, Exchange, GateResult, GateState, Silence, Token
from reports import pictures
from tests.reports.samples import NOON, permission_denied, secret_expired

P, F, N, U = GateState.PASSED, GateState.FAILED, GateState.NOT_REACHED, GateState.UNCLEAR


def gates(*states: GateState) -> tuple[GateResult, ...]:
    return tuple(
        GateResult(id=f"g{n}", title=f"Gate {n}", state=state, because=(f"E{12 - n}",))
        for n, state in enumerate(states)
    )


@pytest.mark.parametrize(
    ("states", "drawn"),
    [
        ((P, P, P, F, N, N, N), [(P, 3), (F, 0), (N, 3)]),
        ((P, P, F, N), [(P, 0), (P, 0), (F, 0), (N, 0)]),
        ((F, F, F), [(F, 0), (F, 0), (F, 0)]),
        ((P, U, U, U, U), [(P, 0), (U, 4)]),
        ((), []),
    ],
)
def test_long_runs_in_one_state_are_one_link_and_a_refusal_stands_alone(
    states: tuple[GateState, ...], drawn: list[tuple[GateState, int]]
) -> None:
    assert [(link.first.state, len(link.folded)) for link in pictures.strip(gates(*states))] == drawn


def test_a_folded_link_keeps_every_title_and_all_evidence_in_order() -> None:
    (link,) = pictures.strip(gates(P, P, P))

    assert link.folded == ("Gate 0", "Gate 1", "Gate 2")
    assert link.because == ("E10", "E11", "E12")


def line(claims: dict[str, Any], *, minted: bool = False, skew: float | None = 0.0) -> pictures.Line | None:
    evidence = msgspec.structs.replace(
        secret_expired().evidence, token=Token(claims=claims, minted=minted), clock_skew_s=skew
    )
    return pictures.token_time(evidence)


def test_a_token_that_ended_is_drawn_before_the_run() -> None:
    drawn = line({"iat": NOON - 7200, "exp": NOON - 3600})

    assert drawn is not None
    assert [(bar.label, bar.at, bar.wide, bar.kind) for bar in drawn.bars] == [
        ("issued", 0.0, 0.6, "point"),
        ("lifetime", 0.0, 45.45, "past"),
        ("this run", 90.91, 0.6, "point"),
    ]
    assert drawn.bars[1].says == "ended 1 h before this run, 2026-11-23 11:00:00 UTC"


def test_the_last_end_by_renewing_counts_from_the_first_issue_and_the_servers_clock_decides() -> None:
    claims = {"iat": NOON, "exp": NOON + 100, "creationEpoch": NOON - 100, "accessTokenMaxTTL": 300}

    drawn = line(claims, skew=60.0)

    assert drawn is not None
    assert drawn.now == 54.55
    assert drawn.bars[2].says.startswith("at its last end 2 min 20 s after this run")
    assert drawn.bars[3].says.endswith("on the server's clock; this machine's is 1 min behind it")


def test_a_last_end_in_the_far_future_does_not_squeeze_the_rest() -> None:
    drawn = line({"iat": NOON - 7200, "exp": NOON - 3600, "accessTokenMaxTTL": 2_592_000})

    assert drawn is not None
    assert [bar.wide for bar in drawn.bars] == [0.6, 45.45, 100.0, 0.6]


@pytest.mark.parametrize(
    "claims", [{}, {"exp": NOON}, {"iat": "x"}, {"iat": True}, {"iat": math.inf}, {"iat": math.nan}, {"iat": -1}]
)
def test_without_a_usable_time_of_issue_nothing_is_drawn(claims: dict[str, Any]) -> None:
    assert line(claims) is None


def test_a_fresh_token_of_the_runs_own_login_is_drawn_only_if_it_ends_soon() -> None:
    assert line({"iat": NOON, "exp": NOON + 7200}, minted=True) is None
    assert line({"iat": NOON, "exp": NOON + 7}, minted=True) is not None


def asked(at: float, took_ms: float, **rest: Any) -> Exchange:
    answer = None if rest else Answer(status=200, envelope=Envelope.DATA)
    return Exchange(id=f"E{at}", probe="read", method="GET", url="", at=at, took_ms=took_ms, answer=answer, **rest)


def test_requests_are_drawn_over_the_time_of_the_run() -> None:
    bars = pictures.requests((asked(NOON, 500), asked(NOON + 1, 1000, silence=Silence.TIMEOUT)))

    assert [(bar.at, bar.wide, bar.kind) for bar in bars] == [(0.0, 25.0, "asked"), (50.0, 50.0, "past")]
    assert bars[1].says == "began 1000 ms into the run, took 1000 ms"


@pytest.mark.parametrize(("at", "took"), [(0, 1), (math.nan, 1), (NOON, math.inf), (NOON, -5), (math.inf, 1)])
def test_requests_without_usable_times_are_not_drawn(at: float, took: float) -> None:
    assert pictures.requests((asked(at, took),)) == ()


def folders(path: str, top: list[str] | None, below: list[str] | None = None, **data: Any) -> pictures.Path | None:
    diagnosis = permission_denied()
    listings = {"folders": top, "folders-parent": below}
    exchanges = tuple(
        Exchange(
            id=probe,
            probe=probe,
            method="GET",
            url="",
            at=NOON,
            took_ms=1,
            answer=Answer(status=200, envelope=Envelope.DATA, data={"folders": names, **data}),
        )
        for probe, names in listings.items()
        if names is not None
    )
    target = msgspec.structs.replace(diagnosis.evidence.target, secret_path=path)
    evidence = msgspec.structs.replace(diagnosis.evidence, target=target, exchanges=exchanges)
    chain = (GateResult(id="location", title="", state=GateState.FAILED),)
    return pictures.folder_path(msgspec.structs.replace(diagnosis, evidence=evidence, chain=chain))


@pytest.mark.parametrize(
    ("path", "top", "below", "drawn"),
    [
        ("/app/eu/db", ["web"], None, ("/", "app", "/eu/db")),
        ("/app", [], None, ("/", "app", "")),
        ("/app/eu/db", ["app"], ["us"], ("/app/eu", "db", "")),
        ("/app/eu/db", ["app"], None, None),
        ("/app/eu", ["app"], ["eu"], None),
        ("/", [], None, None),
        ("/app", None, None, None),
    ],
)
def test_the_path_ends_where_a_list_of_folders_shows_it(
    path: str, top: list[str] | None, below: list[str] | None, drawn: tuple[str, str, str] | None
) -> None:
    seen = folders(path, top, below)

    assert (seen and seen[:3]) == drawn


def test_a_list_that_was_cut_shows_no_end() -> None:
    assert folders("/app", ["web"], truncated=True) is None


LISTS = {"clientSecretTrustedIps": ["10.0.0.0/8", "2001:db8::/32"], "accessTokenTrustedIps": []}


def fence(*data: dict[str, Any], gate: str = "login-address") -> pictures.Fence | None:
    diagnosis = permission_denied()
    exchange = diagnosis.evidence.exchanges[0]
    answers = (Answer(status=200, envelope=Envelope.DATA, data=one) for one in data)
    exchanges = tuple(msgspec.structs.replace(exchange, answer=answer) for answer in answers)
    evidence = msgspec.structs.replace(diagnosis.evidence, exchanges=exchanges)
    chain = (GateResult(id=gate, title="x", state=GateState.FAILED),)
    return pictures.fence(msgspec.structs.replace(diagnosis, evidence=evidence, chain=chain))


@pytest.mark.parametrize(
    ("address", "holds", "says"),
    [
        ("203.0.113.9", [False, False], "the server saw 203.0.113.9, which is in none of them"),
        ("10.1.2.3", [True, False], "the server saw 10.1.2.3, which is in 10.0.0.0/8"),
        ("2001:db8::1", [False, True], "which is in 2001:db8::/32"),
        ("", [None, None], "which address the server saw is not known from here"),
    ],
)
def test_an_address_is_drawn_against_the_list_that_refused_it(
    address: str, holds: list[bool | None], says: str
) -> None:
    drawn = fence({"client_address": address} if address else {}, LISTS)
    assert drawn is not None
    assert [one for _, one in drawn.ranges] == holds
    assert says in drawn.says


@pytest.mark.parametrize(("gate", "ranges"), [("token-address", 0), ("permission", None)])
def test_the_list_is_that_of_the_gate_and_drawn_for_no_other(gate: str, ranges: int | None) -> None:
    drawn = fence({"client_address": "10.1.2.3"}, LISTS, gate=gate)
    assert (len(drawn.ranges) if drawn else None) == ranges


def test_without_a_list_there_is_no_picture() -> None:
    assert fence({"client_address": "10.1.2.3"}) is None


def test_what_is_no_network_holds_nothing() -> None:
    drawn = fence({"client_address": "10.1.2.3"}, {"clientSecretTrustedIps": ["anywhere"]})
    assert drawn is not None
    assert drawn.ranges == (("anywhere", None),)
