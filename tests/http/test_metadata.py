"""Asking the place where a workload gets its proof: only near addresses or https, shortly, and nothing else."""

from __future__ import annotations

import gzip
import json
import time
from typing import Any

import pytest

from diagnose.credential.methods import Fetch, FetchError
from diagnose.http.metadata import fetch
from diagnose.secret import Secret
from tests import loopback
from tests.loopback import serving


def asks(url: str, **more: Any) -> Fetch:
    return Fetch(what="the metadata service", url=url, **more)


def test_the_body_is_given_back_and_the_headers_are_sent_along() -> None:
    with serving(loopback.answer(200, {"value": "x"})) as server:
        body = fetch(asks(server.url + "/token", headers={"Metadata": "true", "X-Secret": Secret("hush")}), {})

    assert json.loads(body) == {"value": "x"}
    assert b"Metadata: true" in server.requests[0]
    assert b"X-Secret: hush" in server.requests[0]


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/",
        "http://93.184.216.34/",
        "https://169.254.169.254/",
        "ftp://169.254.169.254/",
        "http://user:word@127.0.0.1/",
        "http:///token",
        "http://127.0.0.1:x/",
    ],
)
def test_no_far_address_is_asked_for_what_is_local(url: str) -> None:
    with pytest.raises(FetchError, match="is not"):
        fetch(asks(url), {})


def test_a_token_for_a_far_service_goes_over_https_only() -> None:
    with pytest.raises(FetchError, match="is not https, so it was not asked"):
        fetch(asks("http://run.example/token", local=False), {})


def test_no_proxy_is_asked_for_a_local_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with serving(loopback.answer(200, {})) as server:
        assert fetch(asks(server.url), {"HTTP_PROXY": "http://127.0.0.1:1"}) == b"{}"


def test_what_answers_in_the_services_place_is_noticed() -> None:
    with (
        serving(loopback.answer(200, {})) as server,
        pytest.raises(FetchError, match="Metadata-Flavor header"),
    ):
        fetch(asks(server.url, answers_with=("Metadata-Flavor", "Google")), {})


@pytest.mark.parametrize("status", [302, 403, 404, 500])
def test_any_other_status_is_said_and_no_redirect_followed(status: int) -> None:
    with serving(loopback.answer(status, {})) as server, pytest.raises(FetchError, match=f"answered {status}"):
        fetch(asks(server.url), {})

    assert len(server.requests) == 1


def test_nobody_there_is_said_within_the_short_time() -> None:
    begun = time.monotonic()
    with pytest.raises(FetchError, match=r"does not answer at http://127\.0\.0\.1:1 "):
        fetch(asks("http://127.0.0.1:1/"), {})

    assert time.monotonic() - begun < 5


def test_an_answer_that_is_too_large_is_refused() -> None:
    with (
        serving(loopback.answer(200, {"value": "x" * 70_000})) as server,
        pytest.raises(FetchError, match="more than"),
    ):
        fetch(asks(server.url), {})


SLOW = b"HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n" + b"a" * 60_000


@pytest.mark.parametrize("behaviour", [loopback.drip(SLOW), loopback.drip(b"HTTP/1.1 100 Go on\r\n\r\n" * 500)])
def test_one_that_goes_on_slowly_is_given_up_when_its_time_is_over(behaviour: loopback.Behaviour) -> None:
    begun = time.monotonic()
    with serving(behaviour) as server, pytest.raises(FetchError, match="does not answer at"):
        fetch(asks(server.url), {}, within_s=0.2)

    assert time.monotonic() - begun < 5


def test_nothing_is_unpacked() -> None:
    packed = gzip.compress(b"0" * 1_000_000)
    with serving(loopback.answer(200, packed, "Content-Encoding: gzip")) as server:
        assert fetch(asks(server.url), {}) == packed

    assert b"accept-encoding: identity" in server.requests[0].lower()
