"""Whatever asks for it, nothing is sent that could change something."""

from __future__ import annotations

from typing import Any

import pytest

from diagnose.http.client import Request
from diagnose.model import Silence
from tests import loopback
from tests.http.asking import LOGIN, ask, get, login
from tests.loopback import serving


class Changing(str):
    """A method that is another one when it is looked at again."""

    __slots__ = ()

    def __eq__(self, other: object) -> bool:
        return other == "GET" or str.__eq__(self, other)

    def __hash__(self) -> int:
        return hash("GET")


class Elsewhere(str):
    """A path that is another one when it is put into bytes."""

    __slots__ = ()

    def encode(self, *_: object) -> bytes:
        return b"/admin"


def asks(method: str, path: str, **more: Any) -> Request:
    return Request(probe="theirs", method=method, path=path, **more)


@pytest.mark.parametrize(
    "request_",
    [
        asks("DELETE", "/api/v1/identities/x"),
        asks("PATCH", "/api/v1/identities/x"),
        asks("PUT", "/api/v1/identities/x"),
        asks("OPTIONS", "/api/v1/identities/x"),
        asks("get", "/api/status"),
        asks(Changing("DELETE"), "/api/v1/identities/x"),
        asks("GET", "/admin"),
        asks("GET", "/api/../admin"),
        asks("GET", "/api/v1/./x"),
        asks("GET", "/api/v1/.."),
        asks("GET", Elsewhere("/api/status")),
        asks("DELETE", LOGIN, body={}),
        asks("GET", "/api/status", body={}),
        asks("POST", "/api/v3/secrets/raw/NAME"),
        asks("POST", "/api/v1/auth/token/renew", body={}),
        asks("POST", f"{LOGIN}/../x", body={}),
        asks("POST", f"{LOGIN}?x", body={}),
    ],
    ids=lambda request: f"{request.method} {request.path}",
)
def test_what_is_no_question_never_leaves(request_: Request) -> None:
    with serving(loopback.answer()) as server:
        exchange = ask(server.url, request_)
    assert (exchange.silence, server.requests) == (Silence.CANNOT_SEND, [])
    assert exchange.note == "only questions that change nothing are sent; this is none"


@pytest.mark.parametrize(
    "request_", [get(), login(), asks("POST", "/api/v1/auth/kubernetes-auth/login", body={"jwt": "x"})]
)
def test_a_question_and_a_login_do(request_: Request) -> None:
    with serving(loopback.answer()) as server:
        assert ask(server.url, request_).answer is not None
        assert len(server.requests) == 1
