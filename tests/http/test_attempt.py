"""How far a request got that is under way in another thread, and what giving it up ends."""

from __future__ import annotations

import socket
import threading
from typing import Any

import httpcore
import pytest

from diagnose.http.attempt import Attempt, GivenUpError
from diagnose.http.faults import Stage

TUNNEL = httpcore.Request("CONNECT", "http://infisical.example:443")
READS = httpcore.Request("GET", "https://infisical.example/api/status")


class Counted(list[None]):
    """Notes each request that goes out."""

    def __call__(self) -> None:
        self.append(None)


class Stream:
    """A connection of the library's; notes how its socket was shut down."""

    def __init__(self) -> None:
        self.shut: list[int] = []

    def read(self, *_: Any) -> bytes:
        return b"HTTP/1.1 200 OK"

    def get_extra_info(self, name: str) -> Any:
        return self if name == "socket" else None

    def shutdown(self, how: int) -> None:
        self.shut.append(how)


def begun(*, through_proxy: bool = False, count: Any = lambda: None) -> Attempt[str]:
    attempt: Attempt[str] = Attempt(5, count)
    attempt.begin(through_proxy=through_proxy)
    return attempt


@pytest.mark.parametrize(
    ("step", "request_", "through_proxy", "stage"),
    [
        ("connection.connect_tcp", READS, False, Stage.CONNECT),
        ("connection.start_tls", READS, False, Stage.TLS),
        ("http11.send_request_headers", READS, False, Stage.SEND),
        ("http11.receive_response_headers", READS, False, Stage.WAIT),
        ("http11.receive_response_body", READS, False, Stage.BODY),
        ("connection.connect_tcp", READS, True, Stage.CONNECT),
        ("connection.start_tls", READS, True, Stage.PROXY),
        ("http11.receive_response_headers", TUNNEL, True, Stage.PROXY),
        ("http_proxy.start_tls", READS, True, Stage.TLS),
        ("http11.receive_response_headers", READS, True, Stage.WAIT),
        ("http11.receive_response_headers", TUNNEL, False, Stage.WAIT),
        ("http11.response_closed", READS, False, Stage.CONNECT),
    ],
)
def test_a_step_that_starts_is_how_far_the_request_got(
    step: str, request_: httpcore.Request, *, through_proxy: bool, stage: Stage
) -> None:
    attempt = begun(through_proxy=through_proxy)
    attempt.trace(f"{step}.started", {"request": request_})
    assert attempt.stage is stage
    attempt.trace("http11.receive_response_body.complete", {"return_value": None})
    assert attempt.stage is stage


def test_each_sending_counts_once_and_asking_a_proxy_for_a_tunnel_does_not() -> None:
    sent = Counted()
    attempt = begun(through_proxy=True, count=sent)
    attempt.trace("http11.send_request_headers.started", {"request": TUNNEL})
    assert len(sent) == 0
    attempt.trace("http11.send_request_headers.started", {"request": READS})
    assert len(sent) == 1
    attempt.answered()
    assert len(sent) == 1
    attempt.begin(through_proxy=False)
    assert (attempt.stage, len(sent)) == (Stage.CONNECT, 1)
    attempt.answered()
    assert len(sent) == 2


def test_before_it_begins_a_request_is_about_to_connect() -> None:
    sent = Counted()
    attempt: Attempt[str] = Attempt(5, sent)
    assert attempt.stage is Stage.CONNECT
    attempt.answered()
    assert len(sent) == 1


@pytest.mark.parametrize("step", ["connection.connect_tcp", "connection.start_tls"])
def test_giving_up_hangs_up_the_newest_connection_and_sends_nothing_more(step: str) -> None:
    stream, older, go_on, sent = Stream(), Stream(), threading.Event(), Counted()
    attempt: Attempt[str] = Attempt(0, sent)
    attempt.begin(through_proxy=False)
    attempt.trace("connection.connect_tcp.complete", {"return_value": older})
    attempt.trace(f"{step}.complete", {"return_value": stream})
    attempt.trace("connection.start_tls.started", {"request": READS})
    attempt.trace("http11.send_request_headers.complete", {"return_value": None})
    attempt.trace("http11.receive_response_headers.started", {"return_value": None, "request": READS})
    attempt.run(lambda: str(go_on.wait(5)))
    assert attempt.result() is None
    assert (stream.shut, older.shut) == ([socket.SHUT_RDWR], [])
    with pytest.raises(GivenUpError):
        attempt.trace("http11.send_request_headers.started", {"request": READS})
    with pytest.raises(GivenUpError):
        attempt.begin(through_proxy=False)
    with pytest.raises(GivenUpError):
        attempt.check()
    assert len(sent) == 0
    go_on.set()
    assert attempt.late(5) == "True"


def test_a_request_is_under_way_once_its_answer_is_awaited() -> None:
    attempt, awaited, go_on = begun(), threading.Event(), threading.Event()

    def work() -> str:
        attempt.trace("http11.send_request_headers.started", {"request": READS})
        awaited.wait(0.02)
        awaited.set()
        attempt.trace("http11.receive_response_headers.started", {"request": READS})
        go_on.wait(5)
        return "answer"

    attempt.run(work)
    attempt.under_way()
    assert awaited.is_set()
    assert attempt.left() > 0
    go_on.set()
    assert attempt.result() == "answer"


def test_a_request_that_came_to_nothing_is_waited_for_no_longer() -> None:
    attempt = begun()
    attempt.run(lambda: "answer")
    attempt.under_way()
    assert attempt.left() > 0
    assert attempt.result() == "answer"


def test_a_connection_that_is_gone_is_given_up_all_the_same() -> None:
    attempt, go_on = Attempt[str](0, lambda: None), threading.Event()
    attempt.run(lambda: str(go_on.wait(5)))
    assert attempt.left() == 0.0
    assert attempt.result() is None
    go_on.set()


def test_where_no_thread_can_be_had_the_work_is_done_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr("diagnose.http.attempt.WORKERS.start", refused)
    attempt = begun()
    attempt.run(lambda: "answer")
    assert attempt.late(0) == "answer"
    assert attempt.result() == "answer"
