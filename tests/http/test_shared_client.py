"""What a client makes of a way to the server that it is given: whose it is, at which pace, and within which times."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from diagnose.http.client import Client, Reply, Request, Settings
from diagnose.http.messages import common_headers
from diagnose.http.shared import Connections
from diagnose.http.transport import Opened
from diagnose.model import Exchange, Silence
from tests.http.asking import ISSUED, get, login

URL = "https://infisical.example"


class Way(httpx.HTTPTransport):
    """Answers each request with the next of the answers, and the rest with the last; an error is raised."""

    def __init__(self, *answers: httpx.Response | Exception) -> None:
        self.answers = answers
        self.requests: list[httpx.Request] = []
        self.is_closed = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self.answers[min(len(self.requests), len(self.answers) - 1)]
        self.requests.append(request)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def close(self) -> None:
        self.is_closed = True


def over(way: Way, **more: Any) -> Client:
    opened = Opened(way, "infisical.example", None, None, common_headers({}))
    return Client(Settings(base_url=URL, timeout_s=5, deadline_s=30), opened=opened, **more)


def test_a_way_that_is_shared_is_not_closed_with_the_client() -> None:
    way = Way(httpx.Response(200, json={}))
    with over(way) as client:
        exchange = client.send(get()).exchange
    assert (exchange.id, exchange.answer is not None, way.is_closed) == ("", True, False)
    later = client.send(get()).exchange
    assert (later.silence, later.note) == (Silence.CANNOT_SEND, "the client is closed")
    assert len(way.requests) == 1


def test_a_way_of_the_clients_own_is_closed_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    way = Way(httpx.Response(200, json={}))
    opened = Opened(way, "infisical.example", None, None, ())
    monkeypatch.setattr("diagnose.http.client.open_transport", lambda _: opened)
    with Client(Settings(base_url=URL)) as client:
        client.send(get())
    assert way.is_closed


def test_a_way_that_cannot_be_opened_is_the_reason_without_the_errors_own_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def failing(_: Settings) -> Opened:
        raise ValueError("hunter2")

    monkeypatch.setattr("diagnose.http.client.open_transport", failing)
    with Client(Settings(base_url=URL)) as client:
        exchange = client.send(get()).exchange
    assert exchange.silence is Silence.CANNOT_SEND
    assert exchange.note == "the connection could not be prepared (ValueError)"


class Crowded:
    """A pace at which every request was turned away because there were too many."""

    def __init__(self) -> None:
        self.learned: list[tuple[str, int | None]] = []

    def wait(self, _: Request) -> float:
        return 0.0

    def learn(self, request: Request, exchange: Exchange) -> bool:
        self.learned.append((request.probe, exchange.answer.status if exchange.answer else None))
        return True


@pytest.mark.parametrize(
    ("request_", "headers", "statuses"),
    [
        (get(), {}, [429, 200]),
        (get(retry=False), {}, [429]),
        (login(), {"retry-after": "7"}, [429, 200]),
        (login(), {}, [429]),
    ],
)
def test_what_was_turned_away_before_it_was_judged_is_put_once_more_at_its_pace(
    request_: Request, headers: dict[str, str], statuses: list[int]
) -> None:
    pace, way = Crowded(), Way(httpx.Response(429, json={}, headers=headers), httpx.Response(200, json={}))
    with over(way, pace=pace) as client:
        exchange = client.send(request_).exchange
    assert pace.learned == [(request_.probe, status) for status in statuses]
    assert exchange.answer is not None
    assert exchange.answer.status == statuses[-1]


def test_a_token_is_not_kept_where_a_later_answer_repeats_it() -> None:
    token = "q7Zt2LmX9vKp4RsW8nBy"
    repeats = httpx.Response(403, json={"statusCode": 403, "error": "x", "message": f"token {token} is used up"})
    way = Way(httpx.Response(200, json={**ISSUED, "accessToken": token}), repeats)
    with over(way) as client:
        minted = client.send(login()).minted
        exchange = client.send(get()).exchange
    assert minted is not None
    assert minted.reveal() == token
    assert exchange.answer is not None
    assert token not in repr(exchange)


def test_where_no_proxy_is_known_one_that_wants_a_login_is_between_here_and_the_server() -> None:
    with over(Way(httpx.Response(407))) as client:
        exchange = client.send(get()).exchange
    assert exchange.silence is Silence.PROXY
    assert exchange.note == ("the proxy between here and the server answered 407: it wants a user name and password")


def test_a_second_address_gets_its_turn_within_the_time_of_a_request() -> None:
    way = Way(httpx.Response(200, json={}))
    with over(way) as client:
        client.send(get())
    assert way.requests[0].extensions["timeout"] == {"connect": 2.0, "read": 5, "write": 5, "pool": 5}


def ends(error: Exception, at: float) -> Reply:
    """What becomes of a request whose end with that error is seen at that time of a run of 30 s."""
    times = iter([0.0, 0.0, 0.0])
    clock: Callable[[], float] = lambda: next(times, at)  # noqa: E731
    with over(Way(error), monotonic=clock) as client:
        return client.send(get(retry=False))


@pytest.mark.parametrize(
    ("error", "at", "silence"),
    [
        (httpx.ReadTimeout(""), 29.0, Silence.TIMEOUT),
        (httpx.ReadTimeout(""), 30.0, Silence.DEADLINE),
        (httpx.ReadError(""), 31.0, Silence.UNREACHABLE),
    ],
)
def test_a_time_out_at_the_end_of_the_run_is_the_runs(error: Exception, at: float, silence: Silence) -> None:
    exchange = ends(error, at).exchange
    assert exchange.silence is silence
    assert exchange.note.startswith(("no answer in time; it was still ", "the connection to infisical.example failed"))


def test_each_thread_has_connections_of_its_own_and_keeps_them() -> None:
    connections = Connections()
    mine = [connections.to(Settings(base_url=URL)) for _ in range(2)]
    with ThreadPoolExecutor(1) as pool:
        others = pool.submit(connections.to, Settings(base_url=URL)).result()
    assert mine[0] is mine[1]
    assert others is not mine[0]


def test_connections_to_the_servers_of_long_ago_are_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    ways = [Way() for _ in range(6)]
    opened = iter([Opened(way, "infisical.example", None, None, common_headers({})) for way in ways])
    monkeypatch.setattr("diagnose.http.shared.open_transport", lambda *_: next(opened))
    connections = Connections()
    for number in range(6):
        connections.to(Settings(base_url=f"http://infisical-{number}.example"))
    assert [way.is_closed for way in ways] == [True, True, False, False, False, False]
    connections.close()
    assert all(way.is_closed for way in ways)
