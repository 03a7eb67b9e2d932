"""The lab's HTTP: loopback only, connections kept open, the lab's own clock in the `date` header."""

from __future__ import annotations

import http.client
import threading
from urllib.parse import urlsplit

import pytest

from diagnose.lab import ERAS, Lab
from tests.lab.client import LOGIN, Client

UNKNOWN = "/api/v1/this-route-does-not-exist?a=b"


def test_it_listens_on_loopback_only() -> None:
    with Lab("healthy-viewer") as lab:
        assert urlsplit(lab.base_url).hostname == "127.0.0.1"


def test_the_date_header_is_the_labs_clock() -> None:
    with Lab("healthy-viewer") as lab:
        lab.clock.set(1_700_000_000)
        got = Client(lab).ask("GET", "/api/status")
        # The clock runs on from where it was set, so only the minute is certain.
        assert got.headers["date"].startswith("Tue, 14 Nov 2023 22:13:")
        assert got.body["date"].startswith("2023-11-14T22:13:")


def test_one_connection_serves_many_requests() -> None:
    with Lab("healthy-viewer") as lab:
        connection = http.client.HTTPConnection(urlsplit(lab.base_url).netloc, timeout=10)
        for _ in range(3):
            connection.request("GET", "/api/status")
            assert connection.getresponse().read()
        assert connection.sock is not None
        connection.close()
        assert lab.counts()["requests"] == 3


def test_head_is_answered_without_a_body() -> None:
    with Lab("healthy-viewer") as lab:
        got = Client(lab).ask("HEAD", "/api/status")
        assert (got.status, got.body) == (200, "")


def test_a_dropped_connection_brings_no_answer() -> None:
    with Lab("connection-dropped") as lab, pytest.raises(ConnectionError):
        Client(lab).ask("GET", "/api/status")


def test_requests_from_several_threads_are_all_counted() -> None:
    with Lab("healthy-viewer") as lab:
        threads = [threading.Thread(target=Client(lab).ask, args=("GET", "/api/status")) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert lab.counts()["requests"] == 8


def test_a_lab_that_is_not_started_has_no_address() -> None:
    with pytest.raises(RuntimeError, match="not running"):
        _ = Lab("healthy-viewer").base_url


def test_stopping_frees_the_port_and_may_be_done_twice() -> None:
    lab = Lab("healthy-viewer")
    port = urlsplit(lab.start()).port
    lab.stop()
    lab.stop()
    again = Lab("healthy-viewer", port=port or 0)
    assert urlsplit(again.start()).port == port
    again.stop()


def test_serving_for_ever_ends_when_it_is_stopped() -> None:
    lab = Lab("healthy-viewer")
    lab.start()
    thread = threading.Thread(target=lab.serve_forever)
    thread.start()
    assert Client(lab).ask("GET", "/api/status").status == 200
    lab.stop()
    thread.join(timeout=5)
    assert not thread.is_alive()


@pytest.mark.parametrize(
    ("era", "keys"),
    [
        ("A", ["type", "message", "context", "level", "level_name", "status_code", "datetime_iso", "application"]),
        ("B1", ["statusCode", "message", "error"]),
        ("B2", ["statusCode", "message", "error"]),
        ("C1", ["reqId", "statusCode", "message", "error"]),
        ("C2", ["reqId", "statusCode", "message", "error"]),
    ],
)
def test_error_bodies_have_the_generations_own_fields_in_order(era: str, keys: list[str]) -> None:
    with Lab("wrong-client-secret", era=era) as lab:
        assert list(Client(lab).login().body)[: len(keys)] == keys


@pytest.mark.parametrize(("era", "status"), [("A", 500), ("B1", 403), ("B2", 401), ("C1", 422), ("C2", 422)])
def test_an_empty_login_body_tells_the_generation(era: str, status: int) -> None:
    with Lab("healthy-viewer", era=era) as lab:
        assert Client(lab).ask("POST", LOGIN, body={}).status == status


@pytest.mark.parametrize("era", ERAS)
def test_an_unknown_route_is_named_with_its_parameters(era: str) -> None:
    with Lab("healthy-viewer", era=era) as lab:
        got = Client(lab).ask("GET", UNKNOWN)
        assert got.status == 404
        assert UNKNOWN in got.body["message"]


@pytest.mark.parametrize(("era", "there"), [("A", 404), ("B2", 404), ("C1", 401), ("C2", 401)])
def test_the_successor_of_raw_is_there_from_era_c_on(era: str, there: int) -> None:
    with Lab("healthy-viewer", era=era) as lab:
        assert Client(lab).ask("GET", "/api/v4/secrets").status == there


def test_only_the_newest_status_names_the_longest_life_of_a_token() -> None:
    found = {}
    for era in ERAS:
        with Lab("healthy-viewer", era=era) as lab:
            found[era] = "maxIdentityAccessTokenTTL" in Client(lab).ask("GET", "/api/status").body
    assert [era for era, there in found.items() if there] == ["C2"]


@pytest.mark.parametrize(("era", "status"), [("A", 200), ("B1", 500), ("B2", 403), ("C2", 403)])
def test_a_stale_header_breaks_a_login_where_every_request_is_looked_at(era: str, status: int) -> None:
    with Lab("healthy-viewer", era=era) as lab:
        body = {"clientId": lab.inputs["client_id"], "clientSecret": lab.inputs["client_secret"]}
        got = Client(lab).ask("POST", LOGIN, body=body, headers={"authorization": "Bearer old"})
        assert got.status == status


@pytest.mark.parametrize(("era", "status"), [("A", 429), ("B1", 429), ("B2", 500), ("C2", 429)])
def test_a_limit_says_when_to_come_again(era: str, status: int) -> None:
    with Lab("rate-limited", era=era) as lab:
        got = Client(lab).login()
        assert got.status == status
        assert got.headers["retry-after"] == "60"
        assert Client(lab).ask("GET", "/api/status").status == 200


def test_a_redirect_points_to_another_host() -> None:
    with Lab("redirect") as lab:
        got = Client(lab).ask("GET", "/api/status")
        assert got.status == 308
        assert urlsplit(got.headers["location"]).hostname != urlsplit(lab.base_url).hostname


def test_a_doubled_slash_is_another_route() -> None:
    with Lab("healthy-viewer", era="B2") as lab:
        got = Client(lab).ask("POST", f"/{LOGIN}", body={})
        assert got.said == (404, "Not Found", f"Route POST:/{LOGIN} not found")
