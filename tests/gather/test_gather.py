"""Gathering: each probe once, the login once, the minted token given back whatever happens."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import msgspec
import pytest

from diagnose.credential import Credential
from diagnose.gather.limits import USUAL, Limits
from diagnose.gather.probes import Aim, Ask, Path, Probe
from diagnose.gather.run import Run
from diagnose.http.messages import Reply, Request
from diagnose.model import Answer, Envelope, Evidence, Exchange, Silence
from diagnose.secret import Secret
from tests.build import A_REFUSED, API_KEY, FAULT, NO_DESCRIBE, NOW, PAIR, PROJECT, TARGET, TOKEN, evidence

MINTED = "eyJhbGciOiJIUzI1NiJ9.eyJpZGVudGl0eUlkIjoiaSIsImlhdCI6MX0.c2ln"
PAIRED = Credential(kind=PAIR.kind, facts=PAIR, client_id="an-id", client_secret=Secret("f" * 64))
HANDED = Credential(kind=TOKEN.kind, facts=TOKEN, token=Secret("handed-over"))
ISSUED = Answer(status=200, envelope=Envelope.DATA, data={"expiresIn": 7200, "accessTokenMaxTTL": 86400})
LISTED = Answer(status=200, envelope=Envelope.DATA, data={"secrets": 2})
EMPTY = Answer(status=200, envelope=Envelope.DATA, data={"secrets": 0})
REVOKED = Answer(status=200, envelope=Envelope.DATA)
UNKNOWN = Answer(status=404, envelope=Envelope.C, error="NotFound", message="nobody knows")

Says = Answer | Silence | BaseException


class Scripted:
    """A client that answers each probe as the script says, and remembers what it was asked."""

    def __init__(self, **script: Says) -> None:
        self.script: Mapping[str, Says] = {"revoke": REVOKED, **{k.replace("_", "-"): v for k, v in script.items()}}
        self.asked: list[Request] = []
        self.together: list[tuple[str, ...]] = []
        self.left_s = 30.0
        self.late: Secret | None = None
        self.mints = MINTED

    @property
    def sent(self) -> int:
        return len(self.asked)

    @property
    def probes(self) -> list[str]:
        return [request.probe for request in self.asked]

    def send(self, request: Request) -> Reply:
        self.asked.append(request)
        says = self.script.get(request.probe, UNKNOWN)
        if isinstance(says, BaseException):
            raise says
        answer = says if isinstance(says, Answer) else None
        exchange = Exchange(
            id="", probe=request.probe, method=request.method, url=TARGET.base_url + request.path, at=NOW, took_ms=1000,
            answer=answer, silence=says if isinstance(says, Silence) else None,
        )  # fmt: skip
        minted = (
            Secret(self.mints) if request.probe == "login" and answer is not None and answer.status == 200 else None
        )
        return Reply(exchange=exchange, minted=minted)

    def remaining_s(self) -> float:
        return self.left_s

    def hurry(self, seconds: float) -> None:
        self.left_s = seconds

    def late_token(self, seconds: float) -> Secret | None:
        assert seconds > 0
        return self.late

    def send_all(self, requests: Sequence[Request]) -> tuple[Reply, ...]:
        self.together.append(tuple(request.probe for request in requests))
        return tuple(self.send(request) for request in requests)


def gathered(client: Scripted, credential: Credential = PAIRED, limits: Limits = USUAL, **options: Any) -> Evidence:
    return Run(client, credential, limits, **options).gather(evidence(credential=credential.facts))


def test_it_logs_in_then_asks_the_users_own_question_then_gives_the_token_back() -> None:
    client = Scripted(login=ISSUED, read=LISTED)
    of = gathered(client)
    assert client.probes == ["login", "read", "revoke"]
    assert [exchange.id for exchange in of.exchanges] == ["E1", "E2", "E3"]
    assert (of.spent.requests, of.spent.logins, of.spent.writes) == (3, 1, 0)
    assert of.token is not None
    assert of.token.minted


def test_the_login_carries_the_pair_and_what_follows_the_minted_token() -> None:
    client = Scripted(login=ISSUED, read=LISTED)
    gathered(client)
    login, read, revoke = client.asked
    assert login.body == {"clientId": "an-id", "clientSecret": Secret("f" * 64)}
    assert login.bearer is None
    assert read.bearer == Secret(MINTED)
    assert revoke.body == {"accessToken": Secret(MINTED)}
    assert revoke.bearer is None


def test_evidence_holds_no_secret() -> None:
    written = msgspec.json.encode(gathered(Scripted(login=ISSUED, read=LISTED))).decode()
    assert MINTED not in written
    assert "f" * 64 not in written


@pytest.mark.parametrize(
    "says",
    [
        Answer(status=401, envelope=Envelope.C, error="UnauthorizedError", message="Invalid credentials"),
        Answer(status=500, envelope=Envelope.C, error="InternalServerError", message=FAULT),
        Answer(status=429, envelope=Envelope.C, error="RateLimitExceeded", message="Rate limit exceeded."),
        Answer(status=502, envelope=Envelope.HTML),
        Silence.TIMEOUT,
        Silence.RESET,
    ],
)
def test_a_login_that_fails_is_never_put_again(says: Says) -> None:
    client = Scripted(login=says)
    of = gathered(client)
    assert client.probes.count("login") == 1
    assert "read" not in client.probes
    assert "revoke" not in client.probes
    assert of.spent.logins == 1


def test_a_login_that_could_not_be_sent_was_not_spent() -> None:
    assert gathered(Scripted(login=Silence.CANNOT_SEND)).spent.logins == 0


def test_a_token_that_was_handed_over_is_used_and_never_revoked() -> None:
    client = Scripted(read=LISTED)
    of = gathered(client, HANDED)
    assert client.probes == ["read"]
    assert client.asked[0].bearer == Secret("handed-over")
    assert of.spent.logins == 0


def test_an_api_key_goes_into_its_own_header() -> None:
    client = Scripted(read=LISTED)
    gathered(client, Credential(kind=API_KEY.kind, facts=API_KEY, token=Secret("ak.x.y")))
    assert client.asked[0].bearer is None
    assert client.asked[0].api_key == Secret("ak.x.y")


def test_the_minted_token_is_kept_if_asked_to() -> None:
    client = Scripted(login=ISSUED, read=LISTED)
    run = Run(client, PAIRED, Limits(keep_token=True))
    run.gather(evidence(credential=PAIR))
    assert client.probes == ["login", "read"]
    assert run.minted == Secret(MINTED)


def test_an_era_a_server_has_no_route_to_revoke() -> None:
    denied = Answer(status=401, envelope=Envelope.A, error="unauthorized", message=A_REFUSED)
    client = Scripted(login=ISSUED, read=denied, absent_name=denied, folders=denied, token_check=denied)
    gathered(client)
    assert "revoke" not in client.probes


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError("a defect of ours")])
def test_an_interruption_still_gives_the_token_back(error: BaseException) -> None:
    client = Scripted(login=ISSUED, read=error)
    with pytest.raises(type(error)):
        gathered(client)
    assert client.probes == ["login", "read", "revoke"]


def test_a_token_that_arrives_after_the_interruption_is_given_back_too() -> None:
    client = Scripted(login=KeyboardInterrupt())
    client.late = Secret(MINTED)
    with pytest.raises(KeyboardInterrupt):
        gathered(client)
    assert client.probes == ["login", "revoke"]
    assert client.asked[-1].body == {"accessToken": Secret(MINTED)}


def test_a_deadline_that_has_passed_leaves_a_moment_to_give_the_token_back() -> None:
    client = Scripted(login=ISSUED, read=Silence.DEADLINE)
    client.left_s = 0.0
    gathered(client)
    assert client.probes[-1] == "revoke"
    assert client.left_s > 0


def test_an_interruption_without_a_token_asks_nothing_more() -> None:
    client = Scripted(read=KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        gathered(client, HANDED)
    assert client.probes == ["read"]


@pytest.mark.parametrize("limit", range(6))
def test_no_more_is_asked_than_allowed_and_one_request_is_kept_to_revoke(limit: int) -> None:
    client = Scripted(login=ISSUED, read=EMPTY, absent_name=UNKNOWN)
    gathered(client, limits=Limits(max_requests=limit))
    assert client.sent <= limit
    assert ("revoke" in client.probes) is ("login" in client.probes) is (limit > 1)


def test_probes_that_do_not_hang_on_each_other_go_together_in_the_plans_order() -> None:
    place = (
        "Folder with path '/' in environment 'dev' was not found. Please ensure the environment slug and secret path "
    )
    missing = Answer(status=404, envelope=Envelope.C, error="SecretPathNotFound", message=place + "is correct.")
    client = Scripted(read=missing)
    of = gathered(client, HANDED)
    assert client.together
    assert [exchange.probe for exchange in of.exchanges] == client.probes
    assert [exchange.id for exchange in of.exchanges] == [f"E{n}" for n in range(1, client.sent + 1)]
    assert len(set(client.probes)) == client.sent


def test_people_are_told_what_is_being_asked() -> None:
    told: list[str] = []
    note: Callable[[str], None] = told.append
    gathered(Scripted(login=ISSUED, read=LISTED), progress=note)
    assert told[:2] == ["whether the client ID and client secret are accepted", "whether the secrets can be listed"]


@pytest.mark.parametrize(
    ("date", "envelope", "expected"),
    [
        # The answer was written half a second into a second, half way between sending and receiving.
        ("Mon, 23 Nov 2026 12:00:00 GMT", Envelope.DATA, 0.0),
        ("Mon, 23 Nov 2026 13:00:00 GMT", Envelope.DATA, 3600.0),
        ("Mon, 23 Nov 2026 11:59:00 GMT", Envelope.DATA, -60.0),
        ("yesterday", Envelope.DATA, None),
        ("Mon, 23 Nov 99999999999999999999 12:00:00 GMT", Envelope.DATA, None),
        ("Mon, 23 Nov 2026 12:00:00 +99999999999999999999", Envelope.DATA, None),
        ("", Envelope.DATA, None),
        # A proxy's clock is not the server's.
        ("Mon, 23 Nov 2026 13:00:00 GMT", Envelope.HTML, None),
    ],
)
def test_the_clock_is_compared_with_a_dated_answer(date: str, envelope: Envelope, expected: float | None) -> None:
    answer = Answer(status=200, envelope=envelope, data={"secrets": 1}, headers={"date": date})
    assert gathered(Scripted(read=answer), HANDED).clock_skew_s == expected


def test_a_client_secret_in_the_claims_of_the_token_is_not_kept() -> None:
    claims = urlsafe_b64encode(b'{"identityName": "%s", "iat": 1}' % (b"f0e1d2c3b4a59687" * 4)).decode().rstrip("=")
    client = Scripted(login=ISSUED, read=LISTED)
    client.mints = f"eyJhbGciOiJIUzI1NiJ9.{claims}.c2ln"
    of = gathered(client, msgspec.structs.replace(PAIRED, client_secret=Secret("f0e1d2c3b4a59687" * 4)))
    assert of.token is not None
    assert of.token.claims == {"identityName": "********", "iat": 1}


def test_a_silent_filter_is_found_in_two_questions_more() -> None:
    denied = Answer(status=403, envelope=Envelope.C, error="PermissionDenied", message=NO_DESCRIBE)
    client = Scripted(login=ISSUED, read=EMPTY, absent_name=denied)
    of = gathered(client)
    assert client.probes[:3] == ["login", "read", "absent-name"]
    assert client.probes[-1] == "revoke"
    assert of.target.project_id == PROJECT


def test_a_check_of_another_package_may_bring_reads_and_no_write() -> None:
    read = Probe(name="theirs", shows="something of theirs", paths=(Path("/api/v1/theirs"),))
    write = Probe(name="theirs-too", shows="a write", method="POST", paths=(Path("/api/v1/theirs"),))
    client = Scripted(login=ISSUED, read=LISTED)
    gathered(client, extra=(read, write))

    assert client.probes.count("theirs") == 1
    assert "theirs-too" not in client.probes


class _Broken(Probe, frozen=True, kw_only=True):
    """A probe that breaks when it is asked."""

    def ask(self, aim: Aim) -> Ask:
        raise RuntimeError(aim)


@pytest.mark.parametrize(
    "probe",
    [
        Probe(name="revoke", shows="one of ours", paths=(Path("/api/v1/theirs"),)),
        _Broken(name="theirs", shows="it breaks", paths=(Path("/api/v1/theirs"),)),
        Probe(name="theirs", shows="what nobody knows", paths=(Path("/api/v1/{nothing}"),)),
    ],
    ids=lambda probe: probe.shows,
)
def test_another_packages_probe_that_is_not_sound_is_left_out(probe: Probe) -> None:
    client = Scripted(login=ISSUED, read=LISTED)
    of = gathered(client, extra=(probe,))
    assert client.probes.count("theirs") == 0
    assert [x.url for x in of.exchanges if "theirs" in x.url] == []


def test_what_another_package_wants_to_read_is_not_asked_after_a_refused_login() -> None:
    read = Probe(name="theirs", shows="something of theirs", paths=(Path("/api/v1/theirs"),))
    client = Scripted(login=UNKNOWN)
    gathered(client, extra=(read,))

    assert "theirs" not in client.probes
